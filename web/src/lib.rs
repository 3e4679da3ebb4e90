//! How people and machines reach a node.
