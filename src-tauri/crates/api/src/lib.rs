//! Every command as one function: the contract's request in, a use-case of `app`, the contract's
//! response out, failures in the person's language.
//!
//! The window's handlers and the command line both call these, so that there is one translation
//! between what crosses and what the studio means. Functions bear the names of
//! `upbeat_contract::commands!`; no rule is decided here.

mod account;
mod assisted;
mod backup;
mod check;
mod document;
mod editor;
pub mod error;
mod event;
mod film;
mod media;
mod network;
mod post;
mod prepare;
mod publication;
mod rendition;
mod settings;
mod studio;
mod time;
mod undo;
mod workspace;

pub use account::{
    account_add_assisted, account_connect_bluesky, account_connect_cancel, account_connect_mastodon,
    account_connect_wait, account_list, account_pause, account_probe, account_remove, account_test,
};
pub use assisted::{
    assisted_done, assisted_get, assisted_open_page, assisted_reveal, assisted_snooze, files_lay,
    path_reveal, receipt_open,
};
pub use backup::{backup_list, backup_restore, backups_of, restore_backup};
pub use check::{Loose, check_loose, post_check};
pub use document::bind_document;
pub use editor::{
    LooseFrames, frames_of_file, media_captions_read, media_captions_write, media_covers, media_frames,
    media_strip,
};
pub use error::said;
pub use event::{Told, told, told_alarm};
pub use film::{film_covers, film_gif, film_proxy, film_strip};
pub use media::{
    asset_alike, asset_delete, asset_get, asset_list, asset_restore, asset_set_alt, media_import,
    media_import_cancel, media_paste,
};
pub use network::{networks, networks_list};
pub use post::{post_create, post_delete, post_duplicate, post_get, post_list, post_restore, post_save};
pub use prepare::{inspect, prepare_event};
pub use publication::{
    publication_get, publication_list, publication_resolve, publication_retry, publish_and_wait, publish_now,
    publish_once, queue_clock_right, queue_pause, reschedule, schedule, unschedule,
};
pub use rendition::{export_files, prepare_cancel, prepare_start, rendition_list};
pub use settings::{settings_get, settings_set};
pub use studio::{doctor, studio_get};
pub use undo::{redo, undo};
pub use workspace::{workspace_create, workspace_open, workspace_rename};
