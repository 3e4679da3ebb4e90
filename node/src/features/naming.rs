//! From a trial to a public name: entries, people and settings are carried over under new ids and keys, and the trial's
//! ids are forgotten. Nobody outside has seen them.
//!
//! Ids stand in keys, in records and in texts. Each that begins with the trial's base is written anew; what was signed
//! with the trial's keys is signed again with the new ones, and what is only a mark of the trial goes.

use artel_protocol::Id;
use artel_protocol::key::RsaSecret;
use bytes::Bytes;
use ciborium::Value;
use serde_json::{Map, Value as Json};

use super::organisations::{Address, write_actor};
use crate::changes::{Changes, Event};
use crate::config::allows_test_networks;
use crate::error::Refusal;
use crate::identity::Context;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::records::{EntryRecord, LocalActorRecord, NodeRecord, OrganisationRecord, encode};
use crate::store::{View, keys};

/// The letters of what is not carried over: documents and activities signed with the trial's keys, their marks and
/// places, and what waits to be delivered. Those that are needed are made anew.
const LEFT_BEHIND: [u8; 6] = *b"AXSbDQ";

/// New keys, made before the writer is asked.
struct NewKeys {
    node: RsaSecret,
    node_seed: [u8; 32],
    /// One for each actor, in the order of their names.
    actors: Vec<RsaSecret>,
    /// One for each organisation, in the order of their names.
    seeds: Vec<[u8; 32]>,
}

impl Node {
    /// Gives a trial its public name. Everything written so far is there afterwards, under the new name.
    ///
    /// # Errors
    /// A problem of the field `domain` when it is not a name that a node can have; [`Refusal::Forbidden`] when the
    /// node has a public name already: it is part of every id and cannot be changed.
    pub async fn take_name(&self, domain: &str) -> Result<Id, Refusal> {
        let base = Address::Domain(domain.trim().to_owned()).base()?;
        if !self.config().test_networks.is_empty() && !allows_test_networks(base.host()) {
            return Err(Refusal::field("domain", "setup-domain-test-network"));
        }
        let keys = self.new_keys().await?;
        let new = base.clone();
        self.change(move |view, context| {
            let node = context.node()?;
            if !node.trial {
                return Err(Refusal::Forbidden("this node has a public name already"));
            }
            carried_over(view, context, node, &new, keys)
        })
        .await?;
        self.authors().forget_all();
        Ok(base)
    }

    async fn new_keys(&self) -> Result<NewKeys, Refusal> {
        let view = self.view()?;
        let actors = view.local_actors(usize::MAX)?.len();
        let organisations = view.prefix(&keys::organisations(), Direction::Forward, usize::MAX)?.len();
        let [node] = self.rsa_keys().await?;
        let mut made = Vec::with_capacity(actors);
        for _ in 0..actors {
            let [key] = self.rsa_keys().await?;
            made.push(key);
        }
        let seeds = (0..organisations).map(|_| self.random().seed()).collect();
        Ok(NewKeys { node, node_seed: self.random().seed(), actors: made, seeds })
    }
}

fn carried_over(
    view: &View,
    context: &Context<'_>,
    node: &NodeRecord,
    base: &Id,
    new: NewKeys,
) -> Result<Changes, Refusal> {
    let mut changes = rewritten(view, node.base.as_str(), base.as_str())?;
    let record = NodeRecord {
        base: base.clone(),
        trial: false,
        rsa: new.node.to_pkcs8().to_vec(),
        seed: new.node_seed,
        ..node.clone()
    };
    changes.put(keys::setting("node"), &record);
    let context = Context { node: Some(&record), ..*context };
    let mut view = view.clone();
    view.apply(&changes.batch);
    let mut seeds = new.seeds.into_iter();
    let organisations: Vec<(Bytes, OrganisationRecord)> =
        view.records(&keys::organisations(), Direction::Forward, usize::MAX)?;
    for (_, organisation) in organisations {
        let seed = seeds.next().ok_or(CHANGED_MEANWHILE)?;
        changes.put(
            keys::organisation(&organisation.name.clone()),
            &OrganisationRecord { seed, ..organisation },
        );
    }
    view.apply(&changes.batch);
    let mut actors = new.actors.into_iter();
    for actor in view.local_actors(usize::MAX)? {
        let rsa = actors.next().ok_or(CHANGED_MEANWHILE)?;
        let company = view.organisation(&actor.organisation)?.ok_or(CHANGED_MEANWHILE)?;
        let actor = LocalActorRecord { rsa: rsa.to_pkcs8().to_vec(), ..actor };
        write_actor(&view, &context, &company, &actor, &mut changes)?;
    }
    view.apply(&changes.batch);
    said_again(&view, &context, &mut changes)?;
    changes.tell(Event::Actor(base.join("/actor")));
    Ok(changes)
}

/// Every record, with the old base in its key and its texts replaced by the new one.
fn rewritten(view: &View, old: &str, new: &str) -> Result<Changes, Refusal> {
    let mut changes = Changes::none();
    for (key, value) in view.range(&[0], &[0xff], Direction::Forward, usize::MAX)? {
        let Some(letter) = key.first().filter(|letter| letter.is_ascii_alphabetic()) else { continue };
        if LEFT_BEHIND.contains(letter) {
            changes.delete(key.to_vec());
            continue;
        }
        let moved = replaced(&key, old.as_bytes(), new.as_bytes());
        let written = match read(&value) {
            Some(mut record) => {
                rename(&mut record, old, new);
                Bytes::from(encode(&record))
            }
            // Marks and numbers are no records: they hold no text.
            None => value.clone(),
        };
        if moved[..] != key[..] {
            changes.delete(key.to_vec());
        }
        if moved[..] != key[..] || written != value {
            changes.put_bytes(moved, written);
        }
    }
    Ok(changes)
}

/// A record as a tree of values; none for what is not CBOR from the first byte to the last.
fn read(bytes: &[u8]) -> Option<Value> {
    let mut rest = bytes;
    let value: Value = ciborium::from_reader(&mut rest).ok()?;
    let is_record = matches!(value, Value::Map(_) | Value::Array(_) | Value::Text(_));
    (rest.is_empty() && is_record).then_some(value)
}

fn rename(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Text(text) if text.contains(old) => *text = text.replace(old, new),
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, old, new)),
        Value::Map(pairs) => pairs.iter_mut().for_each(|(key, value)| {
            rename(key, old, new);
            rename(value, old, new);
        }),
        _ => {}
    }
}

fn replaced(key: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut moved = Vec::with_capacity(key.len() + new.len());
    let mut rest = key;
    while let Some(at) = rest.windows(old.len()).position(|window| window == old) {
        moved.extend_from_slice(&rest[..at]);
        moved.extend_from_slice(new);
        rest = &rest[at + old.len()..];
    }
    moved.extend_from_slice(rest);
    moved
}

/// What our actors said in the trial is said again under the new name and with the new keys, for their outboxes. It
/// goes to nobody: nobody follows a trial.
fn said_again(view: &View, context: &Context<'_>, changes: &mut Changes) -> Result<(), Refusal> {
    let entries: Vec<(Bytes, EntryRecord)> =
        view.records(&keys::entries(), Direction::Forward, usize::MAX)?;
    for (_, stored) in entries {
        let Some(author) = view.local_actor_by_id(&stored.entry.author)? else { continue };
        if stored.is_withheld() {
            continue;
        }
        let mut members: Map<String, Json> = Map::new();
        stored.entry.audience.write(&mut members);
        members.insert("object".into(), Json::Object(stored.entry.to_object()));
        let activity = context.compose(view, &author, "Create", members)?;
        changes.put(keys::seen(&activity.id), &context.now);
        changes.put_bytes(keys::activity(&activity.id), activity.document().bytes().clone());
        if activity.audience.is_public() {
            let place = keys::outbox_activity(&author.id, stored.sorted, &activity.id);
            changes.put_bytes(place, Bytes::new());
        }
        let id = stored.entry.id.clone();
        changes.put(keys::entry(&id), &EntryRecord { activity: activity.id.clone(), ..stored });
    }
    Ok(())
}

const CHANGED_MEANWHILE: Refusal =
    Refusal::Busy { sentence: "somebody joined at this very moment: try again", retry_after: 1 };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_base_is_replaced_wherever_it_stands_and_nothing_else() {
        let key = b"Bhttp://localhost:8420/u/x\0\0\0\x01\x02http://localhost:8420/o/1\0";
        let moved = replaced(key, b"http://localhost:8420", b"https://a.test");
        assert_eq!(moved, b"Bhttps://a.test/u/x\0\0\0\x01\x02https://a.test/o/1\0");
        let mut record = Value::Map(vec![(
            Value::Text("html".into()),
            Value::Array(vec![
                Value::Text("<a href=\"http://localhost:8420/@x\">".into()),
                Value::Bytes(vec![1]),
            ]),
        )]);
        rename(&mut record, "http://localhost:8420", "https://a.test");
        assert!(format!("{record:?}").contains("https://a.test/@x"));
        assert!(read(&encode(&record)).is_some() && read(b"\0\0\0\0\0\0\0\x05").is_none());
    }
}
