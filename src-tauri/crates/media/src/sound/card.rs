//! What stands still in an audiogram: the backdrop, the cover with its shadow, and the colours of the rest.

use super::layout::{Layout, Rect};
use crate::error::Fault;
use crate::operation::pad::blurred;
use crate::operation::resize::{Resize, Window};
use crate::pixels::{Channels, Pixels};

/// Backdrop where there is no cover and the person chose no colour: the ink of Upbeat's own window.
pub(super) const BACKDROP: [u8; 3] = [24, 22, 32];

/// How much of the blurred cover's light is left, so that white letters stand out.
const BACKDROP_LIGHT: f32 = 0.5;

/// Lightness below which a colour carries white letters, 0 to 1.
const DARK_MAX: f32 = 0.45;

/// Round corners of the cover, of its side.
const CORNER: f32 = 0.045;

/// Reach and depth of the cover's shadow: of its side, and of full black.
const SHADOW: (f32, f32) = (0.06, 0.5);

/// How much of what is not played yet shows, 0 to 1.
const UNPLAYED: f32 = 0.34;

/// Width over which the wave fades at both ends, of its width.
const FADE: f32 = 0.14;

/// The colours on the backdrop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paint {
    /// Letters and what is not played yet.
    pub(super) ink: [u8; 3],
    /// What is played.
    pub(super) played: [u8; 3],
}

/// The backdrop with the cover on it, and the colours that go with it.
pub(super) fn draw(
    layout: &Layout,
    cover: Option<&Pixels>,
    background: Option<[u8; 3]>,
) -> Result<(Pixels, Paint), Fault> {
    let (width, height) = layout.frame_px;
    let mut card = match (cover, background) {
        (Some(cover), None) => dimmed(blurred(cover, (width, height))?),
        (_, background) => Pixels::filled(width, height, background.unwrap_or(BACKDROP)),
    };
    let dark = background.is_none_or(|color| lightness(color) < DARK_MAX);
    let ink = if dark { [255; 3] } else { [20; 3] };
    let played = match cover {
        Some(cover) if dark => accent(cover).unwrap_or(ink),
        Some(_) | None => ink,
    };
    if let Some((cover, place)) = cover.zip(layout.cover) {
        lay(&mut card, &square(cover, place.width)?, place);
    }
    Ok((card, Paint { ink, played }))
}

fn dimmed(mut pixels: Pixels) -> Pixels {
    pixels.data.iter_mut().for_each(|value| *value = (f32::from(*value) * BACKDROP_LIGHT) as u8);
    pixels
}

/// Lightness as the eye sees it, 0 to 1 (ITU-R BT.709, in the values of the file).
fn lightness([red, green, blue]: [u8; 3]) -> f32 {
    (0.2126 * f32::from(red) + 0.7152 * f32::from(green) + 0.0722 * f32::from(blue)) / 255.0
}

/// The middle square of the cover at this size.
fn square(cover: &Pixels, side: u32) -> Result<Pixels, Fault> {
    let (width, height) = (f64::from(cover.width), f64::from(cover.height));
    let cut = width.min(height);
    let window = Window { left: (width - cut) / 2.0, top: (height - cut) / 2.0, width: cut, height: cut };
    Resize { window: Some(window), to_px: (side, side), told_from_px: cover.size() }.apply(cover)
}

/// Lays the cover down with round corners, on a shadow.
fn lay(card: &mut Pixels, cover: &Pixels, place: Rect) {
    let side = place.width as f32;
    let (reach, depth) = (SHADOW.0 * side, SHADOW.1);
    let drop = reach * 0.35;
    let around = (reach * 2.0) as u32;
    for y in place.y.saturating_sub(around)..(place.y + place.height + around).min(card.height) {
        for x in place.x.saturating_sub(around)..(place.x + place.width + around).min(card.width) {
            let at = (x as f32 + 0.5 - place.x as f32, y as f32 + 0.5 - place.y as f32);
            let shadow = depth * (-(outside((at.0, at.1 - drop), side).max(0.0) / reach).powi(2) * 3.0).exp();
            let covered = (0.5 - outside(at, side)).clamp(0.0, 1.0);
            let start = y as usize * card.row_bytes() + x as usize * 3;
            let inside =
                x >= place.x && y >= place.y && x < place.x + cover.width && y < place.y + cover.height;
            for channel in 0..3 {
                let below = f32::from(card.data[start + channel]) * (1.0 - shadow);
                let above = if inside { cover.at(x - place.x, y - place.y)[channel] } else { 0 };
                let covered = if inside { covered } else { 0.0 };
                card.data[start + channel] =
                    (below * (1.0 - covered) + f32::from(above) * covered).round() as u8;
            }
        }
    }
}

/// How far a point lies outside a square with round corners; negative inside.
fn outside((x, y): (f32, f32), side: f32) -> f32 {
    let (half, corner) = (side / 2.0, side * CORNER);
    let (dx, dy) = ((x - half).abs() - half + corner, (y - half).abs() - half + corner);
    dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0) - corner
}

/// The cover's liveliest colour, light enough for a dark backdrop; none of a cover without colours.
fn accent(cover: &Pixels) -> Option<[u8; 3]> {
    const HUES: usize = 24;
    let mut sums = [[0.0_f32; 4]; HUES];
    let step = (cover.data.len() / 3 / 20_000).max(1);
    for pixel in cover.data.chunks_exact(3).step_by(step) {
        let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        let spread = most - least;
        let hue = if spread < 1.0 {
            continue;
        } else if most == red {
            ((green - blue) / spread).rem_euclid(6.0)
        } else if most == green {
            (blue - red) / spread + 2.0
        } else {
            (red - green) / spread + 4.0
        };
        // Why squared: a few strong pixels say more of a picture than many dull ones.
        let weight = (spread / 255.0).powi(2);
        let sum = &mut sums[(hue / 6.0 * HUES as f32) as usize % HUES];
        for (sum, value) in sum.iter_mut().zip([red, green, blue, 1.0]) {
            *sum += value * weight;
        }
    }
    let count = cover.data.len() as f32 / 3.0 / step as f32;
    let best = sums.into_iter().max_by(|a, b| a[3].total_cmp(&b[3]))?;
    if best[3] < count * 0.004 {
        return None;
    }
    let color = [best[0], best[1], best[2]].map(|sum| sum / best[3]);
    Some(lightened(color))
}

/// The colour at full strength, mixed with white until it stands out from a dark backdrop.
fn lightened(color: [f32; 3]) -> [u8; 3] {
    let most = color.into_iter().fold(1.0, f32::max);
    let full = color.map(|value| value / most * 255.0);
    let bytes = |mix: f32| full.map(|value| (value + (255.0 - value) * mix).round() as u8);
    let mixes = (0_u8..10).map(|tenth| bytes(f32::from(tenth) / 10.0));
    mixes.into_iter().find(|color| lightness(*color) >= 0.6).unwrap_or([255; 3])
}

/// The colours that the wave shows through: played left of its middle, not yet played right of it, fading at
/// both ends.
pub(super) fn tint((width, height): (u32, u32), paint: Paint) -> Pixels {
    let fade = (width as f32 * FADE).max(1.0);
    let row = (0..width).flat_map(|x| {
        let left = x < width / 2;
        let edge = (x.min(width - 1 - x) as f32 / fade).min(1.0);
        let shown = edge * if left { 1.0 } else { UNPLAYED };
        let [red, green, blue] = if left { paint.played } else { paint.ink };
        [red, green, blue, (shown * 255.0) as u8]
    });
    let row: Vec<u8> = row.collect();
    Pixels { width, height, channels: Channels::Rgba, data: row.repeat(height as usize) }
}

/// The bar of the progress in one colour: its ends round, the rest see-through.
pub(super) fn bar((width, height): (u32, u32), [red, green, blue]: [u8; 3]) -> Pixels {
    let radius = height as f32 / 2.0;
    let pixel = |at: u32| {
        let (x, y) = ((at % width) as f32 + 0.5, (at / width) as f32 + 0.5);
        let beyond = (radius - x).max(x - (width as f32 - radius)).max(0.0);
        let covered = (0.5 - (beyond.hypot(y - radius) - radius)).clamp(0.0, 1.0);
        [red, green, blue, (covered * 255.0) as u8]
    };
    let data = (0..width * height).flat_map(pixel).collect();
    Pixels { width, height, channels: Channels::Rgba, data }
}

/// Lays what is not played yet of the progress on the card.
pub(super) fn track(card: &mut Pixels, place: Rect, ink: [u8; 3]) {
    let bar = bar((place.width, place.height), ink);
    for (at, pixel) in bar.data.chunks_exact(4).enumerate() {
        let (x, y) =
            (place.x as usize + at % place.width as usize, place.y as usize + at / place.width as usize);
        let shown = f32::from(pixel[3]) / 255.0 * UNPLAYED;
        let start = y * card.row_bytes() + x * 3;
        for (below, above) in card.data[start..start + 3].iter_mut().zip(pixel) {
            *below = (f32::from(*below) * (1.0 - shown) + f32::from(*above) * shown).round() as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a card that fails is the failure")]

    use super::*;

    #[test]
    fn the_liveliest_colour_of_a_cover_is_played_and_stands_out() {
        let mut cover = Pixels::filled(100, 100, [90, 90, 88]);
        cover.data[..3 * 900].copy_from_slice(&[150, 20, 30].repeat(900));
        let color = accent(&cover).unwrap();
        assert!(color[0] > 240 && color[0] > color[1] && lightness(color) >= 0.6, "{color:?}");
        assert_eq!(accent(&Pixels::filled(100, 100, [90, 90, 90])), None, "grey has none");
    }

    #[test]
    fn the_cover_lies_in_its_place_with_round_corners_on_a_darker_backdrop() {
        let layout = Layout::of((540, 540), None, true, "");
        let cover = Pixels::filled(300, 200, [200, 100, 50]);
        let (card, paint) = draw(&layout, Some(&cover), None).unwrap();
        let place = layout.cover.unwrap();
        assert_eq!(card.at(place.x + place.width / 2, place.y + place.height / 2), [200, 100, 50]);
        assert!(card.at(place.x, place.y)[0] < 90, "a corner shows the backdrop");
        assert!(card.at(2, 2)[0] < 100, "the backdrop is darker than the cover");
        assert_eq!(paint.ink, [255; 3]);
    }

    #[test]
    fn letters_are_dark_on_a_light_colour() {
        let layout = Layout::of((540, 540), None, false, "");
        let ink = |color| draw(&layout, None, Some(color)).unwrap().1.ink;
        assert_eq!((ink([250, 240, 200]), ink([10, 20, 90])), ([20; 3], [255; 3]));
    }
}
