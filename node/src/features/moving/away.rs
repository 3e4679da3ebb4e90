//! The old side: the accounts say where they are now, and their followers are told.

use artel_protocol::actor::ActorType;
use artel_protocol::as2::Audience;
use artel_protocol::{Activity, Actor, Id, Name, limits};
use futures_util::StreamExt;
use futures_util::stream;
use serde_json::Map;

use super::NO_ORGANISATION;
use crate::changes::{Changes, Event};
use crate::error::Refusal;
use crate::features::erasure::everybody_of;
use crate::features::profiles::update;
use crate::features::publishing::local;
use crate::identity::Context;
use crate::node::Node;
use crate::pipeline::Outcome;
use crate::policy;
use crate::store::records::LocalActorRecord;
use crate::store::{View, keys};

/// What came of a move.
#[derive(Clone, Debug)]
pub struct MovedAway {
    /// The organisation's new account.
    pub target: Id,
    /// How many followers of all that moved are told, those on this node included.
    pub followers: u64,
    /// Who moved, with the new account of each.
    pub moved: Vec<(Name, Id)>,
    /// The people who stay, since nobody of their name there names them.
    pub stay: Vec<Name>,
}

impl Node {
    /// Says that an organisation of ours has moved to an account elsewhere, given by handle or address, and so have
    /// those of its people whom somebody of the same name there names as their old account. Their followers are told.
    /// Doing it again moves those who were not found before.
    ///
    /// # Errors
    /// A problem of the field `to` (or `handle`, when nobody is found); [`Refusal::Suspended`].
    pub async fn move_away(&self, organisation: &Name, to: &str) -> Result<MovedAway, Refusal> {
        if self.record()?.is_some_and(|node| node.trial) {
            return Err(Refusal::field("to", "follow-in-trial"));
        }
        let company = self.local_actor(organisation)?;
        if company.actor_type != ActorType::Organization {
            return Err(NO_ORGANISATION);
        }
        let target = self.new_account(to).await?;
        let mut outcome =
            MovedAway { target: target.clone(), followers: 0, moved: Vec::new(), stay: Vec::new() };
        self.leave(&company, target.clone(), &mut outcome).await?;
        let mut people = everybody_of(&self.view()?, organisation)?;
        people.retain(|person| person.actor_type == ActorType::Person);
        self.let_people_follow(people, &target, &mut outcome).await?;
        Ok(outcome)
    }

    /// The account behind a handle or an address, as its server describes it now.
    async fn new_account(&self, to: &str) -> Result<Id, Refusal> {
        let not_spoken_to = |refusal| match refusal {
            Refusal::Forbidden(_) => Refusal::field("to", "move-to-blocked"),
            other => other,
        };
        let id = self.discover(to).await.map_err(not_spoken_to)?;
        if id.same_authority(&self.base()?) {
            return Err(Refusal::field("to", "move-to-here"));
        }
        self.met_again(&id).await.map_err(not_spoken_to)
    }

    /// Fetches an actor anew, whether it is known here or not.
    async fn met_again(&self, id: &Id) -> Result<Id, Refusal> {
        let document = self.fetch(id).await?;
        let actor = Actor::read(document.value())?;
        self.learn(document).await?;
        Ok(actor.id)
    }

    /// Looks for everybody's counterpart on the new server, a few at a time.
    async fn let_people_follow(
        &self,
        people: Vec<LocalActorRecord>,
        target: &Id,
        outcome: &mut MovedAway,
    ) -> Result<(), Refusal> {
        let names: Vec<_> = people.iter().map(|person| person.name.clone()).collect();
        let looked_for = stream::iter(people).map(|person| async move {
            let found = self.counterpart(&person, target).await;
            (person, found)
        });
        let enough = Box::pin(tokio::time::sleep(limits::COUNTERPARTS_TIME));
        let mut looked_for = looked_for.buffer_unordered(limits::COUNTERPARTS_AT_ONCE).take_until(enough);
        while let Some((person, found)) = looked_for.next().await {
            match found {
                Ok(counterpart) => match self.leave(&person, counterpart, outcome).await {
                    Ok(()) | Err(Refusal::Invalid(_)) => {}
                    Err(refusal) => return Err(refusal),
                },
                Err(error) => {
                    tracing::debug!(%error, person = %person.name, "nobody there is known by that name");
                }
            }
        }
        let view = self.view()?;
        for name in names {
            // Who left the organisation has nobody who would bring the account along.
            let is_moved = outcome.moved.iter().any(|(moved, _)| *moved == name);
            if !is_moved && view.account(&name)?.is_some() {
                outcome.stay.push(name);
            }
        }
        Ok(())
    }

    /// Whoever has the same name on the server of the new account.
    async fn counterpart(&self, person: &LocalActorRecord, target: &Id) -> Result<Id, Refusal> {
        let id = self.discover(&format!("@{}@{}", person.name, target.host())).await?;
        match id.same_authority(target) {
            true => self.met_again(&id).await,
            false => Err(Refusal::Unknown("it is somebody of another server")),
        }
    }

    async fn leave(
        &self,
        actor: &LocalActorRecord,
        target: Id,
        outcome: &mut MovedAway,
    ) -> Result<(), Refusal> {
        let followers = self.view()?.counts(&actor.id)?.followers;
        let (name, new) = (actor.name.clone(), target.clone());
        let told = self.change(move |view, context| left(view, context, &name, &new)).await?;
        outcome.followers += if told == Outcome::Applied { followers } else { 0 };
        outcome.moved.push((actor.name.clone(), target));
        Ok(())
    }
}

/// The record, the document that says where the actor is now, and the `Move`, in one commit.
fn left(view: &View, context: &Context<'_>, name: &Name, new: &Id) -> Result<Changes, Refusal> {
    let stored = local(view, name)?;
    if stored.moved_to.as_ref() == Some(new) {
        return Ok(Changes::none());
    }
    if view.actor(new)?.is_some_and(|actor| actor.moved_to.is_some()) {
        return Err(Refusal::field("to", "move-to-moved"));
    }
    if !policy::takes_over(view, &stored.id, new)? {
        return Err(Refusal::field("to", "move-not-named"));
    }
    let company = view.organisation(&stored.organisation)?.ok_or(NO_ORGANISATION)?;
    let mut record = LocalActorRecord { moved_to: Some(new.clone()), ..stored };
    record.profile.updated = Some(context.now);
    let mut changes = Changes::none();
    changes.put(keys::local_actor(name), &record);
    let told = update(view, context, &record, &company)?;
    let moved = move_of(view, context, &record, new)?;
    // The last is decided first: whoever hears of the move finds the document that says the same.
    changes.consequences.extend([moved, told]);
    changes.tell(Event::Actor(record.id));
    Ok(changes)
}

/// The `Move` (FEP-7628, as Mastodon sends it): to everybody, as the document is, since relays pass on what is public
/// and a late reader finds it in the outbox.
fn move_of(
    view: &View,
    context: &Context<'_>,
    record: &LocalActorRecord,
    new: &Id,
) -> Result<Activity, Refusal> {
    let followers = record.id.join("/followers");
    let audience = Audience { public: true, cc: vec![followers], ..Audience::default() };
    let mut members = Map::new();
    audience.write(&mut members);
    members.insert("object".into(), record.id.as_str().into());
    members.insert("target".into(), new.as_str().into());
    context.compose(view, record, "Move", members)
}
