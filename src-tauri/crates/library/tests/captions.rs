//! Captions beside a film: kept as long as it is, exported with it, gone with it.

mod common;

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use common::{Fresh, Outcome, files, film, fresh, work};
use upbeat_domain::asset::{Asset, Rendition};
use upbeat_domain::media::{CaptionStyle, CaptionWay, Captions, Choices, Cue, Output, Recipe, VideoOutput};
use upbeat_domain::network::NetworkId;
use upbeat_library::Keep;

async fn with_film() -> Result<(Fresh, Asset), Box<dyn std::error::Error>> {
    let fresh = fresh().await?;
    let file = fresh.desk.join("talk.mp4");
    film(&file)?;
    let mut imported = fresh.library.import(&[file], Keep::Copy).await;
    let asset = imported.assets.pop().ok_or_else(|| format!("{:?}", imported.failures))?;
    Ok((fresh, asset))
}

/// The film as it is for a network, with one caption as SubRip beside it.
fn said(network: NetworkId, text: &str) -> Result<Recipe, serde_json::Error> {
    let output: VideoOutput = serde_json::from_str(r#"{"max_bytes":50000000,"mimes":["video/mp4"]}"#)?;
    let cues = vec![Cue { from_ms: 0, to_ms: 1_000, text: text.to_owned() }];
    let captions = Captions { cues, way: CaptionWay::Srt, style: CaptionStyle::default() };
    Ok(Recipe {
        network,
        format: "video".to_owned(),
        preset: "p".to_owned(),
        output: Output::Video(output),
        choices: Choices { captions: Some(captions), ..Choices::default() },
    })
}

async fn made(fresh: &Fresh, asset: &Asset, recipe: Recipe) -> Result<Rendition, Box<dyn std::error::Error>> {
    let prepared = fresh.library.prepare(asset.id, &[recipe]).await?;
    let ready = prepared.ready.first().map(|(_, rendition)| rendition.clone());
    Ok(ready.ok_or_else(|| format!("{:?}", prepared.failed))?)
}

fn sidecars(fresh: &Fresh) -> Vec<PathBuf> {
    let folder = fresh.workspace.join("cache/renditions");
    let found = files(&folder).into_iter().filter(|file| file.extension().is_some_and(|end| end == "srt"));
    found.map(|file| folder.join(file)).collect()
}

#[tokio::test]
async fn films_alike_in_every_byte_keep_each_its_own_captions() -> Outcome {
    let (fresh, asset) = with_film().await?;
    let working = work(&fresh.library);
    let one = made(&fresh, &asset, said(NetworkId::X, "Bonjour")?).await?;
    let other = made(&fresh, &asset, said(NetworkId::X, "Bonsoir")?).await?;
    assert_eq!((one.hash, sidecars(&fresh).len()), (other.hash, 2), "one film, two files of captions");
    let folder = fresh.desk.join("ready");
    let exported = fresh.library.export(&[one.id, other.id], &folder).await?;
    for (file, word) in exported.iter().zip(["Bonjour", "Bonsoir"]) {
        let captions = file.captions.as_ref().ok_or("captions beside the film")?;
        assert_eq!(*captions, file.path.with_extension("srt"), "players look for the same name");
        assert!(fs::read_to_string(captions)?.contains(word));
    }
    let again = fresh.library.export(&[one.id, other.id], &folder).await?;
    assert_eq!((again, files(&folder).len()), (exported, 4), "the same again adds nothing");
    drop(working);
    Ok(())
}

#[tokio::test]
async fn lost_captions_are_noticed_and_made_again() -> Outcome {
    let (fresh, asset) = with_film().await?;
    let working = work(&fresh.library);
    let recipe = said(NetworkId::X, "Bonjour")?;
    made(&fresh, &asset, recipe.clone()).await?;
    let lost = sidecars(&fresh).pop().ok_or("captions in the cache")?;
    fs::remove_file(&lost)?;
    assert_eq!(fresh.library.prepared(asset.id, std::slice::from_ref(&recipe)).await?.missing, [0]);
    made(&fresh, &asset, recipe).await?;
    assert_eq!(sidecars(&fresh), [lost]);
    drop(working);
    Ok(())
}

#[tokio::test]
async fn captions_go_with_the_last_film_that_needs_them() -> Outcome {
    let (fresh, asset) = with_film().await?;
    let working = work(&fresh.library);
    let one = made(&fresh, &asset, said(NetworkId::X, "Bonjour")?).await?;
    let other = made(&fresh, &asset, said(NetworkId::Bluesky, "Bonjour")?).await?;
    assert_eq!((one.work, sidecars(&fresh).len()), (other.work, 1), "two networks, one file");
    let written = fs::metadata(sidecars(&fresh).first().ok_or("captions")?)?.modified()?;
    let now = written.duration_since(std::time::SystemTime::UNIX_EPOCH)?;
    fresh.hands.set_wall(upbeat_domain::time::Timestamp::from_micros(i64::try_from(now.as_micros())?));
    fresh.hands.advance(std::time::Duration::from_secs(7_200));
    fresh.library.sweep().await?;
    assert_eq!(sidecars(&fresh).len(), 1, "a sweep leaves what a row names");
    fresh.library.evict(0, &HashSet::from([other.id])).await?;
    assert_eq!(sidecars(&fresh).len(), 1, "the other network's film still needs them");
    fresh.library.evict(0, &HashSet::new()).await?;
    assert!(sidecars(&fresh).is_empty());
    drop(working);
    Ok(())
}
