//! What this node asks of others, against real servers on loopback: nobody makes it talk to what is not public, fill
//! its memory, wait for ever or ask again and again.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

mod authorities;
mod documents;
mod doors;
mod ground;
mod inside;
mod load;
mod profiles;
