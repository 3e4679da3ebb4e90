//! The one task that owns the swarm: what the node wants goes in, what peers do comes out.

mod commands;
mod events;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use artel_protocol::Timestamp;
use libp2p::core::transport::ListenerId;
use libp2p::futures::StreamExt as _;
use libp2p::swarm::dial_opts::{DialOpts, PeerCondition};
use libp2p::{Multiaddr, PeerId, Swarm, swarm};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

use super::behaviour::Behaviour;
use super::client::{Command, DialError};
use super::counted::Traffic;
use super::door::{Door, Link, Standing};
use super::framed::FramedStream;
use super::gossip::Followed;
use super::judging::Judging;
use super::keeping::Keeping;
use super::meter::Meter;
use super::settings::Settings;
use super::streams::Arrival;
use crate::clock::Clock;

/// The network while it runs.
pub(super) struct EventLoop {
    swarm: Swarm<Behaviour>,
    door: Arc<dyn Door>,
    clock: Clock,
    settings: Settings,
    followed: Followed,
    traffic: Traffic,
    keeping: Keeping,
    commands: mpsc::Receiver<Command>,
    arrivals: mpsc::Receiver<Arrival>,
    ticks: Ticks,
    starting: Starting,
    connected: HashMap<PeerId, Connected>,
    /// Who waits for a connection.
    dials: HashMap<PeerId, Vec<oneshot::Sender<Result<(), DialError>>>>,
    judging: Judging,
    serving: JoinSet<()>,
}

/// What an event loop is made of.
pub(super) struct Parts {
    pub swarm: Swarm<Behaviour>,
    pub door: Arc<dyn Door>,
    pub clock: Clock,
    pub settings: Settings,
    pub followed: Followed,
    pub traffic: Traffic,
    pub keeping: Keeping,
    pub commands: mpsc::Receiver<Command>,
    pub arrivals: mpsc::Receiver<Arrival>,
    pub ticks: Ticks,
    pub starting: Starting,
}

/// Listeners that have yet to say where they listen, and who waits for them.
pub(super) struct Starting {
    pub listeners: HashSet<ListenerId>,
    pub waiter: Option<oneshot::Sender<()>>,
}

/// A connected peer.
struct Connected {
    link: Link,
    since: Timestamp,
    arrived: Instant,
    round_trip: Option<Duration>,
    agent: Option<String>,
    /// How many messages of gossip it has handed over.
    messages: Meter,
}

/// Time, as the network counts it: in small steps.
pub(super) struct Ticks {
    interval: Interval,
    pub now: Instant,
    count: u64,
}

/// Fine enough for rates and for dialling again.
const TICK: Duration = Duration::from_millis(250);

/// Strangers are looked after in every fourth.
const TICKS_PER_ROUND: u64 = 4;

/// How long exchanges may take to come to their end when the node stops, and then connections to be closed.
const STOPPING: Duration = Duration::from_secs(3);

impl Ticks {
    /// The clock's first tick, which comes at once.
    pub async fn start() -> Ticks {
        let mut interval = interval(TICK);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let now = interval.tick().await;
        Ticks { interval, now, count: 0 }
    }

    async fn next(&mut self) {
        self.now = self.interval.tick().await;
        self.count += 1;
    }

    fn begins_a_round(&self) -> bool {
        self.count.is_multiple_of(TICKS_PER_ROUND)
    }
}

impl EventLoop {
    pub fn new(parts: Parts) -> EventLoop {
        let Parts {
            swarm,
            door,
            clock,
            settings,
            followed,
            traffic,
            keeping,
            commands,
            arrivals,
            ticks,
            starting,
        } = parts;
        EventLoop {
            swarm,
            door,
            clock,
            settings,
            followed,
            traffic,
            keeping,
            commands,
            arrivals,
            ticks,
            starting,
            connected: HashMap::new(),
            dials: HashMap::new(),
            judging: Judging::default(),
            serving: JoinSet::new(),
        }
    }

    /// Runs until it is told to stop, or until nobody is left who could tell it.
    pub async fn run(mut self) {
        self.started();
        loop {
            tokio::select! {
                event = self.swarm.select_next_some() => self.on_event(event),
                command = self.commands.recv() => match command {
                    Some(Command::Stop(answer)) => {
                        self.stop().await;
                        // Who asked may not wait for it.
                        let _ = answer.send(());
                        return;
                    }
                    Some(command) => self.on_command(command),
                    None => return self.stop().await,
                },
                Some(arrival) = self.arrivals.recv() => self.serve(arrival),
                (message, peer, verdict) = self.judging.next() => self.report(&message, &peer, verdict),
                Some(done) = self.serving.join_next() => log_panic(done),
                () = self.ticks.next() => self.tick(),
            }
        }
    }

    fn serve(&mut self, arrival: Arrival) {
        let Arrival { peer, protocol, stream, waiting } = arrival;
        let door = self.door.clone();
        self.serving.spawn(async move {
            let stream = FramedStream::new(stream, waiting.turn().await);
            door.serve(protocol, peer.into(), stream).await;
        });
    }

    fn tick(&mut self) {
        let now = self.ticks.now;
        self.swarm.behaviour_mut().tick(now);
        for (peer, addresses) in self.keeping.due(now) {
            self.dial_kept(peer, addresses);
        }
        if self.ticks.begins_a_round() {
            self.look_after_strangers();
        }
    }

    fn dial_kept(&mut self, peer: PeerId, addresses: Vec<Multiaddr>) {
        match self.swarm.dial(dialling(peer, addresses)) {
            Ok(()) | Err(swarm::DialError::DialPeerConditionFalse(_)) => {}
            Err(error) => {
                tracing::debug!(%peer, %error, "a hub cannot be dialled");
                self.keeping.lost(peer, self.ticks.now);
            }
        }
    }

    /// Strangers go after a while; what somebody has become to us without anybody saying so is noticed.
    fn look_after_strangers(&mut self) {
        for peer in self.connected.keys().copied().collect::<Vec<_>>() {
            let standing = self.door.standing(peer.into());
            if self.swarm.behaviour().gate.is_admitted(&peer) != standing.is_admitted() {
                self.refresh(peer);
            } else if standing == Standing::Refused || self.has_stayed_too_long(peer, standing) {
                self.disconnect(peer);
            }
        }
    }

    fn has_stayed_too_long(&self, peer: PeerId, standing: Standing) -> bool {
        let now = self.ticks.now;
        let stayed = self.connected.get(&peer).map(|peer| now.saturating_duration_since(peer.arrived));
        standing == Standing::Stranger && stayed.is_some_and(|stayed| stayed >= self.settings.stranger_stays)
    }

    /// What a peer is to us has changed.
    fn refresh(&mut self, peer: PeerId) {
        let standing = self.door.standing(peer.into());
        let behaviour = self.swarm.behaviour_mut();
        if standing.is_admitted() {
            behaviour.places.admitted(peer);
            behaviour.gate.admit(peer);
            let meter = self.meter_of(standing);
            if let Some(connected) = self.connected.get_mut(&peer) {
                connected.messages = meter;
            }
        } else if standing == Standing::Refused || behaviour.gate.is_admitted(&peer) {
            self.disconnect(peer);
        }
    }

    fn meter_of(&self, standing: Standing) -> Meter {
        let rate = match standing {
            Standing::Hub => self.settings.gossip_per_hub,
            _ => self.settings.gossip_per_peer,
        };
        Meter::new(rate, self.ticks.now)
    }

    fn disconnect(&mut self, peer: PeerId) {
        // That it is not connected is what was wanted.
        let _ = self.swarm.disconnect_peer_id(peer);
    }

    async fn stop(&mut self) {
        self.arrivals.close();
        let until = self.ticks.now + STOPPING;
        while !self.serving.is_empty() && self.ticks.now < until {
            tokio::select! {
                _ = self.swarm.next() => {}
                Some(done) = self.serving.join_next() => log_panic(done),
                () = self.ticks.next() => {}
            }
        }
        for peer in self.swarm.connected_peers().copied().collect::<Vec<_>>() {
            self.disconnect(peer);
        }
        let until = self.ticks.now + STOPPING;
        while self.swarm.network_info().num_peers() > 0 && self.ticks.now < until {
            tokio::select! {
                _ = self.swarm.next() => {}
                () = self.ticks.next() => {}
            }
        }
    }
}

/// How a peer is dialled that is neither connected nor being dialled.
fn dialling(peer: PeerId, addresses: Vec<Multiaddr>) -> DialOpts {
    DialOpts::peer_id(peer).condition(PeerCondition::DisconnectedAndNotDialing).addresses(addresses).build()
}

fn log_panic(done: Result<(), tokio::task::JoinError>) {
    if let Err(error) = done {
        tracing::error!(%error, "serving a peer failed");
    }
}
