//! Bringing what people see in line with what the set says: entries, reactions, profiles, members.

use artel_protocol::activity::{Act, Referred, Updated};
use artel_protocol::kinds::Entry;
use artel_protocol::message::{Aid, Sid};
use artel_protocol::wire::PUBLIC;
use artel_protocol::{Activity, Actor, Document, Id, Name, Timestamp, as2};
use serde_json::{Map, json};

use super::element::{self, Says};
use super::fate::{Fate, Showing, fate, is_liked};
use super::membership::Membership;
use super::records::{self, ElementRecord, InCommunity};
use super::take::Work;
use super::{Readers, members_of, relay, spaces};
use crate::changes::{Changes, Event};
use crate::decide::{self, held};
use crate::error::Refusal;
use crate::policy;
use crate::store::engine::Direction;
use crate::store::keys;
use crate::store::records::{ActorRecord, Counts, EntryRecord, Hidden, HiddenCause, Said, TombstoneRecord};

type SaidOf = [(Aid, ElementRecord)];

/// Shows an entry as its set has it, or takes it out of view.
pub(super) fn entry(
    work: &mut Work<'_, '_>,
    sid: &Sid,
    readers: Readers,
    id: &Id,
    said: &SaidOf,
) -> Result<(), Refusal> {
    let stored = work.now.entry(id)?;
    let before = stored.as_ref().and_then(|stored| stored.root.clone());
    match fate_of(work, said)? {
        Fate::Nothing => {
            if let Some(stored) = stored.filter(|stored| is_of(work, stored)) {
                take_away(work, &stored)?;
            }
        }
        Fate::Deleted { author } => delete(work, id, &author, stored)?,
        Fate::Shown(showing) => show(work, sid, readers, id, showing, stored)?,
    }
    let after = work.now.entry(id)?.and_then(|stored| stored.root);
    let began = before.iter().chain(after.iter().filter(|after| before.as_ref() != Some(*after)));
    for opener in began.chain(std::iter::once(id)) {
        spaces::place(work, opener)?;
    }
    Ok(())
}

fn fate_of(work: &Work<'_, '_>, said: &SaidOf) -> Result<Fate, Refusal> {
    let elements: Vec<_> = said.iter().map(|(aid, record)| record.element(*aid)).collect();
    let mut authors: Vec<(Id, Membership)> = Vec::new();
    for element in &elements {
        if !authors.iter().any(|(known, _)| *known == element.actor) {
            let membership = records::membership(&work.now, &work.community.id, &element.actor)?;
            authors.push((element.actor.clone(), membership.unwrap_or_default()));
        }
    }
    // Whoever is or was a member speaks by proofs: what anybody repeats of it counts for nothing.
    let speaks =
        |actor: &Id| authors.iter().any(|(known, membership)| known == actor && !membership.keys.is_empty());
    let counting: Vec<_> =
        elements.into_iter().filter(|element| !element.relayed || !speaks(&element.actor)).collect();
    Ok(fate(&counting, |actor, created| is_shut_out(&authors, actor, created)))
}

fn is_shut_out(authors: &[(Id, Membership)], actor: &Id, created: Timestamp) -> bool {
    authors.iter().any(|(known, membership)| known == actor && membership.is_shut_out(created))
}

fn is_of(work: &Work<'_, '_>, stored: &EntryRecord) -> bool {
    stored.community.as_ref().is_some_and(|community| community.id == work.community.id)
}

fn delete(work: &mut Work<'_, '_>, id: &Id, author: &Id, stored: Option<EntryRecord>) -> Result<(), Refusal> {
    if let Some(stored) = stored.filter(|stored| stored.entry.author == *author) {
        end(work, &stored)?;
        let gone = decide::bury_entry(&work.now, work.context, &stored)?;
        work.extend(gone);
        work.delete(keys::community_entry(&work.community.id, stored.sorted, id));
        return Ok(());
    }
    if work.now.tombstone(id)?.is_none() {
        let tombstone = TombstoneRecord {
            former_type: "Object".to_owned(),
            deleted: work.context.now,
            author: author.clone(),
        };
        work.put(keys::tombstone(id), &tombstone);
    }
    Ok(())
}

/// Out of view without a trace: it may be shown again when its community says so.
fn take_away(work: &mut Work<'_, '_>, stored: &EntryRecord) -> Result<(), Refusal> {
    end(work, stored)?;
    let gone = decide::forget_entry(&work.now, stored)?;
    work.extend(gone);
    work.delete(keys::community_entry(&work.community.id, stored.sorted, &stored.entry.id));
    Ok(())
}

fn show(
    work: &mut Work<'_, '_>,
    sid: &Sid,
    readers: Readers,
    id: &Id,
    showing: Showing,
    stored: Option<EntryRecord>,
) -> Result<(), Refusal> {
    if work.now.is_blocked(&showing.author)? {
        return Ok(());
    }
    if work.now.tombstone(id)?.is_some() {
        // The Delete has left the set again, as if it had never come.
        work.delete(keys::tombstone(id));
    }
    // What another claims is out of view before the owner's own is shown.
    let stored = match stored {
        Some(stored) if stored.entry.author != showing.author => {
            take_away(work, &stored)?;
            None
        }
        stored => stored,
    };
    let Some(element) = records::element(&work.now, sid, &showing.version)? else { return Ok(()) };
    let known = stored.as_ref().is_some_and(|stored| {
        stored.community.as_ref().is_some_and(|community| community.version == showing.version)
    });
    let entry = match (&stored, known) {
        (Some(stored), true) => stored.entry.clone(),
        _ => version(work, sid, &showing.version, &element)?,
    };
    if element.relayed {
        introduce(work, sid, &showing.version, &element)?;
    }
    let record = record(work, readers, &element, entry, &showing, stored.as_ref())?;
    let stands = |record: &EntryRecord| (record.entry.in_reply_to.clone(), record.entry.context.clone());
    match &stored {
        Some(before) if before.community.is_none() => adopt(work, before, &record)?,
        Some(before) if stands(before) == stands(&record) => change(work, before, &record)?,
        Some(before) => {
            // An edit that moves it to another conversation.
            take_away(work, before)?;
            let root = root(work, &record.entry)?;
            file(work, sid, &EntryRecord { root, ..record.clone() })?;
        }
        None => file(work, sid, &record)?,
    }
    if work.context.is_ours(&showing.author) {
        let waited = held::stands(&work.now, work.context, id)?;
        work.extend(waited);
    }
    work.changes.tell(Event::Entry(record.root.unwrap_or_else(|| id.clone())));
    Ok(())
}

/// Somebody from outside of whom nothing is known here is who the community says, until its own server is asked.
fn introduce(work: &mut Work<'_, '_>, sid: &Sid, aid: &Aid, element: &ElementRecord) -> Result<(), Refusal> {
    if work.now.actor_record(&element.actor)?.is_some() {
        return Ok(());
    }
    let Some(bytes) = records::bytes(&work.now, sid, aid, element)? else { return Ok(()) };
    let announce = Activity::read(Document::parse(bytes)?)?;
    if let Some(document) = relay::author(&announce, &element.actor) {
        let document = document.bytes().to_vec();
        let record = ActorRecord { document, fetched: Timestamp(0), deleted: false };
        work.put(keys::actor(&element.actor), &record);
    }
    Ok(())
}

/// The entry as one version of it says.
fn version(work: &Work<'_, '_>, sid: &Sid, aid: &Aid, element: &ElementRecord) -> Result<Entry, Refusal> {
    let missing = || Refusal::Internal(format!("the activity {} has no bytes", element.id));
    let bytes = records::bytes(&work.now, sid, aid, element)?.ok_or_else(missing)?;
    let activity = Activity::read(Document::parse(bytes)?)?;
    if !element.relayed {
        return carried(activity).ok_or_else(missing);
    }
    // Its own server has a conversation of its own for it: here it belongs where the community says.
    let context = as2::lenient_id(activity.document().json(), "context");
    let mut entry = element::repeated(&activity).and_then(carried).ok_or_else(missing)?;
    if let Some(space) = spaces::of_repeated(&activity) {
        entry.audience.audience = vec![space];
        entry.audience.community = Some(work.community.id.clone());
    }
    Ok(Entry { context, ..entry })
}

/// The entry that stands whole in an activity.
fn carried(activity: Activity) -> Option<Entry> {
    match activity.act {
        Act::Create(Referred::Whole(entry)) | Act::Update(Updated::Entry(entry)) => Some(*entry),
        _ => None,
    }
}

fn record(
    work: &Work<'_, '_>,
    readers: Readers,
    element: &ElementRecord,
    entry: Entry,
    showing: &Showing,
    before: Option<&EntryRecord>,
) -> Result<EntryRecord, Refusal> {
    let now = work.context.now;
    let received = before.map_or(now, |before| before.received);
    let sorted = match showing.announced {
        Some(_) => showing.sorted(),
        None => showing.first.min(received),
    };
    let by_community = Hidden {
        by: Name::parse("community").expect("letters are a name"),
        at: now,
        cause: HiddenCause::ByCommunity,
        said: Said::Whole,
    };
    let other = before.and_then(|before| before.hidden.clone());
    let other = other.filter(|hidden| hidden.cause != HiddenCause::ByCommunity);
    let root = root(work, &entry)?;
    Ok(EntryRecord {
        activity: element.id.clone(),
        received,
        sorted,
        root,
        hidden: other.or(showing.hidden.then_some(by_community)),
        comments: before.map(|before| before.comments).unwrap_or_default(),
        community: Some(InCommunity {
            id: work.community.id.clone(),
            members_only: readers == Readers::Members,
            version: showing.version,
            confirmed: showing.confirmed,
            space: entry.audience.space().cloned(),
            pinned: showing.pinned,
            locked: showing.locked,
        }),
        entry,
    })
}

/// The entry that began the conversation: found by the `context` that both name, so that it does not matter which came
/// first, nor whether what is answered is still there.
fn root(work: &Work<'_, '_>, entry: &Entry) -> Result<Option<Id>, Refusal> {
    let Some(parent) = &entry.in_reply_to else { return Ok(None) };
    if let Some(context) = &entry.context {
        return opener_of(work, context);
    }
    let Some(parent) = work.now.entry(parent)? else { return Ok(None) };
    Ok(Some(parent.root.unwrap_or(parent.entry.id)))
}

/// Files an entry that was not in view before.
fn file(work: &mut Work<'_, '_>, sid: &Sid, record: &EntryRecord) -> Result<(), Refusal> {
    let filed = decide::file_in_community(&work.now, work.context, record)?;
    work.extend(filed);
    let (id, community) = (&record.entry.id, work.community.id.clone());
    work.put_bytes(keys::community_entry(&community, record.sorted, id), bytes::Bytes::new());
    for reader in work.now.local_followers_of(&community)? {
        work.put_bytes(keys::home_entry(&reader, record.received, id), bytes::Bytes::new());
    }
    work.put(keys::entry(id), record);
    if let Some((place, context)) = conversation(&record.entry) {
        work.put_bytes(place, bytes::Bytes::new());
        if record.entry.in_reply_to.is_none() {
            gather_answers(work, context)?;
            count_answers(work, id)?;
        }
    }
    reactions_of(work, sid, id)
}

/// Where an entry stands in the conversation that its `context` names.
fn conversation(entry: &Entry) -> Option<(keys::Key, &Id)> {
    let context = entry.context.as_ref()?;
    match entry.in_reply_to {
        Some(_) => Some((keys::answer(context, &entry.id), context)),
        // Nobody begins a conversation in another's name.
        None if context.same_authority(&entry.id) => Some((keys::opener(context, &entry.id), context)),
        None => None,
    }
}

fn opener_of(work: &Work<'_, '_>, context: &Id) -> Result<Option<Id>, Refusal> {
    let first = work.now.prefix(&keys::openers(context), Direction::Forward, 1)?;
    Ok(first.first().and_then(|(key, _)| Id::parse(keys::last_part(key)?).ok()))
}

/// The beginning of a conversation has come or gone: its answers stand under it.
fn gather_answers(work: &mut Work<'_, '_>, context: &Id) -> Result<(), Refusal> {
    let opener = opener_of(work, context)?;
    for (key, _) in work.now.prefix(&keys::answers(context), Direction::Forward, usize::MAX)? {
        let answer = keys::last_part(&key).and_then(|id| Id::parse(id).ok());
        let Some(answer) = answer else { continue };
        let Some(before) = work.now.entry(&answer)?.filter(|answer| answer.root != opener) else { continue };
        let after = EntryRecord { root: opener.clone(), ..before.clone() };
        change(work, &before, &after)?;
    }
    Ok(())
}

/// An entry is out of view: if it began a conversation, what answers in it waits until it is back.
fn end(work: &mut Work<'_, '_>, stored: &EntryRecord) -> Result<(), Refusal> {
    let Some((place, context)) = conversation(&stored.entry) else { return Ok(()) };
    work.delete(place);
    match stored.entry.in_reply_to {
        Some(_) => Ok(()),
        None => gather_answers(work, context),
    }
}

/// The answers that are there already: some may have come while the entry was out of view.
fn count_answers(work: &mut Work<'_, '_>, opener: &Id) -> Result<(), Refusal> {
    let answers = work.now.prefix(&keys::thread(opener), Direction::Forward, usize::MAX)?.len();
    let counts = work.now.counts(opener)?;
    let answers = u64::try_from(answers).unwrap_or(u64::MAX);
    if answers != counts.answers {
        work.put(keys::counts(opener), &Counts { answers, ..counts });
    }
    Ok(())
}

/// An entry that came by itself before its community spoke of it.
fn adopt(work: &mut Work<'_, '_>, before: &EntryRecord, after: &EntryRecord) -> Result<(), Refusal> {
    change(work, before, after)?;
    if before.activity != after.activity {
        work.delete(keys::activity(&before.activity));
    }
    if let Some((place, _)) = conversation(&after.entry) {
        work.put_bytes(place, bytes::Bytes::new());
    }
    Ok(())
}

/// Moves an entry to where it stands now.
fn change(work: &mut Work<'_, '_>, before: &EntryRecord, after: &EntryRecord) -> Result<(), Refusal> {
    let changed = decide::refile(&work.now, work.context, before, after)?;
    work.extend(changed);
    work.put(keys::entry(&after.entry.id), after);
    let (id, community) = (&after.entry.id, work.community.id.clone());
    if before.sorted != after.sorted || before.community.is_none() {
        work.delete(keys::community_entry(&community, before.sorted, id));
        work.put_bytes(keys::community_entry(&community, after.sorted, id), bytes::Bytes::new());
    }
    Ok(())
}

/// Reactions that were there before the entry.
fn reactions_of(work: &mut Work<'_, '_>, sid: &Sid, entry: &Id) -> Result<(), Refusal> {
    let bucket = keys::bucket(sid, &keys::about_reactions(entry));
    let mut actors: Vec<Id> = Vec::new();
    for (key, _) in work.now.prefix(&bucket, Direction::Forward, usize::MAX)? {
        let Some(aid) = keys::last_aid(&key) else { continue };
        let record = records::element(&work.now, sid, &aid)?;
        actors.extend(record.map(|record| record.actor).filter(|actor| !actors.contains(actor)));
    }
    for actor in actors {
        let about = element::About::Reaction { entry: entry.clone(), actor: actor.clone() };
        let said = records::counting(&work.now, sid, &about)?;
        reaction(work, sid, entry, &actor, &said)?;
    }
    Ok(())
}

/// Counts a like, or takes it off.
pub(super) fn reaction(
    work: &mut Work<'_, '_>,
    sid: &Sid,
    entry: &Id,
    actor: &Id,
    said: &SaidOf,
) -> Result<(), Refusal> {
    let membership = records::membership(&work.now, &work.community.id, actor)?.unwrap_or_default();
    let elements: Vec<_> = said.iter().map(|(aid, record)| record.element(*aid)).collect();
    let like = is_liked(&elements, |_, created| membership.is_shut_out(created));
    let counted: Option<Id> = work.now.record(&keys::like(entry, actor))?;
    let helped = like.filter(|like| like.says == Says::Helped).map(|like| like.id.clone());
    let changes = match (like, counted) {
        (Some(like), None) => {
            let record = records::element(&work.now, sid, &like.aid)?;
            match record
                .map(|record| records::bytes(&work.now, sid, &like.aid, &record))
                .transpose()?
                .flatten()
            {
                Some(bytes) => {
                    let activity = Activity::read(Document::parse(bytes)?)?;
                    decide::like(&work.now, work.context, &activity, entry)?
                }
                None => return Ok(()),
            }
        }
        (None, Some(_)) => decide::unlike(&work.now, actor, entry)?,
        _ => Changes::none(),
    };
    work.extend(changes);
    let noted: Option<Id> = work.now.record(&keys::helped(entry, actor))?;
    if noted != helped {
        let changes = decide::set_helped(&work.now, actor, entry, helped.as_ref())?;
        work.extend(changes);
    }
    Ok(())
}

/// An actor has described itself.
pub(super) fn profile(work: &mut Work<'_, '_>, sid: &Sid, actor: &Id) -> Result<(), Refusal> {
    let membership = records::membership(&work.now, &work.community.id, actor)?.unwrap_or_default();
    describe(work, sid, actor, &membership)
}

/// Somebody is a member, or none any more.
pub(super) fn member(
    work: &mut Work<'_, '_>,
    sid: &Sid,
    member: &Id,
    membership: &Membership,
) -> Result<(), Refusal> {
    work.changes.tell(Event::Members(work.community.id.clone()));
    match membership.peers.is_empty() {
        true => describe(work, sid, member, membership),
        // What runs the node of a member is no actor that is shown.
        false => Ok(()),
    }
}

/// An actor as its last `Add` or its own last word describes it, whichever is later. Nobody else brings documents of ours.
fn describe(work: &mut Work<'_, '_>, sid: &Sid, actor: &Id, membership: &Membership) -> Result<(), Refusal> {
    let mut said = records::counting(&work.now, sid, &element::About::Profile(actor.clone()))?;
    said.retain(|(_, record)| record.says == Says::Describe);
    if let Some(by) = membership.described_by
        && let Some(record) = records::element(&work.now, sid, &by)?
    {
        said.push((by, record));
    }
    match said.iter().max_by_key(|(aid, record)| (record.created, *aid)) {
        Some((aid, record)) => keep_document(work, sid, aid, record, actor),
        None => Ok(()),
    }
}

pub(super) fn keep_document(
    work: &mut Work<'_, '_>,
    sid: &Sid,
    aid: &Aid,
    record: &ElementRecord,
    actor: &Id,
) -> Result<(), Refusal> {
    if work.context.is_ours(actor) {
        return Ok(());
    }
    let Some(bytes) = records::bytes(&work.now, sid, aid, record)? else { return Ok(()) };
    let Some(document) = element::embedded(&Activity::read(Document::parse(bytes)?)?) else { return Ok(()) };
    if !Actor::read(&document).is_ok_and(|described| described.id == *actor) {
        return Ok(());
    }
    let before = work.now.actor_record(actor)?;
    if before.as_ref().is_some_and(|before| before.deleted || before.document == *document.bytes()) {
        return Ok(());
    }
    let record =
        ActorRecord { document: document.bytes().to_vec(), fetched: work.context.now, deleted: false };
    work.put(keys::actor(actor), &record);
    work.changes.tell(Event::Actor(actor.clone()));
    Ok(())
}

/// An entry as the community gave its word for it last.
fn confirmed_before(work: &Work<'_, '_>, sid: &Sid, said: &SaidOf) -> Result<Option<Entry>, Refusal> {
    let confirms = said.iter().filter_map(|(_, other)| match other.says {
        Says::Confirm(version) => Some((other.created, version)),
        _ => None,
    });
    let Some((_, last)) = confirms.max() else { return Ok(None) };
    match records::element(&work.now, sid, &last)? {
        Some(element) => version(work, sid, &last, &element).map(Some),
        None => Ok(None),
    }
}

/// The community confirms a version that a member said, if it is hosted here and the member is in good standing.
pub(super) fn confirm(
    work: &mut Work<'_, '_>,
    sid: &Sid,
    readers: Readers,
    entry: &Id,
    version: &Aid,
) -> Result<(), Refusal> {
    let Some(name) = &work.community.hosted else { return Ok(()) };
    let Some(record) = records::element(&work.now, sid, version)? else { return Ok(()) };
    let is_version = matches!(record.says, Says::Version { .. });
    if !is_version || record.beaten || record.withdrawn.is_some() {
        return Ok(());
    }
    let membership = records::membership(&work.now, &work.community.id, &record.actor)?.unwrap_or_default();
    let in_good_standing = membership.is_member()
        && !membership.is_banned(work.context.now)
        && !work.now.is_blocked(&record.actor)?;
    let said = records::about(&work.now, sid, &element::About::Entry(entry.clone()))?;
    let confirmed = said.iter().any(|(_, other)| other.says == Says::Confirm(*version));
    if !in_good_standing || confirmed {
        return Ok(());
    }
    let Some(community) = work.now.local_actor(name)? else { return Ok(()) };
    let community_id = community.id.as_str();
    let stored = work.now.entry(entry)?;
    if let Some(stored) = &stored
        && !policy::is_confirmed(&work.now, work.context.now, stored)?
    {
        return Ok(());
    }
    let before = || confirmed_before(work, sid, &said);
    if let Some(stored) = &stored
        && let Some((space, why)) = held::looked_at_in(&work.now, work.context, stored, before, version)?
    {
        let held = held::of_set(&work.now, work.context, (&space, why), stored, *version)?;
        work.extend(held);
        return Ok(());
    }
    let is_first = matches!(record.says, Says::Version { updated: None });
    let opens = stored.as_ref().is_some_and(|stored| {
        let in_space = stored.community.as_ref().is_some_and(|community| community.space.is_some());
        stored.entry.in_reply_to.is_none() && !in_space
    });
    let mut members = Map::new();
    members.insert("object".into(), entry.as_str().into());
    members.insert("audience".into(), community_id.into());
    members.insert("artel:aid".into(), version.to_multibase().into());
    match readers {
        Readers::Everybody => {
            members.insert("to".into(), json!([PUBLIC]));
            // Only what opens a conversation is shown to those who follow: an answer is no boost. What stands in a space is
            // told by that.
            if is_first && opens {
                members.insert("cc".into(), json!([format!("{community_id}/followers")]));
            }
        }
        Readers::Members => {
            members.insert("to".into(), json!([members_of(&community.id).as_str()]));
        }
    }
    match work.context.compose(&work.now, &community, "Announce", members) {
        Ok(announce) => work.changes.consequences.push(announce),
        // The community's organisation says nothing at present; what members say waits for its word.
        Err(Refusal::Suspended) => {}
        Err(error) => return Err(error),
    }
    Ok(())
}
