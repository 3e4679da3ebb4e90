//! Who is behind the offers that are compared: what the directory says of their companies, and whether they answer.
//!
//! Of others only what is public counts, of our own company all that it has told this node: the comparing is for its own
//! people, and stays here.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use artel_protocol::classification::Region;
use artel_protocol::company::{self, Company, Kind};
use artel_protocol::kinds::offer::Size;
use artel_protocol::{Id, Name, Timestamp, limits};

use super::score::Background;
use crate::error::Refusal;
use crate::features::companies::listing::Listed;
use crate::features::interest::records::{InterestRecord, latest_of};
use crate::features::interest::state::{Side, State};
use crate::features::publishing::local;
use crate::store::records::LocalActorRecord;
use crate::store::{StoreError, View};

/// How long an interest may wait until it counts as not answered.
const PATIENCE: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// The authors of offers as one organisation of ours sees them, each looked up once.
pub struct Authors<'a> {
    view: &'a View,
    now: Timestamp,
    ours: LocalActorRecord,
    listed: HashMap<&'a Id, &'a Listed>,
    /// None for whoever is of our organisation.
    known: HashMap<Id, Option<Background>>,
}

impl<'a> Authors<'a> {
    pub fn seen_by(
        view: &'a View,
        now: Timestamp,
        organisation: &Name,
        directory: &'a [Arc<Listed>],
    ) -> Result<Authors<'a>, Refusal> {
        let ours = local(view, organisation)?;
        let listed = directory.iter().map(|listed| (&listed.actor.id, &**listed)).collect();
        Ok(Authors { view, now, ours, listed, known: HashMap::new() })
    }

    /// What is known of somebody else; none for our organisation and its people.
    pub fn of(&mut self, author: &Id) -> Result<Option<Background>, Refusal> {
        if let Some(known) = self.known.get(author) {
            return Ok(*known);
        }
        // One that is listed stands for itself; of people elsewhere no one says whose they are.
        let company = match self.listed.contains_key(author) {
            true => None,
            false => self.view.organisation_of(author)?,
        };
        let company = company.as_ref().unwrap_or(author);
        let known = match *company == self.ours.id {
            true => None,
            false => Some(Background { answers: self.answers(author)?, ..self.in_directory(company) }),
        };
        self.known.insert(author.clone(), known);
        Ok(known)
    }

    /// What is known of our organisation itself.
    pub fn own(&self) -> Result<Background, Refusal> {
        let own = self.view.company(&self.ours.name)?.map(|record| record.company).unwrap_or_default();
        Ok(Background {
            country: own.region.map(country),
            size: size(&own),
            answers: self.answers(&self.ours.id)?,
            ..self.in_directory(&self.ours.id)
        })
    }

    fn in_directory(&self, organisation: &Id) -> Background {
        let Some(listed) = self.listed.get(organisation) else { return Background::default() };
        let company = &listed.actor.company;
        Background {
            country: company.region.map(country),
            size: size(company),
            vouched: Some(listed.vouched_at(self.now).next().is_some()),
            ..Background::default()
        }
    }

    /// Whether somebody answers most of those who are interested, as far as this node has heard of any.
    fn answers(&self, owner: &Id) -> Result<Option<bool>, StoreError> {
        let (mut answered, mut all) = (0, 0);
        for one in latest_of(self.view, owner, limits::MATCHES_ANSWERS_READ)? {
            if one.side_decided_by(owner) != Some(Side::Owner) {
                continue;
            }
            if let Some(is_answered) = is_answered(&one, self.now) {
                all += 1;
                answered += usize::from(is_answered);
            }
        }
        Ok((all > 0).then_some(answered * 2 > all))
    }
}

/// Whether the owner of an offer has answered; none while that is not yet to be expected, or no longer.
fn is_answered(interest: &InterestRecord, now: Timestamp) -> Option<bool> {
    match interest.state {
        State::Open => (now.since(interest.received) >= PATIENCE).then_some(false),
        State::Withdrawn => None,
        _ => Some(true),
    }
}

fn country(region: Region) -> &'static str {
    region.country().code()
}

/// What an organisation is in the words of offers, which know sizes of companies alone.
fn size(company: &Company) -> Option<Size> {
    let of_company = || {
        Some(match company.size? {
            company::Size::Micro => Size::Micro,
            company::Size::Small => Size::Small,
            company::Size::Medium => Size::Medium,
            company::Size::Large => Size::Big,
        })
    };
    match company.kind {
        None | Some(Kind::Company) => of_company(),
        Some(Kind::Institute) => Some(Size::Institute),
        Some(Kind::University) => Some(Size::University),
        Some(_) => Some(Size::Other),
    }
}
