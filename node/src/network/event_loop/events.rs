//! What peers do.

use std::sync::Arc;

use artel_protocol::limits;
use artel_protocol::message::Sid;
use libp2p::core::ConnectedPoint;
use libp2p::core::transport::ListenerId;
use libp2p::gossipsub::{self, Message, MessageAcceptance, MessageId};
use libp2p::swarm::{self, SwarmEvent};
use libp2p::{PeerId, identify, ping};

use super::{Connected, EventLoop};
use crate::network::behaviour::BehaviourEvent;
use crate::network::door::{Link, Standing, Verdict};
use crate::network::gate;
use crate::network::peer::Address;

impl EventLoop {
    pub(super) fn on_event(&mut self, event: SwarmEvent<BehaviourEvent>) {
        match event {
            SwarmEvent::Behaviour(event) => self.on_behaviour_event(event),
            SwarmEvent::ConnectionEstablished { peer_id, endpoint, num_established, .. } => {
                self.established(peer_id, &endpoint, num_established.get() == 1);
            }
            SwarmEvent::ConnectionClosed { peer_id, num_established: 0, .. } => self.gone(peer_id),
            SwarmEvent::OutgoingConnectionError { peer_id: Some(peer), error, .. } => {
                self.unreachable(peer, error);
            }
            SwarmEvent::NewListenAddr { listener_id, address } => {
                tracing::info!(%address, "listening for nodes");
                self.listens(listener_id);
            }
            SwarmEvent::ListenerClosed { addresses, reason: Err(error), .. } => {
                tracing::error!(?addresses, %error, "no longer listening for nodes");
            }
            _ => {}
        }
    }

    fn on_behaviour_event(&mut self, event: BehaviourEvent) {
        match event {
            BehaviourEvent::Gate(gate::Event::Gossip(gossipsub::Event::Message {
                propagation_source,
                message_id,
                message,
            })) => self.gossiped(propagation_source, message_id, message),
            // Somebody takes our messages more slowly than we send them.
            BehaviourEvent::Gate(gate::Event::Gossip(gossipsub::Event::SlowPeer { peer_id, .. })) => {
                self.door.missed(peer_id.into());
            }
            BehaviourEvent::Gate(gate::Event::Flood(peer)) => self.shut_out(peer),
            BehaviourEvent::Ping(ping::Event { peer, connection, result }) => match result {
                Ok(round_trip) => {
                    if let Some(connected) = self.connected.get_mut(&peer) {
                        connected.round_trip = Some(round_trip);
                    }
                }
                Err(ping::Failure::Unsupported) => {}
                Err(_) => {
                    self.swarm.close_connection(connection);
                }
            },
            BehaviourEvent::Identify(identify::Event::Received { peer_id, info, .. }) => {
                if let Some(connected) = self.connected.get_mut(&peer_id) {
                    let agent = info.agent_version.chars().filter(|character| !character.is_control());
                    connected.agent = Some(agent.take(limits::AGENT_CHARS).collect());
                }
            }
            _ => {}
        }
    }

    /// One listener fewer that has yet to say where it listens.
    fn listens(&mut self, listener: ListenerId) {
        self.starting.listeners.remove(&listener);
        self.started();
    }

    /// Tells who waits that everything listens.
    pub(super) fn started(&mut self) {
        if self.starting.listeners.is_empty()
            && let Some(waiter) = self.starting.waiter.take()
        {
            // Who started us may have lost patience.
            let _ = waiter.send(());
        }
    }

    fn established(&mut self, peer: PeerId, endpoint: &ConnectedPoint, is_first: bool) {
        let link =
            Link { address: Address::of(endpoint.get_remote_address()), dialled: endpoint.is_dialer() };
        if !is_first {
            // It is shown where it was found last.
            if let Some(connected) = self.connected.get_mut(&peer) {
                connected.link = link;
            }
            return;
        }
        let connected = Connected {
            link: link.clone(),
            since: self.clock.now(),
            arrived: self.ticks.now,
            round_trip: None,
            agent: None,
            messages: self.meter_of(self.door.standing(peer.into())),
        };
        self.connected.insert(peer, connected);
        self.keeping.connected(peer, self.ticks.now);
        for waiter in self.dials.remove(&peer).unwrap_or_default() {
            let _ = waiter.send(Ok(()));
        }
        self.door.connected(peer.into(), link);
    }

    fn gone(&mut self, peer: PeerId) {
        self.connected.remove(&peer);
        self.keeping.lost(peer, self.ticks.now);
        self.door.disconnected(peer.into());
    }

    fn unreachable(&mut self, peer: PeerId, error: swarm::DialError) {
        // Another attempt may have come about at the same moment.
        if self.swarm.is_connected(&peer) {
            return;
        }
        self.keeping.lost(peer, self.ticks.now);
        let error = Arc::new(error);
        for waiter in self.dials.remove(&peer).unwrap_or_default() {
            let _ = waiter.send(Err(error.clone().into()));
        }
    }

    fn gossiped(&mut self, peer: PeerId, id: MessageId, message: Message) {
        let standing = self.door.standing(peer.into());
        let is_hub = standing == Standing::Hub;
        let (Some(connected), Some(topic)) =
            (self.connected.get_mut(&peer), Sid::from_topic(message.topic.as_str()))
        else {
            return self.report(&id, &peer, Verdict::Ignore);
        };
        let is_within = connected.messages.take(self.ticks.now);
        let is_flooded = connected.messages.is_flooded() && !is_hub;
        let most = if is_hub { limits::JUDGED_PER_HUB } else { limits::JUDGED_PER_PEER };
        if is_within && standing.is_admitted() && self.judging.has_room(&peer, most) {
            let verdict = self.door.gossiped(peer.into(), topic, message.data.into());
            self.judging.begin(id, peer, verdict);
        } else {
            self.report(&id, &peer, Verdict::Ignore);
            if standing.is_admitted() {
                self.door.missed(peer.into());
            }
        }
        if is_flooded {
            self.shut_out(peer);
        }
    }

    /// What becomes of a message.
    pub(super) fn report(&mut self, id: &MessageId, peer: &PeerId, verdict: Verdict) {
        let acceptance = match verdict {
            Verdict::Accept => MessageAcceptance::Accept,
            Verdict::Ignore => MessageAcceptance::Ignore,
            Verdict::Reject => MessageAcceptance::Reject,
        };
        // If it took too long, gossip has forgotten it.
        self.swarm.behaviour_mut().gate.gossip().report_message_validation_result(id, peer, acceptance);
    }

    /// Ends it with a peer that floods us, for a while.
    fn shut_out(&mut self, peer: PeerId) {
        if self.swarm.is_connected(&peer) {
            tracing::warn!(%peer, "a peer floods us and is shut out for a while");
            let until = self.ticks.now + limits::FLOOD_SHUTS_OUT;
            self.swarm.behaviour_mut().places.shut_out(peer, until);
            self.disconnect(peer);
        }
    }
}
