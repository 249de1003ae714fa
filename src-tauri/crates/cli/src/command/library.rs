//! `upbeat library`

use clap::{Args, Subcommand};
use upbeat_contract::figure;
use upbeat_contract::media::{AlikeGroups, Asset, AssetAlike};
use upbeat_contract::words::counted;
use upbeat_domain::lang::Lang;

use crate::output::Exit;
use crate::studio::Desk;

/// Looking through what was brought in.
#[derive(Args, Debug)]
pub struct Library {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Find pictures that look the same, whatever their size, kind and name
    #[command(after_help = "Examples:\n  upbeat library alike\n  \
        upbeat library alike --json | jq '.groups[].assets[1:][].id'\n\n\
        Pictures are compared by a perceptual hash of 64 bits. Nothing is changed.")]
    Alike,
}

impl Library {
    /// Prints what was found.
    pub async fn run(self, desk: Desk) -> Exit {
        let What::Alike = self.what;
        desk.with(|studio, out| async move {
            let found = upbeat_api::asset_alike(&studio, AssetAlike {}).await?;
            out.document(&found, |found| listed(out.lang, found));
            Ok(Exit::Done)
        })
        .await
    }
}

fn listed(lang: Lang, found: &AlikeGroups) -> String {
    let count = u32::try_from(found.groups.len()).unwrap_or(u32::MAX);
    let group =
        |assets: &[Asset]| assets.iter().map(|asset| line(lang, asset)).collect::<Vec<_>>().join("\n");
    let mut parts = vec![counted(lang, "said", "alike", count)];
    parts.extend(found.groups.iter().map(|found| group(&found.assets)));
    parts.join("\n\n")
}

fn line(lang: Lang, asset: &Asset) -> String {
    let Asset { id, name, info, .. } = asset;
    format!("{id}  {}×{}  {:>9}  {name}", info.width_px, info.height_px, figure::bytes(lang, info.bytes))
}
