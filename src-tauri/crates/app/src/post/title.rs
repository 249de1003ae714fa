//! What a post is called in lists.

use unicode_segmentation::UnicodeSegmentation as _;
use upbeat_domain::post::Post;

/// Longest title made of first words, graphemes.
const FIRST_WORDS_MAX: usize = 80;

/// The post's title, or its first words; empty for a post that says nothing yet.
#[must_use]
pub fn title(post: &Post) -> String {
    let named = post.title.trim();
    if !named.is_empty() {
        return named.to_owned();
    }
    let own = post.variants.iter().filter_map(|variant| variant.text.as_deref());
    let texts = std::iter::once(post.body.text.as_str()).chain(own);
    texts.map(first_words).find(|words| !words.is_empty()).unwrap_or_default()
}

/// The first line, cut at a word.
fn first_words(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if line.graphemes(true).count() <= FIRST_WORDS_MAX {
        return line.to_owned();
    }
    let cut: String = line.graphemes(true).take(FIRST_WORDS_MAX).collect();
    let whole = cut.rsplit_once(char::is_whitespace).map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", whole.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_cut_at_a_word() {
        assert_eq!(first_words("\n  Bonjour 👩‍👩‍👧  \nsuite"), "Bonjour 👩‍👩‍👧");
        let long = "mot ".repeat(40);
        let cut = first_words(&long);
        assert!(cut.ends_with("mot…") && cut.graphemes(true).count() <= FIRST_WORDS_MAX, "{cut}");
        assert_eq!(first_words(&"x".repeat(100)).graphemes(true).count(), FIRST_WORDS_MAX + 1);
    }
}
