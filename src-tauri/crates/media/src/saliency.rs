//! Where the eye goes: colours and light unlike the rest where the picture is sharp, edges, strong
//! colours and skin, on a small copy of the picture.

use upbeat_domain::media::Crop;

use crate::error::Fault;
use crate::operation::resize::Resize;
use crate::pixels::Pixels;

/// Longest side of the copy, px.
const SIDE_PX: u32 = 192;

/// Weights of the signs, tried on eleven photographs with marked subjects.
const EDGE: f32 = 0.3;
const COLOR: f32 = 0.2;
const SKIN: f32 = 0.6;
const RARE: f32 = 3.0;

/// How far sharpness reaches around an edge, px.
const SHARP_PX: usize = 4;

/// A map of interest over the upright picture, as sums from the top left.
#[derive(Clone, Debug)]
pub(crate) struct Saliency {
    width: usize,
    height: usize,
    sums: Vec<f64>,
}

impl Saliency {
    /// Looks at an upright sRGB picture of any size, with nothing see-through left in it.
    pub(crate) fn of(pixels: &Pixels) -> Result<Self, Fault> {
        let scale = f64::from(SIDE_PX) / f64::from(pixels.width.max(pixels.height));
        let side = |length: u32| ((f64::from(length) * scale).round() as u32).clamp(3, SIDE_PX);
        let small = Resize::whole((side(pixels.width), side(pixels.height)), pixels.size()).apply(pixels)?;
        Ok(Self::map(&small))
    }

    fn map(pixels: &Pixels) -> Self {
        let (width, height) = (pixels.width as usize, pixels.height as usize);
        let light: Vec<f32> = pixels.data.chunks_exact(3).map(luma).collect();
        let edges: Vec<f32> =
            (0..width * height).map(|i| edge(&light, width, height, i % width, i / width)).collect();
        let sharp = share_of_most(blurred(&blurred(&edges, width, height), width, height));
        let rare = share_of_most(rarity(pixels));
        let mut sums = vec![0.0; (width + 1) * (height + 1)];
        for y in 0..height {
            let mut row = 0.0;
            for x in 0..width {
                let i = y * width + x;
                // Why both: a blurred background can be rare, and grass is sharp; a subject is both.
                let subject = RARE * rare[i] * sharp[i].sqrt();
                row += f64::from(edges[i] * EDGE + glow(pixels.at(x as u32, y as u32)) + subject);
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        Self { width, height, sums }
    }

    fn sum(&self, left: usize, top: usize, right: usize, bottom: usize) -> f64 {
        let at = |x: usize, y: usize| self.sums[y * (self.width + 1) + x];
        at(right, bottom) + at(left, top) - at(left, bottom) - at(right, top)
    }

    /// The share of the region's interest that lies in a part of it: left, top, right and bottom, px of
    /// a source of this size.
    pub(crate) fn share(&self, region: Crop, part: [f64; 4], source_px: (u32, u32)) -> f64 {
        let edge = |at: f64, whole: u32, most: usize| {
            let at = at / f64::from(whole.max(1)) * most as f64;
            (at.round().max(0.0) as usize).min(most)
        };
        let sum = |[left, top, right, bottom]: [f64; 4]| {
            let (left, top) = (edge(left, source_px.0, self.width), edge(top, source_px.1, self.height));
            let right = edge(right, source_px.0, self.width).max(left);
            self.sum(left, top, right, edge(bottom, source_px.1, self.height).max(top))
        };
        let (left, top) = (f64::from(region.x), f64::from(region.y));
        let whole = [left, top, left + f64::from(region.width), top + f64::from(region.height)];
        sum(part) / sum(whole).max(f64::EPSILON)
    }
}

/// How far each pixel's colour and light are from the picture's mean (after Achanta et al. 2009, in
/// opponent colours).
fn rarity(pixels: &Pixels) -> Vec<f32> {
    let opponent = |pixel: &[u8]| {
        let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(|v| f32::from(v) / 255.0);
        [r - g, (r + g) / 2.0 - b, luma(pixel)]
    };
    let colors: Vec<[f32; 3]> = pixels.data.chunks_exact(3).map(opponent).collect();
    let sum = colors.iter().fold([0.0_f32; 3], |sum, c| [sum[0] + c[0], sum[1] + c[1], sum[2] + c[2]]);
    let mean = sum.map(|sum| sum / colors.len().max(1) as f32);
    let off = |c: &[f32; 3], i: usize| (c[i] - mean[i]).powi(2);
    colors.iter().map(|c| (4.0 * off(c, 0) + 2.0 * off(c, 1) + 0.5 * off(c, 2)).sqrt()).collect()
}

/// The mean of the square around each value.
fn blurred(values: &[f32], width: usize, height: usize) -> Vec<f32> {
    let pass = |values: &[f32], length: usize, step: usize, starts: &dyn Fn(usize) -> usize, lines: usize| {
        let mut soft = vec![0.0; values.len()];
        for line in 0..lines {
            let start = starts(line);
            for at in 0..length {
                let (from, to) = (at.saturating_sub(SHARP_PX), (at + SHARP_PX + 1).min(length));
                let sum: f32 = (from..to).map(|i| values[start + i * step]).sum();
                soft[start + at * step] = sum / (to - from) as f32;
            }
        }
        soft
    };
    let rows = pass(values, width, 1, &|line| line * width, height);
    pass(&rows, height, width, &|line| line, width)
}

/// The values as shares of the largest.
fn share_of_most(mut values: Vec<f32>) -> Vec<f32> {
    let most = values.iter().copied().fold(1e-6, f32::max);
    values.iter_mut().for_each(|value| *value /= most);
    values
}

fn luma(pixel: &[u8]) -> f32 {
    (0.299 * f32::from(pixel[0]) + 0.587 * f32::from(pixel[1]) + 0.114 * f32::from(pixel[2])) / 255.0
}

/// How much a pixel's light differs from its four neighbours' mean.
fn edge(light: &[f32], width: usize, height: usize, x: usize, y: usize) -> f32 {
    let at = |x: usize, y: usize| light[y * width + x];
    let (left, right) = (x.saturating_sub(1), (x + 1).min(width - 1));
    let (up, down) = (y.saturating_sub(1), (y + 1).min(height - 1));
    let mean = (at(left, y) + at(right, y) + at(x, up) + at(x, down)) / 4.0;
    (at(x, y) - mean).abs().min(0.25) * 4.0
}

/// Strong colours and the colours of skin.
fn glow(pixel: &[u8]) -> f32 {
    let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(|v| f32::from(v) / 255.0);
    let (high, low) = (r.max(g).max(b), r.min(g).min(b));
    let saturation = if high > 0.15 { (high - low) / high } else { 0.0 };
    let strong = (saturation - 0.35).max(0.0) * high;
    // Why these: skin of every tone lies close to this direction of colour, whatever the light.
    let length = (r * r + g * g + b * b).sqrt().max(0.001);
    let off =
        ((r / length - 0.78).powi(2) + (g / length - 0.52).powi(2) + (b / length - 0.35).powi(2)).sqrt();
    let skin = if high > 0.2 && high < 0.98 && saturation > 0.1 { (1.0 - off / 0.16).max(0.0) } else { 0.0 };
    COLOR * strong + SKIN * skin * skin
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a map that fails is the failure")]

    use super::*;

    /// Grey with a checked, coloured spot whose middle is at a fraction of the width.
    fn spot(at: f64) -> Pixels {
        let mut pixels = Pixels::filled(400, 200, [120, 120, 122]);
        let left = (400.0 * at) as usize - 20;
        for y in 80..120 {
            for x in left..left + 40 {
                let start = (y * 400 + x) * 3;
                let color = if (x / 4 + y / 4) % 2 == 0 { [220, 60, 40] } else { [250, 220, 60] };
                pixels.data[start..start + 3].copy_from_slice(&color);
            }
        }
        pixels
    }

    #[test]
    fn the_interest_lies_where_the_subject_is() {
        let region = Crop { x: 0, y: 0, width: 400, height: 200 };
        for at in [0.15, 0.5, 0.85] {
            let map = Saliency::of(&spot(at)).unwrap();
            let share = map.share(region, [400.0 * at - 40.0, 60.0, 400.0 * at + 40.0, 140.0], (400, 200));
            assert!(share > 0.8, "{at}: {share}");
        }
    }
}
