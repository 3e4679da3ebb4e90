//! Communities: founding one on this node, and what it says of its members.

use artel_protocol::actor::ActorType;
use artel_protocol::key::Ed25519Secret;
use artel_protocol::kinds::Problem;
use artel_protocol::wire::PUBLIC;
use artel_protocol::{Activity, Document, Id, Name, Timestamp};
use serde_json::{Map, Value, json};

use super::organisations::{NewActor, add_actor, full_name, write_actor};
use super::profiles::SUMMARY_LONGEST;
use crate::changes::{Changes, Event};
use crate::error::{Invalid, Refusal};
use crate::identity::Context;
use crate::node::Node;
use crate::sets::records::{self, CommunityRecord, SetName};
use crate::sets::spaces::spaces_of;
use crate::sets::{is_readable, members_of};
use crate::store::records::LocalActorRecord;
use crate::store::{View, keys};

impl Node {
    /// Founds a community on this node, in the care of one of its organisations, whose people are its first members.
    ///
    /// # Errors
    /// A problem of the field `name` or `title`; 403 in a trial, whose ids nobody else could tell from their own.
    pub async fn found_community(
        &self,
        name: Name,
        title: String,
        organisation: Name,
    ) -> Result<Id, Refusal> {
        let title = full_name("title", &title)?;
        let [rsa] = self.rsa_keys().await?;
        let id = self.base()?.join(&format!("/s/{name}"));
        self.change(move |view, context| {
            if context.node()?.trial {
                return Err(Refusal::Forbidden("a community needs a node with a name of its own"));
            }
            let company = view
                .organisation(&organisation)?
                .ok_or(Refusal::Unknown("there is no such organisation here"))?;
            let mut changes = Changes::none();
            let new = NewActor {
                name: name.clone(),
                actor_type: ActorType::Group,
                organisation: organisation.clone(),
                title,
                rsa,
            };
            add_actor(view, context, &company, new, &mut changes)?;
            let mut now = view.clone();
            now.apply(&changes.batch);
            let community = local(&now, &name)?;
            let record = CommunityRecord {
                id: community.id.clone(),
                hosted: Some(name),
                key: Ed25519Secret::from_seed(&company.seed).public().to_multikey(),
                hub: None,
                since: context.now,
                left: None,
            };
            enter(&record, &mut changes);
            now.apply(&changes.batch);
            changes.consequences.push(describe(&now, context, &community)?);
            for actor in people(&now)? {
                if actor.organisation == organisation {
                    changes.consequences.push(admit_actor(&now, context, &community, &actor.id)?);
                }
            }
            Ok(changes)
        })
        .await?;
        Ok(id)
    }
}

impl Node {
    /// The communities that this node hosts or is in.
    pub fn communities(&self) -> Result<Vec<CommunityRecord>, Refusal> {
        Ok(records::communities(&self.view()?)?)
    }

    /// Says what a community is called and what it is about; only on its hub.
    ///
    /// # Errors
    /// A problem of the field `title` or `summary`.
    pub async fn describe_community(
        &self,
        community: &Id,
        title: &str,
        summary: &str,
    ) -> Result<(), Refusal> {
        let (title, summary) = (full_name("title", title)?, summary.trim().to_owned());
        if summary.chars().count() > SUMMARY_LONGEST {
            let problem = Problem::at_most("summary", "profile-summary-too-long", SUMMARY_LONGEST);
            return Err(Refusal::Invalid(Invalid::Fields(vec![problem])));
        }
        let community = community.clone();
        self.change(move |view, context| {
            let (_, actor) = hosted(view, &community)?;
            let company = view.organisation(&actor.organisation)?;
            let company = company.ok_or(Refusal::Unknown("there is no such organisation here"))?;
            let mut record = LocalActorRecord { title, summary, ..actor };
            record.profile.updated = Some(context.now);
            let mut changes = Changes::none();
            write_actor(view, context, &company, &record, &mut changes)?;
            let mut now = view.clone();
            now.apply(&changes.batch);
            changes.consequences.push(describe(&now, context, &record)?);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Something that the community says of its members and their entries; only on its hub.
    async fn community_says(
        &self,
        community: &Id,
        compose: impl FnOnce(&View, &Context<'_>, &LocalActorRecord) -> Result<Activity, Refusal>,
    ) -> Result<(), Refusal> {
        self.say(|view, context| {
            let (_, actor) = hosted(view, community)?;
            compose(view, context, &actor)
        })
        .await
        .map(|_| ())
    }

    /// Sends a member away: an actor or a node. What it said and the community confirmed stays.
    ///
    /// # Errors
    /// 403 for the organisation that hosts the community, and for the hub itself.
    pub async fn expel(&self, community: &Id, member: &Id) -> Result<(), Refusal> {
        if member.same_authority(&self.base()?) && self.view()?.local_actor_by_id(member)?.is_none() {
            return Err(Refusal::Forbidden("a hub cannot be sent away from its own community"));
        }
        self.community_says(community, |view, context, actor| expel(view, context, actor, member)).await
    }

    /// Bans a member until a moment, or for good: what it says meanwhile is not shown.
    pub async fn ban(&self, community: &Id, member: &Id, until: Option<Timestamp>) -> Result<(), Refusal> {
        let ban = Order::Ban(member.clone(), until);
        self.community_says(community, |view, context, actor| order(view, context, actor, &ban, None)).await
    }

    /// Lifts every ban of a member.
    pub async fn unban(&self, community: &Id, member: &Id) -> Result<(), Refusal> {
        self.community_says(community, |view, context, actor| unban(view, context, actor, member)).await
    }

    /// Takes an entry of a community out of view on every node, or shows it again.
    pub async fn set_shown_in(&self, community: &Id, entry: &Id, shown: bool) -> Result<(), Refusal> {
        let show = Order::Show(entry.clone(), shown);
        self.community_says(community, |view, context, actor| order(view, context, actor, &show, None)).await
    }

    /// Admits an organisation that is hosted here, and its people.
    pub async fn admit_hosted(&self, community: &Id, organisation: &Name) -> Result<(), Refusal> {
        let (community, organisation) = (community.clone(), organisation.clone());
        self.change(move |view, context| {
            let (_, actor) = hosted(view, &community)?;
            let mut changes = Changes::none();
            for person in people(view)? {
                if person.organisation == organisation {
                    changes.consequences.push(admit_actor(view, context, &actor, &person.id)?);
                }
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Leaves a community whose hub is elsewhere. What was said in it is kept.
    pub async fn leave_community(&self, community: &Id) -> Result<(), Refusal> {
        let community = community.clone();
        self.change(move |view, context| {
            let record = records::community(view, &community)?;
            let record = record.ok_or(Refusal::Unknown("this node is in no such community"))?;
            if record.hosted.is_some() {
                return Err(Refusal::Forbidden("who hosts a community cannot leave it"));
            }
            let mut changes = Changes::none();
            changes.put(keys::community(&community), &CommunityRecord { left: Some(context.now), ..record });
            changes.tell(Event::Members(community));
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

/// The actors here that can be members: organisations, and people who can still log in.
pub fn people(view: &View) -> Result<Vec<LocalActorRecord>, Refusal> {
    let mut people = Vec::new();
    for actor in view.local_actors(usize::MAX)? {
        let can_be = match actor.actor_type {
            ActorType::Organization => true,
            ActorType::Person => view.account(&actor.name)?.is_some(),
            _ => false,
        };
        if can_be {
            people.push(actor);
        }
    }
    Ok(people)
}

fn local(view: &View, name: &Name) -> Result<LocalActorRecord, Refusal> {
    super::publishing::local(view, name)
}

/// Writes down a community that this node hosts or joins, with the names of its sets.
pub fn enter(record: &CommunityRecord, changes: &mut Changes) {
    changes.put(keys::community(&record.id), record);
    for (sid, name) in SetName::both(&record.id) {
        changes.put(keys::community_of(&sid), &name);
    }
}

/// The community says how it describes itself.
pub fn describe(
    view: &View,
    context: &Context<'_>,
    community: &LocalActorRecord,
) -> Result<Activity, Refusal> {
    let document = document_of(view, &community.id)?;
    say(view, context, community, "Update", Value::Object(document.json().clone()), Map::new())
}

/// The community admits an actor that is known here.
pub fn admit_actor(
    view: &View,
    context: &Context<'_>,
    community: &LocalActorRecord,
    actor: &Id,
) -> Result<Activity, Refusal> {
    admit(view, context, community, &document_of(view, actor)?)
}

/// The community admits whom a document describes: an actor, or a node by its manifest.
pub fn admit(
    view: &View,
    context: &Context<'_>,
    community: &LocalActorRecord,
    document: &Document,
) -> Result<Activity, Refusal> {
    let mut more = Map::new();
    more.insert("target".into(), members_of(&community.id).as_str().into());
    say(view, context, community, "Add", Value::Object(document.json().clone()), more)
}

/// The community sends a member away.
pub fn expel(
    view: &View,
    context: &Context<'_>,
    community: &LocalActorRecord,
    member: &Id,
) -> Result<Activity, Refusal> {
    let mut more = Map::new();
    more.insert("target".into(), members_of(&community.id).as_str().into());
    say(view, context, community, "Remove", member.as_str().into(), more)
}

/// The community lifts every ban of a member.
pub fn unban(
    view: &View,
    context: &Context<'_>,
    community: &LocalActorRecord,
    member: &Id,
) -> Result<Activity, Refusal> {
    let block = json!({"type": "Block", "actor": community.id.as_str(), "object": member.as_str()});
    say(view, context, community, "Undo", block, Map::new())
}

/// What keeps order among entries and members.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Order {
    /// An entry stands first in its space, or no more.
    Pin(Id, bool),
    /// A conversation takes no more answers, or takes them again.
    Lock(Id, bool),
    /// An entry is in view, or out of it.
    Show(Id, bool),
    /// Somebody says nothing more, until a moment or for good.
    Ban(Id, Option<Timestamp>),
    /// Somebody is told that it cannot go on so: in private.
    Warn(Id),
}

impl Order {
    /// What says so of a group: the type of the activity; its object and target go into the members.
    pub(super) fn write(&self, group: &Id, actor: &Id, members: &mut Map<String, Value>) -> &'static str {
        let mut member = |name: &str, value: Value| drop(members.insert(name.into(), value));
        let add = |yes: bool| if yes { "Add" } else { "Remove" };
        match self {
            Order::Pin(entry, yes) => {
                member("object", entry.as_str().into());
                member("target", group.join("/featured").as_str().into());
                add(*yes)
            }
            Order::Show(entry, yes) => {
                member("object", entry.as_str().into());
                member("target", group.join("/outbox").as_str().into());
                add(*yes)
            }
            Order::Lock(entry, true) => {
                member("object", entry.as_str().into());
                "Lock"
            }
            Order::Lock(entry, false) => {
                member("object", json!({"type": "Lock", "actor": actor.as_str(), "object": entry.as_str()}));
                "Undo"
            }
            Order::Warn(who) => {
                member("object", who.as_str().into());
                member("target", group.as_str().into());
                "Warn"
            }
            Order::Ban(who, until) => {
                member("object", who.as_str().into());
                member("target", group.as_str().into());
                if let Some(until) = until {
                    member("endTime", until.to_rfc3339().into());
                }
                "Block"
            }
        }
    }
}

/// The community keeps order, and says why.
pub fn order(
    view: &View,
    context: &Context<'_>,
    community: &LocalActorRecord,
    order: &Order,
    reason: Option<&str>,
) -> Result<Activity, Refusal> {
    let mut more = Map::new();
    if let Some(reason) = reason {
        more.insert("content".into(), reason.into());
    }
    let act = order.write(&community.id, &community.id, &mut more);
    let object = more.remove("object").unwrap_or_default();
    say(view, context, community, act, object, more)
}

/// The community has a space, and says how that is described.
pub fn open(
    view: &View,
    context: &Context<'_>,
    community: &LocalActorRecord,
    space: &Id,
) -> Result<Activity, Refusal> {
    of_space(view, context, community, space, "Add")
}

/// Nothing more is begun in a space.
pub fn close(
    view: &View,
    context: &Context<'_>,
    community: &LocalActorRecord,
    space: &Id,
) -> Result<Activity, Refusal> {
    of_space(view, context, community, space, "Remove")
}

fn of_space(
    view: &View,
    context: &Context<'_>,
    community: &LocalActorRecord,
    space: &Id,
    act: &str,
) -> Result<Activity, Refusal> {
    let mut more = Map::new();
    more.insert("target".into(), spaces_of(&community.id).as_str().into());
    let document = document_of(view, space)?;
    say(view, context, community, act, Value::Object(document.json().clone()), more)
}

/// Something that a community says to everybody in its set.
fn say(
    view: &View,
    context: &Context<'_>,
    community: &LocalActorRecord,
    act: &str,
    object: Value,
    mut members: Map<String, Value>,
) -> Result<Activity, Refusal> {
    members.insert("object".into(), object);
    members.insert("to".into(), json!([PUBLIC]));
    members.insert("audience".into(), community.id.as_str().into());
    let said = context.compose(view, community, act, members)?;
    match is_readable(&said) {
        true => Ok(said),
        false => Err(Refusal::impossible("it is too large to be said to every member")),
    }
}

fn document_of(view: &View, actor: &Id) -> Result<Document, Refusal> {
    let record = view.actor_record(actor)?.ok_or(Refusal::Unknown("there is no such actor here"))?;
    Ok(Document::parse(record.document)?)
}

/// The community of ours that hosts an entry's set, with its actor.
pub fn hosted(view: &View, community: &Id) -> Result<(CommunityRecord, LocalActorRecord), Refusal> {
    const NONE: Refusal = Refusal::Unknown("there is no such community here");
    let record = records::community(view, community)?.ok_or(NONE)?;
    let name = record.hosted.clone().ok_or(NONE)?;
    Ok((record, local(view, &name)?))
}
