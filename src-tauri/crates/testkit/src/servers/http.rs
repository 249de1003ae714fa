//! A plain HTTP client for looking at a test server with other eyes than the product's.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use url::Url;

const WAIT_MAX: Duration = Duration::from_secs(30);

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    head: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Reply {
    /// A header's value; the name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.find(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// Where it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, String::from_utf8_lossy(&self.body)))
    }
}

/// Reads an address on this computer.
///
/// # Panics
/// Where the server doesn't answer.
#[must_use]
pub fn get(url: &str) -> Reply {
    request("GET", url, &[], b"")
}

/// Posts JSON, with a bearer token where one is given.
///
/// # Panics
/// Where the server doesn't answer.
#[must_use]
pub fn post_json(url: &str, token: Option<&str>, body: &serde_json::Value) -> Reply {
    let bearer = token.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("content-type", "application/json")];
    if let Some(bearer) = &bearer {
        headers.push(("authorization", bearer));
    }
    request("POST", url, &headers, body.to_string().as_bytes())
}

/// Makes one request, once, on a connection of its own.
///
/// # Panics
/// Where the server doesn't answer.
#[must_use]
pub fn request(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let url = Url::parse(url).expect("an address");
    let (host, port) = (url.host_str().expect("a host"), url.port_or_known_default().expect("a port"));
    let mut stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).expect("the server listens");
    stream.set_read_timeout(Some(WAIT_MAX)).expect("a bounded wait");
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    // HTTP/1.0, so that the answer comes in one piece and the connection ends.
    let mut head =
        format!("{method} {target} HTTP/1.0\r\nhost: {host}:{port}\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{head}\r\n").as_bytes()).expect("the request leaves");
    stream.write_all(body).expect("the body leaves");
    let mut seen = Vec::new();
    stream.read_to_end(&mut seen).expect("the answer comes");
    let end = seen.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
    let head = String::from_utf8_lossy(&seen[..end]).into_owned();
    let status =
        head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("an answer has a status");
    Reply { status, head, body: seen[end + 4..].to_vec() }
}
