//! Whether somebody is sure: shown before something is lost.

use askama::Template;

use crate::frame::Frame;
use crate::i18n::Lang;

/// Answers a form that came without `sure`, and sends it again with it.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/confirm.html")]
pub struct ConfirmPage {
    pub frame: Frame,
    pub question: String,
    pub explanation: String,
    pub button: String,
    /// Where the form goes again.
    pub action: String,
    /// The fields as they came.
    pub fields: Vec<(String, String)>,
    pub cancel: String,
}

impl ConfirmPage {
    pub fn samples(lang: Lang) -> Vec<ConfirmPage> {
        vec![ConfirmPage {
            frame: Frame { path: "/followers/remove".into(), ..Frame::sample(lang) },
            question: lang.about("confirm-follower", "Борис «Лад» <b>").into_owned(),
            explanation: lang.t("confirm-follower-text").into_owned(),
            button: lang.t("followers-remove").into_owned(),
            action: "/followers/remove".into(),
            fields: vec![("actor".into(), "https://masto.example/users/boris".into())],
            cancel: "/followers".into(),
        }]
    }
}
