//! Files of every kind that the media engine reads, and tools that look at its work without it.
//!
//! All are made from photographs of Debian's `mate-backgrounds` by ImageMagick, exiftool, ffmpeg,
//! `heif-enc` and `avifenc`; nothing of the package is kept in the repository.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

pub use crate::material::{LATITUDE, LONGITUDE};

/// 18 megapixels of a real camera: two elephants, left and right of the middle.
pub const ELEPHANTS: &str = "/usr/share/backgrounds/mate/abstract/Elephants_5640x3172.jpg";

/// A ladybird at the left, out of the middle.
pub const LADYBIRD: &str = "/usr/share/backgrounds/mate/nature/LadyBird.jpg";

/// A garden.
pub const GARDEN: &str = "/usr/share/backgrounds/mate/nature/Garden.jpg";

/// How a made photograph is stored.
#[derive(Clone, Copy, Debug)]
pub struct Photo<'a> {
    /// The photograph that it is made from.
    pub from: &'a str,
    /// Size as a person sees it, px.
    pub upright_px: (u32, u32),
    /// EXIF orientation, 1 to 8.
    pub orientation: u8,
    /// Whether its colours are Display P3; else sRGB without a profile.
    pub display_p3: bool,
    /// Whether place, date and device are written.
    pub private: bool,
    /// Whether it is stored in rising detail (progressive).
    pub progressive: bool,
}

impl Default for Photo<'_> {
    fn default() -> Self {
        Self {
            from: ELEPHANTS,
            upright_px: (1600, 1200),
            orientation: 1,
            display_p3: false,
            private: false,
            progressive: false,
        }
    }
}

impl Photo<'_> {
    /// Writes it as JPEG.
    ///
    /// # Errors
    /// Where the photographs, ImageMagick or exiftool are not installed.
    pub fn write(&self, folder: &Path, name: &str) -> Result<PathBuf> {
        let file = folder.join(name);
        let (width, height) = self.upright_px;
        let mut line = magick();
        line.arg(photograph(self.from)?);
        line.args(["-resize", &format!("{width}x{height}^"), "-gravity", "center"]);
        line.args(["-extent", &format!("{width}x{height}"), "+repage", "-strip"]);
        line.args(turned_away(self.orientation));
        if self.progressive {
            line.args(["-interlace", "JPEG"]);
        }
        line.args(["-sampling-factor", "4:2:0", "-quality", "90"]);
        if self.display_p3 {
            let profile = folder.join("display-p3.icc");
            std::fs::write(&profile, moxcms::ColorProfile::new_display_p3().encode()?)?;
            line.arg("-profile").arg(profile);
        }
        line.arg(&file);
        done(&mut line)?;
        let mut tags = Command::new("exiftool");
        tags.args(["-q", "-overwrite_original"]).arg(format!("-Orientation#={}", self.orientation));
        if self.private {
            tags.args(["-Make=Upbeat Tests", "-Model=Phone 12", "-Artist=Ada Lovelace"]);
            tags.arg("-DateTimeOriginal=2026:11:22 10:30:00");
            tags.args([format!("-GPSLatitude={LATITUDE}"), "-GPSLatitudeRef=N".to_owned()]);
            tags.args([format!("-GPSLongitude={LONGITUDE}"), "-GPSLongitudeRef=E".to_owned()]);
            tags.args(["-XMP:GPSLatitude=48.8534", "-IPTC:City=Paris", "-Comment=mine"]);
        }
        if self.orientation > 1 || self.private {
            done(tags.arg(&file))?;
        }
        Ok(file)
    }
}

/// What to do with upright pixels so that this EXIF orientation asks for the opposite.
fn turned_away(orientation: u8) -> &'static [&'static str] {
    match orientation {
        2 => &["-flop"],
        3 => &["-rotate", "180"],
        4 => &["-flip"],
        5 => &["-transpose"],
        6 => &["-rotate", "-90"],
        7 => &["-transverse"],
        8 => &["-rotate", "90"],
        _ => &[],
    }
}

/// Writes a picture through ImageMagick: the photograph, these operations, this name (its ending
/// chooses the kind).
///
/// # Errors
/// Where the photograph or ImageMagick is not installed.
pub fn picture(folder: &Path, name: &str, from: &str, operations: &[&str]) -> Result<PathBuf> {
    let file = folder.join(name);
    done(magick().arg(photograph(from)?).args(operations).arg(&file))?;
    Ok(file)
}

/// Writes a graphic with see-through parts: a disc and a word on nothing.
///
/// # Errors
/// Where ImageMagick is not installed.
pub fn graphic(folder: &Path, name: &str, (width, height): (u32, u32)) -> Result<PathBuf> {
    let file = folder.join(name);
    let (x, y) = (width / 2, height / 2);
    let mut line = magick();
    line.args(["-size", &format!("{width}x{height}"), "xc:none", "-fill", "#e6004c"]);
    line.args(["-draw", &format!("circle {x},{y} {x},{}", height / 8)]);
    done(line.arg(&file))?;
    Ok(file)
}

/// Writes a moving GIF of these many frames, a tenth of a second each.
///
/// # Errors
/// Where the photographs or ImageMagick are not installed.
pub fn moving_gif(folder: &Path, name: &str, frames: u32) -> Result<PathBuf> {
    let file = folder.join(name);
    let mut line = magick();
    line.args(["-delay", "10", "-loop", "0"]);
    for frame in 0..frames {
        line.args(["(", LADYBIRD, "-resize", "320x240!", "-roll", &format!("+{}+0", frame * 16), ")"]);
    }
    photograph(LADYBIRD)?;
    done(line.args(["-strip"]).arg(&file))?;
    Ok(file)
}

/// Writes a HEIC (x265) of this upright size; it stores its own turn where `turned`.
///
/// # Errors
/// Where the photographs or the tools are not installed.
pub fn heic(folder: &Path, name: &str, size: &str) -> Result<PathBuf> {
    let png = picture(folder, "for-heic.png", GARDEN, &["-resize", size, "-strip"])?;
    let file = folder.join(name);
    done(Command::new("heif-enc").args(["-q", "80", "-o"]).arg(&file).arg(png))?;
    Ok(file)
}

/// Writes an AVIF of this upright size.
///
/// # Errors
/// Where the photographs or the tools are not installed.
pub fn avif(folder: &Path, name: &str, size: &str) -> Result<PathBuf> {
    let png = picture(folder, "for-avif.png", GARDEN, &["-resize", size, "-strip"])?;
    let file = folder.join(name);
    done(Command::new("avifenc").args(["--speed", "8", "--min", "20", "--max", "30"]).arg(png).arg(&file))?;
    Ok(file)
}

/// How a made film is stored.
#[derive(Clone, Copy, Debug)]
pub struct Film<'a> {
    /// The photograph that the camera moves over.
    pub from: &'a str,
    /// Size of the stored frames, px.
    pub stored_px: (u32, u32),
    /// Length, seconds.
    pub seconds: u32,
    /// Frames per second, as ffmpeg reads them: `30`, `30000/1001`.
    pub fps: &'a str,
    /// Turn that the file asks for, degrees clockwise.
    pub turn: u32,
    /// Whether it has sound.
    pub sound: bool,
    /// Whether a place is written.
    pub place: bool,
    /// Further arguments for ffmpeg's output, after ours, which they replace.
    pub more: &'a [&'a str],
}

impl Default for Film<'_> {
    fn default() -> Self {
        Self {
            from: LADYBIRD,
            stored_px: (1280, 720),
            seconds: 3,
            fps: "30",
            turn: 0,
            sound: true,
            place: false,
            more: &[],
        }
    }
}

impl Film<'_> {
    /// Writes it; the name's ending chooses the container.
    ///
    /// # Errors
    /// Where the photographs or ffmpeg are not installed.
    pub fn write(&self, folder: &Path, name: &str) -> Result<PathBuf> {
        let file = folder.join(name);
        let (width, height) = self.stored_px;
        let pictures = format!(
            "scale={}:{},crop={width}:{height}:x='n*2':y='n',format=yuv420p,setsar=1",
            width + width / 4,
            height + height / 4,
        );
        let mut line = Command::new("ffmpeg");
        line.args(["-v", "error", "-y", "-loop", "1", "-framerate", self.fps, "-i"]);
        line.arg(photograph(self.from)?);
        line.args(["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000"]);
        line.args(["-map", "0:v", "-vf", &pictures, "-t", &self.seconds.to_string()]);
        if self.sound {
            line.args(["-map", "1:a", "-c:a", "aac", "-b:a", "96k"]);
        }
        line.args(["-c:v", "libx264", "-preset", "ultrafast", "-crf", "23", "-fflags", "+bitexact"]);
        if self.place {
            line.args(["-metadata", "location=+48.8534+002.3488/", "-metadata", "artist=Ada"]);
        }
        done(line.args(self.more).arg(&file))?;
        if self.turn == 0 {
            return Ok(file);
        }
        let turned = folder.join(format!("turned-{name}"));
        let mut line = Command::new("ffmpeg");
        line.args(["-v", "error", "-y", "-i"]).arg(&file).args(["-c", "copy", "-metadata:s:v:0"]);
        // Why the opposite: ffmpeg's tag counts counter-clockwise.
        line.arg(format!("rotate={}", (360 - self.turn) % 360));
        done(line.arg(&turned))?;
        std::fs::rename(&turned, &file)?;
        Ok(file)
    }
}

/// What ffprobe says of a file: entries as `name=value` lines (`stream=width,height`).
///
/// # Errors
/// Where ffprobe refuses the file or isn't installed.
pub fn ffprobe(file: &Path, streams: &str, entries: &str) -> Result<Vec<(String, String)>> {
    let mut line = Command::new("ffprobe");
    line.args(["-v", "error", "-select_streams", streams, "-show_entries", entries]);
    line.args(["-of", "default=noprint_wrappers=1"]).arg(file);
    let text = said(&mut line)?;
    Ok(text.lines().filter_map(|line| line.split_once('=')).map(|(a, b)| (a.into(), b.into())).collect())
}

/// What exiftool finds in these groups, one tag a line: an independent look for private data.
///
/// # Errors
/// Where exiftool isn't installed.
pub fn tags(file: &Path, groups: &[&str]) -> Result<String> {
    tags_of_all(&[file], groups)
}

/// The same of several files at once, without their names: exiftool takes longer to start than to look.
///
/// # Errors
/// As [`tags`].
pub fn tags_of_all(files: &[&Path], groups: &[&str]) -> Result<String> {
    let mut line = Command::new("exiftool");
    line.args(["-q", "-a", "-s", "-G1"]).args(groups.iter().map(|group| format!("-{group}:all"))).args(files);
    said(&mut line)
}

/// Decoded pixels from an independent tool, red, green, blue.
#[derive(Clone, Debug)]
pub struct Rgb {
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// Three bytes a pixel, rows from the top.
    pub data: Vec<u8>,
}

impl Rgb {
    /// Reads a file through ImageMagick, with these operations on the way.
    ///
    /// # Errors
    /// Where ImageMagick refuses it or isn't installed.
    pub fn read(file: &Path, operations: &[&str]) -> Result<Self> {
        let mut line = magick();
        line.arg(file).args(operations).args(["+set", "comment", "-depth", "8", "ppm:-"]);
        let output = line.output().with_context(|| format!("could not start {line:?}"))?;
        if !output.status.success() {
            bail!("{line:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Self::ppm(&output.stdout)
    }

    fn ppm(bytes: &[u8]) -> Result<Self> {
        let mut words = Vec::new();
        let mut at = 0;
        while words.len() < 4 {
            let end = bytes[at..].iter().position(u8::is_ascii_whitespace).context("no PPM")? + at;
            words.push(std::str::from_utf8(&bytes[at..end])?);
            at = end + 1;
        }
        let [_, width, height, _] = words[..] else { bail!("no PPM") };
        let (width, height) = (width.parse()?, height.parse()?);
        Ok(Self { width, height, data: bytes[at..].to_vec() })
    }

    /// The mean of a pixel's surroundings, at fractions of width and height.
    #[must_use]
    pub fn around(&self, x: f64, y: f64) -> [f64; 3] {
        let middle = (f64::from(self.width) * x, f64::from(self.height) * y);
        let reach = (f64::from(self.width.min(self.height)) / 40.0).max(1.0) as i64;
        let mut sums = [0.0; 3];
        let mut count = 0.0;
        for dy in -reach..=reach {
            for dx in -reach..=reach {
                let x = (middle.0 as i64 + dx).clamp(0, i64::from(self.width) - 1) as usize;
                let y = (middle.1 as i64 + dy).clamp(0, i64::from(self.height) - 1) as usize;
                let start = (y * self.width as usize + x) * 3;
                self.data[start..start + 3].iter().zip(&mut sums).for_each(|(v, sum)| *sum += f64::from(*v));
                count += 1.0;
            }
        }
        sums.map(|sum| sum / count)
    }
}

/// How alike two pictures of one size look: the mean structural similarity of their light over
/// blocks of 8 × 8 px (Wang et al. 2004), 1 for the same. 0 where the sizes differ.
#[must_use]
pub fn similarity(one: &Rgb, other: &Rgb) -> f64 {
    if (one.width, one.height) != (other.width, other.height) {
        return 0.0;
    }
    let light = |rgb: &Rgb| -> Vec<f64> {
        rgb.data
            .chunks_exact(3)
            .map(|p| 0.299 * f64::from(p[0]) + 0.587 * f64::from(p[1]) + 0.114 * f64::from(p[2]))
            .collect()
    };
    let (a, b) = (light(one), light(other));
    let (width, height) = (one.width as usize, one.height as usize);
    let (mut sum, mut count) = (0.0, 0.0);
    for top in (0..height.saturating_sub(7)).step_by(4) {
        for left in (0..width.saturating_sub(7)).step_by(4) {
            let at = (0..64).map(|i| (top + i / 8) * width + left + i % 8);
            let (mut sa, mut sb, mut saa, mut sbb, mut sab) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for i in at {
                sa += a[i];
                sb += b[i];
                saa += a[i] * a[i];
                sbb += b[i] * b[i];
                sab += a[i] * b[i];
            }
            let (ma, mb) = (sa / 64.0, sb / 64.0);
            let (va, vb, cab) = (saa / 64.0 - ma * ma, sbb / 64.0 - mb * mb, sab / 64.0 - ma * mb);
            let (c1, c2) = (6.502_5, 58.522_5);
            sum += (2.0 * ma * mb + c1) * (2.0 * cab + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
            count += 1.0;
        }
    }
    if count > 0.0 { sum / count } else { 0.0 }
}

/// Writes the sRGB profile that ImageMagick is to convert to.
///
/// # Errors
/// Where the folder can't be written.
pub fn srgb_profile(folder: &Path) -> Result<PathBuf> {
    let file = folder.join("srgb.icc");
    std::fs::write(&file, moxcms::ColorProfile::new_srgb().encode()?)?;
    Ok(file)
}

fn photograph(file: &str) -> Result<&OsStr> {
    if !Path::new(file).is_file() {
        bail!("{file} is missing: apt install mate-backgrounds (cargo xtask test does so)");
    }
    Ok(OsStr::new(file))
}

/// ImageMagick by its own name: on some machines `convert` is another program. One thread, so that
/// tests don't take the machine.
fn magick() -> Command {
    const NAMES: [&str; 3] = ["/usr/bin/convert-im6.q16", "/usr/bin/magick", "/usr/bin/convert"];
    let name = NAMES.into_iter().find(|name| Path::new(name).exists()).unwrap_or("convert");
    let mut line = Command::new(name);
    line.env("MAGICK_THREAD_LIMIT", "1");
    line
}

fn done(line: &mut Command) -> Result<()> {
    said(line).map(drop)
}

fn said(line: &mut Command) -> Result<String> {
    let output = line.output().with_context(|| format!("could not start {line:?}"))?;
    if !output.status.success() {
        bail!("{line:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
