//! `upbeat media captions`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use upbeat_app::media::{read_captions, retimed_captions, written_captions};
use upbeat_app::{Engine, Failure};
use upbeat_contract::report::CaptionsReport;
use upbeat_contract::words;
use upbeat_domain::code::Code;
use upbeat_domain::media::{CaptionFormat, Piece, Speed};

use crate::command::film::{Clip, clip, speed};
use crate::output::{Exit, Out};
use crate::usage::Wrong;

/// Captions: read and checked, converted, and retimed to what is left of their film.
#[derive(Args, Debug)]
pub struct Captions {
    /// The captions, as SRT or WebVTT in UTF-8
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// As which kind of file: srt, vtt [default: by the ending of --out, else srt]
    #[arg(long = "as", value_name = "KIND", value_parser = format)]
    format: Option<CaptionFormat>,

    /// Retimed to this part of the film, several are joined: 2s..5s,1:05..1:10
    #[arg(long, value_name = "A..B[,C..D]", value_parser = clip)]
    trim: Option<Clip>,

    /// Retimed to a film that runs so much faster, 0.25 to 4
    #[arg(long, value_name = "FACTOR", value_parser = speed)]
    speed: Option<Speed>,

    /// Where to write them; no file is ever overwritten [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Captions {
    /// Reads, retimes, writes.
    pub async fn run(self, out: Out) -> Exit {
        match self.work().await {
            Ok((report, text)) => {
                out.document(&report, |report| match &report.path {
                    Some(path) => {
                        let count = u32::try_from(report.cues.len()).unwrap_or(u32::MAX);
                        format!("{} · {path}", words::counted(out.lang, "said", "captions", count))
                    }
                    None => text,
                });
                Exit::Done
            }
            Err(failure) => out.failure(&failure),
        }
    }

    async fn work(self) -> Result<(CaptionsReport, String), Failure> {
        let name = self.file.file_name().unwrap_or(self.file.as_os_str()).to_string_lossy().into_owned();
        let by_ending = self.out.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str());
        let by_ending = by_ending.and_then(|ending| ending.to_ascii_lowercase().parse().ok());
        let format = self.format.or(by_ending).unwrap_or(CaptionFormat::Srt);
        let source = self.file.display().to_string();
        let cues = read_captions(Arc::new(Engine::detect()), self.file).await?;
        let pieces: &[Piece] = self.trim.as_ref().map_or(&[], |clip| &clip.0);
        let cues = retimed_captions(&cues, pieces, self.speed.unwrap_or_default())?;
        let text = written_captions(&name, &cues, format)?;
        if let Some(path) = &self.out {
            write(path, &text)?;
        }
        let path = self.out.map(|path| path.display().to_string());
        let cues = cues.iter().map(Into::into).collect();
        Ok((CaptionsReport { source, format, path, cues }, text))
    }
}

/// Writes a file that isn't there yet.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    let refused = |_| Failure::about(Code::StorageUnwritable, path.display().to_string());
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(refused)?;
    file.write_all(text.as_bytes()).map_err(refused)
}

fn format(text: &str) -> Result<CaptionFormat, Wrong> {
    text.parse().map_err(|_| Wrong::OneOf(CaptionFormat::ALL.iter().map(|kind| kind.as_str()).collect()))
}
