//! HEIC, AVIF and pages of PDF through the programs of their decoders, into a folder of our own.

use std::path::Path;
use std::time::Duration;

use super::{guarded, jpeg, raster, y4m};
use crate::cancel::Cancel;
use crate::error::Fault;
use crate::limit::check_pixels;
use crate::pixels::{Channels, Pixels};
use crate::probe::{Facts, StillFormat, bmff};
use crate::tool::{Tool, Tools, run};

/// How long one picture may take, seconds. A 12 MP HEIC takes about one.
const DECODE_SECONDS_MAX: u64 = 120;

/// HEIC, by way of a JPEG of the highest quality: a third of the time of PNG, and both store colour
/// at half the size (53 dB apart, measured). See-through ones go by PNG.
pub(super) fn heic(
    path: &Path,
    facts: &Facts,
    need_px: (u32, u32),
    tools: &Tools,
    cancel: &Cancel,
) -> Result<Pixels, Fault> {
    if facts.has_alpha {
        let png = decoded(Tool::HeifConvert, &["--quiet"], path, "png", facts.page, tools, cancel)?;
        return guarded(|| raster::decode(StillFormat::Png, &png));
    }
    let options = ["--quiet", "-q", "100"];
    let jpeg = decoded(Tool::HeifConvert, &options, path, "jpg", facts.page, tools, cancel)?;
    guarded(|| jpeg::decode(facts, &jpeg, need_px))
}

/// AVIF as it is stored: its planes where we know what their colours mean, else by way of an uncompressed PNG, which
/// takes its program three times as long.
pub(super) fn avif(
    path: &Path,
    facts: &Facts,
    file: &[u8],
    tools: &Tools,
    cancel: &Cancel,
) -> Result<Pixels, Fault> {
    let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    let unturned = folder.path().join("unturned.avif");
    let path = if facts.orientation == 1 {
        path
    } else {
        std::fs::write(&unturned, bmff::unturned(file)?).map_err(|error| Fault::writing(&error))?;
        &unturned
    };
    // Why not strict: files of well-known programs lack a box that only says again what another says.
    let options = ["--jobs", "all", "--no-strict"];
    if let Some(matrix) = facts.matrix.filter(|matrix| y4m::knows(*matrix))
        && !facts.has_alpha
        && facts.bit_depth == 8
    {
        let planes = decoded(Tool::AvifDec, &options, path, "y4m", 1, tools, cancel)?;
        if let Some(pixels) = guarded(|| y4m::decode(&planes, matrix))? {
            return Ok(pixels);
        }
    }
    let more = ["--depth", "8", "--png-compress", "0", "--ignore-icc"];
    let png = decoded(Tool::AvifDec, &[&options[..], &more].concat(), path, "png", 1, tools, cancel)?;
    guarded(|| raster::decode(StillFormat::Png, &png))
}

/// How much larger than needed a page is drawn: poppler reduces the photographs in it roughly, our own reduction
/// doesn't (26 dB from what it should be when drawn as it is needed, 37 dB with three; a photograph of 720 px on a
/// page of 320).
const PAGE_OVERSAMPLE: u32 = 3;

/// Longest side that a page is drawn larger for, px.
const PAGE_SIDE_PX_MAX: u32 = 4096;

/// A page of a PDF, drawn at this size or larger by way of an uncompressed PPM.
pub(super) fn pdf(
    path: &Path,
    facts: &Facts,
    need_px: (u32, u32),
    tools: &Tools,
    cancel: &Cancel,
) -> Result<Pixels, Fault> {
    let larger = (PAGE_SIDE_PX_MAX / need_px.0.max(need_px.1).max(1)).clamp(1, PAGE_OVERSAMPLE);
    let (width, height) = (need_px.0 * larger, need_px.1 * larger);
    check_pixels(width.into(), height.into())?;
    let mut command = tools.command(Tool::PdfToPpm)?;
    let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    // Why absolute: a name that starts with a dash would be taken for an option.
    let source = std::path::absolute(path).map_err(|error| Fault::reading(&error))?;
    let page = facts.page.to_string();
    // Why: pdftoppm asks for the sides as the page lies, before it turns it.
    let (across, down) = if facts.turned_by_decoder >= 5 { (height, width) } else { (width, height) };
    command.args(["-f", &page, "-l", &page, "-singlefile", "-cropbox"]);
    command.args(["-scale-to-x", &across.to_string(), "-scale-to-y", &down.to_string()]);
    command.arg(source).arg(folder.path().join("page"));
    let finished = run(command, Duration::from_secs(DECODE_SECONDS_MAX), cancel, &mut |_| {})?;
    let head = format!("P6\n{width} {height}\n255\n");
    let drawn = std::fs::read(folder.path().join("page.ppm")).unwrap_or_default();
    match drawn.strip_prefix(head.as_bytes()) {
        Some(data) if finished.success && data.len() == width as usize * height as usize * 3 => {
            Ok(Pixels { width, height, channels: Channels::Rgb, data: data.to_vec() })
        }
        Some(_) | None => Err(Fault::damaged(finished.complaint())),
    }
}

/// A still picture of a kind that our own decoder has no part for, through ffmpeg: its bytes are handed over under a
/// name that says their kind.
pub(super) fn by_ffmpeg(
    file: &[u8],
    (demuxer, extension): (&str, &str),
    tools: &Tools,
    cancel: &Cancel,
) -> Result<Pixels, Fault> {
    let mut command = tools.command(Tool::Ffmpeg)?;
    let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    let source = folder.path().join(format!("source.{extension}"));
    std::fs::write(&source, file).map_err(|error| Fault::writing(&error))?;
    let made = folder.path().join("picture.png");
    command.args(["-v", "error", "-nostdin", "-protocol_whitelist", "file", "-noautorotate"]);
    command.args(["-f", demuxer, "-i"]).arg(source);
    command.args(["-frames:v", "1", "-compression_level", "0"]).arg(&made);
    let finished = run(command, Duration::from_secs(DECODE_SECONDS_MAX), cancel, &mut |_| {})?;
    match std::fs::read(&made) {
        Ok(png) if finished.success => guarded(|| raster::decode(StillFormat::Png, &png)),
        Ok(_) | Err(_) => Err(Fault::damaged(finished.complaint())),
    }
}

/// What the decoder's program made of a picture, the one of that number where the file has several.
fn decoded(
    tool: Tool,
    options: &[&str],
    path: &Path,
    extension: &str,
    number: u32,
    tools: &Tools,
    cancel: &Cancel,
) -> Result<Vec<u8>, Fault> {
    let mut command = tools.command(tool)?;
    let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    let made = folder.path().join(format!("picture.{extension}"));
    // Why absolute: a name that starts with a dash would be taken for an option.
    let source = std::path::absolute(path).map_err(|error| Fault::reading(&error))?;
    command.args(options).arg(source).arg(&made);
    let finished = run(command, Duration::from_secs(DECODE_SECONDS_MAX), cancel, &mut |_| {})?;
    // Why a second name: of a file with several pictures, heif-convert numbers what it makes.
    let numbered = folder.path().join(format!("picture-{number}.{extension}"));
    let bytes = std::fs::read(&made).or_else(|_| std::fs::read(numbered));
    match bytes {
        Ok(bytes) if finished.success => Ok(bytes),
        Ok(_) | Err(_) => Err(Fault::damaged(finished.complaint())),
    }
}
