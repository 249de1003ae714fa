//! Leaves private data out of a file without touching its pixels.

use upbeat_domain::media::Step;

use crate::error::Fault;
use crate::probe::{Facts, StillFormat, jpeg, png};

/// The file without place, device, author, software, thumbnails and trailing data; none where this
/// kind of file has to be encoded anew for that.
pub(crate) fn strip(format: StillFormat, file: &[u8]) -> Result<Option<Vec<u8>>, Fault> {
    match format {
        StillFormat::Jpeg => {
            let (segments, _) = jpeg::segments(file)?;
            let mut kept = vec![0xFF, 0xD8];
            segments.iter().filter(|s| jpeg::shows(s)).for_each(|s| kept.extend_from_slice(s.whole));
            kept.extend([0xFF, 0xD9]);
            Ok(Some(kept))
        }
        StillFormat::Png => {
            let (chunks, _) = png::chunks(file)?;
            let mut kept = file.get(..8).unwrap_or_default().to_vec();
            chunks.iter().filter(|c| png::shows(c)).for_each(|c| kept.extend_from_slice(c.whole));
            Ok(Some(kept))
        }
        StillFormat::Webp
        | StillFormat::Gif
        | StillFormat::Tiff
        | StillFormat::Bmp
        | StillFormat::Heic
        | StillFormat::Avif
        | StillFormat::Psd
        | StillFormat::Svg
        | StillFormat::Pdf => Ok(None),
    }
}

/// What a person is told; none where there was nothing private.
pub(crate) fn step(facts: &Facts) -> Option<Step> {
    (facts.has_metadata || facts.has_gps).then_some(Step::MetadataRemoved { gps: facts.has_gps })
}
