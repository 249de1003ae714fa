//! The first bytes of a file decide what it is.

use super::bytes::contains;
use super::still::StillFormat;
use super::svg;

/// What the first bytes say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sniffed {
    /// A still picture that the engine reads itself, or through a decoder's program.
    Still(StillFormat),
    /// Film or sound, read through ffmpeg.
    Film(FilmFormat),
    /// Something else; the words say what it looks like.
    Other(String),
}

/// A container that ffmpeg reads. The demuxer is named to it, so that no bytes can make it follow
/// references to other files (playlists).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FilmFormat {
    /// Our name: `mp4`, `mov`, `webm`…
    pub(crate) container: &'static str,
    /// MIME type when it holds pictures.
    pub(crate) mime: &'static str,
    /// ffmpeg's demuxer.
    pub(crate) demuxer: &'static str,
}

/// What films are made into.
pub(crate) const MP4: FilmFormat = film("mp4", "video/mp4", "mov");

/// A moving GIF as ffmpeg reads it.
pub(crate) const GIF: FilmFormat = film("gif", "image/gif", "gif");

/// A moving PNG as ffmpeg reads it.
pub(crate) const APNG: FilmFormat = film("png", "image/apng", "apng");

const fn film(container: &'static str, mime: &'static str, demuxer: &'static str) -> FilmFormat {
    FilmFormat { container, mime, demuxer }
}

pub(crate) fn sniff(head: &[u8]) -> Sniffed {
    still(head).map(Sniffed::Still).or_else(|| moving(head).map(Sniffed::Film)).unwrap_or_else(|| other(head))
}

fn still(head: &[u8]) -> Option<StillFormat> {
    if head.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Some(StillFormat::Jpeg);
    }
    if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(StillFormat::Png);
    }
    if head.starts_with(b"8BPS\0\x01") || head.starts_with(b"8BPS\0\x02") {
        return Some(StillFormat::Psd);
    }
    if head.starts_with(b"%PDF-") {
        return Some(StillFormat::Pdf);
    }
    if svg::is_one(head) {
        return Some(StillFormat::Svg);
    }
    if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
        return Some(StillFormat::Gif);
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Some(StillFormat::Webp);
    }
    // The second pair is BigTIFF.
    let tiff: [&[u8]; 4] = [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"];
    if tiff.iter().any(|magic| head.starts_with(magic)) {
        return Some(StillFormat::Tiff);
    }
    // Why the second test: `BM` alone starts many a text; the reserved bytes are zero in a bitmap.
    if head.starts_with(b"BM") && head.get(6..10) == Some(&[0, 0, 0, 0]) {
        return Some(StillFormat::Bmp);
    }
    let brands = brands(head)?;
    if brands.iter().any(|b| b == b"avif" || b == b"avis") {
        return Some(StillFormat::Avif);
    }
    let heif: [&[u8; 4]; 8] = [b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"];
    // Why `first`: a film may list `mif1` among its compatible brands; a picture leads with one of these.
    brands.first().is_some_and(|first| heif.contains(&first)).then_some(StillFormat::Heic)
}

fn brands(head: &[u8]) -> Option<Vec<[u8; 4]>> {
    if head.get(4..8) != Some(b"ftyp") {
        return None;
    }
    let size = u32::from_be_bytes(head.get(..4)?.try_into().ok()?) as usize;
    let body = head.get(8..size.clamp(16, head.len().max(16)).min(head.len()))?;
    let word = |bytes: &[u8]| bytes.try_into().ok();
    let major = body.get(..4).and_then(word);
    let others = body.get(8..).unwrap_or_default().chunks_exact(4).filter_map(word);
    Some(major.into_iter().chain(others).collect())
}

fn moving(head: &[u8]) -> Option<FilmFormat> {
    if let Some(brands) = brands(head) {
        return Some(match brands.first() {
            Some(b"qt  ") => film("mov", "video/quicktime", "mov"),
            Some(b"M4A " | b"M4B ") => film("m4a", "audio/mp4", "mov"),
            Some(b"3gp4" | b"3gp5" | b"3gp6" | b"3gpp") => film("3gp", "video/3gpp", "mov"),
            Some(_) | None => MP4,
        });
    }
    if matches!(head.get(4..8), Some(b"moov" | b"mdat" | b"wide" | b"skip" | b"free" | b"pnot")) {
        return Some(film("mov", "video/quicktime", "mov"));
    }
    if head.starts_with(&[0x1A, 0x45, 0xDF, 0xA3]) {
        let webm = contains(head.get(..256.min(head.len())).unwrap_or_default(), b"webm");
        return Some(if webm {
            film("webm", "video/webm", "matroska,webm")
        } else {
            film("mkv", "video/x-matroska", "matroska,webm")
        });
    }
    if head.starts_with(b"RIFF") {
        return match head.get(8..12) {
            Some(b"AVI ") => Some(film("avi", "video/x-msvideo", "avi")),
            Some(b"WAVE") => Some(film("wav", "audio/wav", "wav")),
            Some(_) | None => None,
        };
    }
    match head {
        [b'O', b'g', b'g', b'S', ..] => Some(film("ogg", "audio/ogg", "ogg")),
        [b'f', b'L', b'a', b'C', ..] => Some(film("flac", "audio/flac", "flac")),
        [b'I', b'D', b'3', ..] => Some(film("mp3", "audio/mpeg", "mp3")),
        [0xFF, second, ..] if second & 0xE6 == 0xE2 => Some(film("mp3", "audio/mpeg", "mp3")),
        [b'F', b'L', b'V', 1, ..] => Some(film("flv", "video/x-flv", "flv")),
        [0x30, 0x26, 0xB2, 0x75, ..] => Some(film("asf", "video/x-ms-asf", "asf")),
        [0, 0, 1, 0xBA, ..] => Some(film("mpeg", "video/mpeg", "mpeg")),
        [0x47, ..] if head.get(188) == Some(&0x47) => Some(film("ts", "video/mp2t", "mpegts")),
        _ => None,
    }
}

fn other(head: &[u8]) -> Sniffed {
    let known: [(&[u8], &str); 7] = [
        (b"PK\x03\x04", "ZIP"),
        (b"\xFF\x0A", "JPEG XL"),
        (b"\0\0\0\x0cJXL ", "JPEG XL"),
        (b"\0\0\0\x0cjP  ", "JPEG 2000"),
        (b"\x1F\x8B", "gzip"),
        (b"\0\0\x01\0", "icon"),
        (b"MZ", "Windows program"),
    ];
    let name = known.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, name)| (*name).to_owned());
    let first = head.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
    let words = std::str::from_utf8(head).is_ok_and(|text| !text.contains('\0'));
    Sniffed::Other(match name {
        Some(name) => name,
        None if words => "text".to_owned(),
        None => first,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(head: &[u8]) -> String {
        match sniff(head) {
            Sniffed::Still(format) => format.name().to_owned(),
            Sniffed::Film(format) => format.container.to_owned(),
            Sniffed::Other(found) => format!("? {found}"),
        }
    }

    fn ftyp(major: &[u8; 4], others: &[&[u8; 4]]) -> Vec<u8> {
        let mut head = u32::try_from(16 + 4 * others.len()).unwrap_or_default().to_be_bytes().to_vec();
        head.extend(b"ftyp");
        head.extend(major);
        head.extend([0; 4]);
        others.iter().for_each(|brand| head.extend(*brand));
        head.extend(b"\0\0\0\x08mdat");
        head
    }

    #[test]
    fn the_first_bytes_decide() {
        for (head, expected) in [
            (&b"\xFF\xD8\xFF\xE0"[..], "jpeg"),
            (b"\x89PNG\r\n\x1a\n", "png"),
            (b"GIF89a\x01\0", "gif"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "webp"),
            (b"RIFF\x10\0\0\0WAVEfmt ", "wav"),
            (b"RIFF\x10\0\0\0AVI LIST", "avi"),
            (b"II*\0\x08\0\0\0", "tiff"),
            (b"8BPS\0\x01\0\0", "psd"),
            (b"BM\x46\0\0\0\0\0\0\0\x36\0", "bmp"),
            (b"BMW is a brand", "? text"),
            (b"%PDF-1.7", "pdf"),
            (b"<?xml version='1.0'?><svg xmlns='x'>", "svg"),
            (b"ID3\x04\0", "mp3"),
            (b"\xFF\xFB\x90\x64", "mp3"),
            (b"OggS\0\x02", "ogg"),
            (b"fLaC\0\0", "flac"),
            (b"\x01\x02\x03\x04\xff", "? 01 02 03 04 ff"),
        ] {
            assert_eq!(container(head), expected, "{head:02x?}");
        }
    }

    #[test]
    fn brands_tell_pictures_from_films() {
        assert_eq!(container(&ftyp(b"heic", &[b"mif1", b"heic"])), "heic");
        assert_eq!(container(&ftyp(b"mif1", &[b"heic"])), "heic");
        assert_eq!(container(&ftyp(b"mif1", &[b"avif"])), "avif");
        assert_eq!(container(&ftyp(b"avif", &[b"mif1"])), "avif");
        assert_eq!(container(&ftyp(b"qt  ", &[])), "mov");
        assert_eq!(container(&ftyp(b"isom", &[b"mp41", b"avc1"])), "mp4");
        assert_eq!(container(&ftyp(b"M4A ", &[])), "m4a");
    }
}
