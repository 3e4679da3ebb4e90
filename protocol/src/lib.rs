//! What can be said between nodes, and whether it is true.
