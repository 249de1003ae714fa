//! The window opens, is not blank, speaks the person's language and obeys its policy.

use crate::look::colours;
use crate::studio::{Start, Studio};
use anyhow::{Result, ensure};
use serde_json::json;

/// A page that failed to start shows one or two colours; text alone gives dozens of greys.
const COLOURS_LEAST: u32 = 60;

#[test]
fn the_first_window_is_not_blank_and_speaks_french() -> Result<()> {
    let studio = Studio::open()?;
    studio.find("main, [role=main], h1")?;
    let lang = studio.page.attribute(&studio.find("html")?, "lang")?;
    let picture = studio.picture("smoke-fr")?;
    ensure!(lang.as_deref() == Some("fr"), "the page says lang={lang:?}");
    ensure!(colours(&picture)? >= COLOURS_LEAST, "the window is blank: {}", picture.display());
    Ok(())
}

#[test]
fn an_english_system_gets_an_english_studio() -> Result<()> {
    let start = Start { locale: "en_GB.UTF-8", ..Start::default() };
    let studio = Studio::start(&start, tempfile::tempdir()?)?;
    studio.find("main, [role=main], h1")?;
    let lang = studio.page.attribute(&studio.find("html")?, "lang")?;
    studio.picture("smoke-en")?;
    ensure!(lang.as_deref() == Some("en"), "the page says lang={lang:?}");
    Ok(())
}

#[test]
fn a_script_from_elsewhere_is_refused_by_the_policy() -> Result<()> {
    let studio = Studio::open()?;
    studio.find("main, [role=main], h1")?;
    let script = "const done = arguments[0]; const broken = [];\
                      document.addEventListener('securitypolicyviolation', (e) => broken.push(e.effectiveDirective));\
                      const inline = document.createElement('script'); inline.textContent = 'window.__ran = true';\
                      document.head.append(inline);\
                      const style = document.createElement('style'); style.textContent = 'body{opacity:0}';\
                      document.head.append(style);\
                      setTimeout(() => done([window.__ran === true, getComputedStyle(document.body).opacity, broken]), 300);";
    let said = studio.page.run_async(script, json!([]))?;
    ensure!(said[0] == json!(false), "an inline script ran: {said}");
    ensure!(said[1] == json!("1"), "an inline style took effect: {said}");
    Ok(())
}
