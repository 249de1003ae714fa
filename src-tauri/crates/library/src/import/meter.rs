//! How far copying is: told at most ten times a second, so that a listener never falls behind.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Importing, Told};

/// Between two tellings of one file; a file that is copied sooner is told of only at its end.
const TELL_PERIOD: Duration = Duration::from_millis(100);

/// How far one file is.
#[derive(Clone)]
pub(super) struct Meter {
    at: Arc<Mutex<(Importing, Instant)>>,
    told: Told,
}

impl Meter {
    pub(super) fn new(start: Importing, told: Told) -> Self {
        Self { at: Arc::new(Mutex::new((start, Instant::now()))), told }
    }

    /// So many bytes are copied, of so many.
    pub(super) fn note(&self, bytes: u64, total_bytes: u64) {
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        (at.0.bytes, at.0.total_bytes) = (bytes, total_bytes);
        if at.1.elapsed() >= TELL_PERIOD {
            at.1 = Instant::now();
            let now = at.0.clone();
            drop(at);
            (self.told)(now);
        }
    }

    /// The file is in, or can't be.
    pub(super) fn finish(&self) {
        let mut now = self.at.lock().unwrap_or_else(PoisonError::into_inner).0.clone();
        now.bytes = now.total_bytes;
        now.files += 1;
        (self.told)(now);
    }
}
