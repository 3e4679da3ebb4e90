//! News by mail: what somebody was told and has not read, at most once a day, for those who want it.

use std::time::Duration;

use artel_protocol::{Name, Timestamp};

use super::mail::{self, Mail, Queued};
use super::notifications::Notification;
use super::sessions::{Session, session_of};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::node::Node;
use crate::store::engine::Direction;
use crate::store::keys;
use crate::store::records::AccountRecord;

/// How long there is between two mails to one person.
const BETWEEN: Duration = Duration::from_secs(24 * 3600);
/// How many things one mail looks at.
const LOOKED_AT: usize = 50;

/// What somebody can be mailed.
#[derive(Clone, Debug)]
pub struct News {
    pub session: Session,
    /// Newest first, never empty.
    pub items: Vec<Notification>,
}

impl Node {
    /// Everybody who wants news by mail and has some, but for those who got a mail within the last day.
    pub fn news(&self) -> Result<Vec<News>, Refusal> {
        let (view, now) = (self.view()?, self.clock().now());
        let accounts: Vec<(_, AccountRecord)> =
            view.records(&keys::accounts(), Direction::Forward, usize::MAX)?;
        let mut news = Vec::new();
        for (_, account) in accounts {
            if account.mail.is_none() || account.no_mail {
                continue;
            }
            let (newest, mailed) = view
                .record::<(Timestamp, Timestamp)>(&keys::setting(&mark(&account.name)))?
                .unwrap_or((account.created, account.created));
            let Some(session) = session_of(&view, &account.name)?.filter(|_| now.since(mailed) >= BETWEEN)
            else {
                continue;
            };
            let mut items = self.notifications(&session, None, LOOKED_AT)?.items;
            items.retain(|item| item.unread && item.at > newest);
            if !items.is_empty() {
                news.push(News { session, items });
            }
        }
        Ok(news)
    }

    /// Queues the mail with somebody's news, and remembers what it told: both or neither.
    pub async fn mail_news(&self, news: &News, mail: Mail) -> Result<(), Refusal> {
        let account = news.session.account.name.clone();
        let newest = news.items.iter().map(|item| item.at).max().unwrap_or(Timestamp(0));
        self.change(move |view, context| {
            let mut changes = Changes::none();
            match mail::put(&mut changes, view, context, mail)? {
                // Later, then.
                Queued::Off | Queued::TooMany | Queued::Full => return Ok(Changes::none()),
                Queued::Waits | Queued::Stopped => {}
            }
            changes.put(keys::setting(&mark(&account)), &(newest, context.now));
            Ok(changes)
        })
        .await
        .map(|_| ())
    }
}

fn mark(account: &Name) -> String {
    format!("news mailed to {account}")
}
