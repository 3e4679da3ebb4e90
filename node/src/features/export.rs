//! What somebody takes home: one archive with everything of theirs, in the form that Mastodon's archives have, so that
//! other programs read it.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use artel_protocol::kinds::Attachment;
use artel_protocol::{Id, Name};
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::error::Refusal;
use crate::features::clients;
use crate::features::queue::held_in;
use crate::features::saved_offers::SavedOffersRecord;
use crate::hex::from_hex;
use crate::node::Node;
use crate::sets::spaces;
use crate::store::View;
use crate::store::engine::Direction;
use crate::store::keys;
use crate::store::records::{
    BlockRecord, DraftRecord, EntryRecord, FollowerRecord, FollowingRecord, LocalActorRecord, MediaRecord,
    Undoable, UndoableRecord,
};
use crate::table::TableWriter;

/// How far an archive has come: what is done, and of how much.
pub type Progress = Box<dyn FnMut(u64, u64) + Send>;

/// What an archive holds.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Exported {
    pub activities: u64,
    pub media: u64,
    pub bytes: u64,
}

impl Node {
    /// Writes the archive of one actor of ours into a new file, with a README in the words that are given.
    ///
    /// # Errors
    /// When there is no such actor, or the file cannot be written; then there is no file.
    pub async fn export(
        &self,
        name: &Name,
        file: &Path,
        readme: String,
        progress: Progress,
    ) -> Result<Exported, Refusal> {
        let view = self.view()?;
        let actor = view.local_actor(name)?.ok_or(Refusal::Unknown("there is no such actor here"))?;
        let (media, file) = (self.config().data.join("media"), file.to_owned());
        let writing = tokio::task::spawn_blocking(move || {
            let mut archive = Archive::create(&view, &actor, &media, &file, progress)?;
            let written = archive.write(&readme).and_then(|()| archive.finish(&file));
            if written.is_err() {
                // What is half written is nobody's archive; if it cannot be removed the next one replaces it.
                let _ = std::fs::remove_file(&file);
            }
            written
        });
        writing.await.map_err(|error| Refusal::Internal(format!("writing an archive: {error}")))?
    }
}

/// An archive that is being written.
struct Archive<'a> {
    view: &'a View,
    actor: &'a LocalActorRecord,
    media: &'a Path,
    zip: Option<ZipWriter<BufWriter<File>>>,
    progress: Progress,
    done: u64,
    all: u64,
    exported: Exported,
}

impl<'a> Archive<'a> {
    fn create(
        view: &'a View,
        actor: &'a LocalActorRecord,
        media: &'a Path,
        file: &Path,
        progress: Progress,
    ) -> Result<Archive<'a>, Refusal> {
        let opened = File::create(file).map_err(unwritable)?;
        let all = view.prefix(&keys::outbox(&actor.id), Direction::Forward, usize::MAX)?.len() as u64;
        let zip = Some(ZipWriter::new(BufWriter::new(opened)));
        Ok(Archive { view, actor, media, zip, progress, done: 0, all, exported: Exported::default() })
    }

    fn write(&mut self, readme: &str) -> Result<(), Refusal> {
        self.add("README.txt", readme.as_bytes())?;
        if let Some(document) = self.view.actor_record(&self.actor.id)? {
            self.add("actor.json", &document.document)?;
        }
        self.outbox()?;
        for (what, name) in [(Undoable::Like, "likes.json"), (Undoable::Boost, "boosts.json")] {
            let collection = self.reactions(what, name)?;
            self.add(name, collection.to_string().as_bytes())?;
        }
        let drafts = self.drafts()?;
        self.add("drafts.json", drafts.to_string().as_bytes())?;
        if let Some(saved) = self.saved_offers()? {
            self.add("saved_searches.json", saved.to_string().as_bytes())?;
        }
        if let Some(waiting) = self.waiting()? {
            self.add("waiting.json", waiting.to_string().as_bytes())?;
        }
        let unnamed = clients::published_for(self.view, &self.actor.name)?;
        if !unnamed.is_empty() {
            let unnamed =
                unnamed.iter().map(|(id, since)| json!({"id": id, "published": since.to_rfc3339()}));
            self.add("unnamed_offers.json", Value::from_iter(unnamed).to_string().as_bytes())?;
        }
        let (following, followers, profile) = (self.following()?, self.followers()?, self.profile()?);
        self.add("following.csv", &following)?;
        self.add("followers.csv", &followers)?;
        self.add("profile.csv", &profile)?;
        let (actors, domains) =
            (self.blocks(&keys::blocked_actors())?, self.blocks(&keys::blocked_domains())?);
        self.add("blocks.csv", &actors)?;
        self.add("blocked_domains.csv", &domains)?;
        self.pictures()
    }

    /// The exact activities, oldest first, one at a time so that a long life fits into little memory.
    fn outbox(&mut self) -> Result<(), Refusal> {
        let prefix = keys::outbox(&self.actor.id);
        let rows = self.view.prefix(&prefix, Direction::Forward, usize::MAX)?;
        self.begin("outbox.json")?;
        self.put(
            b"{\"@context\":\"https://www.w3.org/ns/activitystreams\",\"id\":\"outbox.json\",\
              \"type\":\"OrderedCollection\",\"orderedItems\":[",
        )?;
        for (key, _) in rows {
            self.step();
            let id = keys::after_time(&key, &prefix).and_then(|id| Id::parse(id).ok());
            let bytes = match id {
                Some(id) => self.view.activity(&id)?,
                None => None,
            };
            let Some(bytes) = bytes else { continue };
            self.put(if self.exported.activities == 0 { b"\n" } else { b",\n" })?;
            self.put(&bytes)?;
            self.exported.activities += 1;
        }
        let foot = format!("\n],\"totalItems\":{}}}\n", self.exported.activities);
        self.put(foot.as_bytes())
    }

    fn reactions(&self, what: Undoable, name: &str) -> Result<Value, Refusal> {
        let all: Vec<(_, UndoableRecord)> =
            self.view.records(&keys::undoables(), Direction::Forward, usize::MAX)?;
        let own = all.iter().filter(|(_, done)| done.actor == self.actor.id && done.what == what);
        let items: Vec<&str> = own.map(|(_, done)| done.object.as_str()).collect();
        Ok(json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": name,
            "type": "OrderedCollection",
            "totalItems": items.len(),
            "orderedItems": items,
        }))
    }

    /// What is written and not published.
    fn drafts(&self) -> Result<Value, Refusal> {
        let all: Vec<(_, DraftRecord)> =
            self.view.records(&keys::drafts(&self.actor.name), Direction::Forward, usize::MAX)?;
        let drafts = all.iter().map(|(_, draft)| {
            json!({
                "title": draft.title,
                "summary": draft.summary,
                "markdown": draft.text,
                "tags": draft.tags,
                "updated": draft.updated.to_rfc3339(),
            })
        });
        Ok(drafts.collect())
    }

    /// What moderators have not let in, if there is any: the exact activities, with where they wait and why they were turned
    /// down.
    fn waiting(&self) -> Result<Option<Value>, Refusal> {
        let mut found = Vec::new();
        for space in spaces::all(self.view)? {
            for held in held_in(self.view, &space.space.id)? {
                if held.author != self.actor.id {
                    continue;
                }
                let said = held.said.iter().map(|said| serde_json::from_slice(said).unwrap_or(Value::Null));
                found.push(json!({
                    "space": held.space,
                    "since": held.at.to_rfc3339(),
                    "turnedDown": held.turned_down.as_ref().map(|turned_down| &turned_down.reason),
                    "activities": said.collect::<Vec<_>>(),
                }));
            }
        }
        Ok((!found.is_empty()).then(|| found.into()))
    }

    /// The searches for offers that are kept, if there are any.
    fn saved_offers(&self) -> Result<Option<Value>, Refusal> {
        let key = keys::saved_offers(&self.actor.name);
        let all: Vec<(_, SavedOffersRecord)> = self.view.records(&key, Direction::Forward, usize::MAX)?;
        let saved = all.iter().map(|(_, search)| json!({"name": search.name, "query": search.query}));
        Ok((!all.is_empty()).then(|| saved.collect()))
    }

    /// As Mastodon writes it, so that it can be read in there.
    fn following(&self) -> Result<Vec<u8>, Refusal> {
        let mut table = TableWriter::default();
        table.row(["Account address", "Show boosts", "Notify on new posts", "Languages"]);
        let all: Vec<(_, FollowingRecord)> =
            self.view.records(&keys::followings(&self.actor.id), Direction::Forward, usize::MAX)?;
        for (key, _) in all {
            table.row([self.address(keys::last_part(&key))?.as_str(), "true", "false", ""]);
        }
        Ok(table.finish())
    }

    fn followers(&self) -> Result<Vec<u8>, Refusal> {
        let mut table = TableWriter::default();
        table.row(["Account address"]);
        let all: Vec<(_, FollowerRecord)> =
            self.view.records(&keys::followers(&self.actor.id), Direction::Forward, usize::MAX)?;
        for (key, _) in all {
            table.row([self.address(keys::last_part(&key))?]);
        }
        Ok(table.finish())
    }

    /// What this person has blocked for the node.
    fn blocks(&self, prefix: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut table = TableWriter::default();
        let all: Vec<(_, BlockRecord)> = self.view.records(prefix, Direction::Forward, usize::MAX)?;
        for (key, _) in all.into_iter().filter(|(_, block)| block.by.as_ref() == Some(&self.actor.name)) {
            let what = keys::last_part(&key);
            match what.is_some_and(|what| what.contains("://")) {
                true => table.row([self.address(what)?]),
                false => table.row(what),
            }
        }
        Ok(table.finish())
    }

    fn profile(&self) -> Result<Vec<u8>, Refusal> {
        let (actor, account) = (self.actor, self.view.account(&self.actor.name)?);
        let mut table = TableWriter::default();
        table.row(["name", actor.name.as_str()]);
        table.row(["title", &actor.title]);
        table.row(["summary", &actor.summary]);
        table.row(["organisation", actor.organisation.as_str()]);
        table.row(["created", &actor.created.to_rfc3339()]);
        for field in &actor.profile.fields {
            table.row(["field", &field.label, &field.value]);
        }
        if let Some(account) = account {
            table.row(["mail", account.mail.as_ref().map_or("", |mail| mail.as_str())]);
            table.row(["language", account.language.as_deref().unwrap_or_default()]);
            table.row(["weekly mail", if account.no_weekly { "no" } else { "yes" }]);
        }
        Ok(table.finish())
    }

    /// `name@host`, or the address of who is not known any more.
    fn address(&self, id: Option<&str>) -> Result<String, Refusal> {
        let Some(id) = id.and_then(|id| Id::parse(id).ok()) else { return Ok(String::new()) };
        let known = self.view.actor(&id)?;
        Ok(known.map_or_else(|| id.to_string(), |actor| actor.handle().trim_start_matches('@').to_owned()))
    }

    /// The files behind the actor's entries and its portrait, each under its own name with an ending.
    fn pictures(&mut self) -> Result<(), Refusal> {
        let mut addresses: Vec<Id> = self.actor.profile.portrait.iter().cloned().collect();
        for (_, value) in
            self.view.prefix(&keys::entries_at(&self.actor.id), Direction::Forward, usize::MAX)?
        {
            let stored: EntryRecord = crate::store::records::decode(&value)?;
            if stored.entry.author == self.actor.id {
                let attached = stored.entry.attachments.iter();
                addresses.extend(attached.map(|Attachment { url, .. }| url.clone()));
            }
        }
        addresses.sort();
        addresses.dedup();
        for address in addresses.iter().filter(|address| address.same_authority(&self.actor.id)) {
            let Some(name) = address.path().strip_prefix("/media/").filter(|name| is_file_name(name)) else {
                continue;
            };
            let ending = self.ending(name)?;
            let Ok(mut file) = File::open(self.media.join(name)) else { continue };
            self.begin(&format!("media/{name}{ending}"))?;
            let zip = self.zip.as_mut().ok_or(FINISHED)?;
            self.exported.bytes += std::io::copy(&mut file, zip).map_err(unwritable)?;
            self.exported.media += 1;
        }
        Ok(())
    }

    fn ending(&self, name: &str) -> Result<&'static str, Refusal> {
        let Some(hash) = from_hex(name) else { return Ok("") };
        let record: Option<MediaRecord> = self.view.record(&keys::media(&hash))?;
        Ok(match record.as_ref().map(|record| record.media_type.as_str()) {
            Some("image/jpeg") => ".jpg",
            Some("image/png") => ".png",
            Some("image/gif") => ".gif",
            Some("image/webp") => ".webp",
            Some("image/avif") => ".avif",
            _ => "",
        })
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Refusal> {
        self.begin(name)?;
        self.put(bytes)
    }

    fn begin(&mut self, name: &str) -> Result<(), Refusal> {
        let zip = self.zip.as_mut().ok_or(FINISHED)?;
        zip.start_file(name, SimpleFileOptions::default().large_file(true)).map_err(unwritable)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.exported.bytes += bytes.len() as u64;
        self.zip.as_mut().ok_or(FINISHED)?.write_all(bytes).map_err(unwritable)
    }

    fn step(&mut self) {
        self.done += 1;
        (self.progress)(self.done, self.all);
    }

    fn finish(&mut self, file: &Path) -> Result<Exported, Refusal> {
        let zip = self.zip.take().ok_or(FINISHED)?;
        let written =
            zip.finish().map_err(unwritable)?.into_inner().map_err(|error| unwritable(error.into_error()))?;
        written.sync_all().map_err(unwritable)?;
        tracing::info!(file = %file.display(), actor = %self.actor.name, "an archive is written");
        Ok(self.exported)
    }
}

const FINISHED: Refusal = Refusal::Busy { sentence: "the archive is finished already", retry_after: 1 };

/// A name of letters and digits leads nowhere else.
fn is_file_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn unwritable(error: impl std::fmt::Display) -> Refusal {
    tracing::error!(%error, "an archive cannot be written");
    Refusal::Busy { sentence: "the archive cannot be written to disk", retry_after: 60 }
}
