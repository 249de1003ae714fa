//! Real drag and drop: a GTK window offers a file, the X pointer carries it over the studio.

use crate::screen::{Group, SCREEN_PX};
use crate::studio::Studio;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// Where the drag source lies: at the screen's corner, above the studio's window.
const SOURCE_PX: (u32, u32) = (60, 40);
/// Moves on the way: GTK takes a drag for real after several of them.
const MOVES: u32 = 12;

impl Studio {
    /// Drops files on the middle of the window, as a person does from a file manager.
    pub fn drop_files(&self, files: &[&Path]) -> Result<()> {
        let _manager = Group::start(self.screen.command("openbox").stderr(Stdio::null()))?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window/drag_source.py");
        let mut line = self.screen.command("/usr/bin/python3");
        line.arg(script).args(files);
        let _source = Group::start(&mut line)?;
        self.until("the drag source does not show", || {
            Ok(self.xdotool(&["search", "--onlyvisible", "--name", "^upbeat drag source$"]).ok())
        })?;
        pause();
        self.xdotool(&["mousemove", &SOURCE_PX.0.to_string(), &SOURCE_PX.1.to_string()])?;
        self.xdotool(&["mousedown", "1"])?;
        let (to_x, to_y) = (SCREEN_PX.0 / 2, SCREEN_PX.1 / 2);
        for step in 1..=MOVES {
            let x = SOURCE_PX.0 + (to_x - SOURCE_PX.0) * step / MOVES;
            let y = SOURCE_PX.1 + (to_y - SOURCE_PX.1) * step / MOVES;
            self.xdotool(&["mousemove", &x.to_string(), &y.to_string()])?;
            pause();
        }
        self.xdotool(&["mouseup", "1"])?;
        pause();
        Ok(())
    }

    fn xdotool(&self, words: &[&str]) -> Result<()> {
        let done = self.screen.command("xdotool").args(words).output().context("xdotool")?;
        if !done.status.success() {
            bail!("xdotool {words:?}: {}", String::from_utf8_lossy(&done.stderr));
        }
        Ok(())
    }
}

/// The X server and GTK handle the move before the next one.
fn pause() {
    std::thread::sleep(Duration::from_millis(80));
}
