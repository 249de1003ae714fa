//! Films and sound, read through ffprobe.

use std::path::Path;
use std::time::Duration;

use upbeat_domain::media::{Inside, MediaInfo, MediaKind};

use super::report::{Report, Stream};
use super::sniff::{self, FilmFormat};
use super::sound::{self, SoundFacts};
use super::whole;
use crate::cancel::Cancel;
use crate::error::Fault;
use crate::limit::check_pixels;
use crate::tool::{Tool, Tools, local_file, run};

/// How long reading a film's description may take, seconds.
const PROBE_SECONDS_MAX: u64 = 30;

/// The colour space of films that every screen shows as they are.
pub(crate) const REC_709: &str = "Rec. 709";

/// Tags that say nothing about a person; everything else counts as private.
const PLAIN_TAGS: [&str; 14] = [
    "major_brand",
    "minor_version",
    "compatible_brands",
    "encoder",
    "handler_name",
    "vendor_id",
    "language",
    "duration",
    "rotate",
    "_statistics_tags",
    "bps",
    "number_of_frames",
    "number_of_bytes",
    "timecode",
];

/// A fraction, as ffmpeg writes frame rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ratio {
    pub(crate) num: u32,
    pub(crate) den: u32,
}

impl Ratio {
    fn parse(text: Option<&str>, separator: char) -> Option<Self> {
        let (num, den) = text?.split_once(separator)?;
        let ratio = Self { num: num.parse().ok()?, den: den.parse().ok()? };
        (ratio.num > 0 && ratio.den > 0).then_some(ratio)
    }

    pub(crate) fn value(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }
}

/// The picture track.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Video {
    pub(crate) index: u32,
    pub(crate) codec: String,
    /// Size as a person sees it: turned, with square pixels, px.
    pub(crate) size_px: (u32, u32),
    /// Turn that the file asks for, as an EXIF orientation: 1, 3, 6 or 8.
    pub(crate) orientation: u8,
    pub(crate) square_pixels: bool,
    pub(crate) pixel_format: String,
    pub(crate) bit_depth: u8,
    pub(crate) matrix: String,
    /// Whether levels go from 0 to 255, not from 16 to 235.
    pub(crate) full_range: bool,
    pub(crate) transfer: String,
    pub(crate) interlaced: bool,
    /// Mean and nominal frames per second; they differ where the rate varies.
    pub(crate) mean_fps: Option<Ratio>,
    pub(crate) nominal_fps: Option<Ratio>,
    pub(crate) frames: u32,
    pub(crate) bitrate_bps: Option<u64>,
}

impl Video {
    /// Whether the colours are HDR: perceptual quantizer or hybrid log-gamma.
    pub(crate) fn is_hdr(&self) -> bool {
        matches!(self.transfer.as_str(), "smpte2084" | "arib-std-b67")
    }

    /// Whether its frames can be see-through: moving pictures, and films for editing.
    pub(crate) fn is_see_through(&self) -> bool {
        let formats = ["rgba", "bgra", "argb", "abgr", "ya8", "ya16", "yuva", "gbrap"];
        formats.iter().any(|format| self.pixel_format.starts_with(format))
    }

    /// Whether the rate is constant: several networks take nothing else, and players stutter on it.
    pub(crate) fn is_steady(&self) -> bool {
        match (self.mean_fps, self.nominal_fps) {
            (Some(mean), Some(nominal)) => (mean.value() / nominal.value() - 1.0).abs() < 0.01,
            (Some(_) | None, _) => false,
        }
    }

    /// The colour space by the name of its standard, the same in every language; empty where none is told.
    fn color(&self) -> String {
        let space = match self.matrix.as_str() {
            "bt709" => REC_709,
            "bt470bg" | "smpte170m" => "Rec. 601",
            "smpte432" => "Display P3",
            "gbr" => "RGB",
            matrix if matrix.starts_with("bt2020") => "Rec. 2020",
            _ => "",
        };
        match self.transfer.as_str() {
            "smpte2084" => format!("{} (PQ)", if space.is_empty() { "HDR" } else { space }),
            "arib-std-b67" => format!("{} (HLG)", if space.is_empty() { "HDR" } else { space }),
            _ => space.to_owned(),
        }
    }
}

/// The sound track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Audio {
    pub(crate) index: u32,
    pub(crate) codec: String,
    pub(crate) channels: u32,
}

/// What a film's container says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FilmFacts {
    pub(crate) format: FilmFormat,
    pub(crate) bytes: u64,
    /// Where its clock starts, milliseconds: broadcasts and streams don't begin at 0.
    pub(crate) start_ms: i64,
    pub(crate) duration_ms: Option<u64>,
    pub(crate) video: Option<Video>,
    pub(crate) audio: Option<Audio>,
    /// A file of sound alone in depth.
    pub(crate) sound: Option<SoundFacts>,
    pub(crate) has_gps: bool,
    /// Tags, chapters or further tracks that say more than the film shows.
    pub(crate) has_metadata: bool,
    pub(crate) taken_at: Option<String>,
    /// Whether the index stands before the pictures, so that playing can start at once.
    pub(crate) fast_start: bool,
    /// What ties it to a live photo's picture.
    pub(crate) pair_id: Option<String>,
}

/// What a film is.
pub(crate) fn probe(path: &Path, format: FilmFormat, bytes: u64, tools: &Tools) -> Result<MediaInfo, Fault> {
    read(path, format, bytes, tools, &Cancel::new()).map(|facts| info(&facts))
}

/// Reads a film's description, and refuses one that is cut off or has no pictures and no sound.
pub(crate) fn read(
    path: &Path,
    format: FilmFormat,
    bytes: u64,
    tools: &Tools,
    cancel: &Cancel,
) -> Result<FilmFacts, Fault> {
    let fast_start = if format.demuxer == "mov" { whole::fast_start(path)? } else { true };
    let facts = facts(&report(path, format, &[], tools, cancel)?, format, bytes, fast_start);
    match &facts.video {
        Some(video) => check_pixels(video.size_px.0.into(), video.size_px.1.into())?,
        None if facts.audio.is_none() => return Err(Fault::damaged("no pictures and no sound in it")),
        None => {}
    }
    Ok(facts)
}

/// Upright size of an MP4, px, and its length, milliseconds, by its head alone: the decode of its first frames, which
/// tells the rest, takes a third of a second in 4K.
pub(crate) fn head(path: &Path, tools: &Tools, cancel: &Cancel) -> Result<((u32, u32), u64), Fault> {
    let report = report(path, sniff::MP4, &["-nofind_stream_info"], tools, cancel)?;
    let facts = facts(&report, sniff::MP4, 0, true);
    let video = facts.video.ok_or_else(|| Fault::damaged("no pictures in it"))?;
    Ok((video.size_px, facts.duration_ms.unwrap_or(0)))
}

/// What ffprobe says of a file.
fn report(
    path: &Path,
    format: FilmFormat,
    options: &[&str],
    tools: &Tools,
    cancel: &Cancel,
) -> Result<Report, Fault> {
    let mut command = tools.command(Tool::Ffprobe)?;
    command
        .args(["-v", "error", "-hide_banner", "-protocol_whitelist", "file", "-f", format.demuxer])
        .args(["-show_format", "-show_streams", "-show_chapters", "-print_format", "json"])
        .args(options)
        .arg("-i")
        .arg(local_file(path)?);
    let finished = run(command, Duration::from_secs(PROBE_SECONDS_MAX), cancel, &mut |_| {})?;
    if !finished.success {
        return Err(Fault::damaged(finished.complaint()));
    }
    serde_json::from_slice(&finished.output).map_err(Fault::damaged)
}

fn facts(report: &Report, format: FilmFormat, bytes: u64, fast_start: bool) -> FilmFacts {
    let of = |kind: &'static str| report.streams.iter().filter(move |stream| stream.codec_type == kind);
    let video = of("video").find(|stream| !stream.is_attached_picture() && stream.width > 0);
    let audio = of("audio").next();
    let used = |stream: &Stream| [video, audio].iter().flatten().any(|used| used.index == stream.index);
    let tags = || {
        let streams = report.streams.iter().flat_map(|stream| &stream.tags);
        report.format.tags.iter().chain(streams).map(|(name, value)| (name.to_lowercase(), value))
    };
    let place = |name: &str| name.contains("location") || name.contains("gps") || name == "xyz";
    // Why: action cameras write their path as a data track of this kind.
    let track = |stream: &Stream| stream.codec_tag_string == "gpmd" || stream.codec_tag_string == "camm";
    let duration = |text: &Option<String>| {
        let seconds: f64 = text.as_deref()?.parse().ok()?;
        (seconds.is_finite() && seconds > 0.0).then_some((seconds * 1000.0).round() as u64)
    };
    let start = report.format.start_time.as_deref().and_then(|seconds| seconds.parse::<f64>().ok());
    let plain = |name: &str| PLAIN_TAGS.iter().any(|plain| name.starts_with(plain));
    let sound = audio.filter(|_| video.is_none()).map(|audio| sound::facts(report, audio, plain));
    let more = || tags().any(|(name, _)| !plain(&name)) || report.streams.iter().any(|stream| !used(stream));
    FilmFacts {
        format,
        bytes,
        start_ms: (start.filter(|seconds| seconds.is_finite()).unwrap_or(0.0) * 1000.0).round() as i64,
        duration_ms: duration(&report.format.duration).or_else(|| video.and_then(|v| duration(&v.duration))),
        video: video.map(video_facts),
        audio: audio.map(|stream| Audio {
            index: stream.index,
            codec: stream.codec_name.clone(),
            channels: stream.channels,
        }),
        has_gps: tags().any(|(name, _)| place(&name)) || report.streams.iter().any(track),
        has_metadata: sound.as_ref().map_or_else(more, |sound| sound.has_private),
        taken_at: tags()
            .filter(|(name, _)| name.ends_with("creationdate") || name == "creation_time" || name == "date")
            .max_by_key(|(name, _)| name.ends_with("creationdate"))
            .and_then(|(_, value)| taken_at(value)),
        fast_start,
        sound,
        pair_id: tags()
            .find(|(name, _)| name == "com.apple.quicktime.content.identifier")
            .map(|(_, value)| value.chars().take(64).collect()),
    }
}

fn video_facts(stream: &Stream) -> Video {
    let rotation = stream.side_data_list.iter().find_map(|data| data.rotation).unwrap_or_else(|| {
        let tag = stream.tags.get("rotate").and_then(|turn| turn.parse::<f64>().ok());
        tag.map_or(0.0, |turn| -turn)
    });
    let orientation = match (rotation.round() as i64).rem_euclid(360) {
        90 => 8,
        180 => 3,
        270 => 6,
        _ => 1,
    };
    let pixel = Ratio::parse(stream.sample_aspect_ratio.as_deref(), ':').filter(|r| r.num != r.den);
    let width = pixel.map_or(stream.width, |ratio| {
        ((f64::from(stream.width) * ratio.value()).round() as u32).clamp(1, 1 << 16)
    });
    let size_px = if orientation >= 5 { (stream.height, width) } else { (width, stream.height) };
    let pixel_format = stream.pix_fmt.clone().unwrap_or_default();
    let bits = stream.bits_per_raw_sample.as_deref().and_then(|bits| bits.parse().ok());
    let deep = |digits: &str| pixel_format.contains(digits);
    Video {
        index: stream.index,
        codec: stream.codec_name.clone(),
        size_px,
        orientation,
        square_pixels: pixel.is_none(),
        bit_depth: bits.unwrap_or(if deep("p10") {
            10
        } else if deep("p12") {
            12
        } else {
            8
        }),
        pixel_format,
        matrix: stream.color_space.clone().or_else(|| stream.color_primaries.clone()).unwrap_or_default(),
        full_range: stream.color_range.as_deref() == Some("pc"),
        transfer: stream.color_transfer.clone().unwrap_or_default(),
        interlaced: matches!(stream.field_order.as_deref(), Some("tt" | "bb" | "tb" | "bt")),
        mean_fps: Ratio::parse(stream.avg_frame_rate.as_deref(), '/'),
        nominal_fps: Ratio::parse(stream.r_frame_rate.as_deref(), '/'),
        frames: stream.nb_frames.as_deref().and_then(|count| count.parse().ok()).unwrap_or(0),
        bitrate_bps: stream.bit_rate.as_deref().and_then(|rate| rate.parse().ok()),
    }
}

/// `2026-11-23T18:30:00+0100` or `2026-11-23T17:30:00.000000Z` without the zone.
fn taken_at(value: &str) -> Option<String> {
    let text = value.get(..19)?;
    let shape = |(at, c): (usize, char)| match at {
        4 | 7 => c == '-',
        10 => c == 'T' || c == ' ',
        13 | 16 => c == ':',
        _ => c.is_ascii_digit(),
    };
    let real = !text.starts_with("1904") && !text.starts_with("1970-01-01T00:00:00");
    (real && text.chars().enumerate().all(shape)).then(|| text.replace(' ', "T"))
}

/// The facts as the rest of the studio reads them.
pub(crate) fn info(facts: &FilmFacts) -> MediaInfo {
    let video = facts.video.as_ref();
    let (width_px, height_px) = video.map_or((0, 0), |video| video.size_px);
    let sound = facts.format.mime.replacen("video/", "audio/", 1);
    MediaInfo {
        kind: if video.is_some() { MediaKind::Video } else { MediaKind::Audio },
        container: facts.format.container.to_owned(),
        mime: if video.is_some() { facts.format.mime.to_owned() } else { sound },
        bytes: facts.bytes,
        width_px,
        height_px,
        orientation: video.map_or(1, |video| video.orientation),
        color: video.map(Video::color).unwrap_or_default(),
        bit_depth: video.map_or(0, |video| video.bit_depth),
        has_gps: facts.has_gps,
        has_metadata: facts.has_metadata,
        has_alpha: video.is_some_and(Video::is_see_through),
        frames: video.map_or(0, |video| video.frames),
        duration_ms: facts.duration_ms,
        fps: video.and_then(|video| video.mean_fps.or(video.nominal_fps)).map(Ratio::value),
        video_codec: video.map(|video| video.codec.clone()),
        audio_codec: facts.audio.as_ref().map(|audio| audio.codec.clone()),
        taken_at: facts.taken_at.clone(),
        sound: facts.sound.as_ref().map(SoundFacts::info),
        inside: Inside { pair_id: facts.pair_id.clone(), ..Inside::default() },
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a table that can't be read has failed")]

    use super::*;

    const PHONE: &str = r#"{
        "streams": [
            {"index": 0, "codec_type": "video", "codec_name": "hevc", "width": 1920, "height": 1080,
             "pix_fmt": "yuv420p10le", "color_space": "bt2020nc", "color_transfer": "arib-std-b67",
             "r_frame_rate": "30/1", "avg_frame_rate": "14760/493", "nb_frames": "246", "bit_rate": "8000000",
             "tags": {"creation_time": "2026-11-23T17:30:00.000000Z"},
             "side_data_list": [{"side_data_type": "Display Matrix", "rotation": -90}]},
            {"index": 1, "codec_type": "audio", "codec_name": "aac"},
            {"index": 2, "codec_type": "data", "codec_tag_string": "mebx"}],
        "format": {"duration": "8.216667", "tags": {"major_brand": "qt  ",
            "com.apple.quicktime.location.ISO6709": "+48.8584+002.2945+035.0/",
            "com.apple.quicktime.creationdate": "2026-11-23T18:30:00+0100"}}
    }"#;

    const MOV: FilmFormat = FilmFormat { container: "mov", mime: "video/quicktime", demuxer: "mov" };

    fn read(text: &str) -> FilmFacts {
        facts(&serde_json::from_str(text).unwrap(), MOV, 1000, true)
    }

    #[test]
    fn a_phones_film_is_read_as_a_person_sees_it() {
        let info = info(&read(PHONE));
        assert_eq!((info.width_px, info.height_px, info.orientation), (1080, 1920, 6));
        assert_eq!((info.color.as_str(), info.bit_depth), ("Rec. 2020 (HLG)", 10));
        assert_eq!(info.duration_ms, Some(8217));
        assert_eq!(info.taken_at.as_deref(), Some("2026-11-23T18:30:00"), "the clock on the wall, not UTC");
        assert!(info.has_gps && info.has_metadata);
    }

    #[test]
    fn colours_have_the_name_of_their_standard_or_none() {
        let color = |told: &str| {
            let stream = format!(r#"{{"index": 0, "codec_type": "video", "width": 2, "height": 2{told}}}"#);
            info(&read(&format!(r#"{{"streams": [{stream}], "format": {{}}}}"#))).color
        };
        for untold in ["", r#", "color_space": "unknown""#, r#", "color_space": "reserved""#] {
            assert_eq!(color(untold), "", "{untold}");
        }
        assert_eq!(color(r#", "color_space": "bt709""#), "Rec. 709");
        assert_eq!(color(r#", "color_space": "smpte170m""#), "Rec. 601");
        assert_eq!(color(r#", "color_primaries": "smpte432""#), "Display P3");
        assert_eq!(color(r#", "color_transfer": "smpte2084""#), "HDR (PQ)");
    }

    #[test]
    fn a_cover_in_a_song_is_no_film() {
        let facts = read(
            r#"{"streams": [{"index": 0, "codec_type": "audio", "codec_name": "mp3"},
                {"index": 1, "codec_type": "video", "codec_name": "mjpeg", "width": 500, "height": 500,
                 "disposition": {"attached_pic": 1}}], "format": {"duration": "12.5"}}"#,
        );
        assert_eq!((info(&facts).kind, info(&facts).width_px), (MediaKind::Audio, 0));
    }

    #[test]
    fn pixels_that_are_not_square_widen_the_picture() {
        let facts = read(
            r#"{"streams": [{"index": 0, "codec_type": "video", "codec_name": "h264", "width": 720, "height": 576,
                "sample_aspect_ratio": "64:45"}], "format": {}}"#,
        );
        assert_eq!(facts.video.unwrap().size_px, (1024, 576));
    }
}
