//! What is missing in what somebody writes, and what could be better: said while they write, or when they ask.

use artel_protocol::kinds::{self, Content, Problem, Weight};
use askama::Template;

use crate::i18n::Lang;

/// Something that was found.
#[derive(Clone, Debug)]
pub struct FindingView {
    pub weight: FindingWeight,
    /// The name of the field.
    pub field: &'static str,
    /// Its label; empty for what has none.
    pub label: String,
    pub sentence: String,
}

/// How much it matters.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum FindingWeight {
    /// It cannot be published before.
    Missing,
    Major,
    Minor,
}

impl FindingWeight {
    /// The key of the word for it.
    pub fn word(self) -> &'static str {
        match self {
            FindingWeight::Missing => "check-mend",
            FindingWeight::Major => "finding-major",
            FindingWeight::Minor => "finding-minor",
        }
    }

    /// The mark in front of it.
    pub fn mark(self) -> &'static str {
        match self {
            FindingWeight::Missing => "!",
            FindingWeight::Major => "→",
            FindingWeight::Minor => "·",
        }
    }
}

/// All that is missing in an entry, then what could be better, what matters most first.
pub fn all(lang: Lang, content: &Content) -> Vec<FindingView> {
    let kind = content.kind();
    let missing = content.check().into_iter().map(|problem| (FindingWeight::Missing, problem));
    let mut advice = content.advise();
    advice.sort_by_key(|advice| advice.weight);
    let advice = advice.into_iter().map(|advice| match advice.weight {
        Weight::Major => (FindingWeight::Major, advice.about),
        Weight::Minor => (FindingWeight::Minor, advice.about),
    });
    missing.chain(advice).map(|(weight, problem)| finding(lang, kind, weight, &problem)).collect()
}

fn finding(lang: Lang, kind: &str, weight: FindingWeight, problem: &Problem) -> FindingView {
    let label = lang.if_said(&kinds::label_of(kind, problem.field)).unwrap_or_default();
    let sentence = lang.problem(problem);
    FindingView { weight, field: problem.field, label: label.into_owned(), sentence }
}

impl FindingView {
    pub fn samples(lang: Lang) -> Vec<FindingView> {
        let missing = Content::Offer(kinds::Offer::default());
        let mut samples = all(lang, &missing);
        samples.extend(kinds::samples().iter().flat_map(|content| all(lang, content)).take(3));
        samples
    }
}

/// POST /write/check: what is found while somebody writes, as a part of the page.
#[derive(Template, Clone, Debug)]
#[template(path = "parts/findings_found.html")]
pub struct FindingsPart {
    pub lang: Lang,
    pub findings: Vec<FindingView>,
}

impl FindingsPart {
    pub fn samples(lang: Lang) -> Vec<FindingsPart> {
        [FindingView::samples(lang), Vec::new()].map(|findings| FindingsPart { lang, findings }).into()
    }
}
