//! `prepare --for all`, looked at with tools that aren't ours: every file within every rule that
//! `upbeat networks` states for its format, upright, in sRGB, without a word of where and by whom.

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use common::{Desk, files, text};
use serde_json::Value;
use upbeat_testkit::look::{boxes, color_distance};
use upbeat_testkit::material;
use upbeat_testkit::media::{Film, Photo, Rgb, moving_gif, srgb_profile, tags};

/// Farthest that a prepared picture may look from the original, ΔE: what JPEG does to it, and no more.
const DISTANCE_MAX: f64 = 1.4;
/// The same for a film, which is compared frame by frame at nearly the same moment.
const FILM_DISTANCE_MAX: f64 = 3.0;
/// What both sides are shrunk to before they are compared.
const SMALL: &str = "96x96!";

/// Where pictures keep words beside their pixels, in exiftool's names.
const PICTURE_WORDS: &[&str] = &["EXIF", "GPS", "XMP", "IPTC", "MakerNotes", "Photoshop", "File:Comment"];
/// Where films do.
const FILM_WORDS: &[&str] = &["QuickTime", "Keys", "ItemList", "UserData", "XMP"];

/// What `upbeat networks` says of the format of a prepared file.
struct Format<'a> {
    name: String,
    format: &'a Value,
}

impl<'a> Format<'a> {
    fn of(networks: &'a Value, made: &Value) -> Result<Self> {
        let name = format!("{}:{}", text(made, "/network"), text(made, "/format"));
        let network = list(&networks["networks"]).find(|network| network["id"] == made["network"]);
        let network = network.context("a network")?;
        let format = list(&network["formats"]).find(|format| format["id"] == made["format"]);
        Ok(Self { name, format: format.context("a format")? })
    }

    /// A number that `networks` states, or says that it knows none; a rule that it doesn't tell of proves nothing.
    fn limit(&self, kind: &str, field: &str) -> Result<Option<f64>> {
        let rule = kind.split('.').fold(self.format, |rule, part| &rule[part]);
        if rule.is_null() {
            return Ok(None);
        }
        Ok(rule.get(field).with_context(|| format!("{}: no word of {kind}.{field}", self.name))?.as_f64())
    }

    fn at_most(&self, kind: &str, field: &str, value: f64) -> Result<()> {
        let max = self.limit(kind, field)?;
        ensure!(max.is_none_or(|max| value <= max), "{}: {field} is {max:?}, not {value}", self.name);
        Ok(())
    }

    fn at_least(&self, kind: &str, field: &str, value: f64) -> Result<()> {
        let min = self.limit(kind, field)?;
        ensure!(min.is_none_or(|min| value >= min), "{}: {field} is {min:?}, not {value}", self.name);
        Ok(())
    }

    fn takes(&self, kind: &str, field: &str, value: &str) -> Result<()> {
        let taken: Vec<&str> = list(&self.format[kind][field]).filter_map(Value::as_str).collect();
        ensure!(taken.is_empty() || taken.contains(&value), "{}: {value} is none of {taken:?}", self.name);
        Ok(())
    }

    /// Size and shape by the rule and by the frame that was asked for.
    fn fits(&self, kind: &str, made: &Value, width: f64, height: f64) -> Result<()> {
        self.at_most(kind, "max_width_px", width)?;
        self.at_most(kind, "max_height_px", height)?;
        self.at_most(kind, "max_pixels", width * height)?;
        self.at_least(kind, "min_width_px", width)?;
        self.at_least(kind, "min_height_px", height)?;
        // Why a pixel: no pair of whole numbers has a shape of 1.91.
        self.at_most(kind, "max_aspect", (width - 1.0) / height)?;
        self.at_least(kind, "min_aspect", width / (height - 1.0))?;
        let presets = list(&self.format["presets"]);
        let Some(preset) = presets.into_iter().find(|preset| preset["id"] == made["preset"]) else {
            ensure!(text(made, "/preset") == "source", "{}: no such frame: {made}", self.name);
            return Ok(());
        };
        if let Some((wide, high)) = preset["width_px"].as_f64().zip(preset["height_px"].as_f64()) {
            let whole = (width, height) == (wide, high);
            let max = |field: &str| self.format[kind][field].as_f64().unwrap_or(f64::INFINITY);
            let reduced = wide > max("max_width_px") || high > max("max_height_px");
            let same_shape = (width / height - wide / high).abs() < 2.0 / height;
            ensure!(whole || (reduced && same_shape), "{}: {width}x{height} for {preset}", self.name);
        }
        let side = preset["max_side_px"].as_f64().unwrap_or(f64::INFINITY);
        ensure!(width.max(height) <= side, "{}: {width}x{height} px, {side} at most", self.name);
        Ok(())
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The original upright and in sRGB by other tools, half as wide and high.
fn upright_in_srgb(desk: &Desk, photo: &Path) -> Result<PathBuf> {
    let profile = srgb_profile(desk.home())?;
    let file = desk.home().join("reference.ppm");
    let profile = profile.display().to_string();
    let seen = Rgb::read(photo, &["-auto-orient", "-profile", &profile, "-resize", "50%"])?;
    let head = format!("P6 {} {} 255\n", seen.width, seen.height);
    std::fs::write(&file, [head.as_bytes(), &seen.data].concat())?;
    Ok(file)
}

/// What of the reference was to be kept, as ImageMagick's words. The reference is half as wide and high.
fn kept(made: &Value) -> Option<String> {
    let crop = &made["crop"];
    let px = |name: &str| crop[name].as_f64().map(|px| (px / 2.0).round());
    Some(format!("{}x{}+{}+{}", px("width")?, px("height")?, px("x")?, px("y")?))
}

#[test]
fn prepare_for_all_makes_every_picture_within_every_limit() -> Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    let whole = Photo {
        upright_px: (4_032, 3_024),
        orientation: 6,
        display_p3: true,
        private: true,
        ..Photo::default()
    };
    let photo = whole.write(&desk.work(), "IMG 0412 été.jpg")?;
    ensure!(private(&tags(&photo, PICTURE_WORDS)?), "the original tells a lot");
    let before = std::fs::read(&photo)?;
    let reference = upright_in_srgb(&desk, &photo)?;
    let unconverted = color_distance(
        &Rgb::read(&photo, &["-auto-orient", "-resize", SMALL])?,
        &Rgb::read(&reference, &["-resize", SMALL])?,
    )?;
    ensure!(unconverted > 1.7 * DISTANCE_MAX, "colours that nobody converted would be seen: {unconverted}");

    let report = desk.json(&["prepare", "IMG 0412 été.jpg", "--for", "all", "--out", "out"]);
    ensure!(report["failures"] == serde_json::json!([]), "{:#}", report["failures"]);
    let networks = desk.json(&["networks"]);
    every_format_is_answered(&networks, &report, "image")?;
    let mut compared = BTreeSet::new();
    for made in list(&report["renditions"]) {
        let file = desk.work().join(text(made, "/path"));
        let format = Format::of(&networks, made)?;
        picture(&format, made, &file)?;
        if !compared.insert(text(made, "/hash")) {
            continue;
        }
        let crop = kept(made);
        let mut operations: Vec<&str> = crop.iter().flat_map(|crop| ["-crop", crop, "+repage"]).collect();
        operations.extend(["-resize", SMALL]);
        let wanted = Rgb::read(&reference, &operations)?;
        let distance = color_distance(&Rgb::read(&file, &["-resize", SMALL])?, &wanted)?;
        ensure!(distance < DISTANCE_MAX, "{}: {distance} from the original", format.name);
    }
    let made = list(&report["renditions"]).count();
    ensure!(files(&desk.work().join("out")).len() == made, "exactly the files that were told");
    ensure!(std::fs::read(&photo)? == before, "the original is never written to");
    ensure!(!desk.data().exists(), "preparing makes no workspace");
    Ok(())
}

/// A picture by itself: kind, size, bytes, and nothing private.
fn picture(format: &Format<'_>, made: &Value, file: &Path) -> Result<()> {
    let mut line = Command::new("identify");
    let said = line.args(["-format", "%m %w %h"]).arg(file).output()?;
    let said = String::from_utf8(said.stdout)?;
    let [kind, width, height] = said.split(' ').collect::<Vec<_>>()[..] else { anyhow::bail!("{said}") };
    let (width, height): (f64, f64) = (width.parse()?, height.parse()?);
    ensure!(
        (made["width_px"].as_f64(), made["height_px"].as_f64()) == (Some(width), Some(height)),
        "{made:#}"
    );
    format.fits("image", made, width, height)?;
    format.takes("image", "mimes", &format!("image/{}", kind.to_lowercase()))?;
    weighs(format, "image", made, file)?;
    let words = tags(file, PICTURE_WORDS)?;
    ensure!(!private(&words), "{}: {words}", format.name);
    let profile = tags(file, &["ICC_Profile"])?;
    let described = profile.lines().find(|line| line.contains("ProfileDescription"));
    ensure!(described.is_none_or(|name| name.contains("sRGB")), "{}: {profile}", format.name);
    Ok(())
}

fn weighs(format: &Format<'_>, kind: &str, made: &Value, file: &Path) -> Result<()> {
    let bytes = std::fs::metadata(file)?.len();
    ensure!(made["bytes"].as_u64() == Some(bytes), "{made:#}");
    #[expect(clippy::cast_precision_loss, reason = "a file below 2^53 bytes")]
    let bytes = bytes as f64;
    if kind == "video" {
        format.at_least(kind, "min_bytes", bytes)?;
    }
    format.at_most(kind, "max_bytes", bytes)
}

/// Whether words of exiftool tell where, when, with what or by whom.
fn private(words: &str) -> bool {
    const PRIVATE: &[&str] = &[
        "GPS",
        "Location",
        "Latitude",
        "Longitude",
        "City",
        "Make",
        "Model",
        "Artist",
        "Author",
        "Creator",
        "Copyright",
        "DateTimeOriginal",
        "Comment",
        "Serial",
        "Orientation",
    ];
    words.lines().any(|line| PRIVATE.iter().any(|word| line.contains(word)))
}

/// Every format that takes such files has one, or says why not; nothing else is left out.
fn every_format_is_answered(networks: &Value, report: &Value, kind: &str) -> Result<()> {
    for network in list(&networks["networks"]) {
        for format in list(&network["formats"]) {
            let same = |one: &&Value| one["network"] == network["id"] && one["format"] == format["id"];
            let made = list(&report["renditions"]).any(|one| same(&one));
            let skipped = list(&report["skipped"]).find(same);
            let name = format!("{}:{}", network["id"], format["id"]);
            if format[kind].is_object() && format["max_media"] != 0 {
                let short = skipped.is_some_and(|one| one["code"] == "media.duration");
                ensure!(made || short, "{name} takes a {kind} and got none: {skipped:?}");
            }
            if let Some(skipped) = skipped {
                ensure!(
                    !text(skipped, "/message").is_empty() && !text(skipped, "/fix").is_empty(),
                    "{skipped}"
                );
                ensure!(!made, "{name} was made and left out");
                let takes_none = skipped["code"] == "media.wrong_kind";
                ensure!(takes_none != format[kind].is_object(), "{name} takes a {kind}, or none: {skipped}");
            }
        }
    }
    Ok(())
}

#[test]
fn prepare_for_all_makes_every_film_within_every_limit() -> Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    let desk = Desk::new();
    let lying = Film { stored_px: (1_280, 720), seconds: 4, fps: "24", place: true, ..Film::default() };
    let upright = Film { turn: 90, fps: "30000/1001", ..lying };
    lying.write(&desk.work(), "la forêt.mov")?;
    upright.write(&desk.work(), "debout.mov")?;
    let networks = desk.json(&["networks"]);
    for source in ["la forêt.mov", "debout.mov"] {
        ensure!(private(&tags(&desk.work().join(source), FILM_WORDS)?), "the original tells a lot");
        let report = desk.json(&["prepare", source, "--for", "all", "--out", "out"]);
        ensure!(report["failures"] == serde_json::json!([]), "{:#}", report["failures"]);
        every_format_is_answered(&networks, &report, "video")?;
        let mut compared = BTreeSet::new();
        for made in list(&report["renditions"]) {
            let file = desk.work().join(text(made, "/path"));
            let format = Format::of(&networks, made)?;
            if text(made, "/kind") == "image" {
                ensure!(format.format["companion"] == true, "{}: a picture of a film", format.name);
                picture(&format, made, &file)?;
            } else {
                film(&format, made, &file)?;
                if compared.insert(text(made, "/hash")) {
                    let apart = frames_apart(&desk, made, &desk.work().join(source), &file)?;
                    ensure!(apart < FILM_DISTANCE_MAX, "{}: {apart} from the original", format.name);
                }
            }
        }
    }
    Ok(())
}

#[test]
fn prepare_for_all_makes_every_moving_gif_within_every_limit() -> Result<()> {
    if !material::is_here() {
        return Ok(());
    }
    const FRAMES: u32 = 12;
    let desk = Desk::new();
    moving_gif(&desk.work(), "danse.gif", FRAMES)?;
    let networks = desk.json(&["networks"]);
    let report = desk.json(&["prepare", "danse.gif", "--for", "all", "--out", "out"]);
    ensure!(report["failures"] == serde_json::json!([]), "{:#}", report["failures"]);
    let mut moving = BTreeSet::new();
    for made in list(&report["renditions"]) {
        let file = desk.work().join(text(made, "/path"));
        let format = Format::of(&networks, made)?;
        let said = Command::new("identify").args(["-format", "%m %W %H\n"]).arg(&file).output()?;
        let said = String::from_utf8(said.stdout)?;
        if !said.starts_with("GIF") {
            let kind = text(made, "/kind");
            let px = |name: &str| made[name].as_f64().context("a side");
            format.fits(kind, made, px("width_px")?, px("height_px")?)?;
            weighs(&format, kind, made, &file)?;
            continue;
        }
        let frames = said.lines().count();
        ensure!(frames == usize::try_from(FRAMES)?, "{}: {frames} frames", format.name);
        let [_, width, height] = said.lines().next().unwrap_or_default().split(' ').collect::<Vec<_>>()[..]
        else {
            anyhow::bail!("{said}")
        };
        let (width, height): (f64, f64) = (width.parse()?, height.parse()?);
        let all = f64::from(FRAMES);
        format.at_most("image.animated", "max_width_px", width)?;
        format.at_most("image.animated", "max_height_px", height)?;
        format.at_most("image.animated", "max_pixels", width * height)?;
        format.at_most("image.animated", "max_frames", all)?;
        format.at_most("image.animated", "max_pixels_all_frames", width * height * all)?;
        weighs(&format, "image.animated", made, &file)?;
        moving.insert(text(made, "/network"));
    }
    ensure!(moving == BTreeSet::from(["mastodon", "x"]), "kept moving as a GIF for {moving:?}");
    Ok(())
}

/// A film by itself: container, tracks, size, rate, length, bytes, order, and nothing private.
fn film(format: &Format<'_>, made: &Value, file: &Path) -> Result<()> {
    let name = &format.name;
    let found = ffprobe(file)?;
    let track = |kind: &str| list(&found["streams"]).find(|stream| stream["codec_type"] == kind);
    let (video, audio) = (track("video").context("pictures")?, track("audio").context("sound")?);
    ensure!(list(&found["streams"]).count() == 2, "{name}: {found:#}");
    ensure!(text(&found, "/format/format_name").split(',').any(|kind| kind == "mp4"), "{name}: {found:#}");
    ensure!(text(&found, "/format/tags/major_brand") == "isom", "{name}: {found:#}");
    format.takes("video", "mimes", "video/mp4")?;
    format.takes("video", "video_codecs", text(video, "/codec_name"))?;
    format.takes("video", "audio_codecs", text(audio, "/codec_name"))?;
    // Every decoder since 2010 knows these three; ten bits or other samplings are for editors.
    let profiles = ["Constrained Baseline", "Main", "High"];
    ensure!(profiles.contains(&text(video, "/profile")), "{name}: {video:#}");
    ensure!(text(video, "/pix_fmt") == "yuv420p", "{name}: {video:#}");
    ensure!(text(audio, "/profile") == "LC" && text(audio, "/sample_rate") == "48000", "{name}: {audio:#}");
    ensure!(video.get("side_data_list").is_none(), "{name}: still turned: {video:#}");
    let shape = video.get("sample_aspect_ratio").map_or("1:1", |shape| shape.as_str().unwrap_or_default());
    ensure!(shape == "1:1", "{name}: pixels of {shape}");
    let encoded = list(&made["steps"]).any(|step| step["kind"] == "transcoded");
    for colour in ["color_space", "color_primaries", "color_transfer"] {
        ensure!(!encoded || video[colour] == "bt709", "{name}: {video:#}");
    }
    let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.parse().ok()).unwrap_or(f64::NAN);
    let (width, height) = (number(&video["width"]), number(&video["height"]));
    ensure!(
        (made["width_px"].as_f64(), made["height_px"].as_f64()) == (Some(width), Some(height)),
        "{made:#}"
    );
    format.fits("video", made, width, height)?;
    let (times, per) = text(video, "/avg_frame_rate").split_once('/').context("a rate")?;
    let fps = times.parse::<f64>()? / per.parse::<f64>()?;
    format.at_most("video", "max_fps", fps)?;
    format.at_least("video", "min_fps", fps)?;
    let duration_ms = number(&found["format"]["duration"]) * 1_000.0;
    format.at_most("video", "max_duration_ms", duration_ms)?;
    format.at_least("video", "min_duration_ms", duration_ms)?;
    let told = made["duration_ms"].as_f64().context("a length")?;
    ensure!((duration_ms - told).abs() < 50.0, "{name}: {duration_ms} ms, told as {told}");
    ensure!((duration_ms - 4_000.0).abs() < 100.0, "{name}: nothing was cut off: {duration_ms} ms");
    format.at_most("video", "max_video_bitrate_bps", number(&video["bit_rate"]))?;
    weighs(format, "video", made, file)?;
    let order = boxes(file)?;
    let at = |kind: &str| order.iter().position(|found| found == kind);
    ensure!(at("moov").context("moov")? < at("mdat").context("mdat")?, "{name}: {order:?}");
    let words = tags(file, FILM_WORDS)?;
    ensure!(!private(&words), "{name}: {words}");
    Ok(())
}

fn ffprobe(file: &Path) -> Result<Value> {
    let mut line = Command::new("ffprobe");
    line.args(["-v", "error", "-show_streams", "-show_format", "-of", "json"]).arg(file);
    Ok(serde_json::from_slice(&line.output()?.stdout)?)
}

/// How far a film's picture looks from the original's, at the same second.
fn frames_apart(desk: &Desk, made: &Value, source: &Path, file: &Path) -> Result<f64> {
    let px = |name: &str| made["crop"][name].as_u64();
    let crop = px("width").zip(px("height")).zip(px("x").zip(px("y")));
    let crop = crop.map(|((width, height), (x, y))| format!("crop={width}:{height}:{x}:{y},"));
    let frame = |film: &Path, filter: &str| -> Result<Rgb> {
        let still = desk.home().join("still.ppm");
        let mut line = Command::new("ffmpeg");
        line.args(["-v", "error", "-y", "-ss", "2", "-i"]).arg(film).args(["-frames:v", "1", "-vf", filter]);
        let said = line.arg(&still).output()?;
        ensure!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        Rgb::read(&still, &[])
    };
    let original = frame(source, &format!("{}scale=96:96", crop.unwrap_or_default()))?;
    color_distance(&original, &frame(file, "scale=96:96")?)
}
