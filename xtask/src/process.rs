//! Child processes whose failure names the whole command line.

use crate::root::target;
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs with the terminal's own input and output.
pub fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    let status = command.status().with_context(|| format!("could not start: {line}"))?;
    if !status.success() {
        bail!("failed ({status}): {line}");
    }
    Ok(())
}

/// Runs and returns standard output; standard error is part of the error.
pub fn capture(command: &mut Command) -> Result<String> {
    let line = line(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("could not start: {line}"))?;
    if !output.status.success() {
        bail!(
            "failed ({}): {line}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a quiet run said, and whether it ended well.
pub struct Said {
    /// Standard output followed by standard error.
    pub text: String,
    /// False for a non-zero exit and for a run that took too long.
    pub well: bool,
}

/// Runs without showing anything; ends the process (and says so) after `longest`.
pub fn listen(command: &mut Command, longest: Duration) -> Result<Said> {
    let line = line(command);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("could not start: {line}"))?;
    let output = child.stdout.take().map(reader);
    let errors = child.stderr.take().map(reader);
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if started.elapsed() > longest {
            child.kill()?;
            child.wait()?;
            break None;
        }
        std::thread::sleep(Duration::from_millis(30));
    };
    let mut text = String::new();
    for thread in [output, errors].into_iter().flatten() {
        text.push_str(&thread.join().unwrap_or_default());
    }
    if status.is_none() {
        text.push_str(&format!("\nended after {} s without finishing: {line}\n", longest.as_secs()));
    }
    Ok(Said { text, well: status.is_some_and(|status| status.success()) })
}

/// Whether a program is found on the PATH.
pub fn exists(program: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else { return false };
    std::env::split_paths(&path).any(|folder| {
        folder.join(program).is_file() || (cfg!(windows) && folder.join(format!("{program}.exe")).is_file())
    })
}

/// A command of `program` with arguments. What it starts finds the same target folder as we do, from
/// whatever folder it looks.
pub fn command<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(program: impl AsRef<OsStr>, args: I) -> Command {
    let mut command = Command::new(program);
    command.args(args);
    if std::env::var_os("CARGO_TARGET_DIR").is_some() {
        command.env("CARGO_TARGET_DIR", target());
    }
    command
}

/// Writes a line to standard error at once.
pub fn say(text: &str) {
    eprintln!("{text}");
    let _flushed = std::io::stderr().flush();
}

/// The command as a person would type it, for messages.
fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

fn reader<R: Read + Send + 'static>(mut stream: R) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _read = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
