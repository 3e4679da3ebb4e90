//! Offers as they are compared: [`Known`] is what counts of one, [`Corpus`] all of them together with how rare each of
//! their words is. Pure values: `kept.rs` keeps them in line with the store.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use artel_protocol::kinds::offer::{Offer, Partnership, ProfileType, Size};
use artel_protocol::kinds::{Content, Kind};
use artel_protocol::{Id, Timestamp, limits};

use super::words::{Stems, Term, words};
use crate::store::records::EntryRecord;

/// How much more a word counts in the title and among the keywords than in the description.
const IN_TITLE: u8 = 3;
/// The same in the summary.
const IN_SUMMARY: u8 = 2;
/// From how often on a word counts no more, and how much the length of a text takes from it: as most others set BM25.
const OFTEN: f32 = 1.2;
const LENGTH_COUNTS: f32 = 0.75;

/// What counts of an offer when it is compared with others.
#[derive(Clone, Debug)]
pub struct Known {
    pub id: Id,
    pub author: Id,
    /// The activity that brought it as it is: another one makes it another offer.
    pub version: Id,
    pub public: bool,
    /// Whether its community has confirmed it, if it stands in one.
    pub confirmed: bool,
    pub in_community: bool,
    /// Its place in time.
    pub sorted: Timestamp,
    pub received: Timestamp,
    pub updated: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// Takes no interest at present.
    pub paused: bool,
    pub profile: Option<ProfileType>,
    pub partnerships: Vec<Partnership>,
    pub sizes: Vec<Size>,
    pub trades: Vec<String>,
    pub countries: Vec<String>,
    /// Those that it names, and the one that it is written in.
    pub languages: Vec<String>,
    /// In small letters.
    pub keywords: Vec<String>,
    /// Title, summary and keywords in small letters, a line each.
    pub headlines: String,
    /// Its words with how often they count, in the order of their numbers.
    pub terms: Vec<(Term, u8)>,
    /// How many words there are, each as often as it counts.
    length: u32,
}

impl Known {
    /// What counts of an entry; none if it is no offer. `number` yields the number of a stem, if it has one.
    pub fn of(
        record: &EntryRecord,
        stems: &Stems,
        number: &mut impl FnMut(&str) -> Option<Term>,
    ) -> Option<Known> {
        let entry = &record.entry;
        let Content::Offer(offer) = &entry.content else { return None };
        let language = entry.language.as_deref();
        let terms = terms(offer, language, stems, number);
        let lower = |list: &[String]| list.iter().map(|word| word.to_lowercase()).collect::<Vec<_>>();
        let keywords = [lower(&offer.market), lower(&offer.technology)].concat();
        let own = language.and_then(|tag| tag.split(['-', '_']).next()).map(str::to_lowercase);
        let mut languages = offer.languages.clone();
        languages.extend(own.filter(|own| !offer.languages.contains(own)));
        Some(Known {
            id: entry.id.clone(),
            author: entry.author.clone(),
            version: record.activity.clone(),
            public: entry.audience.is_public(),
            confirmed: record.community.as_ref().is_none_or(|place| place.confirmed),
            in_community: record.community.is_some(),
            sorted: record.sorted,
            received: record.received,
            updated: entry.updated,
            until: offer.until,
            paused: offer.closed,
            profile: offer.profile,
            partnerships: offer.partnerships.clone(),
            sizes: offer.sizes.clone(),
            trades: offer.trades.clone(),
            countries: offer.countries.clone(),
            headlines: [&offer.title, &offer.summary].map(|text| text.to_lowercase()).join("\n")
                + "\n"
                + &keywords.join("\n"),
            length: terms.iter().map(|(_, often)| u32::from(*often)).sum(),
            keywords,
            languages,
            terms,
        })
    }

    /// Whether it stands at this moment.
    pub fn stands(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| until >= now)
    }

    /// Whether what counts of a record is the same as when this was made.
    pub fn is_still(&self, record: &EntryRecord) -> bool {
        let confirmed = record.community.as_ref().is_none_or(|place| place.confirmed);
        self.version == record.activity
            && self.sorted == record.sorted
            && self.confirmed == confirmed
            && self.in_community == record.community.is_some()
    }

    /// How often a word counts that stands in it so often (BM25), in a text of this length.
    fn counts(&self, often: u8, average: f32) -> f32 {
        let often = f32::from(often);
        let length = self.length as f32 / average.max(1.0);
        often * (OFTEN + 1.0) / (often + OFTEN * (1.0 - LENGTH_COUNTS + LENGTH_COUNTS * length))
    }
}

fn terms(
    offer: &Offer,
    language: Option<&str>,
    stems: &Stems,
    number: &mut impl FnMut(&str) -> Option<Term>,
) -> Vec<(Term, u8)> {
    let mut counted: BTreeMap<Term, u8> = BTreeMap::new();
    for (text, counts) in texts(offer) {
        for word in words(text) {
            if let Some(term) = number(&stems.of(&word, language))
                && (counted.len() < limits::OFFER_WORDS || counted.contains_key(&term))
            {
                let often = counted.entry(term).or_default();
                *often = often.saturating_add(counts);
            }
        }
    }
    counted.into_iter().collect()
}

/// Its texts, the shortest first, each with how much a word in it counts.
fn texts(offer: &Offer) -> Vec<(&str, u8)> {
    let keywords = offer.market.iter().chain(&offer.technology).map(String::as_str);
    let mut all: Vec<_> = std::iter::once(offer.title.as_str())
        .chain(keywords)
        .map(|text| (text, IN_TITLE))
        .chain([(offer.summary.as_str(), IN_SUMMARY)])
        .collect();
    let long = [offer.text().source(), &offer.sought, &offer.advantages, &offer.role];
    all.extend(long.map(|text| (text, 1)));
    all
}

/// The words of an offer as they are written, by their stems' numbers: for saying which ones it shares.
pub fn spelled(
    offer: &Offer,
    language: Option<&str>,
    stems: &Stems,
    number: impl Fn(&str) -> Option<Term>,
) -> HashMap<Term, String> {
    let mut spelled = HashMap::new();
    for word in texts(offer).into_iter().flat_map(|(text, _)| words(text)) {
        if let Some(term) = number(&stems.of(&word, language)) {
            spelled.entry(term).or_insert(word);
        }
    }
    spelled
}

/// All offers that are compared.
#[derive(Default)]
pub struct Corpus {
    /// Newest first.
    offers: Vec<Arc<Known>>,
    /// For each offer, what it would score if it were compared with itself.
    whole: Vec<f32>,
    /// In how many offers each word stands.
    frequency: Vec<u32>,
    average: f32,
    /// When each author last said something in an offer.
    active: HashMap<Id, Timestamp>,
}

/// How much two offers have in common of what they say.
#[derive(Copy, Clone, Debug, Default, PartialEq)]
pub struct Overlap {
    /// How much of what the first says the second says too, from 0 to 1.
    pub there: f32,
    /// How much of what the second says the first says too.
    pub back: f32,
}

impl Corpus {
    pub fn of(mut offers: Vec<Arc<Known>>) -> Corpus {
        offers.sort_by(|a, b| (b.sorted, &b.id).cmp(&(a.sorted, &a.id)));
        offers.truncate(limits::OFFERS_COMPARED);
        let mut corpus = Corpus { offers, ..Corpus::default() };
        let mut length = 0.0;
        for offer in &corpus.offers {
            for (term, _) in &offer.terms {
                let term = *term as usize;
                if corpus.frequency.len() <= term {
                    corpus.frequency.resize(term + 1, 0);
                }
                corpus.frequency[term] += 1;
            }
            length += offer.length as f32;
            let last = offer.updated.unwrap_or(offer.sorted).max(offer.sorted);
            let active = corpus.active.entry(offer.author.clone()).or_insert(last);
            *active = last.max(*active);
        }
        corpus.average = length / corpus.offers.len().max(1) as f32;
        corpus.whole = corpus.offers.iter().map(|offer| corpus.whole_of(offer)).collect();
        corpus
    }

    /// Every offer, newest first, with what it would score against itself.
    pub fn all(&self) -> impl Iterator<Item = (&Arc<Known>, f32)> {
        self.offers.iter().zip(self.whole.iter().copied())
    }

    pub fn len(&self) -> usize {
        self.offers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.offers.is_empty()
    }

    /// When somebody last said something in an offer.
    pub fn last_heard(&self, author: &Id) -> Option<Timestamp> {
        self.active.get(author).copied()
    }

    /// What an offer would score if it were compared with itself.
    pub fn whole_of(&self, offer: &Known) -> f32 {
        let of = |(term, often): &(Term, u8)| self.rarity(*term) * offer.counts(*often, self.average);
        offer.terms.iter().map(of).sum()
    }

    /// How much a word says, since few use it (BM25).
    pub fn rarity(&self, term: Term) -> f32 {
        let with = self.frequency.get(term as usize).copied().unwrap_or(0) as f32;
        let without = (self.offers.len() as f32 - with).max(0.0);
        (1.0 + (without + 0.5) / (with + 0.5)).ln()
    }

    /// Compares the words of two offers, given what each would score against itself. Since even two texts about the same
    /// share few words, the root of the share is taken.
    pub fn overlap(&self, (one, whole_one): (&Known, f32), (other, whole_other): (&Known, f32)) -> Overlap {
        let (mut there, mut back) = (0.0, 0.0);
        for (term, in_one, in_other) in shared(one, other) {
            let rarity = self.rarity(term);
            there += rarity * other.counts(in_other, self.average);
            back += rarity * one.counts(in_one, self.average);
        }
        let share = |found: f32, whole: f32| match whole > 0.0 {
            true => (found / whole).clamp(0.0, 1.0).sqrt(),
            false => 0.0,
        };
        Overlap { there: share(there, whole_one), back: share(back, whole_other) }
    }
}

/// The words that stand in both, with how often each counts in the one and in the other.
pub fn shared<'a>(one: &'a Known, other: &'a Known) -> impl Iterator<Item = (Term, u8, u8)> + 'a {
    let (mut left, mut right) = (one.terms.iter().peekable(), other.terms.iter().peekable());
    std::iter::from_fn(move || {
        loop {
            let ((a, in_one), (b, in_other)) = (*left.peek()?, *right.peek()?);
            match a.cmp(b) {
                std::cmp::Ordering::Less => drop(left.next()),
                std::cmp::Ordering::Greater => drop(right.next()),
                std::cmp::Ordering::Equal => {
                    left.next();
                    right.next();
                    return Some((*a, *in_one, *in_other));
                }
            }
        }
    })
}
