//! The words of offers: taken apart, and brought to what they have in common with their other forms.

use std::collections::HashMap;

use artel_protocol::limits;

use crate::features::search::analysis::{Language, Stemmers, in_one_spelling, is_cyrillic};

/// A stem by its number.
pub type Term = u32;

/// No word has more letters; what is longer is an address or worse.
const WORD_CHARS: usize = 40;
/// What is shorter says nothing, unless it has a digit: `3D`.
const SHORTEST: usize = 3;

/// What knows the forms of words, in the languages of the pages.
#[derive(Default)]
pub struct Stems(Stemmers);

impl Stems {
    /// What a word in small letters has in common with its other forms. Latin ones are German or English; in other languages
    /// a word is itself.
    pub fn of(&self, word: &str, language: Option<&str>) -> String {
        let language = match language {
            _ if is_cyrillic(word) => Some(Language::Russian),
            None => Some(Language::English),
            Some(tag) => Language::of_tag(tag).filter(|language| *language != Language::Russian),
        };
        match language {
            Some(language) => self.0.of(language).stem(word).into_owned(),
            None => word.to_owned(),
        }
    }
}

/// The words of a text in small letters, without those that say nothing.
pub fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let all = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    all.filter(|word| {
        let chars = word.chars().take(WORD_CHARS + 1).count();
        let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
        chars <= WORD_CHARS && (chars >= SHORTEST || has_digit && chars > 1)
    })
    .map(in_one_spelling)
}

/// Words that say nothing of an offer by themselves: nobody is told that two offers share them.
const SAYS_LITTLE: &str = "\
    and are for from into not our that the their them they this with you your has have can who which when what will \
    also all any each other more less new well would seeks sought looks offers offer request partner partners \
    aber alle alles als auch auf aus bei bis das dem den der des die dies diese ein eine einem einen einer eines fuer \
    für gegen hat hier ihr ihre ist kann kein keine man mit nach nicht noch nur oder ohne sich sie sind so über um und \
    uns unser unsere unter vom von vor was weil wenn wer wie wir wird zum zur sucht suchen bietet bieten partner \
    без был быть вас вам все всё для его или как когда который которые между мне мы нам нас нет они она оно при про \
    так также там тем этих это эта этот что чтобы ищет ищем предлагает предлагаем партнер партнеры партнеров";

/// Whether somebody learns something of an offer by this word.
pub fn says_something(word: &str) -> bool {
    !SAYS_LITTLE.split_whitespace().any(|little| in_one_spelling(little) == word)
}

/// Numbers for stems. How many there are is limited; what comes beyond is not told apart, and so not compared.
#[derive(Clone, Default)]
pub struct Vocabulary {
    numbers: HashMap<Box<str>, Term>,
}

impl Vocabulary {
    /// The number of a stem, a new one if it has none yet and there is room.
    pub fn learn(&mut self, stem: &str) -> Option<Term> {
        if let Some(known) = self.find(stem) {
            return Some(known);
        }
        let next = Term::try_from(self.numbers.len()).ok().filter(|_| !self.is_full())?;
        self.numbers.insert(stem.into(), next);
        Some(next)
    }

    pub fn find(&self, stem: &str) -> Option<Term> {
        self.numbers.get(stem).copied()
    }

    pub fn is_full(&self) -> bool {
        self.numbers.len() >= limits::WORDS_OF_OFFERS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_are_one() {
        let stems = Stems::default();
        for (one, other, language) in [
            ("Fräsen", "fräse", Some("de")),
            ("Maschinen", "maschine", Some("de-AT")),
            ("фрезерование", "фрезерования", None),
            ("Заготовка", "заготовки", Some("de")),
            ("grinding", "grind", Some("en")),
        ] {
            let of = |text: &str| words(text).map(|word| stems.of(&word, language)).collect::<Vec<_>>();
            assert_eq!(of(one), of(other), "{one}");
        }
        let of = |text: &str| words(text).collect::<Vec<_>>();
        assert_eq!(of("a 3D-Druck, в ёлку!"), ["3d", "druck", "елку"]);
        assert!(of(&"x".repeat(1_000)).is_empty());
    }

    #[test]
    fn a_full_vocabulary_learns_nothing_more_and_forgets_nothing() {
        let mut vocabulary = Vocabulary::default();
        for number in 0..limits::WORDS_OF_OFFERS {
            assert!(vocabulary.learn(&number.to_string()).is_some());
        }
        assert_eq!((vocabulary.learn("new"), vocabulary.learn("7")), (None, Some(7)));
    }
}
