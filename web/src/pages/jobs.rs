//! Taking one's own home, bringing it along, and how far that has come.

use askama::Template;

use super::parts::{When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;
use crate::jobs::{Ended, JobLine, State};

/// GET /export. Each form posts `as` `csrf` to /export.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/export.html")]
pub struct ExportPage {
    pub frame: Frame,
    /// The field `as`.
    pub form: Form,
    /// Who can be exported: the name, and the full name.
    pub actors: Vec<(String, String)>,
    /// Archives that are there or on their way: the address of the page, whose it is, and when it was begun.
    pub archives: Vec<(String, String, When)>,
}

/// GET /import. Posts `as` `files` `dry` `csrf` to /import.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/import.html")]
pub struct ImportPage {
    pub frame: Frame,
    /// The fields `as`, `files` and `dry`.
    pub form: Form,
    pub actors: Vec<(String, String)>,
    pub imports: Vec<(String, String, When)>,
}

/// GET /export/TOKEN, /import/TOKEN and /blocks/import/TOKEN.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/job.html")]
pub struct JobPage {
    pub frame: Frame,
    pub title: String,
    pub running: bool,
    pub failed: bool,
    pub done: u64,
    pub all: u64,
    /// The address of the archive, once it is there.
    pub file: Option<String>,
    pub lines: Vec<JobLine>,
    /// Where to begin another one.
    pub again: &'static str,
}

fn actors() -> Vec<(String, String)> {
    vec![("anna".into(), "Anna Brandt".into()), ("werkstatt".into(), "Werkstatt Brandt & Söhne".into())]
}

fn begun(lang: Lang, path: &str) -> Vec<(String, String, When)> {
    vec![(path.into(), "Anna Brandt".into(), When::minute(lang, samples::moment()))]
}

impl ExportPage {
    pub fn samples(lang: Lang) -> Vec<ExportPage> {
        let frame = Frame { path: "/export".into(), ..Frame::sample(lang) };
        let page = ExportPage { frame, form: Form::empty(), actors: actors(), archives: Vec::new() };
        vec![page.clone(), ExportPage { archives: begun(lang, "/export/abc"), ..page }]
    }
}

impl ImportPage {
    pub fn samples(lang: Lang) -> Vec<ImportPage> {
        let frame = Frame { path: "/import".into(), ..Frame::sample(lang) };
        let mut form = Form::sent([("as", "anna"), ("dry", "yes")]);
        let problem =
            artel_protocol::kinds::Problem { field: "files", key: "import-nothing", arguments: Vec::new() };
        let page = ImportPage { frame, form: form.clone(), actors: actors(), imports: Vec::new() };
        form.refuse(lang, &[problem]);
        vec![page.clone(), ImportPage { form, imports: begun(lang, "/import/abc"), ..page }]
    }
}

impl JobPage {
    /// How far a job is, under the name of what it does.
    pub fn of(frame: Frame, name: &str, job: State, again: &'static str) -> JobPage {
        JobPage {
            title: frame.lang.t(name).into_owned(),
            running: job.ended.is_none(),
            failed: job.ended == Some(Ended::Badly),
            done: job.done,
            all: job.all,
            file: None,
            lines: job.lines,
            again,
            frame,
        }
    }

    pub fn samples(lang: Lang) -> Vec<JobPage> {
        let line = |name: &str, key: &str, wrong| JobLine {
            name: name.into(),
            words: lang.about(key, "Neue Fräse").into_owned(),
            wrong,
            link: (!wrong).then(|| "/@anna/1".into()),
        };
        let running = JobPage {
            frame: Frame::sample(lang),
            title: lang.t("place-import").into_owned(),
            running: true,
            failed: false,
            done: 2,
            all: 40,
            file: None,
            lines: vec![
                line("posts/1.md", "import-would", false),
                line("posts/<2>.md", "import-front-matter-wrong", true),
            ],
            again: "/import",
        };
        let file = Some("/export/abc/archive.zip".into());
        vec![
            running.clone(),
            JobPage { running: false, failed: true, ..running.clone() },
            JobPage { running: false, lines: Vec::new(), file, again: "/export", ..running },
        ]
    }
}
