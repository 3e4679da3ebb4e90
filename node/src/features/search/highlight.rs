//! Showing why something was found: the words that were looked for, marked in their text.
//!
//! Everything is plain text in pieces. Who shows them escapes each and puts the marks around it, so nothing that somebody
//! wrote is ever taken for a mark.

use std::collections::HashSet;
use std::ops::Range;

use artel_protocol::limits;

use super::analysis::{Forms, words};
use super::question::Question;

/// A part of a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Piece {
    /// Plain text.
    pub text: String,
    /// It is what was looked for.
    pub marked: bool,
}

/// How much stands before the first mark, in bytes.
const BEFORE: usize = 60;

/// What is marked.
pub(super) struct Wanted {
    forms: Forms,
    known: HashSet<String>,
    beginning: Option<String>,
}

impl Wanted {
    pub fn of(question: &Question) -> Wanted {
        let forms = Forms::default();
        let known = question.words.iter().flat_map(|word| forms.of(word, None)).collect();
        Wanted { known, beginning: question.beginning().map(str::to_owned), forms }
    }

    fn is(&self, word: &str) -> bool {
        self.beginning.as_ref().is_some_and(|beginning| word.starts_with(beginning))
            || self.forms.of(word, None).iter().any(|form| self.known.contains(form))
    }

    /// Where the words are that were looked for.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        if self.known.is_empty() {
            return Vec::new();
        }
        words(text).filter(|word| self.is(&word.text)).map(|word| word.from..word.to).collect()
    }

    /// Whether a text has any of what was looked for.
    pub fn finds(&self, text: &str) -> bool {
        !self.places(&text[..end_of(text, limits::SEARCH_SNIPPET_SCANNED)]).is_empty()
    }

    /// A whole text with its marks.
    pub fn mark(&self, text: &str) -> Vec<Piece> {
        pieces(text, 0..text.len(), &self.places(text))
    }

    /// The part of a text in which most was found, with its marks; its beginning, if nothing was.
    pub fn snippet(&self, text: &str) -> Vec<Piece> {
        let looked_at = &text[..end_of(text, limits::SEARCH_SNIPPET_SCANNED)];
        let places = self.places(looked_at);
        let shown = shown(text, &places);
        let mut pieces = pieces(text, shown.clone(), &places);
        let dots = || Piece { text: "…".into(), marked: false };
        if shown.start > 0 {
            pieces.insert(0, dots());
        }
        if shown.end < text.len() {
            pieces.push(dots());
        }
        pieces
    }
}

/// The part of a text to show.
fn shown(text: &str, places: &[Range<usize>]) -> Range<usize> {
    let span = |place: &Range<usize>| {
        let from = beginning_of_word(text, place.start.saturating_sub(BEFORE), place.start);
        from..from + end_of(&text[from..], limits::SEARCH_SNIPPET_CHARS)
    };
    let found_in = |shown: &Range<usize>| {
        places.iter().filter(|place| shown.start <= place.start && place.end <= shown.end).count()
    };
    // Of equally good parts the first; a text that is all finds is not looked through for each of them.
    let best = places
        .iter()
        .take(100)
        .map(span)
        .reduce(|best, other| if found_in(&other) > found_in(&best) { other } else { best });
    let Range { start, end } = best.unwrap_or(0..end_of(text, limits::SEARCH_SNIPPET_CHARS));
    if end == text.len() {
        return start..end;
    }
    let last_space = text[start..end].rfind(char::is_whitespace).map(|at| start + at);
    start..last_space.filter(|at| *at > start).unwrap_or(end)
}

/// The first beginning of a word after `from`; `word`, which is one, if there is no other.
fn beginning_of_word(text: &str, from: usize, word: usize) -> usize {
    if from == 0 {
        return 0;
    }
    let from = (from..word).find(|at| text.is_char_boundary(*at)).unwrap_or(word);
    text[from..word].find(char::is_whitespace).map_or(word, |space| {
        let rest = &text[from + space..word];
        word - rest.trim_start().len()
    })
}

/// Where so many characters end, in bytes.
fn end_of(text: &str, chars: usize) -> usize {
    text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at)
}

fn pieces(text: &str, shown: Range<usize>, places: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut add = |range: Range<usize>, marked: bool| {
        if !range.is_empty() {
            pieces.push(Piece { text: text[range].to_owned(), marked });
        }
    };
    let mut at = shown.start;
    for place in places.iter().filter(|place| shown.start <= place.start && place.end <= shown.end) {
        add(at..place.start, false);
        add(place.clone(), true);
        at = place.end;
    }
    add(at..shown.end, false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() })
            .collect()
    }

    fn wanted(query: &str) -> Wanted {
        Wanted::of(&Question::parse(query).unwrap())
    }

    #[test]
    fn every_form_of_a_word_is_marked() {
        assert_eq!(told(&wanted("станки").mark("Наш станок и станков")), "Наш [станок] и [станков]");
        assert_eq!(told(&wanted("fräs").mark("Fräsmaschine")), "[Fräsmaschine]");
        assert_eq!(
            told(&wanted("script").mark("<script>alert(1)</script>")),
            "<[script]>alert(1)</[script]>"
        );
        assert_eq!(told(&wanted("").mark("nothing")), "nothing");
    }

    #[test]
    fn the_place_with_the_most_finds_is_shown() {
        let text = format!("{} fräse {} neue fräse {}", "ä ".repeat(300), "ö ".repeat(300), "ü ".repeat(300));
        let shown = told(&wanted("neue fräse").snippet(&text));
        assert!(
            shown.starts_with('…') && shown.ends_with('…') && shown.contains("[neue] [fräse]"),
            "{shown}"
        );
        assert!(shown.chars().count() <= limits::SEARCH_SNIPPET_CHARS + 10);
        let nothing = told(&wanted("haus").snippet(&text));
        assert!(nothing.starts_with("ä ä") && nothing.ends_with('…'));
        assert_eq!(told(&wanted("haus").snippet("")), "");
        assert!(!wanted("ä").snippet(&"ä".repeat(5_000)).is_empty());
    }
}
