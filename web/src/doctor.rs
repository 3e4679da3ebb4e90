//! `artel doctor`: finds what is wrong with the installation and says how to mend it.

use std::time::Duration;

use artel_node::admin::{self, Request, Response};
use artel_node::federation::http_client::{Resolve, SystemResolver};
use artel_node::store::folder;
use artel_node::{Clock, Node};
use serde_json::{Value, json};

use crate::commands::{Failure, effects};
use crate::settings::{Settings, TlsMode};

/// One thing that was looked at.
struct Finding {
    about: &'static str,
    well: bool,
    /// What was found and, if it is not well, the mend.
    sentence: String,
}

/// The least room on the disk, in bytes.
const LEAST_ROOM: u64 = 1024 * 1024 * 1024;
/// A clock before the release of this version is wrong: 2026-11-01.
const RELEASED_MS: i64 = 1_793_491_200_000;

/// Looks at everything and prints it. Fails if anything has to be mended.
pub async fn run(settings: &Settings, as_json: bool) -> Result<(), Failure> {
    let base = base(settings).await;
    let mut findings = vec![clock(), disk(settings), store(&base)];
    if let Ok(Some(base)) = &base {
        findings.push(name(base).await);
        findings.push(certificate(settings, base));
    }
    if as_json {
        let listed: Vec<Value> = findings
            .iter()
            .map(|finding| json!({"about": finding.about, "well": finding.well, "finding": finding.sentence}))
            .collect();
        println!("{}", Value::Array(listed));
    } else {
        for finding in &findings {
            println!(
                "{}  {}: {}",
                if finding.well { "well" } else { "MEND" },
                finding.about,
                finding.sentence
            );
        }
    }
    match findings.iter().filter(|finding| !finding.well).count() {
        0 => Ok(()),
        1 => Err("One thing has to be mended.".into()),
        several => Err(format!("{several} things have to be mended.").into()),
    }
}

/// Where the node stands, from the running one or from its folder.
async fn base(settings: &Settings) -> Result<Option<String>, Failure> {
    match admin::ask(&settings.data, &Request::Status).await? {
        Some(Response::Done(status)) => Ok(status["base"].as_str().map(str::to_owned)),
        Some(Response::Refused(sentence)) => Err(sentence.into()),
        None => {
            let node = Node::open(settings.config()?, effects())?;
            let record = node.record()?;
            node.close();
            Ok(record.map(|record| record.base.to_string()))
        }
    }
}

fn clock() -> Finding {
    let now = Clock::system().now();
    let well = now.0 > RELEASED_MS;
    let sentence = match well {
        true => format!("the clock says {}", now.to_rfc3339()),
        false => format!("the clock says {}: set it, and let it be kept by NTP", now.to_rfc3339()),
    };
    Finding { about: "clock", well, sentence }
}

fn disk(settings: &Settings) -> Finding {
    let room = folder::room(&settings.data);
    let (well, sentence) = match room {
        Some(room) if room >= LEAST_ROOM => (true, format!("{} MB are free", room / 1_000_000)),
        Some(room) => (false, format!("only {} MB are free: make room", room / 1_000_000)),
        None => (true, "how much is free cannot be told here".into()),
    };
    Finding { about: "disk", well, sentence }
}

fn store(base: &Result<Option<String>, Failure>) -> Finding {
    let (well, sentence) = match base {
        Ok(Some(base)) => (true, format!("it opens, and the node is set up as {base}")),
        Ok(None) => (false, "the node is not set up: start it and open the link that it prints".into()),
        Err(failure) => (false, failure.to_string()),
    };
    Finding { about: "store", well, sentence }
}

async fn name(base: &str) -> Finding {
    let host = base.split("://").nth(1).unwrap_or_default().split([':', '/']).next().unwrap_or_default();
    let found = tokio::time::timeout(Duration::from_secs(5), SystemResolver.resolve(host)).await;
    let (well, sentence) = match found {
        Ok(Ok(addresses)) if !addresses.is_empty() => {
            (true, format!("{host} leads to {}", addresses[0].ip()))
        }
        _ => (false, format!("{host} leads nowhere: set its A or AAAA record to this machine's address")),
    };
    Finding { about: "name", well, sentence }
}

fn certificate(settings: &Settings, base: &str) -> Finding {
    let needs_tls = base.starts_with("https://");
    let (well, sentence) = match settings.tls {
        TlsMode::Off if needs_tls && settings.trusted_proxies.is_empty() => (
            false,
            "TLS is left to a proxy in front, but trusted_proxies is empty: everybody seems to ask from the proxy's \
             address. Set it to that address, or set tls to \"acme\" if there is no proxy"
                .into(),
        ),
        TlsMode::Off if needs_tls => (true, "TLS is left to a proxy in front".into()),
        TlsMode::Off => (true, "the trial needs no TLS".into()),
        TlsMode::Acme => (true, "the certificate is asked for and renewed by itself".into()),
        TlsMode::Files => match crate::serve::tls_files(settings) {
            Ok(_) => (true, "the certificate and its key can be read".into()),
            Err(failure) => (false, failure.to_string()),
        },
    };
    Finding { about: "TLS", well, sentence }
}
