//! One conversation with the operator's mail server.
//!
//! It does not go through [`crate::federation::http_client`]: the server is one of the operator's choosing, not an
//! address that a stranger named, so there is nobody to guard against, and an internal address is as good as any.

use std::time::{Duration, UNIX_EPOCH};

use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, MultiPartBuilder, SinglePart};
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use super::record::MailRecord;
use super::settings::{Encryption, MailSettings};
use super::trouble::{Fault, Stage, Trouble};

/// How long connecting may take, for each address of the server.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(30);
/// How long getting ready may take: connecting, encrypting, logging in.
const READY_TIMEOUT: Duration = Duration::from_secs(60);
/// How long the server may take over one mail: it may look at it closely before it says that it has it, and who
/// leaves before that may send it twice.
const TAKE_TIMEOUT: Duration = Duration::from_secs(120);

/// Sends one mail and yields the server's answer. `host` is this node's own name, without a port.
pub(super) async fn send(
    settings: &MailSettings,
    host: &str,
    boundary: &str,
    mail: &MailRecord,
) -> Result<String, Trouble> {
    let unsendable = |words: String| Trouble::new(Fault::Unsendable, &words, settings.server());
    let message = message(settings, host, boundary, mail).map_err(|error| unsendable(error.to_string()))?;
    let mut connection = ready(settings, host).await?;
    let (envelope, bytes) = (message.envelope().clone(), message.formatted());
    let taken = tokio::time::timeout(TAKE_TIMEOUT, connection.send(&envelope, &bytes)).await;
    // What comes after the answer changes nothing about it, and nobody waits for it.
    let answered = taken.map_err(|_| Trouble::new(Fault::Silent, "", settings.server()))?;
    let answer = answered.map_err(|error| Trouble::of(Stage::Sending, &error, settings.server()))?;
    tokio::spawn(async move { tokio::time::timeout(Duration::from_secs(5), connection.quit()).await });
    Ok(format!("{} {}", answer.code(), answer.first_line().unwrap_or_default()).trim().to_owned())
}

/// Connects, logs in and says good-bye, without a mail.
pub(super) async fn check(settings: &MailSettings, host: &str) -> Result<(), Trouble> {
    let mut connection = ready(settings, host).await?;
    let still_there = tokio::time::timeout(CONNECT_TIMEOUT, connection.test_connected()).await;
    match still_there {
        Ok(true) => {
            // Whether it heard the good-bye is of no interest.
            let _ = tokio::time::timeout(Duration::from_secs(5), connection.quit()).await;
            Ok(())
        }
        Ok(false) => Err(Trouble::new(Fault::Strange, "it refuses NOOP", settings.server())),
        Err(_) => Err(Trouble::new(Fault::Silent, "", settings.server())),
    }
}

async fn ready(settings: &MailSettings, host: &str) -> Result<AsyncSmtpConnection, Trouble> {
    let ready = tokio::time::timeout(READY_TIMEOUT, connect(settings, host)).await;
    ready.map_err(|_| Trouble::new(Fault::Silent, "", settings.server()))?
}

async fn connect(settings: &MailSettings, host: &str) -> Result<AsyncSmtpConnection, Trouble> {
    let trouble = |stage| move |error| Trouble::of(stage, &error, settings.server());
    let tls = || TlsParameters::new(settings.host.clone()).map_err(trouble(Stage::Encrypting));
    let hello = hello(host);
    let at_once = if settings.encryption == Encryption::Always { Some(tls()?) } else { None };
    let server = (settings.host.as_str(), settings.port);
    let connecting =
        AsyncSmtpConnection::connect_tokio1(server, Some(CONNECT_TIMEOUT), &hello, at_once, None);
    let mut connection = connecting.await.map_err(trouble(Stage::Connecting))?;
    if settings.encryption == Encryption::Required {
        connection.starttls(tls()?, &hello).await.map_err(trouble(Stage::Encrypting))?;
    }
    if let Some(credentials) = &settings.credentials {
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        connection.auth(&mechanisms, credentials).await.map_err(trouble(Stage::LoggingIn))?;
    }
    Ok(connection)
}

fn hello(host: &str) -> ClientId {
    match host.trim_matches(['[', ']']).parse() {
        Ok(std::net::IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(std::net::IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => ClientId::Domain(host.to_owned()),
    }
}

/// The message as it goes out. Trying again sends the same `Message-ID` and `Date`, so that a server which took it
/// without our hearing so can tell.
fn message(
    settings: &MailSettings,
    host: &str,
    boundary: &str,
    mail: &MailRecord,
) -> Result<Message, lettre::error::Error> {
    let millis = u64::try_from(mail.created.0).unwrap_or(0);
    let mut builder = Message::builder()
        .from(settings.from.clone())
        .to(Mailbox::new(None, mail.to.inner().clone()))
        .subject(mail.subject.clone())
        .date(UNIX_EPOCH + Duration::from_millis(millis))
        .message_id(Some(format!("<{}@{host}>", mail.number)))
        // No holiday notes in answer to a machine (RFC 3834 §5).
        .raw_header(raw("Auto-Submitted", "auto-generated".into()));
    if let Some(reply_to) = &settings.reply_to {
        builder = builder.reply_to(reply_to.clone());
    }
    if let Some(stop) = &mail.stop {
        builder = builder
            .raw_header(raw("List-Unsubscribe", format!("<{stop}>")))
            .raw_header(raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into()));
    }
    // A boundary that nobody can guess, so that nobody's words can end a part.
    let parts: MultiPartBuilder = MultiPart::builder().kind(lettre::message::MultiPartKind::Alternative);
    let parts = parts
        .boundary(boundary)
        .singlepart(SinglePart::plain(mail.plain.clone()))
        .singlepart(SinglePart::html(mail.html.clone()));
    builder.multipart(parts)
}

/// A header of ours, which is ASCII on one line: [`super::put`] sees to it for the one that comes from elsewhere.
fn raw(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}
