//! The programs that the engine runs: found once, started in a group of their own, with a time limit.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use upbeat_os::process::Group;

use crate::cancel::Cancel;
use crate::error::Fault;

/// How often a running program is looked after; a cancel ends it within this time and a little.
const WATCH: Duration = Duration::from_millis(20);

/// How much of a program's complaints is kept, bytes.
const COMPLAINT_BYTES_MAX: usize = 8 * 1024;

/// How much a program may say in all, bytes; what comes after is read and dropped.
const OUTPUT_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A program that reads or makes what we don't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Makes films.
    Ffmpeg,
    /// Reads films.
    Ffprobe,
    /// Reads HEIC.
    HeifConvert,
    /// Reads AVIF.
    AvifDec,
    /// Tells a PDF's pages.
    PdfInfo,
    /// Draws a PDF's pages.
    PdfToPpm,
}

impl Tool {
    /// Every tool.
    pub const ALL: &'static [Self] =
        &[Self::Ffmpeg, Self::Ffprobe, Self::HeifConvert, Self::AvifDec, Self::PdfInfo, Self::PdfToPpm];

    /// Names under which it is installed, the usual one first.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Ffmpeg => &["ffmpeg"],
            Self::Ffprobe => &["ffprobe"],
            Self::HeifConvert => &["heif-convert", "heif-dec"],
            Self::AvifDec => &["avifdec"],
            Self::PdfInfo => &["pdfinfo"],
            Self::PdfToPpm => &["pdftoppm"],
        }
    }

    /// Its usual name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.names()[0]
    }

    /// What a person installs to get it, on this system.
    #[must_use]
    pub const fn package(self) -> &'static str {
        let (debian, brew, winget) = match self {
            Self::Ffmpeg | Self::Ffprobe => {
                ("apt install ffmpeg", "brew install ffmpeg", "winget install Gyan.FFmpeg")
            }
            Self::HeifConvert => (
                "apt install libheif-examples",
                "brew install libheif",
                "https://github.com/strukturag/libheif",
            ),
            Self::PdfInfo | Self::PdfToPpm => (
                "apt install poppler-utils",
                "brew install poppler",
                "https://github.com/oschwartz10612/poppler-windows",
            ),
            Self::AvifDec => {
                ("apt install libavif-bin", "brew install libavif", "https://github.com/AOMediaCodec/libavif")
            }
        };
        if cfg!(target_os = "macos") {
            brew
        } else if cfg!(windows) {
            winget
        } else {
            debian
        }
    }
}

/// Where the programs lie.
#[derive(Clone, Debug, Default)]
pub struct Tools {
    found: Vec<(Tool, PathBuf)>,
}

impl Tools {
    /// Looks for the programs beside our own and in the folders of `PATH`.
    #[must_use]
    pub fn detect() -> Self {
        let beside = std::env::current_exe().ok().and_then(|exe| exe.parent().map(Path::to_path_buf));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = beside.into_iter().chain(std::env::split_paths(&path)).collect();
        Self::in_folders(&folders)
    }

    /// Looks for the programs in these folders only, the first one wins.
    #[must_use]
    pub fn in_folders(folders: &[PathBuf]) -> Self {
        let locate = |tool: Tool| {
            let files = folders.iter().filter(|folder| folder.is_absolute()).flat_map(|folder| {
                tool.names().iter().map(|name| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
            });
            files.into_iter().find(|file| file.is_file()).map(|file| (tool, file))
        };
        Self { found: Tool::ALL.iter().filter_map(|tool| locate(*tool)).collect() }
    }

    /// Where a program lies, if it is there.
    #[must_use]
    pub fn path(&self, tool: Tool) -> Option<&Path> {
        self.found.iter().find(|(found, _)| *found == tool).map(|(_, path)| path.as_path())
    }

    pub(crate) fn command(&self, tool: Tool) -> Result<Command, Fault> {
        self.path(tool).map(Command::new).ok_or_else(|| Fault::ToolMissing {
            tool: tool.name().to_owned(),
            package: tool.package().to_owned(),
        })
    }
}

/// What a program left behind.
pub(crate) struct Finished {
    pub(crate) success: bool,
    /// Its standard output, where it wasn't asked for line by line.
    pub(crate) output: Vec<u8>,
    /// The end of its standard error.
    errors: Vec<u8>,
}

impl Finished {
    /// The end of what it said on standard error.
    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&self.errors).into_owned()
    }

    /// The last line of its complaints, without the folders of this machine.
    pub(crate) fn complaint(&self) -> String {
        let text = String::from_utf8_lossy(&self.errors);
        let line = text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no reason given");
        let words = line.split(' ').map(|word| {
            let path = word.contains('/') || word.contains('\\');
            if path { word.rsplit(['/', '\\']).next().unwrap_or(word) } else { word }
        });
        words.collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(200).collect()
    }
}

/// A path as ffmpeg's programs take it: a name with a colon or a leading dash stays a file.
pub(crate) fn local_file(path: &Path) -> Result<OsString, Fault> {
    let path = std::path::absolute(path).map_err(|error| Fault::reading(&error))?;
    let mut name = OsString::from("file:");
    name.push(path);
    Ok(name)
}

/// Runs a program to its end, handing on each line of its standard output.
///
/// # Errors
/// When it can't be started, runs longer than `limit` or is cancelled; its whole group has ended then.
pub(crate) fn run(
    mut command: Command,
    limit: Duration,
    cancel: &Cancel,
    on_line: &mut dyn FnMut(&str),
) -> Result<Finished, Fault> {
    cancel.check()?;
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut group = Group::spawn(&mut command).map_err(Fault::internal)?;
    let (sender, lines) = mpsc::channel();
    let stdout = group.child().stdout.take();
    let stderr = group.child().stderr.take();
    let output = thread::spawn(move || stdout.map(|pipe| listen(pipe, &sender)).unwrap_or_default());
    let errors = thread::spawn(move || stderr.map(tail).unwrap_or_default());
    let status = watch(&mut group, limit, cancel, &lines, on_line);
    // Why before joining: on failure the group is ended, else the pipes would never close.
    if status.is_err() {
        let _ = group.kill();
    }
    let output = output.join().unwrap_or_default();
    let errors = errors.join().unwrap_or_default();
    lines.try_iter().for_each(|line: String| on_line(&line));
    Ok(Finished { success: status?, output, errors })
}

fn watch(
    group: &mut Group,
    limit: Duration,
    cancel: &Cancel,
    lines: &mpsc::Receiver<String>,
    on_line: &mut dyn FnMut(&str),
) -> Result<bool, Fault> {
    let started = Instant::now();
    loop {
        if let Some(status) = group.try_wait().map_err(Fault::internal)? {
            tracing::debug!(
                success = status.success(),
                seconds = started.elapsed().as_secs(),
                "a program ended"
            );
            return Ok(status.success());
        }
        cancel.check()?;
        if started.elapsed() > limit {
            return Err(Fault::Timeout { seconds: limit.as_secs() });
        }
        match lines.recv_timeout(WATCH) {
            Ok(line) => on_line(&line),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => thread::sleep(WATCH),
        }
    }
}

/// Reads all of a pipe; what it says goes out line by line and is kept up to a limit.
fn listen(pipe: impl Read, lines: &mpsc::Sender<String>) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while reader.by_ref().take(64 * 1024).read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
        let room = OUTPUT_BYTES_MAX.saturating_sub(kept.len()).min(line.len());
        kept.extend_from_slice(&line[..room]);
        // Why ignored: nobody listens any more once the program was given up.
        let _ = lines.send(String::from_utf8_lossy(&line).trim_end().to_owned());
        line.clear();
    }
    kept
}

/// Reads all of a pipe and keeps its end.
fn tail(mut pipe: impl Read) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut chunk = [0; 4096];
    while let Ok(count) = pipe.read(&mut chunk) {
        if count == 0 {
            break;
        }
        kept.extend_from_slice(&chunk[..count]);
        if kept.len() > 2 * COMPLAINT_BYTES_MAX {
            kept.drain(..kept.len() - COMPLAINT_BYTES_MAX);
        }
    }
    kept
}
