//! What can go wrong between this node and the operator's mail server, told apart by who can mend it.

use std::error::Error;
use std::fmt;

use lettre::transport::smtp;

/// How many characters of a server's own words are kept.
const WORDS_CHARS: usize = 300;

/// What went wrong, with the server's own words where it had some.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Trouble {
    pub fault: Fault,
    pub words: String,
    /// `mail.example.org:465`.
    pub server: String,
}

/// What kind of trouble it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fault {
    /// There is no such host, or nothing listens there.
    Unreachable,
    /// It took too long.
    Silent,
    /// No encryption came about.
    Encryption,
    /// User and password do not fit.
    LogIn,
    /// It serves nobody at the moment, or not this machine.
    TurnsAway,
    /// It does not speak SMTP as we do.
    Strange,
    /// 4xx: this mail not now.
    NotNow,
    /// 5xx: this mail never.
    Never,
    /// This mail cannot be written as a message.
    Unsendable,
}

impl Fault {
    /// Whether every other mail would meet with the same.
    pub fn concerns_all(self) -> bool {
        !matches!(self, Fault::NotNow | Fault::Never | Fault::Unsendable)
    }

    /// Whether trying again is of no use.
    pub fn is_final(self) -> bool {
        matches!(self, Fault::Never | Fault::Unsendable)
    }

    pub fn name(self) -> &'static str {
        match self {
            Fault::Unreachable => "unreachable",
            Fault::Silent => "silent",
            Fault::Encryption => "encryption",
            Fault::LogIn => "log-in",
            Fault::TurnsAway => "turns-away",
            Fault::Strange => "strange",
            Fault::NotNow => "not-now",
            Fault::Never => "never",
            Fault::Unsendable => "unsendable",
        }
    }

    fn mend(self) -> &'static str {
        match self {
            Fault::Unreachable => {
                "Check host and port in mail.server, and whether this machine may connect there: many providers block \
                 port 25, and some 465 and 587 until one asks."
            }
            Fault::Silent => {
                "Check the port in mail.server (smtps:// with 465, smtp:// and ?tls=required with 587), and whether a \
                 firewall is in between."
            }
            Fault::Encryption => {
                "Check that mail.server has the name that stands in the certificate, and fits the port: smtps:// with \
                 465, smtp:// and ?tls=required with 587."
            }
            Fault::LogIn => {
                "Check the user in mail.server and the password in mail.password_file; some providers want a password \
                 of its own for each program."
            }
            Fault::TurnsAway => {
                "Read the server's words: it may be busy, and then it is tried again by itself, or keep this machine out."
            }
            Fault::Strange => "Check that a mail server listens at mail.server.",
            Fault::NotNow => "It is tried again by itself.",
            Fault::Never => {
                "Read the server's words: the address may not exist, or this server does not pass mail on for \
                 mail.from; then use a sender that it knows, or log in with a user."
            }
            Fault::Unsendable => "Check the address.",
        }
    }
}

/// What was done when it went wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Stage {
    Connecting,
    Encrypting,
    LoggingIn,
    Sending,
}

impl Trouble {
    pub(super) fn new(fault: Fault, words: &str, server: String) -> Trouble {
        let one_line: String = words.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
        Trouble { fault, words: one_line.trim().chars().take(WORDS_CHARS).collect(), server }
    }

    pub(super) fn of(stage: Stage, error: &smtp::Error, server: String) -> Trouble {
        let words = match (error.status(), error.source()) {
            (Some(code), Some(source)) => format!("{code} {source}"),
            (Some(code), None) => code.to_string(),
            (None, Some(source)) => source.to_string(),
            (None, None) => error.to_string(),
        };
        Trouble::new(fault(stage, error), &words, server)
    }

    /// One sentence for a list.
    pub fn sentence(&self) -> String {
        let Trouble { fault, words, server } = self;
        let what = match fault {
            Fault::Unreachable => format!("{server} cannot be reached"),
            Fault::Silent => format!("{server} did not answer in time"),
            Fault::Encryption => format!("no encrypted connection to {server} came about"),
            Fault::LogIn => format!("{server} does not let this node log in"),
            Fault::TurnsAway => format!("{server} turns this node away"),
            Fault::Strange => format!("{server} answers in no way that is understood"),
            Fault::NotNow => format!("{server} does not take the mail at the moment"),
            Fault::Never => format!("{server} refuses the mail"),
            Fault::Unsendable => "the mail cannot be sent".to_owned(),
        };
        if words.is_empty() { what } else { format!("{what}: {words}") }
    }
}

/// The sentence and its mend.
impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = self.sentence();
        let mut letters = sentence.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
        let end = if sentence.ends_with('.') { "" } else { "." };
        write!(formatter, "{first}{}{end} {}", letters.as_str(), self.fault.mend())
    }
}

impl Error for Trouble {}

fn fault(stage: Stage, error: &smtp::Error) -> Fault {
    let code: Option<u16> = error.status().and_then(|code| code.to_string().parse().ok());
    match (stage, code) {
        // 530, 534, 535, 538 (RFC 4954 §6) tell that a log-in is needed or wrong, whenever they come.
        (_, Some(530 | 534 | 535 | 538)) | (Stage::LoggingIn, Some(500..=599)) => Fault::LogIn,
        // 421 (RFC 5321 §3.8): the server hangs up, whatever was asked.
        (Stage::Sending, Some(421)) => Fault::TurnsAway,
        (Stage::Sending, Some(500..=599)) => Fault::Never,
        (Stage::Sending, Some(_)) => Fault::NotNow,
        (_, Some(_)) => Fault::TurnsAway,
        (_, None) if error.is_timeout() => Fault::Silent,
        (_, None) if error.is_tls() || is_about_encryption(error) => Fault::Encryption,
        (Stage::LoggingIn, None) if error.is_client() => Fault::LogIn,
        (Stage::Encrypting, None) => Fault::Encryption,
        (Stage::Sending, None) if error.is_client() => Fault::Unsendable,
        (Stage::Connecting, None) if !error.is_response() => Fault::Unreachable,
        (_, None) => Fault::Strange,
    }
}

/// TLS that fails is told as data that cannot be understood, somewhere below.
fn is_about_encryption(error: &smtp::Error) -> bool {
    let mut source = error.source();
    while let Some(error) = source {
        let io = error.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData) {
            return true;
        }
        source = error.source();
    }
    false
}
