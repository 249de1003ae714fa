//! A film at a glance: small pictures of it, evenly over its length.

use upbeat_domain::media::{STRIP_HEIGHT_PX, STRIP_PICTURES_MAX};

use super::reel::{Reel, Snap};
use crate::error::Fault;
use crate::frame::Bounds;

/// How many times as wide as high a picture of it may be.
const WIDEST: u32 = 4;

/// `count` pictures in the film's order, each at most `max_height_px` high.
pub(crate) fn strip(reel: &Reel<'_>, count: usize, max_height_px: u32) -> Result<Vec<Snap>, Fault> {
    let max_height_px = max_height_px.clamp(*STRIP_HEIGHT_PX.start(), *STRIP_HEIGHT_PX.end());
    let max_width_px = Some(max_height_px * WIDEST);
    let bounds = Bounds { max_height_px: Some(max_height_px), max_width_px, ..Bounds::default() };
    let count = count.clamp(1, STRIP_PICTURES_MAX as usize);
    let found = reel.evenly(count, &bounds)?;
    let whole_ms = super::timeline::whole_ms(reel.facts)?;
    let mut snaps: Vec<Snap> = Vec::with_capacity(count);
    for (part, snap) in found.into_iter().enumerate() {
        let middle_ms = whole_ms * (2 * part as u64 + 1) / (2 * count as u64);
        // Why its neighbour: a film whose places can't be found takes long for each, and shows much the same.
        snaps.push(match snap.or_else(|| snaps.last().cloned()) {
            Some(snap) => snap,
            None => reel.exactly(middle_ms, &bounds)?,
        });
    }
    Ok(snaps)
}
