//! Pictures that say of themselves that they are very large: a header, and as good as nothing behind it.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::media;

/// Kinds of picture whose header can state a size beyond any reason, by the ending of their names.
pub const KINDS: [&str; 8] = ["png", "jpg", "webp", "tif", "bmp", "gif", "heic", "avif"];

/// Writes a picture of this kind that says that both its sides are `side` px long.
///
/// # Errors
/// Where a tool that the kind is made with isn't installed.
pub fn picture(folder: &Path, kind: &str, side: u32) -> Result<PathBuf> {
    let file = folder.join(format!("giant.{kind}"));
    let bytes = match kind {
        "webp" => webp(side),
        "tif" => tiff(side),
        "png" => png(patched(folder, kind, b"IHDR", side, u32::to_be_bytes)?)?,
        "jpg" => jpeg(&small(folder, kind)?, side)?,
        "bmp" => at(small(folder, kind)?, 18, &[side.to_le_bytes(), side.to_le_bytes()].concat())?,
        "gif" => gif(small(folder, kind)?, side)?,
        "heic" | "avif" => patched(folder, kind, b"ispe\0\0\0\0", side, u32::to_be_bytes)?,
        other => anyhow::bail!("no such kind: {other}"),
    };
    std::fs::write(&file, bytes)?;
    Ok(file)
}

/// A small picture of a kind.
fn small(folder: &Path, kind: &str) -> Result<Vec<u8>> {
    let name = format!("small.{kind}");
    let file = match kind {
        "heic" => media::heic(folder, &name, "64x64!")?,
        "avif" => media::avif(folder, &name, "64x64!")?,
        _ => media::picture(folder, &name, media::GARDEN, &["-resize", "64x64!", "-strip"])?,
    };
    let bytes = std::fs::read(&file)?;
    std::fs::remove_file(file)?;
    Ok(bytes)
}

/// The small picture with both sides written anew behind every `mark`.
fn patched(folder: &Path, kind: &str, mark: &[u8], side: u32, write: fn(u32) -> [u8; 4]) -> Result<Vec<u8>> {
    let mut bytes = small(folder, kind)?;
    let places: Vec<usize> =
        bytes.windows(mark.len()).enumerate().filter(|(_, at)| *at == mark).map(|(at, _)| at).collect();
    ensure!(!places.is_empty(), "a {kind} without its mark");
    for place in places {
        bytes = at(bytes, place + mark.len(), &[write(side), write(side)].concat())?;
    }
    Ok(bytes)
}

fn at(mut bytes: Vec<u8>, place: usize, new: &[u8]) -> Result<Vec<u8>> {
    bytes.get_mut(place..place + new.len()).context("the header ends before its size")?.copy_from_slice(new);
    Ok(bytes)
}

/// Mends the sum behind the header (PNG specification, 5.3 and annex D).
fn png(bytes: Vec<u8>) -> Result<Vec<u8>> {
    let header = bytes.get(12..29).context("a header")?;
    let mut sum = u32::MAX;
    for byte in header {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    at(bytes, 29, &(!sum).to_be_bytes())
}

/// Frame header of a baseline JPEG (ITU-T T.81, B.2.2): marker, length, precision, height, width.
fn jpeg(bytes: &[u8], side: u32) -> Result<Vec<u8>> {
    let side = u16::try_from(side).context("at most 65,535")?.to_be_bytes();
    let place = bytes.windows(2).position(|two| two == [0xff, 0xc0]).context("a baseline JPEG")?;
    at(bytes.to_vec(), place + 5, &[side, side].concat())
}

/// Logical screen and first image of a GIF (GIF89a, 18 and 20).
fn gif(bytes: Vec<u8>, side: u32) -> Result<Vec<u8>> {
    let side = u16::try_from(side).context("at most 65,535")?.to_le_bytes();
    let table = 3 * (1 << (bytes.get(10).context("a screen")? % 8 + 1));
    let image = bytes[13 + table..].iter().position(|byte| *byte == 0x2c).context("an image")? + 13 + table;
    let bytes = at(bytes, 6, &[side, side].concat())?;
    at(bytes, image + 5, &[side, side].concat())
}

/// An extended WebP (RFC 9649, 2.7): a canvas, and one opaque pixel.
fn webp(side: u32) -> Vec<u8> {
    let canvas = &(side - 1).to_le_bytes()[..3];
    let pixel = [0x2f, 0, 0, 0, 0x10, 0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xfe, 0x07, 0];
    let mut chunks = b"WEBPVP8X".to_vec();
    chunks.extend(10_u32.to_le_bytes());
    chunks.extend([&[0; 4], canvas, canvas].concat());
    chunks.extend(b"VP8L");
    chunks.extend((pixel.len() as u32).to_le_bytes());
    chunks.extend(pixel);
    [b"RIFF".to_vec(), (chunks.len() as u32).to_le_bytes().to_vec(), chunks].concat()
}

/// A TIFF of one strip (TIFF 6.0, part 1): eight bits of grey, and no pixel at all.
fn tiff(side: u32) -> Vec<u8> {
    let entries: [(u16, u32); 9] =
        [(256, side), (257, side), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, side), (279, 1)];
    let mut bytes = b"II*\0".to_vec();
    bytes.extend(8_u32.to_le_bytes());
    bytes.extend((entries.len() as u16).to_le_bytes());
    for (tag, value) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(4_u16.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend([0; 8]);
    bytes
}

/// Lengthens a file to this many bytes that take no room on the disk.
///
/// # Errors
/// Where the disk can't.
pub fn lengthen(file: &Path, bytes: u64) -> Result<()> {
    Ok(std::fs::OpenOptions::new().write(true).open(file)?.set_len(bytes)?)
}

/// What an independent tool reads as the size of a picture, `width×height`.
///
/// # Errors
/// Where exiftool isn't installed.
pub fn stated(file: &Path) -> Result<String> {
    let said = Command::new("exiftool").args(["-s3", "-ImageSize"]).arg(file).output()?;
    Ok(String::from_utf8(said.stdout)?.trim().to_owned())
}
