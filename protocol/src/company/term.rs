//! A competence, product or technology as somebody types it: a few words, and perhaps the address of the skill in the
//! European classification (ESCO) or the code of the product in that for procurement (CPV 2008) behind them.

/// What stands before the name of a skill of ESCO.
const ESCO: &str = "http://data.europa.eu/esco/";

/// A term taken apart.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct Term<'a> {
    /// The words without the code; the code, if that is all there is.
    pub words: &'a str,
    pub code: Option<Code<'a>>,
}

/// What a term is called elsewhere.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Code<'a> {
    /// The address of a skill.
    Esco(&'a str),
    /// `42141000-1`
    Cpv(&'a str),
}

impl<'a> Term<'a> {
    pub fn of(text: &'a str) -> Term<'a> {
        let text = text.trim();
        let (before, last) = text.rsplit_once(' ').unwrap_or(("", text));
        let code = match () {
            () if is_esco(last) => Code::Esco(last),
            () if is_cpv(last) => Code::Cpv(last),
            () => return Term { words: text, code: None },
        };
        let words = if before.trim().is_empty() { last } else { before.trim() };
        Term { words, code: Some(code) }
    }
}

/// The address of a skill as ESCO writes it: a path without anything behind it.
fn is_esco(word: &str) -> bool {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '/' | '.');
    word.strip_prefix(ESCO)
        .is_some_and(|name| name.len() > 6 && name.len() <= 80 && name.chars().all(is_name))
}

/// Eight digits and a check digit. The rule by which that is made was never published, so it is not checked.
fn is_cpv(word: &str) -> bool {
    let digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    word.split_once('-').is_some_and(|(code, check)| digits(code, 8) && digits(check, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WELDING: &str = "http://data.europa.eu/esco/skill/53d57a7f-4aab-4b5a-9e8a-0d9b7b6f4a11";

    #[test]
    fn a_code_behind_the_words_is_told_from_them() {
        let typed = format!("Schweißen von Hand {WELDING}");
        assert_eq!(Term::of(&typed), Term { words: "Schweißen von Hand", code: Some(Code::Esco(WELDING)) });
        assert_eq!(Term::of(WELDING), Term { words: WELDING, code: Some(Code::Esco(WELDING)) });
        let shafts = Term { words: "Wellen", code: Some(Code::Cpv("42141000-1")) };
        assert_eq!(Term::of(" Wellen 42141000-1 "), shafts);
    }

    #[test]
    fn what_only_looks_like_one_are_words() {
        for text in ["Drehen", "", "M8 12345678", "http://evil.test/esco/skill/x", "42141000-12", "1-2"] {
            assert_eq!(Term::of(text), Term { words: text, code: None }, "{text}");
        }
        let script = format!("Drehen {ESCO}skill/\"onclick=");
        assert_eq!(Term::of(&script).code, None);
    }
}
