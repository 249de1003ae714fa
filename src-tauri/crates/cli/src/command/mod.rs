//! The commands, one file each.

pub mod account;
pub mod check;
pub mod doctor;
mod film;
pub mod inspect;
pub mod library;
pub mod media;
pub mod networks;
pub mod plan;
pub mod post;
pub mod prepare;
pub mod publish;
pub mod queue;
pub mod restore;
pub mod shell;
mod sound;

use crate::args::{Args, Command};
use crate::output::{Exit, Out};
use crate::studio::Desk;

/// Runs what was typed.
pub async fn run(args: Args) -> Exit {
    let out = Out { json: args.json, lang: args.lang() };
    let desk = Desk { out, lang: args.lang, workspace: args.workspace };
    match args.command {
        Command::Networks(command) => command.run(out),
        Command::Inspect(command) => command.run(out).await,
        Command::Prepare(command) => command.run(out).await,
        Command::Media(command) => command.run(out).await,
        Command::Check(command) => command.run(desk).await,
        Command::Post(command) => command.run(desk).await,
        Command::Library(command) => command.run(desk).await,
        Command::Account(command) => command.run(desk).await,
        Command::Schedule(command) => command.run(desk).await,
        Command::Unschedule(command) => command.run(desk).await,
        Command::Reschedule(command) => command.run(desk).await,
        Command::Publish(command) => command.run(desk).await,
        Command::Queue(command) => command.run(desk).await,
        Command::Receipt(command) => command.run(desk).await,
        Command::Restore(command) => command.run(desk).await,
        Command::Doctor(command) => command.run(desk).await,
        Command::Completions(command) => command.run(out),
        Command::Man(command) => command.run(out),
    }
}
