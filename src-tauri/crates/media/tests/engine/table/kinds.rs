//! The same photograph as every kind of file.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use upbeat_testkit::media::picture;
use upbeat_testkit::skip::skipped;

use crate::framing::PHOTOGRAPHS;
use crate::workshop::Workshop;

/// Size of the photograph, px.
pub(super) const MASTER_PX: (u32, u32) = (720, 540);

/// Three people, of an npm package under MIT: no package's photograph is as free.
const PEOPLE: &str = "@vladmandic/face-api/demo/sample1.jpg";

/// What a kind is, for the operations.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Nature {
    Still,
    /// A picture that moves.
    Moving,
    /// A page of a document.
    Page,
    Film,
}

/// A kind of file.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) nature: Nature,
    /// Score that it reaches at least where the operation itself loses nothing: what its own loss costs.
    pub(super) least: f64,
    /// Writes one.
    pub(super) make: fn(&Workshop, &Path) -> Result<PathBuf>,
}

macro_rules! by_imagemagick {
    ($least:literal, $name:literal, $($word:literal),*) => {
        Kind { name: $name, nature: Nature::Still, least: $least, make: |shop, master| {
            picture(shop.folder(), $name, &master.to_string_lossy(), &[$($word),*])
        } }
    };
}

macro_rules! by_ffmpeg {
    ($least:literal, $nature:ident, $name:literal, $($word:literal),*) => {
        Kind { name: $name, nature: Nature::$nature, least: $least, make: |shop, master| {
            let file = shop.folder().join($name);
            ffmpeg(master, Nature::$nature == Nature::Film, &[$($word),*], &file)?;
            Ok(file)
        } }
    };
}

pub(super) const KINDS: [Kind; 26] = [
    by_imagemagick!(95.0, "plain.jpg", "-quality", "95"),
    by_imagemagick!(95.0, "progressive.jpg", "-quality", "95", "-interlace", "JPEG"),
    Kind { name: "phone.jpg", nature: Nature::Still, least: 85.0, make: phone },
    by_imagemagick!(60.0, "inks.jpg", "-colorspace", "CMYK", "-quality", "95"),
    by_imagemagick!(99.0, "plain.png", "-define", "png:bit-depth=8"),
    by_imagemagick!(99.0, "deep.png", "-depth", "16", "-define", "png:bit-depth=16"),
    by_imagemagick!(90.0, "plain.webp", "-quality", "95"),
    by_imagemagick!(50.0, "plain.gif", "-colors", "256"),
    by_imagemagick!(99.0, "plain.tiff", "-compress", "LZW"),
    by_imagemagick!(99.0, "deep.tiff", "-depth", "16", "-compress", "Zip"),
    by_imagemagick!(60.0, "inks.tiff", "-colorspace", "CMYK", "-compress", "LZW"),
    by_imagemagick!(99.0, "pages.tiff", "(", "+clone", "-negate", ")", "-compress", "LZW"),
    by_imagemagick!(99.0, "plain.bmp", "-type", "TrueColor"),
    by_imagemagick!(99.0, "layers.psd", "-depth", "8"),
    Kind { name: "drawing.svg", nature: Nature::Still, least: 90.0, make: drawing },
    Kind {
        name: "phone.heic",
        nature: Nature::Still,
        least: 80.0,
        make: |shop, master| by_tool("heif-enc", &["-q", "95", "-o"], shop, master, "phone.heic", true),
    },
    Kind {
        name: "web.avif",
        nature: Nature::Still,
        least: 80.0,
        make: |shop, master| {
            by_tool(
                "avifenc",
                &["--speed", "8", "--min", "5", "--max", "10"],
                shop,
                master,
                "web.avif",
                false,
            )
        },
    },
    Kind { name: "brochure.pdf", nature: Nature::Page, least: 75.0, make: brochure },
    by_ffmpeg!(90.0, Moving, "moving.apng", "-f", "apng", "-plays", "0", "-pix_fmt", "rgb24"),
    by_ffmpeg!(80.0, Moving, "moving.webp", "-c:v", "libwebp_anim", "-quality", "95", "-loop", "0"),
    by_ffmpeg!(
        50.0,
        Moving,
        "moving.gif",
        "-filter_complex",
        "drawbox=w=2:h=2:color=white:t=fill:enable='lt(t,0.45)',split[a][b];[a]palettegen[p];[b][p]paletteuse"
    ),
    by_ffmpeg!(60.0, Film, "film.mp4", "-c:v", "libx264", "-crf", "8", "-pix_fmt", "yuv420p"),
    // A crop of more than eight bits lies on even pixels.
    by_ffmpeg!(45.0, Film, "film.mov", "-c:v", "prores_ks", "-profile:v", "3", "-pix_fmt", "yuv422p10le"),
    by_ffmpeg!(
        60.0,
        Film,
        "hevc.mov",
        "-c:v",
        "libx265",
        "-x265-params",
        "log-level=none:crf=8",
        "-tag:v",
        "hvc1",
        "-pix_fmt",
        "yuv420p"
    ),
    by_ffmpeg!(
        60.0,
        Film,
        "film.webm",
        "-c:v",
        "libvpx-vp9",
        "-crf",
        "10",
        "-b:v",
        "0",
        "-deadline",
        "realtime",
        "-cpu-used",
        "8",
        "-c:a",
        "libopus",
        "-pix_fmt",
        "yuv420p"
    ),
    by_ffmpeg!(60.0, Film, "film.mkv", "-c:v", "libx264", "-crf", "8", "-pix_fmt", "yuv420p", "-c:a", "flac"),
];

/// The photograph as a PNG of 16 bits; none, said aloud, where it isn't installed.
pub(super) fn master(folder: &Path) -> Result<Option<PathBuf>> {
    let from = Path::new(PHOTOGRAPHS).join(PEOPLE);
    if !from.is_file() {
        skipped("the photographs of people are not installed: cargo xtask test installs them");
        return Ok(None);
    }
    let (width, height) = MASTER_PX;
    let size = format!("{width}x{height}");
    let fill = format!("{size}^");
    let operations =
        ["-resize", &fill, "-gravity", "center", "-extent", &size, "+repage", "-strip", "-depth", "16"];
    picture(folder, "master.png", &from.to_string_lossy(), &operations).map(Some)
}

/// As a phone stores it: on its side, in Display P3, with a place and a name.
fn phone(shop: &Workshop, master: &Path) -> Result<PathBuf> {
    let [srgb, display_p3] = ["srgb.icc", "p3.icc"].map(|name| shop.folder().join(name));
    std::fs::write(&srgb, moxcms::ColorProfile::new_srgb().encode()?)?;
    std::fs::write(&display_p3, moxcms::ColorProfile::new_display_p3().encode()?)?;
    let (srgb, display_p3) = (srgb.to_string_lossy(), display_p3.to_string_lossy());
    let operations = ["-profile", &srgb, "-profile", &display_p3, "-rotate", "-90", "-quality", "95"];
    let file = picture(shop.folder(), "phone.jpg", &master.to_string_lossy(), &operations)?;
    let mut tags = Command::new("exiftool");
    tags.args(["-q", "-overwrite_original", "-Orientation#=6", "-Model=Phone 12", "-Artist=Ada Lovelace"]);
    tags.args(["-GPSLatitude=48.8534", "-GPSLatitudeRef=N", "-GPSLongitude=2.3488", "-GPSLongitudeRef=E"]);
    ensure!(tags.arg(&file).status()?.success(), "exiftool writes the tags");
    Ok(file)
}

/// Runs an encoder of one kind: its words, source and file in its own order.
fn by_tool(
    program: &str,
    words: &[&str],
    shop: &Workshop,
    master: &Path,
    name: &str,
    file_first: bool,
) -> Result<PathBuf> {
    let file = shop.folder().join(name);
    let plain =
        picture(shop.folder(), "for-tools.png", &master.to_string_lossy(), &["-depth", "8", "-strip"])?;
    let mut line = Command::new(program);
    line.args(words);
    if file_first {
        line.arg(&file).arg(plain)
    } else {
        line.arg(plain).arg(&file)
    };
    let done = line.output()?;
    ensure!(done.status.success(), "{line:?}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(file)
}

/// One second of the photograph, ten frames; a film with a tone.
fn ffmpeg(master: &Path, sounds: bool, words: &[&str], file: &Path) -> Result<()> {
    let mut line = Command::new("ffmpeg");
    line.args(["-v", "error", "-y", "-loop", "1", "-framerate", "10", "-t", "1", "-i"]).arg(master);
    if sounds {
        line.args(["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=1"]);
        line.args([
            "-vf",
            "scale=out_color_matrix=bt709:out_range=tv:sws_flags=accurate_rnd+full_chroma_int+lanczos",
        ]);
        line.args(["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]);
    } else if !words.contains(&"-filter_complex") {
        // A dot that goes: frames that are the same would become one.
        line.args(["-vf", "drawbox=w=2:h=2:color=white:t=fill:enable='lt(t,0.45)'"]);
    }
    let done = line.args(words).arg(file).output()?;
    ensure!(done.status.success(), "{line:?}: {}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

/// The photograph inside of a drawing, as design programs keep it.
fn drawing(shop: &Workshop, master: &Path) -> Result<PathBuf> {
    let png = picture(shop.folder(), "inside.png", &master.to_string_lossy(), &["-depth", "8", "-strip"])?;
    let (width, height) = MASTER_PX;
    let data = base64(&std::fs::read(png)?);
    let text = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">
<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>"#
    );
    let file = shop.folder().join("drawing.svg");
    std::fs::write(&file, text)?;
    Ok(file)
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let number =
            part.iter().fold(0_u32, |all, byte| all << 8 | u32::from(*byte)) << (8 * (3 - part.len()));
        for place in 0..4 {
            let letter = LETTERS[(number >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= part.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

/// A document of one page that is the photograph, a pixel a point.
fn brochure(shop: &Workshop, master: &Path) -> Result<PathBuf> {
    let jpeg = picture(
        shop.folder(),
        "page.jpg",
        &master.to_string_lossy(),
        &["-depth", "8", "-quality", "97", "-strip"],
    )?;
    let (width, height) = MASTER_PX;
    let picture = std::fs::read(jpeg)?;
    let drawn = format!("{width} 0 0 {height} 0 0 cm /I Do");
    let mut bytes = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n".to_vec();
    let mut add = |text: &str| bytes.extend_from_slice(text.as_bytes());
    add("2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n");
    add(&format!(
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R \
         /Resources << /XObject << /I 5 0 R >> >> >>\nendobj\n"
    ));
    add(&format!("4 0 obj\n<< /Length {} >>\nstream\n{drawn}\nendstream\nendobj\n", drawn.len()));
    add(&format!(
        "5 0 obj\n<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB \
         /BitsPerComponent 8 /Filter /DCTDecode /Length {} >>\nstream\n",
        picture.len()
    ));
    bytes.extend_from_slice(&picture);
    bytes
        .extend_from_slice(b"\nendstream\nendobj\ntrailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n");
    let file = shop.folder().join("brochure.pdf");
    std::fs::write(&file, bytes)?;
    Ok(file)
}
