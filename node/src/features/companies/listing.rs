//! The directory in memory: every organisation that is hosted here or is a member of a community of ours, ready to be
//! searched.
//!
//! All of them are read from their actor documents, ours as well: so nothing can be found here that is not public. What
//! has changed since the last search is read anew at the next one, by the events in between; nothing runs in between.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use artel_protocol::actor::ActorType;
use artel_protocol::company::term::Term;
use artel_protocol::html::plain_text;
use artel_protocol::{Actor, Id, Timestamp, limits};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

use crate::changes::Event;
use crate::error::Refusal;
use crate::features::vouching::{self, Vouched};
use crate::node::Node;
use crate::sets::records;
use crate::store::engine::Direction;
use crate::store::{View, keys};

/// A company in the directory.
#[derive(Clone, Debug)]
pub struct Listed {
    /// As it describes itself. Its keys are left out.
    pub actor: Actor,
    /// Who vouches for it, whether it still holds or not: that is looked at when somebody asks.
    pub vouched: Vec<Vouched>,
    /// Every word by which it is found, in small letters, in order.
    words: Vec<Box<str>>,
    /// Those of its name.
    named: Vec<Box<str>>,
}

impl Listed {
    pub(super) fn new(actor: Actor, vouched: Vec<Vouched>) -> Listed {
        let company = &actor.company;
        let names =
            [actor.display_name(), &actor.preferred_username, &company.legal_name, &company.trade_name];
        let named = words(names);
        let summary = plain_text(actor.summary.as_deref().unwrap_or_default(), limits::SUMMARY_CHARS);
        let mut texts: Vec<&str> = names.to_vec();
        texts.extend([summary.as_str(), &company.transnational, &company.address]);
        texts.extend(
            [&company.competences, &company.products, &company.technologies]
                .into_iter()
                .flatten()
                .map(|term| Term::of(term).words),
        );
        texts.extend(company.certifications.iter().map(|certification| certification.name.as_str()));
        texts.extend(company.activities.iter().map(|code| code.searched()));
        texts.extend(company.activities.iter().map(|code| code.code()));
        texts.extend(company.region.iter().map(|region| region.searched()));
        let words = words(texts);
        let actor = Actor { keys: Vec::new(), attestations: Vec::new(), ..actor };
        Listed { actor, vouched, words, named }
    }

    /// Whether each of these words begins one of its own.
    pub(super) fn says(&self, wanted: &[String]) -> bool {
        wanted.iter().all(|word| begins_one_of(&self.words, word))
    }

    /// Whether each of these words begins one of its name.
    pub(super) fn is_called(&self, wanted: &[String]) -> bool {
        wanted.iter().all(|word| begins_one_of(&self.named, word))
    }

    /// Who vouches for it at this moment.
    pub fn vouched_at(&self, now: Timestamp) -> impl Iterator<Item = &Vouched> {
        self.vouched.iter().filter(move |vouched| vouched.holds(now))
    }
}

fn begins_one_of(sorted: &[Box<str>], beginning: &str) -> bool {
    let at = sorted.partition_point(|word| &**word < beginning);
    sorted.get(at).is_some_and(|word| word.starts_with(beginning))
}

/// The words of some texts, each once, in small letters and in order.
pub(super) fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Box<str>> {
    let mut words: Vec<Box<str>> = Vec::new();
    for text in texts {
        let lower = text.to_lowercase();
        // Codes have dots in them, and are words as a whole as well.
        let pieces = lower.split(|letter: char| !letter.is_alphanumeric());
        let codes = lower.split(char::is_whitespace).filter(|word| word.contains('.') && word.len() < 8);
        words.extend(pieces.chain(codes).filter(|word| !word.is_empty()).map(Box::from));
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// Everything that is listed.
#[derive(Default)]
pub struct Listing(Mutex<State>);

#[derive(Default)]
struct State {
    /// What happened since the last look; none before the first one.
    events: Option<Receiver<Event>>,
    /// The members of our communities that are no people and no nodes, as far as their ids tell.
    members: HashSet<Id>,
    by_id: BTreeMap<Id, Arc<Listed>>,
    /// The same by name: what a search goes through.
    by_name: Arc<Vec<Arc<Listed>>>,
}

/// What has to be read anew.
enum Stale {
    Nothing,
    /// These actors.
    Some(HashSet<Id>),
    /// Who is listed at all, and these actors.
    Members(HashSet<Id>),
    Everything,
}

impl Listing {
    /// Every company, by name, as of now.
    pub fn by_name(&self, node: &Node) -> Result<Arc<Vec<Arc<Listed>>>, Refusal> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let refreshed = state.refresh(node);
        if refreshed.is_err() {
            // What was heard of is forgotten by now: the next look begins from nothing.
            state.events = None;
        }
        refreshed?;
        Ok(state.by_name.clone())
    }

    /// One company, if it is listed.
    pub fn get(&self, node: &Node, id: &Id) -> Result<Option<Arc<Listed>>, Refusal> {
        self.by_name(node)?;
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).by_id.get(id).cloned())
    }
}

impl State {
    fn refresh(&mut self, node: &Node) -> Result<(), Refusal> {
        let stale = self.stale(node);
        if matches!(stale, Stale::Nothing) {
            return Ok(());
        }
        // The view is newer than the events: they are told after what they tell of is durable.
        let (view, now, base) = (node.view()?, node.clock().now(), node.base()?);
        let changed = match stale {
            Stale::Some(changed) => changed,
            Stale::Members(changed) => {
                self.gather(&view, &base)?;
                changed
            }
            Stale::Nothing | Stale::Everything => {
                self.by_id.clear();
                self.gather(&view, &base)?;
                HashSet::new()
            }
        };
        let missing: Vec<Id> =
            self.members.iter().filter(|id| !self.by_id.contains_key(id)).cloned().collect();
        for id in changed.into_iter().chain(missing) {
            match self.read(&view, &base, now, &id)? {
                Some(listed) => drop(self.by_id.insert(id, Arc::new(listed))),
                None => drop(self.by_id.remove(&id)),
            }
        }
        let mut sorted: Vec<_> = self.by_id.values().cloned().collect();
        sorted.sort_by_cached_key(|listed| listed.actor.display_name().to_lowercase());
        self.by_name = Arc::new(sorted);
        Ok(())
    }

    fn stale(&mut self, node: &Node) -> Stale {
        let Some(events) = &mut self.events else {
            self.events = Some(node.events());
            return Stale::Everything;
        };
        let (mut changed, mut members, mut anything) = (HashSet::new(), false, false);
        loop {
            match events.try_recv() {
                // The node's own actor is told of when the node has another name, and all ids are others.
                Ok(Event::Actor(id)) if id.path() == "/actor" => return Stale::Everything,
                Ok(Event::Actor(id)) => anything |= changed.insert(id),
                Ok(Event::Members(_) | Event::Blocks) => members = true,
                Ok(_) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
                Err(TryRecvError::Lagged(_)) => return Stale::Everything,
            }
        }
        match (members, anything) {
            (true, _) => Stale::Members(changed),
            (false, true) => Stale::Some(changed),
            (false, false) => Stale::Nothing,
        }
    }

    /// Who may be listed: the organisations here, and the members of our communities. Who is not any more goes.
    fn gather(&mut self, view: &View, base: &Id) -> Result<(), Refusal> {
        let mut members = HashSet::new();
        for (key, _) in view.prefix(&keys::organisations(), Direction::Forward, usize::MAX)? {
            members.extend(keys::only_part(&key).map(|name| base.join(&format!("/u/{name}"))));
        }
        for community in records::communities(view)?.iter().filter(|community| community.left.is_none()) {
            for (id, membership) in records::memberships(view, &community.id)? {
                if membership.is_member() && membership.organisation.is_none() {
                    members.insert(id);
                }
            }
        }
        self.by_id.retain(|id, _| members.contains(id));
        // Who is blocked by now goes as well, and who is not any more comes back.
        let mut blocked = Vec::new();
        for id in self.by_id.keys() {
            if view.is_blocked(id)? {
                blocked.push(id.clone());
            }
        }
        blocked.iter().for_each(|id| drop(self.by_id.remove(id)));
        self.members = members;
        Ok(())
    }

    /// A company as it is to be listed; none if it is not.
    fn read(&self, view: &View, base: &Id, now: Timestamp, id: &Id) -> Result<Option<Listed>, Refusal> {
        let ours = if id.same_authority(base) { view.local_actor_by_id(id)? } else { None };
        let is_here = match &ours {
            Some(actor) => {
                actor.actor_type == ActorType::Organization && !view.is_suspended(&actor.organisation)?
            }
            None => self.members.contains(id) && !id.same_authority(base) && !view.is_blocked(id)?,
        };
        if !is_here || view.actor_record(id)?.is_none_or(|record| record.deleted) {
            return Ok(None);
        }
        let Some(actor) = view.actor(id)? else { return Ok(None) };
        let wants =
            actor.actor_type == ActorType::Organization && actor.discoverable && actor.moved_to.is_none();
        if !wants {
            return Ok(None);
        }
        let vouched = vouching::for_actor(view, now, &actor)?;
        Ok(Some(Listed::new(actor, vouched)))
    }
}
