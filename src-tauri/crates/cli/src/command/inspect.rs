//! `upbeat inspect`

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use upbeat_contract::figure;
use upbeat_contract::report::{Inspected, InspectedFile};
use upbeat_contract::words;
use upbeat_domain::lang::Lang;

use crate::output::{Exit, Out, in_one_line};
use crate::usage::{Wrong, within};

/// Most parts that a sound is told in: one for each pixel of a wide screen.
const PEAKS_MAX: u64 = 10_000;

/// Says what files are.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  upbeat inspect photo.heic film.mov\n  \
    upbeat inspect PXL_20261122.jpg --film-to films\n  \
    upbeat inspect photo.jpg --json | jq '.files[0].has_gps'")]
pub struct Inspect {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Tell the shape of the sound too, in so many parts; with --json
    #[arg(long, value_name = "N", value_parser = count)]
    peaks: Option<u32>,

    /// Folder for the short films that motion photos carry
    #[arg(long, value_name = "DIR")]
    film_to: Option<PathBuf>,
}

impl Inspect {
    /// Prints what they are.
    pub async fn run(self, out: Out) -> Exit {
        let engine = Arc::new(upbeat_app::Engine::detect());
        let peaks = self.peaks.map(|count| count as usize);
        let report = upbeat_api::inspect(out.lang, engine, self.files, peaks, self.film_to).await;
        if !out.json {
            report.failures.iter().for_each(|error| out.note(&format!("upbeat: {}", in_one_line(error))));
        }
        let failed = !report.failures.is_empty();
        if out.json || !report.files.is_empty() {
            out.document(&report, |report: &Inspected| {
                report.files.iter().map(|file| one(out.lang, file)).collect::<Vec<_>>().join("\n")
            });
        }
        if failed { Exit::Failed } else { Exit::Done }
    }
}

fn count(text: &str) -> Result<u32, Wrong> {
    within(text, 1, PEAKS_MAX)
}

fn one(lang: Lang, file: &InspectedFile) -> String {
    let info = &file.info;
    let mut facts =
        vec![format!("{} {}", info.container, words::kind(lang, info.kind)), figure::bytes(lang, info.bytes)];
    if info.width_px > 0 {
        facts.insert(1, format!("{} × {} px", info.width_px, info.height_px));
        facts.push(info.color.clone());
    }
    if let Some(ms) = info.duration_ms {
        facts.push(figure::duration(lang, ms));
    }
    if let Some(fps) = info.fps {
        let fps = figure::decimal(lang, fps, 2);
        facts.push(words::sentence(lang, "said", "frames_a_second", &[("fps", fps)]));
    }
    facts.extend([&info.video_codec, &info.audio_codec].into_iter().flatten().cloned());
    if let Some(sound) = &info.sound {
        facts.push(format!("{} Hz", figure::count(lang, sound.rate_hz.into())));
        facts.push(match sound.channels {
            1 | 2 => words::channels(lang, sound.channels),
            channels => words::counted(lang, "said", "channels", channels),
        });
        facts.extend([&sound.artist, &sound.title].into_iter().flatten().cloned());
        if !sound.chapters.is_empty() {
            let count = u32::try_from(sound.chapters.len()).unwrap_or(u32::MAX);
            facts.push(words::counted(lang, "said", "chapters", count));
        }
    }
    if info.orientation != 1 {
        let number = info.orientation.to_string();
        facts.push(words::sentence(lang, "said", "orientation", &[("number", number)]));
    }
    let said = |name: &str, args: &[(&str, String)]| words::sentence(lang, "said", name, args);
    if info.inside.pages > 1 {
        facts.push(words::counted(lang, "said", "pages", info.inside.pages));
    }
    if let Some(bytes) = info.inside.film_bytes {
        facts.push(said("film_inside", &[("bytes", figure::bytes(lang, bytes))]));
    }
    facts.extend(info.inside.gain_map.then(|| said("gain_map", &[])));
    facts.extend(info.inside.pair_id.as_ref().map(|_| said("live_photo", &[])));
    facts.extend(file.film.clone().map(|film| said("film_put", &[("path", film)])));
    if info.has_gps {
        facts.push("GPS".to_owned());
    }
    facts.extend((!file.seen_on_foreign).then(|| said("not_seen", &[])));
    format!("{}: {}", file.path, facts.join(", "))
}
