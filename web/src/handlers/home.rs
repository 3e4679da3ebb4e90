//! The first page: home for who is logged in, the company for a visitor.

use artel_node::features::reading::Shown;
use artel_node::{Node, Refusal};
use artel_protocol::Timestamp;
use artel_protocol::actor::ActorType;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::{Answer, views};
use crate::app::App;
use crate::pages::home::{FrontPage, HomePage};
use crate::session::{Member, Visitor};

/// How many entries a list shows.
pub const LISTED: usize = 20;
/// How many of our own articles stand on the home page.
const OWN: usize = 5;
/// How many organisations the front page names.
const ORGANISATIONS: usize = 200;

#[derive(Debug, Deserialize)]
pub struct Before {
    /// Milliseconds since the epoch: what is before.
    pub before: Option<i64>,
}

/// GET /.
pub async fn front(State(app): State<App>, visitor: Visitor, Query(page): Query<Before>) -> Answer {
    match visitor.session().cloned() {
        Some(session) => home(app.node(), &Member { visitor, session }, page.before.map(Timestamp)),
        None => outside(app.node(), &visitor),
    }
}

fn home(node: &Node, member: &Member, before: Option<Timestamp>) -> Answer {
    let (frame, base) = (member.visitor.frame.clone(), node.base()?);
    let organisation = &member.session.organisation;
    let deliveries = node.deliveries_of(&organisation.name)?;
    let undelivered = deliveries.iter().filter(|delivery| delivery.record.next.is_none()).count() as u64;
    let news = node.home(&organisation.id, before, LISTED)?;
    let show = |shown: &Shown| views::card(frame.lang, &base, shown);
    let page = HomePage {
        own: own_articles(node, member)?.iter().map(show).collect(),
        followers: node.counts(&organisation.id)?.followers,
        waiting: deliveries.len() as u64 - undelivered,
        undelivered,
        older: older("/", &news),
        news: news.iter().map(show).collect(),
        frame,
    };
    Ok(member.visitor.show(&page))
}

/// The newest of the organisation and of who is logged in.
fn own_articles(node: &Node, member: &Member) -> Result<Vec<Shown>, Refusal> {
    let mut own = node.blog(&member.session.organisation.id, None, OWN)?;
    own.extend(node.blog(&member.session.person.id, None, OWN)?);
    own.sort_by_key(|shown| std::cmp::Reverse(shown.record.sorted));
    own.truncate(OWN);
    Ok(own)
}

/// Where a list goes on, if it was full.
pub fn older(path: &str, listed: &[Shown]) -> Option<String> {
    let last = listed.last().filter(|_| listed.len() == LISTED)?;
    Some(format!("{path}?before={}", last.record.sorted.0))
}

fn outside(node: &Node, visitor: &Visitor) -> Answer {
    let mut organisations = node.view()?.local_actors(ORGANISATIONS).map_err(Refusal::from)?;
    organisations.retain(|actor| actor.actor_type == ActorType::Organization);
    if let [only] = &organisations[..] {
        return Ok::<Response, _>(visitor.go_to(only.page.path()));
    }
    let organisations = organisations.iter().map(views::local_actor).collect();
    Ok(visitor.show(&FrontPage { frame: visitor.frame.clone(), organisations }))
}
