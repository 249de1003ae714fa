//! What leaves the studio: a page in the browser, a folder in the file manager.

use tauri::AppHandle;
use tauri_plugin_opener::OpenerExt;

/// Does what an answered command asks the desktop to do.
pub(crate) fn follow(app: &AppHandle, command: &str, answer: &serde_json::Value) {
    let text = |name: &str| answer.get(name).and_then(serde_json::Value::as_str);
    match command {
        "assisted_open_page" | "receipt_open" | "account_connect_mastodon" => {
            if let Some(url) = text("url").filter(|url| is_page(url)) {
                crate::compose::told(app.opener().open_url(url, None::<&str>));
            }
        }
        "path_reveal" => {
            if let Some(path) = text("url") {
                crate::compose::told(app.opener().reveal_item_in_dir(path));
            }
        }
        "assisted_reveal" => {
            let first =
                answer.get("files").and_then(|files| files.get(0)).and_then(serde_json::Value::as_str);
            if let Some(path) = first.or(text("folder")) {
                crate::compose::told(app.opener().reveal_item_in_dir(path));
            }
        }
        _ => {}
    }
}

/// Only pages are opened: never a file, a script or another program's address.
fn is_page(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
