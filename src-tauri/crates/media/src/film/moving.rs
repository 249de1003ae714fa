//! Moving pictures that ffmpeg can't read, handed to it in a file that it can: animated WebP becomes
//! animated PNG, frame by frame and without loss.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use image::AnimationDecoder;
use image::codecs::webp::WebPDecoder;

use crate::cancel::Cancel;
use crate::decode::{self, fault};
use crate::error::Fault;
use crate::limit::MOVING_PIXELS_MAX;
use crate::probe::{StillFormat, moving_still};

/// How long a frame stays that says nothing of it, milliseconds; browsers take the same.
const DELAY_MS_DEFAULT: u32 = 100;

/// A file in a folder that goes away with it.
pub(crate) struct Readable {
    folder: tempfile::TempDir,
}

impl Readable {
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("moving.png")
    }
}

/// The file to read instead; none where ffmpeg reads the source itself.
pub(crate) fn readable(path: &Path, cancel: &Cancel) -> Result<Option<Readable>, Fault> {
    let Some((StillFormat::Webp, facts, file)) = moving_still(path)? else { return Ok(None) };
    let pixels = u64::from(facts.width_px) * u64::from(facts.height_px);
    if pixels.saturating_mul(facts.frames.into()) > MOVING_PIXELS_MAX {
        let frames = facts.frames;
        return Err(Fault::damaged(format!("{frames} frames of {pixels} px are more than are decoded")));
    }
    let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    let readable = Readable { folder };
    let target = File::create(readable.path()).map_err(|error| Fault::writing(&error))?;
    decode::guarded(|| {
        let source = WebPDecoder::new(std::io::Cursor::new(file.as_slice())).map_err(fault)?;
        unpack(source, facts.frames, (facts.width_px, facts.height_px), target, cancel)
    })?;
    Ok(Some(readable))
}

fn unpack<'a>(
    source: impl AnimationDecoder<'a>,
    frames: u32,
    (width, height): (u32, u32),
    target: File,
    cancel: &Cancel,
) -> Result<(), Fault> {
    let mut encoder = png::Encoder::new(BufWriter::new(target), width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fastest);
    encoder.set_animated(frames, 0).map_err(unwritten)?;
    let mut writer = encoder.write_header().map_err(unwritten)?;
    for frame in source.into_frames() {
        cancel.check()?;
        let frame = frame.map_err(fault)?;
        let (share, of) = frame.delay().numer_denom_ms();
        let delay_ms = if share == 0 { DELAY_MS_DEFAULT } else { share / of.max(1) };
        writer.set_frame_delay(u16::try_from(delay_ms).unwrap_or(u16::MAX), 1000).map_err(unwritten)?;
        writer.write_image_data(frame.buffer()).map_err(unwritten)?;
    }
    writer.finish().map_err(unwritten)
}

fn unwritten(error: png::EncodingError) -> Fault {
    if let png::EncodingError::IoError(error) = error {
        Fault::writing(&error)
    } else {
        Fault::damaged(error)
    }
}
