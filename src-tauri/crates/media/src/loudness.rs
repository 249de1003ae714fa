//! How loud a sound is (EBU R 128), and the filter that brings it to a wanted loudness: one gain for all of it,
//! and a limiter for true peaks only where they would reach too high.

use std::ffi::OsString;
use std::time::Duration;

use upbeat_domain::media::{MeasuredLoudness, Step};

use crate::cancel::Cancel;
use crate::error::Fault;
use crate::tool::{Tool, Tools, run};

/// How much encoders to MP3 and AAC overshoot, dB.
pub(crate) const OVERSHOOT_DB: f64 = 0.5;

/// Highest true peak of what is made where nobody says another, dBTP: R 128 allows -1.
pub(crate) const TRUE_PEAK_DBTP_MAX: f64 = -1.0 - OVERSHOOT_DB;

/// Closer than this nobody hears it, and nothing is done, LU. R 128 allows as much in live programmes.
const CLOSE_LU: f64 = 1.0;

/// What the meter says of silence: its absolute gate, LUFS.
const SILENCE_LUFS: f64 = -70.0;

/// How close a limited sound has to come, LU.
const LIMITED_CLOSE_LU: f64 = 0.3;

/// Most that a limiter's loss is made up for, dB: beyond it the sound would be flattened.
const LIMITED_DB_MAX: f64 = 6.0;

/// Most times that a limited sound is measured.
const LIMITER_TRIES_MAX: usize = 3;

/// Samples per second at which the limiter sees peaks between samples.
const OVERSAMPLED_HZ: u32 = 192_000;

/// Measures the first sound track of what `input` names in ffmpeg's words (`-ss`, `-i`, `-t`…), after the
/// filters of `before`. None of silence, and of what is too short for the meter.
///
/// # Errors
/// When ffmpeg is missing, can't read the sound, takes longer than `limit` or is cancelled.
pub(crate) fn measure(
    input: &[OsString],
    before: &str,
    tools: &Tools,
    limit: Duration,
    cancel: &Cancel,
) -> Result<Option<MeasuredLoudness>, Fault> {
    let mut command = tools.command(Tool::Ffmpeg)?;
    command.args(["-hide_banner", "-nostdin", "-nostats", "-v", "info", "-protocol_whitelist", "file"]);
    let comma = if before.is_empty() { "" } else { "," };
    // Why `ebur128` and not the first pass of `loudnorm`: the same figures in a sixth of the time.
    let meter = format!("{before}{comma}ebur128=peak=true:framelog=verbose");
    command.args(input).args(["-map", "0:a:0", "-vn", "-sn", "-dn", "-af", &meter, "-f", "null", "-"]);
    let finished = run(command, limit, cancel, &mut |_| {})?;
    if !finished.success {
        return Err(Fault::damaged(finished.complaint()));
    }
    Ok(read(&finished.said()))
}

/// Reads the summary that the meter prints at its end.
fn read(report: &str) -> Option<MeasuredLoudness> {
    let summary = &report[report.rfind("Integrated loudness:")?..];
    let after = |name: &str, text: &str| -> Option<f64> {
        text.split_once(name)?.1.split_whitespace().next()?.parse().ok()
    };
    let range = &summary[summary.find("Loudness range:")?..];
    let peaks = &summary[summary.find("True peak:")?..];
    let integrated_lufs = after("I:", summary)?;
    let loudness = MeasuredLoudness {
        integrated_lufs,
        range_lu: after("LRA:", range)?,
        true_peak_dbtp: after("Peak:", peaks.split_once("True peak:")?.1)?,
    };
    (integrated_lufs > SILENCE_LUFS && loudness.true_peak_dbtp.is_finite()).then_some(loudness)
}

/// How a sound gets to the loudness that is wanted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Levelling {
    /// The filters in ffmpeg's words.
    pub(crate) words: String,
    /// What a person is told.
    pub(crate) step: Step,
}

/// Whether a sound is as loud as wanted already, its peaks too.
pub(crate) fn is_at(is: &MeasuredLoudness, wanted_lufs: f64) -> bool {
    // Why 0: louder peaks than full scale clip in every player; below it a finished master is left alone.
    (is.integrated_lufs - wanted_lufs).abs() <= CLOSE_LU && is.true_peak_dbtp <= 0.0
}

/// What a sound is brought to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Goal {
    /// LUFS.
    pub(crate) lufs: f64,
    /// Highest true peak before it is encoded, dBTP.
    pub(crate) peak_dbtp: f64,
}

/// The filters that bring a sound to its goal. `rate_hz` is what comes out where they have to resample;
/// `again` measures what filters make of the sound: a limiter takes away of its loudness, which a higher gain
/// brings back.
///
/// # Errors
/// What `again` fails with.
pub(crate) fn levelling(
    is: &MeasuredLoudness,
    Goal { lufs: wanted_lufs, peak_dbtp }: Goal,
    rate_hz: u32,
    again: &dyn Fn(&str) -> Result<Option<MeasuredLoudness>, Fault>,
) -> Result<Levelling, Fault> {
    let mut gain_db = wanted_lufs - is.integrated_lufs;
    let even = is.true_peak_dbtp + gain_db <= peak_dbtp;
    if even {
        let step = Step::Levelled { from: *is, to_lufs: wanted_lufs, even };
        return Ok(Levelling { words: format!("volume={gain_db:.2}dB"), step });
    }
    // Why not `loudnorm`: where one gain isn't enough it rides the volume, and ends up two LU too quiet on a sound of
    // six seconds.
    let limited = |gain_db: f64| {
        format!(
            "volume={gain_db:.2}dB,aresample={OVERSAMPLED_HZ},\
             alimiter=limit={peak_dbtp}dB:attack=5:release=50:level=false,aresample={rate_hz}"
        )
    };
    let most_db = gain_db + LIMITED_DB_MAX;
    let (mut words, mut to_lufs) = (limited(gain_db), wanted_lufs);
    for attempt in 1..=LIMITER_TRIES_MAX {
        let Some(reached) = again(&words)? else { break };
        to_lufs = reached.integrated_lufs;
        let missing_db = wanted_lufs - to_lufs;
        // Why not after the last: what is told has to be what was measured.
        if missing_db < LIMITED_CLOSE_LU || gain_db >= most_db || attempt == LIMITER_TRIES_MAX {
            break;
        }
        gain_db = (gain_db + missing_db * 1.3).min(most_db);
        words = limited(gain_db);
    }
    Ok(Levelling { words, step: Step::Levelled { from: *is, to_lufs, even } })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a sound that can't be made has failed")]

    use std::path::Path;

    use super::*;
    use crate::tool::local_file;

    /// A sound by ffmpeg's sources, 48 kHz.
    fn write(folder: &Path, name: &str, source: &str) -> std::path::PathBuf {
        let file = folder.join(name);
        let mut line = std::process::Command::new("ffmpeg");
        line.args(["-v", "error", "-y", "-f", "lavfi", "-i", source, "-ar", "48000"]).arg(&file);
        assert!(line.status().unwrap().success(), "{source}");
        file
    }

    fn measured(file: &Path, before: &str) -> Option<MeasuredLoudness> {
        let input = ["-i".into(), local_file(file).unwrap()];
        measure(&input, before, &Tools::detect(), Duration::from_secs(60), &Cancel::new()).unwrap()
    }

    /// Asks the other meter, the first pass of `loudnorm`, what comes out: loudness and true peak.
    fn by_loudnorm(file: &Path, words: &str) -> (f64, f64) {
        let chain = format!("{words},loudnorm=print_format=json");
        let mut line = std::process::Command::new("ffmpeg");
        line.args(["-hide_banner", "-nostats", "-i"]).arg(file).args(["-af", &chain, "-f", "null", "-"]);
        let said = String::from_utf8(line.output().unwrap().stderr).unwrap();
        let json: serde_json::Value = serde_json::from_str(&said[said.rfind('{').unwrap()..]).unwrap();
        let figure = |name: &str| json[name].as_str().unwrap().parse::<f64>().unwrap();
        (figure("input_i"), figure("input_tp"))
    }

    #[test]
    fn a_tone_of_ebu_tech_3341_is_as_loud_as_the_standard_says() {
        if !upbeat_testkit::material::is_here() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        // Case 1 of EBU Tech 3341: 1 kHz in both channels at -23 dBFS is -23 LUFS.
        let tone = "aevalsrc=0.0707946*sin(2*PI*1000*t)|0.0707946*sin(2*PI*1000*t):d=20:s=48000";
        let found = measured(&write(folder.path(), "tone.wav", tone), "").unwrap();
        assert!((found.integrated_lufs + 23.0).abs() <= 0.1, "{found:?}");
        assert!((found.true_peak_dbtp + 23.0).abs() <= 0.2 && found.range_lu < 0.2, "{found:?}");
        let quieter = measured(&folder.path().join("tone.wav"), "volume=-10dB").unwrap();
        assert!((quieter.integrated_lufs + 33.0).abs() <= 0.1, "the filters before it count: {quieter:?}");
    }

    #[test]
    fn a_sound_with_room_above_it_gets_one_gain_and_one_without_is_held_below_its_peak() {
        if !upbeat_testkit::material::is_here() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let calm = "anoisesrc=d=20:c=pink:a=0.05:seed=1,aformat=channel_layouts=stereo";
        // A click each second, seventeen decibels above the rest.
        let spiky = "anoisesrc=d=20:c=pink:a=0.05:seed=2,volume='if(lt(mod(t,1),0.01),7,1)':eval=frame,\
                     aformat=channel_layouts=stereo";
        for (name, source, even) in [("calm.wav", calm, true), ("spiky.wav", spiky, false)] {
            let file = write(folder.path(), name, source);
            let again = |words: &str| Ok(measured(&file, words));
            let goal = Goal { lufs: -16.0, peak_dbtp: TRUE_PEAK_DBTP_MAX };
            let levelling = levelling(&measured(&file, "").unwrap(), goal, 48_000, &again).unwrap();
            let Step::Levelled { even: told, .. } = levelling.step else { panic!("{levelling:?}") };
            assert_eq!(told, even, "{name}");
            let (lufs, peak) = by_loudnorm(&file, &levelling.words);
            assert!((lufs + 16.0).abs() <= if even { 0.15 } else { 0.5 }, "{name}: {lufs} LUFS");
            assert!(peak <= -1.0, "{name}: {peak} dBTP");
        }
    }

    #[test]
    fn silence_has_no_loudness() {
        if !upbeat_testkit::material::is_here() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        for source in ["anullsrc=d=5", "sine=d=0.2"] {
            assert_eq!(measured(&write(folder.path(), "short.wav", source), ""), None, "{source}");
        }
    }
}
