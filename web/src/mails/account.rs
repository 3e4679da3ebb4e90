//! Mails about one's own account, and the one that tries mail out.

use artel_node::features::mail::MailKind;
use artel_protocol::Timestamp;

use super::{Letter, Link, Written};
use crate::i18n::Lang;

/// The links with which somebody chooses a new password.
#[derive(Clone, Debug)]
pub struct PasswordReset {
    pub lang: Lang,
    /// For each account with the address: the name with which they log in, and the link.
    pub links: Vec<(String, String)>,
    pub expires: Timestamp,
}

/// What happened to an account that its owner has to hear of, whoever did it.
#[derive(Clone, Debug)]
pub struct AccountChanged {
    pub lang: Lang,
    /// The name with which they log in.
    pub name: String,
    pub what: Changed,
}

#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Changed {
    /// It has another mail address.
    Mail,
    /// Its second factor was ended by an owner.
    SecondFactorEnded,
}

/// What `artel mail test` sends.
#[derive(Clone, Debug)]
pub struct TestMail {
    pub lang: Lang,
}

impl Written for PasswordReset {
    const KIND: MailKind = MailKind::NewPassword;

    fn letter(&self, node: &str) -> Letter {
        let lang = self.lang;
        let subject = lang.with("mail-reset-subject", &[("node", node.to_owned().into())]);
        let until = [("until", lang.date_time(self.expires).into())];
        let letter = Letter::new(lang, &subject, lang.t("mail-reset-why").into_owned());
        let (letter, lasts) = match self.links.as_slice() {
            [(name, link)] => {
                let words = lang.with("mail-reset-text", &[("name", name.clone().into())]);
                let letter = letter.paragraph(words.into_owned());
                (letter.action(&lang.t("mail-reset-action"), link), "mail-link-lasts")
            }
            several => {
                let link =
                    |(words, link): &(String, String)| Link { words: words.clone(), link: link.clone() };
                let lines = several.iter().map(link).collect();
                let letter = letter.paragraph(lang.t("mail-reset-several").into_owned());
                (Letter { lines, ..letter }, "mail-links-last")
            }
        };
        Letter { lasts: Some(lang.with(lasts, &until).into_owned()), ..letter }
    }
}

impl Written for AccountChanged {
    const KIND: MailKind = MailKind::Account;

    fn letter(&self, node: &str) -> Letter {
        let lang = self.lang;
        let (subject, text) = match self.what {
            Changed::Mail => ("mail-changed-subject", "mail-changed-text"),
            Changed::SecondFactorEnded => ("mail-factor-ended-subject", "mail-factor-ended-text"),
        };
        let about = [("name", self.name.clone().into()), ("node", node.to_owned().into())];
        let subject = lang.with(subject, &[("node", node.to_owned().into())]);
        Letter::new(lang, &subject, lang.t("mail-account-why").into_owned())
            .paragraph(lang.with(text, &about).into_owned())
            .paragraph(lang.t("mail-account-not-you").into_owned())
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
        let link = |name: &str| {
            let token = "4xKq2vJ5b1ZtY0mR8cWnQ7pLd3sHfG6aEuTiOoNjXkB";
            (name.to_owned(), format!("https://artel.example/password/new/{token}"))
        };
        let expires = Timestamp::parse_rfc3339("2026-11-24T10:30:00Z").expect("it is a moment");
        let to = |names: &[&str]| PasswordReset {
            lang,
            links: names.iter().map(|name| link(name)).collect(),
            expires,
        };
        vec![to(&["anna"]), to(&["anna", "anna_brandt"])]
    }
}

impl AccountChanged {
    pub fn samples(lang: Lang) -> Vec<AccountChanged> {
        let about = |what| AccountChanged { lang, name: "anna".into(), what };
        vec![about(Changed::Mail), about(Changed::SecondFactorEnded)]
    }
}

impl TestMail {
    pub fn samples(lang: Lang) -> Vec<TestMail> {
        vec![TestMail { lang }]
    }
}
