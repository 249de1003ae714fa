//! Times as people wish and see them.

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use upbeat_clock::Clock;
pub use upbeat_clock::Note;
use upbeat_domain::code::Code;
use upbeat_domain::time::{Timestamp, Wish};

use crate::failure::Failure;

/// An instant with the wall clock to show it on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Zoned {
    /// The instant.
    pub instant: Timestamp,
    /// What a clock on the wall shows then.
    pub local: NaiveDateTime,
    /// Where that wall is.
    pub zone: Tz,
    /// Its offset from UTC then, seconds, positive in the east.
    pub offset_s: i32,
    /// What daylight-saving rules did to the wish.
    pub note: Note,
}

impl Zoned {
    /// An instant on the wall of `zone`.
    #[must_use]
    pub fn at(clock: &Clock, instant: Timestamp, zone: Tz) -> Self {
        Self {
            instant,
            local: clock.local(instant, zone),
            zone,
            offset_s: clock.offset_s(instant, zone),
            note: Note::None,
        }
    }

    /// A wish as an instant.
    #[must_use]
    pub fn of(clock: &Clock, wish: &Wish) -> Self {
        let resolved = clock.resolve(wish);
        Self {
            instant: resolved.instant,
            local: clock.local(resolved.instant, wish.zone),
            zone: wish.zone,
            offset_s: resolved.offset_s,
            note: resolved.note,
        }
    }
}

/// When something shall go out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum At {
    /// At once.
    Now,
    /// At a time on a clock somewhere.
    Wish(Wish),
    /// At an instant.
    Instant(Timestamp),
}

/// Reads a wish from the text of its two halves.
///
/// # Errors
/// `invalid` where one is not understood.
pub fn wish(local: &str, zone: &str) -> Result<Wish, Failure> {
    let forms = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"];
    let local = forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(local, form).ok())
        .ok_or_else(|| Failure::about(Code::Invalid, local))?;
    Ok(Wish { local, zone: zone_named(zone)? })
}

/// The IANA zone of that name.
///
/// # Errors
/// `invalid` where there is none.
pub fn zone_named(name: &str) -> Result<Tz, Failure> {
    name.parse().map_err(|_| Failure::about(Code::Invalid, name))
}

/// The zone that this computer is set to; UTC where it doesn't say.
#[must_use]
pub fn system_zone() -> Tz {
    iana_time_zone::get_timezone().ok().and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}

/// Every IANA zone.
#[must_use]
pub fn zones() -> Vec<String> {
    chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_read_with_or_without_seconds() {
        let full = wish("2026-11-26T18:30:00", "Europe/Paris").ok();
        assert!(full.is_some());
        assert_eq!(wish("2026-11-26 18:30", "Europe/Paris").ok(), full);
        assert_eq!(wish("tomorrow", "Europe/Paris").err().map(|e| e.code), Some(Code::Invalid));
        assert_eq!(wish("2026-11-26T18:30", "Paris").err().map(|e| e.code), Some(Code::Invalid));
    }

    #[test]
    fn a_wish_in_the_gap_says_so() {
        let (clock, _hands) = Clock::manual(Timestamp::from_micros(0));
        let zoned = wish("2026-03-29T02:30", "Europe/Paris").map(|wish| Zoned::of(&clock, &wish));
        let zoned = zoned.ok().filter(|zoned| zoned.note == Note::Gap);
        assert_eq!(zoned.map(|zoned| zoned.local.to_string()), Some("2026-03-29 03:00:00".to_owned()));
    }
}
