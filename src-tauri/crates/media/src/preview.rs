//! Pictures that a camera put beside the large one: at hand without decoding millions of pixels.
//!
//! One is only taken where it agrees with the large picture: programs that cut or turn a photograph often leave the
//! camera's preview as it was.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::cancel::Cancel;
use crate::decode;
use crate::error::Fault;
use crate::operation::resize::Window;
use crate::pixels::{Channels, Pixels};
use crate::probe::exif::{self, Beside};
use crate::probe::still::ColorFacts;
use crate::probe::{Facts, StillFormat, jpeg, open_still, still_format};
use crate::tool::Tools;

/// How much of a JPEG is read before its pixels, bytes: EXIF and profiles have room in it.
const HEAD_BYTES: u64 = 256 * 1024;

/// Most previews of a list that are looked at; cameras write two.
const PREVIEWS_MAX: usize = 4;

/// Largest preview that is read, bytes.
const PREVIEW_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Share of its length by which a side may differ from the large picture's shape, besides a rounded pixel.
const SHAPE_SHARE_MAX: f64 = 0.01;

/// Lightest value in the bars of a preview of another shape: they are black, but for what JPEG makes of their edge.
const BAR_MAX: u8 = 40;

/// A preview as it is stored.
#[derive(Debug)]
pub(crate) struct Preview {
    pub(crate) pixels: Pixels,
    /// The picture without the bars at its sides.
    pub(crate) window: Window,
    pub(crate) color: ColorFacts,
    /// EXIF orientation to carry out.
    pub(crate) turn: u8,
}

/// The large picture, as stored.
struct Whole {
    px: (u32, u32),
    color: ColorFacts,
    turn: u8,
}

impl Whole {
    fn of(facts: Facts) -> Self {
        let turn = facts.orientation.max(facts.turned_by_decoder);
        let swapped = facts.turned_by_decoder >= 5;
        let (width, height) = (facts.width_px, facts.height_px);
        Self { px: if swapped { (height, width) } else { (width, height) }, color: facts.color, turn }
    }
}

/// The smallest preview whose longest side is at least `min_px`, or the large picture's where that is smaller, not
/// decoded larger than it takes for `max_px`; none where the file holds none that can be trusted.
pub(crate) fn smallest(path: &Path, min_px: u32, max_px: u32) -> Option<Preview> {
    decode::guarded(|| find(path, min_px, max_px)).ok().flatten()
}

fn find(path: &Path, min_px: u32, max_px: u32) -> Result<Option<Preview>, Fault> {
    let (whole, beside) = match still_format(path)? {
        StillFormat::Jpeg => of_jpeg(path)?,
        StillFormat::Tiff | StillFormat::Heic | StillFormat::Avif => {
            let (_, facts, file) = open_still(path, None, &Tools::default(), &Cancel::new())?;
            (Whole::of(facts), exif::thumbnail_of_container(&file).into_iter().collect())
        }
        StillFormat::Png
        | StillFormat::Webp
        | StillFormat::Gif
        | StillFormat::Bmp
        | StillFormat::Psd
        | StillFormat::Svg
        | StillFormat::Pdf => return Ok(None),
    };
    let need = min_px.min(whole.px.0.max(whole.px.1));
    // Why not inks: nobody says which of them the small picture was mixed with.
    if matches!(whole.color, ColorFacts::Cmyk(_)) {
        return Ok(None);
    }
    let read = beside.into_iter().filter(|beside| is_of(beside, &whole)).filter_map(|beside| {
        let facts = jpeg::read(&beside.file).ok()?;
        let agrees = matches!(facts.color, ColorFacts::Assumed | ColorFacts::Icc(_));
        (agrees && facts.width_px.max(facts.height_px) >= need).then_some((facts, beside.file))
    });
    let mut fitting: Vec<_> = read.collect();
    fitting.sort_by_key(|(facts, _)| facts.width_px.max(facts.height_px));
    Ok(fitting.into_iter().find_map(|(facts, file)| decoded(&whole, facts, &file, max_px)))
}

/// What stands beside the pixels of a JPEG: EXIF's small picture, and the list of previews behind the large one.
fn of_jpeg(path: &Path) -> Result<(Whole, Vec<Beside>), Fault> {
    let mut file = File::open(path).map_err(|error| Fault::reading(&error))?;
    let mut start = Vec::new();
    file.by_ref().take(HEAD_BYTES).read_to_end(&mut start).map_err(|error| Fault::reading(&error))?;
    let head = jpeg::read_head(&start)?;
    let mut beside: Vec<Beside> = head.exif.and_then(exif::thumbnail_of_block).into_iter().collect();
    if let Some((list, list_at)) = head.pictures {
        let whole_px = beside.first().and_then(|small| small.whole_px);
        let small = exif::previews(list).into_iter().filter(|(_, bytes)| *bytes <= PREVIEW_BYTES_MAX);
        for (at, bytes) in small.take(PREVIEWS_MAX) {
            let mut preview = vec![0; bytes];
            file.seek(SeekFrom::Start((list_at + at) as u64)).map_err(|error| Fault::reading(&error))?;
            if file.read_exact(&mut preview).is_ok() {
                beside.push(Beside { file: preview, turned: false, whole_px });
            }
        }
    }
    Ok((Whole::of(head.facts), beside))
}

/// Whether nothing says that the large picture was turned or cut after its preview was made.
fn is_of(beside: &Beside, whole: &Whole) -> bool {
    !beside.turned && beside.whole_px.is_none_or(|px| px == whole.px)
}

fn decoded(whole: &Whole, facts: Facts, file: &[u8], max_px: u32) -> Option<Preview> {
    let scale = (f64::from(max_px) / f64::from(facts.width_px.max(facts.height_px))).min(1.0);
    let side = |length: u32| (f64::from(length) * scale).ceil().max(1.0) as u32;
    let need_px = (side(facts.width_px), side(facts.height_px));
    let no_tools = Tools::default();
    let jpeg = StillFormat::Jpeg;
    let pixels =
        decode::decode(Path::new(""), jpeg, &facts, file, need_px, &no_tools, &Cancel::new()).ok()?;
    let window = content(&pixels, whole.px)?;
    let color = if facts.color == ColorFacts::Assumed { whole.color.clone() } else { facts.color };
    Some(Preview { pixels, window, color, turn: whole.turn })
}

/// The part of a preview that shows the picture: all of it, or what lies between two black bars; none where the two
/// have different shapes.
fn content(pixels: &Pixels, whole_px: (u32, u32)) -> Option<Window> {
    let (width, height) = (f64::from(pixels.width), f64::from(pixels.height));
    let shape = f64::from(whole_px.0) / f64::from(whole_px.1);
    let same = |side: f64, wanted: f64| (side - wanted).abs() <= 1.0 + SHAPE_SHARE_MAX * side;
    if same(width, height * shape) || same(height, width / shape) {
        return Some(Window { left: 0.0, top: 0.0, width, height });
    }
    // Why a pixel less: the edge of a bar shines into the picture.
    let (inner, upright) =
        if width > height * shape { (height * shape, true) } else { (width / shape, false) };
    let long = if upright { width } else { height };
    let bar = (long - inner) / 2.0 + 1.0;
    let inner = long - 2.0 * bar;
    if inner < 1.0 || !are_bars(pixels, (bar - 2.0).floor().max(0.0) as u32, upright) {
        return None;
    }
    Some(if upright {
        Window { left: bar, top: 0.0, width: inner, height }
    } else {
        Window { left: 0.0, top: bar, width, height: inner }
    })
}

/// Whether the outermost columns (or rows) of both sides are black.
fn are_bars(pixels: &Pixels, thick: u32, upright: bool) -> bool {
    let (width, height) = pixels.size();
    let dark = |x: u32, y: u32| pixels.at(x, y).iter().all(|value| *value <= BAR_MAX);
    let (long, across) = if upright { (width, height) } else { (height, width) };
    let outer = (0..thick).chain(long - thick.min(long)..long);
    pixels.channels == Channels::Rgb
        && thick > 0
        && outer
            .into_iter()
            .all(|at| (0..across).all(|side| if upright { dark(at, side) } else { dark(side, at) }))
}
