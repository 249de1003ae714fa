//! A plan of numbered steps: told before it starts, timed while it runs.

use crate::process::say;
use anyhow::{Context, Result};
use std::time::{Duration, Instant};

/// One step: what it does, and how long it takes on two cores the first time.
pub struct Step<'a> {
    title: &'static str,
    minutes: f32,
    work: Box<dyn FnOnce() -> Result<()> + 'a>,
}

impl<'a> Step<'a> {
    /// A step of about `minutes` when nothing was done before.
    pub fn new(title: &'static str, minutes: f32, work: impl FnOnce() -> Result<()> + 'a) -> Self {
        Self { title, minutes, work: Box::new(work) }
    }
}

/// Tells the plan, then runs its steps; the first failure stops it.
pub fn follow(name: &str, steps: Vec<Step>) -> Result<()> {
    let minutes: f32 = steps.iter().map(|step| step.minutes).sum();
    say(&format!(
        "{name}: {}, about {minutes:.0} min the first time on 2 cores, much less after.",
        if steps.len() == 1 { "1 step".to_owned() } else { format!("{} steps", steps.len()) }
    ));
    for (number, step) in steps.iter().enumerate() {
        say(&format!("  {}. {} (about {})", number + 1, step.title, rough(step.minutes)));
    }
    let started = Instant::now();
    let count = steps.len();
    for (number, step) in steps.into_iter().enumerate() {
        say(&format!("\n[{}/{count}] {} · {}", number + 1, step.title, clock(started.elapsed())));
        (step.work)().with_context(|| format!("step {} ({})", number + 1, step.title))?;
    }
    say(&format!("\nDone in {}.", clock(started.elapsed())));
    Ok(())
}

/// Elapsed time as `m:ss`.
pub fn clock(elapsed: Duration) -> String {
    format!("{}:{:02}", elapsed.as_secs() / 60, elapsed.as_secs() % 60)
}

/// Minutes for a person: seconds below one.
pub fn rough(minutes: f32) -> String {
    if minutes < 1.0 { format!("{:.0} s", minutes * 60.0) } else { format!("{minutes:.0} min") }
}
