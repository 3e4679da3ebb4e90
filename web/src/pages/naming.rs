//! From a trial to a public name.

use artel_protocol::kinds::Problem;
use askama::Template;

use super::checks::CheckView;
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET and POST /name. Fields: `domain` `csrf`, and the button `do`: `check` or `take`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/naming.html")]
pub struct NamingPage {
    pub frame: Frame,
    pub form: Form,
    /// What was found when the name was looked at.
    pub checks: Vec<CheckView>,
}

/// After the name was taken.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/named.html")]
pub struct NamedPage {
    pub frame: Frame,
    /// The new beginning of every address: `https://artel.example`.
    pub base: String,
    /// The organisation's handle under the new name.
    pub handle: String,
}

impl NamingPage {
    pub fn samples(lang: Lang) -> Vec<NamingPage> {
        let frame = Frame { trial: true, path: "/name".into(), ..Frame::sample(lang) };
        let page = |form, checks| NamingPage { frame: frame.clone(), form, checks };
        let mut refused = Form::sent([("domain", "nowhere")]);
        refused
            .refuse(lang, &[Problem { field: "domain", key: "setup-domain-wrong", arguments: Vec::new() }]);
        vec![
            page(Form::empty(), Vec::new()),
            page(Form::sent([("domain", "artel.example")]), CheckView::samples(lang)),
            page(refused, Vec::new()),
        ]
    }
}

impl NamedPage {
    pub fn samples(lang: Lang) -> Vec<NamedPage> {
        vec![NamedPage {
            frame: Frame::sample(lang),
            base: "https://artel.example".into(),
            handle: "@werkstatt@artel.example".into(),
        }]
    }
}
