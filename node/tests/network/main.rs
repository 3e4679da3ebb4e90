//! Nodes on loopback over real TCP and QUIC: what members say arrives, strangers say hello and nothing else, and
//! whoever sends too much, too long, too slowly or too often harms nobody but himself.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

mod exchanges;
mod floods;
mod gossip;
mod ground;
mod intruder;
mod places;
mod staying;
mod strangers;
