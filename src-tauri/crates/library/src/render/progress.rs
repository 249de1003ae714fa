//! How far a job is: told to listeners at most ten times a second, written down about once.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::broadcast;
use upbeat_domain::id::{AssetId, JobId};
use upbeat_domain::job::JobState;
use upbeat_media::Progress;

use super::JobEvent;

/// Between two events of one job.
const EVENT_PERIOD: Duration = Duration::from_millis(100);

/// Between two notes in the job's row, which also prolong its lease.
pub(super) const NOTE_PERIOD: Duration = Duration::from_secs(1);

/// How far each piece is, and when that was last told.
#[derive(Debug)]
pub(super) struct Meter {
    job: JobId,
    asset: AssetId,
    total: usize,
    /// Pieces that needed no work.
    ready: usize,
    events: broadcast::Sender<JobEvent>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// For each piece of work, per cent, and of how many renditions it is the file.
    pieces: Vec<(f32, usize)>,
    eta_ms: Option<u64>,
    told: Option<Instant>,
}

impl Meter {
    /// A meter for `total` renditions, `ready` of which are there, made by pieces of work that each
    /// stand for so many renditions.
    pub(super) fn new(
        job: JobId,
        asset: AssetId,
        total: usize,
        ready: usize,
        pieces: &[usize],
        events: broadcast::Sender<JobEvent>,
    ) -> Arc<Self> {
        let pieces = pieces.iter().map(|renditions| (0.0, *renditions)).collect();
        let state = Mutex::new(State { pieces, eta_ms: None, told: None });
        Arc::new(Self { job, asset, total, ready, events, state })
    }

    /// Takes what the engine says; called from its threads.
    pub(super) fn note(&self, progress: Progress) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((percent, _)) = state.pieces.get_mut(progress.recipe_index) {
            *percent = percent.max(progress.percent.clamp(0.0, 100.0));
        }
        state.eta_ms = progress.eta_ms;
        if state.told.is_none_or(|at| at.elapsed() >= EVENT_PERIOD) {
            state.told = Some(Instant::now());
            let event = self.event(&state);
            drop(state);
            // Why: nobody listening is nothing wrong.
            let _ = self.events.send(event);
        }
    }

    /// Share done, 0 to 1.
    pub(super) fn share(&self) -> f64 {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        f64::from(self.percent(&state)) / 100.0
    }

    fn percent(&self, state: &State) -> f32 {
        let weighed = |(percent, renditions): &(f32, usize)| percent * count(*renditions);
        let made: f32 = state.pieces.iter().map(weighed).sum::<f32>() + 100.0 * count(self.ready);
        made / count(self.total.max(1))
    }

    fn event(&self, state: &State) -> JobEvent {
        let whole = state.pieces.iter().filter(|(percent, _)| *percent >= 100.0);
        let done = self.ready + whole.map(|(_, renditions)| renditions).sum::<usize>();
        JobEvent {
            job: self.job,
            asset: self.asset,
            state: JobState::Running,
            done: u32::try_from(done).unwrap_or(u32::MAX),
            total: u32::try_from(self.total).unwrap_or(u32::MAX),
            percent: self.percent(state),
            eta_ms: state.eta_ms,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a job makes some dozens of renditions")]
fn count(number: usize) -> f32 {
    number as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn meter(ready: usize, pieces: &[usize]) -> (Arc<Meter>, broadcast::Receiver<JobEvent>) {
        let (events, heard) = broadcast::channel(1000);
        let total = ready + pieces.iter().sum::<usize>();
        let (job, asset) = (JobId::new(Uuid::nil()), AssetId::new(Uuid::nil()));
        (Meter::new(job, asset, total, ready, pieces, events), heard)
    }

    fn at(recipe_index: usize, percent: f32) -> Progress {
        Progress { recipe_index, percent, eta_ms: None }
    }

    #[test]
    fn a_storm_of_progress_is_told_ten_times_a_second_at_most() {
        let (meter, mut heard) = meter(0, &[1]);
        let start = Instant::now();
        for step in 0_u16..10_000 {
            meter.note(at(0, f32::from(step) / 100.0));
        }
        let most = 1 + start.elapsed().as_millis() / EVENT_PERIOD.as_millis();
        let mut told = 0;
        while heard.try_recv().is_ok() {
            told += 1;
        }
        assert!((1..=most).contains(&told), "{told} events, at most {most} were due");
    }

    #[test]
    fn pieces_count_for_every_rendition_that_shares_them() {
        let (meter, mut heard) = meter(1, &[2, 1]);
        meter.note(at(0, 100.0));
        let event = heard.try_recv().ok();
        assert_eq!(event.as_ref().map(|event| (event.done, event.total)), Some((3, 4)));
        assert!((meter.share() - 0.75).abs() < 1e-6, "{}", meter.share());
        meter.note(at(0, 10.0));
        assert!((meter.share() - 0.75).abs() < 1e-6, "progress never goes back");
        meter.note(at(7, 100.0));
        assert!((meter.share() - 0.75).abs() < 1e-6, "an unknown piece counts for nothing");
    }
}
