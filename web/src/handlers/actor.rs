//! The page of an organisation or a person, and the way from there to the reader's own server.

use artel_node::features::lists::Cursor;
use artel_node::features::reading::Shown;
use artel_node::store::records::LocalActorRecord;
use artel_node::{Node, Refusal};
use artel_protocol::actor::ActorType;
use artel_protocol::html::SafeHtml;
use artel_protocol::limits;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use tokio::sync::Semaphore;

use super::home::{Before, LISTED, going_on};
use super::remote::relations;
use super::{Answer, heads, views};
use crate::activitypub::{self, wants_activity};
use crate::app::App;
use crate::error::problems_of;
use crate::form::Form;
use crate::frame;
use crate::pages::actor::ActorPage;
use crate::pages::directory::CompanyView;
use crate::pages::link_to_document;
use crate::session::{Member, Visitor};

/// GET /@NAME. A machine that asks for the document gets it here too.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    Query(page): Query<Before>,
    headers: HeaderMap,
) -> Answer {
    if wants_activity(&headers) {
        return Ok(activitypub::actor(app.node(), &headers, &name).into_response());
    }
    let actor = app.node().local_actor(&views::name(&name)?)?;
    if actor.actor_type == ActorType::Group {
        return Ok(visitor.go_to(actor.page.path()));
    }
    let page = page_of(app.node(), &visitor, &actor, page.before.as_ref())?;
    let mut response = visitor.show(&page);
    link_to_document(response.headers_mut(), actor.id.as_str());
    if page.head.no_index {
        frame::keep_out_of_search(response.headers_mut());
    }
    Ok(response)
}

/// How many strangers' servers are asked at the same time.
static LOOK_UPS: Semaphore = Semaphore::const_new(limits::LOOK_UPS_FOR_STRANGERS);

/// POST /@NAME/follow: leads readers to the page of their own server where they follow. It changes nothing here, so
/// it needs no token, and readers of public pages get no cookie.
pub async fn follow_from_elsewhere(
    State(app): State<App>,
    visitor: Visitor,
    Path(name): Path<String>,
    axum::extract::Form(pairs): axum::extract::Form<Vec<(String, String)>>,
) -> Answer {
    let actor = app.node().local_actor(&views::name(&name)?)?;
    let mut form = Form::sent(pairs);
    let busy = Refusal::Busy { sentence: "too many people are asking", retry_after: 5 };
    let _permit = LOOK_UPS.try_acquire().map_err(|_| busy)?;
    match app.node().subscribe_page(form.value("handle"), &actor.id).await {
        Ok(elsewhere) => Ok(Redirect::to(&elsewhere).into_response()),
        Err(refusal) => {
            form.refuse(visitor.frame.lang, &problems_of(refusal)?);
            let mut page = page_of(app.node(), &visitor, &actor, None)?;
            page.follow = form;
            page.frame.path = actor.page.path().to_owned();
            Ok::<Response, _>(frame::respond_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

fn page_of(
    node: &Node,
    visitor: &Visitor,
    actor: &LocalActorRecord,
    before: Option<&Cursor>,
) -> Result<ActorPage, Refusal> {
    let (base, counts) = (node.base()?, node.counts(&actor.id)?);
    let blog = node.public_blog(&actor.id, before, LISTED)?;
    let older = blog.next.map(|next| going_on(actor.page.path(), &next));
    // What stands first does not stand a second time below.
    let pinned = if before.is_none() { node.pinned(&actor.id)? } else { Vec::new() };
    let stands_first =
        |shown: &Shown| pinned.iter().any(|first| first.record.entry.id == shown.record.entry.id);
    let mut listed = blog.items;
    listed.retain(|shown| !stands_first(shown));
    let lang = visitor.frame.lang;
    let own = visitor.session().is_some_and(|session| session.account.organisation == actor.organisation);
    let relations = match visitor.session().cloned() {
        Some(session) if !own => relations(node, &Member { visitor: visitor.clone(), session }, &actor.id)?,
        _ => Vec::new(),
    };
    let moved = match &actor.moved_to {
        Some(target) => Some(views::actor(&base, target, node.view()?.actor(target)?.as_ref())),
        None => None,
    };
    Ok(ActorPage {
        frame: visitor.frame.clone(),
        moved,
        head: heads::of_actor(node, actor, before, older.clone())?,
        actor: views::local_actor(actor),
        summary: SafeHtml::from_plain(&actor.summary),
        fields: views::fields(lang, actor),
        company: company_of(node, visitor, actor)?,
        followers: counts.followers,
        entries: counts.entries,
        pinned: pinned.iter().map(|shown| views::card(lang, &base, shown)).collect(),
        articles: listed.iter().map(|shown| views::card(lang, &base, shown)).collect(),
        older,
        follow_at: format!("{}/follow", actor.page.path()),
        follow: Form::empty(),
        id: actor.id.to_string(),
        relations,
        own,
        edit: visitor.session().and_then(|session| super::profile::edited_at(session, actor)),
    })
}

/// The company that an organisation is.
fn company_of(
    node: &Node,
    visitor: &Visitor,
    actor: &LocalActorRecord,
) -> Result<Option<CompanyView>, Refusal> {
    match actor.actor_type {
        ActorType::Organization => super::directory::company(node, visitor, actor).map(Some),
        _ => Ok(None),
    }
}
