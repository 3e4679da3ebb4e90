//! For those who watch over a node: is it alive, is it ready, what does it count.

use std::net::IpAddr;

use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::accept::{ClientAddress, PassedOn};
use crate::app::App;

/// GET /livez: the process answers.
pub async fn livez() -> &'static str {
    "ok\n"
}

/// GET /readyz: set up, and the store takes writes.
pub async fn readyz(State(app): State<App>) -> Response {
    let node = app.node();
    match node.record() {
        Ok(Some(_)) if node.store().is_writable() => "ready\n".into_response(),
        Ok(Some(_)) => (StatusCode::SERVICE_UNAVAILABLE, "the store only reads\n").into_response(),
        Ok(None) => (StatusCode::SERVICE_UNAVAILABLE, "not set up yet\n").into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store cannot be read\n").into_response(),
    }
}

/// GET /metrics in the format of Prometheus: to this machine, or to who knows the token.
pub async fn metrics(
    State(app): State<App>,
    client: Option<Extension<ClientAddress>>,
    passed_on: Option<Extension<PassedOn>>,
    headers: HeaderMap,
) -> Response {
    // A proxy on this machine that is not in trusted_proxies passes on what anybody in the world asks.
    let local =
        passed_on.is_none() && client.is_some_and(|Extension(ClientAddress(address))| is_loopback(address));
    if !local && !knows_the_token(&app, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    match app.metrics() {
        Some(metrics) => {
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics.render()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

fn knows_the_token(app: &App, headers: &HeaderMap) -> bool {
    let Some(token) = &app.settings().metrics_token else { return false };
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    given.and_then(|given| given.strip_prefix("Bearer ")).is_some_and(|given| {
        artel_protocol::key::sha256(given.as_bytes()) == artel_protocol::key::sha256(token.as_bytes())
    })
}
