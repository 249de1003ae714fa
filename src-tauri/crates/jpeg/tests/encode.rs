//! What is written, read by libjpeg-turbo.
#![expect(clippy::unwrap_used, reason = "a picture that can't be written or read is the failure")]

use proptest::prelude::*;
use turbojpeg::{Decompressor, Image, PixelFormat, Subsamp};
use upbeat_jpeg::{EncodeError, Picture, QUALITIES, SIDE_PX_MAX, encode};

/// A slow change of colours with a fine pattern on it.
fn drawn(width: u32, height: u32) -> Vec<u8> {
    // Why not the sides alone: a few rows would differ so much that colours at half the size can't tell them.
    let (across, down) = (width.max(160), height.max(160));
    let pixel = |at: u32| {
        let (x, y) = (at % width, at / width);
        let fine = (x * 5 + y * 3) % 8;
        [40 + x * 160 / across + fine, 200 - y * 160 / down, 90 + (x + y) * 100 / (across + down)]
    };
    (0..width * height).flat_map(pixel).map(|value| u8::try_from(value).unwrap()).collect()
}

/// The size and the pixels that libjpeg-turbo reads.
fn read(file: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut decompressor = Decompressor::new().unwrap();
    let header = decompressor.read_header(file).unwrap();
    assert_eq!(header.subsamp, Subsamp::Sub2x2);
    let (width, height) = (header.width, header.height);
    let mut pixels = vec![0; width * height * 3];
    let image = Image { pixels: &mut pixels[..], width, pitch: width * 3, height, format: PixelFormat::RGB };
    decompressor.decompress(file, image).unwrap();
    (u32::try_from(width).unwrap(), u32::try_from(height).unwrap(), pixels)
}

fn mean_apart(one: &[u8], other: &[u8]) -> f64 {
    let sum: u64 = one.iter().zip(other).map(|(one, other)| u64::from(one.abs_diff(*other))).sum();
    sum as f64 / one.len() as f64
}

#[test]
fn what_is_written_looks_like_the_picture_whatever_its_size() {
    for (width, height) in [(1, 1), (8, 8), (16, 16), (17, 15), (33, 64), (640, 3), (3, 640), (301, 203)] {
        let pixels = drawn(width, height);
        let file = encode(Picture { width, height, data: &pixels }, 95, &[]).unwrap();
        let (read_width, read_height, read) = read(&file);
        assert_eq!((read_width, read_height), (width, height));
        let apart = mean_apart(&pixels, &read);
        assert!(apart < 3.0, "{width} × {height} is {apart} levels off");
    }
}

#[test]
fn a_flat_color_comes_back() {
    for color in [[0, 0, 0], [255, 255, 255], [230, 0, 76], [3, 200, 90]] {
        let file = encode(Picture { width: 40, height: 24, data: &color.repeat(40 * 24) }, 90, &[]).unwrap();
        let (_, _, read) = read(&file);
        let apart =
            read.chunks_exact(3).flat_map(|pixel| pixel.iter().zip(color)).map(|(a, b)| a.abs_diff(b));
        assert!(apart.max() <= Some(2), "{color:?} became {:?}", &read[..3]);
    }
}

#[test]
fn a_higher_quality_is_nearer_and_larger() {
    let pixels = drawn(320, 240);
    let made = |quality| encode(Picture { width: 320, height: 240, data: &pixels }, quality, &[]).unwrap();
    let mut last: Option<(f64, usize)> = None;
    for quality in [20, 50, 75, 90, 98] {
        let file = made(quality);
        let now = (mean_apart(&pixels, &read(&file).2), file.len());
        if let Some((apart, bytes)) = last {
            assert!(now.0 < apart && now.1 > bytes, "{quality}: {now:?} after {last:?}");
        }
        last = Some(now);
    }
}

#[test]
fn the_profile_stands_in_the_file() {
    let profile: Vec<u8> = (0..700_u32).map(|at| (at % 251) as u8).collect();
    let file = encode(Picture { width: 8, height: 8, data: &[90; 192] }, 80, &profile).unwrap();
    let head = b"ICC_PROFILE\0\x01\x01";
    let at = file.windows(head.len()).position(|window| window == head).unwrap() + head.len();
    assert_eq!(&file[at..at + profile.len()], profile);
    read(&file);
}

#[test]
fn what_is_no_picture_is_refused() {
    let made = |width, height, bytes: usize, quality, profile: usize| {
        encode(Picture { width, height, data: &vec![0; bytes] }, quality, &vec![0; profile]).unwrap_err()
    };
    assert_eq!(made(0, 4, 0, 80, 0), EncodeError::Size(0, 4));
    assert_eq!(made(SIDE_PX_MAX + 1, 1, 3, 80, 0), EncodeError::Size(SIDE_PX_MAX + 1, 1));
    assert_eq!(made(4, 4, 47, 80, 0), EncodeError::Length(47, 4, 4));
    assert_eq!(made(4, 4, 48, 0, 0), EncodeError::Quality(0));
    assert_eq!(made(4, 4, 48, 101, 0), EncodeError::Quality(101));
    assert_eq!(made(4, 4, 48, 80, 70_000), EncodeError::Profile(70_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn noise_of_any_size_and_quality_can_be_read(
        width in 1_u32..70,
        height in 1_u32..70,
        quality in QUALITIES,
        seed in any::<u64>(),
    ) {
        let mut state = seed | 1;
        let pixels: Vec<u8> = (0..width * height * 3)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 32) as u8
            })
            .collect();
        let file = encode(Picture { width, height, data: &pixels }, quality, &[]).unwrap();
        let (read_width, read_height, _) = read(&file);
        prop_assert_eq!((read_width, read_height), (width, height));
    }
}
