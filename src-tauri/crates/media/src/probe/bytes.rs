//! Reading numbers out of foreign bytes without ever reading past their end.

use crate::error::Fault;

/// A place in some bytes.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) const fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0 }
    }

    pub(crate) const fn position(&self) -> usize {
        self.at
    }

    pub(crate) const fn remaining(&self) -> usize {
        self.data.len() - self.at
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let rest = self.data.get(self.at..).unwrap_or_default();
        let taken = rest.get(..count).ok_or_else(|| Fault::damaged("the file ends too early"))?;
        self.at += count;
        Ok(taken)
    }

    pub(crate) fn skip(&mut self, count: usize) -> Result<(), Fault> {
        self.take(count).map(|_| ())
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Fault> {
        self.take(1).map(|b| b[0])
    }

    pub(crate) fn u16_be(&mut self) -> Result<u16, Fault> {
        self.take(2).map(|b| u16::from_be_bytes([b[0], b[1]]))
    }

    pub(crate) fn u16_le(&mut self) -> Result<u16, Fault> {
        self.take(2).map(|b| u16::from_le_bytes([b[0], b[1]]))
    }

    pub(crate) fn u24_le(&mut self) -> Result<u32, Fault> {
        self.take(3).map(|b| u32::from_le_bytes([b[0], b[1], b[2], 0]))
    }

    pub(crate) fn u32_be(&mut self) -> Result<u32, Fault> {
        self.take(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
    }

    pub(crate) fn u32_le(&mut self) -> Result<u32, Fault> {
        self.take(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }

    /// A big-endian number of 0, 2, 4 or 8 bytes, as ISO boxes use them.
    pub(crate) fn uint_be(&mut self, size: usize) -> Result<u64, Fault> {
        Ok(self.take(size)?.iter().fold(0_u64, |value, byte| (value << 8) | u64::from(*byte)))
    }
}

/// Whether `needle` occurs in `haystack`.
pub(crate) fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
