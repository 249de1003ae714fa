//! Formatting.

use crate::build::cargo;
use crate::process::run;
use anyhow::Result;

/// Every Rust file reads as rustfmt writes it.
pub fn rust() -> Result<()> {
    run(&mut cargo(&["fmt", "--all", "--check"]))
}
