//! What every network's frame would show of a picture or film, without making anything.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use upbeat_domain::code::Code;
use upbeat_domain::limits::{Format, Limits};
use upbeat_domain::media::{MediaInfo, Output, Recipe};
use upbeat_domain::plan::{self, PlanError};
use upbeat_domain::post::Medium;
pub use upbeat_media::Framed;
use upbeat_media::{Cancel, Engine};

use crate::failure::Failure;
use crate::network;
use crate::prepare::plan::{NotMade, Wanted};
use crate::studio::{Studio, blocking};

/// The frames of one medium.
#[derive(Clone, Debug)]
pub struct Frames {
    /// Size of the upright source, px.
    pub source_px: (u32, u32),
    /// Each recipe with what it will show.
    pub frames: Vec<(Recipe, Framed)>,
    /// Formats asked for by name that show no such medium.
    pub failures: Vec<NotMade>,
}

/// The frames of an asset with a person's choices. A new call ends the one before.
///
/// # Errors
/// `not_found` for an asset that isn't there, what the engine says of its file, edits that the file doesn't take, and
/// what the disk says.
pub async fn frames(studio: &Studio, medium: Medium, wanted: Vec<Wanted>) -> Result<Frames, Failure> {
    let cancel = studio.looking_anew("frames");
    let open = studio.shown();
    let (asset, path) = open.library.original(medium.asset).await?;
    let library = open.library.clone();
    let info = asset.info;
    let look = library.ask(move |engine| framed(engine, &path, &info, &medium, &wanted, &cancel));
    look.await?.map_err(|failure| {
        // Why: what lies in the library is named by digests; the person knows it by its name.
        Failure { subject: Some(asset.name), ..failure }
    })
}

/// The frames of a file with a person's choices; which asset `medium` names doesn't matter. Needs no studio.
///
/// # Errors
/// What the engine says of the file, and edits that it doesn't take.
pub async fn frames_of_file(
    engine: Arc<Engine>,
    path: PathBuf,
    medium: Medium,
    wanted: Vec<Wanted>,
    cancel: Cancel,
) -> Result<Frames, Failure> {
    let look = move || {
        let info = engine.probe(&path).map_err(|error| Failure::from(&error))?;
        framed(&engine, &path, &info, &medium, &wanted, &cancel)
    };
    blocking(look).await?
}

fn framed(
    engine: &Engine,
    path: &Path,
    info: &MediaInfo,
    medium: &Medium,
    wanted: &[Wanted],
    cancel: &Cancel,
) -> Result<Frames, Failure> {
    medium.edits.check(Some(info))?;
    let (recipes, failures) = recipes(wanted, medium, info);
    let file = engine.frames(path, info, &recipes, cancel).map_err(|error| Failure::from(&error))?;
    let frames = recipes.into_iter().zip(file.frames).collect();
    Ok(Frames { source_px: file.source_px, frames, failures })
}

/// Every preset of every format that shows the medium.
fn recipes(wanted: &[Wanted], medium: &Medium, info: &MediaInfo) -> (Vec<Recipe>, Vec<NotMade>) {
    // Why without its length: what a frame shows doesn't depend on it.
    let info = &MediaInfo { duration_ms: None, ..info.clone() };
    let (mut recipes, mut failures) = (Vec::new(), Vec::new());
    for want in wanted {
        let limits = network::of(want.network);
        let named = |format: &&Format| want.format.as_ref().is_none_or(|id| format.id == *id);
        let formats: Vec<&Format> = limits.formats.iter().filter(named).collect();
        if formats.is_empty() {
            let failure = Failure::about(Code::FormatUnknown, want.format.clone().unwrap_or_default());
            let failure = failure.with("network", &limits.name);
            failures.push(NotMade { network: Some(want.network), format: want.format.clone(), failure });
        }
        for format in formats {
            for preset in presets(format, want) {
                match shown(limits, format, preset, medium, info) {
                    Ok(recipe) if recipes.contains(&recipe) => {}
                    Ok(recipe) => recipes.push(recipe),
                    Err(error) if want.format.is_some() => {
                        let failure = Failure::from(error).with("network", &limits.name);
                        let format = Some(format.id.clone());
                        failures.push(NotMade { network: Some(want.network), format, failure });
                    }
                    // Why silent: who asks for a network asks for the formats that take the medium.
                    Err(_) => {}
                }
            }
        }
    }
    (recipes, failures)
}

/// The frames to show of a format: the one asked for, else all of them, else the source's own shape.
fn presets<'a>(format: &'a Format, want: &'a Wanted) -> Vec<Option<&'a str>> {
    match (&want.preset, format.presets.as_slice()) {
        (Some(preset), _) => vec![Some(preset)],
        (None, []) => vec![None],
        (None, presets) => presets.iter().map(|preset| Some(preset.id.as_str())).collect(),
    }
}

fn shown(
    limits: &Limits,
    format: &Format,
    preset: Option<&str>,
    medium: &Medium,
    info: &MediaInfo,
) -> Result<Recipe, PlanError> {
    let recipe = plan::of_medium(limits, format, preset, medium, info)?;
    match recipe.output {
        Output::Image(_) | Output::Video(_) => Ok(recipe),
        Output::Audio(_) | Output::Document(_) => {
            Err(PlanError::WrongKind { kind: info.kind, format: format.id.clone() })
        }
    }
}
