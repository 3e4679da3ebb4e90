//! The executable as systemd starts it: it says when it is ready, lives, and stops, and its log suits the journal.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A child that ends with the test.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn artel(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_artel"));
    command.arg("--data").arg(data).args(["--listen", "127.0.0.1:0"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// What the service manager hears, until a message contains `word`.
fn hear(manager: &UnixDatagram, word: &str) -> String {
    let mut heard = Vec::new();
    for _ in 0..1000 {
        let mut buffer = [0; 4096];
        let length =
            manager.recv(&mut buffer).unwrap_or_else(|error| panic!("no {word} after {heard:?}: {error}"));
        let message = String::from_utf8_lossy(&buffer[..length]).into_owned();
        if message.lines().any(|line| line.starts_with(word)) {
            return message;
        }
        heard.push(message);
    }
    panic!("no {word} in {heard:?}");
}

#[test]
fn systemd_hears_that_the_node_is_ready_lives_and_stops() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("notify");
    let manager = UnixDatagram::bind(&socket).unwrap();
    manager.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let data = folder.path().join("data");
    let mut command = artel(&data);
    command.env("NOTIFY_SOCKET", &socket).env("WATCHDOG_USEC", "300000");
    let mut service = Service(command.spawn().unwrap());
    let ready = hear(&manager, "READY=1");
    assert!(ready.contains("STATUS=waits to be set up"), "{ready}");
    // Whoever is told of it finds the command line's socket and the link.
    assert!(data.join("admin.sock").exists() && data.join("setup-link").exists());
    for _ in 0..3 {
        hear(&manager, "WATCHDOG=1");
    }
    let terminated = Command::new("kill").arg(service.0.id().to_string()).status().unwrap();
    assert!(terminated.success());
    hear(&manager, "STOPPING=1");
    assert_eq!(service.0.wait().unwrap().code(), Some(0));
}

#[test]
fn in_the_journal_there_are_no_times_and_no_link_that_sets_the_node_up() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let journal = folder.path().join("journal");
    let file = std::fs::File::create(&journal).unwrap();
    let about = file.metadata().unwrap();
    let mut command = artel(&data);
    command.stdout(file.try_clone().unwrap()).stderr(file);
    command.env("JOURNAL_STREAM", format!("{}:{}", about.dev(), about.ino())).env("ARTEL_LOG", "info");
    let _service = Service(command.spawn().unwrap());
    let said = (0..600)
        .find_map(|_| {
            std::thread::sleep(Duration::from_millis(50));
            std::fs::read_to_string(&journal).ok().filter(|said| said.contains("setup-link"))
        })
        .expect("it says where the link is");
    assert!(!said.contains("token="), "{said}");
    let lines: Vec<&str> = said.lines().filter(|line| line.contains("fjall")).collect();
    assert!(!lines.is_empty(), "{said}");
    for line in lines {
        assert!(line.starts_with("<6>"), "{line}");
        assert!(!line.contains("Z "), "{line}");
    }
}

#[test]
fn a_start_says_only_where_the_node_is() {
    let folder = tempfile::tempdir().unwrap();
    let said = folder.path().join("said");
    let mut command = artel(&folder.path().join("data"));
    command.stderr(std::fs::File::create(&said).unwrap()).env_remove("ARTEL_LOG");
    let _service = Service(command.spawn().unwrap());
    let link = folder.path().join("data/setup-link");
    let started = (0..600).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        link.exists()
    });
    assert!(started);
    assert_eq!(std::fs::read_to_string(&said).unwrap(), "");
}
