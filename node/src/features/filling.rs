//! Filling a conversation that began elsewhere: everybody's part in it, and not only what happened to come here.
//!
//! It is done when somebody here opens it; what nobody answers is only shown, and not kept. What belongs to it is read from
//! the list that its owner keeps (`context`, FEP-7888 and FEP-f228), else from the `replies` of each part; upwards by
//! `inReplyTo`. A list only names ids: each part is fetched from its own origin, so that nobody puts words into another's
//! mouth.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use artel_protocol::kinds::Entry;
use artel_protocol::{Document, Id, Timestamp, Verified, as2, limits};
use futures_util::stream::{self, StreamExt as _};

use crate::changes::Changes;
use crate::decide;
use crate::error::Refusal;
use crate::node::Node;
use crate::pipeline::Item;
use crate::store::keys;

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

/// What is said to stand below what begins a conversation.
struct Named {
    parts: Vec<Id>,
    /// By the list of the conversation, which has everything; else each part names those that answer it.
    is_whole: bool,
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
        let mut named = None;
        if let ([(document, entry)], true) = (&unknown[..], orphans.is_empty())
            && entry.in_reply_to.is_none()
        {
            let found = self.named_below(entry, Some(document.value())).await?;
            if found.parts.iter().all(|part| *part == entry.id) {
                // It is shown, and not kept: nobody here has to do with it.
                return Ok(());
            }
            named = Some(found);
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
        // Whatever answers ours was sent here.
        let Some(opener) = opener.filter(|opener| self.may_ask_outside(&opener.entry.id).is_ok()) else {
            return Ok(());
        };
        let named = match named {
            Some(named) => named,
            None => self.named_below(&opener.entry, None).await?,
        };
        self.descend(&opener.entry.id, named).await
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

    /// What is said to stand below the beginning of a conversation, whose document is fetched if it is needed and not given.
    async fn named_below(&self, opener: &Entry, document: Option<&Document>) -> Result<Named, Refusal> {
        let context = opener.context.as_ref().filter(|context| self.may_ask_outside(context).is_ok());
        if let Some(context) = context {
            let parts = self.fetch_collection(context, limits::FILL_PARTS).await.unwrap_or_default();
            if !parts.is_empty() {
                return Ok(Named { parts, is_whole: true });
            }
        }
        let parts = match document {
            Some(document) => self.replies_of(document).await,
            None => self.replies_of(self.part(&opener.id).await?.0.value()).await,
        };
        Ok(Named { parts, is_whole: false })
    }

    /// Fetches what stands below.
    async fn descend(&self, opener: &Id, named: Named) -> Result<(), Refusal> {
        let base = self.base()?;
        let mut waiting = named.parts;
        let (mut seen, mut orphans) = (HashSet::from([opener.clone()]), Vec::new());
        let mut early: Vec<Part> = Vec::new();
        while !waiting.is_empty() && seen.len() < limits::FILL_PARTS {
            let view = self.view()?;
            let mut missing = Vec::new();
            for id in std::mem::take(&mut waiting) {
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
                if !named.is_whole {
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
                    Some(parent) => view.contains(&keys::entry(parent))?,
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
