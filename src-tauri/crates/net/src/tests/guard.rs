//! Names that turn private, and redirects: the connection must never be made.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use crate::address::{AddressError, Reach};
use crate::client::{Cause, Certainty, Client};
use crate::request::Request;
use crate::resolver::Lookup;

fn scripted(answers: Vec<&'static str>) -> (Lookup, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let lookup: Lookup = Arc::new(move |_name| {
        let turn = counter.fetch_add(1, Ordering::SeqCst);
        let answer = answers.get(turn).or(answers.last()).copied().unwrap_or_default();
        let found = answer.split_whitespace().map(|ip| ip.parse::<IpAddr>().unwrap()).collect();
        Box::pin(async move { Ok(found) })
    });
    (lookup, asked)
}

#[tokio::test]
async fn a_name_that_leads_into_a_private_network_is_never_connected_to() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for answer in [
        "127.0.0.1",
        "::1",
        "10.0.0.1",
        "169.254.169.254",
        "8.8.8.8 127.0.0.1",
        "127.0.0.1 8.8.8.8",
        "::ffff:127.0.0.1",
        "0.0.0.0",
        "fd00:ec2::254",
    ] {
        let (lookup, asked) = scripted(vec![answer]);
        let client = Client::with_lookup(&lookup).unwrap();
        let url = Url::parse(&format!("https://rebind.example:{port}/")).unwrap();
        let error = client.send(Request::get(url, Reach::Public)).await.unwrap_err();
        assert_eq!(error.cause, Cause::Address(AddressError::Private), "{answer}");
        assert_eq!(error.certainty, Certainty::NotSent, "{answer}: nothing can have been sent");
        assert_eq!(asked.load(Ordering::SeqCst), 1, "{answer}: asked once, so checked is what is used");
    }
    let nobody = tokio::time::timeout(std::time::Duration::from_millis(50), listener.accept()).await;
    assert!(nobody.is_err(), "no connection was made");
}

#[tokio::test]
async fn localhost_is_this_computer_whatever_the_name_service_says() {
    let (lookup, _) = scripted(vec!["192.168.1.1"]);
    let client = Client::with_lookup(&lookup).unwrap();
    let url = Url::parse("http://localhost:3000/").unwrap();
    let error = client.send(Request::get(url, Reach::OwnNetwork)).await.unwrap_err();
    assert_eq!(error.cause, Cause::Address(AddressError::Private), "plain http must stay on this computer");
}

#[tokio::test]
async fn a_redirect_is_an_address_from_an_answer() {
    for target in [
        "http://127.0.0.1:1/secret",
        "https://127.0.0.1/secret",
        "https://169.254.169.254/latest/meta-data/",
        "/same-server",
        "https://[::1]/",
        "file:///etc/passwd",
        "https://user:pass@example.com/",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut seen = [0; 1024];
            let _ = stream.read(&mut seen).await;
            let answer = format!("HTTP/1.1 302 Found\r\nlocation: {target}\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            drop(stream);
            let again = tokio::time::timeout(std::time::Duration::from_millis(50), listener.accept()).await;
            assert!(again.is_err(), "{target}: no second connection");
        });
        let client = Client::new().unwrap();
        let url = Url::parse(&format!("http://{address}/start")).unwrap();
        let error = client.fetch(url, Reach::OwnNetwork, 1024).await.unwrap_err();
        assert!(matches!(error.cause, Cause::Address(_)), "{target}: {error:?}");
        server.await.unwrap();
    }
}

#[tokio::test]
async fn a_writing_call_follows_no_redirect() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut seen = [0; 1024];
        let _ = stream.read(&mut seen).await;
        let answer =
            format!("HTTP/1.1 307 Moved\r\nlocation: http://{address}/b\r\ncontent-length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.unwrap();
    });
    let client = Client::new().unwrap();
    let url = Url::parse(&format!("http://{address}/a")).unwrap();
    let answer = client.send(Request::post(url, Reach::OwnNetwork).bytes("text/plain", "x")).await.unwrap();
    assert_eq!(answer.status, 307, "the caller decides what a redirect means");
    server.await.unwrap();
}
