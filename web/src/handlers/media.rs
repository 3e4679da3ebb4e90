//! Pictures, as they were kept: under their hash, so they never change.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::activitypub::MachineRefusal;
use crate::app::App;

/// GET /media/HASH, and /media/HASH?small for lists. The type is the one that it was written in; a browser must not
/// guess another one, and what a picture contains runs nothing.
pub async fn show(
    State(app): State<App>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, MachineRefusal> {
    let unknown = || artel_node::Refusal::Unknown("there is no such file");
    let found = match query.as_deref() {
        Some("small") => app.node().small_media(&file)?,
        _ => app.node().media(&file)?.map(|(path, record)| (path, record.media_type)),
    };
    let (path, media_type) = found.ok_or_else(unknown)?;
    let bytes = tokio::fs::read(&path).await.map_err(|_| unknown())?;
    let media_type = HeaderValue::from_str(&media_type).map_err(|_| unknown())?;
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((headers, bytes).into_response())
}
