//! Captions of films, read back by ffmpeg and looked for in the pictures.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use upbeat_domain::media::{
    CaptionPlace, CaptionStyle, CaptionWay, Captions, Choices, Cue, Output, Piece, SafeZone, Step,
    VideoOutput,
};
use upbeat_media::{Cancel, Rendered};
use upbeat_testkit::media::{Rgb, ffprobe};

use crate::workshop::{Workshop, film, names, recipe};

/// A dark film of four seconds without sound.
fn dark(folder: &Path) -> Result<std::path::PathBuf> {
    let file = folder.join("dark.mp4");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "color=#204060:size=640x360:rate=30:duration=4"])
        .args(["-pix_fmt", "yuv420p", "-movflags", "+faststart", "-fflags", "+bitexact"])
        .args(["-map_metadata", "-1"])
        .arg(&file)
        .status()?;
    ensure!(made.success(), "ffmpeg makes a film");
    Ok(file)
}

fn cue(from_ms: u64, to_ms: u64, text: &str) -> Cue {
    Cue { from_ms, to_ms, text: text.to_owned() }
}

fn with(cues: &[Cue], way: CaptionWay, style: CaptionStyle) -> Choices {
    Choices { captions: Some(Captions { cues: cues.to_vec(), way, style }), ..Choices::default() }
}

fn made(shop: &Workshop, file: &Path, choices: Choices) -> Result<Rendered> {
    shop.make(file, recipe(Output::Video(film()), choices))
}

/// The share of light pixels in a band of a frame, by its height.
fn light(shop: &Workshop, file: &Path, at_ms: u64, band: &str) -> Result<f64> {
    let path = shop.folder().join("frame.jpg");
    std::fs::write(&path, shop.engine.poster(file, Some(at_ms), 640, &Cancel::new())?)?;
    let picture = Rgb::read(&path, &["-crop", band, "+repage", "-threshold", "60%", "-resize", "1x1!"])?;
    Ok(picture.around(0.5, 0.5)[0] / 255.0)
}

#[test]
fn captions_beside_a_film_follow_its_pieces() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = dark(shop.folder())?;
    let source = shop.folder().join("said.srt");
    std::fs::write(
        &source,
        "1\n00:00:00,500 --> 00:00:01,500\n<i>One</i>\n\n2\n00:00:03,000 --> 00:00:03,500\nTwo\n",
    )?;
    let cues = shop.engine.captions(&source)?;
    assert_eq!(cues, [cue(500, 1_500, "One"), cue(3_000, 3_500, "Two")]);
    let pieces = vec![Piece { from_ms: 1_000, to_ms: 2_000 }, Piece { from_ms: 3_000, to_ms: 4_000 }];
    for way in [CaptionWay::Srt, CaptionWay::Vtt] {
        let choices = Choices { pieces: pieces.clone(), ..with(&cues, way, CaptionStyle::default()) };
        let made = made(&shop, &file, choices)?;
        assert_eq!(made.steps.last(), Some(&Step::Captioned { way, cues: 2 }));
        let beside = made.captions.context("a file beside it")?;
        assert_eq!(beside.extension().and_then(|e| e.to_str()), Some(way.as_str()));
        assert_eq!(shop.engine.captions(&beside)?, [cue(0, 500, "One"), cue(1_000, 1_500, "Two")]);
        // Another reader than ours takes it too.
        assert!(["subrip", "webvtt"].contains(&ffprobe(&beside, "s:0", "stream=codec_name")?[0].1.as_str()));
    }
    let whole = made(&shop, &file, with(&cues, CaptionWay::Srt, CaptionStyle::default()))?;
    assert_eq!(names(&whole.steps), ["passed_through", "captioned"], "the film itself stays as it is");
    Ok(())
}

#[test]
fn captions_become_a_track_without_encoding_the_film_again() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = dark(shop.folder())?;
    let hostile = "a <b>{\\an8}</b> & c";
    let cues = [cue(500, 1_500, hostile), cue(2_000, 3_000, "Zwei")];
    let made = made(&shop, &file, with(&cues, CaptionWay::Track, CaptionStyle::default()))?;
    assert_eq!(names(&made.steps), ["remuxed", "captioned"]);
    assert_eq!(ffprobe(&made.path, "s:0", "stream=codec_name")?[0].1, "mov_text");
    let text = shop.folder().join("back.vtt");
    let read = Command::new("ffmpeg").args(["-v", "error", "-i"]).arg(&made.path).arg(&text).status()?;
    assert!(read.success());
    let back = shop.engine.captions(&text)?;
    assert_eq!(
        back.iter().map(|cue| (cue.from_ms, cue.to_ms)).collect::<Vec<_>>(),
        [(500, 1_500), (2_000, 3_000)]
    );
    let shown = std::fs::read_to_string(&text)?;
    assert!(shown.contains("an8)") && shown.contains("& c") && shown.contains("<b>"), "{shown}");
    let fast = Choices {
        speed: upbeat_domain::media::Speed::new(2.0).context("a speed")?,
        ..with(&cues, CaptionWay::Track, CaptionStyle::default())
    };
    let made = self::made(&shop, &file, fast)?;
    assert!(names(&made.steps).contains(&"transcoded"));
    assert_eq!(ffprobe(&made.path, "s:0", "stream=codec_name")?[0].1, "mov_text");
    Ok(())
}

#[test]
fn burned_captions_stand_where_they_belong_for_as_long_as_they_are_said() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = dark(shop.folder())?;
    // Text that would move, hide or end the caption if it were obeyed.
    let cues = [cue(1_000, 2_000, "{\\an8\\alpha&HFF&}HELLO \\N;' : [v0]\n,WORLD")];
    let (top, bottom) = ("640x180+0+0", "640x180+0+180");
    let style = CaptionStyle { size: 90, boxed: false, ..CaptionStyle::default() };
    let made = made(&shop, &file, with(&cues, CaptionWay::Burned, style))?;
    assert!(light(&shop, &made.path, 1_500, bottom)? > 0.01, "it is seen below");
    assert!(light(&shop, &made.path, 1_500, top)? < 0.001, "and not above");
    for silent in [500, 2_500] {
        assert!(light(&shop, &made.path, silent, bottom)? < 0.001, "nothing is said at {silent} ms");
    }
    let above = CaptionStyle { place: CaptionPlace::Top, ..style };
    let made = self::made(&shop, &file, with(&cues, CaptionWay::Burned, above))?;
    assert!(light(&shop, &made.path, 1_500, top)? > 0.01, "it is seen above");
    let safe = SafeZone { width_px: 640, height_px: 360, bottom_px: 180, ..SafeZone::default() };
    let output = VideoOutput { safe: Some(safe), ..film() };
    let made = shop.make(&file, recipe(Output::Video(output), with(&cues, CaptionWay::Burned, style)))?;
    assert!(light(&shop, &made.path, 1_500, bottom)? < 0.001, "what the network covers stays free");
    assert!(light(&shop, &made.path, 1_500, top)? > 0.01);
    Ok(())
}

#[test]
fn two_networks_that_cover_other_parts_have_burned_captions_of_their_own() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = dark(shop.folder())?;
    let cues = [cue(1_000, 2_000, "HELLO WORLD")];
    let style = CaptionStyle { size: 90, boxed: false, ..CaptionStyle::default() };
    let covered = SafeZone { width_px: 640, height_px: 360, bottom_px: 180, ..SafeZone::default() };
    let of =
        |safe| recipe(Output::Video(VideoOutput { safe, ..film() }), with(&cues, CaptionWay::Burned, style));
    let made: Vec<Rendered> =
        shop.prepare(&file, &[of(None), of(Some(covered))])?.into_iter().collect::<Result<_, _>>()?;
    let bottom = "640x180+0+180";
    assert!(light(&shop, &made[0].path, 1_500, bottom)? > 0.01, "below, where nothing is covered");
    assert!(light(&shop, &made[1].path, 1_500, bottom)? < 0.001, "and clear of what the other covers");
    Ok(())
}

#[test]
fn captions_that_are_no_captions_are_refused() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = dark(shop.folder())?;
    let wrong = with(&[cue(2_000, 1_000, "a")], CaptionWay::Burned, CaptionStyle::default());
    let error =
        shop.prepare(&file, &[recipe(Output::Video(film()), wrong)])?.pop().context("one")?.unwrap_err();
    assert_eq!(error.code(), upbeat_domain::code::Code::MediaCaptions);
    let film = shop.engine.captions(&file).unwrap_err();
    assert_eq!(film.code(), upbeat_domain::code::Code::MediaCaptions);
    assert!(shop.left()?.is_empty());
    Ok(())
}
