//! Mails about one's own account, and the one that tries mail out.

use artel_node::features::mail::MailKind;
use artel_protocol::Timestamp;

use super::{Letter, Written};
use crate::i18n::Lang;

/// The link with which somebody chooses a new password.
#[derive(Clone, Debug)]
pub struct PasswordReset {
    pub lang: Lang,
    /// The name with which they log in.
    pub name: String,
    pub link: String,
    pub expires: Timestamp,
}

/// What `artel mail test` sends.
#[derive(Clone, Debug)]
pub struct TestMail {
    pub lang: Lang,
}

impl Written for PasswordReset {
    const KIND: MailKind = MailKind::Account;

    fn letter(&self, node: &str) -> Letter {
        let lang = self.lang;
        let subject = lang.with("mail-reset-subject", &[("node", node.to_owned().into())]);
        let until = [("until", lang.date_time(self.expires).into())];
        let letter = Letter::new(lang, &subject, lang.t("mail-reset-why").into_owned())
            .paragraph(lang.with("mail-reset-text", &[("name", self.name.clone().into())]).into_owned())
            .action(&lang.t("mail-reset-action"), &self.link);
        Letter { lasts: Some(lang.with("mail-link-lasts", &until).into_owned()), ..letter }
    }
}

impl Written for TestMail {
    const KIND: MailKind = MailKind::Account;

    fn letter(&self, _: &str) -> Letter {
        let lang = self.lang;
        Letter::new(lang, &lang.t("mail-test-subject"), lang.t("mail-test-why").into_owned())
            .paragraph(lang.t("mail-test-text").into_owned())
    }
}

impl PasswordReset {
    pub fn samples(lang: Lang) -> Vec<PasswordReset> {
        vec![PasswordReset {
            lang,
            name: "anna".into(),
            link: "https://artel.example/reset?token=4xKq2vJ5b1ZtY0mR8cWnQ7pLd3sHfG6aEuTiOoNjXkB".into(),
            expires: Timestamp::parse_rfc3339("2026-11-24T10:30:00Z").expect("it is a moment"),
        }]
    }
}

impl TestMail {
    pub fn samples(lang: Lang) -> Vec<TestMail> {
        vec![TestMail { lang }]
    }
}
