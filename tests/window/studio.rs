//! A studio under test: its folders, its window, and the person's hands.

use crate::driver::{Driver, Element};
use crate::screen::{Group, Screen};
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use upbeat_testkit::servers::session::{Keyring, folders, session};

const APP: &str = env!("CARGO_BIN_EXE_upbeat-desktop");
/// Another build of the studio to open, for measurements.
const OTHER_APP: &str = "UPBEAT_STUDIO_PROGRAM";
const START_LONGEST: Duration = Duration::from_secs(30);
/// How long a thing may take to show; far above what it takes, so that a slow machine passes.
const SHOW_LONGEST: Duration = Duration::from_secs(30);
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// How long a command of the studio may take, milliseconds.
const SCRIPT_LONGEST_MS: u64 = 120_000;

/// How the studio starts.
pub struct Start {
    /// The system's locale.
    pub locale: &'static str,
    /// Whether the session has an open keyring.
    pub keyring: Keyring,
}

impl Default for Start {
    fn default() -> Self {
        Self { locale: "fr_FR.UTF-8", keyring: Keyring::Unlocked }
    }
}

/// One running studio. Everything ends with the value.
pub struct Studio {
    /// The page.
    pub page: Driver,
    /// The screen that the window is on.
    pub screen: Screen,
    /// The person's home, with the data folder in it.
    pub home: tempfile::TempDir,
    _driver: Group,
}

impl Studio {
    /// Opens the studio in French on folders that nobody used before.
    pub fn open() -> Result<Self> {
        Self::start(&Start::default(), tempfile::tempdir()?)
    }

    /// Opens the studio on given folders.
    pub fn start(start: &Start, home: tempfile::TempDir) -> Result<Self> {
        let screen = Screen::start()?;
        let port = free_port()?;
        let mut line = session(home.path(), start.keyring);
        // The bus's address is kept, so that the test can look into the keyring from outside.
        line.args(["bash", "-c", "printf %s \"$DBUS_SESSION_BUS_ADDRESS\" >\"$0\"; exec \"$@\""]);
        line.arg(home.path().join("bus")).arg("WebKitWebDriver").arg(format!("--port={port}"));
        let temporary = home.path().join("temporary");
        std::fs::create_dir_all(&temporary)?;
        line.env("TMPDIR", temporary);
        line.env("DISPLAY", &screen.display)
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            // A machine for tests has no sound card, and a film that can't sound doesn't play.
            .env("GST_PLUGIN_FEATURE_RANK", "fakeaudiosink:MAX")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env(
                "UPBEAT_LOG",
                "info,upbeat_net=debug,upbeat_networks=debug,upbeat_publisher=debug,upbeat_app=debug",
            )
            .env("UPBEAT_DATA", home.path().join("studio"))
            .env("LC_ALL", start.locale)
            .env("LANG", start.locale)
            .env("PATH", with_browser(home.path())?)
            .stdin(Stdio::null());
        let log = std::fs::File::create(home.path().join("log"))?;
        line.stdout(log.try_clone()?).stderr(log);
        let driver = Group::start(&mut line)?;
        wait_for_port(port)?;
        let page = Driver::start(port, &std::env::var(OTHER_APP).unwrap_or_else(|_| APP.to_owned()))?;
        page.patience(SCRIPT_LONGEST_MS)?;
        Ok(Self { page, screen, home, _driver: driver })
    }

    /// Waits for an element.
    pub fn find(&self, css: &str) -> Result<Element> {
        self.until(&format!("nothing on the page matches {css}"), || {
            Ok(self.page.all(css)?.into_iter().next())
        })
    }

    /// Waits for an element and presses it; where the page draws it anew or moves it in between, its successor.
    pub fn click(&self, css: &str) -> Result<()> {
        self.until(&format!("nothing on the page can be pressed as {css}"), || {
            self.page.all(css)?.first().map(|element| self.page.click(element)).transpose()
        })
    }

    /// The same for an element by its path.
    pub fn click_path(&self, path: &str) -> Result<()> {
        self.until(&format!("nothing on the page can be pressed as {path}"), || {
            self.page.all_by_path(path)?.first().map(|element| self.page.click(element)).transpose()
        })
    }

    /// Waits for an element by its visible or accessible name.
    pub fn named(&self, css: &str, name: &str) -> Result<Element> {
        self.until(&format!("no {css} is named “{name}”"), || {
            let all = self.page.all(css)?;
            // An element may leave between two questions; the next look finds its successor.
            Ok(all.into_iter().find(|element| {
                let label = self.page.attribute(element, "aria-label").ok().flatten();
                let text = || self.page.text(element).unwrap_or_default();
                // What an item of a list is named by may be followed by what is known of it.
                let is_label = |label: &str| {
                    label == name || label.strip_prefix(name).is_some_and(|more| more.starts_with(", "))
                };
                label.as_deref().is_some_and(is_label) || is_named(text().trim(), name)
            }))
        })
    }

    /// Presses the button, link or menu entry of that name.
    pub fn press(&self, name: &str) -> Result<()> {
        self.press_one("button, a, [role=menuitem], [role=tab], [role=switch], label", name)
    }

    /// Presses the element of that kind and name.
    pub fn press_one(&self, css: &str, name: &str) -> Result<()> {
        let deadline = Instant::now() + SHOW_LONGEST;
        loop {
            let element = self.named(css, name)?;
            match self.page.click(&element) {
                Ok(()) => return Ok(()),
                Err(error) if Instant::now() > deadline => {
                    return Err(error.context(format!("pressing {name}")));
                }
                Err(_) => std::thread::sleep(LOOK_AGAIN),
            }
        }
    }

    /// Opens a menu and chooses one of its entries.
    pub fn choose(&self, menu: &str, entry: &str) -> Result<()> {
        self.press(menu)?;
        self.press_one("[role=menuitem]", entry)
    }

    /// Writes into the field with that label, in place of what it says.
    pub fn fill(&self, label: &str, value: &str) -> Result<()> {
        let path =
            format!("//label[normalize-space()='{label}']/following::*[self::input or self::textarea][1]");
        let field = self.until(&format!("no field is labelled “{label}”"), || {
            Ok(self.page.all_by_path(&path)?.into_iter().next())
        })?;
        self.page.clear(&field)?;
        self.page.keys(&field, value)
    }

    /// Turns on the switch whose label begins with those words.
    pub fn tick(&self, words: &str) -> Result<()> {
        let path = format!("//label[contains(normalize-space(), '{words}')]");
        self.click_path(&path)
    }

    /// Everything that the page says.
    pub fn text(&self) -> Result<String> {
        let body = self.page.all("body")?.into_iter().next().context("a page has a body")?;
        self.page.text(&body)
    }

    /// Waits until the page says something.
    pub fn says(&self, words: &str) -> Result<()> {
        self.says_within(words, SHOW_LONGEST)
    }

    /// The same for what takes longer.
    pub fn says_within(&self, words: &str, longest: Duration) -> Result<()> {
        self.until_within(&format!("the page never said “{words}”"), longest, || {
            Ok(self.text()?.contains(words).then_some(()))
        })
    }

    /// Calls a command of the contract, as the interface does.
    pub fn call(&self, command: &str, request: Value) -> Result<Value> {
        let script = "const [command, request, done] = arguments;\
                      window.__TAURI_INTERNALS__.invoke(command, { request })\
                        .then((answer) => done({ answer }), (failure) => done({ failure }));";
        let mut said = self.page.run_async(script, json!([command, request]))?;
        match said.get("failure") {
            Some(failure) => bail!("{command} failed: {failure}"),
            None => Ok(said["answer"].take()),
        }
    }

    /// Looks again and again until there is something; fails with what the page says and its picture.
    pub fn until<T>(&self, why: &str, look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
        self.until_within(why, SHOW_LONGEST, look)
    }

    /// The same for what takes longer.
    pub fn until_within<T>(
        &self,
        why: &str,
        longest: Duration,
        mut look: impl FnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        let started = Instant::now();
        loop {
            let seen = look();
            if let Ok(Some(found)) = seen {
                return Ok(found);
            }
            if started.elapsed() > longest {
                let error = seen.err().map(|error| format!(" ({error})")).unwrap_or_default();
                let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
                let picture = self.picture(&format!("failed-{test}"))?;
                std::fs::copy(self.home.path().join("log"), picture.with_extension("log"))?;
                bail!("{why}{error}; picture: {}; the page says:\n{}", picture.display(), self.text()?);
            }
            std::thread::sleep(LOOK_AGAIN);
        }
    }

    /// Takes a picture of the page; it lies in `target/window-pictures`.
    pub fn picture(&self, name: &str) -> Result<PathBuf> {
        let folder = pictures();
        std::fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{name}.png"));
        // Why: an element may stand in the page before it is drawn.
        // What the page's pictures show may still be made; what never comes is no reason to wait for ever.
        // Why two calm looks: between a picture that ended and the next one that is asked for, nothing waits.
        let drawn = "const done = arguments[0]; const end = performance.now() + 8000; let calm = 0;\
                     const lacks = (image) => image.getBoundingClientRect().top < innerHeight && !image.naturalWidth;\
                     const moves = (one) => Number.isFinite(one.effect?.getComputedTiming().endTime);\
                     const look = () => {\
                       const waits = [...document.images].some(lacks) || document.getAnimations().some(moves) ||\
                         document.querySelector('[data-state=coming]');\
                       calm = waits ? 0 : calm + 1;\
                       if (calm < 2 && performance.now() < end) return setTimeout(look, 100);\
                       document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() =>\
                         setTimeout(done, 250))));\
                     };\
                     look();";
        self.page.run_async(drawn, json!([]))?;
        std::fs::write(&file, self.page.picture()?)?;
        Ok(file)
    }

    /// The last address that the studio opened in the person's browser.
    pub fn browsed(&self) -> Result<String> {
        let file = self.home.path().join("browsed");
        self.until("the browser was not opened", || {
            let said = std::fs::read_to_string(&file).unwrap_or_default();
            Ok(said.lines().last().map(str::to_owned))
        })
    }

    /// How often something was opened in the person's browser.
    pub fn browsed_count(&self) -> usize {
        std::fs::read_to_string(self.home.path().join("browsed")).map_or(0, |said| said.lines().count())
    }

    /// How many windows the screen shows: the studio's, an assisted bar, a file chooser, the file manager.
    pub fn window_count(&self) -> usize {
        self.windows().len()
    }

    /// Closes what opened beside the studio's window, which is the oldest.
    pub fn close_other_windows(&self) -> Result<()> {
        self.until("another window stays open", || {
            let windows = self.windows();
            if windows.len() <= 1 {
                return Ok(Some(()));
            }
            self.ask_to_close(&windows[1..])?;
            Ok(None)
        })
    }

    /// Closes the studio's window as its cross does, waits until the studio has ended, keeps the folders.
    pub fn close(self) -> Result<tempfile::TempDir> {
        self.close_window()?;
        Ok(self.kill())
    }

    /// Closes the studio's window as its cross does; whether the studio ends with it is the studio's business.
    pub fn close_window(&self) -> Result<()> {
        self.ask_to_close(&self.windows())?;
        self.until("the window stays open", || Ok(self.windows().is_empty().then_some(())))
    }

    /// A command in the person's session: her folders, her bus, her screen.
    pub fn in_session(&self, program: &str) -> Result<Command> {
        let home = self.home.path();
        let mut line = self.screen.command(program);
        line.envs(folders(home)).env("UPBEAT_DATA", home.join("studio"));
        line.env("DBUS_SESSION_BUS_ADDRESS", std::fs::read_to_string(home.join("bus"))?);
        Ok(line)
    }

    /// Starts the studio another time while it runs, as an impatient person does; says whether that start ended
    /// well by itself.
    pub fn start_again(&self) -> Result<bool> {
        let (mut second, _log) = self.start_beside()?;
        let ended = self.until("the second start goes on", || Ok(second.child.try_wait()?))?;
        Ok(ended.success())
    }

    /// Starts the studio in the person's session without anybody at its page: the process, and the file that it logs
    /// into.
    pub fn start_beside(&self) -> Result<(Group, PathBuf)> {
        let log = self.home.path().join("log-beside");
        let mut line = self.in_session(APP)?;
        line.env("UPBEAT_LOG", "info")
            .env("LC_ALL", "fr_FR.UTF-8")
            .stdout(Stdio::null())
            .stderr(std::fs::File::create(&log)?);
        Ok((Group::start(&mut line)?, log))
    }

    fn ask_to_close(&self, windows: &[String]) -> Result<()> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/window/close_window.py");
        let mut line = self.screen.command("/usr/bin/python3");
        let _asked_again_where_it_stays = line.arg(script).args(windows).status()?;
        Ok(())
    }

    /// The visible windows that have a name, as X numbers them, oldest first.
    fn windows(&self) -> Vec<String> {
        let mut line = self.screen.command("xdotool");
        let said = line.args(["search", "--onlyvisible", "--name", "."]).stderr(Stdio::null()).output();
        let said = said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned()).unwrap_or_default();
        let mut windows: Vec<String> = said.lines().map(str::to_owned).collect();
        windows.sort_by_key(|window| window.parse::<u64>().unwrap_or(u64::MAX));
        windows
    }

    /// Takes a picture of the whole screen, with every window on it.
    pub fn screen_picture(&self, name: &str) -> Result<PathBuf> {
        std::fs::create_dir_all(pictures())?;
        let file = pictures().join(format!("{name}.png"));
        let done = self.screen.command("import").args(["-window", "root"]).arg(&file).status()?;
        if !done.success() {
            bail!("no picture of the screen: {done}");
        }
        Ok(file)
    }

    /// Loads the page anew: layers close, nothing is half done.
    pub fn reload(&self) -> Result<()> {
        self.page.reload()?;
        self.find("main").map(|_| ())
    }

    /// Kills the studio with everything that belongs to it, and keeps the folders for another start.
    pub fn kill(self) -> tempfile::TempDir {
        let Self { page: _, screen: _, home, _driver } = self;
        drop(_driver);
        home
    }
}

/// Whether a text is that name, or that name and a count.
fn is_named(text: &str, name: &str) -> bool {
    text.strip_prefix(name).is_some_and(|rest| rest.trim().chars().all(|letter| letter.is_ascii_digit()))
}

/// Where pictures of all tests lie.
pub fn pictures() -> PathBuf {
    let target = Path::new(APP).parent().and_then(Path::parent).unwrap_or(Path::new("target"));
    target.join("window-pictures")
}

/// A PATH on which the system's browser is a script that writes down what it was asked to open.
fn with_browser(home: &Path) -> Result<std::ffi::OsString> {
    use std::os::unix::fs::PermissionsExt;
    let folder = home.join("programs");
    std::fs::create_dir_all(&folder)?;
    let script = format!("#!/bin/sh\necho \"$1\" >>'{}'\n", home.join("browsed").display());
    let file = folder.join("xdg-open");
    std::fs::write(&file, script)?;
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755))?;
    let old = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&old)))?)
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn wait_for_port(port: u16) -> Result<()> {
    let started = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if started.elapsed() > START_LONGEST {
            bail!("WebKitWebDriver did not answer within {} s", START_LONGEST.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
