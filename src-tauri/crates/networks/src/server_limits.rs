//! Limits that a server names itself, laid over the data file.

use serde::{Deserialize, Serialize};
use upbeat_domain::limits::{Limits, TextRule};

/// What a server allows. An absent value leaves the data file's.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct ServerLimits {
    /// Longest text, in the network's own unit.
    pub text_max_length: Option<u32>,
    /// What every URL counts.
    pub url_length: Option<u32>,
    /// Longest alt text.
    pub alt_max_length: Option<u32>,
    /// Most media in a post.
    pub media_max: Option<u32>,
    /// Largest picture, bytes.
    pub image_max_bytes: Option<u64>,
    /// Largest picture, width × height, px.
    pub image_max_pixels: Option<u64>,
    /// Largest film, bytes.
    pub video_max_bytes: Option<u64>,
    /// Longest film, milliseconds.
    pub video_max_duration_ms: Option<u64>,
    /// Most frames per second.
    pub video_max_fps: Option<u32>,
    /// MIME types that the server takes; empty where it doesn't say.
    pub mimes: Vec<String>,
    /// Whether films can be uploaded here at all, where the server says.
    pub video: Option<bool>,
}

impl ServerLimits {
    /// The data file's limits with the server's own laid over them. A server may allow more or
    /// less than the file knows: it always wins.
    #[must_use]
    pub fn over(&self, limits: &Limits) -> Limits {
        let mut limits = limits.clone();
        for format in &mut limits.formats {
            for text in &mut format.texts {
                self.over_text(text);
            }
            if let Some(image) = &mut format.image {
                replace(&mut image.max_bytes, self.image_max_bytes);
                replace(&mut image.max_pixels, self.image_max_pixels);
                self.over_mimes(&mut image.mimes);
            }
            if let Some(video) = &mut format.video {
                replace(&mut video.max_bytes, self.video_max_bytes);
                replace(&mut video.max_duration_ms, self.video_max_duration_ms);
                replace(&mut video.max_fps, self.video_max_fps.map(f64::from));
                self.over_mimes(&mut video.mimes);
            }
            if let Some(audio) = &mut format.audio {
                // Why the films': Mastodon measures sound by the same limit (`MediaAttachment::VIDEO_LIMIT`).
                replace(&mut audio.max_bytes, self.video_max_bytes);
                self.over_mimes(&mut audio.mimes);
            }
            if let Some(most) = self.media_max.filter(|_| format.max_media > 1) {
                format.max_media = most.max(format.min_media);
            }
        }
        limits
            .formats
            .retain(|format| format.video.is_none() || format.image.is_some() || self.video != Some(false));
        limits
    }

    fn over_text(&self, text: &mut TextRule) {
        if text.field == "alt_text" {
            replace(&mut text.max_length, self.alt_max_length);
        } else if text.main || text.field == "spoiler_text" {
            replace(&mut text.max_length, self.text_max_length);
            replace(&mut text.url_length, self.url_length);
        }
    }

    /// Keeps the file's order; a server that names none of its kinds leaves them all.
    fn over_mimes(&self, mimes: &mut Vec<String>) {
        if mimes.iter().any(|mime| self.mimes.contains(mime)) {
            mimes.retain(|mime| self.mimes.contains(mime));
        }
    }
}

fn replace<T>(value: &mut Option<T>, own: Option<T>) {
    if own.is_some() {
        *value = own;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use upbeat_domain::network::NetworkId;

    #[test]
    fn the_servers_own_limits_win() {
        let own = ServerLimits {
            text_max_length: Some(5_000),
            alt_max_length: Some(420),
            media_max: Some(6),
            image_max_bytes: Some(1_000),
            video_max_bytes: Some(2_000),
            mimes: ["image/png", "video/mp4", "audio/mp4"].map(str::to_owned).to_vec(),
            ..ServerLimits::default()
        };
        let limits = own.over(crate::limits(NetworkId::Mastodon));
        let images = limits.formats.iter().find(|format| format.id == "images").expect("a format");
        assert_eq!(images.max_media, 6);
        let image = images.image.as_ref().expect("a rule");
        assert_eq!(
            (image.max_bytes, image.max_pixels),
            (Some(1_000), Some(33_177_600)),
            "absent leaves the file's"
        );
        assert_eq!(image.mimes, ["image/png"]);
        let length = |field: &str| images.texts.iter().find(|t| t.field == field).and_then(|t| t.max_length);
        assert_eq!((length("status"), length("alt_text")), (Some(5_000), Some(420)));
        let podcast = limits.formats.iter().find_map(|format| format.audio.as_ref()).expect("a rule");
        assert_eq!((podcast.max_bytes, &podcast.mimes[..]), (Some(2_000), &["audio/mp4".to_owned()][..]));
        let single = limits.formats.iter().find(|format| format.id == "video").map(|format| format.max_media);
        assert_eq!(single, Some(1), "a format of one stays a format of one");
    }

    #[test]
    fn nothing_known_changes_nothing() {
        for limits in crate::all_limits() {
            assert_eq!(ServerLimits::default().over(limits), *limits, "{}", limits.network);
        }
    }
}
