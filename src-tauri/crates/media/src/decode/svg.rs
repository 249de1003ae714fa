//! SVG, drawn at the size that is needed. Nothing but the file itself is read: no other file, no address;
//! pictures inside it count towards the limit on pixels.

mod weight;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, ImageKind, Options, Tree, fontdb};

use super::raster_limits;
use crate::error::Fault;
use crate::limit::{DECODE_PIXELS_MAX, SVG_BYTES_MAX, check_pixels};
use crate::pixels::{Channels, Pixels};

/// Room for the deepest drawing that the reader of XML lets through (1024 elements inside each other), bytes. Only what is
/// used of it takes memory.
const STACK_BYTES: usize = 256 * 1024 * 1024;

/// Width and height in the drawing's own units.
pub(crate) fn size(file: &[u8]) -> Result<(f32, f32), Fault> {
    deeply(|| {
        // Why without fonts: letters don't change the size, and loading fonts takes its time.
        let size = tree(file, Arc::default())?.size();
        Ok((size.width(), size.height()))
    })
}

pub(super) fn decode(file: &[u8], size_px: (u32, u32)) -> Result<Pixels, Fault> {
    check_pixels(size_px.0.into(), size_px.1.into())?;
    deeply(|| draw(file, size_px))
}

/// Runs on a stack of its own: what lies inside each other is read and drawn by functions inside each other, and a
/// stack that is full ends the whole program.
fn deeply<T: Send>(work: impl FnOnce() -> Result<T, Fault> + Send) -> Result<T, Fault> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
        let done = thread.map_err(Fault::internal)?.join();
        done.unwrap_or_else(|_| Err(Fault::damaged("its reader gave up")))
    })
}

fn draw(file: &[u8], (width, height): (u32, u32)) -> Result<Pixels, Fault> {
    let tree = tree(file, fonts())?;
    weight::check(&tree, u64::from(width) * u64::from(height))?;
    let mut canvas = Pixmap::new(width, height).ok_or_else(|| Fault::internal("a canvas without a size"))?;
    let scale = |px: u32, own: f32| px as f32 / own;
    let transform =
        Transform::from_scale(scale(width, tree.size().width()), scale(height, tree.size().height()));
    resvg::render(&tree, transform, &mut canvas.as_mut());
    let mut data = canvas.take();
    data.chunks_exact_mut(4).for_each(divide_alpha);
    Ok(Pixels { width, height, channels: Channels::Rgba, data })
}

fn tree(file: &[u8], fontdb: Arc<fontdb::Database>) -> Result<Tree, Fault> {
    if file.len() > SVG_BYTES_MAX {
        return Err(Fault::TooManyBytes { bytes: file.len() as u64, bytes_max: SVG_BYTES_MAX as u64 });
    }
    let options = Options { image_href_resolver: embedded(), fontdb, ..Options::default() };
    Tree::from_data(file, &options).map_err(Fault::damaged)
}

/// Only pictures that lie in the file itself, and not more than can be decoded of a photograph.
fn embedded() -> ImageHrefResolver<'static> {
    let inside = ImageHrefResolver::default_data_resolver();
    let left = AtomicU64::new(DECODE_PIXELS_MAX);
    ImageHrefResolver {
        resolve_data: Box::new(move |mime, data, options| {
            inside(mime, data, options).filter(|kind| {
                let pixels = pixels(kind);
                left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(pixels))
                    .is_ok()
            })
        }),
        resolve_string: Box::new(|_, _| None),
    }
}

/// How many pixels an embedded picture has by its header; more than allowed where it tells none.
fn pixels(kind: &ImageKind) -> u64 {
    let (ImageKind::JPEG(data) | ImageKind::PNG(data) | ImageKind::GIF(data) | ImageKind::WEBP(data)) = kind
    else {
        return 0;
    };
    let reader = image::ImageReader::new(std::io::Cursor::new(data.as_slice())).with_guessed_format();
    let size = reader.ok().and_then(|mut reader| {
        reader.limits(raster_limits());
        reader.into_dimensions().ok()
    });
    size.map_or(u64::MAX, |(width, height)| u64::from(width) * u64::from(height))
}

/// Families that systems bring along, the usual ones first.
const SERIF: [&str; 6] =
    ["Times New Roman", "Times", "Liberation Serif", "DejaVu Serif", "Noto Serif", "Nimbus Roman"];
const SANS_SERIF: [&str; 6] =
    ["Arial", "Helvetica", "Liberation Sans", "DejaVu Sans", "Noto Sans", "Nimbus Sans"];
const MONOSPACE: [&str; 5] =
    ["Courier New", "Menlo", "Liberation Mono", "DejaVu Sans Mono", "Noto Sans Mono"];

/// The first of these families that is there; else whichever is.
fn installed(fonts: &fontdb::Database, families: &[&str]) -> Option<String> {
    let names = || fonts.faces().flat_map(|face| face.families.iter().map(|(name, _)| name));
    let usual = families.iter().find(|family| names().any(|name| name == *family));
    usual.map(|family| (*family).to_owned()).or_else(|| names().next().cloned())
}

/// The system's fonts, looked for once.
fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    Arc::clone(FONTS.get_or_init(|| {
        let mut fonts = fontdb::Database::new();
        fonts.load_system_fonts();
        // Why: letters in a family that isn't installed fall back to these, and vanish where these aren't either.
        if let Some(family) = installed(&fonts, &SERIF) {
            fonts.set_serif_family(family);
        }
        if let Some(family) = installed(&fonts, &SANS_SERIF) {
            fonts.set_sans_serif_family(family);
        }
        if let Some(family) = installed(&fonts, &MONOSPACE) {
            fonts.set_monospace_family(family);
        }
        Arc::new(fonts)
    }))
}

/// The canvas holds colours that are multiplied by how see-through they are.
fn divide_alpha(pixel: &mut [u8]) {
    let alpha = u16::from(pixel[3]);
    if alpha == 0 || alpha == 255 {
        return;
    }
    for color in &mut pixel[..3] {
        *color = ((u16::from(*color) * 255 + alpha / 2) / alpha).min(255) as u8;
    }
}
