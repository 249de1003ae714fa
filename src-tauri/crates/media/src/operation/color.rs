//! Brings colours into sRGB, or Display P3 where that is kept, with the profile's perceptual intent.

mod space;

use moxcms::{
    ColorProfile, DataColorSpace, Layout, ProfileText, RenderingIntent, Transform8BitExecutor,
    TransformOptions,
};
use rayon::prelude::*;
use std::sync::Arc;
use upbeat_domain::media::Step;

use crate::error::Fault;
use crate::pixels::{Channels, Pixels};
use crate::probe::still::ColorFacts;

pub(crate) use space::Space;

/// The name of the space that everything is brought into.
pub(crate) const SRGB: &str = "sRGB";

/// Pixels that one thread converts at a time.
const PIXELS_AT_ONCE: usize = 64 * 1024;

/// Largest difference, of 255, up to which two spaces count as the same.
const SAME_MAX: u8 = 2;

/// Parameters: where the colours come from and where they go.
#[derive(Clone, Debug)]
pub(crate) struct Color {
    from: String,
    to: Space,
    profile: Option<Box<ColorProfile>>,
    inks: bool,
}

impl Color {
    /// The conversion into sRGB that a file's facts ask for.
    pub(crate) fn of(facts: &ColorFacts) -> Self {
        Self::into_space(facts, Space::Srgb)
    }

    /// The conversion into a space.
    pub(crate) fn into_space(facts: &ColorFacts, to: Space) -> Self {
        let inks = matches!(facts, ColorFacts::Cmyk(_));
        let profile = facts.profile().filter(|profile| inks || !same(profile, &to.profile()));
        Self { from: facts.name(), to, profile: profile.map(Box::new), inks }
    }

    /// Whether the colours are in the space already.
    pub(crate) const fn is_nothing(&self) -> bool {
        self.profile.is_none() && !self.inks
    }

    pub(crate) fn apply(&self, pixels: Pixels) -> Result<Pixels, Fault> {
        match (&self.profile, pixels.channels) {
            (Some(profile), Channels::Cmyk) if profile.color_space == DataColorSpace::Cmyk => {
                convert(profile, Space::Srgb, &pixels, Layout::Rgba, Layout::Rgb)
                    .map(|rgb| deepened(profile, rgb))
            }
            (_, Channels::Cmyk) => Ok(mix(&pixels)),
            (Some(profile), Channels::Rgb) if profile.color_space == DataColorSpace::Rgb => {
                convert(profile, self.to, &pixels, Layout::Rgb, Layout::Rgb)
            }
            (Some(profile), Channels::Rgba) if profile.color_space == DataColorSpace::Rgb => {
                convert(profile, self.to, &pixels, Layout::Rgba, Layout::Rgba)
            }
            (Some(profile), _) if profile.color_space == DataColorSpace::Gray => gray(profile, pixels),
            // Why nothing: a profile of another nature than the pixels can only be a mistake.
            (Some(_) | None, Channels::Rgb | Channels::Rgba) => Ok(pixels),
        }
    }

    pub(crate) fn step(&self) -> Option<Step> {
        (!self.is_nothing())
            .then(|| Step::ColorConverted { from: self.from.clone(), to: self.to.name().to_owned() })
    }
}

fn options() -> TransformOptions {
    TransformOptions { rendering_intent: RenderingIntent::Perceptual, ..TransformOptions::default() }
}

fn transform(
    from: &ColorProfile,
    to: &ColorProfile,
    input: Layout,
    output: Layout,
) -> Option<Arc<Transform8BitExecutor>> {
    from.create_transform_8bit(input, to, output, options()).ok()
}

/// Converts in parallel. A profile that can't be used leaves the pixels as they are.
fn convert(
    profile: &ColorProfile,
    to: Space,
    pixels: &Pixels,
    input: Layout,
    output: Layout,
) -> Result<Pixels, Fault> {
    let channels = if output == Layout::Rgba { Channels::Rgba } else { Channels::Rgb };
    let Some(transform) = transform(profile, &to.profile(), input, output) else {
        return Ok(if pixels.channels == Channels::Cmyk { mix(pixels) } else { pixels.clone() });
    };
    let mut converted = Pixels::blank(pixels.width, pixels.height, channels);
    let (from, to) = (pixels.channels.count() * PIXELS_AT_ONCE, channels.count() * PIXELS_AT_ONCE);
    converted
        .data
        .par_chunks_mut(to)
        .zip(pixels.data.par_chunks(from))
        .try_for_each(|(target, source)| transform.transform(source, target).map_err(Fault::internal))?;
    Ok(converted)
}

/// Black point compensation, as lcms and Photoshop do it: what all inks together give is black on a screen, and
/// everything above moves along in linear light. Printed black reflects more than a percent of the light; as it
/// stands it would look washed out.
fn deepened(profile: &ColorProfile, mut pixels: Pixels) -> Pixels {
    let mut black = [0; 3];
    let ready = transform(profile, &ColorProfile::new_srgb(), Layout::Rgba, Layout::Rgb);
    if ready.is_none_or(|transform| transform.transform(&[255; 4], &mut black).is_err()) {
        return pixels;
    }
    let [red, green, blue] = black.map(linear);
    let floor = (0.2126 * red + 0.7152 * green + 0.0722 * blue).min(DARKEST_MAX);
    let moved = |value: u8| ((linear(value) - floor) / (1.0 - floor)).max(0.0);
    let table: [u8; 256] = std::array::from_fn(|value| encoded(moved(value as u8)));
    pixels.data.par_chunks_mut(3 * PIXELS_AT_ONCE).for_each(|part| {
        part.iter_mut().for_each(|value| *value = table[usize::from(*value)]);
    });
    pixels
}

/// Light of the darkest ink beyond which a profile is not believed (half of the lightness of white).
const DARKEST_MAX: f64 = 0.184;

/// sRGB to light (IEC 61966-2-1).
fn linear(value: u8) -> f64 {
    let value = f64::from(value) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// Light to sRGB.
fn encoded(light: f64) -> u8 {
    let value = if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (value * 255.0).round().clamp(0.0, 255.0) as u8
}

/// Grey pixels that were decoded to RGB, through their grey profile.
fn gray(profile: &ColorProfile, mut pixels: Pixels) -> Result<Pixels, Fault> {
    let ramp: Vec<u8> = (0..=255).collect();
    let mut table = vec![0; 3 * 256];
    let Some(transform) = transform(profile, &ColorProfile::new_srgb(), Layout::Gray, Layout::Rgb) else {
        return Ok(pixels);
    };
    transform.transform(&ramp, &mut table).map_err(Fault::internal)?;
    let count = pixels.channels.count();
    pixels.data.par_chunks_mut(count * PIXELS_AT_ONCE).for_each(|part| {
        for pixel in part.chunks_exact_mut(count) {
            let entry = 3 * usize::from(pixel[0]);
            pixel[..3].copy_from_slice(&table[entry..entry + 3]);
        }
    });
    Ok(pixels)
}

/// Inks without a usable profile: each light is what its ink and black leave over.
fn mix(pixels: &Pixels) -> Pixels {
    let mut mixed = Pixels::blank(pixels.width, pixels.height, Channels::Rgb);
    let parts = pixels.data.par_chunks(4 * PIXELS_AT_ONCE);
    mixed.data.par_chunks_mut(3 * PIXELS_AT_ONCE).zip(parts).for_each(|(target, source)| {
        for (light, ink) in target.chunks_exact_mut(3).zip(source.chunks_exact(4)) {
            let rest = 255 - u16::from(ink[3]);
            for (light, ink) in light.iter_mut().zip(ink) {
                *light = ((255 - u16::from(*ink)) * rest + 127).div_euclid(255) as u8;
            }
        }
    });
    mixed
}

/// Whether two RGB spaces give the same colours, tried on a lattice: names inside profiles can lie.
fn same(one: &ColorProfile, other: &ColorProfile) -> bool {
    const STEPS: [u8; 5] = [0, 64, 128, 192, 255];
    if one.color_space == DataColorSpace::Gray {
        let ramp: Vec<u8> = (0..=255).collect();
        let mut converted = vec![0; 3 * 256];
        return transform(one, other, Layout::Gray, Layout::Rgb).is_some_and(|transform| {
            transform.transform(&ramp, &mut converted).is_ok()
                && converted.chunks_exact(3).zip(&ramp).all(|(rgb, gray)| rgb[0].abs_diff(*gray) <= SAME_MAX)
        });
    }
    if one.color_space != DataColorSpace::Rgb {
        return false;
    }
    let lattice: Vec<u8> = STEPS
        .iter()
        .flat_map(|red| {
            STEPS.iter().flat_map(move |green| STEPS.iter().flat_map(move |blue| [*red, *green, *blue]))
        })
        .collect();
    let mut converted = vec![0; lattice.len()];
    transform(one, other, Layout::Rgb, Layout::Rgb).is_some_and(|transform| {
        transform.transform(&lattice, &mut converted).is_ok()
            && converted.iter().zip(&lattice).all(|(a, b)| a.abs_diff(*b) <= SAME_MAX)
    })
}

/// A name for a profile: what it does counts before what it calls itself.
pub(crate) fn name(profile: &ColorProfile) -> String {
    let known = [
        (SRGB, ColorProfile::new_srgb as fn() -> ColorProfile),
        ("Display P3", ColorProfile::new_display_p3),
        ("Adobe RGB", ColorProfile::new_adobe_rgb),
        ("ProPhoto RGB", ColorProfile::new_pro_photo_rgb),
        ("BT.2020", ColorProfile::new_bt2020),
    ];
    let found = known.iter().find(|(_, make)| same(profile, &make())).map(|(name, _)| (*name).to_owned());
    let gray = profile.color_space == DataColorSpace::Gray;
    found.or_else(|| description(profile)).unwrap_or_else(|| if gray { "Gray" } else { "ICC" }.to_owned())
}

fn description(profile: &ColorProfile) -> Option<String> {
    let text = match profile.description.as_ref()? {
        ProfileText::PlainString(text) => text.clone(),
        ProfileText::Localizable(texts) => texts.first()?.value.clone(),
        ProfileText::Description(text) => text.ascii_string.clone(),
    };
    let text: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that can't build its table has failed")]

    use super::*;

    fn icc(profile: &ColorProfile) -> ColorFacts {
        ColorFacts::Icc(profile.encode().unwrap())
    }

    /// Display P3 to sRGB from the published primaries (SMPTE EG 432-1, IEC 61966-2-1), in f64 and
    /// without any library: an independent opinion on the conversion.
    fn p3_to_srgb(rgb: [u8; 3]) -> [u8; 3] {
        const MATRIX: [[f64; 3]; 3] = [
            [1.224_940_176_280_559, -0.224_940_176_280_559, 0.0],
            [-0.042_056_954_709_688, 1.042_056_954_709_688, 0.0],
            [-0.019_637_554_590_334, -0.078_636_045_550_632, 1.098_273_600_140_966],
        ];
        let linear = rgb.map(|v| {
            let v = f64::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        });
        MATRIX.map(|row| {
            let v: f64 = row.iter().zip(linear).map(|(a, b)| a * b).sum();
            let v = v.clamp(0.0, 1.0);
            let v = if v <= 0.003_130_8 { 12.92 * v } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 };
            (v * 255.0).round() as u8
        })
    }

    #[test]
    fn display_p3_becomes_srgb_as_the_published_matrix_says() {
        let color = Color::of(&icc(&ColorProfile::new_display_p3()));
        let samples: Vec<[u8; 3]> = (0..=255_u8)
            .step_by(15)
            .flat_map(|r| (0..=255_u8).step_by(51).flat_map(move |g| [[r, g, 200], [r, g, 30], [g, r, g]]))
            .collect();
        let pixels = Pixels {
            width: samples.len() as u32,
            height: 1,
            channels: Channels::Rgb,
            data: samples.concat(),
        };
        let converted = color.apply(pixels).unwrap();
        for (pixel, sample) in converted.data.chunks_exact(3).zip(&samples) {
            let expected = p3_to_srgb(*sample);
            let off = pixel.iter().zip(expected).map(|(a, b)| a.abs_diff(b)).max().unwrap();
            assert!(off <= 1, "{sample:?} became {pixel:?}, expected {expected:?}");
        }
    }

    #[test]
    fn a_profile_is_named_by_what_it_does() {
        let mut lying = ColorProfile::new_display_p3();
        lying.description = ColorProfile::new_srgb().description;
        assert_eq!(icc(&lying).name(), "Display P3");
        assert!(!Color::of(&icc(&lying)).is_nothing(), "a name doesn't make it sRGB");
        for (profile, name) in [
            (ColorProfile::new_srgb(), "sRGB"),
            (ColorProfile::new_adobe_rgb(), "Adobe RGB"),
            (ColorProfile::new_pro_photo_rgb(), "ProPhoto RGB"),
        ] {
            assert_eq!(icc(&profile).name(), name);
        }
    }

    #[test]
    fn srgb_needs_no_conversion_and_tells_none() {
        for facts in [ColorFacts::Assumed, icc(&ColorProfile::new_srgb())] {
            let color = Color::of(&facts);
            assert!(color.is_nothing() && color.step().is_none(), "{facts:?}");
        }
    }

    #[test]
    fn inks_without_a_profile_are_mixed() {
        let data = [[0, 0, 0, 0], [255, 0, 0, 0], [0, 0, 0, 255], [0, 255, 255, 0]].concat();
        let pixels = Pixels { width: 4, height: 1, channels: Channels::Cmyk, data };
        let mixed = Color::of(&ColorFacts::Cmyk(None)).apply(pixels).unwrap();
        assert_eq!(mixed.data, [[255, 255, 255], [0, 255, 255], [0, 0, 0], [255, 0, 0]].concat());
    }

    #[test]
    fn transparency_survives_the_conversion() {
        let pixels = Pixels { width: 1, height: 1, channels: Channels::Rgba, data: vec![200, 10, 10, 77] };
        let converted = Color::of(&icc(&ColorProfile::new_display_p3())).apply(pixels).unwrap();
        assert_eq!(converted.data[3], 77);
    }
}
