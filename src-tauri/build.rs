//! Runs Tauri's build step, only where the window is built.

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/build.rs");
    #[cfg(feature = "window")]
    window();
}

/// Each command of the contract becomes a permission, so that a window can call only what a
/// capability names.
#[cfg(feature = "window")]
fn window() {
    let mut commands = upbeat_contract::commands::COMMANDS.to_vec();
    commands.extend(["bar_open", "window_flushed", "window_ready"]);
    let manifest = tauri_build::AppManifest::new().commands(Vec::leak(commands));
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/**/*")
            .app_manifest(manifest),
    )
    .expect("tauri.conf.json and the capabilities must be valid to build the window");
}
