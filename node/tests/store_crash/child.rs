//! The other process: this test binary, run again, as the one that writes and is killed, or the one that looks at
//! what is left. In a process of its own, for damaged files may also hang or end it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use artel_node::clock::Clock;
use artel_node::store::{EngineKind, OpenError, OpenOptions, Store};

use super::history;

const TASK: &str = "ARTEL_STORE_CRASH_TASK";
const FOLDER: &str = "ARTEL_STORE_CRASH_FOLDER";
const ENGINE: &str = "ARTEL_STORE_CRASH_ENGINE";

/// How long a look at damaged files may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Does what the parent asked for, if this is the child.
pub fn run() {
    let Ok(task) = std::env::var(TASK) else { return };
    let folder = std::env::var(FOLDER).expect("the parent names the folder");
    let kind = std::env::var(ENGINE).expect("the parent names the engine").parse().expect("an engine");
    match &*task {
        "write" => write(Path::new(&folder), kind),
        "look" => println!("{}", look(Path::new(&folder), kind, false)),
        _ => println!("{}", look(Path::new(&folder), kind, true)),
    }
}

pub fn options() -> OpenOptions {
    let clock = Clock::system();
    OpenOptions { reserve_bytes: 0, ballast_bytes: 0, ..OpenOptions::new(Arc::new(move || clock.now())) }
}

/// Commits for ever, and tells the number of each commit that was acknowledged.
fn write(folder: &Path, kind: EngineKind) {
    let store = Store::open(folder, kind, options()).unwrap_or_else(|error| panic!("does not open: {error}"));
    loop {
        let number = store.commit(history::batch(store.last_commit().0 + 1)).expect("commits");
        println!("ack {number}");
    }
}

/// Opens, compares with what must be there, and checks: one line to tell it.
fn look(folder: &Path, kind: EngineKind, accept_loss: bool) -> String {
    let began = Clock::system().now();
    let store = match Store::open(folder, kind, OpenOptions { accept_loss, ..options() }) {
        Ok(store) => store,
        Err(error @ OpenError::CommitsMissing { .. }) => return format!("outcome missing 0 0 {error}"),
        Err(error) => return format!("outcome refused 0 0 {}", error.to_string().replace('\n', " ")),
    };
    let opening = Clock::system().now().since(began).as_millis();
    let last = store.last_commit().0;
    let fault = match history::first_fault(&store, last) {
        Ok(fault) => fault,
        Err(error) => Some(error.to_string()),
    };
    let report = store.check(&|_, _| Ok(()), &mut |_, _| {}).expect("checks");
    let outcome = match (&fault, report.is_well()) {
        (None, true) => "whole",
        (Some(_), true) => "silent",
        (_, false) => "checked",
    };
    format!("outcome {outcome} {last} {opening} {}", fault.unwrap_or_default().replace('\n', " "))
}

/// What a look at the files came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// `whole`, `missing`, `refused`, `checked`, `silent` or `died`.
    pub word: String,
    pub last: u64,
    pub opening_ms: u64,
    pub sentence: String,
}

/// Looks at a folder in a process of its own.
pub fn look_at(folder: &Path, kind: EngineKind, accept_loss: bool) -> Outcome {
    let mut child = spawn(if accept_loss { "look anyway" } else { "look" }, folder, kind);
    let output = BufReader::new(child.stdout.take().expect("piped"));
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let line = output.lines().map_while(Result::ok).find(|line| line.contains("outcome "));
        let _ = tell.send(line);
    });
    let line = told.recv_timeout(PATIENCE).ok().flatten();
    let _ = child.kill();
    let _ = child.wait();
    line.as_deref().and_then(parse).unwrap_or(Outcome {
        word: "died".into(),
        last: 0,
        opening_ms: 0,
        sentence: "the process hung or died".into(),
    })
}

fn parse(line: &str) -> Option<Outcome> {
    let (_, said) = line.split_once("outcome ")?;
    let mut words = said.splitn(4, ' ');
    Some(Outcome {
        word: words.next()?.to_owned(),
        last: words.next()?.parse().ok()?,
        opening_ms: words.next()?.parse().ok()?,
        sentence: words.next().unwrap_or_default().to_owned(),
    })
}

/// A child that writes.
pub struct Writer {
    child: Child,
    acknowledged: Arc<AtomicU64>,
    listener: JoinHandle<()>,
}

impl Writer {
    pub fn start(folder: &Path, kind: EngineKind) -> Writer {
        let mut child = spawn("write", folder, kind);
        let mut output = BufReader::new(child.stdout.take().expect("piped"));
        let acknowledged = Arc::new(AtomicU64::new(0));
        let heard = acknowledged.clone();
        let listener = std::thread::spawn(move || {
            let mut line = String::new();
            // A line without an end was cut off by the kill.
            while output.read_line(&mut line).is_ok() && line.ends_with('\n') {
                if let Some(number) = line.trim().strip_prefix("ack ") {
                    heard.store(number.parse().expect("a number"), Ordering::Release);
                }
                line.clear();
            }
        });
        Writer { child, acknowledged, listener }
    }

    /// Waits until so many commits were acknowledged, or the child is gone.
    pub fn wait_for(&mut self, number: u64) {
        while self.acknowledged.load(Ordering::Acquire) < number {
            if self.child.try_wait().expect("waits").is_some() {
                panic!("the child ended by itself");
            }
            std::thread::yield_now();
        }
    }

    /// `kill -9`. Answers the last number that was acknowledged, 0 if none.
    pub fn kill(mut self) -> u64 {
        self.child.kill().expect("killed");
        self.child.wait().expect("waits");
        self.listener.join().expect("listens");
        self.acknowledged.load(Ordering::Acquire)
    }
}

fn spawn(task: &str, folder: &Path, kind: EngineKind) -> Child {
    Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "the_other_process", "--ignored", "--nocapture", "--test-threads=1"])
        .env(TASK, task)
        .env(FOLDER, folder)
        .env(ENGINE, kind.name())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("starts")
}
