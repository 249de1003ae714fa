//! The nature of what is made.

use super::MediaKind;

impl MediaKind {
    /// The nature of a file of this MIME type, of those that are made: pictures, films and sound.
    #[must_use]
    pub fn of_mime(mime: &str) -> Self {
        match mime.split_once('/') {
            Some(("video", _)) => Self::Video,
            Some(("audio", _)) => Self::Audio,
            Some(_) | None => Self::Image,
        }
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
    }
}
