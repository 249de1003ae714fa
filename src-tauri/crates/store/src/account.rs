//! Accounts, without their secrets.

use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Sqlite, query::Query};
use upbeat_domain::account::{Account, AccountState};
use upbeat_domain::id::AccountId;
use upbeat_domain::time::Timestamp;

use crate::error::StoreError;
use crate::query::queries;
use crate::row::{Cells, to_json};
use crate::tx::{Reader, Tx};

queries! {
    INSERT = "INSERT INTO account (id, network, remote_id, server, handle, display_name, avatar_hash, route,
            own_network, server_limits, state, secret_generation, grace_s, position, checked_at, deleted_at, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)";
    UPDATE = "UPDATE account SET network = ?2, remote_id = ?3, server = ?4, handle = ?5, display_name = ?6,
            avatar_hash = ?7, route = ?8, own_network = ?9, server_limits = ?10, state = ?11,
            secret_generation = ?12, grace_s = ?13, position = ?14, checked_at = ?15, deleted_at = ?16
        WHERE id = ?1";
    GET = "SELECT * FROM account WHERE id = ?";
    LIST = "SELECT * FROM account WHERE deleted_at IS NULL ORDER BY position, created_at, id";
    FIND = "SELECT * FROM account WHERE network = ? AND server = ? AND remote_id = ? ORDER BY deleted_at IS NOT NULL, deleted_at DESC LIMIT 1";
    SET_STATE = "UPDATE account SET state = ?2 WHERE id = ?1 AND deleted_at IS NULL";
    SET_GRACE = "UPDATE account SET grace_s = ? WHERE deleted_at IS NULL";
    SEEN = "UPDATE account SET checked_at = ?2 WHERE id = ?1";
    ROTATE = "UPDATE account SET secret_generation = ?3 WHERE id = ?1 AND secret_generation = ?2";
    REMOVE = "UPDATE account SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL";
    NEXT_POSITION = "SELECT coalesce(max(position) + 1, 0) AS position FROM account WHERE deleted_at IS NULL";
}

type Prepared<'q> = Query<'q, Sqlite, SqliteArguments>;

fn bound<'q>(sql: &'static str, account: &'q Account) -> Result<Prepared<'q>, StoreError> {
    let server_limits = account.server_limits.as_ref().map(to_json).transpose()?;
    Ok(sqlx::query(sql)
        .bind(account.id.uuid())
        .bind(account.network.as_str())
        .bind(&account.remote_id)
        .bind(&account.server)
        .bind(&account.handle)
        .bind(&account.display_name)
        .bind(account.avatar.map(|hash| hash.to_string()))
        .bind(account.route.as_str())
        .bind(account.own_network)
        .bind(server_limits)
        .bind(account.state.as_str())
        .bind(account.secret_generation)
        .bind(account.grace_s)
        .bind(account.position)
        .bind(account.checked_at.map(Timestamp::micros))
        .bind(account.deleted_at.map(Timestamp::micros)))
}

fn read(row: &SqliteRow) -> Result<Account, StoreError> {
    let cells = Cells(row);
    Ok(Account {
        id: cells.id("id", AccountId::new)?,
        network: cells.parsed("network")?,
        remote_id: cells.raw("remote_id")?,
        server: cells.raw("server")?,
        handle: cells.raw("handle")?,
        display_name: cells.raw("display_name")?,
        avatar: cells.maybe_parsed("avatar_hash")?,
        route: cells.parsed("route")?,
        own_network: cells.raw("own_network")?,
        server_limits: cells.maybe_json("server_limits")?,
        state: cells.parsed("state")?,
        secret_generation: cells.number("secret_generation")?,
        grace_s: cells.number("grace_s")?,
        position: cells.number("position")?,
        created_at: cells.at("created_at")?,
        checked_at: cells.maybe_at("checked_at")?,
        deleted_at: cells.maybe_at("deleted_at")?,
    })
}

/// Adds an account.
///
/// # Errors
/// [`StoreError::Conflict`] when the same profile is connected already, and what the disk says.
pub async fn insert(tx: &mut Tx, account: &Account) -> Result<(), StoreError> {
    let query = bound(INSERT, account)?.bind(account.created_at.micros());
    query.execute(tx.conn()).await.map_err(|error| StoreError::from(error).about("account"))?;
    Ok(())
}

/// Writes everything of an account but its id and birth.
///
/// # Errors
/// [`StoreError::NotFound`], [`StoreError::Conflict`] as for [`insert`], and what the disk says.
pub async fn update(tx: &mut Tx, account: &Account) -> Result<(), StoreError> {
    let done = bound(UPDATE, account)?.execute(tx.conn()).await;
    changed(done.map_err(|error| StoreError::from(error).about("account"))?.rows_affected())
}

/// One account, removed or not.
///
/// # Errors
/// [`StoreError::NotFound`], and what the disk says.
pub async fn get(reader: &mut impl Reader, id: AccountId) -> Result<Account, StoreError> {
    let row = sqlx::query(GET).bind(id.uuid()).fetch_optional(reader.conn()).await?;
    row.as_ref().map(read).transpose()?.ok_or(StoreError::NotFound("account"))
}

/// The accounts that aren't removed, in the person's order.
///
/// # Errors
/// What the disk says.
pub async fn list(reader: &mut impl Reader) -> Result<Vec<Account>, StoreError> {
    sqlx::query(LIST).fetch_all(reader.conn()).await?.iter().map(read).collect()
}

/// The account of a profile: the connected one, else the one removed last (to connect it again under
/// its old id, so that its receipts stay together).
///
/// # Errors
/// What the disk says.
pub async fn find(
    reader: &mut impl Reader,
    network: upbeat_domain::network::NetworkId,
    server: &str,
    remote_id: &str,
) -> Result<Option<Account>, StoreError> {
    let query = sqlx::query(FIND).bind(network.as_str()).bind(server).bind(remote_id);
    query.fetch_optional(reader.conn()).await?.as_ref().map(read).transpose()
}

/// Says whether an account can be used.
///
/// # Errors
/// [`StoreError::NotFound`] when it is removed or never was, and what the disk says.
pub async fn set_state(tx: &mut Tx, id: AccountId, state: AccountState) -> Result<(), StoreError> {
    let done = sqlx::query(SET_STATE).bind(id.uuid()).bind(state.as_str()).execute(tx.conn()).await?;
    changed(done.rows_affected())
}

/// Gives every account that much grace, seconds.
///
/// # Errors
/// What the disk says.
pub async fn set_grace(tx: &mut Tx, grace_s: u32) -> Result<(), StoreError> {
    sqlx::query(SET_GRACE).bind(grace_s).execute(tx.conn()).await?;
    Ok(())
}

/// Notes that an account was seen working.
///
/// # Errors
/// [`StoreError::NotFound`], and what the disk says.
pub async fn seen(tx: &mut Tx, id: AccountId, now: Timestamp) -> Result<(), StoreError> {
    let done = sqlx::query(SEEN).bind(id.uuid()).bind(now.micros()).execute(tx.conn()).await?;
    changed(done.rows_affected())
}

/// Moves from one generation of the keychain's entry to the next.
///
/// # Errors
/// [`StoreError::Conflict`] when another process rotated meanwhile, and what the disk says.
pub async fn rotate(tx: &mut Tx, id: AccountId, from: u32, to: u32) -> Result<(), StoreError> {
    let done = sqlx::query(ROTATE).bind(id.uuid()).bind(from).bind(to).execute(tx.conn()).await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Conflict("account")) }
}

/// Removes an account; its row stays for the receipts that name it.
///
/// # Errors
/// [`StoreError::NotFound`], and what the disk says.
pub async fn remove(tx: &mut Tx, id: AccountId, now: Timestamp) -> Result<(), StoreError> {
    let done = sqlx::query(REMOVE).bind(id.uuid()).bind(now.micros()).execute(tx.conn()).await?;
    changed(done.rows_affected())
}

/// The place after the last account.
///
/// # Errors
/// What the disk says.
pub async fn next_position(reader: &mut impl Reader) -> Result<u32, StoreError> {
    let row = sqlx::query(NEXT_POSITION).fetch_one(reader.conn()).await?;
    Cells(&row).number("position")
}

fn changed(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::NotFound("account")) }
}
