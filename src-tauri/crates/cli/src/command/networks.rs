//! `upbeat networks`

use clap::Args;
use upbeat_contract::figure;
use upbeat_contract::network::{self, Format, Network};
use upbeat_contract::words::{counted, sentence};
use upbeat_domain::lang::Lang;
use upbeat_domain::network::NetworkId;

use crate::output::{Exit, Out};

/// Shows the networks.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  upbeat networks\n  upbeat networks bluesky mastodon\n  \
    upbeat networks --json | jq '.networks[].formats[].id'")]
pub struct Networks {
    /// Only these networks
    #[arg(value_name = "NETWORK")]
    only: Vec<NetworkId>,
}

impl Networks {
    /// Prints them.
    pub fn run(self, out: Out) -> Exit {
        let mut networks = upbeat_api::networks(out.lang);
        if !self.only.is_empty() {
            networks.networks.retain(|network| self.only.contains(&network.id));
        }
        out.document(&networks, |found: &network::Networks| {
            found.networks.iter().map(|network| one(out.lang, network)).collect::<Vec<_>>().join("\n")
        });
        Exit::Done
    }
}

/// A network and its formats, a line each.
pub fn one(lang: Lang, network: &Network) -> String {
    let routes: Vec<&str> =
        network.routes.iter().filter(|route| route.built).map(|route| route.label.as_str()).collect();
    let mut text = format!("{} ({}): {} [{}]\n", network.name, network.id, routes.join(", "), network.dated);
    for format in &network.formats {
        text.push_str(&format!("  {:<16} {:<28} {}\n", format.id, format.name, limits(lang, format)));
    }
    text
}

/// The figures that people look for first.
fn limits(lang: Lang, format: &Format) -> String {
    let mut facts = Vec::new();
    for rule in &format.texts {
        if let Some(max) = rule.max_length {
            facts.push(format!("{} ≤ {}", rule.field, figure::count(lang, i64::from(max))));
        }
    }
    if format.max_media > 0 {
        facts.push(media(lang, format));
    }
    if let Some(max) = format.image.as_ref().and_then(|rule| rule.max_bytes) {
        facts.push(sentence(lang, "said", "picture_up_to", &[("size", figure::bytes(lang, max))]));
    }
    if let Some(max) = format.video.as_ref().and_then(|rule| rule.max_duration_ms) {
        facts.push(sentence(lang, "said", "film_up_to", &[("length", figure::duration(lang, max))]));
    }
    if let Some(preset) = format.presets.iter().find(|preset| preset.default)
        && let (Some(width), Some(height)) = (preset.width_px, preset.height_px)
    {
        facts.push(format!("{width}×{height}"));
    }
    facts.join(", ")
}

/// How many media a format takes.
fn media(lang: Lang, format: &Format) -> String {
    let (min, max) = (format.min_media, format.max_media);
    if min == max {
        return counted(lang, "said", "media", max);
    }
    let [min, max] = [min, max].map(|number| figure::count(lang, i64::from(number)));
    sentence(lang, "said", "media_between", &[("min", min), ("max", max)])
}
