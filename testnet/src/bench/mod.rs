//! What is measured, in which order, and how it is told. Each figure stands beside its limit, measured in the same
//! run: absolute figures wander on shared machines, shares do not.

mod attacks;
mod community;
mod hub;
mod large;
mod limits;
mod load;
mod measures;
mod mesh;
pub mod node;
mod offers;
mod relay;
mod search;

use serde_json::{Value, json};

pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// One measured figure.
#[derive(Clone)]
pub struct Figure {
    pub value: f64,
    pub unit: &'static str,
    /// What it cannot exceed, or should not.
    pub limit: f64,
    pub limit_is: &'static str,
}

impl Figure {
    fn to_json(&self) -> Value {
        json!({
            "value": rounded(self.value),
            "unit": self.unit,
            "limit": rounded(self.limit),
            "limit_is": self.limit_is,
            "share": (self.value / self.limit * 1000.0).round() / 1000.0,
        })
    }
}

fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The figures that there are so far, in the order of measuring.
const NAMES: [&str; 26] = [
    "start_empty_ms",
    "start_100k_ms",
    "idle_rss_mb",
    "actor_gets_per_s",
    "article_pages_per_s",
    "front_page_p95_ms",
    "topic_page_p95_ms",
    "directory_p95_ms",
    "search_p95_ms",
    "searchable_after_ms",
    "inbox_applied_per_s",
    "fanout_deliveries_per_s",
    "gossip_applied_per_s",
    "first_sight_p50_ms",
    "first_sight_p99_ms",
    "catchup_100k_s",
    "catchup_wire_ratio",
    "catchup_one_round_trips",
    "catchup_one_ms",
    "hub_200_nodes_rss_mb",
    "idle_bytes_per_node_per_s",
    "page_p99_under_slow_sockets_ms",
    "slow_sockets_closed_s",
    "page_p99_under_log_ins_ms",
    "log_in_tells_ms",
    "match_ms",
];

/// Measures all figures, or those that are named, and prints them.
pub async fn run(only: &[String], as_json: bool) -> Result<(), Failure> {
    for name in only {
        if !NAMES.contains(&name.as_str()) {
            return Err(format!("there is no figure {name}: there are {}", NAMES.join(", ")).into());
        }
    }
    let mut measured = serde_json::Map::new();
    for name in NAMES {
        if !only.is_empty() && !only.iter().any(|wanted| wanted == name) {
            continue;
        }
        eprintln!("measuring {name} …");
        let figure = match name {
            "start_empty_ms" => measures::start_empty().await?,
            "start_100k_ms" => measures::start_large().await?,
            "front_page_p95_ms" => measures::front_page().await?,
            "topic_page_p95_ms" => community::topic_page().await?,
            "directory_p95_ms" => community::directory().await?,
            "search_p95_ms" => search::p95().await?,
            "searchable_after_ms" => search::searchable_after().await?,
            "idle_rss_mb" => measures::idle_rss().await?,
            "actor_gets_per_s" => measures::actor_gets().await?,
            "article_pages_per_s" => measures::article_pages().await?,
            "inbox_applied_per_s" => measures::inbox_applied().await?,
            "fanout_deliveries_per_s" => measures::fanout().await?,
            "gossip_applied_per_s" => mesh::gossip_applied().await?,
            "first_sight_p50_ms" => mesh::first_sight(50).await?,
            "first_sight_p99_ms" => mesh::first_sight(99).await?,
            "catchup_100k_s" => mesh::catch_up().await?.seconds,
            "catchup_wire_ratio" => mesh::catch_up().await?.wire_ratio,
            "catchup_one_round_trips" => mesh::catch_up().await?.one_rounds,
            "catchup_one_ms" => mesh::catch_up().await?.one_ms,
            "hub_200_nodes_rss_mb" => hub::hub().await?.rss,
            "idle_bytes_per_node_per_s" => hub::hub().await?.idle,
            "page_p99_under_slow_sockets_ms" => attacks::page_under_slow_sockets().await?,
            "slow_sockets_closed_s" => attacks::slow_sockets_closed().await?,
            "page_p99_under_log_ins_ms" => attacks::page_under_log_ins().await?,
            "match_ms" => offers::match_ms().await?,
            _ => attacks::log_in_tells().await?,
        };
        measured.insert(name.into(), figure.to_json());
    }
    if as_json {
        println!("{}", Value::Object(measured));
        return Ok(());
    }
    println!("| figure | value | limit in the same run | share |\n|---|---|---|---|");
    for (name, figure) in measured {
        println!(
            "| `{name}` | {} {} | {} {} | {} % |",
            figure["value"],
            figure["unit"].as_str().unwrap_or_default(),
            figure["limit"],
            figure["limit_is"].as_str().unwrap_or_default(),
            (figure["share"].as_f64().unwrap_or_default() * 100.0).round(),
        );
    }
    Ok(())
}
