//! The servers that this node delivers to and hears from: when, and what they last answered.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};

use artel_protocol::{Timestamp, limits};
use http::HeaderMap;

use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::keys;
use crate::store::records::HostRecord;

/// Another server.
#[derive(Clone, Debug)]
pub struct Peer {
    pub host: String,
    pub record: HostRecord,
    /// Deliveries that are still tried.
    pub waiting: u64,
    /// Deliveries that were given up.
    pub undelivered: u64,
    /// How many there follow somebody here.
    pub followers: u64,
}

impl Node {
    /// Every server that is known: those first that take nothing, the longest silent before the others, then by the
    /// time of the last word.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn peers(&self) -> Result<Vec<Peer>, Refusal> {
        let view = self.view()?;
        let mut peers: HashMap<String, Peer> = HashMap::new();
        let known = view.records::<HostRecord>(&keys::hosts(), Direction::Forward, limits::PEERS_READ)?;
        for (key, record) in known {
            let Some(host) = keys::parse_host(&key) else { continue };
            peer(&mut peers, host).record = record;
        }
        for waiting in self.deliveries()? {
            let peer = peer(&mut peers, &waiting.record.host);
            match waiting.record.next {
                Some(_) => peer.waiting += 1,
                None => peer.undelivered += 1,
            }
        }
        let followers = view.prefix(&keys::all_followers(), Direction::Forward, limits::FOLLOWERS_COUNTED)?;
        for (key, _) in followers {
            if let Some(host) = keys::last_part(&key).and_then(host_of) {
                peer(&mut peers, host).followers += 1;
            }
        }
        let mut peers: Vec<Peer> = peers.into_values().collect();
        peers.sort_by_key(|peer| {
            let failing = peer.record.failing_since.map_or(i64::MAX, |since| since.0);
            let last = peer.record.last_heard.max(peer.record.last_delivered);
            (failing, std::cmp::Reverse(last), peer.host.clone())
        });
        Ok(peers)
    }
}

fn peer<'a>(peers: &'a mut HashMap<String, Peer>, host: &str) -> &'a mut Peer {
    peers.entry(host.to_owned()).or_insert_with(|| Peer {
        host: host.to_owned(),
        record: HostRecord::default(),
        waiting: 0,
        undelivered: 0,
        followers: 0,
    })
}

fn host_of(id: &str) -> Option<&str> {
    id.split_once("://")?.1.split('/').next()
}

/// What the clocks of other servers say, from the `Date` of their answers (RFC 9110 §6.6.1): whose differs from most
/// is wrong.
#[derive(Default)]
pub struct Clocks(Mutex<HashMap<String, i64>>);

/// How far the clocks of others are ahead of ours.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct ClocksAhead {
    /// The median in milliseconds; negative if ours is ahead.
    pub median_ms: i64,
    /// How many servers were asked.
    pub servers: usize,
}

impl Clocks {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, i64>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Takes note of an answer that has just come.
    pub fn note(&self, host: &str, headers: &HeaderMap, now: Timestamp) {
        let date = headers.get(http::header::DATE).and_then(|date| date.to_str().ok());
        let Some(date) = date.and_then(Timestamp::parse_http_date) else { return };
        let mut clocks = self.lock();
        if clocks.len() < limits::CLOCKS_REMEMBERED || clocks.contains_key(host) {
            clocks.insert(host.to_owned(), date.0.saturating_sub(now.0));
        }
    }

    /// How far most of them are ahead of ours; none when nobody has answered since the start.
    pub fn ahead(&self) -> Option<ClocksAhead> {
        let mut offsets: Vec<i64> = self.lock().values().copied().collect();
        offsets.sort_unstable();
        let median_ms = *offsets.get(offsets.len() / 2)?;
        Some(ClocksAhead { median_ms, servers: offsets.len() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_clock_among_others_counts_for_nothing() {
        let clocks = Clocks::default();
        assert_eq!(clocks.ahead(), None);
        let now = Timestamp::parse_rfc3339("2026-11-24T07:00:00Z").unwrap();
        for (host, ahead) in [("a.test", 1), ("b.test", 2), ("c.test", 86_400)] {
            let date = now.plus(std::time::Duration::from_secs(ahead)).to_http_date();
            let headers = HeaderMap::from_iter([(http::header::DATE, date.parse().unwrap())]);
            clocks.note(host, &headers, now);
        }
        assert_eq!(clocks.ahead(), Some(ClocksAhead { median_ms: 2000, servers: 3 }));
    }
}
