//! Ways to damage the files of a store.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use artel_node::store::EngineKind;

/// Random numbers with a seed, so that a failure can be run again.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = super::history::mix(self.0);
        self.0 % sides
    }
}

/// Copies a folder file by file, while it may be written to. What is gone when its turn comes is left out.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).into_iter().flatten().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            copy_file(&entry.path(), &target);
        }
    }
}

/// Only what was written: a journal has 64 MB set aside, which would be copied as zeros.
fn copy_file(from: &Path, to: &Path) {
    let Ok(length) = std::fs::metadata(from).map(|about| about.len()) else { return };
    let Ok(bytes) = read_written(from) else { return };
    let mut file = File::create(to).expect("made");
    file.write_all(&bytes).expect("copied");
    file.set_len(length.max(bytes.len() as u64)).expect("of the same length");
}

/// A file without the zeros at its end. A journal that is longer than what is written is read up to its first
/// megabyte of zeros.
fn read_written(path: &Path) -> std::io::Result<Vec<u8>> {
    const STEP: usize = 1 << 20;
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    loop {
        let before = bytes.len();
        (&mut file).take(STEP as u64).read_to_end(&mut bytes)?;
        let step = &bytes[before..];
        if step.len() < STEP || step.iter().all(|byte| *byte == 0) {
            break;
        }
    }
    let written = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    bytes.truncate(written);
    Ok(bytes)
}

/// The file that the newest commits are in: the journal with the highest number, or sled's only file.
fn newest_file(folder: &Path, kind: EngineKind) -> PathBuf {
    let files = folder.join(kind.name());
    if kind == EngineKind::Sled {
        return files.join("db");
    }
    let number = |path: &PathBuf| path.file_stem().and_then(|stem| stem.to_str()?.parse::<u64>().ok());
    let journals = std::fs::read_dir(&files).expect("listed").flatten().map(|entry| entry.path());
    journals
        .filter(|path| path.extension().is_some_and(|end| end == "jnl"))
        .max_by_key(number)
        .expect("a journal")
}

/// Cuts 1 to 4,096 bytes off the end of what was written last.
pub fn tear_tail(folder: &Path, kind: EngineKind, dice: &mut Dice) {
    let path = newest_file(folder, kind);
    let written = read_written(&path).expect("readable").len() as u64;
    let file = OpenOptions::new().write(true).open(&path).expect("opens");
    file.set_len(written.saturating_sub(1 + dice.roll(4_096))).expect("cut");
}

/// Overwrites the last 1 to 4,096 written bytes with zeros.
pub fn zero_tail(folder: &Path, kind: EngineKind, dice: &mut Dice) {
    let path = newest_file(folder, kind);
    let written = read_written(&path).expect("readable").len() as u64;
    let zeros = (1 + dice.roll(4_096)).min(written);
    let mut file = OpenOptions::new().write(true).open(&path).expect("opens");
    file.seek(SeekFrom::Start(written - zeros)).expect("sought");
    file.write_all(&vec![0; zeros as usize]).expect("overwritten");
}

/// Flips one bit anywhere in the engine's files. Answers where.
pub fn flip_bit(folder: &Path, kind: EngineKind, dice: &mut Dice) -> String {
    let mut files = Vec::new();
    list_files(&folder.join(kind.name()), &mut files);
    files.sort();
    let written: Vec<_> =
        files.into_iter().map(|path| (read_written(&path).expect("readable"), path)).collect();
    let total: u64 = written.iter().map(|(bytes, _)| bytes.len() as u64).sum();
    let mut at = dice.roll(total);
    for (bytes, path) in written {
        if at >= bytes.len() as u64 {
            at -= bytes.len() as u64;
            continue;
        }
        let bit = dice.roll(8);
        let mut file = OpenOptions::new().write(true).open(&path).expect("opens");
        file.seek(SeekFrom::Start(at)).expect("sought");
        file.write_all(&[bytes[at as usize] ^ (1 << bit)]).expect("flipped");
        let name = path.strip_prefix(folder).expect("below the folder").display();
        return format!("bit {bit} of byte {at} of {} in {name}", bytes.len());
    }
    unreachable!("the bit is in one of the files")
}

fn list_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("listed").flatten() {
        if entry.path().is_dir() { list_files(&entry.path(), found) } else { found.push(entry.path()) }
    }
}
