//! Colours beyond sRGB, where a network keeps them.

use anyhow::{Context, Result};
use upbeat_domain::media::{Choices, Fit, ImageOutput, Output, Step};
use upbeat_testkit::media::{GARDEN, Photo, Rgb, similarity, srgb_profile};

use crate::workshop::{Workshop, assert_private, framed, free, image, names, recipe};

const WIDE: Photo<'_> = Photo {
    from: GARDEN,
    upright_px: (900, 600),
    orientation: 6,
    display_p3: true,
    private: true,
    progressive: false,
};

fn keeping(output: ImageOutput) -> ImageOutput {
    ImageOutput { keeps_display_p3: true, ..output }
}

fn converted(step: &Step) -> bool {
    matches!(step, Step::ColorConverted { .. })
}

#[test]
fn display_p3_stays_where_it_is_kept_and_becomes_srgb_beside_it() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = WIDE.write(shop.folder(), "wide.jpg")?;
    let made = shop.prepare(&file, &[image(keeping(framed(450, 300))), image(framed(450, 300))])?;
    let [wide, plain] = <[_; 2]>::try_from(made).ok().context("two")?;
    let (wide, plain) = (wide?, plain?);
    let color = |made: &upbeat_media::Rendered| shop.probe(&made.path).map(|info| info.color);
    assert_eq!((color(&wide)?, color(&plain)?), ("Display P3".to_owned(), "sRGB".to_owned()));
    assert!(!wide.steps.iter().any(converted) && plain.steps.iter().any(converted), "{:?}", wide.steps);
    // What another tool makes of our profile: the same picture as ours in sRGB.
    let profile = srgb_profile(shop.folder())?;
    let [theirs, ours] =
        [Rgb::read(&wide.path, &["-profile", &profile.to_string_lossy()])?, Rgb::read(&plain.path, &[])?];
    assert!(similarity(&theirs, &ours) > 0.97, "{}", similarity(&theirs, &ours));
    for (x, y) in [(0.2, 0.2), (0.8, 0.3), (0.5, 0.5), (0.3, 0.8)] {
        let (a, b) = (theirs.around(x, y), ours.around(x, y));
        let off = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(off < 4.0, "at {x}, {y}: {a:.0?}, {b:.0?}");
    }
    assert_private(&wide.path)
}

#[test]
fn what_is_in_srgb_already_stays_in_it_and_what_is_wide_already_is_passed_on() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let plain = Photo { display_p3: false, ..WIDE }.write(shop.folder(), "plain.jpg")?;
    let made = shop.make(&plain, image(keeping(framed(450, 300))))?;
    assert_eq!(shop.probe(&made.path)?.color, "sRGB");
    let wide = Photo { orientation: 1, ..WIDE }.write(shop.folder(), "wide.jpg")?;
    let made = shop.make(&wide, image(keeping(free(2000))))?;
    assert_eq!(names(&made.steps), ["metadata_removed", "passed_through"]);
    assert_eq!(shop.probe(&made.path)?.color, "Display P3");
    let made = shop.make(&wide, image(free(2000)))?;
    assert_eq!(names(&made.steps), ["color_converted", "metadata_removed", "encoded"]);
    Ok(())
}

#[test]
fn a_margin_has_the_colour_that_was_chosen() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = WIDE.write(shop.folder(), "wide.jpg")?;
    let choices = Choices { fit: Fit::Contain, background: Some([230, 20, 20]), ..Choices::default() };
    let made = shop.make(&file, recipe(Output::Image(keeping(framed(400, 400))), choices))?;
    let profile = srgb_profile(shop.folder())?;
    let seen = Rgb::read(&made.path, &["-profile", &profile.to_string_lossy()])?.around(0.5, 0.05);
    let off = seen.iter().zip([230.0, 20.0, 20.0]).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(off < 6.0, "{seen:.0?}");
    Ok(())
}
