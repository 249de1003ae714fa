//! TIFF in four inks, 8 or 16 bits, whose mixing is left to its colour profile.

use tiff::decoder::DecodingResult;

use super::depth;
use crate::error::Fault;
use crate::pixels::{Channels, Pixels};
use crate::probe::tiff::decoder;

/// The inks of the first page.
pub(super) fn decode(file: &[u8]) -> Result<Pixels, Fault> {
    let mut decoder = decoder(file)?;
    let (width, height) = decoder.dimensions().map_err(Fault::damaged)?;
    let mut read = DecodingResult::U8(Vec::new());
    let layout = decoder.read_image_to_buffer(&mut read).map_err(Fault::damaged)?;
    let pixels = width as usize * height as usize;
    let data = if let DecodingResult::U8(samples) = read {
        chunky(samples, pixels, layout.planes)?
    } else if let DecodingResult::U16(samples) = read {
        depth::reduced(&chunky(samples, pixels, layout.planes)?, width, 4)
    } else {
        return Err(Fault::damaged("its inks are of another kind than it says"));
    };
    Ok(Pixels { width, height, channels: Channels::Cmyk, data })
}

/// Four inks a pixel, whether they were stored pixel by pixel or ink by ink; further channels are left out.
fn chunky<T: Copy + Default>(samples: Vec<T>, pixels: usize, planes: usize) -> Result<Vec<T>, Fault> {
    let channels = samples.len() / pixels.max(1);
    if channels < 4 || samples.len() != channels * pixels {
        return Err(Fault::damaged("inks are missing"));
    }
    if planes > 1 {
        let mut data = vec![T::default(); pixels * 4];
        for (ink, plane) in samples.chunks_exact(pixels).take(4).enumerate() {
            data.iter_mut().skip(ink).step_by(4).zip(plane).for_each(|(to, from)| *to = *from);
        }
        return Ok(data);
    }
    if channels == 4 {
        return Ok(samples);
    }
    Ok(samples.chunks_exact(channels).flat_map(|pixel| pixel[..4].iter().copied()).collect())
}
