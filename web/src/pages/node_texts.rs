//! The texts that a node owes its readers, the page that says who runs it, and where they are written.

use std::borrow::Cow;

use artel_protocol::html::SafeHtml;
use askama::Template;

use super::parts::{ActorView, When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /rules, /imprint and /privacy.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/node_text.html")]
pub struct NodeTextPage {
    pub frame: Frame,
    pub title: Cow<'static, str>,
    pub text: SafeHtml,
    pub changed: When,
    /// The language that it stands in, when that is not the reader's.
    pub instead: Option<Lang>,
}

/// GET /about.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/about.html")]
pub struct AboutPage {
    pub frame: Frame,
    /// The node's name: its host.
    pub node: String,
    pub runs_it: ActorView,
    pub organisations: Vec<ActorView>,
    pub people: u64,
    pub entries: u64,
    pub version: &'static str,
}

/// GET /texts: every text in every language. Each leads to /texts/edit?kind=…&language=….
#[derive(Template, Clone, Debug)]
#[template(path = "pages/texts.html")]
pub struct TextsPage {
    pub frame: Frame,
    pub texts: Vec<TextRow>,
}

/// A text, and how it stands with it in each language.
#[derive(Clone, Debug)]
pub struct TextRow {
    pub kind: &'static str,
    pub title: Cow<'static, str>,
    pub hint: Cow<'static, str>,
    /// Each language with the day of its last change, if it is written.
    pub languages: Vec<(Lang, Option<When>)>,
}

/// GET /texts/edit. Posts `kind` `language` `text` `do` (`preview`, `template` or `save`) `csrf` to /texts/edit.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/text_edit.html")]
pub struct EditTextPage {
    pub frame: Frame,
    pub form: Form,
    pub kind: String,
    pub title: Cow<'static, str>,
    pub language: Lang,
    pub preview: Option<SafeHtml>,
}

impl NodeTextPage {
    pub fn samples(lang: Lang) -> Vec<NodeTextPage> {
        let page = NodeTextPage {
            frame: Frame { path: "/rules".into(), ..Frame::visitor_sample(lang) },
            title: lang.t("text-rules"),
            text: SafeHtml::from_markdown("## Eins\n\nText mit *Betonung*.\n\n- a\n- b"),
            changed: When::day(lang, samples::moment()),
            instead: None,
        };
        vec![NodeTextPage { instead: Some(Lang::De), ..page.clone() }, page]
    }
}

impl AboutPage {
    pub fn samples(lang: Lang) -> Vec<AboutPage> {
        vec![AboutPage {
            frame: Frame { path: "/about".into(), ..Frame::visitor_sample(lang) },
            node: "artel.example".into(),
            runs_it: samples::company(),
            organisations: vec![samples::company()],
            people: 3,
            entries: 21,
            version: "0.1.0",
        }]
    }
}

impl TextsPage {
    pub fn samples(lang: Lang) -> Vec<TextsPage> {
        let when = When::day(lang, samples::moment());
        let texts = vec![TextRow {
            kind: "privacy",
            title: lang.t("text-privacy"),
            hint: lang.t("text-privacy-hint"),
            languages: vec![(Lang::En, Some(when)), (Lang::Ru, None), (Lang::De, None)],
        }];
        vec![TextsPage { frame: Frame { path: "/texts".into(), ..Frame::sample(lang) }, texts }]
    }
}

impl EditTextPage {
    pub fn samples(lang: Lang) -> Vec<EditTextPage> {
        let page = EditTextPage {
            frame: Frame::sample(lang),
            form: Form::sent([("text", "# Impressum\n\nWerkstatt")]),
            kind: "imprint".into(),
            title: lang.t("text-imprint"),
            language: Lang::De,
            preview: None,
        };
        vec![page.clone(), EditTextPage { preview: Some(SafeHtml::from_markdown("Werkstatt")), ..page }]
    }
}
