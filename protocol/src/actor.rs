//! Actor documents: what other servers say of their actors, and what we say of ours.

pub mod profile;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::activity::ACTOR_TYPES;
use crate::as2;
use crate::company::{self, Company};
use crate::html::SafeHtml;
use crate::key::{Ed25519Public, PublicKey, RsaPublic};
use crate::limits;
use crate::space::Space;
use crate::wire::{AS2_CONTEXT, Document, Malformed};
use crate::{Id, Timestamp};

pub use profile::{Field, Image};
use profile::{read_fields, read_image, write_fields, write_image};

/// What an actor is (ActivityStreams vocabulary §3.2).
#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub enum ActorType {
    Person,
    Organization,
    Group,
    Service,
    Application,
}

impl ActorType {
    pub fn as_str(self) -> &'static str {
        match self {
            ActorType::Person => "Person",
            ActorType::Organization => "Organization",
            ActorType::Group => "Group",
            ActorType::Service => "Service",
            ActorType::Application => "Application",
        }
    }

    fn read(text: &str) -> Option<ActorType> {
        Some(match text {
            "Person" => ActorType::Person,
            "Organization" => ActorType::Organization,
            "Group" => ActorType::Group,
            "Service" => ActorType::Service,
            "Application" => ActorType::Application,
            _ => return None,
        })
    }
}

/// An actor as its document describes it. Whether the document is its own is decided by
/// [`crate::Verified::from_origin`].
#[derive(Clone, Debug)]
pub struct Actor {
    pub id: Id,
    pub actor_type: ActorType,
    /// The part of the handle before the `@`.
    pub preferred_username: String,
    pub name: Option<String>,
    /// Unsafe HTML: goes through `SafeHtml` before anybody sees it.
    pub summary: Option<String>,
    pub url: Option<Id>,
    pub inbox: Id,
    pub shared_inbox: Option<Id>,
    pub outbox: Option<Id>,
    pub followers: Option<Id>,
    /// The portrait.
    pub icon: Option<Image>,
    /// The banner.
    pub image: Option<Image>,
    /// The lines of its profile.
    pub fields: Vec<Field>,
    /// Wants to be found in directories and suggestions.
    pub discoverable: bool,
    /// Its public entries may be searched (FEP-5feb).
    pub indexable: bool,
    /// Keys for HTTP signatures and for proofs, each under its own id.
    pub keys: Vec<ActorKey>,
    /// Its other ids. A `Move` to it counts only from one of these.
    pub also_known_as: Vec<Id>,
    /// Where it is now, if it has moved.
    pub moved_to: Option<Id>,
    /// Says that its server takes RFC 9421 (FEP-844e).
    pub takes_rfc9421: bool,
    /// What an organisation on a node like this one says of the company that it is.
    pub company: Company,
    /// The credentials that it carries, unchecked: see [`crate::credential::Endorsement::verify`].
    pub attestations: Vec<Map<String, Value>>,
}

/// A key that an actor's document lists.
#[derive(Clone, Debug)]
pub struct ActorKey {
    pub id: String,
    pub key: PublicKey,
    /// Whether it stands in `assertionMethod` (FEP-521a) and may make proofs.
    pub asserts: bool,
}

impl Actor {
    /// Reads an actor document (the table in reference/fediverse.md §1.2). Keys that name another owner or
    /// controller, that are too weak or that we do not know are left out.
    pub fn read(document: &Document) -> Result<Actor, Malformed> {
        let json = document.json();
        let actor_type = ActorType::read(as2::type_of(json)?)
            .ok_or_else(|| Malformed::new(format!("type is none of {}", ACTOR_TYPES.join(", "))))?;
        let id = as2::required_id(json, "id")?;
        let inbox = as2::required_id(json, "inbox")?;
        if !inbox.same_authority(&id) {
            return Err(Malformed::new("inbox is on another host than the actor"));
        }
        let on_own_host = |found: &Id| found.same_authority(&id);
        let endpoints = json.get("endpoints").and_then(Value::as_object);
        Ok(Actor {
            actor_type,
            preferred_username: read_username(json)?,
            name: as2::text(json, "name", limits::NAME_CHARS)?,
            summary: as2::text(json, "summary", limits::SUMMARY_CHARS).unwrap_or_default(),
            url: as2::url(json),
            shared_inbox: endpoints
                .and_then(|endpoints| as2::lenient_id(endpoints, "sharedInbox"))
                .filter(|found| found.host() == id.host()),
            outbox: as2::lenient_id(json, "outbox").filter(on_own_host),
            followers: as2::lenient_id(json, "followers").filter(on_own_host),
            icon: read_image(json, "icon"),
            image: read_image(json, "image"),
            fields: read_fields(json),
            discoverable: as2::flag(json, "discoverable"),
            indexable: as2::flag(json, "indexable"),
            keys: read_keys(json, &id),
            also_known_as: as2::list(json, "alsoKnownAs")
                .iter()
                .filter_map(as2::id_text)
                .filter_map(|text| Id::parse(text).ok())
                .take(limits::ALIASES)
                .collect(),
            moved_to: as2::lenient_id(json, "movedTo").filter(|target| *target != id),
            takes_rfc9421: reads_rfc9421(json),
            company: company::read(json),
            attestations: read_attestations(json),
            id,
            inbox,
        })
    }

    /// The key with this id, for HTTP signatures.
    pub fn key(&self, key_id: &str) -> Option<&PublicKey> {
        self.keys.iter().find(|listed| listed.id == key_id).map(|listed| &listed.key)
    }

    /// The Ed25519 key with this id that may make proofs in this actor's name.
    pub fn assertion_key(&self, verification_method: &str) -> Option<&Ed25519Public> {
        self.keys.iter().find_map(|listed| match &listed.key {
            PublicKey::Ed25519(key) if listed.asserts && listed.id == verification_method => Some(key),
            _ => None,
        })
    }

    /// All Ed25519 keys that may make proofs in this actor's name.
    pub fn assertion_keys(&self) -> impl Iterator<Item = &Ed25519Public> {
        self.keys.iter().filter(|listed| listed.asserts).filter_map(|listed| match &listed.key {
            PublicKey::Ed25519(key) => Some(key),
            PublicKey::Rsa(_) => None,
        })
    }

    /// Where to send what is for this actor's whole host: the shared inbox, else its own.
    pub fn delivery_inbox(&self) -> &Id {
        self.shared_inbox.as_ref().unwrap_or(&self.inbox)
    }

    /// `@name@host`, as people write it.
    pub fn handle(&self) -> String {
        format!("@{}@{}", self.preferred_username, self.id.host())
    }

    /// The name to show: the full one, else the short one.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.preferred_username)
    }
}

/// The short name. It stands in handles, so nothing in it may look like another host's, or change what stands beside
/// it; letters of every script are taken, as Lemmy does.
fn read_username(json: &Map<String, Value>) -> Result<String, Malformed> {
    let name = as2::text(json, "preferredUsername", 128)?
        .ok_or_else(|| Malformed::new("preferredUsername is missing"))?;
    // A server's own actor is often called as its host, with a port in tests.
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-.~:+".contains(letter);
    match name.chars().all(is_plain) {
        true => Ok(name),
        false => Err(Malformed::new("preferredUsername has characters that no handle has")),
    }
}

fn read_keys(json: &Map<String, Value>, actor: &Id) -> Vec<ActorKey> {
    let signing = as2::list(json, "publicKey").iter().filter_map(|key| read_rsa_key(key, actor));
    let asserting = as2::list(json, "assertionMethod").iter().filter_map(|key| read_multikey(key, actor));
    signing.take(limits::ACTOR_KEYS).chain(asserting.take(limits::ACTOR_KEYS)).collect()
}

fn read_rsa_key(value: &Value, actor: &Id) -> Option<ActorKey> {
    let key = value.as_object()?;
    let id = key.get("id")?.as_str()?;
    let owner = Id::parse(key.get("owner")?.as_str()?).ok()?;
    if owner != *actor || !Id::parse(id).ok()?.same_authority(actor) {
        return None;
    }
    let pem = key.get("publicKeyPem")?.as_str()?;
    let key = PublicKey::Rsa(RsaPublic::from_pem(pem).ok()?);
    Some(ActorKey { id: id.to_owned(), key, asserts: false })
}

/// FEP-521a: a Multikey whose controller is the actor.
fn read_multikey(value: &Value, actor: &Id) -> Option<ActorKey> {
    let key = value.as_object()?;
    if key.get("type")?.as_str()? != "Multikey" {
        return None;
    }
    let controller = Id::parse(key.get("controller")?.as_str()?).ok()?;
    let id = key.get("id")?.as_str()?;
    if controller != *actor || !Id::parse(id).ok()?.same_authority(actor) {
        return None;
    }
    let public = Ed25519Public::from_multikey(key.get("publicKeyMultibase")?.as_str()?).ok()?;
    Some(ActorKey { id: id.to_owned(), key: PublicKey::Ed25519(public), asserts: true })
}

fn reads_rfc9421(json: &Map<String, Value>) -> bool {
    let Some(generator) = json.get("generator").and_then(Value::as_object) else { return false };
    as2::list(generator, "implements").iter().any(|capability| {
        as2::id_text(capability).is_some_and(|href| href == "https://datatracker.ietf.org/doc/html/rfc9421")
    })
}

/// What is said of an actor of ours; [`LocalActor::to_document`] writes it.
#[derive(Clone, Debug)]
pub struct LocalActor<'a> {
    pub id: &'a Id,
    /// The node's own base, for the shared inbox, the generator and the page.
    pub base: &'a Id,
    pub actor_type: ActorType,
    pub preferred_username: &'a str,
    pub name: &'a str,
    /// Plain text.
    pub summary: &'a str,
    pub page: &'a Id,
    pub published: Timestamp,
    /// When its profile was last changed.
    pub updated: Option<Timestamp>,
    /// The portrait.
    pub icon: Option<&'a Image>,
    /// The lines of its profile: labels and values, in plain text.
    pub fields: &'a [(&'a str, &'a str)],
    pub discoverable: bool,
    pub indexable: bool,
    pub rsa: &'a RsaPublic,
    pub ed25519: &'a Ed25519Public,
    /// The ids that it had elsewhere.
    pub also_known_as: &'a [Id],
    /// Where it is now, if it has moved.
    pub moved_to: Option<&'a Id>,
    /// What makes a group a space.
    pub space: Option<&'a Space>,
    /// What an organisation says of the company that it is: public, all of it.
    pub company: Option<&'a Company>,
    /// Credentials that others gave it.
    pub attestations: &'a [Map<String, Value>],
}

impl LocalActor<'_> {
    /// The actor document that others fetch, as in reference/fediverse.md §1.2.
    pub fn to_document(&self) -> Map<String, Value> {
        let id = self.id.as_str();
        let base = self.base.as_str();
        let mut actor = json!({
            "@context": actor_contexts(),
            "id": id,
            "type": self.actor_type.as_str(),
            "preferredUsername": self.preferred_username,
            "webfinger": format!("{}@{}", self.preferred_username, self.base.host()),
            "url": self.page.as_str(),
            "inbox": format!("{id}/inbox"),
            "outbox": format!("{id}/outbox"),
            "followers": format!("{id}/followers"),
            "following": format!("{id}/following"),
            "featured": format!("{id}/featured"),
            "endpoints": {"sharedInbox": format!("{base}/inbox")},
            "manuallyApprovesFollowers": false,
            "discoverable": self.discoverable,
            "indexable": self.indexable,
            "attachment": write_fields(self.fields),
            "published": self.published.to_rfc3339(),
            "generator": {
                "type": "Application",
                "id": format!("{base}/actor"),
                "implements": [{
                    "name": "RFC-9421: HTTP Message Signatures",
                    "href": "https://datatracker.ietf.org/doc/html/rfc9421"
                }]
            },
            "publicKey": {
                "id": format!("{id}#main-key"),
                "owner": id,
                "publicKeyPem": self.rsa.to_pem(),
            },
            "assertionMethod": [{
                "id": format!("{id}#ed25519-key"),
                "type": "Multikey",
                "controller": id,
                "publicKeyMultibase": self.ed25519.to_multikey(),
            }],
        });
        let members = actor.as_object_mut().expect("an object was written above");
        if !self.name.is_empty() {
            members.insert("name".into(), self.name.into());
        }
        if !self.summary.is_empty() {
            members.insert("summary".into(), SafeHtml::from_plain(self.summary).as_str().into());
        }
        if let Some(updated) = self.updated {
            members.insert("updated".into(), updated.to_rfc3339().into());
        }
        if let Some(icon) = self.icon {
            members.insert("icon".into(), write_image(icon));
        }
        if !self.also_known_as.is_empty() {
            let aliases: Value = self.also_known_as.iter().map(|alias| Value::from(alias.as_str())).collect();
            members.insert("alsoKnownAs".into(), aliases);
        }
        if let Some(space) = self.space {
            space.write(members);
        }
        if let Some(target) = self.moved_to {
            members.insert("movedTo".into(), target.as_str().into());
        }
        if !self.attestations.is_empty() {
            let attestations = self.attestations.iter().cloned().map(Value::Object).collect();
            members.insert("artel:attestations".into(), attestations);
        }
        if let Some(company) = self.company {
            company::write(company, self.base, members);
        }
        actor.as_object().expect("an object was written above").clone()
    }
}

fn read_attestations(json: &Map<String, Value>) -> Vec<Map<String, Value>> {
    let objects = as2::list(json, "artel:attestations").iter().filter_map(Value::as_object);
    objects.take(limits::ATTESTATIONS).cloned().collect()
}

fn actor_contexts() -> Value {
    json!([
        AS2_CONTEXT,
        "https://w3id.org/security/v1",
        "https://www.w3.org/ns/cid/v1",
        "https://w3id.org/security/data-integrity/v2",
        "https://purl.archive.org/socialweb/webfinger",
        {
            "toot": "http://joinmastodon.org/ns#",
            "discoverable": "toot:discoverable",
            "indexable": "toot:indexable",
            "featured": {"@id": "toot:featured", "@type": "@id"},
            "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
            "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
            "movedTo": {"@id": "as:movedTo", "@type": "@id"},
            "schema": "http://schema.org#",
            "PropertyValue": "schema:PropertyValue",
            "value": "schema:value",
            "Hashtag": "as:Hashtag",
            "artel": "https://artel.example/ns#"
        }
    ])
}

#[cfg(test)]
mod tests;
