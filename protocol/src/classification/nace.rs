//! Kinds of economic activity: NACE Rev. 2.1, and Rev. 2 with the same codes as OKVED 2 down to the class.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Names, fields, has_all_words, words};

/// Which edition of NACE a code is of. The same code may say different things in each.
#[derive(Copy, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Revision {
    /// In force in the EU until 2024, and the ground on which OKVED 2 stands.
    Two,
    /// In force in the EU since 2025.
    TwoOne,
}

impl Revision {
    /// `2` or `2.1`.
    pub fn as_str(self) -> &'static str {
        match self {
            Revision::Two => "2",
            Revision::TwoOne => "2.1",
        }
    }
}

/// How far a code goes into detail.
#[derive(Copy, Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Level {
    /// `C`
    Section,
    /// `25`
    Division,
    /// `25.5`
    Group,
    /// `25.53`
    Class,
}

/// One code that exists. Written `2.1:25.53`, with the revision before the code.
#[derive(Copy, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nace {
    revision: Revision,
    /// Its line in the table of its revision.
    line: u16,
}

struct Row {
    code: &'static str,
    names: Names,
    /// The line of its section, division or group; its own for a section.
    parent: u16,
    /// All names in all languages, its own and those of what it belongs to, in small letters.
    searched: String,
}

struct Table {
    rows: Vec<Row>,
    by_code: HashMap<&'static str, u16>,
}

static TWO: LazyLock<Table> = LazyLock::new(|| read(include_str!("data/nace2.tsv")));
static TWO_ONE: LazyLock<Table> = LazyLock::new(|| read(include_str!("data/nace21.tsv")));

/// The lines stand in the order of the classification: what a code belongs to stands before it.
fn read(data: &'static str) -> Table {
    let mut table = Table { rows: Vec::with_capacity(1_100), by_code: HashMap::with_capacity(1_100) };
    let mut section = 0;
    for (line, text) in (0..).zip(data.lines()) {
        let (code, [en, ru, de]) = fields(text);
        let names = Names { en, ru, de };
        let parent = match level(code) {
            Level::Section => {
                section = line;
                line
            }
            Level::Division => section,
            Level::Group => table.by_code.get(&code[..2]).copied().unwrap_or(section),
            Level::Class => table.by_code.get(&code[..4]).copied().unwrap_or(section),
        };
        let mut searched: String = names.all().map(|name| name.to_lowercase() + " ").collect();
        if let Some(above) = table.rows.get(usize::from(parent)) {
            searched.push_str(&above.searched);
        }
        table.rows.push(Row { code, names, parent, searched });
        table.by_code.insert(code, line);
    }
    table
}

fn level(code: &str) -> Level {
    match code.len() {
        0 | 1 => Level::Section,
        2 => Level::Division,
        3 | 4 => Level::Group,
        _ => Level::Class,
    }
}

fn table(revision: Revision) -> &'static Table {
    match revision {
        Revision::Two => &TWO,
        Revision::TwoOne => &TWO_ONE,
    }
}

impl Nace {
    /// The code of one revision: `C`, `25`, `25.5` or `25.53`.
    pub fn find(revision: Revision, code: &str) -> Option<Nace> {
        table(revision).by_code.get(code).map(|line| Nace { revision, line: *line })
    }

    /// A code as it is written on the wire and in forms: `2.1:25.53`, `2:25.62`. One without a revision is of the
    /// newest revision that has it.
    pub fn parse(text: &str) -> Option<Nace> {
        match text.trim().split_once(':') {
            Some(("2", code)) => Nace::find(Revision::Two, code),
            Some(("2.1", code)) => Nace::find(Revision::TwoOne, code),
            Some(_) => None,
            None => {
                let code = text.trim();
                Nace::find(Revision::TwoOne, code).or_else(|| Nace::find(Revision::Two, code))
            }
        }
    }

    /// A code or a whole name as people type it: `25.53`, `C25.53`, `2553`, `2:25.62 Machining`, `ОКВЭД 25.62.1`. What follows the code
    /// is passed over, and so is what is finer than a class.
    pub fn from_typed(text: &str) -> Option<Nace> {
        let text = text.trim();
        let (named, rest) = revision_named(text);
        let first = rest.split(|letter: char| letter.is_whitespace() || letter == ',').next()?;
        let Some(code) = tidied(first) else { return Nace::called(text) };
        match named {
            Some(revision) => Nace::find(revision, &code),
            None => Nace::parse(&code).or_else(|| Nace::called(text)),
        }
    }

    /// The first code with this name in any language.
    fn called(name: &str) -> Option<Nace> {
        let name = name.to_lowercase();
        let is_it = |code: &Nace| code.row().names.all().any(|own| own.to_lowercase() == name);
        Nace::all(Revision::TwoOne).chain(Nace::all(Revision::Two)).find(is_it)
    }

    /// Every code of one revision, in order.
    pub fn all(revision: Revision) -> impl Iterator<Item = Nace> {
        (0..).zip(&table(revision).rows).map(move |(line, _)| Nace { revision, line })
    }

    pub fn revision(self) -> Revision {
        self.revision
    }

    /// `25.53`
    pub fn code(self) -> &'static str {
        self.row().code
    }

    pub fn level(self) -> Level {
        level(self.code())
    }

    /// What it is a part of; none for a section.
    pub fn parent(self) -> Option<Nace> {
        let parent = Nace { line: self.row().parent, ..self };
        (parent != self).then_some(parent)
    }

    /// Itself and everything that it is a part of, up to the section.
    pub fn lineage(self) -> impl Iterator<Item = Nace> {
        std::iter::successors(Some(self), |code| code.parent())
    }

    /// Whether `other` is this code or a part of it.
    pub fn contains(self, other: Nace) -> bool {
        other.lineage().any(|code| code == self)
    }

    /// Its parts, one level down.
    pub fn parts(self) -> impl Iterator<Item = Nace> {
        Nace::all(self.revision).filter(move |code| code.parent() == Some(self))
    }

    pub fn section(self) -> Nace {
        self.lineage().last().unwrap_or(self)
    }

    /// The division; none for a section.
    pub fn division(self) -> Option<Nace> {
        self.lineage().find(|code| code.level() == Level::Division)
    }

    /// The division of Rev. 2.1 that does what the division of this code does. Divisions kept their numbers; only 45,
    /// trade in motor vehicles, went into others.
    pub fn division_now(self) -> Option<Nace> {
        Nace::find(Revision::TwoOne, self.division()?.code())
    }

    /// The section of Rev. 2.1 that does what the section of this code does, as far as one can say: Rev. 2.1 made two of
    /// `J`.
    pub fn section_now(self) -> Option<Nace> {
        if self.revision == Revision::TwoOne {
            return Some(self.section());
        }
        match (self.division_now(), self.section().code()) {
            (Some(division), _) => division.parent(),
            (None, "J") => None,
            (None, "G") => Nace::find(Revision::TwoOne, "G"),
            (None, _) => self.section().parts().find_map(Nace::division_now).and_then(Nace::parent),
        }
    }

    /// Its name in this very language, if it has one.
    pub fn own_name(self, language: &str) -> Option<&'static str> {
        self.row().names.own(language)
    }

    /// Its name in this language, or that of the nearest code above it that has one; English names are always there.
    pub fn name(self, language: &str) -> &'static str {
        self.lineage().find_map(|code| code.own_name(language)).unwrap_or(self.row().names.en)
    }

    /// Its names in all languages and those of everything that it is a part of, in small letters: for searching.
    pub fn searched(self) -> &'static str {
        &self.row().searched
    }

    /// Codes that fit what was typed so far: whose code begins like it, or whose names have all its words. Those of the
    /// revision in force first.
    pub fn suggest(typed: &str, limit: usize) -> Vec<Nace> {
        let (named, rest) = revision_named(typed.trim());
        let code = tidied(rest.trim());
        let wanted: Vec<String> = words(rest).map(str::to_lowercase).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let revisions = named.map_or([Revision::TwoOne, Revision::Two], |only| [only, only]);
        let fits = |found: &Nace| match &code {
            Some(code) => found.code().starts_with(code.as_str()),
            None => has_all_words(found.searched(), &wanted),
        };
        let mut found = Vec::new();
        for revision in revisions {
            for fitting in Nace::all(revision).filter(fits) {
                if found.len() == limit {
                    return found;
                }
                if !found.contains(&fitting) {
                    found.push(fitting);
                }
            }
        }
        found
    }

    /// Codes that may be meant by what is no code: by its words, else by less and less of its beginning.
    pub fn nearest(typed: &str, limit: usize) -> Vec<Nace> {
        let typed = typed.trim();
        let found = Nace::suggest(typed, limit);
        if !found.is_empty() {
            return found;
        }
        match tidied(typed) {
            Some(code) => (1..code.len())
                .rev()
                .filter_map(|end| code.get(..end))
                .map(|shorter| Nace::suggest(shorter.trim_end_matches('.'), limit))
                .find(|found| !found.is_empty())
                .unwrap_or_default(),
            None => words(typed)
                .map(|word| Nace::suggest(word, limit))
                .find(|found| !found.is_empty())
                .unwrap_or_default(),
        }
    }

    fn row(self) -> &'static Row {
        &table(self.revision).rows[usize::from(self.line)]
    }
}

/// The revision that stands before a code, and the rest.
fn revision_named(text: &str) -> (Option<Revision>, &str) {
    for (beginning, revision) in [
        ("2.1:", Revision::TwoOne),
        ("2:", Revision::Two),
        ("okved", Revision::Two),
        ("оквэд", Revision::Two),
    ] {
        let letters = beginning.chars().count();
        let begins = text.chars().take(letters).flat_map(char::to_lowercase).eq(beginning.chars());
        if begins {
            let rest = text.char_indices().nth(letters).map_or("", |(at, _)| &text[at..]);
            return (Some(revision), rest.trim_start_matches(['-', ' ', ':']).trim_start_matches("2 "));
        }
    }
    (None, text)
}

/// A code in the form that the tables have: without the letter before its digits, with its dot, and no finer than a class.
fn tidied(typed: &str) -> Option<String> {
    let typed = typed.trim_end_matches(['.', ':', '–', '-']);
    if typed.len() == 1 && typed.chars().all(|letter| letter.is_ascii_alphabetic()) {
        return Some(typed.to_ascii_uppercase());
    }
    let without_letter = typed.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    if typed.len() > without_letter.len() + 1 || without_letter.is_empty() {
        return None;
    }
    let is_code = without_letter.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
    let digits: String = without_letter.chars().filter(char::is_ascii_digit).take(4).collect();
    match (is_code, digits.len()) {
        (true, 1 | 2) => Some(digits),
        (true, 3..) => Some(format!("{}.{}", &digits[..2], &digits[2..])),
        _ => None,
    }
}

/// `2.1:25.53`
impl fmt::Display for Nace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.revision.as_str(), self.code())
    }
}

impl From<Nace> for String {
    fn from(code: Nace) -> String {
        code.to_string()
    }
}

impl TryFrom<String> for Nace {
    type Error = String;

    fn try_from(text: String) -> Result<Nace, String> {
        Nace::parse(&text).ok_or_else(|| format!("{text} is no code of NACE"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(revision: Revision) -> [usize; 4] {
        [Level::Section, Level::Division, Level::Group, Level::Class]
            .map(|level| Nace::all(revision).filter(|code| code.level() == level).count())
    }

    #[test]
    fn both_revisions_are_whole() {
        assert_eq!(counts(Revision::TwoOne), [22, 87, 287, 651]);
        assert_eq!(counts(Revision::Two), [21, 88, 272, 615]);
    }

    #[test]
    fn every_code_belongs_to_one_that_is_its_beginning() {
        for revision in [Revision::Two, Revision::TwoOne] {
            for code in Nace::all(revision) {
                let Some(parent) = code.parent() else {
                    assert_eq!(code.level(), Level::Section, "{code}");
                    continue;
                };
                assert!(parent.level() < code.level(), "{code}");
                let begins = code.code().starts_with(parent.code());
                assert!(begins || parent.level() == Level::Section, "{code} is no part of {parent}");
                assert_eq!(code.section().level(), Level::Section, "{code}");
                assert!(code.section().contains(code) && !code.contains(code.section()), "{code}");
            }
        }
    }

    #[test]
    fn every_code_has_its_names() {
        for revision in [Revision::Two, Revision::TwoOne] {
            for code in Nace::all(revision) {
                assert!(code.own_name("en").is_some(), "{code}");
                let in_russian = code.own_name("ru").is_some();
                assert!(
                    in_russian || revision == Revision::TwoOne && code.level() > Level::Division,
                    "{code}"
                );
                assert!(code.own_name("de").is_some() == (code.level() <= Level::Division), "{code}");
                assert!(code.name("de") != code.name("en"), "{code} has a German name above it");
                assert_eq!(Nace::parse(&code.to_string()), Some(code));
            }
        }
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let is = |typed: &str, code: &str| {
            assert_eq!(
                Nace::from_typed(typed).map(|found| found.to_string()).as_deref(),
                Some(code),
                "{typed}"
            );
        };
        is("25.53", "2.1:25.53");
        is("2553", "2.1:25.53");
        is("C25.53", "2.1:25.53");
        is("c", "2.1:C");
        is("25", "2.1:25");
        is("255", "2.1:25.5");
        is("2.1:25.53 Machining of metals", "2.1:25.53");
        is("2:25.62 · Machining", "2:25.62");
        is("ОКВЭД 25.62.1", "2:25.62");
        is("ОКВЭД-2 25.62", "2:25.62");
        is("25.62", "2.1:25.62");
        is("45.20", "2:45.20");
        is("Maschinenbau", "2.1:28");
        for none in ["", "Machining of what", "99.99", "2:99.98.1x", "3:25", "xx25", "1.1.1.1.1.1.1", "é"] {
            assert_eq!(Nace::from_typed(none), None, "{none}");
        }
    }

    #[test]
    fn what_is_typed_in_one_language_is_found_whatever_the_code_is_called_in_another() {
        let codes =
            |typed: &str| Nace::suggest(typed, 50).iter().map(|code| code.to_string()).collect::<Vec<_>>();
        assert!(codes("Maschinenbau").contains(&"2.1:28".to_owned()));
        assert!(codes("процессы машиностроения").contains(&"2:25.62".to_owned()));
        assert!(codes("machining").contains(&"2.1:25.53".to_owned()));
        assert!(codes("25.5").contains(&"2.1:25.53".to_owned()));
        assert_eq!(codes(""), codes("zzzz"));
        let nearest: Vec<_> = Nace::nearest("25.99.x", 3);
        assert!(!nearest.is_empty() || Nace::nearest("25", 3).len() == 3);
        assert!(Nace::nearest("99.98", 3).iter().all(|code| code.code().starts_with('9')));
        assert!(!Nace::nearest("machining qwertz", 3).is_empty());
    }

    #[test]
    fn codes_of_both_revisions_meet_in_their_division() {
        let of = |text: &str| Nace::parse(text).unwrap();
        assert_eq!(of("2:25.62").division_now(), Some(of("2.1:25")));
        assert_eq!(of("2:62.01").section_now(), Some(of("2.1:K")));
        assert_eq!(of("2:58.11").section_now(), Some(of("2.1:J")));
        assert_eq!(of("2:M").section_now(), Some(of("2.1:N")));
        assert_eq!(of("2:45.20").section_now(), Some(of("2.1:G")));
        assert_eq!(of("2:45.20").division_now(), None);
        for code in Nace::all(Revision::Two).filter(|code| code.code() != "J") {
            assert!(code.section_now().is_some(), "{code}");
        }
    }
}
