//! Looking through offers, and the searches for them that somebody keeps.

use artel_node::features::lists::Cursor;
use artel_node::features::matching::browse::{FoundOffers, OfferQuery};
use artel_node::{Node, Refusal};
use artel_protocol::kinds::offer::{Partnership, ProfileType};
use artel_protocol::limits;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::home::{LISTED, going_on};
use super::sent::Sent;
use super::{Answer, heads, told, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::frame;
use crate::pages::offers::{OffersPage, SavedOffersPage, SavedView};
use crate::session::{Member, Visitor};

const PATH: &str = "/offers";

/// The address of what a query finds, or of its feed.
pub fn path(what: &str, query: &OfferQuery) -> String {
    match query.to_query() {
        query if query.is_empty() => what.to_owned(),
        query => format!("{what}?{query}"),
    }
}

/// From where on a query of an address reads.
pub fn place(query: &str) -> Option<Cursor> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "before").and_then(|(_, place)| Cursor::parse(&place))
}

/// GET /offers?type=…&q=…&country=…&trade=…&partnership=…&language=…
pub async fn list(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let (node, query) = (app.node(), query.unwrap_or_default());
    if !query.is_empty() {
        node.count_look(visitor.from.address)?;
    }
    match OfferQuery::parse(&query) {
        Ok(asked) => {
            let before = place(&query);
            let found = node.find_offers(&asked, before.as_ref(), LISTED).await?;
            let page = page(node, &visitor, &asked, before.as_ref(), found)?;
            Ok(answered(&visitor, page))
        }
        Err(refusal) => {
            let problems = problems_of(refusal)?;
            let mut page = page(node, &visitor, &OfferQuery::default(), None, nothing())?;
            page.form = as_typed(&query);
            page.form.refuse(visitor.frame.lang, &problems);
            page.refused = true;
            page.head.no_index = true;
            Ok(visitor.show_again(&page))
        }
    }
}

/// The form of a query that cannot be answered, as it was typed; of what nobody types only the beginning.
fn as_typed(query: &str) -> Form {
    let query = query.get(..query.floor_char_boundary(limits::OFFER_QUERY_BYTES)).unwrap_or_default();
    let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
    Form::sent(pairs.map(|(name, value)| match name.as_str() {
        "type" => (format!("type-{value}"), "yes".to_owned()),
        _ => (name, value),
    }))
}

fn nothing() -> FoundOffers {
    FoundOffers { page: artel_node::features::lists::Page { items: Vec::new(), next: None }, count: 0 }
}

/// Search engines list the first page of all offers: what is found by a query is in it too.
fn answered(visitor: &Visitor, page: OffersPage) -> Response {
    let mut response = visitor.show(&page);
    if page.head.no_index {
        frame::keep_out_of_search(response.headers_mut());
    }
    response
}

fn page(
    node: &Node,
    visitor: &Visitor,
    asked: &OfferQuery,
    before: Option<&Cursor>,
    found: FoundOffers,
) -> Result<OffersPage, Refusal> {
    let (base, lang) = (node.base()?, visitor.frame.lang);
    let own = path(PATH, asked);
    let mut form = Form::sent([
        ("q", asked.words.join(" ")),
        ("country", asked.country.clone().unwrap_or_default()),
        ("trade", asked.trade.clone().unwrap_or_default()),
        ("language", asked.language.clone().unwrap_or_default()),
        ("partnership", asked.partnership.map(Partnership::code).unwrap_or_default().to_owned()),
    ]);
    for profile in &asked.types {
        form.set(format!("type-{}", profile.code()), "yes");
    }
    let mut entries = Vec::with_capacity(found.page.items.len());
    for shown in &found.page.items {
        let mut card = views::card(lang, &base, shown);
        if visitor.session().is_some() {
            card.url = told::entry_page(&base, &shown.record.entry);
        }
        entries.push(card);
    }
    Ok(OffersPage {
        frame: visitor.frame.clone(),
        head: heads::of_offers(node, lang, asked, before)?,
        form,
        types: ProfileType::ALL.iter().map(|term| (term.code(), lang.t(term.key()).into_owned())).collect(),
        partnerships: Partnership::ALL
            .iter()
            .map(|term| (term.code(), lang.t(term.key()).into_owned()))
            .collect(),
        query: asked.to_query(),
        refused: false,
        count: found.count,
        entries,
        newest: before.map(|_| own.clone()),
        older: found.page.next.map(|next| going_on(&own, &next)),
    })
}

/// GET /offers/saved.
pub async fn saved(State(app): State<App>, member: Member) -> Answer {
    app.node().count_look(member.visitor.from.address)?;
    let searches = app.node().saved_offer_searches(&member.session.account.name).await?;
    let view = |search: &artel_node::features::saved_offers::SavedOffers| SavedView {
        number: search.record.number,
        name: search.record.name.clone(),
        new: search.new,
    };
    let searches = searches.iter().map(view).collect();
    Ok(member.visitor.show(&SavedOffersPage { frame: member.visitor.frame.clone(), searches }))
}

/// POST /offers/saved: keeps `query` under `name`.
pub async fn save(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (name, query) = (sent.form.value("name"), sent.form.value("query"));
    app.node().save_offer_search(&member.session.account.name, name, query).await?;
    Ok(member.visitor.go_to("/offers/saved"))
}

/// POST /offers/saved/look: shows what a search finds; nothing in it is new any more.
pub async fn look(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let query = app.node().look_at_saved(&member.session.account.name, number(&sent)?).await?;
    Ok(member.visitor.go_to(&path(PATH, &OfferQuery::parse(&query)?)))
}

/// POST /offers/saved/delete.
pub async fn forget(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    app.node().forget_saved(&member.session.account.name, number(&sent)?).await?;
    Ok(member.visitor.go_to("/offers/saved"))
}

fn number(sent: &Sent) -> Result<u64, PageRefusal> {
    sent.form.value("number").parse().map_err(|_| PageRefusal::unreadable())
}
