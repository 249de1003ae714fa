//! Pictures that move: APNG and animated WebP become films where a film is wanted.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use upbeat_domain::media::{Choices, MediaKind, Output, Step};
use upbeat_testkit::media::{LADYBIRD, ffprobe, moving_gif};
use upbeat_testkit::skip::skipped;

use crate::workshop::{Workshop, film, framed, image, names, recipe, video};

fn ffmpeg(arguments: &[&str], file: &Path) -> Result<()> {
    let done = Command::new("ffmpeg").args(["-v", "error", "-y"]).args(arguments).arg(file).output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

/// A red square that grows see-through, eight frames of an eighth of a second.
fn moving(shop: &Workshop, name: &str, encoder: &[&str]) -> Result<PathBuf> {
    let file = shop.folder().join(name);
    let source = "color=c=red@0.5:size=160x120:rate=8:duration=1,format=rgba,fade=out:alpha=1:d=1";
    ffmpeg(&[&["-f", "lavfi", "-i", source], encoder].concat(), &file)?;
    Ok(file)
}

/// Whether this ffmpeg can make the material.
fn has_encoder(name: &str) -> bool {
    let said = Command::new("ffmpeg").args(["-v", "error", "-encoders"]).output();
    let found = said.is_ok_and(|said| String::from_utf8_lossy(&said.stdout).contains(name));
    if !found {
        skipped(format_args!("ffmpeg has no {name}"));
    }
    found
}

#[test]
fn moving_png_and_webp_keep_moving_where_a_film_is_wanted() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let mut files = vec![(moving(&shop, "sticker.png", &["-f", "apng", "-plays", "0"])?, "png")];
    if has_encoder("libwebp_anim") {
        files.push((moving(&shop, "sticker.webp", &["-c:v", "libwebp_anim", "-lossless", "1"])?, "webp"));
    }
    for (file, container) in files {
        let info = shop.probe(&file)?;
        assert_eq!((info.kind, info.container.as_str()), (MediaKind::Image, container));
        assert_eq!((info.frames, info.duration_ms), (8, Some(1000)), "{container}");
        let blue = Choices { background: Some([0, 0, 255]), ..Choices::default() };
        let made = shop.make(&file, recipe(Output::Video(film()), blue))?;
        assert_eq!((made.mime.as_str(), made.width_px, made.height_px), ("video/mp4", 160, 120));
        assert!(made.duration_ms.is_some_and(|ms| ms.abs_diff(1000) < 130), "{:?}", made.duration_ms);
        assert!(made.steps.contains(&Step::Flattened { background: [0, 0, 255] }), "{:?}", made.steps);
        let counted = ffprobe(&made.path, "v", "stream=nb_frames")?;
        let frames: u32 = counted.first().context("a count")?.1.parse()?;
        assert!((8..=9).contains(&frames), "{container}: {frames} frames");
        let last =
            upbeat_testkit::media::Rgb::read(&still_of(&shop, &made.path, "0.85")?, &[])?.around(0.5, 0.5);
        assert!(last[2] > 200.0 && last[0] < 60.0, "{container}: the colour behind shows: {last:.0?}");
        let still = shop.make(&file, image(framed(120, 120)))?;
        assert!(names(&still.steps).contains(&"first_frame"), "{:?}", still.steps);
    }
    Ok(())
}

fn still_of(shop: &Workshop, film: &Path, at: &str) -> Result<PathBuf> {
    let file = shop.folder().join("still.png");
    ffmpeg(&["-ss", at, "-i", &film.to_string_lossy(), "-frames:v", "1"], &file)?;
    Ok(file)
}

#[test]
fn a_moving_webp_of_a_photograph_looks_like_the_gif_it_came_from() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    if !has_encoder("libwebp_anim") {
        return Ok(());
    }
    let gif = moving_gif(shop.folder(), "walk.gif", 6)?;
    let webp = shop.folder().join("walk.webp");
    ffmpeg(&["-i", &gif.to_string_lossy(), "-c:v", "libwebp_anim", "-quality", "90", "-loop", "0"], &webp)?;
    assert_eq!(shop.probe(&webp)?.duration_ms, Some(600));
    let pictures = [&gif, &webp].map(|file| -> Result<_> {
        let made = shop.make(file, video(film()))?;
        upbeat_testkit::media::Rgb::read(&still_of(&shop, &made.path, "0.35")?, &[])
    });
    let [from_gif, from_webp] = pictures;
    let alike = upbeat_testkit::media::similarity(&from_gif?, &from_webp?);
    assert!(alike > 0.9, "{alike:.3} alike");
    Ok(())
}

#[test]
fn a_moving_webp_cut_off_makes_no_film() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    if !has_encoder("libwebp_anim") {
        return Ok(());
    }
    let file = shop.folder().join("cut.webp");
    ffmpeg(
        &[
            "-loop",
            "1",
            "-i",
            LADYBIRD,
            "-vf",
            "scale=320:240,rotate=n/20",
            "-frames:v",
            "5",
            "-c:v",
            "libwebp_anim",
        ],
        &file,
    )?;
    let bytes = std::fs::read(&file)?;
    // The header is made to promise no more than there is: what is inside is broken all the same.
    let mut cut = bytes[..bytes.len() * 6 / 10].to_vec();
    let length = u32::try_from(cut.len() - 8)?.to_le_bytes();
    cut[4..8].copy_from_slice(&length);
    std::fs::write(&file, cut)?;
    let made = shop.prepare(&file, &[video(film())]);
    let refused = made.map_or(true, |made| made.iter().all(Result::is_err));
    assert!(refused, "half of it became a film");
    assert!(shop.left()?.is_empty(), "{:?}", shop.left()?);
    Ok(())
}
