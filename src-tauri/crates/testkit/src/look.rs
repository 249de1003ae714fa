//! Looking at pictures and films without the product's own code.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::media::Rgb;

/// How far apart two pictures of one size look: the mean distance of their pixels in CIELAB
/// (CIE 1976, D65), where about 2 is the least that people notice. Both are taken as sRGB.
///
/// # Errors
/// Where the sizes differ.
pub fn color_distance(one: &Rgb, other: &Rgb) -> Result<f64> {
    if (one.width, one.height) != (other.width, other.height) {
        bail!("{}x{} px beside {}x{} px", one.width, one.height, other.width, other.height);
    }
    let pairs = one.data.chunks_exact(3).zip(other.data.chunks_exact(3));
    let count = pairs.len().max(1) as f64;
    let apart = |(a, b): (&[u8], &[u8])| {
        let (a, b) = (lab([a[0], a[1], a[2]]), lab([b[0], b[1], b[2]]));
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    };
    Ok(pairs.map(apart).sum::<f64>() / count)
}

/// sRGB (IEC 61966-2-1) as CIELAB under D65.
fn lab(rgb: [u8; 3]) -> [f64; 3] {
    let [r, g, b] = rgb.map(|value| {
        let value = f64::from(value) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    let x = (0.412_4 * r + 0.357_6 * g + 0.180_5 * b) / 0.950_47;
    let y = 0.212_6 * r + 0.715_2 * g + 0.072_2 * b;
    let z = (0.019_3 * r + 0.119_2 * g + 0.950_5 * b) / 1.088_83;
    let f = |t: f64| if t > 216.0 / 24_389.0 { t.cbrt() } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 };
    [116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z))]
}

/// The boxes of an MP4 or QuickTime file at its top, in order (ISO/IEC 14496-12, 4.2): a film whose
/// `moov` comes before its `mdat` starts before all of it is there.
///
/// # Errors
/// Where the file can't be read or its boxes don't fill it.
pub fn boxes(film: &Path) -> Result<Vec<String>> {
    let mut file = std::fs::File::open(film)?;
    let end = file.metadata()?.len();
    let (mut at, mut found) = (0, Vec::new());
    while at < end {
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 16];
        file.read_exact(&mut head[..8])?;
        let short = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
        let size = match short {
            0 => end - at,
            1 => {
                file.read_exact(&mut head[8..])?;
                u64::from_be_bytes(head[8..].try_into().context("eight bytes")?)
            }
            short => u64::from(short),
        };
        if size < 8 || at + size > end {
            bail!("a box of {size} bytes at {at} of {end}");
        }
        found.push(String::from_utf8_lossy(&head[4..8]).into_owned());
        at += size;
    }
    Ok(found)
}
