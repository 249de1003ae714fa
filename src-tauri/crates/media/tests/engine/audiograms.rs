//! Films made of sounds, read back by ffprobe and looked at through ImageMagick.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use upbeat_domain::code::Code;
use upbeat_domain::media::{
    Choices, MediaKind, Output, Piece, Recipe, SafeZone, SoundChoices, Step, VideoOutput,
};
use upbeat_media::{Cancel, Rendered};
use upbeat_testkit::media::{LADYBIRD, Rgb, ffprobe, picture, similarity};

use crate::films::{assert_plain, size};
use crate::sounds::loudness;
use crate::workshop::{Workshop, film, names, recipe, video};

/// Six seconds of something like speech with a ladybird as its cover.
fn episode(shop: &Workshop) -> Result<PathBuf> {
    let file = shop.folder().join("episode.mp3");
    let cover = picture(shop.folder(), "cover.jpg", LADYBIRD, &["-resize", "900x900^", "-strip"])?;
    let voice = "aevalsrc='(0.02+0.2*pow(abs(sin(4*t)*sin(0.7*t)),3))*\
                 (sin(880*t)+0.6*sin(1760*t+1)+0.4*sin(2640*t+2)+0.2*sin(5280*t))':d=6:s=44100";
    let mut line = Command::new("ffmpeg");
    line.args(["-v", "error", "-y", "-f", "lavfi", "-i", voice, "-i"]).arg(cover);
    line.args(["-map", "0:a", "-map", "1:v", "-c:v", "copy", "-disposition:v:0", "attached_pic"]);
    line.args(["-metadata", "title=Pourquoi les coccinelles ont des points", "-b:a", "128k"]).arg(&file);
    ensure!(line.status()?.success());
    Ok(file)
}

fn frame(made: &Rendered, folder: &Path, at: &str) -> Result<Rgb> {
    let file = folder.join("frame.png");
    let mut line = Command::new("ffmpeg");
    line.args(["-v", "error", "-y", "-ss", at, "-i"]).arg(&made.path).args(["-frames:v", "1"]).arg(&file);
    ensure!(line.status()?.success());
    Rgb::read(&file, &[])
}

fn framed(frame_px: (u32, u32), safe: Option<SafeZone>) -> Recipe {
    video(VideoOutput { frame_px: Some(frame_px), safe, ..film() })
}

#[test]
fn a_sound_becomes_a_film_in_every_frame() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = episode(&shop)?;
    let story =
        SafeZone { width_px: 1080, height_px: 1920, top_px: 270, bottom_px: 380, ..SafeZone::default() };
    let frames = [((540, 960), Some(story)), ((540, 540), None), ((960, 540), None)];
    let mut recipes = frames.map(|(px, safe)| framed(px, safe)).to_vec();
    recipes.push(recipes[1].clone());
    let made = shop.prepare(&file, &recipes)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    assert_eq!(
        (made[1].hash, made[1].path == made[3].path),
        (made[3].hash, false),
        "equal work is done once"
    );
    for (made, (frame_px, _)) in made.iter().zip(frames) {
        assert_eq!((size(&made.path)?, (made.width_px, made.height_px)), (frame_px, frame_px));
        assert_plain(made)?;
        assert!(made.duration_ms.is_some_and(|ms| ms.abs_diff(6_000) < 100), "{:?}", made.duration_ms);
        let (lufs, peak) = loudness(&made.path)?;
        assert!((lufs + 16.0).abs() < 0.6 && peak <= -1.0, "{lufs} LUFS, {peak} dBTP");
        assert_eq!(names(&made.steps), ["levelled", "audiogram", "transcoded", "encoded"]);
        assert!(made.steps.contains(&Step::Audiogram { frame_px, cover: true }), "{:?}", made.steps);
        let [early, late] = ["0.5", "5"].map(|at| frame(made, shop.folder(), at));
        let alike = similarity(&early?, &late?);
        assert!((0.5..0.99).contains(&alike), "the cover stands still, the wave moves: {alike}");
    }
    Ok(())
}

#[test]
fn the_progress_reaches_as_far_as_the_sound_has_come() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = shop.folder().join("silent.wav");
    let mut line = Command::new("ffmpeg");
    line.args(["-v", "error", "-f", "lavfi", "-i", "anullsrc=d=4"]).arg(&file);
    ensure!(line.status()?.success());
    let choices = Choices { background: Some([20, 60, 200]), ..Choices::default() };
    let output = Output::Video(VideoOutput { frame_px: Some((640, 360)), ..film() });
    let made = shop.make(&file, recipe(output, choices))?;
    assert_eq!(names(&made.steps), ["audiogram", "transcoded", "encoded"], "silence has no loudness");
    for (at, share) in [("1", 0.25), ("3", 0.75)] {
        let shown = frame(&made, shop.folder(), at)?;
        let corner = shown.around(0.02, 0.03);
        assert!(corner.iter().zip([20.0, 60.0, 200.0]).all(|(a, b)| (a - b).abs() < 8.0), "{corner:?}");
        // The progress is the lowest thing in the frame: the last row that isn't all backdrop.
        let red = |x: f64, y: f64| shown.around(x, y)[0];
        let row = (0..180).rev().map(|y| (f64::from(y) * 2.0 + 1.0) / 360.0).find(|y| red(0.1, *y) > 60.0);
        let row = row.context("no progress to be seen")?;
        let (before, after) = (0.05 + 0.9 * share - 0.06, 0.05 + 0.9 * share + 0.06);
        assert!(
            red(before, row) > red(after, row) + 20.0,
            "{at} s: {} and {}",
            red(before, row),
            red(after, row)
        );
    }
    Ok(())
}

#[test]
fn a_hostile_title_is_drawn_as_words() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = episode(&shop)?;
    let title = |title: &str| {
        let audio = SoundChoices { title: Some(title.to_owned()), ..SoundChoices::default() };
        let output = Output::Video(VideoOutput { frame_px: Some((360, 360)), ..film() });
        shop.make(&file, recipe(output, Choices { audio, ..Choices::default() }))
    };
    let none = frame(&title("")?, shop.folder(), "1")?;
    let words = frame(&title("{\\p1}';[0:v]ass=/etc/passwd,\u{202e}\n\0 %{x}")?, shop.folder(), "1")?;
    assert!(similarity(&none, &words) < 0.99, "words are seen");
    Ok(())
}

#[test]
fn limits_of_an_audiogram_are_kept_or_told() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = episode(&shop)?;
    let square = VideoOutput { frame_px: Some((540, 540)), ..film() };
    let small = shop.make(&file, video(VideoOutput { max_bytes: 260_000, ..square.clone() }))?;
    assert!(small.bytes <= 260_000, "{} bytes", small.bytes);
    let fails = |output: VideoOutput| -> Result<_> {
        Ok(shop.prepare(&file, &[video(output)])?.pop().context("one")?.unwrap_err().code())
    };
    assert_eq!(fails(VideoOutput { max_bytes: 20_000, ..square.clone() })?, Code::MediaOverBudget);
    assert_eq!(fails(VideoOutput { max_duration_ms: Some(3_000), ..square.clone() })?, Code::MediaDuration);
    let full = shop.make(&file, video(VideoOutput { min_bytes: Some(900_000), ..square.clone() }))?;
    assert_eq!(std::fs::metadata(&full.path)?.len(), 900_000);
    let choices = Choices { pieces: vec![Piece { from_ms: 1_000, to_ms: 3_000 }], ..Choices::default() };
    let part =
        shop.make(&file, recipe(Output::Video(VideoOutput { max_fps: Some(25.0), ..square }), choices))?;
    assert!(part.duration_ms.is_some_and(|ms| ms.abs_diff(2_000) < 100), "{:?}", part.duration_ms);
    assert_eq!(ffprobe(&part.path, "v:0", "stream=avg_frame_rate")?[0].1, "25/1");
    assert_eq!(shop.left()?, [part.path], "nothing unfinished");
    Ok(())
}

#[test]
fn an_audiogram_that_is_stopped_leaves_nothing() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = episode(&shop)?;
    let info = shop.probe(&file)?;
    assert_eq!((info.kind, info.width_px), (MediaKind::Audio, 0));
    let cancel = Cancel::new();
    let told = |_: upbeat_media::Progress| cancel.cancel();
    let recipes = [framed((1080, 1920), None)];
    let made = shop.engine.prepare(&file, &info, &recipes, &shop.out(), &told, &cancel);
    assert_eq!(made[0].as_ref().unwrap_err().code(), Code::Cancelled);
    assert!(shop.left()?.is_empty(), "{:?}", shop.left()?);
    Ok(())
}
