//! A foreign server in a process of its own, led by the test over its control port.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::ground::{Ground, Place};

/// A running server of testnet/foreign; it ends with this value.
pub struct Stranger {
    child: Child,
    /// Where it is told what happens next.
    pub control: String,
    /// The id of its actor.
    pub actor: String,
}

/// What anybody gets who asks for a page or a document.
pub struct Page {
    pub status: u64,
    pub headers: Value,
    /// Each as `name=value`.
    pub cookies: Vec<String>,
    pub body: String,
}

impl Stranger {
    /// Starts one of the scripts at a place and waits until it serves.
    pub fn start(ground: &Ground, script: &str, place: Place) -> Stranger {
        let log = File::create(ground.log(place.name)).expect("the target folder can be written");
        let mut child = Command::new(ground.node_js())
            .arg(ground.script(script))
            .env("NODE_EXTRA_CA_CERTS", ground.authority())
            .env("NAME", place.name)
            .env("ADDRESS", place.address)
            .env("TLS_CERT", ground.certificate(place))
            .env("TLS_KEY", ground.key(place))
            .env("INPUTS", ground.pasture_inputs())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("Node.js was installed");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its standard output is a pipe");
        BufReader::new(stdout).read_line(&mut line).expect("its standard output can be read");
        let ready: Value = serde_json::from_str(&line)
            .unwrap_or_else(|_| panic!("{script} did not start, see {}", ground.log(place.name).display()));
        Stranger { child, control: text(&ready["control"]), actor: text(&ready["actor"]) }
    }

    /// Asks what happened.
    pub fn ask(&self, word: &str) -> Value {
        self.request("GET", word, &Value::Null)
    }

    /// Says what happens next; its answer tells what came of it.
    pub fn tell(&self, word: &str, what: Value) -> Value {
        let answer = self.request("POST", word, &what);
        assert!(answer.get("error").is_none(), "{word} {what}: {answer}");
        answer
    }

    /// A stranger's unsigned GET.
    pub fn get(&self, url: &str, accept: &str) -> Page {
        self.fetch(json!({ "url": url, "accept": accept }))
    }

    /// Any unsigned request.
    pub fn fetch(&self, request: Value) -> Page {
        let answer = self.tell("fetch", request);
        Page {
            status: answer["status"].as_u64().expect("a response has a status"),
            headers: answer["headers"].clone(),
            cookies: answer["cookies"].as_array().into_iter().flatten().map(cookie).collect(),
            body: text(&answer["body"]),
        }
    }

    /// An ActivityPub document, which has to be there.
    pub fn document(&self, id: &str) -> Value {
        let page = self.get(id, "application/activity+json");
        assert_eq!(page.status, 200, "{id}: {}", page.body);
        assert_eq!(page.headers["content-type"], "application/activity+json", "{id}");
        serde_json::from_str(&page.body).unwrap_or_else(|error| panic!("{id}: {error}: {}", page.body))
    }

    /// The ids in a collection, given by id or whole, all its pages together.
    pub fn items(&self, collection: &Value) -> Vec<String> {
        let mut ids = Vec::new();
        let mut next = Some(collection.clone());
        while let Some(page) = next.take().map(|page| self.whole(&page)) {
            for key in ["items", "orderedItems"] {
                ids.extend(page[key].as_array().into_iter().flatten().map(id_of));
            }
            next = [&page["first"], &page["next"]].into_iter().find(|link| !link.is_null()).cloned();
        }
        ids
    }

    /// How many a collection says that it holds.
    pub fn count(&self, collection: &Value) -> u64 {
        let whole = self.whole(collection);
        whole["totalItems"].as_u64().unwrap_or_else(|| panic!("no totalItems: {whole}"))
    }

    fn whole(&self, value: &Value) -> Value {
        match value {
            Value::String(id) => self.document(id),
            object => object.clone(),
        }
    }

    /// A page for people, which has to be there.
    pub fn html(&self, url: &str) -> String {
        let page = self.get(url, "text/html");
        assert_eq!(page.status, 200, "{url}: {}", page.body);
        page.body
    }

    /// One exchange in HTTP/1.0, which ends with the connection: the control port is ours and needs no more.
    fn request(&self, method: &str, word: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(&self.control).expect("the control port listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit that is not zero");
        write!(stream, "{method} /{word} HTTP/1.0\r\ncontent-length: {}\r\n\r\n{body}", body.len())
            .expect("the control port takes requests");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap_or_else(|error| panic!("{word} {body}: {error}"));
        let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{word}: no answer"));
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{word}: {error}: {body}"))
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        // Fails only if it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A cookie without its attributes.
fn cookie(set_cookie: &Value) -> String {
    text(set_cookie).split(';').next().unwrap_or_default().to_owned()
}

/// The id that a value is or has.
pub fn id_of(value: &Value) -> String {
    text(if value.is_object() { &value["id"] } else { value })
}

/// The string that a JSON value has to be.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a string was expected, not {value}")).to_owned()
}
