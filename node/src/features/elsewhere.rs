//! People and entries of other servers, for those who are logged in here: found, shown, and not kept.

use std::sync::Arc;

use artel_protocol::activity::{ACTOR_TYPES, Act, Referred};
use artel_protocol::kinds::Entry;
use artel_protocol::{Activity, Actor, Document, Id, Name, as2, limits};
use serde_json::{Map, Value};

use super::reading::{Conversation, Shown};
use crate::error::Refusal;
use crate::node::Node;
use crate::policy;
use crate::store::View;
use crate::store::records::{Comments, Counts, EntryRecord};

/// What stands behind a handle or an address.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Found {
    Actor(Id),
    Entry(Id),
}

/// Somebody, as their own server describes them.
#[derive(Clone, Debug)]
pub struct Stranger {
    pub actor: Actor,
    /// They are gone from there.
    pub deleted: bool,
}

/// What somebody elsewhere published last.
#[derive(Clone, Debug)]
pub struct Posts {
    pub shown: Vec<Shown>,
    /// Whether their server answered: else it is only what is known here.
    pub asked: bool,
}

impl Node {
    /// Looks up a handle, or an address of somebody or of an entry.
    ///
    /// # Errors
    /// A problem of the field `q` when nothing is found.
    pub async fn find(&self, text: &str) -> Result<Found, Refusal> {
        let text = text.trim();
        let found = match text.starts_with("http") {
            true => match Id::parse(text) {
                Ok(address) => self.find_address(&address).await,
                Err(_) => Err(NOTHING),
            },
            false => self.find_handle(text).await,
        };
        found.map_err(|refusal| match refusal {
            Refusal::Unknown(_) | Refusal::Gone | Refusal::Invalid(crate::error::Invalid::Malformed(_)) => {
                Refusal::field("q", "lookup-nothing")
            }
            other => other,
        })
    }

    async fn find_handle(&self, handle: &str) -> Result<Found, Refusal> {
        let (name, host) = handle.trim_start_matches('@').split_once('@').unwrap_or((handle, ""));
        let base = self.base()?;
        if host.eq_ignore_ascii_case(base.host()) || host.is_empty() {
            let name = Name::parse(name.trim_start_matches('@')).map_err(|_| NOTHING)?;
            return Ok(Found::Actor(self.local_actor(&name)?.id));
        }
        self.may_ask_outside(&Id::parse(&format!("https://{host}/")).map_err(|_| NOTHING)?)?;
        let id = self.discover(handle).await.map_err(|_| NOTHING)?;
        self.meet(&id).await?;
        Ok(Found::Actor(id))
    }

    async fn find_address(&self, address: &Id) -> Result<Found, Refusal> {
        let base = self.base()?;
        let view = self.view()?;
        let id = match address.same_authority(&base) {
            true => own_id(&base, address),
            false => address.clone(),
        };
        if view.actor_record(&id)?.is_some() {
            return Ok(Found::Actor(id));
        }
        if view.entry(&id)?.is_some() {
            return Ok(Found::Entry(id));
        }
        self.may_ask_outside(&id)?;
        let document = self.fetch(&id).await?;
        let json = document.value().json();
        let id = as2::required_id(json, "id")?;
        if ACTOR_TYPES.contains(&as2::type_of(json)?) {
            self.learn(document).await?;
            return Ok(Found::Actor(id));
        }
        Entry::read(json)?;
        Ok(Found::Entry(id))
    }

    /// Somebody of another server. Who is not known yet is fetched; what is old is asked for again.
    pub async fn stranger(&self, id: &Id) -> Result<Stranger, Refusal> {
        policy::is_not_blocked(&self.view()?, id)?;
        let known = self.view()?.actor_record(id)?;
        match known {
            None => {
                self.may_ask_outside(id)?;
                self.meet(id).await?;
            }
            Some(known)
                if !known.deleted && self.clock().now().since(known.fetched) > limits::PROFILE_FRESH =>
            {
                let again = async {
                    self.may_ask_outside(id)?;
                    self.learn(self.fetch(id).await?).await
                };
                if let Ok(Err(error)) = tokio::time::timeout(limits::PAGE_WAITS, again).await {
                    tracing::debug!(%error, %id, "somebody is shown as they were");
                }
            }
            Some(_) => {}
        }
        let record = self.view()?.actor_record(id)?.ok_or(NOTHING)?;
        let document = Document::parse(record.document)?;
        Ok(Stranger { actor: Actor::read(&document)?, deleted: record.deleted })
    }

    /// What somebody elsewhere published last: what is known here, and the first page of their outbox as it is now.
    pub async fn posts_of(&self, actor: &Actor) -> Result<Posts, Refusal> {
        let mut shown = self.blog(&actor.id, None, limits::REMOTE_POSTS)?.items;
        shown.retain(|known| known.record.entry.audience.is_public());
        let fetched = match &actor.outbox {
            Some(outbox) if self.may_ask_outside(outbox).is_ok() => {
                let fetching = tokio::time::timeout(limits::PAGE_WAITS, self.first_page(outbox)).await;
                fetching.ok().and_then(Result::ok)
            }
            _ => None,
        };
        let asked = fetched.is_some();
        let view = self.view()?;
        for entry in fetched.iter().flat_map(|page| posts(page, &actor.id)) {
            let known = shown.iter().any(|known| known.record.entry.id == entry.id);
            if !known && view.tombstone(&entry.id)?.is_none() {
                shown.push(self.unknown(&view, entry)?);
            }
        }
        shown.sort_by_key(|one| std::cmp::Reverse(one.record.sorted));
        shown.truncate(limits::REMOTE_POSTS);
        Ok(Posts { shown, asked })
    }

    /// The first page of a collection, as it stands in its own document or behind it.
    async fn first_page(&self, collection: &Id) -> Result<Map<String, Value>, Refusal> {
        let document = self.fetch(collection).await?;
        let json = document.value().json();
        match as2::first(json, "first") {
            Some(Value::Object(page)) if page.contains_key("orderedItems") || page.contains_key("items") => {
                Ok(page.clone())
            }
            Some(_) => {
                let page = as2::lenient_id(json, "first").filter(|page| page.same_authority(collection));
                let page = self.fetch(&page.ok_or(NOTHING)?).await?;
                Ok(page.value().json().clone())
            }
            None => Ok(json.clone()),
        }
    }

    /// An entry with its answers as far as they are known; one that is not known here is fetched and not kept.
    /// `readers` are the actors of ours for whose eyes it is shown.
    pub async fn entry_anywhere(&self, id: &Id, readers: &[Id]) -> Result<Conversation, Refusal> {
        let view = self.view()?;
        let Some(record) = view.entry(id)? else {
            if view.tombstone(id)?.is_some() {
                return Err(Refusal::Gone);
            }
            let (_, entry) = self.fetch_entry(id).await?;
            if !entry.audience.is_public() {
                return Err(NOTHING);
            }
            let shown = self.unknown(&self.view()?, entry)?;
            return Ok(Conversation { shown, answers: Vec::new() });
        };
        if record.entry.audience.is_public() {
            return self.conversation_of(self.entry(id)?, readers);
        }
        match policy::any_may_read(&view, readers, &record.entry)? {
            true => self.conversation_of(record, readers),
            false => Err(NOTHING),
        }
    }

    /// An entry that was only fetched, as if it were known.
    fn unknown(&self, view: &View, entry: Entry) -> Result<Shown, Refusal> {
        let now = self.clock().now();
        let author = view.actor(&entry.author)?.map(Arc::new);
        let record = EntryRecord {
            activity: entry.id.clone(),
            received: now,
            sorted: entry.published.unwrap_or(now).min(now),
            root: None,
            hidden: None,
            comments: Comments::default(),
            community: None,
            entry,
        };
        Ok(Shown { record, author, community: None, counts: Counts::default() })
    }
}

const NOTHING: Refusal = Refusal::Unknown("nothing is known by that address");

/// The id behind the page of somebody or something of ours.
fn own_id(base: &Id, page: &Id) -> Id {
    if let Some(name) = page.path().strip_prefix("/space/") {
        return base.join(&format!("/s/{name}"));
    }
    let Some(path) = page.path().strip_prefix("/@") else { return page.without_fragment() };
    match path.split_once('/') {
        Some((_, number)) => base.join(&format!("/o/{number}")),
        None => base.join(&format!("/u/{path}")),
    }
}

/// The public entries on a page of an outbox that are truly of this actor: whoever answers for its host may speak for
/// it, and nobody is believed about others.
fn posts(page: &Map<String, Value>, author: &Id) -> Vec<Entry> {
    let items = ["orderedItems", "items"].into_iter().flat_map(|key| as2::list(page, key));
    let read = |item: &Value| {
        let activity = Activity::read(Document::from_json(item.as_object()?.clone())).ok()?;
        match activity.act {
            Act::Create(Referred::Whole(entry)) if activity.actor == *author => Some(*entry),
            _ => None,
        }
    };
    let is_theirs = |entry: &Entry| {
        entry.author == *author && entry.id.same_authority(author) && entry.audience.is_public()
    };
    items.take(limits::REMOTE_POSTS).filter_map(read).filter(is_theirs).collect()
}
