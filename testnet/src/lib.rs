//! Several whole nodes in one process, on loopback with real HTTP, with a hand on their clocks and on the network
//! between them. Stories in `tests/` are told with [`Testnet`].

mod eventually;
pub mod mailbox;
mod net;
mod plug;
pub mod programs;
pub mod stranger;

pub use eventually::{eventually, within};
pub use net::{Member, PASSWORD, Testnet};
pub use plug::Plug;
