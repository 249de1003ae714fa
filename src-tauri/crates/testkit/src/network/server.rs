//! The server: HTTP on the loopback, one thread for each connection, every accepted post on the disk before anybody
//! hears of it.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use upbeat_domain::network::ProofClass;
use upbeat_domain::time::Timestamp;

use super::{FastTime, Promise};

/// Largest body, bytes.
const BODY_BYTES_MAX: usize = 1 << 20;

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
    /// How often a look misses a post that is there; never twice in a row.
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
    landed_us: i64,
    listed_us: i64,
}

#[derive(serde::Deserialize)]
struct NewPost {
    key: String,
    text: String,
    /// The client's clock when it sent.
    sent_us: i64,
    /// The client's process.
    pid: u32,
}

struct State {
    posts: Vec<Post>,
    file: File,
    /// Posts that the last look missed.
    missed: HashSet<String>,
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
        let state = State { posts: Vec::new(), file, missed: HashSet::new(), kill: None, chance: seed };
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
        let (method, path, body) = read_request(stream)?;
        match (method.as_str(), path.as_str()) {
            ("POST", "/posts") => self.publish(stream, &body),
            ("POST", "/containers") => answer(stream, 200, "{}"),
            ("GET", "/posts") => {
                let texts = self.look(|_| true);
                answer(stream, 200, &serde_json::to_string(&texts)?)
            }
            ("GET", path) => {
                let key = path.trim_start_matches("/posts/");
                match self.look(|post| post.key == key).first() {
                    Some(post) => answer(stream, 200, &serde_json::to_string(post)?),
                    None => answer(stream, 404, "{}"),
                }
            }
            _ => answer(stream, 405, "{}"),
        }
    }

    /// What a look finds: what is listed by now, and sometimes not all of it.
    fn look(&self, wanted: impl Fn(&Post) -> bool) -> Vec<Post> {
        let mut state = self.state();
        let now_us = self.time.now().micros();
        let listed: Vec<Post> =
            state.posts.iter().filter(|post| wanted(post) && post.listed_us <= now_us).cloned().collect();
        listed
            .into_iter()
            .filter(|post| {
                let again = state.missed.remove(&post.id);
                let miss = !again && state.draw(self.behaviour.incomplete);
                if miss {
                    state.missed.insert(post.id.clone());
                }
                !miss
            })
            .collect()
    }

    fn publish(&self, stream: &TcpStream, body: &str) -> io::Result<()> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let new: NewPost = serde_json::from_str(body)?;
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
            landed_us: now.micros(),
            listed_us: listed.micros(),
        };
        let line = serde_json::to_string(&post)?;
        writeln!(state.file, "{line}")?;
        state.file.sync_data()?;
        state.posts.push(post.clone());
        Ok(Landed::As(post))
    }

    fn kill(&self, at: KillAt, pid: u32) {
        let mut state = self.state();
        if state.kill == Some(at) {
            kill(pid);
            state.kill = None;
        }
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

fn read_request(stream: &TcpStream) -> io::Result<(String, String, String)> {
    let mut reader = BufReader::new(stream);
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
    let mut body = vec![0; length.min(BODY_BYTES_MAX)];
    reader.read_exact(&mut body)?;
    Ok((method, path, String::from_utf8_lossy(&body).into_owned()))
}

fn answer(mut stream: &TcpStream, status: u16, body: &str) -> io::Result<()> {
    let retry = if status == 429 { "retry-after: 5\r\n" } else { "" };
    let head =
        format!("HTTP/1.1 {status} .\r\n{retry}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    stream.write_all(format!("{head}{body}").as_bytes())
}
