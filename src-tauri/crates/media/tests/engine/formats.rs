//! Every kind of picture that comes in.

use std::path::PathBuf;

use anyhow::Result;
use upbeat_domain::media::{Choices, ImageOutput, MediaKind, Output};
use upbeat_media::Tool;
use upbeat_testkit::media::{GARDEN, Photo, Rgb, avif, graphic, heic, moving_gif, picture};
use upbeat_testkit::skip::skipped;

use crate::workshop::{
    Workshop, assert_alike, assert_private, film, framed, free, image, names, recipe, taking_gifs, video,
};

/// A name, the operations that make it, its container, bits a channel, and how alike it has to be.
const KINDS: [(&str, &[&str], &str, u8, f64); 10] = [
    ("plain.jpg", &["-quality", "92"], "jpeg", 8, 0.95),
    ("progressive.jpg", &["-interlace", "JPEG"], "jpeg", 8, 0.95),
    ("gray.jpg", &["-colorspace", "Gray"], "jpeg", 8, 0.95),
    ("inks.jpg", &["-colorspace", "CMYK"], "jpeg", 8, 0.93),
    ("plain.png", &["-define", "png:bit-depth=8"], "png", 8, 0.95),
    ("deep.png", &["-depth", "16", "-define", "png:bit-depth=16"], "png", 16, 0.95),
    ("plain.webp", &["-quality", "90"], "webp", 8, 0.95),
    ("plain.tiff", &["-compress", "LZW"], "tiff", 8, 0.95),
    ("deep.tiff", &["-depth", "16", "-compress", "Zip"], "tiff", 16, 0.95),
    ("plain.bmp", &["-type", "TrueColor"], "bmp", 8, 0.95),
];

#[test]
fn every_kind_of_picture_is_told_and_made() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    for (name, operations, container, bit_depth, at_least) in KINDS {
        let mut all = vec!["-resize", "900x700!", "-strip"];
        all.extend_from_slice(operations);
        let file = picture(shop.folder(), name, GARDEN, &all)?;
        let info = shop.probe(&file)?;
        assert_eq!((info.kind, info.container.as_str()), (MediaKind::Image, container), "{name}");
        assert_eq!((info.width_px, info.height_px, info.bit_depth), (900, 700, bit_depth), "{name}");
        assert_eq!((info.frames, info.has_gps), (1, false), "{name}");
        let made = shop.make(&file, image(framed(540, 675)))?;
        assert_eq!((made.width_px, made.height_px), (540, 675), "{name}");
        assert_alike(&shop, &file, &made, at_least)?;
        assert_private(&made.path)?;
    }
    Ok(())
}

#[test]
fn inks_are_named_and_told() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file =
        picture(shop.folder(), "inks.jpg", GARDEN, &["-resize", "800x", "-strip", "-colorspace", "CMYK"])?;
    assert_eq!(shop.probe(&file)?.color, "CMYK");
    let made = shop.make(&file, image(free(2000)))?;
    assert_eq!(names(&made.steps), ["color_converted", "encoded"], "inks are never passed on");
    Ok(())
}

#[test]
fn a_name_that_lies_is_not_believed() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let png = picture(shop.folder(), "real.png", GARDEN, &["-resize", "300x200!"])?;
    let lying = shop.folder().join("holiday.jpg");
    std::fs::rename(png, &lying)?;
    assert_eq!(shop.probe(&lying)?.mime, "image/png");
    let made = shop.make(&lying, image(framed(200, 200)))?;
    assert_alike(&shop, &lying, &made, 0.93)
}

#[test]
fn see_through_graphics_stay_png_where_they_may() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = graphic(shop.folder(), "logo.png", (600, 400))?;
    assert!(shop.probe(&file)?.has_alpha);
    let made = shop.make(&file, image(framed(300, 200)))?;
    // Why the first: ImageMagick writes its dates into every PNG.
    assert_eq!(names(&made.steps), ["metadata_removed", "resized", "encoded"]);
    assert_eq!(made.mime, "image/png");
    assert_private(&made.path)?;
    let jpeg_only = ImageOutput { mimes: vec!["image/jpeg".into()], ..framed(300, 200) };
    let choices = Choices { background: Some([0, 0, 255]), ..Choices::default() };
    let made = shop.make(&file, recipe(Output::Image(jpeg_only), choices))?;
    assert_eq!(names(&made.steps), ["metadata_removed", "resized", "flattened", "encoded"]);
    assert_eq!(made.mime, "image/jpeg");
    let corner = Rgb::read(&made.path, &[])?.around(0.05, 0.1);
    assert!(corner[0] < 6.0 && corner[1] < 6.0 && corner[2] > 249.0, "{corner:.0?} shines through");
    Ok(())
}

#[test]
fn an_infographic_stays_png_where_the_network_asks_for_it() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let operations = ["-resize", "400x300!", "-strip"];
    let file = picture(shop.folder(), "chart.png", GARDEN, &operations)?;
    let first =
        |mimes: [&str; 2]| ImageOutput { mimes: mimes.map(String::from).to_vec(), ..framed(300, 300) };
    let made = shop.make(&file, image(first(["image/png", "image/jpeg"])))?;
    assert_eq!(made.mime, "image/png");
    let made = shop.make(&file, image(first(["image/jpeg", "image/png"])))?;
    assert_eq!(made.mime, "image/jpeg");
    let tight = ImageOutput { max_bytes: 60_000, ..first(["image/png", "image/jpeg"]) };
    let made = shop.make(&file, image(tight))?;
    assert_eq!(made.mime, "image/jpeg", "too large as PNG ({} bytes as JPEG)", made.bytes);
    Ok(())
}

#[test]
fn a_moving_gif_stays_becomes_a_film_or_gives_its_first_frame() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = moving_gif(shop.folder(), "moving.gif", 6)?;
    let info = shop.probe(&file)?;
    assert_eq!((info.kind, info.frames, info.duration_ms), (MediaKind::Image, 6, Some(600)));
    let kept = shop.make(&file, image(taking_gifs(free(2000))))?;
    assert_eq!((kept.mime.as_str(), names(&kept.steps)), ("image/gif", vec!["passed_through"]));
    assert_eq!(std::fs::read(&kept.path)?, std::fs::read(&file)?);
    let still = shop.make(&file, image(framed(200, 200)))?;
    assert_eq!(still.mime, "image/jpeg");
    assert!(names(&still.steps).contains(&"first_frame"), "{:?}", still.steps);
    let moving = shop.make(&file, video(film()))?;
    assert_eq!((moving.mime.as_str(), moving.width_px, moving.height_px), ("video/mp4", 320, 240));
    assert!(moving.duration_ms.is_some_and(|ms| ms.abs_diff(600) < 120), "{:?}", moving.duration_ms);
    Ok(())
}

/// A file, or none where the tool that reads it is missing: said aloud.
fn with(shop: &Workshop, tool: Tool, make: impl FnOnce() -> Result<PathBuf>) -> Result<Option<PathBuf>> {
    if shop.engine.has(tool) {
        return make().map(Some);
    }
    skipped(format_args!("{} is not installed ({})", tool.name(), tool.package()));
    Ok(None)
}

#[test]
fn heic_and_avif_come_in_through_their_decoders() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let heic = with(&shop, Tool::HeifConvert, || heic(shop.folder(), "phone.heic", "960x720!"))?;
    let avif = with(&shop, Tool::AvifDec, || avif(shop.folder(), "web.avif", "960x720!"))?;
    let source = picture(shop.folder(), "same.png", GARDEN, &["-resize", "960x720!", "-strip"])?;
    for (file, container) in [(heic, "heic"), (avif, "avif")] {
        let Some(file) = file else { continue };
        let info = shop.probe(&file)?;
        assert_eq!((info.container.as_str(), info.width_px, info.height_px), (container, 960, 720));
        let made = shop.make(&file, image(framed(540, 540)))?;
        let told = upbeat_media::Rendered { path: made.path.clone(), ..made };
        // Why the PNG: this ImageMagick opens neither kind; both files were made from it.
        assert_alike(&shop, &source, &told, 0.88)?;
    }
    Ok(())
}

#[test]
fn a_profile_that_swaps_channels_is_followed() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo { from: GARDEN, upright_px: (600, 400), ..Photo::default() }
        .write(shop.folder(), "photo.jpg")?;
    let mut swapped = moxcms::ColorProfile::new_srgb();
    std::mem::swap(&mut swapped.red_colorant, &mut swapped.green_colorant);
    swapped.cicp = None;
    let profile = shop.folder().join("swapped.icc");
    std::fs::write(&profile, swapped.encode()?)?;
    let tagged = shop.folder().join("swapped.jpg");
    let status = std::process::Command::new("exiftool")
        .args(["-q", "-o"])
        .arg(&tagged)
        .arg(format!("-icc_profile<={}", profile.display()))
        .arg(&file)
        .status()?;
    assert!(status.success(), "exiftool writes the profile");
    let made = shop.make(&tagged, image(framed(300, 200)))?;
    let (found, stored) = (Rgb::read(&made.path, &[])?, Rgb::read(&file, &["-resize", "300x200!"])?);
    let (a, b) = (found.around(0.5, 0.5), stored.around(0.5, 0.5));
    assert!(
        (a[0] - b[1]).abs() < 5.0 && (a[1] - b[0]).abs() < 5.0,
        "red and green change places: {b:.0?} became {a:.0?}"
    );
    Ok(())
}
