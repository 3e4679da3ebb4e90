//! Every address that a node answers: the table of contents of this crate.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::activitypub::{self, MachineRefusal, wants_activity};
use crate::app::App;
use crate::{discovery, feeds, handlers, health, pages};

pub fn router(app: App) -> Router {
    machines()
        .merge(handlers::routes(app.clone()))
        .layer(axum::middleware::from_fn(count))
        .layer(CatchPanicLayer::custom(made_a_mistake))
        .with_state(app)
}

/// What other servers, feed readers and watchers ask for.
fn machines() -> Router<App> {
    Router::new()
        .route("/.well-known/webfinger", get(discovery::webfinger))
        .route("/.well-known/host-meta", get(discovery::host_meta))
        .route("/.well-known/nodeinfo", get(discovery::nodeinfo_list))
        .route("/nodeinfo/{version}", get(discovery::nodeinfo))
        .route("/actor", get(activitypub::node_actor))
        .route("/actor/inbox", post(activitypub::shared_inbox))
        .route("/inbox", post(activitypub::shared_inbox))
        .route("/u/{name}", get(actor))
        .route("/u/{name}/inbox", post(activitypub::inbox))
        .route("/u/{name}/outbox", get(activitypub::outbox))
        .route("/u/{name}/{what}", get(activitypub::follows))
        .route("/o/{number}", get(object))
        .route("/o/{number}/{what}", get(activitypub::reactions))
        .route("/a/{number}", get(activitypub::activity))
        .route("/c/{number}", get(activitypub::context))
        .route("/@{name}/feed.atom", get(feeds::atom))
        .route("/@{name}/feed.json", get(feeds::json_feed))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
}

/// GET /u/NAME: the actor for machines, its page for people.
async fn actor(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, MachineRefusal> {
    if wants_activity(&headers) {
        return activitypub::actor(app.node(), &headers, &name);
    }
    let actor = app.node().local_actor(&activitypub::parse_name(&name)?)?;
    Ok(page_instead(actor.id.as_str(), actor.page.path()))
}

/// GET /o/ID: the object for machines, its page for people.
async fn object(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Response, MachineRefusal> {
    if wants_activity(&headers) {
        return activitypub::object(app.node(), &headers, &number);
    }
    let entry = app.node().entry(&activitypub::object_id(app.node(), &number)?)?.entry;
    let page = entry.url.unwrap_or(entry.id.clone());
    Ok(page_instead(entry.id.as_str(), page.path()))
}

/// Sends a person to the page, and tells machines that ask no better where the document is.
fn page_instead(id: &str, page: &str) -> Response {
    let mut response = Redirect::to(page).into_response();
    pages::link_to_document(response.headers_mut(), id);
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept"));
    response
}

/// Counts answers by their status.
async fn count(request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    let response = next.run(request).await;
    metrics::counter!("artel_http_responses_total", "status" => response.status().as_u16().to_string())
        .increment(1);
    response
}

/// A panic in a handler ends that request and nothing else.
fn made_a_mistake(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    (StatusCode::INTERNAL_SERVER_ERROR, "this node made a mistake\n").into_response()
}
