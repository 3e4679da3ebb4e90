//! The weekly mail: what was new in the spaces that somebody may read and from whom they follow, once a week, for everybody
//! who has not said that they want none.
//!
//! What is going on in the spaces is gathered once for a round of mails (`weekly/lately.rs`) and held against what each
//! reader may read. The moment at which somebody was looked at last is kept, and changes together with the mail: so
//! neither stopping the node nor two rounds at once nor a clock that is set makes two mails of one week.

mod lately;

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use artel_protocol::kinds::{Article, Entry, Kind, Offer};
use artel_protocol::{Id, Timestamp, limits};

use super::interest::Listed;
use super::interest::state::{Side, State};
use super::mail::{self, Mail, MailKind, MailStop, Queued};
use super::sessions::{Session, session_of};
use super::spaces::is_over;
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::policy;
use crate::store::records::{AccountRecord, decode};
use crate::store::{View, keys};

use lately::Lately;

/// How long there is between two mails to one person.
const BETWEEN: Duration = Duration::from_secs(7 * 24 * 3600);

/// What was new for one person.
#[derive(Clone, Debug)]
pub struct Week {
    pub session: Session,
    /// Begun in forums, the newest first.
    pub begun: Highlights,
    /// Begun earlier, with new answers; those with the most of them first.
    pub answered: Highlights,
    pub offers: Highlights,
    pub articles: Highlights,
    /// How many notifications wait, counted up to [`limits::UNREAD_COUNTED`].
    pub unread: u64,
    /// How many expressions of interest wait for this person's or their organisation's answer.
    pub interests: u64,
    /// When this person was looked at before.
    before: Option<Timestamp>,
}

/// The first of some things, and how many more there are.
#[derive(Clone, Debug, Default)]
pub struct Highlights {
    pub items: Vec<Highlight>,
    pub more: u64,
}

/// One thing that is new.
#[derive(Clone, Debug)]
pub struct Highlight {
    pub entry: Arc<Entry>,
    /// Where it stands; none for what comes from somebody who is followed.
    pub space: Option<Id>,
    /// How many answers came within the week.
    pub answers: u64,
    came: Timestamp,
}

impl Week {
    /// Whether there is nothing new. Notifications that wait are no reason for a mail of their own: another one tells
    /// of them.
    pub fn is_quiet(&self) -> bool {
        let all = [&self.begun, &self.answered, &self.offers, &self.articles];
        all.iter().all(|highlights| highlights.items.is_empty())
    }
}

impl Highlights {
    fn first_of(mut items: Vec<Highlight>, order: impl Fn(&Highlight) -> (u64, Timestamp)) -> Highlights {
        items.sort_by_key(|item| Reverse(order(item)));
        let more = items.len().saturating_sub(limits::WEEKLY_LISTED) as u64;
        items.truncate(limits::WEEKLY_LISTED);
        Highlights { items, more }
    }
}

impl Node {
    /// What was new for everybody who is to be looked at now: a week after the last time, or after they came.
    pub async fn weeks(&self) -> Result<Vec<Week>, Refusal> {
        self.look(Node::weeks_now).await
    }

    fn weeks_now(&self) -> Result<Vec<Week>, Refusal> {
        let (view, now) = (self.view()?, self.clock().now());
        let due = due(&view, now)?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let lately = Lately::gather(&view, now)?;
        due.into_iter().map(|due| self.week(&view, now, due, &lately)).collect()
    }

    fn week(&self, view: &View, now: Timestamp, due: Due, lately: &Lately) -> Result<Week, Refusal> {
        let Due { session, before } = due;
        // Who was looked at in what is now the future has had that mail: the week begins anew, with nothing in it.
        let since = before.unwrap_or(session.account.created).max(now.minus(limits::WEEKLY_REACH));
        let readers = policy::readers_of(view, Some(&session.account))?;
        let (mut begun, mut answered) = (Vec::new(), Vec::new());
        let (mut offers, mut articles) = (Vec::new(), Vec::new());
        let mut in_spaces = HashSet::new();
        for (space, item) in lately.for_readers(view, &readers, &session.person.id)? {
            let answers = item.answers.iter().filter(|came| **came > since && **came <= now).count() as u64;
            let (entry, came) = (item.entry.clone(), item.came);
            in_spaces.insert(entry.id.clone());
            let highlight = Highlight { entry, space: Some(space.clone()), answers, came };
            let is_new = came > since && came <= now;
            match highlight.entry.content.kind() {
                Offer::NAME if is_new => offers.push(highlight),
                Article::NAME if is_new => articles.push(highlight),
                Offer::NAME | Article::NAME => {}
                _ if is_new => begun.push(highlight),
                _ if answers > 0 => answered.push(highlight),
                _ => {}
            }
        }
        for highlight in self.said_by_followed(&readers, (since, now))? {
            match highlight.entry.content.kind() {
                _ if in_spaces.contains(&highlight.entry.id) => {}
                Offer::NAME => offers.push(highlight),
                Article::NAME => articles.push(highlight),
                _ => {}
            }
        }
        let newest = |item: &Highlight| (0, item.came);
        Ok(Week {
            begun: Highlights::first_of(begun, newest),
            answered: Highlights::first_of(answered, |item| (item.answers, item.came)),
            offers: Highlights::first_of(offers, newest),
            articles: Highlights::first_of(articles, newest),
            unread: self.unread(&session)?,
            interests: self.unanswered_interests(&readers)?,
            before,
            session,
        })
    }

    /// What those said themselves between two moments whom these actors of ours follow, as far as it is for them and they
    /// hear it: what their timeline shows.
    fn said_by_followed(
        &self,
        readers: &[Id],
        (since, now): (Timestamp, Timestamp),
    ) -> Result<Vec<Highlight>, Refusal> {
        let mut found = Vec::new();
        for told in self.timeline(readers, None, limits::WEEKLY_FOLLOWED)?.items {
            let record = told.shown.record;
            let is_new = record.received > since && record.received <= now && !is_over(&record, now);
            if is_new && told.boosted_by.is_none() && !readers.contains(&record.entry.author) {
                let came = record.received;
                found.push(Highlight { entry: Arc::new(record.entry), space: None, answers: 0, came });
            }
        }
        Ok(found)
    }

    /// How many wait for the first word of one of these actors of ours, or of whom they are.
    fn unanswered_interests(&self, readers: &[Id]) -> Result<u64, Refusal> {
        let all = self.interests(readers)?;
        let waits = |one: &&Listed| one.side == Side::Owner && one.record.state == State::Open;
        Ok(all.iter().filter(waits).count() as u64)
    }

    /// Queues somebody's weekly mail, and remembers when: both or neither, and neither if that was done meanwhile, or
    /// if they want it no more.
    pub async fn mail_week(&self, week: &Week, mail: Mail) -> Result<(), Refusal> {
        let (name, before) = (week.session.account.name.clone(), week.before);
        self.change(move |view, context| {
            let mut changes = Changes::none();
            let key = keys::weekly_mark(&name);
            let still =
                session_of(view, &name)?.filter(|session| session.account.mail.as_ref() == Some(&mail.to));
            let is_wanted = still.is_some_and(|session| !session.account.no_weekly);
            if !is_wanted || view.record::<Timestamp>(&key)? != before {
                return Ok(changes);
            }
            match mail::put(&mut changes, view, context, mail)? {
                // Later, then.
                Queued::Off | Queued::TooMany | Queued::Full => return Ok(Changes::none()),
                Queued::Waits | Queued::Stopped => {}
            }
            changes.put(key, &context.now);
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Remembers that there was nothing to tell these people of: they are looked at again in a week.
    pub async fn pass_weeks(&self, quiet: &[Week]) -> Result<(), Refusal> {
        let quiet: Vec<_> =
            quiet.iter().map(|week| (week.session.account.name.clone(), week.before)).collect();
        if quiet.is_empty() {
            return Ok(());
        }
        self.change(move |view, context| {
            let mut changes = Changes::none();
            for (name, before) in &quiet {
                let key = keys::weekly_mark(name);
                if view.record::<Timestamp>(&key)? == *before && view.account(name)?.is_some() {
                    changes.put(key, &context.now);
                }
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

/// Somebody who is to be looked at.
struct Due {
    session: Session,
    before: Option<Timestamp>,
}

fn due(view: &View, now: Timestamp) -> Result<Vec<Due>, Refusal> {
    let mut due = Vec::new();
    view.walk(&keys::accounts(), |_, value| {
        let account: AccountRecord = decode(value)?;
        let before: Option<Timestamp> = view.record(&keys::weekly_mark(&account.name))?;
        let last = before.unwrap_or(account.created);
        // A moment that is yet to come was kept by a clock that has been set back since.
        let is_due = now.since(last) >= BETWEEN || before.is_some_and(|before| before > now);
        if is_due && wants(view, &account)? {
            due.extend(session_of(view, &account.name)?.map(|session| Due { session, before }));
        }
        Ok::<_, Refusal>(match due.len() < limits::WEEKLY_AT_ONCE {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        })
    })?;
    Ok(due)
}

fn wants(view: &View, account: &AccountRecord) -> Result<bool, Refusal> {
    let Some(address) = account.mail.clone().filter(|_| !account.no_weekly) else { return Ok(false) };
    let stop = MailStop { address, kind: MailKind::Weekly };
    Ok(!mail::is_stopped(view, &stop)?)
}
