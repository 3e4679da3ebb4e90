//! The ground that the machines stand on: whether it is asked for, the authority of their certificates, where logs go.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Instant;

use artel_testnet::programs::succeed;

use crate::wires;

/// The machines that a story may have, each with an address and a certificate of its own.
pub const NAMES: [&str; 5] = ["hub", "a", "b", "c", "d"];

/// Where things are, once they are made.
pub struct Ground {
    folder: PathBuf,
}

impl Ground {
    /// The ground, made ready at the first call; none if namespaces are not asked for.
    pub fn ready() -> Option<&'static Ground> {
        static GROUND: OnceLock<Ground> = OnceLock::new();
        if std::env::var("ARTEL_NAMESPACES").as_deref() != Ok("1") {
            println!("not run: this story needs root and network namespaces; set ARTEL_NAMESPACES=1");
            return None;
        }
        Some(GROUND.get_or_init(Ground::prepare))
    }

    /// The authority's certificate, for SSL_CERT_FILE.
    pub fn authority(&self) -> PathBuf {
        self.folder.join("tls/ca.pem")
    }

    pub fn certificate(&self, name: &str) -> PathBuf {
        self.folder.join(format!("tls/{name}.test.pem"))
    }

    pub fn key(&self, name: &str) -> PathBuf {
        self.folder.join(format!("tls/{name}.test.key"))
    }

    /// Where the standard error of a machine's processes goes, to be read when this story fails; empty.
    pub fn log(&self, name: &str) -> PathBuf {
        let thread = std::thread::current();
        let story = thread.name().and_then(|name| name.rsplit("::").next()).unwrap_or("story");
        let folder = self.folder.join(story);
        std::fs::create_dir_all(&folder).expect("the target folder can be written");
        let log = folder.join(format!("{name}.log"));
        std::fs::write(&log, "").expect("the target folder can be written");
        log
    }

    fn prepare() -> Ground {
        wires::clear_what_others_left();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("processes");
        std::fs::create_dir_all(&folder).expect("the target folder can be written");
        let ground = Ground { folder };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign/authority.sh");
        let mut command = Command::new(script);
        command.arg(ground.folder.join("tls")).args(NAMES.map(|name| format!("{name}.test")));
        succeed(&mut command);
        ground
    }
}

/// For telling how long something took, with a clock of this process that nobody turns.
#[expect(clippy::disallowed_methods, reason = "the nodes have clocks of their own; this one only measures")]
pub fn stopwatch() -> Instant {
    Instant::now()
}
