//! Photographs and films as a phone writes them, made from photographs of Debian's `mate-backgrounds`.
//!
//! Nothing of the package is kept in the repository: each run makes its own files from what
//! `cargo xtask test` installs.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::place::on_path;
use crate::skip::skipped;

const LADYBIRD: &str = "/usr/share/backgrounds/mate/nature/LadyBird.jpg";
const MEADOW: &str = "/usr/share/backgrounds/mate/nature/Garden.jpg";

/// Where the phone says it was: the square before Notre-Dame de Paris.
pub const LATITUDE: f64 = 48.8534;
/// East of Greenwich.
pub const LONGITUDE: f64 = 2.3488;

/// Width and height of a phone's photograph as it is stored, before its orientation is honoured.
pub const STORED_PX: (u32, u32) = (4_032, 3_024);

/// Writes a photograph of 12 megapixels, enlarged from four with a sensor's grain: stored on its side with orientation 6, in Display P3, with a
/// place, a date and a camera's name.
///
/// # Errors
/// Where the photographs, ImageMagick or `exiftool` are not installed.
pub fn photo(folder: &Path, name: &str) -> Result<PathBuf> {
    let file = folder.join(name);
    let profile = folder.join("display-p3.icc");
    std::fs::write(&profile, moxcms::ColorProfile::new_display_p3().encode()?)?;
    let (width, height) = STORED_PX;
    // Upright is portrait; the sensor's rows run along the long side.
    let upright = format!("{height}x{width}");
    let mut line = Command::new(magick());
    line.args([source(LADYBIRD)?, "-resize".into(), format!("{upright}^").into()])
        .args(["-gravity", "center", "-extent", &upright, "-attenuate", "0.08", "+noise", "Gaussian"])
        .args(["-strip", "-rotate", "-90"])
        .args(["-sampling-factor", "4:2:0", "-quality", "92", "-profile"])
        .args([&profile, &file]);
    done(&mut line)?;
    std::fs::remove_file(profile)?;
    let mut tags = Command::new("exiftool");
    tags.args(["-q", "-overwrite_original", "-Orientation#=6", "-Make=Upbeat Tests", "-Model=Phone 12"])
        .arg("-DateTimeOriginal=2026:11:22 10:30:00")
        .args([format!("-GPSLatitude={LATITUDE}"), "-GPSLatitudeRef=N".to_owned()])
        .args([format!("-GPSLongitude={LONGITUDE}"), "-GPSLongitudeRef=E".to_owned()])
        .arg(&file);
    done(&mut tags)?;
    Ok(file)
}

/// Writes a film of `seconds`: the camera moves over a photograph, a tone sounds; H.264 and AAC in a
/// QuickTime file as a phone writes it, with its index at the end.
///
/// # Errors
/// Where the photographs or ffmpeg are not installed.
pub fn film(folder: &Path, name: &str, seconds: u32) -> Result<PathBuf> {
    let file = folder.join(name);
    let still = source(MEADOW)?;
    let moves = format!(
        "scale=2560:1600,zoompan=z='1.1+0.0015*on':x='iw/8+on':y='ih/8':d={}:s=1280x720:fps=30,format=yuv420p",
        seconds * 30
    );
    let mut line = Command::new("ffmpeg");
    line.args(["-v", "error", "-y", "-i"]).arg(still);
    line.args(["-f", "lavfi", "-i", &format!("sine=frequency=440:sample_rate=48000:duration={seconds}")]);
    line.args([
        "-filter_complex",
        &format!("[0:v]{moves}[v]"),
        "-map",
        "[v]",
        "-map",
        "1:a",
        "-t",
        &seconds.to_string(),
    ]);
    line.args(["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-c:a", "aac", "-b:a", "128k"]);
    line.args(["-metadata", "location=+48.8534+002.3488/"]).arg(&file);
    done(&mut line)?;
    Ok(file)
}

/// Writes a sound of `seconds` something like a voice, quiet, in two channels, with its title and who speaks; the
/// name's ending chooses the kind.
///
/// # Errors
/// Where ffmpeg is not installed.
pub fn sound(folder: &Path, name: &str, seconds: u32) -> Result<PathBuf> {
    let file = folder.join(name);
    let voice = format!(
        "aevalsrc='(0.02+0.1*pow(abs(sin(4*t)*sin(0.7*t)),2))*\
         (sin(880*t)+0.6*sin(1760*t+1)+0.4*sin(2640*t+2)+0.2*sin(5280*t))':d={seconds}:s=44100"
    );
    let mut line = Command::new("ffmpeg");
    line.args(["-v", "error", "-y", "-f", "lavfi", "-i", &voice, "-ac", "2"]);
    line.args(["-metadata", "title=On air", "-metadata", "artist=Radio Ada"]);
    line.args(["-metadata", "comment=recorded by Phone 12"]).arg(&file);
    done(&mut line)?;
    Ok(file)
}

/// Writes an ordinary photograph of two megapixels, already upright and in sRGB.
///
/// # Errors
/// Where the photographs or ImageMagick are not installed.
pub fn small_photo(folder: &Path, name: &str) -> Result<PathBuf> {
    let file = folder.join(name);
    let mut line = Command::new(magick());
    line.arg(source(LADYBIRD)?).args(["-resize", "1600x1200^", "-strip", "-quality", "88"]).arg(&file);
    done(&mut line)?;
    Ok(file)
}

/// What the files of the tests are made from and with.
const PHOTOGRAPHS: &[&str] = &[LADYBIRD, MEADOW, crate::media::ELEPHANTS];
const PROGRAMS: &[&str] = &["avifenc", "exiftool", "ffmpeg", "ffprobe", "heif-enc"];

/// Whether everything that the files of the tests are made with is installed. Where it isn't, the
/// calling test is told as skipped and has nothing to do:
///
/// ```no_run
/// # use upbeat_testkit::material;
/// fn a_test() -> anyhow::Result<()> {
///     if !material::is_here() {
///         return Ok(());
///     }
///     Ok(())
/// }
/// ```
#[must_use]
pub fn is_here() -> bool {
    match ready() {
        Ok(()) => true,
        Err(why) => {
            skipped(why);
            false
        }
    }
}

/// The same, without a word.
///
/// # Errors
/// The sentence says what is missing.
pub fn ready() -> Result<()> {
    for photograph in PHOTOGRAPHS {
        source(photograph)?;
    }
    let programs = PROGRAMS.iter().find(|program| !on_path(program)).copied();
    if let Some(missing) = programs.or_else(|| (!Path::new(magick()).is_file()).then_some("ImageMagick")) {
        bail!("{missing} is missing: `cargo xtask setup test` installs it");
    }
    Ok(())
}

fn source(file: &str) -> Result<std::ffi::OsString> {
    if !Path::new(file).is_file() {
        bail!("{file} is missing: `cargo xtask setup test` installs mate-backgrounds");
    }
    Ok(file.into())
}

/// ImageMagick 6 by its own name: on some machines `convert` is another program.
fn magick() -> &'static str {
    const NAMES: [&str; 3] = ["/usr/bin/convert-im6.q16", "/usr/bin/magick", "/usr/bin/convert"];
    NAMES.into_iter().find(|name| Path::new(name).exists()).unwrap_or("convert")
}

fn done(line: &mut Command) -> Result<()> {
    let output = line.output().with_context(|| format!("could not start {line:?}"))?;
    if !output.status.success() {
        bail!("{line:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}
