//! As much of HTTP as the server that isn't there needs.

use std::io::{self, BufRead, Write};
use std::net::TcpStream;

/// Largest body, bytes.
const BODY_BYTES_MAX: usize = 1 << 20;

/// Method, path, and the length of the body that follows.
pub(super) fn read_head(reader: &mut impl BufRead) -> io::Result<(String, String, usize)> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut length = 0;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    Ok((method, path, length.min(BODY_BYTES_MAX)))
}

/// Answers, and ends the connection.
pub(super) fn answer(mut stream: &TcpStream, status: u16, body: &str) -> io::Result<()> {
    let retry = if status == 429 { "retry-after: 5\r\n" } else { "" };
    let head =
        format!("HTTP/1.1 {status} .\r\n{retry}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes())
}
