//! A film in 4K to three frames: processor time of this process and of the ffmpegs that it started, not the time
//! on the wall, which two busy cores say nothing by. Read from Linux's own account, in hundredths of a second.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{BenchmarkGroup, Criterion, SamplingMode, criterion_group, criterion_main};
use upbeat_domain::media::{Choices, Fit, Focus, MediaInfo, Output, Recipe, VideoOutput};
use upbeat_domain::plan::recipe;
use upbeat_media::{Cancel, Engine};
use upbeat_networks::all_limits;
use upbeat_testkit::media::Film;

/// One tick of the account.
const TICK: Duration = Duration::from_millis(10);

/// Processor time of this process and of all its children that ended.
struct Processor;

impl Processor {
    fn ticks() -> u64 {
        let line = std::fs::read_to_string("/proc/self/stat").expect("Linux keeps an account");
        let rest = line.rsplit(") ").next().expect("a name stands in it");
        // Fields 14 to 17 of proc(5): user and system, own and children's; the rest begins with the third.
        rest.split(' ').skip(11).take(4).filter_map(|field| field.parse::<u64>().ok()).sum()
    }
}

impl Measurement for Processor {
    type Intermediate = u64;
    type Value = u64;

    fn start(&self) -> u64 {
        Self::ticks()
    }

    fn end(&self, started: u64) -> u64 {
        Self::ticks() - started
    }

    fn add(&self, one: &u64, other: &u64) -> u64 {
        one + other
    }

    fn zero(&self) -> u64 {
        0
    }

    fn to_f64(&self, ticks: &u64) -> f64 {
        *ticks as f64 * TICK.as_nanos() as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        WallTime.formatter()
    }
}

/// Upright with blurred margins, square, and wide, as the engine's own limits make them.
fn recipes(info: &MediaInfo) -> Vec<Recipe> {
    let networks = all_limits();
    let formats =
        networks.iter().flat_map(|limits| limits.formats.iter().map(move |format| (limits, format)));
    let choices = Choices { focus: Focus::new(0.5, 0.5), ..Choices::default() };
    let any = formats
        .filter_map(|(limits, format)| recipe(limits, format, None, info, &choices).ok())
        .find_map(|recipe| if let Output::Video(output) = recipe.output { Some(output) } else { None })
        .expect("a network takes films");
    let of = |(width, height): (u32, u32), fit: Fit| {
        let output = VideoOutput {
            frame_px: Some((width, height)),
            min_duration_ms: None,
            max_bytes: 250_000_000,
            ..any.clone()
        };
        let output = Output::Video(output);
        let choices = Choices { fit, ..choices.clone() };
        let (format, preset) = ("film".to_owned(), format!("{width}x{height}"));
        Recipe { network: upbeat_domain::network::NetworkId::Instagram, format, preset, output, choices }
    };
    vec![of((1080, 1920), Fit::Blur), of((1080, 1080), Fit::Cover), of((1920, 1080), Fit::Cover)]
}

/// What [`Engine::prepare`] asks of ffmpeg for the wide one, without the engine.
fn plain(file: &Path, out: &Path) {
    let line = "-v error -y -protocol_whitelist file -f mov";
    let graph = "[0:0]split=1[s0];[s0]fps=30/1,split=1[u0];\
        [u0]scale=1920:1080:flags=lanczos+accurate_rnd:in_color_matrix=auto:out_color_matrix=bt709:out_range=tv,\
        setsar=1,format=yuv420p[v0]";
    let encoder = "-c:v libx264 -preset veryfast -profile:v high -crf 20 -maxrate 12441600 -bufsize 12441600 -g 60 \
        -keyint_min 15 -flags:v +cgop+bitexact -pix_fmt yuv420p -map_metadata -1 -movflags +faststart -f mp4";
    let status = Command::new("ffmpeg")
        .args(line.split_whitespace())
        .arg("-i")
        .arg(file)
        .args(["-filter_complex", graph, "-map", "[v0]"])
        .args(encoder.split_whitespace())
        .arg(out)
        .status();
    assert!(status.is_ok_and(|status| status.success()));
}

fn row(group: &mut BenchmarkGroup<'_, Processor>, name: &str, mut work: impl FnMut()) {
    group.bench_function(name, |b| b.iter(&mut work));
}

fn films(c: &mut Criterion<Processor>) {
    let folder = tempfile::tempdir().expect("a folder for the measurement");
    let source = Film { stored_px: (3840, 2160), seconds: 1, sound: false, ..Film::default() };
    let file = source.write(folder.path(), "4k.mp4").expect("mate-backgrounds and ffmpeg are installed");
    let (engine, out): (Engine, PathBuf) = (Engine::detect(), folder.path().join("out"));
    let info = engine.probe(&file).expect("a film");
    let recipes = recipes(&info);
    let make = |recipes: &[Recipe]| {
        let made = engine.prepare(&file, &info, recipes, &out, &|_| {}, &Cancel::new());
        assert!(made.iter().all(Result::is_ok), "{made:?}");
        black_box(made);
    };
    let mut group = c.benchmark_group("4K film, processor time");
    group.sample_size(10).sampling_mode(SamplingMode::Flat).warm_up_time(Duration::from_millis(1));
    row(&mut group, "three films of one decode", || make(&recipes));
    row(&mut group, "three films, one process each", || {
        recipes.iter().for_each(|recipe| make(std::slice::from_ref(recipe)));
    });
    row(&mut group, "the wide one", || make(&recipes[2..]));
    row(&mut group, "the wide one by ffmpeg alone", || plain(&file, &folder.path().join("plain.mp4")));
    let fits = engine.prepare(&file, &info, &recipes[2..], &out, &|_| {}, &Cancel::new()).remove(0);
    let fits = fits.expect("the wide one").path;
    let (ready, again) = (engine.probe(&fits).expect("a film"), folder.path().join("again"));
    row(&mut group, "the wide one passed on", || {
        let made = engine.prepare(&fits, &ready, &recipes[2..], &again, &|_| {}, &Cancel::new());
        assert!(made.iter().all(|made| made.as_ref().is_ok_and(|made| made.steps.len() == 1)), "{made:?}");
    });
    group.finish();
}

criterion_group!(name = benches; config = Criterion::default().with_measurement(Processor); targets = films);
criterion_main!(benches);
