//! Interest in offers: what companies say to the owner of an offer, and what becomes of it.
//!
//! Read [`state::State`] first: it says how one stands and who may bring it forward. [`records`] is what is remembered;
//! what is heard of it is decided in `decide/interest.rs`.

pub mod outsiders;
pub mod records;
mod saying;
mod seeing;
pub mod state;

pub use seeing::{Listed, Seen};
