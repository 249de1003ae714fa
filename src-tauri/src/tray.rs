//! The icon in the system's tray: the studio is there while its window is closed.

use crate::window;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager};
use upbeat_contract::Lang;
use upbeat_contract::words::sentence;

const OPEN: &str = "open";
const QUIT: &str = "quit";

/// Whether the system shows the icon.
pub(crate) struct Tray {
    pub(crate) shown: bool,
}

/// Whether the person can find the studio in a tray.
pub(crate) fn is_shown(app: &AppHandle) -> bool {
    app.try_state::<Tray>().is_some_and(|tray| tray.shown)
}

/// Puts the icon there, where the system has a tray. False where it has none.
pub(crate) fn show(app: &AppHandle, lang: Lang) -> bool {
    // Why: on Linux a missing indicator library is a panic of the binding, not an error; the studio
    // works without a tray.
    let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| build(app, lang)));
    match made {
        Ok(Ok(())) => true,
        Ok(Err(error)) => {
            tracing::warn!(%error, "no tray");
            false
        }
        Err(_panic) => {
            tracing::warn!("no tray: the system lacks the indicator library");
            false
        }
    }
}

fn build(app: &AppHandle, lang: Lang) -> tauri::Result<()> {
    let word = |name| sentence(lang, "shell", name, &[]);
    let open = MenuItem::with_id(app, OPEN, word("open"), true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, word("quit"), true, None::<&str>)?;
    let mut tray = TrayIconBuilder::with_id("upbeat")
        .tooltip("Upbeat")
        .menu(&Menu::with_items(app, &[&open, &quit])?)
        .on_menu_event(|app, event| match event.id().as_ref() {
            OPEN => crate::compose::told(window::show_main(app)),
            QUIT => app.exit(0),
            _ => {}
        });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app).map(|tray| {
        app.manage(tray);
    })
}
