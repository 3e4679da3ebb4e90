//! Lists of blocks: given on as files, and taken over after a look.

use artel_node::features::block_lists::{ListPlan, WrongRow};
use artel_node::{Node, Refusal};
use artel_protocol::kinds::Problem;
use artel_protocol::{Name, limits};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::Answer;
use super::sent::SentWithFile;
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::block_lists::{BlockListPage, PlanView};
use crate::session::Member;

/// How many actors of one list are looked up at their servers in one go; what is left is told, and the list can be sent
/// again.
const LOOK_UPS: usize = 100;

/// GET /blocks/domains.csv.
pub async fn domains(State(app): State<App>, _: Member) -> Result<Response, PageRefusal> {
    Ok(table("blocked_domains.csv", app.node().blocked_domains_table()?))
}

/// GET /blocks/actors.csv.
pub async fn actors(State(app): State<App>, _: Member) -> Result<Response, PageRefusal> {
    Ok(table("blocked_accounts.csv", app.node().blocked_actors_table()?))
}

/// A table as a file.
pub fn table(name: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).expect("our names are letters")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, bytes).into_response()
}

/// GET /blocks/import.
pub async fn ask(member: Member) -> Answer {
    let form = Form::sent([("what", "domains")]);
    Ok(member.visitor.show(&BlockListPage { frame: member.visitor.frame.clone(), form, plan: None }))
}

/// POST /blocks/import.
pub async fn import(State(app): State<App>, member: Member, sent: SentWithFile) -> Answer {
    let lang = member.visitor.frame.lang;
    let list = match &sent.file {
        Some(file) => file.to_vec(),
        None => sent.form.value("list").as_bytes().to_vec(),
    };
    let mut page = BlockListPage { frame: member.visitor.frame.clone(), form: sent.form, plan: None };
    if list.len() > limits::BLOCK_LIST_BYTES {
        return Err(PageRefusal::too_large());
    }
    let by = member.session.account.name.clone();
    match read_or_take(app.node(), &page.form, &list, by).await {
        Ok((plan, taken)) => {
            page.plan = Some(plan_view(lang, &list, &plan, taken));
            Ok(member.visitor.show(&page))
        }
        Err(refusal) => {
            page.form.refuse(lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page))
        }
    }
}

async fn read_or_take(
    node: &Node,
    form: &Form,
    list: &[u8],
    by: Name,
) -> Result<(ListPlan, Option<u64>), Refusal> {
    if list.is_empty() {
        return Err(Refusal::field("file", "block-list-missing"));
    }
    let take = form.is("do", "take");
    let of_actors = form.is("what", "actors");
    match (of_actors, take) {
        (false, false) => Ok((node.plan_domain_list(list)?, None)),
        (false, true) => {
            let plan = node.take_domain_list(list, by).await?;
            let taken = plan.new.len() as u64;
            Ok((plan, Some(taken)))
        }
        (true, false) => Ok((node.plan_actor_list(list)?, None)),
        (true, true) => take_actors(node, node.plan_actor_list(list)?, by).await,
    }
}

async fn take_actors(node: &Node, mut plan: ListPlan, by: Name) -> Result<(ListPlan, Option<u64>), Refusal> {
    let mut taken = 0;
    for (number, (actor, _)) in plan.new.iter().enumerate() {
        let wrong = |key| WrongRow { line: number as u64 + 1, cell: actor.clone(), key };
        if number >= LOOK_UPS {
            plan.wrong.push(wrong("block-list-later"));
            continue;
        }
        match node.take_listed_actor(actor, by.clone()).await {
            Ok(()) => taken += 1,
            Err(Refusal::Store(error)) => return Err(Refusal::Store(error)),
            Err(_) => plan.wrong.push(wrong("block-list-nobody")),
        }
    }
    Ok((plan, Some(taken)))
}

fn plan_view(lang: Lang, list: &[u8], plan: &ListPlan, taken: Option<u64>) -> PlanView {
    let words = |key: &'static str| lang.problem(&Problem { field: "file", key, arguments: Vec::new() });
    PlanView {
        list: String::from_utf8_lossy(list).into_owned(),
        new: plan.new.iter().map(|(what, _)| what.clone()).collect(),
        known: plan.known.len() as u64,
        wrong: plan.wrong.iter().map(|row| (row.line, row.cell.clone(), words(row.key))).collect(),
        taken,
    }
}
