//! Where things stand in an audiogram: cover, title, wave and progress, clear of what the network's interface
//! covers.

use upbeat_domain::media::SafeZone;

/// Margin to the frame and to the network's interface, of the frame's shorter side.
const MARGIN: f64 = 0.075;

/// Between two things, of the shorter side.
const GAP: f64 = 0.05;

/// Height of a line of text, of its size.
const LINE: f64 = 1.22;

/// Width of a letter, of its size: bold sans-serif, a little more than the mean, so that a guess of lines is none
/// too few.
const LETTER: f64 = 0.56;

/// Most lines of a title.
const TITLE_LINES_MAX: f64 = 3.0;

/// A cover smaller than this is left out, of the shorter side.
const COVER_MIN: f64 = 0.22;

/// From this shape on the cover stands beside the rest, width / height.
const WIDE: f64 = 1.3;

/// A rectangle of the frame, px; all four are even, as films need them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Rect {
    fn of(x: f64, y: f64, width: f64, height: f64) -> Self {
        let even = |value: f64| (value.max(0.0).round() as u32) & !1;
        Self { x: even(x), y: even(y), width: even(width).max(2), height: even(height).max(2) }
    }
}

/// Where a title stands and how large it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TitlePlace {
    pub(super) rect: Rect,
    /// Size of its letters, px.
    pub(super) letters_px: u32,
    /// Whether it stands in the middle; else it starts at the left.
    pub(super) centred: bool,
}

/// Where everything stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) frame_px: (u32, u32),
    pub(super) cover: Option<Rect>,
    pub(super) title: Option<TitlePlace>,
    pub(super) wave: Rect,
    pub(super) progress: Rect,
}

impl Layout {
    /// The layout of a frame for a sound with or without a cover and with a title of this text.
    pub(super) fn of(frame_px: (u32, u32), safe: Option<SafeZone>, has_cover: bool, title: &str) -> Self {
        let (width, height) = (f64::from(frame_px.0), f64::from(frame_px.1));
        let unit = width.min(height);
        let [left, top, right, bottom] = free(safe);
        let margin = unit * MARGIN;
        let (x, y) = (width * left + margin, height * top + margin);
        let inner = Inner { x, y, width: width * right - margin - x, height: height * bottom - margin - y };
        let beside = width / height >= WIDE && has_cover;
        if beside { inner.row(frame_px, unit, title) } else { inner.column(frame_px, unit, title, has_cover) }
    }
}

/// What the network's interface leaves free: left, top, right and bottom edge as shares of the frame.
fn free(safe: Option<SafeZone>) -> [f64; 4] {
    let [left, top, right, bottom] = safe.map_or([0.0; 4], |safe| safe.shares());
    // Why the same on both sides: what stands in the middle of the frame looks right.
    let side = left.max(right).min(0.3);
    [side, top, 1.0 - side, 1.0 - bottom]
}

/// The room that is left, px.
#[derive(Clone, Copy)]
struct Inner {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Inner {
    /// Everything below each other.
    fn column(self, frame_px: (u32, u32), unit: f64, title: &str, has_cover: bool) -> Layout {
        let gap = unit * GAP;
        let (wave, progress) = (unit * if has_cover { 0.15 } else { 0.3 }, (unit * 0.009).max(4.0));
        let (letters, lines) = letters(title, self.width, unit * if has_cover { 0.058 } else { 0.082 });
        let title_height = lines * letters * LINE;
        let with_gap = |height: f64| if height > 0.0 { height + gap } else { 0.0 };
        let rest = with_gap(title_height) + wave + gap * 0.8 + progress;
        let side = (self.width * 0.86).min(self.height - rest - gap);
        let side = if has_cover && side >= unit * COVER_MIN { side } else { 0.0 };
        let mut y = self.y + (self.height - with_gap(side) - rest).max(0.0) / 2.0;
        let middle = self.x + self.width / 2.0;
        let cover = (side > 0.0).then(|| Rect::of(middle - side / 2.0, y, side, side));
        y += with_gap(side);
        let rect = Rect::of(self.x, y, self.width, title_height);
        let title = (lines > 0.0).then_some(TitlePlace { rect, letters_px: letters as u32, centred: true });
        y += with_gap(title_height);
        Layout {
            frame_px,
            cover,
            title,
            wave: Rect::of(self.x, y, self.width, wave),
            progress: Rect::of(self.x, y + wave + gap * 0.8, self.width, progress),
        }
    }

    /// The cover at the left, the rest beside it.
    fn row(self, frame_px: (u32, u32), unit: f64, title: &str) -> Layout {
        let gap = unit * GAP;
        let side = (self.height * 0.86).min(self.width * 0.42);
        let x = self.x + side + gap * 1.6;
        let width = self.x + self.width - x;
        let (wave, progress) = (unit * 0.22, (unit * 0.009).max(4.0));
        let (letters, lines) = letters(title, width, unit * 0.075);
        let title_height = lines * letters * LINE;
        let title_room = if lines > 0.0 { title_height + gap * 1.4 } else { 0.0 };
        let mut y = self.y + (self.height - title_room - wave - gap - progress).max(0.0) / 2.0;
        let rect = Rect::of(x, y, width, title_height);
        let title = (lines > 0.0).then_some(TitlePlace { rect, letters_px: letters as u32, centred: false });
        y += title_room;
        Layout {
            frame_px,
            cover: Some(Rect::of(self.x, self.y + (self.height - side) / 2.0, side, side)),
            title,
            wave: Rect::of(x, y, width, wave),
            progress: Rect::of(x, y + wave + gap, width, progress),
        }
    }
}

/// The size of the letters and the number of lines that a text takes in this width, at most `largest`.
fn letters(text: &str, width: f64, largest: f64) -> (f64, f64) {
    // Why two: signs of East Asia are as wide as high.
    let count: f64 = text.chars().map(|c| if u32::from(c) >= 0x2E80 { 1.0 / LETTER } else { 1.0 }).sum();
    let lines = |size: f64| (count * LETTER * size / width).ceil();
    let mut size = largest;
    while lines(size) > TITLE_LINES_MAX && size > 12.0 {
        size *= 0.94;
    }
    (size.floor(), lines(size).min(TITLE_LINES_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: SafeZone =
        SafeZone { width_px: 1080, height_px: 1920, top_px: 270, bottom_px: 380, left_px: 65, right_px: 120 };

    fn all(layout: &Layout) -> Vec<Rect> {
        let title = layout.title.map(|title| title.rect);
        [layout.cover, title, Some(layout.wave), Some(layout.progress)].into_iter().flatten().collect()
    }

    #[test]
    fn nothing_overlaps_and_all_lies_within_what_is_free() {
        let title = "Pourquoi les coccinelles ont des points, et ce que cela dit du printemps";
        for frame_px in [(1080, 1920), (1080, 1080), (1920, 1080), (1080, 1350), (720, 1280), (360, 640)] {
            for (has_cover, title) in [(true, title), (false, title), (true, ""), (false, "")] {
                let safe = (frame_px.0 * 16 == frame_px.1 * 9).then_some(STORY);
                let layout = Layout::of(frame_px, safe, has_cover, title);
                let rects = all(&layout);
                assert_eq!(layout.cover.is_some(), has_cover, "{frame_px:?}");
                assert_eq!(layout.title.is_some(), !title.is_empty());
                let scale = f64::from(frame_px.0) / 1080.0;
                let (top, bottom) = if safe.is_some() { (270.0 * scale, 380.0 * scale) } else { (0.0, 0.0) };
                for (at, rect) in rects.iter().enumerate() {
                    let (right, below) = (rect.x + rect.width, rect.y + rect.height);
                    assert!(right <= frame_px.0 && f64::from(rect.y) >= top, "{frame_px:?} {rect:?}");
                    assert!(f64::from(below) <= f64::from(frame_px.1) - bottom, "{frame_px:?} {rect:?}");
                    assert!([rect.x, rect.y, rect.width, rect.height].iter().all(|side| side % 2 == 0));
                    for other in &rects[at + 1..] {
                        let apart = right <= other.x
                            || other.x + other.width <= rect.x
                            || below <= other.y
                            || other.y + other.height <= rect.y;
                        assert!(apart, "{frame_px:?}: {rect:?} over {other:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_long_title_is_written_smaller() {
        let size = |title: &str| letters(title, 900.0, 60.0);
        assert_eq!(size("Short"), (60.0, 1.0));
        let (letters, lines) = size(&"long ".repeat(24));
        assert!(letters < 60.0 && lines <= TITLE_LINES_MAX, "{letters} px, {lines} lines");
    }
}
