//! Writes the weekly mails: the node says who is to get one and what was new for them.

use std::collections::HashMap;

use artel_node::features::weekly::{Highlights, Week};
use artel_node::{Node, Refusal};
use artel_protocol::Id;

use crate::handlers::{forum, told, views};
use crate::i18n::Lang;
use crate::mails::{NewThing, Sort, Weekly, Written};
use crate::zone;

/// Sends everybody's weekly mail who is to get one now.
pub async fn send(node: &Node) -> Result<(), Refusal> {
    if !node.mails() {
        return Ok(());
    }
    let (quiet, weeks): (Vec<Week>, Vec<Week>) = node.weeks().await?.into_iter().partition(Week::is_quiet);
    node.pass_weeks(&quiet).await?;
    let mut names = Names::default();
    for week in weeks {
        let account = &week.session.account;
        let Some(address) = &account.mail else { continue };
        let letter = letter(node, &week, &mut names)?;
        let zone = zone::of(node, Some(account))?;
        let mail = zone::within(zone, async { letter.to(node, address) }).await?;
        node.mail_week(&week, mail).await?;
    }
    Ok(())
}

/// The names of spaces and of who is followed, each looked up once.
#[derive(Default)]
struct Names(HashMap<Id, String>);

impl Names {
    fn of(&mut self, node: &Node, actor: &Id) -> Result<String, Refusal> {
        if let Some(name) = self.0.get(actor) {
            return Ok(name.clone());
        }
        let name = forum::name_of(node, actor)?;
        self.0.insert(actor.clone(), name.clone());
        Ok(name)
    }
}

fn letter(node: &Node, week: &Week, names: &mut Names) -> Result<Weekly, Refusal> {
    let base = node.base()?;
    let mut sort = |highlights: &Highlights| -> Result<Sort, Refusal> {
        let mut items = Vec::with_capacity(highlights.items.len());
        for item in &highlights.items {
            let (from, page) = match &item.space {
                Some(space) => (space, forum::entry_path(&base, space, &item.entry)),
                None => (&item.entry.author, told::entry_page(&base, &item.entry)),
            };
            items.push(NewThing {
                title: views::title(&item.entry),
                from: names.of(node, from)?,
                answers: item.answers,
                link: base.join(&page).to_string(),
            });
        }
        Ok(Sort { items, more: highlights.more })
    };
    Ok(Weekly {
        lang: week.session.account.language.as_deref().and_then(Lang::parse).unwrap_or_default(),
        begun: sort(&week.begun)?,
        answered: sort(&week.answered)?,
        offers: sort(&week.offers)?,
        articles: sort(&week.articles)?,
        unread: week.unread,
        interests: week.interests,
        received: base.join("/interests").to_string(),
        notifications: base.join("/notifications").to_string(),
        spaces: base.join("/spaces").to_string(),
    })
}
