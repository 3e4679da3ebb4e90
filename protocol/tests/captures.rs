//! What foreign servers really sent: every request is read, its signature and proof hold at its own time and host, and
//! with anything changed that was signed they do not.

#![allow(clippy::unwrap_used)] // a fixture that is not what it should be ends the test

use std::path::{Path, PathBuf};

use artel_protocol::http_signature::{Request, Signature, SignatureError};
use artel_protocol::key::sha256;
use artel_protocol::{Activity, Actor, Document, Timestamp, Verified};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;

/// The programs, how many of their requests are signed with a key that we have, and how many activities are proved.
const PROGRAMS: [(&str, usize, usize); 6] = [
    ("fedify", 20, 20),
    ("gotosocial", 12, 0),
    ("lemmy", 4, 0),
    ("mitra", 10, 10),
    ("nodebb", 8, 0),
    ("snac", 11, 0),
];

/// A captured request.
struct Capture {
    path: PathBuf,
    method: Method,
    target: String,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
}

#[test]
fn every_signature_holds_as_it_was_sent() {
    for (program, signed, _) in PROGRAMS {
        let sender = sender(program);
        let captures = captures(program);
        let by_the_sender: Vec<_> = captures.iter().filter(|capture| capture.is_signed_by(&sender)).collect();
        assert_eq!(by_the_sender.len(), signed, "{program}");
        for capture in by_the_sender {
            assert!(capture.holds_for(&sender), "{}", capture.path.display());
        }
    }
}

#[test]
fn no_signature_holds_with_a_byte_changed() {
    for (program, ..) in PROGRAMS {
        let sender = sender(program);
        for mut capture in captures(program).into_iter().filter(|capture| capture.is_signed_by(&sender)) {
            for name in capture.signed_headers() {
                let sent = capture.headers[&name].clone();
                for changed in changes(sent.as_bytes()) {
                    let Ok(changed) = HeaderValue::from_bytes(&changed) else { continue };
                    capture.headers.insert(&name, changed);
                    assert!(
                        !capture.holds_for(&sender),
                        "{}: {:?}",
                        capture.path.display(),
                        capture.headers[&name]
                    );
                }
                capture.headers.insert(&name, sent);
            }
            for changed in capture.body.clone().iter().flat_map(|body| changes(body)) {
                capture.body = Some(changed);
                assert!(!capture.holds_for(&sender), "{}", capture.path.display());
            }
        }
    }
}

#[test]
fn no_signature_holds_for_another_body_with_its_own_digest() {
    for (program, ..) in PROGRAMS {
        let sender = sender(program);
        for mut capture in captures(program).into_iter().filter(|capture| capture.is_signed_by(&sender)) {
            let Some(body) = capture.body.clone() else { continue };
            let now = capture.date();
            for changed in changes(&body) {
                let hash = STANDARD.encode(sha256(&changed));
                for (name, value) in
                    [("digest", format!("SHA-256={hash}")), ("content-digest", format!("sha-256=:{hash}:"))]
                {
                    if capture.headers.contains_key(name) {
                        capture.headers.insert(name, value.parse().unwrap());
                    }
                }
                capture.body = Some(changed);
                let refused = Err(SignatureError::Refused.to_string());
                assert_eq!(capture.check(&sender, "node-a.test", now), refused, "{}", capture.path.display());
            }
        }
    }
}

#[test]
fn no_signature_holds_for_another_target_method_host_or_time() {
    for (program, ..) in PROGRAMS {
        let sender = sender(program);
        for mut capture in captures(program).into_iter().filter(|capture| capture.is_signed_by(&sender)) {
            let now = capture.date();
            assert!(capture.check(&sender, "node-b.test", now).is_err(), "{}", capture.path.display());
            for millis in [-7_200_000, 7_200_000, 13 * 3_600_000] {
                let then = Timestamp(now.0 + millis);
                assert!(capture.check(&sender, "node-a.test", then).is_err(), "{}", capture.path.display());
            }
            capture.target.insert(1, 'x');
            assert!(!capture.holds_for(&sender), "{}", capture.path.display());
            capture.target.remove(1);
            capture.method = Method::PUT;
            assert!(!capture.holds_for(&sender), "{}", capture.path.display());
        }
    }
}

#[test]
fn every_activity_is_read_and_every_proof_holds() {
    for (program, _, proved) in PROGRAMS {
        let sender = sender(program);
        let mut holding = 0;
        for capture in captures(program).iter().filter(|capture| capture.method == Method::POST) {
            let activity =
                capture.activity().unwrap_or_else(|error| panic!("{}: {error}", capture.path.display()));
            assert_eq!(activity.actor, sender.id, "{}", capture.path.display());
            if activity.document().json().contains_key("proof") {
                let verified = Verified::by_proof(activity, &sender, capture.date());
                verified.unwrap_or_else(|error| panic!("{}: {error}", capture.path.display()));
                holding += 1;
            }
        }
        assert_eq!(holding, proved, "{program}");
    }
}

#[test]
fn no_proof_holds_with_a_value_changed() {
    for program in ["fedify", "mitra"] {
        let sender = sender(program);
        for capture in captures(program).iter().filter(|capture| capture.method == Method::POST) {
            let sent: Value = serde_json::from_slice(capture.body.as_deref().unwrap()).unwrap();
            for path in texts_in(&sent, String::new()) {
                // A Linked Data signature is added after the proof, and we neither make nor believe any.
                if path.starts_with("/signature/") {
                    continue;
                }
                let mut changed = sent.clone();
                let text = changed.pointer_mut(&path).unwrap();
                *text = Value::from(format!("{}x", text.as_str().unwrap()));
                let activity =
                    Document::parse(serde_json::to_vec(&changed).unwrap()).and_then(Activity::read);
                let holds = activity
                    .is_ok_and(|activity| Verified::by_proof(activity, &sender, capture.date()).is_ok());
                assert!(!holds, "{} at {path}", capture.path.display());
            }
        }
    }
}

impl Capture {
    fn read(path: PathBuf) -> Capture {
        let raw = std::fs::read(&path).unwrap();
        let end =
            raw.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("headers end with an empty line");
        let head = std::str::from_utf8(&raw[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let mut start = lines.next().unwrap().split(' ');
        let method: Method = start.next().unwrap().parse().unwrap();
        let target = start.next().unwrap().to_owned();
        let mut headers = HeaderMap::new();
        for line in lines {
            let (name, value) = line.split_once(':').unwrap();
            headers.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), value.trim().parse().unwrap());
        }
        let body = (method != Method::GET).then(|| raw[end + 4..].to_vec());
        Capture { path, method, target, headers, body }
    }

    fn request<'a>(&'a self, host: &'a str) -> Request<'a> {
        Request {
            method: &self.method,
            scheme: "https",
            authority: host,
            target: &self.target,
            headers: &self.headers,
            body: self.body.as_deref(),
        }
    }

    fn is_signed_by(&self, sender: &Actor) -> bool {
        Signature::of(&self.request("node-a.test"))
            .is_ok_and(|signature| sender.key(signature.key_id()).is_some())
    }

    fn check(&self, sender: &Actor, host: &str, now: Timestamp) -> Result<(), String> {
        let request = self.request(host);
        let signature = Signature::of(&request).map_err(|error| error.to_string())?;
        let key = sender.key(signature.key_id()).ok_or("another key")?;
        signature.verify(&request, key, now).map(|_| ()).map_err(|error| error.to_string())
    }

    /// Whether the signature holds here, at the moment when the request was sent.
    fn holds_for(&self, sender: &Actor) -> bool {
        let now = Capture::read(self.path.clone()).date();
        self.check(sender, "node-a.test", now).is_ok()
    }

    fn date(&self) -> Timestamp {
        Timestamp::parse_http_date(self.headers["date"].to_str().unwrap())
            .expect("every request has its date")
    }

    fn activity(&self) -> Result<Activity, artel_protocol::Malformed> {
        Document::parse(self.body.clone().unwrap_or_default()).and_then(Activity::read)
    }

    /// The names of the headers that the signature says it covers.
    fn signed_headers(&self) -> Vec<HeaderName> {
        let list = match self.headers.get("signature-input") {
            Some(input) => input.to_str().unwrap().split(['(', ')']).nth(1).unwrap().replace('"', ""),
            None => {
                let signature = self.headers["signature"].to_str().unwrap();
                let (_, rest) = signature.split_once("headers=\"").unwrap();
                rest.split('"').next().unwrap().to_owned()
            }
        };
        let names = list.split(' ').filter(|name| !name.starts_with(['(', '@']));
        names.map(|name| HeaderName::from_bytes(name.as_bytes()).unwrap()).collect()
    }
}

fn folder(program: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(program)
}

fn sender(program: &str) -> Actor {
    let document = Document::parse(std::fs::read(folder(program).join("actor.json")).unwrap());
    document.and_then(|document| Actor::read(&document)).unwrap_or_else(|error| panic!("{program}: {error}"))
}

fn captures(program: &str) -> Vec<Capture> {
    let files = std::fs::read_dir(folder(program)).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|end| end == "http")).map(Capture::read).collect()
}

/// The same bytes with one of them changed, each in its turn.
fn changes(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len()).map(move |at| {
        let mut changed = bytes.to_vec();
        changed[at] ^= 1;
        changed
    })
}

/// The JSON pointers of all texts.
fn texts_in(value: &Value, path: String) -> Vec<String> {
    let escape = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match value {
        Value::String(_) => vec![path],
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(at, item)| texts_in(item, format!("{path}/{at}"))).collect()
        }
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, member)| texts_in(member, format!("{path}/{}", escape(key))))
            .collect(),
        _ => Vec::new(),
    }
}
