//! What is said to whoever started the program.
//!
//! Nobody has to listen: a reader that went away (`artel timeline | head -1`, a closed terminal) ends neither a node
//! nor a command, as `println!` would.

use std::fmt::Display;
use std::io::Write;

/// A line to standard output.
pub fn say(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// A line to standard error.
pub fn warn(line: impl Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The beginning of a line that goes on, to standard error.
pub fn begin(text: impl Display) {
    let mut stderr = std::io::stderr();
    let _ = write!(stderr, "{text}").and_then(|()| stderr.flush());
}
