//! A mail address that can stand in a header and in an envelope: exactly one, on one line.

use std::fmt;

use artel_protocol::key::sha256;
use serde::{Deserialize, Serialize};

use crate::error::Refusal;

/// The longest address that SMTP carries, in bytes (RFC 5321 §4.5.3.1.3, less its angle brackets).
const ADDRESS_BYTES: usize = 254;
/// What no address that people have holds, and what would end it in a header or begin a second one.
const FORBIDDEN: &[char] = &['"', '<', '>', '(', ')', '[', ']', ',', ';', ':', '\\', '%'];

/// One mail address. The host is in ASCII and small letters, whatever was typed.
#[derive(Clone, Debug, Eq, PartialEq, Hash, Ord, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailAddress(lettre::Address);

/// This is not one mail address.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("this is not a mail address like anna@example.org")]
pub struct NotAnAddress;

impl MailAddress {
    /// Reads an address as somebody types it.
    ///
    /// # Errors
    /// When it is none, or more than one, or has more than 254 bytes.
    pub fn parse(text: &str) -> Result<MailAddress, NotAnAddress> {
        let text = text.trim();
        if text.chars().any(|char| char.is_control() || char.is_whitespace() || FORBIDDEN.contains(&char)) {
            return Err(NotAnAddress);
        }
        let (user, domain) = text.rsplit_once('@').ok_or(NotAnAddress)?;
        if user.contains('@') {
            return Err(NotAnAddress);
        }
        let Ok(url::Host::Domain(domain)) = url::Host::parse(domain) else { return Err(NotAnAddress) };
        let address = lettre::Address::new(user, domain).map_err(|_| NotAnAddress)?;
        let length = AsRef::<str>::as_ref(&address).len();
        if length > ADDRESS_BYTES { Err(NotAnAddress) } else { Ok(MailAddress(address)) }
    }

    /// Reads what was typed into a field of a form.
    ///
    /// # Errors
    /// The problem `mail-address-wrong` of this field.
    pub fn of_field(field: &'static str, text: &str) -> Result<MailAddress, Refusal> {
        MailAddress::parse(text).map_err(|NotAnAddress| Refusal::field(field, "mail-address-wrong"))
    }

    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// The hash by which a recipient is counted and remembered. Capital letters make no difference: nobody has two
    /// letter boxes that differ in nothing else.
    pub(crate) fn fingerprint(&self) -> [u8; 32] {
        sha256(self.as_str().to_lowercase().as_bytes())
    }

    pub(super) fn inner(&self) -> &lettre::Address {
        &self.0
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl std::str::FromStr for MailAddress {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<MailAddress, NotAnAddress> {
        MailAddress::parse(text)
    }
}

impl TryFrom<String> for MailAddress {
    type Error = NotAnAddress;

    fn try_from(text: String) -> Result<MailAddress, NotAnAddress> {
        MailAddress::parse(&text)
    }
}

impl From<MailAddress> for String {
    fn from(address: MailAddress) -> String {
        address.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_read_and_its_host_is_written_in_one_way() {
        for (typed, read) in [
            ("anna@example.org", "anna@example.org"),
            ("  Anna.Brandt+blog@Example.ORG ", "Anna.Brandt+blog@example.org"),
            ("anna@müller.example", "anna@xn--mller-kva.example"),
            ("лада@артель.example", "лада@xn--80akssk6d.example"),
        ] {
            assert_eq!(MailAddress::parse(typed).map(String::from).as_deref(), Ok(read), "{typed}");
        }
        let (small, capital) = ("anna@example.org".parse::<MailAddress>(), "ANNA@example.org".parse());
        assert_eq!(small.unwrap().fingerprint(), capital.map(|it: MailAddress| it.fingerprint()).unwrap());
    }

    #[test]
    fn what_is_not_exactly_one_address_on_one_line_is_refused() {
        let long = format!("anna@{}.example", "a.".repeat(130));
        for typed in [
            "",
            "anna",
            "@example.org",
            "anna@",
            "a@b@example.org",
            "anna@example.org,boris@example.org",
            "anna@example.org\r\nBcc: boris@example.org",
            "anna\n@example.org",
            "Anna <anna@example.org>",
            "\"anna brandt\"@example.org",
            "anna@127.0.0.1",
            "anna@[::1]",
            "anna@example.org\u{0}",
            &long,
        ] {
            assert_eq!(MailAddress::parse(typed), Err(NotAnAddress), "{typed}");
        }
    }
}
