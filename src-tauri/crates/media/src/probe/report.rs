//! ffprobe's report, as far as it is read.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::sound;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Report {
    pub(super) streams: Vec<Stream>,
    pub(super) format: Container,
    pub(super) chapters: Vec<sound::Part>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Container {
    pub(super) start_time: Option<String>,
    pub(super) duration: Option<String>,
    pub(super) bit_rate: Option<String>,
    pub(super) tags: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Stream {
    pub(super) index: u32,
    pub(super) codec_type: String,
    pub(super) codec_name: String,
    pub(super) codec_tag_string: String,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) sample_aspect_ratio: Option<String>,
    pub(super) pix_fmt: Option<String>,
    pub(super) bits_per_raw_sample: Option<String>,
    pub(super) color_space: Option<String>,
    pub(super) color_range: Option<String>,
    pub(super) color_transfer: Option<String>,
    pub(super) color_primaries: Option<String>,
    pub(super) field_order: Option<String>,
    pub(super) r_frame_rate: Option<String>,
    pub(super) avg_frame_rate: Option<String>,
    pub(super) nb_frames: Option<String>,
    pub(super) duration: Option<String>,
    pub(super) bit_rate: Option<String>,
    pub(super) channels: u32,
    pub(super) sample_rate: Option<String>,
    pub(super) disposition: BTreeMap<String, i64>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) side_data_list: Vec<SideData>,
}

impl Stream {
    /// Whether it is a picture that goes with a sound, and no film.
    pub(super) fn is_attached_picture(&self) -> bool {
        self.codec_type == "video" && self.disposition.get("attached_pic") == Some(&1)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SideData {
    pub(super) rotation: Option<f64>,
}
