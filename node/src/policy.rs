//! Who may. Every rule about permission stands here once, for local and foreign actors, whatever way they came.

pub mod review;
pub mod trust;

use artel_protocol::activity::{FollowReference, Undone, UndoneAct};
use artel_protocol::company::Visibility;
use artel_protocol::kinds::{self, Entry};
use artel_protocol::{Activity, Id, Name, Posting, Space, SpaceKind, Timestamp, as2, limits};
use serde_json::{Map, Value};

use crate::error::Refusal;
use crate::features::interest::records::accepted_between;
use crate::sets::spaces::{self, SpaceRecord};
use crate::sets::{members_of, records};
use crate::store::View;
use crate::store::records::{
    AccountRecord, Comments, EntryRecord, FollowState, LocalActorRecord, NodeRecord, Office, Role, Undoable,
    UndoableRecord,
};

/// An activity and its actor are under one authority (FEP-fe34).
pub fn activity_belongs_to_its_actor(activity: &Activity) -> Result<(), Refusal> {
    match activity.id.same_authority(&activity.actor) {
        true => Ok(()),
        false => Err(Refusal::Forbidden("the activity's id is on another host than its actor")),
    }
}

/// Nothing is taken from those whom this node blocks.
pub fn is_not_blocked(view: &View, actor: &Id) -> Result<(), Refusal> {
    match view.is_blocked(actor)? {
        true => Err(Refusal::Forbidden("this node takes nothing from there")),
        false => Ok(()),
    }
}

/// Everybody shapes their own profile; owners and moderators that of their organisation too.
pub fn may_change_profile(account: &AccountRecord, actor: &Name) -> Result<(), Refusal> {
    let leads = account.organisation == *actor && account.role != Role::Member;
    match account.name == *actor || leads {
        true => Ok(()),
        false => Err(Refusal::Forbidden("the profile is somebody else's")),
    }
}

/// Officers of the node vouch for companies, in the name of the organisation that runs it.
pub fn may_vouch(account: &AccountRecord) -> Result<(), Refusal> {
    match account.office >= Office::Officer && !account.suspended {
        true => Ok(()),
        false => Err(Refusal::Forbidden("only the node's officers vouch for companies")),
    }
}

/// How much somebody sees of what an organisation of ours says of the company that it is: its own people all of it, those
/// between whom and the company an interest was accepted what is for them, those for whom somebody vouches what is for
/// these, and members of a community that it is in what is for members.
pub fn sees_of_company(
    view: &View,
    now: Timestamp,
    account: Option<&AccountRecord>,
    company: &LocalActorRecord,
) -> Result<Visibility, Refusal> {
    let Some(account) = account else { return Ok(Visibility::Public) };
    if account.organisation == company.name {
        return Ok(Visibility::Private);
    }
    if accepted_between(view, &readers_of(view, Some(account))?, &company.id)? {
        return Ok(Visibility::Accepted);
    }
    let Some(reader) = view.local_actor(&account.organisation)? else { return Ok(Visibility::Public) };
    if trust::is_vouched_for(view, now, &reader.id)? {
        return Ok(Visibility::Vouched);
    }
    match are_in_one_community(view, now, &reader, company)? {
        true => Ok(Visibility::Members),
        false => Ok(Visibility::Public),
    }
}

fn are_in_one_community(
    view: &View,
    now: Timestamp,
    reader: &LocalActorRecord,
    company: &LocalActorRecord,
) -> Result<bool, Refusal> {
    for community in records::communities(view)?.iter().filter(|community| community.left.is_none()) {
        let is_in = |actor: &Id| {
            let membership = records::membership(view, &community.id, actor)?.unwrap_or_default();
            Ok::<_, Refusal>(membership.is_member() && !membership.is_banned(now))
        };
        if is_in(&reader.id)? && is_in(&company.id)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Words of one's own, and those in the organisation's name, may be changed and taken back; a colleague's own words
/// only by owners and moderators.
pub fn may_change_own(account: &AccountRecord, author: &LocalActorRecord) -> Result<(), Refusal> {
    if account.organisation != author.organisation {
        return Err(Refusal::Forbidden("the entry is another organisation's"));
    }
    match account.name == author.name || account.organisation == author.name || account.role != Role::Member {
        true => Ok(()),
        false => Err(Refusal::Forbidden("the entry is a colleague's own")),
    }
}

/// Answers under an article are let in, hidden and shown again by its author and by the organisation's owners and
/// moderators.
pub fn may_moderate(account: &AccountRecord, author: &LocalActorRecord) -> bool {
    account.organisation == author.organisation
        && (account.role != Role::Member || account.name == author.name)
}

/// An owner opens a colleague's account anew, by a link to a new password or without the second factor, unless the
/// colleague has a higher office on the node. Who opens their own is asked for the password.
pub fn may_let_in(account: &AccountRecord, colleague: &AccountRecord) -> Result<(), Refusal> {
    let owns = account.role == Role::Owner && account.organisation == colleague.organisation;
    match owns && account.name != colleague.name && account.office >= colleague.office {
        true => Ok(()),
        false => Err(Refusal::Forbidden("this account is not yours to open")),
    }
}

/// Whether what an account says in the name of `author` waits for a second pair of eyes.
pub fn needs_approval(view: &View, account: &AccountRecord, author: &Name) -> Result<bool, Refusal> {
    if account.role != Role::Member || *author == account.name {
        return Ok(false);
    }
    Ok(view.organisation(&account.organisation)?.is_some_and(|company| company.approves))
}

/// Where what members say in the organisation's name is approved first, they like, boost, follow and block in their
/// own: there is nothing to read before it is approved.
pub fn may_speak(view: &View, account: &AccountRecord, author: &Name) -> Result<(), Refusal> {
    match needs_approval(view, account, author)? {
        true => Err(Refusal::field("as", "act-needs-approval")),
        false => Ok(()),
    }
}

/// An actor of ours that has moved says nothing new here. It still withdraws what it said, takes back what it did,
/// turns followers away, and says of itself where it is.
pub fn may_say_here(
    actor: &LocalActorRecord,
    act: &str,
    members: &Map<String, Value>,
) -> Result<(), Refusal> {
    let is_of_itself = || {
        let object = as2::first(members, "object").and_then(as2::id_text);
        object == Some(actor.id.as_str())
    };
    let is_new = match act {
        "Delete" | "Undo" | "Remove" | "Reject" => false,
        "Update" | "Move" => !is_of_itself(),
        _ => true,
    };
    match is_new && actor.moved_to.is_some() {
        true => Err(Refusal::field("as", "act-moved")),
        false => Ok(()),
    }
}

/// Where an organisation has moved is its owners' to say. The node's officers say it for one that is hosted here, as
/// far as they may: the new account has to name the old one in any case.
pub fn may_move_away(account: &AccountRecord, organisation: &Name, node: &NodeRecord) -> Result<(), Refusal> {
    let owns = account.organisation == *organisation && account.role == Role::Owner;
    let looks_after = account.office >= Office::Officer && *organisation != node.organisation;
    match owns || looks_after {
        true => Ok(()),
        false => Err(Refusal::Forbidden("only its owners say where an organisation has moved")),
    }
}

/// A move needs both ends: the new account, as it is known here, names the old one and has not moved on itself.
pub fn takes_over(view: &View, old: &Id, new: &Id) -> Result<bool, Refusal> {
    let Some(actor) = view.actor(new)?.filter(|_| old != new) else { return Ok(false) };
    Ok(actor.also_known_as.contains(old) && actor.moved_to.is_none() && !view.is_blocked(new)?)
}

/// Who says something in a community is one of its members at present.
///
/// # Errors
/// A problem of the field `readers`.
pub fn may_speak_in(view: &View, now: Timestamp, author: &Id, community: &Id) -> Result<(), Refusal> {
    let open = records::community(view, community)?.is_some_and(|community| community.left.is_none());
    let membership = records::membership(view, community, author)?.unwrap_or_default();
    if !open || !membership.is_member() {
        return Err(Refusal::field("readers", "community-no-member"));
    }
    match membership.is_banned(now) {
        true => Err(Refusal::field("readers", "community-banned")),
        false => Ok(()),
    }
}

/// Who begins something in a space is one of those whom it lets.
///
/// # Errors
/// A problem of the field `readers`.
pub fn may_begin_in(view: &View, now: Timestamp, author: &Id, space: &SpaceRecord) -> Result<(), Refusal> {
    let Space { id, community, posting, moderators, .. } = &space.space;
    if space.closed {
        return Err(Refusal::field("readers", "space-closed"));
    }
    let membership = records::membership(view, community, author)?.unwrap_or_default();
    if membership.is_banned(now) {
        return Err(Refusal::field("readers", "community-banned"));
    }
    let keeps_order = moderators.contains(author);
    let may = match posting {
        Posting::Anyone => true,
        Posting::Followers => membership.is_member() || view.follower(id, author)?.is_some(),
        Posting::Members => membership.is_member(),
        Posting::Moderators => false,
    };
    match may || keeps_order {
        true => Ok(()),
        false if *posting == Posting::Moderators => Err(Refusal::field("readers", "space-of-moderators")),
        false => Err(Refusal::field("readers", "community-no-member")),
    }
}

/// The moderators of a space keep order in it.
pub fn keeps_order_in(space: &SpaceRecord, actor: &Id) -> Result<(), Refusal> {
    match space.space.moderators.contains(actor) {
        true => Ok(()),
        false => Err(Refusal::Forbidden("only its moderators keep order in this space")),
    }
}

/// Whether somebody with an account keeps order in a space, in their own name or their organisation's.
pub fn keeps_order(view: &View, account: &AccountRecord, space: &SpaceRecord) -> Result<bool, Refusal> {
    let own = readers_of(view, Some(account))?;
    Ok(own.iter().any(|actor| keeps_order_in(space, actor).is_ok()))
}

/// Whether one of these actors of ours, or everybody, sees what is going on in a space.
pub fn may_look_into(view: &View, readers: &[Id], space: &SpaceRecord) -> Result<bool, Refusal> {
    if !space.space.members_only {
        return Ok(true);
    }
    for reader in readers {
        let membership = records::membership(view, &space.space.community, reader)?;
        if membership.is_some_and(|membership| membership.is_member()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How a space is meant is said by the node's officers and by its moderators.
pub fn may_arrange(view: &View, account: &AccountRecord, space: &SpaceRecord) -> Result<(), Refusal> {
    match keeps_order(view, account, space)? || account.office >= Office::Officer {
        true => Ok(()),
        false => Err(Refusal::Forbidden("only its moderators and the node's officers change this space")),
    }
}

/// The space of ours that an entry is posted to, as it says itself: in its `audience`, or by addressing it.
pub fn space_named(view: &View, entry: &Entry) -> Result<Option<SpaceRecord>, Refusal> {
    if entry.in_reply_to.is_some() {
        return Ok(None);
    }
    // What stands in `audience` goes before what is only addressed.
    let addressed = entry.audience.to.iter().chain(&entry.audience.cc);
    for named in entry.audience.audience.iter().chain(addressed) {
        if view.local_actor_by_id(named)?.is_some()
            && let Some(space) = spaces::space(view, named)?
        {
            return Ok(Some(space));
        }
    }
    Ok(None)
}

/// What others begin in a space of ours is begun by those whom it lets, and is of a kind that stands there.
pub fn may_stand(view: &View, now: Timestamp, entry: &Entry) -> Result<(), Refusal> {
    let Some(space) = space_named(view, entry)? else { return Ok(()) };
    match may_begin_in(view, now, &entry.author, &space) {
        Ok(()) => {}
        Err(Refusal::Invalid(_)) => {
            return Err(Refusal::Forbidden("you may not begin anything in this space"));
        }
        Err(other) => return Err(other),
    }
    match stands_in(entry, &space) {
        true => Ok(()),
        false => Err(Refusal::Forbidden("nothing of this kind stands in this space")),
    }
}

/// Whether an entry is of a kind that begins something in such a space: offers stand in brokerages, and only they.
pub fn stands_in(entry: &Entry, space: &SpaceRecord) -> bool {
    let is_offer = kinds::standing_in(SpaceKind::Brokerage).contains(&entry.content.kind());
    is_offer == (space.space.kind == SpaceKind::Brokerage)
}

/// Whether the community gives its word for a new entry in one of its spaces, or for an answer there.
pub fn is_confirmed(view: &View, now: Timestamp, record: &EntryRecord) -> Result<bool, Refusal> {
    if let Some(began) = beginning(view, record)? {
        return Ok(!began.community.is_some_and(|community| community.locked));
    }
    let Some(space) = record.community.as_ref().and_then(|community| community.space.as_ref()) else {
        return Ok(true);
    };
    let Some(space) = spaces::space(view, space)? else { return Ok(false) };
    let may = record.entry.in_reply_to.is_some()
        || stands_in(&record.entry, &space) && may_begin_in(view, now, &record.entry.author, &space).is_ok();
    Ok(may && space.space.members_only == record.community.as_ref().is_some_and(|place| place.members_only))
}

/// An entry is its actor's own, and its id is on its author's host.
pub fn may_create(activity: &Activity, entry: &Entry) -> Result<(), Refusal> {
    if entry.author != activity.actor {
        return Err(Refusal::Forbidden("the object is attributed to somebody else"));
    }
    entry_belongs_to_its_author(entry)
}

/// `attributedTo` and id share an authority: for fetched objects too.
pub fn entry_belongs_to_its_author(entry: &Entry) -> Result<(), Refusal> {
    match entry.id.same_authority(&entry.author) {
        true => Ok(()),
        false => Err(Refusal::Forbidden("the object's id is on another host than its author")),
    }
}

/// A deleted id stays deleted. A tombstone set by somebody else than the author counts for nothing: on a host that
/// many share, one could otherwise delete what another has yet to write.
pub fn is_not_gone(view: &View, entry: &Entry) -> Result<(), Refusal> {
    match view.tombstone(&entry.id)? {
        Some(tombstone) if tombstone.author == entry.author => Err(Refusal::Gone),
        _ => Ok(()),
    }
}

/// Only the stored entry's own author changes or deletes it, whatever the activity says of it.
pub fn may_change(actor: &Id, stored: &EntryRecord) -> Result<(), Refusal> {
    match stored.entry.author == *actor {
        true => Ok(()),
        false => Err(Refusal::Forbidden("the object is somebody else's")),
    }
}

/// Who undoes is who did: the embedded activity's actor, and above all the stored one's.
pub fn may_undo(
    activity: &Activity,
    undone: &Undone,
    stored: Option<&UndoableRecord>,
) -> Result<(), Refusal> {
    let claims_another = undone.actor.as_ref().is_some_and(|actor| *actor != activity.actor);
    let was_anothers = stored.is_some_and(|stored| stored.actor != activity.actor);
    let was_something_else = stored.is_some_and(|stored| match undone.what {
        UndoneAct::Follow => stored.what != Undoable::Follow,
        UndoneAct::Like => stored.what != Undoable::Like,
        UndoneAct::Announce => stored.what != Undoable::Boost,
        UndoneAct::Block | UndoneAct::Lock | UndoneAct::Offer | UndoneAct::ById | UndoneAct::Other => false,
    });
    match claims_another || was_anothers || was_something_else {
        true => Err(Refusal::Forbidden("only who did it can undo it")),
        false => Ok(()),
    }
}

/// Only who is followed answers a Follow. The stored Follow decides, not what the answer says of it.
pub fn answers_a_follow_of(follow: &UndoableRecord, answer: &Activity, reference: &FollowReference) -> bool {
    follow.what == Undoable::Follow
        && follow.object == answer.actor
        && reference.actor.as_ref().is_none_or(|actor| *actor == follow.actor)
        && reference.object.as_ref().is_none_or(|object| *object == follow.object)
}

/// Nobody follows an actor of ours that blocks them.
pub fn may_follow(view: &View, follower: &Id, followed: &Id) -> Result<(), Refusal> {
    match view.blocks(followed, follower)? {
        true => Err(Refusal::Forbidden("this actor takes nothing from you")),
        false => Ok(()),
    }
}

/// Nobody answers an entry of somebody here who blocks them, nor anything in the conversation that it began.
pub fn may_answer(view: &View, entry: &Entry) -> Result<(), Refusal> {
    let Some(parent) = &entry.in_reply_to else { return Ok(()) };
    let Some(parent) = view.entry(parent)? else { return Ok(()) };
    let began = beginning(view, &parent)?;
    for answered in std::iter::once(parent).chain(began) {
        may_follow(view, &entry.author, &answered.entry.author)?;
    }
    Ok(())
}

/// The entry that began the conversation that an answer stands in.
fn beginning(view: &View, answer: &EntryRecord) -> Result<Option<EntryRecord>, Refusal> {
    match &answer.root {
        Some(root) => Ok(view.entry(root)?),
        None => Ok(None),
    }
}

/// The actor of ours that began the conversation that an answer stands in.
pub fn owner_above(view: &View, answer: &EntryRecord) -> Result<Option<LocalActorRecord>, Refusal> {
    match beginning(view, answer)? {
        Some(began) => Ok(view.local_actor_by_id(&began.entry.author)?),
        None => Ok(None),
    }
}

/// What an actor of ours is told at once of an answer that would not be taken: as a problem of the field `text`, so that
/// what was typed is kept.
pub fn takes_answer(view: &View, author: &Id, parent: &Id) -> Result<(), Refusal> {
    let Some(parent) = view.entry(parent)? else { return Ok(()) };
    let began = beginning(view, &parent)?;
    let began = began.as_ref().unwrap_or(&parent);
    if began.community.as_ref().is_some_and(|community| community.locked) {
        return Err(Refusal::field("text", "topic-locked"));
    }
    if began.comments == Comments::Closed {
        return Err(Refusal::field("text", "article-closed"));
    }
    let counts = view.counts(&began.entry.id)?;
    if counts.answers + counts.waiting >= limits::ANSWERS_PER_THREAD {
        return Err(Refusal::field("text", "answer-too-many"));
    }
    for answered in [&parent, began] {
        if view.blocks(&answered.entry.author, author)? {
            return Err(Refusal::field("text", "answer-blocked"));
        }
    }
    Ok(())
}

/// Whether an entry is for the eyes of this actor of ours: it is public, it names them, it is for the members of a
/// community that they are in, or for the followers of somebody whom they follow.
pub fn may_read(view: &View, reader: &Id, entry: &Entry) -> Result<bool, Refusal> {
    if entry.audience.is_public() || entry.author == *reader || entry.audience.names(reader) {
        return Ok(true);
    }
    let followers = match view.actor(&entry.author)?.and_then(|author| author.followers) {
        Some(followers) => followers,
        None => entry.author.join("/followers"),
    };
    if is_among_the_members(view, reader, entry)? {
        return Ok(true);
    }
    let follows = view.following(reader, &entry.author)?;
    Ok(entry.audience.names(&followers)
        && follows.is_some_and(|following| following.state == FollowState::Accepted))
}

/// Whether an entry is for the members of a community, and this actor is one of them.
fn is_among_the_members(view: &View, reader: &Id, entry: &Entry) -> Result<bool, Refusal> {
    let Some(community) = entry.audience.community() else { return Ok(false) };
    if !entry.audience.names(&members_of(community)) {
        return Ok(false);
    }
    let membership = records::membership(view, community, reader)?;
    Ok(membership.is_some_and(|membership| membership.is_member()))
}

/// In whose name somebody with an account reads: their own, and their organisation's.
pub fn readers_of(view: &View, account: Option<&AccountRecord>) -> Result<Vec<Id>, Refusal> {
    let mut readers = Vec::new();
    for name in account.into_iter().flat_map(|account| [&account.name, &account.organisation]) {
        readers.extend(view.local_actor(name)?.map(|actor| actor.id));
    }
    Ok(readers)
}

/// Whether an entry is for the eyes of everybody, or of one of these actors of ours.
pub fn any_may_read(view: &View, readers: &[Id], entry: &Entry) -> Result<bool, Refusal> {
    if entry.audience.is_public() {
        return Ok(true);
    }
    for reader in readers {
        if may_read(view, reader, entry)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether an answer from here is kept from a reader, since those who moderate the article have not let it through: from all but
/// them and its author. What was written elsewhere is public there.
pub fn is_withheld_from(
    view: &View,
    reader: Option<&AccountRecord>,
    stored: &EntryRecord,
) -> Result<bool, Refusal> {
    if !stored.is_withheld() {
        return Ok(false);
    }
    let Some(author) = view.local_actor_by_id(&stored.entry.author)? else { return Ok(false) };
    let Some(reader) = reader else { return Ok(true) };
    Ok(!speaks_for(reader, &author) && !keeps_order_below(view, reader, stored)?)
}

/// Whether a reader sees an entry in its conversation: what is out of view only who moderates the article above it, and what
/// was not let through its author too.
pub fn sees_in_conversation(
    view: &View,
    reader: Option<&AccountRecord>,
    stored: &EntryRecord,
) -> Result<bool, Refusal> {
    let Some(reader) = reader.filter(|_| stored.hidden.is_some()) else { return Ok(stored.hidden.is_none()) };
    let author = view.local_actor_by_id(&stored.entry.author)?;
    let is_own = stored.is_withheld() && author.is_some_and(|author| speaks_for(reader, &author));
    Ok(is_own || keeps_order_below(view, reader, stored)?)
}

/// Whether what an actor of ours says is this account's: its own words, and its organisation's.
fn speaks_for(account: &AccountRecord, actor: &LocalActorRecord) -> bool {
    actor.name == account.name || actor.name == account.organisation
}

/// Whether an account looks through the answers of the conversation that an entry stands in.
fn keeps_order_below(view: &View, account: &AccountRecord, stored: &EntryRecord) -> Result<bool, Refusal> {
    Ok(owner_above(view, stored)?.is_some_and(|owner| may_moderate(account, &owner)))
}

/// Whether a foreign entry concerns anybody here. Everything else is acknowledged and forgotten, so that strangers
/// cannot fill the store.
pub fn concerns_us(view: &View, entry: &Entry, is_ours: impl Fn(&Id) -> bool) -> Result<bool, Refusal> {
    if is_ours(&entry.author) || view.is_followed_here(&entry.author)? {
        return Ok(true);
    }
    if let Some(parent) = &entry.in_reply_to
        && view.contains(&crate::store::keys::entry(parent))?
    {
        return Ok(true);
    }
    for named in entry.audience.named() {
        if is_ours(named) && view.local_actor_by_id(named)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
