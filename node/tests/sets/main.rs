//! A community on five nodes, simulated from a seed: activities that come in any order, late, twice or never; nodes that
//! are killed, cut off and restored from backups; clocks that are wrong. In the end all have the same set, and show the
//! same.
//!
//! `ARTEL_SEED=17 cargo test -p artel-node --test sets` plays one seed again, exactly; `--release` plays a hundred.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod chance;
mod memory;
mod replica;
mod session;
mod world;

use std::sync::atomic::{AtomicU64, Ordering};

use world::World;

/// How many worlds are played, and how much is said in each. Unoptimised each takes some seconds.
const SEEDS: u64 = if cfg!(debug_assertions) { 6 } else { 100 };
const ACTIVITIES: usize = 2_000;

#[test]
fn any_order_of_arrival_gives_the_same_set_and_the_same_view() {
    let seed = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    if let Some(seed) = seed("ARTEL_SEED") {
        println!("{}", World::new(seed).play(ACTIVITIES));
        return;
    }
    let seeds = seed("ARTEL_SEEDS").unwrap_or(SEEDS);
    let next = AtomicU64::new(1);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed > seeds {
                        return;
                    }
                    println!("{}", World::new(seed).play(ACTIVITIES));
                }
            });
        }
    });
}
