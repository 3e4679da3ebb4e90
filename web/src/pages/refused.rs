//! The page that says what went wrong and what to do, and the one in place of something deleted.

use std::borrow::Cow;

use askama::Template;

use crate::frame::Frame;
use crate::i18n::Lang;

/// In place of a page that cannot be shown.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/refused.html")]
pub struct RefusedPage {
    pub frame: Frame,
    /// The HTTP status; its words follow from it.
    pub status: u16,
    /// More than the status says, in the reader's words: a problem of a form that has no page.
    pub detail: Option<String>,
}

/// In place of an entry or actor that was deleted: answer 410 with it.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/gone.html")]
pub struct GonePage {
    pub frame: Frame,
}

impl RefusedPage {
    pub fn title(&self) -> Cow<'static, str> {
        self.frame.lang.t(match self.status {
            401 => "error-401",
            403 => "error-403",
            404 => "error-404",
            408 => "error-408",
            410 => "error-410",
            413 => "error-413",
            415 => "error-415",
            421 => "error-421",
            422 => "error-422",
            429 => "error-429",
            503 => "error-503",
            500.. => "error-500",
            _ => "error-400",
        })
    }

    /// What the reader can do about it.
    pub fn sentence(&self) -> Cow<'static, str> {
        self.frame.lang.t(match self.status {
            401 => "error-401-sentence",
            403 => "error-403-sentence",
            404 => "error-404-sentence",
            408 => "error-408-sentence",
            410 => "error-410-sentence",
            413 => "error-413-sentence",
            415 => "error-415-sentence",
            421 => "error-421-sentence",
            422 => "error-422-sentence",
            429 => "error-429-sentence",
            503 => "error-503-sentence",
            500.. => "error-500-sentence",
            _ => "error-400-sentence",
        })
    }

    pub fn samples(lang: Lang) -> Vec<RefusedPage> {
        let statuses = [400, 401, 403, 404, 408, 410, 413, 415, 421, 422, 429, 500, 503, 405, 502];
        let page = |status| RefusedPage {
            frame: Frame::visitor_sample(lang),
            status,
            detail: (status == 403).then(|| lang.t("csrf-wrong").into_owned()),
        };
        statuses.into_iter().map(page).collect()
    }
}

impl GonePage {
    pub fn samples(lang: Lang) -> Vec<GonePage> {
        vec![GonePage { frame: Frame::visitor_sample(lang) }]
    }
}
