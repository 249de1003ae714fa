//! Codes made for a picture (T.81, annexes C and K.2).

use crate::strip::{KINDS, Strip, coded};

/// Longest code, bits.
const BITS_MAX: usize = 16;

/// The codes of one table.
pub(crate) struct Code {
    /// How many codes there are of each length from one bit on.
    pub(crate) lengths: [u8; BITS_MAX],
    /// The symbols from the shortest code on.
    pub(crate) symbols: Vec<u8>,
    /// By symbol: the code's length in the lowest byte, the code above it.
    pub(crate) words: [u32; 256],
}

/// The codes of a picture: of means and of the other numbers, for each kind of block.
pub(crate) struct Codes {
    pub(crate) means: [Code; 2],
    pub(crate) others: [Code; 2],
}

impl Codes {
    pub(crate) fn of(strips: &[Strip]) -> Self {
        let mut others = [[0_u32; 256]; 2];
        let mut means = [[0_u32; 256]; 2];
        let mut differences = Differences::default();
        for strip in strips {
            for (all, counts) in others.iter_mut().zip(&strip.counts) {
                all.iter_mut().zip(counts).for_each(|(all, count)| *all += count);
            }
            for (at, mean) in strip.means.iter().enumerate() {
                let (size, _) = coded(differences.next(at % KINDS.len(), *mean));
                means[KINDS[at % KINDS.len()] as usize][size as usize] += 1;
            }
        }
        Self { means: means.map(|counts| Code::of(&counts)), others: others.map(|counts| Code::of(&counts)) }
    }
}

/// Means are told by their difference to the one before of the same plane.
#[derive(Default)]
pub(crate) struct Differences([i16; 3]);

impl Differences {
    /// The difference of the block that stands at this place of what is coded together.
    pub(crate) fn next(&mut self, place: usize, mean: i16) -> i16 {
        let last = &mut self.0[place.saturating_sub(3)];
        let difference = mean - *last;
        *last = mean;
        difference
    }
}

impl Code {
    /// The shortest codes for symbols that stand so often.
    fn of(counts: &[u32; 256]) -> Self {
        // Why one more: no code may be of ones alone, so a symbol that never stands takes that one.
        let mut weights: Vec<u64> = counts.iter().map(|count| u64::from(*count)).chain([1]).collect();
        let mut length = [0_usize; 257];
        let mut next: Vec<Option<usize>> = vec![None; 257];
        loop {
            let least = |weights: &[u64], but: Option<usize>| {
                let seen = |at: &usize| weights[*at] > 0 && Some(*at) != but;
                // Why the later one of equals: the symbol that never stands shall have the longest code.
                (0..257).filter(seen).min_by_key(|at| (weights[*at], std::cmp::Reverse(*at)))
            };
            let Some(one) = least(&weights, None) else { break };
            let Some(other) = least(&weights, Some(one)) else { break };
            weights[one] += weights[other];
            weights[other] = 0;
            let mut at = one;
            loop {
                length[at] += 1;
                match next[at] {
                    Some(following) => at = following,
                    None => break,
                }
            }
            next[at] = Some(other);
            let mut at = Some(other);
            while let Some(place) = at {
                length[place] += 1;
                at = next[place];
            }
        }
        Self::of_lengths(&length)
    }

    fn of_lengths(length: &[usize; 257]) -> Self {
        let mut bits = [0_i32; 64];
        length.iter().filter(|length| **length > 0).for_each(|length| bits[*length] += 1);
        // Codes that are too long: two of them become one shorter, and a shorter one becomes two (K.2, figure K.3).
        for long in (BITS_MAX + 1..64).rev() {
            while bits[long] > 0 {
                let mut short = long - 2;
                while bits[short] == 0 {
                    short -= 1;
                }
                bits[long] -= 2;
                bits[long - 1] += 1;
                bits[short + 1] += 2;
                bits[short] -= 1;
            }
        }
        // The code that no symbol has is the longest.
        if let Some(last) = (1..=BITS_MAX).rev().find(|bit| bits[*bit] > 0) {
            bits[last] -= 1;
        }
        let mut order: Vec<u8> = (0..=255).filter(|symbol| length[usize::from(*symbol)] > 0).collect();
        order.sort_by_key(|symbol| length[usize::from(*symbol)]);
        let mut words = [0; 256];
        let (mut code, mut at) = (0_u32, 0);
        let mut lengths = [0; BITS_MAX];
        for (bit, count) in bits.iter().enumerate().take(BITS_MAX + 1).skip(1) {
            lengths[bit - 1] = *count as u8;
            for _ in 0..*count {
                if let Some(symbol) = order.get(at) {
                    words[usize::from(*symbol)] = code << 8 | bit as u32;
                }
                code += 1;
                at += 1;
            }
            code <<= 1;
        }
        Self { lengths, symbols: order, words }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A code's length and the code, as the first bits of 16.
    fn codes(code: &Code) -> Vec<(u32, u32)> {
        let used = code.words.iter().filter(|word| **word & 255 > 0);
        used.map(|word| (word & 255, (word >> 8) << (16 - (word & 255)))).collect()
    }

    fn is_sound(counts: &[u32; 256]) -> Code {
        let code = Code::of(counts);
        let mut all = codes(&code);
        all.sort_by_key(|(_, bits)| *bits);
        assert_eq!(all.len(), counts.iter().filter(|count| **count > 0).count(), "each symbol has a code");
        for pair in all.windows(2) {
            let [(length, bits), (_, next)] = pair else { unreachable!() };
            assert!(bits + (1 << (16 - length)) <= *next, "no code is the start of another");
        }
        let (length, bits) = all.last().copied().unwrap_or_default();
        assert!(bits + (1 << (16 - length)) < 1 << 16, "no code is of ones alone");
        code
    }

    #[test]
    fn what_stands_often_has_a_short_code() {
        let mut counts = [0; 256];
        counts[..4].copy_from_slice(&[1000, 10, 500, 1]);
        let code = is_sound(&counts);
        let lengths = [0, 2, 1, 3].map(|symbol| code.words[symbol] & 255);
        assert!(lengths.is_sorted(), "{lengths:?}");
        assert_eq!(code.symbols, [0, 2, 1, 3]);
    }

    #[test]
    fn one_symbol_alone_has_a_code() {
        let mut counts = [0; 256];
        counts[17] = 5;
        assert_eq!(is_sound(&counts).words[17], 1);
    }

    #[test]
    fn no_code_is_longer_than_sixteen_bits() {
        // Each as often as the two before together: left alone, each code would be one bit longer.
        let mut counts = [0; 256];
        let (mut one, mut other) = (1, 1);
        for count in counts.iter_mut().take(40) {
            *count = one;
            (one, other) = (other, one + other);
        }
        is_sound(&counts);
        is_sound(&std::array::from_fn(|at| 1 + at as u32 * at as u32 * at as u32));
        is_sound(&[1; 256]);
    }
}
