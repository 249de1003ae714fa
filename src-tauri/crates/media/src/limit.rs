//! Limits on foreign bytes. Nothing is decoded without them.

use crate::error::Fault;

/// Most pixels that are decoded (width × height). A 108-megapixel phone fits.
pub const DECODE_PIXELS_MAX: u64 = 120_000_000;

/// Longest side that is decoded, px (JPEG's own limit is 65,535).
pub const DECODE_SIDE_PX_MAX: u64 = 65_500;

/// Largest file that is read as a still picture, bytes. Films are never read whole.
pub const STILL_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// Most memory that one decoder may ask for, bytes.
pub(crate) const DECODE_ALLOC_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// Most scans of a progressive JPEG; a few kilobytes can hold thousands.
pub(crate) const JPEG_SCANS_MAX: u32 = 500;

/// Largest colour profile, bytes.
pub(crate) const ICC_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Most pages of one file that are counted.
pub(crate) const PAGES_MAX: usize = 5000;

/// Most pages of a document that is made. Our own caution: LinkedIn takes 300.
pub(crate) const BOUND_PAGES_MAX: u32 = 1_000;

/// Largest SVG, bytes. Drawings with photographs inside reach some megabytes.
pub(crate) const SVG_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Most canvases of its own size that an SVG may have painted, one after the other: each takes some hundredths of a second.
pub(crate) const SVG_CANVASES_MAX: f64 = 500.0;

/// Most pixels of all frames of a moving picture that is unpacked: half a minute of full HD at 60 frames a second.
pub(crate) const MOVING_PIXELS_MAX: u64 = 4_000_000_000;

/// Refuses a picture by what its header says.
pub(crate) fn check_pixels(width_px: u64, height_px: u64) -> Result<(), Fault> {
    if width_px == 0 || height_px == 0 {
        return Err(Fault::damaged("the picture has no pixels"));
    }
    let pixels = width_px.saturating_mul(height_px);
    if pixels > DECODE_PIXELS_MAX || width_px.max(height_px) > DECODE_SIDE_PX_MAX {
        return Err(Fault::TooManyPixels { width_px, height_px, pixels_max: DECODE_PIXELS_MAX });
    }
    Ok(())
}
