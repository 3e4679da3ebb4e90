//! The number of the last commit, in a small file of its own: how a store notices that it lost some.
//!
//! An engine's journal may end early and say nothing (one flipped bit is enough). Every batch carries its number, and
//! the number is written here too, after the batch is durable. A store that opens with a lower number than this file
//! has lost what it acknowledged. Each commit writes the number, so a killed process is noticed to the last commit;
//! it is made durable once a second and at a stop, so after a power cut the last second is not covered.
//!
//! The file has two lines, written in turn and each with a checksum, so that a torn write leaves the one before.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use artel_protocol::Timestamp;

use crate::hex::hex;

/// How old the number on the disk may grow, in milliseconds.
const SYNC_EVERY_MS: i64 = 1_000;
const NAME: &str = "commit-number";
const LINE: usize = 64;

/// The number of a commit; the first is 1.
#[derive(Copy, Clone, Eq, PartialEq, Ord, PartialOrd, Hash, Debug, Default)]
pub struct CommitNumber(pub u64);

impl CommitNumber {
    pub(super) fn next(self) -> CommitNumber {
        CommitNumber(self.0 + 1)
    }

    pub(super) fn to_bytes(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<CommitNumber> {
        bytes.try_into().ok().map(|bytes| CommitNumber(u64::from_be_bytes(bytes)))
    }
}

impl fmt::Display for CommitNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The file, open for writing.
#[derive(Debug)]
pub(super) struct NumberFile {
    file: File,
    synced: Timestamp,
    dirty: bool,
}

impl NumberFile {
    /// The number in a data folder's file: `None` without a file.
    ///
    /// # Errors
    /// When the file cannot be read or neither line is whole.
    pub(super) fn read(folder: &Path) -> io::Result<Option<CommitNumber>> {
        let mut bytes = Vec::new();
        match File::open(folder.join(NAME)) {
            Ok(file) => file.take(2 * LINE as u64).read_to_end(&mut bytes)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let newest = bytes.chunks(LINE).filter_map(parse_line).max();
        newest
            .map(Some)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "neither line of it is whole"))
    }

    /// Makes the file hold `number`, and keeps it open.
    pub(super) fn create(folder: &Path, number: CommitNumber, now: Timestamp) -> io::Result<NumberFile> {
        let path = folder.join(NAME);
        let fresh = folder.join("commit-number.new");
        let mut file = File::create(&fresh)?;
        file.write_all(line(number).as_bytes())?;
        file.write_all(line(number).as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&fresh, &path)?;
        let file = OpenOptions::new().write(true).open(&path)?;
        Ok(NumberFile { file, synced: now, dirty: false })
    }

    /// Opens the file to go on from `number`; writes it only if it says something else.
    pub(super) fn continue_at(folder: &Path, number: CommitNumber, now: Timestamp) -> io::Result<NumberFile> {
        if Self::read(folder).is_ok_and(|said| said == Some(number)) {
            let file = OpenOptions::new().write(true).open(folder.join(NAME))?;
            return Ok(NumberFile { file, synced: now, dirty: false });
        }
        Self::create(folder, number, now)
    }

    /// Notes a commit that is durable in the engine.
    pub(super) fn note(&mut self, number: CommitNumber, now: Timestamp) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(number.0 % 2 * LINE as u64))?;
        self.file.write_all(line(number).as_bytes())?;
        self.dirty = true;
        // A clock that was set back counts as well, else the number would not reach the disk until it caught up.
        if now.0.saturating_sub(self.synced.0).unsigned_abs() >= SYNC_EVERY_MS.unsigned_abs() {
            self.sync(now)?;
        }
        Ok(())
    }

    pub(super) fn sync(&mut self, now: Timestamp) -> io::Result<()> {
        if self.dirty {
            self.file.sync_data()?;
        }
        self.dirty = false;
        self.synced = now;
        Ok(())
    }
}

fn line(number: CommitNumber) -> String {
    let said = said(number);
    format!("{said} {:<width$}\n", checksum(&said), width = LINE - said.len() - 2)
}

fn said(number: CommitNumber) -> String {
    format!("artel commit {:020}", number.0)
}

fn parse_line(bytes: &[u8]) -> Option<CommitNumber> {
    let text = std::str::from_utf8(bytes).ok()?;
    let number = CommitNumber(text.get(13..33)?.parse().ok()?);
    (text == line(number)).then_some(number)
}

fn checksum(text: &str) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    hex(&digest.as_ref()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number_in(folder: &Path) -> Option<u64> {
        NumberFile::read(folder).expect("readable").map(|number| number.0)
    }

    #[test]
    fn the_file_tells_the_last_number() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(number_in(folder.path()), None);
        let mut file = NumberFile::create(folder.path(), CommitNumber(7), Timestamp(0)).unwrap();
        assert_eq!(number_in(folder.path()), Some(7));
        for number in 8..12 {
            file.note(CommitNumber(number), Timestamp(0)).unwrap();
            assert_eq!(number_in(folder.path()), Some(number));
        }
    }

    #[test]
    fn a_torn_line_leaves_the_number_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = NumberFile::create(folder.path(), CommitNumber(1), Timestamp(0)).unwrap();
        file.note(CommitNumber(2), Timestamp(0)).unwrap();
        file.note(CommitNumber(3), Timestamp(0)).unwrap();
        let path = folder.path().join(NAME);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[LINE + 30] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(number_in(folder.path()), Some(2));
        bytes[30] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        assert!(NumberFile::read(folder.path()).is_err());
    }
}
