//! ActivityPub for machines: actors, objects, activities, collections and inboxes, with exact content types.

use artel_node::features::lists::Cursor;
use artel_node::federation::fetch::is_activity_type;
use artel_node::federation::inbox::Incoming;
use artel_node::hex::hex;
use artel_node::store::records::LocalActorRecord;
use artel_node::{Node, Refusal};
use artel_protocol::actor::ActorType;
use artel_protocol::key::sha256;
use artel_protocol::wire::ACTIVITY_JSON;
use artel_protocol::{Id, Name, kinds, limits};
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::handlers::home::going_on;

/// How many items a page of a collection has.
const PAGE: usize = 20;

/// Whether a request asks for ActivityPub rather than for a page.
pub fn wants_activity(headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepts
        .flat_map(|accept| accept.split(','))
        .any(|accept| is_activity_type(accept.trim()) || is_bare_ld(accept))
}

/// `application/ld+json` without its profile asks for the same.
fn is_bare_ld(accept: &str) -> bool {
    accept.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/ld+json")
}

/// A document with its content type, `Vary` and `ETag`; 304 to who has it already.
pub fn document(headers: &HeaderMap, body: impl Into<Bytes>) -> Response {
    let body = body.into();
    let hash = sha256(&body);
    let tag = format!("\"{}\"", hex(&hash[..16]));
    let has_it =
        headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|known| {
            known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag || known.trim() == "*")
        });
    let mut response = match has_it {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => Body::from(body).into_response(),
    };
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(ACTIVITY_JSON));
    set.insert(header::VARY, HeaderValue::from_static("Accept"));
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        set.insert(header::ETAG, tag);
    }
    response
}

fn json_document(headers: &HeaderMap, value: &Value) -> Response {
    document(headers, value.to_string())
}

/// A refusal as machines read it.
pub struct MachineRefusal(pub Refusal);

impl From<Refusal> for MachineRefusal {
    fn from(refusal: Refusal) -> MachineRefusal {
        MachineRefusal(refusal)
    }
}

impl IntoResponse for MachineRefusal {
    fn into_response(self) -> Response {
        let MachineRefusal(refusal) = self;
        log(&refusal);
        let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let said = match &refusal {
            // What went wrong inside is for the log.
            Refusal::Internal(_) => "this node made a mistake".to_owned(),
            Refusal::Store(_) => "this node cannot write at the moment".to_owned(),
            other => other.to_string(),
        };
        let mut response = (status, axum::Json(json!({"error": said}))).into_response();
        let retry = match &refusal {
            Refusal::Busy { retry_after, .. } | Refusal::TooMany { retry_after } => Some(*retry_after),
            Refusal::Store(_) => Some(60),
            _ => None,
        };
        if let Some(seconds) = retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Faults of ours are logged once, here, where they stop.
pub fn log(refusal: &Refusal) {
    match refusal {
        Refusal::Internal(fault) => tracing::error!(%fault, "a request failed by our own fault"),
        Refusal::Store(error) => tracing::error!(%error, "a request failed since the store did"),
        _ => {}
    }
}

type Answer = Result<Response, MachineRefusal>;

/// GET /u/NAME and /s/NAME for machines.
pub fn actor(node: &Node, headers: &HeaderMap, name: &str) -> Answer {
    Ok(document(headers, node.actor_document(&parse_name(name)?)?))
}

/// The actor of ours whose id an address begins with: people and organisations under /u/, communities under /s/.
pub fn actor_at(node: &Node, address: &Uri, name: &str) -> Result<LocalActorRecord, Refusal> {
    let actor = node.local_actor(&parse_name(name)?)?;
    let rest = address.path().strip_prefix(actor.id.path());
    match rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
        true => Ok(actor),
        false => Err(Refusal::Unknown("there is no such actor here")),
    }
}

/// GET /actor: the node's own actor.
pub async fn node_actor(State(node): State<Node>, headers: HeaderMap) -> Answer {
    let record = node.record()?.ok_or(NOT_SET_UP)?;
    let actor = artel_node::features::organisations::node_actor(&record)?;
    Ok(document(&headers, actor.bytes().clone()))
}

/// GET /o/ID for machines; what was deleted answers 410 with its tombstone.
pub fn object(node: &Node, headers: &HeaderMap, number: &str) -> Answer {
    let id = object_id(node, number)?;
    match node.entry(&id) {
        Ok(record) => Ok(json_document(headers, &with_context(record.entry.to_object()))),
        Err(Refusal::Gone) => tombstone(node, headers, &id),
        Err(other) => Err(other.into()),
    }
}

fn tombstone(node: &Node, headers: &HeaderMap, id: &Id) -> Answer {
    let record = node.view()?.tombstone(id).map_err(Refusal::from)?.ok_or(Refusal::Gone)?;
    let mut tombstone = Map::new();
    tombstone.insert("id".into(), id.as_str().into());
    tombstone.insert("type".into(), "Tombstone".into());
    tombstone.insert("formerType".into(), record.former_type.into());
    tombstone.insert("deleted".into(), record.deleted.to_rfc3339().into());
    let mut response = json_document(headers, &with_context(tombstone));
    *response.status_mut() = StatusCode::GONE;
    Ok(response)
}

fn with_context(mut object: Map<String, Value>) -> Value {
    object.insert("@context".into(), kinds::contexts(&object));
    Value::Object(object)
}

/// GET /a/ID: the exact bytes of a public activity of ours.
pub async fn activity(State(node): State<Node>, Path(number): Path<String>, headers: HeaderMap) -> Answer {
    let id = numbered(&node, "a", &number)?;
    let bytes = node.view()?.activity(&id).map_err(Refusal::from)?.ok_or(NO_ACTIVITY)?;
    let read = artel_protocol::Document::parse(bytes.clone()).and_then(artel_protocol::Activity::read);
    match read.map_err(Refusal::from)?.audience.is_public() {
        true => Ok(document(&headers, bytes)),
        false => Err(NO_ACTIVITY.into()),
    }
}

/// GET /c/ID: everything in a conversation that began here, in the order of time (FEP-7888, FEP-f228).
pub async fn context(State(node): State<Node>, Path(number): Path<String>, headers: HeaderMap) -> Answer {
    let conversation = node.conversation(&object_id(&node, &number)?)?;
    let id = numbered(&node, "c", &number)?;
    let mut answers: Vec<_> =
        conversation.answers.iter().filter(|answer| answer.shown.record.hidden.is_none()).collect();
    answers.sort_by_key(|answer| answer.shown.record.sorted);
    let opener = std::iter::once(&conversation.shown.record);
    let items: Vec<Value> = opener
        .chain(answers.iter().map(|answer| &answer.shown.record))
        .map(|record| record.entry.id.as_str().into())
        .collect();
    let author = conversation.shown.record.entry.author.as_str();
    let mut collection = ordered(&id, items.len() as u64);
    collection.insert("attributedTo".into(), author.into());
    collection.insert("orderedItems".into(), items.into());
    Ok(json_document(&headers, &with_context(collection)))
}

/// GET /o/ID/{replies,likes,shares}.
pub async fn reactions(
    State(node): State<Node>,
    Path((number, what)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let id = object_id(&node, &number)?;
    node.entry(&id)?;
    let counts = node.counts(&id)?;
    let collection_id = id.join(&format!("/{what}"));
    let collection = match what.as_str() {
        "likes" => ordered(&collection_id, counts.likes),
        "shares" => ordered(&collection_id, counts.boosts),
        "replies" => {
            let answers = node.conversation(&id)?.answers;
            let direct =
                answers.iter().filter(|answer| answer.depth == 0 && answer.shown.record.hidden.is_none());
            let items: Vec<Value> =
                direct.map(|answer| answer.shown.record.entry.id.as_str().into()).collect();
            let mut collection = ordered(&collection_id, items.len() as u64);
            collection.insert("orderedItems".into(), items.into());
            collection
        }
        _ => return Err(Refusal::Unknown("there is no such collection").into()),
    };
    Ok(json_document(&headers, &with_context(collection)))
}

#[derive(Debug, Deserialize)]
pub struct PageOf {
    page: Option<bool>,
    /// What is before this place.
    before: Option<Cursor>,
}

/// GET /u/NAME/outbox and /s/NAME/outbox: the public activities, newest first.
pub async fn outbox(
    State(node): State<Node>,
    Path(name): Path<String>,
    address: Uri,
    Query(page): Query<PageOf>,
    headers: HeaderMap,
) -> Answer {
    let actor = actor_at(&node, &address, &name)?;
    let id = actor.id.join("/outbox");
    if page.page.is_none() && page.before.is_none() {
        let mut collection = ordered(&id, node.counts(&actor.id)?.entries);
        collection.insert("first".into(), format!("{id}?page=true").into());
        return Ok(json_document(&headers, &with_context(collection)));
    }
    let activities = node.outbox(&actor.id, page.before.as_ref(), PAGE)?;
    let first = format!("{id}?page=true");
    let this = page.before.as_ref().map_or_else(|| first.clone(), |before| going_on(&first, before));
    let mut collection = Map::new();
    collection.insert("id".into(), this.into());
    collection.insert("type".into(), "OrderedCollectionPage".into());
    collection.insert("partOf".into(), id.as_str().into());
    if let Some(next) = &activities.next {
        collection.insert("next".into(), going_on(&first, next).into());
    }
    let items = activities.items.iter().filter_map(|bytes| serde_json::from_slice(bytes).ok()).collect();
    collection.insert("orderedItems".into(), Value::Array(items));
    Ok(json_document(&headers, &with_context(collection)))
}

/// GET /u/NAME/{followers,following}: how many; who they are is theirs to tell. GET /u/NAME/featured: what stands first.
/// GET /s/NAME/members: how many actors a community has.
pub async fn follows(
    State(node): State<Node>,
    Path((name, what)): Path<(String, String)>,
    address: Uri,
    headers: HeaderMap,
) -> Answer {
    let actor = actor_at(&node, &address, &name)?;
    let counts = node.counts(&actor.id)?;
    let count = match what.as_str() {
        "featured" => {
            let ids: Vec<Value> = node.pinned_ids(&actor.id)?.iter().map(|id| id.as_str().into()).collect();
            let mut collection = ordered(&actor.id.join("/featured"), ids.len() as u64);
            collection.insert("orderedItems".into(), ids.into());
            return Ok(json_document(&headers, &with_context(collection)));
        }
        "followers" => counts.followers,
        "following" => counts.following,
        "moderators" => match node.space(&actor.id)? {
            Some(space) => {
                let ids: Vec<Value> = space.space.moderators.iter().map(|id| id.as_str().into()).collect();
                let mut collection = ordered(&actor.id.join("/moderators"), ids.len() as u64);
                collection.insert("orderedItems".into(), ids.into());
                return Ok(json_document(&headers, &with_context(collection)));
            }
            None => return Err(Refusal::Unknown("there is no such collection").into()),
        },
        "members" if actor.actor_type == ActorType::Group => {
            let members = node.community_members(&actor.id)?;
            members.iter().filter(|member| member.since.is_some()).count() as u64
        }
        _ => return Err(Refusal::Unknown("there is no such collection").into()),
    };
    let collection = ordered(&actor.id.join(&format!("/{what}")), count);
    Ok(json_document(&headers, &with_context(collection)))
}

fn ordered(id: &Id, total: u64) -> Map<String, Value> {
    let mut collection = Map::new();
    collection.insert("id".into(), id.as_str().into());
    collection.insert("type".into(), "OrderedCollection".into());
    collection.insert("totalItems".into(), total.into());
    collection
}

/// POST /inbox: what is for anybody here.
pub async fn shared_inbox(State(node): State<Node>, request: Request) -> Answer {
    receive(&node, request).await
}

/// POST /u/NAME/inbox and /s/NAME/inbox.
pub async fn inbox(State(node): State<Node>, Path(name): Path<String>, request: Request) -> Answer {
    actor_at(&node, request.uri(), &name)?;
    receive(&node, request).await
}

async fn receive(node: &Node, request: Request) -> Answer {
    let (parts, body) = request.into_parts();
    let uri = parts.uri;
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(is_activity_type) || parts.headers.contains_key(header::CONTENT_ENCODING) {
        let said = "send application/activity+json, not compressed";
        return Ok((StatusCode::UNSUPPORTED_MEDIA_TYPE, axum::Json(json!({"error": said}))).into_response());
    }
    let Ok(body) = axum::body::to_bytes(body, limits::DOCUMENT_BYTES).await else {
        let said = format!("a body has at most {} bytes", limits::DOCUMENT_BYTES);
        return Ok((StatusCode::PAYLOAD_TOO_LARGE, axum::Json(json!({"error": said}))).into_response());
    };
    let mut headers = parts.headers;
    // HTTP/2 names the host in its own way.
    if let Some(authority) =
        uri.authority().and_then(|authority| HeaderValue::from_str(authority.as_str()).ok())
    {
        headers.entry(header::HOST).or_insert(authority);
    }
    let base = node.base()?;
    let incoming = Incoming {
        scheme: if base.is_https() { "https".into() } else { "http".into() },
        target: uri.path_and_query().map_or_else(|| "/".into(), |target| target.as_str().to_owned()),
        headers,
        body,
    };
    let outcome = node.receive(incoming).await?;
    metrics::counter!("artel_inbox_total", "outcome" => format!("{outcome:?}").to_lowercase()).increment(1);
    Ok(StatusCode::ACCEPTED.into_response())
}

/// A name in a path; what cannot be one is unknown.
pub fn parse_name(name: &str) -> Result<Name, Refusal> {
    Name::parse(name).map_err(|_| Refusal::Unknown("there is no such actor here"))
}

/// The id of the object with this number.
pub fn object_id(node: &Node, number: &str) -> Result<Id, Refusal> {
    numbered(node, "o", number)
}

fn numbered(node: &Node, what: &str, number: &str) -> Result<Id, Refusal> {
    let is_number = (1..=20).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    match is_number {
        true => Ok(node.base()?.join(&format!("/{what}/{number}"))),
        false => Err(Refusal::Unknown("there is no such entry")),
    }
}

const NO_ACTIVITY: Refusal = Refusal::Unknown("there is no such activity");
const NOT_SET_UP: Refusal = Refusal::Busy { sentence: "this node is not set up yet", retry_after: 60 };
