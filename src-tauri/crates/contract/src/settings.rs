//! Settings.

use upbeat_domain::lang::Lang;

use crate::wire;

wire! {
    /// Reads the settings. No fields.
    #[derive(Default)]
    pub struct SettingsGet {}

    /// What the person chose for the studio on this machine and for the workspace on screen.
    pub struct Settings {
        /// Language of the interface.
        #[ts(type = "Lang")]
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
        pub data_folder: String,
        /// Folder that prepared files were last exported to.
        pub export_folder: Option<String>,
    }

    /// Changes some settings. What is absent stays.
    #[derive(Default)]
    #[ts(optional_fields)]
    #[serde(default)]
    pub struct SettingsSet {
        /// Language of the interface.
        #[ts(type = "Lang", optional)]
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

    /// What settings were changed to.
    pub struct SettingsChanged {
        /// All of them.
        #[serde(flatten)]
        #[ts(flatten)]
        pub settings: Settings,
        /// The change's name for `undo`; none where nothing changed.
        #[ts(type = "number | null")]
        pub step: Option<i64>,
    }

    /// Colours of the interface.
    #[derive(Copy, Default, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum Theme {
        /// As the desktop says.
        #[default]
        System,
        /// Light.
        Light,
        /// Dark.
        Dark,
    }
}
