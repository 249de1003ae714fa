//! A small HTTP server whose answers a test writes.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `GET`, `POST`.
    pub method: String,
    /// Path without the query.
    pub path: String,
    /// Query, as it was written.
    pub query: String,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Asked {
    /// A header's value; the name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// A field of the query or of a form body.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        let of = |text: &[u8]| {
            let mut pairs = url::form_urlencoded::parse(text);
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        of(self.query.as_bytes()).or_else(|| of(&self.body))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// What to do with a request.
#[derive(Clone, Debug)]
pub enum Told {
    /// Answer.
    Answer {
        /// HTTP status.
        status: u16,
        /// Headers besides the length.
        headers: Vec<(&'static str, String)>,
        /// Body.
        body: Vec<u8>,
    },
    /// Hang up without a word.
    HangUp,
}

impl Told {
    /// An answer of JSON.
    #[must_use]
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        let headers = vec![("content-type", "application/json".to_owned())];
        Self::Answer { status, headers, body: body.to_string().into_bytes() }
    }

    /// An answer of text with a header.
    #[must_use]
    pub fn with(status: u16, header: (&'static str, &str), body: &str) -> Self {
        Self::Answer {
            status,
            headers: vec![(header.0, header.1.to_owned())],
            body: body.as_bytes().to_vec(),
        }
    }
}

/// The running server. It ends when it is dropped.
pub struct Scripted {
    /// Its address on this computer.
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Scripted {
    /// Starts a server that answers as `script` says.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn start(script: impl Fn(&Asked) -> Told + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (script, log) = (Arc::new(script), Arc::clone(&asked));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (script, log) = (Arc::clone(&script), Arc::clone(&log));
                tokio::spawn(async move {
                    let _ = answer(stream, &*script, &log).await;
                });
            }
        });
        Self { url, asked, task }
    }

    /// Every request so far, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(
    mut stream: TcpStream,
    script: &(impl Fn(&Asked) -> Told + Sync),
    log: &Mutex<Vec<Asked>>,
) -> std::io::Result<()> {
    let Some(asked) = read(&mut stream).await? else { return Ok(()) };
    log.lock().unwrap_or_else(PoisonError::into_inner).push(asked.clone());
    let Told::Answer { status, headers, body } = script(&asked) else { return Ok(()) };
    let mut head =
        format!("HTTP/1.1 {status} Scripted\r\ncontent-length: {}\r\nconnection: close\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{head}\r\n").as_bytes()).await?;
    stream.write_all(&body).await?;
    stream.shutdown().await
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Option<Asked>> {
    let mut seen = Vec::new();
    let mut chunk = vec![0; 16 * 1024];
    let end = loop {
        if let Some(end) = seen.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        let got = stream.read(&mut chunk).await?;
        if got == 0 {
            return Ok(None);
        }
        seen.extend_from_slice(chunk.get(..got).unwrap_or_default());
    };
    let head = String::from_utf8_lossy(seen.get(..end).unwrap_or_default()).into_owned();
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let pairs = lines.filter_map(|line| line.split_once(':'));
    let headers: Vec<_> = pairs.map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned())).collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, n)| n.parse().ok());
    let mut body = seen.split_off(end + 4);
    while body.len() < length.unwrap_or(0) {
        let got = stream.read(&mut chunk).await?;
        if got == 0 {
            return Ok(None);
        }
        body.extend_from_slice(chunk.get(..got).unwrap_or_default());
    }
    let (method, path, query) = (method.to_owned(), path.to_owned(), query.to_owned());
    Ok(Some(Asked { method, path, query, headers, body }))
}
