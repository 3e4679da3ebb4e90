//! Searching the directory: words, and the codes by which companies are sorted.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use artel_protocol::classification::{Language, Nace, Region, Revision};
use artel_protocol::company::Size;
use artel_protocol::{Timestamp, limits};

use super::listing::{Listed, words};
use crate::error::Refusal;
use crate::node::Node;

/// What somebody looks for. What is not chosen is none.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Search {
    /// Each word begins one of the company's.
    pub text: String,
    /// The code of an activity, or of what it is a part of.
    pub nace: Option<Nace>,
    pub region: Option<Region>,
    pub size: Option<Size>,
    pub language: Option<Language>,
    /// The name of a certificate, as it is shown.
    pub certificate: String,
    /// Somebody vouches for it.
    pub vouched: bool,
    /// From 0 on.
    pub page: usize,
}

/// One page of what was found, and how the whole of it can be narrowed down.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub companies: Vec<Arc<Listed>>,
    /// How many there are on all pages.
    pub total: usize,
    /// How many there are in each part of the code that was chosen, or in each section; the most first. So are the others.
    pub activities: Vec<(Nace, u64)>,
    pub regions: Vec<(Region, u64)>,
    pub sizes: Vec<(Size, u64)>,
    pub languages: Vec<(Language, u64)>,
    pub certificates: Vec<(String, u64)>,
    pub vouched: u64,
}

impl Node {
    /// Searches the directory. Everything in it is public.
    pub fn search_directory(&self, search: &Search) -> Result<Found, Refusal> {
        let all = self.listing().by_name(self)?;
        Ok(search.in_all(&all, self.clock().now()))
    }

    /// All that is found, in the same order, whatever page is asked for; at most [`limits::DIRECTORY_TABLE_ROWS`] of it.
    pub fn directory_table(&self, search: &Search) -> Result<Vec<Arc<Listed>>, Refusal> {
        let (all, now) = (self.listing().by_name(self)?, self.clock().now());
        Ok(search.sorted(&all, now).into_iter().take(limits::DIRECTORY_TABLE_ROWS).cloned().collect())
    }
}

impl Search {
    fn in_all(&self, all: &[Arc<Listed>], now: Timestamp) -> Found {
        let sorted = self.sorted(all, now);
        let mut found = self.counted(&sorted, now);
        found.total = sorted.len();
        let shown = sorted.into_iter().skip(self.page.saturating_mul(limits::DIRECTORY_PAGE));
        found.companies = shown.take(limits::DIRECTORY_PAGE).cloned().collect();
        found
    }

    /// What fits, the most fitting first.
    fn sorted<'a>(&self, all: &'a [Arc<Listed>], now: Timestamp) -> Vec<&'a Arc<Listed>> {
        let text = artel_protocol::as2::shorten(&self.text, limits::DIRECTORY_TEXT_CHARS);
        let wanted: Vec<String> = words([text.as_str()]).into_iter().map(String::from).collect();
        let mut fitting: Vec<&Arc<Listed>> =
            all.iter().filter(|listed| self.fits(listed, &wanted, now)).collect();
        let rank = |listed: &&Arc<Listed>| {
            (!wanted.is_empty() && !listed.is_called(&wanted), listed.vouched_at(now).next().is_none())
        };
        // The order by name stays among equals.
        fitting.sort_by_cached_key(rank);
        fitting
    }

    fn fits(&self, listed: &Listed, wanted: &[String], now: Timestamp) -> bool {
        let company = &listed.actor.company;
        let is_certified = || {
            let named = |name: &str| name.to_lowercase() == self.certificate.to_lowercase();
            company.certifications.iter().any(|one| named(&one.name) && one.holds(now))
        };
        self.nace.is_none_or(|code| company.activities.iter().any(|activity| is_of(code, *activity)))
            && self.region.is_none_or(|place| company.region.is_some_and(|region| place.contains(region)))
            && self.size.is_none_or(|size| company.size == Some(size))
            && self.language.is_none_or(|language| company.languages.contains(&language))
            && (self.certificate.is_empty() || is_certified())
            && (!self.vouched || listed.vouched_at(now).next().is_some())
            && listed.says(wanted)
    }

    /// How what fits can be narrowed down.
    fn counted(&self, fitting: &[&Arc<Listed>], now: Timestamp) -> Found {
        let mut counts = Found::default();
        let (mut activities, mut regions, mut languages) =
            (Count::default(), Count::default(), Count::default());
        let (mut sizes, mut certificates) = (Count::default(), Count::default());
        for listed in fitting {
            let company = &listed.actor.company;
            activities.add(
                company.activities.iter().flat_map(|code| placed(*code)).filter(|code| self.is_next(*code)),
            );
            let places = company.region.into_iter().flat_map(Region::lineage);
            regions.add(places.filter(|place| place.parent() == self.region));
            sizes.add(company.size.into_iter());
            languages.add(company.languages.iter().copied());
            let held = company.certifications.iter().filter(|one| one.holds(now));
            certificates.add(held.map(|one| one.name.clone()));
            counts.vouched += u64::from(listed.vouched_at(now).next().is_some());
        }
        Found {
            activities: activities.most(),
            regions: regions.most(),
            sizes: sizes.most(),
            languages: languages.most(),
            certificates: certificates.most(),
            ..counts
        }
    }

    /// Whether a code is one level below the one that was chosen; sections are below none.
    fn is_next(&self, code: Nace) -> bool {
        code.parent() == self.nace
    }
}

/// Where a code stands: in everything that it is a part of, in its own revision and in the one that is in force.
fn placed(code: Nace) -> Vec<Nace> {
    let mut places: Vec<Nace> = match code.revision() {
        Revision::TwoOne => code.lineage().collect(),
        // The sections of the older revision are those of nobody who looks: divisions have kept their numbers.
        Revision::Two => code
            .lineage()
            .filter(|place| place.parent().is_some_and(|above| above.parent().is_some()))
            .collect(),
    };
    if code.revision() == Revision::Two {
        places.extend(code.division_now().into_iter().chain(code.section_now()));
    }
    places
}

/// Whether an activity is a part of what was asked for.
fn is_of(asked: Nace, activity: Nace) -> bool {
    asked.contains(activity)
        || activity.division_now() == Some(asked)
        || activity.section_now() == Some(asked)
}

struct Count<T>(HashMap<T, u64>);

impl<T> Default for Count<T> {
    fn default() -> Count<T> {
        Count(HashMap::new())
    }
}

impl<T: Clone + Eq + Hash + Ord> Count<T> {
    /// Counts what one company has, each thing once.
    fn add(&mut self, things: impl Iterator<Item = T>) {
        let mut seen: Vec<T> = Vec::new();
        for thing in things {
            if !seen.contains(&thing) {
                *self.0.entry(thing.clone()).or_default() += 1;
                seen.push(thing);
            }
        }
    }

    /// What there is most of.
    fn most(self) -> Vec<(T, u64)> {
        let mut counted: Vec<_> = self.0.into_iter().collect();
        counted.sort_by(|(one, few), (other, many)| many.cmp(few).then_with(|| one.cmp(other)));
        counted.truncate(limits::DIRECTORY_CHOICES);
        counted
    }
}

#[cfg(test)]
mod tests {
    use artel_protocol::company::Company;
    use artel_protocol::{Actor, Document};

    use super::*;

    fn code(text: &str) -> Nace {
        Nace::parse(text).unwrap()
    }

    fn region(text: &str) -> Region {
        Region::parse(text).unwrap()
    }

    fn listed(number: usize, company: Company) -> Arc<Listed> {
        let document = serde_json::json!({
            "type": "Organization",
            "id": format!("https://a.test/u/c{number}"),
            "inbox": format!("https://a.test/u/c{number}/inbox"),
            "preferredUsername": format!("c{number}"),
            "name": format!("Company {number:04}"),
        });
        let actor = Actor::read(&Document::from_json(document.as_object().unwrap().clone())).unwrap();
        Arc::new(Listed::new(Actor { company, ..actor }, Vec::new()))
    }

    fn of(activity: &str, place: &str, size: Size) -> Company {
        Company {
            activities: vec![code(activity)],
            region: Some(region(place)),
            size: Some(size),
            languages: Language::parse("de").into_iter().collect(),
            ..Company::default()
        }
    }

    fn names(search: Search, all: &[Arc<Listed>]) -> Vec<String> {
        let found = search.in_all(all, Timestamp(0));
        found.companies.iter().map(|listed| listed.actor.preferred_username.clone()).collect()
    }

    fn some() -> Vec<Arc<Listed>> {
        vec![
            listed(0, of("2.1:25.53", "DED4", Size::Small)),
            listed(1, of("2:25.62", "RU-SVE", Size::Micro)),
            listed(2, of("2:62.01", "DE30", Size::Small)),
            listed(3, Company::default()),
        ]
    }

    #[test]
    fn companies_are_found_by_what_their_codes_are_called_in_every_language() {
        let all = some();
        let text = |text: &str| names(Search { text: text.into(), ..Search::default() }, &all);
        assert_eq!(text("Metallerzeugnissen"), ["c0", "c1"]);
        assert_eq!(text("машиностроения"), ["c1"]);
        assert_eq!(text("Свердловская"), ["c1"]);
        assert_eq!(text("sachsen"), ["c0"]);
        assert_eq!(text("company 0003"), ["c3"]);
        assert_eq!(text("machining germany"), ["c0"]);
        assert!(text("qwertz").is_empty());
        assert_eq!(text("!!! ,,"), ["c0", "c1", "c2", "c3"]);
    }

    #[test]
    fn a_code_finds_its_parts_in_both_revisions() {
        let all = some();
        let nace = |text: &str| names(Search { nace: Some(code(text)), ..Search::default() }, &all);
        assert_eq!(nace("2.1:C"), ["c0", "c1"]);
        assert_eq!(nace("2.1:25"), ["c0", "c1"]);
        assert_eq!(nace("2.1:25.5"), ["c0"]);
        assert_eq!(nace("2:25"), ["c1"]);
        assert_eq!(nace("2.1:K"), ["c2"]);
        let place = |text: &str| names(Search { region: Some(region(text)), ..Search::default() }, &all);
        assert_eq!(place("DE"), ["c0", "c2"]);
        assert_eq!(place("DED"), ["c0"]);
        let both = Search {
            region: Some(region("DE")),
            size: Some(Size::Small),
            vouched: true,
            ..Search::default()
        };
        assert!(names(both, &all).is_empty());
    }

    #[test]
    fn what_was_found_can_be_narrowed_down_step_by_step() {
        let all = some();
        let found = |search: Search| search.in_all(&all, Timestamp(0));
        let whole = found(Search::default());
        assert_eq!(whole.activities, [(code("2.1:C"), 2), (code("2.1:K"), 1)]);
        assert_eq!(whole.regions, [(region("DE"), 2), (region("RU"), 1)]);
        assert_eq!((whole.sizes[0], whole.languages[0].1), ((Size::Small, 2), 3));
        let in_section = found(Search { nace: Some(code("2.1:C")), ..Search::default() });
        assert_eq!(in_section.activities, [(code("2.1:25"), 2)]);
        let in_germany = found(Search { region: Some(region("DE")), ..Search::default() });
        assert_eq!(in_germany.regions, [(region("DE3"), 1), (region("DED"), 1)]);
    }

    #[test]
    fn two_thousand_companies_are_leafed_through_page_by_page() {
        let codes: Vec<Nace> = Nace::all(Revision::TwoOne).filter(|code| code.division().is_some()).collect();
        let company =
            |number: usize| of(&codes[number % codes.len()].to_string(), "DED4", Size::ALL[number % 4]);
        let all: Vec<_> = (0..2_000).map(|number| listed(number, company(number))).collect();
        let mut seen = 0;
        for page in 0.. {
            let found = Search { text: "germ".into(), page, ..Search::default() }.in_all(&all, Timestamp(0));
            assert_eq!(found.total, 2_000);
            if found.companies.is_empty() {
                break;
            }
            seen += found.companies.len();
        }
        assert_eq!(seen, 2_000);
        let far = Search { page: usize::MAX, ..Search::default() }.in_all(&all, Timestamp(0));
        assert!(far.companies.is_empty() && far.activities.len() <= limits::DIRECTORY_CHOICES);
    }
}
