//! The icon in the system's tray: the studio is there while its window is closed.

use crate::window;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Wry};
use upbeat_contract::Lang;
use upbeat_contract::words::sentence;

const OPEN: &str = "open";
const QUIT: &str = "quit";

/// The icon's menu, where the system shows one.
pub(crate) struct Tray {
    items: Option<Items>,
}

struct Items {
    open: MenuItem<Wry>,
    quit: MenuItem<Wry>,
}

/// Whether the person can find the studio in a tray.
pub(crate) fn is_shown(app: &AppHandle) -> bool {
    app.try_state::<Tray>().is_some_and(|tray| tray.items.is_some())
}

/// Says the menu in another language.
pub(crate) fn speak(app: &AppHandle, lang: Lang) {
    let Some(tray) = app.try_state::<Tray>() else { return };
    if let Some(Items { open, quit }) = &tray.items {
        crate::compose::told(open.set_text(word(lang, OPEN)));
        crate::compose::told(quit.set_text(word(lang, QUIT)));
    }
}

/// Puts the icon there, where the system has a tray.
pub(crate) fn show(app: &AppHandle, lang: Lang) -> Tray {
    // Why: on Linux a missing indicator library is a panic of the binding, not an error; the studio
    // works without a tray.
    let made = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| build(app, lang)));
    match made {
        Ok(Ok(items)) => Tray { items: Some(items) },
        Ok(Err(error)) => {
            tracing::warn!(%error, "no tray");
            Tray { items: None }
        }
        Err(_panic) => {
            tracing::warn!("no tray: the system lacks the indicator library");
            Tray { items: None }
        }
    }
}

/// What an entry is called; its id names it in the messages too.
fn word(lang: Lang, id: &str) -> String {
    sentence(lang, "shell", id, &[])
}

fn build(app: &AppHandle, lang: Lang) -> tauri::Result<Items> {
    let open = MenuItem::with_id(app, OPEN, word(lang, OPEN), true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, word(lang, QUIT), true, None::<&str>)?;
    let mut tray = TrayIconBuilder::with_id("upbeat")
        .tooltip("Upbeat")
        .menu(&Menu::with_items(app, &[&open, &quit])?)
        .on_menu_event(|app, event| match event.id().as_ref() {
            OPEN => crate::compose::told(window::show_main(app)),
            QUIT => crate::closing::quit(app),
            _ => {}
        });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    app.manage(tray.build(app)?);
    Ok(Items { open, quit })
}
