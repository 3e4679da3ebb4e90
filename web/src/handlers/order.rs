//! Keeping order in a space: what its moderators do there, each time with a reason, and the list of it that everybody reads.

use std::time::Duration;

use artel_node::features::communities::Order;
use artel_node::features::kept_order::{Kept, KeptAct};
use artel_node::sets::spaces::SpaceRecord;
use artel_node::store::records::LocalActorRecord;
use artel_node::{Node, Refusal, policy};
use artel_protocol::Id;
use axum::extract::{Path, Query, State};
use serde::Deserialize;

use super::forum::{entry_path, found, name_of, page_path};
use super::home::{Before, LISTED, going_on};
use super::sent::Sent;
use super::{Answer, told, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::forum::{KeptPage, KeptRow, OrderPage};
use crate::pages::parts::When;
use crate::session::{Member, Visitor};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// GET /space/KEY/kept.
pub async fn kept(
    State(app): State<App>,
    visitor: Visitor,
    Path(wanted): Path<String>,
    Query(from): Query<Before>,
) -> Answer {
    let (node, space) = (app.node(), found(app.node(), &wanted)?);
    let (base, view, lang) = (node.base()?, node.view()?, visitor.frame.lang);
    if !policy::may_look_into(&view, &policy::readers_of(&view, visitor.account())?, &space)? {
        return Err(PageRefusal::not_found());
    }
    let listed = node.kept_order(&space.space.community, from.before.as_ref(), LISTED)?;
    let row = |kept: &Kept| {
        // What went out of view has no title for everybody.
        let entry = view
            .entry(&kept.about)?
            .filter(|record| record.hidden.is_none() && record.entry.audience.is_public());
        let known = view.actor(&kept.about)?;
        let about = match (entry, known) {
            (Some(entry), _) => views::title(&entry.entry),
            (None, Some(actor)) => actor.display_name().to_owned(),
            (None, None) => lang.t("kept-entry").into_owned(),
        };
        let what = kept_words(lang, kept.what);
        Ok(KeptRow { at: When::minute(lang, kept.at), what, about, reason: kept.reason.clone() })
    };
    let path = page_path(&base, &space.space.id);
    let page = KeptPage {
        community: name_of(node, &space.space.community)?,
        space: (name_of(node, &space.space.id)?, path.clone()),
        rows: listed.items.iter().map(row).collect::<Result<_, Refusal>>()?,
        older: listed.next.map(|next| going_on(&format!("{path}/kept"), &next)),
        frame: visitor.frame.clone(),
    };
    Ok(visitor.show(&page))
}

fn kept_words(lang: Lang, what: KeptAct) -> String {
    let key = match what {
        KeptAct::Hidden => "kept-hidden",
        KeptAct::Shown => "kept-shown",
        KeptAct::Locked => "kept-locked",
        KeptAct::Unlocked => "kept-unlocked",
        KeptAct::Banned(Some(until)) => {
            return lang.about("community-banned-until", &lang.date_time(until)).into_owned();
        }
        KeptAct::Banned(None) => "kept-banned",
        KeptAct::Unbanned => "kept-unbanned",
    };
    lang.t(key).into_owned()
}

/// What a moderator wants to do.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    entry: String,
    #[serde(default)]
    member: String,
    #[serde(rename = "do")]
    act: String,
}

/// GET /space/KEY/order: asks for the reason.
pub async fn ask(
    State(app): State<App>,
    member: Member,
    Path(wanted): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let (node, space) = (app.node(), found(app.node(), &wanted)?);
    moderator(&member, &space)?;
    let form = Form::sent([("entry", &asked.entry), ("member", &asked.member), ("do", &asked.act)]);
    Ok(member.visitor.show(&order_page(node, &member, &space, form)?))
}

/// POST /space/KEY/order.
pub async fn order(State(app): State<App>, member: Member, Path(wanted): Path<String>, sent: Sent) -> Answer {
    let (node, space) = (app.node(), found(app.node(), &wanted)?);
    let by = moderator(&member, &space)?;
    let asked = match sent.form.value("do") {
        "pin" => Order::Pin(sent.id("entry")?, true),
        "unpin" => Order::Pin(sent.id("entry")?, false),
        "lock" => Order::Lock(sent.id("entry")?, true),
        "unlock" => Order::Lock(sent.id("entry")?, false),
        "hide" => Order::Show(sent.id("entry")?, false),
        "show" => Order::Show(sent.id("entry")?, true),
        "ban" => {
            let days: u16 = sent.form.value("days").parse().map_err(|_| PageRefusal::unreadable())?;
            Order::Ban(sent.id("member")?, Some(node.clock().now().plus(DAY * u32::from(days))))
        }
        "warn" => Order::Warn(sent.id("member")?),
        _ => return Err(PageRefusal::unreadable()),
    };
    match node.keep_order(&by.name, &space.space.id, &asked, sent.form.value("reason")).await {
        Ok(()) => Ok(member.visitor.go_to(&after(node, &space, &asked)?)),
        Err(refusal) => {
            let problems = problems_of(refusal)?;
            let mut page = order_page(node, &member, &space, sent.form)?;
            page.form.refuse(page.frame.lang, &problems);
            Ok(member.visitor.show_again(&page))
        }
    }
}

/// Where a moderator goes on: to the conversation, unless that is what went out of view.
fn after(node: &Node, space: &SpaceRecord, order: &Order) -> Result<String, Refusal> {
    let (base, id) = (node.base()?, &space.space.id);
    let (Order::Pin(entry, _) | Order::Lock(entry, _) | Order::Show(entry, _)) = order else {
        return Ok(page_path(&base, id));
    };
    let view = node.view()?;
    let record = view.entry(entry)?;
    let opener = match record.as_ref().and_then(|record| record.root.clone()) {
        Some(root) => view.entry(&root)?,
        None => record.filter(|_| !matches!(order, Order::Show(_, false))),
    };
    Ok(match opener {
        Some(opener) => entry_path(&base, id, &opener.entry),
        None => page_path(&base, id),
    })
}

/// In whose name the reader keeps order: their own, or their organisation's.
///
/// # Errors
/// 403 for who is no moderator.
pub fn moderator<'a>(member: &'a Member, space: &SpaceRecord) -> Result<&'a LocalActorRecord, Refusal> {
    let mut own = told::actors(member).into_iter();
    let found = own.find(|actor| policy::keeps_order_in(space, &actor.id).is_ok());
    found.ok_or(Refusal::Forbidden("only its moderators keep order in this space"))
}

fn order_page(
    node: &Node,
    member: &Member,
    space: &SpaceRecord,
    form: Form,
) -> Result<OrderPage, PageRefusal> {
    let (base, view) = (node.base()?, node.view()?);
    let id = |field: &str| Id::parse(form.value(field)).map_err(|_| PageRefusal::unreadable());
    let (act, what) = match form.value("do") {
        "hide" => {
            let entry =
                view.entry(&id("entry")?).map_err(Refusal::from)?.ok_or_else(PageRefusal::not_found)?;
            ("hide", views::title(&entry.entry))
        }
        act @ ("ban" | "warn") => {
            let who = id("member")?;
            let known = view.actor(&who).map_err(Refusal::from)?;
            let act = if act == "ban" { "ban" } else { "warn" };
            (act, views::actor(&base, &who, known.as_ref()).name)
        }
        _ => return Err(PageRefusal::unreadable()),
    };
    let path = page_path(&base, &space.space.id);
    Ok(OrderPage { frame: member.visitor.frame.clone(), form, act, what, cancel: path.clone(), path })
}
