//! How often somebody may try: passwords, codes, links by mail, applications, words in spaces. What is counted is kept in a fixed
//! number of buckets, so that strangers cannot make it grow.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use artel_protocol::key::sha256;
use artel_protocol::limits;
use governor::clock::{Clock as _, Reference as _};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::clock::Clock;
use crate::error::Refusal;
use crate::random::Random;

/// What is tried.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Attempt {
    /// A password for an account.
    Password,
    /// A password, from one address for whatever account.
    PasswordFrom,
    /// The code of a second factor.
    Code,
    /// A link to a new password, asked for by mail.
    NewPassword,
    /// Something that strangers send: an application, an invitation that is accepted.
    Stranger,
    /// A search.
    Search,
    /// A look through the offers or the directory.
    Look,
    /// A mail that asks whether its reader is interested in an offer.
    Interest,
    /// Something that an actor of another server says in a space of ours.
    InSpace,
    /// The same, by whomever of one host.
    InSpaceFrom,
}

/// Counts attempts. Each of a fixed number of buckets is shared by those whose names happen to fall into it.
pub(crate) struct Attempts {
    salt: [u8; 32],
    clock: NodeClock,
    passwords: Limiter,
    addresses: Limiter,
    codes: Limiter,
    links: Limiter,
    strangers: Limiter,
    searches: Limiter,
    looks: Limiter,
    interests: Limiter,
    in_spaces: Limiter,
    in_spaces_from: Limiter,
}

type Limiter = RateLimiter<u16, HashMapStateStore<u16>, NodeClock, NoOpMiddleware<Nanos>>;

/// The node's clock, as the limiter reads it.
#[derive(Clone)]
struct NodeClock(Clock);

impl governor::clock::Clock for NodeClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::new(u64::try_from(self.0.now().0).unwrap_or(0).saturating_mul(1_000_000))
    }
}

impl Attempts {
    pub(crate) fn new(clock: Clock, random: &Random) -> Attempts {
        let clock = NodeClock(clock);
        let limiter =
            |quota: (u32, Duration)| RateLimiter::hashmap_with_clock(quota_of(quota), clock.clone());
        Attempts {
            salt: random.seed(),
            passwords: limiter(limits::PASSWORDS_PER_ACCOUNT),
            addresses: limiter(limits::PASSWORDS_PER_ADDRESS),
            codes: limiter(limits::CODES_PER_ACCOUNT),
            links: limiter(limits::NEW_PASSWORDS_PER_ACCOUNT),
            strangers: limiter(limits::STRANGERS_FORMS_PER_ADDRESS),
            searches: limiter(limits::SEARCHES_PER_ADDRESS),
            looks: limiter(limits::LOOKS_PER_ADDRESS),
            interests: limiter(limits::INTERESTS_PER_MAIL),
            in_spaces: limiter(limits::WORDS_IN_SPACES_PER_ACTOR),
            in_spaces_from: limiter(limits::WORDS_IN_SPACES_PER_HOST),
            clock,
        }
    }

    /// Counts an attempt of `who`: an account's name or an address.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] when there were too many; the attempt must not be made then.
    pub(crate) fn count(&self, attempt: Attempt, who: &str) -> Result<(), Refusal> {
        let limiter = match attempt {
            Attempt::Password => &self.passwords,
            Attempt::PasswordFrom => &self.addresses,
            Attempt::Code => &self.codes,
            Attempt::NewPassword => &self.links,
            Attempt::Stranger => &self.strangers,
            Attempt::Search => &self.searches,
            Attempt::Look => &self.looks,
            Attempt::Interest => &self.interests,
            Attempt::InSpace => &self.in_spaces,
            Attempt::InSpaceFrom => &self.in_spaces_from,
        };
        let bucket = self.bucket(who);
        limiter.check_key(&bucket).map_err(|later| {
            let wait = later.earliest_possible().duration_since(self.clock.now());
            let seconds = u32::try_from(Duration::from(wait).as_secs()).unwrap_or(u32::MAX);
            Refusal::TooMany { retry_after: seconds.saturating_add(1) }
        })
    }

    fn bucket(&self, who: &str) -> u16 {
        let hash = sha256(&[&self.salt[..], who.as_bytes()].concat());
        u16::from_be_bytes([hash[0], hash[1]])
    }
}

/// What counts as one address: of version 6, everybody has a whole /64.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address => address,
    }
}

/// So many at once, and then one after each span.
fn quota_of((burst, span): (u32, Duration)) -> Quota {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    Quota::with_period(span).unwrap_or(Quota::per_minute(NonZeroU32::MIN)).allow_burst(burst)
}
