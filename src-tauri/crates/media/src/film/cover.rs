//! Frames that make a good cover: sharp, well lit, with faces, from different parts of the film.

use rayon::prelude::*;
use upbeat_domain::media::{COVERS_MAX, CoverReason};

use super::light::Light;
use super::reel::{Reel, Snap};
use crate::error::Fault;
use crate::face;
use crate::frame::Bounds;
use crate::look::LOOK_PX;
use crate::pixels::Pixels;

/// Frames that are looked at, at least, and for each cover.
const LOOKED_AT_MIN: usize = 24;
const LOOKED_AT_EACH: usize = 4;

/// Certainty from which a face makes a cover, 0 to 1: a wrong face is worse here than a missed one.
const FACE_CERTAIN_MIN: f32 = 0.7;

/// Height from which a face is as large as a cover needs, as a share of the frame's.
const FACE_LARGE: f32 = 0.25;

/// What each sign counts.
const SHARP: f32 = 0.45;
const CONTRAST: f32 = 0.3;
const LIT: f32 = 0.25;
const FACE: f32 = 0.5;

/// From this share of the film's sharpest frame on a frame is called sharp.
const SHARP_MIN: f32 = 0.8;

/// From this share of the best light on a frame is called well lit.
const LIT_MIN: f32 = 0.7;

/// A frame that makes a good cover.
#[derive(Clone, Debug)]
pub(crate) struct Cover {
    pub(crate) at_ms: u64,
    pub(crate) reasons: Vec<CoverReason>,
}

/// What was seen of one frame.
struct Seen {
    at_ms: u64,
    light: Light,
    /// How strong its finest lines are.
    detail: f32,
    faces: u32,
    /// How much its largest face counts, 0 to 1.
    face: f32,
}

/// Up to `count` covers, the best first. None of a film that shows nothing.
pub(crate) fn covers(reel: &Reel<'_>, count: usize) -> Result<Vec<Cover>, Fault> {
    let count = count.clamp(1, COVERS_MAX as usize);
    let bounds = Bounds { max_width_px: Some(LOOK_PX), max_height_px: Some(LOOK_PX), ..Bounds::default() };
    let looked_at = LOOKED_AT_MIN.max(count * LOOKED_AT_EACH);
    let mut snaps: Vec<Snap> = reel.evenly(looked_at, &bounds)?.into_iter().flatten().collect();
    snaps.dedup_by_key(|snap| snap.at_ms);
    if snaps.is_empty() {
        // Why: says what is wrong with the film, where something is.
        snaps.push(reel.exactly(super::timeline::whole_ms(reel.facts)? / 3, &bounds)?);
    }
    let look = |snap: &Snap| reel.cancel.check().map(|()| seen(snap));
    let seen: Vec<Option<Seen>> = snaps.par_iter().map(look).collect::<Result<_, Fault>>()?;
    let seen: Vec<Seen> = seen.into_iter().flatten().collect();
    let apart_ms = super::timeline::whole_ms(reel.facts)? / (2 * count as u64);
    Ok(chosen(&seen, count, apart_ms))
}

/// What a frame shows; none where it is dark, pale, or of one colour.
fn seen(snap: &Snap) -> Option<Seen> {
    let light = Light::of(&snap.pixels);
    if !light.shows() {
        return None;
    }
    let faces = face::faces(&snap.pixels);
    let certain = || faces.iter().filter(|face| face.certainty >= FACE_CERTAIN_MIN);
    let weight = |face: &face::Face| face.certainty * ((face.bottom - face.top) / FACE_LARGE).min(1.0);
    Some(Seen {
        at_ms: snap.at_ms,
        light,
        detail: detail(&snap.pixels),
        faces: u32::try_from(certain().count()).unwrap_or(u32::MAX),
        face: certain().map(weight).fold(0.0, f32::max),
    })
}

/// The best of these, no two closer than `apart_ms` as long as there are others.
fn chosen(seen: &[Seen], count: usize, apart_ms: u64) -> Vec<Cover> {
    let most = |of: fn(&Seen) -> f32| seen.iter().map(of).fold(f32::EPSILON, f32::max);
    let (detail, contrast) = (most(|seen| seen.detail), most(|seen| seen.light.contrast()));
    let sharp = |seen: &Seen| (seen.detail / detail).sqrt();
    // Why against the film's own best: a frame in the middle of a fade has less of it than the rest.
    let lit = |seen: &Seen| seen.light.balance() * seen.light.contrast() / contrast;
    let score = |seen: &Seen| {
        SHARP * sharp(seen) + CONTRAST * seen.light.contrast() / contrast + LIT * lit(seen) + FACE * seen.face
    };
    let mut ranked: Vec<&Seen> = seen.iter().collect();
    ranked.sort_by(|one, other| score(other).total_cmp(&score(one)));
    let mut taken: Vec<&Seen> = Vec::new();
    for near_ms in [apart_ms, 0] {
        for candidate in &ranked {
            let apart = taken.iter().all(|other| other.at_ms.abs_diff(candidate.at_ms) > near_ms);
            if taken.len() < count && apart {
                taken.push(candidate);
            }
        }
    }
    let reasons = |seen: &Seen| {
        let faces = (seen.faces > 0).then_some(CoverReason::Faces { count: seen.faces });
        let sharp = (sharp(seen) >= SHARP_MIN).then_some(CoverReason::Sharp);
        let lit = (lit(seen) >= LIT_MIN).then_some(CoverReason::Lit);
        let all: Vec<CoverReason> = faces.into_iter().chain(sharp).chain(lit).collect();
        if all.is_empty() { vec![CoverReason::Apart] } else { all }
    };
    taken.into_iter().map(|seen| Cover { at_ms: seen.at_ms, reasons: reasons(seen) }).collect()
}

/// The mean square of what the finest lines add to a picture: less where it is out of focus or moves.
fn detail(pixels: &Pixels) -> f32 {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let light: Vec<i32> =
        pixels.data.chunks_exact(3).map(|pixel| i32::from(super::light::luma(pixel))).collect();
    if width < 3 || height < 3 {
        return 0.0;
    }
    let mut sum = 0.0_f64;
    for y in 1..height - 1 {
        let row = y * width;
        for at in row + 1..row + width - 1 {
            let around = light[at - 1] + light[at + 1] + light[at - width] + light[at + width];
            let line = f64::from(4 * light[at] - around);
            sum += line * line;
        }
    }
    (sum / ((width - 2) * (height - 2)) as f64) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(at_ms: u64, detail: f32, face: f32) -> Seen {
        let pixels =
            Pixels { data: (0..=255).collect(), ..Pixels::blank(16, 16, crate::pixels::Channels::Rgb) };
        let pixels = Pixels { data: pixels.data.repeat(3), ..pixels };
        Seen { at_ms, light: Light::of(&pixels), detail, faces: u32::from(face > 0.0), face }
    }

    #[test]
    fn a_face_comes_before_a_sharper_frame_and_neighbours_come_last() {
        let film = [
            frame(1_000, 90.0, 0.0),
            frame(1_200, 85.0, 0.0),
            frame(9_000, 60.0, 0.9),
            frame(5_000, 20.0, 0.0),
        ];
        let covers = chosen(&film, 4, 2_000);
        let order: Vec<u64> = covers.iter().map(|cover| cover.at_ms).collect();
        assert_eq!(order, [9_000, 1_000, 5_000, 1_200]);
        assert_eq!(covers[0].reasons.first(), Some(&CoverReason::Faces { count: 1 }));
        assert!(covers[1].reasons.contains(&CoverReason::Sharp), "{:?}", covers[1]);
        assert_eq!(chosen(&film, 2, 2_000).len(), 2);
    }

    #[test]
    fn what_is_out_of_focus_has_less_detail() {
        let lines = |step: usize| {
            let row: Vec<u8> = (0_usize..64)
                .flat_map(|x| [if (x / step).is_multiple_of(2) { 40 } else { 200 }; 3])
                .collect();
            Pixels { data: row.repeat(64), ..Pixels::blank(64, 64, crate::pixels::Channels::Rgb) }
        };
        assert!(detail(&lines(1)) > 3.0 * detail(&lines(8)));
        assert!(detail(&Pixels::filled(64, 64, [90, 90, 90])) < f32::EPSILON);
    }
}
