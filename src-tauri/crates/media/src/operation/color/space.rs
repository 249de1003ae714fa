//! The spaces that pictures go out in.

use moxcms::{ColorProfile, DataColorSpace, Layout};

use super::{SRGB, transform};
use crate::probe::still::ColorFacts;

/// How much larger than sRGB's the triangle of a space's colours has to be for the space to count as wide, a share.
/// Display P3's and Adobe RGB's are a third larger.
const WIDE_MIN: f64 = 1.1;

/// A space that pictures go out in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    Srgb,
    DisplayP3,
}

impl Space {
    /// Display P3 for colours that reach beyond sRGB where it is kept; else sRGB.
    pub(crate) fn of(facts: &ColorFacts, keeps_display_p3: bool) -> Self {
        let wide = || facts.profile().is_some_and(|profile| is_wide(&profile));
        if keeps_display_p3 && wide() { Self::DisplayP3 } else { Self::Srgb }
    }

    /// The profile that is written into a file.
    ///
    /// Small ones (ICC 4.4, parametric curves): what Little CMS writes for sRGB (`cmsCreate_sRGBProfile`, by way of
    /// Pillow's `ImageCms.createProfile`), with a fixed date, so that the same work gives the same bytes; and the same
    /// with the primaries of SMPTE EG 432-1.
    pub(crate) const fn icc(self) -> &'static [u8] {
        match self {
            Self::Srgb => include_bytes!("../../../profile/srgb.icc"),
            Self::DisplayP3 => include_bytes!("../../../profile/display-p3.icc"),
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Srgb => SRGB,
            Self::DisplayP3 => "Display P3",
        }
    }

    pub(super) fn profile(self) -> ColorProfile {
        match self {
            Self::Srgb => ColorProfile::new_srgb(),
            Self::DisplayP3 => ColorProfile::new_display_p3(),
        }
    }

    /// A colour that a person chose, which is sRGB, as it is in this space.
    pub(crate) fn own(self, color: [u8; 3]) -> [u8; 3] {
        let mut own = color;
        if self != Self::Srgb
            && let Some(ready) =
                transform(&ColorProfile::new_srgb(), &self.profile(), Layout::Rgb, Layout::Rgb)
            && ready.transform(&color, &mut own).is_err()
        {
            return color;
        }
        own
    }
}

/// Whether the colours that a profile can say reach clearly beyond sRGB.
fn is_wide(profile: &ColorProfile) -> bool {
    let area = |profile: &ColorProfile| {
        let corners = [profile.red_colorant, profile.green_colorant, profile.blue_colorant];
        let [(ax, ay), (bx, by), (cx, cy)] = corners.map(|color| {
            let sum = color.x + color.y + color.z;
            (color.x / sum, color.y / sum)
        });
        (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by)).abs()
    };
    // Why false for what is no number: a profile of tables names no corners.
    profile.color_space == DataColorSpace::Rgb && area(profile) >= WIDE_MIN * area(&ColorProfile::new_srgb())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a profile that can't be read is the failure")]

    use super::super::{description, name, same};
    use super::*;

    fn icc(profile: &ColorProfile) -> ColorFacts {
        ColorFacts::Icc(profile.encode().unwrap())
    }

    #[test]
    fn only_colours_beyond_srgb_stay_wide_and_only_where_they_are_kept() {
        let wide =
            [ColorProfile::new_display_p3(), ColorProfile::new_adobe_rgb(), ColorProfile::new_bt2020()];
        for profile in wide {
            assert_eq!(Space::of(&icc(&profile), true), Space::DisplayP3, "{}", name(&profile));
            assert_eq!(Space::of(&icc(&profile), false), Space::Srgb);
        }
        let gray = icc(&ColorProfile::new_gray_with_gamma(2.2));
        for facts in [icc(&ColorProfile::new_srgb()), gray, ColorFacts::Assumed, ColorFacts::Cmyk(None)] {
            assert_eq!(Space::of(&facts, true), Space::Srgb, "{facts:?}");
        }
        assert_eq!(Space::of(&ColorFacts::Cicp { primaries: 12, transfer: 13 }, true), Space::DisplayP3);
    }

    #[test]
    fn the_profiles_that_are_written_are_what_they_say() {
        for (space, theirs) in
            [(Space::Srgb, ColorProfile::new_srgb()), (Space::DisplayP3, ColorProfile::new_display_p3())]
        {
            let icc = space.icc();
            assert!((200..1024).contains(&icc.len()), "{} bytes", icc.len());
            assert_eq!(u32::from_be_bytes(icc[..4].try_into().unwrap()) as usize, icc.len());
            let profile = ColorProfile::new_from_slice(icc).unwrap();
            for (ours, theirs) in [
                (profile.red_colorant, theirs.red_colorant),
                (profile.green_colorant, theirs.green_colorant),
                (profile.blue_colorant, theirs.blue_colorant),
            ] {
                let off = [ours.x - theirs.x, ours.y - theirs.y, ours.z - theirs.z];
                assert!(off.iter().all(|off| off.abs() < 1e-3), "{ours:?} {theirs:?}");
            }
            assert!(same(&profile, &space.profile()));
            assert_eq!(ColorFacts::Icc(icc.to_vec()).name(), space.name());
            assert!(description(&profile).unwrap().contains(space.name()), "{:?}", description(&profile));
        }
    }

    #[test]
    fn a_chosen_colour_looks_the_same_in_either_space() {
        assert_eq!(Space::Srgb.own([255, 0, 0]), [255, 0, 0]);
        let red = Space::DisplayP3.own([255, 0, 0]);
        assert!(red[0].abs_diff(234) <= 1 && red[1].abs_diff(51) <= 1, "{red:?}");
        assert_eq!(Space::DisplayP3.own([255; 3]), [255; 3]);
    }
}
