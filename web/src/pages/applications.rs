//! How companies come: the form they fill in, what becomes of it, and the officers' side.

use artel_protocol::kinds::Problem;
use askama::Template;

use super::parts::{When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET and POST /apply. Fields: `organisation` `person` `mail` `answers` (once for each question) `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/apply.html")]
pub struct ApplyPage {
    pub frame: Frame,
    pub form: Form,
    /// Each question with what was answered so far.
    pub questions: Vec<(String, String)>,
    /// Who is applied to: the organisation that runs the node.
    pub node: String,
    /// Whether applications are taken at present.
    pub open: bool,
}

/// GET /application/TOKEN: what became of one's application.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/application_state.html")]
pub struct ApplicationStatePage {
    pub frame: Frame,
    pub organisation: String,
    pub received: When,
    pub state: Decided,
    /// This page's own address, to be kept.
    pub link: String,
    /// Whether the applicant is told by mail.
    pub mails: bool,
}

/// What was decided.
#[derive(Clone, Debug)]
pub enum Decided {
    Open,
    Approved { organisation: String },
    Refused { reason: String },
}

/// GET /applications: for officers.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/applications.html")]
pub struct ApplicationsPage {
    pub frame: Frame,
    pub open: Vec<ApplicationView>,
    pub decided: Vec<ApplicationView>,
    /// Whether anybody may apply.
    pub admits: bool,
}

/// An application as officers see it.
#[derive(Clone, Debug)]
pub struct ApplicationView {
    pub number: String,
    pub organisation: String,
    pub person: String,
    pub mail: String,
    pub received: When,
    pub answers: Vec<(String, String)>,
    pub state: Decided,
}

/// GET /applications/NUMBER; POST …/approve, POST …/refuse with `reason`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/application.html")]
pub struct ApplicationPage {
    pub frame: Frame,
    pub form: Form,
    pub application: ApplicationView,
}

/// GET and POST /admission: how companies apply. Fields: `open` `questions` (one a line) `per_day` `backlog` `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/admission.html")]
pub struct AdmissionPage {
    pub frame: Frame,
    pub form: Form,
    pub saved: bool,
}

fn problem(field: &'static str, key: &'static str) -> Problem {
    Problem { field, key, arguments: Vec::new() }
}

fn view(lang: Lang, state: Decided) -> ApplicationView {
    ApplicationView {
        number: "2882742864585611264".into(),
        organisation: "ООО «Токарь & Ко»".into(),
        person: "Ирина <Резец> Ковалёва".into(),
        mail: "irina@tokar.example".into(),
        received: When::minute(lang, samples::moment()),
        answers: vec![
            ("Состоите ли вы в палате?".into(), "Да, с 2019 года.".into()),
            ("What do you make?".into(), "Turned parts up to 600 mm,\nsmall series.".into()),
        ],
        state,
    }
}

impl ApplyPage {
    pub fn samples(lang: Lang) -> Vec<ApplyPage> {
        let page = |form: Form, questions: Vec<(String, String)>, open| ApplyPage {
            frame: Frame { path: "/apply".into(), ..Frame::visitor_sample(lang) },
            form,
            questions,
            node: "IHK Musterstadt".into(),
            open,
        };
        let asked = vec![
            ("Состоите ли вы в палате?".into(), "Да".into()),
            ("Was stellen Sie her?".into(), String::new()),
        ];
        let mut refused = Form::sent([("organisation", "Токарь"), ("person", ""), ("mail", "irina@")]);
        refused.refuse(
            lang,
            &[
                problem("person", "name-missing"),
                problem("mail", "mail-address-wrong"),
                problem("answers", "answer-missing"),
            ],
        );
        vec![
            page(Form::empty(), Vec::new(), true),
            page(refused, asked, true),
            page(Form::empty(), Vec::new(), false),
        ]
    }
}

impl ApplicationStatePage {
    pub fn samples(lang: Lang) -> Vec<ApplicationStatePage> {
        let page = |state, mails| ApplicationStatePage {
            frame: Frame::visitor_sample(lang),
            organisation: "ООО «Токарь & Ко»".into(),
            received: When::minute(lang, samples::moment()),
            state,
            link: "https://artel.example/application/2882742864585611264-u0fO6NnyTn3kVvG0C6pE1".into(),
            mails,
        };
        vec![
            page(Decided::Open, true),
            page(Decided::Open, false),
            page(Decided::Approved { organisation: "tokar_ko".into() }, true),
            page(Decided::Refused { reason: "Nur Mitglieder der Kammer, bitte.".into() }, true),
        ]
    }
}

impl ApplicationsPage {
    pub fn samples(lang: Lang) -> Vec<ApplicationsPage> {
        let frame = Frame { path: "/applications".into(), ..Frame::sample(lang) };
        let refused = Decided::Refused { reason: "Not a member.".into() };
        vec![
            ApplicationsPage { frame: frame.clone(), open: Vec::new(), decided: Vec::new(), admits: false },
            ApplicationsPage {
                frame,
                open: vec![view(lang, Decided::Open)],
                decided: vec![
                    view(lang, refused),
                    view(lang, Decided::Approved { organisation: "tokar".into() }),
                ],
                admits: true,
            },
        ]
    }
}

impl ApplicationPage {
    pub fn samples(lang: Lang) -> Vec<ApplicationPage> {
        let page = |form, state| ApplicationPage {
            frame: Frame::sample(lang),
            form,
            application: view(lang, state),
        };
        let mut refused = Form::empty();
        refused.refuse(lang, &[problem("reason", "reason-missing")]);
        vec![
            page(Form::empty(), Decided::Open),
            page(refused, Decided::Open),
            page(Form::empty(), Decided::Approved { organisation: "tokar".into() }),
            page(Form::empty(), Decided::Refused { reason: "Not a member.".into() }),
        ]
    }
}

impl AdmissionPage {
    pub fn samples(lang: Lang) -> Vec<AdmissionPage> {
        let form = Form::sent([
            ("open", "on"),
            ("questions", "Was stellen Sie her?\nMitgliedsnummer?"),
            ("per_day", "50"),
            ("backlog", "200"),
        ]);
        let frame = Frame { path: "/admission".into(), ..Frame::sample(lang) };
        vec![
            AdmissionPage { frame: frame.clone(), form: form.clone(), saved: false },
            AdmissionPage { frame, form, saved: true },
        ]
    }
}
