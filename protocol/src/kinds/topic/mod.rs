//! A topic: a question or a thought with a title, with which a conversation in a forum begins.

mod wire;

use serde::{Deserialize, Serialize};

use super::{Card, Field, Input, Kind, Problem, Text, Typed};
use crate::html::{self, Links};

/// The most characters of a title: Lemmy cuts at 200.
pub const TITLE_CHARS: usize = 200;
/// The most characters of a text that is written here.
pub const TEXT_CHARS: usize = 20_000;
/// How much of its text stands for it in lists and on Mastodon, in characters.
const BEGINNING_CHARS: usize = 300;

/// A topic.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    pub title: String,
    pub text: Text,
    /// Who of the staff wrote it, when it is said in the company's name.
    pub byline: Option<String>,
}

impl Topic {
    /// How it begins, in plain text: nobody writes a summary of a question.
    fn beginning(&self) -> String {
        html::plain_text(&self.text.html, BEGINNING_CHARS)
    }
}

impl Kind for Topic {
    const NAME: &'static str = "topic";
    const TYPE: &'static str = "Page";
    const READS: &'static [&'static str] = &["Page"];
    const WORDS: [(&'static str, &'static str); 3] =
        [("en", include_str!("en.ftl")), ("ru", include_str!("ru.ftl")), ("de", include_str!("de.ftl"))];

    fn read(object: &serde_json::Map<String, serde_json::Value>) -> Result<Self, crate::Malformed> {
        wire::read(object)
    }

    fn write(&self, envelope: &super::Entry, object: &mut serde_json::Map<String, serde_json::Value>) {
        wire::write(self, envelope, object);
    }

    fn from_form(typed: &Typed, links: &Links) -> Self {
        Topic {
            title: typed.owned("title"),
            text: Text::from_markdown_with(typed.value("text"), links),
            byline: None,
        }
    }

    fn to_form(&self) -> Typed {
        [("title", self.title.as_str()), ("text", self.text.source())].into_iter().collect()
    }

    fn fields(_: &Typed) -> Vec<Field> {
        vec![
            Field { name: "title", input: Input::Line, required: true, max_chars: TITLE_CHARS },
            Field { name: "text", input: Input::Markdown, required: true, max_chars: TEXT_CHARS },
        ]
    }

    fn check(&self) -> Vec<Problem> {
        let text = self.text.source();
        let mut problems = Vec::new();
        let mut problem = |field, key, max| problems.push(Problem::at_most(field, key, max));
        if self.title.is_empty() {
            problem("title", "topic-title-missing", TITLE_CHARS);
        }
        if self.title.chars().count() > TITLE_CHARS {
            problem("title", "topic-title-too-long", TITLE_CHARS);
        }
        if text.trim().is_empty() {
            problem("text", "topic-text-missing", TEXT_CHARS);
        }
        if text.chars().count() > TEXT_CHARS {
            problem("text", "topic-text-too-long", TEXT_CHARS);
        }
        problems
    }

    fn card(&self) -> Card {
        Card { title: self.title.clone(), summary: self.beginning(), facts: Vec::new() }
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
        vec![&self.title, self.text.source()]
    }

    fn samples() -> Vec<Self> {
        let written = |html: &str| Text { html: html.into(), markdown: None };
        vec![
            Topic {
                title: "Wer hat Erfahrung mit dem Fräsen von <Titan>?".into(),
                text: Text::from_markdown("Uns brechen die *Werkzeuge*. Was nehmt ihr?"),
                byline: Some("Anna Brandt".into()),
            },
            Topic {
                title: "Как получить сертификат для вывоза станков, если завод стоит в двух областях сразу"
                    .into(),
                text: written(
                    "<p>Нам нужен сертификат.</p><ul><li>Кто выдаёт?</li><li>Сколько ждать?</li></ul>",
                ),
                byline: None,
            },
        ]
    }
}
