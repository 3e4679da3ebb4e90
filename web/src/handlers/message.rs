//! A letter to one person or organisation: a post that only they read.

use artel_node::features::publishing::{Draft, Readers};
use artel_node::{Node, Refusal};
use artel_protocol::Id;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::acts::{choices, speaker};
use super::sent::Sent;
use super::{Answer, told, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::pages::message::MessagePage;
use crate::session::Member;

#[derive(Debug, Deserialize)]
pub struct To {
    to: String,
}

/// GET /message?to=ID.
pub async fn ask(State(app): State<App>, member: Member, Query(To { to }): Query<To>) -> Answer {
    let to = Id::parse(&to).map_err(|_| PageRefusal::not_found())?;
    let form = Form::sent([("as", member.session.person.name.as_str())]);
    Ok(member.visitor.show(&page_of(app.node(), &member, &to, form)?))
}

/// POST /message.
pub async fn send(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, to) = (app.node(), sent.id("to")?);
    let page = page_of(node, &member, &to, sent.form.clone())?;
    let written = match speaker(node, &member, &sent.form) {
        Ok(author) => {
            let markdown = sent.form.value("text").to_owned();
            let draft = Draft { markdown, readers: Readers::Only(vec![to]), ..Draft::default() };
            node.publish("post", &author.name, &draft).await
        }
        Err(refused) => return Err(refused),
    };
    match written {
        Ok(letter) => {
            let stored = node.entry_for(&letter, Some(&member.session.account))?;
            Ok(member.visitor.go_to(&views::entry_page(&node.base()?, &stored.entry)))
        }
        Err(refusal) => {
            let mut page = page;
            page.form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page))
        }
    }
}

/// The page for somebody who is known here.
fn page_of(node: &Node, member: &Member, to: &Id, form: Form) -> Result<MessagePage, PageRefusal> {
    let known = node.view()?.actor(to).map_err(Refusal::from)?.ok_or_else(PageRefusal::not_found)?;
    Ok(MessagePage {
        frame: member.visitor.frame.clone(),
        form,
        to: to.to_string(),
        reader: told::actor(&node.base()?, to, Some(&known)),
        authors: choices(member),
    })
}
