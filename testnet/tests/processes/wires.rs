//! The wires between the machines of a story: a network namespace for each machine, a cable from each to a switch in a
//! namespace of its own, and what can happen to cables and switches. The machine that all this runs on notices nothing.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use artel_testnet::programs::succeed;

use crate::ground::NAMES;

/// The network of every story; the stories do not see each other.
pub const NETWORK: &str = "10.77.0.0/16";

/// What the name of each of our namespaces begins with; the number of the process that made it follows.
const OURS: &str = "artel-";

/// Cables and switches; all gone, with the processes on them, when this value goes.
pub struct Wires {
    /// What the names of this story's namespaces begin with.
    prefix: String,
    names: Vec<&'static str>,
}

impl Wires {
    /// Lays a cable from every machine to one switch.
    pub fn lay(names: &[&'static str]) -> Wires {
        // One story after the other: the first namespace of all makes the folder that all lie in.
        static STORIES: Mutex<u32> = Mutex::new(0);
        let mut story = STORIES.lock().unwrap_or_else(PoisonError::into_inner);
        *story += 1;
        let prefix = format!("{OURS}{}-{story}-", std::process::id());
        let wires = Wires { prefix, names: names.to_vec() };
        let switch = wires.switch();
        ip(&format!("netns add {switch}"));
        for half in ["left", "right"] {
            ip(&format!("-n {switch} link add {half} type bridge"));
            ip(&format!("-n {switch} link set {half} up"));
        }
        for name in names {
            wires.connect(name);
        }
        wires
    }

    fn connect(&self, name: &str) {
        let (switch, machine) = (self.switch(), self.namespace(name));
        ip(&format!("netns add {machine}"));
        ip(&format!("-n {switch} link add name {name} type veth peer name eth0 netns {machine}"));
        ip(&format!("-n {switch} link set dev {name} master left up"));
        ip(&format!("-n {machine} addr add {}/16 dev eth0", address(name)));
        ip(&format!("-n {machine} link set eth0 up"));
        ip(&format!("-n {machine} link set lo up"));
        let folder = Path::new("/etc/netns").join(&machine);
        let hosts = NAMES.map(|name| format!("{} {name}.test\n", address(name))).concat();
        fs::create_dir_all(&folder).expect("root may write there");
        fs::write(folder.join("hosts"), format!("127.0.0.1 localhost\n{hosts}"))
            .expect("root may write there");
    }

    /// The namespace that is a machine.
    pub fn namespace(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    fn switch(&self) -> String {
        self.namespace("switch")
    }

    /// Pulls a machine's cable.
    pub fn pull(&self, name: &str) {
        ip(&format!("-n {} link set dev {name} down", self.switch()));
    }

    /// Puts a machine's cable in again.
    pub fn plug(&self, name: &str) {
        ip(&format!("-n {} link set dev {name} up", self.switch()));
    }

    /// Splits the network in two: these machines reach each other, and nobody else. No cable goes down, so nobody is told.
    pub fn split_off(&self, names: &[&str]) {
        for name in names {
            ip(&format!("-n {} link set dev {name} master right", self.switch()));
        }
    }

    /// Makes the network one again.
    pub fn join(&self) {
        for name in &self.names {
            ip(&format!("-n {} link set dev {name} master left", self.switch()));
        }
    }
}

impl Drop for Wires {
    fn drop(&mut self) {
        for name in self.names.iter().chain(&["switch"]) {
            clear(&self.namespace(name));
        }
    }
}

/// Where a machine stands. Each is in a network of its own, since a node takes only so many connections from one.
pub fn address(name: &str) -> String {
    let number = NAMES.iter().position(|known| *known == name).expect("the machine has a certificate");
    format!("10.77.{}.1", number + 1)
}

/// Removes the namespaces of runs that did not come to their end, with what still runs in them.
pub fn clear_what_others_left() {
    for folder in ["/run/netns", "/etc/netns"] {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let maker = name.strip_prefix(OURS).and_then(|rest| rest.split('-').next());
            if maker.is_some_and(|maker| !Path::new("/proc").join(maker).exists()) {
                clear(&name);
            }
        }
    }
}

/// Ends what runs in a namespace, and removes it. It may be half made or half gone.
fn clear(namespace: &str) {
    let ip = |arguments: &[&str]| Command::new("ip").args(arguments).output();
    let running = ip(&["netns", "pids", namespace]).map(|output| output.stdout).unwrap_or_default();
    for process in String::from_utf8_lossy(&running).split_whitespace() {
        let _ = Command::new("kill").args(["-9", process]).output();
    }
    let _ = ip(&["netns", "del", namespace]);
    let _ = fs::remove_dir_all(Path::new("/etc/netns").join(namespace));
}

fn ip(arguments: &str) {
    succeed(Command::new("ip").args(arguments.split_whitespace()));
}
