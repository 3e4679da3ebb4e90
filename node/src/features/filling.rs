//! Filling a conversation that began elsewhere: everybody's part in it, and not only what happened to come here.
//!
//! It is done when somebody here opens it; what nobody answers is only shown, and not kept. What belongs to it is read from the list that its owner keeps (`context`,
//! FEP-7888 and FEP-f228), else from the `replies` of each part; upwards by `inReplyTo`. A list only names ids: each part
//! is fetched from its own origin, so that nobody puts words into another's mouth.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use artel_protocol::kinds::Entry;
use artel_protocol::{Document, Id, Timestamp, Verified, as2, limits};
use futures_util::stream::{self, StreamExt as _};

use crate::changes::Changes;
use crate::decide;
use crate::error::Refusal;
use crate::node::Node;
use crate::pipeline::Item;
use crate::store::records::EntryRecord;

/// Which conversations are filled, or were of late.
#[derive(Default)]
pub struct Fillings(Mutex<HashMap<Id, Filling>>);

#[derive(Copy, Clone)]
struct Filling {
    begun: Timestamp,
    under_way: bool,
}

/// Whether a conversation is to be filled now.
enum Turn {
    Begin,
    UnderWay,
    Done,
}

impl Fillings {
    fn turn(&self, id: &Id, now: Timestamp) -> Turn {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, filling| filling.under_way || now.since(filling.begun) < limits::FILL_AGAIN);
        if let Some(filling) = all.get(id) {
            return if filling.under_way { Turn::UnderWay } else { Turn::Done };
        }
        let at_once = all.values().filter(|filling| filling.under_way).count();
        if at_once >= limits::FILLINGS_AT_ONCE || all.len() >= limits::FILLINGS_REMEMBERED {
            return Turn::Done;
        }
        all.insert(id.clone(), Filling { begun: now, under_way: true });
        Turn::Begin
    }

    fn end(&self, id: &Id) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(filling) = all.get_mut(id) {
            filling.under_way = false;
        }
    }
}

/// Ends a filling however it ends, by a panic too.
struct Ends<'a>(&'a Node, &'a Id);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.fillings().end(self.1);
    }
}

/// A part of a conversation as its origin has it.
type Part = (Verified<Document>, Entry);

/// What was found on the way up a conversation.
#[derive(Default)]
struct Upwards {
    /// The lowest first.
    unknown: Vec<Part>,
    /// Known here, and not by what they answer.
    orphans: Vec<Id>,
}

impl Node {
    /// Fills the conversation that an entry of another server belongs to, unless that was done of late. Waits for it a
    /// moment; yields whether more may still come. What cannot be had is left out.
    ///
    /// # Errors
    /// [`Refusal::Store`].
    pub async fn fill_conversation(&self, entry: &Id) -> Result<bool, Refusal> {
        let id = entry.without_fragment();
        let stands_in_a_set = self.view()?.entry(&id)?.is_some_and(|known| known.community.is_some());
        if stands_in_a_set || self.may_ask_outside(&id).is_err() {
            return Ok(false);
        }
        match self.fillings().turn(&id, self.clock().now()) {
            Turn::Done => return Ok(false),
            Turn::UnderWay => return Ok(true),
            Turn::Begin => {}
        }
        let node = self.clone();
        let filling = tokio::spawn(async move {
            let _ends = Ends(&node, &id);
            match tokio::time::timeout(limits::FILL_LASTS, node.fill(&id)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::debug!(%error, %id, "a conversation is not filled"),
                Err(_) => tracing::debug!(%id, "a conversation is filled in part: its servers are slow"),
            }
        });
        Ok(tokio::time::timeout(limits::FILL_WAITS, filling).await.is_err())
    }

    async fn fill(&self, id: &Id) -> Result<(), Refusal> {
        let Upwards { unknown, orphans } = self.climb(id).await?;
        if let [(document, entry)] = &unknown[..]
            && entry.in_reply_to.is_none()
            && self.stands_alone(document.value(), entry).await
        {
            // It is shown, and not kept: nobody here has to do with it.
            return Ok(());
        }
        for (document, _) in unknown.into_iter().rev() {
            self.submit(Item::Wanted(Box::new(document))).await?;
        }
        self.adopt(orphans).await?;
        let Some(known) = self.view()?.entry(id)? else { return Ok(()) };
        let opener = match known.root {
            Some(root) => self.view()?.entry(&root)?,
            None => Some(known),
        };
        match opener {
            Some(opener) if !opener.entry.id.same_authority(&self.base()?) => self.descend(&opener).await,
            // Whatever answers ours was sent here.
            _ => Ok(()),
        }
    }

    /// Fetches the entry, if it is not known, and what it answers, up to what began the conversation.
    async fn climb(&self, id: &Id) -> Result<Upwards, Refusal> {
        let mut found = Upwards::default();
        let mut next = Some(id.clone());
        while let Some(id) = next.take() {
            if found.unknown.len() + found.orphans.len() >= limits::FILL_UPWARDS {
                break;
            }
            match self.view()?.entry(&id)? {
                Some(known) if known.root.is_some() || known.community.is_some() => {}
                Some(known) => {
                    next = known.entry.in_reply_to;
                    found.orphans.extend(next.is_some().then_some(id));
                }
                None => match self.part(&id).await {
                    Ok(part) => {
                        next = part.1.in_reply_to.clone();
                        found.unknown.push(part);
                    }
                    Err(error) => tracing::debug!(%error, %id, "a conversation stays without its beginning"),
                },
            }
        }
        Ok(found)
    }

    /// Whether nobody answers what begins a conversation, as far as its server says.
    async fn stands_alone(&self, document: &Document, entry: &Entry) -> bool {
        let mut listed = self.listed(entry).await;
        if listed.is_empty() {
            listed = self.replies_of(document).await;
        }
        listed.iter().all(|part| *part == entry.id)
    }

    /// Everything that is said to belong to the conversation that an entry begins; nothing if its server keeps no list.
    async fn listed(&self, opener: &Entry) -> Vec<Id> {
        match &opener.context {
            Some(context) if self.may_ask_outside(context).is_ok() => {
                self.fetch_collection(context, limits::FILL_PARTS).await.unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// Fetches what stands below.
    async fn descend(&self, opener: &EntryRecord) -> Result<(), Refusal> {
        let base = self.base()?;
        let listed = self.listed(&opener.entry).await;
        // A list has everything; without one each part names those that answer it.
        let by_replies = listed.is_empty();
        let mut waiting: VecDeque<Id> = match by_replies {
            true => self.replies_of(self.part(&opener.entry.id).await?.0.value()).await.into(),
            false => listed.into(),
        };
        let (mut seen, mut orphans) = (HashSet::from([opener.entry.id.clone()]), Vec::new());
        let mut early: Vec<Part> = Vec::new();
        while !waiting.is_empty() && seen.len() < limits::FILL_PARTS {
            let view = self.view()?;
            let mut missing = Vec::new();
            for id in waiting.drain(..) {
                if seen.len() >= limits::FILL_PARTS || !seen.insert(id.clone()) || id.same_authority(&base) {
                    continue;
                }
                match view.entry(&id)? {
                    Some(known) if known.root.is_none() => orphans.push(id),
                    Some(_) => {}
                    None if view.tombstone(&id)?.is_none() => missing.push(id),
                    None => {}
                }
            }
            let parts = missing.into_iter().map(|id| {
                let node = self.clone();
                async move { node.part(&id).await }
            });
            let parts: Vec<_> = stream::iter(parts).buffered(limits::FILL_FETCHES_AT_ONCE).collect().await;
            for part in parts {
                let part = match part {
                    Ok(part) => part,
                    Err(error) => {
                        tracing::debug!(%error, "a part of a conversation is left out");
                        continue;
                    }
                };
                if by_replies {
                    waiting.extend(self.replies_of(part.0.value()).await);
                }
                early.push(part);
            }
            early = self.take_what_follows(early).await?;
        }
        self.adopt(orphans).await
    }

    /// Takes those parts that answer what is known, in whatever order they came; yields the others.
    async fn take_what_follows(&self, mut parts: Vec<Part>) -> Result<Vec<Part>, Refusal> {
        loop {
            let before = parts.len();
            let mut early = Vec::new();
            for (document, entry) in parts {
                let view = self.view()?;
                let follows = match &entry.in_reply_to {
                    Some(parent) => view.entry(parent)?.is_some(),
                    None => false,
                };
                if !follows {
                    early.push((document, entry));
                } else if let Err(error) = self.submit(Item::Document(Box::new(document))).await {
                    tracing::debug!(%error, id = %entry.id, "a part of a conversation is refused");
                }
            }
            if early.is_empty() || early.len() == before {
                return Ok(early);
            }
            parts = early;
        }
    }

    /// Puts what is known, and came before what it answers, where it belongs.
    async fn adopt(&self, orphans: Vec<Id>) -> Result<(), Refusal> {
        for id in orphans {
            self.change(move |view, _| match view.entry(&id)? {
                Some(orphan) => decide::adopt(view, orphan),
                None => Ok(Changes::none()),
            })
            .await?;
        }
        Ok(())
    }

    /// What somebody said for everybody, from their own server.
    async fn part(&self, id: &Id) -> Result<Part, Refusal> {
        let (document, entry) = self.fetch_entry(id).await?;
        match entry.audience.is_public() {
            true => Ok((document, entry)),
            false => Err(Refusal::Unknown("it is not for everybody")),
        }
    }

    /// What a part says answers it; nothing if it does not say.
    async fn replies_of(&self, part: &Document) -> Vec<Id> {
        // Mastodon sends the collection, others its id.
        let replies = as2::lenient_id(part.json(), "replies");
        let id = as2::lenient_id(part.json(), "id");
        match replies.zip(id).filter(|(replies, id)| replies.same_authority(id)) {
            Some((replies, _)) => {
                self.fetch_collection(&replies, limits::FILL_PARTS).await.unwrap_or_default()
            }
            None => Vec::new(),
        }
    }
}
