//! Where a part of another shape lies best in a picture: faces whole and with room above them, the
//! largest and most certain first; lettering whole or not at all; else what stands out; else the middle.

use upbeat_domain::media::{Crop, FacesKept, SafeZone};

use crate::look::Look;

/// Share of a face's box that must be shown for it to count as kept: boxes are a few per cent off, and
/// three faces of which one lacks an ear are better than two.
const KEPT_MIN: f64 = 0.92;

/// Share of a line of text that must be shown for it to be whole: not a letter less.
const WHOLE_MIN: f64 = 0.999;

/// Share of a face below which it counts as out of the picture instead of cut.
const OUT_MAX: f64 = 0.1;

/// A face lower than this share of the tallest is background: it isn't counted.
const BACKGROUND_MAX: f64 = 0.4;

/// Room around a face that a crop leaves where it can, as shares of the face's height.
const ROOM_ABOVE: f64 = 0.6;
const ROOM_BESIDE: f64 = 0.35;
const ROOM_BELOW: f64 = 0.5;

/// Where faces lie best within a crop, as shares of its width and height.
const BEST: (f64, f64) = (0.5, 0.4);

/// What each aim is worth, a kept face being 1.
const ROOM: f64 = 0.3;
const CUT: f64 = 0.8;
const PLACE: f64 = 0.5;
const UNSAFE: f64 = 0.4;
const TEXT: f64 = 0.5;
const SALIENT: f64 = 0.3;

/// By which share a place must be worth more than the middle where there are no faces, or the middle stays.
const GAIN_MIN: f64 = 0.04;

/// What steered a crop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Around {
    Faces,
    Text,
    Subject,
    Centre,
}

/// A chosen place, from the region's left and top, px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Placed {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) around: Around,
    /// None where no face was found.
    pub(crate) faces: Option<FacesKept>,
    pub(crate) loses_text: bool,
    /// How far the part may lie from here before it cuts a face that it keeps, px; none where it keeps none.
    pub(crate) slack: Option<u32>,
}

/// A rectangle of the upright source, px.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Rect {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Rect {
    fn width(&self) -> f64 {
        self.right - self.left
    }

    fn height(&self) -> f64 {
        self.bottom - self.top
    }

    fn middle(&self) -> (f64, f64) {
        ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }

    /// The share of this rectangle that lies within another.
    fn share_in(&self, other: &Self) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        width.max(0.0) * height.max(0.0) / (self.width() * self.height()).max(f64::EPSILON)
    }

    fn from_shares([left, top, right, bottom]: [f32; 4], (width, height): (u32, u32)) -> Self {
        let (width, height) = (f64::from(width), f64::from(height));
        Self {
            left: f64::from(left) * width,
            top: f64::from(top) * height,
            right: f64::from(right) * width,
            bottom: f64::from(bottom) * height,
        }
    }
}

/// A face with what it is worth, 0 to 1.
struct Weighed {
    face: Rect,
    worth: f64,
    counted: bool,
}

/// What a place is judged by.
struct Scene<'a> {
    look: &'a Look,
    faces: Vec<Weighed>,
    lines: Vec<Rect>,
    region: Crop,
    size: (u32, u32),
    source_px: (u32, u32),
    safe: SafeZone,
}

/// Where a part of `size` lies best within `region` of the upright source.
pub(crate) fn place(
    look: &Look,
    region: Crop,
    size: (u32, u32),
    source_px: (u32, u32),
    safe: Option<SafeZone>,
) -> Placed {
    let scene = Scene::of(look, region, size, source_px, safe.unwrap_or_default());
    let room = (region.width - size.0, region.height - size.1);
    let middle = (room.0 / 2, room.1 / 2);
    let mut best = (scene.worth(middle), middle);
    let (across, down) = (scene.places_across(room.0), scene.places_down(room.1));
    for &y in &down {
        for &x in &across {
            let worth = scene.worth((x, y));
            if worth > best.0 {
                best = (worth, (x, y));
            }
        }
    }
    let of_middle = scene.worth(middle);
    if scene.faces.is_empty() && best.0 < of_middle + GAIN_MIN * of_middle.abs() {
        best.1 = middle;
    }
    scene.placed(best.1, middle)
}

/// Places to try along a side with so much room, px from its start: even steps, and those where a thing
/// from `start` to `end`, px, lies at the first or the last edge of a part of this length.
// Why the latter: between two steps may lie the only places where a wide line is whole.
fn places(room: u32, length: u32, things: impl Iterator<Item = (f64, f64)>) -> Vec<u32> {
    const STEPS_MAX: u32 = 128;
    let steps = room.clamp(1, STEPS_MAX);
    let even = (0..=steps).map(|step| (u64::from(room) * u64::from(step) / u64::from(steps)) as u32);
    let within = |at: f64| at.clamp(0.0, f64::from(room)) as u32;
    let flush =
        things.flat_map(|(start, end)| [within(start.floor()), within((end - f64::from(length)).ceil())]);
    even.chain(flush).collect()
}

impl<'a> Scene<'a> {
    fn of(look: &'a Look, region: Crop, size: (u32, u32), source_px: (u32, u32), safe: SafeZone) -> Self {
        let faces: Vec<(Rect, f64)> = look
            .faces
            .iter()
            .map(|face| {
                let shares = [face.left, face.top, face.right, face.bottom];
                (Rect::from_shares(shares, source_px), f64::from(face.certainty))
            })
            .collect();
        let tallest = faces.iter().map(|(face, _)| face.height()).fold(1.0, f64::max);
        let weighed = |(face, certainty): (Rect, f64)| {
            let size = face.height() / tallest;
            Weighed { face, worth: certainty * size, counted: size >= BACKGROUND_MAX }
        };
        let faces = faces.into_iter().map(weighed).collect();
        let line = |line: &crate::lettering::Line| {
            Rect::from_shares([line.left, line.top, line.right, line.bottom], source_px)
        };
        Self { look, faces, lines: look.lines.iter().map(line).collect(), region, size, source_px, safe }
    }

    fn things(&self) -> impl Iterator<Item = &Rect> {
        self.faces.iter().map(|weighed| &weighed.face).chain(&self.lines)
    }

    fn places_across(&self, room: u32) -> Vec<u32> {
        let origin = f64::from(self.region.x);
        places(room, self.size.0, self.things().map(|thing| (thing.left - origin, thing.right - origin)))
    }

    fn places_down(&self, room: u32) -> Vec<u32> {
        let origin = f64::from(self.region.y);
        places(room, self.size.1, self.things().map(|thing| (thing.top - origin, thing.bottom - origin)))
    }

    /// The part at a place.
    fn part(&self, (x, y): (u32, u32)) -> Rect {
        let (left, top) = (f64::from(self.region.x + x), f64::from(self.region.y + y));
        Rect { left, top, right: left + f64::from(self.size.0), bottom: top + f64::from(self.size.1) }
    }

    /// The part of it that no network's interface covers.
    fn safe_part(&self, part: &Rect) -> Rect {
        let [left, top, right, bottom] = self.safe.shares();
        Rect {
            left: part.left + left * part.width(),
            top: part.top + top * part.height(),
            right: part.right - right * part.width(),
            bottom: part.bottom - bottom * part.height(),
        }
    }

    fn worth(&self, at: (u32, u32)) -> f64 {
        let part = self.part(at);
        let all: f64 = self.faces.iter().map(|face| face.worth).sum();
        let safe = self.safe_part(&part);
        let faces: f64 =
            self.faces.iter().map(|face| face.worth * worth_of_face(&face.face, &part, &safe)).sum();
        let salient = self.look.saliency.share(
            self.region,
            [part.left, part.top, part.right, part.bottom],
            self.source_px,
        );
        if all > 0.0 {
            return faces / all
                + self.place_of_faces(&part, &safe)
                + TEXT * self.text(&part)
                + SALIENT * salient;
        }
        let off = |at: u32, room: u32| {
            if room == 0 { 0.0 } else { (2.0 * f64::from(at) / f64::from(room) - 1.0).powi(2) }
        };
        let (room_x, room_y) = (self.region.width - self.size.0, self.region.height - self.size.1);
        // Why: of two equal places the one nearer to the middle looks intended.
        let centred = 1.0 - 0.06 * off(at.0, room_x).max(off(at.1, room_y));
        salient * centred + TEXT * self.text(&part)
    }

    /// How near the kept faces' middle is to where faces lie best: 0 there, falling to below.
    fn place_of_faces(&self, part: &Rect, safe: &Rect) -> f64 {
        let (mut x, mut y, mut all) = (0.0, 0.0, 0.0);
        for kept in self.faces.iter().filter(|face| face.face.share_in(part) >= KEPT_MIN) {
            let middle = kept.face.middle();
            x += middle.0 * kept.worth;
            y += middle.1 * kept.worth;
            all += kept.worth;
        }
        if all == 0.0 {
            return 0.0;
        }
        let off_x = (x / all - safe.left) / safe.width().max(1.0) - BEST.0;
        let off_y = (y / all - safe.top) / safe.height().max(1.0) - BEST.1;
        // Why only along the side with room: along the other one every place is the same.
        let along = |off: f64, has_room: bool| if has_room { off * off } else { 0.0 };
        let room = (self.size.0 < self.region.width, self.size.1 < self.region.height);
        -PLACE * (along(off_x, room.0) + along(off_y, room.1))
    }

    /// Lettering: 1 where all of it is whole, less where lines are missing, below 0 where they are cut.
    fn text(&self, part: &Rect) -> f64 {
        let all: f64 = self.lines.iter().map(Rect::width).sum();
        if all == 0.0 {
            return 0.0;
        }
        let of_line = |line: &Rect| match line.share_in(part) {
            share if share >= WHOLE_MIN => line.width(),
            share if share <= 0.0 => 0.0,
            _ => -line.width(),
        };
        self.lines.iter().map(of_line).sum::<f64>() / all
    }

    /// The least distance from a kept face to an end of the part, along the side with room.
    fn slack(&self, part: &Rect) -> Option<u32> {
        let across = self.size.0 < self.region.width;
        let spare = |face: &Rect| {
            if across {
                (face.left - part.left).min(part.right - face.right)
            } else {
                (face.top - part.top).min(part.bottom - face.bottom)
            }
        };
        let kept = self.faces.iter().filter(|face| face.counted && face.face.share_in(part) >= KEPT_MIN);
        kept.map(|face| spare(&face.face).max(0.0) as u32).min()
    }

    fn placed(&self, at: (u32, u32), middle: (u32, u32)) -> Placed {
        let (part, of_middle) = (self.part(at), self.part(middle));
        let counted = || self.faces.iter().filter(|face| face.counted);
        let found = counted().count() as u32;
        let kept = counted().filter(|face| face.face.share_in(&part) >= KEPT_MIN).count() as u32;
        let lost = |line: &Rect| line.share_in(&part) < WHOLE_MIN;
        let gained = |line: &Rect| !lost(line) && line.share_in(&of_middle) < WHOLE_MIN;
        let around = match () {
            () if found > 0 => Around::Faces,
            () if at == middle => Around::Centre,
            () if self.lines.iter().any(gained) => Around::Text,
            () => Around::Subject,
        };
        Placed {
            x: at.0,
            y: at.1,
            around,
            faces: (found > 0).then_some(FacesKept { found, kept }),
            loses_text: self.lines.iter().any(lost),
            slack: self.slack(&part),
        }
    }
}

/// What a face is worth in a part: up to 1 and its room where it is whole, below 0 where it is cut.
fn worth_of_face(face: &Rect, part: &Rect, safe: &Rect) -> f64 {
    let share = face.share_in(part);
    if face.width() > part.width() || face.height() > part.height() {
        return share;
    }
    if share <= OUT_MAX {
        return 0.0;
    }
    if share < KEPT_MIN {
        return -CUT * (1.0 - share).max(0.2);
    }
    let around = Rect {
        left: face.left - ROOM_BESIDE * face.height(),
        top: face.top - ROOM_ABOVE * face.height(),
        right: face.right + ROOM_BESIDE * face.height(),
        bottom: face.bottom + ROOM_BELOW * face.height(),
    };
    share + ROOM * around.share_in(part) - UNSAFE * (1.0 - face.share_in(safe))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a map that fails is the failure")]

    use super::*;
    use crate::face::Face;
    use crate::lettering::Line;
    use crate::pixels::Pixels;
    use crate::saliency::Saliency;

    const SOURCE: (u32, u32) = (1200, 800);
    const WHOLE: Crop = Crop { x: 0, y: 0, width: 1200, height: 800 };

    /// A face of this height, px, around a middle, on a picture of [`SOURCE`].
    fn face((x, y): (f32, f32), height: f32) -> Face {
        let (wide, high) = (0.4 * height / 1200.0, 0.5 * height / 800.0);
        let (x, y) = (x / 1200.0, y / 800.0);
        Face { left: x - wide, top: y - high, right: x + wide, bottom: y + high, certainty: 0.9 }
    }

    fn look(faces: Vec<Face>, lines: Vec<Line>) -> Look {
        let saliency = Saliency::of(&Pixels::filled(120, 80, [90, 120, 150])).unwrap();
        Look { faces, lines, saliency }
    }

    /// A look at nothing but a checked, coloured spot, around a fraction of the width of [`SOURCE`].
    fn look_at_spot(at: f64, lines: Vec<Line>) -> Look {
        let mut pixels = Pixels::filled(120, 80, [120, 120, 122]);
        let left = (120.0 * at) as usize - 6;
        for y in 34..46 {
            for x in left..left + 12 {
                let color = if (x / 2 + y / 2) % 2 == 0 { [220, 60, 40] } else { [250, 220, 60] };
                pixels.data[(y * 120 + x) * 3..][..3].copy_from_slice(&color);
            }
        }
        Look { faces: vec![], lines, saliency: Saliency::of(&pixels).unwrap() }
    }

    fn kept(found: u32, kept: u32) -> Option<FacesKept> {
        Some(FacesKept { found, kept })
    }

    #[test]
    fn an_even_picture_keeps_its_middle() {
        let placed = place(&look(vec![], vec![]), WHOLE, (400, 800), SOURCE, None);
        assert_eq!((placed.x, placed.y, placed.around, placed.faces), (400, 0, Around::Centre, None));
    }

    #[test]
    fn a_face_at_the_side_comes_to_the_middle() {
        let placed = place(&look(vec![face((900.0, 300.0), 150.0)], vec![]), WHOLE, (400, 800), SOURCE, None);
        assert!((680..=720).contains(&placed.x), "{placed:?}");
        assert_eq!((placed.around, placed.faces), (Around::Faces, kept(1, 1)));
        assert!(placed.slack.is_some_and(|slack| (115..=145).contains(&slack)), "{placed:?}");
    }

    #[test]
    fn two_faces_that_fit_are_both_kept() {
        let faces = vec![face((150.0, 300.0), 120.0), face((500.0, 300.0), 120.0)];
        let placed = place(&look(faces, vec![]), WHOLE, (500, 800), SOURCE, None);
        assert_eq!(placed.faces, kept(2, 2), "{placed:?}");
    }

    #[test]
    fn of_two_that_do_not_fit_the_larger_is_kept_and_the_other_is_told() {
        let faces = vec![face((150.0, 300.0), 120.0), face((1000.0, 300.0), 200.0)];
        let placed = place(&look(faces, vec![]), WHOLE, (450, 800), SOURCE, None);
        assert_eq!(placed.faces, kept(2, 1));
        assert!(placed.x > 700, "{placed:?}");
    }

    #[test]
    fn a_tall_picture_keeps_room_above_a_head() {
        let (source, whole) = ((800, 1200), Crop { x: 0, y: 0, width: 800, height: 1200 });
        let face = Face { left: 0.4, top: 0.25, right: 0.6, bottom: 0.45, certainty: 0.9 };
        let placed = place(&look(vec![face], vec![]), whole, (800, 640), source, None);
        let (above, below) = (300 - placed.y, placed.y + 640 - 540);
        assert!(above > 60 && above < below, "{above} px above, {below} px below");
    }

    #[test]
    fn a_line_of_text_is_not_cut_where_it_can_be_kept() {
        let line = Line { left: 0.1, top: 0.1, right: 0.45, bottom: 0.15 };
        let placed = place(&look(vec![], vec![line]), WHOLE, (500, 800), SOURCE, None);
        assert!(placed.x <= 120 && !placed.loses_text, "{placed:?}");
        assert_eq!(placed.around, Around::Text);
        let wide = Line { right: 0.9, ..line };
        assert!(place(&look(vec![], vec![wide]), WHOLE, (500, 800), SOURCE, None).loses_text);
    }

    #[test]
    fn faces_stay_clear_of_what_the_network_covers() {
        let (source, whole) = ((900, 2400), Crop { x: 0, y: 0, width: 900, height: 2400 });
        let face = Face { left: 0.4, top: 0.50, right: 0.6, bottom: 0.56, certainty: 0.9 };
        let safe =
            SafeZone { width_px: 1080, height_px: 1920, top_px: 250, bottom_px: 672, ..SafeZone::default() };
        let bottom = |safe| {
            let placed = place(&look(vec![face], vec![]), whole, (900, 1600), source, safe);
            (2400.0 * 0.56 - f64::from(placed.y)) / 1600.0
        };
        assert!(bottom(Some(safe)) < 1.0 - 672.0 / 1920.0, "{}", bottom(Some(safe)));
        assert!(bottom(Some(safe)) < bottom(None));
    }

    #[test]
    fn faces_in_the_background_are_not_counted() {
        let faces = vec![face((300.0, 300.0), 200.0), face((1100.0, 300.0), 40.0)];
        let placed = place(&look(faces, vec![]), WHOLE, (450, 800), SOURCE, None);
        assert_eq!(placed.faces, kept(1, 1));
    }

    #[test]
    fn the_only_place_that_keeps_a_wide_line_is_found_between_the_steps() {
        let (source, whole) = ((12_000, 1500), Crop { x: 0, y: 0, width: 12_000, height: 1500 });
        let line = Line { left: 5000.0 / 12_000.0, top: 0.4, right: 6450.0 / 12_000.0, bottom: 0.5 };
        let placed = place(&look(vec![], vec![line]), whole, (1500, 1500), source, None);
        assert!((4950..=5000).contains(&placed.x), "{placed:?}");
        assert_eq!((placed.around, placed.loses_text), (Around::Text, false));
        let (tall, source) = (Crop { x: 0, y: 0, width: 1500, height: 12_000 }, (1500, 12_000));
        let upright = Line { left: line.top, top: line.left, right: line.bottom, bottom: line.right };
        let placed = place(&look(vec![], vec![upright]), tall, (1500, 1500), source, None);
        assert!((4950..=5000).contains(&placed.y) && !placed.loses_text, "{placed:?}");
    }

    #[test]
    fn places_are_flush_with_a_thing_and_within_the_room() {
        let beyond_the_grid = |things: &[(f64, f64)]| {
            let places = places(10_500, 1500, things.iter().copied());
            places[129..].to_vec()
        };
        assert_eq!(beyond_the_grid(&[(5000.4, 6450.4)]), [5000, 4951], "rounded to where it is whole");
        assert_eq!(beyond_the_grid(&[(100.0, 900.0), (11_000.0, 11_900.0)]), [100, 0, 10_500, 10_400]);
    }

    #[test]
    fn a_crop_follows_what_stands_out() {
        let placed = place(&look_at_spot(0.85, vec![]), WHOLE, (400, 800), SOURCE, None);
        assert!(placed.x <= 960 && placed.x + 400 >= 1080, "the spot is cut: {placed:?}");
        assert_eq!((placed.around, placed.faces, placed.loses_text), (Around::Subject, None, false));
    }

    #[test]
    fn a_line_that_is_whole_at_every_place_steers_nothing() {
        let line = Line { left: 0.4, top: 0.1, right: 0.6, bottom: 0.15 };
        let placed = place(&look_at_spot(0.95, vec![line]), WHOLE, (1000, 800), SOURCE, None);
        assert!(placed.x > 150 && !placed.loses_text, "{placed:?}");
        assert_eq!(placed.around, Around::Subject);
    }

    #[test]
    fn a_face_wider_than_the_part_fills_it_and_counts_as_cut() {
        let wide = Face { left: 0.5, top: 0.2, right: 0.95, bottom: 0.8, certainty: 0.9 };
        let placed = place(&look(vec![wide], vec![]), WHOLE, (400, 800), SOURCE, None);
        assert!((600..=740).contains(&placed.x), "{placed:?}");
        assert_eq!((placed.around, placed.faces), (Around::Faces, kept(1, 0)));
    }
}
