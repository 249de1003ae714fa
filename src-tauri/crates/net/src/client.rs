//! The one HTTP client.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use upbeat_domain::time::Timestamp;
use url::Url;

use crate::address::{self, AddressError, Reach};
use crate::answer::Answer;
use crate::body::Outgoing;
use crate::line::{self, Line};
use crate::request::{Method, Request};
use crate::resolver::{self, Guarded, Lookup};

/// Longest wait for a connection, TLS included.
const CONNECT_MAX: Duration = Duration::from_secs(10);
/// Most redirects that a reading request follows.
const REDIRECTS_MAX: u8 = 3;
const USER_AGENT: &str = concat!("Upbeat/", env!("CARGO_PKG_VERSION"));

/// Whether a failed call can have had an effect.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Certainty {
    /// No byte of the body was handed over, or no connection was made: the server can't have acted.
    NotSent,
    /// Bytes left. The server may have acted.
    Unknown,
}

/// What broke.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Cause {
    /// The address is refused for safety.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// No way to the server: name, connection or TLS.
    #[error("the server can't be reached")]
    Unreachable,
    /// It took longer than its deadline.
    #[error("the server took too long")]
    Timeout,
    /// The line broke.
    #[error("the connection broke off")]
    Broken,
    /// A file to send can't be read.
    #[error("a file to send can't be read")]
    File,
    /// The request itself is malformed.
    #[error("the request can't be built")]
    Request,
    /// Too many redirects, or one without an address.
    #[error("the redirect leads nowhere")]
    Redirect,
}

/// A call without an answer. It names neither address, headers nor body.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{cause}")]
pub struct CallError {
    /// Whether the server can have acted.
    pub certainty: Certainty,
    /// What broke.
    pub cause: Cause,
}

impl CallError {
    const fn not_sent(cause: Cause) -> Self {
        Self { certainty: Certainty::NotSent, cause }
    }
}

/// The client can't start: the system has no certificates of authorities.
#[derive(Debug, thiserror::Error)]
#[error("no secure connections on this system: are the certificates of authorities installed?")]
pub struct StartError;

/// The one HTTP client: every byte between Upbeat and the internet passes here.
///
/// It repeats nothing and follows no redirect by itself, keeps no cookie and no connection, and
/// uses no proxy (a proxy would resolve names out of the guard's sight).
#[derive(Clone)]
pub struct Client {
    public: reqwest::Client,
    own_network: reqwest::Client,
    server_date: Arc<Mutex<Option<(Timestamp, Instant)>>>,
    line: Arc<Line>,
}

impl Client {
    /// Starts the client.
    ///
    /// # Errors
    /// Where the system offers no certificates of authorities.
    pub fn new() -> Result<Self, StartError> {
        Self::with_lookup(&resolver::system())
    }

    pub(crate) fn with_lookup(lookup: &Lookup) -> Result<Self, StartError> {
        Ok(Self {
            public: build(Reach::Public, lookup)?,
            own_network: build(Reach::OwnNetwork, lookup)?,
            server_date: Arc::new(Mutex::new(None)),
            line: Arc::new(Line::new()),
        })
    }

    /// Makes one request, once.
    ///
    /// # Errors
    /// Where no status came back; [`CallError::certainty`] says whether the server can have acted.
    pub async fn send(&self, request: Request) -> Result<Answer, CallError> {
        let host = request.url.host_str().map(str::to_owned);
        let public = request.reach == Reach::Public;
        let answer = self.send_once(request).await;
        match &answer {
            Ok(_) => self.line.answered(),
            // Why public ones only: a server of one's own that is off says nothing of the line.
            Err(error) if public && matches!(error.cause, Cause::Unreachable | Cause::Timeout) => {
                self.line.silent(host.as_deref().unwrap_or_default(), line::has_way_out);
            }
            Err(_) => {}
        }
        answer
    }

    /// Whether servers were reached lately: none before the first call. Tells of changes.
    #[must_use]
    pub fn online(&self) -> watch::Receiver<Option<bool>> {
        self.line.watch()
    }

    async fn send_once(&self, request: Request) -> Result<Answer, CallError> {
        address::check(&request.url, request.reach).map_err(|error| CallError::not_sent(error.into()))?;
        let deadline = Instant::now() + request.deadline;
        let touched = Arc::new(AtomicBool::new(false));
        let has_body = !request.body.is_empty();
        let answer_bytes_max = request.answer_bytes_max;
        let built = self.build_request(request, &touched).await?;
        let sent = tokio::time::timeout_at(deadline, built.send()).await;
        let untouched = || has_body && !touched.load(Ordering::Acquire);
        let certainty = |not_sent: bool| if not_sent { Certainty::NotSent } else { Certainty::Unknown };
        let response = match sent {
            Ok(Ok(response)) => response,
            Ok(Err(error)) if error.is_builder() => return Err(CallError::not_sent(Cause::Request)),
            Ok(Err(error)) if error.is_connect() => return Err(CallError::not_sent(connect_cause(&error))),
            Ok(Err(_)) => return Err(CallError { certainty: certainty(untouched()), cause: Cause::Broken }),
            Err(_) => return Err(CallError { certainty: certainty(untouched()), cause: Cause::Timeout }),
        };
        let answer = read(response, deadline, answer_bytes_max).await;
        self.note_date(&answer);
        Ok(answer)
    }

    /// A reading request that follows up to three redirects, each checked as an address from an answer.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn fetch(&self, url: Url, reach: Reach, answer_bytes_max: usize) -> Result<Answer, CallError> {
        let (mut url, mut reach) = (url, reach);
        for _ in 0..=REDIRECTS_MAX {
            let request = Request::get(url.clone(), reach).answer_bytes_max(answer_bytes_max);
            let answer = self.send(request).await?;
            if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
                return Ok(answer);
            }
            let next = answer.header("location").and_then(|location| url.join(location).ok());
            url = next.ok_or(CallError::not_sent(Cause::Redirect))?;
            reach = Reach::Public;
        }
        Err(CallError::not_sent(Cause::Redirect))
    }

    /// The latest `Date` that a server sent, and how long ago it came: for telling a wrong clock.
    #[must_use]
    pub fn server_date(&self) -> Option<(Timestamp, Duration)> {
        let seen = *self.server_date.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        seen.map(|(date, at)| (date, at.elapsed()))
    }

    fn note_date(&self, answer: &Answer) {
        if let Some(date) = answer.date() {
            let mut seen = self.server_date.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *seen = Some((date, Instant::now()));
        }
    }

    async fn build_request(
        &self,
        request: Request,
        touched: &Arc<AtomicBool>,
    ) -> Result<reqwest::RequestBuilder, CallError> {
        let client = match request.reach {
            Reach::Public => &self.public,
            Reach::OwnNetwork => &self.own_network,
        };
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let bodyless_post = request.body.is_empty() && method != reqwest::Method::GET;
        let mut builder = client.request(method, request.url);
        for (name, value) in request.headers {
            let mut value = reqwest::header::HeaderValue::try_from(value)
                .map_err(|_| CallError::not_sent(Cause::Request))?;
            value.set_sensitive(name == "authorization");
            builder = builder.header(name, value);
        }
        if bodyless_post {
            return Ok(builder.header("content-length", "0"));
        }
        if request.body.is_empty() {
            return Ok(builder);
        }
        let body = Outgoing::open(request.body, Arc::clone(touched))
            .await
            .map_err(|_| CallError::not_sent(Cause::File))?;
        Ok(builder.body(reqwest::Body::wrap(body)))
    }
}

fn build(reach: Reach, lookup: &Lookup) -> Result<reqwest::Client, StartError> {
    let guarded = Guarded { reach, lookup: Arc::clone(lookup) };
    // Why an error is no fault: it says that a client before this one set it.
    let _set = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_MAX)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        // Why: a kept connection can break in a way that hides whether a request was taken.
        .pool_max_idle_per_host(0)
        .no_proxy()
        .dns_resolver(Arc::new(guarded))
        .build()
        .map_err(|_| StartError)
}

fn connect_cause(error: &reqwest::Error) -> Cause {
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if let Some(refused) = inner.downcast_ref::<AddressError>() {
            return Cause::Address(*refused);
        }
        source = inner.source();
    }
    if error.is_timeout() { Cause::Timeout } else { Cause::Unreachable }
}

async fn read(mut response: reqwest::Response, deadline: Instant, max: usize) -> Answer {
    let status = response.status().as_u16();
    let headers = response.headers().iter();
    let headers = headers
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    let mut body = Vec::new();
    let complete = loop {
        match tokio::time::timeout_at(deadline, response.chunk()).await {
            Ok(Ok(Some(chunk))) if body.len() + chunk.len() <= max => body.extend_from_slice(&chunk),
            Ok(Ok(None)) => break true,
            Ok(Ok(Some(_)) | Err(_)) | Err(_) => break false,
        }
    };
    Answer { status, body, complete, headers }
}
