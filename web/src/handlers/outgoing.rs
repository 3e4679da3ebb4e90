//! Mails that wait or were given up: try them again, or drop them.

use artel_node::Refusal;
use artel_node::features::mail::WaitingMail;
use artel_node::hex::hex;
use artel_node::store::keys::Key;
use axum::extract::State;

use super::Answer;
use super::sent::Sent;
use crate::app::App;
use crate::error::PageRefusal;
use crate::pages::outgoing::{MailView, OutgoingPage};
use crate::session::Member;

/// GET /mails.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let frame = member.visitor.frame.clone();
    let show = |mails: Vec<WaitingMail>| mails.iter().map(|mail| MailView::of(frame.lang, mail)).collect();
    let (failed, waiting) = (show(app.node().mails_failed()?), show(app.node().mails_waiting()?));
    Ok(member.visitor.show(&OutgoingPage { frame, failed, waiting }))
}

/// POST /mails/try.
pub async fn try_again(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    app.node().mail_again(named(&app, &sent)?).await?;
    Ok(member.visitor.go_to("/mails"))
}

/// POST /mails/drop.
pub async fn drop_it(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    app.node().forget_mail(named(&app, &sent)?).await?;
    Ok(member.visitor.go_to("/mails"))
}

/// The mail that a form names.
fn named(app: &App, sent: &Sent) -> Result<Key, PageRefusal> {
    let found = || -> Result<Option<Key>, Refusal> {
        let mut mails = app.node().mails_failed()?;
        mails.extend(app.node().mails_waiting()?);
        Ok(mails.into_iter().map(|mail| mail.key).find(|key| hex(key) == sent.form.value("key")))
    };
    found()?.ok_or_else(PageRefusal::not_found)
}
