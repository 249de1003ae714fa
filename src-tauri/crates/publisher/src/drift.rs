//! Whether the computer's clock agrees with the networks'.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use upbeat_clock::JUMP_MIN_S;
use upbeat_domain::time::Timestamp;

/// The latest date that a server told, and how long ago.
type Source = Box<dyn Fn() -> Option<(Timestamp, Duration)> + Send + Sync>;

/// Compares the clock with the dates that servers tell.
#[derive(Default)]
pub(crate) struct Drift {
    source: OnceLock<Source>,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    date: Option<Timestamp>,
    /// What was told to the person already; they said that the clock is right, or are about to.
    told_s: Option<i64>,
}

impl Drift {
    /// Where dates come from; the first to say so stays.
    pub(crate) fn listen(&self, source: Source) {
        let _ = self.source.set(source);
    }

    /// By how much the clock is wrong, seconds, positive when it is fast; told once for each new difference. A date
    /// that was told before the computer slept says nothing any more: `slept` says that it did.
    pub(crate) fn check(&self, now: Timestamp, slept: bool) -> Option<i64> {
        let (date, age) = self.source.get()?()?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.date.replace(date) == Some(date) || slept {
            return None;
        }
        let age_us = i64::try_from(age.as_micros()).unwrap_or(i64::MAX);
        let by_s = now.micros_since(date.plus_micros(age_us)) / 1_000_000;
        let told = seen.told_s.is_some_and(|told_s| (told_s - by_s).abs() <= JUMP_MIN_S);
        if by_s.abs() <= JUMP_MIN_S || told {
            return None;
        }
        seen.told_s = Some(by_s);
        Some(by_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_micros(secs * 1_000_000)
    }

    fn telling(drift: &Drift) -> Arc<Mutex<Option<(Timestamp, Duration)>>> {
        let told = Arc::new(Mutex::new(None));
        let source = Arc::clone(&told);
        drift.listen(Box::new(move || *source.lock().unwrap_or_else(PoisonError::into_inner)));
        told
    }

    fn tell(told: &Mutex<Option<(Timestamp, Duration)>>, secs: i64, age_s: u64) {
        *told.lock().unwrap_or_else(PoisonError::into_inner) = Some((at(secs), Duration::from_secs(age_s)));
    }

    #[test]
    fn a_clock_that_disagrees_by_more_than_five_minutes_is_told_once() {
        let drift = Drift::default();
        assert_eq!(drift.check(at(0), false), None, "nobody told a date yet");
        let told = telling(&drift);
        tell(&told, 1_000, 5);
        assert_eq!(drift.check(at(1_005 + 300), false), None, "five minutes are borne");
        tell(&told, 2_000, 5);
        assert_eq!(drift.check(at(2_005 + 301), false), Some(301));
        tell(&told, 3_000, 0);
        assert_eq!(drift.check(at(3_000 + 301), false), None, "the person knows");
        tell(&told, 4_000, 0);
        assert_eq!(drift.check(at(4_000 - 7_200), false), Some(-7_200), "another difference is news");
    }

    #[test]
    fn a_date_from_before_a_sleep_says_nothing() {
        let drift = Drift::default();
        let told = telling(&drift);
        tell(&told, 1_000, 5);
        assert_eq!(drift.check(at(1_000 + 28_800), true), None, "eight hours of sleep");
        assert_eq!(drift.check(at(1_000 + 28_820), false), None, "the same old date");
    }
}
