//! The usual way of catching up: everything after a number, in the numbers of the one who is asked.

use artel_protocol::limits;
use artel_protocol::message::since::{Answer, Item, Named, Since, Withdrawn};
use artel_protocol::message::{Aid, Sid, Word};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::error::Refusal;
use crate::sets::{records, seconds};
use crate::store::engine::Direction;
use crate::store::{View, keys};

/// How far we are in the numbers of one peer, for one set.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    pub epoch: u64,
    pub number: u64,
    /// What was at this number: shows whether the numbers are still the same.
    pub aid: Option<Aid>,
}

/// Where a stream of batches stands.
#[derive(Clone, Debug)]
pub struct Stream {
    sid: Sid,
    epoch: u64,
    after: u64,
    max: usize,
    names: bool,
}

impl Stream {
    /// Begins to answer.
    ///
    /// # Errors
    /// The answer to give instead when the asker's numbers are not ours.
    pub fn begin(view: &View, epoch: u64, ask: &Since) -> Result<Result<Stream, Answer>, Refusal> {
        let strange = Answer::Refused { epoch, why: Word::Epoch };
        if ask.number > 0 {
            let known = aid_at(view, &ask.set, ask.number)?;
            let beyond = ask.number > records::set(view, &ask.set)?.last;
            // What was there may have left the set since; then the number alone has to do.
            let other = matches!((known, ask.aid), (Some(known), Some(aid)) if known != aid);
            if ask.epoch != epoch || beyond || other {
                return Ok(Err(strange));
            }
        }
        let max = usize::try_from(ask.max).unwrap_or(usize::MAX).clamp(1, limits::SINCE_ITEMS);
        Ok(Ok(Stream { sid: ask.set, epoch, after: ask.number, max, names: ask.names }))
    }

    /// The number up to which everything was sent.
    pub fn sent(&self) -> u64 {
        self.after
    }

    /// The next batch; the last one says that it is.
    pub fn next(&mut self, view: &View) -> Result<Answer, Refusal> {
        let from = keys::number(&self.sid, self.after.saturating_add(1));
        let rows =
            view.range(&from, &keys::end_of(&keys::numbers(&self.sid)), Direction::Forward, self.max)?;
        let whole = rows.len() < self.max;
        let numbered = rows
            .iter()
            .filter_map(|(key, value)| Some((keys::parse_number(key)?, keys::last_aid(value)?)))
            .collect();
        match self.names {
            true => self.named(view, numbered, whole),
            false => self.batch(view, numbered, whole),
        }
    }

    fn named(&mut self, view: &View, numbered: Vec<(u64, Aid)>, whole: bool) -> Result<Answer, Refusal> {
        let mut names = Vec::new();
        for (number, aid) in numbered {
            self.after = number;
            let record = records::element(view, &self.sid, &aid)?;
            names.extend(record.map(|record| Named { aid, number, withdrawn: record.withdrawn.is_some() }));
        }
        Ok(Answer::Names { epoch: self.epoch, names, end: whole })
    }

    fn batch(&mut self, view: &View, numbered: Vec<(u64, Aid)>, mut whole: bool) -> Result<Answer, Refusal> {
        let (mut items, mut size) = (Vec::new(), 0);
        for (number, aid) in numbered {
            let item = item(view, &self.sid, number, aid)?;
            let next = item.as_ref().map_or(0, |item| item.activity.len() + ITEM_OVERHEAD);
            if !items.is_empty() && size + next > limits::SINCE_BYTES - BATCH_OVERHEAD {
                whole = false;
                break;
            }
            size += next;
            self.after = number;
            items.extend(item);
        }
        Ok(Answer::Batch { epoch: self.epoch, items, end: whole })
    }
}

/// Those of the names that a peer sent whose activities are not here, or are only by a false word of somebody.
pub fn unknown(view: &View, sid: &Sid, names: &[Named]) -> Result<Vec<Aid>, Refusal> {
    let mut unknown = Vec::new();
    for name in names {
        let known = records::element(view, sid, &name.aid)?;
        if known.is_none_or(|known| known.withdrawn.is_some() != name.withdrawn) {
            unknown.push(name.aid);
        }
    }
    Ok(unknown)
}

/// What the frame of a batch takes beside its items, at most, in bytes.
const BATCH_OVERHEAD: usize = 256;
/// What an item takes beside its activity, at most, in bytes.
const ITEM_OVERHEAD: usize = 128;

/// What has this number in a set.
pub fn aid_at(view: &View, sid: &Sid, number: u64) -> Result<Option<Aid>, Refusal> {
    Ok(view.get(&keys::number(sid, number))?.and_then(|value| keys::last_aid(&value)))
}

fn item(view: &View, sid: &Sid, number: u64, aid: Aid) -> Result<Option<Item>, Refusal> {
    Ok(match found(view, sid, &aid)? {
        Some(Found::Held(activity)) => Some(Item { activity, number, withdrawn: None }),
        Some(Found::Gone { delete, seconds }) => {
            Some(Item { activity: delete, number, withdrawn: Some(Withdrawn { aid, seconds }) })
        }
        None => None,
    })
}

/// What is kept of an activity.
pub(super) enum Found {
    Held(Bytes),
    Gone { delete: Bytes, seconds: u64 },
}

pub(super) fn found(view: &View, sid: &Sid, aid: &Aid) -> Result<Option<Found>, Refusal> {
    let Some(record) = records::element(view, sid, aid)? else { return Ok(None) };
    let Some(by) = record.withdrawn else {
        return Ok(records::bytes(view, sid, aid, &record)?.map(Found::Held));
    };
    let Some(delete) = records::element(view, sid, &by)? else { return Ok(None) };
    let delete = records::bytes(view, sid, &by, &delete)?;
    let seconds = seconds(record.created);
    Ok(delete.map(|delete| Found::Gone { delete, seconds }))
}
