//! What is heard of a film: left out, louder, or brought to a loudness (EBU R128) in two passes.

use serde::Deserialize;
use upbeat_domain::media::{Loudness, MeasuredLoudness, Sound, Step};

use super::timeline::Timeline;
use crate::error::Fault;
use crate::probe::film::Audio;

/// Above this a louder sound is held back instead of cut off, as a share of full scale (-1 dB).
const CEILING: f64 = 0.891;

/// Range of loudness that `loudnorm` takes, LU.
const RANGE_LU: (f64, f64) = (1.0, 50.0);

/// What the first pass measured; every value in the unit of its name in ffmpeg.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measured {
    lufs: f64,
    peak_dbtp: f64,
    range_lu: f64,
    threshold_lufs: f64,
    offset_lu: f64,
}

/// As `loudnorm` prints it: numbers in quotes.
#[derive(Deserialize)]
struct Report {
    input_i: String,
    input_tp: String,
    input_lra: String,
    input_thresh: String,
    target_offset: String,
}

impl Measured {
    /// Reads what `loudnorm` said at its end; none where the film is silent.
    pub(super) fn read(said: &str) -> Result<Option<Self>, Fault> {
        let from = said.rfind('{').ok_or_else(|| Fault::damaged("its loudness can't be measured"))?;
        let to = said.rfind('}').filter(|to| *to > from).unwrap_or(from);
        let report: Report = serde_json::from_str(&said[from..=to]).map_err(Fault::damaged)?;
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
        let all = || {
            Some(Self {
                lufs: number(&report.input_i)?,
                peak_dbtp: number(&report.input_tp)?,
                range_lu: number(&report.input_lra)?,
                threshold_lufs: number(&report.input_thresh)?,
                offset_lu: number(&report.target_offset)?,
            })
        };
        Ok(all())
    }
}

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

/// The filter that measures.
pub(super) fn measuring(to: &Loudness) -> String {
    format!("loudnorm=I={}:TP={}:print_format=json", to.target.get(), to.peak.get())
}

/// The filter that brings what was measured to its loudness: one gain for all of it where its peaks allow that.
pub(super) fn leveling(to: &Loudness, found: &Measured) -> String {
    format!(
        "loudnorm=I={}:TP={}:LRA={}:measured_I={}:measured_TP={}:measured_LRA={}:measured_thresh={}:offset={}:linear=true,\
         aresample=48000",
        to.target.get(),
        to.peak.get(),
        found.range_lu.clamp(RANGE_LU.0, RANGE_LU.1),
        found.lufs,
        found.peak_dbtp,
        found.range_lu,
        found.threshold_lufs,
        found.offset_lu,
    )
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
pub(super) fn steps(sound: &Sound, found: Option<&Measured>) -> Vec<Step> {
    let amplified = sound.gain.map(|gain| Step::Amplified { gain });
    let levelled = sound.loudness.zip(found).map(|(to, found)| {
        let gain_db = to.target.get() - found.lufs;
        let from = MeasuredLoudness {
            integrated_lufs: found.lufs,
            range_lu: found.range_lu,
            true_peak_dbtp: found.peak_dbtp,
        };
        let even = found.peak_dbtp + gain_db <= to.peak.get();
        Step::Levelled { from, to_lufs: to.target.get(), even }
    });
    amplified.into_iter().chain(levelled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_measured_loudness_is_read_from_the_end_of_what_was_said() {
        let said = "size=N/A {x}\n[Parsed_loudnorm_0 @ 0x5]\n{\n\t\"input_i\" : \"-27.61\",\n\t\"input_tp\" : \"-4.47\",\n\
            \t\"input_lra\" : \"18.06\",\n\t\"input_thresh\" : \"-39.20\",\n\t\"output_i\" : \"-16.58\",\n\
            \t\"normalization_type\" : \"dynamic\",\n\t\"target_offset\" : \"0.58\"\n}\n";
        let found = Measured::read(said);
        let expected = Measured {
            lufs: -27.61,
            peak_dbtp: -4.47,
            range_lu: 18.06,
            threshold_lufs: -39.2,
            offset_lu: 0.58,
        };
        assert_eq!(found, Ok(Some(expected)));
        assert_eq!(Measured::read(&said.replace("-27.61", "-inf")), Ok(None), "silence has no loudness");
        assert!(Measured::read("nothing").is_err());
        assert!(Measured::read("} {").is_err());
    }
}
