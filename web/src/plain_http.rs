//! Whoever asks in plain http for a node that speaks TLS is led to the same page by https. Nothing else is answered
//! here, and where it leads is the node's own name, never one that the request brings.

use artel_node::Node;
use artel_protocol::Id;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// What the setting `redirect_http` serves.
pub fn router(node: Node) -> Router {
    Router::new().fallback(lead).with_state(node)
}

async fn lead(State(node): State<Node>, uri: Uri) -> Response {
    let Ok(base) = node.base() else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    match target(&base, &uri) {
        Some(target) => (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, target)]).into_response(),
        None => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// The same page of this node, by https.
fn target(base: &Id, uri: &Uri) -> Option<HeaderValue> {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    if !path.starts_with('/') {
        return None;
    }
    HeaderValue::from_str(&format!("https://{}{path}", base.host())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_led_to_this_nodes_own_name() {
        let base = Id::parse("https://kammer.example").unwrap();
        let lead = |uri: &'static str| {
            let target = target(&base, &Uri::from_static(uri))?;
            target.to_str().ok().map(str::to_owned)
        };
        assert_eq!(lead("/@anna?page=2").as_deref(), Some("https://kammer.example/@anna?page=2"));
        assert_eq!(lead("/").as_deref(), Some("https://kammer.example/"));
        assert_eq!(lead("http://evil.example/x").as_deref(), Some("https://kammer.example/x"));
        assert_eq!(lead("//evil.example/x").as_deref(), Some("https://kammer.example//evil.example/x"));
        assert_eq!(lead("*"), None);
    }
}
