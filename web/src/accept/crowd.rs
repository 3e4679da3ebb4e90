//! Who is connected, how many from where, and who gives up a place when there is none left.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use artel_node::features::attempts::network;
use tokio::sync::{Notify, watch};

use super::AcceptLimits;

/// Everybody who is connected.
#[derive(Clone)]
pub(super) struct Crowd(Arc<Shared>);

struct Shared {
    most: usize,
    most_per_address: usize,
    /// Counts events, so that one can tell which connection has been silent for longest.
    events: AtomicU64,
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    next: u64,
    connections: HashMap<u64, Arc<Activity>>,
    per_address: HashMap<IpAddr, usize>,
}

impl Crowd {
    pub(super) fn new(limits: &AcceptLimits) -> Crowd {
        Crowd(Arc::new(Shared {
            most: limits.connections,
            most_per_address: limits.connections_per_address,
            events: AtomicU64::new(0),
            inside: Mutex::default(),
        }))
    }

    /// A place for a connection, if its address has not too many. If all places are taken, the connection that has
    /// asked for nothing for longest is sent away; if every one of them is at work, there is no place.
    pub(super) fn admit(&self, address: IpAddr, counted: bool) -> Option<Place> {
        let mut inside = self.0.lock();
        let address = counted.then(|| network(address));
        if let Some(address) = address
            && inside.per_address.get(&address).is_some_and(|count| *count >= self.0.most_per_address)
        {
            return None;
        }
        if inside.connections.len() >= self.0.most && !inside.send_one_away() {
            return None;
        }
        if let Some(address) = address {
            *inside.per_address.entry(address).or_default() += 1;
        }
        let number = inside.next;
        inside.next += 1;
        let activity = Arc::new(Activity::new(self.0.event()));
        inside.connections.insert(number, activity.clone());
        Some(Place { shared: self.0.clone(), number, address, activity })
    }

    /// Sends one connection away that asks for nothing.
    pub(super) fn make_room(&self) {
        self.0.lock().send_one_away();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn event(&self) -> u64 {
        self.events.fetch_add(1, Ordering::Relaxed)
    }
}

impl Inside {
    fn send_one_away(&mut self) -> bool {
        let idle = self.connections.iter().filter(|(_, activity)| activity.requests() == 0);
        let Some(number) = idle.min_by_key(|(_, activity)| activity.last_event()).map(|(number, _)| *number)
        else {
            return false;
        };
        // It leaves the list now, so that the next one to be sent away is another.
        if let Some(activity) = self.connections.remove(&number) {
            activity.sent_away.notify_one();
        }
        true
    }
}

/// One connection's place; leaves it when dropped.
pub(super) struct Place {
    shared: Arc<Shared>,
    number: u64,
    address: Option<IpAddr>,
    pub(super) activity: Arc<Activity>,
}

impl Place {
    /// Notes that a request has come in; it is under way until what is returned is dropped.
    pub(super) fn request(self: &Arc<Place>) -> Request {
        self.activity.requests.send_modify(|count| *count += 1);
        Request(self.clone())
    }

    /// Notes that something went on.
    pub(super) fn note(&self) {
        self.activity.last_event.store(self.shared.event(), Ordering::Relaxed);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.shared.lock();
        inside.connections.remove(&self.number);
        let Some(address) = self.address else { return };
        if let Some(count) = inside.per_address.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                inside.per_address.remove(&address);
            }
        }
    }
}

/// A request under way.
pub(super) struct Request(Arc<Place>);

impl Request {
    pub(super) fn place(&self) -> &Place {
        &self.0
    }

    /// From now on its answer goes out.
    pub(super) fn answers(self) -> Answering {
        self.0.note();
        self.0.activity.answers.fetch_add(1, Ordering::Relaxed);
        Answering(self)
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.0.note();
        self.0.activity.requests.send_modify(|count| *count -= 1);
    }
}

/// A request whose answer goes out.
pub(super) struct Answering(Request);

impl Answering {
    pub(super) fn note(&self) {
        self.0.place().note();
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.place().activity.answers.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What a connection is doing.
pub(super) struct Activity {
    requests: watch::Sender<usize>,
    answers: AtomicUsize,
    last_event: AtomicU64,
    pub(super) sent_away: Notify,
}

impl Activity {
    fn new(event: u64) -> Activity {
        Activity {
            requests: watch::Sender::new(0),
            answers: AtomicUsize::new(0),
            last_event: AtomicU64::new(event),
            sent_away: Notify::new(),
        }
    }

    pub(super) fn requests(&self) -> usize {
        *self.requests.borrow()
    }

    pub(super) fn watch_requests(&self) -> watch::Receiver<usize> {
        self.requests.subscribe()
    }

    pub(super) fn answers(&self) -> usize {
        self.answers.load(Ordering::Relaxed)
    }

    pub(super) fn last_event(&self) -> u64 {
        self.last_event.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crowd(most: usize, per_address: usize) -> Crowd {
        Crowd::new(&AcceptLimits {
            connections: most,
            connections_per_address: per_address,
            ..AcceptLimits::default()
        })
    }

    #[test]
    fn one_address_or_64_takes_only_its_share() {
        let crowd = crowd(100, 1);
        let first = crowd.admit("2001:4860::1".parse().unwrap(), true).unwrap();
        assert!(crowd.admit("2001:4860::ffff:2".parse().unwrap(), true).is_none());
        assert!(crowd.admit("2001:4860:0:1::1".parse().unwrap(), true).is_some());
        drop(first);
        assert!(crowd.admit("2001:4860::2".parse().unwrap(), true).is_some());
        let _one = crowd.admit("192.0.2.1".parse().unwrap(), true).unwrap();
        assert!(crowd.admit("::ffff:192.0.2.1".parse().unwrap(), true).is_none());
    }

    #[test]
    fn whoever_asks_for_nothing_gives_up_the_place() {
        let crowd = crowd(2, 100);
        let address = "192.0.2.1".parse().unwrap();
        let busy = Arc::new(crowd.admit(address, true).unwrap());
        let _request = busy.request();
        let silent = crowd.admit(address, true).unwrap();
        let third = Arc::new(crowd.admit(address, true).unwrap());
        let mut sent_away = std::pin::pin!(silent.activity.sent_away.notified());
        let waker = std::task::Waker::noop();
        assert!(sent_away.as_mut().poll(&mut std::task::Context::from_waker(waker)).is_ready());
        let _another = third.request();
        assert!(crowd.admit(address, true).is_none(), "all of them are at work");
    }
}
