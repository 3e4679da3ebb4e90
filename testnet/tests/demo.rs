//! The demo from outside: its plug is pulled from the terminal, and its pages are looked at as a browser does.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// How long the demo may take to set itself up, and to answer, on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(240);

/// The running demo.
struct Demo {
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl Demo {
    /// Starts it, and yields the pages that it says one should watch.
    async fn start() -> (Demo, Vec<String>) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_artel-testnet"))
            .args(["demo", "--port", &three_free_ports().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut demo = Demo { input, output, _child: child };
        demo.reads("All three are in the community").await;
        let pages = demo.pages().await;
        (demo, pages)
    }

    /// Reads until a line has these words.
    async fn reads(&mut self, words: &str) {
        let reading = async {
            loop {
                let line = self.output.next_line().await.unwrap();
                if line.expect("the demo goes on").contains(words) {
                    return;
                }
            }
        };
        tokio::time::timeout(PATIENCE, reading).await.unwrap_or_else(|_| panic!("it does not say {words}"));
    }

    /// The pages of the two lines that come next.
    async fn pages(&mut self) -> Vec<String> {
        let mut pages = Vec::new();
        for _ in 0..2 {
            let line = self.output.next_line().await.unwrap().unwrap();
            pages.push(line.split_whitespace().next().unwrap().to_owned());
        }
        pages
    }

    /// Types a line, and reads the sentence that answers it and the pages to watch.
    async fn told(&mut self, line: &str, answer: &str) -> Vec<String> {
        self.input.write_all(format!("{line}\n").as_bytes()).await.unwrap();
        self.reads(answer).await;
        self.pages().await
    }
}

/// The first of three ports that nobody uses.
fn three_free_ports() -> u16 {
    let free = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    loop {
        let first = free(0).unwrap().local_addr().unwrap().port();
        if first < u16::MAX - 2 && free(first + 1).is_ok() && free(first + 2).is_ok() {
            return first;
        }
    }
}

/// A browser of somebody who is logged in.
struct Browser {
    /// `name:port`.
    host: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    async fn logged_in(host: &str, name: &str) -> Browser {
        let mut browser = Browser { host: host.to_owned(), cookies: BTreeMap::new() };
        let page = browser.get("/login").await;
        let csrf = page.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
        let fields = [("name", name), ("password", "vier Wörter für alle"), ("csrf", csrf), ("next", "/")];
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let sent = browser.ask("POST", "/login", &form).await;
        assert!(sent.starts_with("HTTP/1.1 303"), "{sent}");
        browser
    }

    async fn get(&mut self, path: &str) -> String {
        self.ask("GET", path, "").await
    }

    async fn ask(&mut self, method: &str, path: &str, form: &str) -> String {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\naccept: text/html\r\naccept-language: en\r\n\
             connection: close\r\ncookie: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{form}",
            self.host,
            cookies.join("; "),
            form.len(),
        );
        let port: u16 = self.host.rsplit_once(':').unwrap().1.parse().unwrap();
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let head = answer.split("\r\n\r\n").next().unwrap();
        for line in head.lines().filter(|line| line.to_lowercase().starts_with("set-cookie: ")) {
            let cookie = line.split_once(": ").unwrap().1.split(';').next().unwrap();
            let (name, value) = cookie.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    /// How many changes the page says are known.
    async fn known(&mut self, path: &str) -> u64 {
        let page = self.get(path).await;
        let (before, _) = page.split_once(" changes known here").unwrap_or_else(|| panic!("{page}"));
        before.rsplit(' ').next().unwrap().replace(',', "").parse().unwrap()
    }
}

/// The host and the path of a page.
fn parts(page: &str) -> (&str, &str) {
    let rest = page.strip_prefix("http://").unwrap();
    rest.split_at(rest.find('/').unwrap())
}

/// What companies on different nodes have told each other of their interest stands on both sides.
async fn interests_stand_in_every_state(hub: &str, solarhof: &str, harbour: &str) {
    for (host, name, states) in [
        (hub, "grace", &["Waits for an answer", "Declined"][..]),
        (hub, "irina", &["More information wanted"]),
        (hub, "anna", &["Accepted"]),
        (solarhof, "jonas", &["Accepted", "More information wanted", "Closed: agreement reached"]),
        (harbour, "aisha", &["Waits for an answer", "Declined", "Closed: agreement reached"]),
    ] {
        let page = Browser::logged_in(host, name).await.get("/interests").await;
        for state in states {
            assert!(page.contains(&format!("<p class=\"quiet\">{state}")), "{state} for {name}: {page}");
        }
    }
}

#[tokio::test]
async fn a_node_whose_plug_was_pulled_shows_its_pages_and_catches_up() {
    let (mut demo, pages) = Demo::start().await;
    let ((hub_host, hub_path), (harbour_host, path)) = (parts(&pages[0]), parts(&pages[1]));
    let mut hub = Browser::logged_in(hub_host, "hanna").await;
    let mut harbour = Browser::logged_in(harbour_host, "aisha").await;
    let port: u16 = hub_host.rsplit_once(':').unwrap().1.parse().unwrap();
    let solarhof = format!("solarhof.localhost:{}", port + 1);
    interests_stand_in_every_state(hub_host, &solarhof, harbour_host).await;
    let before = harbour.known(path).await;
    assert_eq!(before, hub.known(hub_path).await);

    assert_eq!(demo.told("unplug harbour", "The plug of harbour is pulled").await, pages);
    assert!(harbour.get(path).await.contains("its hub is not reached"));
    demo.told("write 50", "have written 50 articles").await;
    assert_eq!(hub.known(hub_path).await, before + 100, "each is confirmed by the community");
    assert_eq!(harbour.known(path).await, before, "nothing gets through by any way");
    let nodes = hub.get(hub_path).await;
    let (_, of_harbour) = nodes.split_once("Harbour Textiles</strong>").unwrap();
    assert!(of_harbour.contains("Not connected.") && !of_harbour.contains("It has everything"), "{nodes}");

    demo.told("plug harbour", "it catches up now").await;
    let catching_up = async {
        while harbour.known(path).await < before + 100 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(PATIENCE, catching_up).await.expect("it catches up");
    let entries = harbour.get(&path.replace("/nodes", "/entries")).await;
    assert!(entries.contains("партия 50"), "the last article is read on harbour: {entries}");
}
