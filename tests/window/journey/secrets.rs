//! Where secrets lie, and where they don't.

use crate::studio::Studio;
use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::path::Path;
use std::process::Command;
use upbeat_testkit::servers::bluesky::Bluesky;

use super::TEXT;

/// A value that the web view is asked to keep: it must be found by the search that finds no secret.
const CONTROL: &str = "a-word-of-sixteen-letters-and-more";
/// Tokens and secrets of two accounts: access and refresh here, token and client's secret there.
const SECRETS_LEAST: usize = 4;

/// Every secret that the keyring holds for us is searched in every file of the person's home: data folder, write-ahead
/// logs, the web view's storage, temporary files, the whole log.
///
/// The client identifier lies in the keyring beside its secret, but is none itself: it has to stand in the address of
/// the sign-in page (<https://www.rfc-editor.org/rfc/rfc6749#section-2.2>, read 2026-11-25).
pub fn are_only_in_the_keyring(studio: &Studio, bluesky: &Bluesky) -> Result<()> {
    let home = studio.home.path();
    let opened = std::fs::read_to_string(home.join("browsed"))?;
    let sign_in =
        opened.lines().find(|page| page.contains("client_id=")).context("the sign-in page was opened")?;
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
    ensure!(long.len() >= SECRETS_LEAST, "the keyring holds {} of {} entries", long.len(), secrets.len());
    everything_is_searched(studio)?;
    let typed = &bluesky.people.first().context("an account")?.app_password;
    for secret in long.into_iter().chain([typed.as_str()]) {
        let found = holding(secret, home)?;
        ensure!(found.is_empty(), "a secret lies outside the keyring: {found:?}");
    }
    Ok(())
}

/// The search reads what the studio has written but not yet tidied away, and what the web view keeps in its own way.
fn everything_is_searched(studio: &Studio) -> Result<()> {
    let home = studio.home.path();
    studio.page.run("localStorage.setItem('upbeat.control', arguments[0]);", json!([CONTROL]))?;
    studio.until("what the web view keeps is not found", || {
        let found = holding(CONTROL, home)?;
        Ok(found.iter().any(|file| file.contains("/localstorage/")).then_some(()))
    })?;
    let plain = TEXT.split(['’', 'é']).max_by_key(|part| part.len()).context("a stretch of plain letters")?;
    let found = holding(plain, &home.join("studio"))?;
    ensure!(!found.is_empty(), "the post's own words are found: {plain}");
    let mut find = Command::new("find");
    let logs = find.arg(home.join("studio")).args(["-name", "*-wal", "-size", "+0"]).output()?;
    ensure!(!logs.stdout.is_empty(), "a write-ahead log is among what is searched");
    let told = holding("upbeat_publisher", home)?;
    ensure!(
        told.iter().any(|file| file.ends_with("/log")),
        "the studio's log, with its debug lines: {told:?}"
    );
    Ok(())
}

/// The files below a folder that hold a word of plain letters, as UTF-8 or as UTF-16 of either order; apart from the
/// keyring's own, which is enciphered.
fn holding(word: &str, folder: &Path) -> Result<Vec<String>> {
    // Why by number: nothing in a secret may count as a pattern.
    let pattern: String = word.bytes().map(|byte| format!("\\x{byte:02x}\\x00?")).collect();
    let mut grep = Command::new("grep");
    grep.args(["-r", "-l", "-a", "-P", "--exclude-dir=keyrings", "--devices=skip", "--", &pattern]);
    let said = grep.arg(folder).env("LC_ALL", "C").output()?;
    Ok(String::from_utf8(said.stdout)?.lines().map(str::to_owned).collect())
}
