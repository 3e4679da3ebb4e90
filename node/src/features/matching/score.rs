//! How well two offers fit, and why: a sum of six parts that anybody can follow. Pure: it knows neither store nor clock.
//!
//! 0.35 what the texts have in common, 0.25 trades and keywords, 0.15 whether one seeks what the other offers, 0.10
//! countries, 0.05 languages, 0.10 who is behind it. What is not known counts half.

use std::collections::HashMap;
use std::time::Duration;

use artel_protocol::Timestamp;
use artel_protocol::kinds::offer::{Partnership, ProfileType, Size};

use super::corpus::{Corpus, Known, Overlap, shared};
use super::words::{Term, says_something};

const TEXT: f32 = 0.35;
const CODES: f32 = 0.25;
const COMPLEMENT: f32 = 0.15;
const PLACES: f32 = 0.10;
const LANGUAGES: f32 = 0.05;
const TRUST: f32 = 0.10;

/// What is not known is neither good nor bad.
const UNKNOWN: f32 = 0.5;
/// So much of the texts has to be the same, or something of trades and keywords: else two offers have nothing to do with
/// each other, whoever and wherever they are.
const RELATED: f32 = 0.2;
/// How long somebody counts as active who said something.
const ACTIVE: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// How many common words are named.
const WORDS_NAMED: usize = 5;

/// An offer, and what is known of who is behind it besides.
#[derive(Copy, Clone)]
pub struct Side<'a> {
    pub offer: &'a Known,
    pub background: Background,
}

/// What is known of an author from elsewhere than the offer.
#[derive(Copy, Clone, Debug, Default)]
pub struct Background {
    /// ISO 3166-1 alpha-2.
    pub country: Option<&'static str>,
    pub size: Option<Size>,
    /// Whether somebody whom this node trusts vouches for them.
    pub vouched: Option<bool>,
    /// When they last said something.
    pub heard: Option<Timestamp>,
    /// Whether they answer those who are interested in their offers.
    pub answers: Option<bool>,
}

/// What two offers are both about.
#[derive(Clone, Debug, PartialEq)]
pub struct Common {
    text: Overlap,
    codes: f32,
    reasons: Vec<Reason>,
}

/// How well two offers fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// How well the other one fits this one, from 0 to 1.
    pub there: f32,
    /// How well this one fits the other one.
    pub back: f32,
    pub reasons: Vec<Reason>,
}

impl Fit {
    /// Both ways together.
    pub fn score(&self) -> f32 {
        (self.there + self.back) / 2.0
    }
}

/// Why two offers fit.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Reason {
    /// Both name this trade, or trades below it.
    Trade(String),
    Keywords(Vec<String>),
    /// Words that both use and few others.
    Words(Vec<String>),
    /// The other one offers what this one seeks.
    OffersIt,
    /// The other one seeks what this one offers.
    SeeksIt,
    Partnership(Vec<Partnership>),
    /// The other one looks for organisations of our size.
    LooksForOurSize(Size),
    /// The other one is of a size that we look for.
    HasOurSize(Size),
    /// The other one looks for partners in our country.
    LooksInOurCountry(String),
    /// The other one is in a country where we look.
    InCountry(String),
    /// Both look for partners there.
    Countries(Vec<String>),
    Languages(Vec<String>),
    Vouched,
    Active,
    /// They answer those who are interested.
    Answers,
}

/// What two offers are both about, each given with what it would score against itself; none if they have nothing to do
/// with each other, whoever is behind them.
pub fn common(corpus: &Corpus, one: (&Known, f32), other: (&Known, f32)) -> Option<Common> {
    let text = corpus.overlap(one, other);
    let mut reasons = Vec::new();
    let codes = codes(one.0, other.0, &mut reasons);
    let is_related = text.there.max(text.back) >= RELATED || codes > 0.0;
    is_related.then_some(Common { text, codes, reasons })
}

/// How well two offers fit that have this in common. The words that they share are named by [`name_words`] only for those
/// that are shown.
pub fn fit(common: Common, one: Side<'_>, other: Side<'_>, now: Timestamp) -> Fit {
    let Common { text, codes, mut reasons } = common;
    let complement = complement(one, other, &mut reasons);
    let places = places(one, other, &mut reasons);
    let languages = languages(one.offer, other.offer, &mut reasons);
    let trust = trust(other.background, now, Some(&mut reasons));
    let trusts_us = trust_of(one.background, now);
    let both = |text: f32, complement: f32, places: f32, trust: f32| {
        TEXT * text
            + CODES * codes
            + COMPLEMENT * complement
            + PLACES * places
            + LANGUAGES * languages
            + TRUST * trust
    };
    let Overlap { there, back } = text;
    Fit {
        there: both(there, complement.0, places.0, trust),
        back: both(back, complement.1, places.1, trusts_us),
        reasons,
    }
}

/// Trades and keywords: three parts to two, where both name both.
fn codes(one: &Known, other: &Known, reasons: &mut Vec<Reason>) -> f32 {
    let trades = trades(&one.trades, &other.trades);
    let keywords: Vec<_> =
        one.keywords.iter().filter(|word| other.keywords.contains(word)).cloned().collect();
    let fewer = one.keywords.len().min(other.keywords.len());
    let share = (fewer > 0).then(|| (keywords.len() as f32 / fewer as f32).min(1.0));
    let closest = trades.as_ref().map(|(closeness, _)| *closeness);
    if let Some((_, Some(trade))) = trades {
        reasons.push(Reason::Trade(trade));
    }
    if !keywords.is_empty() {
        reasons.push(Reason::Keywords(keywords));
    }
    match (closest, share) {
        (Some(trades), Some(keywords)) => 0.6 * trades + 0.4 * keywords,
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => 0.0,
    }
}

/// How close the two closest trades are, from 0 to 1, with the code of what they have in common; none unless both name
/// any.
fn trades(one: &[String], other: &[String]) -> Option<(f32, Option<String>)> {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
    let compared = pairs.map(|(a, b)| {
        let common = common_trade(a, b);
        let deepest = depth(a).max(depth(b)).max(1);
        (common.map_or(0, depth) as f32 / deepest as f32, common)
    });
    let best = compared.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    Some((best.0, best.1.map(str::to_owned)))
}

/// 1 for a division, 2 for a group, 3 for a class.
fn depth(code: &str) -> usize {
    match code.split_once('.') {
        Some((_, class)) => 1 + class.len().min(2),
        None => 1,
    }
}

/// The trade above both, or both if they are the same.
fn common_trade<'a>(a: &'a str, b: &str) -> Option<&'a str> {
    let length = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let common = a.get(..length)?.trim_end_matches('.');
    (common.len() >= 2).then_some(common)
}

/// Whether one seeks what the other offers, in a kind of partnership that both want, of a size that is looked for: for the
/// first, and for the second.
fn complement(one: Side<'_>, other: Side<'_>, reasons: &mut Vec<Reason>) -> (f32, f32) {
    let sides = sides(one.offer.profile, other.offer.profile);
    if sides >= 0.5 {
        let offers = other.offer.profile.is_some_and(ProfileType::is_offer);
        reasons.push(if offers { Reason::OffersIt } else { Reason::SeeksIt });
    }
    let common: Vec<_> = one
        .offer
        .partnerships
        .iter()
        .filter(|wanted| other.offer.partnerships.contains(wanted))
        .copied()
        .collect();
    let known = !one.offer.partnerships.is_empty() && !other.offer.partnerships.is_empty();
    let partnership = match (known, common.is_empty()) {
        (false, _) => UNKNOWN,
        (true, true) => 0.0,
        (true, false) => 1.0,
    };
    if !common.is_empty() {
        reasons.push(Reason::Partnership(common));
    }
    let theirs = size_fits(&one.offer.sizes, other.background.size);
    let ours = size_fits(&other.offer.sizes, one.background.size);
    if let (Some(true), Some(size)) = (theirs, other.background.size) {
        reasons.push(Reason::HasOurSize(size));
    }
    if let (Some(true), Some(size)) = (ours, one.background.size) {
        reasons.push(Reason::LooksForOurSize(size));
    }
    let sum = |size| 0.6 * sides + 0.25 * partnership + 0.15 * known_or(size);
    (sum(theirs), sum(ours))
}

/// How well two types of profile complete each other.
fn sides(one: Option<ProfileType>, other: Option<ProfileType>) -> f32 {
    use ProfileType::{BusinessOffer, BusinessRequest, ResearchRequest, TechnologyOffer, TechnologyRequest};
    let (Some(one), Some(other)) = (one, other) else { return UNKNOWN / 2.0 };
    match (one, other) {
        (BusinessOffer, BusinessRequest) | (BusinessRequest, BusinessOffer) => 1.0,
        (TechnologyOffer, TechnologyRequest) | (TechnologyRequest, TechnologyOffer) => 1.0,
        (TechnologyOffer, ResearchRequest) | (ResearchRequest, TechnologyOffer) => 1.0,
        (one, other) if one.is_offer() != other.is_offer() => 0.5,
        // Two who seek partners for research may become partners.
        (ResearchRequest, ResearchRequest) => 0.25,
        _ => 0.0,
    }
}

fn size_fits(wanted: &[Size], size: Option<Size>) -> Option<bool> {
    let size = size.filter(|_| !wanted.is_empty())?;
    Some(wanted.contains(&size))
}

fn known_or(known: Option<bool>) -> f32 {
    match known {
        Some(true) => 1.0,
        Some(false) => 0.0,
        None => UNKNOWN,
    }
}

/// Whether each looks for partners where the other one is. Where that is not known it helps a little if both look in the
/// same countries.
fn places(one: Side<'_>, other: Side<'_>, reasons: &mut Vec<Reason>) -> (f32, f32) {
    let looks_at = |offer: &Known, country: Option<&str>| {
        let country = country.filter(|_| !offer.countries.is_empty())?;
        Some(offer.countries.iter().any(|wanted| wanted == country))
    };
    let there = looks_at(one.offer, other.background.country);
    let back = looks_at(other.offer, one.background.country);
    if let (Some(true), Some(country)) = (there, other.background.country) {
        reasons.push(Reason::InCountry(country.to_owned()));
    }
    if let (Some(true), Some(country)) = (back, one.background.country) {
        reasons.push(Reason::LooksInOurCountry(country.to_owned()));
    }
    let both = in_both(&one.offer.countries, &other.offer.countries);
    let otherwise = match both.is_empty() {
        true => UNKNOWN,
        false => (UNKNOWN + 1.0) / 2.0,
    };
    if there.is_none() && back.is_none() && !both.is_empty() {
        reasons.push(Reason::Countries(both));
    }
    let weigh = |known: Option<bool>| known.map_or(otherwise, |known| known_or(Some(known)));
    (weigh(there), weigh(back))
}

fn languages(one: &Known, other: &Known, reasons: &mut Vec<Reason>) -> f32 {
    if one.languages.is_empty() || other.languages.is_empty() {
        return UNKNOWN;
    }
    let both = in_both(&one.languages, &other.languages);
    if both.is_empty() {
        return 0.0;
    }
    reasons.push(Reason::Languages(both));
    1.0
}

fn in_both(one: &[String], other: &[String]) -> Vec<String> {
    one.iter().filter(|code| other.contains(code)).cloned().collect()
}

/// The words that both use, those first which few others use. `spelled` are those of the first.
pub fn name_words(
    corpus: &Corpus,
    one: &Known,
    other: &Known,
    spelled: &HashMap<Term, String>,
) -> Option<Reason> {
    let mut words: Vec<_> = shared(one, other)
        .filter_map(|(term, ..)| Some((corpus.rarity(term), spelled.get(&term)?)))
        .filter(|(_, word)| says_something(word))
        .collect();
    words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    let words: Vec<_> = words.into_iter().take(WORDS_NAMED).map(|(_, word)| word.clone()).collect();
    (!words.is_empty()).then_some(Reason::Words(words))
}

fn trust(whom: Background, now: Timestamp, reasons: Option<&mut Vec<Reason>>) -> f32 {
    let active = whom.heard.map(|heard| heard >= now.minus(ACTIVE));
    if let Some(reasons) = reasons {
        reasons.extend((whom.vouched == Some(true)).then_some(Reason::Vouched));
        reasons.extend((active == Some(true)).then_some(Reason::Active));
        reasons.extend((whom.answers == Some(true)).then_some(Reason::Answers));
    }
    (known_or(whom.vouched) + known_or(active) + known_or(whom.answers)) / 3.0
}

fn trust_of(whom: Background, now: Timestamp) -> f32 {
    trust(whom, now, None)
}
