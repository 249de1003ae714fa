//! What can be typed.

use clap::{Parser, Subcommand};
use upbeat_domain::lang::Lang;

use crate::command;
use crate::output::Out;
use crate::usage::Wrong;

/// Prepare, plan and publish posts for eleven social networks, from the command line.
#[derive(Debug, Parser)]
#[command(
    name = "upbeat",
    version,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        upbeat prepare photo.jpg --for all --out out\n  \
        upbeat check --for x,bluesky --text \"Hello\"\n  \
        upbeat networks --json\n\n\
        Exit codes: 0 all well, 1 something failed, 2 wrong use, 3 refused by a network's rules \
        (nothing was sent), 4 needs a person."
)]
pub struct Args {
    /// Print one JSON document on standard output, and nothing else there
    #[arg(long, global = true)]
    pub json: bool,

    /// Language of messages: en or fr [default: from the locale]
    #[arg(long, global = true, value_name = "LANG", value_parser = lang)]
    pub lang: Option<Lang>,

    /// Workspace by name or folder [default: the last one opened]
    #[arg(long, global = true, value_name = "NAME-OR-FOLDER", env = "UPBEAT_WORKSPACE")]
    pub workspace: Option<String>,

    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show every network: formats, limits, capabilities, routes, with sources and dates
    Networks(command::networks::Networks),
    /// Say what files are
    Inspect(command::inspect::Inspect),
    /// Make the files that networks want
    Prepare(command::prepare::Prepare),
    /// Work on one file, or ask the media editor's engine: frames, captions, covers, strips, proxies, moving GIFs,
    /// documents
    Media(command::media::Media),
    /// Ask whether networks would take a post
    Check(command::check::Check),
    /// Write, find and change drafts
    Post(command::post::Post),
    /// Look through the library
    Library(command::library::Library),
    /// Connect, test and remove accounts
    Account(command::account::Account),
    /// Plan a post on accounts
    Schedule(command::plan::Schedule),
    /// Call a publication off
    Unschedule(command::plan::Unschedule),
    /// Move a publication to another time
    Reschedule(command::plan::Reschedule),
    /// Publish a post now and wait for the outcome
    Publish(command::publish::Publish),
    /// Show and work the queue
    Queue(command::queue::Queue),
    /// Show what went out, when and where
    Receipt(command::queue::Receipt),
    /// List a workspace's backups, or put one in the place of a damaged database
    Restore(command::restore::Restore),
    /// Look at the health of everything
    Doctor(command::doctor::Doctor),
    /// Print completions for a shell
    #[command(hide = true)]
    Completions(command::shell::Completions),
    /// Write the manual pages into a folder
    #[command(hide = true)]
    Man(command::shell::Man),
}

fn lang(text: &str) -> Result<Lang, Wrong> {
    match text {
        "en" => Ok(Lang::En),
        "fr" => Ok(Lang::Fr),
        _ => Err(Wrong::Lang),
    }
}

/// How to answer where the arguments aren't understood: `--json` and `--lang` as far as they stand there.
pub fn typed() -> Out {
    of(std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()))
}

fn of(args: impl Iterator<Item = String>) -> Out {
    let args: Vec<String> = args.take_while(|arg| arg != "--").collect();
    let beside = args.iter().skip_while(|arg| *arg != "--lang").nth(1).map(String::as_str);
    let named = beside.or_else(|| args.iter().find_map(|arg| arg.strip_prefix("--lang=")));
    let lang = named.and_then(|name| lang(name).ok()).unwrap_or_else(locale);
    Out { json: args.iter().any(|arg| arg == "--json"), lang }
}

impl Args {
    /// The language asked for, or the locale's.
    pub fn lang(&self) -> Lang {
        self.lang.unwrap_or_else(locale)
    }
}

/// The locale's language, by the order of POSIX.
fn locale() -> Lang {
    let variables = ["LC_ALL", "LC_MESSAGES", "LANG"];
    let found = variables.iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.is_empty());
    found.map(|value| Lang::of_locale(&value)).unwrap_or_default()
}

/// Sends the log to standard error when `UPBEAT_LOG` asks for it.
pub fn log() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("UPBEAT_LOG").unwrap_or_else(|_| EnvFilter::new("off"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_and_json_are_heard_where_nothing_else_is_understood() {
        let heard = |line: &str| {
            let out = of(line.split(' ').map(str::to_owned));
            (out.json, out.lang)
        };
        assert_eq!(heard("upbeat --json --lang fr verify"), (true, Lang::Fr));
        assert_eq!(heard("upbeat verify --lang=fr"), (false, Lang::Fr));
        assert_eq!(heard("upbeat --lang en inspect --nope -- --json --lang fr"), (false, Lang::En));
    }
}
