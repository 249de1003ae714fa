//! The studio without a window.

mod args;
mod command;
mod output;
mod studio;
mod targets;
mod usage;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) => return usage::of_clap(args::typed(), &error),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("upbeat: {error}");
            return ExitCode::FAILURE;
        }
    };
    args::log();
    runtime.block_on(command::run(args)).into()
}
