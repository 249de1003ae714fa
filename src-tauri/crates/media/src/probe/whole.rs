//! Whether an MP4 or MOV is all there, and which way round: read from its top boxes alone.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::error::Fault;

/// Walks the top boxes of an MP4 or MOV. Tells whether the index stands first.
///
/// # Errors
/// When a box reaches past the end of the file: it was cut off.
pub(super) fn fast_start(path: &Path) -> Result<bool, Fault> {
    const BOXES_MAX: u32 = 100_000;
    let mut file = File::open(path).map_err(|error| Fault::reading(&error))?;
    let end = file.metadata().map_err(|error| Fault::reading(&error))?.len();
    let (mut at, mut index_at, mut pictures_at) = (0_u64, None, None);
    for _ in 0..BOXES_MAX {
        let mut head = [0_u8; 16];
        file.seek(SeekFrom::Start(at)).map_err(|error| Fault::reading(&error))?;
        let room = (end - at).min(16) as usize;
        if room < 8 || file.read_exact(&mut head[..room]).is_err() {
            break;
        }
        let word = |start: usize| head[start..start + 4].iter().fold(0_u64, |v, b| (v << 8) | u64::from(*b));
        let size = match word(0) {
            0 => end - at,
            1 if room == 16 => (word(8) << 32) | word(12),
            size => size,
        };
        match &head[4..8] {
            b"moov" => index_at = index_at.or(Some(at)),
            b"mdat" => pictures_at = pictures_at.or(Some(at)),
            _ => {}
        }
        match at.checked_add(size) {
            Some(next) if size >= 8 && next <= end => at = next,
            // Why only these two: junk behind the last real box plays everywhere.
            _ if index_at.is_none() || &head[4..8] == b"mdat" => {
                return Err(Fault::damaged("the film is cut off"));
            }
            _ => break,
        }
    }
    Ok(match (index_at, pictures_at) {
        (Some(index), Some(pictures)) => index < pictures,
        (Some(_) | None, _) => true,
    })
}
