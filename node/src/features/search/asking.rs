//! Answering a search: what the index finds, and what of it the reader may see.
//!
//! The index only proposes. Each find is looked at in the store: is it still there, is it for this reader, does its author
//! want to be found? What it costs is bounded by the words of the question, and by how many finds are looked at.

use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use artel_protocol::{Actor, Document, Id, Name, limits};
use tantivy::collector::TopDocs;
use tantivy::collector::sort_key::{SortBySimilarityScore, SortByStaticFastValue};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query, RangeQuery,
    TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption, Value};
use tantivy::{DocAddress, Order, Searcher, TantivyDocument, Term};

use super::analysis::Forms;
use super::document::{Texts, kind_of};
use super::highlight::{Piece, Wanted};
use super::index::Opened;
use super::question::Question;
use super::schema::{Fields, TIME};
use super::{Held, State};
use crate::error::Refusal;
use crate::features::reading::{Shown, show};
use crate::node::Node;
use crate::policy;
use crate::store::records::AccountRecord;
use crate::store::{View, keys};

/// How much of a text stands for the title of what has none.
const TITLE_CHARS: usize = 90;

/// How many finds are fetched from the index at a time.
const FETCHED: usize = 50;

/// How much a word counts that only begins like the last one asked for.
const BEGINNING_COUNTS: f32 = 0.5;

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
        let _place = held.places.try_acquire().map_err(|_| busy)?;
        let turn = held.turns.acquire().await;
        let turn = turn.map_err(|_| Refusal::Internal("nobody may search any more".into()))?;
        let (node, held_there) = (self.clone(), held.clone());
        let answering = tokio::task::spawn_blocking(move || {
            node.answer_search(&held_there, &question, reader.as_ref(), skipped)
        });
        let answered = answering.await;
        drop(turn);
        match answered {
            Ok(answered) => answered,
            Err(error) => {
                // Damaged files can make the engine panic.
                held.feed.ask_anew();
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
            judge: Judge {
                readers: policy::readers_of(&view, reader)?,
                view: &view,
                findable: HashMap::new(),
            },
            searcher: opened.searcher(),
            opened: &opened,
            question,
            wanted: Wanted::of(question),
            forms: Forms::default(),
        };
        let found = asking.answer(self, skipped).map_err(|error| match error {
            Trouble::Refused(refusal) => refusal,
            Trouble::Engine(error) => {
                held.feed.ask_anew();
                Refusal::Internal(format!("the index of the search fails: {error}"))
            }
        })?;
        Ok(Found { state, ..found })
    }
}

/// Why there is no answer.
enum Trouble {
    Refused(Refusal),
    Engine(tantivy::TantivyError),
}

impl<E: Into<Refusal>> From<E> for Trouble {
    fn from(refusal: E) -> Trouble {
        Trouble::Refused(refusal.into())
    }
}

fn engine(error: impl Into<tantivy::TantivyError>) -> Trouble {
    Trouble::Engine(error.into())
}

struct Asking<'a> {
    judge: Judge<'a>,
    searcher: Searcher,
    opened: &'a Arc<Opened>,
    question: &'a Question,
    wanted: Wanted,
    forms: Forms,
}

impl Asking<'_> {
    fn answer(mut self, node: &Node, skipped: usize) -> Result<Found, Trouble> {
        let nothing = Found { hits: Vec::new(), next: None, state: State::Off };
        let Some(query) = self.query(node)? else { return Ok(nothing) };
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

    /// What to look for; none if it can be nothing.
    fn query(&self, node: &Node) -> Result<Option<Box<dyn Query>>, Trouble> {
        let fields = &self.opened.fields;
        let mut all: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let last = self.question.words.len().saturating_sub(1);
        for (number, word) in self.question.words.iter().enumerate() {
            let beginning = self.question.beginning().filter(|_| number == last);
            all.push((Occur::Must, self.word(word, beginning)?));
        }
        if all.is_empty() {
            all.push((Occur::Must, Box::new(AllQuery)));
        }
        let Some(filters) = self.filters(node)? else { return Ok(None) };
        for filter in filters {
            // What everybody who is found has in common says nothing about who is found first.
            let exact = TermQuery::new(filter, IndexRecordOption::Basic);
            all.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(exact), 0.0))));
        }
        if let Some(span) = self.span(fields) {
            all.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(span), 0.0))));
        }
        Ok(Some(Box::new(BooleanQuery::new(all))))
    }

    /// A word in any of its forms, in any part of what is searched.
    fn word(&self, word: &str, beginning: Option<&str>) -> Result<Box<dyn Query>, Trouble> {
        let forms = self.forms.of(word, None);
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for (field, counts) in self.opened.fields.texts() {
            let mut any: Vec<Box<dyn Query>> = Vec::new();
            for form in &forms {
                let term = Term::from_field_text(field, form);
                let found = TermQuery::new(term, IndexRecordOption::WithFreqs);
                any.push(Box::new(BoostQuery::new(Box::new(found), counts)));
            }
            if let Some(beginning) = beginning {
                let set = TermSetQuery::new(self.beginning_like(field, beginning)?);
                any.push(Box::new(ConstScoreQuery::new(Box::new(set), counts * BEGINNING_COUNTS)));
            }
            parts.push((Occur::Should, Box::new(DisjunctionMaxQuery::new(any))));
        }
        Ok(Box::new(BooleanQuery::new(parts)))
    }

    /// The most frequent words that begin so.
    fn beginning_like(&self, field: Field, beginning: &str) -> Result<Vec<Term>, Trouble> {
        let mut found: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field).map_err(engine)?;
            let mut words = index.terms().range().ge(beginning).into_stream().map_err(engine)?;
            for _ in 0..limits::SEARCH_PREFIX_SCANNED {
                if !words.advance() || !words.key().starts_with(beginning.as_bytes()) {
                    break;
                }
                *found.entry(words.key().to_vec()).or_default() += u64::from(words.value().doc_freq);
            }
        }
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_by_key(|(_, frequency)| std::cmp::Reverse(*frequency));
        let words = found.iter().take(limits::SEARCH_PREFIX_WORDS);
        Ok(words
            .filter_map(|(word, _)| Some(Term::from_field_text(field, std::str::from_utf8(word).ok()?)))
            .collect())
    }

    /// What everything that is found has to have; none if nothing can.
    fn filters(&self, node: &Node) -> Result<Option<Vec<Term>>, Trouble> {
        let (fields, question) = (&self.opened.fields, self.question);
        let mut filters = Vec::new();
        if self.judge.readers.is_empty() {
            filters.push(Term::from_field_u64(fields.public, 1));
        }
        filters.extend(question.kind.map(|kind| Term::from_field_text(fields.kind, kind)));
        let language = question.language.as_deref();
        filters.extend(language.map(|language| Term::from_field_text(fields.language, language)));
        if let Some(from) = &question.from {
            let Some(author) = self.author(from)? else { return Ok(None) };
            filters.push(Term::from_field_text(fields.author, author.as_str()));
        }
        if let Some(place) = &question.place {
            let Some(community) = community(node, place)? else { return Ok(None) };
            filters.push(Term::from_field_text(fields.community, community.as_str()));
        }
        Ok(Some(filters))
    }

    fn span(&self, fields: &Fields) -> Option<RangeQuery> {
        let (since, until) = (self.question.since, self.question.until);
        let term = |moment: artel_protocol::Timestamp| Term::from_field_i64(fields.time, moment.0);
        let since_bound = since.map_or(Bound::Unbounded, |since| Bound::Included(term(since)));
        let until_bound = until.map_or(Bound::Unbounded, |until| Bound::Excluded(term(until)));
        (since.is_some() || until.is_some()).then(|| RangeQuery::new(since_bound, until_bound))
    }

    /// The id of somebody who is named as `@name`, `@name@host` or by the id itself.
    fn author(&self, named: &str) -> Result<Option<Id>, Trouble> {
        if let Ok(id) = Id::parse(named) {
            return Ok(Some(id));
        }
        let named = named.trim_start_matches('@').to_lowercase();
        if let Ok(name) = Name::parse(&named) {
            return Ok(self.judge.view.local_actor(&name)?.map(|actor| actor.id));
        }
        let handle = TermQuery::new(
            Term::from_field_text(self.opened.fields.handle, &named),
            IndexRecordOption::Basic,
        );
        let found =
            self.searcher.search(&handle, &TopDocs::with_limit(1).order_by_score()).map_err(engine)?;
        let Some((_, address)) = found.first() else { return Ok(None) };
        let key = self.key(*address)?;
        Ok(keys::only_part(key.as_bytes()).and_then(|id| Id::parse(id).ok()))
    }

    /// The key of a find's record in the store.
    fn key(&self, address: DocAddress) -> Result<String, Trouble> {
        let document: TantivyDocument = self.searcher.doc(address).map_err(engine)?;
        let key = document.get_first(self.opened.fields.key).and_then(|key| key.as_str().map(str::to_owned));
        Ok(key.unwrap_or_default())
    }

    /// A find as the reader sees it; none if it is not for them.
    fn hit(&mut self, address: DocAddress) -> Result<Option<Hit>, Trouble> {
        let key = self.key(address)?;
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
            true => artel_protocol::as2::shorten(body, TITLE_CHARS),
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

/// Says what a reader may see. What is asked of an author is remembered for one search.
struct Judge<'a> {
    view: &'a View,
    /// In whose name the reader reads; nobody's, for strangers.
    readers: Vec<Id>,
    findable: HashMap<Id, Findable>,
}

/// What an author wants, and what the node does with them.
#[derive(Copy, Clone)]
struct Findable {
    entries: bool,
    itself: bool,
}

impl Judge<'_> {
    fn sees_entry(&mut self, record: &crate::store::records::EntryRecord) -> Result<bool, Refusal> {
        let entry = &record.entry;
        if record.hidden.is_some() || !policy::any_may_read(self.view, &self.readers, entry)? {
            return Ok(false);
        }
        // What is addressed to everybody in passing is to be read where it stands, and not found.
        let is_own = self.readers.contains(&entry.author);
        Ok(is_own || (!entry.audience.unlisted && self.findable(&entry.author)?.entries))
    }

    /// An actor, if the reader may find it.
    fn actor(&mut self, id: &Id) -> Result<Option<Actor>, Refusal> {
        let is_own = self.readers.contains(id);
        if !is_own && !self.findable(id)?.itself {
            return Ok(None);
        }
        let is_there = self.view.actor_record(id)?.is_some_and(|record| !record.deleted);
        match is_there && self.view.tombstone(id)?.is_none() {
            true => Ok(self.view.actor(id)?),
            false => Ok(None),
        }
    }

    fn findable(&mut self, author: &Id) -> Result<Findable, Refusal> {
        if let Some(known) = self.findable.get(author) {
            return Ok(*known);
        }
        let is_heard = !self.view.is_silenced(author)? && !self.view.is_blocked(author)?;
        let Findable { entries, itself } = self.wishes(author)?;
        let findable = Findable { entries: is_heard && entries, itself: is_heard && itself };
        self.findable.insert(author.clone(), findable);
        Ok(findable)
    }

    /// What an author says in its document of being found. Who says nothing may be.
    fn wishes(&self, author: &Id) -> Result<Findable, Refusal> {
        if let Some(actor) = self.view.local_actor_by_id(author)? {
            return Ok(Findable { entries: actor.profile.indexable, itself: actor.profile.discoverable });
        }
        let document =
            self.view.actor_record(author)?.and_then(|record| Document::parse(record.document).ok());
        let says_no = |property: &str| {
            let said = document.as_ref().and_then(|document| document.json().get(property));
            said.and_then(serde_json::Value::as_bool) == Some(false)
        };
        Ok(Findable { entries: !says_no("indexable"), itself: !says_no("discoverable") })
    }
}

/// A community that this node is in, by its id or the last part of it.
fn community(node: &Node, named: &str) -> Result<Option<Id>, Refusal> {
    let is_named = |id: &Id| id.as_str() == named || id.path().rsplit('/').next() == Some(named);
    Ok(node.communities()?.into_iter().map(|community| community.id).find(is_named))
}
