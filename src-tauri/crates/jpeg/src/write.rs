//! The file around what is coded (T.81, annex B; JFIF 1.02; ICC.1, annex B.4).

use crate::Picture;
use crate::bits::Bits;
use crate::huffman::{Code, Codes, Differences};
use crate::quantize::{Kind, Tables};
use crate::strip::{KINDS, Strip, coded};

const START: u8 = 0xD8;
const END: u8 = 0xD9;
const APPLICATION: u8 = 0xE0;
const PROFILE: u8 = 0xE2;
const QUANTIZATION: u8 = 0xDB;
const FRAME: u8 = 0xC0;
const HUFFMAN: u8 = 0xC4;
const SCAN: u8 = 0xDA;

/// The words before a colour profile: its name, the first segment of one.
const PROFILE_HEAD: &[u8] = b"ICC_PROFILE\0\x01\x01";

/// What a segment can hold of a colour profile, bytes.
pub(crate) const PROFILE_BYTES_MAX: usize = 65_533 - PROFILE_HEAD.len();

/// Bytes before what is coded, without the profile.
const HEAD_BYTES: usize = 1024;

/// Writes the file.
pub(crate) fn file(
    picture: Picture<'_>,
    tables: &Tables,
    profile: &[u8],
    codes: &Codes,
    strips: &[Strip],
) -> Vec<u8> {
    let words: usize = strips.iter().map(|strip| strip.words.len() + strip.means.len()).sum();
    let mut out = Vec::with_capacity(HEAD_BYTES + profile.len() + words);
    out.extend([0xFF, START]);
    segment(&mut out, APPLICATION, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    if !profile.is_empty() {
        segment(&mut out, PROFILE, &[PROFILE_HEAD, profile].concat());
    }
    for kind in Kind::ALL {
        let steps = &tables.all[kind as usize].steps;
        segment(&mut out, QUANTIZATION, &[&[kind as u8], &steps[..]].concat());
    }
    let [[top, high], [left, right]] =
        [picture.height, picture.width].map(|side| (side as u16).to_be_bytes());
    // Eight bits; three planes: its number, across and down, its table.
    segment(&mut out, FRAME, &[8, top, high, left, right, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
    for kind in Kind::ALL {
        table(&mut out, kind as u8, &codes.means[kind as usize]);
        table(&mut out, 0x10 | kind as u8, &codes.others[kind as usize]);
    }
    segment(&mut out, SCAN, &[3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);
    let mut out = scan(out, codes, strips);
    out.extend([0xFF, END]);
    out
}

fn segment(out: &mut Vec<u8>, mark: u8, body: &[u8]) {
    out.extend([0xFF, mark]);
    out.extend((body.len() as u16 + 2).to_be_bytes());
    out.extend_from_slice(body);
}

fn table(out: &mut Vec<u8>, number: u8, code: &Code) {
    segment(out, HUFFMAN, &[&[number], &code.lengths[..], &code.symbols].concat());
}

fn scan(out: Vec<u8>, codes: &Codes, strips: &[Strip]) -> Vec<u8> {
    let mut bits = Bits::behind(out);
    let mut differences = Differences::default();
    for strip in strips {
        let mut words = strip.words.as_slice();
        for (at, (mean, length)) in strip.means.iter().zip(&strip.lengths).enumerate() {
            let place = at % KINDS.len();
            let kind = KINDS[place] as usize;
            let (size, value) = coded(differences.next(place, *mean));
            let word = codes.means[kind].words[size as usize & 255];
            bits.add((word >> 8) << size | value, (word & 255) + size);
            let code = &codes.others[kind].words;
            let (block, rest) = words.split_at(usize::from(*length));
            words = rest;
            for word in block {
                let (size, code) = (word & 15, code[(word & 255) as usize]);
                bits.add((code >> 8) << size | word >> 8, (code & 255) + size);
            }
        }
    }
    bits.end()
}
