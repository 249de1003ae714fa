//! `upbeat schedule`, `unschedule`, `reschedule`

use clap::Args;
use upbeat_app::Studio;
use upbeat_contract::publication::{PublicationRef, Reschedule as Move, Schedule as Plan, Scheduled};
use upbeat_contract::time::At;
use upbeat_domain::id::{PostId, PublicationId};
use upbeat_domain::time::Timestamp;

use super::queue::line;
use crate::output::{Exit, Out, in_one_line};
use crate::studio::{Desk, accounts};

/// When, as it is typed.
#[derive(Args, Debug)]
struct When {
    /// RFC 3339, or a local time such as 2026-11-26T18:30
    #[arg(long, value_name = "TIME")]
    at: String,

    /// Zone of a local time [default: the workspace's]
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
}

impl When {
    async fn read(self, studio: &Studio) -> At {
        if self.zone.is_none()
            && let Ok(instant) = Timestamp::parse(&self.at)
        {
            return At::Instant { instant };
        }
        let zone = match self.zone {
            Some(zone) => zone,
            None => studio.workspace().await.map_or_else(
                |_| studio.system_zone().name().to_owned(),
                |workspace| workspace.zone.name().to_owned(),
            ),
        };
        At::Local { local: self.at, zone }
    }
}

/// Plans a post.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  upbeat schedule POST --account marie.bsky.social --at 2026-11-26T18:30 \
    --zone Europe/Paris\n\nA running window or `upbeat queue run` publishes it at its time."
)]
pub struct Schedule {
    /// The post
    post: PostId,
    /// An account: id, handle, or network:handle; repeat for several
    #[arg(long = "account", value_name = "ID", required = true)]
    accounts: Vec<String>,
    #[command(flatten)]
    when: When,
}

impl Schedule {
    /// Plans it.
    pub async fn run(self, desk: Desk) -> Exit {
        desk.with(|studio, out| async move {
            let account_ids = accounts(&studio, out, &self.accounts).await?;
            let at = self.when.read(&studio).await;
            let done = upbeat_api::schedule(&studio, Plan { post_id: self.post, account_ids, at }).await?;
            Ok(told(out, &done))
        })
        .await
    }
}

/// Prints what was planned and what could not be, and ends by the gravest.
pub fn told(out: Out, done: &Scheduled) -> Exit {
    out.document(done, |done| {
        let mut lines = vec![done.message.clone()];
        lines.extend(done.publications.iter().map(line));
        lines.extend(done.refused.iter().map(|r| format!("{}: {}", r.network, in_one_line(&r.error))));
        lines.join("\n")
    });
    done.refused.iter().fold(Exit::Done, |exit, refused| exit.and(Exit::of(refused.error.code)))
}

/// Moves a publication.
#[derive(Args, Debug)]
pub struct Reschedule {
    /// The publication
    publication: PublicationId,
    #[command(flatten)]
    when: When,
}

impl Reschedule {
    /// Moves it.
    pub async fn run(self, desk: Desk) -> Exit {
        desk.with(|studio, out| async move {
            let at = self.when.read(&studio).await;
            let moved = upbeat_api::reschedule(&studio, Move { id: self.publication, at }).await?;
            out.document(&moved.publication, line);
            Ok(Exit::Done)
        })
        .await
    }
}

/// Calls a publication off.
#[derive(Args, Debug)]
pub struct Unschedule {
    /// The publication
    publication: PublicationId,
}

impl Unschedule {
    /// Calls it off.
    pub async fn run(self, desk: Desk) -> Exit {
        desk.with(|studio, out| async move {
            let done = upbeat_api::unschedule(&studio, PublicationRef { id: self.publication }).await?;
            out.document(&done, |done| done.message.clone());
            Ok(Exit::Done)
        })
        .await
    }
}
