//! How often a film is decoded, counted by an ffmpeg that writes down what it was called with.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use anyhow::{Context, Result};
use upbeat_domain::media::{Choices, Fit, Output, Recipe, Step, VideoOutput};
use upbeat_media::{Engine, Tool, Tools};
use upbeat_testkit::media::{Film, ffprobe};

use crate::workshop::{Workshop, film, names, recipe, video};

/// A workshop whose ffmpeg notes its arguments, one line a call.
struct Counted {
    shop: Workshop,
    notes: PathBuf,
}

impl Counted {
    /// `afterwards` is run in the shell when ffmpeg has ended.
    fn open(afterwards: &str) -> Result<Option<Self>> {
        let Some(mut shop) = Workshop::with_material()? else { return Ok(None) };
        let found = Tools::detect();
        let (folder, notes) = (shop.folder().join("tools"), shop.folder().join("calls"));
        std::fs::create_dir(&folder)?;
        let real = found.path(Tool::Ffmpeg).context("ffmpeg")?.display();
        let script = folder.join("ffmpeg");
        std::fs::write(
            &script,
            format!(
                "#!/bin/sh\necho \"$@\" >> '{}'\n'{real}' \"$@\"\ncode=$?\n{afterwards}\nexit $code\n",
                notes.display()
            ),
        )?;
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755))?;
        std::os::unix::fs::symlink(found.path(Tool::Ffprobe).context("ffprobe")?, folder.join("ffprobe"))?;
        shop.engine = Engine::new(Tools::in_folders(&[folder]));
        Ok(Some(Self { shop, notes }))
    }

    /// Calls that encoded a film; told once.
    fn encodes(&self) -> Result<Vec<String>> {
        let notes = std::fs::read_to_string(&self.notes)?;
        std::fs::write(&self.notes, "")?;
        Ok(notes.lines().filter(|line| line.contains("libx264")).map(str::to_owned).collect())
    }
}

fn in_frame(width: u32, height: u32, fit: Fit) -> Recipe {
    let output = VideoOutput { frame_px: Some((width, height)), ..film() };
    recipe(Output::Video(output), Choices { fit, ..Choices::default() })
}

#[test]
fn all_films_of_one_source_come_from_one_decode() -> Result<()> {
    let Some(counted) = Counted::open("")? else { return Ok(()) };
    let shop = &counted.shop;
    let file = Film { seconds: 1, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let recipes = [
        in_frame(360, 640, Fit::Blur),
        in_frame(480, 480, Fit::Cover),
        in_frame(640, 480, Fit::Contain),
        video(VideoOutput { max_fps: Some(15.0), max_width_px: Some(480), ..film() }),
    ];
    let made = shop.prepare(&file, &recipes)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    assert_eq!(counted.encodes()?.len(), 1);
    let sizes: Vec<(u32, u32)> = made.iter().map(|made| (made.width_px, made.height_px)).collect();
    assert_eq!(sizes, [(360, 640), (480, 480), (640, 480), (480, 270)]);
    assert_eq!(ffprobe(&made[3].path, "v:0", "stream=avg_frame_rate")?[0].1, "15/1");
    for (recipe, made) in recipes.iter().zip(&made) {
        assert_eq!(shop.make(&file, recipe.clone())?.hash, made.hash, "alone it comes out the same");
        assert_eq!(ffprobe(&made.path, "a:0", "stream=codec_name")?[0].1, "aac");
    }
    Ok(())
}

#[test]
fn a_process_makes_no_more_films_than_memory_allows() -> Result<()> {
    let Some(counted) = Counted::open("")? else { return Ok(()) };
    let shop = &counted.shop;
    let file = Film { seconds: 1, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let recipes: Vec<Recipe> = (1..=6).map(|n| in_frame(100 + 20 * n, 200, Fit::Cover)).collect();
    let made = shop.prepare(&file, &recipes)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    let outputs: Vec<usize> = counted.encodes()?.iter().map(|call| call.matches("libx264").count()).collect();
    assert_eq!(outputs, [4, 2]);
    assert!(made.iter().enumerate().all(|(n, made)| made.width_px == 120 + 20 * n as u32), "{made:?}");
    Ok(())
}

#[test]
fn a_film_that_misses_its_budget_is_made_again_alone() -> Result<()> {
    // The second film of a call comes out a megabyte larger than an encoder would make it.
    let larger = "count=0; for word in \"$@\"; do case \"$word\" in */.upbeat-new-*) count=$((count+1));
        [ $count = 2 ] && head -c 1000000 /dev/zero >> \"${word#file:}\";; esac; done";
    let Some(counted) = Counted::open(larger)? else { return Ok(()) };
    let shop = &counted.shop;
    let file = Film { seconds: 1, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let tight = VideoOutput { frame_px: Some((480, 480)), max_bytes: 600_000, ..film() };
    let recipes = [in_frame(360, 360, Fit::Cover), video(tight), in_frame(240, 240, Fit::Cover)];
    let made = shop.prepare(&file, &recipes)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    let outputs: Vec<usize> = counted.encodes()?.iter().map(|call| call.matches("libx264").count()).collect();
    assert_eq!(outputs, [3, 1]);
    assert!(made[1].bytes <= 600_000, "{} bytes", made[1].bytes);
    assert_eq!(shop.left()?.len(), 3, "{:?}", shop.left()?);
    Ok(())
}

#[test]
fn each_film_of_a_decode_is_told_its_own_steps() -> Result<()> {
    let Some(counted) = Counted::open("")? else { return Ok(()) };
    let shop = &counted.shop;
    let file = Film { seconds: 1, ..Film::default() }.write(shop.folder(), "film.mp4")?;
    let recipes = [in_frame(360, 640, Fit::Blur), in_frame(480, 480, Fit::Cover)];
    let made = shop.prepare(&file, &recipes)?.into_iter().collect::<Result<Vec<_>, _>>()?;
    assert_eq!(names(&made[0].steps), ["resized", "padded", "transcoded", "encoded"]);
    assert_eq!(names(&made[1].steps), ["cropped", "resized", "transcoded", "encoded"]);
    let Some(Step::Encoded { bytes, .. }) = made[1].steps.last() else { anyhow::bail!("encoded last") };
    assert_eq!(*bytes, made[1].bytes);
    Ok(())
}
