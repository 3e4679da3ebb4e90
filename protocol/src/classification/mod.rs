//! What companies do and where they are, in codes that everybody reads alike: NACE, NUTS, ISO 3166.
//!
//! It is here rather than in the node because codes stand in documents of others: a code is parsed once, at the rim, into
//! a value that cannot be wrong. Their official names come with the program (`data/README.md` says from where), so that
//! what is said in one language is found in another. Begin with [`Nace`] and [`Region`].

mod language;
mod nace;
mod region;

pub use language::Language;
pub use nace::{Level, Nace, Revision};
pub use region::Region;

/// The names of one code, by language; empty where there is none.
#[derive(Copy, Clone, Debug, Default)]
struct Names {
    en: &'static str,
    ru: &'static str,
    de: &'static str,
}

impl Names {
    /// The name in this very language.
    fn own(&self, language: &str) -> Option<&'static str> {
        let name = match language {
            "ru" => self.ru,
            "de" => self.de,
            _ => self.en,
        };
        Some(name).filter(|name| !name.is_empty())
    }

    fn all(&self) -> impl Iterator<Item = &'static str> {
        [self.en, self.ru, self.de].into_iter().filter(|name| !name.is_empty())
    }
}

/// The fields of a line of the data: a code, and three names at most.
fn fields(line: &'static str) -> (&'static str, [&'static str; 3]) {
    let mut fields = line.split('\t');
    let code = fields.next().unwrap_or_default();
    (code, std::array::from_fn(|_| fields.next().unwrap_or_default()))
}

/// Whether every word of what was typed begins a word of `text`; both in small letters.
fn has_all_words(text: &str, typed: &[String]) -> bool {
    typed.iter().all(|wanted| words(text).any(|word| word.starts_with(wanted.as_str())))
}

/// The words of a text, without what stands between them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}
