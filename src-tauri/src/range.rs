//! Which bytes of a file a `Range` header asks for (RFC 9110, section 14): a film in the window is
//! read piece by piece.

/// What to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The whole file: no range, or one that isn't understood, which RFC 9110 says to ignore.
    Whole,
    /// Bytes from `first` to `last`, both included.
    Bytes {
        /// Offset of the first byte.
        first: u64,
        /// Offset of the last byte.
        last: u64,
    },
    /// Nothing of the file lies there: 416.
    Unsatisfiable,
}

/// Reads one range of a `Range` header for a file of `length_bytes`, answering at most `most_bytes`.
#[must_use]
pub fn part(header: Option<&str>, length_bytes: u64, most_bytes: u64) -> Part {
    let Some(range) = header.and_then(|value| value.trim().strip_prefix("bytes=")) else {
        return Part::Whole;
    };
    // Several ranges would need a multipart answer; a media element never asks for them.
    let Some((first, last)) = range.split_once('-').filter(|_| !range.contains(',')) else {
        return Part::Whole;
    };
    let (first, last) = match (first.trim(), last.trim()) {
        ("", suffix) => match suffix.parse::<u64>() {
            Ok(count) => (length_bytes.saturating_sub(count), length_bytes.saturating_sub(1)),
            Err(_) => return Part::Whole,
        },
        (first, "") => match first.parse() {
            Ok(first) => (first, length_bytes.saturating_sub(1)),
            Err(_) => return Part::Whole,
        },
        (first, last) => match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), Ok(last)) if first <= last => (first, last.min(length_bytes.saturating_sub(1))),
            _ => return Part::Whole,
        },
    };
    if first >= length_bytes {
        return Part::Unsatisfiable;
    }
    Part::Bytes { first, last: last.min(first.saturating_add(most_bytes.saturating_sub(1))) }
}

#[cfg(test)]
mod tests {
    use super::{Part, part};

    const MOST: u64 = 1_000;

    #[test]
    fn no_range_and_nonsense_mean_the_whole_file() {
        for header in [None, Some("bytes=a-b"), Some("lines=1-2"), Some("bytes=9-3"), Some("bytes=0-1,4-5")] {
            assert_eq!(part(header, 100, MOST), Part::Whole, "{header:?}");
        }
    }

    #[test]
    fn an_open_end_runs_to_the_last_byte_or_the_most_that_is_answered_at_once() {
        assert_eq!(part(Some("bytes=40-"), 100, MOST), Part::Bytes { first: 40, last: 99 });
        assert_eq!(part(Some("bytes=0-"), 5_000, MOST), Part::Bytes { first: 0, last: 999 });
    }

    #[test]
    fn a_suffix_counts_from_the_end_and_may_exceed_the_file() {
        assert_eq!(part(Some("bytes=-10"), 100, MOST), Part::Bytes { first: 90, last: 99 });
        assert_eq!(part(Some("bytes=-500"), 100, MOST), Part::Bytes { first: 0, last: 99 });
    }

    #[test]
    fn an_end_past_the_file_is_the_files_end() {
        assert_eq!(part(Some("bytes=10-900"), 100, MOST), Part::Bytes { first: 10, last: 99 });
    }

    #[test]
    fn a_start_past_the_file_cannot_be_answered() {
        assert_eq!(part(Some("bytes=100-"), 100, MOST), Part::Unsatisfiable);
        assert_eq!(part(Some("bytes=0-"), 0, MOST), Part::Unsatisfiable);
    }
}
