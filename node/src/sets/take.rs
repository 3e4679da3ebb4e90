//! Putting an activity into its set, and what follows from that: twins, purged bytes, members who come and go.

use artel_protocol::jcs;
use artel_protocol::key::Ed25519Public;
use artel_protocol::message::{Aid, Sid};
use artel_protocol::verified::Evidence;
use artel_protocol::{Activity, Document, Id, Timestamp, Verified};

use super::element::{self, About, Says, Words};
use super::membership::Membership;
use super::records::{self, CommunityRecord, ElementRecord, SetName, SetRecord, TwoFacedRecord};
use super::{Place, Readers, show, spaces};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::identity::Context;
use crate::store::engine::Direction;
use crate::store::{View, keys};

/// Changes in the making, with a view in which they have happened already.
pub(super) struct Work<'a, 'c> {
    pub now: View,
    pub changes: Changes,
    pub context: &'a Context<'c>,
    pub community: &'a CommunityRecord,
}

impl Work<'_, '_> {
    pub fn put<T: serde::Serialize>(&mut self, key: keys::Key, record: &T) {
        let mut changes = Changes::none();
        changes.put(key, record);
        self.extend(changes);
    }

    pub fn put_bytes(&mut self, key: keys::Key, bytes: bytes::Bytes) {
        let mut changes = Changes::none();
        changes.put_bytes(key, bytes);
        self.extend(changes);
    }

    pub fn delete(&mut self, key: keys::Key) {
        let mut changes = Changes::none();
        changes.delete(key);
        self.extend(changes);
    }

    pub fn extend(&mut self, changes: Changes) {
        self.now.apply(&changes.batch);
        self.changes.extend(changes);
    }
}

/// Whether an activity may be in its set.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Admission {
    /// The community itself says it.
    Community,
    Member,
    /// Not by what is known here; an `Add` may still come.
    NotYet,
}

/// Whether what `actor` says at a moment, proved with this key, is in the community's sets.
pub fn admission(
    view: &View,
    community: &CommunityRecord,
    actor: &Id,
    key: &[u8; 32],
    created: Timestamp,
) -> Result<Admission, Refusal> {
    let key = Ed25519Public::from_bytes(key).map(|key| key.to_multikey()).unwrap_or_default();
    if *actor == community.id {
        return Ok(if key == community.key { Admission::Community } else { Admission::NotYet });
    }
    let membership = records::membership(view, &community.id, actor)?.unwrap_or_default();
    let admitted = membership.keys.contains(&key) && membership.admits(created);
    Ok(if admitted { Admission::Member } else { Admission::NotYet })
}

/// Puts an activity into its set. Nothing changes if it is there already.
///
/// # Errors
/// [`Refusal::Unknown`] while its author is not admitted; [`Refusal::Forbidden`] for what can be in no set.
pub fn take(
    view: &View,
    context: &Context<'_>,
    community: &CommunityRecord,
    place: &Place,
    verified: &Verified<Activity>,
) -> Result<Changes, Refusal> {
    let activity = verified.value();
    let aid = Aid::of(activity.document()).map_err(|error| Refusal::impossible(error.to_string()))?;
    let sid = place.sid();
    let Words { by, about, says, relayed } = element::read(activity, &community.id)
        .ok_or(Refusal::Forbidden("it says nothing that the set of a community holds"))?;
    let known = records::element(view, &sid, &aid)?;
    if known.as_ref().is_some_and(|known| known.withdrawn.is_none() || known.about == about) {
        return Ok(Changes::none());
    }
    let Evidence::Proof { key, .. } = verified.evidence() else {
        return Err(Refusal::Forbidden("it carries no proof"));
    };
    let admission = admission(view, community, &activity.actor, key, place.created)?;
    if admission == Admission::NotYet {
        return Err(Refusal::Unknown("its author was no member when it was said"));
    }
    if place.readers == Readers::Members
        && matches!(about, About::Member(_) | About::Space(_) | About::Profile(_))
    {
        return Err(Refusal::Forbidden("who is a member is said to everybody"));
    }
    let mut work = Work { now: view.clone(), changes: Changes::none(), context, community };
    if let Some(false_mark) = known {
        // A peer said that it was withdrawn by a Delete of something else.
        leave(&mut work, &sid, aid, false_mark)?;
    }
    let record = ElementRecord {
        id: activity.id.clone(),
        actor: by,
        created: place.created,
        number: 0,
        about: about.clone(),
        says,
        beaten: false,
        withdrawn: None,
        relayed,
    };
    work.put(keys::seen(&activity.id), &context.now);
    if context.is_ours(&activity.actor) && activity.audience.is_public() {
        let row = keys::outbox_activity(&activity.actor, place.created, &activity.id);
        work.put_bytes(row, bytes::Bytes::new());
    }
    if record.says.keeps_order() && place.readers == Readers::Everybody {
        let row = keys::order_said(&community.id, place.created, &activity.id);
        work.put_bytes(row, bytes::Bytes::new());
    }
    let touched = enter(&mut work, &sid, aid, record, Some(activity.document()))?;
    for about in touched {
        settle(&mut work, &sid, place.readers, &about)?;
    }
    if let (About::Entry(entry), Admission::Member) = (&about, admission) {
        show::confirm(&mut work, &sid, place.readers, entry, &aid)?;
    }
    Ok(work.changes)
}

/// The community gives its word for a version that is in its set already.
pub fn confirm(view: &View, context: &Context<'_>, entry: &Id, version: &Aid) -> Result<Changes, Refusal> {
    let place = view.entry(entry)?.and_then(|entry| entry.community);
    let Some(place) = place else { return Ok(Changes::none()) };
    let Some(community) = records::community(view, &place.id)? else { return Ok(Changes::none()) };
    let name = SetName { community: place.id, members_only: place.members_only };
    let sid = super::sid(&community.id, name.readers());
    let mut work = Work { now: view.clone(), changes: Changes::none(), context, community: &community };
    show::confirm(&mut work, &sid, name.readers(), entry, version)?;
    Ok(work.changes)
}

/// Notes that an activity was in a set and is withdrawn, on the word of an admitted peer. The Delete is here already.
///
/// # Errors
/// [`Refusal::Forbidden`] if the Delete is not one.
pub fn withdraw(
    view: &View,
    context: &Context<'_>,
    community: &CommunityRecord,
    readers: Readers,
    gone: &Gone,
) -> Result<Changes, Refusal> {
    let sid = super::sid(&community.id, readers);
    if records::element(view, &sid, &gone.aid)?.is_some() {
        return Ok(Changes::none());
    }
    let delete = records::element(view, &sid, &gone.by)?.filter(|delete| delete.says == Says::Delete);
    let delete = delete.ok_or(Refusal::Forbidden("nothing was withdrawn by that"))?;
    let mut work = Work { now: view.clone(), changes: Changes::none(), context, community };
    let About::Entry(entry) = &delete.about else { return Ok(Changes::none()) };
    let record = ElementRecord {
        id: entry.clone(),
        actor: delete.actor,
        created: gone.created,
        number: 0,
        about: delete.about.clone(),
        says: Says::Version { updated: None },
        beaten: false,
        withdrawn: Some(gone.by),
        relayed: delete.relayed,
    };
    for about in enter(&mut work, &sid, gone.aid, record, None)? {
        settle(&mut work, &sid, readers, &about)?;
    }
    Ok(work.changes)
}

/// What a peer says of a withdrawn activity.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Gone {
    pub aid: Aid,
    /// In whole seconds.
    pub created: Timestamp,
    /// The Delete.
    pub by: Aid,
}

/// Writes an element and sorts out its twins; yields what has to be looked at anew.
fn enter(
    work: &mut Work<'_, '_>,
    sid: &Sid,
    aid: Aid,
    mut record: ElementRecord,
    document: Option<&Document>,
) -> Result<Vec<About>, Refusal> {
    let mut touched = vec![record.about.clone()];
    let set = records::set(&work.now, sid)?;
    let is_new = records::element(&work.now, sid, &aid)?.is_none();
    record.number = set.last + 1;
    let count = if is_new { set.count + 1 } else { set.count };
    work.put(keys::set(sid), &SetRecord { last: record.number, count });
    let rivals = if record.withdrawn.is_some() { Vec::new() } else { twins(work, sid, &record.id)? };
    for (rival, other) in rivals {
        note_two_faces(work, sid, (aid, &record, document), (rival, &other))?;
        if aid < rival {
            beat(work, sid, rival, other.clone())?;
            touched.push(other.about);
        } else {
            record.beaten = true;
        }
    }
    if let Some(document) = document {
        let place = match record.beaten {
            true => keys::beaten_bytes(sid, &aid),
            false => keys::activity(&record.id),
        };
        work.put_bytes(place, document.bytes().clone());
    }
    let mut number = Vec::with_capacity(40);
    number.extend_from_slice(&seconds(record.created).to_be_bytes());
    number.extend_from_slice(&aid.0);
    work.put_bytes(keys::number(sid, record.number), number.into());
    work.put_bytes(keys::in_bucket(sid, &records::about_key(&record.about), &aid), bytes::Bytes::new());
    if record.withdrawn.is_none() {
        work.put_bytes(keys::twin(sid, &record.id, &aid), bytes::Bytes::new());
    }
    work.put_bytes(keys::said(sid, &record.actor, &aid), bytes::Bytes::new());
    work.put(keys::element(sid, &aid), &record);
    Ok(touched)
}

/// The moment by which sets are compared.
pub fn seconds(created: Timestamp) -> u64 {
    u64::try_from(created.0.div_euclid(1000)).unwrap_or(0)
}

fn twins(work: &Work<'_, '_>, sid: &Sid, id: &Id) -> Result<Vec<(Aid, ElementRecord)>, Refusal> {
    let mut found = Vec::new();
    for (key, _) in work.now.prefix(&keys::twins(sid, id), Direction::Forward, usize::MAX)? {
        let Some(aid) = keys::last_aid(&key) else { continue };
        found.extend(records::element(&work.now, sid, &aid)?.map(|record| (aid, record)));
    }
    Ok(found)
}

/// An element's twin counts instead of it from now on.
fn beat(work: &mut Work<'_, '_>, sid: &Sid, aid: Aid, record: ElementRecord) -> Result<(), Refusal> {
    if record.beaten {
        return Ok(());
    }
    if let Some(bytes) = records::bytes(&work.now, sid, &aid, &record)? {
        work.put_bytes(keys::beaten_bytes(sid, &aid), bytes);
        work.delete(keys::activity(&record.id));
    }
    work.put(keys::element(sid, &aid), &ElementRecord { beaten: true, ..record });
    Ok(())
}

/// Whoever says two things under one id is remembered for it. To sign the same again is no fault.
fn note_two_faces(
    work: &mut Work<'_, '_>,
    sid: &Sid,
    (aid, record, document): (Aid, &ElementRecord, Option<&Document>),
    (rival, other): (Aid, &ElementRecord),
) -> Result<(), Refusal> {
    let Some(document) = document else { return Ok(()) };
    let Some(bytes) = records::bytes(&work.now, sid, &rival, other)? else { return Ok(()) };
    let said = |document: &Document| jcs::canonicalize_without(document.json(), &["proof", "signature"]).ok();
    if said(&Document::parse(bytes)?) == said(document) {
        return Ok(());
    }
    let noted = TwoFacedRecord {
        activity: record.id.clone(),
        twins: (aid.min(rival), aid.max(rival)),
        noticed: work.context.now,
    };
    let key = keys::two_faced(&work.community.id, &record.actor);
    if !work.now.contains(&key)? {
        work.put(key, &noted);
    }
    Ok(())
}

/// Brings what is kept and shown in line with what the set says about one thing.
fn settle(work: &mut Work<'_, '_>, sid: &Sid, readers: Readers, about: &About) -> Result<(), Refusal> {
    if let About::Entry(_) = about {
        for other in purge(work, sid, &records::about(&work.now, sid, about)?)? {
            settle(work, sid, readers, &other)?;
        }
    }
    let said = records::counting(&work.now, sid, about)?;
    match about {
        About::Entry(entry) => show::entry(work, sid, readers, entry, &said),
        About::Reaction { entry, actor } => show::reaction(work, sid, entry, actor, &said),
        About::Space(space) => spaces::settle(work, sid, space, &said),
        About::Profile(actor) => show::profile(work, sid, actor),
        About::Member(member) => {
            let elements: Vec<_> = said.iter().map(|(aid, record)| record.element(*aid)).collect();
            let before = records::membership(&work.now, &work.community.id, member)?;
            let membership = Membership::of(&elements);
            work.put(keys::membership(&work.community.id, member), &membership);
            show::member(work, sid, member, &membership)?;
            match before.is_some_and(|before| before.counts_like(&membership)) {
                true => Ok(()),
                false => look_again(work, member),
            }
        }
    }
}

/// Purges the bytes of what its author withdrew, twins that do not count included. What is withdrawn is no twin any more;
/// yields what those are about that count instead.
fn purge(work: &mut Work<'_, '_>, sid: &Sid, said: &[(Aid, ElementRecord)]) -> Result<Vec<About>, Refusal> {
    let deletes: Vec<_> = said.iter().filter(|(_, record)| record.says == Says::Delete).collect();
    let mut touched = Vec::new();
    for (aid, record) in said {
        let own = deletes.iter().filter(|(_, delete)| delete.actor == record.actor);
        let by = own.map(|(delete, _)| *delete).min();
        let carries = matches!(record.says, Says::Version { .. });
        if by.is_none() || !carries || record.withdrawn.is_some() {
            continue;
        }
        match record.beaten {
            true => work.delete(keys::beaten_bytes(sid, aid)),
            false => work.delete(keys::activity(&record.id)),
        }
        work.delete(keys::twin(sid, &record.id, aid));
        work.put(keys::element(sid, aid), &ElementRecord { withdrawn: by, beaten: false, ..record.clone() });
        if !record.beaten {
            touched.extend(crown(work, sid, &record.id)?);
        }
    }
    Ok(touched)
}

/// The standing of a member has changed: what it said while it was not admitted leaves the sets, and what it said is
/// looked at anew.
fn look_again(work: &mut Work<'_, '_>, member: &Id) -> Result<(), Refusal> {
    let membership = records::membership(&work.now, &work.community.id, member)?.unwrap_or_default();
    for (sid, name) in SetName::both(&work.community.id) {
        let mut touched = Vec::new();
        for (key, _) in work.now.prefix(&keys::said_by(&sid, member), Direction::Forward, usize::MAX)? {
            let Some(aid) = keys::last_aid(&key) else { continue };
            let Some(record) = records::element(&work.now, &sid, &aid)? else { continue };
            if !touched.contains(&record.about) {
                touched.push(record.about.clone());
            }
            if !record.relayed && !membership.admits(record.created) {
                touched.extend(leave(work, &sid, aid, record)?);
            }
        }
        for about in touched {
            settle(work, &sid, name.readers(), &about)?;
        }
    }
    Ok(())
}

/// Takes an element out of the set, as if it had never come. If a twin counts instead of it from now on, yields what that
/// one is about.
fn leave(
    work: &mut Work<'_, '_>,
    sid: &Sid,
    aid: Aid,
    record: ElementRecord,
) -> Result<Option<About>, Refusal> {
    let set = records::set(&work.now, sid)?;
    work.put(keys::set(sid), &SetRecord { count: set.count.saturating_sub(1), ..set });
    work.delete(keys::number(sid, record.number));
    work.delete(keys::in_bucket(sid, &records::about_key(&record.about), &aid));
    work.delete(keys::twin(sid, &record.id, &aid));
    work.delete(keys::said(sid, &record.actor, &aid));
    work.delete(keys::element(sid, &aid));
    work.delete(keys::beaten_bytes(sid, &aid));
    if record.says == Says::Delete {
        miss_what_it_withdrew(work, sid, aid, &record)?;
    }
    if record.beaten || record.withdrawn.is_some() {
        return Ok(None);
    }
    work.delete(keys::activity(&record.id));
    crown(work, sid, &record.id)
}

/// A Delete has left the set: what it withdrew is withdrawn by another one, or is missing from now on.
fn miss_what_it_withdrew(
    work: &mut Work<'_, '_>,
    sid: &Sid,
    delete: Aid,
    record: &ElementRecord,
) -> Result<(), Refusal> {
    let said = records::about(&work.now, sid, &record.about)?;
    let others = said.iter().filter(|(_, other)| other.says == Says::Delete && other.actor == record.actor);
    let heir = others.map(|(other, _)| *other).min();
    for (aid, withdrawn) in said.iter().filter(|(_, other)| other.withdrawn == Some(delete)) {
        match heir {
            Some(_) => {
                let record = ElementRecord { withdrawn: heir, ..withdrawn.clone() };
                work.put(keys::element(sid, aid), &record);
            }
            None => {
                leave(work, sid, *aid, withdrawn.clone())?;
            }
        }
    }
    Ok(())
}

/// The smallest of the twins with this id counts from now on; yields what it is about, if it did not count before.
fn crown(work: &mut Work<'_, '_>, sid: &Sid, id: &Id) -> Result<Option<About>, Refusal> {
    let heir = twins(work, sid, id)?.into_iter().min_by_key(|(twin, _)| *twin);
    let Some((twin, heir)) = heir.filter(|(_, heir)| heir.beaten) else { return Ok(None) };
    if let Some(bytes) = work.now.get(&keys::beaten_bytes(sid, &twin))? {
        work.put_bytes(keys::activity(&heir.id), bytes);
        work.delete(keys::beaten_bytes(sid, &twin));
    }
    let about = heir.about.clone();
    work.put(keys::element(sid, &twin), &ElementRecord { beaten: false, ..heir });
    Ok(Some(about))
}
