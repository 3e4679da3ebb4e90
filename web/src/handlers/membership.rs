//! What those do who keep a community: admit, send away, ban, and take entries out of view; and how a node leaves one.

use std::time::Duration;

use artel_node::sets::records::CommunityRecord;
use artel_node::{Node, Refusal};
use artel_protocol::Id;
use axum::extract::{Path, State};
use axum::response::Response;

use super::Answer;
use super::communities::{find, key};
use super::community::named;
use super::confirm::{self, Loss};
use super::sent::Sent;
use crate::app::App;
use crate::error::PageRefusal;
use crate::session::Member;

/// POST /communities/NAME/admit: an organisation of this node and its people become members.
pub async fn admit(State(app): State<App>, member: Member, Path(name): Path<String>, sent: Sent) -> Answer {
    let community = find(app.node(), &name)?;
    app.node().admit_hosted(&community.id, &sent.name("organisation")?).await?;
    Ok(member.visitor.go_to(&format!("/communities/{name}")))
}

/// POST /communities/NAME/expel.
pub async fn expel(State(app): State<App>, member: Member, Path(name): Path<String>, sent: Sent) -> Answer {
    let (node, community) = (app.node(), find(app.node(), &name)?);
    let who = sent.id("member")?;
    let words = ["confirm-expel", "confirm-expel-text", "community-expel"];
    match asks(node, &member, &sent, &community, words, Some(&who))? {
        Some(asked) => Ok(asked),
        None => {
            node.expel(&community.id, &who).await?;
            Ok(member.visitor.go_to(&format!("/communities/{name}")))
        }
    }
}

/// POST /communities/NAME/ban: for so many days, or for good.
pub async fn ban(State(app): State<App>, member: Member, Path(name): Path<String>, sent: Sent) -> Answer {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let (node, community) = (app.node(), find(app.node(), &name)?);
    let who = sent.id("member")?;
    let until = match sent.form.value("days") {
        "" => None,
        days => {
            let days: u16 = days.parse().map_err(|_| PageRefusal::unreadable())?;
            Some(node.clock().now().plus(DAY * u32::from(days)))
        }
    };
    let words = ["confirm-ban", "confirm-ban-text", "community-ban"];
    match asks(node, &member, &sent, &community, words, Some(&who))? {
        Some(asked) => Ok(asked),
        None => {
            node.ban(&community.id, &who, until).await?;
            Ok(member.visitor.go_to(&format!("/communities/{name}")))
        }
    }
}

/// POST /communities/NAME/unban.
pub async fn unban(State(app): State<App>, member: Member, Path(name): Path<String>, sent: Sent) -> Answer {
    let community = find(app.node(), &name)?;
    app.node().unban(&community.id, &sent.id("member")?).await?;
    Ok(member.visitor.go_to(&format!("/communities/{name}")))
}

/// POST /communities/NAME/hide: an entry goes out of view on every node.
pub async fn hide(State(app): State<App>, member: Member, Path(name): Path<String>, sent: Sent) -> Answer {
    let (node, community) = (app.node(), find(app.node(), &name)?);
    let entry = sent.id("entry")?;
    let words = ["confirm-hide", "confirm-hide-text", "hide"];
    match asks(node, &member, &sent, &community, words, None)? {
        Some(asked) => Ok(asked),
        None => {
            node.set_shown_in(&community.id, &entry, false).await?;
            Ok(member.visitor.go_to(&format!("/communities/{name}/entries")))
        }
    }
}

/// POST /communities/NAME/show.
pub async fn show_again(
    State(app): State<App>,
    member: Member,
    Path(name): Path<String>,
    sent: Sent,
) -> Answer {
    let community = find(app.node(), &name)?;
    app.node().set_shown_in(&community.id, &sent.id("entry")?, true).await?;
    Ok(member.visitor.go_to(&format!("/communities/{name}/entries")))
}

/// POST /communities/NAME/leave.
pub async fn leave(State(app): State<App>, member: Member, Path(name): Path<String>, sent: Sent) -> Answer {
    let (node, community) = (app.node(), find(app.node(), &name)?);
    let words = ["confirm-leave-community", "confirm-leave-community-text", "community-leave"];
    match asks(node, &member, &sent, &community, words, None)? {
        Some(asked) => Ok(asked),
        None => {
            node.leave_community(&community.id).await?;
            Ok(member.visitor.go_to("/communities"))
        }
    }
}

/// Asks whether somebody is sure, about a member or the community itself: question, explanation, button.
pub fn asks(
    node: &Node,
    member: &Member,
    sent: &Sent,
    community: &CommunityRecord,
    [question, explanation, button]: [&'static str; 3],
    about: Option<&Id>,
) -> Result<Option<Response>, Refusal> {
    let what = named(&node.view()?, about.unwrap_or(&community.id))?;
    let cancel = format!("/communities/{}", key(&node.base()?, &community.id));
    let loss = Loss { question, explanation, button, what: &what, cancel: &cancel };
    // The form goes again to where it came.
    let path = member.visitor.frame.path.clone();
    Ok(confirm::ask(member, sent, &path, &loss))
}
