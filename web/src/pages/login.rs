//! Logging in, the code of the second factor, and getting back in without the password.

use artel_protocol::kinds::Problem;
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
    /// Where to go afterwards: a path of this node.
    pub next: String,
}

/// GET and POST /login/code. Fields: `code` `next` `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/login_code.html")]
pub struct CodePage {
    pub frame: Frame,
    pub form: Form,
    pub next: String,
}

/// GET and POST /password/forgotten. Fields: `name` (or a mail address) `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/password_forgotten.html")]
pub struct ForgottenPage {
    pub frame: Frame,
    pub form: Form,
    /// Whether this node sends mail.
    pub mails: bool,
    /// If there is such an account, a mail is on its way.
    pub sent: bool,
}

/// GET and POST /password/new/TOKEN. Fields: `password` `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/password_new.html")]
pub struct NewPasswordPage {
    pub frame: Frame,
    pub form: Form,
    /// Whose password it is.
    pub name: String,
    pub token: String,
}

fn refused(lang: Lang, pairs: &[(&str, &str)], field: &'static str, key: &'static str) -> Form {
    let mut form = Form::sent(pairs.iter().copied());
    form.refuse(lang, &[Problem { field, key, arguments: Vec::new() }]);
    form
}

impl LoginPage {
    pub fn samples(lang: Lang) -> Vec<LoginPage> {
        let frame = Frame { path: "/login".into(), ..Frame::visitor_sample(lang) };
        let wrong = refused(lang, &[("name", "anna")], "password", "login-wrong");
        vec![
            LoginPage { frame: frame.clone(), form: Form::empty(), next: "/".into() },
            LoginPage { frame, form: wrong, next: "/write".into() },
        ]
    }
}

impl CodePage {
    pub fn samples(lang: Lang) -> Vec<CodePage> {
        let frame = Frame::visitor_sample(lang);
        let wrong = refused(lang, &[], "code", "code-wrong");
        vec![
            CodePage { frame: frame.clone(), form: Form::empty(), next: "/".into() },
            CodePage { frame, form: wrong, next: "/".into() },
        ]
    }
}

impl ForgottenPage {
    pub fn samples(lang: Lang) -> Vec<ForgottenPage> {
        let page = |mails, sent| ForgottenPage {
            frame: Frame::visitor_sample(lang),
            form: Form::empty(),
            mails,
            sent,
        };
        vec![page(true, false), page(true, true), page(false, false)]
    }
}

impl NewPasswordPage {
    pub fn samples(lang: Lang) -> Vec<NewPasswordPage> {
        let (frame, name, token) = (Frame::visitor_sample(lang), "anna".to_owned(), "sample".to_owned());
        let weak = refused(lang, &[], "password", "password-too-weak");
        vec![
            NewPasswordPage {
                frame: frame.clone(),
                form: Form::empty(),
                name: name.clone(),
                token: token.clone(),
            },
            NewPasswordPage { frame, form: weak, name, token },
        ]
    }
}
