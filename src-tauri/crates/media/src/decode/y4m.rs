//! Pictures as AVIF's decoder hands them over with the least work: planes of light and colour of 8 bits, in a file of
//! YUV4MPEG2. What they become is what the decoder itself would make of them, colours between two samples on the line
//! between them.

use rayon::prelude::*;

use crate::error::Fault;
use crate::limit::check_pixels;
use crate::pixels::{Channels, Pixels};

/// Fixed point of the sums, bits.
const FRACTION: u32 = 14;

/// How many quarters of quarters a colour has after both of its blends.
const BLENDS: i32 = 16;

/// The shares of red and of blue in the light of a matrix (ITU-T H.273, table 4); none where it isn't converted here.
const fn shares(matrix: u8) -> Option<(f64, f64)> {
    match matrix {
        1 => Some((0.2126, 0.0722)),
        5 | 6 => Some((0.299, 0.114)),
        9 => Some((0.2627, 0.0593)),
        _ => None,
    }
}

/// Whether pictures of this matrix can be read here.
pub(super) const fn knows(matrix: u8) -> bool {
    shares(matrix).is_some()
}

/// The picture in such a file; none where its planes are of another kind: deeper, see-through.
///
/// # Errors
/// When the file isn't whole, or larger than what is decoded.
pub(super) fn decode(file: &[u8], matrix: u8) -> Result<Option<Pixels>, Fault> {
    let Some(shares) = shares(matrix) else { return Ok(None) };
    let Some((header, planes)) = parts(file) else { return Err(Fault::damaged("no planes")) };
    let Some(head) = Head::read(header)? else { return Ok(None) };
    let (width, height) = (head.width as usize, head.height as usize);
    let half = |side: usize, halved: bool| if halved { side.div_ceil(2) } else { side };
    let color = (half(width, head.halved.0), half(height, head.halved.1));
    let short = || Fault::damaged("the planes end early");
    let (light, rest) = planes.split_at_checked(width * height).ok_or_else(short)?;
    let (blue, rest) = rest.split_at_checked(color.0 * color.1).ok_or_else(short)?;
    let red = rest.get(..color.0 * color.1).ok_or_else(short)?;
    let sums = Sums::of(shares, head.is_full);
    let mut pixels = Pixels::blank(head.width, head.height, Channels::Rgb);
    pixels.data.par_chunks_mut(width * 3).zip(light.par_chunks(width)).enumerate().for_each_init(
        || [vec![0; width], vec![0; width]],
        |[blues, reds], (y, (row, light))| {
            blend(blue, color, head.halved, y, blues);
            blend(red, color, head.halved, y, reds);
            for (pixel, ((light, blue), red)) in
                row.chunks_exact_mut(3).zip(light.iter().zip(&*blues).zip(&*reds))
            {
                pixel.copy_from_slice(&sums.rgb(*light, *blue, *red));
            }
        },
    );
    Ok(Some(pixels))
}

/// The first line without its end, and the planes of the first picture.
fn parts(file: &[u8]) -> Option<(&str, &[u8])> {
    let end = file.iter().take(256).position(|byte| *byte == b'\n')?;
    let header = std::str::from_utf8(&file[..end]).ok()?.strip_prefix("YUV4MPEG2 ")?;
    Some((header, file[end + 1..].strip_prefix(b"FRAME\n")?))
}

struct Head {
    width: u32,
    height: u32,
    /// Whether colours are stored at half the width, at half the height.
    halved: (bool, bool),
    /// Whether light goes from 0 to 255, not from 16 to 235.
    is_full: bool,
}

impl Head {
    /// None where the planes are of another kind.
    fn read(header: &str) -> Result<Option<Self>, Fault> {
        let word = |name: &str| header.split(' ').find_map(|word| word.strip_prefix(name));
        let side = |name: &str| word(name).and_then(|side| side.parse().ok());
        let (Some(width), Some(height)) = (side("W"), side("H")) else {
            return Err(Fault::damaged("the planes have no size"));
        };
        check_pixels(u64::from(width), u64::from(height))?;
        let halved = match word("C") {
            Some("420jpeg") => (true, true),
            Some("422") => (true, false),
            Some("444") => (false, false),
            _ => return Ok(None),
        };
        let is_full = word("XCOLORRANGE=") != Some("LIMITED");
        Ok((width > 0 && height > 0).then_some(Self { width, height, halved, is_full }))
    }
}

/// One row of colours as wide as the picture, sixteen steps a value.
fn blend(plane: &[u8], (width, height): (usize, usize), halved: (bool, bool), y: usize, row: &mut [u16]) {
    // Three parts of the sample that lies nearest, one of the next.
    let (near, far) = if halved.1 {
        let near = y / 2;
        (near, if y.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(height - 1) })
    } else {
        (y, y)
    };
    let line = |y: usize| &plane[y * width..(y + 1) * width];
    let (near, far) = (line(near), line(far));
    let at = |x: usize| u16::from(near[x]) * 3 + u16::from(far[x]);
    if !halved.0 {
        row.iter_mut().enumerate().for_each(|(x, value)| *value = at(x) * 4);
        return;
    }
    let mut before = at(0);
    for (x, pair) in row.chunks_mut(2).enumerate() {
        let (here, after) = (at(x), at((x + 1).min(width - 1)));
        pair[0] = here * 3 + before;
        if let Some(second) = pair.get_mut(1) {
            *second = here * 3 + after;
        }
        before = here;
    }
}

/// What light and colours count for in red, green and blue, in fixed point.
struct Sums {
    dark: i32,
    light: i32,
    red: i32,
    green_of_blue: i32,
    green_of_red: i32,
    blue: i32,
}

impl Sums {
    fn of((red, blue): (f64, f64), is_full: bool) -> Self {
        let one = f64::from(1_u32 << FRACTION);
        let (dark, light, color) = if is_full { (0, 1.0, 1.0) } else { (16, 255.0 / 219.0, 255.0 / 224.0) };
        let fixed = |share: f64| (share * one).round() as i32;
        let colored = |share: f64| fixed(share * color / f64::from(BLENDS));
        let green = 1.0 - red - blue;
        Self {
            dark,
            light: fixed(light),
            red: colored(2.0 * (1.0 - red)),
            green_of_blue: colored(2.0 * (1.0 - blue) * blue / green),
            green_of_red: colored(2.0 * (1.0 - red) * red / green),
            blue: colored(2.0 * (1.0 - blue)),
        }
    }

    fn rgb(&self, light: u8, blue: u16, red: u16) -> [u8; 3] {
        let light = (i32::from(light) - self.dark) * self.light + (1 << (FRACTION - 1));
        let [blue, red] = [blue, red].map(|color| i32::from(color) - 128 * BLENDS);
        let value = |sum: i32| (sum >> FRACTION).clamp(0, 255) as u8;
        [
            value(light + self.red * red),
            value(light - self.green_of_blue * blue - self.green_of_red * red),
            value(light + self.blue * blue),
        ]
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a file that isn't read is the failure")]

    use super::*;

    fn file(head: &str, planes: &[u8]) -> Vec<u8> {
        [b"YUV4MPEG2 ", head.as_bytes(), b"\nFRAME\n", planes].concat()
    }

    #[test]
    fn grey_is_grey_in_every_range_and_matrix() {
        for matrix in [1, 5, 6, 9] {
            for (range, light, grey) in
                [("FULL", 0, 0), ("FULL", 77, 77), ("LIMITED", 16, 0), ("LIMITED", 235, 255)]
            {
                let planes = [vec![light; 6], vec![128; 2], vec![128; 2]].concat();
                let head = format!("W3 H2 F25:1 Ip A0:0 C420jpeg XCOLORRANGE={range}");
                let pixels = decode(&file(&head, &planes), matrix).unwrap().unwrap();
                assert_eq!(pixels, Pixels::filled(3, 2, [grey; 3]), "{matrix} {range}");
            }
        }
    }

    /// BT.601 of full range: red is 76, 85, 255; blue 29, 255, 107.
    #[test]
    fn colours_are_those_of_the_matrix() {
        let planes = [76, 29, 85, 255, 255, 107];
        let pixels = decode(&file("W2 H1 C444 XCOLORRANGE=FULL", &planes), 6).unwrap().unwrap();
        for (value, wanted) in pixels.data.iter().zip([255, 0, 0, 0, 0, 255]) {
            assert!(value.abs_diff(wanted) <= 1, "{:?}", pixels.data);
        }
    }

    /// Two samples of colour for four pixels: a quarter and three quarters of the way between them.
    #[test]
    fn colours_between_two_samples_lie_on_the_line_between_them() {
        let planes = [[100; 4].as_slice(), &[128, 128], &[128, 160]].concat();
        let pixels = decode(&file("W4 H1 C422 XCOLORRANGE=FULL", &planes), 6).unwrap().unwrap();
        let reds: Vec<u8> = pixels.data.iter().step_by(3).copied().collect();
        assert_eq!(reds, [0.0, 8.0, 24.0, 32.0].map(|red: f64| (100.0 + 1.402 * red).round() as u8));
    }

    #[test]
    fn what_is_deeper_is_left_to_another_way_and_what_is_short_is_damaged() {
        let wide = "W4 H4 C420p10 XYSCSS=420P10 XCOLORRANGE=FULL";
        assert!(matches!(decode(&file(wide, &[0; 48]), 1), Ok(None)));
        assert!(matches!(decode(&file("W4 H4 C444", &[0; 47]), 1), Err(Fault::Damaged { .. })));
        assert!(matches!(decode(&file("W4 C444", &[0; 48]), 1), Err(Fault::Damaged { .. })));
        assert!(decode(&file("W99999 H99999 C444", &[]), 1).is_err());
        assert!(matches!(decode(b"YUV4MPEG2 W4 H4", 1), Err(Fault::Damaged { .. })));
    }
}
