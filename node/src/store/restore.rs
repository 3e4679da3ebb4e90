//! Reading backups back, into an empty data folder and nowhere else.
//!
//! The file is read twice: once to see that it is whole, then to restore it. The restored store grows in a folder of
//! its own and is moved to its place at the end; an interrupted restore is never taken for a store.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use artel_protocol::Timestamp;
use aws_lc_rs::digest;

use super::backup::{self, BackupError, BackupHeader, BackupReport, FORMAT, MAGIC, Progress};
use super::commit_number::{CommitNumber, NumberFile};
use super::engine::{Engine, EngineKind};
use super::epoch::EPOCH;
use super::folder::{self, BACKUPS, FolderLock, MEDIA, RESTORED, RESTORING};
use super::{Batch, COMMIT_KEY, OpenOptions, SCHEMA_KEY, open, schema};
use crate::hex::hex;

/// The mark that a store that was restored beside another one is whole.
const READY: &str = "ready";

/// How much is written in one batch.
const BATCH_BYTES: usize = 4 * 1024 * 1024;
const BATCH_RECORDS: usize = 2_000;

/// What may lie in a folder that counts as empty.
const MAY_BE_THERE: [&str; 5] = ["lock", BACKUPS, "artel.toml", "lost+found", RESTORING];

/// Reads a backup from end to end, and answers what is in it.
///
/// # Errors
/// When it is not whole, down to the last bit.
pub fn verify_backup(file: &Path) -> Result<BackupReport, BackupError> {
    BackupReader::open(file)?.read_all(&mut |_| Ok(()))
}

/// How a backup begins, which is quickly read: whether the rest is whole, [`verify_backup`] tells.
///
/// # Errors
/// When it is no backup.
pub fn backup_header(file: &Path) -> Result<BackupHeader, BackupError> {
    Ok(BackupReader::open(file)?.header)
}

/// Reads a backup from end to end and shows each of its records. `progress` is told bytes.
///
/// # Errors
/// When it is not whole, or from a newer version.
pub fn read_backup(
    file: &Path,
    record: &mut dyn FnMut(&[u8], &[u8]),
    progress: Progress<'_>,
) -> Result<BackupReport, BackupError> {
    let length = std::fs::metadata(file).map_or(0, |about| about.len());
    let reader = BackupReader::open(file)?;
    if reader.header.schema > schema::SCHEMA_VERSION {
        return Err(BackupError::TooNew { file: file.to_owned() });
    }
    let mut done = 0;
    reader.read_all(&mut |entry| {
        match entry {
            Entry::Record { key, value } => {
                done += (key.len() + value.len()) as u64 + 9;
                record(&key, &value);
            }
            Entry::Media { bytes, .. } => {
                done += io::copy(bytes, &mut io::sink())
                    .map_err(|source| BackupError::Io { path: file.to_owned(), source })?;
            }
        }
        progress(done, length);
        Ok(())
    })
}

/// Restores a backup beside the store in use; [`take_restored`] puts it into its place before the next start.
///
/// # Errors
/// As [`restore`]; then nothing is left of it.
pub fn restore_beside(
    file: &Path,
    folder: &Path,
    kind: EngineKind,
    options: &OpenOptions,
    progress: Progress<'_>,
) -> Result<BackupReport, BackupError> {
    let beside = folder.join(RESTORED);
    folder::remove_if_there(&beside)?;
    let restored = restore(file, &beside, kind, options, progress).and_then(|report| {
        let mark = beside.join(READY);
        let written = File::create(&mark).and_then(|mark| mark.sync_all());
        written.map_err(|source| BackupError::Io { path: mark, source })?;
        folder::sync_folder(&beside)?;
        Ok(report)
    });
    if restored.is_err() {
        folder::remove_if_there(&beside)?;
    }
    restored
}

/// Removes a store that [`restore_beside`] finished.
///
/// # Errors
/// When it cannot be removed.
pub fn discard_restored(folder: &Path) -> Result<(), BackupError> {
    Ok(folder::remove_if_there(&folder.join(RESTORED))?)
}

/// Puts a store that [`restore_beside`] finished into its place, and removes the one that was there. Can be
/// interrupted at any point and called again. Answers whether there was one.
///
/// # Errors
/// When the folder is in use or cannot be written.
pub fn take_restored(folder: &Path) -> Result<bool, BackupError> {
    let beside = folder.join(RESTORED);
    if !beside.exists() {
        return Ok(false);
    }
    let _lock = FolderLock::take(folder)?;
    if !beside.join(READY).exists() {
        // What an interrupted restore left behind is of no use to anybody.
        folder::remove_if_there(&beside)?;
        return Ok(false);
    }
    let engines = EngineKind::ALL.iter().map(|kind| kind.name());
    for name in engines.chain([MEDIA, "commit-number"]) {
        let (new, place) = (beside.join(name), folder.join(name));
        if new.exists() {
            folder::remove_if_there(&place)?;
            std::fs::rename(&new, &place).map_err(|source| BackupError::Io { path: place, source })?;
        }
    }
    folder::remove_if_there(&folder.join(EPOCH))?;
    folder::sync_folder(folder)?;
    folder::remove_if_there(&beside)?;
    folder::sync_folder(folder)?;
    Ok(true)
}

/// Restores a backup into an empty data folder, for the engine given. It is there whole at the end, or not at all.
///
/// # Errors
/// When the folder is not empty, the backup is not whole, or something cannot be written.
pub fn restore(
    file: &Path,
    folder: &Path,
    kind: EngineKind,
    options: &OpenOptions,
    progress: Progress<'_>,
) -> Result<BackupReport, BackupError> {
    let report = verify_backup(file)?;
    if report.header.schema > options.schema.version {
        return Err(BackupError::TooNew { file: file.to_owned() });
    }
    let _lock = FolderLock::take(folder)?;
    refuse_unless_empty(folder)?;
    clear_interrupted(folder)?;
    let restoring = folder.join(RESTORING);
    let make =
        |path: PathBuf| std::fs::create_dir_all(&path).map_err(|source| BackupError::Io { path, source });
    make(restoring.join(MEDIA))?;
    let engine = open::open_engine(&restoring.join(kind.name()), kind, options)?;
    let mut importer = Importer { engine: &*engine, batch: Batch::new(), media: restoring.join(MEDIA) };
    let (mut done, total) = (0, report.records + report.media_files);
    let again = BackupReader::open(file)?.read_all(&mut |entry| {
        importer.take(entry)?;
        done += 1;
        progress(done, total);
        Ok(())
    })?;
    if again != report {
        return Err(BackupError::Damaged {
            file: file.to_owned(),
            detail: "it changed while it was read".into(),
        });
    }
    importer.finish(&report.header)?;
    engine.flush_for_stop()?;
    drop(engine);
    move_into_place(folder, kind, report.header.commit, (options.now)())?;
    Ok(report)
}

fn refuse_unless_empty(folder: &Path) -> Result<(), BackupError> {
    // Everything that an interrupted restore moved came from it, for nothing opens the folder until it is finished.
    if folder.join(RESTORING).exists() {
        return Ok(());
    }
    let io = |source| BackupError::Io { path: folder.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let found = entry.map_err(io)?.file_name().to_string_lossy().into_owned();
        if !MAY_BE_THERE.contains(&&*found) {
            return Err(BackupError::NotEmpty { folder: folder.to_owned(), found });
        }
    }
    Ok(())
}

fn clear_interrupted(folder: &Path) -> Result<(), BackupError> {
    let restoring = folder.join(RESTORING);
    if !restoring.exists() {
        return Ok(());
    }
    for kind in EngineKind::ALL {
        folder::remove_if_there(&folder.join(kind.name()))?;
    }
    for name in [MEDIA, "commit-number"] {
        folder::remove_if_there(&folder.join(name))?;
    }
    Ok(folder::remove_if_there(&restoring)?)
}

fn move_into_place(
    folder: &Path,
    kind: EngineKind,
    commit: CommitNumber,
    now: Timestamp,
) -> Result<(), BackupError> {
    let io = |source| BackupError::Io { path: folder.to_owned(), source };
    let restoring = folder.join(RESTORING);
    folder::sync_folder(&restoring.join(MEDIA))?;
    folder::sync_folder(&restoring)?;
    NumberFile::create(folder, commit, now).map_err(io)?;
    std::fs::rename(restoring.join(MEDIA), folder.join(MEDIA)).map_err(io)?;
    std::fs::rename(restoring.join(kind.name()), folder.join(kind.name())).map_err(io)?;
    folder::sync_folder(folder)?;
    folder::remove_if_there(&restoring)?;
    Ok(folder::sync_folder(folder)?)
}

/// Puts what a backup holds into a new store.
struct Importer<'a> {
    engine: &'a dyn Engine,
    batch: Batch,
    media: PathBuf,
}

impl Importer<'_> {
    fn take(&mut self, entry: Entry<'_>) -> Result<(), BackupError> {
        match entry {
            Entry::Record { key, value } => {
                self.batch.put(key, value);
                if self.batch.len() >= BATCH_RECORDS || self.batch.size() >= BATCH_BYTES {
                    self.engine.commit(&std::mem::take(&mut self.batch))?;
                }
                Ok(())
            }
            Entry::Media { name, bytes } => self.take_media(&name, bytes),
        }
    }

    fn take_media(&self, name: &str, bytes: &mut dyn Read) -> Result<(), BackupError> {
        let path = self.media.join(name);
        let written = File::create(&path).and_then(|mut file| {
            io::copy(bytes, &mut file)?;
            file.sync_all()
        });
        written.map_err(|source| BackupError::Io { path, source })
    }

    fn finish(mut self, header: &BackupHeader) -> Result<(), BackupError> {
        self.batch.put(COMMIT_KEY, header.commit.to_bytes().to_vec());
        self.batch.put(SCHEMA_KEY, header.schema.to_be_bytes().to_vec());
        Ok(self.engine.commit(&self.batch)?)
    }
}

/// One entry of a backup.
enum Entry<'a> {
    Record { key: Vec<u8>, value: Vec<u8> },
    Media { name: String, bytes: &'a mut dyn Read },
}

/// Reads a backup, and hashes what it reads.
struct BackupReader {
    file: PathBuf,
    source: BufReader<File>,
    hash: digest::Context,
    header: BackupHeader,
}

impl BackupReader {
    fn open(file: &Path) -> Result<BackupReader, BackupError> {
        let io = |source| BackupError::Io { path: file.to_owned(), source };
        let not_a_backup = |_| BackupError::NotABackup { file: file.to_owned() };
        let mut source = BufReader::new(File::open(file).map_err(io)?);
        let mut start = [0; 30];
        source.read_exact(&mut start).map_err(not_a_backup)?;
        if &start[..8] != MAGIC {
            return Err(BackupError::NotABackup { file: file.to_owned() });
        }
        if start[8..10] != FORMAT.to_be_bytes() {
            return Err(BackupError::TooNew { file: file.to_owned() });
        }
        let mut hash = digest::Context::new(&digest::SHA256);
        hash.update(&start);
        let number = |at: usize| u64::from_be_bytes(start[at..at + 8].try_into().expect("eight bytes"));
        let header = BackupHeader {
            schema: u32::from_be_bytes(start[10..14].try_into().expect("four bytes")),
            commit: CommitNumber(number(14)),
            created: Timestamp(number(22).cast_signed()),
        };
        Ok(BackupReader { file: file.to_owned(), source, hash, header })
    }

    fn read_all(
        mut self,
        each: &mut dyn FnMut(Entry<'_>) -> Result<(), BackupError>,
    ) -> Result<BackupReport, BackupError> {
        let (mut records, mut media_files) = (0, 0);
        loop {
            match self.byte()? {
                backup::RECORD => {
                    let (key, value) = self.record()?;
                    each(Entry::Record { key, value })?;
                    records += 1;
                }
                backup::MEDIA => {
                    self.media(each)?;
                    media_files += 1;
                }
                backup::END => break,
                _ => return Err(self.damaged("there is an entry of no known sort in it")),
            }
        }
        if (self.number()?, self.number()?) != (records, media_files) {
            return Err(self.damaged("the number of its entries is not right"));
        }
        self.check_hash()?;
        Ok(BackupReport { header: self.header, records, media_files })
    }

    fn record(&mut self) -> Result<(Vec<u8>, Vec<u8>), BackupError> {
        let lengths = self.number()?;
        let (key, value) = (lengths >> 32, lengths & 0xFFFF_FFFF);
        Ok((self.bytes(key)?, self.bytes(value)?))
    }

    fn media(
        &mut self,
        each: &mut dyn FnMut(Entry<'_>) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        let name = hex(&self.bytes(32)?);
        let length = self.number()?;
        let mut content = (&mut self.source).take(length);
        let mut bytes = HashingReader { source: &mut content, hash: &mut self.hash };
        each(Entry::Media { name, bytes: &mut bytes })?;
        io::copy(&mut bytes, &mut io::sink())
            .map_err(|source| BackupError::Io { path: self.file.clone(), source })?;
        if content.limit() != 0 { Err(self.damaged("a media file in it is cut short")) } else { Ok(()) }
    }

    fn check_hash(&mut self) -> Result<(), BackupError> {
        let mut said = [0; 32];
        let mut rest = [0; 1];
        let ended = self.source.read_exact(&mut said).and_then(|()| self.source.read(&mut rest));
        let hash = self.hash.clone().finish();
        if ended.is_ok_and(|more| more == 0) && hash.as_ref() == said {
            return Ok(());
        }
        Err(self.damaged("its checksum is not right"))
    }

    fn byte(&mut self) -> Result<u8, BackupError> {
        Ok(self.bytes(1)?[0])
    }

    fn number(&mut self) -> Result<u64, BackupError> {
        let bytes = self.bytes(8)?;
        Ok(u64::from_be_bytes(bytes.try_into().expect("eight bytes")))
    }

    /// So many bytes. Memory grows with what is there, not with what a damaged length says.
    fn bytes(&mut self, length: u64) -> Result<Vec<u8>, BackupError> {
        let mut bytes = Vec::new();
        let read = (&mut self.source).take(length).read_to_end(&mut bytes);
        read.map_err(|source| BackupError::Io { path: self.file.clone(), source })?;
        if bytes.len() as u64 != length {
            return Err(self.damaged("it ends early"));
        }
        self.hash.update(&bytes);
        Ok(bytes)
    }

    fn damaged(&self, detail: &str) -> BackupError {
        BackupError::Damaged { file: self.file.clone(), detail: detail.to_owned() }
    }
}

struct HashingReader<'a> {
    source: &'a mut dyn Read,
    hash: &'a mut digest::Context,
}

impl Read for HashingReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}
