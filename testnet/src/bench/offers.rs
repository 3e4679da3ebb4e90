//! Offers as people write them, and how long it takes to find what fits one of them among 5,000 of 2,000 companies.

use artel_node::features::publishing::{Draft, Readers};
use artel_protocol::kinds::Typed;
use artel_protocol::{Id, Name};

use super::large::{large, open};
use super::load::Stopwatch;
use super::{Failure, Figure};

/// How many words each has in its description.
const WORDS: usize = 300;
/// Of how many words they choose.
const LANGUAGE: usize = 20_000;
/// How often it is measured; the median counts.
const ROUNDS: usize = 21;

/// One offer of the company's against all others, with what the directory says of who is behind them.
pub async fn match_ms() -> Result<Figure, Failure> {
    let large = large().await?;
    let node = open(&large.data)?;
    let owner = node.view()?.account(&Name::parse("owner")?)?.ok_or("there is no owner")?;
    // The first one reads all offers and the whole directory.
    let found = node.matches(&owner, &large.offer).await?.found;
    if found.is_empty() {
        return Err("nothing fits".into());
    }
    let mut times = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let began = Stopwatch::start();
        std::hint::black_box(node.matches(&owner, &large.offer).await?);
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    node.close();
    times.sort_by(f64::total_cmp);
    Ok(Figure { value: times[ROUNDS / 2], unit: "ms", limit: 50.0, limit_is: "ms that we aim at" })
}

/// One of them; with a space, it stands there.
pub fn draft(number: usize, desk: Option<&Id>) -> Draft {
    let mut chance = Chance(number as u32 + 1);
    let types = ["BO", "BR"];
    let trades = ["25.53", "62.10", "31.00", "10.71", "43.21"];
    let mut more = Typed::from_iter([
        ("type", types[number % types.len()]),
        ("advantages", "It is done within a week."),
        ("sought", "Parts of steel and brass."),
        ("trades", trades[chance.below(trades.len())]),
        ("technology", "turning, milling"),
        ("countries", "DE, AT, PL"),
        ("languages", "en"),
    ]);
    more.choose("partnerships", ["supplier"]);
    more.choose("sizes", ["small"]);
    more.choose("goals", ["9"]);
    Draft {
        title: format!("Turned parts in series of {number}"),
        summary: format!("A workshop offers or seeks: {}.", chance.words(20)),
        markdown: chance.words(WORDS),
        more,
        readers: desk.cloned().map_or(Readers::Everybody, Readers::Space),
        ..Draft::default()
    }
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
            format!("word{}", chance.below(up_to))
        };
        (0..count).map(|_| word(self)).collect::<Vec<_>>().join(" ")
    }
}
