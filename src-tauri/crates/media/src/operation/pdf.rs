//! Pictures into a PDF, a page each, all of one size: the JPEGs go in as they are.

use std::fmt::Write;

use super::color::Space;
use crate::error::Fault;
use crate::probe::jpeg;

/// What a document needs besides its pictures at most, bytes, and what each page does.
const BESIDE_BYTES: u64 = 2_000;
const PAGE_BYTES: u64 = 600;

/// Objects before the first page's: catalogue, list of pages, colour space, profile.
const OBJECTS_BEFORE: usize = 4;

/// How many bytes the pictures of so many pages may have together.
pub(crate) const fn room_for_pictures(max_bytes: u64, pages: u64) -> u64 {
    max_bytes.saturating_sub(BESIDE_BYTES + PAGE_BYTES * pages)
}

/// The document (PDF 1.4, ISO 32000-1): on each page one of the JPEGs, which covers it whole. A page has as many points
/// (1/72 inch) as `page_px` says pixels; a JPEG may have fewer. Colours are sRGB. The same pages give the same bytes.
///
/// # Errors
/// For what is no JPEG of one or three channels.
pub(crate) fn document(page_px: (u32, u32), jpegs: &[Vec<u8>]) -> Result<Vec<u8>, Fault> {
    let mut file = File { bytes: b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec(), objects: Vec::new() };
    let first = OBJECTS_BEFORE + 1;
    let kids: String = (0..jpegs.len()).fold(String::new(), |mut kids, index| {
        // Why no failure: a `String` takes all that is written to it.
        let _ = write!(kids, "{} 0 R ", first + 3 * index);
        kids
    });
    file.object("<< /Type /Catalog /Pages 2 0 R >>", None);
    file.object(&format!("<< /Type /Pages /Count {} /Kids [ {kids}] >>", jpegs.len()), None);
    file.object("[ /ICCBased 4 0 R ]", None);
    let profile = Space::Srgb.icc();
    file.object(&format!("<< /N 3 /Alternate /DeviceRGB /Length {} >>", profile.len()), Some(profile));
    let (width, height) = page_px;
    for (index, jpeg) in jpegs.iter().enumerate() {
        let frame = jpeg::frame(jpeg)?;
        let colors = match frame.components {
            1 => "/DeviceGray",
            3 => "3 0 R",
            _ => return Err(Fault::internal("a page is neither grey nor sRGB")),
        };
        let (content, picture) = (first + 3 * index + 1, first + 3 * index + 2);
        file.object(
            &format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {content} 0 R \
                 /Resources << /XObject << /P {picture} 0 R >> >> >>"
            ),
            None,
        );
        let drawn = format!("{width} 0 0 {height} 0 0 cm /P Do");
        file.object(&format!("<< /Length {} >>", drawn.len()), Some(drawn.as_bytes()));
        file.object(
            &format!(
                "<< /Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace {colors} \
                 /BitsPerComponent 8 /Filter /DCTDecode /Length {} >>",
                frame.size_px.0,
                frame.size_px.1,
                jpeg.len()
            ),
            Some(jpeg),
        );
    }
    Ok(file.finish())
}

struct File {
    bytes: Vec<u8>,
    /// Where each object starts.
    objects: Vec<usize>,
}

impl File {
    fn object(&mut self, dictionary: &str, stream: Option<&[u8]>) {
        self.objects.push(self.bytes.len());
        self.bytes.extend(format!("{} 0 obj\n{dictionary}\n", self.objects.len()).bytes());
        if let Some(stream) = stream {
            self.bytes.extend_from_slice(b"stream\n");
            self.bytes.extend_from_slice(stream);
            self.bytes.extend_from_slice(b"\nendstream\n");
        }
        self.bytes.extend_from_slice(b"endobj\n");
    }

    fn finish(mut self) -> Vec<u8> {
        let table = self.bytes.len();
        let count = self.objects.len() + 1;
        let mut end = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for at in &self.objects {
            let _ = writeln!(end, "{at:010} 00000 n ");
        }
        let _ = write!(end, "trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        self.bytes.extend(end.bytes());
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "an encode that fails is the failure")]

    use super::super::encode;
    use super::*;
    use crate::pixels::Pixels;

    #[test]
    fn what_is_no_picture_stays_within_its_room() {
        let jpeg = encode::jpeg(&Pixels::filled(8, 8, [200, 30, 30]), Space::Srgb, 100_000).unwrap().bytes;
        for pages in [1, 2, 300, 5_000] {
            let document = document((65_500, 65_500), &vec![jpeg.clone(); pages]).unwrap();
            let beside = document.len() as u64 - (jpeg.len() * pages) as u64;
            let room = 1_000_000_000 - room_for_pictures(1_000_000_000, pages as u64);
            assert!(beside <= room, "{beside} of {room} bytes for {pages} pages");
        }
    }
}
