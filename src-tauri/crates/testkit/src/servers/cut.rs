//! A way to a server that breaks off at an exact byte.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

const IDLE_MAX: Duration = Duration::from_secs(30);

/// Where the line breaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Cut {
    /// After so many bytes of the request have been passed on.
    Request(usize),
    /// After the server has answered, when so many bytes of its answer have been passed back.
    Response(usize),
}

struct Plan {
    /// How a request's first line begins: `POST /xrpc/com.atproto.repo.createRecord`.
    begins: String,
    cut: Cut,
}

/// A proxy on this computer. Every connection carries one request, as the product makes them.
pub struct CutProxy {
    /// The address to give to the product in the server's place.
    pub url: String,
    plans: Arc<Mutex<Vec<Plan>>>,
    task: tokio::task::JoinHandle<()>,
}

impl CutProxy {
    /// A proxy in front of the server at `target`.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn start(target: &str) -> Self {
        let target = Url::parse(target).expect("an address");
        let port = target.port().expect("a port");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let plans = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&plans);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let plans = Arc::clone(&shared);
                tokio::spawn(async move {
                    let _ = tokio::time::timeout(IDLE_MAX, carry(client, port, &plans)).await;
                });
            }
        });
        Self { url, plans, task }
    }

    /// Breaks the next request that begins so (`POST /api/v1/statuses`), once.
    pub fn cut_next(&self, begins: &str, cut: Cut) {
        let plan = Plan { begins: begins.to_owned(), cut };
        self.plans.lock().unwrap_or_else(PoisonError::into_inner).push(plan);
    }

    /// How many planned cuts are still to come.
    #[must_use]
    pub fn to_come(&self) -> usize {
        self.plans.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl Drop for CutProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(mut client: TcpStream, port: u16, plans: &Mutex<Vec<Plan>>) -> std::io::Result<()> {
    let mut chunk = vec![0; 64 * 1024];
    let got = client.read(&mut chunk).await?;
    let cut = take(plans, chunk.get(..got).unwrap_or_default());
    let mut server = TcpStream::connect(("127.0.0.1", port)).await?;
    let mut passed = 0;
    let mut answered = 0;
    let mut pending = got;
    loop {
        if pending > 0 {
            let end = match cut {
                Some(Cut::Request(at)) if passed + pending >= at => at - passed,
                Some(Cut::Request(_) | Cut::Response(_)) | None => pending,
            };
            server.write_all(chunk.get(..end).unwrap_or_default()).await?;
            passed += end;
            if cut == Some(Cut::Request(passed)) {
                server.flush().await?;
                return Ok(());
            }
        }
        let mut answer = vec![0; 16 * 1024];
        tokio::select! {
            read = client.read(&mut chunk) => {
                pending = read?;
                if pending == 0 {
                    return Ok(());
                }
            }
            read = server.read(&mut answer) => {
                pending = 0;
                let bytes = answer.get(..read?).unwrap_or_default();
                if bytes.is_empty() {
                    return Ok(());
                }
                let end = match cut {
                    Some(Cut::Response(at)) => bytes.len().min(at.saturating_sub(answered)),
                    Some(Cut::Request(_)) | None => bytes.len(),
                };
                client.write_all(bytes.get(..end).unwrap_or_default()).await?;
                answered += end;
                if matches!(cut, Some(Cut::Response(at)) if answered >= at) {
                    return Ok(());
                }
            }
        }
    }
}

fn take(plans: &Mutex<Vec<Plan>>, head: &[u8]) -> Option<Cut> {
    let mut plans = plans.lock().unwrap_or_else(PoisonError::into_inner);
    let at = plans.iter().position(|plan| head.starts_with(plan.begins.as_bytes()))?;
    Some(plans.remove(at).cut)
}
