//! Answering a search: what the index finds, and what of it the reader may see.
//!
//! The index only proposes. Each find is looked at in the store: is it still there, is it for this reader, does its author
//! want to be found? What it costs is bounded by the words of the question, and by how many finds are looked at.

use std::sync::Arc;

use artel_protocol::{Actor, Id, as2, limits};
use tantivy::collector::TopDocs;
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::query::Query;
use tantivy::schema::Value;
use tantivy::{DocAddress, Order, Searcher, TantivyDocument};

use super::analysis::Forms;
use super::asked::Asked;
use super::document::{Texts, kind_of};
use super::highlight::{Piece, Wanted};
use super::index::Opened;
use super::judge::Judge;
use super::question::Question;
use super::schema::{Fields, TIME};
use super::{Held, State};
use crate::error::Refusal;
use crate::features::reading::{Shown, show};
use crate::node::Node;
use crate::policy;
use crate::store::keys;
use crate::store::records::AccountRecord;

/// How much of a text stands for the title of what has none.
const TITLE_CHARS: usize = 90;

/// How many finds are fetched from the index at a time.
const FETCHED: usize = 50;

/// A page of what was found.
#[derive(Clone, Debug)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// Where the next page begins, if there is one.
    pub next: Option<usize>,
    /// How complete the index was.
    pub state: State,
}

/// Something that was found.
#[derive(Clone, Debug)]
pub enum Hit {
    Entry(Box<FoundEntry>),
    Actor(Box<FoundActor>),
}

#[derive(Clone, Debug)]
pub struct FoundEntry {
    pub shown: Shown,
    /// How its text begins, if it has none.
    pub title: Vec<Piece>,
    pub snippet: Vec<Piece>,
}

#[derive(Clone, Debug)]
pub struct FoundActor {
    pub actor: Actor,
    /// `person`, `organisation` or `community`.
    pub kind: &'static str,
    pub name: Vec<Piece>,
    pub snippet: Vec<Piece>,
}

impl Node {
    /// What a reader finds: the best first, the newest of equals. `skipped` finds were on earlier pages.
    ///
    /// # Errors
    /// A problem of the field `q` when nothing is asked for; [`Refusal::Busy`] when too many search at the same time.
    pub async fn search(
        &self,
        question: Question,
        reader: Option<AccountRecord>,
        skipped: usize,
    ) -> Result<Found, Refusal> {
        if question.is_empty() {
            return Err(Refusal::field("q", "search-nothing-asked"));
        }
        let held = self.search_keeper().0.clone();
        let busy = Refusal::Busy { sentence: "too many search at the same time", retry_after: 5 };
        let place = held.places.clone().try_acquire_owned().map_err(|_| busy)?;
        let turn = held.turns.clone().acquire_owned().await;
        let turn = turn.map_err(|_| Refusal::Internal("nobody may search any more".into()))?;
        let (node, held_there) = (self.clone(), held.clone());
        let answering = tokio::task::spawn_blocking(move || {
            // Whoever asked may go away; the place is free only when the work is done.
            let _until_answered = (place, turn);
            node.answer_search(&held_there, &question, reader.as_ref(), skipped)
        });
        let answered = answering.await;
        match answered {
            Ok(answered) => answered,
            Err(error) => {
                // Damaged files can make the engine panic.
                held.feed.doubt();
                Err(Refusal::Internal(format!("a search ended with a panic: {error}")))
            }
        }
    }

    fn answer_search(
        &self,
        held: &Held,
        question: &Question,
        reader: Option<&AccountRecord>,
        skipped: usize,
    ) -> Result<Found, Refusal> {
        let state = held.state();
        let Some(opened) = held.opened() else { return Ok(Found { hits: Vec::new(), next: None, state }) };
        let view = self.view()?;
        let asking = Asking {
            judge: Judge::of(&view, self.clock().now(), policy::readers_of(&view, reader)?),
            searcher: opened.searcher(),
            opened: &opened,
            question,
            wanted: Wanted::of(question),
        };
        let found = asking.answer(self, skipped).map_err(|error| match error {
            Trouble::Refused(refusal) => refusal,
            Trouble::Engine(error) => {
                held.feed.doubt();
                Refusal::Internal(format!("the index of the search fails: {error}"))
            }
        })?;
        Ok(Found { state, ..found })
    }
}

/// Why there is no answer.
pub(super) enum Trouble {
    Refused(Refusal),
    Engine(tantivy::TantivyError),
}

impl<E: Into<Refusal>> From<E> for Trouble {
    fn from(refusal: E) -> Trouble {
        Trouble::Refused(refusal.into())
    }
}

pub(super) fn engine(error: impl Into<tantivy::TantivyError>) -> Trouble {
    Trouble::Engine(error.into())
}

/// The key of a find's record in the store.
pub(super) fn key_of(searcher: &Searcher, fields: &Fields, address: DocAddress) -> Result<String, Trouble> {
    let document: TantivyDocument = searcher.doc(address).map_err(engine)?;
    let key = document.get_first(fields.key).and_then(|key| key.as_str().map(str::to_owned));
    Ok(key.unwrap_or_default())
}

struct Asking<'a> {
    judge: Judge<'a>,
    searcher: Searcher,
    opened: &'a Arc<Opened>,
    question: &'a Question,
    wanted: Wanted,
}

impl Asking<'_> {
    fn answer(mut self, node: &Node, skipped: usize) -> Result<Found, Trouble> {
        let nothing = Found { hits: Vec::new(), next: None, state: State::Off };
        let Some(query) = self.asked().query(node)? else { return Ok(nothing) };
        let (mut hits, mut next) = (Vec::new(), skipped);
        let mut passed_over = 0;
        loop {
            let room = limits::SEARCH_DEPTH.saturating_sub(next).min(FETCHED);
            if room == 0 {
                return Ok(Found { hits, ..nothing });
            }
            let fetched = self.fetch(&*query, next, room)?;
            for address in &fetched {
                let hit = self.hit(*address)?;
                if hits.len() == limits::SEARCH_RESULTS && hit.is_some() {
                    return Ok(Found { hits, next: Some(next), ..nothing });
                }
                next += 1;
                match hit {
                    Some(hit) => hits.push(hit),
                    None => passed_over += 1,
                }
            }
            if fetched.len() < room || passed_over >= limits::SEARCH_PASSED_OVER {
                return Ok(Found { hits, ..nothing });
            }
        }
    }

    /// The finds in a part of the ranking.
    fn fetch(&self, query: &dyn Query, from: usize, count: usize) -> Result<Vec<DocAddress>, Trouble> {
        let top = TopDocs::with_limit(count).and_offset(from);
        let newest = (SortByStaticFastValue::<i64>::for_field(TIME), Order::Desc);
        let addresses = if self.question.words.is_empty() {
            let found = self.searcher.search(query, &top.order_by(newest)).map_err(engine)?;
            found.into_iter().map(|(_, address)| address).collect()
        } else {
            let best = (SortBySimilarityScore, Order::Desc);
            let found = self.searcher.search(query, &top.order_by((best, newest))).map_err(engine)?;
            found.into_iter().map(|(_, address)| address).collect()
        };
        Ok(addresses)
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            question: self.question,
            fields: &self.opened.fields,
            searcher: &self.searcher,
            view: self.judge.view,
            forms: Forms::default(),
            by_stranger: self.judge.readers.is_empty(),
        }
    }

    /// A find as the reader sees it; none if it is not for them.
    fn hit(&mut self, address: DocAddress) -> Result<Option<Hit>, Trouble> {
        let key = key_of(&self.searcher, &self.opened.fields, address)?;
        let Some(id) = keys::only_part(key.as_bytes()).and_then(|id| Id::parse(id).ok()) else {
            return Ok(None);
        };
        match key.as_bytes().first() {
            Some(b'E') => Ok(self.entry(&id)?.map(|found| Hit::Entry(Box::new(found)))),
            Some(b'A') => Ok(self.actor(&id)?.map(|found| Hit::Actor(Box::new(found)))),
            _ => Ok(None),
        }
    }

    fn entry(&mut self, id: &Id) -> Result<Option<FoundEntry>, Refusal> {
        let Some(record) = self.judge.view.entry(id)? else { return Ok(None) };
        if !self.judge.sees_entry(&record)? {
            return Ok(None);
        }
        let texts = Texts::of_entry(&record.entry);
        // What is folded behind a warning on its page is not unfolded here.
        let warning = record.entry.content.warning().map(str::to_owned);
        let body = match (&warning, texts.text.trim().is_empty()) {
            (Some(warning), _) => warning,
            (None, false) => &texts.text,
            (None, true) => &texts.summary,
        };
        let in_summary = warning.is_none() && self.wanted.finds(&texts.summary) && !self.wanted.finds(body);
        let snippet = self.wanted.snippet(if in_summary { &texts.summary } else { body });
        let title = match texts.title.is_empty() {
            true => as2::shorten(body, TITLE_CHARS),
            false => texts.title,
        };
        let title = self.wanted.mark(&title);
        Ok(Some(FoundEntry { shown: show(self.judge.view, record)?, title, snippet }))
    }

    fn actor(&mut self, id: &Id) -> Result<Option<FoundActor>, Refusal> {
        let Some(actor) = self.judge.actor(id)? else { return Ok(None) };
        let Some(kind) = kind_of(&actor) else { return Ok(None) };
        let texts = Texts::of_actor(&actor);
        let in_fields = self.wanted.finds(&texts.text) && !self.wanted.finds(&texts.summary);
        let snippet = self.wanted.snippet(if in_fields { &texts.text } else { &texts.summary });
        Ok(Some(FoundActor { name: self.wanted.mark(&texts.title), kind, snippet, actor }))
    }
}
