//! What is on its way to other servers, and what never arrived.

use artel_node::store::records::LastAnswer;
use askama::Template;

use super::parts::{When, samples};
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /deliveries. Each row posts `key` and `csrf` to /deliveries/try or /deliveries/forget.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/deliveries.html")]
pub struct DeliveriesPage {
    pub frame: Frame,
    /// Still tried.
    pub waiting: Vec<DeliveryView>,
    /// Given up.
    pub undelivered: Vec<DeliveryView>,
}

/// One activity on its way to one host.
#[derive(Clone, Debug, Default)]
pub struct DeliveryView {
    /// Its key in hex, which the forms carry.
    pub key: String,
    pub host: String,
    /// What it is about: its address and, if it is an entry, its title.
    pub about: String,
    pub title: String,
    pub attempts: u64,
    /// What became of the last attempt (see [`last_answer`]); none before the first.
    pub last: Option<String>,
    /// None when it was given up.
    pub next: Option<When>,
}

/// What became of an attempt, in words.
pub fn last_answer(lang: Lang, answer: &LastAnswer) -> String {
    match answer {
        LastAnswer::Status(status @ (401 | 403)) => lang.count("delivery-forbidden", u64::from(*status)),
        LastAnswer::Status(status @ (404 | 410)) => lang.count("delivery-unknown", u64::from(*status)),
        LastAnswer::Status(status @ 500..) => lang.count("delivery-fault", u64::from(*status)),
        LastAnswer::Status(status) => lang.count("delivery-status", u64::from(*status)),
        LastAnswer::Silent => lang.t("delivery-silent"),
        LastAnswer::Unreachable => lang.t("delivery-unreachable"),
        LastAnswer::Refused => lang.t("delivery-refused"),
    }
    .into_owned()
}

impl DeliveriesPage {
    pub fn samples(lang: Lang) -> Vec<DeliveriesPage> {
        let frame = Frame { path: "/deliveries".into(), ..Frame::sample(lang) };
        let empty = DeliveriesPage { frame, waiting: Vec::new(), undelivered: Vec::new() };
        let answers = [
            LastAnswer::Silent,
            LastAnswer::Unreachable,
            LastAnswer::Refused,
            LastAnswer::Status(401),
            LastAnswer::Status(404),
            LastAnswer::Status(429),
            LastAnswer::Status(502),
        ];
        let delivery = |(at, answer): (usize, &LastAnswer)| DeliveryView {
            key: format!("{at:02x}"),
            host: format!("server-{at}.example"),
            about: "https://artel.example/@werkstatt/2".into(),
            title: "Neue 5-Achs-Fräse".into(),
            attempts: at as u64 + 1,
            last: Some(last_answer(lang, answer)),
            next: Some(When::minute(lang, samples::moment())),
        };
        let mut waiting: Vec<_> = answers.iter().enumerate().map(delivery).collect();
        let mut undelivered = waiting.split_off(4);
        for given_up in &mut undelivered {
            given_up.next = None;
        }
        waiting.push(DeliveryView { last: None, attempts: 0, ..waiting[0].clone() });
        vec![empty.clone(), DeliveriesPage { waiting, undelivered, ..empty }]
    }
}
