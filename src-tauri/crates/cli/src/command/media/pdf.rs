//! `upbeat media pdf`

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use upbeat_app::document::Bind;
use upbeat_app::prepare::plan::Wanted;
use upbeat_contract::document::{DocumentPage, MadeDocument};
use upbeat_contract::{figure, words};
use upbeat_domain::lang::Lang;
use upbeat_domain::media::Choices;

use super::progress;
use crate::command::edits::Framing;
use crate::command::film::{Color, color};
use crate::command::prepare::stop_on_ctrl_c;
use crate::output::{Exit, Out};
use crate::targets::Named;
use crate::usage::Wrong;

/// Makes one PDF of several pictures and documents.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  upbeat media pdf 1.jpg 2.jpg 3.png --for linkedin:document --out carousel.pdf\n  \
    upbeat media pdf cover.jpg report.pdf --for linkedin:document:square --fit contain --out carousel.pdf --json\n\n\
    A page each, in the order named, all of the frame's size: as many points (1/72 inch) as it has pixels. A file with \
    several pages gives them all. Pages of a PDF become pictures: pass on a PDF that is right already, or `upbeat \
    prepare` it. Originals are never written to."
)]
pub struct Pdf {
    /// Pictures and documents, in the order of the pages
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// For whom: linkedin, linkedin:document, linkedin:document:square
    #[arg(long = "for", value_name = "FORMAT", required = true, value_parser = one)]
    target: Wanted,

    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    #[command(flatten)]
    framing: Framing,

    /// Colour behind see-through parts and on plain margins, such as #ffffff
    #[arg(long, value_name = "COLOR", value_parser = color)]
    background: Option<Color>,
}

impl Pdf {
    /// Makes it and says what was done, page by page.
    pub async fn run(self, out: Out) -> Exit {
        let engine = Arc::new(upbeat_app::Engine::detect());
        let Framing { focus, fit, page } = self.framing;
        let background = self.background.map(|color| color.0);
        let choices = Choices { focus, fit: fit.unwrap_or_default(), page, background, ..Choices::default() };
        let request = Bind { files: self.files, choices, wanted: self.target, to: self.out };
        let cancel = stop_on_ctrl_c();
        match upbeat_api::bind_document(out.lang, engine, request, cancel, progress(out)).await {
            Ok(made) => {
                out.document(&made, |made| human(out.lang, made));
                Exit::Done
            }
            Err(failure) => out.failure(&failure),
        }
    }
}

/// One network, and maybe its format and frame.
fn one(text: &str) -> Result<Wanted, Wrong> {
    match text.parse::<Named>()? {
        Named::One { network, format, preset } => Ok(Wanted { network, format, preset }),
        Named::All => Err(Wrong::Network),
    }
}

fn human(lang: Lang, made: &MadeDocument) -> String {
    let pages = words::counted(lang, "said", "pages", u32::try_from(made.pages.len()).unwrap_or(u32::MAX));
    let size = format!("{} × {}", made.width_px, made.height_px);
    let lines = made.pages.iter().enumerate().map(|(index, page)| line(index, page)).collect::<String>();
    format!("{}: {pages}, {size}, {}{lines}", made.path, figure::bytes(lang, made.bytes))
}

/// A page, what it shows, and below it what was done.
fn line(index: usize, page: &DocumentPage) -> String {
    let steps: String = page
        .steps
        .iter()
        .flat_map(|step| [Some(format!("\n      {}", step.text)), step.loss.as_deref().map(lost)])
        .flatten()
        .collect();
    format!("\n  {:>3}  {}{steps}", index + 1, page.source)
}

fn lost(loss: &str) -> String {
    format!("\n      ! {loss} (--fit blur)")
}
