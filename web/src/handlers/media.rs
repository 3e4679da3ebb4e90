//! Pictures, as they were kept: under their hash, so they never change.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::activitypub::MachineRefusal;
use crate::app::App;

/// GET /media/HASH. The type is the one that was recognised; a browser must not guess another one, and what a picture
/// contains runs nothing.
pub async fn show(State(app): State<App>, Path(file): Path<String>) -> Result<Response, MachineRefusal> {
    let unknown = || artel_node::Refusal::Unknown("there is no such file");
    let (path, record) = app.node().media(&file)?.ok_or_else(unknown)?;
    let bytes = tokio::fs::read(&path).await.map_err(|_| unknown())?;
    let media_type = HeaderValue::from_str(&record.media_type).map_err(|_| unknown())?;
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((headers, bytes).into_response())
}
