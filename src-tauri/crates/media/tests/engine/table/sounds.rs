//! Every kind of sound × every operation that applies to it: as loud as it should be by ffmpeg's meter, and in the
//! snapshot exactly what ffprobe finds.

use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};
use upbeat_domain::media::{
    Choices, Loudness, Lufs, Output, Piece, Recipe, SoundChoices, SoundCodec, TruePeak, VideoOutput,
};
use upbeat_testkit::media::ffprobe;

use super::told;
use crate::sounds::{chapters, loudness, record, sound};
use crate::workshop::{Workshop, film, recipe};

/// Endings of six seconds of something like speech, and how they are encoded.
const KINDS: [(&str, &[&str]); 5] = [
    ("a.mp3", &["-b:a", "192k"]),
    ("a.m4a", &["-b:a", "192k"]),
    ("a.wav", &[]),
    ("a.flac", &[]),
    ("a.ogg", &["-c:a", "libvorbis", "-q:a", "6"]),
];

/// Most by which the loudness may be off, LU.
const OFF_MAX_LU: f64 = 0.5;

struct Operation {
    name: &'static str,
    /// How loud it comes out, LUFS.
    lufs: f64,
    /// How long it comes out, milliseconds.
    length_ms: u64,
    recipe: fn() -> Recipe,
}

const OPERATIONS: [Operation; 5] = [
    Operation { name: "podcast, MP3", lufs: -16.0, length_ms: 6_000, recipe: || as_sound(SoundCodec::Mp3) },
    Operation { name: "podcast, M4A", lufs: -16.0, length_ms: 6_000, recipe: || as_sound(SoundCodec::Aac) },
    Operation { name: "a part", lufs: -16.0, length_ms: 4_000, recipe: part },
    Operation { name: "louder", lufs: -14.0, length_ms: 6_000, recipe: louder },
    Operation { name: "audiogram", lufs: -16.0, length_ms: 6_000, recipe: audiogram },
];

fn as_sound(codec: SoundCodec) -> Recipe {
    let audio = SoundChoices { codec: Some(codec), ..SoundChoices::default() };
    recipe(Output::Audio(sound()), Choices { audio, ..Choices::default() })
}

fn part() -> Recipe {
    let pieces = vec![Piece { from_ms: 1_500, to_ms: 5_500 }];
    recipe(Output::Audio(sound()), Choices { pieces, ..Choices::default() })
}

fn louder() -> Recipe {
    let mut wanted = recipe(Output::Audio(sound()), Choices::default());
    let (target, peak) = (Lufs::new(-14.0), TruePeak::new(-1.0));
    wanted.choices.sound.loudness = target.zip(peak).map(|(target, peak)| Loudness { target, peak });
    wanted
}

fn audiogram() -> Recipe {
    recipe(Output::Video(VideoOutput { frame_px: Some((360, 360)), ..film() }), Choices::default())
}

#[test]
fn every_kind_of_sound_by_every_operation_is_what_it_should_be() -> Result<()> {
    let Some(shop) = Workshop::with_material()? else { return Ok(()) };
    let mut table = "| kind | operation | what ffprobe finds | steps |\n|---|---|---|---|\n".to_owned();
    let mut faults = Vec::new();
    for (name, encoding) in KINDS {
        let file = record(&shop, name, encoding)?;
        for operation in OPERATIONS {
            let place = format!("{name} × {}", operation.name);
            let made = shop.make(&file, (operation.recipe)()).with_context(|| place.clone())?;
            let found = found(&made.path).with_context(|| place.clone())?;
            writeln!(table, "| {name} | {} | {found} | {} |", operation.name, told(&made.steps))?;
            let (lufs, peak) = loudness(&made.path).with_context(|| place.clone())?;
            if (lufs - operation.lufs).abs() > OFF_MAX_LU || peak > -0.9 {
                faults.push(format!("{place}: {lufs} LUFS, {peak} dBTP, wanted {}", operation.lufs));
            }
            if made.duration_ms.is_none_or(|ms| ms.abs_diff(operation.length_ms) > 100) {
                faults.push(format!("{place}: {:?} ms, wanted {}", made.duration_ms, operation.length_ms));
            }
            let bytes = std::fs::read(&made.path)?;
            if bytes.windows(8).any(|word| word == b"Phone 12") {
                faults.push(format!("{place}: a private comment is left"));
            }
        }
    }
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    insta::assert_snapshot!(table);
    Ok(())
}

/// Sound and picture streams, tags that listeners see, and chapters.
fn found(file: &std::path::Path) -> Result<String> {
    let mut all = Vec::new();
    for (streams, entries) in [
        ("a", "stream=codec_name,sample_rate,channels"),
        ("v", "stream=codec_name,width,height,pix_fmt:stream_disposition=attached_pic"),
        ("a", "format=nb_streams:format_tags=title,artist,comment"),
    ] {
        let found = ffprobe(file, streams, entries)?;
        all.extend(found.into_iter().map(|(name, value)| match name.as_str() {
            "nb_streams" => format!("{value} streams"),
            "DISPOSITION:attached_pic" => if value == "1" { "as cover" } else { "as film" }.to_owned(),
            _ => value,
        }));
    }
    all.extend(
        chapters(file)?.into_iter().map(|(tenths, title)| format!("chapter at {tenths}/10 s: {title}")),
    );
    Ok(all.join(", "))
}
