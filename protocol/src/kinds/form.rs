//! The form in which a kind is written: its fields, and what somebody typed into them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Problem;
use crate::as2;

/// What somebody typed, by the names of the fields. A box that is ticked has the value `yes`; of several choices each
/// is a box named `field.choice`.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Typed(BTreeMap<String, String>);

impl Typed {
    /// What was typed into a field, without the space around it; empty if nothing was.
    pub fn value(&self, field: &str) -> &str {
        self.0.get(field).map_or("", |value| value.trim())
    }

    /// The same as it is kept.
    pub fn owned(&self, field: &str) -> String {
        self.value(field).to_owned()
    }

    /// The choices of a field whose boxes are ticked.
    pub fn chosen<'a>(&self, field: &str, choices: &[&'a str]) -> Vec<&'a str> {
        let is_ticked = |choice: &&str| self.value(&box_of(field, choice)) == "yes";
        choices.iter().copied().filter(is_ticked).collect()
    }

    /// What was typed into a field that takes a list, each without the space around it.
    pub fn listed(&self, field: &str) -> Vec<String> {
        let items = self.value(field).split([',', ';', '\n']).map(str::trim);
        items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// Types something; what is empty is as if nothing was typed.
    pub fn set(&mut self, field: impl Into<String>, value: impl Into<String>) {
        let (field, value) = (field.into(), value.into());
        match value.is_empty() {
            true => drop(self.0.remove(&field)),
            false => drop(self.0.insert(field, value)),
        }
    }

    /// Ticks the boxes of these choices.
    pub fn choose<'a>(&mut self, field: &str, choices: impl IntoIterator<Item = &'a str>) {
        for choice in choices {
            self.set(box_of(field, choice), "yes");
        }
    }

    /// The same with every field that takes several choices ticked where its choices are listed, for who writes
    /// `goals` with the value `9, 12`.
    pub fn with_boxes(mut self, fields: &[Field]) -> Typed {
        for field in fields {
            if let Input::Choices(choices) = field.input {
                let listed = self.listed(field.name);
                let known = choices.iter().copied().filter(|choice| listed.iter().any(|item| item == choice));
                self.choose(field.name, known.collect::<Vec<_>>());
                self.set(field.name, "");
            }
        }
        self
    }

    /// At most so many fields of at most so many characters each: half a form is no form, but it is what can be kept.
    pub fn shortened(&self, fields: usize, chars: usize) -> Typed {
        self.iter()
            .take(fields)
            .map(|(field, value)| (field.to_owned(), as2::shorten(value, chars)))
            .collect()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, value)| (field.as_str(), value.as_str()))
    }
}

impl<Field: Into<String>, Value: Into<String>> FromIterator<(Field, Value)> for Typed {
    fn from_iter<Pairs: IntoIterator<Item = (Field, Value)>>(pairs: Pairs) -> Typed {
        let mut typed = Typed::default();
        for (field, value) in pairs {
            typed.set(field, value);
        }
        typed
    }
}

/// The name of the box of one of several choices.
pub fn box_of(field: &str, choice: &str) -> String {
    format!("{field}.{choice}")
}

/// One field of a kind's form. Its label stands under `KIND-FIELD` in the kind's words, its hint under
/// `KIND-FIELD-hint`, the label of a choice under `KIND-FIELD-CHOICE`; with `-` instead of `_`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Field {
    pub name: &'static str,
    pub input: Input,
    pub required: bool,
    /// The most characters it takes; of a list, the most characters of it all.
    pub max_chars: usize,
}

impl Field {
    /// Whether a form's value with this name belongs to it: its own, or one of its boxes.
    pub fn is_at(&self, name: &str) -> bool {
        match self.input {
            Input::Choices(choices) => choices.iter().any(|choice| box_of(self.name, choice) == name),
            _ => self.name == name,
        }
    }
}

#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Input {
    Line,
    Paragraph,
    Markdown,
    /// A list, divided by commas.
    List,
    /// A day, `2026-11-28`.
    Day,
    /// One of these.
    Choice(&'static [&'static str]),
    /// One of these, on which it depends what else is asked.
    Deciding(&'static [&'static str]),
    /// Any of these.
    Choices(&'static [&'static str]),
    /// Yes or no.
    Tick,
}

/// Something that could be better, said while one writes. Unlike a [`Problem`] it hinders nobody from publishing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Advice {
    pub weight: Weight,
    pub about: Problem,
}

/// How much it matters.
#[derive(Copy, Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Weight {
    Major,
    Minor,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_that_are_ticked_are_found_in_the_order_of_the_choices() {
        let mut typed = Typed::default();
        typed.choose("sizes", ["micro", "large"]);
        assert_eq!(typed.chosen("sizes", &["large", "medium", "micro"]), ["large", "micro"]);
    }

    #[test]
    fn boxes_are_ticked_by_a_list() {
        let sizes = Input::Choices(&["large", "micro"]);
        let field = Field { name: "sizes", input: sizes, required: false, max_chars: 9 };
        let typed = Typed::from_iter([("sizes", "micro, huge"), ("title", "a, b")]).with_boxes(&[field]);
        assert_eq!(typed, Typed::from_iter([("sizes.micro", "yes"), ("title", "a, b")]));
    }

    #[test]
    fn a_list_is_divided_by_commas_and_lines() {
        let typed = Typed::from_iter([("words", " Stahl, Guss\n;; Fräsen ")]);
        assert_eq!(typed.listed("words"), ["Stahl", "Guss", "Fräsen"]);
    }
}
