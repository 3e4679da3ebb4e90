//! The time zone of the node, for who runs it.

use artel_protocol::kinds::Problem;
use askama::Template;

use super::parts::{When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET and POST /clock. Field: `zone`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/clock.html")]
pub struct ClockPage {
    pub frame: Frame,
    pub form: Form,
    /// What the node's clock shows, in the node's zone.
    pub now: When,
    pub saved: bool,
}

impl ClockPage {
    /// Every zone to choose from.
    pub fn zones(&self) -> &'static [String] {
        crate::zone::names()
    }

    pub fn samples(lang: Lang) -> Vec<ClockPage> {
        let mut wrong = Form::sent([("zone", "Europa/Berlin")]);
        wrong.refuse(lang, &[Problem { field: "zone", key: "zone-unknown", arguments: Vec::new() }]);
        let page = |form, saved| ClockPage {
            frame: Frame { path: "/clock".into(), ..Frame::sample(lang) },
            form,
            now: When::minute(lang, samples::moment()),
            saved,
        };
        vec![page(Form::sent([("zone", "Europe/Berlin")]), true), page(wrong, false)]
    }
}
