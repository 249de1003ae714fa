//! Record keys: timestamp identifiers (TID, <https://atproto.com/specs/tid>).

use upbeat_domain::id::PartId;

const ALPHABET: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
const DIGITS: u32 = 13;
const CLOCK_BITS: u32 = 10;
/// The microseconds of a TID: 53 bits.
const MICROS_MASK: u64 = (1 << 53) - 1;
/// The id's milliseconds are cut to windows of 2^20 (17 minutes), which leaves room for random bits.
const WINDOW_BITS: u32 = 20;
/// Random microseconds within a window: 2^30 are 18 minutes.
const RANDOM_BITS: u32 = 30;

/// The record key of a part: made of its id alone, so that the same part always has the same key.
///
/// A part that got another's key would be taken for published, so 40 of the id's random bits go
/// into it: a thousand posts of one account within a window share a key once in two million
/// windows, and a read-back compares the words as well. The time in it is rough and lies in the past.
pub(super) fn of_part(part: PartId) -> String {
    let id = part.uuid().as_u128();
    let millis = u64::try_from(id >> 80).unwrap_or_default();
    let random = u64::try_from(id & u128::from(u64::MAX)).unwrap_or_default();
    let window = (millis >> WINDOW_BITS).saturating_sub(1) << WINDOW_BITS;
    let micros = window.wrapping_mul(1_000).wrapping_add((random >> CLOCK_BITS) & ((1 << RANDOM_BITS) - 1));
    encode(((micros & MICROS_MASK) << CLOCK_BITS) | (random & ((1 << CLOCK_BITS) - 1)))
}

fn encode(value: u64) -> String {
    (0..DIGITS)
        .rev()
        .map(|digit| {
            let index = usize::try_from((value >> (digit * 5)) & 31).unwrap_or_default();
            char::from(ALPHABET[index])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// The identifiers' own syntax (<https://atproto.com/specs/tid>, read 2026-11-22).
    fn is_tid(text: &str) -> bool {
        let mut chars = text.chars();
        text.len() == 13
            && chars.next().is_some_and(|first| "234567abcdefghij".contains(first))
            && chars.all(|c| "234567abcdefghijklmnopqrstuvwxyz".contains(c))
    }

    #[test]
    fn a_key_is_a_valid_identifier_and_always_the_same() {
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..5_000 {
            let part = PartId::new(Uuid::now_v7());
            let key = of_part(part);
            assert!(is_tid(&key), "{key}");
            assert_eq!(key, of_part(part), "the same part, the same key");
            assert!(seen.insert(key), "two parts, two keys");
        }
        assert!(is_tid(&of_part(PartId::new(Uuid::max()))) && is_tid(&of_part(PartId::new(Uuid::nil()))));
    }

    /// The value that a key stands for, digit by digit; none where it can't be one.
    fn decoded(text: &str) -> Option<u64> {
        let digit =
            |c: u8| ALPHABET.iter().position(|known| *known == c).and_then(|at| u64::try_from(at).ok());
        let add = |value: u64, c: u8| value.checked_mul(32)?.checked_add(digit(c)?);
        text.bytes().try_fold(0, add)
    }

    #[test]
    fn keys_of_the_interoperability_data_are_ours_exactly_where_they_are_valid() {
        for (name, valid) in [("tid_syntax_valid", true), ("tid_syntax_invalid", false)] {
            let file = format!("atproto-interop/interop-test-files/syntax/{name}.txt");
            let Some(data) = upbeat_testkit::place::conformance(&file) else { return };
            let keys: Vec<&str> =
                data.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
            assert!(keys.len() > 5, "the data were read: {keys:?}");
            for key in keys {
                assert_eq!(is_tid(key), valid, "{key}");
                let ours = decoded(key).is_some_and(|value| encode(value) == key);
                assert_eq!(ours, valid, "{key} is what we write of its value");
            }
        }
    }

    #[test]
    fn a_key_carries_the_rough_time_of_its_part() {
        let early = of_part(PartId::new(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000)));
        let late = of_part(PartId::new(Uuid::from_u128(0x0190_0040_0000_7000_8000_0000_0000_0000)));
        assert!(early < late, "keys sort by time: {early} {late}");
        assert_eq!(encode(0), "2222222222222");
    }
}
