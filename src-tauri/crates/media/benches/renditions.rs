//! 24 megapixels, turned, in Display P3, to every picture of the networks' own limits: the work that a person
//! waits for. The number of files is part of the name: with other limits the figures start anew.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use upbeat_domain::media::{Choices, Focus, MediaInfo, Output, Recipe};
use upbeat_domain::plan::recipe;
use upbeat_media::{Cancel, Engine};
use upbeat_networks::all_limits;
use upbeat_testkit::media::Photo;

/// Every picture that `upbeat prepare --for all` makes of a photograph: each format of each network in its first frame.
fn recipes(info: &MediaInfo) -> Vec<Recipe> {
    let formats =
        all_limits().iter().flat_map(|limits| limits.formats.iter().map(move |format| (limits, format)));
    formats
        .filter_map(|(limits, format)| recipe(limits, format, None, info, &Choices::default()).ok())
        .filter(|recipe| matches!(recipe.output, Output::Image(_)))
        .collect()
}

fn frame_of(recipe: &Recipe) -> Option<(u32, u32)> {
    match &recipe.output {
        Output::Image(output) => output.frame_px,
        Output::Video(_) | Output::Audio(_) | Output::Document(_) => None,
    }
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
    let (recipes, out) = (recipes(&info), folder.path().join("out"));
    let mut group = c.benchmark_group("24 MP photograph");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    group.bench_function(format!("all {} renditions", recipes.len()), |b| {
        b.iter(|| {
            let made = engine.prepare(&file, &info, &recipes, &out, &|_| {}, &Cancel::new());
            assert!(made.iter().all(Result::is_ok), "{made:?}");
            black_box(made)
        });
    });
    // Their difference is what looking costs: once for a picture, however many shapes are cut.
    let own = Choices { focus: Focus::new(0.5, 0.5), ..Choices::default() };
    for (name, choices) in [("looked for", Choices::default()), ("told by the person", own)] {
        let one =
            recipes.iter().find(|recipe| frame_of(recipe).is_some_and(|(width, height)| width < height));
        let one = [Recipe { choices, ..one.expect("a portrait frame").clone() }];
        group.bench_function(format!("one portrait, its subject {name}"), |b| {
            b.iter(|| black_box(engine.prepare(&file, &info, &one, &out, &|_| {}, &Cancel::new())));
        });
    }
    group.bench_function("probe", |b| b.iter(|| black_box(engine.probe(&file))));
    group
        .bench_function("thumbnail of 320 px", |b| b.iter(|| black_box(engine.thumbnail(&file, &info, 320))));
    group.finish();
}

criterion_group!(benches, renditions);
criterion_main!(benches);
