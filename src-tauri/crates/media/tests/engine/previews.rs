//! Previews that cameras put beside the picture: taken where they show the same, left where they don't.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use upbeat_domain::media::Likeness;
use upbeat_testkit::media::{ELEPHANTS, GARDEN, LADYBIRD, Photo, Rgb, picture};

use crate::workshop::Workshop;

/// Puts a JPEG into a photograph's EXIF, as cameras do.
fn put_beside(photo: &Path, preview: &Path) -> Result<()> {
    tag(photo, &[&format!("-ThumbnailImage<={}", preview.display())])
}

fn tag(photo: &Path, arguments: &[&str]) -> Result<()> {
    let done =
        Command::new("exiftool").args(["-q", "-overwrite_original"]).args(arguments).arg(photo).output()?;
    if !done.status.success() {
        bail!("exiftool: {}", String::from_utf8_lossy(&done.stderr));
    }
    Ok(())
}

/// A preview that can be told from its photograph: the same without colours.
fn gray(folder: &Path, photo: &Path, operations: &[&str]) -> Result<PathBuf> {
    let from = photo.to_str().context("a name in Unicode")?;
    let operations = [
        &["-colorspace", "Gray", "-colorspace", "sRGB", "-type", "TrueColor"],
        operations,
        &["-strip", "-quality", "80"],
    ]
    .concat();
    picture(folder, "preview.jpg", from, &operations)
}

/// The thumbnail as another tool reads it.
fn seen(folder: &Path, jpeg: &[u8]) -> Result<Rgb> {
    let file = folder.join("seen.jpg");
    std::fs::write(&file, jpeg)?;
    Rgb::read(&file, &[])
}

/// Whether it is made of the preview of [`gray`].
fn is_gray(rgb: &Rgb) -> bool {
    rgb.data
        .chunks_exact(3)
        .all(|pixel| pixel.iter().max().zip(pixel.iter().min()).is_some_and(|(a, b)| a - b < 24))
}

#[test]
fn a_preview_that_is_large_enough_is_taken_and_turned_upright() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let photo = Photo { from: LADYBIRD, upright_px: (1200, 1600), orientation: 6, ..Photo::default() };
    let file = photo.write(shop.folder(), "photo.jpg")?;
    let upright = seen(shop.folder(), &shop.engine.thumbnail(&file, &shop.probe(&file)?, 300)?.jpeg)?;
    put_beside(&file, &gray(shop.folder(), &file, &["-resize", "512x512"])?)?;
    let made = seen(shop.folder(), &shop.engine.thumbnail(&file, &shop.probe(&file)?, 300)?.jpeg)?;
    assert!(is_gray(&made) && !is_gray(&upright), "made of the preview");
    assert_eq!((made.width, made.height), (225, 300));
    let light = |[r, g, b]: [f64; 3]| 0.299 * r + 0.587 * g + 0.114 * b;
    for (x, y) in [(0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8), (0.5, 0.5)] {
        let (one, other) = (light(made.around(x, y)), light(upright.around(x, y)));
        assert!((one - other).abs() < 12.0, "at {x} {y}: {one} and {other}");
    }
    Ok(())
}

#[test]
fn a_small_preview_serves_until_the_good_picture_is_there() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo::default().write(shop.folder(), "photo.jpg")?;
    assert!(shop.engine.preview(&file, 512).is_none(), "nothing is beside it");
    put_beside(&file, &gray(shop.folder(), &file, &["-resize", "160x120"])?)?;
    let quick = seen(shop.folder(), &shop.engine.preview(&file, 512).context("a preview")?.jpeg)?;
    assert_eq!((quick.width, quick.height, is_gray(&quick)), (160, 120, true));
    let good = seen(shop.folder(), &shop.engine.thumbnail(&file, &shop.probe(&file)?, 512)?.jpeg)?;
    assert_eq!((good.width, good.height, is_gray(&good)), (512, 384, false));
    Ok(())
}

#[test]
fn black_bars_are_cut_off() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    for (name, upright_px) in [("wide.jpg", (1800, 1200)), ("narrow.jpg", (900, 1600))] {
        let file = Photo { from: GARDEN, upright_px, ..Photo::default() }.write(shop.folder(), name)?;
        let bars = ["-resize", "160x120", "-background", "black", "-gravity", "center", "-extent", "160x120"];
        put_beside(&file, &gray(shop.folder(), &file, &bars)?)?;
        let quick = seen(shop.folder(), &shop.engine.preview(&file, 512).context("a preview")?.jpeg)?;
        let shape = f64::from(quick.width) / f64::from(quick.height);
        let wanted = f64::from(upright_px.0) / f64::from(upright_px.1);
        assert!((shape / wanted - 1.0).abs() < 0.04, "{name}: {} x {}", quick.width, quick.height);
        let good = seen(shop.folder(), &shop.engine.thumbnail(&file, &shop.probe(&file)?, 512)?.jpeg)?;
        for (one, other) in edges(&quick).into_iter().zip(edges(&good)) {
            assert!((one - other).abs() < 20.0, "{name}: {:?} and {:?}", edges(&quick), edges(&good));
        }
    }
    Ok(())
}

/// How light the outermost fiftieth of each side is: left, top, right, bottom.
fn edges(rgb: &Rgb) -> [f64; 4] {
    let (width, height) = (rgb.width as usize, rgb.height as usize);
    let mean = |columns: std::ops::Range<usize>, rows: std::ops::Range<usize>| {
        let row = |y: usize| &rgb.data[(y * width + columns.start) * 3..(y * width + columns.end) * 3];
        // As ImageMagick weighs colours when it makes gray of them.
        let light = |p: &[u8]| 0.2126 * f64::from(p[0]) + 0.7152 * f64::from(p[1]) + 0.0722 * f64::from(p[2]);
        let sum: f64 = rows.clone().flat_map(|y| row(y).chunks_exact(3)).map(light).sum();
        sum / (columns.len() * rows.len()) as f64
    };
    let (side, end) = (width.div_ceil(50), height.div_ceil(50));
    [
        mean(0..side, 0..height),
        mean(0..width, 0..end),
        mean(width - side..width, 0..height),
        mean(0..width, height - end..height),
    ]
}

#[test]
fn a_preview_that_shows_something_else_is_not_taken() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo::default().write(shop.folder(), "photo.jpg")?;
    let preview = |operations: &[&str]| gray(shop.folder(), &file, operations);
    put_beside(&file, &preview(&["-resize", "512x512"])?)?;
    assert!(shop.engine.preview(&file, 512).is_some());

    tag(&file, &["-ExifImageWidth=3200", "-ExifImageHeight=2400"])?;
    assert!(shop.engine.preview(&file, 512).is_none(), "the picture was made smaller, or cut, since");
    tag(&file, &["-ExifImageWidth=1600", "-ExifImageHeight=1200"])?;
    assert!(shop.engine.preview(&file, 512).is_some());
    tag(&file, &["-IFD0:Orientation#=6", "-IFD1:Orientation#=1"])?;
    assert!(shop.engine.preview(&file, 512).is_none(), "one of the two was turned since");
    tag(&file, &["-IFD0:Orientation#=1"])?;

    put_beside(&file, &preview(&["-resize", "512x512", "-gravity", "center", "-extent", "512x512"])?)?;
    assert!(shop.engine.preview(&file, 512).is_none(), "another shape, and its bars are white");
    std::fs::write(shop.folder().join("no.jpg"), b"\xff\xd8no picture")?;
    put_beside(&file, &shop.folder().join("no.jpg"))?;
    assert!(shop.engine.preview(&file, 512).is_none(), "no picture at all");
    shop.engine.thumbnail(&file, &shop.probe(&file)?, 512)?;
    Ok(())
}

#[test]
fn the_colours_of_a_preview_are_those_of_its_picture() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file =
        Photo { from: LADYBIRD, display_p3: true, ..Photo::default() }.write(shop.folder(), "p3.jpg")?;
    let good = seen(shop.folder(), &shop.engine.thumbnail(&file, &shop.probe(&file)?, 512)?.jpeg)?;
    let name = file.to_str().context("a name in Unicode")?;
    let preview =
        picture(shop.folder(), "small.jpg", name, &["-resize", "512x512", "-strip", "-quality", "95"])?;
    put_beside(&file, &preview)?;
    let quick = seen(shop.folder(), &shop.engine.preview(&file, 512).context("a preview")?.jpeg)?;
    let mut strongest = 0.0_f64;
    for (x, y) in [(0.2, 0.2), (0.3, 0.5), (0.5, 0.5), (0.8, 0.8)] {
        let (one, other) = (quick.around(x, y), good.around(x, y));
        let apart = one.iter().zip(other).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(apart < 6.0, "at {x} {y}: {one:?} and {other:?}");
        let stored = Rgb::read(&preview, &[])?.around(x, y);
        strongest = stored.iter().zip(other).map(|(a, b)| (a - b).abs()).fold(strongest, f64::max);
    }
    assert!(strongest > 8.0, "the photograph has colours that tell the two spaces apart: {strongest}");
    Ok(())
}

/// Appends a preview behind the picture and lists it as cameras do (CIPA DC-007).
fn list_behind(photo: &Path, preview: &[u8]) -> Result<()> {
    let file = std::fs::read(photo)?;
    let mut list = b"II*\0\x08\0\0\0".to_vec();
    list.extend(3_u16.to_le_bytes());
    let mut entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        list.extend([&tag.to_le_bytes()[..], &kind.to_le_bytes(), &count.to_le_bytes(), &value].concat());
    };
    entry(0xB000, 7, 4, *b"0100");
    entry(0xB001, 4, 1, 2_u32.to_le_bytes());
    entry(0xB002, 7, 32, 50_u32.to_le_bytes());
    list.extend([0; 4]);
    let length = 4 + 4 + list.len() + 32;
    let list_at = 2 + 4 + 4;
    let whole = file.len() + length;
    for (kind, bytes, at) in [(0x2003_0000_u32, whole, 0), (0x4001_0002, preview.len(), whole - list_at)] {
        list.extend(
            [kind, u32::try_from(bytes)?, u32::try_from(at)?, 0].iter().flat_map(|word| word.to_le_bytes()),
        );
    }
    let mut made = file[..2].to_vec();
    made.extend([0xFF, 0xE2]);
    made.extend(u16::try_from(2 + 4 + list.len())?.to_be_bytes());
    made.extend(b"MPF\0");
    made.extend(list);
    made.extend(&file[2..]);
    made.extend(preview);
    Ok(std::fs::write(photo, made)?)
}

#[test]
fn a_large_preview_behind_the_picture_is_found() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Photo { upright_px: (2400, 1600), ..Photo::default() }.write(shop.folder(), "photo.jpg")?;
    let preview = gray(shop.folder(), &file, &["-resize", "1620x1080"])?;
    list_behind(&file, &std::fs::read(&preview)?)?;
    let other = Command::new("exiftool").args(["-b", "-PreviewImage"]).arg(&file).output()?.stdout;
    assert!(other == std::fs::read(&preview)?, "another reader finds {} bytes", other.len());
    let made = seen(shop.folder(), &shop.engine.thumbnail(&file, &shop.probe(&file)?, 512)?.jpeg)?;
    assert_eq!((made.width, made.height, is_gray(&made)), (512, 341, true));
    Ok(())
}

/// What is made of a photograph on its way through programs and networks.
const TRAVELS: [(&str, &[&str]); 6] = [
    ("smaller", &["-resize", "25%"]),
    ("compressed", &["-quality", "35"]),
    ("lighter", &["-modulate", "112,100,100"]),
    ("more contrast", &["-sigmoidal-contrast", "3,50%"]),
    ("without colours", &["-colorspace", "Gray", "-type", "TrueColor"]),
    ("sharpened and smaller", &["-resize", "40%", "-unsharp", "0x1", "-quality", "70"]),
];

#[test]
fn a_photograph_stays_like_itself_and_unlike_others() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let likeness = |file: &Path| -> Result<Likeness> {
        let thumbnail = shop.engine.thumbnail(file, &shop.probe(file)?, 512)?;
        thumbnail.sketch.likeness.context("a photograph has a likeness")
    };
    let mut seen: Vec<(String, Likeness)> = Vec::new();
    for from in photographs()? {
        let from = from.to_str().context("a name in Unicode")?;
        let own = likeness(&picture(shop.folder(), "own.jpg", from, &["-resize", "1600x1600", "-strip"])?)?;
        for (name, operations) in TRAVELS {
            let operations = [&["-resize", "1600x1600", "-strip"], operations].concat();
            let travelled = likeness(&picture(shop.folder(), "travelled.jpg", from, &operations)?)?;
            assert!(own.is_near(travelled), "{from}, {name}: {} bits", own.distance(travelled));
        }
        for (other, like) in &seen {
            assert!(!own.is_near(*like), "{from} and {other}: {} bits", own.distance(*like));
        }
        seen.push((from.to_owned(), own));
    }
    assert!(seen.len() >= 8, "only {} photographs", seen.len());
    Ok(())
}

/// The photographs of the package, each once.
fn photographs() -> Result<Vec<PathBuf>> {
    let mut found = vec![PathBuf::from(ELEPHANTS)];
    for entry in std::fs::read_dir(Path::new(GARDEN).parent().context("a folder")?)? {
        found.extend(
            Some(entry?.path()).filter(|path| path.extension().is_some_and(|ending| ending == "jpg")),
        );
    }
    found.sort();
    Ok(found)
}
