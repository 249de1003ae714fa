//! R8: every zone × both daylight-saving nights, an hour and a day around them, and far dates.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use chrono::{Duration, NaiveDate, NaiveDateTime, Offset, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};
use upbeat_clock::{Clock, Note};
use upbeat_domain::time::{Timestamp, Wish};

/// A moment at which a zone's offset changes.
struct Change {
    zone: Tz,
    /// First second of the new offset, UTC.
    at: NaiveDateTime,
    before_s: i64,
    after_s: i64,
}

fn offset_s(zone: Tz, utc: NaiveDateTime) -> i64 {
    zone.offset_from_utc_datetime(&utc).fix().local_minus_utc().into()
}

/// Every change of offset in these years, found by looking at each hour and halving.
fn changes(from: i32, to: i32) -> Vec<Change> {
    let start = NaiveDate::from_ymd_opt(from, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let end = NaiveDate::from_ymd_opt(to, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap();
    let mut found = Vec::new();
    for zone in TZ_VARIANTS {
        let mut low = start;
        while low < end {
            let high = low + Duration::hours(12);
            let (before_s, after_s) = (offset_s(zone, low), offset_s(zone, high));
            if before_s != after_s {
                let (mut left, mut right) = (low, high);
                while right - left > Duration::seconds(1) {
                    let middle = left + Duration::seconds((right - left).num_seconds() / 2);
                    if offset_s(zone, middle) == before_s { left = middle } else { right = middle }
                }
                found.push(Change { zone, at: right, before_s, after_s });
            }
            low = high;
        }
    }
    found
}

fn wish(zone: Tz, local: NaiveDateTime) -> Wish {
    Wish { local, zone }
}

#[test]
fn every_daylight_saving_night_of_every_zone_follows_the_three_rules() {
    let clock = Clock::system();
    let mut cases = 0;
    let mut gaps = 0;
    let mut folds = 0;
    for change in changes(2026, 2028) {
        let Change { zone, at, before_s, after_s } = change;
        let wall_before = at + Duration::seconds(before_s);
        let wall_after = at + Duration::seconds(after_s);
        let moment = Timestamp::from_utc(at.and_utc());
        let width = (after_s - before_s).abs();
        for share in [0, 1, 2, 3] {
            let inside = wall_before.min(wall_after) + Duration::seconds(width * share / 4);
            let resolved = clock.resolve(&wish(zone, inside));
            if after_s > before_s {
                gaps += 1;
                assert_eq!(resolved.note, Note::Gap, "{zone} skips {inside}");
                assert_eq!(resolved.instant, moment, "{zone}: {inside} becomes the first valid minute after");
                assert_eq!(i64::from(resolved.offset_s), after_s, "{zone}: in the new offset");
            } else {
                folds += 1;
                assert_eq!(resolved.note, Note::Fold, "{zone} has {inside} twice");
                let first = Timestamp::from_utc((inside - Duration::seconds(before_s)).and_utc());
                assert_eq!(resolved.instant, first, "{zone}: {inside} is the first of the two");
                assert!(resolved.instant < moment, "{zone}: before the clocks are set back");
            }
            cases += 1;
        }
        let edge = wall_before.max(wall_after);
        for (local, offset) in [
            (wall_before.min(wall_after) - Duration::seconds(1), before_s),
            (edge, after_s),
            (edge + Duration::hours(3), after_s),
            (wall_before.min(wall_after) - Duration::hours(3), before_s),
            (edge + Duration::days(1), after_s),
            (wall_before.min(wall_after) - Duration::days(1), before_s),
        ] {
            let resolved = clock.resolve(&wish(zone, local));
            assert_eq!(resolved.note, Note::None, "{zone}: {local} is an ordinary time");
            let expected = Timestamp::from_utc((local - Duration::seconds(offset)).and_utc());
            assert_eq!(resolved.instant, expected, "{zone}: {local}");
            assert_eq!(clock.local(resolved.instant, zone), local, "{zone}: and back to the wall");
            assert_eq!(clock.offset_s(resolved.instant, zone), resolved.offset_s);
            cases += 1;
        }
    }
    assert!(cases >= 1_500, "R8 asks for 1,500 cases, these were {cases}");
    assert!(gaps > 300 && folds > 300, "{gaps} gaps, {folds} folds");
}

#[test]
fn named_nights_come_out_as_printed_in_the_papers() {
    let clock = Clock::system();
    for (zone, local, instant, note) in [
        ("Europe/Paris", "2026-03-29T02:30:00", "2026-03-29T01:00:00Z", Note::Gap),
        ("Europe/Paris", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z", Note::Fold),
        ("Europe/Paris", "2026-11-23T18:00:00", "2026-11-23T17:00:00Z", Note::None),
        ("America/New_York", "2026-03-08T02:15:00", "2026-03-08T07:00:00Z", Note::Gap),
        ("America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00Z", Note::Fold),
        // Half an hour of daylight saving.
        ("Australia/Lord_Howe", "2026-10-04T02:10:00", "2026-10-03T15:30:00Z", Note::Gap),
        ("Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-04T14:45:00Z", Note::Fold),
        // The clocks change at midnight there: the day begins at one.
        ("Africa/Cairo", "2026-04-24T00:00:00", "2026-04-23T22:00:00Z", Note::Gap),
        // A whole day was skipped.
        ("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T10:00:00Z", Note::Gap),
        ("Asia/Kathmandu", "2026-06-01T12:00:00", "2026-06-01T06:15:00Z", Note::None),
        ("UTC", "1970-01-01T00:00:00", "1970-01-01T00:00:00Z", Note::None),
    ] {
        let wish = wish(zone.parse().unwrap(), local.parse().unwrap());
        let resolved = clock.resolve(&wish);
        assert_eq!(resolved.instant, Timestamp::parse(instant).unwrap(), "{zone} {local}");
        assert_eq!(resolved.note, note, "{zone} {local}");
    }
}

#[test]
fn the_zone_table_has_a_version() {
    let version = Clock::system().zone_table();
    assert!(version.len() >= 5 && version.starts_with("20"), "{version} reads like 2026a");
}
