//! The crash suite: processes killed, files torn and damaged, disks filled, on every engine of the store.
//!
//! Of each way to crash it runs a few rounds; `ARTEL_CRASH_ROUNDS=50 cargo test -p artel-node --test store_crash --
//! --nocapture` runs fifty, and prints rows for the table of docs/decisions/0001-store.md. `ARTEL_CRASH_SEED` repeats
//! a run (but not the moments at which a process was killed).
//!
//! What must hold: nothing acknowledged is ever lost without a word. Damaged files may be refused, with a sentence
//! that says how to mend it; they may never be served as if nothing were missing.

mod child;
mod damage;
mod full_disk;
mod history;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use artel_node::store::EngineKind;

use child::{Outcome, Writer, look_at};
use damage::Dice;

/// Runs each claim against each engine, as a test of its own.
macro_rules! on_every_engine {
    ($($claim:ident),* $(,)?) => {
        mod fjall { $(#[test] fn $claim() { super::$claim(artel_node::store::EngineKind::Fjall); })* }
        mod sled { $(#[test] fn $claim() { super::$claim(artel_node::store::EngineKind::Sled); })* }
    };
}

on_every_engine![
    nothing_acknowledged_is_lost_when_the_process_is_killed,
    a_torn_tail_is_noticed,
    a_zeroed_tail_is_noticed,
    a_flipped_bit_is_noticed,
    a_copy_of_the_live_folder_is_whole_or_refused,
    a_full_disk_is_survived,
];

#[test]
#[ignore = "the process that the other tests start"]
fn the_other_process() {
    child::run();
}

/// A store whose process was killed after at least so many commits: what the damage is done to.
const COMMITS_SHORT: u64 = 500;
const COMMITS_LONG: u64 = 4_000;

/// A new folder now and then, else comparing everything takes longer than killing.
const ROUNDS_PER_FOLDER: u64 = 10;

fn rounds(short: u64) -> u64 {
    std::env::var("ARTEL_CRASH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(short)
}

fn is_long() -> bool {
    std::env::var_os("ARTEL_CRASH_ROUNDS").is_some()
}

fn dice(kind: EngineKind, what: &str) -> Dice {
    let seed =
        std::env::var("ARTEL_CRASH_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_124);
    println!("{kind}, {what}: seed {seed}");
    Dice(what.bytes().fold(history::mix(seed), |mixed, byte| history::mix(mixed ^ u64::from(byte))))
}

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn nothing_acknowledged_is_lost_when_the_process_is_killed(kind: EngineKind) {
    let mut dice = dice(kind, "killed");
    let mut tally = Tally::new(kind, "killed (`kill -9`)");
    let mut folder = temporary();
    let mut known = 0;
    for round in 0..rounds(5) {
        if round % ROUNDS_PER_FOLDER == 0 {
            (folder, known) = (temporary(), 0);
        }
        let mut writer = Writer::start(folder.path(), kind);
        if round % 5 == 4 {
            // While it opens.
            std::thread::sleep(Duration::from_millis(dice.roll(40)));
        } else {
            writer.wait_for(known + 1 + dice.roll(800));
            std::thread::sleep(Duration::from_micros(dice.roll(3_000)));
        }
        known = known.max(writer.kill());
        let outcome = look_at(folder.path(), kind, false);
        assert_eq!(outcome.word, "whole", "round {round}: {outcome:?}");
        assert!(outcome.last >= known, "round {round}: {known} was acknowledged, {} is there", outcome.last);
        assert!(
            outcome.last <= known + 1 || round % 5 == 4,
            "round {round}: only one commit can be on its way"
        );
        known = outcome.last;
        tally.count(&outcome);
    }
    tally.print();
}

fn a_torn_tail_is_noticed(kind: EngineKind) {
    damaged(kind, "torn tail (1 to 4,096 bytes cut off)", &mut |folder, dice| {
        damage::tear_tail(folder, kind, dice);
        String::new()
    });
}

fn a_zeroed_tail_is_noticed(kind: EngineKind) {
    damaged(kind, "zeroed tail (1 to 4,096 bytes)", &mut |folder, dice| {
        damage::zero_tail(folder, kind, dice);
        String::new()
    });
}

fn a_flipped_bit_is_noticed(kind: EngineKind) {
    damaged(kind, "one flipped bit", &mut |folder, dice| damage::flip_bit(folder, kind, dice));
}

/// Damages copies of a store that was killed, and looks what is said about them.
fn damaged(kind: EngineKind, what: &'static str, damage: &mut dyn FnMut(&Path, &mut Dice) -> String) {
    let mut dice = dice(kind, what);
    let mut tally = Tally::new(kind, what);
    let original = temporary();
    let mut writer = Writer::start(original.path(), kind);
    writer.wait_for(if is_long() { COMMITS_LONG } else { COMMITS_SHORT });
    let known = writer.kill();
    for round in 0..rounds(4) {
        let copy = temporary();
        damage::copy_folder(original.path(), copy.path());
        let damaged = damage(copy.path(), &mut dice);
        let outcome = look_at(copy.path(), kind, false);
        assert_is_honest(&outcome, known, &format!("{kind}, {what}, round {round}: {damaged}"));
        tally.count(&outcome);
        tally.go_on_without(&outcome, copy.path());
    }
    tally.print();
}

fn a_copy_of_the_live_folder_is_whole_or_refused(kind: EngineKind) {
    let mut dice = dice(kind, "copied");
    let mut tally = Tally::new(kind, "files copied while it writes (`cp`)");
    let folder = temporary();
    let mut writer = Writer::start(folder.path(), kind);
    let mut wait_until = 50;
    for round in 0..rounds(4) {
        writer.wait_for(wait_until);
        let copy = temporary();
        damage::copy_folder(folder.path(), copy.path());
        let outcome = look_at(copy.path(), kind, false);
        assert_is_honest(&outcome, wait_until, &format!("{kind}, copied, round {round}"));
        tally.count(&outcome);
        tally.go_on_without(&outcome, copy.path());
        wait_until += 20 + dice.roll(100);
    }
    writer.kill();
    tally.print();
}

/// Served whole, or refused with a sentence that helps, or at least found by a check. Never silent.
fn assert_is_honest(outcome: &Outcome, known: u64, what: &str) {
    match &*outcome.word {
        "whole" => {
            assert!(outcome.last >= known, "{what}: {known} was acknowledged, served {}", outcome.last)
        }
        "missing" | "refused" => assert!(outcome.sentence.contains("restore"), "{what}: {outcome:?}"),
        "checked" => {}
        _ => panic!("{what}: {outcome:?}"),
    }
}

/// A row of the table.
struct Tally {
    kind: EngineKind,
    what: &'static str,
    words: BTreeMap<String, u64>,
    went_on_without: u64,
    opening_ms: Vec<u64>,
}

impl Tally {
    fn new(kind: EngineKind, what: &'static str) -> Tally {
        Tally { kind, what, words: BTreeMap::new(), went_on_without: 0, opening_ms: Vec::new() }
    }

    fn count(&mut self, outcome: &Outcome) {
        *self.words.entry(outcome.word.clone()).or_default() += 1;
        if outcome.opening_ms > 0 {
            self.opening_ms.push(outcome.opening_ms);
        }
    }

    /// Looks what `--accept-loss` does where commits are missing: the commits before those must be whole.
    fn go_on_without(&mut self, outcome: &Outcome, folder: &Path) {
        if outcome.word == "missing" {
            let anyway = look_at(folder, self.kind, true);
            assert_ne!(anyway.word, "missing", "--accept-loss was not heard: {anyway:?}");
            assert_ne!(anyway.word, "silent", "{anyway:?}");
            self.went_on_without += u64::from(anyway.word == "whole");
        }
    }

    fn print(mut self) {
        let of = |word: &str| self.words.get(word).copied().unwrap_or_default();
        let rounds: u64 = self.words.values().sum();
        self.opening_ms.sort_unstable();
        let median = self.opening_ms.get(self.opening_ms.len() / 2).copied().unwrap_or_default();
        let slowest = self.opening_ms.last().copied().unwrap_or_default();
        println!(
            "| engine | what | rounds | whole | missing commits named (of these opened with --accept-loss) | refused as damaged | found by check | silent | opened in ms, median, slowest |"
        );
        println!(
            "| {} | {} | {rounds} | {} | {} ({}) | {} | {} | {} | {median}, {slowest} |",
            self.kind,
            self.what,
            of("whole"),
            of("missing"),
            self.went_on_without,
            of("refused"),
            of("checked"),
            of("silent"),
        );
    }
}

fn a_full_disk_is_survived(kind: EngineKind) {
    full_disk::survive(kind);
}
