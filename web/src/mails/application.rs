//! An application for membership: to those who decide about it, and the answer to who applied.

use artel_node::features::mail::MailKind;

use super::{Letter, Written};
use crate::i18n::Lang;

/// To those who decide.
#[derive(Clone, Debug)]
pub struct ApplicationReceived {
    pub lang: Lang,
    /// The one that somebody would like to join.
    pub organisation: String,
    /// Who applies, by full name.
    pub applicant: String,
    /// What they wrote; may be empty.
    pub message: String,
    /// Where it is decided.
    pub link: String,
}

/// To who applied.
#[derive(Clone, Debug)]
pub struct ApplicationAnswered {
    pub lang: Lang,
    pub organisation: String,
    pub answer: Answer,
}

/// To who applied, at once. It says nothing that the applicant typed: the address may be somebody else's.
#[derive(Clone, Debug)]
pub struct ApplicationFiled {
    pub lang: Lang,
    /// Where it shows what becomes of it.
    pub link: String,
}

/// What was decided.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The link leads to where they begin.
    Approved { link: String },
    /// The reason may be empty.
    Refused { reason: String },
}

impl Written for ApplicationReceived {
    const KIND: MailKind = MailKind::Application;

    fn letter(&self, node: &str) -> Letter {
        let lang = self.lang;
        let arguments = [
            ("applicant", self.applicant.clone().into()),
            ("organisation", self.organisation.clone().into()),
        ];
        let why = lang.with("mail-application-why", &[("node", node.to_owned().into())]).into_owned();
        Letter::new(lang, &lang.with("mail-application-subject", &arguments), why)
            .paragraph(lang.with("mail-application-text", &arguments).into_owned())
            .quote(&lang.t("mail-application-message"), &self.message)
            .action(&lang.t("mail-application-action"), &self.link)
    }
}

impl Written for ApplicationFiled {
    const KIND: MailKind = MailKind::Application;

    fn letter(&self, node: &str) -> Letter {
        let lang = self.lang;
        let node = [("node", node.to_owned().into())];
        let why = lang.with("mail-answered-why", &node).into_owned();
        Letter::new(lang, &lang.with("mail-filed-subject", &node), why)
            .paragraph(lang.with("mail-filed-text", &node).into_owned())
            .action(&lang.t("mail-filed-action"), &self.link)
    }
}

impl Written for ApplicationAnswered {
    const KIND: MailKind = MailKind::Application;

    fn letter(&self, node: &str) -> Letter {
        let lang = self.lang;
        let organisation = [("organisation", self.organisation.clone().into())];
        let why = lang.with("mail-answered-why", &[("node", node.to_owned().into())]).into_owned();
        match &self.answer {
            Answer::Approved { link } => {
                Letter::new(lang, &lang.with("mail-approved-subject", &organisation), why)
                    .paragraph(lang.with("mail-approved-text", &organisation).into_owned())
                    .action(&lang.t("mail-approved-action"), link)
            }
            Answer::Refused { reason } => {
                Letter::new(lang, &lang.with("mail-refused-subject", &organisation), why)
                    .paragraph(lang.with("mail-refused-text", &organisation).into_owned())
                    .quote(&lang.t("mail-refused-reason"), reason)
            }
        }
    }
}

impl ApplicationReceived {
    pub fn samples(lang: Lang) -> Vec<ApplicationReceived> {
        let sample = |message: &str| ApplicationReceived {
            lang,
            organisation: "Handwerkskammer Nord".into(),
            applicant: "Артель «Лад»".into(),
            message: message.into(),
            link: "https://artel.example/applications/3".into(),
        };
        let long = "Мы делаем деревянные окна и двери уже двадцать лет и хотели бы стать членами палаты.\n\n<b>Лад</b>";
        vec![sample(""), sample(long)]
    }
}

impl ApplicationFiled {
    pub fn samples(lang: Lang) -> Vec<ApplicationFiled> {
        vec![ApplicationFiled {
            lang,
            link: "https://artel.example/application/7-4xKq2vJ5b1ZtY0mR8cWn".into(),
        }]
    }
}

impl ApplicationAnswered {
    pub fn samples(lang: Lang) -> Vec<ApplicationAnswered> {
        let sample =
            |answer| ApplicationAnswered { lang, organisation: "Handwerkskammer Nord".into(), answer };
        vec![
            sample(Answer::Approved { link: "https://artel.example/join?token=4xKq2vJ5b1ZtY0mR8cWn".into() }),
            sample(Answer::Refused { reason: String::new() }),
            sample(Answer::Refused { reason: "Bitte zuerst in die Handwerksrolle eintragen lassen.".into() }),
        ]
    }
}
