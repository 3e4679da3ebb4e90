//! From a record of the store to what the index knows of it.

use artel_protocol::actor::ActorType;
use artel_protocol::html::plain_text;
use artel_protocol::key::sha256;
use artel_protocol::kinds::Entry;
use artel_protocol::{Actor, Document, limits};
use tantivy::TantivyDocument;
use tantivy::schema::Field;
use tantivy::tokenizer::{PreTokenizedString, Token};

use super::analysis::{Forms, Language, main_language, words};
use super::schema::Fields;
use crate::store::StoreError;
use crate::store::records::{ActorRecord, EntryRecord, decode};

/// The texts of something that is searched. All plain.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Texts {
    pub title: String,
    pub summary: String,
    pub text: String,
}

impl Texts {
    pub fn of_entry(entry: &Entry) -> Texts {
        let content = &entry.content;
        let card = content.card();
        let (mut title, mut summary, mut text) = (String::new(), String::new(), Vec::new());
        for part in content.index() {
            // What is shown is searched, not how it was typed.
            let shown = if part == content.text().source() { &content.text().html } else { part };
            let plain = plain_text(shown, limits::SEARCH_TEXT_CHARS);
            match part {
                // A title is plain as it is.
                part if title.is_empty() && part == card.title => title = part.to_owned(),
                part if summary.is_empty() && part == card.summary => summary = plain,
                _ => text.push(plain),
            }
        }
        Texts { title, summary, text: text.join("\n") }
    }

    pub fn of_actor(actor: &Actor) -> Texts {
        let fields = actor
            .fields
            .iter()
            .map(|field| format!("{}: {}", field.name, plain_text(&field.value, limits::NAME_CHARS)));
        Texts {
            title: actor.display_name().to_owned(),
            summary: plain_text(actor.summary.as_deref().unwrap_or_default(), limits::SUMMARY_CHARS),
            text: fields.collect::<Vec<_>>().join("\n"),
        }
    }
}

/// What people call an actor of a type; none for what is no person and no company.
pub(super) fn kind_of(actor: &Actor) -> Option<&'static str> {
    match actor.actor_type {
        ActorType::Person => Some("person"),
        ActorType::Organization => Some("organisation"),
        ActorType::Group => Some("community"),
        ActorType::Service | ActorType::Application => None,
    }
}

/// What the index is to know of the record with this key; none of what is not searched.
///
/// # Errors
/// [`StoreError::Corrupt`] when the record cannot be read.
pub(super) fn document(
    fields: &Fields,
    forms: &Forms,
    key: &str,
    value: &[u8],
) -> Result<Option<TantivyDocument>, StoreError> {
    let made = match key.as_bytes().first() {
        Some(b'E') => of_entry(fields, forms, &decode(value)?),
        Some(b'A') => of_actor(fields, forms, &decode(value)?),
        _ => None,
    };
    Ok(made.map(|mut document| {
        document.add_text(fields.key, key);
        document.add_u64(fields.version, version(value));
        document
    }))
}

/// A number that is another one if the record is.
pub(super) fn version(value: &[u8]) -> u64 {
    let hash = sha256(value);
    u64::from_be_bytes(*hash.first_chunk().expect("a hash has 32 bytes"))
}

fn of_entry(fields: &Fields, forms: &Forms, record: &EntryRecord) -> Option<TantivyDocument> {
    if record.hidden.is_some() {
        return None;
    }
    let entry = &record.entry;
    let mut document = TantivyDocument::default();
    document.add_text(fields.kind, entry.content.kind());
    document.add_text(fields.author, entry.author.as_str());
    document.add_i64(fields.time, record.sorted.0);
    document.add_u64(fields.public, u64::from(entry.audience.is_public()));
    if let Some(community) = &record.community {
        for place in std::iter::once(&community.id).chain(&community.space) {
            document.add_text(fields.community, place.as_str());
        }
    }
    if let Some(language) = &entry.language {
        document.add_text(fields.language, main_language(language));
    }
    let language = entry.language.as_deref().and_then(Language::of_tag);
    let mut texts = Texts::of_entry(entry);
    for tag in &entry.tags {
        if let artel_protocol::kinds::Tag::Hashtag { name, .. } = tag {
            texts.summary.push('\n');
            texts.summary.push_str(name);
        }
    }
    for attachment in &entry.attachments {
        texts.text.push('\n');
        texts.text.push_str(&attachment.alt);
    }
    add_texts(&mut document, fields, forms, &texts, language);
    Some(document)
}

fn of_actor(fields: &Fields, forms: &Forms, record: &ActorRecord) -> Option<TantivyDocument> {
    if record.deleted {
        return None;
    }
    let actor = Actor::read(&Document::parse(record.document.clone()).ok()?).ok()?;
    let mut document = TantivyDocument::default();
    document.add_text(fields.kind, kind_of(&actor)?);
    document.add_text(fields.author, actor.id.as_str());
    document.add_text(fields.handle, handle(&actor));
    document.add_i64(fields.time, record.fetched.0);
    document.add_u64(fields.public, 1);
    let mut texts = Texts::of_actor(&actor);
    texts.summary.push('\n');
    texts.summary.push_str(&actor.preferred_username);
    add_texts(&mut document, fields, forms, &texts, None);
    Some(document)
}

/// `name@host` in small letters.
fn handle(actor: &Actor) -> String {
    actor.handle().trim_start_matches('@').to_lowercase()
}

fn add_texts(
    document: &mut TantivyDocument,
    fields: &Fields,
    forms: &Forms,
    texts: &Texts,
    language: Option<Language>,
) {
    let mut add = |field: Field, text: &str| {
        let tokens = tokens(forms, text, language);
        if !tokens.is_empty() {
            document.add_pre_tokenized_text(field, PreTokenizedString { text: String::new(), tokens });
        }
    };
    add(fields.title, &texts.title);
    add(fields.summary, &texts.summary);
    add(fields.text, &texts.text);
}

/// Every word in every form. Forms of one word stand in one place.
fn tokens(forms: &Forms, text: &str, language: Option<Language>) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (position, word) in words(text).enumerate() {
        for form in forms.of(&word.text, language) {
            tokens.push(Token {
                offset_from: word.from,
                offset_to: word.to,
                position,
                text: form,
                position_length: 1,
            });
        }
    }
    tokens
}
