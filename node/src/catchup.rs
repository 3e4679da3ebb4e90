//! Catch-up: making two nodes' sets equal after absence, loss or a cut cable. State machines without I/O, driven by the
//! network or by a simulator with a seed.
//!
//! [`since`] goes through what has a higher number than one knows; [`reconcile`] compares fingerprints and finds any
//! hole, in both directions; [`get`] hands out what was asked for by name. Whatever comes in one of these ways is read and
//! checked in [`gather`].

pub mod gather;
pub mod get;
pub mod reconcile;
pub mod since;
