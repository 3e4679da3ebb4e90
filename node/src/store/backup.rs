//! Backups: one file with everything in it, written from a snapshot while the node goes on.
//!
//! The file, numbers big-endian: the magic `ARTELBAK`, the version of the format (2 bytes), of the schema (4), the
//! number of the last commit (8), the moment it was made (8, milliseconds since 1970). Then entries: `R`, the lengths
//! of key and value (4 each), key, value; or `M`, the 32 bytes of a media file's name, its length (8), its bytes. At
//! the end `E`, how many records and media files there were (8 each), and the SHA-256 of all before it.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use artel_protocol::Timestamp;
use aws_lc_rs::digest;

use super::commit_number::CommitNumber;
use super::content_sum::Sums;
use super::engine::{Direction, Reader, Record};
use super::media::{self, MediaFile};
use super::{COMMIT_KEY, END_KEY, FIRST_KEY, Mend, OpenError, Store, StoreError, folder, restore, schema};

pub(super) const MAGIC: &[u8; 8] = b"ARTELBAK";
pub(super) const FORMAT: u16 = 1;
pub(super) const RECORD: u8 = b'R';
pub(super) const MEDIA: u8 = b'M';
pub(super) const END: u8 = b'E';

/// How many records are read at once: little enough that large ones fit into memory.
const RECORDS_AT_ONCE: usize = 128;

/// Told how much is done, and of how much. The whole is an estimate: `done` may pass it.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// How a backup begins.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BackupHeader {
    pub schema: u32,
    pub commit: CommitNumber,
    pub created: Timestamp,
}

/// What is in a backup.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BackupReport {
    pub header: BackupHeader,
    pub records: u64,
    pub media_files: u64,
}

/// Why a backup cannot be made, read or restored: sentences for the operator.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{file} exists already. Choose another name for the backup.")]
    Exists { file: PathBuf },
    #[error("{file} is not a backup of artel.")]
    NotABackup { file: PathBuf },
    #[error("{file} was made by a newer version of artel. Install that version, then restore.")]
    TooNew { file: PathBuf },
    #[error("{file} is damaged or cut short ({detail}): nothing was restored from it. Use another backup.")]
    Damaged { file: PathBuf, detail: String },
    #[error(
        "{folder} is not empty ({found} is in it). Restore into an empty folder: move this one aside first."
    )]
    NotEmpty { folder: PathBuf, found: String },
    #[error("no backup was made: some records of the store are old, gone, or back again. {mend}")]
    NotAsCommitted { mend: Box<Mend> },
    #[error(
        "no backup was made: it needs about {needed_mb} MB in {folder}, and only {left_mb} MB are free there. Make room, or set backup.folder to another disk."
    )]
    NoRoom { folder: PathBuf, needed_mb: u64, left_mb: u64 },
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Writes a backup to `file`, under another name until it is whole, durable and read again. The node may go on
    /// committing: what the backup holds is the state of the moment it began. Only its owner can read the file, for
    /// the keys of everybody here are in it.
    ///
    /// # Errors
    /// When the file exists or cannot be written, or the store cannot be read or is damaged; then no file is left.
    pub fn backup(&self, file: &Path, progress: Progress<'_>) -> Result<BackupReport, BackupError> {
        if file.exists() {
            return Err(BackupError::Exists { file: file.to_owned() });
        }
        let unfinished = unfinished_name(file);
        let written =
            self.write_backup(&unfinished, progress).and_then(|report| read_again(&unfinished, report));
        if written.is_err() {
            folder::remove_if_there(&unfinished)?;
        }
        let report = written?;
        let io = |source| BackupError::Io { path: file.to_owned(), source };
        std::fs::rename(&unfinished, file).map_err(io)?;
        // A bare name has the parent "", which cannot be opened.
        if let Some(parent) = file.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            folder::sync_folder(parent)?;
        }
        Ok(report)
    }

    /// About how many bytes a backup takes: rather too many than too few.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn backup_estimate(&self) -> Result<u64, StoreError> {
        let media: u64 = media::list(&self.folder)?
            .iter()
            .filter_map(|file| std::fs::metadata(&file.path).ok())
            .map(|about| about.len())
            .sum();
        // Engines keep their files compressed, a backup is not.
        let records = folder::bytes_below(&folder::engine_folder(&self.folder, self.kind)).saturating_mul(2);
        Ok(media.saturating_add(records))
    }

    /// The SHA-256 of all records but those that only mean something on this machine: equal before a backup and after
    /// its restore, and for both engines.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn logical_hash(&self, is_logical: &dyn Fn(&[u8]) -> bool) -> Result<[u8; 32], StoreError> {
        let mut hash = digest::Context::new(&digest::SHA256);
        each_record(&*self.snapshot()?, |key, value| {
            if is_logical(key) {
                hash.update(&lengths(key, value));
                hash.update(key);
                hash.update(value);
            }
            Ok(())
        })?;
        Ok(hash.finish().as_ref().try_into().expect("SHA-256 has 32 bytes"))
    }

    fn write_backup(&self, path: &Path, progress: Progress<'_>) -> Result<BackupReport, BackupError> {
        let io = |source| BackupError::Io { path: path.to_owned(), source };
        let snapshot = self.snapshot()?;
        let header = self.backup_header(&*snapshot)?;
        let media = media::list(&self.folder)?;
        let total = self.engine.approximate_len() + media.len() as u64;
        let mut out = HashingWriter::new(BufWriter::new(folder::file_for_owner(path).map_err(io)?));
        write_header(&mut out, &header).map_err(io)?;
        let mut records = 0;
        let mut sums = Sums::of(&*snapshot)?;
        each_record(&*snapshot, |key, value| {
            sums.add(key, value);
            write_record(&mut out, key, value).map_err(|source| StoreError::io(path, source))?;
            records += 1;
            progress(records, total);
            Ok(())
        })?;
        drop(snapshot);
        if !sums.agree() {
            return Err(BackupError::NotAsCommitted { mend: Mend::look(&self.folder).into() });
        }
        let mut media_files = 0;
        for file in &media {
            media_files += u64::from(write_media(&mut out, file).map_err(io)?);
            progress(records + media_files, total);
        }
        out.finish(records, media_files).map_err(io)?.sync_all().map_err(io)?;
        Ok(BackupReport { header, records, media_files })
    }

    fn backup_header(&self, snapshot: &dyn Reader) -> Result<BackupHeader, StoreError> {
        let commit =
            snapshot.get(COMMIT_KEY)?.and_then(|bytes| CommitNumber::from_bytes(&bytes)).unwrap_or_default();
        let schema = schema::stored_version(snapshot)?
            .ok_or_else(|| StoreError::Corrupt("the version of the schema is gone".into()))?;
        Ok(BackupHeader { schema, commit, created: (self.now)() })
    }
}

/// Reads every record in the order of the keys.
pub(super) fn each_record(
    reader: &dyn Reader,
    mut each: impl FnMut(&[u8], &[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut from = FIRST_KEY.to_vec();
    loop {
        let records: Vec<Record> = reader.range(&from, END_KEY, Direction::Forward, RECORDS_AT_ONCE)?;
        for (key, value) in &records {
            each(key, value)?;
        }
        let Some((last, _)) = records.last().filter(|_| records.len() == RECORDS_AT_ONCE) else {
            return Ok(());
        };
        // The first key after the last one read.
        from = last.to_vec();
        from.push(0);
    }
}

/// What is behind the name of a backup that is being written.
pub const UNFINISHED: &str = ".unfinished";

fn unfinished_name(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(UNFINISHED);
    PathBuf::from(name)
}

/// A disk that lies is found out now, not on the day of the restore.
fn read_again(file: &Path, report: BackupReport) -> Result<BackupReport, BackupError> {
    match restore::verify_backup(file)? == report {
        true => Ok(report),
        false => Err(BackupError::Damaged {
            file: file.to_owned(),
            detail: "what was read back is not what was written".into(),
        }),
    }
}

fn write_header(out: &mut impl Write, header: &BackupHeader) -> io::Result<()> {
    out.write_all(MAGIC)?;
    out.write_all(&FORMAT.to_be_bytes())?;
    out.write_all(&header.schema.to_be_bytes())?;
    out.write_all(&header.commit.0.to_be_bytes())?;
    out.write_all(&header.created.0.to_be_bytes())
}

fn write_record(out: &mut impl Write, key: &[u8], value: &[u8]) -> io::Result<()> {
    out.write_all(&[RECORD])?;
    out.write_all(&lengths(key, value))?;
    out.write_all(key)?;
    out.write_all(value)
}

fn lengths(key: &[u8], value: &[u8]) -> [u8; 8] {
    let length =
        |bytes: &[u8]| u32::try_from(bytes.len()).expect("keys and values are far below 4 GB").to_be_bytes();
    let mut both = [0; 8];
    both[..4].copy_from_slice(&length(key));
    both[4..].copy_from_slice(&length(value));
    both
}

/// Answers whether it was still there: one that was deleted meanwhile is left out.
fn write_media(out: &mut impl Write, file: &MediaFile) -> io::Result<bool> {
    let mut source = match File::open(&file.path) {
        Ok(source) => source,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let length = source.metadata()?.len();
    out.write_all(&[MEDIA])?;
    out.write_all(&name_bytes(&file.name))?;
    out.write_all(&length.to_be_bytes())?;
    let copied = io::copy(&mut (&mut source).take(length), out)?;
    if copied != length {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            "a media file became shorter while it was copied",
        ));
    }
    Ok(true)
}

fn name_bytes(name: &str) -> [u8; 32] {
    std::array::from_fn(|at| {
        let digits = name.get(2 * at..2 * at + 2).expect("a media name has 64 digits");
        u8::from_str_radix(digits, 16).expect("a media name is hexadecimal")
    })
}

/// Hashes what passes through.
struct HashingWriter<W> {
    out: W,
    hash: digest::Context,
}

impl HashingWriter<BufWriter<File>> {
    fn new(out: BufWriter<File>) -> Self {
        HashingWriter { out, hash: digest::Context::new(&digest::SHA256) }
    }

    fn finish(mut self, records: u64, media_files: u64) -> io::Result<File> {
        self.write_all(&[END])?;
        self.write_all(&records.to_be_bytes())?;
        self.write_all(&media_files.to_be_bytes())?;
        let hash = self.hash.finish();
        self.out.write_all(hash.as_ref())?;
        self.out.into_inner().map_err(|error| error.into_error())
    }
}

impl<W: Write> Write for HashingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
