//! The backups of this node, for who runs it.

use artel_node::features::backups::BackupName;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, stream};
use tokio::fs::File;
use tokio::io::AsyncReadExt;

use super::Answer;
use super::sent::Sent;
use crate::app::App;
use crate::error::PageRefusal;
use crate::pages::backups::BackupsPage;
use crate::session::Member;

/// How much of a file is in memory while it is sent.
const CHUNK: usize = 64 * 1024;

/// GET /backups.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let (node, frame) = (app.node(), member.visitor.frame.clone());
    // A folder that cannot be read holds none; making one says why.
    let backups = node.backups().unwrap_or_default();
    let page = BackupsPage::new(frame, &backups, &node.backup_state(), node.config());
    Ok(member.visitor.show(&page))
}

/// POST /backups: begins to make one. If one is being made already, the page shows that.
pub async fn make(State(app): State<App>, member: Member, _: Sent) -> Answer {
    match app.node().start_backup() {
        Ok(()) | Err(artel_node::Refusal::Busy { .. }) => Ok(member.visitor.go_to("/backups")),
        Err(refusal) => Err(refusal.into()),
    }
}

/// GET /backups/NAME. Only names that backups are given lead anywhere.
pub async fn download(State(app): State<App>, _: Member, Path(name): Path<String>) -> Answer {
    let name = BackupName::parse(&name).ok_or_else(PageRefusal::not_found)?;
    let backup = app.node().backups()?.into_iter().find(|backup| backup.name == name);
    let backup = backup.ok_or_else(PageRefusal::not_found)?;
    let file = File::open(&backup.path).await.map_err(|_| PageRefusal::not_found())?;
    let disposition = format!("attachment; filename=\"{}\"", backup.name);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::CONTENT_LENGTH, HeaderValue::from(backup.bytes)),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).map_err(|_| PageRefusal::not_found())?,
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    app.node().backup_fetched().await?;
    let response: Response = (headers, Body::from_stream(chunks(file))).into_response();
    Ok(response)
}

/// A file piece by piece, so that a large one needs no memory.
fn chunks(file: File) -> impl Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold(file, |mut file| async move {
        let mut chunk = BytesMut::with_capacity(CHUNK);
        match file.read_buf(&mut chunk).await? {
            0 => Ok(None),
            _ => Ok(Some((chunk.freeze(), file))),
        }
    })
}
