//! The media editor's questions: what every network's frame shows, and captions.

use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use upbeat_app::media::{self as app, Framed};
use upbeat_app::prepare::plan::Wanted;
use upbeat_app::{Cancel, Engine, Failure, Studio};
use upbeat_contract::edit::{self, Cue, Piece};
use upbeat_contract::editor::{
    CaptionCues, CaptionText, CoverFrame, CoveredEdges, Covers, FrameFailure, Frames, MediaCaptionsRead,
    MediaCaptionsWrite, MediaCovers, MediaFrames, MediaStrip, NetworkFrame, StripPicture, StripPictures,
};
use upbeat_contract::error::ErrorDto;
use upbeat_contract::film::CoverReason;
use upbeat_contract::words;
use upbeat_domain::code::Code;
use upbeat_domain::id::AssetId;
use upbeat_domain::lang::Lang;
use upbeat_domain::media::{
    COVERS_MAX, CaptionFormat, Edits, Fit, Focus, Recipe, STRIP_HEIGHT_PX, STRIP_PICTURES_MAX, Step,
    check_cues,
};
use upbeat_domain::post::Medium;

use crate::error::{in_words, said};

/// What every network's frame would show of a picture or film.
///
/// # Errors
/// As `upbeat_app::media::frames` says.
pub async fn media_frames(studio: &Studio, request: MediaFrames) -> Result<Frames, ErrorDto> {
    let medium: Result<Medium, Failure> = request.medium.try_into().map_err(Failure::from);
    let medium = in_words(studio, medium)?;
    let wanted = request.targets.map_or_else(Wanted::everything, |targets| {
        targets.into_iter().map(|t| Wanted { network: t.network, format: t.format, preset: None }).collect()
    });
    let found = in_words(studio, app::frames(studio, medium, wanted).await)?;
    Ok(frames(studio.lang(), found))
}

/// Small pictures of a film, evenly over its length.
///
/// # Errors
/// `invalid` for a count or a height that can't be; else as `upbeat_app::film::strip_of_asset` says.
pub async fn media_strip(studio: &Studio, request: MediaStrip) -> Result<StripPictures, ErrorDto> {
    let height_px = Some(request.max_height_px).filter(|px| STRIP_HEIGHT_PX.contains(px));
    let size = Option::zip(counted(request.count, STRIP_PICTURES_MAX), height_px);
    let size = in_words(studio, size.ok_or_else(|| Failure::about(Code::Invalid, "count, max_height_px")))?;
    let found = in_words(studio, upbeat_app::film::strip_of_asset(studio, request.asset_id, size).await)?;
    let pictures = found.into_iter().map(|picture| StripPicture {
        at_ms: picture.at_ms,
        width_px: picture.width_px,
        height_px: picture.height_px,
        base64: BASE64.encode(picture.jpeg),
    });
    Ok(StripPictures { pictures: pictures.collect() })
}

/// Frames of a film that make a good cover.
///
/// # Errors
/// `invalid` for a count that can't be; else as `upbeat_app::film::covers_of_asset` says.
pub async fn media_covers(studio: &Studio, request: MediaCovers) -> Result<Covers, ErrorDto> {
    let count = counted(request.count, COVERS_MAX).ok_or_else(|| Failure::about(Code::Invalid, "count"));
    let count = in_words(studio, count)?;
    let found = in_words(studio, upbeat_app::film::covers_of_asset(studio, request.asset_id, count).await)?;
    let covers = found.into_iter().map(|cover| CoverFrame {
        at_ms: cover.at_ms,
        reasons: cover.reasons.into_iter().map(|reason| CoverReason::new(studio.lang(), reason)).collect(),
    });
    Ok(Covers { covers: covers.collect() })
}

fn counted(count: u32, most: u32) -> Option<usize> {
    (1..=most).contains(&count).then_some(count as usize)
}

/// A file outside the library, and how it is framed.
#[derive(Clone, Debug)]
pub struct LooseFrames {
    /// The file.
    pub file: PathBuf,
    /// The point that every crop keeps.
    pub focus: Option<Focus>,
    /// How it meets a frame of another shape.
    pub fit: Fit,
    /// Page of a file with several, counted from 1.
    pub page: Option<u32>,
    /// For whom.
    pub wanted: Vec<Wanted>,
}

/// The same of a file. Needs no studio.
///
/// # Errors
/// As `upbeat_app::media::frames_of_file` says.
pub async fn frames_of_file(
    lang: Lang,
    engine: Arc<Engine>,
    loose: LooseFrames,
    cancel: Cancel,
) -> Result<Frames, ErrorDto> {
    let LooseFrames { file, focus, fit, page, wanted } = loose;
    // Why: a file outside the library has no asset, and only the choices count here.
    let asset = AssetId::new(uuid::Uuid::nil());
    let edits = Edits { page, ..Edits::default() };
    let medium = Medium { focus, fit, edits, ..Medium::of(asset) };
    let found = app::frames_of_file(engine, file, medium, wanted, cancel).await;
    Ok(frames(lang, found.map_err(|failure| said(lang, &failure))?))
}

fn frames(lang: Lang, found: app::Frames) -> Frames {
    let failures = found.failures.iter().map(|why| FrameFailure {
        network: why.network,
        format: why.format.clone(),
        error: said(lang, &why.failure),
    });
    Frames {
        width_px: found.source_px.0,
        height_px: found.source_px.1,
        failures: failures.collect(),
        frames: found.frames.iter().map(|(recipe, framed)| frame(lang, recipe, framed)).collect(),
    }
}

fn frame(lang: Lang, recipe: &Recipe, framed: &Framed) -> NetworkFrame {
    let format = upbeat_app::network::format(recipe.network, &recipe.format);
    let preset = format.and_then(|f| f.presets.iter().find(|p| p.id == recipe.preset));
    let (by, lost_percent, faces, loses_text) = match &framed.cropped {
        Some(Step::Cropped { lost_percent, by, faces, loses_text, .. }) => {
            (Some(by.clone()), *lost_percent, *faces, *loses_text)
        }
        Some(_) | None => (None, 0.0, None, false),
    };
    NetworkFrame {
        network: recipe.network,
        format: recipe.format.clone(),
        format_name: format.map_or_else(|| recipe.format.clone(), |f| f.name.get(lang).to_owned()),
        preset: recipe.preset.clone(),
        preset_name: preset.map_or_else(|| recipe.preset.clone(), |p| p.name.get(lang).to_owned()),
        width_px: framed.size_px.0,
        height_px: framed.size_px.1,
        shown: framed.shown.into(),
        margins: framed.margins,
        covered: framed.safe.map(|zone| CoveredEdges::of(&zone, framed.size_px)),
        by,
        lost_percent: f64::from((lost_percent * 10.0).round()) / 10.0,
        faces: faces.map(Into::into),
        loses_text,
        loss: framed.cropped.as_ref().and_then(|step| words::loss(lang, step)),
    }
}

/// Reads captions.
///
/// # Errors
/// `invalid` unless one source is named; else as `upbeat_app::media::read_captions` says.
pub async fn media_captions_read(
    studio: &Studio,
    request: MediaCaptionsRead,
) -> Result<CaptionCues, ErrorDto> {
    let cues = match (request.text, request.path) {
        (Some(text), None) => app::pasted_captions(&pasted(studio.lang()), &text),
        (None, Some(path)) => {
            let engine = Arc::new(studio.engine().clone());
            app::read_captions(engine, path.into()).await
        }
        (Some(_), Some(_)) | (None, None) => Err(Failure::about(Code::Invalid, "text, path")),
    };
    Ok(CaptionCues { cues: in_words(studio, cues)?.iter().map(Into::into).collect() })
}

/// Writes captions as the words of a file.
///
/// # Errors
/// `media.edit`, `media.cue` and `media.pieces` for captions, pieces and a speed that can't be.
pub async fn media_captions_write(
    studio: &Studio,
    request: MediaCaptionsWrite,
) -> Result<CaptionText, ErrorDto> {
    let MediaCaptionsWrite { cues, format, pieces, speed } = request;
    in_words(studio, written(studio.lang(), cues, format, pieces, speed))
}

fn written(
    lang: Lang,
    cues: Vec<Cue>,
    format: CaptionFormat,
    pieces: Vec<Piece>,
    speed: Option<f64>,
) -> Result<CaptionText, Failure> {
    let cues: Vec<_> = cues.into_iter().map(Into::into).collect();
    let pieces: Vec<_> = pieces.into_iter().map(Into::into).collect();
    let name = pasted(lang);
    check_cues(&cues)?;
    let kept = app::retimed_captions(&cues, &pieces, edit::speed(speed)?)?;
    let text = app::written_captions(&name, &kept, format)?;
    Ok(CaptionText { text, cues: u32::try_from(kept.len()).unwrap_or(u32::MAX) })
}

/// What stands for the file in what is said of captions that lie in none.
fn pasted(lang: Lang) -> String {
    words::sentence(lang, "said", "pasted", &[])
}
