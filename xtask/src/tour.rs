//! `cargo xtask tour`: the main journey in the real window against real servers, as a page with
//! numbered pictures, receipts, and the files that went out.

use crate::plan::{Step, follow};
use crate::process::say;
use crate::root::target;
use crate::system::{Purpose, provide};
use crate::{build, node, python, test};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

const JOURNEY: &str = "journey::";

/// Runs the command.
pub fn tour(arguments: &[String]) -> Result<ExitCode> {
    if !arguments.is_empty() {
        bail!("`tour` takes no argument");
    }
    let steps = vec![
        Step::new("See what is missing, install it", 1.0, || provide(Purpose::Test)),
        Step::new("Provide Node, Python's tools and the servers", 1.0, || {
            node::provide()?;
            python::provide()?;
            node::install("tests/servers")
        }),
        Step::new("Build the interface", 0.7, build::interface),
        Step::new("Build the studio and its journeys", 8.0, test::build),
        Step::new("Play the journeys in the real window", 3.0, || test::window(JOURNEY)),
        Step::new("Write the page", 0.1, page),
    ];
    follow("The tour", steps)?;
    Ok(ExitCode::SUCCESS)
}

fn page() -> Result<()> {
    let folder = target().join("window-pictures");
    let mut pictures: Vec<String> = std::fs::read_dir(&folder)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with("journey-") && name.ends_with(".png"))
        .collect();
    pictures.sort();
    let told =
        std::fs::read_to_string(folder.join("journey.json")).context("the journey left no receipts")?;
    let told: Vec<Value> = serde_json::from_str(&told)?;
    let file = folder.join("tour.html");
    std::fs::write(&file, html(&folder, &pictures, &told)?)?;
    say(&format!("      {} pictures, {} receipts: {}", pictures.len(), told.len(), file.display()));
    Ok(())
}

fn html(folder: &Path, pictures: &[String], told: &[Value]) -> Result<String> {
    let mut page = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Upbeat, the tour</title>\
         <style>body{font:15px/1.5 sans-serif;max-width:1100px;margin:2em auto;padding:0 1em}\
         img{max-width:100%;border:1px solid #ccc}pre{overflow:auto;background:#f4f4f4;padding:1em}</style>\
         <h1>Upbeat, the tour</h1>",
    );
    let mut first = None;
    for (number, picture) in pictures.iter().enumerate() {
        let taken = std::fs::metadata(folder.join(picture))?.modified()?;
        let since = taken.duration_since(*first.get_or_insert(taken)).unwrap_or(Duration::ZERO);
        let title = picture.trim_start_matches("journey-").trim_end_matches(".png");
        write!(
            page,
            "<h2>{}. {title}</h2><p>{:.1} s after the first</p><img src=\"{picture}\" alt=\"{title}\">",
            number + 1,
            since.as_secs_f64()
        )?;
    }
    page.push_str("<h2>Receipts, files, and what happened when</h2>");
    for one in told {
        let text = serde_json::to_string_pretty(one)?.replace('&', "&amp;").replace('<', "&lt;");
        write!(page, "<pre>{text}</pre>")?;
    }
    Ok(page)
}
