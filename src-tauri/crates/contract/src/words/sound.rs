//! What was done to a sound, in words.

use upbeat_domain::lang::Lang;
use upbeat_domain::media::SoundCodec;

use super::{file_kind, sentence, word_or_name};
use crate::figure;

/// One channel or two.
#[must_use]
pub fn channels(lang: Lang, channels: u32) -> String {
    word_or_name(lang, "channels", if channels == 1 { "mono" } else { "stereo" })
}

pub(super) fn levelled(lang: Lang, from_lufs: f64, to_lufs: f64, even: bool) -> (&'static str, String) {
    let [from, to] = [from_lufs, to_lufs].map(|lufs| figure::decimal(lang, lufs, 1));
    let name = if even { "levelled" } else { "levelled_peaks" };
    ("levelled", sentence(lang, "step", name, &[("from", from), ("to", to)]))
}

pub(super) fn encoded(
    lang: Lang,
    codec: SoundCodec,
    bitrate_bps: u64,
    channels: u32,
) -> (&'static str, String) {
    let args = [
        ("codec", file_kind(codec.mime())),
        ("rate", figure::count(lang, i64::try_from(bitrate_bps / 1_000).unwrap_or(i64::MAX))),
        ("channels", self::channels(lang, channels)),
    ];
    ("sound_encoded", sentence(lang, "step", "sound_encoded", &args))
}

pub(super) fn audiogram(lang: Lang, size: String, cover: bool) -> (&'static str, String) {
    let name = if cover { "audiogram_cover" } else { "audiogram" };
    ("audiogram", sentence(lang, "step", name, &[("size", size)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_to_a_sound_is_said_in_both_languages() {
        let said = |lang| levelled(lang, -23.04, -16.0, false).1;
        assert_eq!(said(Lang::En), "Loudness brought from -23 to -16 LUFS, peaks held back");
        assert_eq!(said(Lang::Fr), "Volume sonore porté de -23 à -16 LUFS, crêtes retenues");
        let said = |lang| encoded(lang, SoundCodec::Aac, 160_000, 2).1;
        assert_eq!(said(Lang::En), "Sound converted to M4A, 160 kbit/s, stereo");
        assert_eq!(said(Lang::Fr), "Son converti en M4A, 160 kbit/s, stéréo");
    }
}
