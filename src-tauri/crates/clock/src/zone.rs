//! Zones. The three rules of daylight saving stand here and nowhere else:
//! a time that exists once is that time; a time that the clocks skip becomes the first valid minute after;
//! a time that comes twice is its first occurrence.

use chrono::{Duration, NaiveDateTime, Offset, TimeZone, Timelike};
use chrono_tz::Tz;
use upbeat_domain::time::{Timestamp, Wish};

use crate::Clock;

/// The longest stretch that any zone ever skipped is a day (Samoa, 2011); two are looked through, minutes.
const GAP_MAX_MIN: i64 = 2 * 24 * 60;

/// What the person should know about a resolved wish.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Note {
    /// Nothing: that time exists once.
    None,
    /// The clocks skip that time; the first valid minute after it was taken.
    Gap,
    /// That time comes twice; the first was taken.
    Fold,
}

/// A wish as an instant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Resolved {
    /// The instant.
    pub instant: Timestamp,
    /// The zone's offset from UTC at that instant, seconds, positive in the east.
    pub offset_s: i32,
    /// What the person should know.
    pub note: Note,
}

impl Clock {
    /// The instant of a wish, by the zone table that this build carries.
    #[must_use]
    pub fn resolve(&self, wish: &Wish) -> Resolved {
        match wish.zone.from_local_datetime(&wish.local) {
            chrono::LocalResult::Single(at) => resolved(&at, Note::None),
            chrono::LocalResult::Ambiguous(first, _) => resolved(&first, Note::Fold),
            chrono::LocalResult::None => after_gap(wish.local, wish.zone),
        }
    }

    /// A zone's offset from UTC at an instant, seconds, positive in the east.
    #[must_use]
    pub fn offset_s(&self, at: Timestamp, zone: Tz) -> i32 {
        zone.offset_from_utc_datetime(&at.to_utc().naive_utc()).fix().local_minus_utc()
    }

    /// What a clock on the wall in `zone` shows at an instant.
    #[must_use]
    pub fn local(&self, at: Timestamp, zone: Tz) -> NaiveDateTime {
        at.to_utc().with_timezone(&zone).naive_local()
    }

    /// Version of the IANA zone table that this build carries. Kept with every wish, so that wishes are resolved
    /// again when it changes.
    #[must_use]
    pub const fn zone_table(&self) -> &'static str {
        chrono_tz::IANA_TZDB_VERSION
    }
}

fn resolved(at: &chrono::DateTime<Tz>, note: Note) -> Resolved {
    Resolved {
        instant: Timestamp::from_utc(at.to_utc()),
        offset_s: at.offset().fix().local_minus_utc(),
        note,
    }
}

fn after_gap(local: NaiveDateTime, zone: Tz) -> Resolved {
    let minute = local.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(local);
    (1..=GAP_MAX_MIN)
        .filter_map(|min| minute.checked_add_signed(Duration::minutes(min)))
        .find_map(|candidate| zone.from_local_datetime(&candidate).earliest())
        .map_or_else(
            // Why: no zone skips two days; at the end of the calendar UTC is as right as anything.
            || resolved(&zone.from_utc_datetime(&local), Note::Gap),
            |at| resolved(&at, Note::Gap),
        )
}
