//! Opens the window of the studio.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    upbeat_desktop::run()
}
