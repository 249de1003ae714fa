//! Whose work a picture is: what its author or agency wrote into it. Text of strangers, read within bounds.

use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};

use super::bytes::Cursor;
use super::still::StillFormat;
use super::{exif, jpeg, png, psd};

/// Longest text that is kept, characters.
const CHARS_MAX: usize = 500;

/// Largest XMP that is looked into, bytes.
const XMP_BYTES_MAX: usize = 1024 * 1024;

/// Most nodes of XMP that are looked at.
const XMP_NODES_MAX: u32 = 50_000;

/// Photoshop's resource of IPTC's records (Adobe Photoshop File Formats Specification, 2019).
const IPTC: u16 = 1028;

/// Where XMP lies among PNG's texts (XMP specification, part 3).
const XMP_KEYWORD: &[u8] = b"XML:com.adobe.xmp";

const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";
const PHOTOSHOP: &str = "http://ns.adobe.com/photoshop/1.0/";

/// Who made a picture, and whose it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Credit {
    /// The author, and the one to be named beside where that is another.
    pub(crate) artist: Option<String>,
    pub(crate) copyright: Option<String>,
}

/// The same in one of the places where it may be written.
#[derive(Debug, Default, PartialEq, Eq)]
struct Found {
    artist: Option<String>,
    /// The agency or paper to be named.
    credit: Option<String>,
    copyright: Option<String>,
}

impl Found {
    /// What another place says where this one says nothing.
    fn or(self, other: Self) -> Self {
        Self {
            artist: self.artist.or(other.artist),
            credit: self.credit.or(other.credit),
            copyright: self.copyright.or(other.copyright),
        }
    }
}

impl Credit {
    /// What the file says; none where it says nothing. EXIF comes before XMP, and that before IPTC.
    pub(crate) fn read(format: StillFormat, file: &[u8]) -> Option<Self> {
        let found = match format {
            StillFormat::Jpeg => of_jpeg(file),
            StillFormat::Png => of_png(file),
            StillFormat::Psd => of_psd(file),
            StillFormat::Webp
            | StillFormat::Gif
            | StillFormat::Tiff
            | StillFormat::Heic
            | StillFormat::Avif => of_exif(exif::credit_of_container(file)).or(of_xmp(packet(file))),
            StillFormat::Bmp | StillFormat::Svg | StillFormat::Pdf => Found::default(),
        };
        let artist = match (found.artist, found.credit) {
            (Some(artist), Some(credit)) if !artist.contains(&credit) => Some(format!("{artist} / {credit}")),
            (artist, credit) => artist.or(credit),
        };
        let credit = Self { artist, copyright: found.copyright };
        (credit != Self::default()).then_some(credit)
    }
}

fn of_jpeg(file: &[u8]) -> Found {
    let (segments, _) = jpeg::segments(file).unwrap_or_default();
    let bodies = |marker: u8, mark: &'static [u8]| {
        let of_kind = segments.iter().filter(move |segment| segment.marker == marker);
        of_kind.filter_map(move |segment| segment.body.strip_prefix(mark))
    };
    let exif = bodies(0xE1, jpeg::EXIF).next().map_or_else(Found::default, of_block);
    let photoshop: Vec<u8> = bodies(0xED, b"Photoshop 3.0\0").flatten().copied().collect();
    exif.or(of_xmp(bodies(0xE1, jpeg::XMP).next())).or(of_resources(&photoshop))
}

fn of_png(file: &[u8]) -> Found {
    let (chunks, _) = png::chunks(file).unwrap_or_default();
    let bodies = |name: &'static [u8; 4]| chunks.iter().filter(move |c| &c.name == name).map(|c| c.body);
    let exif = bodies(b"eXIf").next().map_or_else(Found::default, of_block);
    let international: Vec<_> = bodies(b"iTXt").filter_map(international).collect();
    let plain = bodies(b"tEXt").filter_map(at_zero);
    let texts: Vec<_> = international.iter().copied().chain(plain).collect();
    let word = |name: &[u8]| texts.iter().find(|(keyword, _)| *keyword == name).map(|(_, text)| *text);
    let own = Found {
        artist: word(b"Author").and_then(text),
        copyright: word(b"Copyright").and_then(text),
        ..Found::default()
    };
    exif.or(of_xmp(word(XMP_KEYWORD))).or(own)
}

/// The keyword and text of an `iTXt` chunk that isn't compressed (PNG, third edition, 11.3.3.4).
fn international(chunk: &[u8]) -> Option<(&[u8], &[u8])> {
    let (keyword, rest) = at_zero(chunk)?;
    let (_language, rest) = at_zero(rest.strip_prefix(&[0, 0])?)?;
    let (_translated, text) = at_zero(rest)?;
    Some((keyword, text))
}

fn at_zero(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == 0)?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

fn of_psd(file: &[u8]) -> Found {
    psd::Document::read(file).map(|document| of_parts(|id| document.resource(id))).unwrap_or_default()
}

/// Photoshop's resources in a JPEG.
fn of_resources(section: &[u8]) -> Found {
    let resources = psd::resources(section).unwrap_or_default();
    of_parts(|id| resources.iter().find(|(found, _)| *found == id).map(|(_, body)| *body))
}

fn of_parts<'a>(resource: impl Fn(u16) -> Option<&'a [u8]>) -> Found {
    let exif = resource(psd::EXIF).map_or_else(Found::default, of_block);
    exif.or(of_xmp(resource(psd::XMP))).or(resource(IPTC).map_or_else(Found::default, of_iptc))
}

fn of_block(block: &[u8]) -> Found {
    of_exif(exif::credit_of_block(block))
}

fn of_exif([artist, copyright]: [Option<Vec<u8>>; 2]) -> Found {
    let [artist, copyright] = [artist, copyright].map(|bytes| bytes.as_deref().and_then(text));
    Found { artist, copyright, credit: None }
}

/// IPTC's records (IIM 4.2): by-lines, credit, copyright notice.
fn of_iptc(block: &[u8]) -> Found {
    let (mut cursor, mut found) = (Cursor::new(block), Found::default());
    let mut authors: Vec<u8> = Vec::new();
    while let (Ok(0x1C), Ok(record), Ok(set), Ok(length)) =
        (cursor.u8(), cursor.u8(), cursor.u8(), cursor.u16_be())
    {
        // Why an end: longer ones hold pictures and the like, and a wrong length leads astray.
        let Ok(value) = cursor.take(usize::from(length)) else { break };
        match (record, set) {
            (2, 80) if authors.len() <= CHARS_MAX => {
                authors.extend_from_slice(if authors.is_empty() { &b""[..] } else { b", " });
                authors.extend_from_slice(value);
            }
            (2, 110) => found.credit = text(value),
            (2, 116) => found.copyright = text(value),
            _ => {}
        }
    }
    Found { artist: text(&authors), ..found }
}

/// XMP that lies somewhere in a file as it is: packets are made to be found so (XMP specification, part 3).
fn packet(file: &[u8]) -> Option<&[u8]> {
    const END: &[u8] = b"</x:xmpmeta>";
    let place = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).position(|part| part == mark);
    let rest = &file[place(file, b"<x:xmpmeta")?..];
    let rest = &rest[..rest.len().min(XMP_BYTES_MAX)];
    Some(&rest[..place(rest, END)? + END.len()])
}

fn of_xmp(packet: Option<&[u8]>) -> Found {
    let text_of = |packet: &[u8]| {
        let whole = packet.len() <= XMP_BYTES_MAX;
        whole.then(|| std::str::from_utf8(packet).ok().map(|text| text.trim_matches('\0').trim().to_owned()))
    };
    let Some(written) = packet.and_then(text_of).flatten() else { return Found::default() };
    let options = ParsingOptions { nodes_limit: XMP_NODES_MAX, ..ParsingOptions::default() };
    let Ok(document) = Document::parse_with_options(&written, options) else { return Found::default() };
    let node = |space, name| document.descendants().find(|node| node.has_tag_name((space, name)));
    let credit = document.descendants().find_map(|node| node.attribute((PHOTOSHOP, "Credit")));
    let said = |words: Vec<&str>| text(words.join(", ").as_bytes());
    Found {
        artist: node(DUBLIN_CORE, "creator").and_then(|node| said(words(node))),
        credit: credit.map(|word| vec![word]).or_else(|| node(PHOTOSHOP, "Credit").map(words)).and_then(said),
        // Why the first: the others are the same in other languages.
        copyright: node(DUBLIN_CORE, "rights")
            .and_then(|node| said(words(node).into_iter().take(1).collect())),
    }
}

/// The texts of a node and of what is in it.
fn words<'a>(node: Node<'a, '_>) -> Vec<&'a str> {
    let texts = node.descendants().filter(Node::is_text).filter_map(|node| node.text());
    texts.map(str::trim).filter(|text| !text.is_empty()).collect()
}

/// One line of text from bytes of no sure encoding: UTF-8, else Latin-1. Without what could steer a terminal or turn
/// the words around.
fn text(bytes: &[u8]) -> Option<String> {
    let bytes = &bytes[..bytes.len().min(4 * CHARS_MAX)];
    let all = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // Why: the cut above may have gone through a letter.
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(&bytes[..error.valid_up_to()]).into()
        }
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    };
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let plain: String =
        all.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !turns(*c)).collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().take(CHARS_MAX).collect();
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const XMP: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
        <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
        xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
        photoshop:Credit="Agence Zéphyr"><dc:creator><rdf:Seq><rdf:li>Ada Lovelace</rdf:li><rdf:li>B. Riley</rdf:li>
        </rdf:Seq></dc:creator><dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2026 Ada</rdf:li>
        <rdf:li xml:lang="fr">© 2026 Ada, tous droits</rdf:li></rdf:Alt></dc:rights>
        </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"#;

    #[test]
    fn xmp_tells_authors_agency_and_rights() {
        let found = of_xmp(Some(XMP.as_bytes()));
        assert_eq!(found.artist.as_deref(), Some("Ada Lovelace, B. Riley"));
        assert_eq!(found.credit.as_deref(), Some("Agence Zéphyr"));
        assert_eq!(found.copyright.as_deref(), Some("© 2026 Ada"));
        let file = [b"RIFF....junk", XMP.as_bytes(), b"more"].concat();
        assert_eq!(of_xmp(packet(&file)), of_xmp(Some(XMP.as_bytes())), "found where it lies");
    }

    #[test]
    fn iptc_tells_the_same_in_either_encoding() {
        let set = |number: u8, value: &[u8]| {
            [&[0x1C, 2, number][..], &(value.len() as u16).to_be_bytes(), value].concat()
        };
        let block = [set(80, b"Ada"), set(80, b"Bea"), set(110, b"Z\xE9phyr"), set(116, "© Ada".as_bytes())];
        let found = of_iptc(&block.concat());
        assert_eq!(found.artist.as_deref(), Some("Ada, Bea"));
        assert_eq!((found.credit.as_deref(), found.copyright.as_deref()), (Some("Zéphyr"), Some("© Ada")));
        assert_eq!(of_iptc(&[0x1C, 2, 80, 0xFF, 0xFF, b'A']), Found::default(), "cut off");
    }

    #[test]
    fn texts_are_one_bounded_line_that_steers_nothing() {
        assert_eq!(text(b"  Ada\r\n\x1b[31m Lovelace\0 ").as_deref(), Some("Ada [31m Lovelace"));
        assert_eq!(text("Ada\u{202E}ecalevoL".as_bytes()).as_deref(), Some("AdaecalevoL"));
        assert_eq!(text(b" \0 "), None);
        assert_eq!(text("é".repeat(5_000).as_bytes()).map(|line| line.chars().count()), Some(CHARS_MAX));
        assert_eq!(text("a".repeat(1_999).as_bytes()).map(|line| line.len()), Some(CHARS_MAX));
    }

    #[test]
    fn damaged_and_hostile_blocks_say_nothing() {
        let bomb =
            r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x:xmpmeta>&b;</x:xmpmeta>"#;
        let deep = "<a>".repeat(60_000);
        for packet in [bomb, &deep, "<x:xmpmeta", "", "\u{FEFF}"] {
            assert_eq!(of_xmp(Some(packet.as_bytes())), Found::default());
        }
        assert_eq!(of_resources(b"8BIM\x04\x04\0\0\xFF\xFF\xFF\xFF"), Found::default());
        assert_eq!(of_block(b"MM\0*\0\0\0\x08\0\x01"), Found::default());
        for format in [StillFormat::Jpeg, StillFormat::Png, StillFormat::Psd, StillFormat::Heic] {
            assert_eq!(Credit::read(format, b"\xFF\xD8\xFF\xE1\0"), None, "{format:?}");
        }
    }
}
