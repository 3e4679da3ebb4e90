//! The offers in memory: read from the store when somebody first asks, and brought in line with what happened since
//! whenever somebody asks again. Nothing is done while nobody asks.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use artel_protocol::kinds::Content;
use artel_protocol::{Id, limits};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

use super::corpus::{Corpus, Known};
use super::words::{Stems, Term, Vocabulary};
use crate::changes::Event;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::EntryRecord;
use crate::store::{View, keys};

/// The offers that a node has in memory; none before somebody asks.
#[derive(Default)]
pub struct KeptOffers(Mutex<Option<Kept>>);

struct Kept {
    events: Receiver<Event>,
    stems: Stems,
    vocabulary: Arc<Vocabulary>,
    known: HashMap<Id, Arc<Known>>,
    corpus: Arc<Corpus>,
}

/// The offers as they are at one moment.
#[derive(Clone)]
pub struct Current {
    pub corpus: Arc<Corpus>,
    pub vocabulary: Arc<Vocabulary>,
}

/// What has happened since somebody last asked.
enum News {
    These(HashSet<Id>),
    /// More than is remembered: everything is looked at again.
    Much,
}

impl KeptOffers {
    /// The offers as they are now.
    pub fn current(&self, node: &Node) -> Result<Current, Refusal> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let current = match &mut *kept {
            Some(kept) => kept.catch_up(node),
            none => {
                // Listening begins before the store is read, so that nothing falls between the two.
                let mut new = Kept::listening(node.events());
                let read = new.read_all(&node.view()?).map(|()| new.current());
                *none = Some(new);
                read
            }
        };
        // What was read half is read anew.
        current.inspect_err(|_| *kept = None)
    }
}

impl Kept {
    fn listening(events: Receiver<Event>) -> Kept {
        Kept {
            events,
            stems: Stems::default(),
            vocabulary: Arc::default(),
            known: HashMap::new(),
            corpus: Arc::default(),
        }
    }

    fn current(&self) -> Current {
        Current { corpus: self.corpus.clone(), vocabulary: self.vocabulary.clone() }
    }

    fn catch_up(&mut self, node: &Node) -> Result<Current, Refusal> {
        let news = self.news();
        // Read after the events: they are told when what they tell of is durable.
        let view = node.view()?;
        match news {
            News::Much => self.read_all(&view)?,
            News::These(entries) => {
                let mut changed = false;
                for entry in entries {
                    changed |= self.take(&entry, view.entry(&entry)?);
                }
                if changed {
                    self.count();
                }
            }
        }
        Ok(self.current())
    }

    fn news(&mut self) -> News {
        let mut entries = HashSet::new();
        loop {
            match self.events.try_recv() {
                Ok(Event::Entry(id)) => drop(entries.insert(id)),
                Ok(_) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => return News::These(entries),
                Err(TryRecvError::Lagged(_)) => {
                    // Whatever is still waiting is in the store as well.
                    while !matches!(self.events.try_recv(), Err(TryRecvError::Empty | TryRecvError::Closed)) {
                    }
                    return News::Much;
                }
            }
        }
    }

    /// Looks at every offer again; what has not changed is not taken apart again.
    fn read_all(&mut self, view: &View) -> Result<(), Refusal> {
        if self.vocabulary.is_full() {
            // Words of offers that are gone make room.
            self.vocabulary = Arc::default();
            self.known.clear();
        }
        let prefix = keys::offers();
        let rows = view.prefix(&prefix, Direction::Backward, limits::OFFERS_COMPARED)?;
        let ids = rows.iter().filter_map(|(key, _)| Id::parse(keys::after_time(key, &prefix)?).ok());
        let ids: HashSet<Id> = ids.collect();
        self.known.retain(|id, _| ids.contains(id));
        for id in &ids {
            self.take(id, view.entry(id)?);
        }
        self.count();
        Ok(())
    }

    /// Takes what became of an entry; yields whether that makes a difference.
    fn take(&mut self, id: &Id, record: Option<EntryRecord>) -> bool {
        let Some(record) = record.filter(is_compared) else { return self.known.remove(id).is_some() };
        if self.known.get(id).is_some_and(|known| known.is_still(&record)) {
            return false;
        }
        let vocabulary = Arc::make_mut(&mut self.vocabulary);
        let known = Known::of(&record, &self.stems, &mut |stem| vocabulary.learn(stem));
        match known {
            Some(known) => drop(self.known.insert(id.clone(), Arc::new(known))),
            None => drop(self.known.remove(id)),
        }
        true
    }

    fn count(&mut self) {
        self.corpus = Arc::new(Corpus::of(self.known.values().cloned().collect()));
        if self.known.len() > limits::OFFERS_COMPARED {
            let newest = self.corpus.all().map(|(offer, _)| (offer.id.clone(), offer.clone()));
            self.known = newest.collect();
        }
    }
}

/// Whether an entry is an offer that is in view.
fn is_compared(record: &EntryRecord) -> bool {
    let is_offer = matches!(record.entry.content, Content::Offer(_));
    is_offer && record.entry.in_reply_to.is_none() && record.hidden.is_none()
}

impl Current {
    /// What counts of an offer that may not be among those that are compared, since it has ended, say.
    pub fn known(&self, record: &EntryRecord) -> Option<Arc<Known>> {
        let found =
            self.corpus.all().find(|(known, _)| known.id == record.entry.id && known.is_still(record));
        if let Some((known, _)) = found {
            return Some(known.clone());
        }
        Known::of(record, &Stems::default(), &mut |stem| self.number(stem)).map(Arc::new)
    }

    /// The number of a stem, if any offer uses it.
    pub fn number(&self, stem: &str) -> Option<Term> {
        self.vocabulary.find(stem)
    }
}
