//! The nature of what is made.

use super::MediaKind;

impl MediaKind {
    /// The nature of a file of this MIME type, of those that are made: pictures, films, sound and documents.
    #[must_use]
    pub fn of_mime(mime: &str) -> Self {
        match mime.split_once('/') {
            Some(("video", _)) => Self::Video,
            Some(("audio", _)) => Self::Audio,
            Some(("application", _)) => Self::Document,
            Some(_) | None => Self::Image,
        }
    }
}

/// The usual ending of the names of files of a MIME type, of those that are made.
#[must_use]
pub fn file_extension(mime: &str) -> &'static str {
    match mime {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "image/gif" => "gif",
        "image/avif" => "avif",
        "application/pdf" => "pdf",
        "video/mp4" => "mp4",
        "video/quicktime" => "mov",
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "audio/ogg" => "ogg",
        "audio/flac" => "flac",
        "audio/wav" => "wav",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nature_of_a_prepared_file_is_in_its_type() {
        let of = |mime| MediaKind::of_mime(mime);
        assert_eq!(of("audio/mp4"), MediaKind::Audio);
        assert_eq!((of("video/mp4"), of("image/jpeg")), (MediaKind::Video, MediaKind::Image));
        assert_eq!(of("application/pdf"), MediaKind::Document);
    }
}
