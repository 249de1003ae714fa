//! The connector of the network that isn't there.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use upbeat_domain::code::Code;
use upbeat_domain::id::PartId;
use upbeat_domain::network::{NetworkId, ProofClass};
use upbeat_domain::publication::Receipt;
use upbeat_domain::time::Timestamp;
use upbeat_networks::{
    Answer, Call, Credentials, Failure, Network, Outcome, OutgoingPart, Prepared, Profile, Progress,
    ReadBack, Refusal, RefusalKind, ServerLimits, SignIn, SignInKind, SignInStep, Sought, Trouble,
};

use super::Promise;
use super::server::Post;

const BUSY_FOR: Duration = Duration::from_secs(5);

/// Talks to a [`super::Server`].
#[derive(Clone, Debug)]
pub struct FakeNetwork {
    address: SocketAddr,
    id: NetworkId,
    promise: Promise,
}

/// The repeatable work of a part.
#[derive(Default, serde::Deserialize, serde::Serialize)]
struct Work {
    container: bool,
    /// The server's ids of what was uploaded, in the order of the part's media.
    media: Vec<String>,
}

/// Why there was no answer.
enum Silence {
    /// Nothing left.
    NotSent,
    /// Something left.
    Lost,
}

impl FakeNetwork {
    /// A connector that stands for `id` and settles unknown outcomes as the network promises.
    #[must_use]
    pub const fn new(address: SocketAddr, id: NetworkId, promise: Promise) -> Self {
        Self { address, id, promise }
    }

    async fn ask(&self, method: &str, path: &str, body: &[u8]) -> Result<(u16, String), Silence> {
        let mut stream = TcpStream::connect(self.address).await.map_err(|_| Silence::NotSent)?;
        let head =
            format!("{method} {path} HTTP/1.1\r\nhost: fake\r\ncontent-length: {}\r\n\r\n", body.len());
        let mut said = String::new();
        let asked = async {
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(body).await?;
            stream.read_to_string(&mut said).await
        };
        asked.await.map_err(|_| Silence::Lost)?;
        let status =
            said.split_whitespace().nth(1).and_then(|word| word.parse().ok()).ok_or(Silence::Lost)?;
        let body = said.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).ok_or(Silence::Lost)?;
        Ok((status, body))
    }

    /// Publishes, whatever the publisher thinks of it: also what a naive queue would call.
    pub async fn send(&self, key: &str, text: &str, media: &[String], now: Timestamp) -> Outcome {
        let body = json!({
            "key": key, "text": text, "media": media, "sent_us": now.micros(), "pid": std::process::id(),
        });
        match self.ask("POST", "/posts", body.to_string().as_bytes()).await {
            Ok((200, body)) => receipt(&body, now, "answer")
                .map_or_else(|| Outcome::Unknown(trouble(Code::NetworkMalformed, None)), Outcome::Accepted),
            Ok((409, _)) => Outcome::Duplicate,
            Ok((422, _)) => Outcome::Rejected(Refusal {
                kind: RefusalKind::Edit,
                code: Code::NetworkRejected,
                words: "an upload that isn't there".to_owned(),
            }),
            Ok((429, _)) => Outcome::NotSent(trouble(Code::NetworkLimit, Some(BUSY_FOR))),
            Ok(_) | Err(Silence::Lost) => Outcome::Unknown(trouble(Code::PublicationUnconfirmed, None)),
            Err(Silence::NotSent) => Outcome::NotSent(trouble(Code::NetworkUnreachable, None)),
        }
    }

    async fn look(&self, key: &str, part: &Sought, now: Timestamp) -> ReadBack {
        let unreachable = || ReadBack::CannotTell(trouble(Code::NetworkUnreachable, None));
        let cannot_tell = || ReadBack::CannotTell(trouble(Code::PublicationNeedsPerson, None));
        if self.promise.class == ProofClass::Blind {
            return cannot_tell();
        }
        if !self.promise.by_words {
            return match self.ask("GET", &format!("/posts/{key}"), b"").await {
                Ok((200, body)) => receipt(&body, now, "read_back")
                    .map_or_else(cannot_tell, |receipt| ReadBack::Found(vec![receipt])),
                Ok((404, _)) => ReadBack::NotFound,
                Ok(_) | Err(_) => unreachable(),
            };
        }
        match self.ask("GET", &format!("/posts/for/{key}"), b"").await {
            Ok((200, body)) => {
                let Ok(posts) = serde_json::from_str::<Vec<Post>>(&body) else { return cannot_tell() };
                let same =
                    posts.iter().filter(|post| post.text == part.text && post.media.len() == part.media);
                let found: Vec<Receipt> = same.map(|post| of(post, now, "read_back")).collect();
                if found.is_empty() { ReadBack::NotFound } else { ReadBack::Found(found) }
            }
            Ok(_) | Err(_) => unreachable(),
        }
    }

    /// Takes one step: a container, or one upload.
    async fn step(&self, part: &OutgoingPart, work: &mut Work) -> Result<(), Failure> {
        let later = || trouble(Code::NetworkUnreachable, None);
        let Some(medium) = part.media.get(work.media.len()).filter(|_| work.container) else {
            return match self.ask("POST", "/containers", b"{}").await {
                Ok((200, _)) => {
                    work.container = true;
                    Ok(())
                }
                Ok(_) | Err(_) => Err(later().into()),
            };
        };
        let bytes = tokio::fs::read(&medium.path).await.map_err(|_| trouble(Code::MediaUnreadable, None))?;
        match self.ask("POST", &format!("/media/{}", std::process::id()), &bytes).await {
            Ok((200, id)) => {
                work.media.push(id);
                Ok(())
            }
            Ok(_) | Err(_) => Err(later().into()),
        }
    }
}

fn read(prepared: &Prepared) -> Work {
    serde_json::from_str(prepared.as_str()).unwrap_or_default()
}

fn receipt(body: &str, at: Timestamp, proof: &str) -> Option<Receipt> {
    serde_json::from_str::<Post>(body).ok().map(|post| of(&post, at, proof))
}

fn of(post: &Post, at: Timestamp, proof: &str) -> Receipt {
    Receipt {
        remote_id: post.id.clone(),
        url: Some(format!("https://fake.example/{}", post.id)),
        at,
        audience: "public".to_owned(),
        proof: proof.to_owned(),
    }
}

const fn trouble(code: Code, retry_after: Option<Duration>) -> Trouble {
    Trouble { code, words: String::new(), retry_after }
}

fn cannot_connect() -> Failure {
    Refusal { kind: RefusalKind::Reconnect, code: Code::NetworkSignIn, words: String::new() }.into()
}

impl Network for FakeNetwork {
    fn id(&self) -> NetworkId {
        self.id
    }

    fn sign_in_kind(&self) -> SignInKind {
        SignInKind::Password
    }

    fn sign_in(&self, _: SignIn, _: Timestamp) -> Answer<'_, Result<SignInStep, Failure>> {
        Box::pin(async { Err(cannot_connect()) })
    }

    fn identify<'a>(&'a self, call: Call<'a>) -> Answer<'a, Result<Profile, Failure>> {
        Box::pin(async move {
            Ok(Profile {
                remote_id: call.account.remote_id.clone(),
                handle: call.account.handle.clone(),
                display_name: call.account.handle.clone(),
                avatar_url: None,
            })
        })
    }

    fn refresh<'a>(&'a self, call: Call<'a>) -> Answer<'a, Result<Credentials, Failure>> {
        Box::pin(async move { Ok(call.credentials.clone()) })
    }

    fn expires_at(&self, _: &Credentials) -> Option<Timestamp> {
        None
    }

    fn revoke<'a>(&'a self, _: Call<'a>) -> Answer<'a, Result<(), Failure>> {
        Box::pin(async { Ok(()) })
    }

    fn server_limits<'a>(&'a self, _: Call<'a>) -> Answer<'a, Result<ServerLimits, Failure>> {
        Box::pin(async { Ok(ServerLimits::default()) })
    }

    fn key(&self, part: PartId) -> String {
        part.to_string()
    }

    fn prepare<'a>(
        &'a self,
        _: Call<'a>,
        part: &'a OutgoingPart,
        prepared: Prepared,
    ) -> Answer<'a, Result<Progress, Failure>> {
        Box::pin(async move {
            let mut work = read(&prepared);
            if work.container && work.media.len() == part.media.len() {
                return Ok(Progress::Ready(prepared));
            }
            self.step(part, &mut work).await?;
            let text = serde_json::to_string(&work).unwrap_or_default();
            Ok(Progress::Again { prepared: Prepared::from_stored(text), after: Duration::ZERO })
        })
    }

    fn commit<'a>(
        &'a self,
        call: Call<'a>,
        part: &'a OutgoingPart,
        prepared: &'a Prepared,
        key: &'a str,
    ) -> Answer<'a, Outcome> {
        Box::pin(async move { self.send(key, &part.text, &read(prepared).media, call.now).await })
    }

    fn read_back<'a>(
        &'a self,
        call: Call<'a>,
        part: &'a Sought,
        key: &'a str,
        _: Timestamp,
    ) -> Answer<'a, ReadBack> {
        Box::pin(self.look(key, part, call.now))
    }

    fn mistakable(&self, one: &Sought, other: &Sought) -> bool {
        self.promise.by_words && one.text == other.text && one.media == other.media
    }
}
