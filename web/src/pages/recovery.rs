//! The recovery kit: made, tried, and given back.

use artel_protocol::kinds::Problem;
use askama::Template;

use super::parts::{When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /recovery. POST /recovery with `password` (the passphrase) downloads the file; POST /recovery/open with `kit`
/// (the file) and `password` says what is in one; with the button `do` = `restore` its keys are taken back.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/recovery.html")]
pub struct RecoveryPage {
    pub frame: Frame,
    pub form: Form,
    /// The form that opens a kit.
    pub opening: Form,
    pub organisation: String,
    /// When the last one was made.
    pub made: Option<When>,
    /// What was found in a kit.
    pub opened: Option<OpenedView>,
}

/// What is in a kit.
#[derive(Clone, Debug)]
pub struct OpenedView {
    pub organisation: String,
    pub node: String,
    pub did: String,
    pub actors: Vec<String>,
    /// Its keys were just taken back.
    pub restored: bool,
}

impl RecoveryPage {
    pub fn samples(lang: Lang) -> Vec<RecoveryPage> {
        let page = RecoveryPage {
            frame: Frame { path: "/recovery".into(), ..Frame::sample(lang) },
            form: Form::empty(),
            opening: Form::empty(),
            organisation: "Werkstatt Brandt & Söhne".into(),
            made: None,
            opened: None,
        };
        let mut form = Form::empty();
        form.refuse(lang, &[Problem { field: "password", key: "password-too-weak", arguments: Vec::new() }]);
        let mut opening = Form::empty();
        opening.refuse(lang, &[Problem { field: "kit", key: "kit-damaged", arguments: Vec::new() }]);
        let opened = OpenedView {
            organisation: "werkstatt".into(),
            node: "artel.example".into(),
            did: "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK".into(),
            actors: vec!["anna".into(), "werkstatt".into()],
            restored: false,
        };
        let made = Some(When::day(lang, samples::moment()));
        vec![
            page.clone(),
            RecoveryPage { form, opening, made: made.clone(), ..page.clone() },
            RecoveryPage { made: made.clone(), opened: Some(opened.clone()), ..page.clone() },
            RecoveryPage { made, opened: Some(OpenedView { restored: true, ..opened }), ..page },
        ]
    }
}
