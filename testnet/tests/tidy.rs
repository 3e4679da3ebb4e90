//! The invariants of the architecture that a test can hold: what is not there, and what must be.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the workspace").to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust file below a folder, with its path from the root.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("a folder can be read to its end").path();
            if path.is_dir() {
                if !path.ends_with("target") && !path.ends_with("node_modules") {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).expect("it is below the root").display().to_string();
                found.push((name, fs::read_to_string(&path).expect("sources are text")));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no sources");
    found
}

/// The lines of a file that are code, not words about it.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

/// Nobody names `word` below `folder` but the files whose paths begin with one of `allowed`.
fn only_named_in(folder: &str, word: &str, allowed: &[&str]) {
    for (path, text) in sources(folder) {
        if allowed.iter().any(|allowed| path.starts_with(allowed)) {
            continue;
        }
        // `super::fjall::` is our own file of that name.
        let named = code(&text).find(|line| line.replace(&format!("super::{word}"), "").contains(word));
        assert_eq!(named, None, "{path} names {word}");
    }
}

/// The crates that a manifest depends on outside its tests.
fn dependencies(manifest: &str) -> Vec<String> {
    let text = read(manifest);
    let section = text.split("\n[dependencies]\n").nth(1).expect("it has dependencies");
    let section = section.split("\n[").next().expect("a split has a first part");
    let name = |line: &str| line.split(['.', ' ', '=']).next().unwrap_or_default().to_owned();
    section.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(name).collect()
}

#[test]
fn the_arrows_between_the_crates_point_one_way() {
    let ours = |manifest: &str| -> Vec<String> {
        dependencies(manifest).into_iter().filter(|name| name.starts_with("artel-")).collect()
    };
    assert_eq!(ours("protocol/Cargo.toml"), Vec::<String>::new());
    assert_eq!(ours("node/Cargo.toml"), ["artel-protocol"]);
    assert_eq!(ours("web/Cargo.toml"), ["artel-node", "artel-protocol"]);
    assert_eq!(ours("testnet/Cargo.toml"), ["artel-node", "artel-protocol", "artel-web"]);
}

#[test]
fn the_protocol_does_no_io_and_reads_no_clock() {
    let found = dependencies("protocol/Cargo.toml");
    for forbidden in
        ["tokio", "axum", "hyper", "reqwest", "libp2p", "sled", "fjall", "getrandom", "rand", "tracing"]
    {
        assert!(!found.iter().any(|name| name == forbidden), "protocol depends on {forbidden}");
    }
    for word in ["std::fs", "std::net", "std::io::", "SystemTime", "Instant::now", "now_utc", "std::env"] {
        only_named_in("protocol/src", word, &[]);
    }
}

#[test]
fn what_is_verified_is_made_in_one_file() {
    for folder in ["protocol/src", "node/src", "web/src"] {
        only_named_in(folder, "Verified {", &["protocol/src/verified.rs"]);
    }
}

#[test]
fn every_guest_is_named_in_one_place() {
    for folder in ["node/src", "web/src", "testnet/src"] {
        only_named_in(folder, "fjall::", &["node/src/store/fjall"]);
        only_named_in(folder, "sled::", &["node/src/store/sled"]);
        only_named_in(folder, "lettre::", &["node/src/features/mail"]);
        only_named_in(folder, "reqwest::", &["node/src/federation/http_client"]);
    }
    for folder in ["protocol/src", "node/src", "web/src"] {
        only_named_in(folder, "activitypub_federation", &["node/src/federation"]);
        only_named_in(folder, "libp2p", &["node/src/network"]);
    }
}

#[test]
fn clock_and_randomness_have_one_place_each() {
    for folder in ["node/src", "web/src"] {
        only_named_in(folder, "SystemTime::now", &["node/src/clock.rs"]);
        only_named_in(folder, "getrandom::", &["node/src/random.rs"]);
    }
}

#[test]
fn the_heart_stays_small() {
    let lines = read("node/src/pipeline.rs").lines().count();
    assert!(lines < 200, "node/src/pipeline.rs has {lines} lines");
}

#[test]
fn every_file_begins_with_why_it_exists() {
    for folder in ["protocol/src", "node/src", "web/src", "testnet/src"] {
        for (path, text) in sources(folder) {
            assert!(text.starts_with("//!"), "{path} does not begin with its reason");
        }
    }
}

#[test]
fn every_limit_has_a_sentence() {
    let text = read("protocol/src/limits.rs");
    let mut explained = false;
    for line in text.lines() {
        if line.starts_with("///") {
            explained = true;
        } else if line.starts_with("pub const") {
            assert!(explained, "{line} has no sentence");
            explained = false;
        }
    }
}

#[test]
fn every_kind_has_its_words_samples_and_fixtures() {
    let mut fixtures = String::new();
    let mut open = vec![root().join("protocol/fixtures")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("fixtures can be listed") {
            let path = entry.expect("and read").path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                fixtures.push_str(&text.replace(": \"", ":\""));
            }
        }
    }
    for kind in artel_protocol::kinds::NAMES {
        for file in ["mod.rs", "wire.rs", "en.ftl", "ru.ftl", "de.ftl"] {
            let path = format!("protocol/src/kinds/{kind}/{file}");
            assert!(root().join(&path).exists(), "{path} is missing");
        }
        let samples: Vec<_> =
            artel_protocol::kinds::samples().into_iter().filter(|sample| sample.kind() == *kind).collect();
        assert!(!samples.is_empty(), "{kind} has no samples");
        let kind_type = format!("\"type\":\"{}\"", samples[0].wire_type());
        assert!(fixtures.contains(&kind_type), "no fixture is of the type of {kind}");
    }
}

#[test]
fn every_path_that_the_documents_name_exists() {
    for document in ["docs/ARCHITECTURE.md", "docs/ADDING-A-KIND.md", "README.md"] {
        let text = read(document);
        for named in text.split('`').skip(1).step_by(2) {
            let is_path = ["protocol/", "node/", "web/", "testnet/", "docs/", ".ci/"]
                .iter()
                .any(|start| named.starts_with(start));
            if !is_path || named.contains(['<', '*', ' ', '{']) {
                continue;
            }
            let path = named.split(':').next().expect("a split has a first part").trim_end_matches('/');
            assert!(root().join(path).exists(), "{document} names {path}, which does not exist");
        }
    }
}
