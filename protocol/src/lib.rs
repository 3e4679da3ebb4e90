//! What can be said between nodes, and whether it is true.
//!
//! This crate is pure: it does no I/O and reads neither a clock nor a source of randomness. Loose JSON, headers
//! and bytes come in; types that cannot be wrong go out. Read [`activity::Activity`] first, then
//! `verified::Verified`, then [`kinds::Content`].

pub mod activity;
pub mod as2;
pub mod html;
pub mod id;
pub mod kinds;
pub mod limits;
pub mod timestamp;
pub mod wire;

pub use activity::Activity;
pub use id::{Id, Name};
pub use timestamp::Timestamp;
pub use wire::{Document, Malformed};
