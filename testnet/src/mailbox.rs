//! A mail server for tests, on loopback and in the open: keeps what comes, and refuses when it is told to.
//!
//! `mail.server = mailbox.url()` makes it the server of a node.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does with the next mails.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Manner {
    #[default]
    Takes,
    /// 451 for every recipient.
    NotNow,
    /// 550 for every recipient.
    Never,
    /// 535 for every user and password.
    RefusesLogIn,
    /// 421 instead of a greeting.
    TurnsAway,
    /// Hangs up instead of greeting.
    HangsUp,
    /// Takes the mail and says nothing about it, ever.
    FallsSilent,
}

/// A running mail server. It ends when it is dropped.
pub struct Mailbox {
    address: SocketAddr,
    inside: Arc<Mutex<Inside>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Inside {
    manner: Manner,
    connections: usize,
    messages: Vec<Message>,
}

/// A mail as it came.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// The name that the client gave itself.
    pub hello: String,
    /// The sender in the envelope.
    pub from: String,
    /// The recipients in the envelope.
    pub to: Vec<String>,
    /// What came after DATA, without the dots that were doubled.
    pub text: String,
}

impl Mailbox {
    /// # Panics
    /// When there is no free port on loopback.
    pub async fn start() -> Mailbox {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let inside = Arc::<Mutex<Inside>>::default();
        let task = tokio::spawn({
            let inside = inside.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    lock(&inside).connections += 1;
                    let inside = inside.clone();
                    // A client that leaves in the middle is its own business.
                    tokio::spawn(async move { Talk::new(stream, inside).run().await.ok() });
                }
            }
        });
        Mailbox { address, inside, task }
    }

    /// What `mail.server` has to be.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// From now on it does this.
    pub fn behave(&self, manner: Manner) {
        lock(&self.inside).manner = manner;
    }

    /// Every mail that was taken, in order.
    pub fn messages(&self) -> Vec<Message> {
        lock(&self.inside).messages.clone()
    }

    /// How many times somebody connected.
    pub fn connections(&self) -> usize {
        lock(&self.inside).connections
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(inside: &Mutex<Inside>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// One conversation.
struct Talk {
    stream: BufReader<TcpStream>,
    inside: Arc<Mutex<Inside>>,
    message: Message,
}

impl Talk {
    fn new(stream: TcpStream, inside: Arc<Mutex<Inside>>) -> Talk {
        Talk { stream: BufReader::new(stream), inside, message: Message::default() }
    }

    fn manner(&self) -> Manner {
        lock(&self.inside).manner
    }

    async fn say(&mut self, line: &str) -> std::io::Result<()> {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await
    }

    async fn hear(&mut self) -> std::io::Result<Option<String>> {
        let mut line = Vec::new();
        let read = self.stream.read_until(b'\n', &mut line).await?;
        let line = String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned();
        Ok(Some(line).filter(|_| read > 0))
    }

    async fn run(mut self) -> std::io::Result<()> {
        if self.manner() == Manner::HangsUp {
            return Ok(());
        }
        if self.manner() == Manner::TurnsAway {
            return self.say("421 4.3.2 too many mails").await;
        }
        self.say("220 mailbox.test ESMTP").await?;
        while let Some(line) = self.hear().await? {
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => {
                    self.message.hello = rest.to_owned();
                    self.say("250-mailbox.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN").await?;
                }
                "AUTH" if self.manner() == Manner::RefusesLogIn => {
                    self.say("535 5.7.8 wrong password").await?;
                }
                "AUTH" => self.say("235 welcome").await?,
                "MAIL" => {
                    self.message.from = in_brackets(rest);
                    self.say("250 go on").await?;
                }
                "RCPT" => self.recipient(rest).await?,
                "DATA" => self.data().await?,
                "QUIT" => return self.say("221 bye").await,
                "NOOP" | "RSET" => self.say("250 still here").await?,
                _ => self.say("502 what?").await?,
            }
        }
        Ok(())
    }

    async fn recipient(&mut self, rest: &str) -> std::io::Result<()> {
        match self.manner() {
            Manner::NotNow => self.say("451 4.7.1 come back later").await,
            Manner::Never => self.say("550 5.1.1 nobody of that name").await,
            _ => {
                self.message.to.push(in_brackets(rest));
                self.say("250 I know them").await
            }
        }
    }

    async fn data(&mut self) -> std::io::Result<()> {
        self.say("354 I listen").await?;
        while let Some(line) = self.hear().await? {
            if line == "." {
                let fresh = Message { hello: self.message.hello.clone(), ..Message::default() };
                let message = std::mem::replace(&mut self.message, fresh);
                if self.manner() == Manner::FallsSilent {
                    std::future::pending::<()>().await;
                }
                lock(&self.inside).messages.push(message);
                return self.say("250 2.0.0 kept as 1").await;
            }
            self.message.text.push_str(line.strip_prefix('.').unwrap_or(&line));
            self.message.text.push_str("\r\n");
        }
        Ok(())
    }
}

fn in_brackets(text: &str) -> String {
    let inner = text.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or(text, |(inner, _)| inner).to_owned()
}

impl Message {
    /// The value of a header, unfolded and decoded; empty if there is none.
    pub fn header(&self, name: &str) -> String {
        let head = self.text.split("\r\n\r\n").next().unwrap_or_default();
        decoded_words(&header_of(head, name))
    }

    /// The part of this type, such as `text/plain`, decoded.
    ///
    /// # Panics
    /// When there is none.
    pub fn part(&self, media_type: &str) -> String {
        let content_type = self.header("Content-Type");
        let boundary = content_type.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next());
        let boundary = boundary.unwrap_or_else(|| panic!("the mail has no parts: {content_type}"));
        let found = self.text.split(&format!("--{boundary}")).skip(1).find_map(|part| {
            let (head, body) = part.split_once("\r\n\r\n")?;
            let is_it = header_of(head, "Content-Type").starts_with(media_type);
            is_it.then(|| decoded_body(&header_of(head, "Content-Transfer-Encoding"), body))
        });
        found.unwrap_or_else(|| panic!("the mail has no part {media_type}"))
    }

    /// The plain text.
    pub fn plain(&self) -> String {
        self.part("text/plain")
    }

    pub fn html(&self) -> String {
        self.part("text/html")
    }

    /// The first link in the plain text whose address holds `part`.
    ///
    /// # Panics
    /// When there is none.
    pub fn link(&self, part: &str) -> String {
        let plain = self.plain();
        let mut links = plain.split_whitespace().filter(|word| word.starts_with("http"));
        let found = links.find(|link| link.contains(part));
        found.unwrap_or_else(|| panic!("no link with {part} in {plain}")).to_owned()
    }
}

fn header_of(head: &str, name: &str) -> String {
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let lines = unfolded.lines().filter_map(|line| line.split_once(':'));
    let mut found = lines.filter(|(found, _)| found.eq_ignore_ascii_case(name));
    found.next().map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// Encoded words (RFC 2047), of which ours are in base64.
fn decoded_words(text: &str) -> String {
    let mut decoded = Vec::new();
    for (number, word) in text.split(' ').enumerate() {
        let inner = word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?="));
        match inner.and_then(|inner| STANDARD.decode(inner).ok()) {
            // White space between two encoded words is none.
            Some(bytes) => decoded.extend(bytes),
            None => {
                decoded.extend((number > 0).then_some(b' '));
                decoded.extend(word.bytes());
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn decoded_body(encoding: &str, body: &str) -> String {
    let bytes = match encoding {
        "base64" => {
            let letters: String = body.split_whitespace().collect();
            STANDARD.decode(letters).expect("the body is base64")
        }
        "quoted-printable" => quoted_printable(&body.replace("=\r\n", "")),
        _ => body.as_bytes().to_vec(),
    };
    String::from_utf8(bytes).expect("mails are in UTF-8").replace("\r\n", "\n")
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, others)) = rest.split_first() {
        rest = others;
        let digits = others.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| first == b'=') {
            Some(byte) => {
                decoded.push(byte);
                rest = &others[2..];
            }
            None => decoded.push(first),
        }
    }
    decoded
}
