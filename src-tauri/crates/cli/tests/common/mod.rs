//! Runs the built `upbeat` as a person's script would: from outside, in a data folder of its own.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// A person's computer: a data folder and a working folder.
pub struct Desk {
    home: tempfile::TempDir,
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
        std::fs::create_dir(home.path().join("work")).expect("a folder");
        Self { home }
    }

    /// The working folder.
    pub fn work(&self) -> PathBuf {
        self.home.path().join("work")
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// A command with these arguments, in English.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_upbeat"));
        command.args(args).current_dir(self.work()).env("UPBEAT_DATA", self.data()).env("LANG", "C");
        command.env("UPBEAT_KEYCHAIN_SERVICE", "upbeat-tests.cli");
        for name in ["LC_ALL", "LC_MESSAGES", "UPBEAT_WORKSPACE", "UPBEAT_LOG"] {
            command.env_remove(name);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command.
    pub fn run(&self, args: &[&str]) -> Answer {
        answer(self.command(args).output().expect("upbeat starts"))
    }

    /// Runs a command with text on its standard input.
    pub fn run_with(&self, args: &[&str], input: &str) -> Answer {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().expect("upbeat starts");
        child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("it reads");
        answer(child.wait_with_output().expect("it ends"))
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

/// The names of all files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
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
