//! `artel search`: asks the running node; if none runs, the index is kept just as long as it takes.

use std::time::Duration;

use artel_node::Node;
use artel_node::admin::{self, Request, Response};
use artel_node::features::search::State;
use serde_json::Value;
use tokio::sync::oneshot;

use super::{Failure, in_one_line, open, print, progress};
use crate::cli::{Common, Search};
use crate::console;
use crate::settings::Settings;

/// How often the node is asked how far the index is.
const GLANCE: Duration = Duration::from_millis(200);

pub async fn run(common: &Common, settings: &Settings, search: Search) -> Result<(), Failure> {
    let asked = match admin::ask(&settings.data, &Request::SearchState).await? {
        Some(_) => answer(&Asked::Running(settings), search).await,
        None => {
            let node = open(settings)?;
            let answered = keeping(&node, search).await;
            node.close();
            answered
        }
    };
    show(common, &asked?);
    Ok(())
}

/// Whom to ask.
enum Asked<'a> {
    Running(&'a Settings),
    Opened(&'a Node),
}

impl Asked<'_> {
    async fn ask(&self, request: Request) -> Result<Value, Failure> {
        let response = match self {
            Asked::Running(settings) => admin::ask(&settings.data, &request).await?,
            Asked::Opened(node) => Some(admin::answer(node, request).await),
        };
        match response {
            Some(Response::Done(value)) => Ok(value),
            Some(Response::Refused(sentence)) => Err(sentence.into()),
            None => Err("The node has stopped: start it, then do this again.".into()),
        }
    }

    /// Waits until the index has everything, with progress on standard error.
    async fn until_ready(&self) -> Result<u64, Failure> {
        let (mut progress, mut last) = (progress("making the index"), 0);
        loop {
            match serde_json::from_value(self.ask(Request::SearchState).await?)? {
                State::Ready => return Ok(last),
                State::Failed(reason) => {
                    return Err(format!(
                        "{reason}. See that there is room on the disk and that the folder search/ \
                                        may be written, then do this again."
                    )
                    .into());
                }
                State::Comparing { done, total } => {
                    last = total;
                    progress(done, total);
                }
                State::Off | State::Opening => {}
            }
            tokio::time::sleep(GLANCE).await;
        }
    }
}

/// Keeps the index of a node that does not run while it answers.
async fn keeping(node: &Node, search: Search) -> Result<Value, Failure> {
    let (stop, stopped) = oneshot::channel::<()>();
    let keeping = node.clone();
    let kept = tokio::spawn(async move {
        let stopped = async {
            // Whoever would tell is gone: that is telling enough.
            let _ = stopped.await;
        };
        keeping.keep_search_until(stopped).await;
    });
    let asked = Asked::Opened(node);
    let answered = match asked.until_ready().await {
        Ok(_) => answer(&asked, search).await,
        Err(failure) => Err(failure),
    };
    let _ = stop.send(());
    kept.await?;
    answered
}

async fn answer(asked: &Asked<'_>, search: Search) -> Result<Value, Failure> {
    if search.rebuild {
        asked.ask(Request::RebuildSearch).await?;
        let records = asked.until_ready().await?;
        return Ok(serde_json::json!({"rebuilt": true, "records": records}));
    }
    asked.ask(Request::Search { query: search.query.join(" "), skip: search.skip }).await
}

fn show(common: &Common, answer: &Value) {
    let Some(found) = answer["found"].as_array().filter(|_| !common.json) else {
        return print(common, answer);
    };
    if found.is_empty() {
        console::say("Nothing was found.");
    }
    found.iter().for_each(|hit| console::say(in_one_line(hit)));
    if let Some(next) = answer["next"].as_u64() {
        console::say(format_args!("There is more: --skip {next}"));
    }
    if answer["index"] != "ready" {
        console::warn("The index is not complete yet: some things are not found.");
    }
}
