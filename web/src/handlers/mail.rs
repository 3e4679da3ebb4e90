//! Stopping mails by the link that stands in each of them.
//!
//! These forms are sent by letter boxes too (RFC 8058): without a cookie, and so without a token of ours. What the
//! link itself carries is the authority, and all that can be done with it is done for the one to whom it was mailed.

use artel_node::features::mail::{MailKind, MailStop};
use axum::extract::{Query, State};
use serde::Deserialize;

use super::Answer;
use crate::app::App;
use crate::pages::mail_stop::{MailStopPage, MailStopState};
use crate::session::Visitor;

#[derive(Debug, Deserialize)]
pub struct Link {
    #[serde(default)]
    token: String,
}

/// GET /mail/stop?token=…: asks; what only looks at links, as some letter boxes do, stops nothing.
pub async fn ask_stop(State(app): State<App>, visitor: Visitor, Query(link): Query<Link>) -> Answer {
    let stop = app.node().mail_stop(&link.token)?;
    let state = match app.node().is_mail_stopped(&stop)? {
        true => MailStopState::Stopped,
        false => MailStopState::Asks,
    };
    Ok(show(&visitor, link, &stop, state))
}

/// POST /mail/stop?token=….
pub async fn stop(State(app): State<App>, visitor: Visitor, Query(link): Query<Link>) -> Answer {
    let stop = app.node().mail_stop(&link.token)?;
    app.node().set_mail_stopped(&stop, true).await?;
    // No redirect: RFC 8058 §3.1 has letter boxes follow none.
    Ok(show(&visitor, link, &stop, MailStopState::Stopped))
}

/// POST /mail/start?token=….
pub async fn start(State(app): State<App>, visitor: Visitor, Query(link): Query<Link>) -> Answer {
    let stop = app.node().mail_stop(&link.token)?;
    app.node().set_mail_stopped(&stop, false).await?;
    Ok(show(&visitor, link, &stop, MailStopState::Started))
}

fn show(visitor: &Visitor, link: Link, stop: &MailStop, state: MailStopState) -> axum::response::Response {
    let mut frame = visitor.frame.clone();
    // Links to other languages lead to what can be asked for.
    frame.path = format!("/mail/stop?token={}", link.token);
    let address = stop.address.to_string();
    visitor.show(&MailStopPage { frame, token: link.token, address, kind: words(stop.kind), state })
}

/// What mails of a kind are called.
pub(super) fn words(kind: MailKind) -> &'static str {
    match kind {
        MailKind::NewPassword => "mail-kind-new-password",
        MailKind::Invitation => "mail-kind-invitation",
        MailKind::Application => "mail-kind-application",
        MailKind::Weekly => "mail-kind-weekly",
        // Mails about an account have no link that stops them.
        MailKind::Notification | MailKind::Account => "mail-kind-notification",
    }
}
