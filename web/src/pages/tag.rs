//! The page of a tag: what was published here under it.

use askama::Template;

use super::parts::{EntryCard, samples};
use crate::frame::{Frame, Head};
use crate::i18n::Lang;

/// GET /tags/TAG.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/tag.html")]
pub struct TagPage {
    pub frame: Frame,
    pub head: Head,
    /// In small letters, without its `#`.
    pub tag: String,
    /// Newest first.
    pub entries: Vec<EntryCard>,
    /// The first page, on every other one.
    pub newest: Option<String>,
    /// The next page.
    pub older: Option<String>,
}

impl TagPage {
    pub fn samples(lang: Lang) -> Vec<TagPage> {
        let full = TagPage {
            frame: Frame { path: "/tags/сталь".into(), ..Frame::visitor_sample(lang) },
            head: Head {
                title: "#сталь".into(),
                canonical: "https://artel.example/tags/%D1%81%D1%82%D0%B0%D0%BB%D1%8C".into(),
                atom: "https://artel.example/tags/%D1%81%D1%82%D0%B0%D0%BB%D1%8C/feed.atom".into(),
                feed_title: "#сталь".into(),
                ..Head::sample()
            },
            tag: "сталь".into(),
            entries: samples::cards(lang),
            newest: Some("/tags/%D1%81%D1%82%D0%B0%D0%BB%D1%8C".into()),
            older: Some("/tags/%D1%81%D1%82%D0%B0%D0%BB%D1%8C?before=1795503900000".into()),
        };
        let empty = TagPage { entries: Vec::new(), newest: None, older: None, ..full.clone() };
        vec![full, empty]
    }
}
