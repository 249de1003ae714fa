//! The project's own commands: `cargo xtask run | test | tour | bench | codegen | coverage | layers`.
#![expect(clippy::print_stdout, reason = "xtask talks to the person at the terminal")]

mod bench;
mod build;
mod codegen;
mod coverage;
mod layers;
mod metadata;
mod node;
mod plan;
mod process;
mod python;
mod root;
mod run;
mod screen;
mod system;
mod test;
mod tour;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run [--stay]        install what is missing, build the studio, open its window
cargo xtask run -- ARGS…        build the command line only, and run `upbeat ARGS…`
cargo xtask build               build the studio's window, without opening it
cargo xtask test [--quick]      set up what tests need, then every check; --quick leaves out the slow ones
cargo xtask test LAYER…         only those rows of the table, with what they are built from: `test window app`
cargo xtask tour                play the main journey in the real window, write a page with its pictures
cargo xtask bench [NAME…]       measure in release builds (media store publisher start), write docs/measurements
cargo xtask codegen [--check]   write (or check) the generated TypeScript
cargo xtask coverage [--check]  write (or check) docs/COVERAGE.md: what the app does, where, what proves it
cargo xtask layers              check who may use whom
cargo xtask setup [run|test]    only install what is missing
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", [].as_slice()),
    };
    let done = match command {
        "run" => run::run(rest),
        "build" => build::studio(),
        "test" => test::test(rest),
        "tour" => tour::tour(rest),
        "codegen" => codegen::codegen(rest),
        "bench" => bench::bench(rest),
        "coverage" => coverage::coverage(rest),
        "layers" => layers::command(),
        "setup" => system::setup(rest),
        "--in-screen" => screen::inside(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        unknown => {
            eprintln!("There is no command `{unknown}`.\n\n{HELP}");
            Ok(ExitCode::from(2))
        }
    };
    done.unwrap_or_else(|error| {
        eprintln!("\nStopped: {error:#}");
        ExitCode::FAILURE
    })
}
