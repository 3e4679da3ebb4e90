//! What a node knows and does: a library without HTML and without routes.
//!
//! Read [`pipeline`] first (the heart), then [`decide`] (what changes) and [`node::Node`] (the handle).

pub mod admin;
pub mod catchup;
pub mod changes;
pub mod clock;
pub mod config;
pub mod decide;
pub mod error;
pub mod features;
pub mod federation;
pub mod hex;
pub mod id_source;
pub mod identity;
pub mod mesh;
pub mod network;
pub mod node;
pub mod pipeline;
pub mod policy;
pub mod random;
pub mod sets;
pub mod store;
pub mod table;

pub use clock::Clock;
pub use config::Config;
pub use error::Refusal;
pub use node::{Effects, Node};
pub use pipeline::Outcome;
pub use random::Random;
