//! A virtual screen of one test, and the child processes that live on it.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

/// Size of the screen; the studio's window opens at this size.
pub const SCREEN_PX: (u32, u32) = (1_440, 900);

/// A screen that ends with the value.
pub struct Screen {
    /// What `DISPLAY` must say.
    pub display: String,
    _server: Group,
}

impl Screen {
    /// Starts an X server on a number that nobody uses.
    pub fn start() -> Result<Self> {
        let size = format!("{}x{}x24", SCREEN_PX.0, SCREEN_PX.1);
        let mut line = Command::new("Xvfb");
        line.args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp"]);
        line.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = Group::start(&mut line).context("Xvfb (`cargo xtask setup test` installs it)")?;
        let output = server.child.stdout.take().context("Xvfb's output")?;
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number)?;
        if number.trim().is_empty() {
            bail!("Xvfb gave no display");
        }
        Ok(Self { display: format!(":{}", number.trim()), _server: server })
    }

    /// A command that draws on this screen.
    pub fn command(&self, program: &str) -> Command {
        let mut line = Command::new(program);
        line.env("DISPLAY", &self.display).env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1");
        line.env_remove("WAYLAND_DISPLAY").stdin(Stdio::null());
        line
    }
}

/// A child with everything that it starts; all of it ends with the value.
pub struct Group {
    /// The first process.
    pub child: Child,
}

impl Group {
    /// Starts a process as the head of a group of its own.
    pub fn start(line: &mut Command) -> Result<Self> {
        let child = line.process_group(0).spawn().with_context(|| format!("could not start {line:?}"))?;
        Ok(Self { child })
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let group = format!("-{}", self.child.id());
        let _ended = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _reaped = self.child.wait();
    }
}
