//! A virtual screen with its own session bus and its own keyring, for machines without a display.
//!
//! Nothing of the person's own session is touched: the bus, the keyring and every XDG folder are
//! private to the run.

use crate::process::{capture, command, run, say};
use anyhow::{Context, Result, bail};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// The virtual screen's size: the window's default size fits exactly.
const SCREEN: &str = "-screen 0 1440x900x24 -nolisten tcp";
/// A page with fewer colours has not been painted yet.
const COLOURS_LEAST: u32 = 60;
const PAINT_LONGEST: Duration = Duration::from_secs(60);

/// Whether the person sits before a display.
pub fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// A command, with the folder that it needs while it runs; the folder goes with the value.
pub struct Line {
    command: Command,
    _runtime: Option<Runtime>,
}

impl Line {
    /// A command that needs no folder.
    pub fn plain(command: Command) -> Self {
        Self { command, _runtime: None }
    }

    /// The command.
    pub fn command(&mut self) -> &mut Command {
        &mut self.command
    }
}

/// A command that runs `words` on a virtual screen with a private bus and an unlocked keyring.
/// `home` receives the XDG folders.
pub fn on_screen(home: &Path, words: &[&str]) -> Result<Line> {
    let ourselves = std::env::current_exe()?;
    let runtime = Runtime::make()?;
    let mut line = command("xvfb-run", ["-a", "-s", SCREEN, "dbus-run-session", "--"]);
    line.arg(ourselves).arg("--in-screen").args(words).env("XDG_RUNTIME_DIR", &runtime.folder);
    for (name, folder) in
        [("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("XDG_CACHE_HOME", "cache")]
    {
        line.env(name, private(home.join(folder))?);
    }
    // Why: GTK would otherwise try the person's Wayland display or a portal of their session.
    line.env("GDK_BACKEND", "x11").env_remove("WAYLAND_DISPLAY").env("NO_AT_BRIDGE", "1");
    Ok(Line { command: line, _runtime: Some(runtime) })
}

/// The folder of a session's sockets, which ends with the session.
///
/// A socket's path may have 108 bytes at most, so it can't lie in a deep checkout.
struct Runtime {
    folder: PathBuf,
}

impl Runtime {
    fn make() -> Result<Self> {
        sweep(&std::env::temp_dir());
        let number = RUNTIMES.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("{RUNTIME}{}-{number}", std::process::id()));
        Ok(Self { folder: private(folder)? })
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        let _gone = std::fs::remove_dir_all(&self.folder);
    }
}

/// What a runtime folder's name begins with; the number of the process that made it follows, and its own.
const RUNTIME: &str = "upbeat-";
/// How many of them this process made: several sessions run side by side.
static RUNTIMES: AtomicU32 = AtomicU32::new(0);

/// Removes the folders of runs that were ended before they could (Ctrl+C): their process is gone.
fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().into_string().unwrap_or_default();
        let Some((process, _number)) = name.strip_prefix(RUNTIME).and_then(|rest| rest.split_once('-'))
        else {
            continue;
        };
        let Ok(process) = process.parse::<u32>() else { continue };
        if !Path::new("/proc").join(process.to_string()).exists() {
            let _gone = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// What runs inside: `exec COMMAND…`, `picture FILE stay|leave APP` or `measure APP`.
pub fn inside(words: &[String]) -> Result<ExitCode> {
    unlock_keyring()?;
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["exec", program, arguments @ ..] => {
            let status = command(program, arguments).status().with_context(|| (*program).to_owned())?;
            Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        ["picture", file, stay, app] => {
            picture(Path::new(file), *stay == "stay", app)?;
            Ok(ExitCode::SUCCESS)
        }
        ["measure", app] => {
            crate::bench::start::measure(app)?;
            Ok(ExitCode::SUCCESS)
        }
        _ => bail!("`--in-screen` is only called by xtask itself"),
    }
}

fn unlock_keyring() -> Result<()> {
    let mut keyring = command("gnome-keyring-daemon", ["--unlock", "--components=secrets"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("gnome-keyring-daemon could not start")?;
    if let Some(mut password) = keyring.stdin.take() {
        password.write_all(b"virtual")?;
    }
    if !keyring.wait()?.success() {
        bail!("the private keyring could not be unlocked");
    }
    Ok(())
}

fn picture(file: &Path, stay: bool, app: &str) -> Result<()> {
    let mut window = command(app, [""; 0]).stdin(Stdio::null()).spawn().with_context(|| app.to_owned())?;
    let painted = wait_for_paint(file, &mut window);
    if painted.is_ok() && stay {
        say("      The window stays open on the virtual screen until Ctrl+C.");
        window.wait()?;
    }
    window.kill()?;
    window.wait()?;
    painted
}

/// Takes pictures until two in a row are equal and are not blank.
fn wait_for_paint(file: &Path, window: &mut Child) -> Result<()> {
    let started = Instant::now();
    let mut before = String::new();
    while started.elapsed() < PAINT_LONGEST {
        std::thread::sleep(Duration::from_millis(700));
        if let Some(status) = window.try_wait()? {
            bail!("the studio ended before its window was painted ({status})");
        }
        run(command("import", ["-window", "root"]).arg(file))?;
        let seen = capture(command("identify", ["-format", "%k %#"]).arg(file))?;
        let colours: u32 = seen.split(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0);
        if colours >= COLOURS_LEAST && seen == before {
            return Ok(());
        }
        before = seen;
    }
    bail!("the window was still blank after {} s (picture: {})", PAINT_LONGEST.as_secs(), file.display())
}

/// Makes a folder that only its owner can enter.
fn private(folder: PathBuf) -> Result<PathBuf> {
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(folder)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn folders_of_ended_runs_are_swept_and_those_of_living_ones_are_kept() -> Result<()> {
        let folder = tempfile::tempdir()?;
        let ours = format!("upbeat-{}-0", std::process::id());
        // The kernel numbers no process above 2^22.
        for name in ["upbeat-4194305-0", &*ours, "upbeat-notes-0", "other-1-0"] {
            std::fs::create_dir(folder.path().join(name))?;
        }
        sweep(folder.path());
        let mut left: Vec<String> = std::fs::read_dir(folder.path())?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        left.sort();
        assert_eq!(left, ["other-1-0", &*ours, "upbeat-notes-0"]);
        Ok(())
    }

    #[test]
    fn the_runtime_folder_ends_with_its_command() -> Result<()> {
        let home = tempfile::tempdir()?;
        let line = on_screen(home.path(), &["exec", "true"])?;
        let runtime = line._runtime.as_ref().context("no runtime folder")?.folder.clone();
        assert!(runtime.is_dir());
        drop(line);
        assert!(!runtime.exists());
        Ok(())
    }
}
