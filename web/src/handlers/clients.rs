//! Clients whom the organisation that runs the node does not name: whether it takes any, what waits for its officers, and
//! whose offers stand in its name.

use artel_node::store::records::Clients;
use artel_node::{Node, Refusal};
use axum::extract::State;

use super::sent::Sent;
use super::{Answer, drafts, views};
use crate::app::App;
use crate::error::PageRefusal;
use crate::pages::clients::{ClientRow, ClientsPage};
use crate::pages::parts::When;
use crate::session::Member;

/// GET /clients.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let (node, frame) = (app.node(), member.visitor.frame.clone());
    let base = node.base()?;
    let row = |one: artel_node::features::clients::OfClient| ClientRow {
        url: views::entry_page(&base, &one.offer.entry),
        title: views::title(&one.offer.entry),
        client: views::local_actor(&one.client),
        since: When::day(frame.lang, one.since),
    };
    let waiting = node.handed_in_for_clients()?;
    let page = ClientsPage {
        taken: value(node.takes_clients()?),
        waiting: waiting.iter().map(|draft| drafts::card(node, &member, draft)).collect::<Result<_, _>>()?,
        offers: node.offers_of_clients(None)?.into_iter().map(row).collect(),
        frame,
    };
    Ok(member.visitor.show(&page))
}

/// POST /clients: whether any are taken.
pub async fn switch(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let all = [Clients::None, Clients::Agreed, Clients::All];
    let chosen = all.into_iter().find(|clients| sent.form.is("clients", value(*clients)));
    app.node().take_clients(chosen.ok_or(PageRefusal::unreadable())?).await?;
    Ok(member.visitor.go_to("/clients"))
}

/// The offers that were published for the reader's organisation without its name: the page and the title of each.
pub fn own(node: &Node, member: &Member) -> Result<Vec<(String, String)>, Refusal> {
    let base = node.base()?;
    let all = node.offers_of_clients(Some(&member.session.account.organisation))?;
    let entries = all.iter().map(|one| &one.offer.entry);
    Ok(entries.map(|entry| (views::entry_page(&base, entry), views::title(entry))).collect())
}

/// The same as a form has it.
fn value(clients: Clients) -> &'static str {
    match clients {
        Clients::None => "none",
        Clients::Agreed => "agreed",
        Clients::All => "all",
    }
}
