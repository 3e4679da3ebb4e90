//! The executable `artel`.

use std::process::ExitCode;

use clap::Parser;

/// Hundreds of nodes may wake up together: what that takes is given back afterwards.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    artel_web::commands::run(artel_web::cli::Cli::parse())
}
