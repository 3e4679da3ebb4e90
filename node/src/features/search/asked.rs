//! From a question to what the index is asked: words in all their forms, beginnings of words, filters.
//!
//! What it costs is bounded: so many words, each in so many forms, and of the words with one beginning only so many.

use std::collections::BTreeMap;
use std::ops::Bound;

use artel_protocol::{Id, Name, Timestamp, limits};
use tantivy::collector::TopDocs;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, Query, RangeQuery,
    TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::analysis::Forms;
use super::asking::{Trouble, engine, key_of};
use super::question::Question;
use super::schema::Fields;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::{View, keys};

/// How much a word counts that only begins like the last one asked for.
const BEGINNING_COUNTS: f32 = 0.5;

/// What is needed to ask the index.
pub(super) struct Asked<'a> {
    pub question: &'a Question,
    pub fields: &'a Fields,
    pub searcher: &'a Searcher,
    pub view: &'a View,
    pub forms: Forms,
    /// Nobody with an account asks: only what everybody may read is looked through.
    pub by_stranger: bool,
}

impl Asked<'_> {
    /// What to look for; none if it can be nothing.
    pub fn query(&self, node: &Node) -> Result<Option<Box<dyn Query>>, Trouble> {
        let fields = self.fields;
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
        for (field, counts) in self.fields.texts() {
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
        let (fields, question) = (self.fields, self.question);
        let mut filters = Vec::new();
        if self.by_stranger {
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
            let Some(named) = self::place(node, place)? else { return Ok(None) };
            filters.push(Term::from_field_text(fields.community, named.as_str()));
        }
        Ok(Some(filters))
    }

    fn span(&self, fields: &Fields) -> Option<RangeQuery> {
        let (since, until) = (self.question.since, self.question.until);
        let term = |moment: Timestamp| Term::from_field_i64(fields.time, moment.0);
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
            return Ok(self.view.local_actor(&name)?.map(|actor| actor.id));
        }
        let handle =
            TermQuery::new(Term::from_field_text(self.fields.handle, &named), IndexRecordOption::Basic);
        let found =
            self.searcher.search(&handle, &TopDocs::with_limit(1).order_by_score()).map_err(engine)?;
        let Some((_, address)) = found.first() else { return Ok(None) };
        let key = key_of(self.searcher, self.fields, *address)?;
        Ok(keys::only_part(key.as_bytes()).and_then(|id| Id::parse(id).ok()))
    }
}

/// A community that this node is in or one of its spaces, by its id or the last part of it.
fn place(node: &Node, named: &str) -> Result<Option<Id>, Refusal> {
    let is_named = |id: &Id| id.as_str() == named || id.path().rsplit('/').next() == Some(named);
    let communities = node.communities()?.into_iter().map(|community| community.id);
    let spaces = node.spaces()?.into_iter().map(|space| space.space.id);
    Ok(communities.chain(spaces).find(is_named))
}
