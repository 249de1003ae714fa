//! The shape of a sound: how far its wave reaches in each of many equal parts.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::time::Duration;

use crate::cancel::Cancel;
use crate::error::Fault;
use crate::probe::film::FilmFacts;
use crate::tool::{Tool, Tools, local_file, run};

/// Samples per second that are looked at: a shape needs no more, and an hour stays below 30 MB.
const RATE_HZ: u64 = 4_000;

/// Bytes of a sample.
const SAMPLE_BYTES: u64 = 2;

/// The peaks of all of a file, as [`read`].
pub(crate) fn of(
    path: &Path,
    facts: &FilmFacts,
    count: usize,
    tools: &Tools,
    cancel: &Cancel,
) -> Result<Vec<f32>, Fault> {
    if facts.audio.is_none() {
        return Err(Fault::damaged("there is no sound in it"));
    }
    let input = ["-f".into(), facts.format.demuxer.into(), "-i".into(), local_file(path)?];
    read(&input, facts.duration_ms.unwrap_or(0), count, tools, cancel)
}

/// The furthest reach of the wave in each of `count` equal parts, 0 to 1, of what `input` names in ffmpeg's
/// words and `part_ms` long.
pub(crate) fn read(
    input: &[OsString],
    part_ms: u64,
    count: usize,
    tools: &Tools,
    cancel: &Cancel,
) -> Result<Vec<f32>, Fault> {
    let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
    let raw = folder.path().join("sound.raw");
    let mut command = tools.command(Tool::Ffmpeg)?;
    command.args(["-hide_banner", "-nostdin", "-v", "error", "-protocol_whitelist", "file"]).args(input);
    command.args(["-map", "0:a:0", "-ac", "1", "-ar"]).arg(RATE_HZ.to_string());
    // Why the limit: a file may hold more than it says.
    let bytes_max = (part_ms + 5_000) * RATE_HZ * SAMPLE_BYTES / 1000;
    command.arg("-fs").arg(bytes_max.to_string()).args(["-c:a", "pcm_s16le", "-f", "s16le"]).arg(&raw);
    let finished = run(command, Duration::from_secs(60 + part_ms / 1000), cancel, &mut |_| {})?;
    if !finished.success {
        return Err(Fault::damaged(finished.complaint()));
    }
    let file = File::open(&raw).map_err(|error| Fault::reading(&error))?;
    let samples = file.metadata().map_err(|error| Fault::reading(&error))?.len() / SAMPLE_BYTES;
    reach(BufReader::new(file), samples, count).map_err(|error| Fault::reading(&error))
}

fn reach(mut sound: impl Read, samples: u64, count: usize) -> std::io::Result<Vec<f32>> {
    let mut peaks = vec![0_f32; count];
    let mut sample = [0; SAMPLE_BYTES as usize];
    for at in 0..samples {
        sound.read_exact(&mut sample)?;
        let reach = f32::from(i16::from_le_bytes(sample).unsigned_abs()) / 32_768.0;
        if let Some(peak) = peaks.get_mut((at * count as u64 / samples) as usize) {
            *peak = peak.max(reach);
        }
    }
    Ok(peaks)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "bytes in memory can always be read")]

    use super::*;

    #[test]
    fn each_part_tells_its_furthest_reach() {
        let samples = [0_i16, 16_384, -32_768, 1, 0, 0, -8_192];
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        assert_eq!(reach(&bytes[..], 7, 7).unwrap()[1..3], [0.5, 1.0]);
        assert_eq!(reach(&bytes[..], 7, 2).unwrap(), [1.0, 0.25]);
        let sparse = reach(&bytes[..4], 2, 4).unwrap();
        assert_eq!(sparse, [0.0, 0.0, 0.5, 0.0], "more parts than samples");
    }
}
