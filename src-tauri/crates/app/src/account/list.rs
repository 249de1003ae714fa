//! Reading accounts.

use upbeat_domain::account::Account;
use upbeat_domain::id::AccountId;

use crate::failure::Failure;
use crate::studio::Studio;

/// An account with what waits for it.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The account.
    pub account: Account,
    /// Publications that aren't over.
    pub planned: u32,
}

/// Every account of the workspace, in the person's order.
///
/// # Errors
/// What the disk says.
pub async fn list(studio: &Studio) -> Result<Vec<Overview>, Failure> {
    let mut reader = studio.shown().store.read().await?;
    let mut found = Vec::new();
    for account in upbeat_store::account::list(&mut reader).await? {
        let planned = upbeat_store::publication::open_of_account(&mut reader, account.id).await?.len();
        found.push(Overview { account, planned: u32::try_from(planned).unwrap_or(u32::MAX) });
    }
    Ok(found)
}

/// One account.
///
/// # Errors
/// `not_found`, and what the disk says.
pub async fn get(studio: &Studio, id: AccountId) -> Result<Overview, Failure> {
    let mut reader = studio.shown().store.read().await?;
    let account = upbeat_store::account::get(&mut reader, id).await?;
    let planned = upbeat_store::publication::open_of_account(&mut reader, id).await?.len();
    Ok(Overview { account, planned: u32::try_from(planned).unwrap_or(u32::MAX) })
}
