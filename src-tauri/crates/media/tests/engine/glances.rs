//! Films looked through: strips of small pictures, and covers to choose from.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use upbeat_domain::code::Code;
use upbeat_domain::media::CoverReason;
use upbeat_media::{Cancel, StripPicture};
use upbeat_testkit::material;
use upbeat_testkit::media::{ELEPHANTS, Film, GARDEN, LADYBIRD, Rgb, moving_gif, similarity};
use upbeat_testkit::skip::skipped;

use crate::workshop::Workshop;

/// Three people, by the author of face-api; `cargo xtask test` installs it.
const PORTRAITS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../tests/photographs/node_modules/@vladmandic/face-api/demo/sample1.jpg"
);

fn ffmpeg(arguments: &[&str], file: &Path) -> Result<()> {
    let done = Command::new("ffmpeg").args(["-v", "error", "-y"]).args(arguments).arg(file).output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

fn strip(shop: &Workshop, file: &Path, count: usize) -> Result<Vec<StripPicture>> {
    Ok(shop.engine.strip(file, count, 90, &Cancel::new())?)
}

/// The picture as an independent tool reads it.
fn read(shop: &Workshop, jpeg: &[u8]) -> Result<Rgb> {
    let file = shop.folder().join("read.jpg");
    std::fs::write(&file, jpeg)?;
    Rgb::read(&file, &[])
}

/// What a film shows at a moment, at a size, decoded from its start by ffmpeg alone.
fn shown(shop: &Workshop, file: &Path, at_ms: u64, size: (u32, u32)) -> Result<Rgb> {
    let png = shop.folder().join("shown.png");
    let (at, scale) =
        (format!("{:.3}", at_ms as f64 / 1000.0), format!("scale={}:{}:flags=area", size.0, size.1));
    ffmpeg(&["-i", &file.to_string_lossy(), "-ss", &at, "-frames:v", "1", "-vf", &scale], &png)?;
    Rgb::read(&png, &[])
}

/// Photographs one after the other, each this long, with a key frame at each second.
fn slides(shop: &Workshop, photographs: &[(&str, &str)]) -> Result<PathBuf> {
    let file = shop.folder().join("slides.mp4");
    let mut arguments: Vec<String> = Vec::new();
    let mut graph = String::new();
    for (number, (photograph, filters)) in photographs.iter().enumerate() {
        arguments.extend(["-loop", "1", "-framerate", "10", "-t", "4", "-i"].map(str::to_owned));
        arguments.push((*photograph).to_owned());
        let size = "scale=640:360:force_original_aspect_ratio=increase,crop=640:360,setsar=1,format=yuv420p";
        graph.push_str(&format!("[{number}:v]{size}{filters}[s{number}];"));
    }
    let all: String = (0..photographs.len()).map(|number| format!("[s{number}]")).collect();
    graph.push_str(&format!("{all}concat=n={}", photographs.len()));
    arguments.extend(["-filter_complex".to_owned(), graph, "-g".to_owned(), "10".to_owned()]);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    ffmpeg(&arguments, &file)?;
    Ok(file)
}

#[test]
fn a_strip_shows_the_film_in_order_upright_and_at_the_moments_it_tells() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let often = ["-g", "15", "-bf", "2"];
    let file = Film { turn: 90, seconds: 10, more: &often, ..Film::default() }
        .write(shop.folder(), "it's a phone.mov")?;
    let pictures = strip(&shop, &file, 5)?;
    assert_eq!(pictures.len(), 5);
    for (part, picture) in pictures.iter().enumerate() {
        let middle = 1_000 + 2_000 * part as u64;
        assert!((middle - 600..=middle).contains(&picture.at_ms), "part {part}: {} ms", picture.at_ms);
        assert_eq!((picture.width_px, picture.height_px), (50, 90), "upright, within the height");
        let (found, size) = (read(&shop, &picture.jpeg)?, (picture.width_px, picture.height_px));
        let alike = similarity(&found, &shown(&shop, &file, picture.at_ms, size)?);
        assert!(alike > 0.95, "part {part}: {alike:.3} alike to the film at {} ms", picture.at_ms);
    }
    let far = similarity(&read(&shop, &pictures[0].jpeg)?, &read(&shop, &pictures[4].jpeg)?);
    assert!(far < 0.9, "{far:.3}: the first and the last are different pictures");
    Ok(())
}

#[test]
fn a_film_of_one_key_frame_still_shows_its_course() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file =
        Film { seconds: 6, more: &["-g", "600"], ..Film::default() }.write(shop.folder(), "rare.mp4")?;
    let pictures = strip(&shop, &file, 6)?;
    let moments: Vec<u64> = pictures.iter().map(|picture| picture.at_ms).collect();
    for (part, at_ms) in moments.iter().enumerate() {
        assert!(at_ms.abs_diff(500 + 1_000 * part as u64) < 80, "{moments:?}");
    }
    let alike = similarity(&read(&shop, &pictures[3].jpeg)?, &shown(&shop, &file, moments[3], (160, 90))?);
    assert!(alike > 0.95, "{alike:.3}");
    Ok(())
}

#[test]
fn other_containers_streams_that_start_late_and_moving_pictures_have_strips_too() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let mut files = vec![moving_gif(shop.folder(), "walk.gif", 12)?];
    let often = ["-g", "10"];
    for name in ["film.mkv", "film.ts", "film.avi"] {
        files.push(Film { seconds: 4, more: &often, ..Film::default() }.write(shop.folder(), name)?);
    }
    let late = ["-g", "10", "-output_ts_offset", "5000"];
    files.push(Film { seconds: 4, more: &late, ..Film::default() }.write(shop.folder(), "late.ts")?);
    for file in files {
        let length_ms = shop.probe(&file)?.duration_ms.context("a length")?;
        let pictures = strip(&shop, &file, 4)?;
        let moments: Vec<u64> = pictures.iter().map(|picture| picture.at_ms).collect();
        let name = file.display();
        assert!(
            moments.is_sorted() && moments[3] <= length_ms && moments[3] > length_ms / 2,
            "{name}: {moments:?}"
        );
        assert!(
            similarity(&read(&shop, &pictures[0].jpeg)?, &read(&shop, &pictures[3].jpeg)?) < 0.98,
            "{name}"
        );
    }
    Ok(())
}

#[test]
fn covers_are_sharp_lit_and_spread_and_never_black_or_blown_out() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = slides(
        &shop,
        &[
            (LADYBIRD, ",eq=brightness=-1"),
            (LADYBIRD, ",gblur=sigma=12"),
            (GARDEN, ""),
            (ELEPHANTS, ",eq=brightness=0.9:contrast=0.2"),
            (LADYBIRD, ""),
            (GARDEN, ",fade=out:start_frame=0:nb_frames=40"),
        ],
    )?;
    let covers = shop.engine.covers(&file, 2, &Cancel::new())?;
    let slide = |at_ms: u64| at_ms / 4_000;
    let mut slides: Vec<u64> = covers.iter().map(|cover| slide(cover.at_ms)).collect();
    slides.sort_unstable();
    // The last slide is whole at its first frame only.
    let good =
        |slide: &u64| [2, 4].contains(slide) || (*slide == 5 && covers.iter().any(|c| c.at_ms == 20_000));
    assert!(covers.len() == 2 && slides.iter().all(good), "{covers:?}");
    assert_ne!(slides[0], slides[1], "from different parts: {covers:?}");
    for cover in &covers {
        assert!(
            cover.reasons.contains(&CoverReason::Sharp) || cover.reasons.contains(&CoverReason::Lit),
            "{cover:?}"
        );
    }
    let first = shop.engine.poster(&file, Some(covers[0].at_ms), 640, &Cancel::new())?;
    let alike = similarity(&read(&shop, &first)?, &shown(&shop, &file, covers[0].at_ms, (640, 360))?);
    assert!(alike > 0.85, "{alike:.3}: the moment leads to the frame");
    Ok(())
}

#[test]
fn a_frame_with_a_face_is_proposed_first() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    if !Path::new(PORTRAITS).is_file() {
        skipped("the photographs of people are not installed: cargo xtask test installs them");
        return Ok(());
    }
    let file = slides(&shop, &[(GARDEN, ""), (ELEPHANTS, ""), (PORTRAITS, ""), (LADYBIRD, "")])?;
    let covers = shop.engine.covers(&file, 3, &Cancel::new())?;
    assert_eq!(covers[0].at_ms / 4_000, 2, "{covers:?}");
    assert!(matches!(covers[0].reasons[0], CoverReason::Faces { count: 1.. }), "{covers:?}");
    Ok(())
}

#[test]
fn a_film_that_begins_black_and_ends_black_has_a_poster_that_shows_something() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let black = (LADYBIRD, ",eq=brightness=-1");
    // Whole at 18 to 24 of 36 seconds alone: at none of the usual places.
    let file =
        slides(&shop, &[black, black, black, black, black, (LADYBIRD, ""), black, black, black, black])?;
    let found = read(&shop, &shop.engine.poster(&file, None, 640, &Cancel::new())?)?;
    let [red, green, blue] = found.around(0.5, 0.5);
    assert!(red + green + blue > 60.0, "{red:.0} {green:.0} {blue:.0}: it is black");
    let nothing = slides(&shop, &[black])?;
    assert_eq!(shop.engine.covers(&nothing, 3, &Cancel::new())?, [], "nothing to propose of a black film");
    assert!(shop.engine.poster(&nothing, None, 64, &Cancel::new()).is_ok(), "it has a poster all the same");
    Ok(())
}

#[test]
fn what_is_no_film_or_broken_is_told_by_its_code() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let sound = material::sound(shop.folder(), "sound.wav", 1)?;
    let photo = material::small_photo(shop.folder(), "photo.jpg")?;
    let whole = Film { seconds: 2, ..Film::default() }.write(shop.folder(), "whole.mkv")?;
    let bytes = std::fs::read(&whole)?;
    let (cut, empty, head) =
        (shop.folder().join("cut.mkv"), shop.folder().join("empty.mp4"), shop.folder().join("head.mkv"));
    std::fs::write(&cut, &bytes[..bytes.len() / 3])?;
    std::fs::write(&head, &bytes[..400])?;
    std::fs::write(&empty, b"")?;
    let of = [
        (&sound, Code::MediaWrongKind),
        (&photo, Code::MediaWrongKind),
        (&cut, Code::MediaDamaged),
        (&head, Code::MediaDamaged),
        (&empty, Code::MediaEmpty),
    ];
    for (file, code) in of {
        let refused = shop.engine.strip(file, 8, 90, &Cancel::new()).map(|pictures| pictures.len());
        assert_eq!(refused.map_err(|error| error.code()), Err(code), "{}", file.display());
    }
    let covers = shop.engine.covers(&sound, 3, &Cancel::new());
    assert_eq!(covers.unwrap_err().code(), Code::MediaWrongKind);
    let stopped = Cancel::new();
    stopped.cancel();
    assert_eq!(shop.engine.strip(&whole, 8, 90, &stopped).unwrap_err().code(), Code::Cancelled);
    Ok(())
}
