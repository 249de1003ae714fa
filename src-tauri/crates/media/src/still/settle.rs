//! Files of what was made.

use std::time::Instant;

use upbeat_domain::id::ContentHash;

use super::{Work, tell};
use crate::error::Fault;
use crate::job::Job;
use crate::made::Made;
use crate::rendered::{Rendered, millis, path_for, write};

/// Writes the files of one piece of work and notes the results.
pub(super) fn settle(
    work: &Work<'_>,
    made: Result<Made, Fault>,
    job: &Job<'_>,
    started: Instant,
    results: &mut [Option<Result<Rendered, Fault>>],
) {
    for index in &work.indices {
        let result = made.clone().and_then(|made| {
            job.cancel.check()?;
            let path = path_for(job.folder, job.names[*index], &job.recipes[*index], made.extension);
            let hash = write(&path, &made.bytes)?;
            Ok(rendered(*index, path, hash, made, started))
        });
        if result.is_ok() {
            tell(job, *index, 100.0);
        }
        results[*index] = Some(result);
    }
}

fn rendered(
    recipe_index: usize,
    path: std::path::PathBuf,
    hash: ContentHash,
    made: Made,
    started: Instant,
) -> Rendered {
    Rendered {
        recipe_index,
        path,
        mime: made.mime.to_owned(),
        bytes: made.bytes.len() as u64,
        width_px: made.size_px.0,
        height_px: made.size_px.1,
        duration_ms: None,
        hash,
        crop: made.crop,
        captions: None,
        steps: made.steps,
        took_ms: millis(started.elapsed()),
    }
}
