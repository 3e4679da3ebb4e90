//! Trust: how well a community knows somebody, by what it has heard of them, and whose words are looked at first by that.
//!
//! Level 0 is everybody at first. What was said and nobody minded leads to level 1, what helped others to level 2 and in
//! time to level 3. Whom a member of the community vouches for is at level 2 at once. What moderators took out of view costs
//! a level each for a while, and a warning all of them.

use std::time::Duration;

use artel_protocol::{Id, Timestamp, Trust, limits};

use crate::error::Refusal;
use crate::features::vouching;
use crate::sets::element::{About, Says};
use crate::sets::records::{self, ElementRecord, SetName};
use crate::sets::spaces::SpaceRecord;
use crate::store::engine::Direction;
use crate::store::{View, keys};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// What a level takes.
struct Step {
    trust: Trust,
    /// How many entries in view.
    entries: u64,
    /// How long ago the first of them was written.
    since: Duration,
    /// How many likes and thanks from others, for all of them together.
    thanks: u64,
}

/// From the highest level down.
const STEPS: [Step; 3] = [
    Step { trust: Trust::Pillar, entries: 50, since: Duration::from_secs(90 * 24 * 3600), thanks: 20 },
    Step { trust: Trust::Trusted, entries: 10, since: Duration::from_secs(14 * 24 * 3600), thanks: 3 },
    Step { trust: Trust::Known, entries: 3, since: DAY, thanks: 0 },
];

/// How long it counts against somebody that something of theirs was taken out of view, or that they were warned.
const HELD_AGAINST: Duration = Duration::from_secs(90 * 24 * 3600);

/// What a community has heard of somebody.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq)]
pub struct Record {
    pub entries: u64,
    /// When the first of them was written.
    pub first: Option<Timestamp>,
    pub thanks: u64,
    /// How much of theirs was taken out of view of late.
    pub hidden: u64,
    /// Whether they were warned of late: known on the hub only.
    pub warned: bool,
    pub vouched: bool,
}

impl Record {
    /// What follows from it.
    pub fn trust(self, now: Timestamp) -> Trust {
        if self.warned {
            return Trust::New;
        }
        let lasted = |since: Duration| self.first.is_some_and(|first| first <= now.minus(since));
        let reached = STEPS
            .into_iter()
            .find(|step| self.entries >= step.entries && self.thanks >= step.thanks && lasted(step.since));
        let earned = reached.map_or(Trust::New, |step| step.trust);
        let given = if self.vouched { earned.max(Trust::Trusted) } else { earned };
        let lower = Trust::ALL.iter().rev().skip_while(|level| **level > given);
        let hidden = usize::try_from(self.hidden).unwrap_or(usize::MAX);
        lower.copied().nth(hidden.min(Trust::ALL.len())).unwrap_or(Trust::New)
    }
}

/// How well the community of a space knows somebody.
pub fn trust(view: &View, now: Timestamp, space: &SpaceRecord, actor: &Id) -> Result<Trust, Refusal> {
    Ok(record(view, now, space, actor)?.trust(now))
}

/// What is known of somebody there.
pub fn record(view: &View, now: Timestamp, space: &SpaceRecord, actor: &Id) -> Result<Record, Refusal> {
    let vouched = is_vouched_for(view, now, actor)?;
    let warned = is_warned(view, now, &space.space.community, actor)?;
    let mut record = Record { vouched, warned, ..Record::default() };
    for (sid, _) in SetName::both(&space.space.community) {
        // The names of activities are hashes: of somebody who said more than are read this is a fair sample.
        let said = view.prefix(&keys::said_by(&sid, actor), Direction::Forward, limits::TRUST_READ)?;
        for aid in said.iter().filter_map(|(key, _)| keys::last_aid(key)) {
            if let Some(element) = records::element(view, &sid, &aid)? {
                count(view, now, &element, &mut record)?;
            }
        }
    }
    Ok(record)
}

fn is_warned(view: &View, now: Timestamp, community: &Id, actor: &Id) -> Result<bool, Refusal> {
    let all = keys::warnings(community, actor);
    let last = view.prefix(&all, Direction::Backward, 1)?;
    let last = last.first().and_then(|(key, _)| keys::time_after(key, &all));
    Ok(last.is_some_and(|last| last > now.minus(HELD_AGAINST)))
}

fn count(view: &View, now: Timestamp, element: &ElementRecord, record: &mut Record) -> Result<(), Refusal> {
    let (About::Entry(id), Says::Version { updated: None }) = (&element.about, &element.says) else {
        return Ok(());
    };
    let Some(entry) = view.entry(id)?.filter(|entry| entry.entry.author == element.actor) else {
        return Ok(());
    };
    if entry.hidden.is_some() {
        record.hidden += u64::from(element.created > now.minus(HELD_AGAINST));
        return Ok(());
    }
    if entry.community.is_none_or(|community| !community.confirmed) {
        return Ok(());
    }
    let counts = view.counts(id)?;
    record.entries += 1;
    record.thanks += counts.likes + counts.helped;
    record.first = Some(record.first.map_or(element.created, |first| first.min(element.created)));
    Ok(())
}

/// Whether somebody vouches for an actor, or for the organisation here that they are of.
pub(super) fn is_vouched_for(view: &View, now: Timestamp, actor: &Id) -> Result<bool, Refusal> {
    let organisation = view.organisation_of(actor)?;
    for subject in std::iter::once(actor).chain(organisation.as_ref()) {
        let Some(known) = view.actor(subject)? else { continue };
        if vouching::for_actor(view, now, &known)?.iter().any(|vouched| vouched.holds(now)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether what somebody says in a space is looked at by its moderators before anybody else reads it.
pub fn is_looked_at_first(
    view: &View,
    now: Timestamp,
    space: &SpaceRecord,
    author: &Id,
) -> Result<bool, Refusal> {
    let whose = space.space.premoderation;
    // Nearly everywhere it is nobody: nothing is read for that.
    if !whose.concerns(Trust::New) || space.space.moderators.contains(author) {
        return Ok(false);
    }
    Ok(whose.concerns(trust(view, now, space, author)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(400 * 24 * 3_600_000);

    fn heard(entries: u64, days: u32, thanks: u64) -> Record {
        Record { entries, first: Some(NOW.minus(DAY * days)), thanks, ..Record::default() }
    }

    #[test]
    fn trust_grows_with_what_was_said_and_what_it_was_worth() {
        for (record, trust) in [
            (Record::default(), Trust::New),
            (heard(3, 0, 9), Trust::New),
            (heard(3, 1, 0), Trust::Known),
            (heard(500, 300, 0), Trust::Known),
            (heard(10, 14, 3), Trust::Trusted),
            (heard(50, 89, 20), Trust::Trusted),
            (heard(50, 90, 20), Trust::Pillar),
        ] {
            assert_eq!(record.trust(NOW), trust, "{record:?}");
        }
    }

    #[test]
    fn whom_somebody_vouches_for_is_trusted_at_once() {
        assert_eq!(Record { vouched: true, ..Record::default() }.trust(NOW), Trust::Trusted);
        assert_eq!(Record { vouched: true, ..heard(50, 90, 20) }.trust(NOW), Trust::Pillar);
    }

    #[test]
    fn what_was_taken_out_of_view_costs_trust_and_a_warning_all_of_it() {
        for (hidden, trust) in [(1, Trust::Trusted), (2, Trust::Known), (3, Trust::New), (9, Trust::New)] {
            assert_eq!(Record { hidden, ..heard(50, 90, 20) }.trust(NOW), trust);
        }
        assert_eq!(Record { warned: true, vouched: true, ..heard(50, 90, 20) }.trust(NOW), Trust::New);
    }
}
