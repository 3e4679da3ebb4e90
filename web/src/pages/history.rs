//! What an article said before it was edited.

use artel_protocol::html::SafeHtml;
use askama::Template;

use super::parts::{When, samples};
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /@NAME/ID/history.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/history.html")]
pub struct HistoryPage {
    pub frame: Frame,
    pub title: String,
    /// The article: `/@NAME/ID`.
    pub url: String,
    pub language: Option<String>,
    /// The present one first.
    pub versions: Vec<VersionView>,
}

/// One version.
#[derive(Clone, Debug, Default)]
pub struct VersionView {
    pub when: When,
    /// Empty for a post.
    pub title: String,
    pub summary: String,
    pub text: SafeHtml,
}

impl HistoryPage {
    pub fn samples(lang: Lang) -> Vec<HistoryPage> {
        let version = |text: &str| VersionView {
            when: When::minute(lang, samples::moment()),
            title: "Neue 5-Achs-Fräse".into(),
            summary: "Seit Montag.".into(),
            text: SafeHtml::from_markdown(text),
        };
        let page = HistoryPage {
            frame: Frame::visitor_sample(lang),
            title: "Neue 5-Achs-Fräse".into(),
            url: "/@werkstatt/1".into(),
            language: Some("de".into()),
            versions: vec![version("Sie **läuft**."), version("Sie steht.")],
        };
        let never = HistoryPage { versions: vec![version("Sie steht.")], language: None, ..page.clone() };
        vec![page, never]
    }
}
