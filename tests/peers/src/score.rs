//! SSIMULACRA2: how near a picture comes to the one that it should be; 100 is the same, 90 can't be told apart.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use fast_ssim2::{PixelDescriptor, PixelSlice, compute_ssimulacra2};

/// Prints each picture's bytes and score, a line of JSON each.
pub fn tell(reference: &Path, made: &[PathBuf]) -> Result<()> {
    let reference = image::open(reference)?.into_rgb16();
    let (width, height) = reference.dimensions();
    let words: Vec<u8> = reference.into_raw().into_iter().flat_map(u16::to_ne_bytes).collect();
    let reference = PixelSlice::new(&words, width, height, width as usize * 6, PixelDescriptor::RGB16_SRGB)?;
    for file in made {
        let picture = image::open(file).with_context(|| file.display().to_string())?.into_rgb8();
        let (width, height) = picture.dimensions();
        let pixels = PixelSlice::new(picture.as_raw(), width, height, width as usize * 3, PixelDescriptor::RGB8_SRGB)?;
        let score = compute_ssimulacra2(&reference, &pixels)?;
        let bytes = std::fs::metadata(file)?.len();
        println!(r#"{{"bytes":{bytes},"score":{score}}}"#);
    }
    Ok(())
}
