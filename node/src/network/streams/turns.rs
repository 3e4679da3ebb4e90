//! How many exchanges are going on: with one peer in one protocol, with strangers, and in all.
//!
//! As many as a peer may have going on may wait for their turn: who begins one when the last has ended sees its end a
//! little earlier than we do.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use artel_protocol::limits;
use artel_protocol::message::Protocol;
use libp2p::PeerId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::network::meter::Meter;

/// Counts the exchanges that peers began.
pub struct Turns(Mutex<Counts>);

struct Counts {
    now: Instant,
    with_members: usize,
    with_strangers: HashMap<Protocol, usize>,
    open: HashMap<(PeerId, Protocol), Open>,
    /// How often who has begun one lately.
    begun: HashMap<PeerId, Meter>,
}

/// A peer's exchanges in one protocol.
struct Open {
    /// Those that wait included.
    count: usize,
    going_on: Arc<Semaphore>,
}

/// An exchange that a peer began and that waits for its turn.
pub struct Waiting {
    taken: Taken,
    going_on: Arc<Semaphore>,
}

/// The right to an exchange; given back when it is dropped.
pub struct Turn(#[expect(dead_code, reason = "it is held, not read")] Box<dyn Send + Sync>);

/// What an exchange that a peer began takes up.
struct Taken {
    turns: Arc<Turns>,
    peer: PeerId,
    protocol: Protocol,
    is_stranger: bool,
}

impl Turns {
    pub fn new(now: Instant) -> Arc<Turns> {
        Arc::new(Turns(Mutex::new(Counts {
            now,
            with_members: 0,
            with_strangers: HashMap::new(),
            open: HashMap::new(),
            begun: HashMap::new(),
        })))
    }

    /// A place in the queue for this peer, if there is one.
    pub fn take(self: &Arc<Turns>, peer: PeerId, protocol: Protocol, is_stranger: bool) -> Option<Waiting> {
        let mut counts = self.counts();
        let now = counts.now;
        let meter =
            counts.begun.entry(peer).or_insert_with(|| Meter::new(limits::EXCHANGES_PER_PEER.into(), now));
        if !meter.take(now) || !counts.has_room(protocol, is_stranger) {
            return None;
        }
        let fresh = || Open { count: 0, going_on: Arc::new(Semaphore::new(protocol.at_once())) };
        let open = counts.open.entry((peer, protocol)).or_insert_with(fresh);
        // Strangers are many: they do not wait.
        let most = if is_stranger { protocol.at_once() } else { 2 * protocol.at_once() };
        if open.count >= most {
            return None;
        }
        open.count += 1;
        let going_on = open.going_on.clone();
        *counts.of(protocol, is_stranger) += 1;
        Some(Waiting { taken: Taken { turns: self.clone(), peer, protocol, is_stranger }, going_on })
    }

    /// Notes what time it is, and forgets who has long been quiet.
    pub fn tick(&self, now: Instant) {
        let mut counts = self.counts();
        counts.now = now;
        counts.begun.retain(|_, meter| !meter.is_full(now));
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Counts {
    fn of(&mut self, protocol: Protocol, is_stranger: bool) -> &mut usize {
        match is_stranger {
            true => self.with_strangers.entry(protocol).or_default(),
            false => &mut self.with_members,
        }
    }

    /// Whether one more fits in. What strangers do takes nothing from members, and joining nothing from saying hello.
    fn has_room(&mut self, protocol: Protocol, is_stranger: bool) -> bool {
        let most = match (is_stranger, protocol) {
            (false, _) => limits::EXCHANGES_WITH_MEMBERS,
            (true, Protocol::Join) => limits::JOINS_WITH_STRANGERS,
            (true, _) => limits::HELLOS_WITH_STRANGERS,
        };
        *self.of(protocol, is_stranger) < most
    }
}

impl Waiting {
    /// The turn, when it has come.
    pub async fn turn(self) -> Turn {
        let permit = self.going_on.acquire_owned().await.expect("it is never closed");
        Turn(Box::new((permit, self.taken)))
    }
}

impl Turn {
    /// The right to an exchange that we began.
    pub fn of_ours(permit: OwnedSemaphorePermit) -> Turn {
        Turn(Box::new(permit))
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut counts = self.turns.counts();
        *counts.of(self.protocol, self.is_stranger) -= 1;
        let key = (self.peer, self.protocol);
        if let Some(open) = counts.open.get_mut(&key) {
            open.count -= 1;
            if open.count == 0 {
                counts.open.remove(&key);
            }
        }
    }
}
