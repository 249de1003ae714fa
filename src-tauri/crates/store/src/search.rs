//! Words to search by: without accents and in lower case, so that "ete" finds "L'Été".

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::error::StoreError;
use crate::row::to_json;

/// `text` as it is searched.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        match letter {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            '’' | 'ʼ' => folded.push('\''),
            other => folded.push(other),
        }
    }
    folded
}

/// Several texts as one that is searched; a word never reaches across two of them.
pub(crate) fn fold_all<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    texts.into_iter().filter(|text| !text.is_empty()).map(fold).collect::<Vec<_>>().join("\n")
}

/// The words of a search as a JSON list: each must be found, in any order.
pub(crate) fn words(text: &str) -> Result<String, StoreError> {
    to_json(&fold(text).split_whitespace().collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_dont_matter() {
        assert_eq!(fold("L’ÉTÉ à Saint-Étienne"), "l'ete a saint-etienne");
        assert_eq!(fold("Œuvre, STRAẞE, Łódź, ﬁn"), "oeuvre, strasse, lodz, fin");
        assert_eq!(fold("東京 🎉"), "東京 🎉", "other scripts and emoji stay");
    }

    #[test]
    fn a_search_is_its_words() -> Result<(), StoreError> {
        assert_eq!(words("  Été   2026 ")?, r#"["ete","2026"]"#);
        assert_eq!(words("")?, "[]");
        Ok(())
    }
}
