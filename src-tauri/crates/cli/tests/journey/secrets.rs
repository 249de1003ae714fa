//! Where secrets lie, and where they don't.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use upbeat_testkit::servers::bluesky::Person;

use crate::SignIn;
use crate::common::{Desk, SERVICE};

/// The password that was typed and every secret that the keychain holds are searched in every file:
/// data folder, write-ahead log, temporary files, the whole log, everything printed, the session's
/// folders. Only the keyring's own file may hold them, and that is enciphered.
pub fn lie_in_the_keychain_alone(desk: &Desk, alice: &Person, sign_in: &SignIn) -> Result<()> {
    let mut line = Command::new("secret-tool");
    let said = String::from_utf8(line.args(["search", "--all", "service", SERVICE]).output()?.stdout)?;
    let kept = said.lines().filter_map(|line| line.strip_prefix("secret = "));
    let words = kept.flat_map(|secret| secret.split(['"', ',', ':', '{', '}']));
    // Why not the application's identifier: it stands in the sign-in page's address by RFC 6749, 2.2.
    let secrets: Vec<&str> = words.filter(|word| word.len() >= 16 && *word != sign_in.client_id).collect();
    ensure!(
        secrets.len() >= 4,
        "access and refresh here, token and client's secret there: {}",
        secrets.len()
    );
    let session = std::env::var("XDG_RUNTIME_DIR").context("the session's folders")?;
    let session = Path::new(&session).parent().context("the session's folder")?;
    let log = std::fs::read_to_string(desk.home().join("printed/run.err"))?;
    ensure!(log.contains("moved"), "the log is really written");
    let control = desk.home().join("printed/control");
    std::fs::write(&control, "a word of sixteen letters and more")?;
    ensure!(
        holding("letters and more", &[desk.home()])?.trim() == control.display().to_string(),
        "it would be found"
    );
    for secret in secrets.into_iter().chain([&*alice.app_password]) {
        let found = holding(secret, &[desk.home(), session])?;
        ensure!(found.is_empty(), "a secret lies in {found}");
    }
    Ok(())
}

/// The files below these folders that hold a word, apart from the keyring's own.
fn holding(word: &str, folders: &[&Path]) -> Result<String> {
    let mut grep = Command::new("grep");
    grep.args(["-r", "-l", "-a", "-F", "--exclude-dir=keyrings", "--devices=skip", "--", word]);
    Ok(String::from_utf8(grep.args(folders).output()?.stdout)?)
}
