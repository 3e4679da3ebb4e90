//! How long it takes to find what fits one offer among many.

use std::sync::Arc;

use artel_node::features::matching::corpus::{Corpus, Known};
use artel_node::features::matching::rank;
use artel_node::features::matching::words::{Stems, Vocabulary};
use artel_node::store::records::{Comments, EntryRecord};
use artel_protocol::as2::Audience;
use artel_protocol::kinds::offer::{Offer, Partnership, ProfileType};
use artel_protocol::kinds::{Content, Entry, Text};
use artel_protocol::{Id, Timestamp};

use super::load::Stopwatch;
use super::{Failure, Figure};

/// How many offers there are.
const OFFERS: usize = 5_000;
/// How many words each has in its description.
const WORDS: usize = 300;
/// Of how many words they choose.
const LANGUAGE: usize = 20_000;
/// How often it is measured; the median counts.
const ROUNDS: usize = 21;
const NOW: Timestamp = Timestamp(1_795_503_900_000);

/// One offer against 5,000 that are in memory.
pub fn match_ms() -> Result<Figure, Failure> {
    let (stems, mut vocabulary, mut chance) = (Stems::default(), Vocabulary::default(), Chance(1));
    let mut all = Vec::with_capacity(OFFERS);
    for number in 0..OFFERS {
        let record = record(number, &mut chance)?;
        let known = Known::of(&record, &stems, &mut |stem| vocabulary.learn(stem));
        all.push(Arc::new(known.ok_or("an offer is no offer")?));
    }
    let own = all[0].clone();
    let corpus = Corpus::of(all);
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let began = Stopwatch::start();
        let found = rank(&corpus, &own, NOW, |_| Ok(true)).map_err(|refusal| refusal.to_string())?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
        std::hint::black_box(found);
    }
    times.sort_by(f64::total_cmp);
    Ok(Figure { value: times[ROUNDS / 2], unit: "ms", limit: 50.0, limit_is: "ms that we aim at" })
}

/// Numbers that are the same in every run (Numerical Recipes' generator).
struct Chance(u32);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % end
    }

    /// Words as a language has them: few are used much, most seldom.
    fn words(&mut self, count: usize) -> String {
        let word = |chance: &mut Chance| {
            let up_to = 1 + chance.below(LANGUAGE);
            format!("wort{}", chance.below(up_to))
        };
        (0..count).map(|_| word(self)).collect::<Vec<_>>().join(" ")
    }
}

fn record(number: usize, chance: &mut Chance) -> Result<EntryRecord, Failure> {
    let id = Id::parse(&format!("https://h{number}.test/o/{number}"))?;
    let mut offer = Offer::default();
    offer.profile = ProfileType::ALL.get(chance.below(ProfileType::ALL.len())).copied();
    offer.title = chance.words(8);
    offer.summary = chance.words(30);
    offer.text = Text::from_markdown(&chance.words(WORDS));
    offer.market = (0..5).map(|_| chance.words(1)).collect();
    offer.trades = (0..3).map(|_| format!("{}.{}", 10 + chance.below(80), 10 + chance.below(90))).collect();
    offer.partnerships = vec![Partnership::ALL[chance.below(Partnership::ALL.len())]];
    offer.countries = ["AT", "DE", "PL"][chance.below(3)..].iter().map(|code| (*code).to_owned()).collect();
    offer.languages = vec!["de".into()];
    let entry = Entry {
        author: id.join("/author"),
        content: Content::Offer(offer),
        audience: Audience { public: true, ..Audience::default() },
        in_reply_to: None,
        context: None,
        url: None,
        published: Some(NOW),
        updated: None,
        language: Some("de".into()),
        sensitive: false,
        tags: Vec::new(),
        attachments: Vec::new(),
        id: id.clone(),
    };
    Ok(EntryRecord {
        activity: id.join("/create"),
        received: NOW,
        sorted: NOW,
        root: None,
        hidden: None,
        comments: Comments::default(),
        community: None,
        entry,
    })
}
