//! The part of `cargo metadata` that the checks read.

use crate::build::cargo;
use crate::process::capture;
use anyhow::Result;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The workspace as cargo sees it.
#[derive(Deserialize)]
pub struct Metadata {
    /// The workspace's own packages.
    pub packages: Vec<Package>,
}

/// One package of the workspace.
#[derive(Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its dependencies, of every kind.
    pub dependencies: Vec<Dependency>,
    /// What cargo builds of it.
    #[serde(default)]
    pub targets: Vec<Target>,
}

/// One library, program, test or bench.
#[derive(Deserialize)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// `lib`, `bin`, `test`, `bench`, …
    pub kind: Vec<String>,
    /// Its first source file.
    pub src_path: PathBuf,
}

impl Package {
    /// The folder of its sources: that of its library, or of its program where it has none.
    pub fn sources(&self) -> Option<&Path> {
        let of = |kind| self.targets.iter().find(|target| target.is(kind));
        of("lib").or_else(|| of("bin"))?.src_path.parent()
    }
}

impl Target {
    /// Whether it is of that kind.
    pub fn is(&self, kind: &str) -> bool {
        self.kind.iter().any(|one| one == kind)
    }
}

/// One direct dependency.
#[derive(Deserialize)]
pub struct Dependency {
    /// The name of what it depends on.
    pub name: String,
    /// None for ordinary, `dev` or `build`.
    pub kind: Option<String>,
}

impl Dependency {
    /// Whether it is part of what is shipped.
    pub fn is_shipped(&self) -> bool {
        self.kind.is_none()
    }
}

/// Reads the workspace.
pub fn read() -> Result<Metadata> {
    let text = capture(&mut cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    Ok(serde_json::from_str(&text)?)
}
