//! How the operator's mail server is reached, checked before anything is sent.

use std::fmt;

use lettre::Address;
use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use url::Url;

/// A checked set of settings for mail.
#[derive(Clone)]
pub struct MailSettings {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) encryption: Encryption,
    pub(super) credentials: Option<Credentials>,
    pub(super) from: Mailbox,
    pub(super) reply_to: Option<Mailbox>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Encryption {
    /// From the first byte on: `smtps://`.
    Always,
    /// STARTTLS, or nothing is sent: `smtp://…?tls=required`.
    Required,
    /// None; only on this machine.
    None,
}

/// One sentence that names the setting and the mend.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct WrongMailSetting(String);

fn wrong<T>(sentence: impl Into<String>) -> Result<T, WrongMailSetting> {
    Err(WrongMailSetting(sentence.into()))
}

impl MailSettings {
    /// Reads settings. `server` is an address such as `smtps://user:password@mail.example.org`; a `password` given
    /// besides goes before the one in the address.
    ///
    /// # Errors
    /// One sentence that names the setting and the mend. It never holds the password.
    pub fn parse(
        server: &str,
        from: &str,
        reply_to: Option<&str>,
        password: Option<&str>,
    ) -> Result<MailSettings, WrongMailSetting> {
        let Ok(url) = Url::parse(server.trim()) else {
            return wrong(
                "mail.server is not an address: write it like smtps://user:password@mail.example.org, with signs \
                 such as @ or / in the password as %40 or %2F, or put the password into mail.password_file.",
            );
        };
        let Some(host) = url.host_str().filter(|host| !host.is_empty()) else {
            return wrong("mail.server names no host: write it like smtps://user@mail.example.org.");
        };
        let encryption = encryption(&url, host)?;
        let usual = if encryption == Encryption::Always { 465 } else { 587 };
        Ok(MailSettings {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(usual),
            encryption,
            credentials: credentials(&url, password)?,
            from: mailbox("mail.from", from)?,
            reply_to: reply_to.map(|reply_to| mailbox("mail.reply_to", reply_to)).transpose()?,
        })
    }

    /// `mail.example.org:465`, for sentences.
    pub fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// The sender of every mail, without its name.
    pub fn sender(&self) -> &str {
        self.from.email.as_ref()
    }
}

/// Passwords are in nobody's log.
impl fmt::Debug for MailSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MailSettings")
            .field("server", &self.server())
            .field("encryption", &self.encryption)
            .field("logs_in", &self.credentials.is_some())
            .field("from", &self.sender())
            .finish()
    }
}

fn encryption(url: &Url, host: &str) -> Result<Encryption, WrongMailSetting> {
    let tls = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
    match (url.scheme(), tls.as_deref()) {
        ("smtps", None | Some("required")) => Ok(Encryption::Always),
        ("smtp", Some("required")) => Ok(Encryption::Required),
        ("smtp", None) if is_this_machine(host) => Ok(Encryption::None),
        ("smtp", None) => wrong(format!(
            "mail.server would send mail and password to {host} in the open: write smtps://… (port 465), or add \
             ?tls=required (port 587)."
        )),
        ("smtp" | "smtps", Some(_)) => {
            wrong("mail.server has an unknown tls: leave it out after smtps://, or write ?tls=required.")
        }
        _ => wrong("mail.server begins with neither smtps:// nor smtp://: begin it with smtps://."),
    }
}

fn is_this_machine(host: &str) -> bool {
    let address: Option<std::net::IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    host == "localhost" || address.is_some_and(|address| address.is_loopback())
}

fn credentials(url: &Url, password: Option<&str>) -> Result<Option<Credentials>, WrongMailSetting> {
    let plain = |text: &str| -> Result<String, WrongMailSetting> {
        // The one decoder at hand that knows percent signs; a plus is a plus here.
        let pair = format!("x={}", text.replace('+', "%2B"));
        let decoded = url::form_urlencoded::parse(pair.as_bytes()).next();
        match decoded.map(|(_, value)| value.into_owned()).filter(|value| !value.contains('\u{fffd}')) {
            Some(value) => Ok(value),
            None => {
                wrong("mail.server has a user or password that is not UTF-8: put it into mail.password_file.")
            }
        }
    };
    let password = match (password, url.password()) {
        (Some(password), _) => Some(password.to_owned()),
        (None, Some(password)) => Some(plain(password)?),
        (None, None) => None,
    };
    match (plain(url.username())?, password) {
        (user, Some(password)) if !user.is_empty() => Ok(Some(Credentials::new(user, password))),
        (user, None) if user.is_empty() => Ok(None),
        (_, Some(_)) => wrong(
            "There is a password for mail but no user: write mail.server like smtps://user@mail.example.org.",
        ),
        (_, None) => wrong(
            "mail.server names a user without a password: set mail.password_file to a file that holds it, or remove \
             the user.",
        ),
    }
}

fn mailbox(setting: &str, text: &str) -> Result<Mailbox, WrongMailSetting> {
    let (name, address) = match text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, address)) => (Some(name.trim().trim_matches('"').trim()), address),
        None => (None, text.trim()),
    };
    let address: Option<Address> = super::MailAddress::parse(address).ok().map(|it| it.inner().clone());
    match (name.filter(|name| !name.is_empty()), address) {
        (name, Some(address)) if name.is_none_or(|name| !name.contains(char::is_control)) => {
            Ok(Mailbox::new(name.map(ToOwned::to_owned), address))
        }
        _ => wrong(format!("{setting} is not a sender: write it like \"Kammer <node@example.org>\".")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: &str = "Kammer <node@example.org>";

    #[test]
    fn a_server_is_read_with_user_port_and_encryption() {
        let read = |server: &str, password| MailSettings::parse(server, FROM, None, password).unwrap();
        let settings = read("smtps://anna%40example.org:a%2Fb+c@mail.example.org", None);
        assert_eq!(settings.server(), "mail.example.org:465");
        assert_eq!(settings.encryption, Encryption::Always);
        let expected = Credentials::new("anna@example.org".into(), "a/b+c".into());
        assert!(settings.credentials.clone().unwrap() == expected);
        assert!(!format!("{settings:?}").contains("a/b"));
        let settings = read("smtp://anna@mail.example.org?tls=required", Some("from a file"));
        assert_eq!(
            (settings.server().as_str(), settings.encryption),
            ("mail.example.org:587", Encryption::Required)
        );
        let settings = read("smtp://127.0.0.1:2525", None);
        assert_eq!((settings.encryption, settings.credentials.is_none()), (Encryption::None, true));
        assert_eq!(settings.sender(), "node@example.org");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_mend_and_without_the_password() {
        for (server, from, mend) in [
            ("mail.example.org", FROM, "smtps://"),
            ("smtp://anna:secret@mail.example.org", FROM, "?tls=required"),
            ("smtp://mail.example.org?tls=opportunistic", FROM, "?tls=required"),
            ("https://mail.example.org", FROM, "smtps://"),
            ("smtps://anna@mail.example.org", FROM, "mail.password_file"),
            ("smtps://:secret@mail.example.org", FROM, "smtps://user@"),
            ("smtps://mail.example.org", "Kammer", "<node@example.org>"),
            ("smtps://mail.example.org", "a@example.org, b@example.org", "<node@example.org>"),
            ("smtps://mail.example.org", "K\nBcc: x <node@example.org>", "<node@example.org>"),
        ] {
            let sentence = MailSettings::parse(server, from, None, None).unwrap_err().to_string();
            assert!(sentence.contains(mend) && !sentence.contains("secret"), "{server} {from}: {sentence}");
        }
    }
}
