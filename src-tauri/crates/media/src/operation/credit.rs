//! Writes whose work a picture is into its file, and nothing else of what was written in the source.

use exif::experimental::Writer;
use exif::{Field, In, Tag, Value};
use upbeat_domain::media::{Recipe, Step};

use super::encode;
use crate::error::Fault;
use crate::probe::StillFormat;
use crate::probe::credit::Credit;

/// What stands before an EXIF block in a JPEG.
const MARK: &[u8] = b"Exif\0\0";

/// Most bytes that a file takes around the block: marker, length and mark of a JPEG; length, name and checksum of a PNG.
const AROUND_BYTES: u64 = 12;

/// Where the first chunk of a PNG ends, which has to stay the first: signature, and the header's 13 bytes.
const PNG_HEAD_BYTES: usize = 8 + 12 + 13;

/// An EXIF block with author and copyright alone, for the files that can hold one.
#[derive(Clone)]
pub(crate) struct Mark {
    block: Vec<u8>,
    step: Step,
}

impl Mark {
    /// What is to be kept of whose work a file is; none where no recipe asks or nothing is written.
    pub(crate) fn kept(recipes: &[Recipe], format: StillFormat, file: &[u8]) -> Result<Option<Self>, Fault> {
        let asked = recipes.iter().any(|recipe| recipe.choices.keep_credit);
        let found = asked.then(|| Credit::read(format, file)).flatten();
        found.map(|credit| Self::of(&credit)).transpose()
    }

    fn of(credit: &Credit) -> Result<Self, Fault> {
        let field = |tag, text: &Option<String>| {
            let text = text.as_ref()?.as_bytes().to_vec();
            Some(Field { tag, ifd_num: In::PRIMARY, value: Value::Ascii(vec![text]) })
        };
        let fields = [field(Tag::Artist, &credit.artist), field(Tag::Copyright, &credit.copyright)];
        let mut writer = Writer::new();
        fields.iter().flatten().for_each(|field| writer.push_field(field));
        let mut block = std::io::Cursor::new(Vec::new());
        writer.write(&mut block, false).map_err(Fault::internal)?;
        let Credit { artist, copyright } = credit.clone();
        Ok(Self { block: block.into_inner(), step: Step::CreditKept { artist, copyright } })
    }

    /// Most bytes by which a file grows.
    pub(crate) fn bytes_max(&self) -> u64 {
        self.block.len() as u64 + AROUND_BYTES
    }

    /// What a person is told.
    pub(crate) fn step(&self) -> Step {
        self.step.clone()
    }

    /// The file with the block in it; as it is where its kind holds none.
    pub(crate) fn write(&self, mime: &str, file: &[u8]) -> Result<Vec<u8>, Fault> {
        let (at, part) = match mime {
            encode::JPEG => (jpeg_place(file), self.segment()?),
            encode::PNG => (PNG_HEAD_BYTES, self.chunk()?),
            _ => (0, Vec::new()),
        };
        let (before, after) = file.split_at_checked(at).ok_or_else(|| Fault::internal("no such place"))?;
        Ok([before, &part, after].concat())
    }

    fn segment(&self) -> Result<Vec<u8>, Fault> {
        let length = u16::try_from(2 + MARK.len() + self.block.len()).map_err(Fault::internal)?;
        Ok([&[0xFF, 0xE1][..], &length.to_be_bytes(), MARK, &self.block].concat())
    }

    fn chunk(&self) -> Result<Vec<u8>, Fault> {
        let length = u32::try_from(self.block.len()).map_err(Fault::internal)?;
        let named = [&b"eXIf"[..], &self.block].concat();
        Ok([&length.to_be_bytes()[..], &named, &checksum(&named).to_be_bytes()].concat())
    }
}

/// After the picture's start, and after JFIF's segment, which has to stay the first.
fn jpeg_place(file: &[u8]) -> usize {
    match file {
        [_, _, 0xFF, 0xE0, high, low, ..] => 4 + usize::from(u16::from_be_bytes([*high, *low])),
        _ => 2,
    }
}

/// PNG's checksum (third edition, annex D).
fn checksum(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a file that can't be made is the failure")]

    use super::*;
    use crate::operation::color::Space;
    use crate::pixels::Pixels;

    fn credit(artist: Option<&str>, copyright: Option<&str>) -> Credit {
        Credit { artist: artist.map(str::to_owned), copyright: copyright.map(str::to_owned) }
    }

    #[test]
    fn what_is_written_is_read_back_from_either_kind() {
        let pixels = Pixels::filled(40, 30, [9, 99, 199]);
        let jpeg = (StillFormat::Jpeg, encode::jpeg(&pixels, Space::Srgb, u64::MAX).unwrap().bytes);
        let png = (StillFormat::Png, encode::lossless(&pixels, Space::Srgb).unwrap().bytes);
        for (format, file) in [jpeg, png] {
            for (artist, copyright) in
                [(Some("Zoé Ångström"), Some("© 2026")), (None, Some("© 2026")), (Some("A"), None)]
            {
                let credit = credit(artist, copyright);
                let mark = Mark::of(&credit).unwrap();
                let written = mark.write(format.mime(), &file).unwrap();
                assert_eq!(Credit::read(format, &written), Some(credit.clone()), "{format:?}");
                assert!((written.len() - file.len()) as u64 <= mark.bytes_max());
                let kind = format.raster().unwrap();
                let read =
                    |bytes: &[u8]| image::load_from_memory_with_format(bytes, kind).unwrap().into_rgb8();
                assert_eq!(read(&written), read(&file), "the pixels are the same");
            }
        }
    }

    #[test]
    fn checksums_are_those_of_the_specification() {
        assert_eq!(checksum(b"IEND"), 0xAE42_6082);
    }
}
