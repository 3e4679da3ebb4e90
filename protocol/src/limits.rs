//! Every limit on what a stranger can make grow, in one place, each with a sentence on why it is what it is.

use std::time::Duration;

/// The largest document we read, in bytes: what Mastodon and Lemmy read of each other's.
pub const DOCUMENT_BYTES: usize = 1024 * 1024;

/// How deep arrays and objects may nest: real activities stay under ten.
pub const DOCUMENT_DEPTH: usize = 32;

/// How many actors one activity may name in `to`, `cc` and `audience` together.
pub const RECIPIENTS: usize = 1_000;

/// The longest id we store, in bytes: ids are keys of the store.
pub const ID_BYTES: usize = 1_024;

/// How many attachments of one object we keep; the rest is dropped.
pub const ATTACHMENTS: usize = 16;

/// How many tags (hashtags, mentions, emoji) of one object we keep.
pub const TAGS: usize = 64;

/// The longest name of an actor, a title or an attachment's description, in characters.
pub const NAME_CHARS: usize = 500;

/// The longest summary that we read, in characters.
pub const SUMMARY_CHARS: usize = 5_000;

/// The longest text of one entry, in bytes of HTML or markdown.
pub const CONTENT_BYTES: usize = 400 * 1024;

/// How many keys of one actor document we read.
pub const ACTOR_KEYS: usize = 16;

/// The longest PEM we parse, in bytes: an RSA-8192 public key has about 1,500.
pub const PEM_BYTES: usize = 4_096;

/// How long before now a cavage signature may have been made: Mastodon's 5 minutes and its hour of clock skew.
pub const SIGNATURE_AGE: Duration = Duration::from_secs(65 * 60);

/// How far in the future a signature may lie, for clocks that are wrong.
pub const SIGNATURE_AHEAD: Duration = Duration::from_secs(60 * 60);
