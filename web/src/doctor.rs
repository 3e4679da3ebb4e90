//! What is wrong with the installation and how to mend it: one list of checks for `artel doctor`, for the page of
//! repairs and for the count that operators see.

mod certificate;
mod condition;
mod machine;
mod outside;

use std::borrow::Cow;
use std::time::Duration;

use artel_node::admin::{self, Request, Response};
use artel_node::features::vitals::Vitals;
use artel_node::federation::http_client::HttpClient;
use artel_node::{Clock, Node};
use fluent_bundle::FluentValue;
use serde_json::{Value, json};

use crate::commands::{Failure, effects};
use crate::console;
use crate::i18n::Lang;
use crate::settings::Settings;

/// How a thing is that was looked at.
#[derive(Copy, Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// It needs fixing.
    Wrong,
    /// It works, and should be better.
    Advice,
    Well,
}

/// One thing that was looked at.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What was looked at, in a word for programs.
    pub about: &'static str,
    pub level: Level,
    /// The keys of words: what was found, and the mend.
    said: &'static str,
    mend: Option<&'static str>,
    arguments: Vec<(&'static str, FluentValue<'static>)>,
}

impl Finding {
    fn well(about: &'static str, said: &'static str) -> Finding {
        Finding { about, level: Level::Well, said, mend: None, arguments: Vec::new() }
    }

    fn advice(about: &'static str, said: &'static str, mend: &'static str) -> Finding {
        Finding { level: Level::Advice, mend: Some(mend), ..Finding::well(about, said) }
    }

    fn wrong(about: &'static str, said: &'static str, mend: &'static str) -> Finding {
        Finding { level: Level::Wrong, mend: Some(mend), ..Finding::well(about, said) }
    }

    /// Fills in something that the words name.
    fn with(mut self, name: &'static str, value: impl Into<FluentValue<'static>>) -> Finding {
        self.arguments.push((name, value.into()));
        self
    }

    pub fn is_wrong(&self) -> bool {
        self.level == Level::Wrong
    }

    /// What was found.
    pub fn said(&self, lang: Lang) -> Cow<'static, str> {
        lang.with(self.said, &self.arguments)
    }

    /// What to do about it; none when all is well.
    pub fn mend(&self, lang: Lang) -> Option<Cow<'static, str>> {
        self.mend.map(|mend| lang.with(mend, &self.arguments))
    }

    /// What was found and the mend, for the command line and the log.
    pub fn in_english(&self) -> String {
        match self.mend(Lang::En) {
            Some(mend) => format!("{} {mend}", self.said(Lang::En)),
            None => self.said(Lang::En).into_owned(),
        }
    }
}

/// The longest that all checks together may take: each has a shorter time of its own.
const LONGEST: Duration = Duration::from_secs(25);

/// Who is asked about what.
struct Patient<'a> {
    settings: &'a Settings,
    vitals: &'a Vitals,
    http: &'a HttpClient,
    /// The node runs, so that it can be asked for under its name.
    running: bool,
}

/// Looks at everything, what is wrong first.
pub async fn look(node: &Node, settings: &Settings) -> Vec<Finding> {
    match node.vitals().await {
        Ok(vitals) => look_at(&Patient { settings, vitals: &vitals, http: node.http(), running: true }).await,
        Err(refusal) => vec![unreadable(&refusal.to_string())],
    }
}

fn unreadable(sentence: &str) -> Finding {
    Finding::wrong("store", "check-store-unreadable", "check-store-unreadable-mend")
        .with("what", sentence.to_owned())
}

async fn look_at(patient: &Patient<'_>) -> Vec<Finding> {
    let outside = async {
        let (reached, certificate) = tokio::join!(outside::reached(patient), certificate::check(patient));
        [reached, vec![certificate]].concat()
    };
    let mut findings = tokio::time::timeout(LONGEST, outside).await.unwrap_or_default();
    findings.push(certificate::roots());
    findings.extend(machine::check(patient));
    findings.extend(condition::check(patient));
    findings.sort_by_key(|finding| finding.level);
    findings
}

/// `artel doctor`: looks at everything and prints it. Fails if anything needs fixing.
pub async fn run(settings: &Settings, as_json: bool) -> Result<(), Failure> {
    let findings = match admin::ask(&settings.data, &Request::Vitals).await? {
        Some(Response::Done(vitals)) => {
            let vitals: Vitals = serde_json::from_value(vitals)?;
            let http = Node::http_of(&settings.config()?, effects().resolver);
            look_at(&Patient { settings, vitals: &vitals, http: &http, running: true }).await
        }
        Some(Response::Refused(sentence)) => vec![unreadable(&sentence)],
        None => look_at_the_folder(settings).await?,
    };
    if as_json {
        console::say(Value::Array(findings.iter().map(as_value).collect()));
    } else {
        findings.iter().for_each(print);
    }
    match findings.iter().filter(|finding| finding.is_wrong()).count() {
        0 => Ok(()),
        1 => Err("One thing needs fixing.".into()),
        several => Err(format!("{several} things need fixing.").into()),
    }
}

/// No node runs on the folder, so it is opened for a moment.
async fn look_at_the_folder(settings: &Settings) -> Result<Vec<Finding>, Failure> {
    let node = match Node::open(settings.config()?, effects()) {
        Ok(node) => node,
        Err(error) => return Ok(vec![unreadable(&error.to_string())]),
    };
    let vitals = node.vitals().await;
    node.close();
    Ok(match vitals {
        Ok(vitals) => {
            look_at(&Patient { settings, vitals: &vitals, http: node.http(), running: false }).await
        }
        Err(refusal) => vec![unreadable(&refusal.to_string())],
    })
}

fn as_value(finding: &Finding) -> Value {
    let level = match finding.level {
        Level::Wrong => "wrong",
        Level::Advice => "advice",
        Level::Well => "well",
    };
    json!({
        "about": finding.about,
        "level": level,
        "well": !finding.is_wrong(),
        "finding": finding.said(Lang::En),
        "mend": finding.mend(Lang::En),
    })
}

fn print(finding: &Finding) {
    let level = match finding.level {
        Level::Wrong => "MEND  ",
        Level::Advice => "advice",
        Level::Well => "well  ",
    };
    console::say(format_args!("{level}  {}: {}", finding.about, finding.in_english()));
}

/// The moment of the system's clock.
fn now() -> artel_protocol::Timestamp {
    Clock::system().now()
}

/// Findings of every level, for the samples of the page of repairs.
pub fn samples() -> Vec<Finding> {
    vec![
        Finding::wrong("backup", "check-backup-old", "check-backup-old-mend").with("days", 5),
        Finding::advice("peers", "check-peers-silent", "check-peers-silent-mend")
            .with("what", "masto.example"),
        Finding::well("disk", "check-disk-well").with("mb", 41_200),
    ]
}
