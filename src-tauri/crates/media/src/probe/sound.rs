//! What a file of sound says of itself: its track, what is written in it, its cover and its chapters.

use std::collections::BTreeMap;

use serde::Deserialize;
use upbeat_domain::media::{Chapter, SoundInfo};

use super::report::{Report, Stream};

/// What listeners are shown. It stays in what is made; everything else that is written in a sound counts as
/// private.
const PUBLIC_TAGS: [&str; 10] = [
    "title",
    "artist",
    "album",
    "album_artist",
    "composer",
    "copyright",
    "date",
    "genre",
    "publisher",
    "track",
];

/// Most chapters that are read.
const CHAPTERS_MAX: usize = 1_000;

/// Most tags that are read.
const TAGS_MAX: usize = 100;

/// Longest word that is read from a tag, characters.
const TAG_CHARS_MAX: usize = 500;

/// A chapter as ffprobe tells it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Part {
    start_time: Option<String>,
    end_time: Option<String>,
    tags: BTreeMap<String, String>,
}

/// A sound in depth.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct SoundFacts {
    pub(crate) channels: u32,
    pub(crate) rate_hz: u32,
    pub(crate) bitrate_bps: u64,
    /// What is written in it, by ffmpeg's names in lower case.
    tags: BTreeMap<String, String>,
    /// The track that holds a cover picture.
    pub(crate) cover: Option<u32>,
    pub(crate) chapters: Vec<Chapter>,
    /// Whether anything else is written in it.
    pub(crate) has_private: bool,
}

/// Reads them from a report on a file of sound alone, where `audio` is its track and `plain` tells the tags
/// that say nothing.
pub(super) fn facts(report: &Report, audio: &Stream, plain: impl Fn(&str) -> bool) -> SoundFacts {
    let written = || {
        let of_track = audio.tags.iter();
        report.format.tags.iter().chain(of_track).map(|(name, value)| (name.to_lowercase(), value))
    };
    let cover = report.streams.iter().find(|stream| stream.is_attached_picture());
    let known = |stream: &Stream| {
        // Why the last: M4A keeps chapters in a track of text.
        stream.index == audio.index
            || cover.is_some_and(|cover| cover.index == stream.index)
            || (stream.codec_tag_string == "text" && !report.chapters.is_empty())
    };
    let number = |text: Option<&str>| text.and_then(|text| text.parse().ok());
    SoundFacts {
        channels: audio.channels,
        rate_hz: number(audio.sample_rate.as_deref()).and_then(|rate| u32::try_from(rate).ok()).unwrap_or(0),
        bitrate_bps: number(audio.bit_rate.as_deref())
            .or_else(|| number(report.format.bit_rate.as_deref()))
            .unwrap_or(0),
        tags: written()
            .filter(|(name, _)| {
                !plain(name) && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
            })
            .map(|(name, value)| (name, words(value)))
            .filter(|(_, value)| !value.is_empty())
            .take(TAGS_MAX)
            .collect(),
        cover: cover.map(|stream| stream.index),
        chapters: report.chapters.iter().take(CHAPTERS_MAX).filter_map(chapter).collect(),
        has_private: written().any(|(name, _)| !plain(&name) && !public(&name))
            || !report.streams.iter().all(known),
    }
}

fn public(name: &str) -> bool {
    PUBLIC_TAGS.contains(&name)
}

fn chapter(part: &Part) -> Option<Chapter> {
    let ms = |text: &Option<String>| {
        let seconds: f64 = text.as_deref()?.parse().ok()?;
        (0.0..=1e9).contains(&seconds).then_some((seconds * 1000.0).round() as u64)
    };
    let (start_ms, end_ms) = (ms(&part.start_time)?, ms(&part.end_time)?);
    let title = part.tags.iter().find(|(name, _)| name.eq_ignore_ascii_case("title"));
    (start_ms <= end_ms).then(|| Chapter {
        start_ms,
        end_ms,
        title: title.map(|(_, title)| words(title)).unwrap_or_default(),
    })
}

/// Foreign words on one line, cut at a limit.
fn words(text: &str) -> String {
    let line: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(TAG_CHARS_MAX).collect();
    line.trim().to_owned()
}

impl SoundFacts {
    /// What is written in it and stays: all of it, or only what listeners are shown.
    pub(crate) fn kept_tags(&self, all: bool) -> impl Iterator<Item = (&str, &str)> {
        let kept = move |(name, _): &(&String, &String)| all || public(name);
        self.tags.iter().filter(kept).map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Its title, where one is written in it.
    pub(crate) fn title(&self) -> Option<&str> {
        self.tags.get("title").map(String::as_str)
    }

    /// The facts as the rest of the studio reads them.
    pub(super) fn info(&self) -> SoundInfo {
        SoundInfo {
            channels: self.channels,
            rate_hz: self.rate_hz,
            bitrate_bps: self.bitrate_bps,
            title: self.title().map(str::to_owned),
            artist: self.tags.get("artist").cloned(),
            has_cover: self.cover.is_some(),
            chapters: self.chapters.clone(),
        }
    }
}
