//! The one list of commands and events between the window and Rust.
//!
//! A new command is one line here, its types in this crate, and one function of the same name in
//! `upbeat-api`. TypeScript (`Commands`, `Events`), the window's handlers and their permissions all
//! come from this list.

/// Calls the macro `$then` with every command: `name(Request) -> Response;`.
#[macro_export]
macro_rules! commands {
    ($then:ident) => {
        $then! {
            studio_get($crate::studio::StudioGet) -> $crate::studio::Studio;
            settings_get($crate::settings::SettingsGet) -> $crate::settings::Settings;
            settings_set($crate::settings::SettingsSet) -> $crate::settings::SettingsChanged;
            workspace_create($crate::workspace::WorkspaceCreate) -> $crate::workspace::Workspace;
            workspace_open($crate::workspace::WorkspaceOpen) -> $crate::workspace::Workspace;
            workspace_rename($crate::workspace::WorkspaceRename) -> $crate::workspace::WorkspaceChanged;
            backup_list($crate::backup::BackupList) -> $crate::backup::Backups;
            backup_restore($crate::backup::BackupRestore) -> $crate::backup::BackupRestored;
            networks_list($crate::network::NetworksList) -> $crate::network::Networks;
            media_import($crate::media::MediaImport) -> $crate::media::Imported;
            media_import_cancel($crate::media::MediaImportCancel) -> $crate::assisted::Empty;
            media_paste($crate::media::MediaPaste) -> $crate::media::Asset;
            media_strip($crate::editor::MediaStrip) -> $crate::editor::StripPictures;
            media_covers($crate::editor::MediaCovers) -> $crate::editor::Covers;
            media_frames($crate::editor::MediaFrames) -> $crate::editor::Frames;
            media_captions_read($crate::editor::MediaCaptionsRead) -> $crate::editor::CaptionCues;
            media_captions_write($crate::editor::MediaCaptionsWrite) -> $crate::editor::CaptionText;
            asset_list($crate::media::AssetList) -> $crate::media::Assets;
            asset_alike($crate::media::AssetAlike) -> $crate::media::AlikeGroups;
            asset_get($crate::media::AssetGet) -> $crate::media::AssetDetail;
            asset_set_alt($crate::media::AssetSetAlt) -> $crate::media::Asset;
            asset_delete($crate::undo::AssetIds) -> $crate::undo::Done;
            asset_restore($crate::undo::AssetIds) -> $crate::undo::Done;
            post_create($crate::post::PostCreate) -> $crate::post::Post;
            post_list($crate::post::PostList) -> $crate::post::Posts;
            post_get($crate::post::PostRef) -> $crate::post::Post;
            post_save($crate::post::PostSave) -> $crate::post::PostSaved;
            post_duplicate($crate::post::PostRef) -> $crate::post::Post;
            post_delete($crate::post::PostIds) -> $crate::undo::Done;
            post_restore($crate::post::PostIds) -> $crate::undo::Done;
            post_check($crate::check::PostCheck) -> $crate::check::Checks;
            prepare_start($crate::rendition::PrepareStart) -> $crate::rendition::Prepared;
            prepare_cancel($crate::rendition::PrepareCancel) -> $crate::rendition::PrepareCancelled;
            rendition_list($crate::rendition::RenditionList) -> $crate::rendition::Renditions;
            export_files($crate::rendition::ExportFiles) -> $crate::rendition::Exported;
            account_list($crate::account::AccountList) -> $crate::account::Accounts;
            account_connect_bluesky($crate::account::AccountConnectBluesky) -> $crate::account::Account;
            account_connect_mastodon($crate::account::AccountConnectMastodon) -> $crate::account::ConnectFlow;
            account_connect_wait($crate::account::FlowRef) -> $crate::account::Account;
            account_connect_cancel($crate::account::FlowRef) -> $crate::assisted::Empty;
            account_add_assisted($crate::account::AccountAddAssisted) -> $crate::account::Account;
            account_test($crate::account::AccountRef) -> $crate::account::AccountTested;
            account_remove($crate::account::AccountRef) -> $crate::undo::Done;
            account_pause($crate::account::AccountPause) -> $crate::account::Account;
            schedule($crate::publication::Schedule) -> $crate::publication::Scheduled;
            reschedule($crate::publication::Reschedule) -> $crate::publication::Moved;
            unschedule($crate::publication::PublicationRef) -> $crate::undo::Done;
            publish_now($crate::publication::PublishNow) -> $crate::publication::Scheduled;
            publication_list($crate::publication::PublicationList) -> $crate::publication::Publications;
            publication_get($crate::publication::PublicationRef) -> $crate::publication::PublicationDetail;
            publication_resolve($crate::publication::PublicationResolve) -> $crate::publication::Publication;
            publication_retry($crate::publication::PublicationRef) -> $crate::publication::Publication;
            queue_pause($crate::publication::QueuePause) -> $crate::publication::Publications;
            queue_clock_right($crate::publication::ClockRight) -> $crate::publication::Publications;
            assisted_get($crate::assisted::AssistedRef) -> $crate::assisted::Assisted;
            assisted_done($crate::assisted::AssistedDone) -> $crate::publication::Publication;
            assisted_snooze($crate::assisted::AssistedSnooze) -> $crate::publication::Publication;
            assisted_open_page($crate::assisted::AssistedRef) -> $crate::assisted::Opened;
            assisted_reveal($crate::assisted::AssistedRef) -> $crate::assisted::AssistedFolder;
            files_lay($crate::assisted::FilesLay) -> $crate::assisted::LaidFiles;
            receipt_open($crate::assisted::ReceiptOpen) -> $crate::assisted::Opened;
            path_reveal($crate::assisted::PathReveal) -> $crate::assisted::Opened;
            undo($crate::undo::UndoRequest) -> $crate::undo::Undone;
            redo($crate::undo::RedoRequest) -> $crate::undo::Undone;
        }
    };
}

/// Calls the macro `$then` with every event: `name(Payload);`.
#[macro_export]
macro_rules! events {
    ($then:ident) => {
        $then! {
            alike($crate::event::Alike);
            changed($crate::event::Changed);
            closing($crate::event::Closing);
            importing($crate::event::Importing);
            progress($crate::event::Progress);
        }
    };
}

macro_rules! names {
    ($($name:ident($request:ty) -> $response:ty;)+) => { &[$(stringify!($name)),+] };
}

/// The names of all commands.
pub const COMMANDS: &[&str] = commands!(names);
