//! The certificate that the node's name is shown with, and the authorities that this machine trusts.

use std::sync::Arc;
use std::time::Duration;

use artel_protocol::{Id, Timestamp};
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{Finding, Patient, now};
use crate::settings::TlsMode;
use crate::tls;

/// How long the handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(8);
const DAY_MS: i64 = 24 * 3_600_000;
/// A certificate that should have been renewed by now: authorities advise to do so a month before the end.
const DAYS_LEFT_FEW: i64 = 14;
const DAYS_LEFT_TOO_FEW: i64 = 3;

/// Whether what others are shown is valid, and for how long.
pub(super) async fn check(patient: &Patient<'_>) -> Finding {
    let settings = patient.settings;
    if settings.tls == TlsMode::Files
        && let Err(failure) = crate::serve::tls_files(settings)
    {
        return Finding::wrong("TLS", "check-tls-files", "check-tls-files-mend")
            .with("what", failure.to_string());
    }
    let base = patient.vitals.base.as_deref().and_then(|base| Id::parse(base).ok());
    let Some(base) = base.filter(|base| base.is_https() && !patient.vitals.trial) else {
        return Finding::well("TLS", "check-tls-none");
    };
    if !patient.running {
        return Finding::well("TLS", "check-tls-not-running");
    }
    let name = base.host().rsplit_once(':').map_or(base.host(), |(name, _)| name).to_owned();
    match tokio::time::timeout(HANDSHAKE, shown(base.host(), &name)).await {
        Ok(Ok(Some(until))) => judge(until),
        Ok(Ok(None)) => Finding::well("TLS", "check-tls-well-without-end"),
        Ok(Err(error)) if is_about_the_certificate(&error) => {
            Finding::wrong("TLS", "check-tls-invalid", "check-tls-invalid-mend")
                .with("why", error.to_string())
        }
        // Whether the name can be reached at all is said elsewhere.
        Ok(Err(_)) | Err(_) => Finding::well("TLS", "check-tls-unseen"),
    }
    .with("what", name)
}

fn judge(until: Timestamp) -> Finding {
    let days = (until.0 - now().0).div_euclid(DAY_MS);
    match days {
        ..DAYS_LEFT_TOO_FEW => Finding::wrong("TLS", "check-tls-ends", "check-tls-ends-mend"),
        DAYS_LEFT_TOO_FEW..DAYS_LEFT_FEW => Finding::advice("TLS", "check-tls-ends", "check-tls-ends-mend"),
        _ => Finding::well("TLS", "check-tls-well"),
    }
    .with("days", days)
}

/// Connects as anybody would, and tells until when the certificate is valid.
async fn shown(host: &str, name: &str) -> std::io::Result<Option<Timestamp>> {
    let with_port = if host.contains(':') { host.to_owned() } else { format!("{host}:443") };
    let server = ServerName::try_from(name.to_owned()).map_err(std::io::Error::other)?;
    let config = tls::client().map_err(std::io::Error::other)?;
    let stream = TcpStream::connect(with_port).await?;
    let stream = TlsConnector::from(Arc::new(config)).connect(server, stream).await?;
    let shown = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first());
    Ok(shown.and_then(|certificate| valid_until(certificate)))
}

fn is_about_the_certificate(error: &std::io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    matches!(inner, Some(rustls::Error::InvalidCertificate(_)))
}

/// Without authorities nobody can be reached by https.
pub(super) fn roots() -> Finding {
    if let Some(file) = std::env::var_os("SSL_CERT_FILE")
        && !std::path::Path::new(&file).is_file()
    {
        return Finding::wrong("authorities", "check-roots-file", "check-roots-file-mend")
            .with("what", file.to_string_lossy().into_owned());
    }
    match tls::client() {
        Ok(_) => Finding::well("authorities", "check-roots-well"),
        Err(_) => Finding::wrong("authorities", "check-roots-none", "check-roots-none-mend"),
    }
}

/// `notAfter` of a certificate in DER (RFC 5280 §4.1).
fn valid_until(certificate: &[u8]) -> Option<Timestamp> {
    const SEQUENCE: u8 = 0x30;
    const VERSION: u8 = 0xa0;
    let (tag, outer, _) = element(certificate)?;
    let (_, mut rest, _) = (tag == SEQUENCE).then(|| element(outer))??;
    if rest.first() == Some(&VERSION) {
        (_, _, rest) = element(rest)?;
    }
    // Serial number, algorithm, issuer.
    for _ in 0..3 {
        (_, _, rest) = element(rest)?;
    }
    let (_, validity, _) = element(rest)?;
    let (_, _, not_after) = element(validity)?;
    let (tag, text, _) = element(not_after)?;
    moment(tag, std::str::from_utf8(text).ok()?)
}

/// UTCTime, whose years 50–99 are those of the last century, or GeneralizedTime.
fn moment(tag: u8, text: &str) -> Option<Timestamp> {
    let full = match (tag, text.get(..2)?.parse::<u8>().ok()?) {
        (0x17, 0..50) => format!("20{text}"),
        (0x17, _) => format!("19{text}"),
        _ => text.to_owned(),
    };
    let part = |at: usize, length: usize| full.get(at..at + length);
    let (year, month, day) = (part(0, 4)?, part(4, 2)?, part(6, 2)?);
    let (hour, minute, second) = (part(8, 2)?, part(10, 2)?, part(12, 2)?);
    Timestamp::parse_rfc3339(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
}

/// The tag, the content and what follows of the first element.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        ..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn the_end_of_a_certificate_is_read_from_it() {
        for (year, expected) in [(2027, "2027-02-03T00:00:00Z"), (2101, "2101-02-03T00:00:00Z")] {
            let mut parameters = rcgen::CertificateParams::new(["a.test".to_owned()]).unwrap();
            parameters.not_after = rcgen::date_time_ymd(year, 2, 3);
            let key = rcgen::KeyPair::generate().unwrap();
            let certificate = parameters.self_signed(&key).unwrap();
            assert_eq!(valid_until(certificate.der()), Timestamp::parse_rfc3339(expected), "{year}");
            for cut in 0..certificate.der().len().min(200) {
                // No beginning of one makes it panic.
                valid_until(&certificate.der()[..cut]);
            }
        }
    }

    #[test]
    fn a_certificate_that_ends_soon_is_told_in_time() {
        let in_days = |days: i64| Timestamp(now().0 + days * DAY_MS + 1000);
        assert_eq!(judge(in_days(60)).level, Level::Well);
        assert_eq!(judge(in_days(10)).level, Level::Advice);
        assert_eq!(judge(in_days(1)).level, Level::Wrong);
        assert_eq!(judge(in_days(-20)).level, Level::Wrong);
    }
}
