//! What came back.

use std::time::Duration;

use serde::de::DeserializeOwned;
use upbeat_domain::time::Timestamp;

/// Longest wait that a server can impose on us; it is asked again then.
const WAIT_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// A header number above this is a date in seconds since 1970, below it a count of seconds.
const EPOCH_SECONDS_MIN: i64 = 1_000_000_000;

/// An answer whose status and headers are known.
#[derive(Clone, Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body, whole only where `complete`.
    pub body: Vec<u8>,
    /// Whether the body came to its end within its limits of size and time.
    pub complete: bool,
    pub(crate) headers: Vec<(String, String)>,
}

/// The body isn't what the call promises.
#[derive(Debug, thiserror::Error)]
#[error("the answer makes no sense")]
pub struct Malformed;

impl Answer {
    /// Whether the status is of the 200 family.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// A header's first value; names in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// Where it was cut off, or isn't what `T` wants.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Malformed> {
        if !self.complete {
            return Err(Malformed);
        }
        serde_json::from_slice(&self.body).map_err(|_| Malformed)
    }

    /// The server's clock, where it says.
    #[must_use]
    pub fn date(&self) -> Option<Timestamp> {
        http_date(self.header("date")?)
    }

    /// How long the server asks to wait: `Retry-After`, else the reset time of its rate limit. At
    /// most a day; a time gone by is no wait at all. `now` stands in where the server has no clock.
    #[must_use]
    pub fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        let now = self.date().unwrap_or(now);
        ["retry-after", "x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset"]
            .into_iter()
            .find_map(|name| wait(self.header(name)?, now))
    }
}

/// Reads a wait in any of the dialects in use: seconds left, seconds since 1970, ISO 8601
/// (Mastodon), or an HTTP date.
fn wait(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    let until = |at: Timestamp| {
        let micros = u64::try_from(at.micros_since(now)).unwrap_or(0);
        Duration::from_micros(micros)
    };
    let wait = match value.parse::<f64>() {
        Ok(seconds) if !seconds.is_finite() || seconds < 0.0 => return None,
        #[expect(clippy::cast_possible_truncation, reason = "a rounded count of seconds, bounded below")]
        Ok(seconds) if seconds as i64 >= EPOCH_SECONDS_MIN => {
            until(Timestamp::from_micros((seconds as i64).saturating_mul(1_000_000)))
        }
        Ok(seconds) => Duration::from_secs_f64(seconds.min(WAIT_MAX.as_secs_f64())),
        Err(_) => until(Timestamp::parse(value).ok().or_else(|| http_date(value))?),
    };
    Some(wait.min(WAIT_MAX))
}

/// An HTTP date (RFC 9110, 5.6.7) in its one current form.
fn http_date(value: &str) -> Option<Timestamp> {
    chrono::DateTime::parse_from_rfc2822(value).ok().map(|at| Timestamp::from_utc(at.to_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &[(&str, &str)]) -> Answer {
        Answer {
            status: 429,
            body: Vec::new(),
            complete: true,
            headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        }
    }

    #[test]
    fn every_dialect_of_wait_is_read() {
        let now = Timestamp::parse("2026-11-23T12:00:00Z").expect("a constant");
        let table: &[(&str, &str, Option<u64>)] = &[
            ("retry-after", "7", Some(7)),
            ("retry-after", "0", Some(0)),
            ("retry-after", " 120 ", Some(120)),
            ("retry-after", "1.5", Some(1)),
            ("retry-after", "Mon, 23 Nov 2026 12:00:30 GMT", Some(30)),
            ("retry-after", "Mon, 23 Nov 2026 11:00:00 GMT", Some(0)),
            ("retry-after", "999999", Some(86_400)),
            ("retry-after", "-5", None),
            ("retry-after", "soon", None),
            ("retry-after", "NaN", None),
            ("retry-after", "inf", None),
            ("x-ratelimit-reset", "2026-11-23T12:05:00.000Z", Some(300)),
            ("x-ratelimit-reset", "2026-11-23T14:05:00+02:00", Some(300)),
            ("ratelimit-reset", "1795435260", Some(60)),
            ("ratelimit-reset", "60", Some(60)),
            ("x-rate-limit-reset", "1795435210", Some(10)),
            ("x-ratelimit-reset", "99999999999999999999", Some(86_400)),
            ("x-other", "7", None),
        ];
        for (name, value, seconds) in table {
            let got = answer(&[(name, value)]).retry_after(now).map(|wait| wait.as_secs());
            assert_eq!(got, *seconds, "{name}: {value}");
        }
    }

    #[test]
    fn the_servers_clock_wins_over_ours() {
        let ours = Timestamp::parse("2026-11-23T08:00:00Z").expect("a constant");
        let answer = answer(&[
            ("date", "Mon, 23 Nov 2026 12:00:00 GMT"),
            ("x-ratelimit-reset", "2026-11-23T12:00:09Z"),
        ]);
        assert_eq!(answer.retry_after(ours), Some(Duration::from_secs(9)));
    }

    #[test]
    fn a_cut_body_is_never_read_as_json() {
        let cut = Answer { status: 200, body: b"{}".to_vec(), complete: false, headers: Vec::new() };
        assert!(cut.json::<serde_json::Value>().is_err(), "what was cut could have said more");
    }

    proptest::proptest! {
        #[test]
        fn no_header_makes_a_wait_longer_than_a_day(value in "\\PC{0,40}", number in proptest::num::f64::ANY) {
            let now = Timestamp::from_micros(1_795_435_200_000_000);
            for value in [value, number.to_string()] {
                let got = answer(&[("retry-after", value.as_str())]).retry_after(now);
                proptest::prop_assert!(got.is_none_or(|got| got <= WAIT_MAX));
            }
        }
    }
}
