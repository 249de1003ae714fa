//! The studio ends, but not before what is written in its window is on the disk.

use crate::compose::told;
use crate::window;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::oneshot;
use upbeat_contract::event::Closing as Event;

/// Name of the contract's event.
const CLOSING: &str = "closing";
/// How long the window may take to save: a keystroke is on the disk within 300 ms.
const FLUSH_LONGEST: Duration = Duration::from_secs(1);

/// Who waits for the window's last words.
#[derive(Default)]
pub(crate) struct Closing {
    waiter: Mutex<Option<oneshot::Sender<bool>>>,
    /// Whether the person was told that something can't be saved: quitting again leaves it.
    warned: AtomicBool,
}

/// Ends the studio once what is written is on the disk. Where the disk refuses it, the window comes up and says
/// so; quitting once more ends the studio all the same. A window that doesn't answer isn't waited for.
pub(crate) fn quit(app: &AppHandle) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let saved = flush(&app).await;
        let warned = app.state::<Closing>().warned.swap(!saved, Ordering::Relaxed);
        if saved || warned {
            app.exit(0);
        } else {
            told(window::show_main(&app));
        }
    });
}

/// Asks the window to save; false only where it says that it can't.
async fn flush(app: &AppHandle) -> bool {
    if app.get_webview_window(window::MAIN).is_none() {
        return true;
    }
    let (tell, heard) = oneshot::channel();
    if let Ok(mut waiter) = app.state::<Closing>().waiter.lock() {
        *waiter = Some(tell);
    }
    told(app.emit_to(window::MAIN, CLOSING, Event::default()));
    match tokio::time::timeout(FLUSH_LONGEST, heard).await {
        Ok(Ok(saved)) => saved,
        Ok(Err(_)) | Err(_) => true,
    }
}

/// The window's answer.
pub(crate) fn flushed(app: &AppHandle, saved: bool) {
    let waiter = app.state::<Closing>().waiter.lock().ok().and_then(|mut waiter| waiter.take());
    if let Some(waiter) = waiter {
        let _gone = waiter.send(saved);
    }
}
