//! Looking through the offers that are for everybody: a query, and what it finds.
//!
//! A query is short, and is held against what is in memory: nobody keeps a node busy with one.

use std::collections::HashMap;

use artel_protocol::kinds::CodeList;
use artel_protocol::kinds::offer::{Partnership, ProfileType};
use artel_protocol::{Id, Timestamp, limits};
use url::form_urlencoded;

use super::corpus::Known;
use super::readable;
use crate::error::Refusal;
use crate::features::lists::{Cursor, Page};
use crate::features::reading::{Showing, Shown};
use crate::node::Node;
use crate::store::View;

/// What somebody looks for. What is not said is not asked for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct OfferQuery {
    /// Any of them.
    pub types: Vec<ProfileType>,
    /// In small letters; all of them are in its title, its summary or its keywords.
    pub words: Vec<String>,
    /// A country where partners are looked for.
    pub country: Option<String>,
    /// A trade, or one above those that are named: `28.9`.
    pub trade: Option<String>,
    pub partnership: Option<Partnership>,
    pub language: Option<String>,
}

impl OfferQuery {
    /// Reads the query of an address; what it says besides is not ours.
    ///
    /// # Errors
    /// A problem of the field `q`, `country`, `trade` or `language`.
    pub fn parse(query: &str) -> Result<OfferQuery, Refusal> {
        if query.len() > limits::OFFER_QUERY_BYTES {
            return Err(Refusal::field("q", "offers-query-too-long"));
        }
        let mut asked = OfferQuery::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            match &*name {
                _ if value.is_empty() => {}
                "type" => asked.add_type(value),
                "q" => asked.words = words(value)?,
                "country" => {
                    let wrong = Refusal::field("country", "offer-countries-wrong");
                    asked.country = Some(CodeList::Countries.code(value).ok_or(wrong)?);
                }
                "language" => {
                    let wrong = Refusal::field("language", "offer-languages-wrong");
                    asked.language = Some(CodeList::Languages.code(value).ok_or(wrong)?);
                }
                "trade" => asked.trade = Some(trade(value)?),
                "partnership" => asked.partnership = Partnership::from_code(value),
                _ => {}
            }
        }
        Ok(asked)
    }

    fn add_type(&mut self, code: &str) {
        let new = ProfileType::from_code(code).filter(|profile| !self.types.contains(profile));
        self.types.extend(new);
    }

    /// The same query as a part of an address; empty if it asks for nothing.
    pub fn to_query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for profile in &self.types {
            query.append_pair("type", profile.code());
        }
        let words = Some(self.words.join(" ")).filter(|words| !words.is_empty());
        let others = [
            ("q", words.as_deref()),
            ("country", self.country.as_deref()),
            ("trade", self.trade.as_deref()),
            ("partnership", self.partnership.map(Partnership::code)),
            ("language", self.language.as_deref()),
        ];
        for (name, value) in others {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }

    /// Whether an offer is what is looked for.
    pub fn finds(&self, offer: &Known) -> bool {
        let named = |asked: &Option<String>, all: &[String]| match asked {
            Some(asked) => all.contains(asked),
            None => true,
        };
        let digits = |code: &str| code.replace('.', "");
        let below = |trade: &String| offer.trades.iter().any(|code| digits(code).starts_with(&digits(trade)));
        (self.types.is_empty() || offer.profile.is_some_and(|profile| self.types.contains(&profile)))
            && named(&self.country, &offer.countries)
            && named(&self.language, &offer.languages)
            && self.trade.as_ref().is_none_or(below)
            && self.partnership.is_none_or(|wanted| offer.partnerships.contains(&wanted))
            && self.words.iter().all(|word| offer.headlines.contains(word))
    }
}

fn words(text: &str) -> Result<Vec<String>, Refusal> {
    let words: Vec<_> =
        text.split_whitespace().take(limits::OFFER_QUERY_WORDS + 1).map(str::to_lowercase).collect();
    match words.len() <= limits::OFFER_QUERY_WORDS {
        true => Ok(words),
        false => Err(Refusal::field("q", "offers-query-too-long")),
    }
}

/// The beginning of a code of a trade: `2`, `28`, `28.9`.
fn trade(value: &str) -> Result<String, Refusal> {
    let is_code = value.len() <= 5
        && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && value.bytes().next().is_some_and(|first| first.is_ascii_digit());
    if is_code { Ok(value.to_owned()) } else { Err(Refusal::field("trade", "offer-trades-wrong")) }
}

/// A page of what a query finds.
#[derive(Clone, Debug)]
pub struct FoundOffers {
    pub page: Page<Shown>,
    /// How many there are in all.
    pub count: u64,
}

impl Node {
    /// The offers for everybody that a query finds, newest first, from before `before` on: of our communities, and of our
    /// own authors.
    pub async fn find_offers(
        &self,
        query: &OfferQuery,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<FoundOffers, Refusal> {
        let (query, before) = (query.clone(), before.cloned());
        self.look(move |node| node.find_now(&query, before.as_ref(), limit)).await
    }

    fn find_now(
        &self,
        query: &OfferQuery,
        before: Option<&Cursor>,
        limit: usize,
    ) -> Result<FoundOffers, Refusal> {
        let current = self.kept_offers().current(self)?;
        let view = self.view()?;
        let showing = Showing::of(&view);
        let mut open = Open::new(&view, self.base()?, self.clock().now());
        let (mut items, mut last, mut next, mut count) = (Vec::new(), None, None, 0);
        for (offer, _) in current.corpus.all() {
            if !query.finds(offer) || !open.includes(offer)? {
                continue;
            }
            count += 1;
            let place = Cursor { at: offer.sorted, id: offer.id.clone() };
            if next.is_some() || before.is_some_and(|before| !comes_before(&place, before)) {
                continue;
            }
            if items.len() == limit {
                next = last.clone();
                continue;
            }
            if let Some(record) = readable(&view, &[], &offer.id)? {
                items.push(showing.show(record)?);
                last = Some(place);
            }
        }
        Ok(FoundOffers { page: Page { items, next }, count })
    }

    /// How many of the offers that each of these queries finds have come since a moment.
    pub(crate) fn count_new_offers(&self, queries: &[(OfferQuery, Timestamp)]) -> Result<Vec<u64>, Refusal> {
        let current = self.kept_offers().current(self)?;
        let view = self.view()?;
        let mut open = Open::new(&view, self.base()?, self.clock().now());
        let mut counts = vec![0; queries.len()];
        for (offer, _) in current.corpus.all() {
            for (count, (query, since)) in counts.iter_mut().zip(queries) {
                if offer.received > *since && query.finds(offer) && open.includes(offer)? {
                    *count += 1;
                }
            }
        }
        Ok(counts)
    }
}

fn comes_before(place: &Cursor, other: &Cursor) -> bool {
    (place.at, place.id.as_str()) < (other.at, other.id.as_str())
}

/// Which offers stand in lists for everybody at a moment. Each author is looked up once.
struct Open<'a> {
    view: &'a View,
    base: Id,
    now: Timestamp,
    heard: HashMap<Id, bool>,
}

impl Open<'_> {
    fn new(view: &View, base: Id, now: Timestamp) -> Open<'_> {
        Open { view, base, now, heard: HashMap::new() }
    }

    fn includes(&mut self, offer: &Known) -> Result<bool, Refusal> {
        let stands_here = offer.in_community || offer.author.same_authority(&self.base);
        if !offer.public || !offer.confirmed || !stands_here || !offer.stands(self.now) {
            return Ok(false);
        }
        if let Some(heard) = self.heard.get(&offer.author) {
            return Ok(*heard);
        }
        let heard = !self.view.is_silenced(&offer.author)? && !self.view.is_blocked(&offer.author)?;
        self.heard.insert(offer.author.clone(), heard);
        Ok(heard)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_reads_back_as_what_it_was() {
        let text =
            "type=BO&type=TR&q=titan+fr%C3%A4sen&country=AT&trade=25.5&partnership=supplier&language=de";
        let query = OfferQuery::parse(text).unwrap();
        assert_eq!(query.to_query(), text);
        assert_eq!(query.words, ["titan", "fräsen"]);
        let same = "language=DE&q=Titan%20%20Fräsen&type=BO&type=TR&type=BO&trade=25.5&country=%C3%96sterreich&x=1&partnership=supplier";
        assert_eq!(OfferQuery::parse(same).unwrap(), query);
        assert_eq!(OfferQuery::parse("type=&q=+&country=&type=XX").unwrap(), OfferQuery::default());
        assert_eq!(OfferQuery::default().to_query(), "");
    }

    #[test]
    fn a_query_that_would_keep_the_node_busy_is_refused() {
        let many = format!("q={}", "a+".repeat(900));
        for wrong in [
            &*many,
            &"q=x&".repeat(10_000),
            "country=Niemandsland",
            "language=d1",
            "trade=x",
            "trade=.",
            "trade=28.9999",
        ] {
            assert!(OfferQuery::parse(wrong).is_err_and(|refusal| refusal.status() == 422), "{wrong}");
        }
    }
}
