//! How long a search takes, and how long it is until something new is found: with 100,000 entries, by the node's socket,
//! since pages are rationed.

use std::time::Duration;

use artel_node::Node;
use artel_node::admin::Request;
use artel_node::features::search::State;
use serde_json::Value;
use tokio::sync::oneshot;

use super::large::large;
use super::load::Stopwatch;
use super::node::{COMPANY, Measured, NOWHERE};
use super::{Failure, Figure};

/// How often everything is asked.
const ROUNDS: usize = 50;
/// How many new articles are looked for.
const NEW: usize = 20;
const GLANCE: Duration = Duration::from_millis(5);

/// Makes the index of a node that does not run yet.
pub async fn make_index(node: &Node) -> Result<(), Failure> {
    eprintln!("  the index …");
    let (stop, stops) = oneshot::channel::<()>();
    let keeping = node.clone();
    let kept = tokio::spawn(async move {
        keeping
            .keep_search_until(async {
                // Whoever would tell is gone: that is telling enough.
                let _ = stops.await;
            })
            .await;
    });
    while node.search_state() != State::Ready {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let _ = stop.send(());
    kept.await?;
    Ok(())
}

async fn start() -> Result<Measured, Failure> {
    // Nobody else is asked for anything.
    let node = Measured::start(&large().await?.data, NOWHERE).await?;
    while node.ask(&Request::SearchState).await? != "ready" {
        tokio::time::sleep(GLANCE).await;
    }
    Ok(node)
}

async fn ask(node: &Measured, query: &str) -> Result<Value, Failure> {
    node.ask(&Request::Search { query: query.into(), skip: 0 }).await
}

/// Of words that all entries have, words that few have, beginnings of words, and filters.
pub async fn p95() -> Result<Figure, Failure> {
    let node = start().await?;
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let queries = [
            "article".to_owned(),
            format!("article {round}"),
            "everybody sees first".to_owned(),
            "some text of length bench".to_owned(),
            "ar".to_owned(),
            format!("length kind:article from:@{COMPANY}"),
            format!("kind:article since:2020-01-{:02}", round % 28 + 1),
            "nothing of that".to_owned(),
        ];
        for query in queries {
            let watch = Stopwatch::start();
            ask(&node, &query).await?;
            times.push(watch.elapsed().as_secs_f64() * 1000.0);
        }
    }
    node.stop().await?;
    times.sort_by(f64::total_cmp);
    Ok(Figure {
        value: times[times.len() * 95 / 100],
        unit: "ms",
        limit: 30.0,
        limit_is: "ms that we aim at",
    })
}

/// The longest of some articles, from when publishing is acknowledged.
pub async fn searchable_after() -> Result<Figure, Failure> {
    let node = start().await?;
    let mut longest: f64 = 0.0;
    for number in 0..NEW {
        let word = format!("novelty{number}x");
        node.publish(&word).await?;
        let watch = Stopwatch::start();
        while ask(&node, &word).await?["found"].as_array().is_none_or(Vec::is_empty) {
            tokio::time::sleep(GLANCE).await;
        }
        longest = longest.max(watch.elapsed().as_secs_f64() * 1000.0);
    }
    node.stop().await?;
    Ok(Figure { value: longest, unit: "ms", limit: 1_000.0, limit_is: "ms that we aim at" })
}
