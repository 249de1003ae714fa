//! What leaves the studio: a page in the browser, a folder in the file manager.

use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;
use upbeat_app::Failure;
use upbeat_domain::code::Code;

/// Does what an answered command asks the desktop to do.
///
/// # Errors
/// `desktop.refused`, about the address, where the desktop opens nothing: the person can take it elsewhere.
pub(crate) fn follow(app: &AppHandle, command: &str, answer: &serde_json::Value) -> Result<(), Failure> {
    let text = |name: &str| answer.get(name).and_then(serde_json::Value::as_str);
    match command {
        "assisted_open_page" | "receipt_open" | "account_connect_mastodon" => {
            let page = text("url").filter(|url| is_page(url));
            page.map_or(Ok(()), |url| refused(url, app.opener().open_url(url, None::<&str>)))
        }
        "path_reveal" => text("url").map_or(Ok(()), |path| reveal(app, path)),
        "assisted_reveal" => {
            let first =
                answer.get("files").and_then(|files| files.get(0)).and_then(serde_json::Value::as_str);
            first.or(text("folder")).map_or(Ok(()), |path| reveal(app, path))
        }
        _ => Ok(()),
    }
}

fn reveal(app: &AppHandle, path: &str) -> Result<(), Failure> {
    refused(path, app.opener().reveal_item_in_dir(path))
}

fn refused<E: std::fmt::Display>(address: &str, opened: Result<(), E>) -> Result<(), Failure> {
    opened.map_err(|error| {
        tracing::warn!(%error, "the desktop opens nothing");
        Failure::about(Code::DesktopRefused, address)
    })
}

/// Only pages are opened: never a file, a script or another program's address.
fn is_page(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
