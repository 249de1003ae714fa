//! Files as the world has them: each comes out right, or ends in a code, a message, a subject and a way
//! out in both languages, and leaves nothing behind.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use common::{Desk, error_in_both, files, text};
use serde_json::Value;
use upbeat_testkit::media::{self, Film, GARDEN, Photo};
use upbeat_testkit::{giant, material};

/// How a case ends.
#[derive(Clone, Copy)]
enum Ends {
    /// With this code.
    Refused(&'static str),
    /// With this code once it is worked on; its header is good, so it is taken into the library.
    RefusedLater(&'static str),
    /// With a picture of this kind (`identify`'s name), 8 bits a channel, in sRGB.
    Picture(&'static str),
    /// With a JPEG of the first frame, and a word about that.
    FirstFrame,
    /// With a film.
    Film,
}
use Ends::{Film as AFilm, FirstFrame, Picture, Refused, RefusedLater};

type Make = fn(&Path) -> Result<PathBuf>;

/// Longest that a refusal may take, seconds: nothing of the file is worked on.
const REFUSED_S_MAX: u64 = 20;
const LONG_FILM: &str = "four gigabytes of film";
/// Above every address that a file of 32 bits has.
const FOUR_GB: u64 = 4 * 1024 * 1024 * 1024 + 1;

const CASES: &[(&str, Make, Ends)] = &[
    ("a JPEG that was cut off", |to| cut(&photo(to, "cut.jpg")?, 3), Refused("media.damaged")),
    ("a PNG that was cut off", |to| cut(&picture(to, "cut.png", &[])?, 3), Refused("media.damaged")),
    ("a PNG that is named .jpg", |to| renamed(picture(to, "p.png", &[])?, "p.jpg"), Picture("PNG")),
    ("a film that is named .jpg", |to| renamed(film(to, "f.mp4")?, "f.jpg"), AFilm),
    ("no bytes", |to| written(to, "empty.jpg", b""), Refused("media.empty")),
    ("words that are named .png", |to| written(to, "words.png", b"only words"), Refused("media.unsupported")),
    ("a file that is gone", |to| Ok(to.join("gone.jpg")), Refused("media.unreadable")),
    ("a folder", |to| made_folder(to, "folder.jpg"), Refused("media.unreadable")),
    ("30,000 px square as PNG", |to| giant::picture(to, "png", 30_000), Refused("media.too_large")),
    ("30,000 px square as JPEG", |to| giant::picture(to, "jpg", 30_000), Refused("media.too_large")),
    ("30,000 px square as WebP", |to| giant::picture(to, "webp", 30_000), Refused("media.too_large")),
    ("30,000 px square as TIFF", |to| giant::picture(to, "tif", 30_000), Refused("media.too_large")),
    ("30,000 px square as BMP", |to| giant::picture(to, "bmp", 30_000), Refused("media.too_large")),
    ("30,000 px square as GIF", |to| giant::picture(to, "gif", 30_000), Refused("media.too_large")),
    ("30,000 px square as HEIC", |to| giant::picture(to, "heic", 30_000), Refused("media.too_large")),
    ("30,000 px square as AVIF", |to| giant::picture(to, "avif", 30_000), Refused("media.too_large")),
    ("a moving GIF", |to| media::moving_gif(to, "moving.gif", 5), Picture("GIF")),
    ("a moving PNG", |to| moving(to, "moving.png", &["-f", "apng"]), FirstFrame),
    ("a moving WebP", |to| moving(to, "moving.webp", &["-c:v", "libwebp_anim"]), FirstFrame),
    ("a JPEG for printers", |to| picture(to, "print.jpg", &["-colorspace", "CMYK"]), Picture("JPEG")),
    ("a PNG of 16 bits", |to| picture(to, "deep.png", &["-depth", "16"]), Picture("JPEG")),
    ("a TIFF of 16 bits", |to| picture(to, "deep.tif", &["-depth", "16"]), Picture("JPEG")),
    ("a film that was cut off", |to| cut(&film(to, "cut.mov")?, 2), Refused("media.damaged")),
    ("a film of noise", |to| noise(&film(to, "noise.mp4")?), RefusedLater("media.damaged")),
    ("four gigabytes of picture", |to| long(photo(to, "long.jpg")?), Refused("media.too_large")),
    (LONG_FILM, |to| long(film(to, "long.mov")?), AFilm),
];

fn photo(folder: &Path, name: &str) -> Result<PathBuf> {
    Photo { upright_px: (800, 600), private: true, ..Photo::default() }.write(folder, name)
}

fn picture(folder: &Path, name: &str, how: &[&str]) -> Result<PathBuf> {
    media::picture(folder, name, GARDEN, &[&["-resize", "800x600!", "-strip"], how].concat())
}

fn film(folder: &Path, name: &str) -> Result<PathBuf> {
    Film { stored_px: (640, 360), seconds: 2, ..Film::default() }.write(folder, name)
}

fn moving(folder: &Path, name: &str, how: &[&str]) -> Result<PathBuf> {
    let (gif, file) = (media::moving_gif(folder, "frames.gif", 5)?, folder.join(name));
    let mut line = Command::new("ffmpeg");
    let said = line.args(["-v", "error", "-i"]).arg(&gif).args(how).arg(&file).output()?;
    ensure!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    std::fs::remove_file(gif)?;
    Ok(file)
}

fn renamed(file: PathBuf, name: &str) -> Result<PathBuf> {
    let to = file.with_file_name(name);
    std::fs::rename(file, &to)?;
    Ok(to)
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf> {
    let file = folder.join(name);
    std::fs::write(&file, bytes)?;
    Ok(file)
}

fn made_folder(folder: &Path, name: &str) -> Result<PathBuf> {
    std::fs::create_dir(folder.join(name))?;
    Ok(folder.join(name))
}

/// Keeps the first part of a file.
fn cut(file: &Path, share: u64) -> Result<PathBuf> {
    let bytes = std::fs::metadata(file)?.len();
    std::fs::OpenOptions::new().write(true).open(file)?.set_len(bytes / share)?;
    Ok(file.to_owned())
}

/// The index says where the frames are; what lies there is none.
fn noise(file: &Path) -> Result<PathBuf> {
    let mut bytes = std::fs::read(file)?;
    let data = bytes.windows(4).position(|four| four == b"mdat").context("frames")? + 4;
    let end = bytes.windows(4).position(|four| four == b"moov").context("an index")? - 4;
    ensure!(data < end, "the index lies behind the frames");
    bytes[data..end].iter_mut().enumerate().for_each(|(at, byte)| *byte = (at * 31 % 251) as u8);
    std::fs::write(file, bytes)?;
    Ok(file.to_owned())
}

fn long(file: PathBuf) -> Result<PathBuf> {
    giant::lengthen(&file, FOUR_GB)?;
    Ok(file)
}

#[test]
fn every_bad_file_comes_out_right_or_ends_in_a_way_out() -> Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let mut wrong = Vec::new();
    for (name, make, ends) in CASES {
        let desk = Desk::new();
        let file = make(&desk.work()).with_context(|| format!("making {name}"))?;
        let before = fingerprint(&file);
        if let Err(error) = prepared(&desk, &file, *ends) {
            wrong.push(format!("{name}: {error:#}"));
        }
        if fingerprint(&file) != before {
            wrong.push(format!("{name}: the original was written to"));
        }
    }
    ensure!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    Ok(())
}

#[test]
fn every_bad_file_is_imported_whole_or_not_at_all() -> Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    let kept = desk.json(&["post", "new", "--text", "Un brouillon"]);
    let mut wrong = Vec::new();
    // Why not the long film: what is proven by copying four gigabytes is the disk.
    for (name, make, ends) in CASES.iter().filter(|(name, ..)| *name != LONG_FILM) {
        let file = make(&desk.work()).with_context(|| format!("making {name}"))?;
        if let Err(error) = imported(&desk, &file, *ends) {
            wrong.push(format!("{name}: {error:#}"));
        }
        if file.is_dir() {
            std::fs::remove_dir(&file)?
        } else {
            std::fs::remove_file(&file).unwrap_or_default()
        }
    }
    ensure!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    let still = desk.json(&["post", "show", text(&kept, "/post/id")]);
    ensure!(still["post"] == kept["post"], "a draft is not touched by what befalls another");
    Ok(())
}

/// Size and time of change: enough to see a write, without reading four gigabytes.
fn fingerprint(file: &Path) -> Option<(u64, std::time::SystemTime)> {
    let known = std::fs::metadata(file).ok()?;
    Some((known.len(), known.modified().ok()?))
}

fn prepared(desk: &Desk, file: &Path, ends: Ends) -> Result<()> {
    let name = text_of(file);
    let target = if matches!(ends, Ends::Film) || name.ends_with("mov") { "x:video" } else { "x:image" };
    let target = if name.starts_with("noise") { "x:video" } else { target };
    let args = ["prepare", &name, "--for", target, "--out", "out"];
    let began = std::time::Instant::now();
    match ends {
        Refused(code) | RefusedLater(code) => {
            let error = error_in_both(desk, &args, 1, "/failures/0")?;
            ensure!(text(&error, "/code") == code, "{error:#}");
            ensure!(text(&error, "/subject") == name, "{error:#}");
            ensure!(files(&desk.work().join("out")).is_empty(), "something was left behind");
            ensure!(began.elapsed().as_secs() < 2 * REFUSED_S_MAX, "it took {:?}", began.elapsed());
        }
        Picture(kind) => picture_is_there(desk, &one_made(desk, &args)?, kind)?,
        FirstFrame => {
            let made = one_made(desk, &args)?;
            let told = made["steps"].as_array().into_iter().flatten();
            ensure!(told.into_iter().any(|step| step["step"] == "first_frame"), "{made:#}");
            picture_is_there(desk, &made, "JPEG")?;
        }
        Ends::Film => {
            let made = one_made(desk, &args)?;
            let found = media::ffprobe(&desk.work().join(text(&made, "/path")), "v", "stream=codec_name")?;
            ensure!(found.iter().any(|(_, codec)| codec == "h264"), "{found:?}");
        }
    }
    ensure!(
        files(&desk.home().join("tmp")).is_empty(),
        "temporary files stay: {:?}",
        files(&desk.home().join("tmp"))
    );
    Ok(())
}

fn one_made(desk: &Desk, args: &[&str]) -> Result<Value> {
    let answer = desk.run(&[&["--json"], args].concat());
    ensure!(answer.code == 0, "{}", answer.out);
    let report = answer.json();
    ensure!(report["renditions"].as_array().map(Vec::len) == Some(1), "{report:#}");
    Ok(report["renditions"][0].clone())
}

fn picture_is_there(desk: &Desk, made: &Value, kind: &str) -> Result<()> {
    let file = desk.work().join(text(made, "/path"));
    let mut line = Command::new("identify");
    let said = line.args(["-format", "%m %z %[colorspace]\n"]).arg(&file).output()?;
    let said = String::from_utf8(said.stdout)?;
    let first = said.lines().next().unwrap_or_default();
    ensure!(first == format!("{kind} 8 sRGB"), "{first}: {made:#}");
    Ok(())
}

fn imported(desk: &Desk, file: &Path, ends: Ends) -> Result<()> {
    let posts = |desk: &Desk| desk.json(&["post", "list"])["total"].clone();
    let (before, media) = (posts(desk), media_files(desk));
    let name = text_of(file);
    let args = ["post", "new", "--text", "Regardez", "--media", &name];
    let Refused(code) = ends else {
        let made = desk.run(&[&["--json"], &args[..]].concat());
        ensure!(made.code == 0, "{}", made.out);
        return Ok(());
    };
    let error = error_in_both(desk, &args, 1, "/error")?;
    ensure!(text(&error, "/code") == code && text(&error, "/subject") == name, "{error:#}");
    ensure!(posts(desk) == before, "half a draft was written");
    ensure!(media_files(desk) == media, "something was left behind");
    Ok(())
}

fn media_files(desk: &Desk) -> Vec<PathBuf> {
    files(&desk.data())
        .into_iter()
        .filter(|file| file.components().any(|part| part.as_os_str() == "media"))
        .collect()
}

fn text_of(file: &Path) -> String {
    file.file_name().expect("a name").to_string_lossy().into_owned()
}
