//! Films, read back by ffprobe.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use upbeat_domain::code::Code;
use upbeat_domain::media::{Choices, Fit, Focus, MediaKind, Output, Piece, Step, VideoOutput};
use upbeat_media::{Cancel, Rendered};
use upbeat_testkit::media::{Film, Rgb, ffprobe, similarity};

use crate::workshop::{Workshop, assert_private, film, framed, image, names, recipe, video};

/// Fails unless an independent tool finds what every network takes: H.264 High, 4:2:0, square pixels,
/// constant rate, AAC-LC, the index first, no turn left to do.
pub(crate) fn assert_plain(made: &Rendered) -> Result<()> {
    let entries =
        "stream=codec_name,profile,pix_fmt,sample_aspect_ratio,color_space,r_frame_rate,avg_frame_rate";
    let found = ffprobe(&made.path, "v:0", entries)?;
    let get = |name: &str| found.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    assert_eq!((get("codec_name"), get("profile")), (Some("h264"), Some("High")), "{found:?}");
    assert_eq!((get("pix_fmt"), get("color_space")), (Some("yuv420p"), Some("bt709")), "{found:?}");
    assert!(matches!(get("sample_aspect_ratio"), Some("1:1" | "N/A")), "{found:?}");
    assert_eq!(get("r_frame_rate"), get("avg_frame_rate"), "a constant rate: {found:?}");
    let sound = ffprobe(&made.path, "a:0", "stream=codec_name,profile")?;
    assert!(sound.is_empty() || sound[0].1 == "aac" && sound[1].1 == "LC", "{sound:?}");
    let bytes = std::fs::read(&made.path)?;
    let at = |name: &[u8]| bytes.windows(4).position(|w| w == name);
    assert!(at(b"moov") < at(b"mdat"), "the index stands first");
    Ok(())
}

/// Width and height that ffprobe reads.
pub(crate) fn size(file: &Path) -> Result<(u32, u32)> {
    let found = ffprobe(file, "v:0", "stream=width,height")?;
    Ok((found[0].1.parse()?, found[1].1.parse()?))
}

fn frame(shop: &Workshop, file: &Path, name: &str) -> Result<Rgb> {
    let path = shop.folder().join(name);
    std::fs::write(&path, shop.engine.poster(file, Some(1000), 640, &Cancel::new())?)?;
    Rgb::read(&path, &[])
}

#[test]
fn a_phones_film_fits_every_frame() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let source = Film { turn: 90, place: true, seconds: 2, ..Film::default() };
    let file = source.write(shop.folder(), "phone.mov")?;
    let info = shop.probe(&file)?;
    assert_eq!((info.kind, info.container.as_str()), (MediaKind::Video, "mov"));
    assert_eq!((info.width_px, info.height_px, info.orientation), (720, 1280, 6), "turned by its matrix");
    assert_eq!((info.video_codec.as_deref(), info.audio_codec.as_deref()), (Some("h264"), Some("aac")));
    assert!(info.has_gps && info.fps.is_some_and(|fps| (fps - 30.0).abs() < 0.1), "{info:?}");
    let before = std::fs::read(&file)?;
    for (fit, frame_px) in [(Fit::Cover, (480, 480)), (Fit::Contain, (640, 480)), (Fit::Blur, (360, 640))] {
        let output = VideoOutput { frame_px: Some(frame_px), ..film() };
        let choices = Choices { fit, ..Choices::default() };
        let made = shop.make(&file, recipe(Output::Video(output), choices))?;
        assert_eq!((made.width_px, made.height_px), frame_px, "{fit}");
        assert_eq!(size(&made.path)?, frame_px, "{fit}");
        assert!(made.duration_ms.is_some_and(|ms| ms.abs_diff(2000) < 80), "{:?}", made.duration_ms);
        assert_plain(&made)?;
        assert_private(&made.path)?;
        assert_eq!(made.steps[0], Step::Rotated { orientation: 6 });
        assert_eq!(made.steps[1], Step::MetadataRemoved { gps: true });
        assert!(names(&made.steps).contains(&"transcoded"), "{:?}", made.steps);
    }
    assert_eq!(std::fs::read(&file)?, before, "an original is never written to");
    Ok(())
}

#[test]
fn margins_of_films_are_plain_or_blurred_and_the_picture_stays_the_same() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Film { seconds: 2, ..Film::default() }.write(shop.folder(), "wide.mp4")?;
    let whole = frame(&shop, &file, "whole.jpg")?;
    for fit in [Fit::Contain, Fit::Blur] {
        let output = VideoOutput { frame_px: Some((640, 640)), ..film() };
        let choices = Choices { fit, background: Some([0, 0, 0]), ..Choices::default() };
        let made = shop.make(&file, recipe(Output::Video(output), choices))?;
        assert!(names(&made.steps).contains(&"padded"), "{:?}", made.steps);
        frame(&shop, &made.path, "padded.jpg")?;
        let inner = Rgb::read(&shop.folder().join("padded.jpg"), &["-crop", "640x360+0+140", "+repage"])?;
        let alike = similarity(&inner, &whole);
        assert!(alike > 0.85, "{fit}: {alike:.3}");
        let margin = Rgb::read(&shop.folder().join("padded.jpg"), &[])?.around(0.5, 0.08);
        assert_eq!(margin.iter().all(|v| *v < 8.0), fit == Fit::Contain, "{fit}: {margin:.0?}");
    }
    Ok(())
}

#[test]
fn what_fits_is_passed_on_and_a_container_alone_is_made_anew() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let plain = ["-movflags", "+faststart", "-map_metadata", "-1"];
    let fits = Film { seconds: 2, more: &plain, ..Film::default() }.write(shop.folder(), "fits.mp4")?;
    let made = shop.make(&fits, video(film()))?;
    assert_eq!(names(&made.steps), ["passed_through"]);
    assert_eq!(std::fs::read(&made.path)?, std::fs::read(&fits)?);
    let placed = Film { seconds: 2, place: true, ..Film::default() }.write(shop.folder(), "placed.mov")?;
    let made = shop.make(&placed, video(film()))?;
    assert_eq!(names(&made.steps), ["metadata_removed", "remuxed"]);
    assert_private(&made.path)?;
    let bytes = std::fs::read(&made.path)?;
    let at = |name: &[u8]| bytes.windows(4).position(|w| w == name);
    assert!(at(b"moov") < at(b"mdat"), "the index stands first");
    let frames = |file: &Path| ffprobe(file, "v:0", "stream=nb_frames");
    assert_eq!(frames(&made.path)?, frames(&placed)?, "the same pictures");
    Ok(())
}

#[test]
fn rates_are_brought_within_the_limits() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let fast = Film { fps: "60", seconds: 2, ..Film::default() }.write(shop.folder(), "fast.mp4")?;
    let made = shop.make(&fast, video(VideoOutput { max_fps: Some(30.0), ..film() }))?;
    assert_eq!(ffprobe(&made.path, "v:0", "stream=avg_frame_rate")?[0].1, "30/1");
    assert_plain(&made)?;
    // Every third frame is dropped in the second half: a variable rate, as screen recorders write it.
    let drops = ["-vf", "scale=640:360,select='lt(t,1)+mod(n,3)',setsar=1,format=yuv420p", "-vsync", "vfr"];
    let varied = Film { seconds: 2, more: &drops, ..Film::default() }.write(shop.folder(), "varied.mkv")?;
    let info = shop.probe(&varied)?;
    assert_eq!(info.container, "mkv");
    let made = shop.make(&varied, video(film()))?;
    assert_plain(&made)?;
    assert!(made.duration_ms.is_some_and(|ms| ms.abs_diff(2000) < 100), "{:?}", made.duration_ms);
    Ok(())
}

#[test]
fn a_part_of_a_film_starts_and_ends_where_it_was_asked_to() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Film { seconds: 4, ..Film::default() }.write(shop.folder(), "long.mp4")?;
    let short = VideoOutput { max_duration_ms: Some(2_000), ..film() };
    let error = shop.prepare(&file, &[video(short.clone())])?.pop().context("one")?.unwrap_err();
    assert_eq!(error.code(), Code::MediaDuration);
    assert_eq!(error.args().get("max_ms").map(String::as_str), Some("2000"));
    let pieces = vec![Piece { from_ms: 1_500, to_ms: 3_000 }];
    let choices = Choices { pieces, ..Choices::default() };
    let made = shop.make(&file, recipe(Output::Video(short), choices))?;
    assert!(made.duration_ms.is_some_and(|ms| ms.abs_diff(1_500) < 50), "{:?}", made.duration_ms);
    assert!(made.steps.contains(&Step::Trimmed { from_ms: 1_500, to_ms: 3_000 }), "{:?}", made.steps);
    // The first frame of the part is the frame that the whole film shows there.
    let (a, b) = (shop.folder().join("a.jpg"), shop.folder().join("b.jpg"));
    std::fs::write(&a, shop.engine.poster(&made.path, Some(0), 640, &Cancel::new())?)?;
    std::fs::write(&b, shop.engine.poster(&file, Some(1_500), 640, &Cancel::new())?)?;
    let alike = similarity(&Rgb::read(&a, &[])?, &Rgb::read(&b, &[])?);
    assert!(alike > 0.85, "{alike:.3}");
    Ok(())
}

#[test]
fn networks_share_a_film_where_only_their_byte_limits_differ() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Film { seconds: 1, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let square = |max_bytes| VideoOutput { frame_px: Some((360, 360)), max_bytes, ..film() };
    let recipes = [video(square(50_000_000)), video(square(40_000_000)), video(square(30_000))];
    let made = shop.prepare(&file, &recipes)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    assert_eq!(made[0].hash, made[1].hash);
    assert_ne!(made[0].path, made[1].path, "each has its own file");
    let Some(Step::Encoded { max_bytes, .. }) = made[1].steps.last() else { anyhow::bail!("encoded last") };
    assert_eq!(*max_bytes, 40_000_000, "each is told its own limit");
    assert!(made[2].bytes <= 30_000, "a tight limit is still kept: {}", made[2].bytes);
    assert_eq!(shop.make(&file, recipes[1].clone())?.hash, made[1].hash, "alone it comes out the same");
    Ok(())
}

#[test]
fn a_films_byte_budget_is_kept() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Film { seconds: 4, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let max_bytes = 300_000;
    let made = shop.make(&file, video(VideoOutput { max_bytes, ..film() }))?;
    assert!(made.bytes <= max_bytes, "{} bytes", made.bytes);
    assert!(made.bytes > max_bytes / 3, "{} bytes: the budget is used", made.bytes);
    let error = shop
        .prepare(&file, &[video(VideoOutput { max_bytes: 9_000, ..film() })])?
        .pop()
        .context("one")?
        .unwrap_err();
    assert_eq!(error.code(), Code::MediaOverBudget);
    let least: u64 = error.args().get("bytes").context("the size that it would take")?.parse()?;
    assert!(least > 9_000, "{least} bytes would have fitted");
    Ok(())
}

#[test]
fn a_film_smaller_than_its_network_takes_is_filled_up() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Film { seconds: 1, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let small = VideoOutput { frame_px: Some((320, 320)), ..film() };
    let large = VideoOutput { min_bytes: Some(400_000), ..small.clone() };
    let recipes = [video(small.clone()), video(large), video(small)];
    let made = shop.prepare(&file, &recipes)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    assert!(made[0].bytes < 400_000, "{} bytes: nothing is to be filled", made[0].bytes);
    assert_eq!(made[1].bytes, 400_000);
    assert_eq!(std::fs::metadata(&made[1].path)?.len(), 400_000);
    assert_eq!(made[2].hash, made[0].hash, "others stay as small as they were");
    let ready = VideoOutput { min_bytes: Some(400_000), ..film() };
    let whole = shop.make(&made[0].path, video(ready))?;
    assert_eq!(whole.bytes, 400_000);
    assert!(!whole.steps.contains(&Step::PassedThrough), "it is not what it was: {:?}", whole.steps);
    assert_eq!(shop.probe(&made[1].path)?.duration_ms, shop.probe(&made[0].path)?.duration_ms);
    Ok(())
}

#[test]
fn a_silent_film_stays_silent() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Film { sound: false, seconds: 1, ..Film::default() }.write(shop.folder(), "silent.mp4")?;
    assert_eq!(shop.probe(&file)?.audio_codec, None);
    let made = shop.make(&file, video(VideoOutput { frame_px: Some((320, 320)), ..film() }))?;
    assert!(ffprobe(&made.path, "a", "stream=codec_name")?.is_empty());
    assert_plain(&made)
}

#[test]
fn bright_range_film_is_brought_to_the_ordinary_one() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let hdr = [
        "-pix_fmt",
        "yuv420p10le",
        "-profile:v",
        "high10",
        "-color_primaries",
        "bt2020",
        "-color_trc",
        "arib-std-b67",
        "-colorspace",
        "bt2020nc",
    ];
    let file = Film { stored_px: (640, 360), seconds: 1, more: &hdr, ..Film::default() }
        .write(shop.folder(), "hdr.mov")?;
    let info = shop.probe(&file)?;
    assert_eq!((info.color.as_str(), info.bit_depth), ("Rec. 2020 (HLG)", 10));
    let made = shop.make(&file, video(film()))?;
    assert_plain(&made)?;
    assert!(names(&made.steps).contains(&"color_converted"), "{:?}", made.steps);
    // Its covers are of the ordinary range too: they look like the film that is made of it.
    let (cover, shown) = (frame(&shop, &file, "cover.jpg")?, frame(&shop, &made.path, "shown.jpg")?);
    for (x, y) in [(0.2, 0.2), (0.5, 0.5), (0.8, 0.3), (0.3, 0.8)] {
        let (a, b) = (cover.around(x, y), shown.around(x, y));
        let off = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        assert!(off < 8.0, "at {x}, {y} the cover is {a:.0?}, the film {b:.0?}");
    }
    Ok(())
}

#[test]
fn a_cover_is_a_picture_of_the_film() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Film { seconds: 2, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let choices = Choices { cover_ms: Some(1_000), ..Choices::default() };
    let made = shop.make(&file, recipe(Output::Image(framed(540, 540)), choices))?;
    assert_eq!((made.mime.as_str(), made.width_px, made.height_px), ("image/jpeg", 540, 540));
    assert!(made.path.starts_with(shop.out()));
    let poster = shop.engine.poster(&file, None, 300, &Cancel::new())?;
    let path = shop.folder().join("poster.jpg");
    std::fs::write(&path, poster)?;
    assert_eq!(shop.probe(&path)?.width_px, 300);
    assert!(image(framed(1, 1)).choices.cover_ms.is_none());
    Ok(())
}

#[test]
fn cancelling_ends_the_program_at_once_and_leaves_nothing() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Film { seconds: 8, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let info = shop.probe(&file)?;
    let cancel = Cancel::new();
    let (sender, running) = std::sync::mpsc::channel();
    let asked = std::thread::scope(|scope| -> Result<Duration> {
        let work = scope.spawn(|| {
            let told = |step: upbeat_media::Progress| {
                let _ = sender.send(step.percent);
            };
            let recipes = [video(VideoOutput { frame_px: Some((1080, 1080)), ..film() })];
            shop.engine.prepare(&file, &info, &recipes, &shop.out(), &told, &cancel)
        });
        running.recv_timeout(Duration::from_secs(60)).context("it never told how far it is")?;
        let asked = Instant::now();
        cancel.cancel();
        let made = work.join().map_err(|_| anyhow::anyhow!("it panicked"))?;
        let took = asked.elapsed();
        assert_eq!(made[0].as_ref().unwrap_err().code(), Code::Cancelled);
        Ok(took)
    })?;
    assert!(asked < Duration::from_millis(1000), "{asked:?} after it was asked to stop");
    assert!(shop.left()?.is_empty(), "{:?}", shop.left()?);
    Ok(())
}

#[test]
fn frames_of_one_decode_are_what_each_is_alone_and_keep_picture_and_colours() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    // Stored in the colours of standard definition, which come out as those of high definition.
    let source = Film { stored_px: (1920, 1080), seconds: 1, sound: false, ..Film::default() };
    let file = source.write(shop.folder(), "large.mp4")?;
    assert_eq!(shop.probe(&file)?.color, "Rec. 601", "the material is what this is about");
    // A quarter, a half with a part cut away, a little less than the source.
    let recipes = [(480, 270), (540, 540), (1600, 900)].map(|frame_px| {
        let choices = Choices { focus: Focus::new(0.31, 0.5), ..Choices::default() };
        recipe(Output::Video(VideoOutput { frame_px: Some(frame_px), ..film() }), choices)
    });
    let made = shop.prepare(&file, &recipes)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    for (recipe, together) in recipes.iter().zip(&made) {
        assert_plain(together)?;
        let (width, height) = (together.width_px, together.height_px);
        let path = shop.folder().join("together.jpg");
        std::fs::write(
            &path,
            shop.engine.poster(&together.path, Some(500), width.max(height), &Cancel::new())?,
        )?;
        let found = Rgb::read(&path, &[])?;
        let whole = shop.folder().join("source.jpg");
        std::fs::write(&whole, shop.engine.poster(&file, Some(500), 1920, &Cancel::new())?)?;
        let mut operations = Vec::new();
        if let Some(crop) = together.crop {
            let part = format!("{}x{}+{}+{}", crop.width, crop.height, crop.x, crop.y);
            operations.extend(["-crop".to_owned(), part, "+repage".to_owned()]);
        }
        operations.extend(["-resize".to_owned(), format!("{width}x{height}!")]);
        let operations: Vec<&str> = operations.iter().map(String::as_str).collect();
        let expected = Rgb::read(&whole, &operations)?;
        let alike = similarity(&found, &expected);
        assert!(alike > 0.9, "{width} x {height}: {alike:.3} alike");
        for (x, y) in [(0.2, 0.2), (0.5, 0.5), (0.8, 0.3), (0.3, 0.8)] {
            let (a, b) = (found.around(x, y), expected.around(x, y));
            let off = a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(off < 4.0, "{width} x {height}: at {x}, {y} it is {a:.0?}, expected {b:.0?}");
        }
        assert_eq!(shop.make(&file, recipe.clone())?.hash, together.hash, "{width} x {height} alone");
    }
    Ok(())
}

/// Sizes that are odd, and levels from 0 to 255, in the matrix of standard definition: neither is for the quick way of
/// changing it.
#[test]
fn a_film_of_odd_size_or_full_range_in_bt601_is_made_right() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    for (name, size, range) in [("odd.webm", "853x480", "tv"), ("full.webm", "640x480", "pc")] {
        let file = shop.folder().join(name);
        let grey = format!("color=c=0x101010:size={size}:rate=10:duration=0.6");
        let scale = format!("scale=out_color_matrix=smpte170m:out_range={range}");
        let mut line = Command::new("ffmpeg");
        line.args(["-v", "error", "-y", "-f", "lavfi", "-i", &grey, "-vf", &scale, "-pix_fmt", "yuv420p"]);
        line.args(["-colorspace", "smpte170m", "-color_range", range, "-c:v", "libvpx-vp9", "-crf", "10"]);
        line.args(["-b:v", "0", "-deadline", "realtime", "-cpu-used", "8"]);
        assert!(line.arg(&file).status()?.success(), "{name}");
        let made = shop.make(&file, video(film()))?;
        let frame = shop.folder().join("frame.png");
        let mut line = Command::new("ffmpeg");
        line.args(["-v", "error", "-y", "-i"]).arg(&made.path).args(["-frames:v", "1"]);
        assert!(line.arg(&frame).status()?.success(), "{name}");
        let seen = upbeat_testkit::media::Rgb::read(&frame, &[])?.around(0.5, 0.5);
        assert!(seen.iter().all(|level| (level - 16.0).abs() < 4.0), "{name}: {seen:.0?}");
    }
    Ok(())
}
