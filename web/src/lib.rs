//! How people and machines reach a node.

pub mod accept;
pub mod tls;
