//! What an activity says within its set, and what it is about: read from its signed bytes.

use artel_protocol::activity::{Act, Referred, UndoneAct, Updated};
use artel_protocol::message::Aid;
use artel_protocol::{Activity, Actor, Document, Id, Timestamp, as2, limits};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{members_of, spaces};

/// One activity of a set, as the functions see it that say what is shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Element {
    pub aid: Aid,
    /// The id of the activity.
    pub id: Id,
    pub actor: Id,
    /// The `created` of its proof.
    pub created: Timestamp,
    pub says: Says,
    /// The community repeats somebody's words, who has no proof that sets could check.
    pub relayed: bool,
}

impl Element {
    /// The order in which a community's or an author's statements follow one another.
    pub fn order(&self) -> (Timestamp, Aid) {
        (self.created, self.aid)
    }
}

/// What an activity is about. All that bears on one thing lies together.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub enum About {
    Entry(Id),
    /// What one actor thinks of an entry.
    Reaction {
        entry: Id,
        actor: Id,
    },
    /// A member, an actor or a node: in or out.
    Member(Id),
    /// A space of the community: open or closed, and how it is described.
    Space(Id),
    /// How an actor describes itself.
    Profile(Id),
}

/// What an activity says about it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub enum Says {
    /// A version of an entry: its `Create`, or an `Update`, which has a moment of its own.
    Version {
        updated: Option<Timestamp>,
    },
    /// The author withdraws the entry for ever.
    Delete,
    /// The community confirms the version with this name.
    Confirm(Aid),
    /// The community takes the entry out of view.
    Hide,
    /// And shows it again.
    Show,
    /// The community puts the entry first in its space, and back where it stood.
    Pin,
    Unpin,
    /// The community lets nobody answer any more, and lets them again.
    Lock,
    Unlock,
    Like,
    /// A like that says that the answer helped.
    Helped,
    /// Takes back the like with this id; all of them, if none is named.
    Unlike(Option<Id>),
    /// The community admits, and says which keys prove what the member says and by which peers a node is known.
    Admit(Admitted),
    Expel,
    Ban {
        until: Option<Timestamp>,
    },
    /// Lifts the ban with this id; all of them, if none is named.
    Unban(Option<Id>),
    Describe,
    /// The community has a space, or has it no more.
    Open,
    Close,
}

impl Says {
    /// Whether everybody may read why it was said: what goes out of view and comes back, and who is to be silent.
    pub fn keeps_order(&self) -> bool {
        matches!(
            self,
            Says::Hide | Says::Show | Says::Lock | Says::Unlock | Says::Ban { .. } | Says::Unban(_)
        )
    }
}

/// What an `Add` says of a new member.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Admitted {
    /// Multikeys.
    pub keys: Vec<String>,
    /// The peer ids of a node, as text.
    pub peers: Vec<String>,
    /// The organisation that runs a node.
    pub organisation: Option<Id>,
    /// When a node's manifest was made.
    pub published: Option<Timestamp>,
}

/// Whose words an activity of a set holds, and what they are.
pub struct Words {
    pub by: Id,
    pub about: About,
    pub says: Says,
    /// By the community's word alone: see [`Element::relayed`].
    pub relayed: bool,
}

/// What an activity says in the set of this community; none for what has no meaning there.
pub fn read(activity: &Activity, community: &Id) -> Option<Words> {
    let is_community = activity.actor == *community;
    if is_community && let Some(repeated) = repeated(activity) {
        let (about, says) = of_outsider(&repeated)?;
        return Some(Words { by: repeated.actor, about, says, relayed: true });
    }
    let (about, says) = match is_community {
        true => of_community(activity, community)?,
        false => of_member(activity)?,
    };
    Some(Words { by: activity.actor.clone(), about, says, relayed: false })
}

/// The activity that stands whole in an `Announce`.
pub fn repeated(activity: &Activity) -> Option<Activity> {
    let Act::Announce(_) = activity.act else { return None };
    Activity::read(embedded(activity)?).ok()
}

/// What a community repeats of somebody who is no member: answers to its entries, and their end.
fn of_outsider(activity: &Activity) -> Option<(About, Says)> {
    of_member(activity).filter(|(about, says)| {
        matches!(about, About::Entry(_)) && matches!(says, Says::Version { .. } | Says::Delete)
    })
}

fn of_community(activity: &Activity, community: &Id) -> Option<(About, Says)> {
    let (members, outbox) = (members_of(community), community.join("/outbox"));
    Some(match &activity.act {
        Act::Add(placed) if placed.target == members => {
            (About::Member(placed.object.clone()), Says::Admit(admitted(activity)))
        }
        Act::Remove(placed) if placed.target == members => {
            (About::Member(placed.object.clone()), Says::Expel)
        }
        Act::Add(placed) if placed.target == outbox => (About::Entry(placed.object.clone()), Says::Show),
        Act::Remove(placed) if placed.target == outbox => (About::Entry(placed.object.clone()), Says::Hide),
        Act::Add(placed) if is_featured(&placed.target, community) => {
            (About::Entry(placed.object.clone()), Says::Pin)
        }
        Act::Remove(placed) if is_featured(&placed.target, community) => {
            (About::Entry(placed.object.clone()), Says::Unpin)
        }
        Act::Lock(entry) => (About::Entry(entry.clone()), Says::Lock),
        Act::Undo(undone) if undone.what == UndoneAct::Lock => {
            (About::Entry(undone.object.clone()?), Says::Unlock)
        }
        Act::Add(_) if let Some(space) = spaces::described(activity, community) => {
            (About::Space(space.id), Says::Open)
        }
        Act::Remove(_) if let Some(space) = spaces::described(activity, community) => {
            (About::Space(space.id), Says::Close)
        }
        Act::Block(ban) if ban.target.as_ref().is_none_or(|target| target == community) => {
            (About::Member(ban.object.clone()), Says::Ban { until: ban.until })
        }
        Act::Undo(undone) if undone.what == UndoneAct::Block => {
            (About::Member(undone.object.clone()?), Says::Unban(undone.id.clone()))
        }
        Act::Announce(entry) => (About::Entry(entry.clone()), Says::Confirm(confirmed(activity)?)),
        Act::Update(Updated::Actor(id)) if id == community => (About::Profile(id.clone()), Says::Describe),
        _ => return None,
    })
}

fn of_member(activity: &Activity) -> Option<(About, Says)> {
    let actor = &activity.actor;
    Some(match &activity.act {
        Act::Create(Referred::Whole(entry)) if entry.author == *actor => {
            (About::Entry(entry.id.clone()), Says::Version { updated: None })
        }
        Act::Update(Updated::Entry(entry)) if entry.author == *actor => {
            let updated = entry.updated.or(entry.published);
            (About::Entry(entry.id.clone()), Says::Version { updated })
        }
        Act::Delete(id) if id != actor && id.same_authority(actor) => {
            (About::Entry(id.clone()), Says::Delete)
        }
        Act::Like(entry) if activity.says_it_helped() => (reaction(entry, actor), Says::Helped),
        Act::Like(entry) => (reaction(entry, actor), Says::Like),
        Act::Undo(undone) if undone.what == UndoneAct::Like => {
            (reaction(undone.object.as_ref()?, actor), Says::Unlike(undone.id.clone()))
        }
        Act::Update(Updated::Actor(id)) if id == actor => (About::Profile(id.clone()), Says::Describe),
        _ => return None,
    })
}

/// What stands first in a space or in the community itself.
fn is_featured(target: &Id, community: &Id) -> bool {
    target.same_authority(community) && target.path().ends_with("/featured")
}

fn reaction(entry: &Id, actor: &Id) -> About {
    About::Reaction { entry: entry.clone(), actor: actor.clone() }
}

/// The document of an actor or a node that stands whole in an activity.
pub fn embedded(activity: &Activity) -> Option<Document> {
    let object = as2::first(activity.document().json(), "object").and_then(Value::as_object)?;
    Some(Document::from_json(object.clone()))
}

fn admitted(activity: &Activity) -> Admitted {
    let Some(document) = embedded(activity) else { return Admitted::default() };
    let json = document.json();
    let texts = |key: &str| -> Vec<String> {
        let texts = as2::list(json, key).iter().filter_map(Value::as_str);
        texts.take(limits::ACTOR_KEYS).map(str::to_owned).collect()
    };
    let peers = texts("peers");
    if !peers.is_empty() {
        return Admitted {
            peers,
            organisation: as2::lenient_id(json, "attributedTo"),
            published: as2::moment(json, "published").ok().flatten(),
            keys: Vec::new(),
        };
    }
    let Ok(actor) = Actor::read(&document) else { return Admitted::default() };
    let keys = actor.assertion_keys().map(|key| key.to_multikey()).collect();
    Admitted { keys, ..Admitted::default() }
}

/// The version that an `Announce` confirms: its `artel:aid`, a base58btc multihash.
fn confirmed(activity: &Activity) -> Option<Aid> {
    Aid::from_multibase(activity.document().json().get("artel:aid")?.as_str()?)
}
