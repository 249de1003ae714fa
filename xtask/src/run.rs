//! `cargo xtask run`: from nothing to the open studio, or to the command line's first answer.

use crate::plan::{Step, follow};
use crate::process::{command, run as start, say};
use crate::root::{binary, target};
use crate::system::{Purpose, provide, provide_beside};
use crate::{build, node, screen};
use anyhow::{Context, Result, bail};
use std::process::ExitCode;

/// Runs the command.
pub fn run(arguments: &[String]) -> Result<ExitCode> {
    match arguments.split_first() {
        None => window(false),
        Some((first, [])) if first == "--stay" => window(true),
        Some((first, rest)) if first == "--" && !rest.is_empty() => command_line(rest),
        Some((first, _)) if first.starts_with("--") => {
            bail!("`run` knows --stay, or `-- ARGUMENTS` for the command line; not `{first}`")
        }
        Some(_) => command_line(arguments),
    }
}

fn command_line(arguments: &[String]) -> Result<ExitCode> {
    let steps = vec![Step::new("Install what is missing, and build the command line meanwhile", 4.0, || {
        provide_beside(Purpose::CommandLine, build::command_line)
    })];
    follow("upbeat on the command line", steps)?;
    let program = binary("upbeat");
    let status = command(&program, arguments)
        .status()
        .with_context(|| format!("could not start {}", program.display()))?;
    Ok(ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)))
}

fn window(stay: bool) -> Result<ExitCode> {
    let display = screen::has_display();
    let purpose = if display { Purpose::Window } else { Purpose::Screen };
    let open: Step = if display {
        Step::new("Open the studio", 0.1, || {
            say("      Close its window to come back here.");
            start(&mut command(binary("upbeat-desktop"), [""; 0]))
        })
    } else {
        Step::new("Open the studio on a virtual screen", 0.2, move || on_virtual_screen(stay))
    };
    let steps = vec![
        Step::new("See what is missing, install it", 1.5, move || provide(purpose)),
        Step::new("Provide Node", 0.2, node::provide),
        Step::new("Build the interface", 0.7, build::interface),
        Step::new("Build the studio", 8.0, build::window),
        open,
    ];
    follow("The studio", steps)?;
    Ok(ExitCode::SUCCESS)
}

/// Opens the window where nobody can see it, and saves its picture.
fn on_virtual_screen(stay: bool) -> Result<()> {
    let home = target().join("screen");
    let picture = home.join("studio.png");
    std::fs::create_dir_all(&home)?;
    say("      There is no display here: the same window opens on a virtual one, with a private");
    say("      session bus and keyring.");
    let app = binary("upbeat-desktop");
    let mut line = screen::on_screen(
        &home,
        &["picture", &picture.to_string_lossy(), if stay { "stay" } else { "leave" }, &app.to_string_lossy()],
    )?;
    start(line.command().env("UPBEAT_DATA", home.join("studio")))?;
    say(&format!("      Its picture: {}", picture.display()));
    say("      Next: on a machine with a display, `cargo xtask run` opens it for you. Here, `cargo xtask");
    say("      run -- prepare PHOTO --for all --out FOLDER` prepares a photo for every network, and");
    say("      `cargo xtask run --stay` keeps the virtual window open.");
    Ok(())
}
