//! What pages show to those who are logged in: everybody leads to a page of this node, and every entry carries what
//! can be done with it.

use artel_node::features::elsewhere::Posts;
use artel_node::features::reading::Shown;
use artel_node::features::timeline::Told;
use artel_node::hex::hex;
use artel_node::store::records::LocalActorRecord;
use artel_node::{Node, Refusal};
use artel_protocol::key::sha256;
use artel_protocol::kinds::Entry;
use artel_protocol::{Actor, Id};

use super::views;
use crate::pages::acts::{ActorActs, ActsView, ToldView};
use crate::pages::parts::{ActorView, CommunityView, EntryCard, When};
use crate::session::Member;

/// A text as a part of a query.
pub fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The page of somebody: here for our own, the page about them for others.
pub fn actor_page(base: &Id, id: &Id) -> String {
    match id.same_authority(base) {
        true => format!("/lookup?q={}", encoded(id.as_str())),
        false => format!("/remote/actor?id={}", encoded(id.as_str())),
    }
}

/// Somebody, with a link that stays on this node.
pub fn actor(base: &Id, id: &Id, known: Option<&Actor>) -> ActorView {
    let view = views::actor(base, id, known);
    match id.same_authority(base) {
        true => view,
        false => ActorView { url: actor_page(base, id), ..view },
    }
}

/// The page of an entry on this node.
pub fn entry_page(base: &Id, entry: &Entry) -> String {
    match entry.id.same_authority(base) {
        true => views::entry_page(base, entry),
        false => format!("/remote/entry?id={}", encoded(entry.id.as_str())),
    }
}

/// What is said in a community, on this node.
pub fn community_page(base: &Id, community: &Id) -> String {
    format!("/communities/{}/entries", super::communities::key(base, community))
}

/// The name of an entry's place within a page.
pub fn anchor(id: &Id) -> String {
    let hash = sha256(id.as_str().as_bytes());
    format!("e{}", hex(&hash[..6]))
}

/// In whose names somebody acts: their own first.
pub fn actors(member: &Member) -> [&LocalActorRecord; 2] {
    [&member.session.person, &member.session.organisation]
}

/// What can be done with an entry: nothing with what is not public. `page` is where the reader comes back to.
pub fn acts(node: &Node, member: &Member, page: &str, entry: &Entry) -> Result<Option<ActsView>, Refusal> {
    if !entry.audience.is_public() {
        return Ok(None);
    }
    let back = format!("{page}#{}", anchor(&entry.id));
    let by = |actor: &LocalActorRecord| {
        let done = node.done(&actor.id, &entry.id)?;
        Ok::<_, Refusal>(ActorActs {
            name: actor.name.to_string(),
            title: actor.title.clone(),
            liked: done.liked,
            boosted: done.boosted,
            helped: None,
        })
    };
    let [own, organisation] = actors(member);
    let answer = answer_page(node, member, &entry.id, &back)?;
    Ok(Some(ActsView {
        entry: entry.id.to_string(),
        what: views::title(entry),
        back,
        answer,
        own: by(own)?,
        organisation: by(organisation)?,
    }))
}

/// The page to answer an entry, if it takes answers.
pub fn answer_page(node: &Node, member: &Member, entry: &Id, back: &str) -> Result<Option<String>, Refusal> {
    let page = format!("/answer?entry={}&back={}", encoded(entry.as_str()), encoded(back));
    Ok(takes_answers(node, member, entry)?.then_some(page))
}

/// Whether an entry takes an answer from who is logged in, or from their organisation.
pub fn takes_answers(node: &Node, member: &Member, entry: &Id) -> Result<bool, Refusal> {
    match node.takes_answers(&actors(member).map(|actor| &actor.id), entry) {
        Ok(()) => Ok(true),
        Err(Refusal::Invalid(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// An entry in a list.
pub fn told(node: &Node, member: &Member, base: &Id, told: &Told) -> Result<ToldView, Refusal> {
    let booster = told.boosted_by.as_ref();
    let boosted_by = booster.map(|(id, known)| actor(base, id, known.as_ref()));
    Ok(ToldView { boosted_by, ..listed(node, member, base, &told.shown)? })
}

/// The posts of somebody elsewhere.
pub fn posts(node: &Node, member: &Member, base: &Id, posts: &Posts) -> Result<Vec<ToldView>, Refusal> {
    posts.shown.iter().map(|shown| listed(node, member, base, shown)).collect()
}

/// An entry in a list that is not the timeline.
pub fn listed(node: &Node, member: &Member, base: &Id, shown: &Shown) -> Result<ToldView, Refusal> {
    let entry = &shown.record.entry;
    let frame = &member.visitor.frame;
    // What has no title is shown whole.
    let text = entry.content.card().title.is_empty().then(|| views::text(&entry.content));
    let warning = entry.content.warning().map(str::to_owned);
    let card = EntryCard {
        url: entry_page(base, entry),
        author: actor(base, &entry.author, shown.author.as_deref()),
        published: When::minute(frame.lang, shown.record.sorted),
        community: views::community(base, shown).map(|place| match &shown.record.community {
            Some(community) => CommunityView { url: community_page(base, &community.id), ..place },
            None => place,
        }),
        ..views::card(frame.lang, base, shown)
    };
    let acts = acts(node, member, &frame.path, entry)?;
    Ok(ToldView { anchor: anchor(&entry.id), card, text, warning, boosted_by: None, acts })
}
