//! The part of a picture that a rendition shows, what a network covers of it, and what is lost.

use serde::{Deserialize, Serialize};

use super::Step;

/// A rectangle of the upright source, px.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Crop {
    /// Left edge, px.
    pub x: u32,
    /// Top edge, px.
    pub y: u32,
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
}

/// How many faces a crop keeps. Faces in the background aren't counted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct FacesKept {
    /// Faces in the picture.
    pub found: u32,
    /// Those that are whole in the crop.
    pub kept: u32,
}

/// How a crop follows its subject through a film. The rectangle that is told is the one around its middle.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Followed {
    /// How often it pans.
    pub moves: u32,
    /// How often it jumps at a cut of the film.
    pub jumps: u32,
}

/// The margins of a frame that a network's own interface covers, px of that frame.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct SafeZone {
    /// Width of the frame that the margins are told for, px.
    pub width_px: u32,
    /// Height of that frame, px.
    pub height_px: u32,
    /// Covered from the top, px.
    pub top_px: u32,
    /// Covered from the bottom, px.
    pub bottom_px: u32,
    /// Covered from the left, px.
    pub left_px: u32,
    /// Covered from the right, px.
    pub right_px: u32,
}

impl SafeZone {
    /// The margins left, top, right and bottom as shares of width and height; zero where together they
    /// would leave nothing.
    #[must_use]
    pub fn shares(&self) -> [f64; 4] {
        let pair = |one: u32, other: u32, whole: u32| {
            let share = |px: u32| f64::from(px) / f64::from(whole.max(1));
            if share(one) + share(other) < 1.0 { (share(one), share(other)) } else { (0.0, 0.0) }
        };
        let (left, right) = pair(self.left_px, self.right_px, self.width_px);
        let (top, bottom) = pair(self.top_px, self.bottom_px, self.height_px);
        [left, top, right, bottom]
    }
}

/// Share of a picture from which a crop that nobody drew is said to lose much, per cent of its area.
/// Our own judgement: a landscape photograph of 3:2 loses 47 in a portrait of 4:5 and 62 in a story.
pub const LOST_MUCH_PERCENT: f32 = 50.0;

/// Why a crop that the engine chose is worth a second look; margins would show all of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Loss {
    /// Faces are cut or left out.
    Faces(FacesKept),
    /// A line of text is cut or left out.
    Text,
    /// Much of the picture is cut away.
    Area {
        /// Share of its area, per cent.
        lost_percent: f32,
    },
}

impl Step {
    /// What the step loses that a person should know of; none where it is little or they chose it.
    #[must_use]
    pub fn loss(&self) -> Option<Loss> {
        let Self::Cropped { lost_percent, by, faces, loses_text, .. } = self else { return None };
        if by == "person" || by == "focus" {
            return None;
        }
        match faces {
            Some(faces) if faces.kept < faces.found => Some(Loss::Faces(*faces)),
            Some(_) | None if *loses_text => Some(Loss::Text),
            Some(_) | None => {
                (*lost_percent >= LOST_MUCH_PERCENT).then_some(Loss::Area { lost_percent: *lost_percent })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A crop that loses this much of the area, steered by this.
    fn cropped(lost_percent: f32, by: &str, faces: Option<(u32, u32)>, loses_text: bool) -> Step {
        let crop = Crop { x: 0, y: 0, width: 800, height: 800 };
        let faces = faces.map(|(found, kept)| FacesKept { found, kept });
        let (by, from_px) = (by.to_owned(), (1600, 800));
        Step::Cropped { crop, lost_percent, by, from_px, faces, loses_text, follows: None }
    }

    #[test]
    fn a_crop_tells_its_gravest_loss_and_nothing_that_the_person_chose() {
        let faces = |found, kept| Some(Loss::Faces(FacesKept { found, kept }));
        let area = |lost_percent| Some(Loss::Area { lost_percent });
        let table = [
            ("faces before text and area", cropped(80.0, "faces", Some((3, 2)), true), faces(3, 2)),
            ("no face whole", cropped(10.0, "faces", Some((1, 0)), false), faces(1, 0)),
            ("text before area", cropped(80.0, "text", None, true), Some(Loss::Text)),
            ("text beside whole faces", cropped(80.0, "faces", Some((2, 2)), true), Some(Loss::Text)),
            ("area beside whole faces", cropped(80.0, "faces", Some((2, 2)), false), area(80.0)),
            ("just under half", cropped(49.9, "centre", None, false), None),
            ("half", cropped(50.0, "subject", None, false), area(50.0)),
            ("drawn by the person", cropped(90.0, "person", Some((3, 0)), true), None),
            ("around the person's focal point", cropped(90.0, "focus", Some((3, 0)), true), None),
            ("no crop", Step::PassedThrough, None),
        ];
        for (case, step, loss) in table {
            assert_eq!(step.loss(), loss, "{case}");
        }
    }

    #[test]
    fn margins_that_leave_nothing_count_as_none() {
        let safe = SafeZone { width_px: 1000, height_px: 2000, ..SafeZone::default() };
        let story = SafeZone { top_px: 200, bottom_px: 500, left_px: 100, ..safe };
        assert_eq!(story.shares(), [0.1, 0.1, 0.0, 0.25]);
        let no_height = SafeZone { top_px: 1500, bottom_px: 500, left_px: 100, ..safe };
        assert_eq!(no_height.shares(), [0.1, 0.0, 0.0, 0.0], "the other side keeps its own");
        let no_width = SafeZone { left_px: 900, right_px: 200, top_px: 200, ..safe };
        assert_eq!(no_width.shares(), [0.0, 0.1, 0.0, 0.0]);
        let no_frame = SafeZone { top_px: 5, left_px: 5, ..SafeZone::default() };
        assert_eq!(no_frame.shares(), [0.0; 4]);
    }
}
