//! The entries of a community: its public page on the hub, and the same for who is logged in on any of its nodes.

use artel_node::features::lists::Cursor;
use artel_node::features::members::CommunityMember;
use artel_node::features::publishing::Readers;
use artel_node::features::reading::Shown;
use artel_node::sets::spaces::SpaceRecord;
use artel_node::store::records::{LocalActorRecord, Office};
use artel_node::{Node, Refusal, policy};
use artel_protocol::actor::ActorType;
use artel_protocol::html::SafeHtml;
use artel_protocol::{Id, limits};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::communities::{find, key};
use super::drafts::readers_value;
use super::home::{Before, LISTED, going_on};
use super::{Answer, article, forum, heads, told, views};
use crate::activitypub::{self, wants_activity};
use crate::app::App;
use crate::error::PageRefusal;
use crate::form::Form;
use crate::frame;
use crate::pages::link_to_document;
use crate::pages::space::{SpaceEntriesPage, SpaceEntry, SpacePage};
use crate::session::{Member, Visitor};

/// GET /space/NAME. A machine that asks for the document gets it here too.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    Query(from): Query<Before>,
    headers: HeaderMap,
) -> Answer {
    if let Some(space) = forum::find(app.node(), &name)? {
        return show_space(&app, &visitor, &name, &space, from.before.as_ref(), &headers);
    }
    let actor = app.node().local_actor(&views::name(&name)?)?;
    if actor.actor_type != ActorType::Group {
        return Err(PageRefusal::not_found());
    }
    if wants_activity(&headers) {
        return Ok(activitypub::actor(app.node(), &headers, &name).into_response());
    }
    let page = page_of(app.node(), &visitor, &actor, from.before.as_ref())?;
    let mut response = visitor.show(&page);
    link_to_document(response.headers_mut(), actor.id.as_str());
    if page.head.no_index {
        frame::keep_out_of_search(response.headers_mut());
    }
    Ok(response)
}

fn show_space(
    app: &App,
    visitor: &Visitor,
    name: &str,
    space: &SpaceRecord,
    before: Option<&Cursor>,
    headers: &HeaderMap,
) -> Answer {
    if space.hosted.is_some() && wants_activity(headers) {
        return Ok(activitypub::actor(app.node(), headers, name).into_response());
    }
    let page = forum::show(app.node(), visitor, space, before)?;
    let mut response = visitor.show(&page);
    if space.hosted.is_some() {
        link_to_document(response.headers_mut(), space.space.id.as_str());
    }
    if page.head.no_index {
        frame::keep_out_of_search(response.headers_mut());
    }
    Ok(response)
}

/// What somebody reads in a space.
#[derive(Debug, Deserialize)]
pub struct Read {
    #[serde(default)]
    id: String,
}

/// GET /space/KEY/entry?id=…: a conversation in its space, wherever its author is at home.
pub async fn entry(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    Query(read): Query<Read>,
) -> Answer {
    let node = app.node();
    let space = forum::find(node, &name)?.ok_or_else(PageRefusal::not_found)?;
    let id = Id::parse(&read.id).map_err(|_| PageRefusal::not_found())?;
    let conversation = node.conversation_for(&id, visitor.account())?;
    let place = conversation.shown.record.community.as_ref().and_then(|place| place.space.as_ref());
    if place != Some(&space.space.id) {
        return Err(PageRefusal::not_found());
    }
    let author = node.view()?.local_actor_by_id(&conversation.shown.record.entry.author);
    let author = author.map_err(Refusal::from)?;
    let page = article::page_of(node, &visitor, author.as_ref(), &conversation)?;
    if let Some(account) = visitor.account() {
        node.mark_conversation_read(&account.name, &id).await?;
    }
    Ok(article::answered(&visitor, &page))
}

fn page_of(
    node: &Node,
    visitor: &Visitor,
    actor: &LocalActorRecord,
    before: Option<&Cursor>,
) -> Result<SpacePage, Refusal> {
    let (base, lang) = (node.base()?, visitor.frame.lang);
    let readers = policy::readers_of(&node.view()?, visitor.account())?;
    let listed = node.community_entries_for(&actor.id, &readers, before, LISTED)?;
    let path = actor.page.path();
    let is_organisation = |member: &&CommunityMember| {
        let kind = member.actor.as_ref().map(|actor| actor.actor_type);
        member.since.is_some() && kind.is_some_and(|kind| kind != ActorType::Person)
    };
    let members = node.community_members(&actor.id)?;
    let members = members.iter().filter(is_organisation).take(limits::MEMBERS_SHOWN);
    let show = |shown: &Shown| views::card(lang, &base, shown);
    Ok(SpacePage {
        head: heads::of_space(node, actor, before, listed.next.as_ref())?,
        actor: views::local_actor(actor),
        summary: SafeHtml::from_plain(&actor.summary),
        followers: node.counts(&actor.id)?.followers,
        members: members.map(|member| views::actor(&base, &member.id, member.actor.as_ref())).collect(),
        entries: listed.items.iter().map(show).collect(),
        older: listed.next.map(|next| going_on(path, &next)),
        newest: before.map(|_| path.to_owned()),
        follow_at: format!("/@{}/follow", actor.name),
        follow: Form::empty(),
        inside: visitor.session().map(|_| format!("/communities/{}/entries", actor.name)),
        frame: visitor.frame.clone(),
    })
}

/// GET /communities/NAME/entries: what is said in it, as it is known on this node, whoever else can be reached.
pub async fn entries(
    State(app): State<App>,
    member: Member,
    Path(name): Path<String>,
    Query(from): Query<Before>,
) -> Answer {
    let (node, community) = (app.node(), find(app.node(), &name)?);
    let (base, view) = (node.base()?, node.view()?);
    let path = format!("/communities/{}", key(&base, &community.id));
    let mut inside = member.clone();
    inside.visitor.frame.path = format!("{path}/entries");
    let readers = policy::readers_of(&view, Some(&member.session.account))?;
    let listed = node.community_entries_for(&community.id, &readers, from.before.as_ref(), LISTED)?;
    let keeps = community.hosted.is_some() && member.session.account.office >= Office::Officer;
    let hidden = if keeps { node.taken_out(&community.id, LISTED)?.items } else { Vec::new() };
    let show = |shown: &Shown| {
        let told = told::listed(node, &inside, &base, shown)?;
        Ok(SpaceEntry { id: shown.record.entry.id.to_string(), told })
    };
    let all = |shown: &[Shown]| shown.iter().map(show).collect::<Result<Vec<_>, Refusal>>();
    let known = view.actor(&community.id).map_err(Refusal::from)?;
    let mut writes = false;
    for actor in told::actors(&member) {
        writes |= node.communities_of(&actor.id)?.iter().any(|open| open.id == community.id);
    }
    let page = SpaceEntriesPage {
        name: known.map_or_else(|| community.id.to_string(), |known| known.display_name().to_owned()),
        older: listed.next.as_ref().map(|next| going_on(&format!("{path}/entries"), next)),
        entries: all(&listed.items)?,
        hidden: all(&hidden)?,
        community: path,
        keeps,
        write: writes.then(|| {
            let readers = readers_value(&Readers::Community(community.id.clone()));
            format!("/write?readers={}", told::encoded(&readers))
        }),
        frame: inside.visitor.frame.clone(),
    };
    Ok(member.visitor.show(&page))
}
