//! The mails that wait or were given up, for who runs the node. What a mail says stays with its recipient: it may hold
//! the link to a new password.

use artel_node::features::mail::{MailKind, WaitingMail};
use askama::Template;

use super::parts::{When, samples};
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /mails. Each row posts `key` and `csrf` to /mails/try or /mails/drop.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/outgoing.html")]
pub struct OutgoingPage {
    pub frame: Frame,
    pub failed: Vec<MailView>,
    pub waiting: Vec<MailView>,
}

/// One mail.
#[derive(Clone, Debug)]
pub struct MailView {
    /// Its key in hex, which the forms carry.
    pub key: String,
    pub to: String,
    /// Empty where the subject would tell what only the recipient should know.
    pub subject: String,
    pub created: When,
    pub attempts: u64,
    /// What went wrong the last time, in English, with the server's own words.
    pub last: Option<String>,
    /// None when it was given up.
    pub next: Option<When>,
}

impl MailView {
    pub fn of(lang: Lang, mail: &WaitingMail) -> MailView {
        let record = &mail.record;
        MailView {
            key: mail.key.iter().map(|byte| format!("{byte:02x}")).collect(),
            to: record.to.to_string(),
            subject: match record.kind {
                MailKind::Notification | MailKind::Weekly => String::new(),
                _ => record.subject.clone(),
            },
            created: When::minute(lang, record.created),
            attempts: u64::from(record.attempts),
            last: record.last.clone(),
            next: record.next.map(|moment| When::minute(lang, moment)),
        }
    }
}

impl OutgoingPage {
    pub fn samples(lang: Lang) -> Vec<OutgoingPage> {
        let mail = |attempts, next: bool| MailView {
            key: "4d01".into(),
            to: "boris@werkstatt.example".into(),
            subject: "Werkstatt Brandt & Söhne <lädt Sie ein>".into(),
            created: When::minute(lang, samples::moment()),
            attempts,
            last: (attempts > 0).then(|| "mail.example refuses the mail: 550 no such <user>".into()),
            next: next.then(|| When::minute(lang, samples::moment())),
        };
        let page = |failed, waiting| OutgoingPage {
            frame: Frame { path: "/mails".into(), ..Frame::sample(lang) },
            failed,
            waiting,
        };
        vec![page(vec![mail(12, false)], vec![mail(0, true), mail(2, true)]), page(Vec::new(), Vec::new())]
    }
}
