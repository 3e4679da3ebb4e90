//! Activities: the signed statements that change something, read from a [`Document`] into a type that cannot be
//! wrong. Whether one is *true* is decided in [`crate::verified`]; what it *does*, in the node.

use serde_json::{Map, Value};

use crate::as2::{self, Audience};
use crate::interest::{Agreement, Proposed};
use crate::kinds::{Content, Entry};
use crate::limits;
use crate::wire::{Document, Malformed};
use crate::{Id, Timestamp};

/// One activity, with the exact bytes it was read from.
#[derive(Clone, Debug)]
pub struct Activity {
    pub id: Id,
    pub actor: Id,
    pub act: Act,
    pub audience: Audience,
    pub published: Option<Timestamp>,
    document: Document,
}

/// What an activity says.
#[derive(Clone, Debug)]
pub enum Act {
    /// A new entry: whole, or by its id only (then it has to be fetched from its origin).
    Create(Referred),
    /// A changed entry, or a changed actor.
    Update(Updated),
    /// The id of the entry or actor that is withdrawn.
    Delete(Id),
    Follow(Id),
    Accept(FollowReference),
    Reject(FollowReference),
    Undo(Undone),
    /// A boost of the object with this id. An embedded object is never believed: only its id counts.
    Announce(Id),
    Like(Id),
    Move {
        old: Id,
        new: Id,
    },
    Flag {
        about: Vec<Id>,
        reason: String,
    },
    /// Something is put into a collection: an actor among the members of a community, say.
    Add(Placed),
    /// Something is taken out of a collection.
    Remove(Placed),
    Block(Ban),
    /// Somebody is warned, in the group that is the target.
    Warn(Placed),
    /// A conversation takes no more answers (Lemmy, Mbin).
    Lock(Id),
    /// An agreement on an offer is proposed: somebody is interested in it (FEP-0837).
    Offer(Box<Proposed>),
    /// Not yes yet: more is to be known first. The question is in [`crate::interest::words`].
    TentativeAccept(FollowReference),
    /// Anything else: acknowledged politely, without effect.
    Other(String),
}

/// An object inside an activity.
#[derive(Clone, Debug)]
pub enum Referred {
    Whole(Box<Entry>),
    ById(Id),
}

/// What an `Update` changes.
#[derive(Clone, Debug)]
pub enum Updated {
    Entry(Box<Entry>),
    /// An actor's document; only its id counts, the document is fetched from its origin.
    Actor(Id),
    /// How an agreement stands, which was proposed as interest in an offer.
    Agreement(Box<Agreement>),
    ById(Id),
}

/// How an `Accept` or `Reject` names what it answers, a `Follow` or an `Offer`: by its id (Mitra), embedded (most), or
/// both.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct FollowReference {
    pub id: Option<Id>,
    pub actor: Option<Id>,
    pub object: Option<Id>,
}

/// What is put where. An embedded object is believed only if the one who says so is trusted for it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Placed {
    pub object: Id,
    pub target: Id,
}

/// Who is to say nothing any more: to one actor, or in a community.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ban {
    pub object: Id,
    pub target: Option<Id>,
    pub until: Option<Timestamp>,
}

/// What an `Undo` takes back.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Undone {
    pub id: Option<Id>,
    /// The embedded activity's own actor: has to be the one who undoes.
    pub actor: Option<Id>,
    pub object: Option<Id>,
    pub what: UndoneAct,
}

#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum UndoneAct {
    Follow,
    Like,
    Announce,
    Block,
    Lock,
    Offer,
    /// Given by id only: the stored activity tells what it was.
    ById,
    Other,
}

/// The reaction that says that an answer helped.
pub const HELPED: &str = "✅";

/// The type of what is proposed by who is interested in an offer.
const AGREEMENT: &str = "Agreement";

/// The types of actors (ActivityStreams vocabulary §3.2).
pub const ACTOR_TYPES: [&str; 5] = ["Person", "Organization", "Group", "Service", "Application"];

impl Activity {
    /// Reads an activity.
    ///
    /// # Errors
    /// [`Malformed`] when a property that its type needs is missing or of the wrong JSON type.
    pub fn read(document: Document) -> Result<Activity, Malformed> {
        let json = document.json();
        let kind = as2::type_of(json)?;
        let act = read_act(kind, json)?;
        let actor = as2::required_id(json, "actor")?;
        let id = match (as2::optional_id(json, "id")?, &act) {
            (Some(id), _) => id,
            (None, _) => return Err(Malformed::new("id is missing")),
        };
        let audience = Audience::read(json)?;
        let published = as2::moment(json, "published")?;
        Ok(Activity { id, actor, act, audience, published, document })
    }

    /// Whether a `Like` says more: that the answer helped. It is an emoji reaction to others (FEP-c0e0).
    pub fn says_it_helped(&self) -> bool {
        matches!(self.act, Act::Like(_))
            && self.document.json().get("content").and_then(Value::as_str) == Some(HELPED)
    }

    pub fn document(&self) -> &Document {
        &self.document
    }
}

fn read_act(kind: &str, json: &Map<String, Value>) -> Result<Act, Malformed> {
    if let Some(unknown) = unknown_object(kind, json) {
        return Ok(Act::Other(as2::shorten(&format!("{kind} {unknown}"), limits::NAME_CHARS)));
    }
    Ok(match kind {
        "Create" => Act::Create(read_referred(json)?),
        "Update" => Act::Update(read_updated(json)?),
        "Delete" => Act::Delete(as2::required_id(json, "object")?),
        "Follow" => Act::Follow(as2::required_id(json, "object")?),
        "Accept" => Act::Accept(read_follow_reference(json)?),
        "Reject" => Act::Reject(read_follow_reference(json)?),
        "TentativeAccept" => Act::TentativeAccept(read_follow_reference(json)?),
        "Offer" => read_offer(json)?,
        "Undo" => Act::Undo(read_undone(json)?),
        "Announce" => Act::Announce(as2::required_id(json, "object")?),
        // A Like with content or an EmojiReact is an emoji reaction (FEP-c0e0): we count it as a like.
        "Like" | "EmojiReact" => Act::Like(as2::required_id(json, "object")?),
        "Move" => {
            Act::Move { old: as2::required_id(json, "object")?, new: as2::required_id(json, "target")? }
        }
        "Flag" => Act::Flag {
            about: as2::list(json, "object")
                .iter()
                .filter_map(as2::id_text)
                .filter_map(|text| Id::parse(text).ok())
                .take(limits::RECIPIENTS)
                .collect(),
            reason: match as2::text(json, "content", limits::SUMMARY_CHARS)? {
                Some(reason) => reason,
                None => as2::text(json, "summary", limits::SUMMARY_CHARS)?.unwrap_or_default(),
            },
        },
        "Lock" => match as2::optional_id(json, "object").unwrap_or_default() {
            Some(object) => Act::Lock(object),
            None => Act::Other("Lock".into()),
        },
        "Add" | "Remove" | "Block" | "Warn" => read_kept_order(kind, json)?,
        other => Act::Other(as2::shorten(other, limits::NAME_CHARS)),
    })
}

/// An `Offer` of an agreement. Others offer other things by the same word.
fn read_offer(json: &Map<String, Value>) -> Result<Act, Malformed> {
    match as2::list(json, "object") {
        [Value::Object(object)] if as2::type_of(object).is_ok_and(|kind| kind == AGREEMENT) => {
            Ok(Act::Offer(Box::new(Proposed::read(json, object)?)))
        }
        _ => Ok(Act::Other("Offer".into())),
    }
}

/// What keeps order in a collection. Others write these with objects of every kind; what we cannot place is no fault.
fn read_kept_order(kind: &str, json: &Map<String, Value>) -> Result<Act, Malformed> {
    let object = as2::optional_id(json, "object").unwrap_or_default();
    let target = as2::optional_id(json, "target").unwrap_or_default();
    Ok(match (kind, object, target) {
        ("Add", Some(object), Some(target)) => Act::Add(Placed { object, target }),
        ("Remove", Some(object), Some(target)) => Act::Remove(Placed { object, target }),
        ("Warn", Some(object), Some(target)) => Act::Warn(Placed { object, target }),
        ("Block", Some(object), target) => {
            Act::Block(Ban { object, target, until: as2::moment(json, "endTime")? })
        }
        _ => Act::Other(kind.to_owned()),
    })
}

/// The type of an object that we neither show nor know as an actor: whoever sends it does nothing wrong.
fn unknown_object<'a>(kind: &str, json: &'a Map<String, Value>) -> Option<&'a str> {
    if !matches!(kind, "Create" | "Update") {
        return None;
    }
    let [Value::Object(object)] = as2::list(json, "object") else { return None };
    let is_agreement = |found: &str| kind == "Update" && found == AGREEMENT;
    let known = |found: &&str| Content::is_read(found) || ACTOR_TYPES.contains(found) || is_agreement(found);
    as2::type_of(object).ok().filter(|kind| !known(kind))
}

fn read_referred(json: &Map<String, Value>) -> Result<Referred, Malformed> {
    match as2::list(json, "object") {
        [Value::String(text)] => Ok(Referred::ById(parse_id("object", text)?)),
        [Value::Object(object)] => Ok(Referred::Whole(Box::new(Entry::read(object)?))),
        [] => Err(Malformed::new("object is missing")),
        _ => Err(Malformed::new("object is neither an id nor one object")),
    }
}

fn read_updated(json: &Map<String, Value>) -> Result<Updated, Malformed> {
    match as2::list(json, "object") {
        [Value::String(text)] => Ok(Updated::ById(parse_id("object", text)?)),
        [Value::Object(object)] if ACTOR_TYPES.contains(&as2::type_of(object)?) => {
            Ok(Updated::Actor(as2::required_id(object, "id")?))
        }
        [Value::Object(object)] if as2::type_of(object)? == AGREEMENT => {
            Ok(Updated::Agreement(Box::new(Agreement::read(object)?)))
        }
        [Value::Object(object)] => Ok(Updated::Entry(Box::new(Entry::read(object)?))),
        _ => Err(Malformed::new("object is neither an id nor one object")),
    }
}

fn read_follow_reference(json: &Map<String, Value>) -> Result<FollowReference, Malformed> {
    match as2::first(json, "object") {
        Some(Value::String(text)) => {
            Ok(FollowReference { id: Some(parse_id("object", text)?), ..FollowReference::default() })
        }
        Some(Value::Object(follow)) => Ok(FollowReference {
            id: as2::optional_id(follow, "id")?,
            actor: as2::optional_id(follow, "actor")?,
            object: as2::optional_id(follow, "object")?,
        }),
        _ => Err(Malformed::new("object is missing or of the wrong type")),
    }
}

fn read_undone(json: &Map<String, Value>) -> Result<Undone, Malformed> {
    match as2::first(json, "object") {
        Some(Value::String(text)) => Ok(Undone {
            id: Some(parse_id("object", text)?),
            actor: None,
            object: None,
            what: UndoneAct::ById,
        }),
        Some(Value::Object(undone)) => Ok(Undone {
            id: as2::optional_id(undone, "id")?,
            actor: as2::optional_id(undone, "actor")?,
            object: as2::optional_id(undone, "object")?,
            what: match as2::type_of(undone)? {
                "Follow" => UndoneAct::Follow,
                "Like" | "EmojiReact" => UndoneAct::Like,
                "Announce" => UndoneAct::Announce,
                "Block" => UndoneAct::Block,
                "Lock" => UndoneAct::Lock,
                "Offer" => UndoneAct::Offer,
                _ => UndoneAct::Other,
            },
        }),
        _ => Err(Malformed::new("object is missing or of the wrong type")),
    }
}

fn parse_id(key: &str, text: &str) -> Result<Id, Malformed> {
    Id::parse(text).map_err(|error| Malformed::new(format!("{key}: {error}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(kind: &str, object: Value) -> Result<Act, Malformed> {
        let json = json!({"id": "https://a.test/1", "actor": "https://a.test/u", "type": kind, "object": object,
            "target": "https://a.test/new"});
        Activity::read(Document::parse(json.to_string())?).map(|activity| activity.act)
    }

    fn id(text: &str) -> Id {
        Id::parse(text).unwrap()
    }

    #[test]
    fn what_we_do_not_know_is_no_fault() {
        for object in [json!({"type": "Recipe"}), json!([{"type": "Recipe", "id": 5}])] {
            assert!(matches!(read("Create", object.clone()), Ok(Act::Other(_))));
            assert!(matches!(read("Update", object), Ok(Act::Other(_))));
        }
        assert!(matches!(read("Arrive", json!(5)), Ok(Act::Other(kind)) if kind == "Arrive"));
    }

    #[test]
    fn what_we_know_has_to_be_whole() {
        for object in [
            json!(null),
            json!(5),
            json!({}),
            json!({"type": 5}),
            json!({"type": "Note"}),
            json!({"type": "Note", "id": "https://a.test/n"}),
            json!({"type": "Note", "id": "https://a.test/n", "attributedTo": 5}),
            json!({"type": "Note", "id": "https://a.test/n", "attributedTo": "https://a.test/u", "to": 5}),
            json!({"type": "Note", "id": "https://a.test/n", "attributedTo": "https://a.test/u", "content": 5}),
            json!(["https://a.test/n", "https://a.test/m"]),
        ] {
            assert!(read("Create", object.clone()).is_err(), "{object}");
        }
        for kind in ["Delete", "Follow", "Accept", "Reject", "Undo", "Announce", "Like", "EmojiReact", "Move"]
        {
            for object in [json!(null), json!(5), json!("no id"), json!([])] {
                assert!(read(kind, object.clone()).is_err(), "{kind} {object}");
            }
        }
    }

    #[test]
    fn a_delete_names_a_post_a_tombstone_or_an_actor() {
        let tombstone = json!({"type": "Tombstone", "id": "https://a.test/n", "atomUri": "https://a.test/n"});
        for object in [json!("https://a.test/n"), tombstone, json!(["https://a.test/n"])] {
            assert!(
                matches!(read("Delete", object), Ok(Act::Delete(gone)) if gone == id("https://a.test/n"))
            );
        }
        assert!(
            matches!(read("Delete", json!("https://a.test/u")), Ok(Act::Delete(gone)) if gone == id("https://a.test/u"))
        );
    }

    #[test]
    fn an_update_is_of_an_entry_a_poll_or_an_actor() {
        let question = json!({"type": "Question", "id": "https://a.test/q", "attributedTo": "https://a.test/u",
            "content": "?", "oneOf": [{"type": "Note", "name": "yes", "replies": {"totalItems": 1}}]});
        assert!(matches!(read("Update", question), Ok(Act::Update(Updated::Entry(_)))));
        let person = json!({"type": "Person", "id": "https://a.test/u", "inbox": 5});
        assert!(matches!(read("Update", person), Ok(Act::Update(Updated::Actor(_)))));
        assert!(matches!(read("Update", json!("https://a.test/q")), Ok(Act::Update(Updated::ById(_)))));
    }

    #[test]
    fn an_embedded_object_of_an_announce_counts_by_its_id_only() {
        let wrapped = json!({"type": "Create", "id": "https://b.test/c", "object": {"type": "Note"}});
        assert!(
            matches!(read("Announce", wrapped), Ok(Act::Announce(said)) if said == id("https://b.test/c"))
        );
    }
}
