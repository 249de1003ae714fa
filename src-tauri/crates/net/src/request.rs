//! What is asked.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use url::Url;

use crate::address::Reach;
use crate::body::{self, Piece};

/// Longest wait for a whole call that carries little, from connecting to the last byte of the answer.
pub const DEADLINE: Duration = Duration::from_secs(30);
/// Slowest line that an upload is waited for, bytes per second.
const UPLOAD_BYTES_PER_S: u64 = 32 * 1024;
/// Largest answer that is read, bytes, unless a request says otherwise.
pub const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The HTTP methods that Upbeat uses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes something.
    Post,
    /// Replaces something.
    Put,
    /// Removes something.
    Delete,
}

/// One HTTP request. Its `Debug` shows neither headers, query nor body.
#[derive(Clone)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) reach: Reach,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<Piece>,
    pub(crate) deadline: Duration,
    pub(crate) answer_bytes_max: usize,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.url.host_str().unwrap_or_default();
        write!(f, "{:?} {}://{host}{}", self.method, self.url.scheme(), self.url.path())
    }
}

impl Request {
    /// A request to an address, which is checked when it is sent.
    #[must_use]
    pub const fn new(method: Method, url: Url, reach: Reach) -> Self {
        Self {
            method,
            url,
            reach,
            headers: Vec::new(),
            body: Vec::new(),
            deadline: DEADLINE,
            answer_bytes_max: ANSWER_BYTES_MAX,
        }
    }

    /// A reading request.
    #[must_use]
    pub const fn get(url: Url, reach: Reach) -> Self {
        Self::new(Method::Get, url, reach)
    }

    /// A writing request.
    #[must_use]
    pub const fn post(url: Url, reach: Reach) -> Self {
        Self::new(Method::Post, url, reach)
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(name, value);
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Adds `Authorization: Bearer …`.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// Another longest wait.
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Another largest answer, bytes.
    #[must_use]
    pub const fn answer_bytes_max(mut self, max: usize) -> Self {
        self.answer_bytes_max = max;
        self
    }

    /// A JSON body.
    ///
    /// # Errors
    /// Where the value can't be written as JSON.
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Result<Self, serde_json::Error> {
        let bytes = serde_json::to_vec(value)?;
        Ok(self.bytes("application/json", bytes))
    }

    /// A body of bytes.
    #[must_use]
    pub fn bytes(mut self, mime: &str, bytes: impl Into<Bytes>) -> Self {
        self.body = vec![Piece::Bytes(bytes.into())];
        self.header("content-type", mime)
    }

    /// A form body (`application/x-www-form-urlencoded`).
    #[must_use]
    pub fn form<'a>(self, fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        self.bytes("application/x-www-form-urlencoded", form.finish().into_bytes())
    }

    /// A file as the whole body; the deadline grows with its size.
    #[must_use]
    pub fn file(mut self, mime: &str, path: PathBuf, len: u64) -> Self {
        self.body = vec![Piece::File { path, len }];
        self.grow_deadline().header("content-type", mime)
    }

    /// A form with a file (`multipart/form-data`, RFC 7578); the deadline grows with its size.
    /// The boundary must not occur in the file: pass random text.
    #[must_use]
    pub fn multipart(mut self, boundary: &str, fields: &[(&str, &str)], file: FilePart<'_>) -> Self {
        let mut head = String::new();
        for (name, value) in fields {
            head.push_str(&format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            ));
        }
        head.push_str(&format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
            file.field, file.name, file.mime
        ));
        self.body = vec![
            Piece::Bytes(head.into()),
            Piece::File { path: file.path, len: file.len },
            Piece::Bytes(format!("\r\n--{boundary}--\r\n").into()),
        ];
        self.grow_deadline().header("content-type", format!("multipart/form-data; boundary={boundary}"))
    }

    fn grow_deadline(mut self) -> Self {
        self.deadline += Duration::from_secs(body::len(&self.body) / UPLOAD_BYTES_PER_S);
        self
    }
}

/// The file of a form. Names come from Upbeat, never from the person's disk.
#[derive(Clone, Debug)]
pub struct FilePart<'a> {
    /// Name of the form field.
    pub field: &'a str,
    /// File name to send.
    pub name: &'a str,
    /// MIME type.
    pub mime: &'a str,
    /// Where the bytes lie.
    pub path: PathBuf,
    /// Size, bytes.
    pub len: u64,
}
