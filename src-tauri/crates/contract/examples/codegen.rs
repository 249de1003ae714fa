//! Writes the window's TypeScript; with `--check`, fails where the file on disk is not current.

use std::path::Path;

use anyhow::{Context as _, bail};

fn main() -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let path = root.join(upbeat_contract::typescript::PATH);
    let file = upbeat_contract::typescript::file();
    if std::env::args().any(|arg| arg == "--check") {
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        if found != file {
            bail!(
                "{} is not current: run `cargo run -p upbeat-contract --example codegen`",
                upbeat_contract::typescript::PATH
            );
        }
        return Ok(());
    }
    std::fs::create_dir_all(path.parent().context("the path has a folder")?)?;
    std::fs::write(&path, file).with_context(|| format!("writing {}", path.display()))
}
