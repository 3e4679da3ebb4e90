//! What can be said between nodes, and whether it is true.
//!
//! This crate is pure: it does no I/O and reads neither a clock nor a source of randomness. Loose JSON, headers
//! and bytes come in; types that cannot be wrong go out. Read [`activity::Activity`] first, then
//! [`verified::Verified`], then [`kinds::Content`].

pub mod activity;
pub mod actor;
pub mod as2;
pub mod classification;
pub mod company;
pub mod credential;
pub mod discovery;
pub mod html;
pub mod http_signature;
pub mod id;
pub mod interest;
pub mod invite;
pub mod jcs;
pub mod key;
pub mod kinds;
pub mod limits;
pub mod manifest;
pub mod message;
pub mod proof;
pub mod space;
pub mod timestamp;
pub mod verified;
pub mod wire;

pub use activity::Activity;
pub use actor::Actor;
pub use id::{Id, Name};
pub use message::{Aid, Sid};
pub use space::{Posting, PreModeration, Space, SpaceKind, Trust};
pub use timestamp::Timestamp;
pub use verified::{Evidence, Verified};
pub use wire::{Document, Malformed};
