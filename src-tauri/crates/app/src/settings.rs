//! Settings: of this computer (`studio.toml`) and of the workspace on screen (its database).

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use upbeat_domain::code::Code;
use upbeat_domain::lang::Lang;
use upbeat_store::studio as file;
pub use upbeat_store::studio::Theme;
use upbeat_store::{Tx, setting};

use crate::event::Noun;
use crate::failure::Failure;
use crate::studio::{Studio, blocking, undroppable};
use crate::undo::{self, Did, record};

/// How late a publication may still go out unasked, minutes, unless the person chose otherwise.
pub const GRACE_MINUTES: u32 = 30;
/// Longest grace, minutes: a day.
const GRACE_MINUTES_MAX: u32 = 1_440;
/// Largest size of the prepared files kept, bytes, unless the person chose otherwise.
pub const CACHE_BYTES: u64 = 10_000_000_000;
/// Smallest and largest choice of it, bytes.
const CACHE_BYTES_RANGE: std::ops::RangeInclusive<u64> = 100_000_000..=10_000_000_000_000;

pub(crate) const GRACE: &str = "grace_minutes";
pub(crate) const CACHE: &str = "cache_max_bytes";
const EXPORT_FOLDER: &str = "export_folder";

/// What the person chose.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Language of the interface.
    pub lang: Lang,
    /// Light, dark or the system's.
    pub theme: Theme,
    /// Whether the queue goes on when the window is closed.
    pub background: bool,
    /// Whether single letters act as shortcuts.
    pub letter_shortcuts: bool,
    /// Largest size of the prepared files kept, bytes.
    pub cache_max_bytes: u64,
    /// Size of the prepared files kept now, bytes.
    pub cache_bytes: u64,
    /// How late a publication of this client may still go out, minutes.
    pub grace_minutes: u32,
    /// The folder in which everything lies.
    pub data_folder: PathBuf,
    /// Folder that prepared files were last exported to.
    pub export_folder: Option<PathBuf>,
}

/// What to change; what is none stays.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub struct Change {
    /// Language of the interface.
    pub lang: Option<Lang>,
    /// Light, dark or the system's.
    pub theme: Option<Theme>,
    /// Whether the queue goes on when the window is closed.
    pub background: Option<bool>,
    /// Whether single letters act as shortcuts.
    pub letter_shortcuts: Option<bool>,
    /// Largest size of the prepared files kept, bytes.
    pub cache_max_bytes: Option<u64>,
    /// How late a publication of this client may still go out, minutes; those that wait already too.
    pub grace_minutes: Option<u32>,
}

impl Change {
    /// What takes it back: the same settings as they stand.
    fn back(&self, now: &Settings) -> Self {
        Self {
            lang: self.lang.map(|_| now.lang),
            theme: self.theme.map(|_| now.theme),
            background: self.background.map(|_| now.background),
            letter_shortcuts: self.letter_shortcuts.map(|_| now.letter_shortcuts),
            cache_max_bytes: self.cache_max_bytes.map(|_| now.cache_max_bytes),
            grace_minutes: self.grace_minutes.map(|_| now.grace_minutes),
        }
    }
}

/// Reads the settings.
///
/// # Errors
/// What the disk says.
pub async fn get(studio: &Studio) -> Result<Settings, Failure> {
    let data = studio.data().to_owned();
    let window = blocking(move || file::read(&data)).await??.window;
    let mut reader = studio.shown().store.read().await?;
    Ok(Settings {
        lang: studio.lang(),
        theme: window.theme,
        background: window.background.unwrap_or(true),
        letter_shortcuts: window.letter_shortcuts.unwrap_or(true),
        cache_max_bytes: setting::get(&mut reader, CACHE).await?.unwrap_or(CACHE_BYTES),
        cache_bytes: upbeat_store::rendition::total_bytes(&mut reader).await?,
        grace_minutes: setting::get(&mut reader, GRACE).await?.unwrap_or(GRACE_MINUTES),
        data_folder: studio.data().to_owned(),
        export_folder: setting::get(&mut reader, EXPORT_FOLDER).await?,
    })
}

/// Changes some settings. Undoable.
///
/// # Errors
/// `invalid` for a figure out of range, and what the disk says.
pub async fn set(studio: &Studio, change: Change) -> Result<Did, Failure> {
    if change.grace_minutes.is_some_and(|minutes| minutes > GRACE_MINUTES_MAX) {
        return Err(Failure::about(Code::Invalid, GRACE));
    }
    if change.cache_max_bytes.is_some_and(|bytes| !CACHE_BYTES_RANGE.contains(&bytes)) {
        return Err(Failure::about(Code::Invalid, CACHE));
    }
    let studio = studio.clone();
    undroppable(async move {
        let back = change.back(&get(&studio).await?);
        if back == change {
            return Ok(Did::default());
        }
        let now = studio.clock().now();
        let mut tx = studio.shown().store.begin().await?;
        apply(&studio, &mut tx, &change).await?;
        let forth = undo::Change::Settings { set: change };
        let step = record(&mut tx, &undo::Change::Settings { set: back }, &forth, now).await?;
        tx.commit().await?;
        studio.changed(Noun::Settings, [] as [&str; 0]);
        Ok(Did { count: 1, step: Some(step) })
    })
    .await
}

/// Changes settings within somebody's transaction: those of the client there, those of this computer beside it.
pub(crate) async fn apply(studio: &Studio, tx: &mut Tx, change: &Change) -> Result<(), Failure> {
    if let Some(minutes) = change.grace_minutes {
        setting::set(tx, GRACE, &minutes).await?;
        let grace_s = minutes * 60;
        upbeat_store::account::set_grace(tx, grace_s).await?;
        upbeat_store::queue::set_grace(tx, grace_s).await?;
    }
    if let Some(bytes) = change.cache_max_bytes {
        setting::set(tx, CACHE, &bytes).await?;
    }
    let (data, change) = (studio.data().to_owned(), change.clone());
    let lang = change.lang;
    blocking(move || {
        file::change(&data, |studio| {
            let window = &mut studio.window;
            window.lang = change.lang.or(window.lang);
            window.theme = change.theme.unwrap_or(window.theme);
            window.background = change.background.or(window.background);
            window.letter_shortcuts = change.letter_shortcuts.or(window.letter_shortcuts);
        })
    })
    .await??;
    if let Some(lang) = lang {
        studio.set_lang(lang);
    }
    Ok(())
}

/// Remembers the folder that files were exported to.
pub(crate) async fn remember_export(studio: &Studio, folder: PathBuf) -> Result<(), Failure> {
    let studio = studio.clone();
    undroppable(async move {
        let mut tx = studio.shown().store.begin().await?;
        setting::set(&mut tx, EXPORT_FOLDER, &folder).await?;
        Ok(tx.commit().await?)
    })
    .await
}
