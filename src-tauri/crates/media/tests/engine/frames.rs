//! What frames will show is told before anything is made, and is what is then made.

use anyhow::{Result, ensure};
use upbeat_domain::code::Code;
use upbeat_domain::media::{
    CaptionFormat, Choices, Cue, Fit, Focus, Output, Piece, Recipe, SafeZone, VideoOutput,
};
use upbeat_media::{Cancel, Engine, FramedFile};
use upbeat_testkit::media::{Film, LADYBIRD, picture};

use crate::workshop::{Workshop, film, framed, image, recipe};

fn frames(shop: &Workshop, file: &std::path::Path, recipes: &[Recipe]) -> Result<FramedFile> {
    Ok(shop.engine.frames(file, &shop.probe(file)?, recipes, &Cancel::new())?)
}

/// Fails unless the frames are those of the files that are made then, to within so many pixels.
fn assert_made_so(
    shop: &Workshop,
    file: &std::path::Path,
    recipes: &[Recipe],
    off_px: u32,
) -> Result<FramedFile> {
    let told = frames(shop, file, recipes)?;
    for (frame, made) in told.frames.iter().zip(shop.prepare(file, recipes)?) {
        let made = made?;
        ensure!(frame.size_px == (made.width_px, made.height_px), "{frame:?} became {made:?}");
        let shown = made.crop.unwrap_or(frame.shown);
        ensure!(
            (shown.width, shown.height) == (frame.shown.width, frame.shown.height),
            "{frame:?}: {shown:?}"
        );
        let off = shown.x.abs_diff(frame.shown.x).max(shown.y.abs_diff(frame.shown.y));
        ensure!(off <= off_px, "{off} px off: {frame:?} became {shown:?}");
    }
    Ok(told)
}

#[test]
fn a_pictures_frames_are_those_of_the_files_that_are_made() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = picture(shop.folder(), "p.jpg", LADYBIRD, &["-resize", "2000x1500!", "-quality", "90"])?;
    let story = framed(540, 960);
    let safe = SafeZone { width_px: 1080, height_px: 1920, bottom_px: 384, ..SafeZone::default() };
    let with = |choices| recipe(Output::Image(story.clone()), choices);
    let looked = [
        image(framed(500, 500)),
        image(upbeat_domain::media::ImageOutput { safe: Some(safe), ..story.clone() }),
    ];
    let told = assert_made_so(&shop, &file, &looked, 40)?;
    assert_eq!((told.source_px, told.frames[1].safe), ((2000, 1500), Some(safe)));
    assert!(told.frames[1].cropped.is_some() && !told.frames[1].margins, "a story cuts");
    let chosen = [
        with(Choices { focus: Focus::new(0.9, 0.5), ..Choices::default() }),
        with(Choices { fit: Fit::Blur, ..Choices::default() }),
    ];
    let told = assert_made_so(&shop, &file, &chosen, 0)?;
    assert_eq!(told.frames[0].shown.x + told.frames[0].shown.width, 2000, "where the person said");
    assert!(told.frames[1].margins && told.frames[1].cropped.is_none(), "margins lose nothing");
    Ok(())
}

#[test]
fn a_focal_point_is_followed_without_a_look_at_any_pixel() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = picture(shop.folder(), "p.png", LADYBIRD, &["-resize", "800x600!"])?;
    let info = shop.probe(&file)?;
    let mut bytes = std::fs::read(&file)?;
    let middle = bytes.len() / 2;
    bytes[middle..middle + 512].fill(0xff);
    std::fs::write(&file, &bytes)?;
    let told = |focus| {
        let wanted = recipe(Output::Image(framed(540, 960)), Choices { focus, ..Choices::default() });
        shop.engine.frames(&file, &info, &[wanted], &Cancel::new())
    };
    assert!(told(None).is_err(), "broken pixels can't be looked at");
    assert_eq!(told(Focus::new(0.5, 0.5))?.source_px, (800, 600));
    Ok(())
}

#[test]
fn a_films_frames_are_those_of_the_part_that_stays() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let file = Film { stored_px: (640, 360), ..Film::default() }.write(shop.folder(), "f.mp4")?;
    let pieces = vec![Piece { from_ms: 2_000, to_ms: 3_000 }];
    let upright = VideoOutput { frame_px: Some((360, 640)), ..film() };
    let recipes = [
        recipe(Output::Video(upright), Choices { pieces, ..Choices::default() }),
        recipe(Output::Image(framed(300, 300)), Choices { cover_ms: Some(500), ..Choices::default() }),
    ];
    let told = assert_made_so(&shop, &file, &recipes, 20)?;
    assert_eq!(told.source_px, (640, 360));
    assert!(told.frames.iter().all(|frame| frame.cropped.is_some()), "{told:?}");
    Ok(())
}

#[test]
fn pasted_captions_become_a_file_and_are_read_back() -> Result<()> {
    let text = "1\n00:00:01,000 --> 00:00:02,500\nBonjour\n\n2\n00:00:03,000 --> 00:00:04,000\na < b\n";
    let cues = Engine::captions_in("talk.srt", text)?;
    for format in CaptionFormat::ALL {
        let written = Engine::captions_as("talk", &cues, *format)?;
        assert_eq!(Engine::captions_in("talk", &written)?, cues, "{format}");
    }
    let wrong = Engine::captions_in("talk.srt", "1\n00:00:01,000 -> 00:00:02,500\nno").unwrap_err();
    assert_eq!((wrong.code(), wrong.subject()), (Code::MediaCaptions, "talk.srt"));
    assert_eq!(wrong.args().get("line").map(String::as_str), Some("1"));
    let backwards = [Cue { from_ms: 2, to_ms: 1, text: "a".to_owned() }];
    assert!(Engine::captions_as("talk", &backwards, CaptionFormat::Vtt).is_err());
    Ok(())
}
