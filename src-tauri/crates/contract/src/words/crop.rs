//! A crop in words: what was cut where, around what, and what it costs.

use upbeat_domain::lang::Lang;
use upbeat_domain::media::{Crop, FacesKept, Followed, Loss, Step};

use super::{counted, sentence, word_or_name};
use crate::figure;

/// What a crop lies around.
pub(super) fn by(lang: Lang, by: &str, faces: Option<FacesKept>) -> String {
    match faces {
        Some(faces) if by == "faces" && faces.kept > 0 => counted(lang, "crop_by", "faces", faces.kept),
        Some(FacesKept { found: 1, .. }) if by == "faces" => word_or_name(lang, "crop_by", "face"),
        Some(_) | None => word_or_name(lang, "crop_by", by),
    }
}

/// How often a crop moves with its subject.
pub(super) fn follows(lang: Lang, Followed { moves, jumps }: Followed) -> String {
    let counts = [("moves", moves), ("jumps", jumps)].into_iter().filter(|(_, count)| *count > 0);
    let said: Vec<String> = counts.map(|(name, count)| counted(lang, "crop_follows", name, count)).collect();
    said.join(", ")
}

/// A share of a picture; what rounds to nothing was cut all the same.
pub(super) fn share(lang: Lang, percent: f32) -> String {
    if percent >= 1.0 {
        return figure::percent(lang, percent);
    }
    sentence(lang, "crop_share", "little", &[("share", figure::percent(lang, 1.0))])
}

/// Which sides were cut, and by how much of the picture's width or height.
pub(super) fn sides(lang: Lang, crop: Crop, (width, height): (u32, u32)) -> String {
    let along = |start: u32, length: u32, whole: u32, names: [&'static str; 3]| {
        let [first, second, both] = names;
        let percent = |px: u32| (f64::from(px) / f64::from(whole.max(1)) * 100.0) as f32;
        let share = |px: u32| share(lang, percent(px));
        let end = whole.saturating_sub(start.saturating_add(length));
        let say = |side: &str, px: u32| {
            let name = if percent(px).round() < 2.0 { "cut_one" } else { "cut_many" };
            let side = word_or_name(lang, "crop_side", side);
            sentence(lang, "crop_share", name, &[("share", share(px)), ("side", side)])
        };
        match (start, end) {
            (0, 0) => Vec::new(),
            (start, 0) => vec![say(first, start)],
            (0, end) => vec![say(second, end)],
            (start, end) if share(start) == share(end) => vec![say(both, start)],
            (start, end) => vec![say(first, start), say(second, end)],
        }
    };
    let mut said = along(crop.x, crop.width, width, ["left", "right", "beside"]);
    said.extend(along(crop.y, crop.height, height, ["top", "bottom", "above_below"]));
    said.join(", ")
}

/// What a step loses that a person should look at, with the way out; none where it is little or they
/// chose it.
#[must_use]
pub fn loss(lang: Lang, step: &Step) -> Option<String> {
    let count = |count: u32| figure::count(lang, i64::from(count));
    Some(match step.loss()? {
        Loss::Faces(FacesKept { found: 1, .. }) => sentence(lang, "crop_loss", "face", &[]),
        Loss::Faces(FacesKept { found, kept }) => {
            let args = [("found", count(found)), ("kept", count(kept))];
            sentence(lang, "crop_loss", "faces", &args)
        }
        Loss::Text => sentence(lang, "crop_loss", "text", &[]),
        Loss::Area { lost_percent } => {
            sentence(lang, "crop_loss", "area", &[("lost", figure::percent(lang, lost_percent))])
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::step;
    use super::*;

    fn cropped(crop: Crop, faces: Option<FacesKept>, lost_percent: f32) -> Step {
        let by = if faces.is_some() { "faces" } else { "centre" };
        let (by, from_px) = (by.into(), (1000, 500));
        Step::Cropped { crop, lost_percent, by, from_px, faces, loses_text: false, follows: None }
    }

    #[test]
    fn a_crop_says_which_sides_and_around_whom() {
        let crop = Crop { x: 120, y: 0, width: 760, height: 500 };
        let two = cropped(crop, Some(FacesKept { found: 2, kept: 2 }), 24.0);
        assert_eq!(
            step(Lang::En, &two).1,
            "Cropped to 760\u{a0}×\u{a0}500 px around 2 faces: 12% cut on each side"
        );
        let fr =
            "Recadrée à 760\u{a0}×\u{a0}500 px autour de 2 visages\u{a0}: 12\u{202f}% coupés de chaque côté";
        assert_eq!(step(Lang::Fr, &two).1, fr);
        let corner = cropped(Crop { x: 100, y: 50, width: 900, height: 400 }, None, 28.0);
        let en = "Cropped to 900\u{a0}×\u{a0}400 px around the middle: 10% cut on the left, \
                  10% cut at the top and as much at the bottom";
        assert_eq!(step(Lang::En, &corner).1, en);
    }

    #[test]
    fn a_cut_of_a_row_of_pixels_is_little_and_not_nothing() {
        let cut = |px: u32| {
            let crop = Crop { x: 0, y: 0, width: 1080, height: 1350 };
            [Lang::En, Lang::Fr].map(|lang| sides(lang, crop, (1080, 1350 + px)))
        };
        assert_eq!(cut(1), ["less than 1% cut at the bottom", "moins de 1\u{202f}% coupé en bas"]);
        assert_eq!(cut(16), ["1% cut at the bottom", "1\u{202f}% coupé en bas"]);
        assert_eq!(cut(30), ["2% cut at the bottom", "2\u{202f}% coupés en bas"]);
    }

    #[test]
    fn a_crop_around_the_only_face_speaks_of_one() {
        let around = |found| {
            let faces = Some(FacesKept { found, kept: 0 });
            [Lang::En, Lang::Fr].map(|lang| by(lang, "faces", faces))
        };
        assert_eq!(around(1), ["the face found", "du visage trouvé"]);
        assert_eq!(around(2), ["the faces found", "des visages trouvés"]);
    }

    #[test]
    fn a_crop_that_follows_says_how_often_it_moves() {
        let crop = Crop { x: 0, y: 0, width: 280, height: 500 };
        let said = |moves, jumps| {
            let mut one = cropped(crop, Some(FacesKept { found: 1, kept: 1 }), 72.0);
            if let Step::Cropped { follows, .. } = &mut one {
                *follows = Some(Followed { moves, jumps });
            }
            [Lang::En, Lang::Fr].map(|lang| step(lang, &one).1)
        };
        let en = "Cropped to 280\u{a0}×\u{a0}500 px following the subject (3 moves, 1 jump at a cut), 72% of the \
                  picture cut";
        let fr = "Recadrée à 280\u{a0}×\u{a0}500 px en suivant le sujet (3 mouvements, 1 saut à une coupe), perte de \
                  72\u{202f}% de l’image";
        assert_eq!(said(3, 1), [en, fr]);
        assert!(said(1, 0)[1].contains("(1 mouvement)"), "{:?}", said(1, 0));
        assert!(said(0, 2)[0].contains("(2 jumps at cuts)"), "{:?}", said(0, 2));
    }

    #[test]
    fn a_crop_of_before_sides_were_told_still_reads() {
        let crop = Crop { x: 0, y: 0, width: 750, height: 500 };
        let mut old =
            serde_json::json!({ "step": "cropped", "crop": crop, "lost_percent": 25.0, "by": "subject" });
        let read: Step =
            serde_json::from_value(old.take()).expect("steps of older versions are in databases");
        let en = "Cropped to 750\u{a0}×\u{a0}500 px around the subject found, 25% of the picture cut";
        assert_eq!(step(Lang::En, &read).1, en);
        let fr =
            "Recadrée à 750\u{a0}×\u{a0}500 px autour du sujet trouvé (perte\u{a0}: 25\u{202f}% de l’image)";
        assert_eq!(step(Lang::Fr, &read).1, fr);
    }

    #[test]
    fn what_a_crop_loses_is_told_with_the_way_out() {
        let crop = Crop { x: 0, y: 0, width: 500, height: 500 };
        let of = |found, kept| cropped(crop, Some(FacesKept { found, kept }), 50.0);
        let said = |lang, step: &Step| loss(lang, step).unwrap_or_default();
        let half = "50% of the picture is cut; with margins all of it shows";
        assert_eq!(said(Lang::En, &of(3, 3)), half, "whole faces, and half of it is gone");
        assert_eq!(said(Lang::En, &cropped(crop, None, 50.0)), half);
        assert_eq!(said(Lang::En, &of(3, 2)), "Whole faces: 2 of 3; with margins all of the picture shows");
        assert_eq!(
            said(Lang::Fr, &of(1, 0)),
            "Le visage n’est pas entier\u{202f}; avec des marges, toute l’image reste visible"
        );
        let mut text = cropped(crop, None, 20.0);
        if let Step::Cropped { loses_text, .. } = &mut text {
            *loses_text = true;
        }
        assert_eq!(
            said(Lang::Fr, &text),
            "Le texte de l’image n’est pas entier\u{202f}; avec des marges, toute l’image reste visible"
        );
        assert_eq!(loss(Lang::En, &cropped(crop, Some(FacesKept { found: 1, kept: 1 }), 30.0)), None);
    }
}
