//! The whole studio at a glance: what a window needs before it draws, and what `doctor` tells.

use std::path::PathBuf;

use upbeat_domain::id::AccountId;
use upbeat_media::{Engine, Tool};
use upbeat_publisher::Gate;
use upbeat_store::asset::AssetFilter;
use upbeat_store::post::PostFilter;
use upbeat_store::studio as file;

use crate::failure::Failure;
use crate::settings::{self, Settings};
use crate::studio::{Studio, blocking};
use crate::workspace::{self, Overview, Troubled};
use crate::{account, queue, undo};

/// The studio at a glance.
#[derive(Clone, Debug)]
pub struct Glance {
    /// All workspaces that can be opened.
    pub workspaces: Vec<Overview>,
    /// Those that need a hand before anything goes out of them.
    pub troubled: Vec<Troubled>,
    /// The one on screen.
    pub shown: Overview,
    /// Settings.
    pub settings: Settings,
    /// Whether nothing was ever dropped, written or connected here.
    pub first_run: bool,
    /// Helpers: name, and whether each is there.
    pub tools: Vec<(&'static str, bool)>,
    /// What is wrong with the keychain.
    pub vault: Option<Failure>,
    /// Room left where the data lies, bytes.
    pub free_bytes: Option<u64>,
    /// What holds the queue back.
    pub gate: Gate,
    /// Whether something can be undone, and done again.
    pub undo: (bool, bool),
}

/// The helper programs: name, and whether each is there.
#[must_use]
pub fn tools(engine: &Engine) -> Vec<(&'static str, bool)> {
    Tool::ALL.iter().map(|tool| (tool.name(), engine.has(*tool))).collect()
}

/// Reads the studio's state.
///
/// # Errors
/// What the disk says.
pub async fn glance(studio: &Studio) -> Result<Glance, Failure> {
    let open = studio.shown();
    let gate = queue::gate(studio).await?;
    Ok(Glance {
        workspaces: workspace::list(studio).await?,
        troubled: workspace::troubled(studio).await?,
        shown: workspace::overview(studio, open.id).await?,
        settings: settings::get(studio).await?,
        first_run: is_first_run(studio).await?,
        tools: tools(studio.engine()),
        vault: studio.vault_trouble(),
        free_bytes: free_bytes(studio).await,
        gate,
        undo: undo::possible(studio).await?,
    })
}

async fn is_first_run(studio: &Studio) -> Result<bool, Failure> {
    let mut reader = studio.shown().store.read().await?;
    let posts =
        upbeat_store::post::list(&mut reader, &PostFilter { limit: 1, ..PostFilter::default() }).await?;
    let filter = AssetFilter { limit: 1, ..AssetFilter::default() };
    let assets = upbeat_store::asset::list(&mut reader, &filter).await?;
    drop(reader);
    Ok(posts.total == 0 && assets.total == 0 && account::list(studio).await?.is_empty())
}

async fn free_bytes(studio: &Studio) -> Option<u64> {
    let data = studio.data().to_owned();
    blocking(move || upbeat_os::disk::free_bytes(&data).ok()).await.ok().flatten()
}

/// A workspace and its database.
#[derive(Clone, Debug)]
pub struct Health {
    /// The client's name.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// Posts in it.
    pub posts: u64,
    /// Assets in it.
    pub assets: u64,
    /// Accounts in it.
    pub accounts: Vec<AccountId>,
    /// What is wrong with it.
    pub trouble: Option<Failure>,
}

/// What is wrong with the keychain, asked now; it may ask the person.
pub async fn vault(studio: &Studio) -> Option<Failure> {
    studio.ask_vault().await
}

/// Checks every page of every workspace's database.
///
/// # Errors
/// What the disk says of the list of workspaces.
pub async fn health(studio: &Studio) -> Result<Vec<Health>, Failure> {
    let data = studio.data().to_owned();
    let listed = blocking(move || file::read(&data)).await??;
    let mut all = Vec::new();
    for one in listed.workspaces {
        let folder = file::workspace_folder(studio.data(), one.id);
        let mut health =
            Health { name: one.name, folder, posts: 0, assets: 0, accounts: Vec::new(), trouble: None };
        if let Err(failure) = look(studio, one.id, &mut health).await {
            health.trouble = Some(failure);
        }
        all.push(health);
    }
    Ok(all)
}

async fn look(
    studio: &Studio,
    id: upbeat_domain::id::WorkspaceId,
    health: &mut Health,
) -> Result<(), Failure> {
    let open = studio.opened(id).await?;
    open.store.check().await?;
    open.store.require_durable().await?;
    health.name = open.workspace().await?.name;
    let mut reader = open.store.read().await?;
    health.posts =
        upbeat_store::post::list(&mut reader, &PostFilter { limit: 1, ..PostFilter::default() }).await?.total;
    let filter = AssetFilter { limit: 1, ..AssetFilter::default() };
    health.assets = upbeat_store::asset::list(&mut reader, &filter).await?.total;
    health.accounts =
        upbeat_store::account::list(&mut reader).await?.into_iter().map(|account| account.id).collect();
    Ok(())
}
