//! Codes that people type and read by their names: countries, trades, languages.

use crate::classification::{Language, Nace, Region, Revision};

/// What some codes are codes of.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum CodeList {
    /// ISO 3166-1 alpha-2.
    Countries,
    /// NACE, of its newest revision that has the code.
    Trades,
    /// ISO 639.
    Languages,
}

impl CodeList {
    /// What a code is called in a language; the code itself where that is not known here. A trade's code stands before its
    /// name, since people look for it.
    pub fn name(self, code: &str, language: &str) -> String {
        let language = language.split(['-', '_']).next().unwrap_or_default();
        match self {
            CodeList::Countries => Region::parse(code).map(|region| region.name(language).to_owned()),
            CodeList::Trades => Nace::parse(code).map(|trade| format!("{code} {}", trade.name(language))),
            CodeList::Languages => Language::parse(code).map(|known| known.name(language).to_owned()),
        }
        .unwrap_or_else(|| code.to_owned())
    }

    /// The code of what somebody typed: the code itself in large letters or small, or a name in any of the three languages.
    pub fn code(self, typed: &str) -> Option<String> {
        let code = match self {
            CodeList::Countries => {
                Region::from_typed(typed).filter(|region| region.parent().is_none())?.code()
            }
            CodeList::Trades => {
                Nace::from_typed(typed).filter(|code| code.revision() == Revision::TwoOne)?.code()
            }
            CodeList::Languages => Language::from_typed(typed)?.code(),
        };
        Some(code.to_owned())
    }

    /// Several of them, one after the other.
    pub fn names(self, codes: &[String], language: &str) -> String {
        // The names of trades have commas in them.
        let between = if self == CodeList::Trades { "; " } else { ", " };
        codes.iter().map(|code| self.name(code, language)).collect::<Vec<_>>().join(between)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_by_its_name_in_three_languages() {
        for typed in ["AT", "at", " Austria ", "österreich", "Австрия"] {
            assert_eq!(CodeList::Countries.code(typed).as_deref(), Some("AT"), "{typed}");
        }
        assert_eq!(CodeList::Countries.code("Sachsen"), None, "it is no country");
        for typed in ["de", "DE", "German", "Deutsch", "немецкий"] {
            assert_eq!(CodeList::Languages.code(typed).as_deref(), Some("de"), "{typed}");
        }
        assert_eq!(CodeList::Trades.code("25.53 Machining of metals").as_deref(), Some("25.53"));
        assert_eq!(CodeList::Trades.code("2:62.01"), None, "a code of the older revision");
    }

    #[test]
    fn what_is_not_known_is_shown_as_it_is() {
        assert_eq!(CodeList::Countries.names(&["DE".into(), "??".into()], "de-AT"), "Deutschland, ??");
        assert_eq!(CodeList::Languages.name("xx-y", "en"), "xx-y");
    }
}
