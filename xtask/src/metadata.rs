//! The part of `cargo metadata` that the checks read.

use crate::build::cargo;
use crate::process::capture;
use anyhow::Result;
use serde::Deserialize;

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
