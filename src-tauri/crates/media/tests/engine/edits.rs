//! Edits of films, told apart by single frames and by what is heard.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use upbeat_domain::code::Code;
use upbeat_domain::media::{
    Choices, Gain, Loudness, Lufs, Output, Piece, Sound, Speed, Step, TruePeak, VideoOutput,
};
use upbeat_media::Rendered;
use upbeat_testkit::media::{Film, ffprobe};

use crate::workshop::{Workshop, film, names, recipe};

/// Samples a second at which sound is looked at.
const RATE: usize = 8_000;

/// A film of four seconds at 30 frames a second whose eight stripes are the bits of each frame's number, with this sound.
fn counting(folder: &Path, sound: &str) -> Result<PathBuf> {
    let file = folder.join("counting.mp4");
    let pictures = "color=black:size=160x120:rate=30:duration=4,geq=lum='40+160*mod(floor(N/pow(2,floor(X/20))),2)':cb=128:cr=128";
    ffmpeg(&["-f", "lavfi", "-i", pictures, "-f", "lavfi", "-i", sound], &file)?;
    Ok(file)
}

/// Runs ffmpeg to a file; what it says comes back.
fn ffmpeg(arguments: &[&str], file: &Path) -> Result<String> {
    let line = ["-hide_banner", "-nostats", "-y"];
    let done = Command::new("ffmpeg").args(line).args(arguments).arg(file).output()?;
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    if done.status.success() { Ok(said) } else { bail!("{said}") }
}

/// The numbers of the frames that a film made of [`counting`] shows.
fn shown(file: &Path) -> Result<Vec<u32>> {
    let raw = file.with_extension("gray");
    let input = file.to_string_lossy();
    ffmpeg(&["-i", &input, "-vf", "scale=8:1:flags=area", "-pix_fmt", "gray", "-f", "rawvideo"], &raw)?;
    let bit = |(at, value): (usize, &u8)| u32::from(*value > 120) << at;
    Ok(std::fs::read(raw)?.chunks_exact(8).map(|frame| frame.iter().enumerate().map(bit).sum()).collect())
}

/// The sound of a film, one channel, -1 to 1.
fn heard(file: &Path) -> Result<Vec<f64>> {
    let raw = file.with_extension("pcm");
    let (input, rate) = (file.to_string_lossy(), RATE.to_string());
    ffmpeg(&["-i", &input, "-vn", "-ac", "1", "-ar", &rate, "-f", "s16le"], &raw)?;
    let bytes = std::fs::read(raw)?;
    let sample = |pair: &[u8]| f64::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0;
    Ok(bytes.chunks_exact(2).map(sample).collect())
}

/// Mean power of a part of the sound, seconds.
fn power(sound: &[f64], from: f64, to: f64) -> f64 {
    let at = |seconds: f64| ((seconds * RATE as f64) as usize).min(sound.len());
    let part = &sound[at(from)..at(to)];
    (part.iter().map(|v| v * v).sum::<f64>() / part.len().max(1) as f64).sqrt()
}

fn edited(shop: &Workshop, file: &Path, choices: Choices) -> Result<Rendered> {
    shop.make(file, recipe(Output::Video(film()), choices))
}

fn pieces(all: &[(u64, u64)]) -> Vec<Piece> {
    all.iter().map(|&(from_ms, to_ms)| Piece { from_ms, to_ms }).collect()
}

#[test]
fn pieces_are_joined_exact_to_the_frame_and_the_sound_stays_in_step() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    // A tone during the second second only.
    let file = counting(shop.folder(), "aevalsrc='0.5*sin(880*PI*t)*between(t,1,2)':s=48000:d=4")?;
    assert_eq!(shown(&file)?, (0..120).collect::<Vec<u32>>(), "the film counts");
    let chosen = pieces(&[(500, 1_500), (2_500, 3_000), (3_500, 4_000)]);
    let made = edited(&shop, &file, Choices { pieces: chosen.clone(), ..Choices::default() })?;
    let expected: Vec<u32> = (15..45).chain(75..90).chain(105..120).collect();
    assert_eq!(shown(&made.path)?, expected);
    assert!(made.steps.contains(&Step::Joined { pieces: chosen }), "{:?}", made.steps);
    assert!(made.duration_ms.is_some_and(|ms| ms.abs_diff(2_000) < 30), "{:?}", made.duration_ms);
    let sound = heard(&made.path)?;
    assert!(power(&sound, 0.05, 0.45) < 0.01, "silence before the tone");
    assert!(power(&sound, 0.55, 0.95) > 0.3, "the tone");
    assert!(power(&sound, 1.05, 1.95) < 0.01, "silence after the cut");
    assert!(sound.len().abs_diff(2 * RATE) < RATE / 20, "{} samples", sound.len());
    Ok(())
}

#[test]
fn a_piece_lands_on_its_frame_at_rates_that_are_no_whole_number() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = shop.folder().join("ntsc.mp4");
    let pictures = "color=black:size=160x120:rate=30000/1001:duration=4,geq=lum='40+160*mod(floor(N/pow(2,floor(X/20))),2)':cb=128:cr=128";
    ffmpeg(&["-f", "lavfi", "-i", pictures, "-g", "250"], &file)?;
    // The window tells moments in whole milliseconds: frame 50 is at 1668.33.
    let made = edited(&shop, &file, Choices { pieces: pieces(&[(1_668, 2_002)]), ..Choices::default() })?;
    assert_eq!(shown(&made.path)?, (50..60).collect::<Vec<u32>>());
    let one = edited(&shop, &file, Choices { pieces: pieces(&[(1_000, 1_034)]), ..Choices::default() })?;
    assert_eq!(shown(&one.path)?.len(), 1, "one frame is a film");
    Ok(())
}

#[test]
fn speed_changes_the_length_and_not_the_pitch() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = counting(shop.folder(), "sine=frequency=440:sample_rate=48000:duration=4")?;
    for (factor, frames) in [(2.0, 60_usize), (0.5, 240), (4.0, 30), (0.25, 480)] {
        let speed = Speed::new(factor).context("a speed")?;
        let made = edited(&shop, &file, Choices { speed, ..Choices::default() })?;
        let shown = shown(&made.path)?;
        // The sound lasts a few milliseconds longer than the pictures.
        assert!(shown.len().abs_diff(frames) <= 1 + frames / 100, "{factor}: {} frames", shown.len());
        let middle = shown[shown.len() / 2];
        assert!(middle.abs_diff(60) <= 4, "{factor}: frame {middle} in the middle");
        assert!(made.steps.contains(&Step::Paced { speed }), "{:?}", made.steps);
        let sound = heard(&made.path)?;
        let turns = sound.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
        let pitch = turns as f64 / (sound.len() as f64 / RATE as f64);
        assert!((pitch - 440.0).abs() < 9.0, "{factor}: {pitch:.0} Hz");
    }
    Ok(())
}

#[test]
fn a_muted_film_keeps_its_pictures_as_they_are() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Film { seconds: 1, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let sound = Sound { muted: true, ..Sound::default() };
    let made = edited(&shop, &file, Choices { sound, ..Choices::default() })?;
    assert_eq!(names(&made.steps), ["muted", "remuxed"]);
    assert!(ffprobe(&made.path, "a", "stream=codec_name")?.is_empty());
    let output = VideoOutput { frame_px: Some((320, 320)), ..film() };
    let small = recipe(Output::Video(output), Choices { sound, ..Choices::default() });
    let made = shop.make(&file, small)?;
    assert!(ffprobe(&made.path, "a", "stream=codec_name")?.is_empty());
    assert!(names(&made.steps).contains(&"muted"), "{:?}", made.steps);
    Ok(())
}

#[test]
fn the_sound_is_as_much_louder_as_it_was_asked_to_be() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = counting(shop.folder(), "aevalsrc='0.1*sin(880*PI*t)':s=48000:d=4")?;
    let before = power(&heard(&file)?, 0.5, 3.5);
    for (db, factor) in [(6.0, 1.995), (-12.0, 0.2512)] {
        let gain = Gain::new(db).context("a gain")?;
        let sound = Sound { gain: Some(gain), ..Sound::default() };
        let made = edited(&shop, &file, Choices { sound, ..Choices::default() })?;
        let ratio = power(&heard(&made.path)?, 0.5, 3.5) / before;
        assert!((ratio / factor - 1.0).abs() < 0.05, "{db} dB: {ratio:.3}");
        assert!(made.steps.contains(&Step::Amplified { gain }), "{:?}", made.steps);
    }
    Ok(())
}

/// Loudness and true peak as ffmpeg's meter shows them.
fn metered(file: &Path) -> Result<(f64, f64)> {
    let said = ffmpeg(
        &["-i", &file.to_string_lossy(), "-vn", "-af", "ebur128=peak=true", "-f", "null"],
        Path::new("-"),
    )?;
    let summary = said.rsplit_once("Summary:").context("a summary")?.1;
    let value = |name: &str| -> Result<f64> {
        let line = summary.lines().find_map(|line| line.trim().strip_prefix(name)).context("a line")?;
        Ok(line.split_whitespace().next().context("a figure")?.parse()?)
    };
    Ok((value("I:")?, value("Peak:")?))
}

#[test]
fn sound_is_brought_to_a_loudness_and_what_was_measured_is_told() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = counting(shop.folder(), "aevalsrc='0.03*sin(880*PI*t)|0.03*sin(660*PI*t)':s=48000:d=4")?;
    let (before, _) = metered(&file)?;
    let to = Loudness {
        target: Lufs::new(-16.0).context("a loudness")?,
        peak: TruePeak::new(-1.0).context("a peak")?,
    };
    let sound = Sound { loudness: Some(to), ..Sound::default() };
    let made = edited(&shop, &file, Choices { sound, ..Choices::default() })?;
    let (after, peak) = metered(&made.path)?;
    assert!((after + 16.0).abs() < 0.7, "{after} LUFS, {before} before");
    assert!(peak < -0.5, "{peak} dBTP");
    let told = made.steps.iter().find_map(|step| {
        if let Step::Levelled { from, to_lufs, .. } = step {
            Some((from.integrated_lufs, *to_lufs))
        } else {
            None
        }
    });
    let (from_lufs, told) = told.context("it is told")?;
    assert!(
        (from_lufs - before).abs() < 0.7 && told == to.target.get(),
        "{from_lufs} told, {before} metered"
    );
    Ok(())
}

#[test]
fn silence_has_no_loudness_and_stays_silent() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = counting(shop.folder(), "anullsrc=r=48000:d=4")?;
    let to = Loudness {
        target: Lufs::new(-16.0).context("a loudness")?,
        peak: TruePeak::new(-1.0).context("a peak")?,
    };
    let sound = Sound { loudness: Some(to), ..Sound::default() };
    let made = edited(&shop, &file, Choices { sound, ..Choices::default() })?;
    assert!(!names(&made.steps).contains(&"levelled"), "{:?}", made.steps);
    assert!(power(&heard(&made.path)?, 0.0, 4.0) < 0.001);
    Ok(())
}

#[test]
fn pieces_that_can_not_be_joined_are_refused_with_the_reason() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = counting(shop.folder(), "anullsrc=r=48000:d=4")?;
    let refused = [
        (&[(4_500, 5_000)][..], "no part of the film"),
        (&[(2_000, 3_000), (1_000, 1_500)], "before the piece in front"),
        (&[(1_000, 2_000), (1_900, 3_000)], "before the piece in front"),
        (&[(1_001, 1_005)], "holds no frame"),
    ];
    for (wrong, reason) in refused {
        let choices = Choices { pieces: pieces(wrong), ..Choices::default() };
        let made = shop.prepare(&file, &[recipe(Output::Video(film()), choices)])?.pop().context("one")?;
        let error = made.unwrap_err();
        assert_eq!(error.code(), Code::MediaPieces);
        assert!(error.args().get("reason").is_some_and(|told| told.contains(reason)), "{error}");
    }
    assert!(shop.left()?.is_empty());
    Ok(())
}

#[test]
fn joined_pieces_with_loud_peaks_come_to_their_loudness_below_their_peak() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    // A quiet tone with a loud tick at each half second: one gain isn't enough.
    let spiky = "aevalsrc='(0.03+0.3*lt(mod(t,0.5),0.004))*sin(880*PI*t)':s=48000:d=4";
    let file = counting(shop.folder(), spiky)?;
    let to = Loudness {
        target: Lufs::new(-18.0).context("a loudness")?,
        peak: TruePeak::new(-3.0).context("a peak")?,
    };
    let sound = Sound { loudness: Some(to), ..Sound::default() };
    let pieces = pieces(&[(0, 1_500), (2_000, 4_000)]);
    let made = edited(&shop, &file, Choices { sound, pieces, ..Choices::default() })?;
    let (after, peak) = metered(&made.path)?;
    let told = made.steps.iter().find_map(|step| {
        if let Step::Levelled { to_lufs, even, .. } = step { Some((*to_lufs, *even)) } else { None }
    });
    let (told_lufs, even) = told.context("it is told")?;
    assert!(!even && (told_lufs - after).abs() < 0.7, "{told_lufs} LUFS told, {after} metered");
    assert!((after + 18.0).abs() < 1.0, "{after} LUFS");
    assert!(peak <= -2.5, "{peak} dBTP");
    Ok(())
}
