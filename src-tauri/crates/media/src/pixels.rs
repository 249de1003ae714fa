//! Decoded pixels: 8 bits a channel, rows from the top, no padding.

/// What the channels mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Channels {
    Rgb,
    /// Alpha is not premultiplied.
    Rgba,
    /// 0 is no ink.
    Cmyk,
}

impl Channels {
    pub(crate) const fn count(self) -> usize {
        match self {
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }
}

/// A decoded picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pixels {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) channels: Channels,
    pub(crate) data: Vec<u8>,
}

impl Pixels {
    /// A picture of one value.
    pub(crate) fn filled(width: u32, height: u32, color: [u8; 3]) -> Self {
        let data = color.repeat(width as usize * height as usize);
        Self { width, height, channels: Channels::Rgb, data }
    }

    /// A picture whose bytes are about to be written.
    pub(crate) fn blank(width: u32, height: u32, channels: Channels) -> Self {
        let data = vec![0; width as usize * height as usize * channels.count()];
        Self { width, height, channels, data }
    }

    pub(crate) fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    pub(crate) const fn row_bytes(&self) -> usize {
        self.width as usize * self.channels.count()
    }

    /// The bytes of one pixel.
    pub(crate) fn at(&self, x: u32, y: u32) -> &[u8] {
        let start = y as usize * self.row_bytes() + x as usize * self.channels.count();
        &self.data[start..start + self.channels.count()]
    }

    /// Whether any pixel is see-through.
    pub(crate) fn is_translucent(&self) -> bool {
        self.channels == Channels::Rgba && self.data.chunks_exact(4).any(|pixel| pixel[3] != 255)
    }
}
