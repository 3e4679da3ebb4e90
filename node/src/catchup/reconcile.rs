//! Comparing two sets by the fingerprints of their ranges (negentropy v1, NIP-77), so that one activity that is missing
//! among a hundred thousand is found in a few messages.

use std::ops::ControlFlow;
use std::sync::Arc;

use artel_protocol::limits;
use artel_protocol::message::{Aid, Sid};
use bytes::Bytes;
use negentropy::{Bound, Error, Id as Name, Item, Negentropy, NegentropyStorageBase};

use crate::error::Refusal;
use crate::store::{View, keys};

/// What is in a set, sorted by (`t`, `aid`): 40 bytes for each activity.
#[derive(Clone, Debug, Default)]
pub struct Index {
    items: Arc<Vec<Item>>,
    /// The number up to which the set was read.
    read: u64,
    /// How many there were then; fewer rows than items means that some have left.
    count: u64,
}

impl Index {
    /// Reads a set from the store.
    pub fn read(view: &View, sid: &Sid) -> Result<Index, Refusal> {
        Index::default().renewed(view, sid)
    }

    /// The index as the set is now: only what came since is read, unless something has left the set.
    pub fn renewed(&self, view: &View, sid: &Sid) -> Result<Index, Refusal> {
        let set = crate::sets::records::set(view, sid)?;
        if set.last == self.read && set.count == self.count {
            return Ok(self.clone());
        }
        let added = newer(view, sid, self.read)?;
        let grown = self.items.len() + added.len();
        if u64::try_from(grown).ok() != Some(set.count) && self.read > 0 {
            return Index::read(view, sid);
        }
        let mut items = Vec::with_capacity(grown);
        items.extend_from_slice(&self.items);
        items.extend(added);
        items.sort_unstable();
        items.dedup();
        Ok(Index { items: Arc::new(items), read: set.last, count: set.count })
    }

    /// What lies in `from ≤ t < to`, in whole seconds.
    fn window(&self, from: u64, to: u64) -> Window {
        let begin = self.items.partition_point(|item| item.timestamp < from);
        let end = self.items.partition_point(|item| item.timestamp < to);
        Window { items: self.items.clone(), begin, end: end.max(begin) }
    }

    pub fn len(&self) -> usize {
        self.items.len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

fn newer(view: &View, sid: &Sid, after: u64) -> Result<Vec<Item>, Refusal> {
    let mut added = Vec::new();
    let from = keys::number(sid, after.saturating_add(1));
    view.walk_from::<Refusal>(&from, &keys::end_of(&keys::numbers(sid)), |_, value| {
        if let (Some(seconds), Some(aid)) = (value.first_chunk::<8>(), keys::last_aid(value)) {
            added.push(Item::with_timestamp_and_id(
                u64::from_be_bytes(*seconds),
                Name::from_byte_array(aid.0),
            ));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(added)
}

/// A part of an index, as the comparison reads it.
struct Window {
    items: Arc<Vec<Item>>,
    begin: usize,
    end: usize,
}

impl Window {
    fn items(&self) -> &[Item] {
        self.items.get(self.begin..self.end).unwrap_or_default()
    }
}

impl NegentropyStorageBase for Window {
    fn size(&self) -> Result<usize, Error> {
        Ok(self.items().len())
    }

    fn get_item(&self, at: usize) -> Result<Option<Item>, Error> {
        Ok(self.items().get(at).copied())
    }

    fn iterate(
        &self,
        begin: usize,
        end: usize,
        look: &mut dyn FnMut(Item, usize) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let items = self.items().get(begin..end).ok_or(Error::BadRange)?;
        for (item, at) in items.iter().zip(begin..) {
            if !look(*item, at)? {
                break;
            }
        }
        Ok(())
    }

    fn find_lower_bound(&self, first: usize, last: usize, value: &Bound) -> usize {
        let items = self.items().get(first..last).unwrap_or_default();
        first + items.partition_point(|item| *item < value.item)
    }
}

/// Why a comparison ended before it was done.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("a message of the comparison cannot be read: {0}")]
    Malformed(Error),
    #[error("the comparison takes more than {} rounds", limits::RECON_ROUNDS)]
    Endless,
}

/// The side that is asked.
pub struct Responder {
    negentropy: Negentropy<'static, Window>,
    rounds: usize,
}

impl Responder {
    /// Ready to answer about what lies in `from ≤ t < to`.
    pub fn new(index: &Index, from: u64, to: u64) -> Result<Responder, Broken> {
        Ok(Responder { negentropy: compared(index, from, to)?, rounds: 0 })
    }

    /// # Errors
    /// When the message is malformed, or one too many.
    pub fn answer(&mut self, message: &[u8]) -> Result<Bytes, Broken> {
        self.rounds += 1;
        if self.rounds > limits::RECON_ROUNDS {
            return Err(Broken::Endless);
        }
        self.negentropy.reconcile(message).map(Bytes::from).map_err(Broken::Malformed)
    }
}

/// The side that asks.
pub struct Asker {
    negentropy: Negentropy<'static, Window>,
    rounds: usize,
    /// What the other side has and we lack.
    pub need: Vec<Aid>,
    /// What we have and the other side lacks.
    pub have: Vec<Aid>,
}

impl Asker {
    /// The first message.
    pub fn begin(index: &Index, from: u64, to: u64) -> Result<(Asker, Bytes), Broken> {
        let mut negentropy = compared(index, from, to)?;
        let first = negentropy.initiate().map_err(Broken::Malformed)?;
        Ok((Asker { negentropy, rounds: 0, need: Vec::new(), have: Vec::new() }, first.into()))
    }

    /// Reads an answer; yields the next message, or nothing when everything is known.
    ///
    /// # Errors
    /// When the answer is malformed, or one too many. What was found until then stands.
    pub fn read(&mut self, answer: &[u8]) -> Result<Option<Bytes>, Broken> {
        self.rounds += 1;
        let (mut have, mut need) = (Vec::new(), Vec::new());
        let next = self.negentropy.reconcile_with_ids(answer, &mut have, &mut need);
        let next = next.map_err(Broken::Malformed)?;
        // Sorted, so that what follows is the same in every run of a simulation.
        have.sort_unstable();
        need.sort_unstable();
        self.have.extend(have.iter().map(aid_of));
        self.need.extend(need.iter().map(aid_of));
        if next.is_some() && self.rounds >= limits::RECON_ROUNDS {
            return Err(Broken::Endless);
        }
        Ok(next.map(Bytes::from))
    }

    /// How many answers were read.
    pub fn rounds(&self) -> usize {
        self.rounds
    }
}

fn aid_of(name: &Name) -> Aid {
    Aid(*name.as_bytes())
}

fn compared(index: &Index, from: u64, to: u64) -> Result<Negentropy<'static, Window>, Broken> {
    let limit = u64::try_from(limits::RECON_FRAME_BYTES).unwrap_or(u64::MAX) - FRAME_OVERHEAD;
    Negentropy::owned(index.window(from, to), limit).map_err(Broken::Malformed)
}

/// What the frame of a message takes beside it, at most, in bytes.
const FRAME_OVERHEAD: u64 = 64;
