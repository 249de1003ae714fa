//! The main journey: a photograph and a film are dropped, a text is written, two accounts are
//! connected, and a minute later two real servers hold the post.

use crate::look::look;
use crate::studio::Studio;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use upbeat_testkit::material;
use upbeat_testkit::media::{self, Rgb};
use upbeat_testkit::servers::bluesky::Bluesky;
use upbeat_testkit::servers::http;
use upbeat_testkit::servers::mastodon::Mastodon;

/// Over 280 for X, below 300 graphemes for Bluesky; a link, a hashtag, accents. (WebKitWebDriver
/// types no character beyond the first plane: no emoji.)
const TEXT: &str = "La forêt s’éveille : cinq adresses où l’automne a encore des couleurs, à moins d’une heure de \
                    Paris. On y va tôt, on y reste tard, et l’on garde un thermos de côté. Dites-nous la vôtre en \
                    commentaire, la plus belle ira dans notre grand guide de décembre. \
                    https://example.org/automne #forêt";
/// Least structural similarity of a published picture, two encodes later, to the photograph.
const ALIKE_LEAST: f64 = 0.9;
/// Most that a channel of a published picture may differ, of 255: a picture left in Display P3 is off by far more.
const COLOUR_OFF_MOST: f64 = 4.0;
const ALT: &str = "Une coccinelle monte le long d’un brin d’herbe";
/// From pressing "Programmer" to both receipts: a minute of waiting, rendering, two servers.
const OUT_LONGEST: Duration = Duration::from_secs(180);

#[test]
fn what_is_dropped_and_written_goes_out_once_to_two_real_servers() -> Result<()> {
    let (Some(bluesky), Some(mastodon)) = (Bluesky::start(&["alice.test"]), Mastodon::start()) else {
        return Ok(());
    };
    let files = tempfile::tempdir()?;
    let photo = material::photo(files.path(), "IMG 0412 été.jpg")?;
    let film = material::film(files.path(), "la forêt.mov", 4)?;
    let studio = Studio::open()?;
    welcome(&studio)?;
    connect_bluesky(&studio, &bluesky)?;
    connect_mastodon(&studio, &mastodon)?;
    drop_into_the_library(&studio, &film)?;
    write(&studio, &photo)?;
    mend_x(&studio)?;
    schedule(&studio)?;
    receipts(&studio)?;
    bluesky_holds_the_post(&bluesky, &photo)?;
    mastodon_holds_the_post(&mastodon, &photo)?;
    secrets_are_only_in_the_keyring(&studio, &bluesky)
}

fn welcome(studio: &Studio) -> Result<()> {
    studio.says("Déposez une photo.")?;
    studio.picture("journey-01-welcome")?;
    studio.press("Aller au studio")?;
    studio.find("[contenteditable=true]")?;
    studio.picture("journey-02-compose").map(|_| ())
}

/// Connects the server's first person in the Connections.
pub fn connect_bluesky(studio: &Studio, bluesky: &Bluesky) -> Result<()> {
    let alice = bluesky.people.first().context("an account")?;
    studio.press("Connexions")?;
    studio.press("Ajouter Bluesky")?;
    studio.fill("Identifiant ou adresse e-mail", &alice.handle)?;
    studio.fill("Mot de passe d’application", &alice.app_password)?;
    studio.fill("Serveur", &bluesky.url)?;
    studio.tick("Ce serveur est sur mon propre réseau")?;
    studio.picture("journey-03-bluesky")?;
    studio.press("Connecter")?;
    studio.says(&alice.handle)?;
    studio.until("the dialog stays open", || Ok(studio.page.all("[role=dialog]")?.is_empty().then_some(())))
}

fn connect_mastodon(studio: &Studio, mastodon: &Mastodon) -> Result<()> {
    let user = mastodon.people.first().context("a person")?;
    studio.press("Ajouter Mastodon")?;
    studio.fill("Votre serveur, par exemple mastodon.social", &mastodon.url)?;
    studio.tick("Ce serveur est sur mon propre réseau")?;
    studio.press("Connecter")?;
    let page = studio.browsed()?;
    mastodon.say_yes(&page, user);
    studio
        .until("the dialog stays open", || Ok(studio.page.all("[role=dialog]")?.is_empty().then_some(())))?;
    studio.until("two accounts are not there", || {
        let accounts = studio.call("account_list", json!({}))?;
        Ok((accounts["accounts"].as_array().map_or(0, Vec::len) == 2).then_some(()))
    })?;
    studio.picture("journey-04-connections").map(|_| ())
}

/// The film is imported, and its clock advances when it plays.
fn drop_into_the_library(studio: &Studio, film: &Path) -> Result<()> {
    studio.press("Médiathèque")?;
    studio.drop_files(&[film])?;
    studio.until("the film is not in the library", || {
        let assets = studio.call("asset_list", json!({ "limit": 10 }))?;
        Ok(assets["assets"].get(0).map(|_| ()))
    })?;
    studio.picture("journey-05-library")?;
    let tile = studio.named("[role=option], [role=row], button", "la forêt.mov")?;
    studio.page.click(&tile)?;
    studio.press("Lire la forêt.mov")?;
    studio.until("the film doesn't play in the window", || {
        let at = studio.page.run("return document.querySelector('video')?.currentTime ?? 0;", json!([]))?;
        Ok(at.as_f64().is_some_and(|at| at > 0.5).then_some(()))
    })?;
    studio.picture("journey-06-film").map(|_| ())
}

fn write(studio: &Studio, photo: &Path) -> Result<()> {
    studio.press("Composer")?;
    studio.find("[contenteditable=true]")?;
    studio.drop_files(&[photo])?;
    studio.until("the photograph is not in the post", || {
        Ok(studio.page.all("img[src*='upbeat-media']")?.into_iter().next())
    })?;
    let editor = studio.find("[contenteditable=true]")?;
    studio.page.click(&editor)?;
    studio.page.keys(&editor, TEXT)?;
    for network in ["Instagram", "Facebook", "LinkedIn", "X"] {
        studio.choose("Ajouter un réseau sans compte", network)?;
    }
    for name in ["Bluesky", "Mastodon"] {
        let toggle = studio.until(&format!("no toggle for {name}"), || {
            let path = format!("//button[contains(@aria-label, ', {name},')]");
            Ok(studio.page.all_by_path(&path)?.into_iter().next())
        })?;
        if studio.page.attribute(&toggle, "aria-pressed")?.as_deref() != Some("true") {
            studio.page.click(&toggle)?;
        }
    }
    studio.until("the post is not saved with its six targets", || {
        let post = the_post(studio)?;
        let targets = post["draft"]["targets"].as_array().map_or(0, Vec::len);
        Ok((targets == 6).then_some(()))
    })?;
    describe(studio)?;
    studio.picture("journey-07-written").map(|_| ())
}

/// Gives the picture its description, in the post.
fn describe(studio: &Studio) -> Result<()> {
    studio.press("Média 1, IMG 0412 été.jpg")?;
    studio.fill("Description", ALT)?;
    studio.press("Terminé")?;
    studio.until("the description is not saved", || {
        let post = the_post(studio)?;
        Ok((post["draft"]["body"]["media"][0]["alt"] == json!(ALT)).then_some(()))
    })
}

/// The one post of the workspace.
fn the_post(studio: &Studio) -> Result<Value> {
    let posts = studio.call("post_list", json!({ "limit": 5 }))?;
    let id = posts["posts"][0]["id"].clone();
    studio.call("post_get", json!({ "id": id }))
}

/// X takes 280: its problem is shown, and the fix that is offered mends it.
fn mend_x(studio: &Studio) -> Result<()> {
    let problem = |studio: &Studio| -> Result<Option<Value>> {
        let id = the_post(studio)?["id"].clone();
        let checks = studio.call("post_check", json!({ "id": id }))?;
        let x =
            checks["checks"].as_array().into_iter().flatten().find(|check| check["network"] == "x").cloned();
        Ok(x.filter(|check| check["valid"] == json!(false)))
    };
    studio.until("X has no problem with a text that is too long", || problem(studio))?;
    studio.find("section[aria-label='Problèmes']")?;
    studio.picture("journey-08-problem")?;
    let fix = studio.find("section[aria-label='Problèmes'] [role=status] button")?;
    studio.page.click(&fix)?;
    studio.until("the fix mends nothing", || Ok(problem(studio)?.is_none().then_some(())))?;
    studio.picture("journey-09-mended").map(|_| ())
}

/// A minute ahead, through the date field.
fn schedule(studio: &Studio) -> Result<()> {
    let zone =
        studio.call("studio_get", json!({}))?["workspace"]["zone"].as_str().context("a zone")?.to_owned();
    let when = studio.until("no date can be chosen", || {
        let path = "//footer//button[starts-with(normalize-space(), 'Choisir une date')]";
        Ok(studio.page.all_by_path(path)?.into_iter().next())
    })?;
    studio.page.click(&when)?;
    let soon =
        Command::new("date").env("TZ", &zone).args(["-d", "+75 seconds", "+%d %m %Y %H %M"]).output()?;
    let soon = String::from_utf8(soon.stdout)?;
    let parts: Vec<&str> = soon.split_whitespace().collect();
    for (segment, value) in ["day", "month", "year", "hour", "minute"].iter().zip(parts) {
        let field = studio.find(&format!("[role=spinbutton][data-type={segment}]"))?;
        studio.page.click(&field)?;
        studio.page.keys(&field, value)?;
    }
    studio.picture("journey-10-when")?;
    studio.press("Terminé")?;
    let button = studio.until("nothing can be scheduled", || {
        Ok(studio
            .page
            .all_by_path("//footer//button[starts-with(normalize-space(), 'Programmer')]")?
            .into_iter()
            .next())
    })?;
    studio.page.click(&button)?;
    studio.says("Programmé")?;
    studio.picture("journey-11-scheduled").map(|_| ())
}

fn receipts(studio: &Studio) -> Result<()> {
    studio.press("File d’attente")?;
    let out = studio.until_within("both receipts did not come", OUT_LONGEST, || {
        let list = studio.call("publication_list", json!({ "limit": 10 }))?;
        let all = list["publications"].as_array().cloned().unwrap_or_default();
        let out = all.iter().filter(|one| one["status"] == "published" && one["receipt"].is_object()).count();
        Ok((all.len() == 2 && out == 2).then_some(()))
    });
    write_down(studio)?;
    out?;
    studio.picture("journey-12-receipts").map(|_| ())
}

/// What the tour's page tells beside the pictures: receipts, files, what happened when.
fn write_down(studio: &Studio) -> Result<()> {
    let list = studio.call("publication_list", json!({ "limit": 10 }))?;
    let mut told = Vec::new();
    for publication in list["publications"].as_array().into_iter().flatten() {
        told.push(studio.call("publication_get", json!({ "id": publication["id"] }))?);
    }
    let text = serde_json::to_string_pretty(&told)?;
    Ok(std::fs::write(crate::studio::pictures().join("journey.json"), text)?)
}

fn bluesky_holds_the_post(bluesky: &Bluesky, photo: &Path) -> Result<()> {
    let alice = bluesky.people.first().context("an account")?;
    let posts = bluesky.posts(&alice.did);
    ensure!(posts.len() == 1, "{} posts on Bluesky", posts.len());
    let record = &posts[0]["value"];
    ensure!(record["text"] == json!(TEXT), "{record}");
    ensure!(record["facets"] == facets(), "{:#}", record["facets"]);
    let image = &record["embed"]["images"][0];
    ensure!(image["alt"] == json!(ALT), "{image}");
    let cid = image["image"]["ref"]["$link"].as_str().context("a picture")?;
    let file = photo.with_file_name("from-bluesky.jpg");
    std::fs::write(&file, bluesky.blob(&alice.did, cid))?;
    is_ready_for_the_public(&file, photo)
}

/// Link and hashtag at their places in UTF-8 bytes, as Bluesky counts
/// (<https://docs.bsky.app/docs/advanced-guides/post-richtext>, read 2026-11-25).
fn facets() -> Value {
    let feature = |words: &str, feature: Value| {
        let start = TEXT.find(words).unwrap_or_default();
        json!({ "index": { "byteStart": start, "byteEnd": start + words.len() }, "features": [feature] })
    };
    let (link, tag) = ("https://example.org/automne", "forêt");
    json!([
        feature(link, json!({ "$type": "app.bsky.richtext.facet#link", "uri": link })),
        feature(&format!("#{tag}"), json!({ "$type": "app.bsky.richtext.facet#tag", "tag": tag })),
    ])
}

fn mastodon_holds_the_post(mastodon: &Mastodon, photo: &Path) -> Result<()> {
    let posts = mastodon.posts(mastodon.people.first().context("a person")?);
    let ours: Vec<&Value> = posts.iter().filter(|post| post.to_string().contains("La forêt")).collect();
    ensure!(ours.len() == 1, "{} posts on Mastodon", ours.len());
    let said = ours[0]["content"].as_str().context("words")?;
    ensure!(without_tags(said) == TEXT, "{said}");
    let media = &ours[0]["media_attachments"][0];
    ensure!(media["description"] == json!(ALT), "{media}");
    let reply = http::get(media["url"].as_str().context("an address of the picture")?);
    let file = photo.with_file_name("from-mastodon.jpg");
    std::fs::write(&file, reply.body)?;
    is_ready_for_the_public(&file, photo)
}

/// What a page shows of HTML.
fn without_tags(html: &str) -> String {
    let mut parts = html.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once('>').map_or("", |(_tag, words)| words));
    (first + &rest.collect::<String>()).replace("&#39;", "'").replace("&amp;", "&")
}

/// Upright, in sRGB, and without the place where it was taken: by its tags, and by its pixels beside what an
/// independent tool makes of the photograph.
fn is_ready_for_the_public(file: &Path, photo: &Path) -> Result<()> {
    let seen = look(file)?;
    ensure!(seen.width_px < seen.height_px, "the portrait lies on its side: {seen:?}");
    ensure!(seen.orientation.is_empty() || seen.orientation == "1", "{seen:?}");
    ensure!(seen.gps.is_empty(), "the place is still in it: {seen:?}");
    ensure!(seen.profile.is_empty() || seen.profile.contains("sRGB"), "{seen:?}");
    let folder = file.parent().context("a folder")?;
    let srgb = media::srgb_profile(folder)?;
    let srgb = srgb.to_string_lossy();
    let small = ["-resize", "240x320!"];
    let wanted = Rgb::read(photo, &[&["-auto-orient", "-profile", &srgb][..], &small].concat())?;
    let got = Rgb::read(file, &small)?;
    let alike = media::similarity(&wanted, &got);
    ensure!(alike > ALIKE_LEAST, "{}: the picture is another one: {alike:.3}", file.display());
    let overturned = Rgb::read(file, &[&["-rotate", "180"][..], &small].concat())?;
    ensure!(media::similarity(&wanted, &overturned) < ALIKE_LEAST, "the comparison sees no difference");
    for (x, y) in [(0.2, 0.2), (0.5, 0.5), (0.8, 0.3), (0.3, 0.8)] {
        let pair = wanted.around(x, y).into_iter().zip(got.around(x, y));
        let furthest = pair.map(|(one, other)| (one - other).abs()).fold(0.0, f64::max);
        ensure!(furthest < COLOUR_OFF_MOST, "{}: colours are off by {furthest:.1}", file.display());
    }
    Ok(())
}

/// Every secret that the keyring holds for us is searched in every file of the person's home.
///
/// The client identifier lies in the keyring beside its secret, but is none itself: it has to stand in the address of
/// the sign-in page (<https://www.rfc-editor.org/rfc/rfc6749#section-2.2>, read 2026-11-25).
fn secrets_are_only_in_the_keyring(studio: &Studio, bluesky: &Bluesky) -> Result<()> {
    let home = studio.home.path();
    let sign_in = studio.browsed()?;
    let identifier = sign_in
        .split(['?', '&'])
        .find_map(|pair| pair.strip_prefix("client_id="))
        .context("the sign-in page's address names no client")?;
    let bus = std::fs::read_to_string(home.join("bus"))?;
    let mut line = Command::new("secret-tool");
    line.args(["search", "--all", "service", "studio.upbeat"]).env("DBUS_SESSION_BUS_ADDRESS", bus);
    let said = String::from_utf8(line.output()?.stdout)?;
    let secrets: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("secret = ")).collect();
    let long: Vec<&str> = secrets.iter().flat_map(|secret| secret.split(['"', ',', ':', '{', '}'])).collect();
    let long: Vec<&str> = long.into_iter().filter(|word| word.len() >= 16 && *word != identifier).collect();
    ensure!(long.len() >= 2, "the keyring holds no token for two accounts ({} entries)", secrets.len());
    let typed = &bluesky.people.first().context("an account")?.app_password;
    for secret in long.into_iter().chain([typed.as_str()]) {
        let mut grep = Command::new("grep");
        grep.args(["-r", "-l", "-a", "-F", "--exclude-dir=keyrings", "--", secret]).arg(home);
        let found = String::from_utf8(grep.output()?.stdout)?;
        ensure!(found.trim().is_empty(), "a token lies outside the keyring: {found}");
    }
    Ok(())
}
