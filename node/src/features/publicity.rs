//! What readers without an account and search engines are led to: every public page there is, in bounded pieces.

use artel_protocol::actor::ActorType;
use artel_protocol::{Id, Name, Timestamp, limits};

use super::reading::Shown;
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
    pub from: Option<Timestamp>,
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

    /// What was published here under a tag, newest first, before the moment `before`; and the moment before which the
    /// list goes on, if it does.
    pub fn tagged_here(
        &self,
        tag: &str,
        mut before: Option<Timestamp>,
        limit: usize,
    ) -> Result<(Vec<Shown>, Option<Timestamp>), Refusal> {
        let base = self.base()?;
        let mut found = Vec::new();
        for _ in 0..TAGGED_READS {
            let read = self.tagged(tag, before, TAGGED_READ)?;
            let all = read.len() < TAGGED_READ;
            for shown in read {
                if found.len() == limit {
                    return Ok((found, before));
                }
                before = Some(shown.record.sorted);
                let ours = shown.record.entry.author.same_authority(&base);
                if ours && shown.record.entry.audience.is_public() {
                    found.push(shown);
                }
            }
            if all {
                return Ok((found, None));
            }
        }
        Ok((found, before))
    }

    /// From what moment on the page of a blog reads that comes before the one that begins at `before`; none if that
    /// is the first page.
    pub fn newer(&self, author: &Id, before: Timestamp, limit: usize) -> Result<Option<Timestamp>, Refusal> {
        let prefix = keys::blog(author);
        let from = [&prefix[..], &u64::try_from(before.0).unwrap_or(0).to_be_bytes()].concat();
        let newer = self.view()?.range(&from, &keys::end_of(&prefix), Direction::Forward, limit + 1)?;
        Ok(newer.get(limit).and_then(|(key, _)| moment_of(key, &prefix)))
    }

    /// Who of an organisation's people has this full name, as far as the first of them tell.
    pub fn person_called(
        &self,
        organisation: &Name,
        title: &str,
    ) -> Result<Option<LocalActorRecord>, Refusal> {
        let all = self.view()?.local_actors(limits::BYLINES_SEARCHED)?;
        let is_it = |actor: &LocalActorRecord| {
            actor.actor_type == ActorType::Person
                && actor.organisation == *organisation
                && actor.title == title
        };
        Ok(all.into_iter().find(is_it))
    }
}

/// One thing on the way through everything public.
enum Stop {
    Actor(Box<LocalActorRecord>),
    Entry { actor: Name, moment: Timestamp, id: Id },
}

impl Stop {
    fn place(&self) -> Place {
        match self {
            Stop::Actor(actor) => Place { actor: actor.name.clone(), from: None },
            Stop::Entry { actor, moment, .. } => Place { actor: actor.clone(), from: Some(*moment) },
        }
    }
}

fn public_page(view: &View, stop: Stop) -> Result<Option<PublicPage>, Refusal> {
    let id = match stop {
        Stop::Actor(actor) => return Ok(Some(PublicPage { address: actor.page, changed: None })),
        Stop::Entry { id, .. } => id,
    };
    let record = view.entry(&id)?;
    let record = record.filter(|record| record.entry.audience.is_public() && record.hidden.is_none());
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
        let key = keys::local_actor(&place.actor);
        Ok(match place.from {
            None => Walk { view, within: None, next_actor: key },
            Some(moment) => {
                let blog = keys::blog(&actor.id);
                let from = [&blog[..], &u64::try_from(moment.0).unwrap_or(0).to_be_bytes()].concat();
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
                    Some(Stop::Entry {
                        actor: name.clone(),
                        moment: moment_of(key, &prefix)?,
                        id: Id::parse(keys::after_time(key, &prefix)?).ok()?,
                    })
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
            if actor.profile.indexable && self.view.tombstone(&actor.id)?.is_none() {
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

fn moment_of(key: &[u8], prefix: &[u8]) -> Option<Timestamp> {
    let moment = key.strip_prefix(prefix)?.first_chunk::<8>()?;
    Some(Timestamp(i64::try_from(u64::from_be_bytes(*moment)).ok()?))
}
