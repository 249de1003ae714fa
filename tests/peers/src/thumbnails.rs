//! Thumbnails of every photograph of a folder, again and again, two at a time.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use rayon::prelude::*;
use upbeat_media::Engine;

use crate::prepare::{cpu_ms, tell};

/// Makes them, and throws them away.
pub fn make(folder: &Path, side: &Path, times: &Path) -> Result<()> {
    let number = |word: &Path| Ok::<u32, anyhow::Error>(word.to_str().context("no number")?.parse()?);
    let (side, times) = (number(side)?, number(times)?);
    let files: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    let engine = Engine::detect();
    let (started, before_ms) = (Instant::now(), cpu_ms()?);
    let all: Vec<&PathBuf> = (0..times).flat_map(|_| &files).collect();
    all.par_iter().with_max_len(1).try_for_each(|file| {
        let info = engine.probe(file)?;
        engine.thumbnail(file, &info, side).map(|_| ())
    })?;
    tell(started, before_ms)
}
