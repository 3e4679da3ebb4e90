//! Lists of blocks: given on as files, and taken over after a look.

use std::sync::Arc;

use artel_node::features::block_lists::ListPlan;
use artel_node::{Node, Refusal};
use artel_protocol::kinds::Problem;
use artel_protocol::{Name, limits};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::Answer;
use super::sent::SentWithFile;
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::i18n::Lang;
use crate::jobs::{Ended, Job, JobLine, Work};
use crate::pages::block_lists::{BlockListPage, PlanView};
use crate::pages::jobs::JobPage;
use crate::session::Member;

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

/// POST /blocks/import. The actors of a list are asked for one after the other, beside the page.
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
    let begins = page.form.is("what", "actors") && page.form.is("do", "take");
    let read = match read_or_take(app.node(), &page.form, &list, by).await {
        Ok((plan, _)) if begins => match begin(&app, &member, plan) {
            Ok(path) => return Ok(member.visitor.go_to(&path)),
            Err(refusal) => Err(refusal),
        },
        read => read,
    };
    match read {
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
    match (form.is("what", "actors"), form.is("do", "take")) {
        _ if list.is_empty() => Err(Refusal::field("file", "block-list-missing")),
        (true, _) => Ok((node.plan_actor_list(list)?, None)),
        (false, false) => Ok((node.plan_domain_list(list)?, None)),
        (false, true) => {
            let plan = node.take_domain_list(list, by).await?;
            let taken = plan.new.len() as u64;
            Ok((plan, Some(taken)))
        }
    }
}

/// Begins to look for the actors of a plan, and yields the address of the page that shows how far that is.
fn begin(app: &App, member: &Member, plan: ListPlan) -> Result<String, Refusal> {
    let (node, account) = (app.node(), &member.session.account);
    let who = (node.random().token(), account.name.clone(), node.clock().now());
    let job = app.jobs().begin(who, Work::Blocks, account.organisation.clone(), None);
    let job = job.map_err(|refusal| match refusal {
        Refusal::Invalid(_) => Refusal::field("file", "job-running"),
        other => other,
    })?;
    let path = format!("/blocks/import/{}", job.token);
    tokio::spawn(take_actors(node.clone(), job, plan, member.visitor.frame.lang));
    Ok(path)
}

async fn take_actors(node: Node, job: Arc<Job>, plan: ListPlan, lang: Lang) {
    let all = plan.new.len() as u64;
    job.progress(0, all);
    for ((actor, _), done) in plan.new.into_iter().zip(1..) {
        let (key, wrong) = match node.take_listed_actor(&actor, job.owner.clone()).await {
            Ok(()) => ("block-list-blocked", false),
            Err(Refusal::Store(error)) => {
                tracing::warn!(%error, "a list of blocks was not taken to its end");
                return job.end(Ended::Badly);
            }
            Err(_) => ("block-list-nobody", true),
        };
        job.line(JobLine { name: actor, words: lang.t(key).into_owned(), wrong, link: None });
        job.progress(done, all);
    }
    job.end(Ended::Well);
}

/// GET /blocks/import/TOKEN.
pub async fn progress(State(app): State<App>, member: Member, Path(token): Path<String>) -> Answer {
    let job = app.jobs().find(&token, &member.session.account.name, Work::Blocks);
    let state = job.ok_or_else(PageRefusal::not_found)?.state();
    Ok(member.visitor.show(&JobPage::of(
        member.visitor.frame.clone(),
        "block-list-title",
        state,
        "/blocks/import",
    )))
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
