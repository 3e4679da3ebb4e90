//! Logging in.

use askama::Template;

use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET and POST /login. Fields: `name` `password` `next` `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/login.html")]
pub struct LoginPage {
    pub frame: Frame,
    pub form: Form,
    /// Where to go afterwards: a path of ours; a hidden field.
    pub next: String,
}

impl LoginPage {
    pub fn samples(lang: Lang) -> Vec<LoginPage> {
        let frame = Frame { path: "/login".into(), ..Frame::visitor_sample(lang) };
        let mut refused = Form::sent([("name", "anna")]);
        let wrong =
            artel_protocol::kinds::Problem { field: "password", key: "login-wrong", arguments: Vec::new() };
        refused.refuse(lang, &[wrong]);
        vec![
            LoginPage { frame: frame.clone(), form: Form::empty(), next: "/".into() },
            LoginPage { frame, form: refused, next: "/write".into() },
        ]
    }
}
