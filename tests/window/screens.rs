//! Every screen in both languages and both themes: its picture, and that nothing sticks out of the window.

use crate::desk::{Desk, Material, plan_a_week};
use crate::look::colours_within;
use crate::studio::{Studio, pictures};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::time::Instant;

/// The bar opens at the screen's corner: most of it, px.
const BAR_PX: &str = "380x500+0+0";
/// An unpainted window has one colour.
const COLOURS_LEAST: u32 = 40;
const LOOKS: [(&str, &str); 4] = [("fr", "light"), ("fr", "dark"), ("en", "light"), ("en", "dark")];
const PLACES: [&str; 5] = ["compose", "queue", "library", "connections", "settings"];

#[test]
fn every_screen_shows_in_both_languages_and_themes() -> Result<()> {
    let material = Material::make()?;
    let studio = Studio::open()?;
    let mut told = Told { started: Instant::now(), steps: Vec::new() };
    for look in LOOKS {
        wear(&studio, look)?;
        take(&studio, "welcome", look, &mut told)?;
    }
    wear(&studio, ("fr", "light"))?;
    studio.press("Aller au studio")?;
    let desk = Desk::lay(&studio, &material)?;
    plan_a_week(&studio)?;
    // Compose opens the post that was written last: the one that is laid last.
    let _desk = Desk::lay(&studio, &material)?;
    studio.reload()?;
    for look in LOOKS {
        wear(&studio, look)?;
        for place in PLACES {
            go(&studio, place)?;
            take(&studio, place, look, &mut told)?;
        }
        bar(&studio, &desk, look, &mut told)?;
    }
    let steps = serde_json::to_string_pretty(&told.steps)?;
    Ok(std::fs::write(pictures().join("screens-steps.json"), steps)?)
}

fn wear(studio: &Studio, (lang, theme): (&str, &str)) -> Result<()> {
    studio.call("settings_set", json!({ "lang": lang, "theme": theme }))?;
    studio.until("the page keeps its language", || {
        let html = studio.page.all("html")?.into_iter().next().context("a page")?;
        Ok((studio.page.attribute(&html, "lang")?.as_deref() == Some(lang)).then_some(()))
    })
}

fn go(studio: &Studio, place: &str) -> Result<()> {
    studio.click(&format!("aside a[href='/{place}']"))?;
    studio.find("main h1").map(|_| ())
}

fn take(studio: &Studio, screen: &str, look: (&str, &str), told: &mut Told) -> Result<()> {
    let name = name(screen, look);
    studio.picture(&name)?;
    told.note(&name, screen, look);
    let wide = "const page = document.documentElement; return page.scrollWidth - page.clientWidth;";
    let wide = studio.page.run(wide, json!([]))?;
    ensure!(wide == json!(0), "{name}: the page is {wide} px wider than its window");
    Ok(())
}

/// The bar is a window of its own above the studio: its picture is the screen's.
fn bar(studio: &Studio, desk: &Desk, look: (&str, &str), told: &mut Told) -> Result<()> {
    let workspace = studio.call("studio_get", json!({}))?["workspace"]["id"].clone();
    studio.call("bar_open", json!({ "workspace_id": workspace, "publication_id": desk.due }))?;
    studio.until("the bar does not open", || Ok((studio.window_count() == 2).then_some(())))?;
    let name = name("bar", look);
    // Another window can't be asked whether it is painted: its picture is taken when two in a row are alike.
    let mut before = Vec::new();
    studio.until("the bar does not come to rest", || {
        let picture = studio.screen_picture(&name)?;
        let painted = colours_within(&picture, BAR_PX)? >= COLOURS_LEAST;
        let now = std::fs::read(picture)?;
        let rests = painted && now == before;
        before = now;
        Ok(rests.then_some(()))
    })?;
    told.note(&name, "bar", look);
    studio.close_other_windows()
}

/// What the tour's page says beside the pictures.
struct Told {
    started: Instant,
    steps: Vec<Value>,
}

impl Told {
    fn note(&mut self, name: &str, screen: &str, (lang, theme): (&str, &str)) {
        self.steps.push(json!({
            "file": format!("{name}.png"),
            "title": format!("{screen}, {theme}, {lang}"),
            "elapsed_ms": u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        }));
    }
}

fn name(screen: &str, (lang, theme): (&str, &str)) -> String {
    format!("screens-{screen}-{theme}-{lang}")
}
