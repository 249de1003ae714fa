//! `upbeat check`

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use upbeat_app::Failure;
use upbeat_contract::check::{Check as Verdict, Checks, PostCheck, Severity};
use upbeat_contract::figure;
use upbeat_domain::code::Code;
use upbeat_domain::id::PostId;
use upbeat_domain::lang::Lang;
use upbeat_domain::network::NetworkId;
use upbeat_domain::post::Body;

use crate::output::{Exit, Out};
use crate::studio::Desk;
use crate::targets::Named;
use crate::usage::Wrong;

/// Longest text read from standard input, bytes.
const TEXT_BYTES_MAX: u64 = 1_000_000;

/// Asks whether networks would take a post.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  upbeat check --for x,bluesky --text \"Bonjour\"\n  \
    upbeat check --for mastodon --text - --field spoiler_text=CW < text.txt\n  \
    upbeat check --for instagram:story --media photo.jpg --json\n  \
    upbeat check --post POST\n\n\
    Exit code 3 when a network would refuse. Nothing is sent.")]
pub struct Check {
    /// For whom: all, x, instagram:story; comma-separated
    #[arg(long = "for", value_name = "LIST", required_unless_present = "post", value_delimiter = ',')]
    targets: Vec<Named>,

    /// A draft as it is written down, for its own networks, each with its own text
    #[arg(long, value_name = "POST", conflicts_with_all = ["targets", "text", "fields", "media", "alt"])]
    post: Option<PostId>,

    /// The text; - reads it from standard input
    #[arg(long, value_name = "T|-", allow_hyphen_values = true)]
    text: Option<String>,

    /// Another field by the network's own name: spoiler_text, title
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = field)]
    fields: Vec<(String, String)>,

    /// A file of the post; repeat for several
    #[arg(long, value_name = "FILE")]
    media: Vec<PathBuf>,

    /// Description of a file for those who can't see it; repeat in the order of the files
    #[arg(long, value_name = "TEXT")]
    alt: Vec<String>,
}

impl Check {
    /// Checks and prints the verdicts.
    pub async fn run(self, desk: Desk) -> Exit {
        let out = desk.out;
        if let Some(id) = self.post {
            return desk
                .with(|studio, out| async move {
                    let request = PostCheck { id: Some(id), draft: None };
                    Ok(report(out, &upbeat_api::post_check(&studio, request).await?))
                })
                .await;
        }
        let text = match read_text(self.text) {
            Ok(text) => text,
            Err(failure) => return out.failure(&failure),
        };
        let loose = upbeat_api::Loose {
            body: Body {
                text,
                fields: self.fields.into_iter().collect::<BTreeMap<_, _>>(),
                media: Vec::new(),
            },
            files: self.media,
            alts: self.alt,
            targets: targets(&self.targets),
        };
        let engine = Arc::new(upbeat_app::Engine::detect());
        match upbeat_api::check_loose(out.lang, engine, loose).await {
            Ok(checks) => report(out, &checks),
            Err(error) => out.error(error),
        }
    }
}

/// The text given, or read where it is `-`.
pub fn read_text(text: Option<String>) -> Result<String, Failure> {
    match text.as_deref() {
        None => Ok(String::new()),
        Some("-") => {
            let mut read = String::new();
            let input = std::io::stdin().lock().take(TEXT_BYTES_MAX);
            let mut input = std::io::BufReader::new(input);
            input
                .read_to_string(&mut read)
                .map_err(|error| Failure::about(Code::Invalid, error.to_string()))?;
            // Why: `echo` ends its line; nobody means that as part of a post.
            Ok(read.strip_suffix('\n').map(str::to_owned).unwrap_or(read))
        }
        Some(_) => Ok(text.unwrap_or_default()),
    }
}

/// `NAME=VALUE`.
pub fn field(text: &str) -> Result<(String, String), Wrong> {
    let (name, value) = text.split_once('=').ok_or(Wrong::Field)?;
    Ok((name.to_owned(), value.to_owned()))
}

fn targets(named: &[Named]) -> Vec<(NetworkId, Option<String>)> {
    let mut all = Vec::new();
    for one in named {
        match one {
            Named::All => all.extend(NetworkId::ALL.iter().map(|id| (*id, None))),
            Named::One { network, format, .. } => all.push((*network, format.clone())),
        }
    }
    let mut seen = Vec::new();
    all.retain(|target| {
        let fresh = !seen.contains(target);
        seen.push(target.clone());
        fresh
    });
    all
}

/// Prints verdicts and ends by them.
pub fn report(out: Out, checks: &Checks) -> Exit {
    out.document(checks, |checks| {
        checks.checks.iter().map(|check| one(out.lang, check)).collect::<Vec<_>>().join("\n")
    });
    if checks.checks.iter().all(|check| check.valid) { Exit::Done } else { Exit::Refused }
}

fn one(lang: Lang, check: &Verdict) -> String {
    let mark = if check.valid { "✓" } else { "✗" };
    let length = figure::count(lang, i64::from(check.length));
    let length = match check.max_length {
        Some(max) => format!("{length} / {}", figure::count(lang, i64::from(max))),
        None => length,
    };
    let mut lines = vec![format!("{mark} {:<10} {:<24} {length}", check.network.as_str(), check.format_name)];
    for problem in &check.problems {
        let grave = match problem.severity {
            Severity::Error => "✗",
            Severity::Warning => "!",
        };
        let fix = problem.fix.as_ref().map(|fix| format!(" → {}", fix.label)).unwrap_or_default();
        lines.push(format!("    {grave} {}{fix} [{}]", problem.message, problem.code));
    }
    lines.join("\n")
}
