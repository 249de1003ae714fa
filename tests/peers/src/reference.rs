//! What a reduced photograph should look like, worked out so that it favours nobody: every light made linear, reduced
//! in double precision with a kernel that none of the programs uses (Mitchell and Netravali's cubic, B = C = 1/3),
//! and written with 16 bits.

use std::path::Path;

use anyhow::{Context, Result};
use image::{ImageBuffer, Rgb};
use rayon::prelude::*;

/// Linear lights, row by row, three a pixel.
struct Lights {
    width: usize,
    height: usize,
    data: Vec<f64>,
}

/// Reduces the photograph (upright and sRGB already) to a size and writes it as PNG.
pub fn write(photo: &Path, width: &Path, height: &Path, file: &Path) -> Result<()> {
    let number = |word: &Path| word.to_string_lossy().parse::<usize>().context("a size");
    let (width, height) = (number(width)?, number(height)?);
    let source = image::open(photo)?.into_rgb8();
    let (from_width, from_height) = (source.width() as usize, source.height() as usize);
    let linear: Vec<f64> = (0..=255).map(|level| linear(f64::from(level) / 255.0)).collect();
    let data = source.into_raw().into_iter().map(|level| linear[usize::from(level)]).collect();
    let lights = Lights { width: from_width, height: from_height, data };
    let reduced = turned(&across(&turned(&across(&lights, width)), height));
    let level = |light: &f64| (encoded(light.clamp(0.0, 1.0)) * 65_535.0).round() as u16;
    let levels: Vec<u16> = reduced.data.iter().map(level).collect();
    let picture: ImageBuffer<Rgb<u16>, _> =
        ImageBuffer::from_raw(width as u32, height as u32, levels).context("a picture")?;
    Ok(picture.save(file)?)
}

/// sRGB's curve (IEC 61966-2-1), to light.
fn linear(value: f64) -> f64 {
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// And back.
fn encoded(light: f64) -> f64 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

/// Mitchell and Netravali, "Reconstruction filters in computer graphics", SIGGRAPH 1988.
fn mitchell(x: f64) -> f64 {
    let x = x.abs();
    if x < 1.0 {
        (7.0 * x.powi(3) - 12.0 * x.powi(2) + 16.0 / 3.0) / 6.0
    } else if x < 2.0 {
        (-7.0 / 3.0 * x.powi(3) + 12.0 * x.powi(2) - 20.0 * x + 32.0 / 3.0) / 6.0
    } else {
        0.0
    }
}

/// Each row to another length.
fn across(lights: &Lights, width: usize) -> Lights {
    let scale = lights.width as f64 / width as f64;
    let stretch = scale.max(1.0);
    let weights: Vec<(usize, Vec<f64>)> = (0..width)
        .map(|x| {
            let centre = (x as f64 + 0.5) * scale - 0.5;
            let first = (centre - 2.0 * stretch).ceil().max(0.0) as usize;
            let last = ((centre + 2.0 * stretch).floor() as usize).min(lights.width - 1);
            let run: Vec<f64> = (first..=last).map(|at| mitchell((at as f64 - centre) / stretch)).collect();
            let sum: f64 = run.iter().sum();
            (first, run.into_iter().map(|weight| weight / sum).collect())
        })
        .collect();
    let mut data = vec![0.0; width * lights.height * 3];
    let rows = lights.data.par_chunks(lights.width * 3);
    data.par_chunks_mut(width * 3).zip(rows).for_each(|(new, old)| {
        for (new, (first, run)) in new.chunks_exact_mut(3).zip(&weights) {
            for (weight, old) in run.iter().zip(old[first * 3..].chunks_exact(3)) {
                new.iter_mut().zip(old).for_each(|(new, old)| *new += weight * old);
            }
        }
    });
    Lights { width, height: lights.height, data }
}

/// Rows become columns.
fn turned(lights: &Lights) -> Lights {
    let (width, height) = (lights.height, lights.width);
    let mut data = vec![0.0; lights.data.len()];
    data.par_chunks_mut(width * 3).enumerate().for_each(|(y, row)| {
        for (x, new) in row.chunks_exact_mut(3).enumerate() {
            new.copy_from_slice(&lights.data[(x * lights.width + y) * 3..][..3]);
        }
    });
    Lights { width, height, data }
}
