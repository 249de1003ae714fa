//! A clock that nobody can set and that goes on while the computer sleeps.

use std::time::Duration;

/// Time since some fixed moment, sleep included. Differences mean something, the value itself doesn't.
///
/// Linux has `CLOCK_BOOTTIME` for it, Apple's `CLOCK_MONOTONIC` counts sleep as well, and so does the counter behind
/// Windows' `Instant`. Elsewhere it may stop during sleep; then sleep looks like a clock that was set forward.
#[must_use]
pub fn uptime() -> Duration {
    #[cfg(unix)]
    {
        use rustix::time::{ClockId, clock_gettime};
        #[cfg(any(target_os = "linux", target_os = "android"))]
        let now = clock_gettime(ClockId::Boottime);
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        let now = clock_gettime(ClockId::Monotonic);
        Duration::new(u64::try_from(now.tv_sec).unwrap_or(0), u32::try_from(now.tv_nsec).unwrap_or(0))
    }
    #[cfg(not(unix))]
    {
        use std::sync::OnceLock;
        use std::time::Instant;
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
}
