//! The server: HTTP on the loopback, one thread for each connection, every accepted post on the disk before anybody
//! hears of it.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use upbeat_domain::network::ProofClass;
use upbeat_domain::time::Timestamp;

use super::wire::{answer, read_head};
use super::{FastTime, Promise};

/// How badly it behaves. Shares of 0 to 100.
#[derive(Clone, Copy, Debug)]
pub struct Behaviour {
    /// Longest until a request lands, seconds of the fast clock.
    pub landing_s: f64,
    /// Longest until what landed is listed, seconds of the fast clock.
    pub listing_s: f64,
    /// How often it lands and the answer is lost.
    pub lose_answer: u8,
    /// How often a request is lost whole.
    pub lose_request: u8,
    /// How often it says 429.
    pub busy: u8,
    /// How often a look misses a post that is there; to whoever looks for one part, never twice in a row.
    pub incomplete: u8,
}

impl Behaviour {
    /// As good as a network can be.
    pub const GOOD: Self =
        Self { landing_s: 0.0, listing_s: 0.0, lose_answer: 0, lose_request: 0, busy: 0, incomplete: 0 };
    /// As networks are.
    pub const REAL: Self =
        Self { landing_s: 6.0, listing_s: 6.0, lose_answer: 8, lose_request: 6, busy: 5, incomplete: 15 };
}

/// When the server has its client killed, once.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum KillAt {
    /// Half of a file has arrived.
    Uploading,
    /// The request is read, and hasn't landed.
    Received,
    /// It has landed, and no answer has left.
    Accepted,
}

/// A post that the network took.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub struct Post {
    /// The network's id.
    pub id: String,
    /// The key it came under.
    pub key: String,
    /// Its words.
    pub text: String,
    /// The ids of its files, in order.
    pub media: Vec<String>,
    landed_us: i64,
    listed_us: i64,
}

#[derive(serde::Deserialize)]
struct NewPost {
    key: String,
    text: String,
    #[serde(default)]
    media: Vec<String>,
    /// The client's clock when it sent.
    sent_us: i64,
    /// The client's process.
    pid: u32,
}

struct State {
    posts: Vec<Post>,
    /// What was uploaded whole.
    files: Vec<Vec<u8>>,
    file: File,
    /// Posts that the last look missed, and whose look that was.
    missed: HashSet<(String, String)>,
    kill: Option<KillAt>,
    chance: u64,
}

struct Inner {
    promise: Promise,
    behaviour: Behaviour,
    time: FastTime,
    state: Mutex<State>,
    requests: AtomicUsize,
    open: AtomicUsize,
    over: AtomicBool,
}

/// A running server. Dropping it stops it.
pub struct Server {
    inner: Arc<Inner>,
    address: SocketAddr,
}

impl Server {
    /// Starts one that writes accepted posts to `file`.
    ///
    /// # Errors
    /// When the file can't be written or no port is free.
    pub fn start(file: &Path, promise: Promise, behaviour: Behaviour, time: FastTime) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(file)?;
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let seed = u64::from(address.port()) | 1;
        let state = State {
            posts: Vec::new(),
            files: Vec::new(),
            file,
            missed: HashSet::new(),
            kill: None,
            chance: seed,
        };
        let inner = Arc::new(Inner {
            promise,
            behaviour,
            time,
            state: Mutex::new(state),
            requests: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            over: AtomicBool::new(false),
        });
        let serving = Arc::clone(&inner);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if serving.over.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let each = Arc::clone(&serving);
                each.open.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    // Why ignored: the client may be dead; that is what this server is for.
                    let _ = each.serve(&stream);
                    each.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Ok(Self { inner, address })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Has the next client that gets that far killed.
    pub fn kill_next(&self, at: Option<KillAt>) {
        self.inner.state().kill = at;
    }

    /// Whether the order to kill was carried out or taken back.
    #[must_use]
    pub fn killed(&self) -> bool {
        self.inner.state().kill.is_none()
    }

    /// Every accepted post.
    #[must_use]
    pub fn posts(&self) -> Vec<Post> {
        self.inner.state().posts.clone()
    }

    /// The bytes of an uploaded file.
    #[must_use]
    pub fn file(&self, id: &str) -> Option<Vec<u8>> {
        self.inner.state().files.get(place(id)?).cloned()
    }

    /// Requests to publish so far, accepted or not.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.inner.requests.load(Ordering::SeqCst)
    }

    /// Waits until every request that came has landed or is gone.
    pub fn quiet(&self) {
        while self.inner.open.load(Ordering::SeqCst) > 0 {
            thread::yield_now();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.inner.over.store(true, Ordering::SeqCst);
        // Why: the listener only looks up when somebody comes.
        let _ = TcpStream::connect(self.address);
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, stream: &TcpStream) -> io::Result<()> {
        let mut reader = BufReader::new(stream);
        let (method, path, length) = read_head(&mut reader)?;
        if let Some(pid) = path.strip_prefix("/media/") {
            return self.upload(stream, &mut reader, length, pid.parse().unwrap_or(0));
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let body = String::from_utf8_lossy(&body).into_owned();
        match (method.as_str(), path.as_str()) {
            ("POST", "/posts") => self.publish(stream, &body),
            ("POST", "/containers") => answer(stream, 200, "{}"),
            ("GET", path) if path.starts_with("/posts/for/") => {
                let texts = self.look(path.trim_start_matches("/posts/for/"), |_| true);
                answer(stream, 200, &serde_json::to_string(&texts)?)
            }
            ("GET", path) => {
                let key = path.trim_start_matches("/posts/");
                match self.look(key, |post| post.key == key).first() {
                    Some(post) => answer(stream, 200, &serde_json::to_string(post)?),
                    None => answer(stream, 404, "{}"),
                }
            }
            _ => answer(stream, 405, "{}"),
        }
    }

    /// What a look for the part of that key finds: what is listed by now, and sometimes not all of it.
    fn look(&self, key: &str, wanted: impl Fn(&Post) -> bool) -> Vec<Post> {
        let mut state = self.state();
        let now_us = self.time.now().micros();
        let listed: Vec<Post> =
            state.posts.iter().filter(|post| wanted(post) && post.listed_us <= now_us).cloned().collect();
        listed
            .into_iter()
            .filter(|post| {
                let look = (key.to_owned(), post.id.clone());
                let again = state.missed.remove(&look);
                let miss = !again && state.draw(self.behaviour.incomplete);
                if miss {
                    state.missed.insert(look);
                }
                !miss
            })
            .collect()
    }

    /// Takes a file, whole or not at all.
    fn upload(&self, stream: &TcpStream, reader: &mut impl Read, length: usize, pid: u32) -> io::Result<()> {
        let mut bytes = vec![0; length];
        let (first, rest) = bytes.split_at_mut(length / 2);
        reader.read_exact(first)?;
        if self.kill(KillAt::Uploading, pid) {
            return Ok(());
        }
        reader.read_exact(rest)?;
        let mut state = self.state();
        state.files.push(bytes);
        let id = format!("m{}", state.files.len() - 1);
        drop(state);
        answer(stream, 200, &id)
    }

    fn publish(&self, stream: &TcpStream, body: &str) -> io::Result<()> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let new: NewPost = serde_json::from_str(body)?;
        let known = self.state().files.len();
        if !new.media.iter().all(|id| place(id).is_some_and(|place| place < known)) {
            return answer(stream, 422, "{}");
        }
        if self.state().draw(self.behaviour.busy) {
            return answer(stream, 429, "{}");
        }
        if self.state().draw(self.behaviour.lose_request) {
            return Ok(());
        }
        self.kill(KillAt::Received, new.pid);
        let (landing, listing) = {
            let mut state = self.state();
            (state.share() * self.behaviour.landing_s, state.share() * self.behaviour.listing_s)
        };
        thread::sleep(self.time.really(landing));
        let landed = self.land(&new, listing)?;
        self.kill(KillAt::Accepted, new.pid);
        if self.state().draw(self.behaviour.lose_answer) {
            return Ok(());
        }
        match landed {
            Landed::As(post) => answer(stream, 200, &serde_json::to_string(&post)?),
            Landed::Already => answer(stream, 409, "{}"),
            Landed::Never => Ok(()),
        }
    }

    /// Takes a post, on the disk before anybody hears of it. All of it under one lock, so that a look that comes after
    /// the settle time sees it.
    fn land(&self, new: &NewPost, listing_s: f64) -> io::Result<Landed> {
        let mut state = self.state();
        let now = self.time.now();
        let settled = Timestamp::from_micros(new.sent_us).plus_secs(self.promise.settle_s.into());
        if now.plus_secs(1) > settled {
            // Why: the promise. A request that lay around for longer than the settle time never lands.
            return Ok(Landed::Never);
        }
        let life_s = self.promise.key_life_s;
        let known = state.posts.iter().find(|post| {
            let landed = Timestamp::from_micros(post.landed_us);
            post.key == new.key && life_s.is_none_or(|life_s| now < landed.plus_secs(life_s.into()))
        });
        match (self.promise.class, known) {
            (ProofClass::Keyed, Some(post)) => return Ok(Landed::As(post.clone())),
            (ProofClass::TwoStep, Some(_)) => return Ok(Landed::Already),
            (ProofClass::Keyed | ProofClass::TwoStep | ProofClass::ReadBack | ProofClass::Blind, _) => {}
        }
        #[expect(clippy::cast_possible_truncation, reason = "a few seconds")]
        let listed = now.plus_micros((listing_s * 1e6) as i64).min(settled);
        let post = Post {
            id: format!("p{}", state.posts.len()),
            key: new.key.clone(),
            text: new.text.clone(),
            media: new.media.clone(),
            landed_us: now.micros(),
            listed_us: listed.micros(),
        };
        let line = serde_json::to_string(&post)?;
        writeln!(state.file, "{line}")?;
        state.file.sync_data()?;
        state.posts.push(post.clone());
        Ok(Landed::As(post))
    }

    /// Kills the client if it shall die here; whether it did.
    fn kill(&self, at: KillAt, pid: u32) -> bool {
        let mut state = self.state();
        let now = state.kill == Some(at);
        if now {
            kill(pid);
            state.kill = None;
        }
        now
    }
}

/// What became of a request.
enum Landed {
    As(Post),
    Already,
    Never,
}

impl State {
    /// A number from 0 up to 1.
    fn share(&mut self) -> f64 {
        // xorshift64*: spread is all that matters here.
        self.chance ^= self.chance >> 12;
        self.chance ^= self.chance << 25;
        self.chance ^= self.chance >> 27;
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let share = (self.chance.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64;
        share / (1_u64 << 53) as f64
    }

    fn draw(&mut self, percent: u8) -> bool {
        percent > 0 && self.share() * 100.0 < f64::from(percent)
    }
}

/// Ends a process at once, as a power cut would.
#[cfg(unix)]
fn kill(pid: u32) {
    let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(pid) = pid {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
fn kill(_pid: u32) {}

/// The place of a file among all, from its id.
fn place(id: &str) -> Option<usize> {
    id.strip_prefix('m')?.parse().ok()
}
