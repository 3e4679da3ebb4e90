//! What readers without an account and search engines are led to: every public page there is, in bounded pieces.

use artel_protocol::{Id, Name, Timestamp, limits};

use super::lists::{self, Cursor, Page};
use super::reading::{Shown, is_listed};
use crate::error::Refusal;
use crate::node::Node;
use crate::store::View;
use crate::store::engine::Direction;
use crate::store::keys;
use crate::store::records::LocalActorRecord;

/// A page that search engines may list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicPage {
    pub address: Id,
    /// When it last said something else; none where nobody knows.
    pub changed: Option<Timestamp>,
}

/// Where a page of the sitemap begins: with an actor, or somewhere in what it published.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    pub actor: Name,
    pub from: Option<Cursor>,
}

/// How many keys are read at a time.
const READ: usize = 500;

/// How many entries of a tag are read at a time, and how often, before a page of ours is shown as it is.
const TAGGED_READ: usize = 50;
const TAGGED_READS: usize = 20;

impl Node {
    /// Where each page of the sitemap begins that has so many addresses. Actors that do not want to be found are left
    /// out.
    pub fn sitemap(&self, addresses: usize) -> Result<Vec<Place>, Refusal> {
        let mut walk = Walk::from_the_beginning(self.view()?);
        let (mut places, mut counted) = (Vec::new(), 0);
        while let Some(stops) = walk.next()? {
            for stop in stops {
                if counted % addresses == 0 {
                    places.push(stop.place());
                }
                counted += 1;
                if places.len() > limits::SITEMAP_PAGES {
                    places.truncate(limits::SITEMAP_PAGES);
                    return Ok(places);
                }
            }
        }
        Ok(places)
    }

    /// The public pages from a place on, as many as a page of the sitemap has.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] if there is no such place.
    pub fn sitemap_page(&self, place: &Place, addresses: usize) -> Result<Vec<PublicPage>, Refusal> {
        let view = self.view()?;
        let mut walk = Walk::from(view.clone(), place)?;
        let (mut pages, mut counted) = (Vec::new(), 0);
        while let Some(stops) = walk.next()? {
            for stop in stops {
                counted += 1;
                if counted > addresses {
                    return Ok(pages);
                }
                pages.extend(public_page(&view, stop)?);
            }
        }
        Ok(pages)
    }

    /// What was published here under a tag, newest first, from before `before` on.
    pub fn tagged_here(
        &self,
        tag: &str,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<Page<Shown>, Refusal> {
        let base = self.base()?;
        let (mut items, mut last) = (Vec::new(), before.cloned());
        for _ in 0..TAGGED_READS {
            let read = self.tagged(tag, last.as_ref(), TAGGED_READ)?;
            for shown in read.items {
                let place = Cursor { at: shown.record.sorted, id: shown.record.entry.id.clone() };
                let ours = shown.record.entry.author.same_authority(&base);
                if ours && shown.record.entry.audience.is_public() {
                    if items.len() == limit {
                        return Ok(Page { items, next: last });
                    }
                    items.push(shown);
                }
                last = Some(place);
            }
            if read.next.is_none() {
                return Ok(Page { items, next: None });
            }
        }
        Ok(Page { items, next: last })
    }

    /// From where on the page of a blog reads that comes before the one that begins at `before`; none if that is the
    /// first page.
    pub fn newer(&self, author: &Id, before: &Cursor, limit: usize) -> Result<Option<Cursor>, Refusal> {
        let (view, prefix) = (self.view()?, keys::blog(author));
        let (mut from, end) = (lists::end(&prefix, Some(before)), keys::end_of(&prefix));
        let mut listed = 0;
        loop {
            let read = view.range(&from, &end, Direction::Forward, limit + 1)?;
            let Some((last, _)) = read.last() else { return Ok(None) };
            from = keys::behind(last);
            for (key, _) in &read {
                let Some(place) = lists::place(key, &prefix) else { continue };
                if !view.entry(&place.id)?.as_ref().is_some_and(is_listed) {
                    continue;
                }
                if listed == limit {
                    return Ok(Some(place));
                }
                listed += 1;
            }
        }
    }
}

/// One thing on the way through everything public.
enum Stop {
    Actor(Box<LocalActorRecord>),
    Entry { actor: Name, place: Cursor },
}

impl Stop {
    fn place(&self) -> Place {
        match self {
            Stop::Actor(actor) => Place { actor: actor.name.clone(), from: None },
            Stop::Entry { actor, place } => Place { actor: actor.clone(), from: Some(place.clone()) },
        }
    }
}

fn public_page(view: &View, stop: Stop) -> Result<Option<PublicPage>, Refusal> {
    let id = match stop {
        Stop::Actor(actor) => return Ok(Some(PublicPage { address: actor.page, changed: None })),
        Stop::Entry { place, .. } => place.id,
    };
    let record = view.entry(&id)?;
    let record = record.filter(is_listed);
    Ok(record.map(|record| PublicPage {
        changed: Some(record.entry.updated.unwrap_or(record.sorted)),
        address: record.entry.url.unwrap_or(record.entry.id),
    }))
}

/// The way through everything public: each actor, and after it what it published, the oldest first. An old page of
/// the sitemap so stays as it is when something is published.
struct Walk {
    view: View,
    /// Whose entries are read, and from which key on.
    within: Option<(Name, Id, keys::Key)>,
    next_actor: keys::Key,
}

impl Walk {
    fn from_the_beginning(view: View) -> Walk {
        Walk { view, within: None, next_actor: keys::local_actors() }
    }

    fn from(view: View, place: &Place) -> Result<Walk, Refusal> {
        let unknown = Refusal::Unknown("there is no such page of the sitemap");
        let actor = view.local_actor(&place.actor)?.filter(|actor| actor.profile.indexable).ok_or(unknown)?;
        if view.is_suspended(&actor.organisation)? {
            return Err(Refusal::Suspended);
        }
        let key = keys::local_actor(&place.actor);
        Ok(match &place.from {
            None => Walk { view, within: None, next_actor: key },
            Some(first) => {
                let from = lists::end(&keys::blog(&actor.id), Some(first));
                Walk { view, within: Some((actor.name, actor.id, from)), next_actor: after(&key) }
            }
        })
    }

    /// The next few stops; none at the end.
    fn next(&mut self) -> Result<Option<Vec<Stop>>, Refusal> {
        if let Some((name, id, from)) = self.within.take() {
            let prefix = keys::blog(&id);
            let found = self.view.range(&from, &keys::end_of(&prefix), Direction::Forward, READ)?;
            if let Some((last, _)) = found.last() {
                self.within = Some((name.clone(), id, after(last)));
                let stop = |(key, _): &(bytes::Bytes, bytes::Bytes)| {
                    Some(Stop::Entry { actor: name.clone(), place: lists::place(key, &prefix)? })
                };
                return Ok(Some(found.iter().filter_map(stop).collect()));
            }
        }
        self.next_actor()
    }

    fn next_actor(&mut self) -> Result<Option<Vec<Stop>>, Refusal> {
        let end = keys::end_of(&keys::local_actors());
        loop {
            let found = self.view.range(&self.next_actor, &end, Direction::Forward, 1)?;
            let Some((key, value)) = found.first() else { return Ok(None) };
            self.next_actor = after(key);
            let actor: LocalActorRecord = crate::store::records::decode(value)?;
            let is_heard = !self.view.is_suspended(&actor.organisation)?;
            if actor.profile.indexable && is_heard && self.view.tombstone(&actor.id)?.is_none() {
                self.within = Some((actor.name.clone(), actor.id.clone(), keys::blog(&actor.id)));
                return Ok(Some(vec![Stop::Actor(Box::new(actor))]));
            }
        }
    }
}

/// The first key behind another one.
fn after(key: &[u8]) -> keys::Key {
    [key, &[0]].concat()
}
