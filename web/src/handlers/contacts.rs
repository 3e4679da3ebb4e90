//! Who follows the organisation, and whom it follows.

use artel_node::features::elsewhere::Found;
use artel_node::features::follows::Contact;
use artel_node::store::records::LocalActorRecord;
use artel_node::{Node, Refusal};
use artel_protocol::Id;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::acts::{choices, speaker};
use super::confirm::{self, Loss};
use super::login::path_of_ours;
use super::remote::entry_path;
use super::sent::Sent;
use super::{Answer, told, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::pages::contacts::{ContactView, FollowersPage, FollowingPage};
use crate::pages::parts::When;
use crate::session::Member;

/// How many followers a page shows.
const LISTED: usize = 100;
/// How many of those we follow are shown.
const FOLLOWINGS: usize = 1_000;

#[derive(Debug, Deserialize)]
pub struct After {
    after: Option<String>,
    /// Whose: the organisation's, unless it says `me`.
    of: Option<String>,
}

/// GET /followers.
pub async fn followers(State(app): State<App>, member: Member, Query(page): Query<After>) -> Answer {
    let (node, is_own) = (app.node(), page.of.as_deref() == Some("me"));
    let followed = if is_own { &member.session.person } else { &member.session.organisation };
    let after = page.after.as_deref().map(Id::parse).transpose().map_err(|_| PageRefusal::not_found())?;
    let contacts = node.followers(&followed.id, after.as_ref(), LISTED)?;
    let more = contacts.last().filter(|_| contacts.len() == LISTED).map(|last| {
        let after: String = url::form_urlencoded::byte_serialize(last.id.as_str().as_bytes()).collect();
        let of = if is_own { "of=me&" } else { "" };
        format!("/followers?{of}after={after}")
    });
    let page = FollowersPage {
        frame: member.visitor.frame.clone(),
        handle: views::handle(followed),
        is_own,
        total: node.counts(&followed.id)?.followers,
        followers: shown(node, &member, followed, &contacts)?,
        more,
    };
    Ok(member.visitor.show(&page))
}

/// POST /followers/remove.
pub async fn remove_follower(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let followed = speaker(app.node(), &member, &sent.form)?;
    let follower = sent.id("actor")?;
    let known = app.node().view()?.actor(&follower).map_err(Refusal::from)?;
    let loss = Loss {
        question: "confirm-follower",
        explanation: "confirm-follower-text",
        button: "followers-remove",
        what: &told::actor(&app.node().base()?, &follower, known.as_ref()).name,
        cancel: "/followers",
    };
    if let Some(asked) = confirm::ask(&member, &sent, "/followers/remove", &loss) {
        return Ok(asked);
    }
    app.node().remove_follower(&followed.name, &sent.id("actor")?).await?;
    let is_own = followed.name == member.session.person.name;
    Ok(member.visitor.go_to(if is_own { "/followers?of=me" } else { "/followers" }))
}

/// GET /following.
pub async fn following(State(app): State<App>, member: Member) -> Answer {
    let form = Form::sent([("as", member.session.organisation.name.as_str())]);
    let page = following_page(app.node(), &member, form)?;
    Ok(member.visitor.show(&page))
}

#[derive(Debug, Deserialize)]
pub struct Asked {
    uri: String,
}

/// GET /authorize_interaction?uri=…: where other servers lead our people who want to follow somebody there, or to do
/// something with an entry. An entry is shown; for somebody the form is filled in, and sending it is the confirmation.
pub async fn ask_follow(
    State(app): State<App>,
    member: Member,
    Query(Asked { uri }): Query<Asked>,
) -> Answer {
    if uri.starts_with("http")
        && let Ok(Found::Entry(entry)) = app.node().find(&uri).await
    {
        return Ok(member.visitor.go_to(&entry_path(app.node(), &entry)?));
    }
    let handle = uri.strip_prefix("acct:").unwrap_or(&uri);
    let page = following_page(
        app.node(),
        &member,
        Form::sent([("handle", handle), ("as", member.session.organisation.name.as_str())]),
    )?;
    Ok(member.visitor.show(&page))
}

/// POST /following/follow.
pub async fn follow(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, mut form) = (app.node(), sent.form);
    match node.follow(&speaker(node, &member, &form)?.name, form.value("handle").trim()).await {
        Ok(_) => Ok(back(&member, &form)),
        Err(refusal) => {
            form.refuse(member.visitor.frame.lang, &problems_of(nobody_there(refusal, "handle"))?);
            let page = following_page(node, &member, form)?;
            Ok(member.visitor.show_again(&page))
        }
    }
}

/// POST /following/unfollow.
pub async fn unfollow(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let node = app.node();
    node.unfollow(&speaker(node, &member, &sent.form)?.name, &sent.id("actor")?).await?;
    Ok(back(&member, &sent.form))
}

/// To the page where the form stood, else to the list.
fn back(member: &Member, form: &Form) -> axum::response::Response {
    match form.value("back") {
        "" => member.visitor.go_to("/following"),
        back => member.visitor.go_to(path_of_ours(back)),
    }
}

/// Whatever kept us from finding somebody is told beside the field that names them.
pub fn nobody_there(refusal: Refusal, field: &'static str) -> Refusal {
    use artel_node::error::Invalid;
    match refusal {
        Refusal::Unknown(_) | Refusal::Gone | Refusal::Invalid(Invalid::Malformed(_)) => {
            Refusal::field(field, "handle-wrong")
        }
        Refusal::Invalid(Invalid::Fields(mut problems)) => {
            for problem in problems.iter_mut().filter(|problem| problem.field == "handle") {
                problem.field = field;
            }
            Refusal::Invalid(Invalid::Fields(problems))
        }
        other => other,
    }
}

fn following_page(node: &Node, member: &Member, follow: Form) -> Result<FollowingPage, Refusal> {
    let mut followings = Vec::new();
    for own in told::actors(member) {
        followings.extend(shown(node, member, own, &node.followings(&own.id, FOLLOWINGS)?)?);
    }
    let mut frame = member.visitor.frame.clone();
    frame.path = "/following".into();
    Ok(FollowingPage { frame, follow, authors: choices(member), followings })
}

fn shown(
    node: &Node,
    member: &Member,
    own: &LocalActorRecord,
    contacts: &[Contact],
) -> Result<Vec<ContactView>, Refusal> {
    let (base, lang) = (node.base()?, member.visitor.frame.lang);
    let view = |contact: &Contact| ContactView {
        id: contact.id.to_string(),
        actor: told::actor(&base, &contact.id, contact.actor.as_ref()),
        since: When::day(lang, contact.since),
        state: contact.state,
        of: (own.name.to_string(), own.title.clone()),
    };
    Ok(contacts.iter().map(view).collect())
}
