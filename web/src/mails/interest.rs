//! Interest in an offer, to who has no account: the link that confirms the address, the one that leads to the page, and
//! that there is news on it. None of them says what somebody typed: the address may be somebody else's.

use artel_node::features::mail::MailKind;

use super::{Letter, Written};
use crate::i18n::Lang;

/// Asks whether the address is theirs.
#[derive(Clone, Debug)]
pub struct InterestToConfirm {
    pub lang: Lang,
    /// It works once.
    pub link: String,
}

/// Where to look what becomes of it, and that something did.
#[derive(Clone, Debug)]
pub struct InterestNews {
    pub lang: Lang,
    /// It is new here itself; else there is an answer.
    pub begins: bool,
    pub link: String,
}

impl Written for InterestToConfirm {
    const KIND: MailKind = MailKind::Application;

    fn letter(&self, node: &str) -> Letter {
        let lang = self.lang;
        let node = [("node", node.to_owned().into())];
        let why = lang.with("mail-interest-why", &node).into_owned();
        Letter::new(lang, &lang.with("mail-interest-confirm-subject", &node), why)
            .paragraph(lang.with("mail-interest-confirm-text", &node).into_owned())
            .action(&lang.t("mail-interest-confirm-action"), &self.link)
    }
}

impl Written for InterestNews {
    const KIND: MailKind = MailKind::Application;

    fn letter(&self, node: &str) -> Letter {
        let lang = self.lang;
        let node = [("node", node.to_owned().into())];
        let why = lang.with("mail-interest-why", &node).into_owned();
        let (subject, text) = match self.begins {
            true => ("mail-interest-begun-subject", "mail-interest-begun-text"),
            false => ("mail-interest-news-subject", "mail-interest-news-text"),
        };
        Letter::new(lang, &lang.with(subject, &node), why)
            .paragraph(lang.with(text, &node).into_owned())
            .action(&lang.t("mail-interest-action"), &self.link)
    }
}

impl InterestToConfirm {
    pub fn samples(lang: Lang) -> Vec<InterestToConfirm> {
        vec![InterestToConfirm {
            lang,
            link: "https://artel.example/interest/confirm/4xKq2vJ5b1ZtY0mR8".into(),
        }]
    }
}

impl InterestNews {
    pub fn samples(lang: Lang) -> Vec<InterestNews> {
        let link = "https://artel.example/interest/5f1c00a1b2c3-4xKq2vJ5b1ZtY0mR8cWn";
        [true, false].map(|begins| InterestNews { lang, begins, link: link.into() }).into()
    }
}
