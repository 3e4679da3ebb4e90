//! The index on the disk: opening it, making it, and writing into it.

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use artel_protocol::limits;
use tantivy::indexer::IndexWriterOptions;
use tantivy::schema::IndexRecordOption;
use tantivy::{
    DocSet, Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TERMINATED, Term,
};

use super::analysis::Forms;
use super::document::{document, version};
use super::schema::{Fields, RECORD_VERSION, VERSION, schema};
use crate::store::{SCHEMA_VERSION, StoreError, View};

/// Why the index cannot be used, or not be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum IndexError {
    /// It is damaged, or of another version: it is made anew.
    #[error("the index of the search cannot be used: {0}")]
    Damaged(String),
    #[error("the index of the search cannot be written: {0}")]
    Engine(#[from] tantivy::TantivyError),
    #[error("the folder of the search cannot be written: {0}")]
    Folder(#[from] std::io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An open index. It is read by many; its one writer is a [`Writing`].
pub(super) struct Opened {
    index: Index,
    pub fields: Fields,
    reader: IndexReader,
}

impl Opened {
    /// Opens the index in a folder, and reads all of it once to see that it is whole.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] when there is none that can be used.
    pub fn open(folder: &Path) -> Result<Opened, IndexError> {
        let damaged = |error: tantivy::TantivyError| IndexError::Damaged(error.to_string());
        let index = Index::open_in_dir(folder).map_err(damaged)?;
        let (wanted, fields) = schema();
        if index.schema() != wanted {
            return Err(IndexError::Damaged("it was made by another version".into()));
        }
        if let Some(file) = index.validate_checksum().map_err(damaged)?.iter().next() {
            return Err(IndexError::Damaged(format!("{} is not what was written", file.display())));
        }
        Opened::of(index, fields).map_err(|error| IndexError::Damaged(error.to_string()))
    }

    /// Makes an empty index in a folder, whatever was in it before.
    pub fn create(folder: &Path) -> Result<Opened, IndexError> {
        remove(folder)?;
        // It has the words of what only few may read.
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let (schema, fields) = schema();
        // One thread less while something is written.
        let settings =
            IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
        let index = Index::builder().schema(schema).settings(settings).create_in_dir(folder)?;
        Opened::of(index, fields)
    }

    fn of(index: Index, fields: Fields) -> Result<Opened, IndexError> {
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(8)
            .try_into()?;
        Ok(Opened { index, fields, reader })
    }

    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// The mark up to which the index has everything; none while it is being made.
    pub fn mark(&self) -> Result<Option<Vec<u8>>, IndexError> {
        let payload = self.index.load_metas()?.payload.unwrap_or_default();
        Ok(payload.strip_prefix(&payload_of("")).map(|mark| mark.as_bytes().to_vec()))
    }
}

/// What the index says of itself when it has everything up to a mark.
fn payload_of(mark: &str) -> String {
    format!("{VERSION} {SCHEMA_VERSION} up to {mark}")
}

/// Removes the folder of an index, or a file in its place.
fn remove(folder: &Path) -> std::io::Result<()> {
    let removed = match std::fs::symlink_metadata(folder) {
        Ok(found) if found.is_dir() => std::fs::remove_dir_all(folder),
        Ok(_) => std::fs::remove_file(folder),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Where the index of a data folder is.
pub(super) fn folder(data: &Path) -> PathBuf {
    data.join("search")
}

/// Writes into an index. The engine's writer takes memory and threads, so it is there only while it is used.
pub(super) struct Writing {
    opened: Arc<Opened>,
    writer: Option<IndexWriter>,
    forms: Forms,
}

impl Writing {
    pub fn new(opened: Arc<Opened>) -> Writing {
        Writing { opened, writer: None, forms: Forms::default() }
    }

    pub fn opened(&self) -> &Arc<Opened> {
        &self.opened
    }

    fn writer(&mut self) -> Result<&mut IndexWriter, IndexError> {
        if self.writer.is_none() {
            let options = IndexWriterOptions::builder()
                .memory_budget_per_thread(limits::SEARCH_WRITER_BYTES)
                .num_worker_threads(1)
                .num_merge_threads(1)
                .build();
            self.writer = Some(self.opened.index.writer_with_options(options)?);
        }
        Ok(self.writer.as_mut().expect("it was just made"))
    }

    /// Brings one record in line with the store; `value` is none if the store has it no more.
    pub fn put(&mut self, key: &str, value: Option<&[u8]>) -> Result<(), IndexError> {
        let fields = self.opened.fields;
        let document = match value {
            // A record that cannot be read is the store's trouble; it is told when somebody looks at it.
            Some(value) => document(&fields, &self.forms, key, value).unwrap_or_default(),
            None => None,
        };
        let writer = self.writer()?;
        writer.delete_term(Term::from_field_text(fields.key, key));
        if let Some(document) = document {
            writer.add_document(document)?;
        }
        Ok(())
    }

    /// Brings these records in line with what the store says at this moment.
    pub fn put_all(&mut self, view: &View, keys: &[bytes::Bytes]) -> Result<(), IndexError> {
        for key in keys {
            let Ok(text) = std::str::from_utf8(key) else { continue };
            self.put(text, view.get(key)?.as_deref())?;
        }
        Ok(())
    }

    /// Makes what was written durable and found. With a mark, the index has everything up to it.
    pub fn commit(&mut self, mark: Option<&[u8]>) -> Result<(), IndexError> {
        let payload = mark.map(|mark| payload_of(&String::from_utf8_lossy(mark)));
        let mut prepared = self.writer()?.prepare_commit()?;
        prepared.set_payload(&payload.unwrap_or_default());
        prepared.commit()?;
        self.opened.reader.reload()?;
        Ok(())
    }

    /// Gives back memory and threads.
    pub fn rest(&mut self) -> Result<(), IndexError> {
        if let Some(writer) = self.writer.take() {
            writer.wait_merging_threads()?;
        }
        Ok(())
    }
}

/// Whether the index has a record just as it is.
pub(super) fn has(searcher: &Searcher, fields: &Fields, key: &str, value: &[u8]) -> Result<bool, IndexError> {
    let term = Term::from_field_text(fields.key, key);
    for segment in searcher.segment_readers() {
        let Some(mut found) =
            segment.inverted_index(fields.key)?.read_postings(&term, IndexRecordOption::Basic)?
        else {
            continue;
        };
        let versions = segment.fast_fields().u64(RECORD_VERSION)?;
        while found.doc() != TERMINATED {
            let is_it = versions.first(found.doc()) == Some(version(value));
            if is_it && !segment.is_deleted(found.doc()) {
                return Ok(true);
            }
            found.advance();
        }
    }
    Ok(false)
}

/// Shows every key that the index has.
pub(super) fn keys(
    searcher: &Searcher,
    fields: &Fields,
    mut look: impl FnMut(&str) -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(fields.key)?;
        let mut all = index.terms().stream()?;
        while all.advance() {
            if let Ok(key) = std::str::from_utf8(all.key()) {
                look(key)?;
            }
        }
    }
    Ok(())
}
