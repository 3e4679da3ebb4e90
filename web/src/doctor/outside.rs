//! What others see who ask for the node by its public name.

use std::time::Duration;

use artel_node::federation::http_client::{HttpError, Resolve, Response, SystemResolver};
use artel_protocol::Id;

use super::{Finding, Patient, now};
use crate::handlers::checks::{ECHO, Echo};

/// How long the name may take to resolve.
const RESOLVES: Duration = Duration::from_secs(5);
/// Somebody who got through to us in this time knows the way.
const HEARD: Duration = Duration::from_secs(24 * 3600);

/// Whether the name leads here, and whether what is in front passes everything on.
pub(super) async fn reached(patient: &Patient<'_>) -> Vec<Finding> {
    let Some(base) = patient.vitals.base.as_deref().and_then(|base| Id::parse(base).ok()) else {
        return Vec::new();
    };
    if patient.vitals.trial {
        return vec![Finding::well("name", "check-name-trial")];
    }
    let host = base.host().to_owned();
    let bare = host.rsplit_once(':').map_or(&*host, |(name, _)| name);
    let found = tokio::time::timeout(RESOLVES, SystemResolver.resolve(bare)).await;
    if !matches!(found, Ok(Ok(addresses)) if !addresses.is_empty()) {
        let nowhere = Finding::wrong("name", "check-name-nowhere", "check-name-nowhere-mend");
        return vec![nowhere.with("what", host)];
    }
    if !patient.running {
        return vec![Finding::advice("name", "check-name-not-running", "check-name-not-running-mend")];
    }
    let (echo, list) = (base.join(ECHO), base.join("/.well-known/nodeinfo"));
    let (echo, list) =
        tokio::join!(patient.http.get(&echo, "application/json", None), patient.http.get(&list, "*/*", None));
    match echo {
        Ok(answer) => [judge(patient, &base, &answer), vec![passes_on(&base, &list)]].concat(),
        Err(error) => vec![unreached(patient, &error).with("what", host).with("why", error.to_string())],
    }
}

/// Whether it was this very process that answered, and what it saw of the request.
fn judge(patient: &Patient<'_>, base: &Id, answer: &Response) -> Vec<Finding> {
    let host = base.host().to_owned();
    let echo = serde_json::from_slice::<Echo>(&answer.body).ok();
    let Some(echo) = echo.filter(|echo| echo.token == patient.vitals.run) else {
        return vec![
            Finding::wrong("name", "check-name-elsewhere", "check-name-elsewhere-mend").with("what", host),
        ];
    };
    let well = Finding::well("name", "check-name-well").with("what", host);
    let seen = format!("{}://{}", echo.scheme, echo.host);
    if seen == base.as_str().trim_end_matches('/') {
        return vec![well];
    }
    let distorted = Finding::wrong("proxy", "check-proxy-seen", "check-proxy-seen-mend");
    vec![well, distorted.with("what", base.to_string()).with("seen", seen)]
}

/// Something in front may keep some addresses for itself.
fn passes_on(base: &Id, list: &Result<Response, HttpError>) -> Finding {
    let names_us = list.as_ref().is_ok_and(|answer| {
        answer.status.is_success() && String::from_utf8_lossy(&answer.body).contains(base.as_str())
    });
    match names_us {
        true => Finding::well("proxy", "check-proxy-well"),
        false => Finding::wrong("proxy", "check-proxy-keeps", "check-proxy-keeps-mend"),
    }
}

/// Many routers do not lead a machine back to itself, so others' word counts for more than our own attempt.
fn unreached(patient: &Patient<'_>, error: &HttpError) -> Finding {
    let heard = patient.vitals.last_heard;
    if heard.is_some_and(|heard| now().since(heard) < HEARD) {
        return Finding::well("name", "check-name-heard");
    }
    if error.is_refused_address() {
        return Finding::advice("name", "check-name-private", "check-name-private-mend");
    }
    Finding::wrong("name", "check-name-unreached", "check-name-unreached-mend")
}
