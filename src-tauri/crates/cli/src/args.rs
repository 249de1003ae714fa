//! What can be typed.

use clap::{Parser, Subcommand};
use upbeat_domain::lang::Lang;

use crate::command;

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
    /// Ask whether networks would take a post
    Check(command::check::Check),
    /// Write, find and change drafts
    Post(command::post::Post),
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

fn lang(text: &str) -> Result<Lang, String> {
    match text {
        "en" => Ok(Lang::En),
        "fr" => Ok(Lang::Fr),
        _ => Err("the languages are en and fr".to_owned()),
    }
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
