//! A film in 4K to three frames: processor time of this process and of the ffmpegs that it started, not the time
//! on the wall, which two busy cores say nothing by. Read from Linux's own account, in hundredths of a second. What a
//! person waits for (a strip, the end of a work that was stopped) is measured on the wall.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use criterion::{BenchmarkGroup, Criterion, SamplingMode, criterion_group, criterion_main};
use upbeat_domain::media::{Choices, Fit, Focus, MediaInfo, Output, Recipe, VideoOutput};
use upbeat_domain::plan::recipe;
use upbeat_media::{Cancel, Engine, Progress};
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
    let graph = "[0:0]split=1[s0];[s0]fps=30/1,scale=1920:1080:flags=bicubic,\
        colorspace=space=bt709:ispace=bt470bg:trc=bt709:primaries=bt709:range=tv:itrc=bt709:iprimaries=bt709:irange=tv:\
        fast=1,split=1[u0];\
        [u0]scale=1920:1080:flags=lanczos+accurate_rnd:in_color_matrix=bt709:out_color_matrix=bt709:out_range=tv,\
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

/// A second or more of 4K as a camera stores it: a key frame each second, CABAC, smoothed edges.
fn camera(folder: &Path, name: &str, seconds: u32) -> PathBuf {
    let more = ["-preset", "veryfast", "-crf", "16", "-g", "30"];
    let source = Film { stored_px: (3840, 2160), seconds, sound: false, more: &more, ..Film::default() };
    source.write(folder, name).expect("mate-backgrounds and ffmpeg are installed")
}

fn films(c: &mut Criterion<Processor>) {
    let folder = tempfile::tempdir().expect("a folder for the measurement");
    let file = camera(folder.path(), "4k.mp4", 1);
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
    // Longer, because what we do before and after is done once.
    let file = camera(folder.path(), "4k-5s.mp4", 5);
    let info = engine.probe(&file).expect("a film");
    let wide = || engine.prepare(&file, &info, &recipes[2..], &out, &|_| {}, &Cancel::new()).remove(0);
    row(&mut group, "the wide one of five seconds", || assert!(black_box(wide()).is_ok()));
    row(&mut group, "the same by ffmpeg alone", || plain(&file, &folder.path().join("plain.mp4")));
    let fits = wide();
    let fits = fits.expect("the wide one").path;
    let (ready, again) = (engine.probe(&fits).expect("a film"), folder.path().join("again"));
    row(&mut group, "the same passed on", || {
        let made = engine.prepare(&fits, &ready, &recipes[2..], &again, &|_| {}, &Cancel::new());
        assert!(made.iter().all(|made| made.as_ref().is_ok_and(|made| made.steps.len() == 1)), "{made:?}");
    });
    group.finish();
}

/// A minute of 4K: six seconds, ten times.
fn minute(folder: &Path) -> PathBuf {
    camera(folder, "part.mp4", 6);
    let (list, file) = (folder.join("list.txt"), folder.join("minute.mp4"));
    std::fs::write(&list, "file part.mp4\n".repeat(10)).expect("a folder that can be written");
    let line = ["-v", "error", "-f", "concat", "-i"];
    let status = Command::new("ffmpeg").args(line).arg(&list).args(["-c", "copy"]).arg(&file).status();
    assert!(status.is_ok_and(|status| status.success()));
    file
}

/// From being asked to stop until the work is back and its processes are gone.
fn stopped(engine: &Engine, file: &Path, info: &MediaInfo, recipes: &[Recipe], out: &Path) -> Duration {
    let (cancel, (tell, told)) = (Cancel::new(), mpsc::channel());
    std::thread::scope(|scope| {
        let work = scope.spawn(|| {
            let progress = |progress: Progress| {
                let _ = tell.send(progress.percent);
            };
            engine.prepare(file, info, recipes, out, &progress, &cancel)
        });
        told.recv().expect("it tells how far it is");
        let asked = Instant::now();
        cancel.cancel();
        let made = work.join().expect("it ends");
        let took = asked.elapsed();
        assert!(made.iter().all(Result::is_err), "it was ready before it was stopped");
        took
    })
}

fn waits(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for the measurement");
    let file = minute(folder.path());
    let engine = Engine::detect();
    let info = engine.probe(&file).expect("a film");
    let mut group = c.benchmark_group("4K film of a minute, on the wall");
    group.sample_size(10).sampling_mode(SamplingMode::Flat).warm_up_time(Duration::from_millis(1));
    group.bench_function("strip of ten pictures", |b| {
        b.iter(|| {
            let pictures = engine.strip(&file, 10, 180, &Cancel::new());
            assert_eq!(black_box(pictures).map(|pictures| pictures.len()), Ok(10));
        });
    });
    let (recipes, out) = (recipes(&info), folder.path().join("out"));
    group.bench_function("stopped, until its processes are gone", |b| {
        b.iter_custom(|times| (0..times).map(|_| stopped(&engine, &file, &info, &recipes, &out)).sum());
    });
    group.finish();
}

criterion_group!(name = processor; config = Criterion::default().with_measurement(Processor); targets = films);
criterion_group!(wall, waits);
criterion_main!(processor, wall);
