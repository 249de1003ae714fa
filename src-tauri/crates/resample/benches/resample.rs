//! What preparing a photograph of 24 megapixels asks of the kernels: the large size, a part of it, a level of
//! the pyramid, a thumbnail.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use upbeat_resample::{Filter, Source, Window, rgb};

fn resample(c: &mut Criterion) {
    let part: Window = (1400.3, 0.0, 3200.0, 4000.0);
    let mut group = c.benchmark_group("resample");
    group.sample_size(20);
    for (name, from_px, window, filter, to_px) in [
        ("6000 × 4000 to 4096 × 2731", (6000, 4000), None, Filter::CatmullRom, (4096, 2731)),
        ("a part to 1080 × 1350", (6000, 4000), Some(part), Filter::CatmullRom, (1080, 1350)),
        ("half of 4096 × 2731", (4096, 2731), None, Filter::Box, (2048, 1366)),
        ("1080 × 1350 to 320 × 400", (1080, 1350), None, Filter::CatmullRom, (320, 400)),
    ] {
        let bytes = |(width, height): (u32, u32)| (width * height) as usize * 3;
        let data: Vec<u8> = (0..bytes(from_px)).map(|at| (at * 37 % 251) as u8).collect();
        let mut target = vec![0; bytes(to_px)];
        let source = Source { width: from_px.0, height: from_px.1, data: &data };
        group.bench_function(name, |b| {
            b.iter(|| {
                let done = rgb(source, window, filter, to_px, &mut target);
                assert!(done.is_ok(), "{done:?}");
                black_box(&target);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, resample);
criterion_main!(benches);
