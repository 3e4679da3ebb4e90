//! What is written to standard error, in a form that suits whoever reads it: a person, a file, or systemd's journal.

use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::MetadataExt;

use tracing::{Level, Metadata};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// What is said without `ARTEL_LOG`: what this node does, and of its libraries only what is wrong. Those that speak with
/// peers are silent, since any stranger can make them warn as often as it likes.
const OURS: &str = "warn,artel_node=info,artel_protocol=info,artel_web=info";

/// Starts writing. A second call changes nothing.
pub fn to_standard_error() {
    let filter = EnvFilter::try_from_env("ARTEL_LOG").unwrap_or_else(|_| EnvFilter::new(quiet()));
    let lines = tracing_subscriber::fmt().with_env_filter(filter);
    // A second subscriber is refused; the first one goes on.
    let _ = match is_the_journal() {
        // The journal notes the time by itself.
        true => lines.with_ansi(false).without_time().with_writer(Journal).try_init(),
        false => lines.with_ansi(io::stderr().is_terminal()).with_writer(io::stderr).try_init(),
    };
}

fn quiet() -> String {
    let silent = artel_node::network::TALKATIVE.iter().map(|library| format!(",{library}=off"));
    std::iter::once(OURS.to_owned()).chain(silent).collect()
}

/// Whether standard error leads into systemd's journal: `JOURNAL_STREAM` names its device and inode (systemd.exec(5)).
/// The variable alone would not do: programs that are started from a service inherit it.
pub fn is_the_journal() -> bool {
    let Ok(stream) = std::env::var("JOURNAL_STREAM") else { return false };
    let Ok(stderr) = std::fs::metadata("/proc/self/fd/2") else { return false };
    stream == format!("{}:{}", stderr.dev(), stderr.ino())
}

/// Standard error, each line with its priority in front (sd-daemon(3)), so that `journalctl -p warning` finds it.
struct Journal;

impl<'a> MakeWriter<'a> for Journal {
    type Writer = Prioritised;

    fn make_writer(&'a self) -> Prioritised {
        Prioritised("<6>")
    }

    fn make_writer_for(&'a self, metadata: &Metadata<'_>) -> Prioritised {
        Prioritised(match *metadata.level() {
            Level::ERROR => "<3>",
            Level::WARN => "<4>",
            Level::INFO => "<6>",
            _ => "<7>",
        })
    }
}

struct Prioritised(&'static str);

impl Write for Prioritised {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut whole = Vec::with_capacity(self.0.len() + line.len());
        whole.extend_from_slice(self.0.as_bytes());
        whole.extend_from_slice(line);
        io::stderr().write_all(&whole)?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
