//! Which files to make of a medium: from what was asked for to recipes.

use upbeat_domain::code::Code;
use upbeat_domain::limits::Format;
use upbeat_domain::media::{Choices, MediaInfo, MediaKind, Output, Recipe};
use upbeat_domain::network::NetworkId;
use upbeat_domain::plan::{self, PlanError};

use crate::failure::Failure;
use crate::network;

/// What shall be made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Wanted {
    /// For this network.
    pub network: NetworkId,
    /// For this format; none for each that takes such a file.
    pub format: Option<String>,
    /// In this frame; none for the default one.
    pub preset: Option<String>,
}

impl Wanted {
    /// Everything, for every network.
    #[must_use]
    pub fn everything() -> Vec<Self> {
        NetworkId::ALL.iter().map(|&network| Self { network, format: None, preset: None }).collect()
    }
}

/// What will be made of one medium.
#[derive(Debug, Default)]
pub struct Plan {
    /// Files to make.
    pub recipes: Vec<Recipe>,
    /// What was asked for by name and can't be made.
    pub failures: Vec<NotMade>,
    /// What nobody asked for by name and this medium doesn't suit: formats for others.
    pub skipped: Vec<NotMade>,
}

/// A file that can't be made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NotMade {
    /// For this network; none when the medium itself is at fault.
    pub network: Option<NetworkId>,
    /// For this format.
    pub format: Option<String>,
    /// Why.
    pub failure: Failure,
}

/// Plans the files to make of a medium.
///
/// A format asked for by name that doesn't take the medium is a failure. A network asked for without
/// a format gives every format that takes it; the others are merely skipped.
#[must_use]
pub fn plan(wanted: &[Wanted], info: &MediaInfo, subject: &str, choices: &Choices) -> Plan {
    let mut made = Plan::default();
    for want in wanted {
        let limits = network::of(want.network);
        let formats = limits.formats.iter().filter(|f| want.format.as_ref().is_none_or(|id| f.id == *id));
        let mut none = true;
        for format in formats {
            none = false;
            if want.format.is_none() && format.max_media == 0 {
                continue;
            }
            for choices in pages(format, info, choices) {
                match plan::recipe(limits, format, want.preset.as_deref(), info, &choices) {
                    // Why by name alone: who asks for everything doesn't ask for a document of one photograph.
                    Ok(recipe) if want.format.is_none() && is_bound(&recipe, info) => {
                        let error = PlanError::WrongKind { kind: info.kind, format: format.id.clone() };
                        made.skipped.push(not_made(want.network, &format.id, subject, error));
                    }
                    Ok(recipe) if made.recipes.contains(&recipe) => {}
                    Ok(recipe) => made.recipes.push(recipe),
                    Err(error) => {
                        let not_made = not_made(want.network, &format.id, subject, error);
                        if want.format.is_some() {
                            made.failures.push(not_made)
                        } else {
                            made.skipped.push(not_made)
                        }
                        break;
                    }
                }
            }
        }
        if none {
            made.failures.push(NotMade {
                network: Some(want.network),
                format: want.format.clone(),
                failure: Failure::about(Code::FormatUnknown, want.format.clone().unwrap_or_default())
                    .with("network", &limits.name),
            });
        }
    }
    if made.recipes.is_empty() && made.failures.is_empty() {
        // Why: a person who asked for something and gets nothing has to hear why.
        made.failures.append(&mut made.skipped);
    }
    made
}

/// Whether pictures become a document.
fn is_bound(recipe: &Recipe, info: &MediaInfo) -> bool {
    matches!(recipe.output, Output::Document(_)) && info.kind == MediaKind::Image
}

/// The pages of a document that become pictures: the one that was chosen, else as many as one post takes.
fn pages(format: &Format, info: &MediaInfo, choices: &Choices) -> Vec<Choices> {
    if info.kind != MediaKind::Document || format.document.is_some() || choices.page.is_some() {
        return vec![choices.clone()];
    }
    let last = info.inside.pages.min(format.max_media).max(1);
    (1..=last).map(|page| Choices { page: Some(page), ..choices.clone() }).collect()
}

fn not_made(network: NetworkId, format: &str, subject: &str, error: PlanError) -> NotMade {
    let mut failure = Failure::from(error).with("network", &network::of(network).name);
    failure.subject = Some(subject.to_owned());
    NotMade { network: Some(network), format: Some(format.to_owned()), failure }
}
