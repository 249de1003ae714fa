//! `upbeat publish`

use std::time::Duration;

use clap::Args;
use upbeat_app::Studio;
use upbeat_contract::error::ErrorDto;
use upbeat_contract::publication::{Publication, PublicationRef, PublishNow};
use upbeat_contract::words;
use upbeat_domain::id::PostId;
use upbeat_domain::publication::PublicationState as State;

use super::plan::told;
use crate::output::Exit;
use crate::studio::{Desk, accounts};

/// Publishes now.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  upbeat publish POST --account marie.bsky.social --json\n\n\
    Waits for the outcomes. A post that is out on an account already is answered with its receipt and not \
    sent again, so a script may repeat the command; --again makes another post. Exit code 3 when a network's \
    rules refuse (nothing was sent), 4 when a person is needed: to post by hand, to look, to unlock the \
    keychain.")]
pub struct Publish {
    /// The post
    post: PostId,
    /// An account: id, handle, or network:handle; repeat for several
    #[arg(long = "account", value_name = "ID", required = true)]
    accounts: Vec<String>,
    /// Publish once more where the post is out already
    #[arg(long)]
    again: bool,
    /// How long to wait for outcomes, seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    wait: u64,
}

impl Publish {
    /// Publishes and waits.
    pub async fn run(self, desk: Desk) -> Exit {
        desk.with(|studio, out| async move {
            let account_ids = accounts(&studio, out, &self.accounts).await?;
            let request = PublishNow { post_id: self.post, account_ids };
            let mut done = if self.again {
                upbeat_api::publish_now(&studio, request).await?
            } else {
                upbeat_api::publish_once(&studio, request).await?
            };
            let patience = Duration::from_secs(self.wait);
            let mut ended = Exit::Done;
            let mut published = Vec::new();
            for planned in done.publications {
                let one = outcome(&studio, planned, patience).await;
                ended = ended.and(end(&one));
                published.push(one);
            }
            if !published.is_empty() {
                let count = published.iter().filter(|one| one.state == State::Published).count();
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                done.message = words::counted(out.lang, "said", "out", count);
            }
            done.publications = published;
            Ok(told(out, &done).and(ended))
        })
        .await
    }
}

/// What came of a publication. An error is this one's trouble: what became of the others is told all the
/// same.
async fn outcome(studio: &Studio, planned: Publication, patience: Duration) -> Publication {
    if planned.state == State::Published {
        return planned;
    }
    match Box::pin(upbeat_api::publish_and_wait(studio, planned.id, patience)).await {
        Ok(publication) => publication,
        Err(error) => with_trouble(studio, planned, error).await,
    }
}

async fn with_trouble(studio: &Studio, planned: Publication, mut error: ErrorDto) -> Publication {
    error.subject.get_or_insert_with(|| planned.handle.clone());
    let now = upbeat_api::publication_get(studio, PublicationRef { id: planned.id }).await;
    let publication = now.map_or(planned, |found| found.publication);
    Publication { trouble: Some(error), ..publication }
}

/// How a publication ends the command.
fn end(publication: &Publication) -> Exit {
    match publication.state {
        State::Published | State::HandedOver => Exit::Done,
        State::WaitingForPerson | State::NeedsPerson | State::Unconfirmed | State::Sending => Exit::Person,
        State::Planned | State::Preparing | State::Rejected | State::Missed | State::Cancelled => {
            publication.trouble.as_ref().map_or(Exit::Failed, |trouble| Exit::of(trouble.code))
        }
    }
}
