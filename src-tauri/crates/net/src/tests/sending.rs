//! What is certain when a call breaks off.

use std::io::Write;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::address::Reach;
use crate::client::{CallError, Cause, Certainty, Client};
use crate::request::{FilePart, Request};

async fn server<F, R>(behave: F) -> Url
where
    F: FnOnce(TcpStream) -> R + Send + 'static,
    R: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        drop(listener);
        behave(stream).await;
    });
    url
}

fn post(url: &Url) -> Request {
    Request::post(url.clone(), Reach::OwnNetwork).bytes("application/json", r#"{"text":"bonjour"}"#)
}

/// Reads a whole request: its head and as many bytes as it announces.
async fn read_request(stream: &mut TcpStream) -> String {
    let mut seen = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let got = stream.read(&mut chunk).await.unwrap();
        seen.extend_from_slice(&chunk[..got]);
        let text = String::from_utf8_lossy(&seen).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let len = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if got == 0 || body.len() >= len.map_or(0, |len| len.parse().unwrap()) {
                return text;
            }
        }
    }
}

#[tokio::test]
async fn nobody_there_is_certainly_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let error = Client::new().unwrap().send(post(&url)).await.unwrap_err();
    assert_eq!(error, CallError { certainty: Certainty::NotSent, cause: Cause::Unreachable });
}

#[tokio::test]
async fn a_name_nobody_knows_is_certainly_not_sent() {
    let lookup: crate::resolver::Lookup =
        std::sync::Arc::new(|_| Box::pin(async { Err(std::io::Error::other("no such name")) }));
    let client = Client::with_lookup(&lookup).unwrap();
    let url = Url::parse("https://nowhere.example/").unwrap();
    let error = client.send(Request::post(url, Reach::Public).bytes("text/plain", "x")).await.unwrap_err();
    assert_eq!(error, CallError { certainty: Certainty::NotSent, cause: Cause::Unreachable });
}

#[tokio::test]
async fn a_server_without_tls_is_certainly_not_sent() {
    let url = server(|mut stream| async move {
        let mut seen = [0; 64];
        let _ = stream.read(&mut seen).await;
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    })
    .await;
    let mut url = url;
    url.set_scheme("https").unwrap();
    let error = Client::new().unwrap().send(post(&url)).await.unwrap_err();
    assert_eq!(error.certainty, Certainty::NotSent, "the handshake failed before the request: {error:?}");
}

#[tokio::test]
async fn an_answer_lost_after_the_body_left_is_unknown() {
    let url = server(|mut stream| async move {
        read_request(&mut stream).await;
    })
    .await;
    let error = Client::new().unwrap().send(post(&url)).await.unwrap_err();
    assert_eq!(error, CallError { certainty: Certainty::Unknown, cause: Cause::Broken });
}

#[tokio::test]
async fn silence_after_the_body_left_is_unknown_when_the_deadline_passes() {
    let url = server(|mut stream| async move {
        read_request(&mut stream).await;
        std::future::pending::<()>().await;
    })
    .await;
    let request = post(&url).deadline(Duration::from_millis(200));
    let error = Client::new().unwrap().send(request).await.unwrap_err();
    assert_eq!(error, CallError { certainty: Certainty::Unknown, cause: Cause::Timeout });
}

#[tokio::test]
async fn a_post_is_made_once_and_never_repeated() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    let server = tokio::spawn(async move {
        let mut connections = 0;
        while let Ok(accepted) = tokio::time::timeout(Duration::from_millis(300), listener.accept()).await {
            connections += 1;
            drop(accepted.unwrap());
        }
        connections
    });
    let error = Client::new().unwrap().send(post(&url)).await.unwrap_err();
    assert!(matches!(error.cause, Cause::Broken), "{error:?}");
    assert_eq!(server.await.unwrap(), 1, "one connection, no silent second try");
}

#[tokio::test]
async fn a_status_is_known_even_where_the_body_breaks_off() {
    let url = server(|mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 422 No\r\ncontent-length: 100\r\n\r\n{\"error\":").await;
    })
    .await;
    let answer = Client::new().unwrap().send(post(&url)).await.unwrap();
    assert_eq!((answer.status, answer.complete), (422, false));
}

#[tokio::test]
async fn an_endless_answer_is_cut_at_its_limit() {
    let url = server(|mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
    })
    .await;
    let request = post(&url).answer_bytes_max(10_000);
    let answer = Client::new().unwrap().send(request).await.unwrap();
    assert!(!answer.complete && answer.body.len() <= 10_000, "{} bytes were kept", answer.body.len());
}

#[tokio::test]
async fn a_form_with_a_file_arrives_whole_and_with_its_length() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&vec![b'p'; 200_000]).unwrap();
    let (tell, told) = tokio::sync::oneshot::channel();
    let url = server(|mut stream| async move {
        let seen = read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await;
        tell.send(seen).unwrap();
    })
    .await;
    let part = FilePart {
        field: "file",
        name: "photo.jpg",
        mime: "image/jpeg",
        path: file.path().to_owned(),
        len: 200_000,
    };
    let fields = [("description", "Une forêt"), ("focus", "0.1,-0.2")];
    let request = Request::post(url, Reach::OwnNetwork).multipart("b0undary", &fields, part);
    let answer = Client::new().unwrap().send(request).await.unwrap();
    assert!(answer.json::<serde_json::Value>().is_ok());
    let seen = told.await.unwrap();
    assert!(seen.contains("name=\"description\"\r\n\r\nUne forêt\r\n--b0undary"), "fields come first");
    assert!(seen.ends_with("ppp\r\n--b0undary--\r\n"), "the file is followed by the closing mark");
    assert!(!seen.contains("chunked"), "some servers refuse bodies of unknown length");
}

#[tokio::test]
async fn a_file_that_changed_is_never_sent_in_part() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"short").unwrap();
    let url = Url::parse("http://127.0.0.1:9999/").unwrap();
    let request = Request::post(url, Reach::OwnNetwork).file("image/jpeg", file.path().to_owned(), 6);
    let error = Client::new().unwrap().send(request).await.unwrap_err();
    assert_eq!(error, CallError { certainty: Certainty::NotSent, cause: Cause::File });
}

#[test]
fn a_request_and_its_error_show_no_secret() {
    let url = Url::parse("https://example.com/oauth/token?code=canary-1").unwrap();
    let request = Request::post(url, Reach::Public).bearer("canary-2").form([("client_secret", "canary-3")]);
    let shown = format!("{request:?}");
    assert_eq!(shown, "Post https://example.com/oauth/token");
    let error = CallError { certainty: Certainty::Unknown, cause: Cause::Broken };
    assert!(!format!("{error} {error:?}").contains("canary"));
}
