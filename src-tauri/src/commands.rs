//! The window's commands: each of the contract's list, answered by the function of the same name in
//! `upbeat-api`. Nothing is decided here.

use crate::{closing, outside, window};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::future::Future;
use tauri::ipc::{Invoke, InvokeBody, InvokeError};
use tauri::{AppHandle, Manager, Runtime, Wry};
use upbeat_app::Studio;
use upbeat_contract::error::ErrorDto;
use upbeat_domain::id::{PublicationId, WorkspaceId};

/// Commands of the shell itself: what only a window can do.
pub(crate) const OF_THE_SHELL: &[&str] = &["bar_open", "window_flushed", "window_ready"];

/// What the assisted bar may ask for. The studio's window may ask for everything.
pub(crate) const OF_THE_BAR: &[&str] = &[
    "assisted_done",
    "assisted_get",
    "assisted_open_page",
    "assisted_reveal",
    "assisted_snooze",
    "files_lay",
    "studio_get",
];

/// The interface sends every request under this name.
#[derive(Deserialize)]
struct Sent<T> {
    request: T,
}

macro_rules! dispatch {
    ($($name:ident($request:ty) -> $response:ty;)+) => {
        /// Answers a command; false where there is none of that name.
        pub(crate) fn answer(invoke: Invoke<Wry>) -> bool {
            let name = invoke.message.command().to_owned();
            match name.as_str() {
                $(stringify!($name) => reply(invoke, |studio, request: $request| async move {
                    upbeat_api::$name(&studio, request).await
                }),)+
                "bar_open" => open_bar(invoke),
                "window_flushed" => flushed(invoke),
                "window_ready" => ready(invoke),
                _ => return false,
            }
            true
        }
    };
}
upbeat_contract::commands!(dispatch);

/// Reads the request, runs the use-case on the asynchronous runtime, sends its answer.
fn reply<Q, A, F>(invoke: Invoke<Wry>, work: impl FnOnce(Studio, Q) -> F + Send + 'static)
where
    Q: DeserializeOwned + Send + 'static,
    A: serde::Serialize + Send + 'static,
    F: Future<Output = Result<A, ErrorDto>> + Send + 'static,
{
    let app = invoke.message.webview_ref().app_handle().clone();
    let studio = app.state::<Studio>().inner().clone();
    let name = invoke.message.command().to_owned();
    let lang = studio.lang();
    match read::<Q, _>(&invoke) {
        Ok(request) => invoke.resolver.respond_async_serialized(async move {
            match work(studio, request).await {
                Ok(answer) => {
                    let answer = serde_json::to_value(answer).map_err(InvokeError::from_error)?;
                    match outside::follow(&app, &name, &answer) {
                        Ok(()) => tauri::ipc::IpcResponse::body(answer).map_err(InvokeError::from),
                        Err(failure) => Err(failed(upbeat_api::said(lang, &failure))),
                    }
                }
                Err(failure) => Err(failed(failure)),
            }
        }),
        Err(why) => invoke.resolver.invoke_error(why),
    }
}

/// A failure as the interface reads it.
fn failed(failure: ErrorDto) -> InvokeError {
    serde_json::to_value(failure).map_or_else(InvokeError::from_error, InvokeError)
}

/// Opens the assisted bar: the one thing that needs a window and no use-case.
fn open_bar(invoke: Invoke<Wry>) {
    #[derive(Deserialize)]
    struct BarOpen {
        workspace_id: WorkspaceId,
        publication_id: PublicationId,
    }
    let app: AppHandle = invoke.message.webview_ref().app_handle().clone();
    match read::<BarOpen, _>(&invoke) {
        Ok(asked) => invoke.resolver.respond_async_serialized(async move {
            window::open_bar(&app, asked.workspace_id, asked.publication_id)
                .map_err(|error| InvokeError(serde_json::json!(error.to_string())))?;
            tauri::ipc::IpcResponse::body(serde_json::json!({})).map_err(InvokeError::from)
        }),
        Err(why) => invoke.resolver.invoke_error(why),
    }
}

/// The window says that what is written is on the disk, or can't be: whoever ends the studio waits for it.
fn flushed(invoke: Invoke<Wry>) {
    #[derive(Deserialize)]
    struct Flushed {
        saved: bool,
    }
    match read::<Flushed, _>(&invoke) {
        Ok(told) => {
            closing::flushed(invoke.message.webview_ref().app_handle(), told.saved);
            invoke.resolver.resolve(serde_json::json!({}));
        }
        Err(why) => invoke.resolver.invoke_error(why),
    }
}

/// Notes that the first screen is drawn and answers: `cargo xtask bench` waits for this line of the log.
fn ready(invoke: Invoke<Wry>) {
    tracing::info!("studio_ready");
    invoke.resolver.resolve(serde_json::json!({}));
}

/// Reads a request; what the contract doesn't know is refused with the code `invalid`.
fn read<T: DeserializeOwned, R: Runtime>(invoke: &Invoke<R>) -> Result<T, InvokeError> {
    let refused = |why: String| {
        tracing::warn!(command = invoke.message.command(), %why, "a malformed request");
        InvokeError(serde_json::json!({ "code": "invalid", "message": why, "fix": "", "retryable": false }))
    };
    match invoke.message.payload() {
        InvokeBody::Json(value) => serde_json::from_value::<Sent<T>>(value.clone())
            .map(|sent| sent.request)
            .map_err(|error| refused(error.to_string())),
        InvokeBody::Raw(_) => Err(refused("bytes where JSON is expected".to_owned())),
    }
}
