//! Runs the built `upbeat` as a person's script would: from outside, in a data folder of its own.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::cell::Cell;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use upbeat_app::{Options, Studio};
use upbeat_domain::lang::Lang;

/// The keychain service of these tests.
pub const SERVICE: &str = "upbeat-tests.cli";

/// A person's computer: a data folder, a working folder, a folder for temporary files, and one for
/// everything that was ever printed.
pub struct Desk {
    home: tempfile::TempDir,
    printed: Cell<u32>,
    log: Option<&'static str>,
    clock: Option<(PathBuf, i64)>,
    data: Option<PathBuf>,
}

/// What a command answered.
pub struct Answer {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Desk {
    pub fn new() -> Self {
        let home = tempfile::tempdir().expect("a folder");
        for folder in ["work", "tmp", "printed"] {
            std::fs::create_dir(home.path().join(folder)).expect("a folder");
        }
        Self { home, printed: Cell::new(0), log: None, clock: None, data: None }
    }

    /// The same with a log on standard error (`UPBEAT_LOG`).
    pub fn logging(self, filter: &'static str) -> Self {
        Self { log: Some(filter), ..self }
    }

    /// The same with another data folder.
    pub fn with_data(self, data: &Path) -> Self {
        Self { data: Some(data.to_owned()), ..self }
    }

    /// From now on the clock is set by so many seconds; `false` where this machine can't do that.
    pub fn set_clock(&mut self, by_s: i64) -> bool {
        let shim = upbeat_testkit::clock::shim(self.home.path());
        self.clock = shim.map(|shim| (shim, by_s));
        self.clock.is_some()
    }

    /// The folder that everything lies in.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The working folder.
    pub fn work(&self) -> PathBuf {
        self.home.path().join("work")
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| self.home.path().join("data"))
    }

    /// Makes workspaces of these names, as the window does; the last one stays the one opened last.
    pub fn make_workspaces(&self, names: &[&str]) -> anyhow::Result<()> {
        let options = Options { data: Some(self.data()), ..Options::new(Lang::En) };
        tokio::runtime::Runtime::new()?.block_on(async {
            let studio = Studio::open(options).await?;
            for name in names {
                upbeat_app::workspace::create(&studio, name, studio.system_zone(), Lang::En).await?;
            }
            studio.close().await;
            Ok(())
        })
    }

    /// The database of a workspace.
    pub fn workspace_file(&self, name: &str) -> PathBuf {
        let report = self.run(&["--json", "doctor"]).json();
        let all = report["workspaces"].as_array().expect("a list");
        let found = all.iter().find(|one| one["name"] == name).expect("a workspace of that name");
        Path::new(text(found, "/folder")).join("workspace.db")
    }

    /// A command with these arguments, in English.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_upbeat"));
        command.args(args).current_dir(self.work()).env("UPBEAT_DATA", self.data()).env("LANG", "C");
        command.env("UPBEAT_KEYCHAIN_SERVICE", SERVICE).env("TMPDIR", self.home.path().join("tmp"));
        for name in ["LC_ALL", "LC_MESSAGES", "UPBEAT_WORKSPACE", "UPBEAT_LOG"] {
            command.env_remove(name);
        }
        if let Some((shim, by_s)) = &self.clock {
            command.env("LD_PRELOAD", shim).env(upbeat_testkit::clock::BY_S, by_s.to_string());
        }
        command.envs(self.log.map(|filter| ("UPBEAT_LOG", filter)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command.
    pub fn run(&self, args: &[&str]) -> Answer {
        self.keep(answer(self.command(args).output().expect("upbeat starts")))
    }

    /// Runs a command with text on its standard input.
    pub fn run_with(&self, args: &[&str], input: &str) -> Answer {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().expect("upbeat starts");
        // Why no check: a command may end without a look at its input.
        let _unread = child.stdin.take().expect("piped").write_all(input.as_bytes());
        self.keep(answer(child.wait_with_output().expect("it ends")))
    }

    /// Keeps what a command printed among the files, where a search for secrets finds it.
    pub fn keep(&self, answer: Answer) -> Answer {
        let number = self.printed.replace(self.printed.get() + 1);
        for (name, text) in [("out", &answer.out), ("err", &answer.err)] {
            let file = self.home.path().join(format!("printed/{number:03}.{name}"));
            std::fs::write(file, text).expect("a file");
        }
        answer
    }

    /// Starts a command and lets it run.
    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args).spawn().expect("upbeat starts")
    }

    /// Runs a command that must succeed and returns its JSON document.
    pub fn json(&self, args: &[&str]) -> Value {
        let mut all = vec!["--json"];
        all.extend(args);
        let answer = self.run(&all);
        assert_eq!(answer.code, 0, "{args:?}: {}{}", answer.out, answer.err);
        answer.json()
    }
}

impl Answer {
    /// Standard output as one JSON document, and nothing else.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}: {:?} (standard error: {})", self.out, self.err))
    }

    /// Standard output as one JSON object a line.
    pub fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
    }
}

pub fn answer(output: Output) -> Answer {
    Answer {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Runs a command that must fail, once in French and once in English: the same code and subject, an own
/// message and way out in each language, nothing of a debug print. Answers the English one.
pub fn error_in_both(desk: &Desk, args: &[&str], code: i32, pointer: &str) -> anyhow::Result<Value> {
    error_typing(desk, args, "", code, pointer)
}

/// The same for a command that reads standard input.
pub fn error_typing(
    desk: &Desk,
    args: &[&str],
    input: &str,
    code: i32,
    pointer: &str,
) -> anyhow::Result<Value> {
    let ask = |lang: &str| -> anyhow::Result<Value> {
        let answer = desk.run_with(&[&["--json", "--lang", lang], args].concat(), input);
        anyhow::ensure!(answer.code == code, "ended with {}: {}{}", answer.code, answer.out, answer.err);
        let found = answer.json().pointer(pointer).cloned();
        found.ok_or_else(|| anyhow::anyhow!("no {pointer}: {}", answer.out))
    };
    let (french, english) = (ask("fr")?, ask("en")?);
    in_both(&french, &english)?;
    Ok(english)
}

/// Two failures that are one, in French and in English.
pub fn in_both(french: &Value, english: &Value) -> anyhow::Result<()> {
    let inner = |said: &Value| said.get("error").or(said.pointer("/failures/0")).unwrap_or(said).clone();
    let (french, english) = (inner(french), inner(english));
    for field in ["code", "message", "subject", "fix"] {
        for said in [&french, &english] {
            let value = said[field].as_str().unwrap_or_default();
            anyhow::ensure!(!value.trim().is_empty(), "no {field}: {said:#}");
            anyhow::ensure!(!value.contains("{ ") && !value.contains("Some("), "a debug print: {said:#}");
        }
    }
    anyhow::ensure!(
        french["code"] == english["code"] && french["subject"] == english["subject"],
        "{french:#}"
    );
    for field in ["message", "fix"] {
        anyhow::ensure!(french[field] != english[field], "the {field} is the same in both: {english:#}");
    }
    Ok(())
}

/// The names of all files below a folder; none where there is no folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { found.push(entry.path()) }
        }
    }
    found.sort();
    found
}

/// Text of a JSON value that must be text.
pub fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {value:#}"))
}

/// Puts `[name]` in the place of every value of those names, at any depth: what differs from run to run.
pub fn redacted(mut value: Value, names: &[&str]) -> Value {
    fn walk(value: &mut Value, names: &[&str]) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    if names.contains(&name.as_str()) && !value.is_null() {
                        *value = format!("[{name}]").into();
                    } else {
                        walk(value, names);
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| walk(item, names)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    walk(&mut value, names);
    value
}
