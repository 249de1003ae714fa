//! Sounds, read back by ffprobe and measured by ffmpeg's `ebur128`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use upbeat_domain::code::Code;
use upbeat_domain::media::{
    AudioOutput, Chapter, Choices, Loudness, Lufs, MediaKind, Output, Piece, Recipe, SoundChoices,
    SoundCodec, Speed, Step, TruePeak,
};
use upbeat_media::Rendered;
use upbeat_testkit::media::{Film, Photo, Rgb, ffprobe, similarity};

use crate::workshop::{Workshop, names, recipe};

/// What is said in the chapters of [`record`].
const CHAPTERS: &str = ";FFMETADATA1\ntitle=Été; le réveil\nartist=Radio Ada\ncomment=recorded by Phone 12\n\
    [CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=2000\ntitle=Bonjour = hello\n\
    [CHAPTER]\nTIMEBASE=1/1000\nSTART=2000\nEND=6000\ntitle=La suite\n";

/// Writes six seconds of something like speech, quiet, with chapters, tags and a cover that says where it was
/// taken; the name's ending chooses the kind.
pub(crate) fn record(shop: &Workshop, name: &str, more: &[&str]) -> Result<PathBuf> {
    let (file, tags) = (shop.folder().join(name), shop.folder().join("tags.txt"));
    std::fs::write(&tags, CHAPTERS)?;
    let photo = Photo { upright_px: (600, 600), private: true, ..Photo::default() };
    let cover = photo.write(shop.folder(), "cover.jpg")?;
    let voice = "anoisesrc=d=6:c=pink:a=0.4:seed=3:r=44100,volume='0.1+0.1*abs(sin(4*t))':eval=frame";
    let pictured = name.ends_with("mp3") || name.ends_with("m4a") || name.ends_with("flac");
    let mut line = Command::new("ffmpeg");
    line.args(["-v", "error", "-y", "-f", "lavfi", "-i", voice, "-f", "ffmetadata", "-i"]).arg(&tags);
    if pictured {
        line.arg("-i").arg(cover).args(["-map", "2:v", "-c:v", "copy", "-disposition:v:0", "attached_pic"]);
    }
    line.args(["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1", "-ac", "2"]).args(more).arg(&file);
    ensure!(line.status()?.success(), "{name}");
    Ok(file)
}

pub(crate) fn sound() -> AudioOutput {
    let mimes = ["audio/mpeg", "audio/mp4", "audio/flac", "audio/ogg", "audio/wav"];
    AudioOutput { mimes: mimes.map(str::to_owned).to_vec(), max_bytes: 10_000_000, max_duration_ms: None }
}

fn asked(choices: SoundChoices) -> Recipe {
    recipe(Output::Audio(sound()), Choices { audio: choices, ..Choices::default() })
}

/// Loudness and true peak of all of it by ffmpeg's meter.
pub(crate) fn loudness(file: &Path) -> Result<(f64, f64)> {
    let mut line = Command::new("ffmpeg");
    line.args(["-hide_banner", "-nostats", "-i"]).arg(file);
    line.args(["-map", "0:a", "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"]);
    let said = String::from_utf8(line.output()?.stderr)?;
    let figure = |name: &str| -> Result<f64> {
        let (_, after) = said.rsplit_once(name).context("no report")?;
        Ok(after.split_whitespace().next().context("no figure")?.parse()?)
    };
    Ok((figure("I:")?, figure("Peak:")?))
}

/// The chapters by ffprobe: start in tenths of a second, as an MP3 counts the silence that its encoder adds, and
/// title.
pub(crate) fn chapters(made: &Path) -> Result<Vec<(i64, String)>> {
    let found = ffprobe(made, "a", "chapter=start_time:chapter_tags=title")?;
    let of = |name: &str| found.iter().filter(|(n, _)| n == name).map(|(_, v)| v.clone()).collect::<Vec<_>>();
    let tenths = |start: String| -> Result<i64> { Ok((start.parse::<f64>()? * 10.0).round() as i64) };
    of("start_time")
        .into_iter()
        .zip(of("TAG:title"))
        .map(|(start, title)| Ok((tenths(start)?, title)))
        .collect()
}

#[test]
fn every_kind_of_sound_is_read_in_depth() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    for (name, codec, more) in [
        ("a.mp3", "mp3", &["-b:a", "128k", "-id3v2_version", "3"][..]),
        ("a.m4a", "aac", &["-b:a", "128k"]),
        ("a.flac", "flac", &[]),
        ("a.ogg", "vorbis", &["-c:a", "libvorbis"]),
        ("a.wav", "pcm_s16le", &[]),
    ] {
        let info = shop.probe(&record(&shop, name, more)?)?;
        assert_eq!((info.kind, info.audio_codec.as_deref()), (MediaKind::Audio, Some(codec)));
        assert_eq!(Some(info.container.as_str()), name.strip_prefix("a."));
        let sound = info.sound.context("no depth")?;
        assert_eq!((sound.channels, sound.rate_hz), (2, 44_100), "{name}");
        assert!(sound.bitrate_bps > 30_000, "{name}: {sound:?}");
        assert_eq!(
            (sound.title.as_deref(), sound.artist.as_deref()),
            (Some("Été; le réveil"), Some("Radio Ada"))
        );
        assert!(
            info.duration_ms.is_some_and(|ms| ms.abs_diff(6_000) < 100),
            "{name}: {:?}",
            info.duration_ms
        );
        assert!(info.has_metadata, "{name}: a comment is private");
        let pictured = !name.ends_with("ogg") && !name.ends_with("wav");
        assert_eq!(sound.has_cover, pictured, "{name}");
        // FFmpeg writes chapters into no other.
        if matches!(codec, "mp3" | "aac") {
            let second = Chapter { start_ms: 2_000, end_ms: 6_000, title: "La suite".to_owned() };
            assert_eq!((sound.chapters.len(), sound.chapters.get(1)), (2, Some(&second)), "{name}");
        }
    }
    Ok(())
}

/// Fails unless listeners get what they expect of a podcast, and nothing private.
fn assert_podcast(made: &Rendered, codec: &str, lufs: f64) -> Result<()> {
    let found = ffprobe(&made.path, "a:0", "stream=codec_name,sample_rate,channels")?;
    let found: Vec<&str> = found.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(found, [codec, "44100", "2"]);
    let (is, peak) = loudness(&made.path)?;
    assert!((is - lufs).abs() < 0.6, "{is} LUFS, wanted {lufs}");
    assert!(peak <= -1.0, "{peak} dBTP");
    let expected = [(0, "Bonjour = hello".to_owned()), (20, "La suite".to_owned())];
    assert_eq!(chapters(&made.path)?, expected);
    let written = ffprobe(&made.path, "a", "format_tags=title,artist,comment")?;
    let mut written: Vec<&str> = written.iter().map(|(_, value)| value.as_str()).collect();
    written.sort_unstable();
    assert_eq!(written, ["Radio Ada", "Été; le réveil"], "and no comment");
    let cover = ffprobe(&made.path, "v:0", "stream=codec_name,width")?;
    assert_eq!(cover.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>(), ["mjpeg", "600"]);
    Ok(())
}

#[test]
fn a_quiet_recording_becomes_a_podcast() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    for (name, codec, tool, lufs) in [
        ("a.m4a", SoundCodec::Mp3, "mp3", None),
        ("a.mp3", SoundCodec::Aac, "aac", None),
        ("b.m4a", SoundCodec::Aac, "aac", Lufs::new(-20.0)),
    ] {
        let file = record(&shop, name, &["-b:a", "192k"])?;
        let before = std::fs::read(&file)?;
        let loudness = lufs.zip(TruePeak::new(-1.5)).map(|(target, peak)| Loudness { target, peak });
        let mut wanted = asked(SoundChoices { codec: Some(codec), ..SoundChoices::default() });
        wanted.choices.sound.loudness = loudness;
        let made = shop.make(&file, wanted)?;
        assert_podcast(&made, tool, lufs.map_or(-16.0, Lufs::get))?;
        assert_eq!(names(&made.steps), ["metadata_removed", "levelled", "sound_encoded", "encoded"]);
        for secret in [&b"Phone 12"[..], b"GPSLatitude", b"recorded by"] {
            let bytes = std::fs::read(&made.path)?;
            assert!(!bytes.windows(secret.len()).any(|w| w == secret), "{name}: {secret:?}");
        }
        assert_eq!((made.mime.as_str(), made.width_px), (codec.mime(), 0));
        assert_eq!(std::fs::read(&file)?, before, "an original is never written to");
    }
    Ok(())
}

#[test]
fn a_sound_at_its_loudness_is_passed_on_without_what_is_private() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = record(&shop, "a.m4a", &["-b:a", "192k"])?;
    let ready = shop.make(&file, asked(SoundChoices::default()))?;
    let again = shop.make(&ready.path, asked(SoundChoices::default()))?;
    assert_eq!(names(&again.steps), ["passed_through"]);
    assert_eq!(std::fs::read(&again.path)?, std::fs::read(&ready.path)?);
    // The same with a comment in it: only the container is written anew.
    let noted = shop.folder().join("noted.mp3");
    let mut line = Command::new("ffmpeg");
    line.args(["-v", "error", "-i"]).arg(&ready.path);
    line.args(["-c", "copy", "-metadata", "comment=recorded by Ada's Phone 12"]).arg(&noted);
    ensure!(line.status()?.success());
    let made = shop.make(&noted, asked(SoundChoices::default()))?;
    assert_eq!(names(&made.steps), ["metadata_removed", "remuxed"]);
    assert_podcast(&made, "mp3", -16.0)?;
    let kept = shop.make(&noted, asked(SoundChoices { keep_tags: true, ..SoundChoices::default() }))?;
    assert_eq!(names(&kept.steps), ["passed_through"]);
    Ok(())
}

#[test]
fn one_channel_stays_one_and_a_part_has_the_chapters_of_its_part() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = record(&shop, "a.m4a", &["-ac", "1"])?;
    let choices = Choices { pieces: vec![Piece { from_ms: 1_500, to_ms: 5_500 }], ..Choices::default() };
    let made = shop.make(&file, recipe(Output::Audio(sound()), choices))?;
    assert!(made.steps.contains(&Step::Trimmed { from_ms: 1_500, to_ms: 5_500 }), "{:?}", made.steps);
    let encoded = Step::SoundEncoded { codec: SoundCodec::Mp3, bitrate_bps: 96_000, channels: 1 };
    assert!(made.steps.contains(&encoded), "{:?}", made.steps);
    assert!(made.duration_ms.is_some_and(|ms| ms.abs_diff(4_000) < 80), "{:?}", made.duration_ms);
    let (is, _) = loudness(&made.path)?;
    assert!((is + 19.0).abs() < 0.6, "{is} LUFS in one channel");
    let starts: Vec<i64> = chapters(&made.path)?.into_iter().map(|(at, _)| at).collect();
    assert_eq!(starts, [0, 5]);
    Ok(())
}

#[test]
fn limits_of_a_sound_are_kept_or_told() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = record(&shop, "a.wav", &[])?;
    let within = |output: AudioOutput| recipe(Output::Audio(output), Choices::default());
    let small = shop.make(&file, within(AudioOutput { max_bytes: 90_000, ..sound() }))?;
    assert!(small.bytes <= 90_000 && small.bytes > 60_000, "{} bytes", small.bytes);
    let fails = |output: AudioOutput| -> Result<_> {
        Ok(shop.prepare(&file, &[within(output)])?.pop().context("one")?.unwrap_err())
    };
    let error = fails(AudioOutput { max_bytes: 20_000, ..sound() })?;
    assert_eq!(error.code(), Code::MediaOverBudget);
    let least: u64 = error.args().get("bytes").context("the size that it would take")?.parse()?;
    assert!(shop.make(&file, within(AudioOutput { max_bytes: least, ..sound() })).is_ok(), "{least}");
    assert_eq!(fails(AudioOutput { max_duration_ms: Some(5_000), ..sound() })?.code(), Code::MediaDuration);
    let mimes = vec!["audio/aac".to_owned()];
    assert_eq!(fails(AudioOutput { mimes, ..sound() })?.code(), Code::MediaWrongKind);
    Ok(())
}

#[test]
fn a_picture_that_calls_itself_a_cover_does_no_harm() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = record(&shop, "a.mp3", &["-b:a", "128k"])?;
    // The cover's pixels are cut off in the midst: it is left out, the sound is made.
    let mut bytes = std::fs::read(&file)?;
    let at = bytes.windows(3).position(|w| w == [0xFF, 0xD8, 0xFF]).context("no cover")?;
    bytes[at + 3..at + 400].fill(0);
    let broken = shop.folder().join("broken.mp3");
    std::fs::write(&broken, bytes)?;
    let made = shop.make(&broken, asked(SoundChoices::default()))?;
    assert!(ffprobe(&made.path, "v", "stream=codec_name")?.is_empty());
    Ok(())
}

#[test]
fn a_grid_shows_the_cover_of_a_sound_or_its_wave() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let shown = |name: &str| -> Result<Rgb> {
        let file = record(&shop, name, &[])?;
        let info = shop.probe(&file)?;
        let tile = shop.folder().join("tile.jpg");
        std::fs::write(&tile, shop.engine.thumbnail(&file, &info, 200)?.jpeg)?;
        assert_eq!((shop.probe(&tile)?.width_px, shop.probe(&tile)?.height_px), (200, 200));
        Rgb::read(&tile, &[])
    };
    let cover = shop.folder().join("cover.jpg");
    let pictured = shown("a.mp3")?;
    let alike = similarity(&pictured, &Rgb::read(&cover, &["-auto-orient", "-resize", "200x200!"])?);
    assert!(alike > 0.9, "{alike}");
    let drawn = shown("a.wav")?;
    let (middle, corner) = (drawn.around(0.5, 0.5)[0], drawn.around(0.05, 0.05)[0]);
    assert!(middle > corner + 60.0, "a light wave on dark: {middle} and {corner}");
    Ok(())
}

#[test]
fn peaks_follow_the_sound() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = shop.folder().join("half.wav");
    let mut line = Command::new("ffmpeg");
    line.args(["-v", "error", "-f", "lavfi", "-i", "sine=d=4,volume='if(lt(t,2),0,4)':eval=frame"])
        .arg(&file);
    ensure!(line.status()?.success());
    let peaks = shop.engine.peaks(&file, 40)?;
    assert_eq!(peaks.len(), 40);
    assert!(peaks[..19].iter().all(|peak| *peak < 0.01), "{peaks:?}");
    assert!(peaks[21..].iter().all(|peak| (0.45..0.55).contains(peak)), "{peaks:?}");
    let silent = Film { sound: false, seconds: 1, ..Film::default() }.write(shop.folder(), "silent.mp4")?;
    assert_eq!(shop.engine.peaks(&silent, 4).unwrap_err().code(), Code::MediaDamaged);
    Ok(())
}

#[test]
fn what_only_a_film_can_have_is_refused_and_not_left_out_in_silence() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = record(&shop, "a.m4a", &["-b:a", "192k"])?;
    let mut wanted = asked(SoundChoices::default());
    wanted.choices.speed = Speed::new(2.0).context("a speed")?;
    let error = shop.make(&file, wanted).expect_err("a sound has one speed");
    assert!(error.to_string().contains("speed"), "{error}");
    Ok(())
}
