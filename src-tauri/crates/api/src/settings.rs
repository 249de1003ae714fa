//! Settings.

use upbeat_app::settings::{self as app, Theme};
use upbeat_app::{Failure, Studio};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::settings::{self as wire, Settings, SettingsChanged, SettingsGet, SettingsSet};

use crate::error::in_words;
use crate::undo::step;

/// Reads the settings.
///
/// # Errors
/// What the disk says.
pub async fn settings_get(studio: &Studio, _request: SettingsGet) -> Result<Settings, ErrorDto> {
    settings(studio, app::get(studio).await)
}

/// Changes some settings.
///
/// # Errors
/// `invalid` for a figure out of range, and what the disk says.
pub async fn settings_set(studio: &Studio, request: SettingsSet) -> Result<SettingsChanged, ErrorDto> {
    let change = app::Change {
        lang: request.lang,
        theme: request.theme.map(|theme| match theme {
            wire::Theme::System => Theme::System,
            wire::Theme::Light => Theme::Light,
            wire::Theme::Dark => Theme::Dark,
        }),
        background: request.background,
        letter_shortcuts: request.letter_shortcuts,
        cache_max_bytes: request.cache_max_bytes,
        grace_minutes: request.grace_minutes,
    };
    let did = in_words(studio, app::set(studio, change).await)?;
    Ok(SettingsChanged { settings: settings(studio, app::get(studio).await)?, step: step(did) })
}

/// A theme as it crosses.
pub(crate) const fn theme(theme: Theme) -> wire::Theme {
    match theme {
        Theme::System => wire::Theme::System,
        Theme::Light => wire::Theme::Light,
        Theme::Dark => wire::Theme::Dark,
    }
}

fn settings(studio: &Studio, found: Result<app::Settings, Failure>) -> Result<Settings, ErrorDto> {
    let found = in_words(studio, found)?;
    Ok(Settings {
        lang: found.lang,
        theme: theme(found.theme),
        background: found.background,
        letter_shortcuts: found.letter_shortcuts,
        cache_max_bytes: found.cache_max_bytes,
        cache_bytes: found.cache_bytes,
        grace_minutes: found.grace_minutes,
        data_folder: found.data_folder.display().to_string(),
        export_folder: found.export_folder.map(|folder| folder.display().to_string()),
    })
}
