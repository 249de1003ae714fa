//! The picture of an account: fetched through the guard, kept small, never worth a failure.

use std::time::Duration;

use upbeat_domain::account::Account;
use upbeat_domain::id::{AccountId, ContentHash};

use super::remote;
use crate::studio::{Open, Studio};

/// How long connecting waits for it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Fetches the picture that the network named and notes it in the account; where there is none any
/// more, none is noted. What goes wrong leaves the account as it is: its initials are as good.
pub(super) async fn fetch(studio: &Studio, open: &Open, account: &mut Account, url: Option<&str>) {
    let before = account.avatar;
    account.avatar = match url {
        None => None,
        Some(url) => match tokio::time::timeout(PATIENCE, kept(studio, open, account, url)).await {
            Ok(Some(hash)) => Some(hash),
            Ok(None) | Err(_) => before,
        },
    };
    if let Some(gone) = before.filter(|hash| account.avatar != Some(*hash)) {
        forget(open, account.id, gone).await;
    }
}

/// Lets go of a picture, unless another account shows the same one.
async fn forget(open: &Open, of: AccountId, picture: ContentHash) {
    let Ok(mut reader) = open.store.read().await else { return };
    let Ok(accounts) = upbeat_store::account::list(&mut reader).await else { return };
    if !accounts.iter().any(|other| other.id != of && other.avatar == Some(picture)) {
        open.library.forget_avatar(picture).await;
    }
}

async fn kept(studio: &Studio, open: &Open, account: &Account, url: &str) -> Option<ContentHash> {
    let bytes = remote(account).picture(studio.client(), url).await;
    let bytes = bytes.inspect_err(|error| tracing::info!(code = %error.code(), "no picture of the account"));
    let kept = open.library.keep_avatar(bytes.ok()?).await;
    kept.inspect_err(|error| tracing::info!(%error, "a picture of an account that can't be read")).ok()
}
