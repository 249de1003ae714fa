//! Whether the line is up, by what calls come to: no server is asked only to find out.

use std::collections::BTreeSet;
use std::net::UdpSocket;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

/// So many servers that stay silent one after the other are the line's fault, not theirs.
const SILENT_SERVERS: usize = 2;

/// What calls have come to since the last answer.
#[derive(Debug)]
pub(crate) struct Line {
    up: watch::Sender<Option<bool>>,
    silent: Mutex<BTreeSet<String>>,
}

impl Line {
    pub(crate) fn new() -> Self {
        Self { up: watch::Sender::new(None), silent: Mutex::default() }
    }

    /// Whether it is up; none before the first call. Tells of changes.
    pub(crate) fn watch(&self) -> watch::Receiver<Option<bool>> {
        self.up.subscribe()
    }

    /// A server answered, whatever it said.
    pub(crate) fn answered(&self) {
        self.silent.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.put(true);
    }

    /// A server could not be reached. One alone may be down; without a way out, or with another one silent, it is
    /// the line. `has_way_out` is asked only if it matters.
    pub(crate) fn silent(&self, host: &str, has_way_out: impl FnOnce() -> bool) {
        let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        // Why no more: the names are only counted.
        if silent.len() < SILENT_SERVERS {
            silent.insert(host.to_owned());
        }
        if silent.len() >= SILENT_SERVERS || !has_way_out() {
            self.put(false);
        }
    }

    fn put(&self, up: bool) {
        self.up.send_if_modified(|now| now.replace(up) != Some(up));
    }
}

/// Whether this computer has a way to the internet at all. Nothing is sent: the system only looks up which way it
/// would take (to addresses that nobody has: RFC 5737, RFC 3849).
pub(crate) fn has_way_out() -> bool {
    let leads = |from: &str, to: &str| UdpSocket::bind(from).and_then(|socket| socket.connect(to)).is_ok();
    leads("0.0.0.0:0", "192.0.2.1:443") || leads("[::]:0", "[2001:db8::1]:443")
}

#[cfg(test)]
mod tests {
    use super::Line;

    fn up(line: &Line) -> Option<bool> {
        *line.watch().borrow()
    }

    #[test]
    fn nothing_is_said_before_the_first_call() {
        assert_eq!(up(&Line::new()), None);
    }

    #[test]
    fn one_silent_server_is_its_own_fault_two_are_the_lines() {
        let line = Line::new();
        line.answered();
        line.silent("a.example", || true);
        line.silent("a.example", || true);
        assert_eq!(up(&line), Some(true));
        line.silent("b.example", || true);
        assert_eq!(up(&line), Some(false));
        line.answered();
        assert_eq!(up(&line), Some(true));
        line.silent("b.example", || true);
        assert_eq!(up(&line), Some(true), "what was silent before the answer doesn't count");
    }

    #[test]
    fn without_a_way_out_the_first_silence_tells() {
        let line = Line::new();
        line.silent("a.example", || false);
        assert_eq!(up(&line), Some(false));
    }

    #[test]
    fn only_a_change_is_told() {
        let line = Line::new();
        let mut told = line.watch();
        line.answered();
        assert!(told.has_changed().is_ok_and(|changed| changed));
        told.mark_unchanged();
        line.answered();
        assert!(told.has_changed().is_ok_and(|changed| !changed));
    }
}
