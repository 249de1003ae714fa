//! Films in words: why a frame makes a good cover.

use upbeat_domain::lang::Lang;
use upbeat_domain::media::CoverReason;

use super::{counted, word_or_name};

/// The stable name of a reason, and the reason in words.
#[must_use]
pub fn cover_reason(lang: Lang, reason: CoverReason) -> (&'static str, String) {
    let say = |name: &'static str| (name, word_or_name(lang, "cover_reason", name));
    match reason {
        CoverReason::Faces { count } => ("faces", counted(lang, "cover_reason", "faces", count)),
        CoverReason::Sharp => say("sharp"),
        CoverReason::Lit => say("lit"),
        CoverReason::Apart => say("apart"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_said_in_both_languages() {
        let all = [
            (CoverReason::Faces { count: 1 }, ["1 face", "1 visage"]),
            (CoverReason::Faces { count: 3 }, ["3 faces", "3 visages"]),
            (CoverReason::Sharp, ["sharp", "nette"]),
            (CoverReason::Lit, ["well lit", "bien éclairée"]),
            (CoverReason::Apart, ["another part of the film", "un autre moment de la vidéo"]),
        ];
        for (reason, said) in all {
            assert_eq!([Lang::En, Lang::Fr].map(|lang| cover_reason(lang, reason).1), said);
        }
    }
}
