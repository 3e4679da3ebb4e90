//! What was looked at, and what to do about it: one line each.

use askama::Template;

use crate::i18n::Lang;

/// How something stands.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Level {
    Well,
    /// It works without, but better with.
    Advice,
    Wrong,
}

/// Something that was looked at.
#[derive(Clone, Debug)]
pub struct CheckView {
    pub level: Level,
    /// What was found, and the mend.
    pub sentence: String,
}

impl CheckView {
    pub fn well(lang: Lang, key: &str, what: &str) -> CheckView {
        CheckView { level: Level::Well, sentence: lang.about(key, what).into_owned() }
    }

    pub fn advice(lang: Lang, key: &str, what: &str) -> CheckView {
        CheckView { level: Level::Advice, sentence: lang.about(key, what).into_owned() }
    }

    pub fn wrong(lang: Lang, key: &str, what: &str) -> CheckView {
        CheckView { level: Level::Wrong, sentence: lang.about(key, what).into_owned() }
    }

    /// The mark in front of it.
    pub fn mark(&self) -> &'static str {
        match self.level {
            Level::Well => "✓",
            Level::Advice => "·",
            Level::Wrong => "!",
        }
    }

    /// The key of the word that the mark stands for.
    pub fn word(&self) -> &'static str {
        match self.level {
            Level::Well => "check-well",
            Level::Advice => "check-advice",
            Level::Wrong => "check-mend",
        }
    }

    pub fn samples(lang: Lang) -> Vec<CheckView> {
        vec![
            CheckView::well(lang, "check-leads-here", "artel.example"),
            CheckView::wrong(lang, "check-scheme-lost", "artel.example"),
            CheckView::advice(lang, "check-mail-off", ""),
        ]
    }
}

/// What is found while somebody types: a part of a page.
#[derive(Template, Clone, Debug)]
#[template(path = "parts/checks_found.html")]
pub struct ChecksPart {
    pub lang: Lang,
    pub checks: Vec<CheckView>,
}
