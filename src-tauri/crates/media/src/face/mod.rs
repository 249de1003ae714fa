//! Where faces are: YuNet (Wu, Peng, Yu 2023), a network of 50,000 weights, run by our own few layers.
//! Nothing about a person is kept or told: boxes live as long as the picture's preparation.

mod layer;
mod net;

use crate::pixels::{Channels, Pixels};
use net::{Cell, NET, STEP_PX, STRIDES};

/// Certainty from which something counts as a face, 0 to 1. Below it patterns begin to look like faces.
const CERTAIN_MIN: f32 = 0.5;

/// Boxes that overlap by more than this share of both together are one face.
const SAME_MIN: f32 = 0.3;

/// Most faces that are looked at, the most certain first.
const FACES_MAX: usize = 64;

/// A face, in fractions of the picture's width and height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Face {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
    /// 0 to 1.
    pub(crate) certainty: f32,
}

impl Face {
    fn area(&self) -> f32 {
        (self.right - self.left).max(0.0) * (self.bottom - self.top).max(0.0)
    }

    /// The common part of both as a share of both together.
    fn overlap(&self, other: &Self) -> f32 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        let common = width.max(0.0) * height.max(0.0);
        common / (self.area() + other.area() - common).max(f32::EPSILON)
    }
}

/// The faces of an upright sRGB picture without see-through parts, the most certain first. Faces from
/// about ten pixels on are found, so a copy of some hundreds of pixels is enough.
pub(crate) fn faces(pixels: &Pixels) -> Vec<Face> {
    if pixels.channels != Channels::Rgb || pixels.width == 0 || pixels.height == 0 {
        return Vec::new();
    }
    let grids = NET.run(&padded(pixels));
    let mut found = Vec::new();
    for (grid, stride) in grids.iter().zip(STRIDES) {
        for y in 0..grid.height {
            for x in 0..grid.width {
                let said = grid.at(x, y);
                let cell: Cell = std::array::from_fn(|i| said[i]);
                found.extend(face(&cell, (x, y), stride, pixels.size()));
            }
        }
    }
    distinct(found)
}

/// The same picture, with black to the right and below up to sizes that the network takes.
fn padded(pixels: &Pixels) -> Pixels {
    let side = |length: u32| u32::try_from((length as usize).next_multiple_of(STEP_PX)).unwrap_or(length);
    let mut padded = Pixels::blank(side(pixels.width), side(pixels.height), Channels::Rgb);
    let (row, padded_row) = (pixels.row_bytes(), padded.row_bytes());
    for (target, source) in padded.data.chunks_exact_mut(padded_row).zip(pixels.data.chunks_exact(row)) {
        target[..row].copy_from_slice(source);
    }
    padded
}

/// What a cell says, where it says that there is a face.
fn face(cell: &Cell, (x, y): (usize, usize), stride: usize, (width, height): (u32, u32)) -> Option<Face> {
    let [class, object, off_x, off_y, wide, high] = *cell;
    let squash = |value: f32| 1.0 / (1.0 + (-value).exp());
    let certainty = (squash(class) * squash(object)).sqrt();
    if certainty.is_nan() || certainty < CERTAIN_MIN {
        return None;
    }
    let stride = stride as f32;
    let (middle_x, middle_y) = ((x as f32 + off_x) * stride, (y as f32 + off_y) * stride);
    let (half_wide, half_high) = (wide.exp() * stride / 2.0, high.exp() * stride / 2.0);
    let share = |at: f32, whole: u32| (at / whole as f32).clamp(0.0, 1.0);
    let face = Face {
        left: share(middle_x - half_wide, width),
        top: share(middle_y - half_high, height),
        right: share(middle_x + half_wide, width),
        bottom: share(middle_y + half_high, height),
        certainty,
    };
    (face.area() > 0.0).then_some(face)
}

/// One box for each face: the most certain of those that overlap.
fn distinct(mut found: Vec<Face>) -> Vec<Face> {
    found.sort_by(|a, b| b.certainty.total_cmp(&a.certainty));
    let mut faces: Vec<Face> = Vec::new();
    for face in found {
        if faces.len() < FACES_MAX && faces.iter().all(|other| other.overlap(&face) <= SAME_MIN) {
            faces.push(face);
        }
    }
    faces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(left: f32, certainty: f32) -> Face {
        Face { left, top: 0.2, right: left + 0.2, bottom: 0.5, certainty }
    }

    #[test]
    fn of_overlapping_boxes_the_most_certain_stays() {
        let faces = distinct(vec![at(0.10, 0.7), at(0.12, 0.9), at(0.60, 0.8)]);
        assert_eq!(faces, [at(0.12, 0.9), at(0.60, 0.8)]);
    }

    #[test]
    fn a_plain_picture_and_one_of_a_single_pixel_have_no_face() {
        assert_eq!(faces(&Pixels::filled(1, 1, [200, 180, 160])), []);
        assert_eq!(faces(&Pixels::filled(300, 41, [200, 180, 160])), []);
    }
}
