//! Reports: the officers' desk, and the form by which people here report something.

use askama::Template;

use super::parts::{ActorView, When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /reports. Each open report has a form that posts `report` `note` `csrf` to /reports/close, and one for each
/// thing that can be done at once, which posts `do` `target` `csrf` to /reports/act; each closed one posts `report`
/// `csrf` to /reports/reopen.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/reports.html")]
pub struct ReportsPage {
    pub frame: Frame,
    pub open: Vec<ReportView>,
    pub closed: Vec<ReportView>,
}

/// A report.
#[derive(Clone, Debug, Default)]
pub struct ReportView {
    /// What closes it.
    pub key: String,
    pub from: ActorView,
    /// Somebody of this node reports it.
    pub from_here: bool,
    pub reason: String,
    pub received: When,
    pub about: Vec<ReportedView>,
    /// What became of the word to the other server, if one was sent.
    pub sent: Option<String>,
    /// Who closed it, when, and the note.
    pub closed: Option<(String, When, String)>,
}

/// Something that is reported.
#[derive(Clone, Debug, Default)]
pub struct ReportedView {
    pub title: String,
    /// The beginning of its text.
    pub text: String,
    pub url: String,
    pub author: ActorView,
    /// Deleted meanwhile, or never known here.
    pub gone: bool,
    pub acts: Vec<ActView>,
}

/// What can be done at once.
#[derive(Clone, Debug, Default)]
pub struct ActView {
    /// What the form posts as `do`.
    pub what: &'static str,
    pub target: String,
    pub label: String,
    /// It cannot be undone: the form asks for a tick.
    pub for_ever: bool,
    /// Tells its form from all others of the page.
    pub number: usize,
}

/// GET /report?about=ID. Posts `about` `reason` `forward` `csrf` to /report.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/report.html")]
pub struct ReportPage {
    pub frame: Frame,
    /// The field `reason`.
    pub form: Form,
    /// The id of what is reported.
    pub about: String,
    pub title: String,
    pub author: ActorView,
    /// The other server, if there is one that could be told.
    pub elsewhere: Option<String>,
    pub sent: bool,
}

impl ReportsPage {
    pub fn new(frame: Frame, mut open: Vec<ReportView>, closed: Vec<ReportView>) -> ReportsPage {
        let things = open.iter_mut().flat_map(|report| &mut report.about);
        for (number, act) in things.flat_map(|thing| &mut thing.acts).enumerate() {
            act.number = number;
        }
        ReportsPage { frame, open, closed }
    }

    pub fn samples(lang: Lang) -> Vec<ReportsPage> {
        let frame = Frame { path: "/reports".into(), ..Frame::sample(lang) };
        let when = When::minute(lang, samples::moment());
        let act = |what, key: &str, for_ever| ActView {
            what,
            target: "https://artel.example/o/1".into(),
            label: lang.t(key).into_owned(),
            for_ever,
            number: 0,
        };
        let entry = ReportedView {
            title: "Neue 5-Achs-Fräse".into(),
            text: "Sie steht seit Montag.".into(),
            url: "/@werkstatt/1".into(),
            author: samples::company(),
            gone: false,
            acts: vec![act("hide", "hide", false), act("delete", "delete", true)],
        };
        let gone =
            ReportedView { title: "https://artel.example/o/2".into(), gone: true, ..ReportedView::default() };
        let open = ReportView {
            key: "4a00".into(),
            from: samples::stranger(),
            reason: "Реклама <b>казино</b>".into(),
            received: when.clone(),
            about: vec![entry, gone],
            ..ReportView::default()
        };
        let closed = ReportView {
            from_here: true,
            from: samples::company(),
            sent: Some(lang.about("report-sent-arrived", "masto.example").into_owned()),
            closed: Some(("anna".into(), when, "Erledigt.".into())),
            ..open.clone()
        };
        vec![
            ReportsPage::new(frame.clone(), Vec::new(), Vec::new()),
            ReportsPage::new(frame, vec![open], vec![closed]),
        ]
    }
}

impl ReportPage {
    pub fn samples(lang: Lang) -> Vec<ReportPage> {
        let mut form = Form::sent([("reason", ""), ("forward", "yes")]);
        let key = "report-reason-missing";
        form.refuse(lang, &[artel_protocol::kinds::Problem { field: "reason", key, arguments: Vec::new() }]);
        let page = ReportPage {
            frame: Frame::sample(lang),
            form,
            about: "https://masto.example/users/irina".into(),
            title: String::new(),
            author: samples::stranger(),
            elsewhere: Some("masto.example".into()),
            sent: false,
        };
        let own = ReportPage { elsewhere: None, title: "Fräse".into(), form: Form::empty(), ..page.clone() };
        vec![page.clone(), own, ReportPage { sent: true, ..page }]
    }
}
