//! A network in this process that answers as it is told, and counts.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use upbeat_domain::code::Code;
use upbeat_domain::id::PartId;
use upbeat_domain::network::NetworkId;
use upbeat_domain::publication::Receipt;
use upbeat_domain::time::Timestamp;
use upbeat_networks::{
    Answer, Call, Credentials, Failure, Network, Outcome, OutgoingPart, Prepared, Profile, Progress,
    ReadBack, Refusal, RefusalKind, ServerLimits, SignIn, SignInKind, SignInStep, Trouble,
};

/// What was sent: words, the earlier parts, the key, when.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sent {
    pub text: String,
    pub parent: Option<String>,
    pub key: String,
    pub at: Timestamp,
}

#[derive(Default)]
struct Script {
    outcomes: VecDeque<Outcome>,
    read_backs: VecDeque<ReadBack>,
    sent: Vec<Sent>,
    looked: usize,
}

/// Accepts everything once its script is over, and finds what it accepted.
#[derive(Clone)]
pub struct Scripted {
    script: Arc<Mutex<Script>>,
    /// Calls wait here until let through.
    gate: Arc<Semaphore>,
}

impl Scripted {
    pub fn new() -> Self {
        Self { script: Arc::default(), gate: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)) }
    }

    /// A network that lets no call through until told.
    pub fn closed() -> Self {
        Self { gate: Arc::new(Semaphore::new(0)), ..Self::new() }
    }

    pub fn open(&self) {
        self.gate.add_permits(1_000);
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn answers(&self, outcomes: impl IntoIterator<Item = Outcome>) {
        self.script().outcomes.extend(outcomes);
    }

    pub fn says(&self, read_backs: impl IntoIterator<Item = ReadBack>) {
        self.script().read_backs.extend(read_backs);
    }

    pub fn sent(&self) -> Vec<Sent> {
        self.script().sent.clone()
    }

    /// Forgets the rest of its script.
    pub fn forget(&self) {
        let mut script = self.script();
        script.outcomes.clear();
        script.read_backs.clear();
    }

    pub fn looked(&self) -> usize {
        self.script().looked
    }
}

pub fn trouble(code: Code, retry_after_s: Option<u64>) -> Trouble {
    Trouble { code, words: String::new(), retry_after: retry_after_s.map(Duration::from_secs) }
}

pub fn limit(retry_after_s: Option<u64>) -> Outcome {
    Outcome::NotSent(trouble(Code::NetworkLimit, retry_after_s))
}

pub fn lost() -> Outcome {
    Outcome::Unknown(trouble(Code::PublicationUnconfirmed, None))
}

pub fn refused(kind: RefusalKind) -> Outcome {
    Outcome::Rejected(Refusal { kind, code: Code::NetworkRejected, words: "no".to_owned() })
}

pub fn receipt(id: &str, at: Timestamp) -> Receipt {
    Receipt {
        remote_id: id.to_owned(),
        url: Some(format!("https://net.example/{id}")),
        at,
        audience: "public".to_owned(),
        proof: "answer".to_owned(),
    }
}

impl Network for Scripted {
    fn id(&self) -> NetworkId {
        NetworkId::Bluesky
    }

    fn sign_in_kind(&self) -> SignInKind {
        SignInKind::Password
    }

    fn sign_in(&self, _: SignIn, _: Timestamp) -> Answer<'_, Result<SignInStep, Failure>> {
        Box::pin(async { Err(Failure::Expired) })
    }

    fn identify<'a>(&'a self, _: Call<'a>) -> Answer<'a, Result<Profile, Failure>> {
        Box::pin(async { Err(Failure::Expired) })
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
        _: &'a OutgoingPart,
        prepared: Prepared,
    ) -> Answer<'a, Result<Progress, Failure>> {
        Box::pin(async { Ok(Progress::Ready(prepared)) })
    }

    fn commit<'a>(
        &'a self,
        call: Call<'a>,
        part: &'a OutgoingPart,
        _: &'a Prepared,
        key: &'a str,
    ) -> Answer<'a, Outcome> {
        let parent = part.reply.as_ref().map(|reply| reply.parent.clone());
        let (id, next) = {
            let mut script = self.script();
            let sent = Sent { text: part.text.clone(), parent, key: key.to_owned(), at: call.now };
            script.sent.push(sent);
            (format!("id-{}", part.text), script.outcomes.pop_front())
        };
        Box::pin(async move {
            self.gate.acquire().await.expect("the gate is never closed for good").forget();
            next.unwrap_or_else(|| Outcome::Accepted(receipt(&id, call.now)))
        })
    }

    fn read_back<'a>(
        &'a self,
        call: Call<'a>,
        part: &'a OutgoingPart,
        _: &'a str,
        _: Timestamp,
    ) -> Answer<'a, ReadBack> {
        let mut script = self.script();
        script.looked += 1;
        let said = script.read_backs.pop_front();
        let id = format!("id-{}", part.text);
        Box::pin(async move { said.unwrap_or_else(|| ReadBack::Found(receipt(&id, call.now))) })
    }
}
