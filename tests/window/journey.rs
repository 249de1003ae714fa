//! The main journey: a photograph and a film are dropped, texts are written, two accounts are connected, and a minute
//! later two real servers hold both posts, each with its receipt in the queue.

mod held;
mod secrets;

use crate::studio::Studio;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use upbeat_testkit::material;
use upbeat_testkit::media::Photo;
use upbeat_testkit::servers::bluesky::Bluesky;
use upbeat_testkit::servers::mastodon::Mastodon;

/// Over 280 for X, below 300 graphemes for Bluesky; a link, a hashtag, accents. (WebKitWebDriver
/// types no character beyond the first plane: no emoji.)
const TEXT: &str = "Deux éléphants traversent la plaine et s’arrêtent net : ils nous ont vus. On ne bouge plus, on ne \
                    respire plus. Ils repartent au bout d’une heure, sans hâte, vers la forêt. Le récit complet et \
                    la carte sont sur notre site pour qui voyage cet automne. \
                    https://example.org/automne #éléphants";
const ALT: &str = "Deux éléphants en bleu, l’un tourné vers nous";
const FILM_TEXT: &str = "Le pré, à l’heure où l’on entend tout.";
const FILM_ALT: &str = "Un long regard sur un pré en fleurs";
/// From pressing "Programmer" to the receipts: a minute of waiting, rendering, two servers.
const OUT_LONGEST: Duration = Duration::from_secs(240);

#[test]
fn what_is_dropped_and_written_goes_out_once_to_two_real_servers() -> Result<()> {
    let (Some(bluesky), Some(mastodon)) = (Bluesky::start(&["alice.test"]), Mastodon::start()) else {
        return Ok(());
    };
    let files = tempfile::tempdir()?;
    let photo = photograph(files.path())?;
    let film = material::film(files.path(), "la forêt.mov", 4)?;
    held::look_at_the_originals(&photo, &film)?;
    let studio = Studio::open()?;
    welcome(&studio)?;
    connect_bluesky(&studio, &bluesky)?;
    connect_mastodon(&studio, &mastodon)?;
    drop_into_the_library(&studio, &film)?;
    write(&studio, &photo)?;
    mend_x(&studio)?;
    schedule(&studio)?;
    held::nothing_is_out_yet(&bluesky, &mastodon)?;
    send_the_film(&studio)?;
    receipts(&studio, &bluesky, &mastodon)?;
    held::bluesky_holds_the_posts(&bluesky, &photo)?;
    held::mastodon_holds_the_posts(&mastodon, &photo)?;
    secrets::are_only_in_the_keyring(&studio, &bluesky)
}

/// Twelve megapixels out of a photograph's eighteen, none of them made up, stored as a phone does: on their side, in
/// Display P3, with the place.
fn photograph(folder: &Path) -> Result<PathBuf> {
    let shot = Photo {
        upright_px: (4_032, 3_024),
        orientation: 6,
        display_p3: true,
        private: true,
        ..Photo::default()
    };
    shot.write(folder, "IMG 0412 été.jpg")
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
    connect_bluesky_at(studio, bluesky, &bluesky.url)
}

/// The same over another way to the server.
pub fn connect_bluesky_at(studio: &Studio, bluesky: &Bluesky, url: &str) -> Result<()> {
    let alice = bluesky.people.first().context("an account")?;
    studio.press("Connexions")?;
    studio.press("Ajouter Bluesky")?;
    studio.fill("Identifiant ou adresse e-mail", &alice.handle)?;
    studio.fill("Mot de passe d’application", &alice.app_password)?;
    studio.fill("Serveur", url)?;
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
    studio.press_one("[role=option], [role=row], button", "la forêt.mov")?;
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
    choose_accounts(studio)?;
    studio.until("the post is not saved with its six targets", || {
        let post = the_post(studio)?;
        let targets = post["draft"]["targets"].as_array().map_or(0, Vec::len);
        Ok((targets == 6).then_some(()))
    })?;
    describe(studio, "IMG 0412 été.jpg", ALT)?;
    studio.picture("journey-07-written").map(|_| ())
}

/// Chooses both accounts, where they are not chosen.
fn choose_accounts(studio: &Studio) -> Result<()> {
    for name in ["Bluesky", "Mastodon"] {
        let path = format!("//button[contains(@aria-label, ', {name},')]");
        let is_chosen = studio.until(&format!("no toggle for {name}"), || {
            let toggle = studio.page.all_by_path(&path)?.into_iter().next();
            toggle.map(|toggle| studio.page.attribute(&toggle, "aria-pressed")).transpose()
        })?;
        if is_chosen.as_deref() != Some("true") {
            studio.click_path(&path)?;
        }
    }
    Ok(())
}

/// Gives the medium its description, in the post.
fn describe(studio: &Studio, name: &str, alt: &str) -> Result<()> {
    studio.press(&format!("Média 1, {name}"))?;
    studio.fill("Description", alt)?;
    studio.press("Terminé")?;
    studio.until("the description is not saved", || {
        let post = the_post(studio)?;
        Ok((post["draft"]["body"]["media"][0]["alt"] == json!(alt)).then_some(()))
    })
}

/// The post that was written last.
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
    let problems = studio.find("section[aria-label='Problèmes']")?;
    let said = studio.page.text(&problems)?;
    ensure!(
        said.starts_with('X') && said.contains("280 au plus"),
        "the problem is not said to be X's: {said}"
    );
    studio.picture("journey-08-problem")?;
    studio.click("section[aria-label='Problèmes'] [role=status] button")?;
    studio.until("the fix mends nothing", || Ok(problem(studio)?.is_none().then_some(())))?;
    studio.picture("journey-09-mended").map(|_| ())
}

/// One to two minutes ahead, through the date field, which knows no seconds.
fn schedule(studio: &Studio) -> Result<()> {
    let zone =
        studio.call("studio_get", json!({}))?["workspace"]["zone"].as_str().context("a zone")?.to_owned();
    studio.click_path("//footer//button[starts-with(normalize-space(), 'Choisir une date')]")?;
    let soon =
        Command::new("date").env("TZ", &zone).args(["-d", "+120 seconds", "+%d %m %Y %H %M"]).output()?;
    let soon = String::from_utf8(soon.stdout)?;
    let parts: Vec<&str> = soon.split_whitespace().collect();
    for (segment, value) in ["day", "month", "year", "hour", "minute"].iter().zip(parts) {
        let field = studio.find(&format!("[role=spinbutton][data-type={segment}]"))?;
        studio.page.click(&field)?;
        studio.page.keys(&field, value)?;
    }
    studio.picture("journey-10-when")?;
    studio.press("Terminé")?;
    studio.click_path("//footer//button[starts-with(normalize-space(), 'Programmer')]")?;
    studio.says("Programmé")?;
    studio.picture("journey-11-scheduled").map(|_| ())
}

/// While the photograph waits for its minute, the film goes out at once: from the library, in a post of its own.
fn send_the_film(studio: &Studio) -> Result<()> {
    studio.press("Médiathèque")?;
    studio.press_one("[role=option], [role=row], button", "la forêt.mov")?;
    studio.press("Écrire un post")?;
    let editor = studio.find("[contenteditable=true]")?;
    studio.page.click(&editor)?;
    studio.page.keys(&editor, FILM_TEXT)?;
    choose_accounts(studio)?;
    studio.until("the film's post is not saved", || {
        let draft = the_post(studio)?["draft"].take();
        let targets = draft["targets"].as_array().map_or(0, Vec::len);
        Ok((targets == 2 && draft["body"]["text"] == json!(FILM_TEXT)).then_some(()))
    })?;
    describe(studio, "la forêt.mov", FILM_ALT)?;
    studio.picture("journey-12-film-written")?;
    studio.choose("Autres façons d’envoyer", "Publier maintenant…")?;
    studio.named("[role=alertdialog] button", "Publier maintenant")?;
    studio.picture("journey-13-film-asked")?;
    studio.press_one("[role=alertdialog] button", "Publier maintenant")
}

/// What the queue shows of both posts on both networks, and where "Voir" leads.
fn receipts(studio: &Studio, bluesky: &Bluesky, mastodon: &Mastodon) -> Result<()> {
    studio.press("File d’attente")?;
    let mut told = Vec::new();
    for words in [TEXT, FILM_TEXT] {
        for network in ["Bluesky", "Mastodon"] {
            told.push(receipt(studio, words, network));
        }
    }
    write_down(studio)?;
    let opened = told.into_iter().collect::<Result<Vec<String>>>()?;
    let addresses = held::addresses(bluesky, mastodon, [TEXT, FILM_TEXT])?;
    ensure!(opened == addresses, "the browser is asked for {opened:#?}, the servers have {addresses:#?}");
    studio.picture("journey-14-receipts").map(|_| ())
}

/// Reads the receipt of one post on one network as the person does: chooses its line, reads that it is online and who
/// says so, presses "Voir". Says what the browser is asked for.
fn receipt(studio: &Studio, words: &str, network: &str) -> Result<String> {
    let title = words.split(" : ").next().unwrap_or(words);
    let title = title.split('’').next().unwrap_or(title);
    // Pressed until its pane is there: a post whose time comes meanwhile goes to another part of the list, and the
    // press lands on what has come to its place.
    studio.until(&format!("the pane stays another's than {title}'s"), || {
        let path = format!("//li[@data-row]/button[contains(., \"{title}\")]");
        let line = studio.page.all_by_path(&path)?.into_iter().next().context("no line")?;
        studio.page.click(&line)?;
        let heading = format!("//aside//h2[contains(., \"{title}\")]");
        Ok(studio.page.all_by_path(&heading)?.into_iter().next())
    })?;
    let pane = format!("section[aria-label^='{network}, ']");
    studio.until_within(&format!("no receipt of {network} for {title}"), OUT_LONGEST, || {
        let entry = studio.page.all(&pane)?.into_iter().next().context("the line's pane")?;
        let said = studio.page.text(&entry)?;
        Ok((said.contains("En ligne") && said.contains("Réponse du réseau")).then_some(()))
    })?;
    let before = studio.browsed_count();
    studio.press_one(&format!("{pane} button"), "Voir")?;
    studio.until("the browser is not opened", || Ok((studio.browsed_count() > before).then_some(())))?;
    studio.browsed()
}

/// What the tour's page tells beside the pictures: receipts, files, what happened when.
fn write_down(studio: &Studio) -> Result<()> {
    let list = studio.call("publication_list", json!({ "limit": 10 }))?;
    let mut told = Vec::new();
    for publication in list["publications"].as_array().into_iter().flatten() {
        ensure!(is_out_in_time(publication), "out before its time: {publication:#}");
        told.push(studio.call("publication_get", json!({ "id": publication["id"] }))?);
    }
    let text = serde_json::to_string_pretty(&told)?;
    Ok(std::fs::write(crate::studio::pictures().join("journey.json"), text)?)
}

/// Whether the network took it no sooner than it was due; instants in UTC without their last letter sort as they do.
fn is_out_in_time(publication: &Value) -> bool {
    let due = publication["due"]["instant"].as_str();
    let out = publication["receipt"]["at"].as_str();
    due.zip(out).is_some_and(|(due, out)| due.trim_end_matches('Z') <= out.trim_end_matches('Z'))
}
