//! What drawing takes, worked out before it is drawn: see-through groups, masks, clips, filters and patterns are each
//! painted on a canvas of their own.

use resvg::usvg::{Group, ImageKind, Node, NonZeroRect, Paint, Path, Tree};

use crate::error::Fault;
use crate::limit::{DECODE_ALLOC_BYTES_MAX, SVG_CANVASES_MAX};

/// How far a layer may reach: it is cut to this many canvases (five by five), as `resvg` does.
const LAYER_MAX: f64 = 25.0;

/// Bytes of a pixel of a canvas.
const PIXEL_BYTES: f64 = 4.0;

/// Refuses a drawing whose canvases take too much memory at once, or too long in all. `pixels` is the size of the
/// picture to be made.
pub(super) fn check(tree: &Tree, pixels: u64) -> Result<(), Fault> {
    let size = tree.size();
    let Canvases { held, painted } = group(tree.root(), f64::from(size.width()) * f64::from(size.height()));
    let bytes = held * pixels as f64 * PIXEL_BYTES;
    if bytes > DECODE_ALLOC_BYTES_MAX as f64 || painted > SVG_CANVASES_MAX {
        return Err(Fault::damaged(format!("{held:.0} layers lie inside each other, {painted:.0} in all")));
    }
    Ok(())
}

/// Canvases, counted in the size of the whole drawing.
#[derive(Clone, Copy, Default)]
struct Canvases {
    /// Most of them at once.
    held: f64,
    /// All of them, one after the other.
    painted: f64,
}

impl Canvases {
    /// One that is held while what is painted on it is.
    fn under(self, own: f64) -> Self {
        Self { held: own + self.held, painted: own + self.painted }
    }

    /// One after the other.
    fn then(self, next: Self) -> Self {
        Self { held: self.held.max(next.held), painted: self.painted + next.painted }
    }
}

fn group(group_: &Group, area: f64) -> Canvases {
    let own = if group_.should_isolate() { share(group_.abs_layer_bounding_box(), area) } else { 0.0 };
    let mut inner =
        group_.children().iter().map(|node| of(node, area)).fold(Canvases::default(), Canvases::then);
    let mut mask = group_.mask();
    while let Some(this) = mask {
        inner = inner.then(group(this.root(), area).under(own));
        mask = this.mask();
    }
    let mut clip = group_.clip_path();
    while let Some(this) = clip {
        inner = inner.then(group(this.root(), area).under(own));
        clip = this.clip_path();
    }
    let primitives: usize = group_.filters().iter().map(|filter| filter.primitives().len()).sum();
    inner.under(own * (1 + primitives) as f64)
}

fn of(node: &Node, area: f64) -> Canvases {
    match node {
        Node::Group(inner) => group(inner, area),
        Node::Path(path) => patterns(path, area),
        Node::Text(text) => group(text.flattened(), area),
        Node::Image(picture) => match picture.kind() {
            ImageKind::SVG(tree) => {
                let size = tree.size();
                group(tree.root(), f64::from(size.width()) * f64::from(size.height())).under(1.0)
            }
            ImageKind::JPEG(_) | ImageKind::PNG(_) | ImageKind::GIF(_) | ImageKind::WEBP(_) => {
                Canvases::default()
            }
        },
    }
}

/// What fills and lines are painted with, where that is a drawing itself.
fn patterns(path: &Path, area: f64) -> Canvases {
    let paints = [path.fill().map(|fill| fill.paint()), path.stroke().map(|stroke| stroke.paint())];
    let pattern = |paint: &Paint| match paint {
        Paint::Pattern(pattern) => group(pattern.root(), area).under(1.0),
        Paint::Color(_) | Paint::LinearGradient(_) | Paint::RadialGradient(_) => Canvases::default(),
    };
    paints.into_iter().flatten().map(pattern).fold(Canvases::default(), Canvases::then)
}

fn share(layer: NonZeroRect, area: f64) -> f64 {
    (f64::from(layer.width()) * f64::from(layer.height()) / area.max(f64::MIN_POSITIVE)).min(LAYER_MAX)
}
