//! What the tests of the window left to be shown: pictures with their titles, and publications.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use std::path::Path;

/// Publications as the contract's `publication_get` tells them.
const PUBLICATIONS: &str = "journey.json";
/// How long the window stood still.
const FRAMES: &str = "frames.json";
/// What a list of pictures is called: `<group>-steps.json`.
const STEPS: &str = "-steps.json";
/// Shown first, and last.
const JOURNEY: &str = "journey";
const SCREENS: &str = "screens";

/// All of it.
pub struct Told {
    /// Pictures: the journeys, then the screens.
    pub groups: Vec<Group>,
    /// Publications with receipts, files, and what happened.
    pub publications: Vec<Detail>,
    /// How long the window stood still.
    pub frames: Vec<Frames>,
}

/// How the window kept up while the person did something.
#[derive(Deserialize)]
pub struct Frames {
    /// What she did.
    pub what: String,
    /// Frames that were drawn meanwhile.
    pub frames: u64,
    /// The longest time between two of them, milliseconds.
    pub longest_ms: u64,
    /// How many came more than 100 ms after the one before.
    pub over_100_ms: u64,
    /// The longest that the page's thread was busy at a stretch, milliseconds.
    pub busy_longest_ms: u64,
    /// How often it was busy for more than 100 ms.
    pub busy_over_100_ms: u64,
}

/// Pictures that belong together.
pub struct Group {
    /// The part of the file names before the first dash.
    pub name: String,
    /// In the order in which they are shown.
    pub shots: Vec<Shot>,
}

/// One picture.
#[derive(Debug, Deserialize, PartialEq, Eq)]
pub struct Shot {
    /// File name, beside the list.
    pub file: String,
    /// What is seen, for a person.
    pub title: String,
    /// Time since the test began, milliseconds; none where no list says so.
    pub elapsed_ms: Option<u64>,
}

/// A publication and what became of it: the part of the contract's answer that the page shows.
#[derive(Deserialize)]
pub struct Detail {
    /// The publication.
    pub publication: Publication,
    /// Files that went out.
    #[serde(default)]
    pub files: Vec<File>,
    /// What happened, in order.
    #[serde(default)]
    pub log: Vec<Event>,
}

/// One post, on one account, at one time.
#[derive(Deserialize)]
pub struct Publication {
    /// Its title or first words.
    pub title: String,
    /// The account's name.
    pub handle: String,
    /// The network.
    pub network: String,
    /// How it went out, in words.
    pub route_label: String,
    /// Where it stands, in words.
    pub status_label: String,
    /// Proof that it is out.
    pub receipt: Option<Receipt>,
}

/// Proof that a post is out.
#[derive(Deserialize)]
pub struct Receipt {
    /// The network's own id.
    pub remote_id: String,
    /// Public address.
    pub url: Option<String>,
    /// When, RFC 3339.
    pub at: String,
    /// Who can see it, in words.
    pub audience_label: String,
    /// How we know, in words.
    pub proof_label: String,
}

/// A file that went out.
#[derive(Deserialize)]
pub struct File {
    /// BLAKE3, hexadecimal.
    pub hash: Option<String>,
    /// MIME type.
    pub mime: Option<String>,
    /// Size, bytes.
    pub bytes: Option<u64>,
    /// Width, px.
    pub width_px: Option<u32>,
    /// Height, px.
    pub height_px: Option<u32>,
}

/// One thing that happened.
#[derive(Deserialize)]
pub struct Event {
    /// When, RFC 3339.
    pub at: String,
    /// In words.
    pub text: String,
}

impl Told {
    /// Reads the folder.
    ///
    /// # Errors
    /// Where there are no pictures, no publications or no frames, or a list names a picture that is not there.
    pub fn read(folder: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(folder.join(PUBLICATIONS))
            .with_context(|| format!("the journey left no {PUBLICATIONS}"))?;
        let publications =
            serde_json::from_str(&text).with_context(|| format!("{PUBLICATIONS} is not understood"))?;
        Ok(Self { groups: groups(folder)?, publications, frames: frames(folder)? })
    }

    /// How many publications are proven.
    pub fn receipts(&self) -> usize {
        self.publications.iter().filter(|one| one.publication.receipt.is_some()).count()
    }
}

/// What the window's test noted of its frames.
///
/// # Errors
/// Where it noted nothing.
pub fn frames(folder: &Path) -> Result<Vec<Frames>> {
    let text = std::fs::read_to_string(folder.join(FRAMES))
        .with_context(|| format!("nobody measured frames: there is no {FRAMES}"))?;
    serde_json::from_str(&text).with_context(|| format!("{FRAMES} is not understood"))
}

fn groups(folder: &Path) -> Result<Vec<Group>> {
    let mut files: Vec<String> = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    files.sort();
    let mut names: Vec<String> =
        files.iter().filter_map(|file| Some(file.strip_suffix(STEPS)?.to_owned())).collect();
    for known in [JOURNEY, SCREENS] {
        if !names.iter().any(|name| name == known) && files.iter().any(|file| shows(file, known)) {
            names.push(known.to_owned());
        }
    }
    names.sort_by_key(|name| (!name.starts_with(JOURNEY), name == SCREENS, name.clone()));
    if names.is_empty() {
        bail!("no picture of a journey lies in {}", folder.display());
    }
    names.into_iter().map(|name| group(folder, name, &files)).collect()
}

fn shows(file: &str, group: &str) -> bool {
    file.ends_with(".png") && file.strip_prefix(group).is_some_and(|rest| rest.starts_with('-'))
}

fn group(folder: &Path, name: String, files: &[String]) -> Result<Group> {
    let list = format!("{name}{STEPS}");
    let mut shots: Vec<Shot> = if files.contains(&list) {
        let text = std::fs::read_to_string(folder.join(&list))?;
        serde_json::from_str(&text).with_context(|| format!("{list} is not understood"))?
    } else {
        Vec::new()
    };
    if let Some(lost) = shots.iter().find(|shot| !files.contains(&shot.file)) {
        bail!("{list} names {}, which is not there", lost.file);
    }
    for file in files.iter().filter(|file| shows(file, &name)) {
        if !shots.iter().any(|shot| shot.file == *file) {
            shots.push(Shot { file: file.clone(), title: title(file, &name), elapsed_ms: None });
        }
    }
    if name == SCREENS {
        beside_each_other(&mut shots);
    }
    Ok(Group { name, shots })
}

/// A title out of a file's name, where no list gives a better one: `journey-03-a_b.png` is "A b".
fn title(file: &str, group: &str) -> String {
    let words = file.trim_start_matches(group).trim_end_matches(".png");
    let words = words.trim_start_matches(|letter: char| letter == '-' || letter.is_ascii_digit());
    let words = words.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Puts the pictures of one screen (`screens-<screen>-…`) beside each other, screens in the order in
/// which they first came.
fn beside_each_other(shots: &mut [Shot]) {
    let screen = |shot: &Shot| shot.file.split('-').nth(1).unwrap_or_default().to_owned();
    let order: Vec<String> = shots.iter().map(screen).collect();
    shots.sort_by_key(|shot| order.iter().position(|name| *name == screen(shot)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLISHED: &str = r#"[{"publication":{"title":"La forêt","handle":"@alice.test","network":"bluesky",
        "route_label":"Directement","status_label":"Publié","state":"published","receipt":{"remote_id":"at://1",
        "url":null,"at":"2026-11-25T08:00:00Z","audience":"public","audience_label":"Public",
        "proof":"answer","proof_label":"Réponse du réseau"}},"body":{},"parts":[]}]"#;

    const STILL: &str = r#"[{"what":"typing","frames":480,"longest_ms":41,"over_100_ms":0,"busy_longest_ms":9,"busy_over_100_ms":0}]"#;

    fn folder(files: &[(&str, &str)]) -> Result<tempfile::TempDir> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join(FRAMES), STILL)?;
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text)?;
        }
        Ok(folder)
    }

    #[test]
    fn journeys_come_first_with_the_titles_of_their_list() -> Result<()> {
        let folder = folder(&[
            ("journey.json", PUBLISHED),
            ("screens-queue-dark-en.png", ""),
            ("screens-compose-light-fr.png", ""),
            ("screens-queue-light-fr.png", ""),
            ("journey-02-compose.png", ""),
            ("journey-01-welcome.png", ""),
            (
                "journey-steps.json",
                r#"[{"file":"journey-01-welcome.png","title":"First start","elapsed_ms":900}]"#,
            ),
            ("failed-journey.png", ""),
        ])?;
        let told = Told::read(folder.path())?;
        let titles: Vec<Vec<&str>> = told
            .groups
            .iter()
            .map(|group| group.shots.iter().map(|shot| shot.title.as_str()).collect())
            .collect();
        let screens = vec!["Compose light fr", "Queue dark en", "Queue light fr"];
        assert_eq!(titles, [vec!["First start", "Compose"], screens]);
        assert_eq!(told.groups[0].shots[0].elapsed_ms, Some(900));
        assert_eq!(told.receipts(), 1);
        assert_eq!(told.frames[0].longest_ms, 41);
        Ok(())
    }

    #[test]
    fn a_list_that_names_a_picture_that_was_not_taken_is_an_error() -> Result<()> {
        let list = r#"[{"file":"journey-01-welcome.png","title":"First start","elapsed_ms":900}]"#;
        let folder = folder(&[("journey.json", PUBLISHED), ("journey-steps.json", list)])?;
        let error = Told::read(folder.path()).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains("journey-01-welcome.png, which is not there"), "{error}");
        Ok(())
    }

    #[test]
    fn a_run_without_receipts_makes_no_page() -> Result<()> {
        let folder = folder(&[("journey-01-welcome.png", "")])?;
        assert!(Told::read(folder.path()).is_err());
        Ok(())
    }
}
