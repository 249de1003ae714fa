//! Bits to bytes.

/// Bytes that bits are added to, the highest first.
#[derive(Default)]
pub(crate) struct Bits {
    pub(crate) bytes: Vec<u8>,
    held: u64,
    count: u32,
}

impl Bits {
    /// Room for about this many bytes.
    pub(crate) fn behind(bytes: Vec<u8>) -> Self {
        Self { bytes, held: 0, count: 0 }
    }

    /// Adds up to 32 bits.
    #[inline(always)]
    pub(crate) fn add(&mut self, bits: u32, count: u32) {
        self.held = self.held << count | u64::from(bits);
        self.count += count;
        if self.count >= 32 {
            self.count -= 32;
            let word = (self.held >> self.count) as u32;
            // A byte of ones is a mark's first byte unless a zero follows it (T.81, F.1.2.3).
            let ones = word & word >> 4 & 0x0F0F_0F0F;
            if ones & ones >> 1 & ones >> 2 & ones >> 3 & 0x0101_0101 == 0 {
                self.bytes.extend_from_slice(&word.to_be_bytes());
            } else {
                word.to_be_bytes().into_iter().for_each(|byte| self.byte(byte));
            }
        }
    }

    fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
        if byte == 0xFF {
            self.bytes.push(0);
        }
    }

    /// The bytes, the last one filled up with ones.
    pub(crate) fn end(mut self) -> Vec<u8> {
        let missing = self.count.next_multiple_of(8) - self.count;
        self.held = self.held << missing | ((1 << missing) - 1);
        self.count += missing;
        while self.count > 0 {
            self.count -= 8;
            self.byte((self.held >> self.count) as u8);
        }
        self.bytes
    }
}
