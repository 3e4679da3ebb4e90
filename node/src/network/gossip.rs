//! How gossip is set up: what a message's id is, how much is kept and sent, which topics there are, and what costs a
//! peer its standing.

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use artel_protocol::key::sha256;
use artel_protocol::limits;
use artel_protocol::message::Sid;
use libp2p::gossipsub::{
    Behaviour, Config, ConfigBuilder, ConfigBuilderError, DataTransform, IdentTopic,
    MaxCountSubscriptionFilter, Message, MessageAuthenticity, MessageId, PeerScoreParams,
    PeerScoreThresholds, RawMessage, TopicHash, TopicScoreParams, TopicSubscriptionFilter, ValidationMode,
    score_parameter_decay_with_base,
};

/// Gossip in our topics.
pub type Gossip = Behaviour<Followed, MaxCountSubscriptionFilter<OurForm>>;

/// What a member and what a hub begin with.
pub const MEMBER_SCORE: f64 = 10.0;
pub const HUB_SCORE: f64 = 20.0;

/// Why gossip could not be set up: a mistake in this file.
#[derive(Debug, thiserror::Error)]
pub enum GossipError {
    #[error("its settings contradict each other: {0}")]
    Config(#[from] ConfigBuilderError),
    #[error("{0}")]
    Other(String),
}

/// Gossip that follows no topic yet. `per_network` is how many peers may share one address without suspicion.
pub fn new(followed: Followed, per_network: usize) -> Result<Gossip, GossipError> {
    let filter = MaxCountSubscriptionFilter {
        filter: OurForm,
        max_subscribed_topics: limits::GOSSIP_TOPICS,
        max_subscriptions_per_request: limits::GOSSIP_TOPICS,
    };
    let mut gossip = Behaviour::new_with_subscription_filter_and_transform(
        MessageAuthenticity::Anonymous,
        config()?,
        filter,
        followed,
    )
    .map_err(|mistake| GossipError::Other(mistake.to_owned()))?;
    gossip.with_peer_score(score(per_network), thresholds()).map_err(GossipError::Other)?;
    Ok(gossip)
}

fn config() -> Result<Config, ConfigBuilderError> {
    ConfigBuilder::default()
        .validation_mode(ValidationMode::Anonymous)
        .validate_messages()
        .message_id_fn(message_id)
        .max_transmit_size(limits::GOSSIP_BYTES)
        .mesh_n(6)
        .mesh_n_low(4)
        .mesh_n_high(12)
        .gossip_lazy(6)
        .heartbeat_interval(Duration::from_secs(1))
        .heartbeat_initial_delay(Duration::from_millis(100))
        .history_length(6)
        .history_gossip(3)
        .duplicate_cache_time(limits::GOSSIP_REMEMBERED)
        .flood_publish(true)
        .idontwant_message_size_threshold(1024)
        .max_control_messages_sent(limits::GOSSIP_IDS)
        .connection_handler_queue_len(limits::GOSSIP_WAITING)
        .build()
}

/// Equal for equal bytes in one topic, whoever sends them.
fn message_id(message: &Message) -> MessageId {
    let hash = sha256(&[message.topic.as_str().as_bytes(), &message.data].concat());
    MessageId::new(&hash[..20])
}

/// Scores fade in steps of this length.
const FADING: Duration = Duration::from_secs(10);

/// Below this a fading count is nothing.
const FADED: f64 = 0.01;

/// The factor by which a count fades in each step to be gone after `time`.
fn gone_after(time: Duration) -> f64 {
    score_parameter_decay_with_base(time, FADING, FADED)
}

fn score(per_network: usize) -> PeerScoreParams {
    PeerScoreParams {
        topic_score_cap: 50.0,
        app_specific_weight: 1.0,
        // Only members are scored, who cannot make up peers; an office behind one address is no offence.
        ip_colocation_factor_weight: -5.0,
        ip_colocation_factor_threshold: per_network.max(4) as f64,
        // A peer whose promises we could not wait for, being busy ourselves, has to break several.
        behaviour_penalty_weight: -10.0,
        behaviour_penalty_threshold: 6.0,
        behaviour_penalty_decay: gone_after(Duration::from_secs(10 * 60)),
        // Being slow is no offence: who is gets the rest by catch-up.
        slow_peer_weight: 0.0,
        decay_interval: FADING,
        decay_to_zero: FADED,
        retain_score: Duration::from_secs(60 * 60),
        ..PeerScoreParams::default()
    }
}

fn thresholds() -> PeerScoreThresholds {
    PeerScoreThresholds {
        gossip_threshold: -20.0,
        publish_threshold: -40.0,
        graylist_threshold: -80.0,
        accept_px_threshold: 1_000.0,
        opportunistic_graft_threshold: 2.0,
    }
}

/// How a peer fares in a topic that we follow. How much it delivers is not asked for: there are a few messages a day,
/// and everybody would fail.
fn in_topic() -> TopicScoreParams {
    TopicScoreParams {
        topic_weight: 1.0,
        time_in_mesh_weight: 0.01,
        time_in_mesh_quantum: Duration::from_secs(1),
        time_in_mesh_cap: 300.0,
        first_message_deliveries_weight: 0.5,
        first_message_deliveries_decay: gone_after(Duration::from_secs(60 * 60)),
        first_message_deliveries_cap: 50.0,
        mesh_message_deliveries_weight: 0.0,
        mesh_failure_penalty_weight: 0.0,
        invalid_message_deliveries_weight: -20.0,
        invalid_message_deliveries_decay: gone_after(Duration::from_secs(24 * 60 * 60)),
        ..TopicScoreParams::default()
    }
}

/// The topics that we follow. Messages in others are dropped before anything is kept of them.
#[derive(Clone, Default)]
pub struct Followed(Arc<RwLock<HashSet<TopicHash>>>);

impl Followed {
    /// Follows exactly these sets.
    pub fn follow(&self, gossip: &mut Gossip, sets: &HashSet<Sid>) {
        let topics: BTreeSet<String> = sets.iter().map(Sid::topic).collect();
        let left: Vec<String> =
            gossip.topics().map(TopicHash::to_string).filter(|topic| !topics.contains(topic)).collect();
        for topic in left {
            self.leave(gossip, &IdentTopic::new(topic));
        }
        for topic in topics.into_iter().take(limits::GOSSIP_TOPICS) {
            self.join(gossip, &IdentTopic::new(topic));
        }
    }

    fn join(&self, gossip: &mut Gossip, topic: &IdentTopic) {
        self.topics_mut(|topics| topics.insert(topic.hash()));
        gossip.set_topic_params(topic.clone(), in_topic()).expect("scores are set up");
        gossip.subscribe(topic).expect("our own topics have our form");
    }

    fn leave(&self, gossip: &mut Gossip, topic: &IdentTopic) {
        gossip.unsubscribe(topic);
        // What is still under way to us is no offence.
        let indifferent = TopicScoreParams { topic_weight: 0.0, ..in_topic() };
        gossip.set_topic_params(topic.clone(), indifferent).expect("scores are set up");
        self.topics_mut(|topics| topics.remove(&topic.hash()));
    }

    fn topics_mut(&self, change: impl FnOnce(&mut HashSet<TopicHash>) -> bool) {
        change(&mut self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner()));
    }

    fn contains(&self, topic: &TopicHash) -> bool {
        self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()).contains(topic)
    }
}

impl DataTransform for Followed {
    fn inbound_transform(&self, raw: RawMessage) -> io::Result<Message> {
        if !self.contains(&raw.topic) {
            return Err(io::Error::other("nobody here follows this topic"));
        }
        Ok(Message {
            source: raw.source,
            data: raw.data,
            sequence_number: raw.sequence_number,
            topic: raw.topic,
        })
    }

    fn outbound_transform(&self, _: &TopicHash, data: Vec<u8>) -> io::Result<Vec<u8>> {
        Ok(data)
    }
}

/// Takes what looks like a topic of ours for one that a peer may subscribe to, up to a number of them. That we follow
/// it as well is not asked for: we might in a moment, and nobody says twice what he is subscribed to.
pub struct OurForm;

impl TopicSubscriptionFilter for OurForm {
    fn can_subscribe(&mut self, topic: &TopicHash) -> bool {
        Sid::from_topic(topic.as_str()).is_some()
    }
}
