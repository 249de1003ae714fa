//! Time that runs faster than the wall's, the same in every process.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use upbeat_domain::time::Timestamp;

/// A fast clock: where it started and how fast it runs.
#[derive(Clone, Copy, Debug, serde::Deserialize, serde::Serialize)]
pub struct FastTime {
    /// What it showed at the start, microseconds since 1970.
    start_us: i64,
    /// What the system's clock showed then.
    real_us: i64,
    /// Its seconds in one of ours.
    speed: u32,
}

impl FastTime {
    /// Starts at `start`, at so many seconds a second.
    #[must_use]
    pub fn starting(start: Timestamp, speed: u32) -> Self {
        Self { start_us: start.micros(), real_us: real_us(), speed }
    }

    /// What it shows now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let passed_us = real_us().saturating_sub(self.real_us);
        Timestamp::from_micros(self.start_us + passed_us * i64::from(self.speed))
    }

    /// How long a stretch of it really takes.
    #[must_use]
    pub fn really(&self, secs: f64) -> Duration {
        Duration::from_secs_f64(secs.max(0.0) / f64::from(self.speed))
    }
}

#[expect(clippy::disallowed_methods, reason = "this is a clock, of tests, shared by processes")]
fn real_us() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}
