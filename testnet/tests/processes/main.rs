//! Our node as what it is in earnest: every node a process of its own on a machine of its own, with real cables between.
//! Each machine is a network namespace; a process ends by `kill -9`, a cable is pulled without a word to anybody, and
//! everything is asked and told by the executable's commands and its local socket.
//!
//! Nobody turns a clock here, and nobody waits an hour or a week: a node that sleeps is a process that is gone, and what
//! counts is what was said meanwhile and not how long it took. What hangs on dates is told in `stories`, whose nodes
//! have clocks with hands.
//!
//! The stories make namespaces and write into /etc/netns, so they run as root, with `ARTEL_NAMESPACES=1`, and say so
//! when they do not run. `ARTEL_ACTIVITIES` is how many the longest of them is about. What the nodes log lies in the
//! target folder, below tmp/processes.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod a_community_goes_on;
mod ground;
mod machine;
mod machines;
mod ten_thousand_activities;
mod wires;
