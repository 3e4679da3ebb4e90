//! How others find who is here: WebFinger, host-meta and NodeInfo.

use artel_node::features::organisations::node_actor;
use artel_node::{Node, Refusal};
use artel_protocol::actor::Actor;
use artel_protocol::discovery::{self, NodeInfo};
use artel_protocol::{Id, Name};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;

use crate::activitypub::MachineRefusal;

type Answer = Result<Response, MachineRefusal>;

#[derive(Debug, Deserialize)]
pub struct Resource {
    resource: Option<String>,
}

/// GET /.well-known/webfinger (RFC 7033): by handle, by actor id or by the address of the page.
pub async fn webfinger(State(node): State<Node>, Query(query): Query<Resource>) -> Answer {
    let Some(resource) = query.resource else {
        return Ok((StatusCode::BAD_REQUEST, "the parameter resource is missing").into_response());
    };
    let base = node.base()?;
    let resource = resource.trim();
    if names_the_node(resource, &base) {
        let record = node.record()?.ok_or(NOBODY)?;
        let actor = Actor::read(&node_actor(&record)?).map_err(Refusal::from)?;
        return Ok(jrd(&discovery::webfinger(&actor.id, None, base.host(), base.host(), &base)));
    }
    let name = name_in(resource, &base).ok_or(NOBODY)?;
    let actor = node.local_actor(&name)?;
    let mut found =
        discovery::webfinger(&actor.id, Some(&actor.page), actor.name.as_str(), base.host(), &base);
    if let Some(portrait) = node.portrait(&actor)? {
        discovery::add_avatar(&mut found, &portrait);
    }
    Ok(jrd(&found))
}

/// The node itself: by its address, its actor's id or its own handle (FEP-d556).
fn names_the_node(resource: &str, base: &Id) -> bool {
    let host = base.host();
    resource.trim_end_matches('/') == base.as_str()
        || resource == format!("{base}/actor")
        || resource.eq_ignore_ascii_case(&format!("acct:{host}@{host}"))
}

/// The local name that a resource is about, in whatever spelling.
fn name_in(resource: &str, base: &Id) -> Option<Name> {
    if resource.starts_with("http") {
        let id = Id::parse(resource).ok().filter(|id| id.same_authority(base))?;
        let path = id.path();
        let name = ["/u/", "/@", "/s/", "/space/"].iter().find_map(|folder| path.strip_prefix(folder))?;
        return Name::parse(name).ok();
    }
    let handle = resource.strip_prefix("acct:").unwrap_or(resource);
    let (name, host) = handle.trim_start_matches('@').split_once('@')?;
    let host = Id::parse(&format!("https://{host}/")).ok()?;
    let bare = |host: &str| host.split(':').next().map(str::to_owned);
    let here = host.host() == base.host() || bare(host.host()) == bare(base.host());
    if here { Name::parse(name).ok() } else { None }
}

fn jrd(value: &Value) -> Response {
    typed("application/jrd+json", value.to_string())
}

/// GET /.well-known/host-meta.
pub async fn host_meta(State(node): State<Node>) -> Answer {
    Ok(typed("application/xrd+xml", discovery::host_meta(&node.base()?)))
}

/// GET /.well-known/nodeinfo.
pub async fn nodeinfo_list(State(node): State<Node>) -> Answer {
    Ok(typed("application/json", discovery::nodeinfo_list(&node.base()?).to_string()))
}

/// GET /nodeinfo/2.0 and /nodeinfo/2.1.
pub async fn nodeinfo(State(node): State<Node>, Path(version): Path<String>) -> Answer {
    let record = node.record()?.ok_or(NOBODY)?;
    let organisation = node.local_actor(&record.organisation)?;
    let info = NodeInfo { software_version: env!("CARGO_PKG_VERSION").into(), node_name: organisation.title };
    match version.as_str() {
        "2.0" | "2.1" => {
            let profile = format!(
                "application/json; profile=\"http://nodeinfo.diaspora.software/ns/schema/{version}#\""
            );
            Ok(typed(&profile, info.to_json(&version).to_string()))
        }
        _ => Err(Refusal::Unknown("there is no such version of NodeInfo").into()),
    }
}

/// Open to every origin, and good for an hour.
fn typed(content_type: &str, body: String) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    if let Ok(content_type) = HeaderValue::from_str(content_type) {
        headers.insert(header::CONTENT_TYPE, content_type);
    }
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=3600"));
    response
}

const NOBODY: Refusal = Refusal::Unknown("nobody is known by that name here");
