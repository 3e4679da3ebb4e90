//! Somebody is invited to an organisation.

use artel_node::features::mail::MailKind;
use artel_protocol::Timestamp;

use super::{Letter, Written};
use crate::i18n::Lang;

/// The invitation to an organisation's staff, or of a new organisation to the node.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub lang: Lang,
    /// Its full name.
    pub organisation: String,
    /// Who invites, by full name.
    pub inviter: String,
    /// Where it is accepted.
    pub link: String,
    pub expires: Timestamp,
}

impl Written for Invitation {
    const KIND: MailKind = MailKind::Invitation;

    fn letter(&self, node: &str) -> Letter {
        let lang = self.lang;
        let arguments = [
            ("inviter", self.inviter.clone().into()),
            ("organisation", self.organisation.clone().into()),
            ("node", node.to_owned().into()),
        ];
        let subject = lang.with("mail-invitation-subject", &arguments[..2]);
        let why = [arguments[0].clone(), arguments[2].clone()];
        let until = [("until", lang.date(self.expires).into())];
        let letter = Letter::new(lang, &subject, lang.with("mail-invitation-why", &why).into_owned())
            .paragraph(lang.with("mail-invitation-text", &arguments).into_owned())
            .action(&lang.t("mail-invitation-action"), &self.link);
        Letter { lasts: Some(lang.with("mail-link-lasts", &until).into_owned()), ..letter }
    }
}

impl Invitation {
    pub fn samples(lang: Lang) -> Vec<Invitation> {
        vec![Invitation {
            lang,
            organisation: "Werkstatt Brandt & Söhne".into(),
            inviter: "Anna Brandt".into(),
            link: "https://artel.example/join?token=4xKq2vJ5b1ZtY0mR8cWnQ7pLd3sHfG6aEuTiOoNjXkB".into(),
            expires: Timestamp::parse_rfc3339("2026-12-01T09:00:00Z").expect("it is a moment"),
        }]
    }
}
