//! What a server says of itself and of its limits (`GET /api/v2/instance`).

use serde::Deserialize;
use upbeat_domain::time::Timestamp;
use upbeat_net::{Client, Method};

use super::api;
use crate::call::Credentials;
use crate::outcome::{Failure, RefusalKind};
use crate::server::Server;
use crate::server_limits::ServerLimits;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Instance {
    /// The name behind the second `@` of its people's handles.
    pub(super) domain: Option<String>,
    configuration: Configuration,
    /// Older compatible servers have only this.
    max_toot_chars: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Configuration {
    statuses: Statuses,
    media_attachments: Media,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Statuses {
    max_characters: Option<u32>,
    max_media_attachments: Option<u32>,
    characters_reserved_per_url: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Media {
    supported_mime_types: Vec<String>,
    description_limit: Option<u32>,
    image_size_limit: Option<u64>,
    image_matrix_limit: Option<u64>,
    video_size_limit: Option<u64>,
    video_frame_rate_limit: Option<u32>,
}

/// Reads the server's own description; an older server has only the first version of it.
pub(super) async fn read(client: &Client, server: &Server, now: Timestamp) -> Result<Instance, Failure> {
    let nobody = Credentials::new();
    let newer = server.request(Method::Get, "/api/v2/instance");
    match api::ask(client, newer, &nobody, now).await {
        Err(Failure::Refused(refusal)) if refusal.kind == RefusalKind::Edit => {
            api::ask(client, server.request(Method::Get, "/api/v1/instance"), &nobody, now).await
        }
        read => read,
    }
}

impl Instance {
    pub(super) fn limits(&self) -> ServerLimits {
        let Configuration { statuses, media_attachments: media } = &self.configuration;
        let video = media.supported_mime_types.iter().any(|mime| mime.starts_with("video/"));
        ServerLimits {
            text_max_length: statuses.max_characters.or(self.max_toot_chars),
            url_length: statuses.characters_reserved_per_url,
            alt_max_length: media.description_limit,
            media_max: statuses.max_media_attachments,
            image_max_bytes: media.image_size_limit,
            image_max_pixels: media.image_matrix_limit,
            video_max_bytes: media.video_size_limit,
            video_max_duration_ms: None,
            video_max_fps: media.video_frame_rate_limit,
            mimes: media.supported_mime_types.clone(),
            video: (!media.supported_mime_types.is_empty()).then_some(video),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_from_every_generation_of_server() {
        let newer = r#"{"domain":"a.example","configuration":{"statuses":{"max_characters":5000,
            "max_media_attachments":6,"characters_reserved_per_url":23},"media_attachments":{"supported_mime_types":
            ["image/jpeg"],"description_limit":1500,"image_size_limit":16777216,"image_matrix_limit":33177600,
            "video_size_limit":103809024,"video_frame_rate_limit":120,"new_key":1}}}"#;
        let limits =
            serde_json::from_str::<Instance>(newer).map(|instance| instance.limits()).expect("a document");
        assert_eq!(
            (limits.text_max_length, limits.media_max, limits.video),
            (Some(5000), Some(6), Some(false))
        );
        assert_eq!((limits.alt_max_length, limits.image_max_bytes), (Some(1500), Some(16_777_216)));
        let older = r#"{"uri":"b.example","max_toot_chars":1000}"#;
        let limits =
            serde_json::from_str::<Instance>(older).map(|instance| instance.limits()).expect("a document");
        assert_eq!((limits.text_max_length, limits.video), (Some(1000), None));
    }
}
