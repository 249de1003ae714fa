//! `upbeat queue` and `upbeat receipt`

use clap::{ArgGroup, Args, Subcommand};
use upbeat_app::{Studio, queue};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::publication::{
    Publication, PublicationDetail, PublicationList, PublicationRef, PublicationResolve, Publications,
    QueuePause, ResolveChoice,
};
use upbeat_domain::id::PublicationId;
use upbeat_domain::time::Timestamp;

use crate::output::{Exit, Out, in_one_line};
use crate::studio::Desk;

/// The queue.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  upbeat queue list --json\n  upbeat queue run --until-idle\n  \
    upbeat queue resolve PUBLICATION --there https://…")]
pub struct Queue {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List publications by due time
    List {
        /// Due at or after, RFC 3339
        #[arg(long, value_parser = Timestamp::parse)]
        from: Option<Timestamp>,
        /// Due before, RFC 3339
        #[arg(long, value_parser = Timestamp::parse)]
        to: Option<Timestamp>,
        /// At most this many
        #[arg(long, default_value_t = 200)]
        limit: u32,
    },
    /// Work the queues of all workspaces in the foreground until stopped; --workspace works one
    Run {
        /// End when nothing is due
        #[arg(long)]
        until_idle: bool,
    },
    /// Put the queue on pause
    Pause,
    /// Let the queue go on; says, too, that the clock is right
    Resume,
    /// Try a rejected or missed publication again, now
    Retry {
        /// The publication
        publication: PublicationId,
    },
    /// Say what became of a publication whose outcome can't be known
    #[command(group = ArgGroup::new("choice").required(true))]
    Resolve {
        /// The publication
        publication: PublicationId,
        /// It is there, maybe at this address
        #[arg(long, value_name = "URL", num_args = 0..=1, default_missing_value = "", group = "choice")]
        there: Option<String>,
        /// It isn't: send it again
        #[arg(long, group = "choice")]
        again: bool,
        /// Leave it
        #[arg(long, group = "choice")]
        drop: bool,
    },
}

impl Queue {
    /// Runs it.
    pub async fn run(self, desk: Desk) -> Exit {
        let narrowed = desk.workspace.is_some();
        desk.with(|studio, out| async move {
            match self.command {
                Command::List { from, to, limit } => {
                    let request =
                        PublicationList { from, to, limit: Some(limit), ..PublicationList::default() };
                    let found = upbeat_api::publication_list(&studio, request).await?;
                    print(out, &found);
                    Ok(Exit::Done)
                }
                Command::Run { until_idle } => work(&studio, out, narrowed, until_idle).await,
                Command::Pause => {
                    let found = upbeat_api::queue_pause(&studio, QueuePause { paused: true }).await?;
                    print(out, &found);
                    Ok(Exit::Done)
                }
                Command::Resume => {
                    let found = upbeat_api::queue_pause(&studio, QueuePause { paused: false }).await?;
                    print(out, &found);
                    Ok(Exit::Done)
                }
                Command::Retry { publication } => {
                    let request = PublicationRef { id: publication };
                    let moved = upbeat_api::publication_retry(&studio, request).await?;
                    out.document(&moved, line);
                    Ok(Exit::Done)
                }
                Command::Resolve { publication, there, again, drop } => {
                    // The group has one of them.
                    let choice = match (there, again, drop) {
                        (Some(url), _, _) => ResolveChoice::There { url: (!url.is_empty()).then_some(url) },
                        (None, true, _) => ResolveChoice::Again,
                        (None, false, _) => ResolveChoice::Drop,
                    };
                    let request = PublicationResolve { id: publication, choice };
                    let moved = upbeat_api::publication_resolve(&studio, request).await?;
                    out.document(&moved, line);
                    Ok(Exit::Done)
                }
            }
        })
        .await
    }
}

/// Works the queues of all workspaces, or of the one asked for, and lists the chosen one's.
async fn work(studio: &Studio, out: Out, narrowed: bool, until_idle: bool) -> Result<Exit, ErrorDto> {
    let in_words = |failure| upbeat_api::said(out.lang, &failure);
    let left_out =
        if narrowed { Vec::new() } else { queue::take_on_every(studio).await.map_err(in_words)? };
    for one in &left_out {
        // Why standard error: the others go out all the same, and their list is the answer.
        let error = upbeat_api::said(out.lang, &one.failure);
        out.note(&format!("upbeat: {}: {}", one.name, in_one_line(&error)));
    }
    let stop = async {
        let _asked = tokio::signal::ctrl_c().await;
    };
    Box::pin(queue::run(studio, until_idle, stop)).await.map_err(in_words)?;
    let found = upbeat_api::publication_list(studio, PublicationList::default()).await?;
    print(out, &found);
    Ok(if left_out.is_empty() { Exit::Done } else { Exit::Failed })
}

fn print(out: Out, found: &Publications) {
    out.document(found, |found| {
        let mut lines: Vec<String> = found.publications.iter().map(line).collect();
        if found.paused {
            lines.push("⏸".to_owned());
        }
        lines.extend(found.hold.as_ref().map(|hold| format!("⏸ {}", in_one_line(&hold.error))));
        lines.push(format!("{}", found.publications.len()));
        lines.join("\n")
    });
}

/// A publication on a line.
pub fn line(publication: &Publication) -> String {
    let link = publication.receipt.as_ref().and_then(|receipt| receipt.url.as_deref()).unwrap_or_default();
    let trouble = publication.trouble.as_ref().map(in_one_line).unwrap_or_default();
    format!(
        "{}  {}  {:<10} {:<28} {} · {}  {} {link}{trouble}",
        publication.id,
        publication.due.local,
        publication.network.as_str(),
        publication.handle,
        publication.route_label,
        publication.state_label,
        publication.title,
    )
    .trim_end()
    .to_owned()
}

/// A receipt.
#[derive(Args, Debug)]
pub struct Receipt {
    /// The publication
    publication: PublicationId,
}

impl Receipt {
    /// Prints it.
    pub async fn run(self, desk: Desk) -> Exit {
        desk.with(|studio, out| async move {
            let request = PublicationRef { id: self.publication };
            let found = upbeat_api::publication_get(&studio, request).await?;
            out.document(&found, receipt);
            Ok(Exit::Done)
        })
        .await
    }
}

fn receipt(found: &PublicationDetail) -> String {
    let mut lines = vec![line(&found.publication)];
    for part in &found.parts {
        if let Some(receipt) = &part.receipt {
            let url = receipt.url.as_deref().unwrap_or(&receipt.remote_id);
            lines.push(format!(
                "  {}  {url}  {} · {}",
                receipt.at, receipt.audience_label, receipt.proof_label
            ));
        }
        for attempt in &part.attempts {
            let outcome = attempt.outcome.as_deref().unwrap_or("…");
            lines.push(format!(
                "  {}. {}  {outcome}  {}",
                attempt.epoch, attempt.started_at, attempt.body_hash
            ));
        }
    }
    for file in found.files.iter().filter(|file| file.hash.is_some()) {
        let hash = file.hash.as_deref().unwrap_or_default();
        let size = file.bytes.unwrap_or_default();
        lines.push(format!("  {hash}  {size}  {}", file.mime.as_deref().unwrap_or_default()));
    }
    lines.extend(found.log.iter().map(|entry| format!("  {}  {}", entry.at, entry.text)));
    lines.join("\n")
}
