//! What a body of Rust names: functions by calling them, constants by their capitals.
//!
//! A bare word may be anything, a word in a text or a comment is nothing: `bar(`, `bar::<u8>(` and
//! `.bar(` are uses of `bar`.

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A use of something.
#[derive(Debug, PartialEq, Eq)]
pub enum Use {
    /// `bar(`, `screens::bar(`, `Bar::open(`, `BAR_PX`.
    Path(Vec<String>),
    /// `.bar(`
    Method(String),
}

/// The uses in a body, macros' arguments with it.
pub fn uses(body: &str) -> Result<Vec<Use>> {
    let tokens = body.parse().map_err(|error| anyhow!("{error}: {body}"))?;
    let mut words = Vec::new();
    flatten(tokens, &mut words);
    let each = (0..words.len()).filter_map(|at| used(&words[..at], &words[at], &words[at + 1..]));
    Ok(each.collect())
}

/// Words and signs in a row; a literal is no word.
fn flatten(tokens: TokenStream, words: &mut Vec<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => {
                let is_round = group.delimiter() == Delimiter::Parenthesis;
                words.push(if is_round { "(" } else { "{" }.to_owned());
                flatten(group.stream(), words);
                words.push(if is_round { ")" } else { "}" }.to_owned());
            }
            TokenTree::Ident(word) => words.push(word.to_string()),
            TokenTree::Punct(sign) => words.push(sign.as_char().to_string()),
            TokenTree::Literal(_) => words.push("\"".to_owned()),
        }
    }
}

fn used(before: &[String], word: &str, after: &[String]) -> Option<Use> {
    let is_constant = word.contains(char::is_uppercase) && !word.contains(char::is_lowercase);
    let is_word = word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_');
    if !is_word || !(is_constant || is_called(after)) || ends_with(before, &["fn"]) {
        return None;
    }
    if ends_with(before, &["."]) && !ends_with(before, &[".", "."]) {
        return Some(Use::Method(word.to_owned()));
    }
    let (mut path, mut before) = (vec![word.to_owned()], before);
    while let [rest @ .., of, _, _] = before
        && ends_with(before, &[":", ":"])
    {
        path.insert(0, of.clone());
        before = rest;
    }
    Some(Use::Path(path))
}

/// Whether parentheses follow, after the types of a `::<…>` where there is one.
fn is_called(after: &[String]) -> bool {
    let mut open = 0_u32;
    let types = if after.starts_with(&[":", ":", "<"].map(str::to_owned)) { &after[2..] } else { &[] };
    let end = types.iter().position(|sign| {
        open = match sign.as_str() {
            "<" => open + 1,
            ">" => open - 1,
            _ => open,
        };
        open == 0
    });
    after.get(end.map_or(0, |at| at + 3)).is_some_and(|sign| sign == "(")
}

fn ends_with(words: &[String], end: &[&str]) -> bool {
    words.len() >= end.len() && words[words.len() - end.len()..].iter().eq(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_calls_and_constants_are_uses() -> Result<()> {
        let body = "{
            let bar = \"const bar = open(1)\"; // bar()
            fn inner() {}
            ensure!(self.page.all(bar)? == screens::bar::<Vec<u8>>(PLACES[0]), Step::Made { bar });
        }";
        let path = |path: &str| Use::Path(path.split("::").map(str::to_owned).collect());
        let wanted = [Use::Method("all".to_owned()), path("screens::bar"), path("PLACES")];
        assert_eq!(uses(body)?, wanted);
        Ok(())
    }
}
