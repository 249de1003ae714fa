//! What is done to every kind.

use upbeat_domain::media::{
    Choices, Crop, DocumentOutput, Fit, Focus, ImageOutput, Output, Piece, Recipe, Speed, VideoOutput,
};

use crate::workshop::{film, framed, free, recipe};

use super::kinds::{MASTER_PX, Nature};

/// One operation, and the golden picture of what it makes.
pub(super) struct Operation {
    pub(super) name: &'static str,
    /// Name of the golden picture; several operations may show the same.
    pub(super) golden: &'static str,
    /// Score that it reaches at least, whatever the kind: what its own loss costs.
    pub(super) least: f64,
    makes: Makes,
    choices: fn() -> Choices,
}

#[derive(Clone, Copy, PartialEq)]
enum Makes {
    /// A picture in this frame; none: in its own shape, 320 px wide.
    Picture(Option<(u32, u32)>, &'static str, u64),
    Film(Option<(u32, u32)>),
    Document,
}

const ROOMY: u64 = 5_000_000;
const JPEG: &str = "image/jpeg";
const PNG: &str = "image/png";

pub(super) const OPERATIONS: [Operation; 16] = [
    still("whole", "whole", 70.0, Makes::Picture(None, JPEG, ROOMY), own),
    still("as PNG", "whole", 80.0, Makes::Picture(None, PNG, ROOMY), own),
    still("within 9 kB", "whole", 50.0, Makes::Picture(None, JPEG, 9_000), own),
    still("cut around a point", "cut", 70.0, Makes::Picture(Some((192, 240)), JPEG, ROOMY), around),
    still("cut by hand", "by-hand", 70.0, Makes::Picture(Some((240, 240)), JPEG, ROOMY), by_hand),
    still("on a plain margin", "margin", 65.0, Makes::Picture(Some((240, 240)), JPEG, ROOMY), margin),
    still("on a blurred margin", "blurred", 65.0, Makes::Picture(Some((240, 240)), JPEG, ROOMY), blurred),
    still("a page", "page", 70.0, Makes::Document, around),
    still("film", "whole", 60.0, Makes::Film(None), own),
    still("film cut around a point", "cut", 60.0, Makes::Film(Some((192, 240))), around),
    still("film cut by hand", "by-hand", 60.0, Makes::Film(Some((240, 240))), by_hand),
    still("film on a plain margin", "margin", 60.0, Makes::Film(Some((240, 240))), margin),
    // A film's margins are blurred by another filter: softer.
    still("film on a blurred margin", "blurred", 20.0, Makes::Film(Some((240, 240))), blurred),
    still("film, two pieces", "whole", 60.0, Makes::Film(None), pieces),
    still("film, faster", "whole", 60.0, Makes::Film(None), faster),
    still("film, mute", "whole", 60.0, Makes::Film(None), mute),
];

const fn still(
    name: &'static str,
    golden: &'static str,
    least: f64,
    makes: Makes,
    choices: fn() -> Choices,
) -> Operation {
    Operation { name, golden, least, makes, choices }
}

impl Operation {
    pub(super) fn takes(&self, nature: Nature) -> bool {
        match (self.makes, nature) {
            (Makes::Film(_), Nature::Film) => true,
            // A picture that moves has no sound and nothing to cut out of its time.
            (Makes::Film(_), Nature::Moving) => self.name == "film" || self.name.starts_with("film cut"),
            (Makes::Picture(..), Nature::Still | Nature::Moving | Nature::Page | Nature::Film) => true,
            (Makes::Document, Nature::Still) => true,
            (Makes::Film(_), Nature::Still | Nature::Page) | (Makes::Document, _) => false,
        }
    }

    /// Whether the golden picture of that name is this operation's.
    pub(super) fn is_golden(&self) -> bool {
        !matches!(self.makes, Makes::Film(_)) && !matches!(self.name, "as PNG" | "within 9 kB")
    }

    /// Whether ImageMagick can't make the same: margins, pages.
    pub(super) fn is_ours_alone(&self) -> bool {
        self.name.ends_with("margin") || self.makes == Makes::Document
    }

    pub(super) fn max_bytes(&self) -> u64 {
        if let Makes::Picture(_, _, max_bytes) = self.makes { max_bytes } else { ROOMY * 10 }
    }

    /// The same picture without loss.
    pub(super) fn lossless(&self) -> Recipe {
        let makes = match self.makes {
            Makes::Picture(frame, ..) => Makes::Picture(frame, PNG, ROOMY),
            Makes::Film(_) | Makes::Document => self.makes,
        };
        Self { makes, ..*self }.recipe(MASTER_PX.0)
    }

    /// For a source that is so wide, px: what is drawn on a larger one is drawn larger.
    pub(super) fn recipe(&self, width_px: u32) -> Recipe {
        let output = match self.makes {
            Makes::Picture(frame, mime, max_bytes) => {
                let output = frame.map_or_else(|| free(320), |(width, height)| framed(width, height));
                Output::Image(ImageOutput { mimes: vec![mime.to_owned()], max_bytes, ..output })
            }
            Makes::Film(frame_px) => {
                let max = Some(320);
                Output::Video(VideoOutput { frame_px, max_width_px: max, max_height_px: max, ..film() })
            }
            Makes::Document => Output::Document(DocumentOutput {
                page_px: Some((240, 240)),
                mimes: vec!["application/pdf".to_owned()],
                max_bytes: ROOMY,
                max_pages: None,
            }),
        };
        let mut choices = (self.choices)();
        if let Some(crop) = &mut choices.crop {
            let scaled =
                |px: u32| (f64::from(px) * f64::from(width_px) / f64::from(MASTER_PX.0)).round() as u32;
            let (x, y, side) = (scaled(crop.x), scaled(crop.y), scaled(crop.width));
            *crop = Crop { x, y, width: side, height: side };
        }
        recipe(output, choices)
    }
}

fn own() -> Choices {
    Choices::default()
}

fn around() -> Choices {
    Choices { focus: Focus::new(0.3, 0.4), ..own() }
}

fn by_hand() -> Choices {
    Choices { crop: Some(Crop { x: 99, y: 60, width: 360, height: 360 }), ..own() }
}

fn margin() -> Choices {
    Choices { fit: Fit::Contain, background: Some([20, 60, 120]), ..own() }
}

fn blurred() -> Choices {
    Choices { fit: Fit::Blur, ..own() }
}

fn pieces() -> Choices {
    let piece = |from_ms, to_ms| Piece { from_ms, to_ms };
    Choices { pieces: vec![piece(0, 400), piece(600, 1_000)], ..own() }
}

fn faster() -> Choices {
    Choices { speed: Speed::new(1.5).unwrap_or_default(), ..own() }
}

fn mute() -> Choices {
    Choices { sound: upbeat_domain::media::Sound { muted: true, ..Default::default() }, ..own() }
}
