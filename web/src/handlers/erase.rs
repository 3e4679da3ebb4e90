//! Erasing one's account, or one's organisation, and looking who has heard of it.

use artel_node::features::erasure::{Extent, RECEIPT_LASTS};
use artel_node::features::reports::Sent as Told;
use artel_node::store::records::{LocalActorRecord, Role};
use artel_node::{Node, Refusal};
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::sent::Sent;
use super::{Answer, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::pages::erase::{ErasePage, ErasedPage};
use crate::pages::parts::When;
use crate::session::{Member, Visitor};

#[derive(Debug, Deserialize)]
pub struct What {
    #[serde(default)]
    what: String,
    /// Somebody who left.
    #[serde(default)]
    who: String,
}

/// Who is to be erased.
enum Subject {
    Oneself,
    Organisation,
    Departed(Box<LocalActorRecord>),
}

impl Subject {
    fn actor<'a>(&'a self, member: &'a Member) -> &'a LocalActorRecord {
        match self {
            Subject::Oneself => &member.session.person,
            Subject::Organisation => &member.session.organisation,
            Subject::Departed(actor) => actor,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Subject::Oneself => "person",
            Subject::Organisation => "organisation",
            Subject::Departed(_) => "departed",
        }
    }
}

/// GET /erase.
pub async fn ask(State(app): State<App>, member: Member, Query(what): Query<What>) -> Answer {
    let subject = chosen(app.node(), &member, &what.what, &what.who)?;
    Ok(member.visitor.show(&page(app.node(), &member, &subject, Form::empty())?))
}

/// POST /erase. The name is typed and the password asked for once more.
pub async fn erase(State(app): State<App>, mut member: Member, sent: Sent) -> Answer {
    let node = app.node();
    let subject = chosen(node, &member, sent.form.value("what"), sent.form.value("who"))?;
    let name = subject.actor(&member).name.clone();
    let mut problems = Vec::new();
    if !sent.form.value("name").trim().eq_ignore_ascii_case(name.as_str()) {
        problems.extend(problems_of(Refusal::field("name", "erase-name-wrong"))?);
    }
    if let Err(refusal) = node.confirm_password(&member.session.account.name, &sent.password).await {
        problems.extend(problems_of(refusal)?);
    }
    let erased = match &subject {
        _ if !problems.is_empty() => None,
        Subject::Organisation => Some(node.erase_organisation(&name).await),
        Subject::Oneself => Some(node.erase_person(&name).await),
        Subject::Departed(_) => Some(node.erase_departed(&member.session.account.name, &name).await),
    };
    match erased {
        Some(Ok(token)) => {
            if !matches!(subject, Subject::Departed(_)) {
                member.visitor.end_session(&app).await?;
            }
            return Ok(member.visitor.go_to(&format!("/erased/{token}")));
        }
        Some(Err(refusal)) => problems.extend(problems_of(refusal)?),
        None => {}
    }
    let mut page = page(node, &member, &subject, sent.form)?;
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

/// The organisation is its owners' to erase, and who left is theirs and the officers'.
fn chosen(node: &Node, member: &Member, what: &str, who: &str) -> Result<Subject, PageRefusal> {
    if !who.is_empty() {
        let actor = node.departed_for(&member.session.account.name, &views::name(who)?)?;
        return Ok(Subject::Departed(Box::new(actor)));
    }
    match (what, member.session.account.role) {
        ("organisation", Role::Owner) => Ok(Subject::Organisation),
        ("organisation", _) => Err(Refusal::Forbidden("only owners erase their organisation").into()),
        _ => Ok(Subject::Oneself),
    }
}

fn page(node: &Node, member: &Member, subject: &Subject, form: Form) -> Result<ErasePage, PageRefusal> {
    let actor = subject.actor(member);
    let extent = match subject {
        Subject::Organisation => node.extent_of_organisation(&actor.name),
        Subject::Oneself => node.extent_of_person(&actor.name),
        Subject::Departed(_) => node.extent_of_departed(&member.session.account.name, &actor.name),
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
        what: subject.word(),
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
