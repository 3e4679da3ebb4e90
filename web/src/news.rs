//! Sends the mails with news, and the weekly ones: looks once an hour who is to get one.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use artel_node::features::news::News;
use artel_node::{Node, Refusal};

use crate::handlers::{drafts, told, views};
use crate::i18n::Lang;
use crate::mails::{Digest, Happened, Written};
use crate::pages::notifications::NotificationView;
use crate::weekly;

const HOUR: Duration = Duration::from_secs(3600);

/// Looks every hour until `stop` is done.
pub async fn send_until(node: Node, stop: impl Future<Output = ()>) {
    let mut stop = pin!(stop);
    while tokio::time::timeout(HOUR, stop.as_mut()).await.is_err() {
        if let Err(error) = send(&node).await {
            tracing::error!(%error, "news could not be sent by mail");
        }
        if let Err(error) = weekly::send(&node).await {
            tracing::error!(%error, "weekly mails could not be sent");
        }
    }
}

/// Sends everybody's news who has some and wants them.
pub async fn send(node: &Node) -> Result<(), Refusal> {
    if !node.mails() {
        return Ok(());
    }
    for news in node.news()? {
        let Some(address) = &news.session.account.mail else { continue };
        let mail = digest(node, &news)?.to(node, address)?;
        node.mail_news(&news, mail).await?;
    }
    Ok(())
}

fn digest(node: &Node, news: &News) -> Result<Digest, Refusal> {
    let base = node.base()?;
    let account = &news.session.account;
    let lang = account.language.as_deref().and_then(Lang::parse).unwrap_or_default();
    let page = base.join("/notifications").to_string();
    let mut happened = Vec::new();
    for item in &news.items {
        let who = told::actor(&base, &item.from, item.actor.as_ref()).name;
        let did = NotificationView::words(lang, item.kind, item.others);
        let about = match (&item.entry, &item.draft) {
            (Some(shown), _) => views::title(&shown.record.entry),
            (None, Some(draft)) => drafts::title(lang, draft),
            (None, None) => String::new(),
        };
        let words = format!("{who} {did} {about}").trim_end().to_owned();
        happened.push(Happened { words, link: page.clone() });
    }
    Ok(Digest { lang, happened, link: page })
}
