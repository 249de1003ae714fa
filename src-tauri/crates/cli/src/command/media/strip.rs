//! `upbeat media strip`

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use upbeat_contract::figure;
use upbeat_contract::film::FilmStrip;
use upbeat_domain::media::{STRIP_HEIGHT_PX, STRIP_PICTURES_MAX};

use crate::command::prepare::stop_on_ctrl_c;
use crate::output::{Exit, Out};
use crate::usage::{Wrong, within};

/// Puts small pictures of a film into a folder.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  upbeat media strip film.mov --out strip\n  \
    upbeat media strip film.mov --count 20 --height 120 --out strip --json")]
pub struct Strip {
    /// The film
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// How many pictures, 1 to 100
    #[arg(long, value_name = "N", default_value = "10", value_parser = count)]
    count: usize,

    /// Height of each at most, 16 to 720 px
    #[arg(long, value_name = "PX", default_value = "180", value_parser = height)]
    height: u32,

    /// Folder for the pictures
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Strip {
    /// Writes them and says where.
    pub async fn run(self, out: Out) -> Exit {
        let engine = Arc::new(upbeat_app::Engine::detect());
        let size = (self.count, self.height);
        match upbeat_api::film_strip(engine, self.file, size, self.out, stop_on_ctrl_c()).await {
            Ok(strip) => {
                out.document(&strip, |strip: &FilmStrip| {
                    let line = |picture: &upbeat_contract::film::FilmPicture| {
                        format!("{:>12}  {}", figure::duration(out.lang, picture.at_ms), picture.path)
                    };
                    strip.pictures.iter().map(line).collect::<Vec<_>>().join("\n")
                });
                Exit::Done
            }
            Err(failure) => out.failure(&failure),
        }
    }
}

fn count(text: &str) -> Result<usize, Wrong> {
    within(text, 1, STRIP_PICTURES_MAX.into())
}

fn height(text: &str) -> Result<u32, Wrong> {
    within(text, (*STRIP_HEIGHT_PX.start()).into(), (*STRIP_HEIGHT_PX.end()).into())
}
