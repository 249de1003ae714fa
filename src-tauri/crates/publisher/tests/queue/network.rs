//! A network in this process that answers as it is told, and counts.

use std::collections::{HashMap, VecDeque};
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
    ReadBack, Refusal, RefusalKind, ServerLimits, SignIn, SignInKind, SignInStep, Sought, Trouble,
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
    /// The ids of posts by their keys.
    ids: HashMap<String, String>,
    /// Parts that came to be prepared, by their words.
    prepared: Vec<String>,
}

impl Script {
    /// The id of the post under that key: `id-bonjour`, and where others said the same before, `id-bonjour-1`.
    fn id(&mut self, key: &str, text: &str) -> String {
        let before = self.sent.iter().filter(|sent| sent.text == text && sent.key != key);
        let before = before.map(|sent| &sent.key).collect::<std::collections::HashSet<_>>().len();
        let fresh = if before == 0 { format!("id-{text}") } else { format!("id-{text}-{before}") };
        self.ids.entry(key.to_owned()).or_insert(fresh).clone()
    }
}

/// Accepts everything once its script is over, and finds what it accepted.
#[derive(Clone)]
pub struct Scripted {
    script: Arc<Mutex<Script>>,
    /// Calls wait here until let through.
    gate: Arc<Semaphore>,
    /// Uploads wait here until let through.
    uploads: Arc<Semaphore>,
    /// Posts are found by what they say.
    by_words: bool,
    /// Uploads take the network a while, in which nobody else is at work.
    works_on_uploads: bool,
}

impl Scripted {
    pub fn new() -> Self {
        let open = || Arc::new(Semaphore::new(Semaphore::MAX_PERMITS));
        Self {
            script: Arc::default(),
            gate: open(),
            uploads: open(),
            by_words: false,
            works_on_uploads: false,
        }
    }

    /// A network that lets no call through until told.
    pub fn closed() -> Self {
        Self { gate: Arc::new(Semaphore::new(0)), ..Self::new() }
    }

    /// A network that finishes no upload until told.
    pub fn uploading() -> Self {
        Self { uploads: Arc::new(Semaphore::new(0)), ..Self::new() }
    }

    /// The same, and it says that it is the network that works.
    pub fn working_on_uploads() -> Self {
        Self { works_on_uploads: true, ..Self::uploading() }
    }

    /// A network that finds posts by what they say.
    pub fn by_words() -> Self {
        Self { by_words: true, ..Self::new() }
    }

    pub fn open(&self) {
        self.gate.add_permits(1_000);
    }

    pub fn finish_uploads(&self) {
        self.uploads.add_permits(1_000);
    }

    /// Parts that came to be prepared, by their words.
    pub fn prepared(&self) -> Vec<String> {
        self.script().prepared.clone()
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
        part: &'a OutgoingPart,
        prepared: Prepared,
    ) -> Answer<'a, Result<Progress, Failure>> {
        let mut script = self.script();
        if !script.prepared.contains(&part.text) {
            script.prepared.push(part.text.clone());
        }
        drop(script);
        Box::pin(async move {
            if self.works_on_uploads && self.uploads.available_permits() == 0 {
                return Ok(Progress::Again { prepared, after: Duration::from_millis(1) });
            }
            self.uploads.acquire().await.expect("uploads are never closed for good").forget();
            Ok(Progress::Ready(prepared))
        })
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
            (script.id(key, &part.text), script.outcomes.pop_front())
        };
        Box::pin(async move {
            self.gate.acquire().await.expect("the gate is never closed for good").forget();
            next.unwrap_or_else(|| Outcome::Accepted(receipt(&id, call.now)))
        })
    }

    fn read_back<'a>(
        &'a self,
        call: Call<'a>,
        part: &'a Sought,
        key: &'a str,
        _: Timestamp,
    ) -> Answer<'a, ReadBack> {
        let mut script = self.script();
        script.looked += 1;
        let said = script.read_backs.pop_front();
        let id = script.id(key, &part.text);
        Box::pin(async move { said.unwrap_or_else(|| ReadBack::Found(vec![receipt(&id, call.now)])) })
    }

    fn mistakable(&self, one: &Sought, other: &Sought) -> bool {
        self.by_words && one.text == other.text
    }
}
