//! Every address that a node answers: the table of contents of this crate.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::access::Access::Anyone;
use crate::access::{Route, Routes};
use crate::activitypub::{self, MachineRefusal, wants_activity};
use crate::app::App;
use crate::{conditional, crawlers, discovery, feeds, handlers, health, pages};

pub fn router(app: App) -> Router {
    machines()
        .merge(handlers::routes(app.clone()))
        .layer(axum::middleware::from_fn(conditional::revalidate))
        .layer(conditional::compression())
        .layer(axum::middleware::from_fn(count))
        .layer(CatchPanicLayer::custom(made_a_mistake))
        .with_state(app)
}

/// What other servers, feed readers and watchers ask for.
fn machines() -> Router<App> {
    machine_routes().into_iter().fold(Router::new(), |router, route| router.route(route.path, route.methods))
}

/// Every address for machines. Nobody logs in there: who may is a matter of signatures and of what is public.
pub fn machine_routes() -> Vec<Route> {
    let mut routes = Routes::default();
    routes.at("/.well-known/webfinger").get(Anyone, discovery::webfinger);
    routes.at("/.well-known/host-meta").get(Anyone, discovery::host_meta);
    routes.at("/.well-known/nodeinfo").get(Anyone, discovery::nodeinfo_list);
    routes.at("/.well-known/artel-echo").get(Anyone, handlers::checks::echo);
    routes.at("/nodeinfo/{version}").get(Anyone, discovery::nodeinfo);
    routes.at("/actor").get(Anyone, activitypub::node_actor);
    routes.at("/actor/inbox").post(Anyone, activitypub::shared_inbox);
    routes.at("/inbox").post(Anyone, activitypub::shared_inbox);
    routes.at("/u/{name}").get(Anyone, actor);
    routes.at("/u/{name}/inbox").post(Anyone, activitypub::inbox);
    routes.at("/u/{name}/outbox").get(Anyone, activitypub::outbox);
    routes.at("/u/{name}/{what}").get(Anyone, activitypub::follows);
    routes.at("/s/{name}").get(Anyone, actor);
    routes.at("/s/{name}/inbox").post(Anyone, activitypub::inbox);
    routes.at("/s/{name}/outbox").get(Anyone, activitypub::outbox);
    routes.at("/s/{name}/{what}").get(Anyone, activitypub::follows);
    routes.at("/o/{number}").get(Anyone, object);
    routes.at("/o/{number}/{what}").get(Anyone, activitypub::reactions);
    routes.at("/a/{number}").get(Anyone, activitypub::activity);
    routes.at("/c/{number}").get(Anyone, activitypub::context);
    routes.at("/credentials/{number}").get(Anyone, handlers::directory::credential);
    routes.at("/@{name}/feed.atom").get(Anyone, feeds::atom);
    routes.at("/@{name}/feed.json").get(Anyone, feeds::json_feed);
    routes.at("/tags/{tag}/feed.atom").get(Anyone, feeds::tag_atom);
    routes.at("/tags/{tag}/feed.json").get(Anyone, feeds::tag_json);
    routes.at("/offers/feed.atom").get(Anyone, feeds::offers_atom);
    routes.at("/offers/feed.json").get(Anyone, feeds::offers_json);
    routes.at("/robots.txt").get(Anyone, crawlers::robots);
    routes.at("/sitemap.xml").get(Anyone, crawlers::index);
    routes.at("/sitemap/{part}").get(Anyone, crawlers::page);
    routes.at("/livez").get(Anyone, health::livez);
    routes.at("/readyz").get(Anyone, health::readyz);
    routes.at("/metrics").get(Anyone, health::metrics);
    routes.into_list()
}

/// Every address of this node with who may ask for it.
pub fn list() -> Vec<Route> {
    let mut all = machine_routes();
    all.extend(handlers::pages());
    all.extend(handlers::pages_with_files());
    all.extend(handlers::pages_with_bundles());
    all.extend(handlers::pages_with_backups());
    all.extend(handlers::files());
    all
}

/// GET /u/NAME and /s/NAME: the actor for machines, its page for people.
async fn actor(
    State(app): State<App>,
    Path(name): Path<String>,
    address: Uri,
    headers: HeaderMap,
) -> Result<Response, MachineRefusal> {
    let actor = activitypub::actor_at(app.node(), &address, &name)?;
    if wants_activity(&headers) {
        return activitypub::actor(app.node(), &headers, &name);
    }
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
