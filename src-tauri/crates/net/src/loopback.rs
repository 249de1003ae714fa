//! The place on this computer to which a browser comes back after a sign-in (RFC 8252, 7.3).

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use url::Url;

const PATH: &str = "/callback";
/// Longest request that is read, bytes: a browser's is a tenth of it.
const REQUEST_BYTES_MAX: usize = 16 * 1024;
/// Longest wait for one connection to say something; browsers open some in vain.
const CONNECTION_MAX: Duration = Duration::from_secs(10);
/// Most connections at a time.
const CONNECTIONS_MAX: usize = 16;

/// What the browser brought back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Returned {
    /// The person said yes: the code to redeem.
    Code(String),
    /// The person or the server said no: the error's name.
    Denied(String),
}

/// Why nothing came back.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum LoopbackError {
    /// The person didn't come back in time.
    #[error("nobody came back from the browser in time")]
    Timeout,
    /// This computer can't listen to itself.
    #[error("this computer can't listen to itself")]
    Closed,
}

/// A listener on a free port of this computer, for one sign-in.
#[derive(Debug)]
pub struct Loopback {
    listener: TcpListener,
    port: u16,
}

impl Loopback {
    /// Starts listening, on this computer only.
    ///
    /// # Errors
    /// Where no port is free.
    pub async fn bind() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    /// The address to give to the server as the place to come back to.
    #[must_use]
    pub fn redirect_uri(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    /// Waits for the browser. A visit without the right `state` is answered and ignored: it isn't
    /// the sign-in that was begun here.
    ///
    /// # Errors
    /// As [`LoopbackError`] says. The port is free again in every case.
    pub async fn wait(self, state: &str, deadline: Duration) -> Result<Returned, LoopbackError> {
        tokio::time::timeout(deadline, self.first(state)).await.unwrap_or(Err(LoopbackError::Timeout))
    }

    async fn first(self, state: &str) -> Result<Returned, LoopbackError> {
        let (found, mut returned) = mpsc::channel(1);
        let mut visits = tokio::task::JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if visits.len() < CONNECTIONS_MAX => {
                    let (stream, _) = accepted.map_err(|_| LoopbackError::Closed)?;
                    let (state, found) = (state.to_owned(), found.clone());
                    visits.spawn(async move {
                        let visit = tokio::time::timeout(CONNECTION_MAX, visit(stream, &state)).await;
                        if let Ok(Some(returned)) = visit {
                            let _ = found.send(returned).await;
                        }
                    });
                }
                Some(_) = visits.join_next(), if !visits.is_empty() => {}
                Some(returned) = returned.recv() => return Ok(returned),
            }
        }
    }
}

/// Answers one connection.
async fn visit(mut stream: TcpStream, state: &str) -> Option<Returned> {
    let target = read_target(&mut stream).await?;
    let returned = read_return(&target, state);
    let (status, words) = match &returned {
        Some(Returned::Code(_)) => ("200 OK", CONNECTED),
        Some(Returned::Denied(_)) => ("200 OK", DENIED),
        None => ("404 Not Found", NOTHING),
    };
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Upbeat</title><main>{words}</main></html>"
    );
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\n\
         content-security-policy: default-src 'none'\r\nreferrer-policy: no-referrer\r\n\
         cache-control: no-store\r\nconnection: close\r\n\r\n{page}",
        page.len()
    );
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.shutdown().await;
    returned
}

const CONNECTED: &str = "<p>You are connected. You can close this page and go back to Upbeat.</p>\
                         <p lang=\"fr\">Vous êtes connecté. Vous pouvez fermer cette page et revenir à Upbeat.</p>";
const DENIED: &str = "<p>Nothing was connected. You can close this page and go back to Upbeat.</p>\
                      <p lang=\"fr\">Rien n’a été connecté. Vous pouvez fermer cette page et revenir à Upbeat.</p>";
const NOTHING: &str = "<p>There is nothing here.</p><p lang=\"fr\">Il n’y a rien ici.</p>";

/// The target of a GET request.
async fn read_target(stream: &mut TcpStream) -> Option<String> {
    let mut seen = Vec::new();
    let mut chunk = [0; 2048];
    while !seen.windows(4).any(|four| four == b"\r\n\r\n") {
        let got = stream.read(&mut chunk).await.ok()?;
        if got == 0 || seen.len() + got > REQUEST_BYTES_MAX {
            return None;
        }
        seen.extend_from_slice(chunk.get(..got)?);
    }
    let text = String::from_utf8(seen).ok()?;
    let mut words = text.lines().next()?.split(' ');
    (words.next() == Some("GET")).then(|| words.next().map(str::to_owned)).flatten()
}

/// What the target's query says, if it is the sign-in that was begun here.
fn read_return(target: &str, state: &str) -> Option<Returned> {
    let url = Url::parse("http://127.0.0.1").ok()?.join(target).ok()?;
    let value =
        |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    if url.path() != PATH || value("state").as_deref() != Some(state) {
        return None;
    }
    match value("code") {
        Some(code) if !code.is_empty() => Some(Returned::Code(code)),
        Some(_) | None => value("error").map(Returned::Denied),
    }
}
