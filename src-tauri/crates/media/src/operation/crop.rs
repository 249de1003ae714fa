//! Chooses which part of a picture fills a frame of another shape.

use upbeat_domain::media::{Choices, Crop, FacesKept, Step};

use crate::frame::Frame;
use crate::framing::{self, Around};
use crate::look::Look;

/// What decided where the part lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// A crop drawn by hand.
    Person,
    /// A focal point set by hand.
    Focus,
    /// What the picture shows.
    Picture(Around),
}

impl By {
    const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Focus => "focus",
            Self::Picture(Around::Faces) => "faces",
            Self::Picture(Around::Text) => "text",
            Self::Picture(Around::Subject) => "subject",
            Self::Picture(Around::Centre) => "centre",
        }
    }
}

/// Parameters: the part, within the upright source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) crop: Crop,
    pub(crate) by: By,
    /// None where no face was found, or the person chose.
    pub(crate) faces: Option<FacesKept>,
    pub(crate) loses_text: bool,
}

impl Cut {
    /// Places the part that a frame shows within its region: around the focal point, else what the
    /// picture shows, else the middle.
    pub(crate) fn place(
        frame: &Frame,
        choices: &Choices,
        source_px: (u32, u32),
        look: Option<&Look>,
    ) -> Self {
        let (region, size) = (frame.region, frame.shown_px);
        let (width, height) = (size.0.min(region.width), size.1.min(region.height));
        let at = |x: u32, y: u32| Crop { x: region.x + x, y: region.y + y, width, height };
        let room = (region.width - width, region.height - height);
        let chosen = |crop: Crop, by: By| Self { crop, by, faces: None, loses_text: false };
        if choices.crop.is_some() {
            return chosen(at(room.0 / 2, room.1 / 2), By::Person);
        }
        if let Some(focus) = choices.focus {
            let start = |fraction: f32, whole: u32, origin: u32, length: u32, room: u32| {
                let middle = f64::from(fraction) * f64::from(whole) - f64::from(origin);
                (middle - f64::from(length) / 2.0).round().clamp(0.0, f64::from(room)) as u32
            };
            let x = start(focus.x, source_px.0, region.x, width, room.0);
            let y = start(focus.y, source_px.1, region.y, height, room.1);
            return chosen(at(x, y), By::Focus);
        }
        let Some(look) = look.filter(|_| room != (0, 0)) else {
            return chosen(at(room.0 / 2, room.1 / 2), By::Picture(Around::Centre));
        };
        let placed = framing::place(look, region, (width, height), source_px, frame.safe);
        let (crop, by) = (at(placed.x, placed.y), By::Picture(placed.around));
        Self { crop, by, faces: placed.faces, loses_text: placed.loses_text }
    }

    /// What a person is told; none where nothing was cut.
    pub(crate) fn step(self, source_px: (u32, u32)) -> Option<Step> {
        let whole = f64::from(source_px.0) * f64::from(source_px.1);
        let kept = f64::from(self.crop.width) * f64::from(self.crop.height);
        ((self.crop.width, self.crop.height) != source_px).then(|| Step::Cropped {
            crop: self.crop,
            lost_percent: ((1.0 - kept / whole) * 1000.0).round() as f32 / 10.0,
            by: self.by.name().to_owned(),
            from_px: source_px,
            faces: self.faces,
            loses_text: self.loses_text,
            follows: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use upbeat_domain::media::Focus;

    use super::*;

    const WHOLE: Crop = Crop { x: 0, y: 0, width: 4000, height: 3000 };
    const SOURCE: (u32, u32) = (4000, 3000);

    fn frame(region: Crop, shown_px: (u32, u32)) -> Frame {
        Frame { region, shown_px, inner_px: shown_px, outer_px: shown_px, safe: None }
    }

    fn with_focus(x: f32, y: f32) -> Choices {
        Choices { focus: Focus::new(x, y), ..Choices::default() }
    }

    #[test]
    fn the_focal_point_stays_in_the_middle_where_there_is_room() {
        let cut = Cut::place(&frame(WHOLE, (2400, 3000)), &with_focus(0.5, 0.5), SOURCE, None);
        assert_eq!((cut.crop.x, cut.by), (800, By::Focus));
        let cut = Cut::place(&frame(WHOLE, (2400, 3000)), &with_focus(0.9, 0.1), SOURCE, None);
        assert_eq!(cut.crop.x, 1600, "the part never leaves the picture");
    }

    #[test]
    fn a_drawn_crop_wins_over_the_focal_point() {
        let drawn = Crop { x: 100, y: 200, width: 1000, height: 1000 };
        let choices = Choices { crop: Some(drawn), ..with_focus(0.0, 0.0) };
        let cut = Cut::place(&frame(drawn, (1000, 1000)), &choices, SOURCE, None);
        assert_eq!((cut.crop, cut.by), (drawn, By::Person));
    }

    #[test]
    fn what_is_lost_is_told_in_per_cent() {
        let cut = Cut::place(&frame(WHOLE, (3000, 3000)), &Choices::default(), SOURCE, None);
        let Some(Step::Cropped { crop, lost_percent, by, from_px, .. }) = cut.step(SOURCE) else {
            panic!("a quarter of the picture was cut")
        };
        assert_eq!((crop.x, by.as_str(), from_px), (500, "centre", SOURCE));
        assert!((lost_percent - 25.0).abs() < 0.01, "{lost_percent}");
        let all = Cut::place(&frame(WHOLE, SOURCE), &Choices::default(), SOURCE, None);
        assert!(all.step(SOURCE).is_none());
    }
}
