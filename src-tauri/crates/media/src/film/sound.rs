//! What is heard of a film: left out, louder, or brought to a loudness (EBU R128).

use upbeat_domain::media::{Sound, Step};

use super::timeline::Timeline;
use crate::loudness::Levelling;
use crate::probe::film::Audio;

/// Above this a louder sound is held back instead of cut off, as a share of full scale (-1 dB).
const CEILING: f64 = 0.891;

/// The filters of the sound, up to where its loudness is measured.
pub(super) fn words(audio: &Audio, timeline: &Timeline, sound: &Sound) -> String {
    // Why stereo at once: what is measured is what is heard in the result. Why `pan`: one channel made two
    // by `aformat` or `-ac` loses 3 dB.
    let stereo =
        if audio.channels == 1 { "pan=stereo|c0=c0|c1=c0" } else { "aformat=channel_layouts=stereo" };
    if !is_edited(timeline, sound) {
        return stereo.to_owned();
    }
    let mut chain = format!("{stereo},{}", timeline.sound());
    if let Some(gain) = sound.gain {
        chain.push_str(&format!(",volume={}dB", gain.get()));
        if gain.get() > 0.0 {
            chain.push_str(&format!(",alimiter=limit={CEILING}:level=disabled"));
        }
    }
    chain
}

/// Whether a person asked for anything of it.
fn is_edited(timeline: &Timeline, sound: &Sound) -> bool {
    !timeline.is_own() || sound.gain.is_some() || sound.loudness.is_some()
}

/// Whether the encoder can't take it as it is.
pub(super) fn is_filtered(audio: &Audio, timeline: &Timeline, sound: &Sound) -> bool {
    audio.channels == 1 || is_edited(timeline, sound)
}

/// What a person is told of it.
pub(super) fn steps(sound: &Sound, levelling: Option<&Levelling>) -> Vec<Step> {
    let amplified = sound.gain.map(|gain| Step::Amplified { gain });
    amplified.into_iter().chain(levelling.map(|levelling| levelling.step.clone())).collect()
}
