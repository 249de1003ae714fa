//! Kinds of files that come in, and on whose files each was seen.

use super::{MediaInfo, MediaKind};
use crate::network::closed_set;

closed_set! {
    /// A kind of file that comes in, by the name that docs/kinds.md gives it.
    FileKind, UnknownFileKind, "kind of file" {
        /// JPEG.
        Jpeg = "JPEG",
        /// What phones put beside a picture: a second one for HDR screens, a short film.
        Phone = "Photos of phones with a gain map, motion photos, live photos",
        /// PNG.
        Png = "PNG",
        /// PNG that moves.
        Apng = "APNG",
        /// WebP.
        Webp = "WebP",
        /// WebP that moves.
        MovingWebp = "WebP that moves",
        /// GIF.
        Gif = "GIF",
        /// GIF that moves.
        MovingGif = "GIF that moves",
        /// TIFF.
        Tiff = "TIFF",
        /// BMP.
        Bmp = "BMP",
        /// PSD.
        Psd = "PSD",
        /// AVIF.
        Avif = "AVIF",
        /// HEIC.
        Heic = "HEIC",
        /// SVG.
        Svg = "SVG",
        /// PDF.
        Pdf = "PDF",
        /// Whatever ffmpeg reads as a film.
        Film = "Films",
        /// Whatever ffmpeg reads as sound.
        Sound = "Sound",
    }
}

impl FileKind {
    /// Whether the engine was seen to read it right on files that nobody here made. This is the one place that says so.
    #[must_use]
    pub const fn seen_on_foreign(self) -> bool {
        match self {
            Self::Jpeg
            | Self::Png
            | Self::Webp
            | Self::Gif
            | Self::Tiff
            | Self::Bmp
            | Self::Psd
            | Self::Avif
            | Self::Heic => true,
            // Why not those that move: of the files of others their first frame alone was seen.
            Self::Phone
            | Self::Apng
            | Self::MovingWebp
            | Self::MovingGif
            | Self::Svg
            | Self::Pdf
            | Self::Film
            | Self::Sound => false,
        }
    }
}

impl MediaInfo {
    /// Which kind of file this is; none for a picture in a container that isn't listed.
    #[must_use]
    pub fn file_kind(&self) -> Option<FileKind> {
        let inside = &self.inside;
        let phone = inside.gain_map || inside.film_bytes.is_some() || inside.pair_id.is_some();
        let moves = self.frames > 1;
        Some(match (self.kind, self.container.as_str()) {
            (MediaKind::Video, _) => FileKind::Film,
            (MediaKind::Audio, _) => FileKind::Sound,
            (MediaKind::Document, _) => FileKind::Pdf,
            (MediaKind::Image, _) if phone => FileKind::Phone,
            (MediaKind::Image, "jpeg") => FileKind::Jpeg,
            (MediaKind::Image, "png") => {
                if moves {
                    FileKind::Apng
                } else {
                    FileKind::Png
                }
            }
            (MediaKind::Image, "webp") => {
                if moves {
                    FileKind::MovingWebp
                } else {
                    FileKind::Webp
                }
            }
            (MediaKind::Image, "gif") => {
                if moves {
                    FileKind::MovingGif
                } else {
                    FileKind::Gif
                }
            }
            (MediaKind::Image, "tiff") => FileKind::Tiff,
            (MediaKind::Image, "bmp") => FileKind::Bmp,
            (MediaKind::Image, "psd") => FileKind::Psd,
            (MediaKind::Image, "avif") => FileKind::Avif,
            (MediaKind::Image, "heic") => FileKind::Heic,
            (MediaKind::Image, "svg") => FileKind::Svg,
            (MediaKind::Image, _) => return None,
        })
    }

    /// Whether files of this kind that nobody here made were seen to be read right.
    #[must_use]
    pub fn seen_on_foreign(&self) -> bool {
        self.file_kind().is_some_and(FileKind::seen_on_foreign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = include_str!("../../../../../docs/kinds.md");

    #[test]
    fn the_document_says_the_same_of_every_kind() {
        let rows = DOCUMENT.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| kind "));
        let said: Vec<(&str, &str)> = rows
            .map(|row| {
                let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
                let [kind, _, seen] = cells[..] else { panic!("three columns: {row}") };
                let name = kind.split([':', '(']).next().unwrap_or_default().trim();
                (
                    name,
                    if seen.starts_with("yes") {
                        "yes"
                    } else {
                        seen.split([':', ';']).next().unwrap_or_default()
                    },
                )
            })
            .collect();
        let known = FileKind::ALL
            .iter()
            .map(|kind| (kind.as_str(), if kind.seen_on_foreign() { "yes" } else { "no" }));
        assert_eq!(said, known.collect::<Vec<_>>(), "docs/kinds.md and FileKind");
    }
}
