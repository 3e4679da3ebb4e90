//! A poll: a question with answers to choose from.

mod wire;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Card, Fact, FactValue, Field, Input, Kind, Problem, Text, Typed};
use crate::Timestamp;
use crate::html::{self, Links};

/// The most characters of a question that is written here.
pub const TEXT_CHARS: usize = 2_000;
/// The fewest and the most answers to choose from: Mastodon shows four to those who write, and every number that comes.
pub const CHOICES: std::ops::RangeInclusive<usize> = 2..=10;
/// The most characters of an answer to choose from.
pub const CHOICE_CHARS: usize = 100;
/// How long a poll stands open if its author does not say.
const OPEN_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A poll.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Poll {
    /// The question.
    pub text: Text,
    pub choices: Vec<Choice>,
    /// More than one answer may be chosen.
    pub multiple: bool,
    /// Until when votes count.
    pub until: Option<Timestamp>,
}

/// An answer to choose from.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Plain text.
    pub name: String,
    /// How many chose it, as its author's server last said.
    pub votes: u64,
}

impl Kind for Poll {
    const NAME: &'static str = "poll";
    const TYPE: &'static str = "Question";
    const READS: &'static [&'static str] = &["Question"];
    const TERMS: &'static [(&'static str, &'static str)] = &[("votersCount", "toot:votersCount")];
    const WORDS: [(&'static str, &'static str); 3] =
        [("en", include_str!("en.ftl")), ("ru", include_str!("ru.ftl")), ("de", include_str!("de.ftl"))];

    fn read(object: &serde_json::Map<String, serde_json::Value>) -> Result<Self, crate::Malformed> {
        wire::read(object)
    }

    fn write(&self, envelope: &super::Entry, object: &mut serde_json::Map<String, serde_json::Value>) {
        wire::write(self, envelope, object);
    }

    fn from_form(typed: &Typed, links: &Links) -> Self {
        let lines = typed.value("choices").lines().map(str::trim).filter(|line| !line.is_empty());
        Poll {
            text: Text::from_markdown_with(typed.value("text"), links),
            choices: lines.map(|name| Choice { name: name.to_owned(), votes: 0 }).collect(),
            multiple: typed.value("multiple") == "yes",
            until: Timestamp::end_of_day(typed.value("until")),
        }
    }

    fn to_form(&self) -> Typed {
        let mut typed = Typed::default();
        typed.set("text", self.text.source());
        typed.set("choices", self.choices.iter().map(|choice| &*choice.name).collect::<Vec<_>>().join("\n"));
        typed.set("multiple", if self.multiple { "yes" } else { "" });
        typed.set("until", self.until.map(Timestamp::to_day).unwrap_or_default());
        typed
    }

    fn fields(_: &Typed) -> Vec<Field> {
        let choices = *CHOICES.end() * (CHOICE_CHARS + 1);
        vec![
            Field { name: "text", input: Input::Markdown, required: true, max_chars: TEXT_CHARS },
            Field { name: "choices", input: Input::Paragraph, required: true, max_chars: choices },
            Field { name: "multiple", input: Input::Tick, required: false, max_chars: 3 },
            Field { name: "until", input: Input::Day, required: false, max_chars: 10 },
        ]
    }

    fn check(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut problem = |field, key, max| problems.push(Problem::at_most(field, key, max));
        let text = self.text.source();
        if text.trim().is_empty() {
            problem("text", "poll-text-missing", TEXT_CHARS);
        }
        if text.chars().count() > TEXT_CHARS {
            problem("text", "poll-text-too-long", TEXT_CHARS);
        }
        if !CHOICES.contains(&self.choices.len()) {
            problem("choices", "poll-choices-number", *CHOICES.end());
        }
        let is_twice =
            |(at, choice): (usize, &Choice)| self.choices[..at].iter().any(|other| other.name == choice.name);
        if self.choices.iter().enumerate().any(is_twice) {
            problem("choices", "poll-choices-twice", CHOICE_CHARS);
        }
        if self.choices.iter().any(|choice| choice.name.chars().count() > CHOICE_CHARS) {
            problem("choices", "poll-choice-too-long", CHOICE_CHARS);
        }
        problems
    }

    fn settle(&mut self, published: Timestamp, now: Timestamp) -> Vec<Problem> {
        let until = *self.until.get_or_insert(published.plus(OPEN_FOR));
        match published == now && until < now {
            true => vec![Problem { field: "until", key: "poll-until-past", arguments: Vec::new() }],
            false => Vec::new(),
        }
    }

    fn card(&self) -> Card {
        let choice = |choice: &Choice| format!("{} – {}", choice.name, choice.votes);
        let choices = self.choices.iter().map(choice).collect::<Vec<_>>().join(" · ");
        let choices = Fact { label: "poll-choice", value: FactValue::Text(choices) };
        let until = self.until.map(|until| Fact { label: "poll-until", value: FactValue::Day(until) });
        Card {
            title: String::new(),
            summary: html::plain_text(&self.text.html, TEXT_CHARS),
            facts: std::iter::once(choices).chain(until).collect(),
        }
    }

    fn text(&self) -> &Text {
        &self.text
    }

    fn index(&self) -> Vec<&str> {
        let choices = self.choices.iter().map(|choice| &*choice.name);
        std::iter::once(self.text.source()).chain(choices).collect()
    }

    fn samples() -> Vec<Self> {
        let choice = |name: &str, votes| Choice { name: name.into(), votes };
        vec![
            Poll {
                text: Text::from_markdown("Wann treffen wir uns?"),
                choices: vec![choice("Montag & Dienstag", 3), choice("<Freitag>", 12)],
                multiple: true,
                until: Some(Timestamp(1_795_503_900_000)),
            },
            Poll {
                text: Text {
                    html: "<p>Какой станок купить первым?</p>".into(), markdown: None
                },
                choices: vec![choice("Токарный", 0), choice("Фрезерный", 1), choice("Никакой", 0)],
                multiple: false,
                until: None,
            },
        ]
    }
}
