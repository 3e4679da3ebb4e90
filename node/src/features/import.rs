//! Bringing along what was written elsewhere: markdown files with front matter, as Hugo and Jekyll keep them, and the
//! pictures beside them.
//!
//! Every article is a commit of its own together with the hash of its file, so that an import which ends half-way is
//! simply begun again: what is here already is skipped.

mod bundle;
mod front_matter;
mod pictures;

use artel_protocol::key::sha256;
use artel_protocol::{Id, Name, Timestamp};

pub use bundle::{Bundle, ImportFile};
use front_matter::Parsed;

use super::publishing::{Draft, Picture, local};
use crate::error::{Invalid, Refusal};
use crate::node::Node;
use crate::store::keys;

/// What became of one file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ImportLine {
    pub path: String,
    pub outcome: Imported,
}

/// What became of a file, or would.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Imported {
    /// It is an article now; in a dry run it would be. `missing` are pictures that it shows and that did not come along.
    Article {
        id: Option<Id>,
        title: String,
        published: Option<Timestamp>,
        missing: Vec<String>,
    },
    /// The same file was imported before.
    Known(Id),
    /// It says of itself that it is a draft.
    Draft,
    Wrong(Fault),
}

/// What is wrong with a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// From 1 on, where it is known.
    pub line: Option<u64>,
    /// The key of the words.
    pub key: &'static str,
}

impl Fault {
    fn whole(key: &'static str) -> Fault {
        Fault { line: None, key }
    }
}

/// Told after each file: its line, how many are done, and of how many.
pub type Told<'a> = &'a mut (dyn FnMut(ImportLine, usize, usize) + Send);

impl Node {
    /// Publishes every markdown file of a bundle as an article of `author`, with its own date. What is older than a
    /// day is filed without being sent to anybody. In a dry run nothing is kept.
    ///
    /// # Errors
    /// When nothing can be imported at all; what is wrong with a single file is told of that file.
    pub async fn import(
        &self,
        author: &Name,
        bundle: &Bundle,
        dry_run: bool,
        told: Told<'_>,
    ) -> Result<(), Refusal> {
        local(&self.view()?, author)?;
        let texts: Vec<&ImportFile> = bundle.texts().collect();
        for (number, file) in texts.iter().enumerate() {
            let outcome = match self.import_one(author, bundle, file, dry_run).await {
                Ok(outcome) => outcome,
                Err(Refusal::Invalid(Invalid::Fields(problems))) => {
                    Imported::Wrong(Fault::whole(problems.first().map_or("import-wrong", |first| first.key)))
                }
                Err(other) => return Err(other),
            };
            told(ImportLine { path: file.path.clone(), outcome }, number + 1, texts.len());
        }
        Ok(())
    }

    async fn import_one(
        &self,
        author: &Name,
        bundle: &Bundle,
        file: &ImportFile,
        dry_run: bool,
    ) -> Result<Imported, Refusal> {
        let hash = sha256(&file.bytes);
        if let Some(known) = self.view()?.record(&keys::imported(author, &hash))? {
            return Ok(Imported::Known(known));
        }
        let parsed = match front_matter::parse(file) {
            Ok(parsed) => parsed,
            Err(fault) => return Ok(Imported::Wrong(fault)),
        };
        if parsed.draft {
            return Ok(Imported::Draft);
        }
        let (title, published) = (parsed.title.clone(), parsed.published);
        if dry_run {
            let missing = pictures::missing(bundle, &file.path, &parsed);
            draft(parsed).check("article")?;
            return Ok(Imported::Article { id: None, title, published, missing });
        }
        draft(parsed.clone()).check("article")?;
        let found = self.take_pictures(author, bundle, &file.path, &parsed).await?;
        let draft = Draft { markdown: found.markdown, picture: Picture::new(found.first), ..draft(parsed) };
        let id = self.publish_imported(author, draft, hash).await?;
        Ok(Imported::Article { id: Some(id), title, published, missing: found.missing })
    }
}

fn draft(parsed: Parsed) -> Draft {
    Draft {
        title: parsed.title,
        summary: parsed.summary,
        markdown: parsed.body,
        tags: parsed.tags,
        published: parsed.published,
        ..Draft::default()
    }
}
