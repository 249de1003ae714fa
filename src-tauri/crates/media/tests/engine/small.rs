//! Films made small: proxies for the window, and moving GIFs.

use std::path::Path;

use anyhow::{Context, Result};
use upbeat_domain::code::Code;
use upbeat_domain::media::{GIF_MS_MAX, GifOutput, MediaKind, Piece, Step, plays_in_window};
use upbeat_media::{Cancel, MediaError, Rendered};
use upbeat_testkit::material;
use upbeat_testkit::media::{Film, Rgb, ffprobe, similarity};

use crate::films::{assert_plain, size};
use crate::workshop::{Workshop, assert_private, film, names, video};

fn proxy(shop: &Workshop, file: &Path) -> Result<Rendered, MediaError> {
    shop.engine.proxy(file, &shop.out().join("proxy.mp4"), &|_| {}, &Cancel::new())
}

fn gif(shop: &Workshop, file: &Path, pieces: &[(u64, u64)], max_bytes: u64) -> Result<Rendered, MediaError> {
    let pieces = pieces.iter().map(|&(from_ms, to_ms)| Piece { from_ms, to_ms }).collect();
    let wanted = GifOutput { pieces, max_bytes };
    shop.engine.gif(file, &shop.out().join("film.gif"), &wanted, &|_| {}, &Cancel::new())
}

/// The frame of a film at a moment, as an independent tool reads the poster.
fn frame(shop: &Workshop, file: &Path, at_ms: u64, max_px: u32) -> Result<Rgb> {
    let path = shop.folder().join("frame.jpg");
    std::fs::write(&path, shop.engine.poster(file, Some(at_ms), max_px, &Cancel::new())?)?;
    Rgb::read(&path, &[])
}

#[test]
fn a_film_that_no_window_plays_gets_a_small_one_that_every_window_plays() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let prores = ["-c:v", "prores_ks", "-profile:v", "1", "-pix_fmt", "yuv422p10le", "-c:a", "pcm_s16le"];
    let source = Film { turn: 90, seconds: 2, place: true, fps: "60", more: &prores, ..Film::default() };
    let file = source.write(shop.folder(), "camera.mov")?;
    assert!(!plays_in_window(&shop.probe(&file)?));
    let made = proxy(&shop, &file)?;
    assert_plain(&made)?;
    assert_private(&made.path)?;
    assert_eq!((size(&made.path)?, made.mime.as_str()), ((540, 960), "video/mp4"));
    let info = shop.probe(&made.path)?;
    assert!(plays_in_window(&info), "{info:?}");
    assert!(
        info.fps.is_some_and(|fps| (fps - 30.0).abs() < 0.1) && info.bytes * 4 < shop.probe(&file)?.bytes
    );
    assert!(info.duration_ms.is_some_and(|ms| ms.abs_diff(2_000) < 80), "{info:?}");
    let alike = similarity(&frame(&shop, &file, 1_000, 480)?, &frame(&shop, &made.path, 1_000, 480)?);
    assert!(alike > 0.85, "{alike:.3}");
    assert!(names(&made.steps).contains(&"transcoded") && !names(&made.steps).contains(&"encoded"));
    assert_eq!(shop.left()?, [made.path]);
    Ok(())
}

#[test]
fn a_piece_of_a_film_becomes_a_moving_gif_and_a_film_again() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Film { seconds: 4, place: true, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let made = gif(&shop, &file, &[(1_000, 2_000)], 20_000_000)?;
    assert_eq!((made.mime.as_str(), made.width_px, made.height_px), ("image/gif", 640, 360));
    let info = shop.probe(&made.path)?;
    assert_eq!((info.kind, info.container.as_str(), info.has_gps), (MediaKind::Image, "gif", false));
    assert!((12..=13).contains(&info.frames), "{} frames of a second at 12.5", info.frames);
    assert!(info.duration_ms.is_some_and(|ms| ms.abs_diff(1_000) <= 80), "{:?}", info.duration_ms);
    assert!(made.steps.contains(&Step::Trimmed { from_ms: 1_000, to_ms: 2_000 }), "{:?}", made.steps);
    let alike = similarity(&frame(&shop, &file, 1_000, 640)?, &frame(&shop, &made.path, 0, 640)?);
    assert!(alike > 0.8, "{alike:.3}: its first frame is the piece's");
    let before = frame(&shop, &file, 1_000, 640)?.around(0.5, 0.5);
    let after = frame(&shop, &made.path, 0, 640)?.around(0.5, 0.5);
    let off = before.iter().zip(after).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(off < 10.0, "{before:.0?} became {after:.0?}");
    let back = shop.make(&made.path, video(film()))?;
    assert_plain(&back)?;
    assert!(back.duration_ms.is_some_and(|ms| ms.abs_diff(1_000) < 130), "{:?}", back.duration_ms);
    assert!(similarity(&frame(&shop, &back.path, 0, 640)?, &frame(&shop, &made.path, 0, 640)?) > 0.85);
    Ok(())
}

#[test]
fn a_gif_keeps_its_byte_budget_with_fewer_and_smaller_frames_or_says_what_it_would_take() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Film { seconds: 3, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let made = gif(&shop, &file, &[], 700_000)?;
    assert!(made.bytes <= 700_000 && made.bytes > 100_000, "{} bytes", made.bytes);
    assert_eq!(std::fs::metadata(&made.path)?.len(), made.bytes);
    assert!(made.width_px < 640, "{} px", made.width_px);
    let height_px = made.width_px * 9 / 16;
    assert!(made.height_px.abs_diff(height_px) <= 1, "{} x {}", made.width_px, made.height_px);
    let error = gif(&shop, &file, &[], 5_000).unwrap_err();
    assert_eq!(error.code(), Code::MediaOverBudget);
    let least: u64 = error.args().get("bytes").context("the size that it would take")?.parse()?;
    assert!(least > 5_000, "{least} bytes would have fitted");
    assert_eq!(shop.left()?, [made.path], "the one that was there stays, and nothing else");
    Ok(())
}

#[test]
fn what_can_not_become_small_is_told_by_its_code_and_leaves_nothing() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let sound = material::sound(shop.folder(), "sound.wav", 1)?;
    let film = Film { seconds: 2, ..Film::default() };
    let whole = film.write(shop.folder(), "whole.mkv")?;
    let cut = shop.folder().join("cut.mkv");
    let bytes = std::fs::read(&whole)?;
    std::fs::write(&cut, &bytes[..bytes.len() / 3])?;
    for (file, code) in [(&sound, Code::MediaWrongKind), (&cut, Code::MediaDamaged)] {
        assert_eq!(proxy(&shop, file).unwrap_err().code(), code, "{}", file.display());
        assert_eq!(gif(&shop, file, &[], 9_000_000).unwrap_err().code(), code, "{}", file.display());
    }
    let slow = ["-vf", "scale=64:36,setsar=1,format=yuv420p"];
    let long =
        Film { seconds: 61, fps: "5", sound: false, more: &slow, ..film }.write(shop.folder(), "long.mp4")?;
    let error = gif(&shop, &long, &[], 9_000_000).unwrap_err();
    assert_eq!(error.code(), Code::MediaDuration);
    assert_eq!(error.args().get("max_ms"), Some(&GIF_MS_MAX.to_string()));
    let stopped = Cancel::new();
    stopped.cancel();
    let refused = shop.engine.proxy(&whole, &shop.out().join("proxy.mp4"), &|_| {}, &stopped);
    assert_eq!(refused.unwrap_err().code(), Code::Cancelled);
    assert!(shop.left()?.is_empty(), "{:?}", shop.left()?);
    assert!(ffprobe(&whole, "v:0", "stream=codec_name").is_ok(), "the source is as it was");
    Ok(())
}
