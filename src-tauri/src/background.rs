//! The studio behind a closed window: what is planned goes out all the same.

use crate::compose::told;
use crate::{closing, tray, window};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;
use tokio::sync::oneshot;
use upbeat_app::Studio;
use upbeat_contract::words::sentence;

/// How long quitting waits for a publication that is on its way.
const QUIT_LONGEST: Duration = Duration::from_secs(20);

/// The queues at work.
pub(crate) struct Background {
    work: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
    said: AtomicBool,
}

impl Background {
    /// Starts to work the queues of all workspaces.
    pub(crate) fn start(studio: &Studio) -> Self {
        let (stop, stopped) = oneshot::channel();
        let studio = studio.clone();
        let work = tauri::async_runtime::spawn(async move {
            upbeat_app::queue::work(&studio, async move {
                let _quit = stopped.await;
            })
            .await;
        });
        Self { work: Mutex::new(Some((stop, work))), said: AtomicBool::new(false) }
    }
}

/// The person closed the window: it hides while something is planned, else the studio ends.
pub(crate) fn close_window(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let studio = app.state::<Studio>().inner().clone();
        if !upbeat_app::queue::goes_on(&studio).await {
            closing::quit(&app);
            return;
        }
        if let Some(window) = app.get_webview_window(window::MAIN) {
            told(window.hide());
        }
        let said = app.try_state::<Background>().is_some_and(|it| it.said.swap(true, Ordering::Relaxed));
        if !said {
            say(&app, &studio);
        }
    });
}

/// Says once a session that the studio goes on, and how to find it again.
fn say(app: &AppHandle, studio: &Studio) {
    let lang = studio.lang();
    let body = if tray::is_shown(app) { "background" } else { "background_without_tray" };
    let title = sentence(lang, "shell", "background_title", &[]);
    told(app.notification().builder().title(title).body(sentence(lang, "shell", body, &[])).show());
}

/// Stops taking new work and waits for what is on its way.
pub(crate) fn end(app: &AppHandle) {
    let Some(background) = app.try_state::<Background>() else { return };
    let work = background.work.lock().ok().and_then(|mut work| work.take());
    let Some((stop, work)) = work else { return };
    let _told = stop.send(());
    tauri::async_runtime::block_on(async {
        // Longer than this is the publisher's own business at the next start: its intent is on disk.
        let _ended = tokio::time::timeout(QUIT_LONGEST, work).await;
        app.state::<Studio>().close().await;
    });
}
