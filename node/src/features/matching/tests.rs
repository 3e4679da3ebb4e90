//! Which offer ranks above which, and why.

use std::sync::Arc;

use artel_protocol::as2::Audience;
use artel_protocol::kinds::offer::{Offer, Partnership, ProfileType, Size};
use artel_protocol::kinds::{Content, Entry, Kind, Text};
use artel_protocol::{Id, Timestamp, limits};
use proptest::prelude::*;

use super::corpus::{Corpus, Known};
use super::score::{Background, Fit, Reason, Side};
use super::words::{Stems, Vocabulary};
use super::{corpus, rank, score};
use crate::error::Refusal;
use crate::store::records::{Comments, EntryRecord};

const NOW: Timestamp = Timestamp(1_795_503_900_000);

fn record(number: usize, offer: Offer, language: &str) -> EntryRecord {
    let id = Id::parse(&format!("https://h{number}.test/o/{number}")).unwrap();
    let author = Id::parse(&format!("https://h{number}.test/u/x")).unwrap();
    let entry = Entry {
        id: id.clone(),
        author,
        content: Content::Offer(offer),
        audience: Audience { public: true, ..Audience::default() },
        in_reply_to: None,
        context: None,
        url: None,
        published: Some(NOW),
        updated: None,
        language: Some(language.into()),
        sensitive: false,
        tags: Vec::new(),
        attachments: Vec::new(),
    };
    EntryRecord {
        activity: id.join("/create"),
        entry,
        received: NOW,
        sorted: NOW,
        root: None,
        hidden: None,
        comments: Comments::default(),
        community: None,
    }
}

/// A profile about milling titanium, changed.
fn milling(profile: ProfileType, change: impl FnOnce(&mut Offer)) -> Offer {
    let mut offer = Offer::default();
    offer.profile = Some(profile);
    offer.title = "Milling of titanium parts".into();
    offer.summary = "A workshop for parts of titanium".into();
    offer.text = Text::from_markdown("We mill titanium on five axes.");
    offer.trades = vec!["25.53".into()];
    offer.partnerships = vec![Partnership::Supplier];
    change(&mut offer);
    offer
}

/// Offers as they are compared, the first with the number 0.
fn compared(offers: Vec<Offer>) -> Vec<Arc<Known>> {
    let (stems, mut vocabulary) = (Stems::default(), Vocabulary::default());
    let all = offers.into_iter().enumerate();
    all.map(|(number, offer)| {
        let known = Known::of(&record(number, offer, "en"), &stems, &mut |stem| vocabulary.learn(stem));
        Arc::new(known.unwrap())
    })
    .collect()
}

fn side(offer: &Known) -> Side<'_> {
    Side { offer, background: Background::default() }
}

/// Nothing is known of anybody.
fn anybody(_: &Id) -> Result<Option<Background>, Refusal> {
    Ok(Some(Background::default()))
}

/// The numbers of what fits the first one, the best first.
fn ranked(offers: Vec<Offer>) -> Vec<(usize, Fit)> {
    let known = compared(offers);
    let corpus = Corpus::of(known.clone());
    let ranked = rank(&corpus, side(&known[0]), NOW, anybody).unwrap();
    let number = |found: &Known| known.iter().position(|one| one.id == found.id).unwrap();
    ranked.into_iter().map(|(found, fit)| (number(&found), fit)).collect()
}

fn numbers(offers: Vec<Offer>) -> Vec<usize> {
    ranked(offers).into_iter().map(|(number, _)| number).collect()
}

use ProfileType::{BusinessOffer, BusinessRequest, ResearchRequest, TechnologyOffer, TechnologyRequest};

#[test]
fn the_same_trade_ranks_above_a_near_one_and_that_above_another() {
    let with = |trade: &str| milling(BusinessOffer, |offer| offer.trades = vec![trade.into()]);
    let own = milling(BusinessRequest, |_| {});
    let found = ranked(vec![own, with("62.01"), with("25.9"), with("25.53"), with("25.5")]);
    let order: Vec<_> = found.iter().map(|(number, _)| *number).collect();
    assert_eq!(order, [3, 4, 2, 1]);
    let trade = |at: usize| found[at].1.reasons.iter().find(|reason| matches!(reason, Reason::Trade(_)));
    assert_eq!(trade(0), Some(&Reason::Trade("25.53".into())));
    assert_eq!(trade(1), Some(&Reason::Trade("25.5".into())));
    assert_eq!(trade(2), Some(&Reason::Trade("25".into())));
    assert_eq!(trade(3), None);
}

#[test]
fn who_seeks_it_ranks_above_who_offers_it_too() {
    let own = milling(BusinessOffer, |_| {});
    let found = ranked(vec![
        own,
        milling(BusinessOffer, |_| {}),
        milling(TechnologyRequest, |_| {}),
        milling(BusinessRequest, |_| {}),
    ]);
    assert_eq!(found.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [3, 2, 1]);
    assert!(found[0].1.reasons.contains(&Reason::SeeksIt));
    assert!(found[0].1.reasons.contains(&Reason::Partnership(vec![Partnership::Supplier])));
    assert!(!found[2].1.reasons.contains(&Reason::SeeksIt));
    let research = numbers(vec![
        milling(ResearchRequest, |_| {}),
        milling(ResearchRequest, |_| {}),
        milling(TechnologyOffer, |_| {}),
    ]);
    assert_eq!(research, [2, 1], "who has the technology comes before who seeks partners too");
}

#[test]
fn words_in_common_bring_offers_together_that_name_no_trade() {
    let about = |title: &str| {
        let title = title.to_owned();
        milling(BusinessOffer, move |offer| {
            offer.trades.clear();
            offer.summary.clear();
            offer.text = Text::default();
            offer.title = title;
        })
    };
    let mut own = about("Hardened shafts for gearboxes of trams");
    own.profile = Some(BusinessRequest);
    let found = numbers(vec![own, about("Cheese from alpine dairies"), about("Hardening of shafts")]);
    assert_eq!(found, [2], "what has nothing in common is not shown at all");
}

#[test]
fn what_has_ended_or_is_paused_fits_nothing() {
    let ended = milling(BusinessOffer, |offer| offer.until = Some(Timestamp(NOW.0 - 1)));
    let paused = milling(BusinessOffer, |offer| offer.closed = true);
    assert!(numbers(vec![milling(BusinessRequest, |_| {}), ended, paused]).is_empty());
}

#[test]
fn equals_stand_in_the_same_order_every_time() {
    let offers = || {
        let mut all = vec![milling(BusinessRequest, |_| {})];
        all.extend((0..20).map(|_| milling(BusinessOffer, |_| {})));
        all
    };
    let mut known = compared(offers());
    let own = known[0].clone();
    let order = |known: Vec<Arc<Known>>| {
        let ranked = rank(&Corpus::of(known), side(&own), NOW, anybody).unwrap();
        ranked.into_iter().map(|(found, _)| found.id.clone()).collect::<Vec<_>>()
    };
    let first = order(known.clone());
    known.reverse();
    assert_eq!((first.len(), order(known)), (20, first));
}

#[test]
fn what_is_known_of_who_is_behind_it_counts_both_ways() {
    let offers = vec![
        milling(BusinessRequest, |offer| offer.countries = vec!["AT".into()]),
        milling(BusinessOffer, |offer| offer.sizes = vec![Size::Small]),
    ];
    let known = compared(offers);
    let corpus = Corpus::of(known.clone());
    let nothing = Background::default();
    let of = |own, other| {
        let background = |_: &Id| Ok(Some(other));
        rank(&corpus, Side { offer: &known[0], background: own }, NOW, background).unwrap().remove(0).1
    };
    let plain = of(nothing, nothing);
    let austrian = of(nothing, Background { country: Some("AT"), ..nothing });
    assert!(austrian.there > plain.there && austrian.back == plain.back);
    assert!(austrian.reasons.contains(&Reason::InCountry("AT".into())));
    let german = of(nothing, Background { country: Some("DE"), ..nothing });
    assert!(german.there < plain.there);
    let small = of(Background { size: Some(Size::Small), ..nothing }, nothing);
    assert!(small.back > plain.back && small.there == plain.there);
    assert!(small.reasons.contains(&Reason::LooksForOurSize(Size::Small)));
    let vouched = of(nothing, Background { vouched: Some(true), ..nothing });
    assert!(vouched.there > plain.there);
    assert!(vouched.reasons.contains(&Reason::Vouched) && vouched.reasons.contains(&Reason::Active));
    let answers = |answers| of(nothing, Background { answers: Some(answers), ..nothing });
    assert!(answers(true).there > plain.there && answers(false).there < plain.there);
    assert!(
        answers(true).reasons.contains(&Reason::Answers)
            && !answers(false).reasons.contains(&Reason::Answers)
    );
    let best = of(
        Background { country: Some("DE"), size: Some(Size::Small), vouched: Some(true), ..nothing },
        Background { country: Some("AT"), vouched: Some(true), answers: Some(true), ..nothing },
    );
    assert!(best.there <= 1.0 && best.back <= 1.0);
}

#[test]
fn the_words_that_both_use_are_named_the_rarest_first() {
    let own = milling(BusinessRequest, |_| {});
    let offers = vec![
        own.clone(),
        milling(BusinessOffer, |_| {}),
        milling(BusinessOffer, |offer| {
            offer.title = "Milling of wood".into();
            offer.summary = "A workshop".into();
            offer.text = Text::default();
        }),
    ];
    let (stems, mut vocabulary) = (Stems::default(), Vocabulary::default());
    let all: Vec<_> = offers
        .into_iter()
        .enumerate()
        .map(|(number, offer)| {
            Known::of(&record(number, offer, "en"), &stems, &mut |stem| vocabulary.learn(stem)).unwrap()
        })
        .collect();
    let corpus = Corpus::of(all.iter().cloned().map(Arc::new).collect());
    let spelled = corpus::spelled(&own, Some("en"), &stems, |stem| vocabulary.find(stem));
    let Some(Reason::Words(words)) = score::name_words(&corpus, &all[0], &all[1], &spelled) else {
        panic!("they share words");
    };
    let place = |word: &str| words.iter().position(|named| named == word);
    assert!(place("titanium") < place("milling") && place("titanium").is_some(), "{words:?}");
    assert_eq!(words.last().map(String::as_str), Some("milling"), "the third has it too: {words:?}");
    assert!(words.len() <= 5);
}

#[test]
fn nobody_is_told_that_two_offers_share_a_word_that_says_nothing() {
    for little in ["and", "für", "sucht", "все", "партнер"] {
        assert!(!super::words::says_something(little), "{little}");
    }
    for word in ["titan", "härten", "сварка"] {
        assert!(super::words::says_something(word), "{word}");
    }
}

#[test]
fn every_pair_of_samples_has_a_score_between_nothing_and_everything() {
    let known = compared(Offer::samples());
    let corpus = Corpus::of(known.clone());
    for one in &known {
        for (_, fit) in rank(&corpus, side(one), NOW, anybody).unwrap() {
            assert!((0.0..=1.0).contains(&fit.there) && (0.0..=1.0).contains(&fit.back), "{fit:?}");
        }
    }
    assert!(Corpus::of(Vec::new()).is_empty());
    assert!(rank(&Corpus::of(Vec::new()), side(&known[0]), NOW, anybody).unwrap().is_empty());
}

#[test]
fn a_long_offer_takes_no_more_room_than_it_may() {
    let long: String = (0..3_000).map(|number| format!("word{number} ")).collect();
    let known = compared(vec![milling(BusinessOffer, |offer| offer.text = Text::from_markdown(&long))]);
    assert_eq!(known[0].terms.len(), limits::OFFER_WORDS);
}

proptest! {
    /// Whatever strangers write into their codes and texts.
    #[test]
    fn nothing_that_is_written_makes_matching_fail(
        texts in prop::collection::vec(".{0,60}", 12),
        codes in prop::collection::vec("[0-9ß.]{0,6}", 12),
    ) {
        let strange = |at: usize| milling(ProfileType::ALL[at % 5], |offer| {
            offer.title = texts[at].clone();
            offer.summary = texts[at + 3].clone();
            offer.market = vec![texts[at + 6].clone(); 2];
            offer.trades = vec![codes[at].clone(), codes[at + 3].clone()];
            offer.countries = vec![codes[at + 6].clone()];
            offer.languages = vec![texts[at].clone()];
        });
        let found = ranked((0..3).map(strange).collect());
        prop_assert!(found.iter().all(|(_, fit)| fit.score().is_finite()));
    }
}
