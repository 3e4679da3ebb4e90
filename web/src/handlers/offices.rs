//! Giving and taking offices on the node.

use artel_node::features::staff::Colleague;
use artel_node::store::records::Office;
use artel_node::{Node, Refusal};
use artel_protocol::Name;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::sent::Sent;
use super::{Answer, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::pages::offices::{GivePage, HolderView, OfficesPage};
use crate::session::Member;

/// GET /offices.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let node = app.node();
    let people = node.everybody()?;
    let people = people.iter().map(|person| holder(node, person)).collect::<Result<_, Refusal>>()?;
    Ok(member.visitor.show(&OfficesPage { frame: member.visitor.frame.clone(), people }))
}

#[derive(Debug, Deserialize)]
pub struct Which {
    #[serde(default)]
    name: String,
    #[serde(default)]
    office: String,
}

/// GET /offices/give?name=…&office=….
pub async fn ask(State(app): State<App>, member: Member, Query(which): Query<Which>) -> Answer {
    let (name, office) = (views::name(&which.name)?, office_of(&which.office)?);
    Ok(member.visitor.show(&give_page(app.node(), &member, &name, office, Form::empty())?))
}

/// POST /offices/give.
pub async fn give(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, name, mut form) = (app.node(), sent.name("name")?, sent.form);
    let office = office_of(form.value("office"))?;
    match node.give_office(name.clone(), office).await {
        // Who gave their own office away may no longer see the list.
        Ok(()) if name == member.session.account.name => Ok(member.visitor.go_to("/office")),
        Ok(()) => Ok(member.visitor.go_to("/offices")),
        Err(refusal) => {
            form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&give_page(node, &member, &name, office, form)?))
        }
    }
}

fn office_of(value: &str) -> Result<Office, PageRefusal> {
    match value {
        "operator" => Ok(Office::Operator),
        "officer" => Ok(Office::Officer),
        "none" => Ok(Office::None),
        _ => Err(PageRefusal::unreadable()),
    }
}

fn give_page(
    node: &Node,
    member: &Member,
    name: &Name,
    office: Office,
    form: Form,
) -> Result<GivePage, Refusal> {
    let person = holder(node, &node.somebody(name)?)?;
    Ok(GivePage { frame: member.visitor.frame.clone(), form, holder: person, office })
}

fn holder(node: &Node, person: &Colleague) -> Result<HolderView, Refusal> {
    // That of a suspended organisation is listed, too.
    let organisation = node.view()?.local_actor(&person.account.organisation).map_err(Refusal::from)?;
    Ok(HolderView {
        name: person.account.name.to_string(),
        actor: views::local_actor(&person.person),
        organisation: organisation.map(|organisation| organisation.title).unwrap_or_default(),
        office: person.account.office,
        suspended: person.account.suspended,
    })
}
