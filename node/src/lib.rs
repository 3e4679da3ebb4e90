//! What a node knows and does.
