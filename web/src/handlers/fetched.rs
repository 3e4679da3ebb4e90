//! Pictures of other members: fetched between nodes when somebody looks, from whichever member has them.

use artel_node::hex::hex;
use artel_node::{Refusal, policy};
use artel_protocol::{Id, limits};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use tokio::sync::Semaphore;

use super::{Answer, told};
use crate::app::App;
use crate::error::PageRefusal;
use crate::session::Visitor;

#[derive(Debug, Deserialize)]
pub struct Of {
    entry: String,
}

/// Where a picture of an entry is shown from.
pub fn address(hash: &[u8; 32], entry: &Id) -> String {
    format!("/fetched/{}?entry={}", hex(hash), told::encoded(entry.as_str()))
}

/// How many pictures are fetched at the same time.
static FETCHES: Semaphore = Semaphore::const_new(limits::PICTURES_FETCHED_AT_ONCE);

/// GET /fetched/HASH?entry=ID: only what stands in an entry that is known here and that the reader may read, so that nobody
/// else makes this node fetch anything. What no member has is shown from where its author keeps it.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(hash): Path<String>,
    Query(of): Query<Of>,
) -> Answer {
    let (node, id) = (app.node(), Id::parse(&of.entry).map_err(|_| PageRefusal::not_found())?);
    let view = node.view()?;
    let record = view.entry(&id).map_err(Refusal::from)?.ok_or_else(PageRefusal::not_found)?;
    let readers = policy::readers_of(&view, visitor.account())?;
    if !policy::any_may_read(&view, &readers, &record.entry)? {
        return Err(PageRefusal::not_found());
    }
    let named = record.entry.attachments.iter().filter(|attachment| attachment.is_image());
    let named = named.filter_map(|attachment| Some((attachment.sha256()?, &attachment.url)));
    let mut named = named.filter(|(known, _)| hex(known) == hash);
    let (hash, origin) = named.next().ok_or_else(PageRefusal::not_found)?;
    let busy = Refusal::Busy { sentence: "many pictures are being fetched", retry_after: 5 };
    let permit = FETCHES.try_acquire().map_err(|_| busy)?;
    let found = node.picture_of_a_member(&hash).await;
    drop(permit);
    let (path, media_type) = match found {
        Ok(found) => found,
        Err(Refusal::Unknown(_)) if origin.is_https() => {
            return Ok(Redirect::temporary(origin.as_str()).into_response());
        }
        Err(other) => return Err(other.into()),
    };
    let bytes = tokio::fs::read(&path).await.map_err(|_| PageRefusal::not_found())?;
    let media_type = HeaderValue::from_str(&media_type).map_err(|_| PageRefusal::not_found())?;
    let kept = match record.entry.audience.is_public() {
        true => "public, max-age=31536000, immutable",
        false => "private, max-age=31536000, immutable",
    };
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        (header::CACHE_CONTROL, HeaderValue::from_static(kept)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((headers, bytes).into_response())
}
