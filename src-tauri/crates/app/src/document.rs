//! One document of several files. Needs no studio.

use std::path::PathBuf;
use std::sync::Arc;

use upbeat_domain::code::Code;
use upbeat_domain::limits::Format;
use upbeat_domain::media::{Choices, DocumentOutput};
use upbeat_domain::network::NetworkId;
use upbeat_domain::plan;
use upbeat_media::{BoundFile, Cancel, Engine, PageSource};

use crate::failure::Failure;
use crate::film::{Tell, not_itself};
use crate::network;
use crate::prepare::plan::Wanted;
use crate::studio::blocking;

/// What shall become one document.
#[derive(Clone, Debug)]
pub struct Bind {
    /// Pictures and documents, in the order of the pages.
    pub files: Vec<PathBuf>,
    /// How each meets its page; the page of those with several, of which else all are taken.
    pub choices: Choices,
    /// For whom; where no format is named, the network's own for documents.
    pub wanted: Wanted,
    /// The file to write.
    pub to: PathBuf,
}

/// A document that was made.
#[derive(Clone, Debug)]
pub struct Document {
    /// For this network.
    pub network: NetworkId,
    /// For this format.
    pub format: String,
    /// In this frame.
    pub preset: String,
    /// The limits that it was made within.
    pub output: DocumentOutput,
    /// The file and its pages.
    pub file: BoundFile,
}

/// Makes one PDF of several pictures and documents, a page each, all of one size.
///
/// # Errors
/// `format.unknown` for a network without documents, or a format or frame that it doesn't have; `media.wrong_kind` for
/// a format of others; what the engine says of the files; originals are never written to.
pub async fn bind(
    engine: Arc<Engine>,
    request: Bind,
    cancel: Cancel,
    tell: Tell,
) -> Result<Document, Failure> {
    let Bind { files, choices, wanted, to } = request;
    let name = &network::of(wanted.network).name;
    let format = format(&wanted)?;
    let refused =
        |error: plan::PlanError| Failure { subject: Some(format.id.clone()), ..Failure::from(error) };
    let planned = plan::document(format, wanted.preset.as_deref());
    let (preset, output) = planned.map_err(|error| refused(error).with("network", name))?;
    let limits = output.clone();
    let work = move || {
        for file in &files {
            not_itself(file, &to)?;
        }
        let source = |path| PageSource { path, choices: choices.clone() };
        let sources: Vec<PageSource> = files.into_iter().map(source).collect();
        let made = engine.bind(&sources, &limits, &to, &tell, &cancel);
        made.map_err(|error| Failure::from(&error))
    };
    let file = blocking(work).await??;
    let (format, preset) = (format.id.clone(), preset.to_owned());
    Ok(Document { network: wanted.network, format, preset, output, file })
}

fn format(wanted: &Wanted) -> Result<&'static Format, Failure> {
    let limits = network::of(wanted.network);
    let found = match &wanted.format {
        Some(id) => network::format(wanted.network, id),
        None => limits.formats.iter().find(|format| format.document.is_some()),
    };
    let asked = wanted.format.as_deref().unwrap_or("document");
    found.ok_or_else(|| Failure::about(Code::FormatUnknown, asked).with("network", &limits.name))
}
