//! A way to a server on which one call waits until it is let through.

use anyhow::{Context, Result};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// The way. What waits on it when it ends goes through.
pub struct Gate {
    /// The address to give to the product in the server's place.
    pub url: String,
    state: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Default)]
struct State {
    /// Calls that came to the gate so far.
    came: usize,
    is_open: bool,
}

impl Gate {
    /// A way to the server at `target` (`http://localhost:1`) on which every request that begins with `held` waits.
    pub fn start(target: &str, held: &'static str) -> Result<Self> {
        let target = target.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://localhost:{}", listener.local_addr()?.port());
        let state = Arc::new((Mutex::new(State::default()), Condvar::new()));
        let shared = Arc::clone(&state);
        // The threads end with the test's process; each holds a line that the product closes.
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (target, state) = (target.clone(), Arc::clone(&shared));
                std::thread::spawn(move || carry(client, &target, held, &state));
            }
        });
        Ok(Self { url, state })
    }

    /// How many calls came to the gate so far.
    pub fn came(&self) -> usize {
        self.state.0.lock().unwrap_or_else(PoisonError::into_inner).came
    }

    /// Lets through what waits, and what is still to come.
    pub fn open(&self) {
        self.state.0.lock().unwrap_or_else(PoisonError::into_inner).is_open = true;
        self.state.1.notify_all();
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.open();
    }
}

fn carry(mut client: TcpStream, target: &str, held: &str, state: &(Mutex<State>, Condvar)) -> Result<()> {
    let mut server = TcpStream::connect(target).context("the server")?;
    let (mut answers, mut back) = (server.try_clone()?, client.try_clone()?);
    std::thread::spawn(move || {
        let _broken = std::io::copy(&mut answers, &mut back);
        back.shutdown(Shutdown::Both)
    });
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let read = client.read(&mut chunk)?;
        let piece = chunk.get(..read).unwrap_or_default();
        if piece.is_empty() {
            return Ok(server.shutdown(Shutdown::Both)?);
        }
        if piece.starts_with(held.as_bytes()) {
            let mut gate = state.0.lock().unwrap_or_else(PoisonError::into_inner);
            gate.came += 1;
            let _opened =
                state.1.wait_while(gate, |gate| !gate.is_open).unwrap_or_else(PoisonError::into_inner);
        }
        server.write_all(piece)?;
    }
}
