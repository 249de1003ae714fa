//! The studio at a glance, and its health.

use upbeat_app::glance::{self, Glance};
use upbeat_app::{Engine, Failure, Studio, time};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::report::{Doctor, WorkspaceHealth};
use upbeat_contract::studio::{Studio as StudioDto, StudioGet, Tool, Vault, VaultState};
use upbeat_contract::words;
use upbeat_domain::code::Code;
use upbeat_domain::lang::Lang;

use crate::error::{in_words, said};
use crate::publication::hold;
use crate::settings::theme;
use crate::workspace::{troubled, workspace};

/// Reads the studio's state.
///
/// # Errors
/// What the disk says.
pub async fn studio_get(studio: &Studio, _request: StudioGet) -> Result<StudioDto, ErrorDto> {
    let lang = studio.lang();
    let found: Glance = in_words(studio, glance::glance(studio).await)?;
    Ok(StudioDto {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        lang,
        theme: theme(found.settings.theme),
        platform: std::env::consts::OS.to_owned(),
        workspaces: found.workspaces.iter().map(workspace).collect(),
        troubled: found.troubled.iter().map(|one| troubled(lang, one)).collect(),
        workspace: workspace(&found.shown),
        first_run: found.first_run,
        tools: tools(lang, &found.tools),
        vault: vault(lang, found.vault.as_ref()),
        data_folder_free_bytes: found.free_bytes,
        online: studio.online(),
        queue_paused: found.gate.paused,
        hold: found.gate.hold.as_ref().map(|found| hold(lang, found)),
        waiting: found.shown.planned,
        can_undo: found.undo.0,
        can_redo: found.undo.1,
        zone: studio.system_zone().name().to_owned(),
        zones: time::zones(),
    })
}

fn tools(lang: Lang, tools: &[(&str, bool)]) -> Vec<Tool> {
    let tool = |(name, found): &(&str, bool)| Tool {
        name: (*name).to_owned(),
        found: *found,
        purpose: words::tool(lang, name),
    };
    tools.iter().map(tool).collect()
}

fn vault(lang: Lang, trouble: Option<&Failure>) -> Vault {
    let state = match trouble.map(|failure| failure.code) {
        None => VaultState::Ready,
        Some(Code::VaultAbsent) => VaultState::Absent,
        Some(Code::VaultLocked) => VaultState::Locked,
        Some(_) => VaultState::Refused,
    };
    Vault { state, trouble: trouble.map(|failure| said(lang, failure)) }
}

/// `upbeat doctor`.
///
/// # Errors
/// What the disk says of the list of workspaces.
pub async fn doctor(studio: &Studio) -> Result<Doctor, ErrorDto> {
    let lang = studio.lang();
    let found = in_words(studio, glance::glance(studio).await)?;
    let health = in_words(studio, glance::health(studio).await)?;
    let engine: &Engine = studio.engine();
    let tools = tools(lang, &glance::tools(engine));
    let vault = vault(lang, glance::vault(studio).await.as_ref());
    let workspaces: Vec<WorkspaceHealth> = health
        .into_iter()
        .map(|one| WorkspaceHealth {
            name: one.name,
            folder: one.folder.display().to_string(),
            posts: u32::try_from(one.posts).unwrap_or(u32::MAX),
            assets: u32::try_from(one.assets).unwrap_or(u32::MAX),
            accounts: one.accounts,
            trouble: one.trouble.as_ref().map(|failure| said(lang, failure)),
        })
        .collect();
    Ok(Doctor {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_folder: studio.data().display().to_string(),
        data_folder_free_bytes: found.free_bytes,
        lang,
        healthy: tools.iter().all(|tool| tool.found)
            && vault.trouble.is_none()
            && workspaces.iter().all(|one| one.trouble.is_none()),
        tools,
        vault,
        workspaces,
    })
}
