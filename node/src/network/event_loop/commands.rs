//! What the rest of the node wants.

use std::collections::HashSet;
use std::sync::Arc;

use artel_protocol::limits;
use artel_protocol::message::Sid;
use bytes::Bytes;
use libp2p::PeerId;
use libp2p::gossipsub::{self, IdentTopic};
use libp2p::swarm::DialError::DialPeerConditionFalse;
use tokio::sync::oneshot;

use super::{Connected, EventLoop, dialling};
use crate::network::client::{Command, DialError, PeerState, PublishError};
use crate::network::peer::{Address, Peer};

impl EventLoop {
    pub(super) fn on_command(&mut self, command: Command) {
        match command {
            Command::Open { peer, protocol, answer } => {
                self.swarm.behaviour_mut().streams.open(peer.id(), protocol, answer);
            }
            // Who asked may have gone away; so in all that follow.
            Command::Publish { topic, data, answer } => {
                let _ = answer.send(self.publish(topic, &data));
            }
            Command::Follow(topics) => {
                self.followed.follow(self.swarm.behaviour_mut().gate.gossip(), &topics);
            }
            Command::Keep(hubs) => self.keep(hubs),
            Command::Dial { peer, addresses, answer } => self.dial(peer.id(), &addresses, answer),
            Command::Disconnect(peer) => self.disconnect(peer.id()),
            Command::Refresh(peer) => self.refresh(peer.id()),
            Command::Peers(answer) => {
                let _ = answer.send(self.peers());
            }
            Command::Listening(answer) => {
                let _ = answer.send(self.swarm.listeners().map(Address::of).collect());
            }
            Command::Stop(_) => {}
        }
    }

    fn publish(&mut self, topic: Sid, data: &Bytes) -> Result<(), PublishError> {
        use gossipsub::PublishError::{AllQueuesFull, Duplicate, MessageTooLarge, NoPeersSubscribedToTopic};

        if data.len() > limits::GOSSIP_DATA_BYTES {
            return Err(PublishError::TooLarge);
        }
        let gossip = self.swarm.behaviour_mut().gate.gossip();
        match gossip.publish(IdentTopic::new(topic.topic()), &data[..]) {
            Ok(_) | Err(Duplicate | NoPeersSubscribedToTopic) => Ok(()),
            Err(AllQueuesFull(_)) => Err(PublishError::Busy),
            Err(MessageTooLarge) => Err(PublishError::TooLarge),
            Err(error) => Err(error.into()),
        }
    }

    fn keep(&mut self, hubs: Vec<(Peer, Vec<Address>)>) {
        let hubs: Vec<_> = hubs
            .into_iter()
            .map(|(peer, addresses)| {
                (peer.id(), addresses.iter().map(|address| address.multiaddr().clone()).collect())
            })
            .collect();
        let peers: HashSet<PeerId> = hubs.iter().map(|(peer, _)| *peer).collect();
        self.swarm.behaviour_mut().gate.keep(peers);
        let connected = self.connected.keys().copied().collect();
        self.keeping.set(hubs, &connected, self.ticks.now);
    }

    fn dial(&mut self, peer: PeerId, addresses: &[Address], answer: oneshot::Sender<Result<(), DialError>>) {
        if self.swarm.is_connected(&peer) {
            let _ = answer.send(Ok(()));
            return;
        }
        let addresses = addresses.iter().take(limits::PEER_ADDRESSES);
        let addresses = addresses.map(|address| address.multiaddr().clone()).collect();
        match self.swarm.dial(dialling(peer, addresses)) {
            // Somebody dials it already.
            Ok(()) | Err(DialPeerConditionFalse(_)) => self.dials.entry(peer).or_default().push(answer),
            Err(error) => {
                let _ = answer.send(Err(Arc::new(error).into()));
            }
        }
    }

    fn peers(&self) -> Vec<PeerState> {
        self.connected.iter().map(|(peer, connected)| self.state_of(*peer, connected)).collect()
    }

    fn state_of(&self, peer: PeerId, connected: &Connected) -> PeerState {
        let (received, sent) = self.traffic.of(&peer);
        PeerState {
            peer: peer.into(),
            standing: self.door.standing(peer.into()),
            link: connected.link.clone(),
            since: connected.since,
            round_trip: connected.round_trip,
            received,
            sent,
            agent: connected.agent.clone(),
        }
    }
}
