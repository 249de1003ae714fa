//! `upbeat media`: work on one file, without a network. One file for each.

mod cover;
mod gif;
mod proxy;
mod strip;

use clap::{Args, Subcommand};
use upbeat_app::film::Tell;
use upbeat_contract::figure;
use upbeat_contract::film::MadeFilm;
use upbeat_domain::lang::Lang;

use crate::output::{Exit, Out};

/// Work on one file.
#[derive(Args, Debug)]
pub struct Media {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Propose frames of a film for its cover
    Cover(cover::Cover),
    /// Make a moving GIF of a film
    Gif(gif::Gif),
    /// Make a small film that every window plays
    Proxy(proxy::Proxy),
    /// Put small pictures of a film, evenly over its length, into a folder
    Strip(strip::Strip),
}

impl Media {
    /// Does it and reports.
    pub async fn run(self, out: Out) -> Exit {
        match self.command {
            Command::Cover(command) => command.run(out).await,
            Command::Gif(command) => command.run(out).await,
            Command::Proxy(command) => command.run(out).await,
            Command::Strip(command) => command.run(out).await,
        }
    }
}

/// Shows how far the work is where a person watches.
fn progress(out: Out) -> Tell {
    Box::new(move |percent| {
        if out.watched() {
            let end = if percent < 100.0 { "" } else { "\r\x1b[K" };
            eprint!("\r\x1b[K{}{end}", figure::percent(out.lang, percent));
        }
    })
}

/// A file that was made, and below it what was done.
fn made(lang: Lang, made: &MadeFilm) -> String {
    let size = format!("{} × {}", made.width_px, made.height_px);
    let (bytes, length) = (figure::bytes(lang, made.bytes), figure::duration(lang, made.duration_ms));
    let steps: String = made.steps.iter().map(|step| format!("\n  {}", step.text)).collect();
    format!("{}: {size}, {bytes}, {length}{steps}", made.path)
}
