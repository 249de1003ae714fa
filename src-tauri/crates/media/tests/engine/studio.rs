//! What studios, printers and scanners hand over: TIFF with pages and inks, Photoshop, SVG, 16 bits.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use upbeat_domain::code::Code;
use upbeat_domain::media::{Choices, ImageOutput, Output, Step};
use upbeat_testkit::look::color_distance;
use upbeat_testkit::media::{GARDEN, LADYBIRD, Rgb, picture};
use upbeat_testkit::skip::skipped;

use crate::workshop::{
    Workshop, assert_alike, assert_private, framed, free, image, names, recipe, reference,
};

/// Farthest that inks may come out from what lcms makes of them, mean ΔE (CIE 1976).
const INKS_DISTANCE_MAX: f64 = 1.0;

/// Profiles of inks as Debian's packages install them: `icc-profiles-free`, `ghostscript`, `colord-data`.
const INK_PROFILES: [&str; 4] = [
    "/usr/share/color/icc/colord/FOGRA39L_coated.icc",
    "/usr/share/color/icc/colord/SWOP2006_Coated3v2.icc",
    "/usr/share/color/icc/ghostscript/default_cmyk.icc",
    "/usr/share/color/icc/ghostscript/ps_cmyk.icc",
];

/// A profile of a printer's inks; none, said aloud, where no package brought one.
fn ink_profile() -> Option<&'static str> {
    let found = INK_PROFILES.into_iter().find(|file| Path::new(file).is_file());
    if found.is_none() {
        skipped("no profile of inks is installed (apt install libgs-common)");
    }
    found
}

/// The photograph in a printer's inks, by lcms through ImageMagick.
fn in_inks(shop: &Workshop, name: &str, profile: &str, more: &[&str]) -> Result<PathBuf> {
    let srgb = upbeat_testkit::media::srgb_profile(shop.folder())?;
    let srgb = srgb.to_string_lossy().into_owned();
    let mut operations = vec!["-resize", "640x480!", "-strip", "-profile", &srgb, "-profile", profile];
    operations.extend_from_slice(more);
    picture(shop.folder(), name, GARDEN, &operations)
}

#[test]
fn inks_come_out_as_their_profile_says() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let Some(profile) = ink_profile() else { return Ok(()) };
    for (name, more) in [
        ("inks.jpg", &["-quality", "95"][..]),
        ("inks.tiff", &["-depth", "8", "-compress", "LZW"]),
        ("planes.tiff", &["-depth", "8", "-interlace", "Plane"]),
        ("deep.tiff", &["-depth", "16", "-compress", "Zip"]),
        ("inks.psd", &["-depth", "8"]),
        ("deep.psd", &["-depth", "16"]),
    ] {
        let file = in_inks(&shop, name, profile, more)?;
        assert_eq!(shop.probe(&file)?.color, "CMYK", "{name}");
        let png = ImageOutput { mimes: vec!["image/png".into()], ..framed(640, 480) };
        let made = shop.make(&file, image(png))?;
        let distance = color_distance(&Rgb::read(&made.path, &[])?, &reference(&shop, &file, &made)?)?;
        eprintln!("{name} {distance}");
        assert!(distance < INKS_DISTANCE_MAX, "{name}: {distance:.2} from lcms");
        assert_private(&made.path)?;
    }
    Ok(())
}

#[test]
fn every_page_of_a_tiff_is_counted_told_and_can_be_chosen() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let sources = [GARDEN, LADYBIRD, GARDEN];
    for order in ["lsb", "msb"] {
        let name = format!("scan-{order}.tiff");
        let endian = format!("tiff:endian={order}");
        let mut operations = vec!["-resize", "400x300!"];
        for (photograph, size) in [(LADYBIRD, "300x400!"), (GARDEN, "200x200!")] {
            operations.extend(["(", photograph, "-resize", size, ")"]);
        }
        let operations = [&operations[..], &["-strip", "-define", &endian]].concat();
        let file = picture(shop.folder(), &name, GARDEN, &operations)?;
        let info = shop.probe(&file)?;
        assert_eq!((info.inside.pages, info.frames), (3, 1), "{name}: pages don't move");
        let page =
            |page: Option<u32>| recipe(Output::Image(free(2000)), Choices { page, ..Choices::default() });
        let made = shop.prepare(&file, &[page(None), page(Some(2)), page(Some(3)), page(Some(4))])?;
        let sizes = [(400, 300), (300, 400), (200, 200)];
        for (index, made) in made.iter().take(3).enumerate() {
            let made = made.as_ref().map_err(Clone::clone)?;
            assert_eq!((made.width_px, made.height_px), sizes[index], "{name}, page {}", index + 1);
            assert_eq!(made.steps[0], Step::PageUsed { page: index as u32 + 1, pages: 3 });
            let size = format!("{}x{}!", sizes[index].0, sizes[index].1);
            let expected = Rgb::read(Path::new(sources[index]), &["-resize", &size])?;
            let alike = upbeat_testkit::media::similarity(&Rgb::read(&made.path, &[])?, &expected);
            assert!(alike > 0.93, "{name}, page {}: {alike:.3} alike", index + 1);
        }
        let error = made[3].as_ref().unwrap_err();
        assert_eq!(error.code(), Code::MediaNoSuchPage);
        assert_eq!(error.args().get("pages").map(String::as_str), Some("3"));
    }
    Ok(())
}

#[test]
fn a_tiff_whose_pages_run_in_a_circle_is_damaged() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let operations = ["-resize", "40x30!", "-strip", "-compress", "None", "-define", "tiff:endian=lsb"];
    let file = picture(shop.folder(), "circle.tiff", GARDEN, &operations)?;
    let mut bytes = std::fs::read(&file)?;
    let number = |bytes: &[u8], at: usize, length: usize| {
        bytes[at..at + length].iter().rev().fold(0_usize, |value, byte| (value << 8) | usize::from(*byte))
    };
    let first = number(&bytes, 4, 4);
    let next = first + 2 + 12 * number(&bytes, first, 2);
    bytes[next..next + 4].copy_from_slice(&u32::try_from(first)?.to_le_bytes());
    std::fs::write(&file, bytes)?;
    assert_eq!(shop.engine.probe(&file).unwrap_err().code(), Code::MediaDamaged);
    Ok(())
}

#[test]
fn photoshop_is_read_by_its_flattened_picture() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    for (name, operations) in [
        ("packed.psd", &["-compress", "RLE"][..]),
        ("raw.psd", &["-compress", "None"]),
        ("deep.psd", &["-depth", "16"]),
        ("gray.psd", &["-colorspace", "Gray"]),
        ("large.psb", &["-compress", "RLE"]),
    ] {
        let all = [&["-resize", "600x450!", "-strip"], operations].concat();
        let file = picture(shop.folder(), name, GARDEN, &all)?;
        let info = shop.probe(&file)?;
        let depth = if name == "deep.psd" { 16 } else { 8 };
        assert_eq!((info.container.as_str(), info.width_px, info.bit_depth), ("psd", 600, depth), "{name}");
        let made = shop.make(&file, image(framed(450, 450)))?;
        assert_alike(&shop, &file, &made, 0.95)?;
        assert_private(&made.path)?;
    }
    Ok(())
}

#[test]
fn photoshop_cut_off_is_damaged() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = picture(shop.folder(), "cut.psd", GARDEN, &["-resize", "320x240!", "-strip"])?;
    let bytes = std::fs::read(&file)?;
    for share in [1, 5, 40, 95] {
        std::fs::write(&file, &bytes[..bytes.len() * share / 100])?;
        let found = shop.prepare(&file, &[image(free(200))]).map_or(Ok(Code::MediaDamaged), |mut made| {
            made.pop().context("one").map(|made| made.unwrap_err().code())
        })?;
        assert_eq!(found, Code::MediaDamaged, "{share} % of it");
    }
    Ok(())
}

const POSTER: &str = r##"<?xml version="1.0"?>
<!-- a poster -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">
  <rect width="100" height="100" fill="#e6004c"/>
  <circle cx="150" cy="50" r="40" fill="#0066ff" fill-opacity="0.5"/>
</svg>"##;

#[test]
fn an_svg_is_drawn_as_large_as_it_is_needed() -> Result<()> {
    let shop = Workshop::open()?;
    let file = shop.folder().join("poster.svg");
    std::fs::write(&file, POSTER)?;
    let info = shop.probe(&file)?;
    assert_eq!((info.container.as_str(), info.mime.as_str()), ("svg", "image/svg+xml"));
    assert_eq!((info.width_px, info.height_px), (4096, 2048), "a drawing is never too small");
    let jpeg = ImageOutput { mimes: vec!["image/jpeg".into()], ..framed(1600, 800) };
    let made = shop.make(&file, image(jpeg))?;
    assert_eq!(names(&made.steps), ["resized", "flattened", "encoded"]);
    let rgb = Rgb::read(&made.path, &[])?;
    for (x, y, wanted) in [(0.25, 0.5, [230.0, 0.0, 76.0]), (0.75, 0.5, [127.0, 178.0, 255.0])] {
        let found = rgb.around(x, y);
        let off = found.iter().zip(wanted).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(off < 4.0, "{found:.0?} at {x}, wanted {wanted:?}");
    }
    // Between two columns of pixels the edge is sharp: it was drawn at this size, not enlarged.
    let at = |x: usize| rgb.data[(rgb.width as usize * 8 + x) * 3 + 1];
    assert!(at(796) < 30 && at(804) > 225, "{} and {} beside the edge", at(796), at(804));
    let png = shop.make(&file, image(ImageOutput { mimes: vec!["image/png".into()], ..framed(400, 200) }))?;
    assert_eq!(png.mime, "image/png");
    Ok(())
}

#[test]
fn an_svg_reaches_no_other_file() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let secret = picture(
        shop.folder(),
        "secret.png",
        GARDEN,
        &["-resize", "40x40!", "-fill", "red", "-colorize", "100"],
    )?;
    let file = shop.folder().join("reaching.svg");
    let drawing = |href: &str| {
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
                width="40" height="40"><rect width="40" height="40" fill="white"/>
                <image width="40" height="40" xlink:href="{href}"/></svg>"#
        )
    };
    let path = secret.to_string_lossy().into_owned();
    for href in [path.clone(), format!("file://{path}"), "secret.png".to_owned()] {
        std::fs::write(&file, drawing(&href))?;
        let made = shop.make(&file, image(framed(40, 40)))?;
        let middle = Rgb::read(&made.path, &[])?.around(0.5, 0.5);
        assert!(middle.iter().all(|v| *v > 250.0), "{href} was read: {middle:.0?}");
    }
    let inside = Command::new("base64").args(["-w", "0"]).arg(&secret).output()?;
    ensure!(inside.status.success(), "base64 failed");
    std::fs::write(&file, drawing(&format!("data:image/png;base64,{}", String::from_utf8(inside.stdout)?)))?;
    let made = shop.make(&file, image(framed(40, 40)))?;
    let middle = Rgb::read(&made.path, &[])?.around(0.5, 0.5);
    assert!(middle[0] > 240.0 && middle[1] < 15.0, "what lies inside is shown: {middle:.0?}");
    Ok(())
}

#[test]
fn an_svg_that_would_eat_the_machine_is_refused() -> Result<()> {
    let shop = Workshop::open()?;
    let file = shop.folder().join("bomb.svg");
    let layers = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{}<rect width='9' height='9'/>{}</svg>",
        "<g opacity='0.9'>".repeat(800),
        "</g>".repeat(800)
    );
    let masks: String = (1..600)
        .map(|n| format!("<mask id='m{n}'><rect width='9' height='9' mask='url(#m{})'/></mask>", n - 1))
        .collect();
    let masks = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><mask id='m0'><rect width='9' height='9'/></mask>\
         {masks}<rect width='9' height='9' mask='url(#m599)'/></svg>"
    );
    let depth = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{}{}</svg>",
        "<g>".repeat(50_000),
        "</g>".repeat(50_000)
    );
    let laughs: String = (1..10).fold("<!DOCTYPE svg [<!ENTITY a0 'ha'>".to_owned(), |text, n| {
        text + &format!("<!ENTITY a{n} '{}'>", format!("&a{};", n - 1).repeat(10))
    });
    let laughs = format!(
        "{laughs}]><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>&a9;</text></svg>"
    );
    for (name, drawing) in [("layers", layers), ("masks", masks), ("depth", depth), ("laughs", laughs)] {
        std::fs::write(&file, drawing)?;
        let code = match shop.prepare(&file, &[image(framed(90, 90))]) {
            Ok(mut made) => made.pop().context("one")?.unwrap_err().code(),
            Err(error) => error.downcast::<upbeat_media::MediaError>()?.code(),
        };
        assert_eq!(code, Code::MediaDamaged, "{name}");
    }
    Ok(())
}

#[test]
fn a_psd_of_a_few_bytes_that_asks_for_all_memory_is_refused() -> Result<()> {
    let shop = Workshop::open()?;
    let file = shop.folder().join("bomb.psd");
    let (channels, height, width, depth, rgb) = (u16::MAX, 65_500_u32, 1_u32, 8_u16, 3_u16);
    let mut bytes = b"8BPS\0\x01\0\0\0\0\0\0".to_vec();
    bytes.extend(channels.to_be_bytes());
    bytes.extend([height, width].map(u32::to_be_bytes).concat());
    bytes.extend([depth, rgb].map(u16::to_be_bytes).concat());
    // No palette, no resources, no layers; the picture isn't packed.
    bytes.extend([0; 3 * 4 + 2]);
    std::fs::write(&file, bytes)?;
    let error = shop.engine.probe(&file).expect_err("nothing has so many channels");
    assert_eq!(error.code(), Code::MediaDamaged);
    Ok(())
}

#[test]
fn a_gradient_of_sixteen_bits_has_no_bands() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    // Four of 255 values over 1024 px: rounded, there would be five flat bands.
    let operations = [
        "-size",
        "64x1024",
        "-depth",
        "16",
        "gradient:rgb(40%,40%,40%)-rgb(41.6%,41.6%,41.6%)",
        "-rotate",
        "90",
        "-delete",
        "0",
        "-define",
        "png:bit-depth=16",
        "-strip",
    ];
    let file = picture(shop.folder(), "sky.png", GARDEN, &operations)?;
    assert_eq!(shop.probe(&file)?.bit_depth, 16);
    let made =
        shop.make(&file, image(ImageOutput { mimes: vec!["image/png".into()], ..framed(1024, 64) }))?;
    let deep = |x: usize| {
        let share = x as f64 / 1023.0;
        255.0 * (0.416 - 0.016 * share)
    };
    let rgb = Rgb::read(&made.path, &[])?;
    ensure!((rgb.width, rgb.height) == (1024, 64), "{} × {}", rgb.width, rgb.height);
    for left in (0..1024).step_by(32) {
        let mean = |row: usize| -> f64 {
            (left..left + 32).map(|x| f64::from(rgb.data[(row * 1024 + x) * 3])).sum::<f64>() / 32.0
        };
        let mean: f64 = (0..64).map(mean).sum::<f64>() / 64.0;
        let wanted = (deep(left) + deep(left + 31)) / 2.0;
        assert!((mean - wanted).abs() < 0.12, "{mean:.2} at {left}, wanted {wanted:.2}");
    }
    Ok(())
}

#[test]
fn letters_in_a_family_that_nobody_has_are_drawn_in_another() -> Result<()> {
    let shop = Workshop::open()?;
    if !["/usr/share/fonts", "/System/Library/Fonts", "C:\\Windows\\Fonts"]
        .iter()
        .any(|f| Path::new(f).is_dir())
    {
        skipped("no fonts are installed");
        return Ok(());
    }
    let file = shop.folder().join("words.svg");
    for family in ["Upbeat Unheard Of", "sans-serif", "monospace"] {
        std::fs::write(
            &file,
            format!(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'><rect width='100' height='100' \
                 fill='white'/><text x='5' y='90' font-size='110' font-weight='bold' font-family='{family}'>M</text></svg>"
            ),
        )?;
        let made = shop.make(&file, image(framed(100, 100)))?;
        let dark = Rgb::read(&made.path, &[])?.data.chunks_exact(3).filter(|pixel| pixel[1] < 100).count();
        assert!(dark > 1500, "{family}: {dark} of 10,000 px are dark");
    }
    Ok(())
}
