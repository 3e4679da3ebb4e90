//! The versions of an article, and which articles stand first on a page.

use artel_protocol::html::SafeHtml;
use axum::extract::{Path, State};

use super::article::Found;
use super::sent::Sent;
use super::{Answer, views};
use crate::app::App;
use crate::pages::history::{HistoryPage, VersionView};
use crate::pages::parts::When;
use crate::session::{Member, Visitor};

type Address = Path<(String, String)>;

/// GET /@NAME/ID/history: every version, the present one first.
pub async fn show(State(app): State<App>, visitor: Visitor, Path((name, number)): Address) -> Answer {
    let node = app.node();
    let found = Found::find(node, visitor.account(), &name, &number)?;
    let (lang, entry) = (visitor.frame.lang, found.entry());
    let (card, text) = (entry.content.card(), entry.content.text());
    let present = VersionView {
        when: When::minute(
            lang,
            entry.updated.or(entry.published).unwrap_or(found.conversation.shown.record.sorted),
        ),
        title: card.title,
        summary: card.summary,
        text: SafeHtml::from_untrusted(&text.html),
    };
    let earlier = node.history(&entry.id)?.into_iter().map(|version| VersionView {
        when: When::minute(lang, version.at),
        title: version.title,
        summary: version.summary,
        text: SafeHtml::from_untrusted(&version.text.html),
    });
    let page = HistoryPage {
        frame: visitor.frame.clone(),
        title: views::title(entry),
        url: views::entry_page(&node.base()?, entry),
        language: entry.language.clone(),
        versions: std::iter::once(present).chain(earlier).collect(),
    };
    Ok(visitor.show(&page))
}

/// POST /@NAME/ID/pin.
pub async fn pin(State(app): State<App>, member: Member, Path((name, number)): Address, _: Sent) -> Answer {
    let found = Found::find_own(app.node(), &member, &name, &number)?;
    app.node().pin(&found.entry().id, &member.session.account).await?;
    Ok(member.visitor.go_to(found.author.page.path()))
}

/// POST /@NAME/ID/unpin.
pub async fn unpin(State(app): State<App>, member: Member, Path((name, number)): Address, _: Sent) -> Answer {
    let found = Found::find_own(app.node(), &member, &name, &number)?;
    app.node().unpin(&found.entry().id, &member.session.account).await?;
    Ok(member.visitor.go_to(found.author.page.path()))
}
