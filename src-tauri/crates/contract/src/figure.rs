//! Figures as a person reads them in each language.

use upbeat_domain::lang::Lang;

const NARROW_SPACE: char = '\u{202f}';
const HARD_SPACE: char = '\u{a0}';

/// A whole number with its thousands set apart: `63,206`, `63 206`.
#[must_use]
pub fn count(lang: Lang, value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let separator = match lang {
        Lang::En => ',',
        Lang::Fr => NARROW_SPACE,
    };
    let mut out = String::from(if value < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// A number with at most `places` decimals and no trailing zeros.
#[must_use]
pub fn decimal(lang: Lang, value: f64, places: usize) -> String {
    let text = format!("{value:.places$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    match lang {
        Lang::En => text.to_owned(),
        Lang::Fr => text.replace('.', ","),
    }
}

/// A size: `1.2 MB`, `1,2 Mo` (a megabyte is 1,000,000 bytes, as networks and file managers count).
#[must_use]
pub fn bytes(lang: Lang, value: u64) -> String {
    let unit = |en: &'static str, fr: &'static str| match lang {
        Lang::En => en,
        Lang::Fr => fr,
    };
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let of = |size: f64| value as f64 / size;
    let (figure, unit) = match value {
        0..1_000 => (value.to_string(), unit("B", "o")),
        1_000..1_000_000 => (decimal(lang, of(1e3), 0), unit("kB", "ko")),
        1_000_000..1_000_000_000 => (decimal(lang, of(1e6), 1), unit("MB", "Mo")),
        1_000_000_000.. => (decimal(lang, of(1e9), 2), unit("GB", "Go")),
    };
    format!("{figure}{HARD_SPACE}{unit}")
}

/// A share: `12%`, `12 %`.
#[must_use]
pub fn percent(lang: Lang, value: f32) -> String {
    let figure = decimal(lang, f64::from(value), 0);
    match lang {
        Lang::En => format!("{figure}%"),
        Lang::Fr => format!("{figure}{NARROW_SPACE}%"),
    }
}

/// A length of time: `850 ms`, `12.5 s`, `3 min 5 s`, `2 h 30 min`.
#[must_use]
pub fn duration(lang: Lang, ms: u64) -> String {
    if ms < 1_000 {
        return format!("{ms}{HARD_SPACE}ms");
    }
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let seconds = ms as f64 / 1e3;
    if seconds < 60.0 {
        return format!("{}{HARD_SPACE}s", decimal(lang, seconds, 1));
    }
    let whole = ms / 1_000;
    let parts = [(whole / 3_600, "h"), (whole / 60 % 60, "min"), (whole % 60, "s")];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(figure, _)| *figure > 0)
        .map(|(figure, unit)| format!("{figure}{HARD_SPACE}{unit}"))
        .collect();
    said.join("\u{a0}")
}

/// A date and time in words.
pub(crate) struct DateTime {
    pub(crate) weekday: &'static str,
    pub(crate) day: u32,
    pub(crate) month: &'static str,
    pub(crate) time: String,
}

/// Reads `2026-11-26T18:30:00` and says it; none where it is no such text.
pub(crate) fn date_time(lang: Lang, local: &str) -> Option<DateTime> {
    let (date, time) = local.split_once('T')?;
    let mut date = date.splitn(3, '-').map(str::parse::<i64>);
    let (year, month, day) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
    let mut time = time.splitn(3, ':').map(str::parse::<u32>);
    let (hour, minute) = (time.next()?.ok()?, time.next()?.ok()?);
    let month_at = usize::try_from(month - 1).ok()?;
    let weekday_at = usize::try_from(weekday(year, month, day)).ok()?;
    let (weekdays, months) = match lang {
        Lang::En => (&WEEKDAYS_EN, &MONTHS_EN),
        Lang::Fr => (&WEEKDAYS_FR, &MONTHS_FR),
    };
    let time = match lang {
        Lang::Fr => format!("{hour}:{minute:02}"),
        Lang::En => {
            let half = if hour < 12 { "am" } else { "pm" };
            format!("{}:{minute:02}{HARD_SPACE}{half}", (hour + 11) % 12 + 1)
        }
    };
    Some(DateTime {
        weekday: weekdays.get(weekday_at)?,
        day: u32::try_from(day).ok()?,
        month: months.get(month_at)?,
        time,
    })
}

const WEEKDAYS_EN: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const WEEKDAYS_FR: [&str; 7] = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"];
const MONTHS_EN: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS_FR: [&str; 12] =
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];

/// Day of the week, 0 for Sunday (Zeller's congruence by Sakamoto's table).
fn weekday(year: i64, month: i64, day: i64) -> i64 {
    const SHIFT: [i64; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let year = if month < 3 { year - 1 } else { year };
    let shift = usize::try_from(month - 1).ok().and_then(|at| SHIFT.get(at)).copied().unwrap_or(0);
    (year + year / 4 - year / 100 + year / 400 + shift + day).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_follow_the_language() {
        assert_eq!(count(Lang::En, 63_206), "63,206");
        assert_eq!(count(Lang::Fr, 63_206), "63\u{202f}206");
        assert_eq!(count(Lang::En, -1_000), "-1,000");
        assert_eq!(count(Lang::Fr, 12), "12");
        assert_eq!(bytes(Lang::En, 1_250_000), "1.2\u{a0}MB");
        assert_eq!(bytes(Lang::Fr, 1_250_000), "1,2\u{a0}Mo");
        assert_eq!(bytes(Lang::Fr, 999), "999\u{a0}o");
        assert_eq!(percent(Lang::Fr, 12.4), "12\u{202f}%");
        assert_eq!(duration(Lang::En, 12_500), "12.5\u{a0}s");
        assert_eq!(duration(Lang::Fr, 185_000), "3\u{a0}min\u{a0}5\u{a0}s");
        assert_eq!(duration(Lang::Fr, 120_000), "2\u{a0}min");
        assert_eq!(duration(Lang::En, 7_200_000), "2\u{a0}h");
        assert_eq!(duration(Lang::Fr, 9_005_000), "2\u{a0}h\u{a0}30\u{a0}min\u{a0}5\u{a0}s");
    }

    #[test]
    fn a_date_is_said_as_each_language_says_it() {
        use crate::words::when;
        assert_eq!(when(Lang::En, "2026-11-26T18:30:00"), "Thu 26 Nov, 6:30\u{a0}pm");
        assert_eq!(when(Lang::Fr, "2026-11-26T18:30:00"), "jeudi 26 nov. à 18:30");
        assert_eq!(when(Lang::En, "2024-02-29T00:05:00"), "Thu 29 Feb, 12:05\u{a0}am");
        assert_eq!(when(Lang::En, "soon"), "soon");
    }
}
