//! Hashes by which two nodes, or a node before and after, are compared: of a set, and of what it shows.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use artel_protocol::Id;
use artel_protocol::key::sha256;
use artel_protocol::message::Sid;

use super::records::{self, ElementRecord};
use crate::error::Refusal;
use crate::store::records::{EntryRecord, HiddenCause, decode};
use crate::store::{View, keys};

/// The hash of a set: every activity in it, and whether its bytes are purged.
pub fn of_set(view: &View, sid: &Sid) -> Result<[u8; 32], Refusal> {
    let mut text = Vec::new();
    view.walk::<Refusal>(&keys::elements(sid), |key, value| {
        let record: ElementRecord = decode(value)?;
        text.extend_from_slice(&key[key.len().saturating_sub(32)..]);
        text.extend_from_slice(&super::seconds(record.created).to_be_bytes());
        text.push(u8::from(record.withdrawn.is_some()));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(sha256(&text))
}

/// The hash of what a community's sets show: entries with their versions, their places and their reactions, and the
/// members.
pub fn of_view(view: &View, community: &Id) -> Result<[u8; 32], Refusal> {
    Ok(sha256(lines(view, community)?.join("\n").as_bytes()))
}

/// The same, a line for each thing: for finding out where two nodes differ.
pub fn lines(view: &View, community: &Id) -> Result<Vec<String>, Refusal> {
    let mut shown = BTreeMap::new();
    let prefix = keys::community_entries(community);
    view.walk::<Refusal>(&prefix, |key, _| {
        let id = keys::after_time(key, &prefix).and_then(|id| Id::parse(id).ok());
        if let Some(id) = id {
            let stored = view.entry(&id)?;
            let line = stored.map(|stored| line(view, &stored)).transpose()?;
            shown.insert(id.to_string(), line.unwrap_or_else(|| "nothing".to_owned()));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    let entries = shown.into_iter().map(|(id, line)| format!("{id} {line}"));
    let members = records::memberships(view, community)?;
    let members = members.into_iter().map(|(id, membership)| format!("{id} {membership:?}"));
    Ok(entries.chain(members).collect())
}

fn line(view: &View, stored: &EntryRecord) -> Result<String, Refusal> {
    let counts = view.counts(&stored.entry.id)?;
    let hidden = stored.hidden.as_ref().is_some_and(|hidden| hidden.cause == HiddenCause::ByCommunity);
    let standing = stored.community.as_ref().map(|community| (community.version, community.confirmed));
    // What is not confirmed has no place that all nodes agree on.
    let root = match &stored.root {
        Some(root) => view.entry(root)?.map(|_| root),
        None => None,
    };
    let place = standing.filter(|(_, confirmed)| *confirmed).map(|_| stored.sorted);
    Ok(format!(
        "{standing:?} hidden {hidden} at {place:?} under {root:?} likes {} answers {}",
        counts.likes, counts.answers
    ))
}
