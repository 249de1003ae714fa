//! `upbeat media proxy`

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::{made, progress};
use crate::command::prepare::stop_on_ctrl_c;
use crate::output::{Exit, Out};

/// Makes a small film that every window plays.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  upbeat media proxy camera.mov --out proxy.mp4\n\n\
    H.264 and AAC in MP4, at most 960 px long. The original is never written to.")]
pub struct Proxy {
    /// The film
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The file to write, in MP4
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Proxy {
    /// Makes it and says what was done.
    pub async fn run(self, out: Out) -> Exit {
        let engine = Arc::new(upbeat_app::Engine::detect());
        let cancel = stop_on_ctrl_c();
        match upbeat_api::film_proxy(out.lang, engine, self.file, self.out, cancel, progress(out)).await {
            Ok(film) => {
                out.document(&film, |film| made(out.lang, film));
                Exit::Done
            }
            Err(failure) => out.failure(&failure),
        }
    }
}
