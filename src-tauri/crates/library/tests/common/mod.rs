//! A library in a folder that goes away, and pictures to put into it.

#![allow(dead_code, reason = "every test binary uses its own part of these")]

use std::path::{Path, PathBuf};

use image::{ImageFormat, Rgb, RgbImage};
use upbeat_clock::{Clock, Hands};
use upbeat_domain::media::{Choices, ImageOutput, Output, Recipe};
use upbeat_domain::network::NetworkId;
use upbeat_domain::time::Timestamp;
use upbeat_library::{Library, Permits};
use upbeat_media::Engine;
use upbeat_store::Store;

pub type Outcome = Result<(), Box<dyn std::error::Error>>;

pub struct Fresh {
    pub library: Library,
    pub hands: Hands,
    /// The workspace's folder.
    pub workspace: PathBuf,
    /// Where the person keeps files.
    pub desk: PathBuf,
    folder: tempfile::TempDir,
}

pub async fn fresh() -> Result<Fresh, Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let (workspace, desk) = (folder.path().join("workspace"), folder.path().join("desk"));
    std::fs::create_dir_all(&desk)?;
    let (library, hands) = open(&workspace).await?;
    Ok(Fresh { library, hands, workspace, desk, folder })
}

/// A library of its own on a workspace, as another process would have it.
pub async fn open(workspace: &Path) -> Result<(Library, Hands), Box<dyn std::error::Error>> {
    let (clock, hands) = Clock::manual(Timestamp::parse("2026-11-23T12:00:00Z")?);
    let store = Store::open(workspace).await?;
    Ok((Library::new(store, Engine::detect(), clock, Permits::default()), hands))
}

/// Runs the library's workers until the guard is dropped.
pub fn work(library: &Library) -> tokio::sync::oneshot::Sender<()> {
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let library = library.clone();
    tokio::spawn(async move { library.run(async { drop(stopped.await) }).await });
    stop
}

/// A picture that looks like one: a soft gradient with some texture; another one for each seed.
pub fn picture(path: &Path, width: u32, height: u32, seed: u32) -> Outcome {
    let pixels = RgbImage::from_fn(width, height, |x, y| {
        let wave = (x * 7 + seed * 31) ^ (y * 5);
        Rgb([byte(x * 255 / width), byte(y * 255 / height), byte(wave % 64 + seed)])
    });
    pixels.save_with_format(path, ImageFormat::Jpeg)?;
    Ok(())
}

fn byte(value: u32) -> u8 {
    u8::try_from(value % 256).unwrap_or_default()
}

/// A recipe for a frame of a network.
pub fn recipe(network: NetworkId, format: &str, frame_px: (u32, u32)) -> Recipe {
    Recipe {
        network,
        format: format.to_owned(),
        preset: "p".to_owned(),
        output: Output::Image(ImageOutput {
            frame_px: Some(frame_px),
            max_width_px: None,
            max_height_px: None,
            max_pixels: None,
            min_width_px: None,
            min_height_px: None,
            min_aspect: None,
            max_aspect: None,
            mimes: vec!["image/jpeg".to_owned()],
            max_bytes: 2_000_000,
            moving: None,
            keeps_display_p3: false,
            safe: None,
        }),
        choices: Choices::default(),
    }
}

/// Every file below a folder, sorted, as paths from there.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                open.push(entry.path());
            } else {
                found.extend(entry.path().strip_prefix(folder).map(Path::to_owned));
            }
        }
    }
    found.sort();
    found
}

/// Two seconds of film, by ffmpeg.
pub fn film(path: &Path) -> Outcome {
    let source = "testsrc2=size=320x240:rate=25:duration=2";
    let made = std::process::Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", source, "-c:v", "libx264", "-pix_fmt", "yuv420p"])
        .arg(path)
        .status()?;
    if made.success() { Ok(()) } else { Err("ffmpeg made no film".into()) }
}
