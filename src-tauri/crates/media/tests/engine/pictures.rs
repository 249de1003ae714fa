//! Photographs as a phone writes them.

use anyhow::{Context, Result};
use upbeat_domain::code::Code;
use upbeat_domain::id::ContentHash;
use upbeat_domain::media::{Choices, Crop, Fit, Focus, ImageOutput, Output, Step};
use upbeat_domain::network::NetworkId;
use upbeat_media::{Cancel, recipe_key};
use upbeat_testkit::media::{GARDEN, LADYBIRD, Photo, Rgb, similarity};

use crate::workshop::{Workshop, assert_alike, assert_private, framed, free, image, names, recipe};

const PHONE: Photo<'_> = Photo {
    from: upbeat_testkit::media::ELEPHANTS,
    upright_px: (3024, 4032),
    orientation: 6,
    display_p3: true,
    private: true,
    progressive: false,
};

#[test]
fn a_phones_photograph_comes_out_upright_in_srgb_and_without_its_place() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = PHONE.write(shop.folder(), "phone.jpg")?;
    let info = shop.probe(&file)?;
    assert_eq!((info.width_px, info.height_px, info.orientation), (3024, 4032, 6));
    assert_eq!((info.color.as_str(), info.has_gps, info.has_metadata), ("Display P3", true, true));
    assert_eq!(info.taken_at.as_deref(), Some("2026-11-22T10:30:00"));
    let before = std::fs::read(&file)?;
    let outputs = [framed(1080, 1080), framed(1080, 1920), free(2000)];
    let recipes: Vec<_> = outputs.iter().cloned().map(image).collect();
    for (made, output) in shop.prepare(&file, &recipes)?.into_iter().zip(&outputs) {
        let made = made?;
        let expected = output.frame_px.unwrap_or((1500, 2000));
        assert_eq!(
            (made.width_px, made.height_px, made.mime.as_str()),
            (expected.0, expected.1, "image/jpeg")
        );
        assert_alike(&shop, &file, &made, 0.93)?;
        assert_private(&made.path)?;
        let bytes = std::fs::read(&made.path)?;
        assert_eq!(made.bytes, bytes.len() as u64);
        assert_eq!(made.hash, ContentHash::new(*blake3::hash(&bytes).as_bytes()));
        assert_eq!(made.steps[0], Step::Rotated { orientation: 6 });
        assert_eq!(made.steps[1], Step::ColorConverted { from: "Display P3".into(), to: "sRGB".into() });
        assert_eq!(made.steps[2], Step::MetadataRemoved { gps: true });
        assert_eq!(names(&made.steps).last(), Some(&"encoded"));
        assert_eq!(shop.probe(&made.path)?.color, "sRGB", "the file says so itself");
    }
    assert_eq!(std::fs::read(&file)?, before, "an original is never written to");
    Ok(())
}

#[test]
fn every_orientation_comes_out_upright() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let mut upright: Option<Rgb> = None;
    for orientation in 1..=8 {
        let photo = Photo { from: LADYBIRD, upright_px: (640, 400), orientation, ..Photo::default() };
        let file = photo.write(shop.folder(), &format!("turned-{orientation}.jpg"))?;
        let info = shop.probe(&file)?;
        assert_eq!((info.width_px, info.height_px, info.orientation), (640, 400, orientation));
        let made = shop.make(&file, image(free(320)))?;
        assert_eq!((made.width_px, made.height_px), (320, 200));
        let found = Rgb::read(&made.path, &[])?;
        let first = upright.get_or_insert_with(|| found.clone());
        let alike = similarity(&found, first);
        assert!(alike > 0.97, "orientation {orientation} is {alike:.3} like orientation 1");
    }
    Ok(())
}

#[test]
fn byte_budgets_are_met_closely() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo { upright_px: (2400, 1800), ..Photo::default() }.write(shop.folder(), "detail.jpg")?;
    for max_bytes in [900_000_u64, 600_000] {
        let output = ImageOutput { max_bytes, ..free(1800) };
        let made = shop.make(&file, image(output))?;
        let share = made.bytes as f64 / max_bytes as f64;
        assert!(share <= 1.0 && (share > 0.8 || made.bytes > 500_000), "{share:.2} of {max_bytes}");
        assert_eq!(made.width_px, 1800, "quality gives way before size");
    }
    let tight = shop.make(&file, image(ImageOutput { max_bytes: 40_000, ..free(1800) }))?;
    assert!(tight.bytes <= 40_000 && tight.width_px < 1800, "{} bytes, {} px", tight.bytes, tight.width_px);
    assert_alike(&shop, &file, &tight, 0.8)?;
    Ok(())
}

#[test]
fn a_budget_that_can_not_be_met_says_by_how_much() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo::default().write(shop.folder(), "photo.jpg")?;
    let output = ImageOutput { max_bytes: 2_000, min_width_px: Some(1000), ..free(1600) };
    let error = shop.prepare(&file, &[image(output)])?.pop().context("one")?.unwrap_err();
    assert_eq!((error.code(), error.subject()), (Code::MediaOverBudget, "photo.jpg"));
    let bytes: u64 = error.args().get("bytes").context("the smallest")?.parse()?;
    assert!(bytes > 2_000, "{bytes}");
    Ok(())
}

#[test]
fn what_meets_every_limit_is_passed_on_bit_for_bit() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo { from: GARDEN, ..Photo::default() }.write(shop.folder(), "fits.jpg")?;
    let made = shop.make(&file, image(free(2000)))?;
    assert_eq!(names(&made.steps), ["passed_through"]);
    assert_eq!(std::fs::read(&made.path)?, std::fs::read(&file)?);
    Ok(())
}

#[test]
fn private_data_are_taken_out_without_touching_a_pixel() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let photo = Photo { from: GARDEN, private: true, ..Photo::default() };
    let file = photo.write(shop.folder(), "private.jpg")?;
    let made = shop.make(&file, image(free(2000)))?;
    assert_eq!(names(&made.steps), ["metadata_removed", "passed_through"]);
    assert_private(&made.path)?;
    assert_eq!(Rgb::read(&made.path, &[])?.data, Rgb::read(&file, &[])?.data, "the same pixels");
    Ok(())
}

#[test]
fn the_same_work_gives_the_same_bytes_and_is_done_once() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = PHONE.write(shop.folder(), "phone.jpg")?;
    let one = image(framed(1080, 1080));
    let mut other = one.clone();
    (other.network, other.format) = (NetworkId::Instagram, "story".into());
    let source = ContentHash::new(*blake3::hash(&std::fs::read(&file)?).as_bytes());
    assert_eq!(recipe_key(&source, &one), recipe_key(&source, &other), "names don't change the work");
    let mut third = one.clone();
    third.choices.fit = Fit::Blur;
    assert_ne!(recipe_key(&source, &one), recipe_key(&source, &third));
    let first = shop.prepare(&file, &[one.clone(), other])?;
    let [first, second] = &first[..] else { anyhow::bail!("two recipes, two results") };
    let (first, second) = (first.clone()?, second.clone()?);
    assert_eq!(first.hash, second.hash);
    assert_ne!(first.path, second.path, "each has its own file");
    assert_eq!(shop.make(&file, one)?.hash, first.hash, "again, later");
    Ok(())
}

#[test]
fn networks_share_a_picture_where_only_their_byte_limits_differ() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo::default().write(shop.folder(), "photo.jpg")?;
    let limited = |max_bytes| image(ImageOutput { max_bytes, ..framed(1000, 1000) });
    let recipes = [limited(150_000), limited(8_000_000), limited(5_000_000)];
    let made = shop.prepare(&file, &recipes)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    assert_eq!(made[1].hash, made[2].hash);
    let Some(Step::Encoded { max_bytes, .. }) = made[2].steps.last() else { anyhow::bail!("encoded last") };
    assert_eq!(*max_bytes, 5_000_000, "each is told its own limit");
    assert!(made[0].bytes <= 150_000 && made[0].hash != made[1].hash, "{} bytes", made[0].bytes);
    for (made, recipe) in made.iter().zip(recipes) {
        assert_eq!(shop.make(&file, recipe)?.hash, made.hash, "alone it comes out the same");
    }
    Ok(())
}

#[test]
fn a_drawn_crop_wins_and_a_focal_point_steers() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo { from: LADYBIRD, ..Photo::default() }.write(shop.folder(), "photo.jpg")?;
    let crop = Crop { x: 700, y: 500, width: 600, height: 600 };
    let drawn = Choices { crop: Some(crop), focus: Focus::new(0.0, 0.0), ..Choices::default() };
    let made = shop.make(&file, recipe(Output::Image(framed(500, 500)), drawn))?;
    assert_eq!(made.crop, Some(crop));
    assert!(names(&made.steps).contains(&"cropped"), "{:?}", made.steps);
    assert_alike(&shop, &file, &made, 0.93)?;
    let left = Choices { focus: Focus::new(0.1, 0.5), ..Choices::default() };
    let made = shop.make(&file, recipe(Output::Image(framed(600, 1200)), left))?;
    assert_eq!(made.crop, Some(Crop { x: 0, y: 0, width: 600, height: 1200 }));
    Ok(())
}

/// Where the ladybird sits, as fractions of the photograph's width and height (looked at).
const LADYBIRD_AT: (f64, f64) = (0.70, 0.52);

#[test]
fn the_ladybird_stays_in_every_shape() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = upbeat_testkit::media::picture(shop.folder(), "bird.jpg", LADYBIRD, &["-strip"])?;
    let info = shop.probe(&file)?;
    let (x, y) = (f64::from(info.width_px) * LADYBIRD_AT.0, f64::from(info.height_px) * LADYBIRD_AT.1);
    let shapes = [(1080, 1080), (1080, 1350), (1080, 1920), (1000, 1500)];
    let recipes: Vec<_> = shapes.iter().map(|(w, h)| image(framed(*w, *h))).collect();
    for made in shop.prepare(&file, &recipes)? {
        let made = made?;
        let crop = made.crop.context("a wide photograph is cut")?;
        let inside = |at: f64, start: u32, length: u32| {
            f64::from(start) < at && at < f64::from(start) + f64::from(length)
        };
        assert!(
            inside(x, crop.x, crop.width) && inside(y, crop.y, crop.height),
            "{crop:?} lost {x:.0}, {y:.0}"
        );
    }
    Ok(())
}

#[test]
fn margins_show_all_of_it() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo { from: LADYBIRD, ..Photo::default() }.write(shop.folder(), "photo.jpg")?;
    let whole = shop.make(&file, image(free(600)))?;
    let whole = Rgb::read(&whole.path, &[])?;
    for fit in [Fit::Contain, Fit::Blur] {
        let choices = Choices { fit, background: Some([10, 200, 30]), ..Choices::default() };
        let made = shop.make(&file, recipe(Output::Image(framed(600, 1000)), choices))?;
        assert_eq!((made.width_px, made.height_px, made.crop), (600, 1000, None));
        assert!(names(&made.steps).contains(&"padded"), "{:?}", made.steps);
        let inner = Rgb::read(&made.path, &["-crop", "600x450+0+275", "+repage"])?;
        assert!(similarity(&inner, &whole) > 0.9, "{}", similarity(&inner, &whole));
        let margin = Rgb::read(&made.path, &[])?.around(0.5, 0.1);
        let plain = margin.iter().zip([10.0, 200.0, 30.0]).all(|(a, b)| (a - b).abs() < 3.0);
        assert_eq!(plain, fit == Fit::Contain, "{fit}: {margin:.0?}");
    }
    Ok(())
}

#[test]
fn a_cancelled_picture_leaves_nothing() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo::default().write(shop.folder(), "photo.jpg")?;
    let cancel = Cancel::new();
    cancel.cancel();
    let info = shop.probe(&file)?;
    let made = shop.engine.prepare(&file, &info, &[image(framed(500, 500))], &shop.out(), &|_| {}, &cancel);
    assert_eq!(made[0].as_ref().unwrap_err().code(), Code::Cancelled);
    assert!(shop.left()?.is_empty(), "{:?}", shop.left()?);
    Ok(())
}

#[test]
fn progress_ends_at_a_hundred_for_each() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo::default().write(shop.folder(), "photo.jpg")?;
    let told = std::sync::Mutex::new(Vec::new());
    let progress = |step: upbeat_media::Progress| {
        if let Ok(mut told) = told.lock() {
            told.push((step.recipe_index, step.percent));
        }
    };
    let info = shop.probe(&file)?;
    let recipes = [image(framed(500, 500)), image(framed(400, 500))];
    shop.engine.prepare(&file, &info, &recipes, &shop.out(), &progress, &Cancel::new());
    let told = told.into_inner()?;
    for index in 0..2 {
        let last = told.iter().rfind(|(i, _)| *i == index).map(|(_, percent)| *percent);
        assert_eq!(last, Some(100.0), "{told:?}");
    }
    Ok(())
}

#[test]
fn a_thumbnail_is_small_upright_and_in_srgb() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = PHONE.write(shop.folder(), "phone.jpg")?;
    let info = shop.probe(&file)?;
    let bytes = shop.engine.thumbnail(&file, &info, 320)?.jpeg;
    let thumbnail = shop.folder().join("thumbnail.jpg");
    std::fs::write(&thumbnail, &bytes)?;
    let facts = shop.probe(&thumbnail)?;
    assert_eq!((facts.width_px, facts.height_px, facts.color.as_str()), (240, 320, "sRGB"));
    assert!(bytes.len() < 60_000, "{} bytes", bytes.len());
    Ok(())
}

#[test]
fn a_folder_that_can_not_be_written_is_named_so() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo::default().write(shop.folder(), "photo.jpg")?;
    // A file where the folder should be: no right to write anything below it, not even for root.
    std::fs::write(shop.out(), b"in the way")?;
    let error = shop.prepare(&file, &[image(framed(300, 300))])?.pop().context("one")?.unwrap_err();
    assert_eq!(error.code(), Code::StorageUnwritable);
    Ok(())
}
