//! Looking for people and entries of other servers, and their pages here.

use artel_node::features::elsewhere::Found;
use artel_node::features::reading::{Answer as Answered, Conversation};
use artel_node::store::records::{FollowState, LocalActorRecord};
use artel_node::{Node, Refusal};
use artel_protocol::Id;
use artel_protocol::html::SafeHtml;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::acts::answer_form;
use super::article::answer_view;
use super::{Answer, interests, told, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::pages::parts::FactView;
use crate::pages::remote::{LookupPage, RelationView, RemoteActorPage, RemoteEntryPage};
use crate::session::Member;

#[derive(Debug, Deserialize)]
pub struct Wanted {
    #[serde(default)]
    q: String,
}

/// GET /lookup?q=…: leads to the page of what is found.
pub async fn look_up(State(app): State<App>, member: Member, Query(Wanted { q }): Query<Wanted>) -> Answer {
    let (node, frame) = (app.node(), member.visitor.frame.clone());
    let mut form = Form::sent([("q", q.trim())]);
    if q.trim().is_empty() {
        return Ok(member.visitor.show(&LookupPage { frame, form }));
    }
    match node.find(&q).await {
        Ok(Found::Actor(id)) => Ok(member.visitor.go_to(&actor_path(node, &id)?)),
        Ok(Found::Entry(id)) => Ok(member.visitor.go_to(&entry_path(node, &id)?)),
        Err(refusal) => {
            form.refuse(frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&LookupPage { frame, form }))
        }
    }
}

fn actor_path(node: &Node, id: &Id) -> Result<String, Refusal> {
    match node.view()?.local_actor_by_id(id)? {
        Some(own) => Ok(own.page.path().to_owned()),
        None => Ok(format!("/remote/actor?id={}", told::encoded(id.as_str()))),
    }
}

/// The page of an entry on this node.
pub fn entry_path(node: &Node, id: &Id) -> Result<String, Refusal> {
    let base = node.base()?;
    match id.same_authority(&base) {
        true => Ok(views::entry_page(&base, &node.entry(id)?.entry)),
        false => Ok(format!("/remote/entry?id={}", told::encoded(id.as_str()))),
    }
}

#[derive(Debug, Deserialize)]
pub struct Named {
    #[serde(default)]
    id: String,
}

impl Named {
    fn id(&self) -> Result<Id, PageRefusal> {
        Id::parse(&self.id).map_err(|_| PageRefusal::not_found())
    }
}

/// GET /remote/actor?id=….
pub async fn actor(State(app): State<App>, member: Member, Query(named): Query<Named>) -> Answer {
    let (node, id, base) = (app.node(), named.id()?, app.node().base()?);
    if id.same_authority(&base) {
        return Ok(member.visitor.go_to(&actor_path(node, &id)?));
    }
    let stranger = node.stranger(&id).await?;
    let posts = node.posts_of(&stranger.actor).await?;
    let known = &stranger.actor;
    let moved = match &known.moved_to {
        Some(target) => {
            Some(told::actor(&base, target, node.view()?.actor(target).map_err(Refusal::from)?.as_ref()))
        }
        None => None,
    };
    let page = RemoteActorPage {
        frame: member.visitor.frame.clone(),
        id: id.to_string(),
        actor: told::actor(&base, &id, Some(known)),
        summary: SafeHtml::from_untrusted(known.summary.as_deref().unwrap_or_default()),
        fields: views::stated_fields(known),
        company: super::directory::foreign_company(node, &member.visitor, &id, &known.company)?,
        origin: known.url.as_ref().unwrap_or(&id).to_string(),
        deleted: stranger.deleted,
        moved,
        relations: relations(node, &member, &id)?,
        posts: told::posts(node, &member, &base, &posts)?,
        asked: posts.asked,
    };
    Ok(member.visitor.show(&page))
}

/// What each of ours has to do with somebody.
pub fn relations(node: &Node, member: &Member, whom: &Id) -> Result<Vec<RelationView>, Refusal> {
    let view = node.view()?;
    let relation = |own: &LocalActorRecord| {
        let following = view.following(&own.id, whom)?.map(|following| following.state);
        let mute = view.mute(&own.id, whom)?;
        Ok(RelationView {
            name: own.name.to_string(),
            title: own.title.clone(),
            follows: following.is_some_and(|state| state != FollowState::Rejected),
            waits: following == Some(FollowState::Requested),
            followed: view.follower(&own.id, whom)?.is_some(),
            muted: mute.as_ref().is_some_and(|mute| !mute.blocks),
            blocked: mute.is_some_and(|mute| mute.blocks),
        })
    };
    told::actors(member).into_iter().map(relation).collect()
}

/// GET /remote/entry?id=….
pub async fn entry(State(app): State<App>, member: Member, Query(named): Query<Named>) -> Answer {
    let (node, id, base) = (app.node(), named.id()?, app.node().base()?);
    if id.same_authority(&base) {
        return Ok(member.visitor.go_to(&entry_path(node, &id)?));
    }
    let readers = told::actors(&member).map(|actor| actor.id.clone());
    let fetching = node.fill_conversation(&id).await?;
    let Conversation { shown, answers } = node.entry_anywhere(&id, &readers).await?;
    let entry = shown.record.entry.clone();
    let (counts, path) = (shown.counts, &member.visitor.frame.path);
    let view = |answer: &Answered| answer_view(node, &member.visitor, &base, answer);
    let seen = answers.iter().filter(|answer| answer.shown.record.hidden.is_none());
    let is_public = entry.audience.is_public();
    let answer = match told::takes_answers(node, &member, &entry.id)? {
        true => {
            let back = format!("{path}#{}", told::anchor(&entry.id));
            Some(answer_form(node, &member, &entry.id, &back)?)
        }
        false => None,
    };
    let page = RemoteEntryPage {
        frame: member.visitor.frame.clone(),
        facts: FactView::all(member.visitor.frame.lang, &entry.content.card()),
        title: entry.content.card().title,
        picture: views::picture(&base, &shown.record),
        parent: entry
            .in_reply_to
            .as_ref()
            .map(|parent| format!("/lookup?q={}", told::encoded(parent.as_str()))),
        likes: counts.likes,
        boosts: counts.boosts,
        interest: interests::on_offer(node, &member.visitor, &entry)?,
        entry: view(&Answered { shown, depth: 0 })?,
        answers: seen.map(view).collect::<Result<_, _>>()?,
        answer,
        is_public,
        fetching: fetching.then(|| path.clone()),
    };
    Ok(member.visitor.show(&page))
}
