//! The connections with one peer, and which of them gossip uses.

use std::time::Duration;

use libp2p::PeerId;
use libp2p::core::ConnectedPoint;
use libp2p::swarm::ConnectionId;
use tokio::time::Instant;

/// A connection.
#[derive(Clone)]
pub struct Line {
    pub connection: ConnectionId,
    pub point: ConnectedPoint,
    pub since: Instant,
}

/// The connections with one peer, in the order in which they came about.
#[derive(Default)]
pub struct Lines(Vec<Line>);

/// Two living peers have two connections only if both dialled before they were connected: within the time that a
/// connection may take to come about. If the second comes later than this, one side has lost the first.
const AT_THE_SAME_TIME: Duration = Duration::from_secs(15);

impl Lines {
    pub fn add(&mut self, line: Line) {
        self.0.push(line);
    }

    pub fn remove(&mut self, connection: ConnectionId) {
        self.0.retain(|line| line.connection != connection);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The connection that gossip uses; both sides choose the same. Of those that one side dialled it is the last. If
    /// both dialled at the same time, it is that of the one with the lesser name, else again the last.
    pub fn best(&self, here: &PeerId, there: &PeerId) -> Option<&Line> {
        let last = |dialled: bool| self.0.iter().rev().find(|line| line.point.is_dialer() == dialled);
        let (ours, theirs) = match (last(true), last(false)) {
            (Some(ours), Some(theirs)) => (ours, theirs),
            (one, other) => return one.or(other),
        };
        let apart = ours.since.max(theirs.since) - ours.since.min(theirs.since);
        let is_ours = match apart > AT_THE_SAME_TIME {
            true => ours.since > theirs.since,
            false => here < there,
        };
        Some(if is_ours { ours } else { theirs })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use libp2p::core::transport::PortUse;
    use libp2p::core::{ConnectedPoint, Endpoint};
    use libp2p::swarm::ConnectionId;
    use libp2p::{Multiaddr, PeerId};
    use tokio::time::Instant;

    use super::{Line, Lines};

    /// A connection as the one who dialled and as the other one sees it.
    fn connection(number: usize, since: Instant) -> [Line; 2] {
        let address: Multiaddr = "/ip4/192.0.2.1/tcp/4001".parse().unwrap();
        let dialled = ConnectedPoint::Dialer {
            address: address.clone(),
            role_override: Endpoint::Dialer,
            port_use: PortUse::Reuse,
        };
        let taken = ConnectedPoint::Listener { local_addr: address.clone(), send_back_addr: address };
        [dialled, taken].map(|point| Line { connection: ConnectionId::new_unchecked(number), point, since })
    }

    fn best(lines: [&Line; 2], here: &PeerId, there: &PeerId) -> ConnectionId {
        Lines(lines.map(Clone::clone).into()).best(here, there).unwrap().connection
    }

    #[tokio::test]
    async fn who_dialled_each_other_choose_the_same_connection() {
        let start = tokio::time::interval(Duration::from_secs(1)).tick().await;
        let (one, other) = (PeerId::random(), PeerId::random());
        let [first, first_there] = connection(1, start);
        let [second_there, second] = connection(2, start + Duration::from_secs(2));
        // One dialled the first, the other the second; they may come about in another order on the other side.
        let at_one = best([&first, &second], &one, &other);
        let at_other = best([&second_there, &first_there], &other, &one);
        assert_eq!(at_one, at_other);
        assert_eq!(at_one == ConnectionId::new_unchecked(1), one < other);
    }

    #[tokio::test]
    async fn who_comes_again_after_a_while_has_lost_the_first_connection() {
        let start = tokio::time::interval(Duration::from_secs(1)).tick().await;
        let (one, other) = (PeerId::random(), PeerId::random());
        let (first, second) = (connection(1, start), connection(2, start + Duration::from_secs(60)));
        for (here, there) in [(&one, &other), (&other, &one)] {
            assert_eq!(best([&first[0], &second[1]], here, there), ConnectionId::new_unchecked(2));
            assert_eq!(best([&first[1], &second[0]], here, there), ConnectionId::new_unchecked(2));
        }
        let soon = connection(3, start + Duration::from_secs(1));
        assert_eq!(best([&first[1], &soon[1]], &one, &other), ConnectionId::new_unchecked(3));
    }
}
