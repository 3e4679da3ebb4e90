//! Reading: entries with what belongs to them, as pages and feeds show them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use artel_protocol::{Actor, Id, Name, limits};

use super::lists::{self, Cursor, Page};
use crate::error::Refusal;
use crate::node::Node;
use crate::policy;
use crate::store::View;
use crate::store::engine::Direction;
use crate::store::keys;
use crate::store::records::{AccountRecord, Counts, EntryRecord, HiddenCause, LocalActorRecord};

/// An entry with its author and what came back.
#[derive(Clone, Debug)]
pub struct Shown {
    pub record: EntryRecord,
    /// As far as it is known here.
    pub author: Option<Arc<Actor>>,
    /// The community that it stands in, as far as it is known here.
    pub community: Option<Arc<Actor>>,
    pub counts: Counts,
}

/// An answer in its conversation.
#[derive(Clone, Debug)]
pub struct Answer {
    pub shown: Shown,
    /// How deep it stands: 0 answers the article itself.
    pub depth: usize,
}

/// An article with its answers, each below what it answers, in the order of their times.
#[derive(Clone, Debug)]
pub struct Conversation {
    pub shown: Shown,
    pub answers: Vec<Answer>,
}

impl Node {
    /// An entry that everybody may read.
    ///
    /// # Errors
    /// [`Refusal::Gone`] if it was deleted, [`Refusal::Unknown`] if there is none.
    pub fn entry(&self, id: &Id) -> Result<EntryRecord, Refusal> {
        self.entry_for(id, None)
    }

    /// The same for who is logged in: they see what they and their organisation may read, their own answers that wait to be
    /// let through, and those below what their organisation wrote.
    pub fn entry_for(&self, id: &Id, reader: Option<&AccountRecord>) -> Result<EntryRecord, Refusal> {
        let view = self.view()?;
        match view.entry(id)? {
            Some(record) if policy::is_withheld_from(&view, reader, &record)? => Err(NO_ENTRY),
            // What its community took out of view is so on every node.
            Some(record) if is_taken_out(&record) => Err(NO_ENTRY),
            Some(record) => {
                let readers = policy::readers_of(&view, reader)?;
                match policy::any_may_read(&view, &readers, &record.entry)? {
                    true if view.is_silenced(&record.entry.author)? => Err(Refusal::Suspended),
                    true => Ok(record),
                    false => Err(NO_ENTRY),
                }
            }
            None if view.tombstone(id)?.is_some() => Err(Refusal::Gone),
            None => Err(NO_ENTRY),
        }
    }

    /// An entry with its public answers, those out of view included.
    pub fn conversation(&self, id: &Id) -> Result<Conversation, Refusal> {
        self.conversation_of(self.entry(id)?, &[])
    }

    /// An entry with those of its answers that a reader may see.
    pub fn conversation_for(&self, id: &Id, reader: Option<&AccountRecord>) -> Result<Conversation, Refusal> {
        let view = self.view()?;
        let readers = policy::readers_of(&view, reader)?;
        let mut found = self.conversation_of(self.entry_for(id, reader)?, &readers)?;
        let mut seen = Vec::with_capacity(found.answers.len());
        for answer in found.answers {
            if policy::sees_in_conversation(&view, reader, &answer.shown.record)? {
                seen.push(answer);
            }
        }
        found.answers = seen;
        Ok(found)
    }

    /// An entry with the answers that are for everybody, or for one of these actors of ours.
    pub(super) fn conversation_of(
        &self,
        record: EntryRecord,
        readers: &[Id],
    ) -> Result<Conversation, Refusal> {
        let view = self.view()?;
        let id = &record.entry.id.clone();
        let root = record.root.clone().unwrap_or_else(|| id.clone());
        let prefix = keys::thread(&root);
        let mut flat = Vec::new();
        for (key, _) in view.prefix(&prefix, Direction::Forward, limits::ANSWERS_SHOWN)? {
            let answer = view.entry_in(&key, &prefix)?;
            let Some(answer) = answer.filter(|answer| !is_taken_out(answer)) else { continue };
            let is_silenced = view.is_silenced(&answer.entry.author)?;
            if !is_silenced && policy::any_may_read(&view, readers, &answer.entry)? {
                flat.push(answer);
            }
        }
        if root != *id {
            flat = below(flat, id);
        }
        let showing = Showing::of(&view);
        let mut answers = Vec::with_capacity(flat.len());
        for (record, depth) in threaded(flat, id) {
            answers.push(Answer { shown: showing.show(record)?, depth });
        }
        Ok(Conversation { shown: showing.show(record)?, answers })
    }

    /// What an actor of ours published, newest first, from before `before` on.
    pub fn blog(&self, author: &Id, before: Option<&Cursor>, limit: usize) -> Result<Page<Shown>, Refusal> {
        listed(&self.view()?, &keys::blog(author), before, limit)
    }

    /// The same without what is not for everybody, of which no place in the list tells either.
    pub fn public_blog(
        &self,
        author: &Id,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Shown>, Refusal> {
        let view = self.view()?;
        let showing = Showing::of(&view);
        lists::page(&view, &keys::blog(author), before, limit, |id| match view.entry(id)?.filter(is_listed) {
            Some(record) if !view.is_silenced(&record.entry.author)? => showing.show(record).map(Some),
            _ => Ok(None),
        })
    }

    /// The public activities of an actor of ours, newest first, from before `before` on, as their exact bytes.
    pub fn outbox(
        &self,
        author: &Id,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<bytes::Bytes>, Refusal> {
        let view = self.view()?;
        lists::page(&view, &keys::outbox(author), before, limit, |id| Ok(view.activity(id)?))
    }

    /// An actor of ours by its name.
    ///
    /// # Errors
    /// [`Refusal::Gone`] if it was erased, [`Refusal::Suspended`] if its organisation is suspended.
    pub fn local_actor(&self, name: &Name) -> Result<LocalActorRecord, Refusal> {
        local_actor(&self.view()?, name)
    }

    /// The exact bytes of the document of an actor of ours.
    pub fn actor_document(&self, name: &Name) -> Result<Vec<u8>, Refusal> {
        let view = self.view()?;
        let actor = local_actor(&view, name)?;
        let record = view.actor_record(&actor.id)?.ok_or(Refusal::Unknown("there is no such actor here"))?;
        Ok(record.document)
    }

    /// Whether an entry is for the eyes of an actor of ours. What is not known here is public, or nobody gets it.
    pub fn may_read(&self, reader: &Id, entry: &Id) -> Result<bool, Refusal> {
        let view = self.view()?;
        match view.entry(entry)? {
            Some(record) => policy::may_read(&view, reader, &record.entry),
            None => Ok(true),
        }
    }

    pub fn counts(&self, of: &Id) -> Result<Counts, Refusal> {
        Ok(self.view()?.counts(of)?)
    }

    /// An entry with its author and counts, whoever may read it: for those who are logged in.
    pub fn shown(&self, id: &Id) -> Result<Shown, Refusal> {
        let view = self.view()?;
        let record = view.entry(id)?.ok_or(NO_ENTRY)?;
        show(&view, record)
    }
}

const NO_ENTRY: Refusal = Refusal::Unknown("there is no such entry");

fn local_actor(view: &View, name: &Name) -> Result<LocalActorRecord, Refusal> {
    match view.local_actor(name)? {
        Some(actor) => speaks(view, &actor).map(|()| actor),
        None if view.erased(name)?.is_some() => Err(Refusal::Gone),
        None => Err(Refusal::Unknown("there is no such actor here")),
    }
}

/// Whether an actor of ours is heard at present.
fn speaks(view: &View, actor: &LocalActorRecord) -> Result<(), Refusal> {
    match view.is_suspended(&actor.organisation)? {
        true => Err(Refusal::Suspended),
        false => Ok(()),
    }
}

/// A page of a list of entries, without what is kept out of view and what suspended organisations say.
pub(super) fn listed(
    view: &View,
    prefix: &[u8],
    before: Option<&Cursor>,
    limit: usize,
) -> Result<Page<Shown>, Refusal> {
    let showing = Showing::of(view);
    lists::page(view, prefix, before, limit, |id| {
        match view.entry(id)?.filter(|record| record.hidden.is_none()) {
            Some(record) if !view.is_silenced(&record.entry.author)? => showing.show(record).map(Some),
            _ => Ok(None),
        }
    })
}

/// One entry with its author and what came back.
pub(super) fn show(view: &View, record: EntryRecord) -> Result<Shown, Refusal> {
    Showing::of(view).show(record)
}

/// Shows several entries: who stands at more than one of them is read once, since a conversation of two hundred answers has
/// a few dozen authors and one community.
pub(super) struct Showing<'a> {
    view: &'a View,
    actors: RefCell<HashMap<Id, Option<Arc<Actor>>>>,
}

impl Showing<'_> {
    pub(super) fn of(view: &View) -> Showing<'_> {
        Showing { view, actors: RefCell::default() }
    }

    pub(super) fn show(&self, record: EntryRecord) -> Result<Shown, Refusal> {
        let author = self.actor(&record.entry.author)?;
        let community = match &record.community {
            Some(community) => self.actor(&community.id)?,
            None => None,
        };
        let counts = self.view.counts(&record.entry.id)?;
        Ok(Shown { record, author, community, counts })
    }

    fn actor(&self, id: &Id) -> Result<Option<Arc<Actor>>, Refusal> {
        if let Some(known) = self.actors.borrow().get(id) {
            return Ok(known.clone());
        }
        let read = self.view.actor(id)?.map(Arc::new);
        self.actors.borrow_mut().insert(id.clone(), read.clone());
        Ok(read)
    }
}

/// Whether an entry stands in lists for everybody.
pub(super) fn is_listed(record: &EntryRecord) -> bool {
    record.hidden.is_none() && record.entry.audience.is_public()
}

/// Whether the entry's community took it out of view.
fn is_taken_out(record: &EntryRecord) -> bool {
    record.hidden.as_ref().is_some_and(|hidden| hidden.cause == HiddenCause::ByCommunity)
}

/// Those of a conversation's answers that stand below this one. Each came after what it answers was known, but may
/// say that it is older, so it is looked for until nothing more is found.
fn below(mut flat: Vec<EntryRecord>, top: &Id) -> Vec<EntryRecord> {
    use std::collections::HashSet;
    let mut tops = HashSet::from([top.clone()]);
    let mut found = Vec::new();
    loop {
        let (new, rest): (Vec<_>, Vec<_>) = flat.into_iter().partition(|answer| {
            answer.entry.in_reply_to.as_ref().is_some_and(|parent| tops.contains(parent))
        });
        if new.is_empty() {
            found.sort_by_key(|answer: &EntryRecord| answer.sorted);
            return found;
        }
        tops = new.iter().map(|answer| answer.entry.id.clone()).collect();
        found.extend(new);
        flat = rest;
    }
}

/// Puts each answer below what it answers. An answer whose parent is gone stands at the top.
fn threaded(flat: Vec<EntryRecord>, root: &Id) -> Vec<(EntryRecord, usize)> {
    use std::collections::{HashMap, HashSet};
    let known: HashSet<Id> = flat.iter().map(|answer| answer.entry.id.clone()).collect();
    let mut below: HashMap<Id, Vec<EntryRecord>> = HashMap::new();
    for answer in flat {
        let parent = answer.entry.in_reply_to.clone().filter(|parent| known.contains(parent));
        below.entry(parent.unwrap_or_else(|| root.clone())).or_default().push(answer);
    }
    let mut ordered = Vec::new();
    let mut open: Vec<(EntryRecord, usize)> = Vec::new();
    let open_all = |parent: &Id, depth: usize, below: &mut HashMap<Id, Vec<EntryRecord>>| {
        let answers = below.remove(parent).unwrap_or_default();
        answers.into_iter().rev().map(move |answer| (answer, depth)).collect::<Vec<_>>()
    };
    open.extend(open_all(root, 0, &mut below));
    while let Some((answer, depth)) = open.pop() {
        let children = open_all(&answer.entry.id, depth + 1, &mut below);
        ordered.push((answer, depth));
        open.extend(children);
    }
    ordered
}
