//! The benchmark and the demo: `cargo run --release -p artel-testnet -- bench`, `… -- demo`.

mod bench;
mod demo;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "artel-testnet", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure how fast a node is, and what that is a share of
    #[command(
        after_help = "Example: cargo run --release -p artel-testnet -- bench --only inbox_applied_per_s --json"
    )]
    Bench {
        /// Only these figures, separated by commas
        #[arg(long, value_delimiter = ',')]
        only: Vec<String>,
        /// Print one JSON object instead of a table
        #[arg(long)]
        json: bool,
    },
    /// Show a chamber with five hosted companies and two nodes of their own, after some weeks
    #[command(after_help = "Example: cargo run --release -p artel-testnet -- demo")]
    Demo(demo::Arguments),
    /// A node for the benchmark to measure from outside
    #[command(hide = true)]
    Node(bench::node::Arguments),
}

/// Hundreds of nodes may wake up together: what that takes is given back afterwards.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("The system gives no threads to run on: {error}.");
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(async {
        match Cli::parse().command {
            Command::Bench { only, json } => bench::run(&only, json).await,
            Command::Demo(arguments) => demo::run(arguments).await,
            Command::Node(arguments) => bench::node::run(arguments).await,
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("artel-testnet: {failure}");
            ExitCode::FAILURE
        }
    }
}
