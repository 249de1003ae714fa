//! Which format a post would appear as.

use crate::limits::{Format, Limits};
use crate::media::{MediaInfo, MediaKind, PiecesError};
use crate::network::FormatKind;
use crate::post::{Body, Medium};

/// The format with this id, or else the first of this kind (`story`, `video`).
#[must_use]
pub fn find_format<'a>(limits: &'a Limits, name: &str) -> Option<&'a Format> {
    let by_id = limits.formats.iter().find(|format| format.id == name);
    by_id.or_else(|| limits.formats.iter().find(|format| format.kind.as_str() == name && !format.companion))
}

/// The format that a body would appear as: the wanted one where the network has it, else what its
/// media make of it. Media that no format takes give the nearest one, and [`super::check`] says what
/// is wrong. `media` are in the order of `body.media`.
///
/// # Panics
/// When the limits list no format at all; a limits file without one is refused where it is read.
#[must_use]
pub fn pick_format<'a>(
    limits: &'a Limits,
    body: &Body,
    media: &[MediaInfo],
    wanted: Option<&str>,
) -> &'a Format {
    if let Some(format) = wanted.and_then(|name| find_format(limits, name)) {
        return format;
    }
    let count = body.media.len().max(media.len());
    let kinds = kinds(limits, body, media, count);
    kinds
        .iter()
        .find_map(|kind| best(limits, *kind, count))
        .or_else(|| limits.formats.iter().find(|format| !format.companion))
        .or(limits.formats.first())
        .expect("a limits file without a format is refused where it is read")
}

/// The kinds to look for, the best first.
fn kinds(limits: &Limits, body: &Body, media: &[MediaInfo], count: usize) -> Vec<FormatKind> {
    use FormatKind::{Carousel, Document, Image, Infographic, Podcast, Short, Story, Text, Video};
    let Some(first) = media.first() else {
        return if count == 0 { vec![Text] } else { vec![Image, Carousel, Video, Short] };
    };
    match first.kind {
        // Why the others: a network without documents takes their pages as pictures.
        MediaKind::Document if count > 1 => vec![Document, Carousel, Image, Story],
        MediaKind::Document => vec![Document, Image, Infographic, Story, Carousel],
        MediaKind::Audio => vec![Podcast, Video, Short, Story],
        MediaKind::Image if count > 1 => vec![Carousel, Image, Story],
        MediaKind::Video if count > 1 => vec![Carousel, Video, Short],
        MediaKind::Image => vec![Image, Infographic, Story, Carousel],
        MediaKind::Video if suits_short(limits, body, first) => vec![Short, Video, Story],
        MediaKind::Video => vec![Video, Short, Story],
    }
}

/// How long a file of the body is once it is edited, milliseconds; none for a still.
pub(super) fn edited_ms(medium: Option<&Medium>, info: &MediaInfo) -> Result<Option<u64>, PiecesError> {
    let edited = |whole_ms| medium.map_or(Ok(whole_ms), |medium| medium.edits.length_ms(whole_ms));
    info.duration_ms.map(edited).transpose()
}

/// Whether a film stands upright and isn't longer than the network's shorts.
fn suits_short(limits: &Limits, body: &Body, film: &MediaInfo) -> bool {
    let short = limits.formats.iter().find(|format| format.kind == FormatKind::Short);
    let longest = short.and_then(|format| format.video.as_ref()).and_then(|rule| rule.max_duration_ms);
    let length_ms = edited_ms(body.media.first(), film).ok().flatten();
    let fits = length_ms.is_none_or(|length| longest.is_none_or(|longest| length <= longest));
    film.height_px > film.width_px && fits
}

/// The format of a kind that takes so many media; formats for a few routes only come last.
fn best(limits: &Limits, kind: FormatKind, count: usize) -> Option<&Format> {
    let of_kind = || limits.formats.iter().filter(move |format| format.kind == kind && !format.companion);
    let takes = |format: &&Format| (format.min_media as usize..=format.max_media as usize).contains(&count);
    of_kind()
        .find(|format| takes(format) && format.routes.is_empty())
        .or_else(|| of_kind().find(|format| format.routes.is_empty()))
        .or_else(|| of_kind().find(takes))
        .or_else(|| of_kind().next())
}
