//! Writing to one person or organisation.

use artel_protocol::kinds::Problem;
use askama::Template;

use super::parts::{ActorView, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET and POST /message. Fields: `to` (an id) `text` (markdown) `as` `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/message.html")]
pub struct MessagePage {
    pub frame: Frame,
    pub form: Form,
    /// The id of who is written to.
    pub to: String,
    pub reader: ActorView,
    /// In whose name: the short and the full name of each.
    pub authors: Vec<(String, String)>,
}

impl MessagePage {
    pub fn samples(lang: Lang) -> Vec<MessagePage> {
        let page = |form| MessagePage {
            frame: Frame { path: "/message".into(), ..Frame::sample(lang) },
            form,
            to: "https://masto.example/users/irina".into(),
            reader: samples::stranger(),
            authors: vec![("anna".into(), "Anna Brandt".into())],
        };
        let mut refused = Form::sent([("as", "anna"), ("text", "")]);
        refused.refuse(lang, &[Problem { field: "text", key: "post-text-missing", arguments: Vec::new() }]);
        vec![page(Form::sent([("as", "anna")])), page(refused)]
    }
}
