//! How far an import is: told at most ten times a second, so that a listener never falls behind.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Importing, Told};

/// Between two tellings.
const TELL_PERIOD: Duration = Duration::from_millis(100);

/// How far one import is. Clones are one.
#[derive(Clone)]
pub(super) struct Meter {
    at: Arc<Mutex<(Importing, Instant)>>,
    told: Told,
}

impl Meter {
    pub(super) fn new(total_files: u32, told: Told) -> Self {
        let start = Importing { name: String::new(), bytes: 0, total_bytes: 0, files: 0, total_files };
        Self { at: Arc::new(Mutex::new((start, Instant::now()))), told }
    }

    /// So many bytes of a file are copied, of so many.
    pub(super) fn note(&self, name: &str, bytes: u64, total_bytes: u64) {
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        if at.1.elapsed() < TELL_PERIOD {
            return;
        }
        at.1 = Instant::now();
        name.clone_into(&mut at.0.name);
        (at.0.bytes, at.0.total_bytes) = (bytes, total_bytes);
        let now = at.0.clone();
        drop(at);
        (self.told)(now);
    }

    /// So many more files are in, or can't be; `name` is one of them.
    pub(super) fn done(&self, name: &str, files: u32) {
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        at.1 = Instant::now();
        name.clone_into(&mut at.0.name);
        at.0.bytes = at.0.total_bytes;
        at.0.files += files;
        let now = at.0.clone();
        drop(at);
        (self.told)(now);
    }
}
