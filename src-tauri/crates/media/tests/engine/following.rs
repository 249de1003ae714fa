//! Films whose subject moves: the crop goes with it, slowly and without jitter, jumps at cuts, and stays where nothing
//! moves. Where it stands is read off the pixels: a window as large as its frame is found again in the source.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use upbeat_domain::media::{Choices, Crop, Focus, Followed, Output, Piece, Speed, Step, VideoOutput};
use upbeat_media::Rendered;
use upbeat_testkit::media::{GARDEN, LADYBIRD, picture};
use upbeat_testkit::skip::skipped;

use crate::framing::PHOTOGRAPHS;
use crate::workshop::{Workshop, film, recipe, video};

/// The source's frames and the window that a story shows of it, px: the same height, so that nothing is scaled.
const SOURCE: (usize, usize) = (1280, 720);
const WINDOW: (usize, usize) = (404, 720);

/// Where the face lies on a canvas: left and right edge, px. The photograph is drawn at 84 % and 1100 px from the left.
const FACE: (f64, f64) = (1100.0 + 0.84 * 155.0, 1100.0 + 0.84 * 295.0);

const FPS: f64 = 30.0;

/// A wide canvas with a photograph of one person on it; none where the photograph isn't installed.
fn canvas(shop: &Workshop, background: &str) -> Result<Option<PathBuf>> {
    let person = Path::new(PHOTOGRAPHS).join("startbootstrap-agency/src/assets/img/team/1.jpg");
    if !person.is_file() {
        skipped("the photographs of people are not installed: cargo xtask test installs them");
        return Ok(None);
    }
    let person = person.to_string_lossy();
    let photograph = ["(", &person, "-resize", "420x420!", ")", "-geometry", "+1100+150", "-composite"];
    let operations: Vec<&str> = ["-resize", "2560x720!"].into_iter().chain(photograph).collect();
    let name = Path::new(background).file_stem().context("a photograph has a name")?.to_string_lossy();
    picture(shop.folder(), &format!("{name}.png"), background, &operations).map(Some)
}

/// A shot of a film: on which canvas, where the camera's left edge is (ffmpeg's words, of `t`), from when on, seconds.
struct Take<'a>(&'a Path, &'a str, f64);

fn shoot(shop: &Workshop, name: &str, takes: &[Take<'_>], seconds: f64, more: &[&str]) -> Result<PathBuf> {
    let file = shop.folder().join(name);
    let mut line = Command::new("ffmpeg");
    line.args(["-v", "error", "-y"]);
    let (mut graph, mut shown) = (String::new(), "[0:v]".to_owned());
    for (number, Take(canvas, camera, from)) in takes.iter().enumerate() {
        line.args(["-loop", "1", "-framerate", "30", "-t", &seconds.to_string(), "-i"]).arg(canvas);
        write!(graph, "[{number}:v]crop={}:{}:'{camera}':0[c{number}];", SOURCE.0, SOURCE.1)?;
        if number == 0 {
            "[c0]".clone_into(&mut shown);
        } else {
            write!(graph, "{shown}[c{number}]overlay=enable='gte(t,{from}-0.001)'[o{number}];")?;
            shown = format!("[o{number}]");
        }
    }
    write!(graph, "{shown}format=yuv420p,setsar=1[v]")?;
    line.args([
        "-filter_complex",
        &graph,
        "-map",
        "[v]",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-crf",
        "18",
    ]);
    ensure!(line.args(more).arg(&file).status()?.success(), "{graph}");
    Ok(file)
}

/// What is asked for: a frame as large as the window.
fn story() -> VideoOutput {
    let (width, height) = (WINDOW.0 as u32, WINDOW.1 as u32);
    VideoOutput { frame_px: Some((width, height)), ..film() }
}

/// Every `every`th frame in grey.
fn frames(file: &Path, every: usize) -> Result<Vec<u8>> {
    let chosen = format!("select='not(mod(n,{every}))'");
    let mut line = Command::new("ffmpeg");
    line.args(["-v", "error", "-i"]).arg(file).args(["-vf", &chosen, "-fps_mode", "passthrough"]);
    let output = line.args(["-pix_fmt", "gray", "-f", "rawvideo", "-"]).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(output.stdout)
}

/// Where the window stands in each of these frames of a film, px: `source` tells which frame of the source is shown.
fn windows(source: &Path, made: &Rendered, every: usize, shown: impl Fn(usize) -> usize) -> Result<Vec<f64>> {
    let (whole, part) = (frames(source, 1)?, frames(&made.path, every)?);
    let find = |(number, part): (usize, &[u8])| {
        let start = shown(number * every) * SOURCE.0 * SOURCE.1;
        let whole = &whole[start.min(whole.len() - SOURCE.0 * SOURCE.1)..];
        let off = |at: usize| -> u64 {
            let rows = (12..WINDOW.1).step_by(48);
            rows.map(|row| {
                let (a, b) = (&part[row * WINDOW.0..][..WINDOW.0], &whole[row * SOURCE.0 + at..][..WINDOW.0]);
                a.iter().zip(b).step_by(5).map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>()
            })
            .sum()
        };
        (0..=SOURCE.0 - WINDOW.0).min_by_key(|at| off(*at)).unwrap_or(0) as f64
    };
    Ok(part.chunks_exact(WINDOW.0 * WINDOW.1).enumerate().map(find).collect())
}

/// How the crop was told to follow, and the rectangle that was told.
fn told(made: &Rendered) -> Result<(Option<Followed>, Crop)> {
    let told = made.steps.iter().find_map(|step| {
        let Step::Cropped { follows, crop, .. } = step else { return None };
        Some((*follows, *crop))
    });
    told.context("it was cropped")
}

/// The share of these frames in which all of the face is inside; `face` tells where the camera's left edge is.
fn kept(windows: &[f64], camera: impl Fn(usize) -> f64) -> f64 {
    let inside = windows.iter().enumerate().filter(|(number, at)| {
        let camera = camera(*number);
        FACE.0 - camera >= **at && FACE.1 - camera <= **at + WINDOW.0 as f64
    });
    inside.count() as f64 / windows.len().max(1) as f64
}

/// The quadratic mean and the most of how the window's speed changes, px/s², of places this many seconds apart.
fn jitter(windows: &[f64], apart: f64) -> (f64, f64) {
    let changes: Vec<f64> =
        windows.windows(3).map(|w| (w[2] - 2.0 * w[1] + w[0]) / (apart * apart)).collect();
    let mean = changes.iter().map(|change| change * change).sum::<f64>() / changes.len().max(1) as f64;
    (mean.sqrt(), changes.iter().fold(0.0, |most, change| most.max(change.abs())))
}

#[test]
fn a_face_that_goes_across_the_picture_stays_in_the_story() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let Some(garden) = canvas(&shop, GARDEN)? else { return Ok(()) };
    let camera = |t: f64| (300.0 + 130.0 * (t - 1.0).max(0.0)).min(1100.0);
    let words = "min(300+130*max(t-1\\,0)\\,1100)";
    let source = shoot(&shop, "walk.mp4", &[Take(&garden, words, 0.0)], 9.0, &[])?;
    let made = shop.make(&source, video(story()))?;
    let (follows, crop) = told(&made)?;
    ensure!(follows.is_some_and(|follows| follows.moves >= 1 && follows.jumps == 0), "{follows:?}");
    let stands = windows(&source, &made, 1, |number| number)?;
    assert_eq!(stands.len(), 270);
    let of = |stands: &[f64]| kept(stands, |number| camera(number as f64 / FPS));
    let fixed = vec![f64::from(crop.x); stands.len()];
    let sparse: Vec<f64> = stands.iter().copied().step_by(3).collect();
    eprintln!(
        "across: {:.2} of frames keep the face, {:.2} with the fixed crop; {:?}; change of speed at 10 frames a second: {:.0?} px/s²",
        of(&stands),
        of(&fixed),
        follows,
        jitter(&sparse, 0.1),
    );
    ensure!(of(&fixed) < 0.7, "the crop of before keeps it in {:.2}: nothing is shown here", of(&fixed));
    ensure!((of(&stands) - 1.0).abs() < 1e-9, "kept in {:.3}: {stands:.0?}", of(&stands));
    let fastest = stands.windows(2).map(|w| (w[1] - w[0]).abs()).fold(0.0, f64::max);
    ensure!(fastest <= 0.6 * WINDOW.0 as f64 / FPS + 1.0, "{fastest} px in a frame");
    let (_, most) = jitter(&sparse, 0.1);
    ensure!(most <= 0.8 * WINDOW.0 as f64 + 200.0, "{most:.0} px/s² where rounding alone makes up to 200");
    Ok(())
}

#[test]
fn where_nothing_moves_the_window_stands_and_the_film_is_the_one_of_a_drawn_crop() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let Some(garden) = canvas(&shop, GARDEN)? else { return Ok(()) };
    // A camera held by hand: it sways by 15 px, a few per cent of the window.
    let source = shoot(&shop, "talk.mp4", &[Take(&garden, "400+15*sin(t*3)", 0.0)], 5.0, &[])?;
    let made = shop.make(&source, video(story()))?;
    let (follows, crop) = told(&made)?;
    assert_eq!(follows, None);
    let stands = windows(&source, &made, 1, |number| number)?;
    ensure!(stands.iter().all(|at| *at == f64::from(crop.x)), "{crop:?} and {stands:?}");
    let drawn = Choices { crop: Some(crop), ..Choices::default() };
    let by_hand = shop.make(&source, recipe(Output::Video(story()), drawn))?;
    assert_eq!(by_hand.hash, made.hash, "byte for byte the film of before");
    Ok(())
}

#[test]
fn at_a_cut_the_window_is_at_the_other_place_with_the_first_frame() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let Some((garden, ladybird)) = canvas(&shop, GARDEN)?.zip(canvas(&shop, LADYBIRD)?) else {
        return Ok(());
    };
    let takes = [Take(&garden, "200", 0.0), Take(&ladybird, "1050", 2.3), Take(&garden, "300", 4.7)];
    let source = shoot(&shop, "cuts.mp4", &takes, 7.0, &[])?;
    let made = shop.make(&source, video(story()))?;
    assert_eq!(told(&made)?.0, Some(Followed { moves: 0, jumps: 2 }));
    let stands = windows(&source, &made, 1, |number| number)?;
    let camera = |number| {
        if number < 69 {
            200.0
        } else if number < 141 {
            1050.0
        } else {
            300.0
        }
    };
    ensure!((kept(&stands, camera) - 1.0).abs() < 1e-9, "{stands:?}");
    let changes: Vec<usize> = (1..stands.len()).filter(|n| stands[*n] != stands[n - 1]).collect();
    assert_eq!(changes, [69, 141], "it moves at the cuts alone");
    Ok(())
}

#[test]
fn one_decode_of_joined_faster_pieces_follows_in_every_shape() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let Some(garden) = canvas(&shop, GARDEN)? else { return Ok(()) };
    let camera = |t: f64| 300.0 + 80.0 * t;
    let source = shoot(&shop, "walk.mp4", &[Take(&garden, "300+80*t", 0.0)], 10.0, &[])?;
    let pieces = vec![Piece { from_ms: 1_000, to_ms: 3_000 }, Piece { from_ms: 6_000, to_ms: 9_000 }];
    let speed = Speed::new(1.25).context("a speed")?;
    let cut = Choices { pieces, speed, ..Choices::default() };
    let square = VideoOutput { frame_px: Some((540, 540)), ..film() };
    let focus = Choices { focus: Focus::new(0.5, 0.5), ..cut.clone() };
    let recipes = [(story(), cut.clone()), (square, cut), (story(), focus)]
        .map(|(output, choices)| recipe(Output::Video(output), choices));
    let made = shop.prepare(&source, &recipes)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    let follows = made.iter().map(|made| Ok(told(made)?.0.is_some())).collect::<Result<Vec<_>>>()?;
    assert_eq!(follows, [true, true, false], "a person's own point stays");
    assert_eq!(shop.make(&source, recipes[0].clone())?.hash, made[0].hash, "alone it comes out the same");
    // Frame n of the result shows what is 1.25 n frames into the pieces.
    let shown = |number: usize| {
        let passed = (number as f64 * 1.25).round() as usize;
        if passed < 60 { 30 + passed } else { 180 + passed - 60 }
    };
    let stands = windows(&source, &made[0], 1, shown)?;
    ensure!((kept(&stands, |number| camera(shown(number) as f64 / FPS)) - 1.0).abs() < 1e-9, "{stands:.0?}");
    let jump = (1..stands.len()).max_by(|a, b| {
        let by = |n: &usize| (stands[*n] - stands[n - 1]).abs();
        by(a).total_cmp(&by(b))
    });
    assert_eq!(jump, Some(48), "where the pieces are joined: {stands:.0?}");
    Ok(())
}

#[test]
fn a_turned_film_of_changing_rate_is_followed() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let Some(garden) = canvas(&shop, GARDEN)? else { return Ok(()) };
    // Every third frame is missing in its second half, and its frames are stored on their side.
    let stored = ["-vf", "select='lt(t,3)+mod(n,3)',transpose=cclock", "-fps_mode", "vfr"];
    let upright = shoot(&shop, "upright.mp4", &[Take(&garden, "300+100*t", 0.0)], 8.0, &[])?;
    let (lying, file) = (shop.folder().join("lying.mp4"), shop.folder().join("phone.mp4"));
    let run = |input: &Path, more: &[&str], output: &Path| -> Result<()> {
        let mut line = Command::new("ffmpeg");
        line.args(["-v", "error", "-y", "-i"]).arg(input).args(more);
        ensure!(line.arg(output).status()?.success(), "{more:?}");
        Ok(())
    };
    run(
        &upright,
        &[&stored[..], &["-c:v", "libx264", "-preset", "ultrafast", "-crf", "18"]].concat(),
        &lying,
    )?;
    run(&lying, &["-c", "copy", "-metadata:s:v:0", "rotate=270"], &file)?;
    let info = shop.probe(&file)?;
    assert_eq!((info.width_px, info.height_px), (1280, 720), "the material is what this is about");
    let made =
        shop.make(&file, video(VideoOutput { min_fps: Some(30.0), max_fps: Some(30.0), ..story() }))?;
    ensure!(told(&made)?.0.is_some(), "{:?}", made.steps);
    // Why a little leeway: a missing frame shows the one before it.
    let stands = windows(&upright, &made, 1, |number| number)?;
    let camera = |number: usize| 300.0 + 100.0 * number as f64 / FPS;
    ensure!((kept(&stands, camera) - 1.0).abs() < 1e-9, "{stands:.0?}");
    Ok(())
}
