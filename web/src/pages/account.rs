//! One's own account: mail, language, password, where one is logged in, and the second factor.

use artel_protocol::kinds::Problem;
use askama::Template;

use super::parts::{When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /account. POST /account: `mail` `confirm_password` `language` `zone` `news` `weekly`; POST /account/password:
/// `old_password` `password`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/account.html")]
pub struct AccountPage {
    pub frame: Frame,
    /// The account's settings.
    pub form: Form,
    /// What mails come no more to this address, since the link in one of them was opened: names of texts.
    pub stopped: Vec<&'static str>,
    /// The change of the password.
    pub password: Form,
    /// The name with which one logs in.
    pub name: String,
    pub second_factor: bool,
    /// How many recovery codes are left.
    pub recovery_codes: u64,
    pub sessions: Vec<SessionView>,
    /// What was just done, in the reader's words.
    pub done: Option<String>,
}

/// Where one is logged in.
#[derive(Clone, Debug)]
pub struct SessionView {
    pub key: String,
    /// «Firefox, Linux».
    pub browser: String,
    pub since: When,
    pub this: bool,
}

/// GET and POST /account/second-factor. Fields: `secret` `password` `code` `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/second_factor.html")]
pub struct SecondFactorPage {
    pub frame: Frame,
    pub form: Form,
    pub secret: String,
    /// For the telephone's camera; an SVG of our own making.
    pub drawing: String,
}

/// The recovery codes, shown once.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/recovery_codes.html")]
pub struct RecoveryCodesPage {
    pub frame: Frame,
    pub codes: Vec<String>,
}

/// GET and POST /account/second-factor/end. Fields: `password` `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/second_factor_end.html")]
pub struct EndSecondFactorPage {
    pub frame: Frame,
    pub form: Form,
}

impl AccountPage {
    /// Every zone to choose from.
    pub fn zones(&self) -> &'static [String] {
        crate::zone::names()
    }

    pub fn samples(lang: Lang) -> Vec<AccountPage> {
        let session = |browser: &str, this| SessionView {
            key: "cd".repeat(32),
            browser: browser.into(),
            since: When::minute(lang, samples::moment()),
            this,
        };
        let page = AccountPage {
            frame: Frame { path: "/account".into(), ..Frame::sample(lang) },
            form: Form::sent([
                ("mail", "anna@werkstatt.example"),
                ("language", "de"),
                ("news", "on"),
                ("weekly", "on"),
            ]),
            stopped: Vec::new(),
            password: Form::empty(),
            name: "anna".into(),
            second_factor: false,
            recovery_codes: 0,
            sessions: vec![session("Firefox, Linux", true), session("Safari, iPhone", false)],
            done: None,
        };
        let (mut form, mut password) = (Form::sent([("mail", "anna@@")]), Form::empty());
        form.refuse(lang, &[Problem { field: "mail", key: "mail-address-wrong", arguments: Vec::new() }]);
        let wrong = Problem { field: "old_password", key: "password-wrong", arguments: Vec::new() };
        password.refuse(lang, &[wrong]);
        let done = Some(lang.t("saved").into_owned());
        vec![
            page.clone(),
            AccountPage { form, password, stopped: vec!["mail-kind-weekly"], ..page.clone() },
            AccountPage { second_factor: true, recovery_codes: 8, done, ..page },
        ]
    }
}

impl SecondFactorPage {
    pub fn samples(lang: Lang) -> Vec<SecondFactorPage> {
        let page = |form| SecondFactorPage {
            frame: Frame::sample(lang),
            form,
            secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".into(),
            drawing: String::new(),
        };
        let mut wrong = Form::empty();
        wrong.refuse(lang, &[Problem { field: "code", key: "code-wrong", arguments: Vec::new() }]);
        vec![page(Form::empty()), page(wrong)]
    }
}

impl RecoveryCodesPage {
    pub fn samples(lang: Lang) -> Vec<RecoveryCodesPage> {
        let codes = ["k7mq2xw9ab", "p3vh8n4tzc", "w2r9y6k5md"].map(str::to_owned).to_vec();
        vec![RecoveryCodesPage { frame: Frame::sample(lang), codes }]
    }
}

impl EndSecondFactorPage {
    pub fn samples(lang: Lang) -> Vec<EndSecondFactorPage> {
        vec![EndSecondFactorPage { frame: Frame::sample(lang), form: Form::empty() }]
    }
}
