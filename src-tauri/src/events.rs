//! What the studio tells, carried to every window.

use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::error::RecvError;
use upbeat_app::Studio;
use upbeat_contract::event::{Changed, ChangedKind};

/// Names of the contract's events.
const ALIKE: &str = "alike";
const CHANGED: &str = "changed";
const IMPORTING: &str = "importing";
const PROGRESS: &str = "progress";

/// Every kind: told at once when this listener was too slow and no longer knows what changed.
const ALL_KINDS: [ChangedKind; 8] = [
    ChangedKind::Posts,
    ChangedKind::Assets,
    ChangedKind::Renditions,
    ChangedKind::Publications,
    ChangedKind::Accounts,
    ChangedKind::Settings,
    ChangedKind::Workspace,
    ChangedKind::Studio,
];

/// Carries events until the studio is gone.
pub(crate) async fn carry(app: AppHandle, studio: Studio) {
    let mut events = studio.events();
    loop {
        match events.recv().await {
            Ok(event) => match upbeat_api::told(event) {
                upbeat_api::Told::Changed(changed) => {
                    if changed.kind == ChangedKind::Settings {
                        crate::tray::speak(&app, studio.lang());
                    }
                    emit(&app, CHANGED, &changed);
                }
                upbeat_api::Told::Alike(alike) => emit(&app, ALIKE, &alike),
                upbeat_api::Told::Importing(importing) => emit(&app, IMPORTING, &importing),
                upbeat_api::Told::Progress(progress) => emit(&app, PROGRESS, &progress),
            },
            Err(RecvError::Lagged(_)) => {
                for kind in ALL_KINDS {
                    emit(&app, CHANGED, &Changed { kind, ids: Vec::new() });
                }
            }
            Err(RecvError::Closed) => return,
        }
    }
}

fn emit<T: serde::Serialize + Clone>(app: &AppHandle, name: &str, payload: &T) {
    crate::compose::told(app.emit(name, payload.clone()));
}
