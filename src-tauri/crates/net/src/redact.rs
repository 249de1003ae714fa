//! Words that may be shown: without secrets, without control characters, not too long.

/// Longest text that is kept of a server's words, characters.
pub const WORDS_MAX: usize = 300;

/// Secrets shorter than this aren't looked for: they would blank out ordinary words.
const SECRET_CHARS_MIN: usize = 6;
const HIDDEN: &str = "[hidden]";
/// Names after which a value is a secret, in addresses and forms.
const SECRET_NAMES: &[&str] =
    &["access_token", "refresh_token", "client_secret", "code", "code_verifier", "password", "token"];

/// A server's words without the given secrets, without anything that looks like a token, on one
/// line and cut to [`WORDS_MAX`].
#[must_use]
pub fn redact<'a>(words: &str, secrets: impl IntoIterator<Item = &'a str>) -> String {
    // Why before anything is cut: a cut could leave the first half of a secret.
    let mut text = words.to_owned();
    for secret in secrets {
        if secret.len() >= SECRET_CHARS_MIN {
            text = text.replace(secret, HIDDEN);
        }
    }
    let kept: Vec<String> = text.split_whitespace().map(hide_token).collect();
    let mut after_bearer = false;
    let mut line = String::new();
    for word in kept {
        let hide = std::mem::replace(&mut after_bearer, word.eq_ignore_ascii_case("bearer"));
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(if hide { HIDDEN } else { &word });
    }
    line.chars().filter(|c| !c.is_control()).take(WORDS_MAX).collect()
}

fn hide_token(word: &str) -> String {
    // A JSON web token starts with the encoding of `{"`.
    if let Some(start) = word.find("eyJ")
        && word.len() - start >= 24
    {
        return format!("{}{HIDDEN}", word.get(..start).unwrap_or_default());
    }
    for name in SECRET_NAMES {
        for mark in ["=", "\":\"", "\":"] {
            let needle = format!("{name}{mark}");
            if let Some(at) = word.find(&needle) {
                return format!("{}{HIDDEN}", word.get(..at + needle.len()).unwrap_or_default());
            }
        }
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_looks_like_a_secret_is_kept() {
        let table = [
            ("wrong password hunter2-x", "wrong password [hidden]"),
            ("Token eyJhbGciOiJFUzI1NksifQ.eyJzY29wZSI6ImNvbSJ9.abc expired", "Token [hidden] expired"),
            ("Authorization: Bearer abcdef123456", "Authorization: Bearer [hidden]"),
            ("see https://a.example/?code=zzz&state=1", "see https://a.example/?code=[hidden]"),
            ("{\"access_token\":\"zzz\",", "{\"access_token\":\"[hidden]"),
            ("two\r\nlines\u{7}", "two lines"),
        ];
        for (words, shown) in table {
            assert_eq!(redact(words, ["hunter2-x"]), shown, "{words:?}");
        }
        assert_eq!(redact(&"long ".repeat(1000), []).chars().count(), WORDS_MAX, "cut to its limit");
    }

    proptest::proptest! {
        #[test]
        fn a_known_secret_is_never_shown(
            secret in "[A-Za-z0-9_-]{8,60}",
            before in ".{0,400}",
            after in ".{0,40}",
        ) {
            let shown = redact(&format!("{before}{secret}{after}"), [secret.as_str()]);
            proptest::prop_assert!(!shown.contains(&secret) && shown.chars().count() <= WORDS_MAX);
        }
    }
}
