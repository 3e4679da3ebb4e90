//! Taking one's own home.

use std::path::PathBuf;

use artel_node::Refusal;
use artel_node::store::records::{LocalActorRecord, Role};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use tokio::io::AsyncReadExt;

use super::Answer;
use super::sent::Sent;
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::i18n::Lang;
use crate::jobs::{Ended, Job, Work};
use crate::pages::jobs::{ExportPage, JobPage};
use crate::pages::parts::When;
use crate::session::Member;

/// How much of an archive is read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// GET /export.
pub async fn ask(State(app): State<App>, member: Member) -> Answer {
    Ok(member.visitor.show(&page(&app, &member, Form::empty())))
}

/// POST /export: begins the archive, and leads to the page that says how far it is.
pub async fn begin(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let chosen = own_actors(&member).into_iter().find(|actor| sent.form.is("as", actor.name.as_str()));
    let actor = chosen.ok_or(Refusal::Forbidden("this is nobody whose archive you can have"))?;
    let job = match begin_job(&app, &member, actor) {
        Ok(job) => job,
        Err(refusal) => {
            let mut page = page(&app, &member, sent.form);
            page.form.refuse(member.visitor.frame.lang, &problems_of(refusal)?);
            return Ok(member.visitor.show_again(&page));
        }
    };
    let readme = readme(member.visitor.frame.lang, actor);
    let path = format!("/export/{}", job.token);
    tokio::spawn(write(app, job, readme));
    Ok(member.visitor.go_to(&path))
}

fn begin_job(app: &App, member: &Member, actor: &LocalActorRecord) -> Result<std::sync::Arc<Job>, Refusal> {
    let token = app.node().random().token();
    let folder = app.exports_folder().map_err(|error| {
        tracing::error!(%error, "the folder for archives cannot be made");
        Refusal::Busy { sentence: "the archive cannot be written to disk", retry_after: 60 }
    })?;
    let file = Some(folder.join(format!("{token}.zip")));
    let owner = member.session.account.name.clone();
    app.jobs().begin((token, owner, app.node().clock().now()), Work::Export, actor.name.clone(), file)
}

async fn write(app: App, job: std::sync::Arc<Job>, readme: String) {
    let Some(file) = job.file.clone() else { return job.end(Ended::Badly) };
    let told = job.clone();
    let progress = Box::new(move |done, all| told.progress(done, all));
    match app.node().export(&job.actor, &file, readme, progress).await {
        Ok(_) => job.end(Ended::Well),
        Err(refusal) => {
            tracing::warn!(%refusal, actor = %job.actor, "an archive was not written");
            job.end(Ended::Badly);
        }
    }
}

/// GET /export/TOKEN.
pub async fn progress(State(app): State<App>, member: Member, Path(token): Path<String>) -> Answer {
    let job = find(&app, &member, &token)?;
    let state = job.state();
    let file = (state.ended == Some(Ended::Well)).then(|| format!("/export/{token}/archive.zip"));
    let page = JobPage::of(member.visitor.frame.clone(), "place-export", state, "/export");
    Ok(member.visitor.show(&JobPage { file, ..page }))
}

/// GET /export/TOKEN/archive.zip: the archive, a piece at a time.
pub async fn download(
    State(app): State<App>,
    member: Member,
    Path(token): Path<String>,
) -> Result<Response, PageRefusal> {
    let job = find(&app, &member, &token)?;
    if job.state().ended != Some(Ended::Well) {
        return Err(PageRefusal::not_found());
    }
    let path = job.file.as_ref().ok_or_else(PageRefusal::not_found)?;
    let file = tokio::fs::File::open(path).await.map_err(|_| PageRefusal::not_found())?;
    let size = file.metadata().await.map_err(|_| PageRefusal::not_found())?.len();
    // The job is held until the last piece, since the file goes when it does.
    let pieces = futures_util::stream::try_unfold((file, job.clone()), |(mut file, job)| async move {
        let mut piece = vec![0; CHUNK];
        let read = file.read(&mut piece).await?;
        piece.truncate(read);
        Ok::<_, std::io::Error>((read > 0).then(|| (Bytes::from(piece), (file, job))))
    });
    let name = format!("attachment; filename=\"{}.zip\"", job.actor);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/zip")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).expect("names are letters and digits")),
        (header::CONTENT_LENGTH, HeaderValue::from(size)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

fn find(app: &App, member: &Member, token: &str) -> Result<std::sync::Arc<Job>, PageRefusal> {
    let found = app.jobs().find(token, &member.session.account.name, Work::Export);
    found.ok_or_else(PageRefusal::not_found)
}

/// Oneself, and for owners their organisation.
fn own_actors(member: &Member) -> Vec<&LocalActorRecord> {
    let session = &member.session;
    let mut actors = vec![&session.person];
    if session.account.role == Role::Owner {
        actors.push(&session.organisation);
    }
    actors
}

fn page(app: &App, member: &Member, form: Form) -> ExportPage {
    let lang = member.visitor.frame.lang;
    let actors = own_actors(member);
    let titles = actors.iter().map(|actor| (actor.name.to_string(), actor.title.clone()));
    ExportPage {
        frame: member.visitor.frame.clone(),
        form,
        actors: titles.collect(),
        archives: begun(app, member, Work::Export, lang),
    }
}

/// The jobs that somebody began, as their pages list them.
pub fn begun(app: &App, member: &Member, work: Work, lang: Lang) -> Vec<(String, String, When)> {
    let path = match work {
        Work::Export => "/export",
        Work::Import => "/import",
        Work::Blocks => "/blocks/import",
    };
    let jobs = app.jobs().of(&member.session.account.name, work);
    let shown = |job: &std::sync::Arc<Job>| {
        (format!("{path}/{}", job.token), job.actor.to_string(), When::minute(lang, job.begun))
    };
    jobs.iter().map(shown).collect()
}

/// What the archive says of itself.
pub fn readme(lang: Lang, actor: &LocalActorRecord) -> String {
    lang.about("export-readme", &format!("{} (@{}@{})", actor.title, actor.name, actor.id.host()))
        .into_owned()
}

/// The folder that archives are written to. What an earlier run of the node left there belongs to nobody any more.
pub fn fresh_folder(data: &std::path::Path) -> std::io::Result<PathBuf> {
    let folder = data.join("exports");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
