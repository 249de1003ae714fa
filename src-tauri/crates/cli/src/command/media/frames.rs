//! `upbeat media frames`

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use upbeat_api::LooseFrames;
use upbeat_app::Engine;
use upbeat_contract::editor::{Frames as Report, NetworkFrame};
use upbeat_contract::figure;
use upbeat_domain::lang::Lang;

use crate::command::edits::Framing;
use crate::command::prepare::{stop_on_ctrl_c, wanted};
use crate::output::{Exit, Out, in_one_line};
use crate::targets::Named;

/// What every network's frame keeps of a picture or film.
#[derive(Args, Debug)]
pub struct Frames {
    /// The original
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// For whom: all, x, instagram:story, instagram:feed_image:square; comma-separated
    #[arg(long = "for", value_name = "LIST", required = true, value_delimiter = ',')]
    targets: Vec<Named>,

    #[command(flatten)]
    framing: Framing,
}

impl Frames {
    /// Looks and reports.
    pub async fn run(self, out: Out) -> Exit {
        let Framing { focus, fit, page } = self.framing;
        let (fit, wanted) = (fit.unwrap_or_default(), wanted(&self.targets));
        let loose = LooseFrames { file: self.file, focus, fit, page, wanted };
        let engine = Arc::new(Engine::detect());
        let report = match upbeat_api::frames_of_file(out.lang, engine, loose, stop_on_ctrl_c()).await {
            Ok(report) => report,
            Err(error) => return out.error(error),
        };
        if !out.json {
            for failure in &report.failures {
                out.note(&format!("upbeat: {}", in_one_line(&failure.error)));
            }
        }
        out.document(&report, |report| human(out.lang, report));
        if report.failures.is_empty() { Exit::Done } else { Exit::Failed }
    }
}

fn human(lang: Lang, report: &Report) -> String {
    report.frames.iter().map(|frame| line(lang, frame)).collect::<Vec<_>>().join("\n")
}

/// A frame, and below it what its crop loses.
fn line(lang: Lang, frame: &NetworkFrame) -> String {
    let name = format!("{}:{}:{}", frame.network, frame.format, frame.preset);
    let shown = frame.shown;
    let part = format!("{}×{}+{}+{}", shown.width, shown.height, shown.x, shown.y);
    let by = frame.by.as_deref().unwrap_or("-");
    let faces = frame.faces.map(|faces| format!(" {}/{}", faces.kept, faces.found)).unwrap_or_default();
    let loss = frame.loss.as_ref().map(|loss| format!("\n  ! {loss} (--fit blur)")).unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, reason = "a share with one decimal")]
    let lost_percent = frame.lost_percent as f32;
    format!(
        "{name:<40} {:>4} × {:<4} {part:<22} {by}{faces} -{}{loss}",
        frame.width_px,
        frame.height_px,
        figure::percent(lang, lost_percent)
    )
}
