//! Bringing along what was written elsewhere.

use std::sync::Arc;

use artel_node::features::import::{Bundle, ImportLine, Imported};
use artel_node::store::records::{LocalActorRecord, Role};
use artel_node::{Node, Refusal};
use artel_protocol::kinds::Problem;
use axum::extract::{Path, State};

use super::sent_files::SentFiles;
use super::{Answer, export, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::i18n::Lang;
use crate::jobs::{Ended, Job, JobLine, Work};
use crate::pages::jobs::{ImportPage, JobPage};
use crate::session::Member;

/// GET /import.
pub async fn ask(State(app): State<App>, member: Member) -> Answer {
    let form = Form::sent([("as", member.session.person.name.as_str()), ("dry", "yes")]);
    Ok(member.visitor.show(&page(&app, &member, form)?))
}

/// POST /import: begins, and leads to the page that says how far it is.
pub async fn begin(State(app): State<App>, member: Member, sent: SentFiles) -> Answer {
    let authors = authors(app.node(), &member)?;
    let chosen = authors.into_iter().find(|actor| sent.form.is("as", actor.name.as_str()));
    let author = chosen.ok_or(Refusal::Forbidden("this is nobody you can write for"))?;
    let job = match bundle(sent.files).await.and_then(|bundle| {
        let who =
            (app.node().random().token(), member.session.account.name.clone(), app.node().clock().now());
        Ok((app.jobs().begin(who, Work::Import, author.name.clone(), None)?, bundle))
    }) {
        Ok((job, bundle)) => {
            let dry = sent.form.is("dry", "yes");
            tokio::spawn(run(app.clone(), job.clone(), bundle, dry, member.visitor.frame.lang));
            job
        }
        Err(refusal) => {
            let mut page = page(&app, &member, sent.form)?;
            page.form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            return Ok(member.visitor.show_again(&page));
        }
    };
    Ok(member.visitor.go_to(&format!("/import/{}", job.token)))
}

/// Unpacking takes the processor for a while: not where requests are answered.
async fn bundle(files: Vec<(String, bytes::Bytes)>) -> Result<Bundle, Refusal> {
    let unpacking = tokio::task::spawn_blocking(move || {
        let mut bundle = Bundle::default();
        for (name, bytes) in files {
            bundle.add(&name, bytes)?;
        }
        match bundle.is_empty() {
            true => Err(Refusal::field("files", "import-nothing")),
            false => Ok(bundle),
        }
    });
    unpacking.await.map_err(|error| Refusal::Internal(format!("unpacking an import: {error}")))?
}

async fn run(app: App, job: Arc<Job>, bundle: Bundle, dry: bool, lang: Lang) {
    let (told, node) = (job.clone(), app.node().clone());
    let mut tell = move |line: ImportLine, done: usize, all: usize| {
        told.line(job_line(&node, lang, &line));
        told.progress(done as u64, all as u64);
    };
    match app.node().import(&job.actor, &bundle, dry, &mut tell).await {
        Ok(()) => job.end(Ended::Well),
        Err(refusal) => {
            tracing::warn!(%refusal, author = %job.actor, "an import ended before its end");
            job.end(Ended::Badly);
        }
    }
}

/// GET /import/TOKEN.
pub async fn progress(State(app): State<App>, member: Member, Path(token): Path<String>) -> Answer {
    let job = app.jobs().find(&token, &member.session.account.name, Work::Import);
    let state = job.ok_or_else(PageRefusal::not_found)?.state();
    Ok(member.visitor.show(&JobPage::of(member.visitor.frame.clone(), "place-import", state, "/import")))
}

/// In whose name: one's own, and the organisation's, unless what members write in its name has to be approved first.
fn authors<'a>(node: &Node, member: &'a Member) -> Result<Vec<&'a LocalActorRecord>, Refusal> {
    let session = &member.session;
    let organisation = node.view()?.organisation(&session.account.organisation)?;
    let approves = organisation.is_some_and(|organisation| organisation.approves);
    let mut authors = vec![&session.person];
    if !approves || session.account.role != Role::Member {
        authors.push(&session.organisation);
    }
    Ok(authors)
}

fn page(app: &App, member: &Member, form: Form) -> Result<ImportPage, Refusal> {
    let authors = authors(app.node(), member)?;
    Ok(ImportPage {
        frame: member.visitor.frame.clone(),
        form,
        actors: authors.iter().map(|actor| (actor.name.to_string(), actor.title.clone())).collect(),
        imports: export::begun(app, member, Work::Import, member.visitor.frame.lang),
    })
}

fn job_line(node: &Node, lang: Lang, line: &ImportLine) -> JobLine {
    let page = |id: &artel_protocol::Id| {
        let entry = node.entry(id).ok()?.entry;
        Some(views::entry_page(&node.base().ok()?, &entry))
    };
    let name = line.path.clone();
    let (words, wrong, link) = match &line.outcome {
        Imported::Article { id, title, published, missing } => {
            let key = if id.is_some() { "import-done" } else { "import-would" };
            let mut words = lang.about(key, title).into_owned();
            if let Some(published) = published {
                words.push_str(&format!(", {}", lang.date(*published)));
            }
            if !missing.is_empty() {
                words.push_str(&format!(". {}", lang.about("import-missing", &missing.join(", "))));
            }
            (words, !missing.is_empty(), id.as_ref().and_then(page))
        }
        Imported::Known(id) => (lang.t("import-known").into_owned(), false, page(id)),
        Imported::Draft => (lang.t("import-draft").into_owned(), false, None),
        Imported::Wrong(fault) => {
            let why =
                lang.problem(&Problem { field: "files", key: fault.key, arguments: vec![("max", 200)] });
            match fault.line {
                Some(line) => (format!("{} {why}", lang.count("line-number", line)), true, None),
                None => (why, true, None),
            }
        }
    };
    JobLine { name, words, wrong, link }
}
