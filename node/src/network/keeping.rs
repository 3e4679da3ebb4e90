//! Hubs that we stay connected with: when each is dialled again.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use artel_protocol::limits;
use libp2p::{Multiaddr, PeerId};
use tokio::time::Instant;

use crate::random::Random;

/// Which peers to stay connected with, and how that stands.
pub struct Keeping {
    random: Random,
    kept: HashMap<PeerId, Kept>,
}

struct Kept {
    addresses: Vec<Multiaddr>,
    /// How often in a row it did not come about, or did not last.
    failed: u32,
    state: State,
}

enum State {
    Connected { since: Instant },
    Dialling,
    Waiting { until: Instant },
}

/// A connection that lasts this long is worth a quick attempt when it breaks.
const LASTED: Duration = Duration::from_secs(60);

impl Keeping {
    pub fn new(random: Random) -> Keeping {
        Keeping { random, kept: HashMap::new() }
    }

    /// Stay connected with exactly these.
    pub fn set(&mut self, peers: Vec<(PeerId, Vec<Multiaddr>)>, connected: &HashSet<PeerId>, now: Instant) {
        let mut before = std::mem::take(&mut self.kept);
        for (peer, addresses) in peers {
            let fresh = || match connected.contains(&peer) {
                true => State::Connected { since: now },
                false => State::Waiting { until: now },
            };
            let (failed, state) = match before.remove(&peer) {
                Some(kept) if kept.addresses == addresses => (kept.failed, kept.state),
                _ => (0, fresh()),
            };
            self.kept.insert(peer, Kept { addresses, failed, state });
        }
    }

    /// The peers that are due to be dialled, with their addresses. Each is dialling from then on.
    pub fn due(&mut self, now: Instant) -> Vec<(PeerId, Vec<Multiaddr>)> {
        let mut due = Vec::new();
        for (peer, kept) in &mut self.kept {
            if matches!(kept.state, State::Waiting { until } if until <= now) {
                kept.state = State::Dialling;
                due.push((*peer, kept.addresses.clone()));
            }
        }
        due
    }

    pub fn connected(&mut self, peer: PeerId, now: Instant) {
        if let Some(kept) = self.kept.get_mut(&peer)
            && !matches!(kept.state, State::Connected { .. })
        {
            kept.state = State::Connected { since: now };
        }
    }

    /// The last connection is gone, or none came about.
    pub fn lost(&mut self, peer: PeerId, now: Instant) {
        let Some(kept) = self.kept.get_mut(&peer) else { return };
        match kept.state {
            State::Connected { since } if now.saturating_duration_since(since) >= LASTED => kept.failed = 0,
            State::Waiting { .. } => return,
            _ => {}
        }
        let (first, most) = limits::RECONNECT;
        let longest = first.saturating_mul(2_u32.saturating_pow(kept.failed)).min(most);
        kept.failed = kept.failed.saturating_add(1);
        // Anything up to the longest: a hub that comes back is not dialled by all at the same moment.
        kept.state = State::Waiting { until: now + longest.mul_f64(fraction(&self.random)) };
    }
}

/// Somewhere from 0 to 1.
fn fraction(random: &Random) -> f64 {
    let mut bytes = [0; 4];
    random.fill(&mut bytes);
    f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use artel_protocol::limits;
    use libp2p::PeerId;

    use super::Keeping;
    use crate::random::Random;

    #[tokio::test]
    async fn who_is_away_is_dialled_ever_more_rarely_and_at_last_every_five_minutes() {
        let start = tokio::time::interval(Duration::from_secs(1)).tick().await;
        let mut keeping = Keeping::new(Random::seeded(1));
        let peer = PeerId::random();
        keeping.set(vec![(peer, vec![])], &HashSet::new(), start);
        let mut now = start;
        let mut dialled = Vec::new();
        while now < start + Duration::from_secs(3 * 60 * 60) {
            for (peer, _) in keeping.due(now) {
                dialled.push(now);
                keeping.lost(peer, now);
            }
            now += Duration::from_millis(250);
        }
        let pauses: Vec<Duration> = dialled.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(pauses[0] <= Duration::from_millis(1_250), "{pauses:?}");
        assert!(pauses.iter().all(|pause| *pause <= limits::RECONNECT.1 + Duration::from_millis(250)));
        let half = limits::RECONNECT.1 / 2;
        assert!(pauses[12..].iter().any(|pause| *pause > half), "{pauses:?}");
        assert!(pauses[12..].iter().any(|pause| *pause < half), "they are spread out: {pauses:?}");
    }

    #[tokio::test]
    async fn who_was_there_for_a_while_is_dialled_again_within_a_second() {
        let start = tokio::time::interval(Duration::from_secs(1)).tick().await;
        let mut keeping = Keeping::new(Random::seeded(1));
        let peer = PeerId::random();
        keeping.set(vec![(peer, vec![])], &HashSet::new(), start);
        for _ in 0..10 {
            keeping.due(start + Duration::from_secs(4_000));
            keeping.lost(peer, start);
        }
        let later = start + Duration::from_secs(4_000);
        assert_eq!(keeping.due(later).len(), 1);
        keeping.connected(peer, later);
        let gone = later + Duration::from_secs(120);
        keeping.lost(peer, gone);
        assert_eq!(keeping.due(gone + Duration::from_secs(1)).len(), 1);
    }
}
