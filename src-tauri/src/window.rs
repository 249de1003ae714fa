//! The windows: the studio's own, and the small bar of the assisted route.

use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use upbeat_domain::id::{PublicationId, WorkspaceId};

/// Label of the studio's window.
pub(crate) const MAIN: &str = "main";
/// Labels of the assisted bars, as a capability names them. What follows the dash is the workspace, an
/// underscore and the publication (`ui/src/ipc/system.ts` reads it).
pub(crate) const BARS: &str = "assisted-*";
const BAR: &str = "assisted-";

const MAIN_SIZE_PX: (f64, f64) = (1_440.0, 900.0);
const MAIN_SIZE_LEAST_PX: (f64, f64) = (1_024.0, 700.0);
const BAR_SIZE_PX: (f64, f64) = (380.0, 560.0);
const BAR_SIZE_LEAST_PX: (f64, f64) = (320.0, 400.0);

/// Builds the studio's window.
///
/// # Errors
/// Where the system gives no window.
pub(crate) fn open_main(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Upbeat")
        .zoom_hotkeys_enabled(true)
        .inner_size(MAIN_SIZE_PX.0, MAIN_SIZE_PX.1)
        .min_inner_size(MAIN_SIZE_LEAST_PX.0, MAIN_SIZE_LEAST_PX.1)
        .on_new_window(|_url, _features| NewWindowResponse::Deny)
        .on_navigation(is_ours)
        .build()
}

/// Shows the studio's window, whatever hides it.
///
/// # Errors
/// Where the system gives no window.
pub(crate) fn show_main(app: &AppHandle) -> tauri::Result<()> {
    let window = match app.get_webview_window(MAIN) {
        Some(window) => window,
        None => open_main(app)?,
    };
    window.show()?;
    window.unminimize()?;
    window.set_focus()
}

/// Shows the assisted bar of a publication, above every other window.
///
/// # Errors
/// Where the system gives no window.
pub(crate) fn open_bar(
    app: &AppHandle,
    workspace: WorkspaceId,
    publication: PublicationId,
) -> tauri::Result<()> {
    let label = format!("{BAR}{workspace}_{publication}");
    if let Some(open) = app.get_webview_window(&label) {
        open.unminimize()?;
        return open.set_focus();
    }
    WebviewWindowBuilder::new(app, label, WebviewUrl::default())
        .title("Upbeat")
        .zoom_hotkeys_enabled(true)
        // Why: copying is what the bar is for, and WebKitGTK lets no script near the clipboard else.
        .enable_clipboard_access()
        .inner_size(BAR_SIZE_PX.0, BAR_SIZE_PX.1)
        .min_inner_size(BAR_SIZE_LEAST_PX.0, BAR_SIZE_LEAST_PX.1)
        .always_on_top(true)
        .maximizable(false)
        .on_new_window(|_url, _features| NewWindowResponse::Deny)
        .on_navigation(is_ours)
        .build()
        .map(|_window| ())
}

/// A window of ours never leaves the studio: pages of others open in the browser.
fn is_ours(url: &tauri::Url) -> bool {
    url.scheme() == "tauri" || matches!(url.host_str(), Some("tauri.localhost"))
}
