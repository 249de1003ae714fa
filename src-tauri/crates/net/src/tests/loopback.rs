//! Coming back from the browser.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::loopback::{Loopback, LoopbackError, Returned};

const LONG: Duration = Duration::from_secs(10);

async fn visit(redirect: &str, query: &str) -> String {
    let url = url::Url::parse(redirect).unwrap();
    let address = (url.host_str().unwrap(), url.port().unwrap());
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {}{query} HTTP/1.1\r\nhost: x\r\n\r\n", url.path());
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn only_the_sign_in_that_was_begun_here_is_believed() {
    let loopback = Loopback::bind().await.unwrap();
    let redirect = loopback.redirect_uri();
    let waiting = tokio::spawn(async move { loopback.wait("right-state", LONG).await });
    let idle = TcpStream::connect(redirect["http://".len()..].split('/').next().unwrap()).await.unwrap();
    for query in
        ["", "?code=evil", "?code=evil&state=wrong", "?state=right-state", "?code=&state=right-state"]
    {
        let answer = visit(&redirect, query).await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{query}: {answer}");
        assert!(!answer.contains("evil"), "nothing is repeated on the page");
    }
    let answer = visit(&redirect, "?code=a%20code&state=right-state").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("content-security-policy"), "{answer}");
    assert_eq!(
        waiting.await.unwrap(),
        Ok(Returned::Code("a code".to_owned())),
        "an idle visitor blocks nobody"
    );
    drop(idle);
}

#[tokio::test]
async fn a_no_in_the_browser_comes_back_too() {
    let loopback = Loopback::bind().await.unwrap();
    let redirect = loopback.redirect_uri();
    let waiting = tokio::spawn(async move { loopback.wait("s", LONG).await });
    visit(&redirect, "?error=access_denied&state=s").await;
    assert_eq!(waiting.await.unwrap(), Ok(Returned::Denied("access_denied".to_owned())));
}

#[tokio::test]
async fn nobody_comes_back_and_the_port_is_free_again() {
    let loopback = Loopback::bind().await.unwrap();
    let address = loopback.redirect_uri()["http://".len()..].replace("/callback", "");
    assert_eq!(loopback.wait("s", Duration::from_millis(20)).await, Err(LoopbackError::Timeout));
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}
