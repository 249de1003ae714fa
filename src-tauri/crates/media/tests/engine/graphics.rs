//! What is drawn and not photographed: graphics, text, screens.

use std::path::PathBuf;

use anyhow::{Context, Result};
use upbeat_domain::media::{ImageOutput, Step};
use upbeat_media::Rendered;
use upbeat_testkit::media::{GARDEN, Rgb, picture};

use crate::workshop::{Workshop, assert_private, framed, free, image, names};

/// A window with a bar, a button and lines of text with soft edges. Why BMP: nobody takes it, so it is always made
/// anew, and its pixels are the ones to come out.
fn screen(shop: &Workshop, name: &str, more: &[&str]) -> Result<PathBuf> {
    let mut words = vec!["-resize", "960x720!", "-fill", "white", "-colorize", "100"];
    words.extend(["-fill", "#1f3a5f", "-draw", "rectangle 0,0 959,63"]);
    words.extend(["-fill", "#e6004c", "-draw", "rectangle 720,600 919,679"]);
    words.extend(["-font", "DejaVu-Sans", "-pointsize", "22", "-fill", "#202020"]);
    words.extend(["-annotate", "+40+120", "Upbeat prépare vos images pour chaque réseau."]);
    words.extend(["-annotate", "+40+170", "Chaque fichier respecte les limites de taille et de poids."]);
    words.extend(["-annotate", "+40+220", "0123456789 — AVQWxyz — « texte fin »"]);
    words.extend(["-pointsize", "40", "-annotate", "+40+330", "Agenda du mois"]);
    words.extend_from_slice(more);
    words.extend(["-type", "TrueColor", "-strip"]);
    picture(shop.folder(), name, GARDEN, &words)
}

fn both(output: ImageOutput) -> ImageOutput {
    ImageOutput { mimes: vec!["image/jpeg".into(), "image/png".into()], ..output }
}

fn drawn(made: &Rendered) -> Option<(Option<u16>, u64)> {
    made.steps.iter().find_map(|step| {
        let Step::Drawn { colors, jpeg_bytes } = step else { return None };
        Some((*colors, *jpeg_bytes))
    })
}

#[test]
fn a_screen_becomes_png_smaller_than_its_jpeg_with_every_pixel_kept() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = screen(&shop, "screen.bmp", &[])?;
    let made = shop.make(&file, image(both(free(2000))))?;
    assert_eq!((made.mime.as_str(), names(&made.steps)), ("image/png", vec!["drawn", "encoded"]));
    let (colors, jpeg_bytes) = drawn(&made).context("told")?;
    assert!(colors.is_some_and(|colors| (16..=256).contains(&colors)), "{colors:?}");
    assert_eq!(Rgb::read(&made.path, &[])?.data, Rgb::read(&file, &[])?.data, "pixel for pixel");
    assert_private(&made.path)?;
    let jpeg = shop.make(&file, image(ImageOutput { mimes: vec!["image/jpeg".into()], ..free(2000) }))?;
    assert_eq!(jpeg.bytes, jpeg_bytes, "the step tells what the JPEG takes");
    assert!(made.bytes * 2 < jpeg.bytes, "PNG {} bytes, JPEG {}", made.bytes, jpeg.bytes);
    Ok(())
}

#[test]
fn a_screen_of_many_colours_stays_png_and_one_whose_edges_are_softened_does_not() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = screen(&shop, "screen.bmp", &[])?;
    let made = shop.make(&file, image(both(framed(640, 480))))?;
    assert_eq!(made.mime, "image/jpeg", "reduced, its PNG is a third larger than this");
    let gradient = ["(", "-size", "960x300", "gradient:#ff8000-#0080ff", ")", "-geometry", "+0+380"];
    let file = screen(&shop, "gradient.bmp", &[&gradient[..], &["-composite"]].concat())?;
    let made = shop.make(&file, image(both(free(2000))))?;
    assert_eq!((made.mime.as_str(), drawn(&made).map(|(colors, _)| colors)), ("image/png", Some(None)));
    assert_eq!(Rgb::read(&made.path, &[])?.data, Rgb::read(&file, &[])?.data);
    Ok(())
}

#[test]
fn a_photograph_stays_jpeg_and_a_gray_one_too() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    for (name, more) in [("photo.bmp", &[][..]), ("gray.bmp", &["-colorspace", "Gray"])] {
        let operations = [&["-resize", "960x720!", "-strip"][..], more, &["-type", "TrueColor"]].concat();
        let file = picture(shop.folder(), name, GARDEN, &operations)?;
        let made = shop.make(&file, image(both(free(2000))))?;
        assert_eq!((made.mime.as_str(), drawn(&made)), ("image/jpeg", None), "{name}");
    }
    Ok(())
}

#[test]
fn what_is_drawn_becomes_jpeg_where_nothing_else_is_taken() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = screen(&shop, "screen.bmp", &[])?;
    let roomy = both(free(2000));
    let jpeg_only = ImageOutput { mimes: vec!["image/jpeg".into()], ..free(2000) };
    let png = shop.make(&file, image(roomy.clone()))?;
    let tight = ImageOutput { max_bytes: png.bytes - 1, ..roomy.clone() };
    let made = shop.prepare(&file, &[roomy, tight, jpeg_only].map(image))?;
    let made = made.into_iter().collect::<Result<Vec<_>, _>>()?;
    assert_eq!((made[0].hash, made[2].mime.as_str()), (png.hash, "image/jpeg"));
    assert!(made[1].bytes < png.bytes, "{:?}", made[1].steps);
    Ok(())
}
