//! `upbeat-media://localhost/{thumb|preview|rendition|original|poster|avatar}/<id>`: media bytes for the window,
//! by id, in pieces where the window asks for pieces. `?workspace=<id>` names a workspace that isn't on
//! screen. The window never learns a path.

use crate::range::{Part, part};
use std::path::Path;
use tauri::http::{HeaderValue, Method, Request, Response, StatusCode, header};
use tauri::{Manager, Runtime, UriSchemeContext, UriSchemeResponder};
use tokio::io::{AsyncReadExt, AsyncSeekExt, SeekFrom};
use upbeat_app::Studio;
use upbeat_app::media::Served;
use upbeat_domain::id::WorkspaceId;

/// Name of the scheme.
pub(crate) const SCHEME: &str = "upbeat-media";
/// A film is answered in pieces of at most this size: the window asks for the next when it needs it.
const PIECE_BYTES_MAX: u64 = 2 * 1024 * 1024;

type Answer = Response<Vec<u8>>;

/// Answers one request, off the window's thread.
pub(crate) fn serve<R: Runtime>(
    context: UriSchemeContext<'_, R>,
    request: Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let Some(studio) = context.app_handle().try_state::<Studio>().map(|studio| studio.inner().clone()) else {
        responder.respond(plain(StatusCode::SERVICE_UNAVAILABLE));
        return;
    };
    tauri::async_runtime::spawn(async move {
        responder.respond(answer(&studio, &request).await);
    });
}

async fn answer(studio: &Studio, request: &Request<Vec<u8>>) -> Answer {
    if request.method() == Method::OPTIONS {
        return plain(StatusCode::NO_CONTENT);
    }
    let mut words = request.uri().path().trim_start_matches('/').splitn(2, '/');
    let (Some(kind), Some(id)) = (words.next(), words.next()) else { return plain(StatusCode::NOT_FOUND) };
    let wanted = request.headers().get(header::RANGE).and_then(|value| value.to_str().ok());
    let workspace = match named(request.uri().query()) {
        Ok(workspace) => workspace,
        Err(status) => return plain(status),
    };
    match upbeat_app::media::serve(studio, workspace, kind, id).await {
        Ok(Served::Bytes { bytes, mime }) => whole(bytes, &mime),
        Ok(Served::File { path, mime }) => match file(&path, &mime, wanted).await {
            Ok(answer) if kind == "avatar" => asked_again(answer),
            Ok(answer) => answer,
            Err(error) => {
                tracing::warn!(%error, kind, id, "media bytes can't be read");
                plain(StatusCode::NOT_FOUND)
            }
        },
        Err(failure) => {
            tracing::debug!(%failure, kind, id, "no such media");
            plain(StatusCode::NOT_FOUND)
        }
    }
}

/// The workspace that an address names.
fn named(query: Option<&str>) -> Result<Option<WorkspaceId>, StatusCode> {
    let id =
        query.into_iter().flat_map(|query| query.split('&')).find_map(|pair| pair.strip_prefix("workspace="));
    id.map(|id| id.parse().map_err(|_| StatusCode::NOT_FOUND)).transpose()
}

async fn file(path: &Path, mime: &str, wanted: Option<&str>) -> std::io::Result<Answer> {
    let mut file = tokio::fs::File::open(path).await?;
    let length = file.metadata().await?.len();
    match part(wanted, length, PIECE_BYTES_MAX) {
        Part::Whole => {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).await?;
            Ok(whole(bytes, mime))
        }
        Part::Bytes { first, last } => {
            file.seek(SeekFrom::Start(first)).await?;
            let mut bytes = Vec::new();
            file.take(last - first + 1).read_to_end(&mut bytes).await?;
            Ok(built(
                Response::builder()
                    .status(StatusCode::PARTIAL_CONTENT)
                    .header(header::CONTENT_TYPE, mime)
                    .header(header::ACCEPT_RANGES, "bytes")
                    .header(header::CONTENT_RANGE, format!("bytes {first}-{last}/{length}"))
                    .header(header::CACHE_CONTROL, "private, max-age=3600")
                    .body(bytes),
            ))
        }
        Part::Unsatisfiable => Ok(built(
            Response::builder()
                .status(StatusCode::RANGE_NOT_SATISFIABLE)
                .header(header::CONTENT_RANGE, format!("bytes */{length}"))
                .body(Vec::new()),
        )),
    }
}

fn whole(bytes: Vec<u8>, mime: &str) -> Answer {
    built(
        Response::builder()
            .header(header::CONTENT_TYPE, mime)
            .header(header::ACCEPT_RANGES, "bytes")
            // Content is named by its id and never changes under it.
            .header(header::CACHE_CONTROL, "private, max-age=3600")
            .body(bytes),
    )
}

/// An account keeps its id when its picture changes: the window asks again each time it draws it.
fn asked_again(mut answer: Answer) -> Answer {
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    answer
}

fn plain(status: StatusCode) -> Answer {
    built(Response::builder().status(status).body(Vec::new()))
}

/// A header that can't be sent is our fault; the window sees a failure, not a panic.
fn built(answer: tauri::http::Result<Answer>) -> Answer {
    let mut answer = answer.unwrap_or_else(|error| {
        tracing::error!(%error, "a header can't be sent");
        let mut answer = Response::new(Vec::new());
        *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        answer
    });
    // Why: WebKitGTK's players read no scheme of ours, so the interface fetches a film in pieces and
    // plays it from memory; its page is another origin. Only our own windows know this scheme.
    let headers = answer.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("range"));
    answer
}
