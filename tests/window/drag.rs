//! Real drag and drop: the X pointer carries a file from a GTK window over the studio, or out of the studio.

use crate::screen::{Group, SCREEN_PX};
use crate::studio::Studio;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// Where the drag source lies: at the screen's corner, above the studio's window.
const SOURCE_PX: (u32, u32) = (60, 40);
/// What makes the window manager draw no frames.
const FRAMELESS: &str = r#"<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application class="*"><decor>no</decor></application></applications></openbox_config>"#;
/// Looks in a row at which an element that rests lies at the same place.
const RESTS: u32 = 6;
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

    /// Gives the screen a window manager for as long as the value lives: windows can be in front and focused.
    /// It draws no frames, so that a page begins where its window does.
    pub fn manager(&self) -> Result<Group> {
        let rules = self.home.path().join("openbox.xml");
        std::fs::write(&rules, FRAMELESS)?;
        let mut line = self.screen.command("openbox");
        line.arg("--config-file").arg(rules).stdout(Stdio::null()).stderr(Stdio::null());
        Group::start(&mut line)
    }

    /// Drags an element of the page into another program, and says which addresses that program got. Needs
    /// a [`Studio::manager`].
    pub fn drag_out(&self, css: &str) -> Result<Vec<String>> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window/drop_target.py");
        let got = self.home.path().join("dropped");
        let mut line = self.screen.command("/usr/bin/python3");
        let _target = Group::start(line.arg(script).arg(&got))?;
        self.until("the drop target does not show", || {
            Ok(self.xdotool(&["search", "--onlyvisible", "--name", "^upbeat drop target$"]).ok())
        })?;
        let (from_x, from_y) = self.middle_of(css)?;
        // The pointer rests on the file first: that is when it is laid out.
        for nudge in [0, 4, 8] {
            self.xdotool(&["mousemove", &(from_x + nudge).to_string(), &from_y.to_string()])?;
            pause();
        }
        self.find("[data-laid]")?;
        self.xdotool(&["mousedown", "1"])?;
        for step in 0..=MOVES {
            let x = from_x - (from_x - SOURCE_PX.0) * step / MOVES;
            let y = from_y - (from_y - SOURCE_PX.1) * step / MOVES;
            self.xdotool(&["mousemove", &x.to_string(), &y.to_string()])?;
            pause();
        }
        self.xdotool(&["mouseup", "1"])?;
        pause();
        let said =
            self.until("nothing arrived at the drop target", || Ok(std::fs::read_to_string(&got).ok()))?;
        Ok(said.lines().map(str::to_owned).collect())
    }

    /// Presses an element with the screen's own pointer, which no driver stands in for. Needs a
    /// [`Studio::manager`].
    pub fn point_and_press(&self, css: &str) -> Result<()> {
        let (x, y) = self.middle_of(css)?;
        self.xdotool(&["mousemove", &x.to_string(), &y.to_string()])?;
        pause();
        self.xdotool(&["click", "1"])
    }

    /// Presses keys in the studio's window, as `xdotool` names them: "ctrl+plus". Needs a
    /// [`Studio::manager`].
    pub fn type_keys(&self, keys: &str) -> Result<()> {
        // A window manager that has just started takes the window off the screen for a moment.
        self.until("the window can't be focused", || {
            Ok(self.xdotool(&["search", "--onlyvisible", "--name", "^Upbeat$", "windowfocus", "--sync"]).ok())
        })?;
        self.xdotool(&["key", keys])?;
        pause();
        Ok(())
    }

    /// Presses a key in the window in front, as `xdotool` names it. Needs a [`Studio::manager`].
    pub fn press_key(&self, key: &str) -> Result<()> {
        self.xdotool(&["key", key])?;
        pause();
        Ok(())
    }

    /// Types a text into what has the focus, with a pause after each letter. Needs a [`Studio::manager`].
    pub fn type_text(&self, text: &str, pause_ms: &str) -> Result<()> {
        self.xdotool(&["type", "--delay", pause_ms, "--", text])
    }

    /// Turns the wheel over an element: `button` 5 down, 4 up. Needs a [`Studio::manager`].
    pub fn turn_wheel(&self, css: &str, button: &str, turns: &str) -> Result<()> {
        let (x, y) = self.middle_of(css)?;
        self.xdotool(&["mousemove", &x.to_string(), &y.to_string()])?;
        self.xdotool(&["click", "--repeat", turns, "--delay", "50", button])
    }

    /// The title of the window that is in front. Needs a [`Studio::manager`].
    pub fn in_front(&self) -> Result<String> {
        let said = self.screen.command("xdotool").args(["getactivewindow", "getwindowname"]).output()?;
        Ok(String::from_utf8(said.stdout)?.trim().to_owned())
    }

    /// Brings the window of that title in front, as a person does from the taskbar. Needs a [`Studio::manager`].
    pub fn bring_forward(&self, title: &str) -> Result<()> {
        self.xdotool(&["search", "--onlyvisible", "--name", &format!("^{title}$"), "windowactivate"])
    }

    /// Puts the window in front away, as its button does. Needs a [`Studio::manager`].
    pub fn minimise(&self) -> Result<()> {
        self.xdotool(&["getactivewindow", "windowminimize"])
    }

    /// Where the middle of an element lies on the screen, once it rests there: a window manager that has
    /// just started moves the window.
    fn middle_of(&self, css: &str) -> Result<(u32, u32)> {
        let (mut before, mut rests) = (None, 0);
        self.until(&format!("{css} never comes to rest"), || {
            let now = self.middle_now(css)?;
            rests = if before == Some(now) { rests + 1 } else { 0 };
            before = Some(now);
            Ok((rests >= RESTS).then_some(now))
        })
    }

    fn middle_now(&self, css: &str) -> Result<(u32, u32)> {
        let element = self.find(css)?;
        let script = "const box = arguments[0].getBoundingClientRect();\
                      return [screenX + box.left + box.width / 2, screenY + box.top + box.height / 2];";
        let said = self.page.run(script, serde_json::json!([element.to_json()]))?;
        let px = |index: usize| said[index].as_f64().context("a place on the screen");
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies on the screen")]
        let place = (px(0)? as u32, px(1)? as u32);
        Ok(place)
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
