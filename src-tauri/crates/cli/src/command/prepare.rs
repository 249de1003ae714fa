//! `upbeat prepare`

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::{Args, ValueEnum};
use tokio::sync::mpsc;
use upbeat_app::Cancel;
use upbeat_app::prepare::files::{Happened, PrepareFiles, prepare_files};
use upbeat_app::prepare::plan::Wanted;
use upbeat_contract::figure;
use upbeat_contract::report::{PrepareEvent, PrepareReport, PreparedFile};
use upbeat_domain::lang::Lang;
use upbeat_domain::media::Crop;
use upbeat_domain::network::NetworkId;

use super::edits::{MediumOptions, crop};
use crate::output::{Exit, Out, in_one_line};
use crate::targets::Named;
use crate::usage::{Wrong, within};

/// Most originals worked on at the same time.
const JOBS_MAX: u64 = 64;

/// Makes the files that networks want.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  upbeat prepare photo.jpg --for all --out out\n  \
    upbeat prepare *.jpg --for instagram:story,x --out out --focus 0.5,0.3 --fit blur\n  \
    upbeat prepare film.mov --for all --out out --trim 2s..30s --json\n  \
    upbeat prepare episode.wav --for mastodon:podcast,instagram:reel --out out --trim 0:10..0:55 --title 'On air'\n  \
    upbeat prepare talk.mov --for x --out out --trim 0:10..0:25,4:02..4:20 --trim 9:00..9:40 --loudness -14\n\n\
    Originals are never written to. Needs no account, no workspace and no connection.")]
pub struct Prepare {
    /// The originals
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// For whom: all, x, instagram:story, instagram:feed_image:square; comma-separated
    #[arg(long = "for", value_name = "LIST", required = true, value_delimiter = ',')]
    targets: Vec<Named>,

    /// Folder for the results
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    #[command(flatten)]
    edits: MediumOptions,

    /// What every frame shows, in pixels of the upright original, such as 0,120,1080,1350
    #[arg(long, value_name = "X,Y,W,H", value_parser = crop)]
    crop: Option<Crop>,

    /// Title drawn in a film made of a sound; its own unless told, none where empty
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,

    /// Originals worked on at the same time
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = jobs)]
    jobs: u8,

    /// Progress on standard error, or as one JSON object a line on standard output
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Progress::Auto)]
    progress: Progress,
}

/// How progress is told.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Progress {
    /// A line that changes, when standard error is a terminal
    Auto,
    /// One JSON object a line on standard output instead of one document
    Json,
    /// Not at all
    None,
}

impl Prepare {
    /// Prepares and reports.
    pub async fn run(self, out: Out) -> Exit {
        let began = Instant::now();
        let named: Vec<String> = self.files.iter().map(|file| file.display().to_string()).collect();
        let engine = Arc::new(upbeat_app::Engine::detect());
        let choices = match self.edits.choices(&engine, self.title, self.crop) {
            Ok(choices) => choices,
            Err(failure) => return out.failure(&failure),
        };
        let request = PrepareFiles {
            files: self.files,
            wanted: wanted(&self.targets),
            out: self.out.clone(),
            choices,
            jobs: usize::from(self.jobs),
        };
        let cancel = stop_on_ctrl_c();
        let (tell, mut told) = mpsc::unbounded_channel();
        let work = tokio::spawn(prepare_files(engine, request, cancel, tell));
        let mut listener = Listener { out, how: self.progress, report: empty() };
        while let Some(happened) = told.recv().await {
            listener.hear(happened);
        }
        match work.await {
            Ok(Ok(())) => {}
            Ok(Err(failure)) => return out.failure(&failure),
            Err(error) => return out.failure(&upbeat_app::Failure::fault(error)),
        }
        let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        listener.in_order_of(&named);
        listener.finish(took_ms)
    }
}

/// Asks the work to stop at the first Ctrl-C; what is ready stays.
pub(in crate::command) fn stop_on_ctrl_c() -> Cancel {
    let cancel = Cancel::new();
    let flag = cancel.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            flag.cancel();
        }
    });
    cancel
}

fn empty() -> PrepareReport {
    PrepareReport { renditions: Vec::new(), failures: Vec::new(), skipped: Vec::new(), took_ms: 0 }
}

struct Listener {
    out: Out,
    how: Progress,
    report: PrepareReport,
}

impl Listener {
    fn hear(&mut self, happened: Happened) {
        let event = upbeat_api::prepare_event(self.out.lang, happened);
        if self.how == Progress::Json {
            self.out.json_line(&event, false);
        }
        let shown = self.how == Progress::Auto && self.out.watched();
        match event {
            PrepareEvent::Progress { source, percent } => {
                if shown {
                    eprint!("\r\x1b[K{} {source}", figure::percent(self.out.lang, percent));
                }
            }
            PrepareEvent::Rendition(file) => self.report.renditions.push(*file),
            PrepareEvent::Failure(failure) => {
                if shown {
                    eprint!("\r\x1b[K");
                }
                if !self.out.json && self.how != Progress::Json {
                    let whom = place(failure.network, failure.format.as_deref());
                    self.out.note(&format!("upbeat: {whom}{}", in_one_line(&failure.error)));
                }
                self.report.failures.push(*failure);
            }
            PrepareEvent::Skipped(skipped) => self.report.skipped.push(*skipped),
            PrepareEvent::Done { .. } => {}
        }
    }

    /// Puts what was told in the order in which the originals were named, however many were worked on at a
    /// time.
    fn in_order_of(&mut self, named: &[String]) {
        let place = |source: &String| named.iter().position(|name| name == source);
        self.report.renditions.sort_by_key(|file| place(&file.source));
        self.report.failures.sort_by_key(|failure| place(&failure.source));
        self.report.skipped.sort_by_key(|skipped| place(&skipped.source));
    }

    fn finish(mut self, took_ms: u64) -> Exit {
        self.report.took_ms = took_ms;
        if self.how == Progress::Auto && self.out.watched() {
            eprint!("\r\x1b[K");
        }
        if self.how == Progress::Json {
            let count = |list: usize| u32::try_from(list).unwrap_or(u32::MAX);
            self.out.json_line(
                &PrepareEvent::Done {
                    renditions: count(self.report.renditions.len()),
                    failures: count(self.report.failures.len()),
                    took_ms,
                },
                false,
            );
        } else {
            self.out.document(&self.report, |report| human(self.out.lang, report));
        }
        if self.report.failures.is_empty() { Exit::Done } else { Exit::Failed }
    }
}

fn place(network: Option<NetworkId>, format: Option<&str>) -> String {
    match (network, format) {
        (Some(network), Some(format)) => format!("{network}:{format}: "),
        (Some(network), None) => format!("{network}: "),
        (None, _) => String::new(),
    }
}

fn human(lang: Lang, report: &PrepareReport) -> String {
    let mut lines: Vec<String> = report.renditions.iter().map(|file| line(lang, file)).collect();
    lines.push(format!(
        "{} · {}",
        upbeat_contract::words::counted(
            lang,
            "said",
            "prepared",
            u32::try_from(report.renditions.len()).unwrap_or(u32::MAX)
        ),
        figure::duration(lang, report.took_ms)
    ));
    lines.join("\n")
}

/// A file, and below it what its crop loses.
fn line(lang: Lang, file: &PreparedFile) -> String {
    let losses = file.steps.iter().filter_map(|step| step.loss.as_deref());
    let losses: String = losses.map(|loss| format!("\n  ! {loss} (--fit blur)")).collect();
    let length = file.duration_ms.map(|ms| format!(", {}", figure::duration(lang, ms))).unwrap_or_default();
    let size = match file.width_px {
        0 => String::new(),
        width_px => format!("{width_px:>4} × {:<4}", file.height_px),
    };
    format!(
        "{:<28} {size:<11} {:>8}{length}  {}{losses}",
        format!("{}:{}", file.network, file.format),
        figure::bytes(lang, file.bytes),
        file.path
    )
}

/// What the list names. A network named twice is asked once.
pub(super) fn wanted(targets: &[Named]) -> Vec<Wanted> {
    let mut all = Vec::new();
    for target in targets {
        let named = match target {
            Named::All => Wanted::everything(),
            Named::One { network, format, preset } => {
                vec![Wanted { network: *network, format: format.clone(), preset: preset.clone() }]
            }
        };
        all.extend(named);
    }
    let mut seen: Vec<Wanted> = Vec::new();
    for want in all {
        if !seen.contains(&want) {
            seen.push(want);
        }
    }
    seen
}

fn jobs(text: &str) -> Result<u8, Wrong> {
    within(text, 1, JOBS_MAX)
}
