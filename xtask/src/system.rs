//! What the system must have, and how to get it: installed at once on Debian and its family
//! (as root or through `sudo -n`), otherwise told as the one line to type.

use crate::process::{capture, command, exists, run, say};
use anyhow::{Result, anyhow, bail};
use std::process::{Command, ExitCode};

/// What is about to be done; each needs more than the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Compile and run the command line.
    CommandLine,
    /// Build the window and open it.
    Window,
    /// Open the window where there is no display.
    Screen,
    /// Run every test.
    Test,
}

/// How it is seen that a thing is there.
enum Sign {
    /// A program on the PATH.
    Program(&'static str),
    /// The system's package of that name.
    Package,
    /// A Chromium, whoever built it: Ubuntu's package of that name is only a pointer to another store.
    Chromium,
    /// Python can make virtual environments.
    Venv,
}

struct Need {
    package: &'static str,
    purpose: Purpose,
    sign: Sign,
}

const fn program(package: &'static str, purpose: Purpose, program: &'static str) -> Need {
    Need { package, purpose, sign: Sign::Program(program) }
}

const fn package(package: &'static str, purpose: Purpose) -> Need {
    Need { package, purpose, sign: Sign::Package }
}

/// Debian's packages. The list is the documentation of what Upbeat asks of a Linux system.
const DEBIAN: &[Need] = &[
    program("gcc", Purpose::CommandLine, "cc"),
    program("g++", Purpose::CommandLine, "c++"),
    program("make", Purpose::CommandLine, "make"),
    program("cmake", Purpose::CommandLine, "cmake"),
    program("nasm", Purpose::CommandLine, "nasm"),
    program("pkg-config", Purpose::CommandLine, "pkg-config"),
    program("ffmpeg", Purpose::CommandLine, "ffmpeg"),
    program("libheif-examples", Purpose::CommandLine, "heif-convert"),
    program("libavif-bin", Purpose::CommandLine, "avifdec"),
    program("poppler-utils", Purpose::CommandLine, "pdftoppm"),
    program("npm", Purpose::Window, "npm"),
    package("libwebkit2gtk-4.1-dev", Purpose::Window),
    package("libayatana-appindicator3-1", Purpose::Window),
    package("gstreamer1.0-libav", Purpose::Window),
    package("gstreamer1.0-plugins-good", Purpose::Window),
    package("gstreamer1.0-plugins-bad", Purpose::Window),
    package("fonts-noto-color-emoji", Purpose::Window),
    program("xvfb", Purpose::Screen, "xvfb-run"),
    program("xauth", Purpose::Screen, "xauth"),
    program("dbus-daemon", Purpose::Screen, "dbus-run-session"),
    program("gnome-keyring", Purpose::Screen, "gnome-keyring-daemon"),
    program("imagemagick", Purpose::Screen, "import"),
    program("xdotool", Purpose::Screen, "xdotool"),
    package("fonts-dejavu-core", Purpose::Screen),
    program("webkit2gtk-driver", Purpose::Test, "WebKitWebDriver"),
    program("openbox", Purpose::Test, "openbox"),
    program("libsecret-tools", Purpose::Test, "secret-tool"),
    Need { package: "chromium", purpose: Purpose::Test, sign: Sign::Chromium },
    program("libimage-exiftool-perl", Purpose::Test, "exiftool"),
    package("libgs-common", Purpose::Test),
    package("mate-backgrounds", Purpose::Test),
    package("python3-gi", Purpose::Test),
    package("python3-xlib", Purpose::Test),
    program("thunar", Purpose::Test, "thunar"),
    package("gir1.2-gtk-3.0", Purpose::Test),
    Need { package: "python3-venv", purpose: Purpose::Test, sign: Sign::Venv },
];

/// Installs what `purpose` needs and the system lacks.
///
/// # Errors
/// Where it may not install: the error is the one line to type.
pub fn provide(purpose: Purpose) -> Result<()> {
    let missing = missing(purpose)?;
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

/// Like [`provide`], and `build` goes on meanwhile, where there is a compiler for it. What failed for want of
/// something still on its way is built once more after it came.
///
/// # Errors
/// As [`provide`], and those of `build`.
pub fn provide_beside(purpose: Purpose, build: impl Fn() -> Command) -> Result<()> {
    let missing = missing(purpose)?;
    if missing.is_empty() {
        return run(&mut build());
    }
    if missing.contains(&"gcc") {
        install(&missing)?;
        return run(&mut build());
    }
    std::thread::scope(|scope| {
        let installing = scope.spawn(|| install(&missing));
        let built = run(build().env("UPBEAT_INSTALLING", "1"));
        installing.join().map_err(|_| anyhow!("the installation broke off"))??;
        built.or_else(|_| run(&mut build()))
    })
}

/// What `purpose` needs and the system lacks, when we may install it.
fn missing(purpose: Purpose) -> Result<Vec<&'static str>> {
    if cfg!(target_os = "macos") {
        return told(
            purpose,
            "brew install cmake nasm ffmpeg libheif libavif node",
            &["cmake", "nasm", "ffmpeg", "npm"],
        );
    }
    if cfg!(windows) {
        let line = "winget install Kitware.CMake NASM.NASM Gyan.FFmpeg OpenJS.NodeJS.LTS \
                    Microsoft.VisualStudio.2022.BuildTools";
        return told(purpose, line, &["cmake", "nasm", "ffmpeg", "npm"]);
    }
    if !exists("dpkg-query") || !exists("apt-get") {
        let line = "install with your package manager: a C and C++ compiler, make, cmake, nasm, pkg-config, \
                    ffmpeg, and for the window: npm, WebKitGTK 4.1's development files, the Ayatana \
                    app indicator, GStreamer's libav, good and bad plugins";
        return told(purpose, line, &["cc", "cmake", "pkg-config", "ffmpeg"]);
    }
    let missing: Vec<&str> = DEBIAN
        .iter()
        .filter(|need| need.purpose <= purpose && !present(need))
        .map(|need| need.package)
        .collect();
    if missing.is_empty() {
        say("      nothing is missing");
    } else if !may_install() {
        bail!("this needs the system's packages; type:\n\n  sudo apt-get install -y {}\n", missing.join(" "));
    }
    Ok(missing)
}

/// `cargo xtask setup`: only installs.
pub fn setup(arguments: &[String]) -> Result<ExitCode> {
    let purpose = match arguments.first().map(String::as_str) {
        None | Some("run") => Purpose::Window,
        Some("cli") => Purpose::CommandLine,
        Some("test") => Purpose::Test,
        Some(other) => bail!("`setup` knows cli, run and test, not `{other}`"),
    };
    provide(purpose)?;
    Ok(ExitCode::SUCCESS)
}

fn install(missing: &[&str]) -> Result<()> {
    say(&format!("      installing {}", missing.join(" ")));
    let sudo = !is_root();
    let apt = |words: &[&str]| {
        let mut line = command("env", ["DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]);
        line.args(words);
        if sudo {
            let mut raised = command("sudo", ["-n"]);
            raised.arg(line.get_program()).args(line.get_args());
            return raised;
        }
        line
    };
    // A stale list is no reason to stop: the install itself says what is wrong.
    if let Err(error) = run(&mut apt(&["update"])) {
        say(&format!("      the package lists could not be renewed: {error:#}"));
    }
    let mut words = vec!["install", "-y", "--no-install-recommends"];
    words.extend(missing);
    run(apt(&words).stdout(std::process::Stdio::null()))
}

fn may_install() -> bool {
    is_root() || exists("sudo") && capture(&mut command("sudo", ["-n", "true"])).is_ok()
}

fn is_root() -> bool {
    capture(&mut command("id", ["-u"])).is_ok_and(|id| id.trim() == "0")
}

fn present(need: &Need) -> bool {
    match need.sign {
        Sign::Program(program) => exists(program),
        Sign::Package => {
            capture(&mut command("dpkg-query", ["-W", "-f", "${db:Status-Status}", need.package]))
                .is_ok_and(|status| status == "installed")
        }
        Sign::Chromium => exists("chromium") || exists("google-chrome"),
        Sign::Venv => capture(&mut command("python3", ["-c", "import ensurepip, venv"])).is_ok(),
    }
}

/// Systems where we don't install: checks the programs and tells the line.
fn told(purpose: Purpose, line: &str, programs: &[&str]) -> Result<Vec<&'static str>> {
    let missing: Vec<&str> = programs
        .iter()
        .copied()
        .filter(|program| *program != "npm" || purpose >= Purpose::Window)
        .filter(|program| !exists(program))
        .collect();
    if missing.is_empty() {
        say("      nothing is missing");
        return Ok(Vec::new());
    }
    bail!("missing: {}. Type:\n\n  {line}\n", missing.join(", "))
}
