//! Which files a person's media need: from assets or a post, and targets, to recipes.

use std::borrow::Cow;

use upbeat_domain::asset::Asset;
use upbeat_domain::check::pick_format;
use upbeat_domain::id::{AssetId, PostId};
use upbeat_domain::limits::{Format, Limits};
use upbeat_domain::media::{Choices, MediaInfo, MediaKind, Recipe};
use upbeat_domain::network::FormatKind;
use upbeat_domain::plan::{self, PlanError};
use upbeat_domain::post::{Medium, Post, Target};
use upbeat_store::{Reader, account, asset};

use super::plan::{NotMade, Wanted};
use crate::failure::Failure;
use crate::network;

/// How the data say that a film's cover is sent as a file.
const COVER_AS_FILE: &str = "image_upload";

/// What shall be made, of what.
#[derive(Clone, Debug)]
pub enum What {
    /// Of assets, for these targets; none for every network.
    Assets {
        /// The assets.
        ids: Vec<AssetId>,
        /// For whom.
        targets: Option<Vec<Target>>,
    },
    /// Everything that a post needs for these targets; none for its own, or every network where it has none.
    Post {
        /// The post.
        id: PostId,
        /// For whom.
        targets: Option<Vec<Target>>,
    },
}

/// The files to make of one asset.
#[derive(Clone, Debug)]
pub struct Piece {
    /// The asset.
    pub asset: Asset,
    /// The files.
    pub recipes: Vec<Recipe>,
    /// What was asked for and can't be made.
    pub failures: Vec<NotMade>,
}

/// Plans the files, asset by asset.
///
/// # Errors
/// `not_found` for a post, an asset or an account that isn't there, and what the disk says.
pub async fn pieces(reader: &mut impl Reader, what: &What) -> Result<Vec<Piece>, Failure> {
    match what {
        What::Assets { ids, targets } => {
            let wanted = targets.as_deref().map_or_else(Wanted::everything, wanted);
            let assets = asset::get_many(reader, ids).await?;
            Ok(assets.into_iter().map(|asset| of_asset(asset, &wanted)).collect())
        }
        What::Post { id, targets } => {
            let post = upbeat_store::post::get(reader, *id).await?;
            let targets = targets.as_deref().unwrap_or(&post.targets);
            if targets.is_empty() {
                let ids: Vec<AssetId> = post.body.media.iter().map(|medium| medium.asset).collect();
                let assets = asset::get_many(reader, &ids).await?;
                let media = assets.into_iter().zip(&post.body.media);
                return Ok(media.map(|(asset, medium)| for_everybody(asset, medium)).collect());
            }
            of_post(reader, &post, targets).await
        }
    }
}

fn wanted(targets: &[Target]) -> Vec<Wanted> {
    let of = |t: &Target| Wanted { network: t.network, format: t.format.clone(), preset: None };
    targets.iter().map(of).collect()
}

fn of_asset(asset: Asset, wanted: &[Wanted]) -> Piece {
    let plan = super::plan::plan(wanted, &asset.info, &asset.name, &Choices::default());
    Piece { asset, recipes: plan.recipes, failures: plan.failures }
}

/// What a medium becomes for every network, with what the person did to it.
fn for_everybody(asset: Asset, medium: &Medium) -> Piece {
    let choices = Choices { crop: None, ..medium.choices("") };
    let mut plan = super::plan::plan(&Wanted::everything(), &asset.info, &asset.name, &choices);
    for recipe in &mut plan.recipes {
        recipe.choices.crop = medium.crops.get(&recipe.preset).copied();
    }
    Piece { asset, recipes: plan.recipes, failures: plan.failures }
}

async fn of_post(reader: &mut impl Reader, post: &Post, targets: &[Target]) -> Result<Vec<Piece>, Failure> {
    let mut pieces: Vec<Piece> = Vec::new();
    for target in targets {
        let limits = match target.account {
            Some(id) => network::of_account(&account::get(reader, id).await?),
            None => Cow::Borrowed(network::of(target.network)),
        };
        let body = post.body_for(target);
        let ids: Vec<AssetId> = body.media.iter().map(|medium| medium.asset).collect();
        let assets = asset::get_many(reader, &ids).await?;
        let infos: Vec<MediaInfo> = assets.iter().map(|asset| asset.info.clone()).collect();
        let format = pick_format(&limits, &body, &infos, target.format.as_deref());
        for (asset, medium) in assets.into_iter().zip(&body.media) {
            let made = for_medium(&limits, format, medium, &asset.info);
            let name = asset.name.clone();
            let index = pieces.iter().position(|piece| piece.asset.id == asset.id);
            let index = index.unwrap_or_else(|| {
                pieces.push(Piece { asset, recipes: Vec::new(), failures: Vec::new() });
                pieces.len() - 1
            });
            match made {
                Ok(recipe) if pieces[index].recipes.contains(&recipe) => {}
                Ok(recipe) => pieces[index].recipes.push(recipe),
                Err(error) => {
                    let failure = Failure { subject: Some(name), ..Failure::from(error) };
                    let failure = failure.with("network", &limits.name);
                    let format = Some(format.id.clone());
                    pieces[index].failures.push(NotMade { network: Some(limits.network), format, failure });
                }
            }
        }
    }
    Ok(pieces)
}

/// The recipe of one medium of a post for a format, with the person's choices.
pub(crate) fn for_medium(
    limits: &Limits,
    format: &Format,
    medium: &Medium,
    info: &MediaInfo,
) -> Result<Recipe, PlanError> {
    plan::of_medium(limits, format, None, medium, info)
}

/// The recipe of the picture that the person chose as a film's cover, where the network takes it as a
/// file beside the film.
pub(crate) fn cover(
    limits: &Limits,
    format: &Format,
    medium: &Medium,
    info: &MediaInfo,
) -> Option<Result<Recipe, PlanError>> {
    let as_file = |format: &Format| {
        format.video.as_ref().is_some_and(|rule| rule.cover.iter().any(|way| way == COVER_AS_FILE))
    };
    if medium.cover_ms.is_none() || info.kind != MediaKind::Video || !as_file(format) {
        return None;
    }
    let companion = limits.formats.iter().find(|format| format.companion)?;
    // Why: a network may take covers that lie and covers that stand; a story or a short stands.
    let upright = matches!(format.kind, FormatKind::Story | FormatKind::Short);
    let preset = companion.presets.iter().find(|preset| (preset.height_px > preset.width_px) == upright);
    let preset = preset.map(|preset| preset.id.as_str());
    Some(plan::of_medium(limits, companion, preset, medium, info))
}
