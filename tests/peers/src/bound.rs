//! The least that the job can cost with libjpeg-turbo: one decode of the photograph and the encodes of the renditions'
//! pixels, nothing between them.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use rayon::prelude::*;
use turbojpeg::{Image, PixelFormat, Subsamp};

use crate::prepare::tell;

/// About what our engine ends with.
const QUALITY: i32 = 84;

/// Decodes the photograph and encodes what lies in the folder again.
pub fn once(photo: &Path, folder: &Path) -> Result<()> {
    let renditions = renditions(folder)?;
    let (started, before_ms) = (Instant::now(), crate::prepare::cpu_ms()?);
    let whole = turbojpeg::decompress(&std::fs::read(photo)?, PixelFormat::RGB)?;
    let sizes: Vec<usize> = renditions
        .par_iter()
        .map(|picture| Ok(turbojpeg::compress(picture.as_deref(), QUALITY, Subsamp::Sub2x2)?.len()))
        .collect::<Result<_>>()?;
    anyhow::ensure!(whole.width > 0 && sizes.iter().all(|bytes| *bytes > 0));
    tell(started, before_ms)
}

fn renditions(folder: &Path) -> Result<Vec<Image<Vec<u8>>>> {
    let files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    let decoded = files.iter().map(|file| {
        let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
        Ok(turbojpeg::decompress(&bytes, PixelFormat::RGB)?)
    });
    decoded.collect()
}
