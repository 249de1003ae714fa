//! How long a label of a domain is once it is written in ASCII (RFC 3492).

/// Longer labels aren't worth encoding: no domain takes them.
const LABEL_CHARS_MAX: usize = 63;

/// The length of a label once it is written in ASCII; a large number where that isn't worth knowing.
pub(super) fn ascii_len(label: &[char]) -> usize {
    if label.len() > LABEL_CHARS_MAX {
        return usize::MAX;
    }
    let dots = |c: &char| matches!(c, '\u{3002}' | '\u{ff0e}' | '\u{ff61}');
    let parts = label
        .split(dots)
        .map(|part| if part.iter().all(char::is_ascii) { part.len() } else { punycode_len(part) + 4 });
    parts.sum::<usize>() + label.iter().filter(|c| dots(c)).count()
}

/// The length of a label in Punycode (RFC 3492), without `xn--`.
fn punycode_len(label: &[char]) -> usize {
    const BASE: u32 = 36;
    let basic = label.iter().filter(|c| c.is_ascii()).count();
    let mut len = if basic > 0 { basic + 1 } else { 0 };
    let (mut n, mut delta, mut bias, mut handled) = (128_u32, 0_u32, 72_u32, basic);
    let mut first = true;
    while handled < label.len() {
        let Some(next) = label.iter().map(|c| u32::from(*c)).filter(|c| *c >= n).min() else { break };
        delta += (next - n) * u32::try_from(handled + 1).unwrap_or(u32::MAX);
        n = next;
        for c in label.iter().map(|c| u32::from(*c)) {
            delta += u32::from(c < n);
            if c == n {
                let mut q = delta;
                let mut k = BASE;
                loop {
                    let t = if k <= bias { 1 } else { (k - bias).min(26) };
                    len += 1;
                    if q < t {
                        break;
                    }
                    q = (q - t) / (BASE - t);
                    k += BASE;
                }
                handled += 1;
                bias = adapt(delta, u32::try_from(handled).unwrap_or(u32::MAX), first);
                first = false;
                delta = 0;
            }
        }
        delta += 1;
        n += 1;
    }
    len
}

fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = if first { delta / 700 } else { delta / 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > 455 {
        delta /= 35;
        k += 36;
    }
    k + 36 * delta / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punycode_lengths_are_those_of_the_standard() {
        let len = |text: &str| punycode_len(&text.chars().collect::<Vec<_>>());
        assert_eq!(len("bücher"), "bcher-kva".len());
        assert_eq!(len("日本語"), "wgv71a119e".len());
        assert_eq!(len("рф"), "p1ai".len());
    }
}
