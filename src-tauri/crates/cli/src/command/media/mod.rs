//! `upbeat media`: work on one file, and the media editor's engine; one file for each question.

mod captions;
mod cover;
mod frames;
mod gif;
mod pdf;
mod proxy;
mod strip;

use clap::{Args, Subcommand};
use upbeat_app::film::Tell;
use upbeat_contract::figure;
use upbeat_contract::film::MadeFilm;
use upbeat_domain::lang::Lang;

use crate::output::{Exit, Out};

/// Work on one file, and the media editor's engine.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  upbeat media frames photo.jpg --for instagram,pinterest --focus 0.3,0.4\n  \
    upbeat media captions talk.srt --as vtt --trim 10s..40s --out talk.vtt\n  \
    upbeat media cover talk.mp4\n  \
    upbeat media pdf 1.jpg 2.jpg --for linkedin:document --out carousel.pdf\n\n\
    Originals are never written to. Needs no account, no workspace and no connection."
)]
pub struct Media {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read, check, convert and retime captions
    Captions(captions::Captions),
    /// Propose frames of a film for its cover
    Cover(cover::Cover),
    /// Show what every network's frame keeps of a picture or film
    Frames(frames::Frames),
    /// Make a moving GIF of a film
    Gif(gif::Gif),
    /// Bind pictures and pages into one PDF, a page each
    Pdf(pdf::Pdf),
    /// Make a small film that every window plays
    Proxy(proxy::Proxy),
    /// Put small pictures of a film, evenly over its length, into a folder
    Strip(strip::Strip),
}

impl Media {
    /// Does it and reports.
    pub async fn run(self, out: Out) -> Exit {
        match self.command {
            Command::Captions(command) => command.run(out).await,
            Command::Cover(command) => command.run(out).await,
            Command::Frames(command) => command.run(out).await,
            Command::Gif(command) => command.run(out).await,
            Command::Pdf(command) => command.run(out).await,
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
