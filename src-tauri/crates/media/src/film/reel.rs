//! Many frames of one film in small: its key frames, read by few processes that decode nothing else.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::time::Duration;

use upbeat_domain::media::Choices;

use super::filter::{from_matrix, tone_map};
use super::grab;
use super::timeline::whole_ms;
use crate::cancel::Cancel;
use crate::error::Fault;
use crate::frame::{Bounds, Frame};
use crate::pixels::{Channels, Pixels};
use crate::probe::film::{FilmFacts, Video};
use crate::tool::{Tool, Tools, local_file, run};

/// How long looking through a film may take, seconds.
const REEL_SECONDS_MAX: u64 = 60;

/// Most processes that look through one film at the same time.
const PROCESSES_MAX: usize = 4;

/// Longest film of few key frames of which all frames are decoded, milliseconds.
const DECODE_MS_MAX: u64 = 60_000;

/// How far apart the moments of one process are put, milliseconds: longer than any film's key frames are, shorter than
/// the gap (30 hours) from which ffmpeg takes a moment for a mistake.
const APART_MS: i64 = 20_000_000;

/// A film that is looked into.
#[derive(Clone, Copy)]
pub(crate) struct Reel<'a> {
    pub(crate) path: &'a Path,
    pub(crate) facts: &'a FilmFacts,
    pub(crate) tools: &'a Tools,
    pub(crate) cancel: &'a Cancel,
}

/// A frame in small, upright and in the ordinary range.
#[derive(Clone, Debug)]
pub(crate) struct Snap {
    /// When it is shown, milliseconds from the film's start.
    pub(crate) at_ms: u64,
    pub(crate) pixels: Pixels,
}

impl Reel<'_> {
    /// A frame for each of `count` equal parts of the film, in order: the key frame before the part's middle. None for
    /// a part whose frame couldn't be read.
    pub(crate) fn evenly(&self, count: usize, bounds: &Bounds) -> Result<Vec<Option<Snap>>, Fault> {
        let whole_ms = self.length_ms()?;
        let moments = middles(whole_ms, count);
        let size = self.size(bounds)?;
        let keys = self.keys(&moments, size)?;
        let mut shown: Vec<u64> = keys.iter().flatten().map(|snap| snap.at_ms).collect();
        shown.dedup();
        if shown.len() * 2 >= count || whole_ms > DECODE_MS_MAX {
            return Ok(keys);
        }
        // Why: one key frame again and again says nothing of the film.
        self.all(count, size)
    }

    /// The frame at a moment, milliseconds, however far from a key frame.
    pub(crate) fn exactly(&self, at_ms: u64, bounds: &Bounds) -> Result<Snap, Fault> {
        let side = self.size(bounds)?;
        let pixels = grab::frame(self.path, self.facts, at_ms, side.0.max(side.1), self.tools, self.cancel)?;
        Ok(Snap { at_ms, pixels })
    }

    pub(super) fn length_ms(&self) -> Result<u64, Fault> {
        let whole_ms = whole_ms(self.facts)?;
        if whole_ms == 0 { Err(Fault::damaged("the film has no length")) } else { Ok(whole_ms) }
    }

    pub(super) fn video(&self) -> Result<&Video, Fault> {
        self.facts.video.as_ref().ok_or_else(super::no_pictures)
    }

    /// How large its frames are within these bounds, px.
    pub(super) fn size(&self, bounds: &Bounds) -> Result<(u32, u32), Fault> {
        // Why even: what is tone-mapped has one colour for two pixels.
        let bounds = Bounds { even: true, ..*bounds };
        Ok(Frame::of(self.video()?.size_px, &bounds, &Choices::default()).outer_px)
    }

    /// The key frames at or before these moments, milliseconds.
    fn keys(&self, moments: &[u64], size: (u32, u32)) -> Result<Vec<Option<Snap>>, Fault> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from).min(PROCESSES_MAX);
        let each = moments.len().div_ceil(cores).max(1);
        let parts: Vec<Result<Vec<Option<Snap>>, Fault>> = std::thread::scope(|scope| {
            let works: Vec<_> =
                moments.chunks(each).map(|part| scope.spawn(move || self.part(part, size))).collect();
            works
                .into_iter()
                .map(|work| work.join().unwrap_or_else(|_| Err(Fault::internal("a thread panicked"))))
                .collect()
        });
        let mut snaps = Vec::with_capacity(moments.len());
        for part in parts {
            snaps.extend(part?);
        }
        Ok(snaps)
    }

    /// The same by one process. Why as a list of one-millisecond pieces (ffmpeg's `concat`): one decoder serves all of
    /// them, and its delay costs a second key frame once and not for each.
    fn part(&self, moments: &[u64], size: (u32, u32)) -> Result<Vec<Option<Snap>>, Fault> {
        let none = || Ok(vec![None; moments.len()]);
        let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
        let Some(list) = self.list(moments)? else { return none() };
        let file = folder.path().join("list.txt");
        std::fs::write(&file, list).map_err(|error| Fault::writing(&error))?;
        let mut command = self.tools.command(Tool::Ffmpeg)?;
        command.current_dir(folder.path());
        command.args(["-hide_banner", "-nostdin", "-v", "error", "-copyts", "-protocol_whitelist", "file"]);
        // Why named: a list must not lead to demuxers that follow references.
        command.args(["-format_whitelist", &format!("concat,{}", self.facts.format.demuxer)]);
        command.args(["-f", "concat", "-safe", "0", "-threads", "1", "-skip_frame", "nokey"]);
        // Why: what smooths the edges of blocks isn't seen in small.
        command.args(["-skip_loop_filter", "all", "-an", "-i"]).arg(local_file(&file)?);
        let filters = self.filters(size)?;
        if !self.write_frames(command, &filters)? {
            return none();
        }
        let mut snaps: Vec<Option<Snap>> = vec![None; moments.len()];
        for (stamp_ms, pixels) in frames(folder.path(), size)? {
            let place = (stamp_ms + APART_MS / 2).div_euclid(APART_MS);
            let Some(moment) = usize::try_from(place).ok().and_then(|place| moments.get(place)) else {
                continue;
            };
            let at_ms = stamp_ms - place * APART_MS + i64::try_from(*moment).unwrap_or(0);
            let at_ms = u64::try_from(at_ms).unwrap_or(0);
            let snap = &mut snaps[place as usize];
            // Why the latest: a seek that misses its place begins with an earlier one.
            if at_ms <= *moment && snap.as_ref().is_none_or(|known| known.at_ms < at_ms) {
                *snap = Some(Snap { at_ms, pixels });
            }
        }
        Ok(snaps)
    }

    /// The moments as a list of pieces; none for a name that no list can hold.
    fn list(&self, moments: &[u64]) -> Result<Option<Vec<u8>>, Fault> {
        let name = local_file(self.path)?.into_encoded_bytes();
        if name.contains(&b'\n') || name.contains(&b'\r') {
            return Ok(None);
        }
        let mut list = b"ffconcat version 1.0\n".to_vec();
        for moment in moments {
            list.extend_from_slice(b"file '");
            for byte in &name {
                list.extend_from_slice(if *byte == b'\'' { b"'\\''" } else { std::slice::from_ref(byte) });
            }
            let from_ms = i64::try_from(*moment).unwrap_or(i64::MAX / 2) + self.facts.start_ms;
            let [from, to] = [from_ms, from_ms + 1].map(|ms| format!("{:.3}", ms as f64 / 1000.0));
            let apart = APART_MS / 1000;
            list.extend_from_slice(b"'\n");
            // Why: their heads tell all; reading on for each moment costs as much as its picture.
            if matches!(self.facts.format.demuxer, "mov" | "matroska") {
                list.extend_from_slice(b"option probesize 32\noption analyzeduration 0\n");
            }
            list.extend(format!("inpoint {from}\noutpoint {to}\nduration {apart}\n").bytes());
        }
        Ok(Some(list))
    }

    /// One frame for each of `count` equal parts, of a film whose every frame is decoded.
    fn all(&self, count: usize, size: (u32, u32)) -> Result<Vec<Option<Snap>>, Fault> {
        let folder = tempfile::tempdir().map_err(|error| Fault::writing(&error))?;
        let whole_ms = self.length_ms()?;
        let part_s = whole_ms as f64 / 1000.0 / count.max(1) as f64;
        let mut command = self.tools.command(Tool::Ffmpeg)?;
        command.current_dir(folder.path());
        command.args(["-hide_banner", "-nostdin", "-v", "error", "-copyts", "-start_at_zero"]);
        command.args(["-protocol_whitelist", "file", "-f", self.facts.format.demuxer]);
        command.args(["-skip_loop_filter", "all", "-an", "-i"]).arg(local_file(self.path)?);
        // The first frame of each part's second half.
        let passed = |time: &str| format!("floor({time}/{part_s:.6}+0.5)");
        let chosen = format!("select='gt({},{})'", passed("t"), passed("prev_t"));
        if !self.write_frames(command, &format!("{chosen},{}", self.filters(size)?))? {
            return Ok(vec![None; count]);
        }
        let mut snaps: Vec<Option<Snap>> = vec![None; count];
        for (stamp_ms, pixels) in frames(folder.path(), size)? {
            let at_ms = u64::try_from(stamp_ms).unwrap_or(0);
            let place = (at_ms as f64 / 1000.0 / part_s).floor() as usize;
            if let Some(snap) = snaps.get_mut(place) {
                *snap = Some(Snap { at_ms, pixels });
            }
        }
        Ok(snaps)
    }

    /// What makes a frame small. Why reduced first: the tone curve on all of a large frame costs ten times as much.
    pub(super) fn filters(&self, (width, height): (u32, u32)) -> Result<String, Fault> {
        let video = self.video()?;
        let bright = if video.is_hdr() { format!("{},", tone_map(video)) } else { String::new() };
        let matrix = from_matrix(video);
        Ok(format!(
            "scale={width}:{height}:flags=area:in_color_matrix={matrix},setsar=1,{bright}settb=1/1000,format=rgb24"
        ))
    }

    /// Runs it; each frame becomes a file named by its moment. Whether it went well.
    fn write_frames(&self, mut command: std::process::Command, filters: &str) -> Result<bool, Fault> {
        command.arg("-map").arg(format!("0:{}", self.video()?.index)).args(["-vf", filters]);
        // Why `passthrough`: else ffmpeg decodes one frame more to see how long this one stays.
        command.args(["-fps_mode", "passthrough", "-enc_time_base", "1/1000", "-c:v", "rawvideo"]);
        command.args(["-f", "image2", "-frame_pts", "1", "%d.raw"]);
        let finished = run(command, Duration::from_secs(REEL_SECONDS_MAX), self.cancel, &mut |_| {})?;
        if !finished.success {
            tracing::debug!(complaint = finished.complaint(), "a film's frames can't be read at once");
        }
        Ok(finished.success)
    }
}

/// The middles of so many equal parts, milliseconds.
fn middles(whole_ms: u64, count: usize) -> Vec<u64> {
    let count = count as u64;
    (0..count).map(|part| whole_ms * (2 * part + 1) / (2 * count)).collect()
}

/// The frames that ffmpeg wrote, with their moments, milliseconds.
pub(super) fn frames(folder: &Path, (width, height): (u32, u32)) -> Result<Vec<(i64, Pixels)>, Fault> {
    let mut frames = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| Fault::reading(&error))? {
        let path = entry.map_err(|error| Fault::reading(&error))?.path();
        let stamp = path.file_stem().and_then(OsStr::to_str).and_then(|name| name.parse::<i64>().ok());
        let Some(stamp_ms) = stamp.filter(|_| path.extension() == Some(&OsString::from("raw"))) else {
            continue;
        };
        let data = std::fs::read(&path).map_err(|error| Fault::reading(&error))?;
        if data.len() == width as usize * height as usize * 3 {
            frames.push((stamp_ms, Pixels { width, height, channels: Channels::Rgb, data }));
        }
    }
    frames.sort_by_key(|(stamp_ms, _)| *stamp_ms);
    Ok(frames)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_film_is_looked_into_in_the_middle_of_each_part() {
        assert_eq!(middles(60_000, 10).first(), Some(&3_000));
        assert_eq!(middles(60_000, 10).last(), Some(&57_000));
        assert_eq!(middles(1, 1), [0]);
        assert!(middles(1_000, 0).is_empty());
    }
}
