//! A desk in use: what a community manager has in front of her after a week, arranged through the contract.

use crate::direct;
use crate::studio::Studio;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::path::PathBuf;
use upbeat_testkit::material;
use upbeat_testkit::media::{self, Photo};

/// Networks that the desk publishes on by hand: they need no server.
const BY_HAND: [(&str, &str); 5] = [
    ("instagram", "jardin.brume"),
    ("facebook", "Jardin Brume"),
    ("linkedin", "Jardin Brume"),
    ("x", "jardinbrume"),
    ("pinterest", "jardinbrume"),
];

const TEXT: &str = "Le jardin s’est réveillé ce matin. Trois allées de fleurs, une coccinelle et, tout au fond, \
                    deux voyageurs venus de loin.\n\nLa serre a passé la nuit à 14\u{a0}°C. Aucune fleur n’a pris la \
                    même couleur, et c’est exactement ce qu’on espérait.\n\nPortes ouvertes jeudi dès \
                    18\u{a0}h\u{a0}30. https://example.org/jardin #jardin #fleurs #automne";

/// Title of the post that is published by hand.
const DUE: &str = "Portes ouvertes";

/// A post of the week.
struct Plan {
    title: &'static str,
    networks: &'static [&'static str],
    after: &'static str,
}

const WEEK: [Plan; 5] = [
    Plan { title: "Bulbes à planter avant le gel", networks: &["facebook", "linkedin"], after: "2 hours" },
    Plan { title: "La serre, la nuit", networks: &["instagram", "pinterest"], after: "5 hours" },
    Plan { title: "Trois allées, trois saisons", networks: &["x"], after: "26 hours" },
    Plan { title: "Le jardinier répond", networks: &["facebook"], after: "50 hours" },
    Plan { title: "Ce que l’hiver prépare", networks: &["pinterest"], after: "75 hours" },
];

/// Real files that the desk is laid with.
pub struct Material {
    folder: tempfile::TempDir,
}

impl Material {
    /// Three photographs and a short film.
    pub fn make() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let upright = Photo { from: media::GARDEN, upright_px: (1_600, 2_000), ..Photo::default() };
        upright.write(folder.path(), "au jardin.jpg")?;
        let across = Photo { from: media::ELEPHANTS, upright_px: (2_400, 1_600), ..Photo::default() };
        across.write(folder.path(), "savane.jpg")?;
        material::small_photo(folder.path(), "coccinelle.jpg")?;
        material::film(folder.path(), "le pré.mov", 3)?;
        Ok(Self { folder })
    }

    /// One of the photographs.
    pub fn photo(&self) -> PathBuf {
        self.folder.path().join("coccinelle.jpg")
    }

    fn paths(&self) -> Vec<PathBuf> {
        ["au jardin.jpg", "savane.jpg", "coccinelle.jpg", "le pré.mov"]
            .map(|name| self.folder.path().join(name))
            .to_vec()
    }
}

/// What lies on the desk.
pub struct Desk {
    /// A publication by hand that is due now.
    pub due: String,
}

impl Desk {
    /// Lays the desk, or what is missing of it: whoever walked over it may have thrown things away.
    pub fn lay(studio: &Studio, material: &Material) -> Result<Self> {
        settings(studio)?;
        let accounts = accounts(studio)?;
        let assets = assets(studio, material)?;
        let due = waiting(studio, &accounts, &assets)?;
        post(studio, &accounts, &assets)?;
        Ok(Self { due })
    }
}

fn settings(studio: &Studio) -> Result<()> {
    studio.call("settings_set", json!({ "lang": "fr", "theme": "light", "letter_shortcuts": true,
                                        "background": true, "grace_minutes": 30, "cache_max_bytes": 10_000_000_000_u64 }))?;
    studio.call("queue_pause", json!({ "paused": false }))?;
    let workspace = studio.call("studio_get", json!({}))?["workspace"]["id"].clone();
    let named = json!({ "id": workspace, "name": "Jardin Brume", "zone": "Europe/Paris", "lang": "fr" });
    studio.call("workspace_rename", named).map(|_| ())
}

/// Every account that the desk needs; paused ones work again.
fn accounts(studio: &Studio) -> Result<Vec<Value>> {
    let there = |studio: &Studio| -> Result<Vec<Value>> {
        Ok(list(&studio.call("account_list", json!({}))?, "accounts"))
    };
    let before = there(studio)?;
    for (network, name) in BY_HAND {
        match before.iter().find(|account| account["network"] == network) {
            None => {
                studio.call("account_add_assisted", json!({ "network": network, "name": name }))?;
            }
            Some(account) if account["state"] == "paused" => {
                studio.call("account_pause", json!({ "id": account["id"], "paused": false }))?;
            }
            Some(_) => {}
        }
    }
    there(studio)
}

fn assets(studio: &Studio, material: &Material) -> Result<Vec<Value>> {
    let there =
        || -> Result<Vec<Value>> { Ok(list(&studio.call("asset_list", json!({ "limit": 20 }))?, "assets")) };
    if there()?.len() < material.paths().len() {
        studio.call("media_import", json!({ "paths": material.paths() }))?;
    }
    for described in there()?.iter().filter(|asset| asset["alt"] != "") {
        studio.call("asset_set_alt", json!({ "id": described["id"], "alt": "" }))?;
    }
    there()
}

/// The newest post is the one that Compose opens: words, pictures, every account. What became of the one before is
/// thrown away.
fn post(studio: &Studio, accounts: &[Value], assets: &[Value]) -> Result<()> {
    let pictures = assets.iter().filter(|asset| asset["info"]["kind"] != "video").map(|asset| {
        json!({ "asset": asset["id"], "alt": "Le jardin un matin de novembre", "focus": null, "fit": "cover",
                "crops": {}, "cover_ms": null })
    });
    let targets = accounts
        .iter()
        .map(|account| json!({ "network": account["network"], "account": account["id"], "format": null }));
    let draft = json!({
        "title": "Le jardin en novembre",
        "state": "draft",
        "body": { "text": TEXT, "fields": {}, "media": pictures.collect::<Vec<_>>() },
        "targets": targets.collect::<Vec<_>>(),
        "variants": [{
            "scope": { "kind": "network", "network": "linkedin" },
            "text": "Trois ans de patience, et un premier jardin d’hiver que nous osons montrer.",
            "fields": {}, "media": null
        }],
        "wish": null
    });
    let posts = list(&studio.call("post_list", json!({}))?, "posts");
    let before = posts.iter().filter(|post| !is_planned(&post["title"])).map(|post| post["id"].clone());
    studio.call("post_delete", json!({ "ids": before.collect::<Vec<_>>() }))?;
    studio.call("post_create", json!({ "draft": draft })).map(|_| ())
}

fn is_planned(title: &Value) -> bool {
    *title == DUE
        || direct::TITLES.iter().any(|known| title == known)
        || WEEK.iter().any(|plan| *title == plan.title)
}

/// A publication by hand whose hour has come, and one for tomorrow.
fn waiting(studio: &Studio, accounts: &[Value], assets: &[Value]) -> Result<String> {
    let due = |studio: &Studio| -> Result<Option<String>> {
        let all = list(&studio.call("publication_list", json!({ "limit": 50 }))?, "publications");
        let found = all.iter().find(|one| one["state"] == "waiting_for_person");
        Ok(found.and_then(|one| one["id"].as_str()).map(str::to_owned))
    };
    if let Some(found) = due(studio)? {
        return Ok(found);
    }
    let picture = assets.iter().find(|asset| asset["info"]["kind"] != "video").context("a picture")?;
    let account = accounts.iter().find(|account| account["network"] == "instagram").context("Instagram")?;
    let medium = json!({ "asset": picture["id"], "alt": "Le jardin, portes ouvertes", "focus": null, "fit": "cover",
                         "crops": {}, "cover_ms": null });
    let target = json!({ "network": "instagram", "account": account["id"], "format": null });
    let draft = json!({
        "title": DUE, "state": "draft",
        "body": { "text": "On ouvre le jardin jeudi. #jardin", "fields": {}, "media": [medium] },
        "targets": [target], "variants": [], "wish": null
    });
    let first = studio.call("post_create", json!({ "draft": draft }))?;
    studio.call("publish_now", json!({ "post_id": first["id"], "account_ids": [account["id"]] }))?;
    let second = studio.call("post_create", json!({ "draft": draft }))?;
    let tomorrow = later(studio, "1 day")?;
    studio.call(
        "schedule",
        json!({ "post_id": second["id"], "account_ids": [account["id"]], "at": { "kind": "instant", "instant": tomorrow } }),
    )?;
    studio.until("the publication by hand is not due", || due(studio))
}

/// Plans more posts, as a queue has them in the middle of a week.
pub fn plan_a_week(studio: &Studio) -> Result<()> {
    let assets = list(&studio.call("asset_list", json!({ "limit": 20 }))?, "assets");
    let accounts = list(&studio.call("account_list", json!({}))?, "accounts");
    let pictures = assets.iter().filter(|asset| asset["info"]["kind"] != "video");
    for (plan, picture) in WEEK.iter().zip(pictures.cycle()) {
        let chosen =
            accounts.iter().filter(|account| plan.networks.iter().any(|name| account["network"] == *name));
        let targets: Vec<Value> = chosen
            .map(|account| json!({ "network": account["network"], "account": account["id"], "format": null }))
            .collect();
        let ids: Vec<Value> = targets.iter().map(|target| target["account"].clone()).collect();
        let medium = json!({ "asset": picture["id"], "alt": plan.title, "focus": null, "fit": "cover", "crops": {},
                             "cover_ms": null });
        let body = json!({ "text": format!("{}. #jardin", plan.title), "fields": {}, "media": [medium] });
        let draft = json!({ "title": plan.title, "state": "draft", "body": body, "targets": targets, "variants": [],
                            "wish": null });
        let post = studio.call("post_create", json!({ "draft": draft }))?;
        let at = json!({ "kind": "instant", "instant": later(studio, plan.after)? });
        studio.call("schedule", json!({ "post_id": post["id"], "account_ids": ids, "at": at }))?;
    }
    Ok(())
}

/// A moment by the studio's own clock, said as `date` reads it: "1 day".
fn later(studio: &Studio, after: &str) -> Result<String> {
    let now =
        studio.call("publication_list", json!({ "limit": 1 }))?["now"].as_str().context("now")?.to_owned();
    let said = std::process::Command::new("date")
        .args(["-u", "-d", &format!("{now} + {after}"), "+%FT%TZ"])
        .output()?;
    Ok(String::from_utf8(said.stdout)?.trim().to_owned())
}

fn list(answer: &Value, name: &str) -> Vec<Value> {
    answer[name].as_array().cloned().unwrap_or_default()
}
