//! `upbeat media gif`

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use upbeat_domain::media::{GIF_BYTES_MAX, GifOutput};

use super::{made, progress};
use crate::command::film::{Clip, clip};
use crate::command::prepare::stop_on_ctrl_c;
use crate::output::{Exit, Out};
use crate::usage::{Wrong, within};

/// Makes a moving GIF of a film.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  upbeat media gif film.mov --out film.gif --trim 2s..5s\n  \
    upbeat media gif film.mov --out film.gif --trim 2s..4s,9s..10s --max-bytes 3000000\n\n\
    At most a minute. Size and frames a second are lowered until it fits.")]
pub struct Gif {
    /// The film
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// Part of the film to keep: 2s..5s; several are joined: 2s..4s,9s..10s
    #[arg(long, value_name = "A..B[,C..D]", value_parser = clip)]
    trim: Option<Clip>,

    /// Largest file, bytes
    #[arg(long, value_name = "N", default_value_t = GIF_BYTES_MAX, value_parser = bytes)]
    max_bytes: u64,
}

impl Gif {
    /// Makes it and says what was done.
    pub async fn run(self, out: Out) -> Exit {
        let engine = Arc::new(upbeat_app::Engine::detect());
        let pieces = self.trim.map(|Clip(pieces)| pieces).unwrap_or_default();
        let wanted = (self.out, GifOutput { pieces, max_bytes: self.max_bytes });
        let cancel = stop_on_ctrl_c();
        match upbeat_api::film_gif(out.lang, engine, self.file, wanted, cancel, progress(out)).await {
            Ok(film) => {
                out.document(&film, |film| made(out.lang, film));
                Exit::Done
            }
            Err(failure) => out.failure(&failure),
        }
    }
}

fn bytes(text: &str) -> Result<u64, Wrong> {
    within(text, 1_000, 1_000_000_000)
}
