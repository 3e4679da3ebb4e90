//! The ground that foreign programs and our node meet on: the folder, the authority, the names, what is installed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use artel_testnet::programs::succeed;

/// Who stands where. Each has an address of its own, so every one listens on port 443 and no id carries a port.
pub const PEER: Place = Place { name: "peer.test", address: "127.0.10.1" };
pub const PASTURE: Place = Place { name: "pasture.test", address: "127.0.10.3" };
pub const NODE_A: Place = Place { name: "node-a.test", address: "127.0.10.5" };
pub const NODE_B: Place = Place { name: "node-b.test", address: "127.0.10.6" };
/// Where Peter is at home whom the people in the browser meet.
pub const READER: Place = Place { name: "leser.test", address: "127.0.10.2" };
/// A node for each way in which the browser comes, as testnet/foreign/browser/ways.mjs names them.
pub const WAYS: [Place; 6] = [
    Place { name: "phone-light.test", address: "127.0.10.21" },
    Place { name: "phone-dark.test", address: "127.0.10.22" },
    Place { name: "desktop-light.test", address: "127.0.10.23" },
    Place { name: "desktop-dark.test", address: "127.0.10.24" },
    Place { name: "keyboard.test", address: "127.0.10.25" },
    Place { name: "no-scripts.test", address: "127.0.10.26" },
];

/// A name and the loopback address that it stands for.
#[derive(Copy, Clone)]
pub struct Place {
    pub name: &'static str,
    pub address: &'static str,
}

/// Where things are, once they are installed.
pub struct Ground {
    folder: PathBuf,
}

impl Ground {
    /// The ground, made ready at the first call; none if foreign programs are not asked for.
    pub fn ready() -> Option<&'static Ground> {
        static GROUND: OnceLock<Ground> = OnceLock::new();
        if std::env::var("ARTEL_FOREIGN").as_deref() != Ok("1") {
            println!("not run: this story needs root and the registries; set ARTEL_FOREIGN=1");
            return None;
        }
        Some(GROUND.get_or_init(Ground::prepare))
    }

    /// The authority's certificate, for SSL_CERT_FILE and NODE_EXTRA_CA_CERTS.
    pub fn authority(&self) -> PathBuf {
        self.folder.join("tls/ca.pem")
    }

    pub fn certificate(&self, place: Place) -> PathBuf {
        self.folder.join(format!("tls/{}.pem", place.name))
    }

    pub fn key(&self, place: Place) -> PathBuf {
        self.folder.join(format!("tls/{}.key", place.name))
    }

    /// The Node.js that the scripts need; the machine's own may be older.
    pub fn node_js(&self) -> PathBuf {
        let chip = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
        self.folder.join(format!("node_modules/node-linux-{chip}/bin/node"))
    }

    /// One of the scripts of testnet/foreign, beside what it imports.
    pub fn script(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The example activities, as pasture-inputs.py wrote them.
    pub fn pasture_inputs(&self) -> PathBuf {
        self.folder.join("inputs.json")
    }

    /// Where a program's standard error goes, to be read when a story fails.
    pub fn log(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.log"))
    }

    /// A folder of this name for a story's own things.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn prepare() -> Ground {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("foreign");
        std::fs::create_dir_all(&folder).expect("the target folder can be written");
        let ground = Ground { folder };
        ground.copy_scripts();
        ground.make_authority();
        ground.install_from_npm();
        ground.install_from_pypi();
        ground
    }

    fn copy_scripts(&self) {
        for folder in ["", "browser", "browser/stories"] {
            let to = self.folder.join(folder);
            std::fs::create_dir_all(&to).expect("the target folder can be written");
            for entry in std::fs::read_dir(source().join(folder)).expect("testnet/foreign is there") {
                let path = entry.expect("testnet/foreign can be read").path();
                if path.is_file() {
                    let name = path.file_name().expect("a file has a name");
                    std::fs::copy(&path, to.join(name)).expect("the target folder can be written");
                }
            }
        }
    }

    fn make_authority(&self) {
        let mut command = Command::new(self.script("authority.sh"));
        command.arg(self.folder.join("tls"));
        for place in [PEER, PASTURE, NODE_A, NODE_B, READER].iter().chain(&WAYS) {
            command.arg(format!("{}={}", place.name, place.address));
        }
        succeed(&mut command);
    }

    /// Installs exactly what the lock file says, once for each lock file.
    fn install_from_npm(&self) {
        let lock = std::fs::read(self.script("package-lock.json")).expect("the lock file was copied");
        let stamp = self.folder.join("node_modules/.installed");
        if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
            return;
        }
        succeed(
            Command::new("npm")
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
                .current_dir(&self.folder),
        );
        std::fs::write(stamp, lock).expect("the target folder can be written");
    }

    /// The package wants Python 3.13 and a server library for what we do not use of it, so it is unpacked alone.
    fn install_from_pypi(&self) {
        const PACKAGE: &str = "fediverse-pasture-inputs==0.3.5";
        let package = self.folder.join("pasture-0.3.5");
        if !package.is_dir() {
            let environment = self.folder.join("python");
            succeed(Command::new("python3").args(["-m", "venv"]).arg(&environment));
            let flags = ["install", "--quiet", "--no-deps", "--ignore-requires-python", "--target"];
            succeed(Command::new(environment.join("bin/pip")).args(flags).arg(&package).arg(PACKAGE));
        }
        let script = self.script("pasture-inputs.py");
        let written = succeed(Command::new("python3").arg(script).arg(&package).arg(PASTURE.name));
        std::fs::write(self.pasture_inputs(), written.stdout).expect("the target folder can be written");
    }
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("foreign")
}

/// The machine for one story alone: a browser beside it leaves the others too little of it to answer in time.
pub fn alone() -> MutexGuard<'static, ()> {
    static STORY: Mutex<()> = Mutex::new(());
    STORY.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Asks again and again until there is an answer; after half a minute the story has failed.
pub fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    const EVERY: Duration = Duration::from_millis(50);
    const TRIES: u32 = 600;
    for _ in 0..TRIES {
        if let Some(answer) = ask() {
            return answer;
        }
        std::thread::sleep(EVERY);
    }
    panic!("this did not happen in {:?}: {what}", EVERY * TRIES);
}
