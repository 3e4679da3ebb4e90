//! The languages in which one can write to a company: those of the two-letter codes, as BCP 47 uses them.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Names, fields};

/// A language by its two letters: `de`.
#[derive(Copy, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(u16);

/// The lines are sorted by their codes.
static TABLE: LazyLock<Vec<(&'static str, Names)>> = LazyLock::new(|| {
    let line = |text: &'static str| {
        let (code, [en, ru, de]) = fields(text);
        (code, Names { en, ru, de })
    };
    include_str!("data/languages.tsv").lines().map(line).collect()
});

impl Language {
    /// The language of a tag: `de`, and `de-AT` as well.
    pub fn parse(tag: &str) -> Option<Language> {
        let code = tag.trim().split(['-', '_']).next()?.to_lowercase();
        let line = TABLE.binary_search_by_key(&&*code, |(code, _)| code).ok()?;
        u16::try_from(line).ok().map(Language)
    }

    /// The same from what people type: a code, or a name in any of the three languages.
    pub fn from_typed(text: &str) -> Option<Language> {
        let whole = text.trim().to_lowercase();
        let called = |language: &Language| language.row().1.all().any(|name| name.to_lowercase() == whole);
        Language::parse(text).or_else(|| Language::all().find(called))
    }

    pub fn all() -> impl Iterator<Item = Language> {
        (0..).zip(&*TABLE).map(|(line, _)| Language(line))
    }

    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// Its name in this language.
    pub fn name(self, language: &str) -> &'static str {
        let names = self.row().1;
        names.own(language).unwrap_or(names.en)
    }

    fn row(self) -> (&'static str, Names) {
        TABLE[usize::from(self.0)]
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl From<Language> for String {
    fn from(language: Language) -> String {
        language.code().to_owned()
    }
}

impl TryFrom<String> for Language {
    type Error = String;

    fn try_from(text: String) -> Result<Language, String> {
        Language::parse(&text).ok_or_else(|| format!("{text} is no language that is known"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_its_code_and_by_its_names() {
        for typed in ["de", "de-AT", "German", "немецкий", "deutsch"] {
            assert_eq!(Language::from_typed(typed).map(Language::code), Some("de"), "{typed}");
        }
        assert_eq!(Language::from_typed("klingonisch"), None);
        assert!(Language::all().zip(Language::all().skip(1)).all(|(one, next)| one.code() < next.code()));
    }
}
