//! What people do with entries that are here or elsewhere: like them, boost them, answer them.
//!
//! What is not known here yet is fetched from its origin first and kept: what somebody acts on concerns us.

use artel_protocol::activity::HELPED;
use artel_protocol::kinds::Entry;
use artel_protocol::wire::PUBLIC;
use artel_protocol::{Document, Id, Name, Verified};
use serde_json::{Map, Value, json};

use super::publishing::{Draft, local};
use crate::error::Refusal;
use crate::identity::Context;
use crate::node::Node;
use crate::pipeline::Item;
use crate::policy;
use crate::sets::members_of;
use crate::store::View;
use crate::store::keys::{self, Key};
use crate::store::records::{EntryRecord, LocalActorRecord};

/// What an actor of ours has done with an entry.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub struct Done {
    pub liked: bool,
    pub boosted: bool,
    /// Says that it helped.
    pub helped: bool,
}

#[derive(Copy, Clone)]
enum Reaction {
    Like,
    /// A like that says that the answer helped.
    Helped,
    Boost,
}

impl Reaction {
    fn act(self) -> &'static str {
        match self {
            Reaction::Like | Reaction::Helped => "Like",
            Reaction::Boost => "Announce",
        }
    }

    fn key(self, entry: &Id, actor: &Id) -> Key {
        match self {
            Reaction::Like => keys::like(entry, actor),
            Reaction::Helped => keys::helped(entry, actor),
            Reaction::Boost => keys::boost(entry, actor),
        }
    }

    /// A like goes to the author, and in a community to those who read the entry; a boost to everybody who follows, and to
    /// the author.
    fn address(self, actor: &LocalActorRecord, entry: &Entry, members: &mut Map<String, Value>) {
        let author = &entry.author;
        match self {
            Reaction::Like | Reaction::Helped => {
                if matches!(self, Reaction::Helped) {
                    members.insert("content".into(), HELPED.into());
                }
                members.insert("to".into(), json!([author.as_str()]));
                if let (Some(group), Some(community)) =
                    (entry.audience.audience.first(), entry.audience.community())
                {
                    members.insert("audience".into(), group.as_str().into());
                    if group != community {
                        members.insert("artel:community".into(), community.as_str().into());
                    }
                    let readers = match entry.audience.is_public() {
                        true => PUBLIC.to_owned(),
                        false => members_of(community).to_string(),
                    };
                    members.insert("cc".into(), json!([readers]));
                }
            }
            Reaction::Boost => {
                let followers = actor.id.join("/followers");
                members.insert("to".into(), json!([PUBLIC]));
                members.insert("cc".into(), json!([followers.as_str(), author.as_str()]));
            }
        }
    }
}

impl Node {
    /// Likes an entry. Liking it twice is liking it once.
    pub async fn like(&self, actor: &Name, entry: &Id) -> Result<(), Refusal> {
        self.react(actor, entry, Reaction::Like).await
    }

    /// Takes a like back.
    pub async fn unlike(&self, actor: &Name, entry: &Id) -> Result<(), Refusal> {
        self.take_back(actor, entry, Reaction::Like).await
    }

    /// Says that an answer helped: if `actor` asked, it is accepted by that.
    ///
    /// # Errors
    /// 403 for one's own answer.
    pub async fn say_it_helped(&self, actor: &Name, answer: &Id) -> Result<(), Refusal> {
        let view = self.view()?;
        let stored = view.entry(answer)?.ok_or(Refusal::Unknown("there is no such entry"))?;
        if stored.entry.author == local(&view, actor)?.id || stored.entry.in_reply_to.is_none() {
            return Err(Refusal::Forbidden("only another's answer helps"));
        }
        self.react(actor, answer, Reaction::Helped).await
    }

    /// Takes that back.
    pub async fn say_it_did_not_help(&self, actor: &Name, answer: &Id) -> Result<(), Refusal> {
        self.take_back(actor, answer, Reaction::Helped).await
    }

    /// Shows an entry to everybody who follows `actor`.
    pub async fn boost(&self, actor: &Name, entry: &Id) -> Result<(), Refusal> {
        self.react(actor, entry, Reaction::Boost).await
    }

    /// Takes a boost back.
    pub async fn unboost(&self, actor: &Name, entry: &Id) -> Result<(), Refusal> {
        self.take_back(actor, entry, Reaction::Boost).await
    }

    /// Answers an entry with a post, and yields the post's id.
    pub async fn answer(&self, actor: &Name, entry: &Id, markdown: &str) -> Result<Id, Refusal> {
        let answered = self.want_as(actor, entry).await?;
        let draft = Draft { markdown: markdown.to_owned(), ..Draft::default() };
        self.publish_answer("post", actor, &draft, Some(&answered.entry.id)).await
    }

    /// Whether an entry takes an answer from one of these actors of ours.
    ///
    /// # Errors
    /// A problem of the field `text`, as for the first of them, if it does not.
    pub fn takes_answers(&self, authors: &[&Id], entry: &Id) -> Result<(), Refusal> {
        let view = self.view()?;
        let mut taken = authors.iter().map(|author| policy::takes_answer(&view, author, entry));
        let first = taken.next().unwrap_or(Ok(()));
        match taken.any(|other| other.is_ok()) {
            true => Ok(()),
            false => first,
        }
    }

    /// What an actor of ours has done with an entry.
    pub fn done(&self, actor: &Id, entry: &Id) -> Result<Done, Refusal> {
        let view = self.view()?;
        Ok(Done {
            liked: view.contains(&keys::like(entry, actor))?,
            boosted: view.contains(&keys::boost(entry, actor))?,
            helped: view.contains(&keys::helped(entry, actor))?,
        })
    }

    /// A public entry, fetched from its origin and kept if it is not known here.
    ///
    /// # Errors
    /// A problem of the field `q` in a trial, which talks to nobody.
    pub async fn want(&self, id: &Id) -> Result<EntryRecord, Refusal> {
        match self.entry(id) {
            Err(Refusal::Unknown(_)) if self.view()?.entry(id)?.is_none() => {}
            known => return known,
        }
        let (document, entry) = self.fetch_entry(id).await?;
        self.submit(Item::Wanted(Box::new(document))).await?;
        self.entry(&entry.id)
    }

    /// The same for an actor of ours, who may read it although it is not for everybody.
    pub(super) async fn want_as(&self, actor: &Name, id: &Id) -> Result<EntryRecord, Refusal> {
        let view = self.view()?;
        match view.entry(id)? {
            Some(record) if policy::may_read(&view, &local(&view, actor)?.id, &record.entry)? => Ok(record),
            _ => self.want(id).await,
        }
    }

    /// An entry from its origin, and its author if they are not known here yet.
    pub(super) async fn fetch_entry(&self, id: &Id) -> Result<(Verified<Document>, Entry), Refusal> {
        self.may_ask_outside(id)?;
        let document = self.fetch(id).await?;
        let entry = Entry::read(document.value().json())?;
        policy::entry_belongs_to_its_author(&entry)?;
        policy::is_not_blocked(&self.view()?, &entry.author)?;
        self.meet(&entry.author).await?;
        Ok((document, entry))
    }

    /// Sees to it that somebody is known here.
    pub(crate) async fn meet(&self, actor: &Id) -> Result<(), Refusal> {
        if self.view()?.actor_record(actor)?.is_none() {
            let document = self.fetch(actor).await?;
            self.learn(document).await?;
        }
        Ok(())
    }

    /// Nothing of ours is asked for outside, and a trial asks nobody.
    pub(super) fn may_ask_outside(&self, id: &Id) -> Result<(), Refusal> {
        if id.same_authority(&self.base()?) {
            return Err(Refusal::Unknown("there is no such entry"));
        }
        match self.record()?.is_some_and(|node| node.trial) {
            true => Err(Refusal::field("q", "follow-in-trial")),
            false => Ok(()),
        }
    }

    async fn react(&self, actor: &Name, entry: &Id, reaction: Reaction) -> Result<(), Refusal> {
        let entry = match reaction {
            Reaction::Like | Reaction::Helped => self.want_as(actor, entry).await?.entry,
            // To boost is to show it to everybody.
            Reaction::Boost => self.want(entry).await?.entry,
        };
        let actor = local(&self.view()?, actor)?;
        if self.view()?.contains(&reaction.key(&entry.id, &actor.id))? {
            return Ok(());
        }
        self.say(|view, context| {
            let mut members = Map::new();
            members.insert("object".into(), entry.id.as_str().into());
            reaction.address(&actor, &entry, &mut members);
            context.compose(view, &actor, reaction.act(), members)
        })
        .await
        .map(|_| ())
    }

    async fn take_back(&self, actor: &Name, entry: &Id, reaction: Reaction) -> Result<(), Refusal> {
        let view = self.view()?;
        let actor = local(&view, actor)?;
        let Some(done) = view.record::<Id>(&reaction.key(entry, &actor.id))? else { return Ok(()) };
        let entry = view.entry(entry)?.ok_or(Refusal::Unknown("there is no such entry"))?.entry;
        self.say(|view, context| undo(view, context, &actor, reaction, &entry, &done)).await.map(|_| ())
    }
}

fn undo(
    view: &View,
    context: &Context<'_>,
    actor: &LocalActorRecord,
    reaction: Reaction,
    entry: &Entry,
    done: &Id,
) -> Result<artel_protocol::Activity, Refusal> {
    let mut members = Map::new();
    reaction.address(actor, entry, &mut members);
    let undone = json!({
        "type": reaction.act(),
        "id": done.as_str(),
        "actor": actor.id.as_str(),
        "object": entry.id.as_str(),
    });
    members.insert("object".into(), undone);
    context.compose(view, actor, "Undo", members)
}
