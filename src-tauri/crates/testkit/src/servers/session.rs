//! A private desktop session: its own message bus, its own keyring, its own folders.
//!
//! A keychain belongs to a session, so a test that needs one starts itself again inside a session
//! that nobody else sees, and is gone afterwards.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::place::on_path;
use crate::skip::{pass_on, skipped_in};

/// Set in the inner run.
const INSIDE: &str = "UPBEAT_TEST_SESSION";
const TOOLS: &[&str] = &["dbus-run-session", "gnome-keyring-daemon"];

/// Locks the keyring of the session that it runs in.
const LOCK: &str = "dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
     org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login >/dev/null";

/// What the session offers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Keyring {
    /// An open keyring.
    Unlocked,
    /// A keyring with a password that nobody types.
    Locked,
    /// No keyring that can be reached.
    Absent,
}

/// Whether the calling test runs inside its session and should go on. Outside, it starts the test
/// binary again for `test` alone (its full name, `module::name`) within a session, passes its
/// verdict on, and says `false`.
///
/// # Panics
/// Where the inner run fails.
#[must_use]
pub fn inside(test: &str, keyring: Keyring) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let missing: Vec<_> = TOOLS.iter().filter(|tool| !on_path(tool)).collect();
    if !missing.is_empty() {
        skipped_in(test, format_args!("not installed: {missing:?} (cargo xtask test installs them)"));
        return false;
    }
    let folder = tempfile::tempdir().expect("a folder for the session");
    let binary = std::env::current_exe().expect("the path of this test");
    let mut command = session(folder.path(), keyring);
    command.arg(binary).args([test, "--exact", "--nocapture", "--test-threads=1"]);
    let done = command.env(INSIDE, "1").stdin(Stdio::null()).output().expect("the session starts");
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{test} failed within its session:\n{said}");
    assert!(said.contains("1 passed"), "{test} is no test of this binary:\n{said}");
    pass_on(test, &said);
    false
}

/// Locks the keyring of the session that the calling test runs in, as a desktop does after a while.
///
/// # Panics
/// Where it doesn't lock.
pub fn lock_keyring() {
    let status = Command::new("bash").args(["-c", LOCK]).status().expect("bash");
    assert!(status.success(), "the keyring is locked");
}

/// The person's folders in a session whose folders lie in `folder`, by the variables that name them.
#[must_use]
pub fn folders(folder: &Path) -> [(&'static str, PathBuf); 5] {
    [
        ("HOME", "home"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_RUNTIME_DIR", "run"),
    ]
    .map(|(name, sub)| (name, folder.join(sub)))
}

/// A command that runs its further arguments within a private session whose folders lie in `folder`.
///
/// # Panics
/// Where the folders can't be made.
#[must_use]
pub fn session(folder: &Path, keyring: Keyring) -> Command {
    let mut command = Command::new("dbus-run-session");
    for (name, path) in folders(folder) {
        std::fs::create_dir_all(&path).expect("a folder of the session");
        private(&path);
        command.env(name, path);
    }
    let unlock = "printf %s upbeat-tests | gnome-keyring-daemon --unlock --components=secrets >/dev/null";
    let start = match keyring {
        Keyring::Unlocked | Keyring::Absent => unlock.to_owned(),
        Keyring::Locked => format!("{unlock}; {LOCK}"),
    };
    command.env_remove("DBUS_SESSION_BUS_ADDRESS").env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    // Why not simply no bus: a bus starts an installed keyring by itself when it is asked for one.
    let end =
        if keyring == Keyring::Absent { "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nobody; " } else { "" };
    command.args(["--", "bash", "-c", &format!("{start}; {end}exec \"$@\""), "session"]);
    command
}

#[cfg(unix)]
fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).expect("folder rights");
}

#[cfg(not(unix))]
fn private(_: &Path) {}
