//! 24 megapixels, turned, in Display P3, to a fixed set of twelve renditions: the work that a person
//! waits for. The set is part of the measurement: change it and the figures start anew.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use upbeat_domain::media::{Choices, ImageOutput, Output, Recipe};
use upbeat_domain::network::NetworkId;
use upbeat_media::{Cancel, Engine};
use upbeat_testkit::media::Photo;

/// A frame, or the longest side of a free shape, with its byte budget.
type Wanted = (Option<(u32, u32)>, u32, u64);

/// Frames, or the longest sides of a free shape, with their byte budgets.
const SET: [Wanted; 12] = [
    (Some((1080, 1080)), 0, 8_000_000),
    (Some((1080, 1350)), 0, 8_000_000),
    (Some((1080, 1920)), 0, 8_000_000),
    (Some((1080, 566)), 0, 8_000_000),
    (Some((1600, 900)), 0, 5_000_000),
    (Some((1200, 627)), 0, 5_000_000),
    (Some((1000, 1500)), 0, 20_000_000),
    (Some((1280, 720)), 0, 2_000_000),
    (Some((1200, 1200)), 0, 5_000_000),
    (None, 4096, 5_000_000),
    (None, 2000, 1_000_000),
    (None, 3840, 16_000_000),
];

fn recipes() -> Vec<Recipe> {
    SET.iter()
        .enumerate()
        .map(|(index, (frame_px, side, max_bytes))| Recipe {
            network: NetworkId::Bluesky,
            format: format!("set{index}"),
            preset: "bench".into(),
            output: Output::Image(ImageOutput {
                frame_px: *frame_px,
                max_width_px: (*side > 0).then_some(*side),
                max_height_px: (*side > 0).then_some(*side),
                max_pixels: None,
                min_width_px: None,
                min_height_px: None,
                min_aspect: None,
                max_aspect: None,
                mimes: vec!["image/jpeg".into()],
                max_bytes: *max_bytes,
                moving: None,
            }),
            choices: Choices::default(),
        })
        .collect()
}

fn renditions(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for the measurement");
    let photo = Photo {
        upright_px: (4000, 6000),
        orientation: 6,
        display_p3: true,
        private: true,
        ..Photo::default()
    };
    let file =
        photo.write(folder.path(), "24mp.jpg").expect("mate-backgrounds and ImageMagick are installed");
    let engine = Engine::detect();
    let info = engine.probe(&file).expect("a photograph");
    let (recipes, out) = (recipes(), folder.path().join("out"));
    let mut group = c.benchmark_group("photo_24mp");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    group.bench_function("twelve_renditions", |b| {
        b.iter(|| {
            let made = engine.prepare(&file, &info, &recipes, &out, &|_| {}, &Cancel::new());
            assert!(made.iter().all(Result::is_ok), "{made:?}");
            black_box(made)
        });
    });
    group.bench_function("probe", |b| b.iter(|| black_box(engine.probe(&file))));
    group.bench_function("thumbnail_320px", |b| b.iter(|| black_box(engine.thumbnail(&file, &info, 320))));
    group.finish();
}

criterion_group!(benches, renditions);
criterion_main!(benches);
