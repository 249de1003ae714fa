//! How time passed between two looks at the clock: steadily, with a sleep, or with a jump.

use std::time::Duration;

use upbeat_domain::time::Timestamp;

use crate::Clock;

/// A gap between two ticks from which the computer must have slept or stood still, seconds.
pub const RESUME_MIN_S: u64 = 60;
/// A difference between the wall clock and passed time that means a wrong clock, seconds.
pub const JUMP_MIN_S: i64 = 300;

/// How time passed since the tick before.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Passage {
    /// As it should.
    Steady,
    /// The computer slept or stood still.
    Resumed {
        /// For how long, seconds.
        gap_s: u64,
    },
    /// The wall clock was set: by so many seconds, forward or back.
    Jumped {
        /// Seconds; negative when it was set back.
        by_s: i64,
    },
}

/// Watches the passage of time. Ask it at every tick.
#[derive(Clone, Debug, Default)]
pub struct Ticks {
    last: Option<(Timestamp, Duration)>,
}

impl Ticks {
    /// Looks at the clock and says how time passed since the last look.
    pub fn observe(&mut self, clock: &Clock) -> Passage {
        let (wall, steady) = (clock.now(), clock.steady());
        let Some((wall_before, steady_before)) = self.last.replace((wall, steady)) else {
            return Passage::Steady;
        };
        let steady_gap = steady.saturating_sub(steady_before);
        let wall_gap_s = wall.micros_since(wall_before) / 1_000_000;
        let by_s = wall_gap_s.saturating_sub(i64::try_from(steady_gap.as_secs()).unwrap_or(i64::MAX));
        if by_s.abs() > JUMP_MIN_S {
            return Passage::Jumped { by_s };
        }
        let gap_s = steady_gap.as_secs().max(u64::try_from(wall_gap_s).unwrap_or(0));
        if gap_s > RESUME_MIN_S { Passage::Resumed { gap_s } } else { Passage::Steady }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Timestamp {
        Timestamp::from_micros(1_795_000_000_000_000)
    }

    #[test]
    fn ticks_of_twenty_seconds_are_steady() {
        let (clock, hands) = Clock::manual(start());
        let mut ticks = Ticks::default();
        for _ in 0..10 {
            assert_eq!(ticks.observe(&clock), Passage::Steady);
            hands.advance(Duration::from_secs(20));
        }
    }

    #[test]
    fn eight_hours_of_sleep_are_a_resume_and_no_jump() {
        let (clock, hands) = Clock::manual(start());
        let mut ticks = Ticks::default();
        assert_eq!(ticks.observe(&clock), Passage::Steady);
        hands.advance(Duration::from_secs(8 * 3600));
        assert_eq!(ticks.observe(&clock), Passage::Resumed { gap_s: 8 * 3600 });
        assert_eq!(ticks.observe(&clock), Passage::Steady, "told once");
    }

    #[test]
    fn a_clock_that_is_set_is_a_jump_in_either_direction() {
        for by_s in [3_600, -3_600, 86_400, -86_400, 301, -301, -1_795_000_000] {
            let (clock, hands) = Clock::manual(start());
            let mut ticks = Ticks::default();
            assert_eq!(ticks.observe(&clock), Passage::Steady);
            hands.advance(Duration::from_secs(20));
            hands.set_wall(clock.now().plus_secs(by_s));
            assert_eq!(ticks.observe(&clock), Passage::Jumped { by_s }, "set by {by_s} s");
        }
    }

    #[test]
    fn small_corrections_of_the_clock_are_no_jump() {
        let (clock, hands) = Clock::manual(start());
        let mut ticks = Ticks::default();
        assert_eq!(ticks.observe(&clock), Passage::Steady);
        hands.advance(Duration::from_secs(20));
        hands.set_wall(clock.now().plus_secs(-4));
        assert_eq!(ticks.observe(&clock), Passage::Steady, "four seconds back");
    }
}
