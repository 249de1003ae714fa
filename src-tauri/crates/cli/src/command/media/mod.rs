//! `upbeat media`: the media editor's engine, one file for each of its questions.

mod captions;
mod frames;

use clap::{Args, Subcommand};

use crate::output::{Exit, Out};

/// The media editor's engine.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  upbeat media frames photo.jpg --for instagram,pinterest --focus 0.3,0.4\n  \
    upbeat media captions talk.srt --as vtt --trim 10s..40s --out talk.vtt\n\n\
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
    /// Show what every network's frame keeps of a picture or film
    Frames(frames::Frames),
}

impl Media {
    /// Runs it.
    pub async fn run(self, out: Out) -> Exit {
        match self.command {
            Command::Captions(command) => command.run(out).await,
            Command::Frames(command) => command.run(out).await,
        }
    }
}
