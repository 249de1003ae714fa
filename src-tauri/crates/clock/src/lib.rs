//! What time it is, where and when: the only place that reads a clock, makes ids from it, and knows
//! the rules of zones and daylight saving. A manual clock for tests stands behind the same type.

mod passage;
mod zone;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use upbeat_domain::time::Timestamp;
use uuid::{ContextV7, Uuid};

pub use passage::{JUMP_MIN_S, Passage, RESUME_MIN_S, Ticks};
pub use zone::{Note, Resolved};

/// A clock. Cheap to clone; clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    source: Source,
    ids: Arc<Mutex<ContextV7>>,
}

#[derive(Clone, Debug)]
enum Source {
    System,
    Manual(Arc<Manual>),
}

/// Two clocks, microseconds: what the wall says, and what goes on whatever the wall says.
#[derive(Debug)]
struct Manual {
    wall: AtomicI64,
    steady: AtomicI64,
}

/// The hands of a manual clock: whoever holds them moves time.
#[derive(Clone, Debug)]
pub struct Hands(Arc<Manual>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self { source: Source::System, ids: Arc::default() }
    }

    /// A clock that stands still at `at` until its hands are moved.
    #[must_use]
    pub fn manual(at: Timestamp) -> (Self, Hands) {
        let manual = Arc::new(Manual { wall: AtomicI64::new(at.micros()), steady: AtomicI64::new(0) });
        (Self { source: Source::Manual(Arc::clone(&manual)), ids: Arc::default() }, Hands(manual))
    }

    /// The instant now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the system's clock")]
    pub fn now(&self) -> Timestamp {
        match &self.source {
            Source::System => Timestamp::from_utc(chrono::Utc::now()),
            Source::Manual(manual) => Timestamp::from_micros(manual.wall.load(Ordering::SeqCst)),
        }
    }

    /// Time since some fixed moment, sleep included, whatever the wall clock is set to.
    #[must_use]
    pub fn steady(&self) -> Duration {
        match &self.source {
            Source::System => upbeat_os::uptime::uptime(),
            Source::Manual(manual) => {
                Duration::from_micros(u64::try_from(manual.steady.load(Ordering::SeqCst)).unwrap_or(0))
            }
        }
    }

    /// A new id, UUID version 7: ids made one after the other by one clock sort in that order, even within one
    /// microsecond.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        let micros = self.now().micros().max(0);
        let secs = u64::try_from(micros / 1_000_000).unwrap_or(0);
        let nanos = u32::try_from(micros % 1_000_000 * 1_000).unwrap_or(0);
        let context = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        Uuid::new_v7(uuid::Timestamp::from_unix(&*context, secs, nanos))
    }

    /// Chance, 0 to 1000: spreads things that would otherwise happen at once.
    #[must_use]
    pub fn chance(&self) -> u16 {
        let last_bytes = self.uuid().as_u128() & 0xffff_ffff;
        u16::try_from(last_bytes % 1001).unwrap_or(0)
    }
}

impl Hands {
    /// Lets time pass on both clocks.
    pub fn advance(&self, by: Duration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        self.0.steady.fetch_add(micros, Ordering::SeqCst);
        self.0.wall.fetch_add(micros, Ordering::SeqCst);
    }

    /// Sets the wall clock, as somebody would who turns it: no time passes.
    pub fn set_wall(&self, at: Timestamp) {
        self.0.wall.store(at.micros(), Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_by_its_hands() {
        let start = Timestamp::from_micros(1_000_000);
        let (clock, hands) = Clock::manual(start);
        assert_eq!(clock.now(), start);
        hands.advance(Duration::from_secs(90));
        assert_eq!(clock.clone().now(), start.plus_secs(90), "a clone tells the same time");
        assert_eq!(clock.steady(), Duration::from_secs(90));
        hands.set_wall(start);
        assert_eq!(
            (clock.now(), clock.steady()),
            (start, Duration::from_secs(90)),
            "turning it lets no time pass"
        );
    }

    #[test]
    fn ids_of_one_clock_sort_in_the_order_of_their_making() {
        let (clock, hands) = Clock::manual(Timestamp::from_micros(1_795_000_000_000_000));
        let mut ids = Vec::new();
        for round in 0..2_000_u32 {
            ids.push(clock.uuid());
            if round % 10 == 0 {
                hands.advance(Duration::from_millis(1));
            }
        }
        assert!(ids.is_sorted(), "several ids within one millisecond stay in order");
        assert!(ids.iter().all(|id| id.get_version_num() == 7), "version 7");
        assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), ids.len(), "no id twice");
    }

    #[test]
    fn the_system_clock_goes_forward() {
        let clock = Clock::system();
        let (wall, steady) = (clock.now(), clock.steady());
        assert!(wall > Timestamp::from_micros(1_700_000_000_000_000), "after 2023");
        assert!(clock.steady() >= steady && steady > Duration::ZERO, "never back");
    }

    #[test]
    fn chance_stays_within_a_thousand_and_varies() {
        let clock = Clock::system();
        let drawn: std::collections::BTreeSet<u16> = (0..200).map(|_| clock.chance()).collect();
        assert!(drawn.iter().all(|value| *value <= 1000));
        assert!(drawn.len() > 20, "{} different values of 200", drawn.len());
    }
}
