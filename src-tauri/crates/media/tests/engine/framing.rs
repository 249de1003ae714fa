//! Crops of photographs of people: every marked face that a frame can keep is kept.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use upbeat_domain::media::{
    Choices, Crop, FacesKept, Fit, Focus, ImageOutput, Loss, Output, SafeZone, Step, VideoOutput,
};
use upbeat_testkit::media::{Film, picture};
use upbeat_testkit::skip::skipped;

use crate::workshop::{Workshop, framed, image, recipe, video};

/// Where the photographs lie; `cargo xtask test` installs them.
pub(crate) const PHOTOGRAPHS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/photographs/node_modules");

/// The frames of the networks: name, width and height, px.
const SHAPES: [(&str, u32, u32); 6] = [
    ("1:1", 540, 540),
    ("4:5", 540, 675),
    ("2:3", 500, 750),
    ("9:16", 540, 960),
    ("16:9", 960, 540),
    ("1.91:1", 955, 500),
];

/// Share of a marked box that must be shown. Marks and detector differ by some per cent.
const KEPT_MIN: f64 = 0.9;

/// Share of every box that a crop must show for its faces to be said to fit in it.
const FIT_MIN: f64 = 0.97;

#[derive(Deserialize)]
struct Marks {
    photograph: Vec<Marked>,
}

#[derive(Clone, Deserialize)]
struct Marked {
    file: String,
    hash: String,
    hard: Option<String>,
    wide: Option<f64>,
    side: Option<String>,
    faces: Vec<[u32; 4]>,
}

impl Marked {
    /// Those that are installed, after a look at whether they are the same files.
    fn all() -> Result<Vec<Self>> {
        let marks: Marks = toml::from_str(include_str!("faces.toml"))?;
        for marked in &marks.photograph {
            let path = Path::new(PHOTOGRAPHS).join(&marked.file);
            if !path.is_file() {
                skipped("the photographs of people are not installed: cargo xtask test installs them");
                return Ok(Vec::new());
            }
            let hash = blake3::hash(&std::fs::read(&path)?).to_hex();
            ensure!(
                hash.as_str() == marked.hash,
                "{} is another photograph than the marked one",
                marked.file
            );
        }
        Ok(marks.photograph)
    }

    /// The file that is cropped, with its marks.
    fn make(&self, shop: &Workshop) -> Result<(PathBuf, Vec<[f64; 4]>)> {
        let original = Path::new(PHOTOGRAPHS).join(&self.file);
        let info = shop.probe(&original)?;
        let (width, height) = (f64::from(info.width_px), f64::from(info.height_px));
        let faces = self.faces.iter().map(|face| face.map(f64::from));
        let Some(wide) = self.wide else { return Ok((original, faces.collect())) };
        let added = (width * (wide - 1.0)).round();
        let left = if self.side.as_deref() == Some("right") { added } else { 0.0 };
        let viewport = format!("distort:viewport={}x{height}-{left}+0", width + added);
        let from = original.to_string_lossy();
        let operations = [
            "-virtual-pixel",
            "edge",
            "-define",
            &viewport,
            "-filter",
            "point",
            "-distort",
            "SRT",
            "0",
            "+repage",
        ];
        let file = picture(
            shop.folder(),
            &format!("wide-{}.png", self.short().replace('/', "-")),
            &from,
            &operations,
        )?;
        Ok((file, faces.map(|[x, y, w, h]| [x + left, y, w, h]).collect()))
    }

    fn short(&self) -> String {
        let name = self.file.rsplit('/').next().unwrap_or(&self.file).replace(".jpg", "");
        let package = self.file.trim_start_matches('@').split(['/', '-']).next().unwrap_or_default();
        let wide = if self.wide.is_some() { " wide" } else { "" };
        format!("{package} {name}{wide}")
    }
}

/// The share of a marked face that a crop shows.
fn shown([x, y, width, height]: [f64; 4], crop: Crop) -> f64 {
    let along = |start: f64, length: f64, from: u32, side: u32| {
        ((start + length).min(f64::from(from + side)) - start.max(f64::from(from))).max(0.0)
    };
    along(x, width, crop.x, crop.width) * along(y, height, crop.y, crop.height) / (width * height)
}

/// How many faces fit well in a crop.
fn fit(faces: &[[f64; 4]], crop: Crop) -> usize {
    faces.iter().filter(|face| shown(**face, crop) >= FIT_MIN).count()
}

/// How many faces a crop keeps, and how many it cuts through.
fn count(faces: &[[f64; 4]], crop: Crop) -> (usize, usize) {
    let shares = faces.iter().map(|face| shown(*face, crop));
    let kept = shares.clone().filter(|share| *share >= KEPT_MIN).count();
    (kept, shares.filter(|share| (0.15..KEPT_MIN).contains(share)).count())
}

/// The crops of a size at every place of a picture.
fn places((width, height): (u32, u32), crop: Crop) -> impl Iterator<Item = Crop> {
    let (room_x, room_y) = (width - crop.width, height - crop.height);
    (0..=64).map(move |step| Crop { x: room_x * step / 64, y: room_y * step / 64, ..crop })
}

/// Sums over the table's rows, one for each way to crop.
#[derive(Default)]
struct Sums {
    marked: usize,
    kept: usize,
    cut: usize,
    centre_kept: usize,
    centre_cut: usize,
    possible: usize,
}

#[test]
fn every_face_that_a_frame_can_keep_is_kept() -> Result<()> {
    let marks = Marked::all()?;
    let Some(shop) = Workshop::with_material()?.filter(|_| !marks.is_empty()) else { return Ok(()) };
    let (mut sums, mut hard, mut lost) = (Sums::default(), Sums::default(), Vec::new());
    eprintln!("kept by us / by the middle / that fit, of the marked faces; ! where a face is cut through");
    for marked in &marks {
        let (file, faces) = marked.make(&shop)?;
        let info = shop.probe(&file)?;
        let size = (info.width_px, info.height_px);
        let recipes: Vec<_> = SHAPES.iter().map(|(_, w, h)| image(framed(*w, *h))).collect();
        let mut row = format!("{:32}", marked.short());
        for (made, (shape, ..)) in shop.prepare(&file, &recipes)?.into_iter().zip(SHAPES) {
            let made = made?;
            let whole = Crop { x: 0, y: 0, width: size.0, height: size.1 };
            let crop = made.crop.unwrap_or(whole);
            let middle = Crop { x: (size.0 - crop.width) / 2, y: (size.1 - crop.height) / 2, ..crop };
            let (ours, centre) = (count(&faces, crop), count(&faces, middle));
            let best = places(size, crop).map(|crop| fit(&faces, crop)).max().unwrap_or(0);
            let mark = |(kept, cut): (usize, usize)| format!("{kept}{}", if cut > 0 { "!" } else { "" });
            row += &format!("  {shape} {}/{}/{best} of {}", mark(ours), mark(centre), faces.len());
            let sums = if marked.hard.is_some() { &mut hard } else { &mut sums };
            sums.marked += faces.len();
            sums.kept += ours.0;
            sums.cut += ours.1;
            sums.centre_kept += centre.0;
            sums.centre_cut += centre.1;
            sums.possible += best;
            if marked.hard.is_none() && ours.0 < best {
                lost.push(format!("{} in {shape}: {} of {best} that fit", marked.short(), ours.0));
            }
        }
        eprintln!("{row}");
    }
    for (name, sums) in [("together", &sums), ("hard ones", &hard)] {
        let Sums { marked, kept, cut, centre_kept, centre_cut, possible } = sums;
        eprintln!(
            "{name}: {marked} marked, {possible} fit; ours keeps {kept} and cuts {cut}, the middle keeps {centre_kept} and cuts {centre_cut}"
        );
    }
    ensure!(lost.is_empty(), "faces lost: {lost:#?}");
    Ok(())
}

/// The step that tells of the crop.
fn cropped(steps: &[Step]) -> Result<&Step> {
    steps.iter().find(|step| matches!(step, Step::Cropped { .. })).context("it was cropped")
}

#[test]
fn a_crop_says_how_many_faces_it_keeps_and_the_person_wins() -> Result<()> {
    let marks = Marked::all()?;
    let Some(shop) = Workshop::with_material()?.filter(|_| !marks.is_empty()) else { return Ok(()) };
    let file = Path::new(PHOTOGRAPHS).join("@vladmandic/face-api/demo/sample4.jpg");
    let made = shop.make(&file, image(framed(540, 540)))?;
    let Step::Cropped { by, faces, from_px, .. } = cropped(&made.steps)? else { anyhow::bail!("a crop") };
    assert_eq!(
        (by.as_str(), *faces, *from_px),
        ("faces", Some(FacesKept { found: 4, kept: 4 }), (1920, 1448))
    );
    assert_eq!(cropped(&made.steps)?.loss(), None, "all four are there");
    let story = shop.make(&file, image(framed(540, 960)))?;
    let loss = cropped(&story.steps)?.loss();
    assert!(matches!(loss, Some(Loss::Faces(FacesKept { found: 4, kept: 1..=3 }))), "{loss:?}");
    let own = Choices { focus: Focus::new(1.0, 0.5), ..Choices::default() };
    let made = shop.make(&file, recipe(Output::Image(framed(540, 960)), own))?;
    assert_eq!(made.crop.map(|crop| crop.x + crop.width), Some(1920), "where the person said");
    assert_eq!(cropped(&made.steps)?.loss(), None, "they know what they cut");
    let whole = Choices { fit: Fit::Blur, ..Choices::default() };
    let made = shop.make(&file, recipe(Output::Image(framed(540, 960)), whole))?;
    assert_eq!(made.crop, None, "margins lose nobody");
    Ok(())
}

#[test]
fn what_a_network_covers_makes_another_file_only_where_it_moves_the_crop() -> Result<()> {
    let marks = Marked::all()?;
    let Some(shop) = Workshop::with_material()?.filter(|_| !marks.is_empty()) else { return Ok(()) };
    let file = Path::new(PHOTOGRAPHS).join("@vladmandic/face-api/demo/sample1.jpg");
    let beside = |right_px| SafeZone { width_px: 540, height_px: 960, right_px, ..SafeZone::default() };
    let below = SafeZone { width_px: 540, height_px: 960, bottom_px: 300, ..SafeZone::default() };
    let zones = [None, Some(below), Some(beside(160))];
    let recipes = zones.map(|safe| image(ImageOutput { safe, ..framed(540, 960) }));
    let made = shop.prepare(&file, &recipes)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    assert_eq!(made[0].hash, made[1].hash, "a wide photograph can't go up");
    let left = |index: usize| made[index].crop.map(|crop| crop.x);
    assert!(left(2) > left(0), "{:?} isn't right of {:?}", left(2), left(0));
    Ok(())
}

#[test]
fn a_films_steady_crop_keeps_the_face() -> Result<()> {
    let marks = Marked::all()?;
    let Some(shop) = Workshop::with_material()?.filter(|_| !marks.is_empty()) else { return Ok(()) };
    let left = |marked: &&Marked| marked.side.as_deref() == Some("left");
    let wide = marks.iter().find(left).context("one with the face at the left")?;
    let (still, faces) = wide.make(&shop)?;
    let from = still.to_string_lossy();
    // Enlarged by a quarter; the camera has moved 30 px right and 15 down when half of it is over.
    let source = Film { from: &from, stored_px: (1200, 500), seconds: 1, ..Film::default() };
    let film = source.write(shop.folder(), "talk.mp4")?;
    let [x, y, width, height] = faces[0].map(|side| side * 1.25);
    let face = [[x - 30.0, y - 15.0, width, height]];
    let made =
        shop.make(&film, video(VideoOutput { frame_px: Some((270, 480)), ..crate::workshop::film() }))?;
    let Step::Cropped { by, crop, .. } = cropped(&made.steps)? else { anyhow::bail!("a crop") };
    assert_eq!((by.as_str(), count(&face, *crop).0), ("faces", 1), "{crop:?} and {face:?}");
    Ok(())
}

/// Words at the right of a photograph, on a bar as graphics have them.
fn poster(shop: &Workshop) -> Result<PathBuf> {
    const FONT: &str = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";
    let bar = ["-fill", "#1b2a49", "-draw", "rectangle 950,250 1599,400", "-fill", "white"];
    let words = ["-font", FONT, "-pointsize", "64", "-annotate", "+990+350", "SUMMER SALE"];
    let operations: Vec<&str> = ["-resize", "1600x1000!"].into_iter().chain(bar).chain(words).collect();
    picture(shop.folder(), "poster.png", upbeat_testkit::media::GARDEN, &operations)
}

#[test]
fn a_line_of_text_at_the_edge_is_kept_whole() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = poster(&shop)?;
    for (width, height) in [(540, 540), (540, 675), (500, 750)] {
        let made = shop.make(&file, image(framed(width, height)))?;
        let Step::Cropped { by, loses_text, crop, .. } = cropped(&made.steps)? else {
            anyhow::bail!("a crop")
        };
        assert!(crop.x <= 985 && crop.x + crop.width >= 1_508, "{width}x{height}: {crop:?} cuts the words");
        assert_eq!((by.as_str(), *loses_text), ("text", false));
    }
    let narrow = shop.make(&file, image(framed(200, 600)))?;
    assert_eq!(cropped(&narrow.steps)?.loss(), Some(Loss::Text), "too narrow for the words");
    Ok(())
}
