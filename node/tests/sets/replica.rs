//! One node of the simulation: the code that decides and catches up in every node, over a store in memory.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use artel_node::catchup::gather::{self, Handed};
use artel_node::catchup::reconcile::Index;
use artel_node::catchup::since::Cursor;
use artel_node::changes::{Changes, Event};
use artel_node::id_source::IdSource;
use artel_node::identity::Context;
use artel_node::pipeline::{Item, changes_of};
use artel_node::sets::records::{self, SetName};
use artel_node::store::records::{ActorRecord, LocalActorRecord, NodeRecord, OrganisationRecord, Profile};
use artel_node::store::{View, keys};
use artel_node::{Refusal, decide};
use artel_protocol::actor::{ActorType, LocalActor};
use artel_protocol::key::{Ed25519Secret, RsaPublic};
use artel_protocol::message::Sid;
use artel_protocol::{Activity, Document, Id, Name, Timestamp};
use bytes::Bytes;
use serde_json::{Map, Value};

use super::memory::Memory;

pub struct Replica {
    pub store: Memory,
    pub backup: Option<Memory>,
    /// New whenever the store is another one than before.
    pub epoch: u64,
    /// How far its clock is ahead, in milliseconds.
    pub ahead: i64,
    pub people: Vec<Id>,
    pub organisation: Name,
    /// How far it is in the numbers of others.
    pub cursors: HashMap<(usize, Sid), Cursor>,
    indexes: HashMap<Sid, Index>,
    ids: IdSource,
}

/// Something that was said here and that others have to hear.
pub struct News {
    pub sid: Sid,
    pub bytes: Bytes,
}

impl Replica {
    /// A node with one organisation and a person in it.
    pub fn new(number: usize, now: Timestamp) -> Replica {
        let mut replica = Replica {
            store: Memory::default(),
            backup: None,
            epoch: number as u64 + 1,
            ahead: 0,
            people: Vec::new(),
            organisation: name(&format!("firma{number}")),
            cursors: HashMap::new(),
            indexes: HashMap::new(),
            ids: IdSource::new(number as u16, 0),
        };
        let base = Id::parse(&format!("https://n{number}.test")).unwrap();
        let organisation = replica.organisation.clone();
        let company = OrganisationRecord::new(organisation.clone(), [number as u8 + 1; 32], "en".into());
        let node = NodeRecord {
            base: base.clone(),
            trial: false,
            rsa: Vec::new(),
            seed: [200 + number as u8; 32],
            organisation: organisation.clone(),
            created: now,
            instance: number as u16,
        };
        let mut changes = Changes::none();
        changes.put(keys::setting("node"), &node);
        changes.put(keys::organisation(&organisation), &company);
        for (short, kind) in [
            (organisation.clone(), ActorType::Organization),
            (name(&format!("anna{number}")), ActorType::Person),
        ] {
            let actor = actor(&base, &short, &organisation, kind, now);
            replica.people.push(actor.id.clone());
            changes.put(keys::actor(&actor.id), &document(&base, &actor, &company, now));
            changes.put(keys::local_actor(&short), &actor);
        }
        replica.store.commit(changes.batch());
        replica
    }

    pub fn view(&self) -> View {
        View::new(Arc::new(self.store.clone()))
    }

    /// The moment by this node's own clock.
    pub fn now(&self, now: Timestamp) -> Timestamp {
        Timestamp(now.0 + self.ahead)
    }

    /// Says something in the name of an actor of this node.
    pub fn say(
        &mut self,
        now: Timestamp,
        compose: impl FnOnce(&View, &Context<'_>) -> Result<Activity, Refusal>,
    ) -> Result<(Id, Vec<News>), Refusal> {
        let view = self.view();
        let node = view.node()?.unwrap();
        let context = Context { now: self.now(now), node: Some(&node), ids: &self.ids, mails: false };
        let activity = compose(&view, &context)?;
        let id = activity.id.clone();
        let verified = decide::own(&view, &context, activity)?;
        let news = self.submit(now, Item::Activity { activity: Box::new(verified), author: None })?;
        Ok((id, news))
    }

    /// Changes something in private.
    pub fn change(
        &mut self,
        now: Timestamp,
        decision: impl FnOnce(&View, &Context<'_>) -> Result<Changes, Refusal> + Send + 'static,
    ) -> Result<Vec<News>, Refusal> {
        self.submit(now, Item::Private(Box::new(decision)))
    }

    fn submit(&mut self, now: Timestamp, item: Item) -> Result<Vec<News>, Refusal> {
        let view = self.view();
        let node = view.node()?.unwrap();
        let context = Context { now: self.now(now), node: Some(&node), ids: &self.ids, mails: false };
        let changes = changes_of(&view, &context, item)?;
        self.store.commit(changes.batch());
        let view = self.view();
        let news = changes.events().iter().filter_map(|event| match event {
            Event::Said(sid, aid) => {
                let record = records::element(&view, sid, aid).unwrap()?;
                let bytes = records::bytes(&view, sid, aid, &record).unwrap()?;
                Some(News { sid: *sid, bytes })
            }
            _ => None,
        });
        Ok(news.collect())
    }

    /// Takes in what a peer handed over; yields what others have to hear of it.
    pub fn gather(&mut self, now: Timestamp, set: &SetName, handed: Vec<Handed>) -> Vec<News> {
        let mut news = Vec::new();
        let mut waiting = handed;
        // Who is a member is said by the community; what members say may have come before it.
        loop {
            let before = waiting.len();
            let mut early = Vec::new();
            for item in waiting {
                match self.gather_one(now, set, &item) {
                    Ok(more) => news.extend(more),
                    Err(Refusal::Unknown(_)) => early.push(item),
                    Err(Refusal::Internal(error)) => panic!("a fault of ours: {error}"),
                    Err(Refusal::Store(error)) => panic!("the store: {error}"),
                    Err(_) => {}
                }
            }
            if early.is_empty() || early.len() == before {
                return news;
            }
            waiting = early;
        }
    }

    fn gather_one(&mut self, now: Timestamp, set: &SetName, item: &Handed) -> Result<Vec<News>, Refusal> {
        let activity = gather::read(item.bytes().clone())?;
        let mut news = Vec::new();
        if !gather::is_known(&self.view(), set, activity.document())? {
            let verified = gather::check(&self.view(), set, activity, self.now(now))?;
            news.extend(self.submit(now, Item::Gathered(Box::new(verified)))?);
        }
        if let Some(gone) = item.gone()? {
            news.extend(self.submit(now, Item::Gone { set: set.clone(), gone: Box::new(gone) })?);
        }
        Ok(news)
    }

    pub fn index(&mut self, sid: &Sid) -> Index {
        let index = self.indexes.remove(sid).unwrap_or_default().renewed(&self.view(), sid).unwrap();
        self.indexes.insert(*sid, index.clone());
        index
    }

    /// The plug is pulled: what was not durable is gone.
    pub fn kill(&mut self) {
        self.indexes.clear();
    }

    /// Goes back to the last backup, if there is one.
    pub fn restore(&mut self, epoch: u64) -> bool {
        let Some(backup) = self.backup.clone() else { return false };
        self.store = backup;
        self.epoch = epoch;
        self.cursors.clear();
        self.indexes.clear();
        true
    }
}

/// A local actor of a replica.
pub fn local(view: &View, id: &Id) -> LocalActorRecord {
    view.local_actor_by_id(id).unwrap().unwrap()
}

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// Members of an activity about an object.
pub fn about(object: Value, audience: &[(&str, Value)]) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("object".into(), object);
    for (key, value) in audience {
        members.insert((*key).into(), value.clone());
    }
    members
}

pub fn actor(
    base: &Id,
    short: &Name,
    organisation: &Name,
    kind: ActorType,
    now: Timestamp,
) -> LocalActorRecord {
    let folder = if kind == ActorType::Group { "s" } else { "u" };
    LocalActorRecord {
        id: base.join(&format!("/{folder}/{short}")),
        page: base.join(&format!("/@{short}")),
        name: short.clone(),
        actor_type: kind,
        organisation: organisation.clone(),
        title: short.to_string(),
        summary: String::new(),
        rsa: Vec::new(),
        created: now,
        profile: Profile::default(),
        also_known_as: Vec::new(),
        moved_to: None,
    }
}

pub fn document(
    base: &Id,
    actor: &LocalActorRecord,
    company: &OrganisationRecord,
    now: Timestamp,
) -> ActorRecord {
    let document = LocalActor {
        id: &actor.id,
        base,
        actor_type: actor.actor_type,
        preferred_username: actor.name.as_str(),
        name: &actor.title,
        summary: "",
        page: &actor.page,
        published: now,
        updated: None,
        icon: None,
        fields: &[],
        discoverable: true,
        indexable: true,
        rsa: rsa(),
        ed25519: &Ed25519Secret::from_seed(&company.seed).public(),
        also_known_as: &[],
        moved_to: None,
        space: None,
        company: None,
        attestations: &[],
    };
    let document = Document::from_json(document.to_document());
    ActorRecord { document: document.bytes().to_vec(), fetched: now, deleted: false }
}

/// One RSA key for everybody, and nobody has its secret half: sets do not look at them.
fn rsa() -> &'static RsaPublic {
    static KEY: OnceLock<RsaPublic> = OnceLock::new();
    KEY.get_or_init(|| RsaPublic::from_pem(include_str!("rsa.pem")).unwrap())
}
