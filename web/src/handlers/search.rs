//! The search.

use artel_node::features::search::{Found, FoundActor, FoundEntry, Hit, Question, State as Index, kinds};
use artel_node::{Node, Refusal};
use artel_protocol::Id;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::told::{self, encoded};
use super::{Answer, views};
use crate::app::App;
use crate::error::problems_of;
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::home::FilterView;
use crate::pages::parts::{CommunityView, When};
use crate::pages::search::{FoundView, HitView, IndexView, SearchPage};
use crate::session::Visitor;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    kind: String,
    /// How many finds were on earlier pages.
    skip: String,
}

/// GET /search?q=….
pub async fn ask(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Answer {
    let (node, frame) = (app.node(), visitor.frame.clone());
    let mut form = Form::sent([("q", asked.q.trim()), ("kind", &asked.kind)]);
    if asked.q.trim().is_empty() {
        let index = index_view(&node.search_state());
        return Ok(visitor.show(&SearchPage { frame, form, found: None, index }));
    }
    node.count_search(&visitor.from)?;
    match find(node, &visitor, &asked).await {
        Ok(found) => {
            let index = index_view(&found.state);
            let shown = (index != IndexView::Missing).then(|| found_view(node, &visitor, &asked, found));
            Ok(visitor.show(&SearchPage { frame, form, found: shown.transpose()?, index }))
        }
        Err(refusal) => {
            form.refuse(frame.lang, &problems_of(refusal)?);
            Ok(visitor.show_again(&SearchPage { frame, form, found: None, index: IndexView::Whole }))
        }
    }
}

async fn find(node: &Node, visitor: &Visitor, asked: &Asked) -> Result<Found, Refusal> {
    let question = Question::parse(&asked.q)?.of_kind(&asked.kind)?;
    let reader = visitor.session().map(|session| session.account.clone());
    node.search(question, reader, asked.skip.parse().unwrap_or(0)).await
}

fn index_view(state: &Index) -> IndexView {
    match state {
        Index::Ready => IndexView::Whole,
        Index::Comparing { done, total } => IndexView::Making { done: *done, total: *total },
        Index::Off | Index::Opening | Index::Failed(_) => IndexView::Missing,
    }
}

fn found_view(node: &Node, visitor: &Visitor, asked: &Asked, found: Found) -> Result<FoundView, Refusal> {
    let (lang, base) = (visitor.frame.lang, node.base()?);
    let is_member = visitor.session().is_some();
    let hits = found.hits.into_iter().map(|hit| match hit {
        Hit::Entry(found) => entry(lang, &base, is_member, *found),
        Hit::Actor(found) => actor(lang, &base, is_member, *found),
    });
    let path = path(asked, &asked.kind);
    Ok(FoundView {
        kinds: filters(lang, asked),
        hits: hits.collect(),
        more: found.next.map(|next| format!("{path}&skip={next}")),
        first: (!asked.skip.is_empty()).then_some(path),
    })
}

/// The address of a search.
fn path(asked: &Asked, kind: &str) -> String {
    let kind = if kind.is_empty() { String::new() } else { format!("&kind={}", encoded(kind)) };
    format!("/search?q={}{kind}", encoded(asked.q.trim()))
}

fn filters(lang: Lang, asked: &Asked) -> Vec<FilterView> {
    let of_kind =
        |kind: &str, name: String| FilterView { name, path: path(asked, kind), current: asked.kind == kind };
    let all = of_kind("", lang.t("search-all").into_owned());
    std::iter::once(all).chain(kinds().map(|kind| of_kind(kind, kind_name(lang, kind)))).collect()
}

/// What something of a kind is called.
fn kind_name(lang: Lang, kind: &str) -> String {
    let name = match kind {
        "person" => lang.t("search-person"),
        "organisation" => lang.t("search-organisation"),
        "community" => lang.t("search-community"),
        of_entries => lang.t(of_entries),
    };
    name.into_owned()
}

/// Who is logged in stays on this node.
fn entry(lang: Lang, base: &Id, is_member: bool, found: FoundEntry) -> HitView {
    let FoundEntry { shown, title, snippet } = found;
    let entry = &shown.record.entry;
    let url = match is_member {
        true => told::entry_page(base, entry),
        false => views::entry_page(base, entry),
    };
    let community = views::community(base, &shown).map(|place| match &shown.record.community {
        Some(community) if is_member => {
            CommunityView { url: told::community_page(base, &community.id), ..place }
        }
        _ => place,
    });
    let author = views::actor(base, &entry.author, shown.author.as_deref());
    HitView {
        kind: kind_name(lang, entry.content.kind()),
        url,
        title,
        snippet,
        handle: String::new(),
        written: Some((author, When::day(lang, shown.record.sorted))),
        community,
    }
}

fn actor(lang: Lang, base: &Id, is_member: bool, found: FoundActor) -> HitView {
    let view = match is_member {
        true => told::actor(base, &found.actor.id, Some(&found.actor)),
        false => views::actor(base, &found.actor.id, Some(&found.actor)),
    };
    HitView {
        kind: kind_name(lang, found.kind),
        url: view.url,
        title: found.name,
        snippet: found.snippet,
        handle: view.handle,
        written: None,
        community: None,
    }
}
