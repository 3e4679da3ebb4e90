//! What an organisation says of the company that it is: size, region, activities, certificates, whom to call.
//!
//! The record holds all of it. What is public stands in the organisation's actor document, so that every node reads it;
//! the rest is shown to some on this node's pages and goes nowhere else.

pub mod listing;
pub mod search;

use std::time::Duration;

use artel_protocol::actor::ActorType;
use artel_protocol::company::{Company, Visibility};
use artel_protocol::kinds::Typed;
use artel_protocol::{Name, Timestamp};

use super::profiles::update;
use super::publishing::local;
use crate::changes::Changes;
use crate::error::{Invalid, Refusal};
use crate::identity::Context;
use crate::node::Node;
use crate::policy;
use crate::store::records::{AccountRecord, CompanyRecord, LocalActorRecord};
use crate::store::{View, keys};

/// After how long somebody is asked whether everything is still right: twice a year, as the networks of chambers do.
pub const STALE: Duration = Duration::from_secs(180 * 24 * 60 * 60);

impl Node {
    /// What an organisation of ours says of its company, for those who may change it; none if it never did.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`] unless they own or moderate the organisation.
    pub fn company_for(&self, account: &AccountRecord) -> Result<Option<CompanyRecord>, Refusal> {
        policy::may_change_profile(account, &account.organisation)?;
        Ok(self.view()?.company(&account.organisation)?)
    }

    /// What a reader sees of the company that an organisation of ours is.
    pub fn company_as_seen(
        &self,
        reader: Option<&AccountRecord>,
        organisation: &LocalActorRecord,
    ) -> Result<Company, Refusal> {
        let view = self.view()?;
        let Some(record) = view.company(&organisation.name)? else { return Ok(Company::default()) };
        let sees = policy::sees_of_company(&view, self.clock().now(), reader, organisation)?;
        Ok(record.company.seen_by(sees, &record.visibilities))
    }

    /// When everything was last said to be right, if that is too long ago, for who may say so.
    pub fn stale_company(&self, account: &AccountRecord) -> Result<Option<Timestamp>, Refusal> {
        if policy::may_change_profile(account, &account.organisation).is_err() {
            return Ok(None);
        }
        let record = self.view()?.company(&account.organisation)?;
        let stale = |record: &CompanyRecord| self.clock().now().since(record.confirmed) >= STALE;
        Ok(record
            .filter(|record| !record.company.is_silent() && stale(record))
            .map(|record| record.confirmed))
    }

    /// Changes what an organisation of ours says of its company, and says to those who follow it what is public.
    ///
    /// # Errors
    /// What is wrong, each at its field.
    pub async fn set_company(&self, name: &Name, typed: &Typed) -> Result<(), Refusal> {
        let (company, visibilities) = Company::from_form(typed, year(self.clock().now()))
            .map_err(|problems| Refusal::Invalid(Invalid::Fields(problems)))?;
        let name = name.clone();
        self.change(move |view, context| {
            let now = context.now;
            set(view, context, &name, CompanyRecord { company, visibilities, updated: now, confirmed: now })
        })
        .await
        .map(|_| ())
    }

    /// Somebody says that everything is still right.
    pub async fn confirm_company(&self, name: &Name) -> Result<(), Refusal> {
        let name = name.clone();
        self.change(move |view, context| {
            let nothing = || Refusal::Unknown("nothing is said of this company yet");
            let record = view.company(&name)?.ok_or_else(nothing)?;
            let mut changes = Changes::none();
            changes.put(keys::company(&name), &CompanyRecord { confirmed: context.now, ..record });
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

/// The record, and an `Update` if what is public is another now.
fn set(view: &View, context: &Context<'_>, name: &Name, record: CompanyRecord) -> Result<Changes, Refusal> {
    let mut actor = local(view, name)?;
    let before = in_public(view, &actor)?.unwrap_or_default();
    let is_same = before == public_part(&record);
    let mut changes = Changes::none();
    changes.put(keys::company(name), &record);
    if !is_same {
        actor.profile.updated = Some(context.now);
        changes.put(keys::local_actor(name), &actor);
        let company = view.organisation(name)?;
        let company = company.ok_or_else(|| Refusal::Internal(format!("{name} has no organisation")))?;
        let mut now = view.clone();
        now.apply(changes.batch());
        changes.consequences.push(update(&now, context, &actor, &company)?);
    }
    Ok(changes)
}

/// What everybody may know of the company that an actor of ours is; none if it is no organisation or says nothing.
pub(super) fn in_public(view: &View, actor: &LocalActorRecord) -> Result<Option<Company>, Refusal> {
    if actor.actor_type != ActorType::Organization {
        return Ok(None);
    }
    Ok(view.company(&actor.name)?.as_ref().map(public_part))
}

fn public_part(record: &CompanyRecord) -> Company {
    record.company.seen_by(Visibility::Public, &record.visibilities)
}

/// The year that it is, in UTC.
fn year(now: Timestamp) -> u16 {
    now.to_rfc3339().get(..4).and_then(|year| year.parse().ok()).unwrap_or(u16::MAX)
}
