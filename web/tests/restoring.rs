//! A restore through the set-up page of the executable: it starts again by itself, with the same process number, and
//! people log in as before.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const PASSWORD: &str = "ein langes Kennwort";

fn artel(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_artel"));
    command.current_dir(data.parent().unwrap()).arg("--data").arg(data);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn run(data: &Path, arguments: &[&str]) {
    let mut child = artel(data).args(arguments).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "{arguments:?}");
}

/// A running node that ends with this value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A browser without pictures.
struct Browser {
    address: String,
    cookies: String,
}

impl Browser {
    /// The answer; none if nobody answers.
    fn ask(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> Option<String> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept: text/html\r\nCookie: {}\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            self.address,
            self.cookies,
            body.len()
        );
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(body).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        for line in answer.lines().take_while(|line| !line.is_empty()) {
            if let Some(cookie) = line.to_ascii_lowercase().strip_prefix("set-cookie: ") {
                let start = line.len() - cookie.len();
                self.cookies = line[start..].split(';').next().unwrap().to_owned();
            }
        }
        (!answer.is_empty()).then_some(answer)
    }

    fn get(&mut self, path: &str) -> Option<String> {
        self.ask("GET", path, "text/plain", b"")
    }

    fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> String {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.ask("POST", path, "application/x-www-form-urlencoded", form.as_bytes()).expect("an answer")
    }

    /// Looks until the page says this.
    fn until(&mut self, path: &str, words: &str) -> String {
        for _ in 0..1200 {
            if let Some(page) = self.get(path).filter(|page| page.contains(words)) {
                return page;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{path} never says {words:?}");
    }
}

fn value_of(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).expect("the page has a form");
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn the_node_starts_again_by_itself_with_what_was_restored() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (folder.path().join("old"), folder.path().join("new"));
    run(
        &old,
        &[
            "setup",
            "--domain",
            "node-a.test",
            "--organization",
            "Werkstatt Brandt",
            "--owner",
            "anna",
            "--password-stdin",
        ],
    );
    let file = folder.path().join("taken.artel-backup");
    run(&old, &["backup", file.to_str().unwrap()]);

    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let mut child = artel(&new).args(["serve", "--listen", &address]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let running = Running(child);
    let link = lines.by_ref().map(Result::unwrap).find(|line| line.contains("setup?token=")).unwrap();
    let token = link.split("token=").nth(1).unwrap().trim().to_owned();

    let mut browser = Browser { address, cookies: String::new() };
    let path = format!("/setup/restore?token={token}");
    let csrf = value_of(&browser.get(&path).unwrap(), "csrf");
    let mut body = Vec::new();
    for (name, value) in [("csrf", &csrf), ("token", &token)] {
        write!(body, "--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").unwrap();
    }
    write!(
        body,
        "--edge\r\nContent-Disposition: form-data; name=\"backup\"; filename=\"a.artel-backup\"\r\n\r\n"
    )
    .unwrap();
    body.extend(std::fs::read(&file).unwrap());
    body.extend(b"\r\n--edge--\r\n");
    let kind = "multipart/form-data; boundary=edge";
    assert!(browser.ask("POST", "/setup/restore/upload", kind, &body).unwrap().contains(" 303 "));
    assert!(browser.until(&path, "Is it the right one?").contains("Werkstatt Brandt"));
    browser.send("/setup/restore", &[("csrf", &csrf), ("token", &token), ("do", "restore")]);
    browser.until(&path, "Everything is restored");

    let said = lines.by_ref().map(Result::unwrap).find(|line| line.contains("listens")).unwrap();
    assert!(said.contains("https://node-a.test"), "{said}");
    browser.until(&path, "ocation: /login");
    let csrf = value_of(&browser.until("/login", "name=\"csrf\""), "csrf");
    let fields = [("name", "anna"), ("password", PASSWORD), ("csrf", &csrf), ("next", "/")];
    assert!(browser.send("/login", &fields).contains(" 303 "));
    let mut running = running;
    assert!(running.0.try_wait().unwrap().is_none(), "it is the same process");
    assert!(!new.join("restored").exists() && !new.join("sent.artel-backup").exists());
    assert!(!new.join("setup-link").exists());
}
