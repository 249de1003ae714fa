//! HEIC and AVIF through the programs of their decoders, into a folder of our own.

use std::path::Path;
use std::time::Duration;

use super::{guarded, jpeg, raster};
use crate::cancel::Cancel;
use crate::error::Fault;
use crate::pixels::Pixels;
use crate::probe::{Facts, StillFormat};
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
        let png = decoded(Tool::HeifConvert, &["--quiet"], path, "png", tools, cancel)?;
        return guarded(|| raster::decode(StillFormat::Png, &png));
    }
    let jpeg = decoded(Tool::HeifConvert, &["--quiet", "-q", "100"], path, "jpg", tools, cancel)?;
    guarded(|| jpeg::decode(facts, &jpeg, need_px))
}

/// AVIF, by way of an uncompressed PNG.
pub(super) fn avif(path: &Path, tools: &Tools, cancel: &Cancel) -> Result<Pixels, Fault> {
    let options = ["--jobs", "all", "--depth", "8", "--png-compress", "0", "--ignore-icc"];
    let png = decoded(Tool::AvifDec, &options, path, "png", tools, cancel)?;
    guarded(|| raster::decode(StillFormat::Png, &png))
}

/// What the decoder's program made of the picture.
fn decoded(
    tool: Tool,
    options: &[&str],
    path: &Path,
    extension: &str,
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
    let first = folder.path().join(format!("picture-1.{extension}"));
    let bytes = std::fs::read(&made).or_else(|_| std::fs::read(first));
    match bytes {
        Ok(bytes) if finished.success => Ok(bytes),
        Ok(_) | Err(_) => Err(Fault::damaged(finished.complaint())),
    }
}
