//! The benchmark and the demo.
fn main() {}
