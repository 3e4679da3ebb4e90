//! Domains and actors that the node takes nothing from. The node's officers decide.

use artel_node::features::moderation::Block;
use artel_node::{Node, Refusal};
use axum::extract::{Query, State};
use serde::Deserialize;

use super::Answer;
use super::contacts::nobody_there;
use super::sent::Sent;
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::blocks::{BlockView, BlocksPage, UnblockPage};
use crate::pages::parts::When;
use crate::session::Member;

/// How many blocks of each sort are listed.
const LISTED: usize = 1_000;

/// GET /blocks.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let page = page_of(app.node(), &member, Form::empty(), Form::empty())?;
    Ok(member.visitor.show(&page))
}

/// POST /blocks/domain.
pub async fn block_domain(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, mut form) = (app.node(), sent.form);
    let by = Some(member.session.account.name.clone());
    match node.block_domain(form.value("domain"), form.value("reason"), by).await {
        Ok(()) => Ok(member.visitor.go_to("/blocks")),
        Err(refusal) => {
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page_of(node, &member, form, Form::empty())?))
        }
    }
}

/// POST /blocks/actor.
pub async fn block_actor(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, mut form) = (app.node(), sent.form);
    let by = Some(member.session.account.name.clone());
    let blocked = match node.discover(form.value("actor")).await {
        Ok(actor) => node.block_actor(&actor, form.value("reason"), by).await,
        Err(refusal) => Err(nobody_there(refusal, "actor")),
    };
    match blocked {
        Ok(()) => Ok(member.visitor.go_to("/blocks")),
        Err(refusal) => {
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page_of(node, &member, Form::empty(), form)?))
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct Blocked {
    domain: Option<String>,
    actor: Option<String>,
}

/// GET /blocks/remove.
pub async fn ask_unblock(member: Member, Query(blocked): Query<Blocked>) -> Answer {
    let (field, what) = match (blocked.domain, blocked.actor) {
        (Some(domain), None) => ("domain", domain),
        (None, Some(actor)) => ("actor", actor),
        _ => return Err(PageRefusal::not_found()),
    };
    Ok(member.visitor.show(&UnblockPage { frame: member.visitor.frame.clone(), field, what }))
}

/// POST /blocks/remove.
pub async fn unblock(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    match sent.form.value("domain") {
        "" => app.node().unblock_actor(&sent.id("actor")?).await?,
        domain => app.node().unblock_domain(domain).await?,
    }
    Ok(member.visitor.go_to("/blocks"))
}

fn page_of(node: &Node, member: &Member, domain: Form, actor: Form) -> Result<BlocksPage, Refusal> {
    let mut frame = member.visitor.frame.clone();
    frame.path = "/blocks".into();
    let show = |field: &str, blocks: Vec<Block>| {
        blocks.iter().map(|block| block_view(frame.lang, field, block)).collect()
    };
    let domains = show("domain", node.blocked_domains(LISTED)?);
    let actors = show("actor", node.blocked_actors(LISTED)?);
    Ok(BlocksPage { domain, actor, domains, actors, frame })
}

fn block_view(lang: Lang, field: &str, block: &Block) -> BlockView {
    let named: String = url::form_urlencoded::byte_serialize(block.what.as_bytes()).collect();
    BlockView {
        what: block.what.clone(),
        reason: block.record.reason.clone(),
        by: block.record.by.as_ref().map(ToString::to_string),
        since: When::day(lang, block.record.since),
        remove: format!("/blocks/remove?{field}={named}"),
    }
}
