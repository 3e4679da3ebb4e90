//! The executable `artel`.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    artel_web::commands::run(artel_web::cli::Cli::parse())
}
