//! Offers in time: renewing one, and letting nobody express interest for a while.

use artel_node::Node;
use axum::extract::{Path, State};

use super::article::Found;
use super::sent::Sent;
use super::{Answer, views};
use crate::app::App;
use crate::session::Member;

type Address = Path<(String, String)>;

/// POST /@NAME/ID/renew.
pub async fn renew(State(app): State<App>, member: Member, Path((name, number)): Address, _: Sent) -> Answer {
    let found = Found::find_own(app.node(), &member, &name, &number)?;
    app.node().renew_offer(&member.session.account.name, &found.entry().id).await?;
    Ok(member.visitor.go_to(&views::entry_page(&app.node().base()?, found.entry())))
}

/// POST /@NAME/ID/pause.
pub async fn pause(State(app): State<App>, member: Member, Path((name, number)): Address, _: Sent) -> Answer {
    set_paused(app.node(), &member, (&name, &number), true).await
}

/// POST /@NAME/ID/resume.
pub async fn resume(
    State(app): State<App>,
    member: Member,
    Path((name, number)): Address,
    _: Sent,
) -> Answer {
    set_paused(app.node(), &member, (&name, &number), false).await
}

async fn set_paused(node: &Node, member: &Member, (name, number): (&str, &str), paused: bool) -> Answer {
    let found = Found::find_own(node, member, name, number)?;
    node.pause_offer(&member.session.account.name, &found.entry().id, paused).await?;
    Ok(member.visitor.go_to(&views::entry_page(&node.base()?, found.entry())))
}
