//! Who has an answer already is not sent it again (RFC 9110 §13), and who can is sent it compressed.

use artel_node::hex::hex;
use artel_protocol::key::sha256;
use artel_protocol::{Timestamp, limits};
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::compression::predicate::{And, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};

/// The answer holds nothing that only one reader may see. What holds a secret is not compressed: its length would
/// tell of it (the BREACH attack).
#[derive(Copy, Clone, Debug)]
pub struct NothingSecret;

/// What readers and feed readers ask for again and again.
const REVALIDATED: [&str; 4] =
    ["text/html", "application/xml", "application/atom+xml", "application/feed+json"];

/// What becomes smaller. Documents for machines stay as they are: they are checked by their exact bytes.
const COMPRESSED: [&str; 7] = [
    "text/html",
    "text/css",
    "text/javascript",
    "application/xml",
    "application/atom+xml",
    "application/feed+json",
    "image/svg+xml",
];

/// Gives answers an `ETag`, and answers 304 to who has what would be sent.
pub async fn revalidate(request: Request, next: Next) -> Response {
    let known = (request.method() == Method::GET).then(|| request.headers().clone());
    let response = next.run(request).await;
    match known {
        Some(known) if may_be_kept(&response) => answer(&known, response).await,
        _ => response,
    }
}

fn may_be_kept(response: &Response) -> bool {
    let headers = response.headers();
    let small = response.body().size_hint().exact().is_some_and(|size| size <= limits::REVALIDATED_BYTES);
    response.status() == StatusCode::OK
        && small
        && is_one_of(headers, &REVALIDATED)
        && !headers.contains_key(header::ETAG)
        && !headers.contains_key(header::SET_COOKIE)
}

async fn answer(known: &HeaderMap, response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let most = usize::try_from(limits::REVALIDATED_BYTES).unwrap_or(usize::MAX);
    let Ok(body) = axum::body::to_bytes(body, most).await else {
        tracing::error!("a page could not be read to its end");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let tag = tag_of(&body);
    let has_it = match text(known, header::IF_NONE_MATCH) {
        Some(tags) => tags.split(',').any(|tag_known| is_same(tag_known, &tag)),
        // A date counts only where no tag was sent (RFC 9110 §13.1.3).
        None => is_no_newer(known, &parts.headers),
    };
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, tag);
    }
    if !has_it {
        return Response::from_parts(parts, Body::from(body));
    }
    parts.status = StatusCode::NOT_MODIFIED;
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    Response::from_parts(parts, Body::empty())
}

/// Weak, since the same page may come compressed and not.
fn tag_of(body: &[u8]) -> String {
    let hash = sha256(body);
    format!("W/\"{}\"", hex(&hash[..16]))
}

/// The weak comparison (RFC 9110 §8.8.3.2).
fn is_same(known: &str, tag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.trim() == "*" || opaque(known) == opaque(tag)
}

fn is_no_newer(known: &HeaderMap, headers: &HeaderMap) -> bool {
    let moment = |headers, name| text(headers, name).and_then(Timestamp::parse_http_date);
    let since = moment(known, header::IF_MODIFIED_SINCE);
    let modified = moment(headers, header::LAST_MODIFIED);
    since.zip(modified).is_some_and(|(since, modified)| modified <= since)
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn is_one_of(headers: &HeaderMap, types: &[&str]) -> bool {
    let media_type = text(headers, header::CONTENT_TYPE).and_then(|value| value.split(';').next());
    media_type.is_some_and(|media_type| types.contains(&media_type.trim()))
}

type WorthIt = fn(StatusCode, Version, &HeaderMap, &Extensions) -> bool;

/// gzip for what becomes smaller by it.
pub fn compression() -> CompressionLayer<And<SizeAbove, WorthIt>> {
    let worth_it: WorthIt = |_, _, headers, extensions| {
        let is_page = is_one_of(headers, &["text/html"]);
        is_one_of(headers, &COMPRESSED) && (!is_page || extensions.get::<NothingSecret>().is_some())
    };
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(SizeAbove::new(1_024).and(worth_it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly() {
        let tag = tag_of(b"a page");
        assert!(is_same(&tag, &tag) && is_same(tag.trim_start_matches("W/"), &tag) && is_same(" * ", &tag));
        assert!(!is_same(&tag_of(b"another page"), &tag) && !is_same("", &tag));
    }
}
