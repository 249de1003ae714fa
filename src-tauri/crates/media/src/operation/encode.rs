//! Pixels to a file's bytes, within a byte budget, in few encodes.

mod drawn;
mod palette;
mod png;

use upbeat_domain::media::Step;
use upbeat_jpeg::Picture;

use super::color::Space;
use crate::error::Fault;
use crate::pixels::{Channels, Pixels};

pub(crate) use self::png::{lossless, png};
pub(crate) use drawn::is_drawn;

/// JPEG quality where the budget allows it (looks like libjpeg's 88): above, a network's own recompression eats the
/// difference.
pub(crate) const QUALITY_MAX: u8 = 91;

/// Lowest JPEG quality (looks like libjpeg's 60); below it a smaller picture looks better than a worse one.
pub(crate) const QUALITY_MIN: u8 = 68;

/// JPEG quality of thumbnails and posters: small files, never published.
const POSTER_QUALITY: u8 = 86;

/// Most encodes for one byte budget at one size.
const ENCODES_MAX: u32 = 5;

/// A file this close to its budget is good enough.
const BUDGET_SHARE_ENOUGH: f64 = 0.93;

/// How ln(bytes) grows with quality around 80, measured on photographs: a first guess for the secant.
const LN_BYTES_PER_QUALITY: f64 = 0.034;

/// The least that it is taken for: two encodes can come out alike.
const SLOPE_MIN: f64 = 0.005;

/// A file's bytes and how they were made.
#[derive(Clone, Debug)]
pub(crate) struct Encoded {
    pub(crate) bytes: Vec<u8>,
    pub(crate) mime: &'static str,
    pub(crate) quality: Option<u8>,
    /// How many colours its palette has, where it has one.
    pub(crate) colors: Option<u16>,
}

impl Encoded {
    pub(crate) fn step(&self, max_bytes: u64) -> Step {
        Step::Encoded {
            mime: self.mime.to_owned(),
            quality: self.quality,
            bytes: self.bytes.len() as u64,
            max_bytes,
        }
    }

    /// The usual ending of such a file's name.
    pub(crate) fn extension(&self) -> &'static str {
        if self.mime == PNG { "png" } else { "jpg" }
    }
}

/// MIME type of JPEG.
pub(crate) const JPEG: &str = "image/jpeg";

/// MIME type of PNG.
pub(crate) const PNG: &str = "image/png";

/// JPEG (4:2:0, optimised Huffman tables, tagged with its space) at the best quality up to [`QUALITY_MAX`]
/// that fits.
///
/// # Errors
/// `OverBudget` with the smallest size reached when even [`QUALITY_MIN`] doesn't fit.
pub(crate) fn jpeg(pixels: &Pixels, space: Space, max_bytes: u64) -> Result<Encoded, Fault> {
    search(max_bytes, |quality| jpeg_at(pixels, quality, space.icc()))
}

/// Looks for the highest quality that fits by the secant on ln(bytes), which is nearly straight.
fn search(max_bytes: u64, mut encode: impl FnMut(u8) -> Result<Vec<u8>, Fault>) -> Result<Encoded, Fault> {
    let budget = (max_bytes.max(1) as f64).ln();
    let mut best: Option<Encoded> = None;
    // The lowest quality known not to fit and the highest known to fit, with ln(bytes).
    let mut above: Option<(u8, f64)> = None;
    let mut below: Option<(u8, f64)> = None;
    let mut quality = QUALITY_MAX;
    let mut smallest = u64::MAX;
    let mut slope = LN_BYTES_PER_QUALITY;
    let mut last: Option<(u8, f64)> = None;
    for _ in 0..ENCODES_MAX {
        let bytes = encode(quality)?;
        let length = bytes.len() as u64;
        let ln = (length.max(1) as f64).ln();
        if let Some((other, ln_other)) = last.replace((quality, ln)) {
            slope = ((ln - ln_other) / (f64::from(quality) - f64::from(other))).max(SLOPE_MIN);
        }
        smallest = smallest.min(length);
        if length <= max_bytes {
            below = Some((quality, ln));
            best = Some(Encoded { bytes, mime: JPEG, quality: Some(quality), colors: None });
            let enough = length as f64 >= BUDGET_SHARE_ENOUGH * max_bytes as f64;
            if quality == QUALITY_MAX || enough {
                break;
            }
        } else {
            above = Some((quality, ln));
            if quality == QUALITY_MIN {
                break;
            }
        }
        let floor = below.map_or(QUALITY_MIN, |(q, _)| q + 1);
        let ceiling = above.map_or(QUALITY_MAX, |(q, _)| q - 1);
        if floor > ceiling {
            break;
        }
        quality = next(above, below, slope, budget).clamp(floor, ceiling);
    }
    best.ok_or(Fault::OverBudget { bytes: smallest, max_bytes })
}

/// The quality to try: on the line between one that fits and one that doesn't, else along the slope so far.
fn next(above: Option<(u8, f64)>, below: Option<(u8, f64)>, slope: f64, budget: f64) -> u8 {
    let guess = match (above, below) {
        (Some((high, ln_high)), Some((low, ln_low))) => {
            let slope = (ln_high - ln_low) / f64::from(high - low);
            f64::from(low) + (budget - ln_low) / slope.max(SLOPE_MIN)
        }
        (Some((high, ln_high)), None) => f64::from(high) - ((ln_high - budget) / slope).ceil(),
        (None, Some((low, ln_low))) => f64::from(low) + (budget - ln_low) / slope,
        (None, None) => f64::from(QUALITY_MAX),
    };
    guess.floor().clamp(f64::from(QUALITY_MIN), f64::from(QUALITY_MAX)) as u8
}

/// JPEG of a small picture that stays on this computer.
///
/// Why no profile: what carries none is taken for sRGB, which it is, and a window works out a conversion for every
/// profile that it meets, on the thread that scrolls.
pub(crate) fn poster(pixels: &Pixels) -> Result<Vec<u8>, Fault> {
    jpeg_at(pixels, POSTER_QUALITY, &[])
}

fn jpeg_at(pixels: &Pixels, quality: u8, profile: &[u8]) -> Result<Vec<u8>, Fault> {
    if pixels.channels != Channels::Rgb {
        return Err(Fault::internal("only flat RGB becomes JPEG"));
    }
    let picture = Picture { width: pixels.width, height: pixels.height, data: &pixels.data };
    upbeat_jpeg::encode(picture, quality, profile).map_err(Fault::internal)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "an encode that fails is the failure")]

    use super::*;

    /// Searches over a picture whose bytes grow by a fixed share with each step of quality; tells the
    /// number of encodes too.
    fn searched(bytes_at_max: f64, slope: f64, max_bytes: u64) -> (Result<Encoded, Fault>, u32) {
        let mut count = 0;
        let made = search(max_bytes, |quality| {
            count += 1;
            let steps = f64::from(quality) - f64::from(QUALITY_MAX);
            Ok(vec![0; (bytes_at_max * (slope * steps).exp()) as usize])
        });
        (made, count)
    }

    #[test]
    fn a_picture_that_fits_is_encoded_once_at_the_best_quality() {
        let (made, count) = searched(900_000.0, 0.034, 1_000_000);
        assert_eq!((made.unwrap().quality, count), (Some(QUALITY_MAX), 1));
    }

    #[test]
    fn the_budget_is_met_closely_in_few_encodes() {
        for slope in [0.02, 0.034, 0.06] {
            for over in [1.05, 1.3, 1.5] {
                let (made, count) = searched(1_000_000.0 * over, slope, 1_000_000);
                let share = made.unwrap().bytes.len() as f64 / 1_000_000.0;
                assert!(share <= 1.0 && share > 0.88, "{share} of the budget with slope {slope}");
                assert!(count <= ENCODES_MAX, "{count} encodes");
            }
        }
    }

    #[test]
    fn what_can_not_fit_says_how_small_it_got() {
        let error = searched(10_000_000.0, 0.034, 1_000_000).0.unwrap_err();
        let Fault::OverBudget { bytes, max_bytes } = error else { panic!("{error}") };
        assert!(bytes > max_bytes, "{bytes}");
    }

    #[test]
    fn a_poster_carries_no_profile() {
        let bytes = poster(&Pixels::filled(64, 48, [200, 30, 30])).unwrap();
        let facts = crate::probe::jpeg::read(&bytes).unwrap();
        assert_eq!(facts.color, crate::probe::still::ColorFacts::Assumed);
    }

    #[test]
    fn a_jpeg_carries_the_profile_and_nothing_private() {
        let pixels = Pixels::filled(64, 48, [200, 30, 30]);
        for space in [Space::Srgb, Space::DisplayP3] {
            let facts = crate::probe::jpeg::read(&jpeg(&pixels, space, 100_000).unwrap().bytes).unwrap();
            assert_eq!((facts.width_px, facts.height_px, facts.has_metadata), (64, 48, false));
            assert_eq!(facts.color, crate::probe::still::ColorFacts::Icc(space.icc().to_vec()));
        }
    }
}
