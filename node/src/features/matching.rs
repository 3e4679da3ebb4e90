//! Matching: which offers of others fit one of ours, and which of theirs ours fits.
//!
//! Everything is compared here, among the offers that this node knows anyway: nobody learns what was looked for, and
//! nothing of it is written down. `matching/score.rs` says what counts, `matching/corpus.rs` what is compared,
//! `matching/authors.rs` who is behind it, and `matching/kept.rs` keeps it in memory.

pub mod authors;
pub mod browse;
pub mod corpus;
mod kept;
pub mod score;
#[cfg(test)]
mod tests;
pub mod words;

use std::cmp::Ordering;
use std::sync::Arc;

use artel_protocol::kinds::Content;
use artel_protocol::{Id, Timestamp, limits};

use authors::Authors;
use corpus::{Corpus, Known};
use score::{Background, Fit, Side};
use words::Stems;

use super::clients;
use super::publishing::own_entry;
use super::reading::{Showing, Shown};
use crate::error::Refusal;
use crate::node::Node;
use crate::policy;
use crate::store::View;
use crate::store::records::{AccountRecord, EntryRecord};

pub use kept::KeptOffers;
pub use score::Reason;

/// An offer of somebody else that fits one of ours.
#[derive(Clone, Debug)]
pub struct Match {
    pub shown: Shown,
    pub fit: Fit,
}

/// One of our offers with what fits it, the best first.
#[derive(Clone, Debug)]
pub struct Matches {
    pub offer: EntryRecord,
    pub found: Vec<Match>,
}

impl Node {
    /// What fits an offer of the asker's own organisation, as far as they may read it.
    ///
    /// # Errors
    /// 403 for another organisation's, and for what is no offer.
    pub async fn matches(&self, asker: &AccountRecord, offer: &Id) -> Result<Matches, Refusal> {
        let (asker, offer) = (asker.clone(), offer.clone());
        self.look(move |node| node.match_now(&asker, &offer)).await
    }

    fn match_now(&self, asker: &AccountRecord, offer: &Id) -> Result<Matches, Refusal> {
        let view = self.view()?;
        let (own, author) = own_entry(&view, offer)?;
        let is_theirs = |id: &Id| -> Result<bool, Refusal> {
            let client = clients::client_behind(&view, id)?;
            Ok(client.is_some_and(|client| client.organisation == asker.organisation))
        };
        if author.organisation != asker.organisation && !is_theirs(offer)? {
            return Err(Refusal::Forbidden("the offer is another organisation's"));
        }
        let Content::Offer(content) = &own.entry.content else {
            return Err(Refusal::Forbidden("it is no offer"));
        };
        let (current, now) = (self.kept_offers().current(self)?, self.clock().now());
        let known = current.known(&own).ok_or(Refusal::Forbidden("it is no offer"))?;
        let directory = self.listing().by_name(self)?;
        let mut authors = Authors::seen_by(&view, now, &asker.organisation, &directory)?;
        let own_side = Side { offer: &known, background: authors.own()? };
        let ranked = rank(&current.corpus, own_side, now, |other| authors.of(other))?;
        let language = own.entry.language.as_deref();
        let spelled = corpus::spelled(content, language, &Stems::default(), |stem| current.number(stem));
        let readers = policy::readers_of(&view, Some(asker))?;
        let showing = Showing::of(&view);
        let mut found = Vec::new();
        for (other, mut fit) in ranked.into_iter().take(limits::MATCHES_READ) {
            if found.len() == limits::MATCHES_SHOWN {
                break;
            }
            if is_theirs(&other.id)? {
                continue;
            }
            if let Some(record) = readable(&view, &readers, &other.id)? {
                fit.reasons.extend(score::name_words(&current.corpus, &known, &other, &spelled));
                found.push(Match { shown: showing.show(record)?, fit });
            }
        }
        Ok(Matches { offer: own, found })
    }
}

/// Which offers of a corpus fit one, the best first; of those that fit as well the newer one.
///
/// # Errors
/// What `about` fails with, which says what is known of an author, and nothing for whose offers are out of question. It is
/// asked only of those whose offers have to do with this one.
pub fn rank(
    corpus: &Corpus,
    one: Side<'_>,
    now: Timestamp,
    mut about: impl FnMut(&Id) -> Result<Option<Background>, Refusal>,
) -> Result<Vec<(Arc<Known>, Fit)>, Refusal> {
    let heard = |of: &Known, background| Background { heard: corpus.last_heard(&of.author), ..background };
    let (offer, whole) = (one.offer, corpus.whole_of(one.offer));
    let own = Side { offer, background: heard(offer, one.background) };
    let mut ranked = Vec::new();
    for (other, whole_other) in corpus.all() {
        if other.id == offer.id || other.paused || !other.stands(now) {
            continue;
        }
        let Some(common) = score::common(corpus, (offer, whole), (other, whole_other)) else { continue };
        if let Some(background) = about(&other.author)? {
            let side = Side { offer: other, background: heard(other, background) };
            ranked.push((other.clone(), score::fit(common, own, side, now)));
        }
    }
    ranked.sort_by(|a, b| better(b, a));
    Ok(ranked)
}

fn better(a: &(Arc<Known>, Fit), b: &(Arc<Known>, Fit)) -> Ordering {
    let by_place = || (a.0.sorted, &a.0.id).cmp(&(b.0.sorted, &b.0.id));
    a.1.score().total_cmp(&b.1.score()).then_with(by_place)
}

/// An entry as it is in the store now, if one of these may see it in lists.
fn readable(view: &View, readers: &[Id], id: &Id) -> Result<Option<EntryRecord>, Refusal> {
    let Some(record) = view.entry(id)?.filter(|record| record.hidden.is_none()) else { return Ok(None) };
    let author = &record.entry.author;
    if view.is_silenced(author)? || view.is_blocked(author)? {
        return Ok(None);
    }
    let unconfirmed = record.community.as_ref().is_some_and(|place| !place.confirmed);
    let may = policy::any_may_read(view, readers, &record.entry)?;
    Ok(Some(record).filter(|_| may && !unconfirmed))
}
