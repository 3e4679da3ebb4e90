//! How many file descriptors the process may have open: each connection takes one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Asks for as many file descriptors as this user may have at most, and tells how many there are. Shells and service
/// managers start programs with few for the sake of very old ones.
pub fn raise_descriptors() -> u64 {
    let now = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: now.maximum, maximum: now.maximum };
    let granted = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => now.maximum,
        Err(_) => now.current,
    };
    // None is: without a limit.
    granted.unwrap_or(u64::MAX)
}
