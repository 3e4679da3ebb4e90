//! Words: how a text is taken apart, and which forms of a word count as the same one.
//!
//! Entries and queries go through here, so that both end up with the same forms. A word keeps its own form beside its
//! stems: beginnings of words are looked for among those.

use artel_protocol::limits;
use frostem::{Algorithm, Stemmer};

/// A language whose forms of words are known.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Language {
    English,
    German,
    Russian,
}

impl Language {
    /// The language of a tag of BCP 47, if its forms are known: German of `de-AT`.
    pub fn of_tag(tag: &str) -> Option<Language> {
        match main_language(tag).as_str() {
            "en" => Some(Language::English),
            "de" => Some(Language::German),
            "ru" => Some(Language::Russian),
            _ => None,
        }
    }
}

/// The language of a tag of BCP 47 in small letters, without its country and script: `de` of `de-AT`.
pub fn main_language(tag: &str) -> String {
    tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// A word of a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Word {
    /// In small letters.
    pub text: String,
    /// Where it stands, in bytes.
    pub from: usize,
    pub to: usize,
}

/// The words of a text, in small letters, without what is longer than words are.
pub fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (from, _) = rest.find(|(_, letter)| letter.is_alphanumeric())?;
            while rest.next_if(|(_, letter)| letter.is_alphanumeric()).is_some() {}
            let to = rest.peek().map_or(text.len(), |(at, _)| *at);
            let word = &text[from..to];
            if word.chars().nth(limits::SEARCH_WORD_CHARS).is_none() {
                return Some(Word { text: in_one_spelling(word), from, to });
            }
        }
    })
}

/// Small letters, and `е` for `ё`, which few people write.
pub fn in_one_spelling(word: &str) -> String {
    word.to_lowercase().replace('ё', "е")
}

/// Whether a word is written in Cyrillic letters: such words are Russian whatever is said of their text.
pub fn is_cyrillic(word: &str) -> bool {
    word.chars().any(|letter| ('\u{0400}'..='\u{04FF}').contains(&letter))
}

/// What finds what a word has in common with its other forms, for each language.
pub struct Stemmers {
    english: Stemmer,
    german: Stemmer,
    russian: Stemmer,
}

impl Default for Stemmers {
    fn default() -> Stemmers {
        Stemmers {
            english: Stemmer::new(Algorithm::English),
            german: Stemmer::new(Algorithm::German),
            russian: Stemmer::new(Algorithm::Russian),
        }
    }
}

impl Stemmers {
    pub fn of(&self, language: Language) -> &Stemmer {
        match language {
            Language::English => &self.english,
            Language::German => &self.german,
            Language::Russian => &self.russian,
        }
    }
}

/// What knows the forms of words.
#[derive(Default)]
pub struct Forms(Stemmers);

impl Forms {
    /// A word and what it has in common with its other forms, in the language of the text, or in all of its script if that
    /// is not known.
    pub fn of(&self, word: &str, language: Option<Language>) -> Vec<String> {
        let mut forms = vec![word.to_owned()];
        let mut add = |form: String| {
            if !forms.contains(&form) {
                forms.push(form);
            }
        };
        for stemmer in self.stemmers(word, language) {
            let stem = stemmer.stem(word);
            let shorter = without_fleeting_vowel(&stem);
            add(stem.into_owned());
            shorter.into_iter().for_each(&mut add);
        }
        forms
    }

    fn stemmers(&self, word: &str, language: Option<Language>) -> impl Iterator<Item = &Stemmer> {
        let is_cyrillic = is_cyrillic(word);
        let latin = |own| {
            !is_cyrillic
                && (language == Some(own) || !matches!(language, Some(Language::English | Language::German)))
        };
        let all = [
            (is_cyrillic, Language::Russian),
            (latin(Language::English), Language::English),
            (latin(Language::German), Language::German),
        ];
        all.into_iter().filter(|(speaks, _)| *speaks).map(|(_, language)| self.0.of(language))
    }
}

/// A Russian stem without the vowel that comes and goes: `станк` of `станок`, `резц` of `резец`, which the stemmer leaves.
fn without_fleeting_vowel(stem: &str) -> Option<String> {
    const VOWELS: &str = "аеиоуыэюяьй";
    let mut letters: Vec<char> = stem.chars().collect();
    let [.., _, before, vowel, last] = letters[..] else { return None };
    let may_flee = matches!(vowel, 'о' | 'е') && "кцнл".contains(last) && !VOWELS.contains(before);
    letters.remove(letters.len() - 2);
    may_flee.then(|| letters.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meet(one: &str, other: &str, language: Option<Language>) -> bool {
        let forms = Forms::default();
        let of = |text: &str, language| {
            words(text).flat_map(|word| forms.of(&word.text, language)).collect::<Vec<_>>()
        };
        let known = of(one, language);
        of(other, None).iter().any(|form| known.contains(form))
    }

    #[test]
    fn forms_of_one_word_meet() {
        for (one, other) in [
            ("Станок", "станки"),
            ("станков", "станок"),
            ("ёлка", "елки"),
            ("резец", "резцами"),
            ("заготовка", "заготовок"),
            ("Fräsen", "Fräse"),
            ("Maschinen", "Maschine"),
            ("workshops", "workshop"),
            ("Straße", "STRASSE"),
        ] {
            assert!(meet(one, other, None), "{one} {other}");
        }
        assert!(meet("Drehmaschinen", "drehmaschine", Some(Language::German)));
        assert!(meet("станки", "станок", Some(Language::German)), "what is said of a language may be wrong");
        assert!(!meet("Haus", "Maus", None));
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "5-Achs-Fräse, «станок»!";
        let found: Vec<_> = words(text).collect();
        let told: Vec<_> = found.iter().map(|word| (word.text.as_str(), &text[word.from..word.to])).collect();
        assert_eq!(told, [("5", "5"), ("achs", "Achs"), ("fräse", "Fräse"), ("станок", "станок")]);
        assert_eq!(words(&"x".repeat(65)).count(), 0);
        assert_eq!(words("").count(), 0);
    }

    #[test]
    fn a_tag_names_a_language() {
        assert_eq!(Language::of_tag("de-AT"), Some(Language::German));
        assert_eq!(Language::of_tag("RU"), Some(Language::Russian));
        assert_eq!(Language::of_tag("fr"), None);
    }
}
