//! What can this account do, asked of its server now?

use std::borrow::Cow;

use upbeat_domain::account::{Account, ServerLimits};
use upbeat_domain::code::Code;
use upbeat_domain::id::AccountId;
use upbeat_domain::limits::Limits;
use upbeat_domain::network::Route;
use upbeat_networks::{Call, Credentials};
use upbeat_vault::Owner;

use super::connect::kept;
use super::{refused, remote, test};
use crate::event::Noun;
use crate::failure::Failure;
use crate::network;
use crate::studio::{Open, Studio, undroppable};

/// What a probe found.
#[derive(Clone, Debug)]
pub struct Probed {
    /// The account as it is now.
    pub account: Account,
    /// What was asked, in order; nothing of an account that is published to by hand.
    pub asked: Vec<Asked>,
}

impl Probed {
    /// The limits that hold for it: its network's data, with what its server says laid over.
    #[must_use]
    pub fn limits(&self) -> Cow<'static, Limits> {
        network::of_account(&self.account)
    }
}

/// One question to the server.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Which.
    pub question: Question,
    /// How long the answer took, milliseconds.
    pub took_ms: u64,
    /// What was wrong with it.
    pub trouble: Option<Failure>,
}

/// What a server is asked. Every question reads, none changes anything there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Question {
    /// Whose account is it?
    Identity,
    /// What do you take?
    Limits,
}

impl Question {
    /// Stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Limits => "limits",
        }
    }
}

/// Asks the server whose account it is and what it takes, and keeps its limits for every later check.
///
/// # Errors
/// `not_found`, and what the disk says. What the network or the keychain says is in the answer.
pub async fn probe(studio: &Studio, id: AccountId) -> Result<Probed, Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let began = studio.clock().steady();
        let since = |began| u64::try_from((studio.clock().steady() - began).as_millis()).unwrap_or(u64::MAX);
        let tested = test(&studio, id).await?;
        if tested.account.route == Route::Assisted {
            return Ok(Probed { account: tested.account, asked: Vec::new() });
        }
        let answered = tested.trouble.is_none();
        let mut asked =
            vec![Asked { question: Question::Identity, took_ms: since(began), trouble: tested.trouble }];
        let open = studio.shown();
        let mut account = tested.account;
        // Why only then: without an identity every further answer would say the same.
        if answered {
            let began = studio.clock().steady();
            let limits = limits(&studio, &open, &account).await;
            let (took_ms, trouble) = (since(began), limits.as_ref().err().cloned());
            if let Ok(limits) = limits {
                account = keep(&open, id, limits).await?;
                studio.changed(Noun::Accounts, [id]);
            }
            asked.push(Asked { question: Question::Limits, took_ms, trouble });
        }
        Ok(Probed { account, asked })
    })
    .await
}

async fn limits(studio: &Studio, open: &Open, account: &Account) -> Result<ServerLimits, Failure> {
    let subject = account.handle.as_str();
    let network = studio.registry().get(account.network).cloned();
    let network = network.ok_or_else(|| Failure::about(Code::NotFound, account.network.as_str()))?;
    let owner = Owner::Account { workspace: open.id, account: account.id };
    let secrets = studio.vault().get(owner).await?;
    let secrets = secrets.ok_or_else(|| Failure::about(Code::NetworkReconnect, subject))?;
    let (remote, credentials): (_, Credentials) = (remote(account), secrets.into_iter().collect());
    let call = Call { account: &remote, credentials: &credentials, now: studio.clock().now() };
    network.server_limits(call).await.map(kept).map_err(|error| refused(&error, subject))
}

async fn keep(open: &Open, id: AccountId, limits: ServerLimits) -> Result<Account, Failure> {
    let mut tx = open.store.begin().await?;
    let mut account = upbeat_store::account::get(&mut tx, id).await?;
    account.server_limits = Some(limits);
    upbeat_store::account::update(&mut tx, &account).await?;
    tx.commit().await?;
    Ok(account)
}
