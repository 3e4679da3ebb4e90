//! An article: a text with a title, as a blog has it.

mod wire;

use serde::{Deserialize, Serialize};

use super::{Card, Field, Input, Kind, Problem, Text, Typed};
use crate::html::Links;
use crate::space::SpaceKind;

/// The most characters of a title: Lemmy cuts at 200.
pub const TITLE_CHARS: usize = 200;
/// The most characters of a summary: what NodeBB and Mastodon show whole.
pub const SUMMARY_CHARS: usize = 500;
/// The most characters of a text that is written here.
pub const TEXT_CHARS: usize = 100_000;

/// An article.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Article {
    pub title: String,
    /// Plain text that reads well as a sentence: it is what Mastodon shows besides title and link.
    pub summary: String,
    pub text: Text,
    /// Who of the staff wrote it, when it is published in the company's name.
    pub byline: Option<String>,
}

impl Kind for Article {
    const NAME: &'static str = "article";
    const TYPE: &'static str = "Article";
    /// What has a title elsewhere is read as an article: its own text is shown, whatever it is called there.
    const READS: &'static [&'static str] =
        &["Article", "Page", "Event", "Video", "Audio", "Image", "Document"];
    const STANDS_IN: &'static [SpaceKind] = &[SpaceKind::Blog];
    const WORDS: [(&'static str, &'static str); 3] =
        [("en", include_str!("en.ftl")), ("ru", include_str!("ru.ftl")), ("de", include_str!("de.ftl"))];

    fn read(object: &serde_json::Map<String, serde_json::Value>) -> Result<Self, crate::Malformed> {
        wire::read(object)
    }

    fn write(&self, envelope: &super::Entry, object: &mut serde_json::Map<String, serde_json::Value>) {
        wire::write(self, envelope, object);
    }

    fn check(&self) -> Vec<Problem> {
        let text = self.text.source();
        let mut problems = Vec::new();
        let mut problem = |field, key, max| problems.push(Problem::at_most(field, key, max));
        if self.title.trim().is_empty() {
            problem("title", "article-title-missing", TITLE_CHARS);
        }
        if self.title.chars().count() > TITLE_CHARS {
            problem("title", "article-title-too-long", TITLE_CHARS);
        }
        if self.summary.chars().count() > SUMMARY_CHARS {
            problem("summary", "article-summary-too-long", SUMMARY_CHARS);
        }
        if text.trim().is_empty() {
            problem("text", "article-text-missing", TEXT_CHARS);
        }
        if text.chars().count() > TEXT_CHARS {
            problem("text", "article-text-too-long", TEXT_CHARS);
        }
        problems
    }

    fn card(&self) -> Card {
        Card { title: self.title.clone(), summary: self.summary.clone(), facts: Vec::new() }
    }

    fn from_form(typed: &Typed, links: &Links) -> Self {
        Article {
            title: typed.owned("title"),
            summary: typed.owned("summary"),
            text: Text::from_markdown_with(typed.value("text"), links),
            byline: None,
        }
    }

    fn to_form(&self) -> Typed {
        let typed =
            [("title", self.title.as_str()), ("summary", &self.summary), ("text", self.text.source())];
        typed.into_iter().collect()
    }

    fn fields(_: &Typed) -> Vec<Field> {
        vec![
            Field { name: "title", input: Input::Line, required: true, max_chars: TITLE_CHARS },
            Field { name: "summary", input: Input::Paragraph, required: false, max_chars: SUMMARY_CHARS },
            Field { name: "text", input: Input::Markdown, required: true, max_chars: TEXT_CHARS },
        ]
    }

    fn text(&self) -> &Text {
        &self.text
    }

    fn byline(&self) -> Option<&str> {
        self.byline.as_deref()
    }

    fn sign(&mut self, byline: Option<String>) {
        self.byline = byline;
    }

    fn index(&self) -> Vec<&str> {
        vec![&self.title, &self.summary, self.text.source()]
    }

    fn samples() -> Vec<Self> {
        vec![
            Article {
                title: "Neue 5-Achs-Fräse".into(),
                summary: "Seit Montag fräsen wir Teile bis 600 mm in einer Aufspannung.".into(),
                text: Text {
                    html: "<p>Die Maschine steht.</p>".into(),
                    markdown: Some("Die Maschine steht.".into()),
                },
                byline: Some("Anna Brandt".into()),
            },
            Article {
                title: "Как мы перешли на безотходный раскрой: что получилось за год и чего мы не ждали".into(),
                summary: String::new(),
                text: Text {
                    html: "<h2>Раскрой</h2><p>Лист 1500×3000, <strong>четыре</strong> заказа.</p><ul><li>сталь</li></ul>"
                        .into(),
                    markdown: None,
                },
                byline: None,
            },
        ]
    }
}
