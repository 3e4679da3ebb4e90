//! Restoring a backup on a node that nobody has set up, by the link that its terminal printed.

use std::path::{Path, PathBuf};

use artel_node::features::backups::{BackupName, backups_in};
use artel_node::store::folder;
use artel_protocol::limits;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Query, Request, State};
use axum::http::StatusCode;
use serde::Deserialize;
use tokio::io::AsyncWriteExt;

use super::Answer;
use super::sent::Sent;
use crate::app::App;
use crate::desk::Restore;
use crate::error::PageRefusal;
use crate::pages::restore::RestorePage;
use crate::session::Visitor;

/// Where a backup that was sent lies until the node is set up.
const SENT: &str = "sent.artel-backup";
/// How much is written between two looks at the room on the disk, in bytes.
const LOOK_AT_ROOM: u64 = 64 * 1024 * 1024;
/// How much room a backup that is sent leaves, in bytes.
const ROOM_LEFT: u64 = 256 * 1024 * 1024;

#[derive(Debug, Deserialize)]
pub struct Link {
    #[serde(default)]
    token: String,
}

/// GET /setup/restore?token=….
pub async fn show(State(app): State<App>, visitor: Visitor, Query(Link { token }): Query<Link>) -> Answer {
    if app.node().record()?.is_some() {
        // The page asks again by itself until the node runs with what was restored.
        return Ok(visitor.go_to(if visitor.session().is_some() { "/" } else { "/login" }));
    }
    if !app.is_setup_token(&token) {
        return Err(PageRefusal::expired_link());
    }
    let mut visitor = visitor.with_forms(&app);
    visitor.frame.path = format!("/setup/restore?token={token}");
    let restore = app.desk().restore();
    let found = backups_in(&app.node().config().backup_folder()).unwrap_or_default();
    let answer = visitor.show(&RestorePage::new(visitor.frame.clone(), token, &restore, &found));
    if matches!(restore, Restore::Restored) {
        app.desk().page_is_on_its_way();
    }
    Ok(answer)
}

/// POST /setup/restore.
pub async fn act(State(app): State<App>, visitor: Visitor, sent: Sent) -> Answer {
    let token = sent.form.value("token").to_owned();
    refuse_unless_open(&app, &token)?;
    match sent.form.value("do") {
        "check" => {
            let name = BackupName::parse(sent.form.value("file")).ok_or_else(PageRefusal::not_found)?;
            let file = app.node().config().backup_folder().join(name.to_string());
            app.desk().check(file)?;
        }
        "restore" => app.desk().begin_restore(app.node())?,
        _ => app.desk().choose_again(),
    }
    Ok(visitor.go_to(&format!("/setup/restore?token={token}")))
}

/// POST /setup/restore/upload: the file goes straight to the disk.
pub async fn upload(State(app): State<App>, visitor: Visitor, request: Request) -> Answer {
    let multipart = Multipart::from_request(request, &app).await;
    let mut multipart = multipart.map_err(|_| PageRefusal::unreadable())?;
    let (mut token, mut csrf) = (String::new(), String::new());
    while let Some(field) = multipart.next_field().await.map_err(refused)? {
        match field.name() {
            Some("token") => token = short(field).await?,
            Some("csrf") => csrf = short(field).await?,
            Some("backup") => {
                // Both come before the file; nothing is written for who has neither.
                refuse_unless_open(&app, &token)?;
                visitor.check_form(&csrf)?;
                take(&app, field).await?;
                return Ok(visitor.go_to(&format!("/setup/restore?token={token}")));
            }
            _ => {}
        }
    }
    refuse_unless_open(&app, &token)?;
    Err(PageRefusal::unreadable())
}

fn refuse_unless_open(app: &App, token: &str) -> Result<(), PageRefusal> {
    match app.node().record()? {
        None if app.is_setup_token(token) => Ok(()),
        _ => Err(PageRefusal::expired_link()),
    }
}

/// A hidden field; ours are short.
async fn short(mut field: Field<'_>) -> Result<String, PageRefusal> {
    let mut value = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(refused)? {
        value.extend_from_slice(&chunk);
        if value.len() > limits::FORM_BYTES {
            return Err(PageRefusal::too_large());
        }
    }
    String::from_utf8(value).map_err(|_| PageRefusal::unreadable())
}

/// Keeps what is sent, and begins to check it. A backup that breaks off leaves nothing.
async fn take(app: &App, field: Field<'_>) -> Result<(), PageRefusal> {
    let data = &app.node().config().data;
    let (part, whole) = (data.join(format!("{SENT}.part")), data.join(SENT));
    match write(&part, data, field).await {
        Ok(()) => {}
        Err(failure) => {
            // It may never have come into being.
            let _ = tokio::fs::remove_file(&part).await;
            return match failure {
                Failure::Sender(error) => Err(refused(error)),
                Failure::NoRoom => {
                    app.desk().refuse("backup-no-room");
                    Ok(())
                }
                Failure::Disk(error) => {
                    tracing::error!(%error, "a backup that was sent could not be kept");
                    app.desk().refuse("restore-failed");
                    Ok(())
                }
            };
        }
    }
    if let Err(error) = tokio::fs::rename(&part, &whole).await {
        tracing::error!(%error, "a backup that was sent could not be kept");
        app.desk().refuse("restore-failed");
        return Ok(());
    }
    Ok(app.desk().check(whole)?)
}

enum Failure {
    Sender(MultipartError),
    Disk(std::io::Error),
    NoRoom,
}

async fn write(part: &Path, data: &Path, mut field: Field<'_>) -> Result<(), Failure> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let mut file = options.open(part).await.map_err(Failure::Disk)?;
    let mut unlooked = LOOK_AT_ROOM;
    while let Some(chunk) = field.chunk().await.map_err(Failure::Sender)? {
        unlooked += chunk.len() as u64;
        if unlooked >= LOOK_AT_ROOM {
            unlooked = 0;
            if folder::room(data).is_some_and(|room| room < LOOK_AT_ROOM + ROOM_LEFT) {
                return Err(Failure::NoRoom);
            }
        }
        file.write_all(&chunk).await.map_err(Failure::Disk)?;
    }
    file.sync_all().await.map_err(Failure::Disk)
}

fn refused(error: MultipartError) -> PageRefusal {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageRefusal::too_large(),
        _ => PageRefusal::unreadable(),
    }
}

/// Removes a backup that was sent through the set-up page: the node is set up now.
pub fn remove_sent(data: &Path) {
    let files: [PathBuf; 2] = [data.join(SENT), data.join(format!("{SENT}.part"))];
    for file in files {
        // As a rule there is none.
        let _ = std::fs::remove_file(file);
    }
}
