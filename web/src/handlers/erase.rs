//! Erasing one's account, or one's organisation, and looking who has heard of it.

use artel_node::features::erasure::{Extent, RECEIPT_LASTS};
use artel_node::features::reports::Sent as Told;
use artel_node::store::records::{LocalActorRecord, Role};
use artel_node::{Node, Refusal};
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::Answer;
use super::sent::Sent;
use crate::app::App;
use crate::error::problems_of;
use crate::form::Form;
use crate::pages::erase::{ErasePage, ErasedPage};
use crate::pages::parts::When;
use crate::session::{Member, Visitor};

#[derive(Debug, Deserialize)]
pub struct What {
    what: Option<String>,
}

/// GET /erase.
pub async fn ask(State(app): State<App>, member: Member, Query(what): Query<What>) -> Answer {
    let organisation = chosen(&member, what.what.as_deref().unwrap_or_default())?;
    Ok(member.visitor.show(&page(app.node(), &member, organisation, Form::empty())?))
}

/// POST /erase. The name is typed and the password asked for once more.
pub async fn erase(State(app): State<App>, mut member: Member, sent: Sent) -> Answer {
    let node = app.node();
    let organisation = chosen(&member, sent.form.value("what"))?;
    let name = subject(&member, organisation).name.clone();
    let mut problems = Vec::new();
    if !sent.form.value("name").trim().eq_ignore_ascii_case(name.as_str()) {
        problems.extend(problems_of(Refusal::field("name", "erase-name-wrong"))?);
    }
    if let Err(refusal) = node.confirm_password(&member.session.account.name, &sent.password).await {
        problems.extend(problems_of(refusal)?);
    }
    let erased = match (problems.is_empty(), organisation) {
        (false, _) => None,
        (true, true) => Some(node.erase_organisation(&name).await),
        (true, false) => Some(node.erase_person(&name).await),
    };
    match erased {
        Some(Ok(token)) => {
            member.visitor.end_session(&app).await?;
            return Ok(member.visitor.go_to(&format!("/erased/{token}")));
        }
        Some(Err(refusal)) => problems.extend(problems_of(refusal)?),
        None => {}
    }
    let mut page = page(node, &member, organisation, sent.form)?;
    page.form.refuse(member.visitor.frame.lang, &problems);
    Ok(member.visitor.show_again(&page))
}

/// GET /erased/TOKEN.
pub async fn receipt(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> Answer {
    let (node, lang) = (app.node(), visitor.frame.lang);
    let receipt = node.receipt(&token)?;
    let confirmed = receipt.hosts.iter().filter(|(_, state)| *state == Told::Arrived).count();
    let words = |state: &Told| match state {
        Told::Arrived => (lang.t("erased-confirmed"), false),
        Told::Waiting => (lang.t("erased-waiting"), false),
        Told::GivenUp => (lang.t("erased-given-up"), true),
    };
    let host = |(host, state): &(String, Told)| {
        let (words, wrong) = words(state);
        (host.clone(), words.into_owned(), wrong)
    };
    Ok(visitor.show(&ErasedPage {
        frame: visitor.frame.clone(),
        actors: receipt.actors.iter().map(ToString::to_string).collect(),
        erased: When::minute(lang, receipt.erased),
        until: When::day(lang, receipt.erased.plus(RECEIPT_LASTS)),
        link: node.base()?.join(&format!("/erased/{token}")).to_string(),
        told: receipt.hosts.len() as u64,
        confirmed: confirmed as u64,
        hosts: receipt.hosts.iter().map(host).collect(),
    }))
}

/// Whether it is about the organisation, which is its owners' to decide.
fn chosen(member: &Member, what: &str) -> Result<bool, Refusal> {
    match (what, member.session.account.role) {
        ("organisation", Role::Owner) => Ok(true),
        ("organisation", _) => Err(Refusal::Forbidden("only owners erase their organisation")),
        _ => Ok(false),
    }
}

fn subject(member: &Member, organisation: bool) -> &LocalActorRecord {
    match organisation {
        true => &member.session.organisation,
        false => &member.session.person,
    }
}

fn page(
    node: &Node,
    member: &Member,
    organisation: bool,
    form: Form,
) -> Result<ErasePage, crate::error::PageRefusal> {
    let actor = subject(member, organisation);
    let extent = match organisation {
        true => node.extent_of_organisation(&actor.name),
        false => node.extent_of_person(&actor.name),
    };
    let lang = member.visitor.frame.lang;
    let (extent, refused) = match extent {
        Ok(extent) => (extent, None),
        Err(refusal) => {
            let told: Vec<_> = problems_of(refusal)?.iter().map(|problem| lang.problem(problem)).collect();
            (Extent::default(), Some(told.join(" ")))
        }
    };
    let others = extent.names.iter().filter(|name| **name != actor.name);
    Ok(ErasePage {
        frame: member.visitor.frame.clone(),
        form,
        what: if organisation { "organisation" } else { "person" },
        name: actor.name.to_string(),
        title: actor.title.clone(),
        people: others.map(ToString::to_string).collect(),
        entries: extent.entries,
        followers: extent.followers,
        hosts: extent.hosts as u64,
        refused,
        owns: member.session.account.role == Role::Owner,
    })
}
