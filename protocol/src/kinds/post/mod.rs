//! A post: a short text without a title. An answer under an article is one.

mod wire;

use serde::{Deserialize, Serialize};

use super::{Card, Field, Input, Kind, Problem, Text, Typed};
use crate::html::{self, Links};
use crate::space::SpaceKind;

/// The most characters of a post that is written here.
pub const TEXT_CHARS: usize = 5_000;
/// The most characters of a content warning.
pub const WARNING_CHARS: usize = 500;

/// A post.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Post {
    pub text: Text,
    /// A content warning: the text stays folded behind it.
    pub warning: Option<String>,
}

impl Kind for Post {
    const NAME: &'static str = "post";
    const TYPE: &'static str = "Note";
    const READS: &'static [&'static str] = &["Note", "Question", "ChatMessage"];
    /// It answers, or stands in its author's own blog.
    const STANDS_IN: &'static [SpaceKind] = &[];
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
        if text.trim().is_empty() {
            return vec![Problem::at_most("text", "post-text-missing", TEXT_CHARS)];
        }
        if text.chars().count() > TEXT_CHARS {
            return vec![Problem::at_most("text", "post-text-too-long", TEXT_CHARS)];
        }
        Vec::new()
    }

    fn card(&self) -> Card {
        let summary = match &self.warning {
            Some(warning) => warning.clone(),
            None => html::plain_text(&self.text.html, WARNING_CHARS),
        };
        Card { title: String::new(), summary, facts: Vec::new() }
    }

    fn from_form(typed: &Typed, links: &Links) -> Self {
        Post { text: Text::from_markdown_with(typed.value("text"), links), warning: None }
    }

    fn to_form(&self) -> Typed {
        [("text", self.text.source())].into_iter().collect()
    }

    fn fields(_: &Typed) -> Vec<Field> {
        vec![Field { name: "text", input: Input::Markdown, required: true, max_chars: TEXT_CHARS }]
    }

    fn text(&self) -> &Text {
        &self.text
    }

    fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    fn index(&self) -> Vec<&str> {
        vec![self.text.source()]
    }

    fn samples() -> Vec<Self> {
        let plain = |html: &str| Post { text: Text { html: html.into(), markdown: None }, warning: None };
        vec![
            plain(
                "<p>Сколько стоит <a href=\"https://example.org/\">такая деталь</a> в партии из ста штук?</p>",
            ),
            Post { warning: Some("Lange Antwort".into()), ..plain("<p>Wir haben es ausprobiert …</p>") },
        ]
    }
}
