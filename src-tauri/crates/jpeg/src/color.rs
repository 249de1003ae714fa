//! Red, green and blue to brightness and two colours at half the size (JFIF 1.02, after ITU-R BT.601).

/// Width and height of what is coded together: four blocks of brightness, one of each colour.
pub(crate) const MCU_PX: usize = 16;

/// Rows of one strip: brightness in full, colours at half the size, all around zero, in whole blocks.
#[derive(Default)]
pub(crate) struct Planes {
    /// Width of the brightness with what fills the last block up, px; the colours have half of it.
    pub(crate) width: usize,
    /// 16 rows.
    pub(crate) y: Vec<f32>,
    /// 8 rows.
    pub(crate) cb: Vec<f32>,
    /// 8 rows.
    pub(crate) cr: Vec<f32>,
}

impl Planes {
    /// Takes the rows of a strip in; what is missing to whole blocks repeats the edge.
    #[inline(always)]
    pub(crate) fn fill(&mut self, rows: &[u8], width: usize) {
        self.width = width.next_multiple_of(MCU_PX);
        let half = self.width / 2;
        self.y.resize(self.width * MCU_PX, 0.0);
        self.cb.resize(half * MCU_PX / 2, 0.0);
        self.cr.resize(half * MCU_PX / 2, 0.0);
        let last = rows.len() / (width * 3) - 1;
        let row = |y: usize| &rows[y.min(last) * width * 3..][..width * 3];
        for pair in 0..MCU_PX / 2 {
            let (upper, lower) = (row(2 * pair), row(2 * pair + 1));
            let (first, second) = self.y[2 * pair * self.width..].split_at_mut(self.width);
            brightness(upper, first);
            brightness(lower, &mut second[..self.width]);
            let at = pair * half..(pair + 1) * half;
            colors(upper, lower, &mut self.cb[at.clone()], &mut self.cr[at]);
        }
    }
}

#[inline(always)]
fn brightness(row: &[u8], new: &mut [f32]) {
    let count = row.len() / 3;
    for (new, pixel) in new.iter_mut().zip(row.chunks_exact(3)) {
        let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
        *new = 0.299 * red + 0.587 * green + 0.114 * blue - 128.0;
    }
    let edge = new[count - 1];
    new[count..].fill(edge);
}

/// The mean of four pixels, as colours.
#[inline(always)]
fn colors(upper: &[u8], lower: &[u8], cb: &mut [f32], cr: &mut [f32]) {
    let mut set = |x: usize, [red, green, blue]: [f32; 3]| {
        cb[x] = (-0.168_735_9 * red - 0.331_264_1 * green + 0.5 * blue) / 4.0;
        cr[x] = (0.5 * red - 0.418_687_6 * green - 0.081_312_4 * blue) / 4.0;
    };
    let whole = upper.len() / 6;
    for (x, (upper, lower)) in upper.chunks_exact(6).zip(lower.chunks_exact(6)).enumerate() {
        let sum = |c: usize| {
            f32::from(
                u16::from(upper[c]) + u16::from(upper[c + 3]) + u16::from(lower[c]) + u16::from(lower[c + 3]),
            )
        };
        set(x, [sum(0), sum(1), sum(2)]);
    }
    let mut count = whole;
    if !upper.len().is_multiple_of(6) {
        let at = whole * 6;
        let sum = |c: usize| 2.0 * f32::from(u16::from(upper[at + c]) + u16::from(lower[at + c]));
        set(whole, [sum(0), sum(1), sum(2)]);
        count += 1;
    }
    for plane in [cb, cr] {
        let edge = plane[count - 1];
        plane[count..].fill(edge);
    }
}
