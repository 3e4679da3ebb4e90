//! What a node knows and does.

pub mod store;
