//! How each network is reached, from the networks' own data.

use super::suite::{Item, Suite};
use super::{Row, Section, read};
use anyhow::Result;
use std::path::Path;

const FOLDER: &str = "src-tauri/crates/networks/src";
/// The use-case of the assisted route.
const USE_CASE: &str = "src-tauri/crates/app/src/assisted.rs";
/// The route on which the person does the last step.
const ASSISTED: &str = "assisted";

/// Every network with every route that is built.
pub fn section(root: &Path) -> Result<Section> {
    let assisted = [
        Suite::read(root, "src-tauri/crates/api/tests")?,
        Suite::read(root, "src-tauri/crates/app/tests")?,
        Suite::read(root, "src-tauri/crates/cli/tests")?,
    ];
    let mut folders: Vec<_> =
        std::fs::read_dir(root.join(FOLDER))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    folders.sort();
    let mut rows = Vec::new();
    for folder in folders.iter().filter(|folder| folder.join("limits.toml").is_file()) {
        let network = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let data = format!("{FOLDER}/{network}/limits.toml");
        for route in built(&read(root, &data)?) {
            let (proofs, place) = if route == ASSISTED {
                let both = |suite: &Suite| {
                    let by_hand = suite.proofs(works_by_hand);
                    let mut named = suite.direct_proofs(|item| names(item, &network));
                    named.retain(|proof| by_hand.contains(proof));
                    named
                };
                (assisted.iter().flat_map(both).collect(), USE_CASE.to_owned())
            } else {
                let suite = Suite::read(root, &format!("src-tauri/crates/networks/tests/{network}.rs"))?;
                (suite.proofs(|item| publishes(item, &route)), format!("{FOLDER}/{network}/publish.rs"))
            };
            rows.push(Row {
                name: format!("{network}, {route}"),
                what: told(&route).to_owned(),
                places: vec![data.clone(), place],
                proofs,
            });
        }
    }
    Ok(Section {
        title: "Networks and routes",
        rule: "From the `[[routes]]` with `built = true` of each network's `limits.toml`. Proof of a direct route: a test of \
               the network's connector that publishes against a server. Proof of the assisted route: a test that names \
               the network, or all of them, and asks for the sheet or sees the publication wait for the person.",
        rows,
    })
}

fn told(route: &str) -> &'static str {
    match route {
        "direct" => "Our call at the due time",
        "native" => "Handed early to the network's own scheduler",
        "inbox" => "Into the network's own drafts",
        _ => "Prepared and reminded; the person posts and confirms",
    }
}

/// The routes of a data file that are built.
fn built(data: &str) -> Vec<String> {
    let blocks = data.split("[[routes]]").skip(1).map(|block| block.split("\n[").next().unwrap_or_default());
    blocks
        .filter(|block| block.lines().any(|line| line.trim() == "built = true"))
        .filter_map(|block| Some(block.split_once("route = \"")?.1.split_once('"')?.0.to_owned()))
        .collect()
}

fn publishes(item: &Item, route: &str) -> bool {
    match route {
        "direct" => item.text.contains(".publish("),
        other => item.text.contains(&format!("\"{other}\"")),
    }
}

/// Whether a network is named, or all of them are.
fn names(item: &Item, network: &str) -> bool {
    let mut letters = network.chars();
    let variant: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let named = [format!("NetworkId::{variant}"), format!("\"{network}\""), "NetworkId::ALL".to_owned()];
    named.iter().any(|name| item.text.contains(name.as_str()))
}

/// Whether the sheet of the assisted route is asked for, or a publication waits for the person's word.
fn works_by_hand(item: &Item) -> bool {
    item.text.contains("upbeat_api::assisted_get(") || item.text.contains("\"waiting_for_person\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_routes_that_are_built_are_things_that_the_app_does() {
        let data = "[[routes]]\nroute = \"direct\"\nbuilt = false\n\n[[routes]]\nroute = \"assisted\"\nbuilt = true\n\n[capabilities]\nbuilt = true\n";
        assert_eq!(built(data), ["assisted"]);
    }
}
