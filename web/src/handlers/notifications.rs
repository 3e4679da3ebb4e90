//! What one is told, and that one has read it.

use artel_node::features::interest::records::InterestRecord;
use artel_node::features::lists::Cursor;
use artel_node::features::notifications::Notification;
use artel_node::store::records::{DraftRecord, NotificationKind};
use artel_node::{Node, Refusal};
use artel_protocol::Id;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::home::LISTED;
use super::sent::Sent;
use super::{Answer, drafts, forum, told, views};
use crate::app::App;
use crate::i18n::Lang;
use crate::pages::notifications::{AboutView, NotificationView, NotificationsPage};
use crate::pages::parts::{ActorView, When};
use crate::session::Member;

#[derive(Debug, Deserialize)]
pub struct Before {
    before: Option<String>,
}

/// GET /notifications. Who has seen the newest has read them all.
pub async fn list(State(app): State<App>, member: Member, Query(page): Query<Before>) -> Answer {
    let (node, base) = (app.node(), app.node().base()?);
    let before = page.before.as_deref().and_then(Cursor::parse);
    let listed = node.notifications(&member.session, before.as_ref(), LISTED)?;
    let mut frame = member.visitor.frame.clone();
    if before.is_none() {
        node.mark_read(&member.session).await?;
        if let Some(who) = &mut frame.signed_in {
            who.unread = 0;
        }
    }
    let page = NotificationsPage {
        unread: frame.signed_in.as_ref().is_some_and(|who| who.unread > 0),
        older: listed.next.map(|next| format!("/notifications?before={}", told::encoded(&next.to_string()))),
        notifications: listed
            .items
            .iter()
            .map(|one| view(node, &member, &base, one))
            .collect::<Result<_, _>>()?,
        frame,
    };
    Ok(member.visitor.show(&page))
}

/// POST /notifications/read.
pub async fn read(State(app): State<App>, member: Member, _: Sent) -> Answer {
    app.node().mark_read(&member.session).await?;
    Ok(member.visitor.go_to("/notifications"))
}

fn view(node: &Node, member: &Member, base: &Id, one: &Notification) -> Result<NotificationView, Refusal> {
    let lang = member.visitor.frame.lang;
    let organisation = &member.session.organisation;
    let entry = one.entry.as_ref().map(|shown| &shown.record.entry);
    let can_answer = matches!(one.kind, NotificationKind::Answer | NotificationKind::Mention);
    let answerable = entry.filter(|_| can_answer);
    let answer = match answerable {
        Some(entry) => told::answer_page(node, member, &entry.id, "/notifications")?,
        None => None,
    };
    let space = one.space.as_ref().map(|space| about_space(node, base, one.kind, space)).transpose()?;
    Ok(NotificationView {
        actor: who(base, one),
        what: NotificationView::words(lang, one.kind, one.others),
        to: (one.to == organisation.id).then(|| organisation.title.clone()),
        entry: entry
            .map(|entry| AboutView { title: views::title(entry), url: told::entry_page(base, entry) })
            .or_else(|| one.draft.as_ref().map(|draft| about_draft(lang, one.kind, draft)))
            .or_else(|| one.interest.as_ref().map(about_interest))
            .or(space),
        answer,
        at: When::minute(lang, one.at),
        unread: one.unread,
    })
}

/// Who did it; of a company that has no account, its name.
fn who(base: &Id, one: &Notification) -> ActorView {
    let company = one.interest.as_ref().and_then(|interest| interest.company.as_ref());
    match company.zip(one.interest.as_ref()).filter(|(_, interest)| interest.sender == one.from) {
        Some((company, interest)) => ActorView {
            name: company.name.clone(),
            url: format!("/interests/{}", interest.key()),
            ..ActorView::default()
        },
        None => told::actor(base, &one.from, one.actor.as_ref()),
    }
}

fn about_interest(interest: &InterestRecord) -> AboutView {
    AboutView { title: interest.title.clone(), url: format!("/interests/{}", interest.key()) }
}

/// The page of a space on which one sees what it is about.
fn about_space(node: &Node, base: &Id, kind: NotificationKind, space: &Id) -> Result<AboutView, Refusal> {
    let path = forum::page_path(base, space);
    let url = match kind {
        NotificationKind::Held | NotificationKind::Reported => format!("{path}/queue"),
        NotificationKind::TurnedDown => format!("{path}/waiting"),
        _ => path,
    };
    Ok(AboutView { title: forum::name_of(node, space)?, url })
}

fn about_draft(lang: Lang, kind: NotificationKind, draft: &DraftRecord) -> AboutView {
    let url = match kind {
        NotificationKind::HandedIn => drafts::approval_page(draft),
        _ => drafts::page(draft),
    };
    AboutView { title: drafts::title(lang, draft), url }
}
