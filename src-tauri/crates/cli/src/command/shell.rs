//! Completions and manual pages.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;
use upbeat_app::Failure;
use upbeat_domain::code::Code;

use crate::output::{Exit, Out};

/// Prints completions.
#[derive(Args, Debug)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// Prints them to standard output.
    pub fn run(self, out: Out) -> Exit {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut crate::args::Args::command(), "upbeat", &mut script);
        out.text(&String::from_utf8_lossy(&script));
        Exit::Done
    }
}

/// Writes manual pages.
#[derive(Args, Debug)]
pub struct Man {
    /// Folder to write them to
    folder: PathBuf,
}

impl Man {
    /// Writes one page for each command.
    pub fn run(self, out: Out) -> Exit {
        let written = std::fs::create_dir_all(&self.folder)
            .and_then(|()| clap_mangen::generate_to(crate::args::Args::command(), &self.folder));
        match written {
            Ok(()) => Exit::Done,
            Err(error) => {
                tracing::debug!(%error, "manual pages");
                out.failure(&Failure::about(Code::StorageUnwritable, self.folder.display().to_string()))
            }
        }
    }
}
