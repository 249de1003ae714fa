//! Pictures into a PDF, a page each: the JPEGs go in as they are.

use std::fmt::Write;

/// A page: a JPEG that covers it whole.
pub(crate) struct Page<'a> {
    pub(crate) jpeg: &'a [u8],
    /// Size of the JPEG, px; the page has as many points.
    pub(crate) size_px: (u32, u32),
}

/// The document (PDF 1.4, ISO 32000-1). The same pages give the same bytes.
pub(crate) fn document(pages: &[Page<'_>]) -> Vec<u8> {
    let mut file = File { bytes: b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec(), objects: Vec::new() };
    let kids: String = (0..pages.len()).fold(String::new(), |mut kids, index| {
        // Why no failure: a `String` takes all that is written to it.
        let _ = write!(kids, "{} 0 R ", 3 + 3 * index);
        kids
    });
    file.object("<< /Type /Catalog /Pages 2 0 R >>", None);
    file.object(&format!("<< /Type /Pages /Count {} /Kids [ {kids}] >>", pages.len()), None);
    for (index, page) in pages.iter().enumerate() {
        let (width, height) = page.size_px;
        let (content, picture) = (4 + 3 * index, 5 + 3 * index);
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
                "<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB \
                 /BitsPerComponent 8 /Filter /DCTDecode /Length {} >>",
                page.jpeg.len()
            ),
            Some(page.jpeg),
        );
    }
    file.finish()
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
