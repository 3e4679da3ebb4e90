//! What nodes say to each other over streams and gossip (docs/PROTOCOL.md §6): one file for each protocol with what is
//! asked and answered in it. How a message becomes bytes is in [`frame`]; who may open which stream and how much may
//! be said in it, in [`Protocol`].
//!
//! Fields have full names here and the short ones of the page on the wire. They stand in the order of deterministic
//! CBOR (RFC 8949 §4.2.1): shorter keys first, then by their letters.

pub mod blob;
mod bounded;
mod byte_string;
pub mod frame;
pub mod get;
pub mod gossip;
pub mod hello;
pub mod inbox;
pub mod join;
mod names;
pub mod peers;
mod protocol;
pub mod recon;
pub mod since;
mod word;

pub use frame::MalformedFrame;
pub use names::{Aid, Sid};
pub use protocol::Protocol;
pub use word::Word;

#[cfg(test)]
mod tests;
