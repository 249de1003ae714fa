//! `upbeat media cover`

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use upbeat_contract::figure;
use upbeat_contract::film::{FilmCover, FilmCovers};
use upbeat_contract::words;
use upbeat_domain::media::COVERS_MAX;

use crate::command::prepare::stop_on_ctrl_c;
use crate::output::{Exit, Out};
use crate::usage::{Wrong, within};

/// Proposes frames of a film for its cover.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  upbeat media cover film.mov\n  \
    upbeat media cover film.mov --count 6 --out covers --json")]
pub struct Cover {
    /// The film
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// How many at most, 1 to 20
    #[arg(long, value_name = "N", default_value = "4", value_parser = count)]
    count: usize,

    /// Folder to put the frames into
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Cover {
    /// Prints them, the best first.
    pub async fn run(self, out: Out) -> Exit {
        let engine = Arc::new(upbeat_app::Engine::detect());
        let cancel = stop_on_ctrl_c();
        match upbeat_api::film_covers(out.lang, engine, self.file, self.count, self.out, cancel).await {
            Ok(covers) => {
                out.document(&covers, |covers: &FilmCovers| {
                    if covers.covers.is_empty() {
                        return words::sentence(out.lang, "said", "no_cover", &[]);
                    }
                    covers.covers.iter().map(|cover| line(out, cover)).collect::<Vec<_>>().join("\n")
                });
                Exit::Done
            }
            Err(failure) => out.failure(&failure),
        }
    }
}

fn line(out: Out, cover: &FilmCover) -> String {
    let reasons: Vec<&str> = cover.reasons.iter().map(|reason| reason.text.as_str()).collect();
    let path = cover.path.as_ref().map(|path| format!("  {path}")).unwrap_or_default();
    format!("{:>12}  {}{path}", figure::duration(out.lang, cover.at_ms), reasons.join(", "))
}

fn count(text: &str) -> Result<usize, Wrong> {
    within(text, 1, COVERS_MAX.into())
}
