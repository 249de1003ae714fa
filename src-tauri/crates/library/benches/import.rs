//! Bringing in a folder of photographs: how soon the first screen can be listed, when everything is in, and when every
//! picture was looked at (thumbnail, placeholder, perceptual hash). `--files N` says how many. `--thumbnails FOLDER`
//! makes thumbnails of what lies there instead, on all cores, for a comparison with other programs.
//!
//! The files are parts of real photographs, 640 × 480 px, each another part. One run for each process, as its peak of
//! memory is measured too; `cargo xtask bench import` runs several sizes and writes them down.

#![expect(clippy::print_stdout, reason = "the figures are what it is run for")]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, GenericImageView};
use upbeat_clock::Clock;
use upbeat_domain::time::Timestamp;
use upbeat_library::{Importing, Keep, Library, Permits};
use upbeat_media::{Engine, Tools};
use upbeat_store::Store;
use upbeat_store::asset::{self, AssetFilter};

/// Debian's `mate-backgrounds`.
const PHOTOGRAPHS: [&str; 3] = [
    "/usr/share/backgrounds/mate/abstract/Elephants_5640x3172.jpg",
    "/usr/share/backgrounds/mate/nature/Garden.jpg",
    "/usr/share/backgrounds/mate/nature/LadyBird.jpg",
];

/// Size of the made files, px.
const PART_PX: (u32, u32) = (640, 480);

/// Longest side of the library's thumbnails, px.
const THUMBNAIL_PX: u32 = 512;

/// What a first screen shows, rows.
const SCREEN: u32 = 60;

/// What one run found out.
#[derive(serde::Serialize)]
struct Found {
    files: usize,
    first_rows: usize,
    first_ms: u128,
    in_ms: u128,
    looked_at_ms: u128,
    peak_kb: u64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let after = |name: &str| std::env::args().skip_while(|argument| argument != name).nth(1);
    if let Some(folder) = after("--thumbnails") {
        println!("{:.1} a second", thumbnails(Path::new(&folder))?);
        return Ok(());
    }
    let files: usize = after("--files").unwrap_or_else(|| "100".to_owned()).parse()?;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let desk = folder.path().join("desk");
    std::fs::create_dir(&desk)?;
    make(&desk, files)?;
    // What making the files took isn't counted: Linux forgets a peak that is written off so.
    let _elsewhere = std::fs::write("/proc/self/clear_refs", "5");
    let store = Store::open(&folder.path().join("workspace")).await?;
    let library = Library::new(store, Engine::new(Tools::default()), Clock::system(), Permits::default());
    println!("{}", serde_json::to_string(&import(&library, desk, files).await?)?);
    Ok(())
}

async fn import(library: &Library, desk: PathBuf, files: usize) -> Result<Found, Box<dyn Error>> {
    let begun = Instant::now();
    let first = Arc::new(Mutex::new(None));
    let (note, looker) = (first.clone(), library.clone());
    let told = Arc::new(move |at: Importing| {
        let mut first = note.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if at.files > 0 && first.is_none() {
            let library = looker.clone();
            // As the studio does: the list is read, and looking begins beside the import.
            *first = Some(tokio::spawn(async move {
                let listed = screen(&library).await.unwrap_or_default();
                let after = begun.elapsed();
                let _looked = library.sketch_all(Timestamp::from_micros(i64::MAX), |_| {}).await;
                (listed, after)
            }));
        }
    });
    let imported = library.import_telling(&[desk], Keep::Copy, told).await;
    let all_in = begun.elapsed();
    assert!(imported.failures.is_empty(), "{:?}", imported.failures);
    assert_eq!(imported.assets.len(), files);
    library.sketch_all(Timestamp::from_micros(i64::MAX), |_| {}).await?;
    let looked_at = begun.elapsed();
    let first = first.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
    let (first_rows, first_after) = match first {
        Some(task) => task.await?,
        None => (0, Duration::ZERO),
    };
    let end = Timestamp::from_micros(i64::MAX);
    let left = asset::unsketched(&mut library.store().read().await?, end, 1).await?;
    assert!(left.is_empty(), "every picture was looked at");
    Ok(Found {
        files,
        first_rows,
        first_ms: first_after.as_millis(),
        in_ms: all_in.as_millis(),
        looked_at_ms: looked_at.as_millis(),
        peak_kb: peak_kb(),
    })
}

async fn screen(library: &Library) -> Result<usize, Box<dyn Error + Send + Sync>> {
    let filter = AssetFilter { limit: SCREEN, ..AssetFilter::default() };
    Ok(asset::list(&mut library.store().read().await?, &filter).await?.items.len())
}

/// Thumbnails a second, of every file of a folder, several times.
fn thumbnails(folder: &Path) -> Result<f64, Box<dyn Error>> {
    const ROUNDS: usize = 5;
    let engine = Engine::new(Tools::default());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        files.push((engine.probe(&path)?, path));
    }
    let threads = std::thread::available_parallelism()?.get();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for first in 0..threads {
            let (engine, files) = (&engine, &files);
            scope.spawn(move || {
                for number in (first..files.len() * ROUNDS).step_by(threads) {
                    let (info, path) = &files[number % files.len()];
                    engine.thumbnail(path, info, THUMBNAIL_PX).expect("a photograph");
                }
            });
        }
    });
    Ok((files.len() * ROUNDS) as f64 / begun.elapsed().as_secs_f64())
}

/// Writes the files, on all cores.
fn make(desk: &Path, files: usize) -> Result<(), Box<dyn Error>> {
    let photographs: Vec<DynamicImage> = PHOTOGRAPHS
        .iter()
        .map(image::open)
        .collect::<Result<_, _>>()
        .map_err(|error| format!("{error}: apt install mate-backgrounds"))?;
    let threads = std::thread::available_parallelism()?.get();
    let made = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|first| {
                let photographs = &photographs;
                scope.spawn(move || {
                    (first..files).step_by(threads).try_for_each(|number| {
                        let photograph = &photographs[number % photographs.len()];
                        part(photograph, number, &desk.join(format!("IMG_{number:05}.jpg")))
                    })
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join()).collect::<Vec<_>>()
    });
    for worker in made {
        worker.map_err(|_| "a worker gave up")??;
    }
    Ok(())
}

/// Writes one part of a photograph: which one depends on the number.
fn part(photograph: &DynamicImage, number: usize, file: &Path) -> image::ImageResult<()> {
    let (width, height) = photograph.dimensions();
    let room = (width - PART_PX.0, height - PART_PX.1);
    let number = number as u32;
    let at = (number.wrapping_mul(7_919) % room.0, number.wrapping_mul(104_729) % room.1);
    let part = photograph.crop_imm(at.0, at.1, PART_PX.0, PART_PX.1).to_rgb8();
    let file = std::io::BufWriter::new(std::fs::File::create(file)?);
    part.write_with_encoder(JpegEncoder::new_with_quality(file, 85))
}

/// The most memory that this process held, kB; 0 where the system doesn't say.
fn peak_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok()).unwrap_or(0)
}
