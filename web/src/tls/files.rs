//! A certificate and its key in files, read anew when they change or on SIGHUP, so that whoever renews them has
//! nothing to restart.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::{TlsError, provider};

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(60);

/// The two files, and what was in them when they were last good.
pub struct CertificateFiles {
    certificate: PathBuf,
    key: PathBuf,
    look: Duration,
    read: Contents,
    current: Arc<Current>,
}

#[derive(Clone, Eq, PartialEq)]
struct Contents {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl CertificateFiles {
    /// Reads a chain of certificates and its key, both PEM.
    ///
    /// # Errors
    /// A sentence that names the file and what to do.
    pub fn open(
        certificate: impl Into<PathBuf>,
        key: impl Into<PathBuf>,
    ) -> Result<CertificateFiles, TlsError> {
        let (certificate, key) = (certificate.into(), key.into());
        let read = read(&certificate, &key)?;
        let pair = pair(&certificate, &key, &read)?;
        let current = Arc::new(Current(RwLock::new(Arc::new(pair))));
        Ok(CertificateFiles { certificate, key, look: LOOK, read, current })
    }

    /// Looks at the files at another interval than every minute.
    pub fn look_every(mut self, interval: Duration) -> CertificateFiles {
        self.look = interval;
        self
    }

    pub(super) fn current(&self) -> Arc<Current> {
        self.current.clone()
    }

    /// Looks at the files again and again. Bad ones are reported once and the good certificate stays in use.
    pub(super) async fn keep_fresh(mut self) {
        let mut hangup = Hangup::listen();
        loop {
            tokio::select! {
                () = tokio::time::sleep(self.look) => {}
                () = hangup.heard() => {}
            }
            // Two small files a minute: not worth another thread.
            match self.look_again() {
                Ok(false) => {}
                Ok(true) => {
                    tracing::info!(certificate = %self.certificate.display(), "a new certificate is in use")
                }
                Err(error) => tracing::error!(%error, "the old certificate stays in use"),
            }
        }
    }

    fn look_again(&mut self) -> Result<bool, TlsError> {
        let read = read(&self.certificate, &self.key)?;
        if read == self.read {
            return Ok(false);
        }
        // Remembered even if it is bad: the same fault is told once.
        self.read = read;
        let pair = pair(&self.certificate, &self.key, &self.read)?;
        self.current.replace(pair);
        Ok(true)
    }
}

/// The certificate that is shown.
#[derive(Debug)]
pub(super) struct Current(RwLock<Arc<CertifiedKey>>);

impl Current {
    fn replace(&self, pair: CertifiedKey) {
        *self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Arc::new(pair);
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone())
    }
}

fn read(certificate: &Path, key: &Path) -> Result<Contents, TlsError> {
    let read = |what, path: &Path| {
        std::fs::read(path).map_err(|source| TlsError::Unreadable { what, path: path.to_path_buf(), source })
    };
    Ok(Contents { certificate: read("the certificate", certificate)?, key: read("the key", key)? })
}

fn pair(certificate: &Path, key: &Path, read: &Contents) -> Result<CertifiedKey, TlsError> {
    let no_certificate = || TlsError::NoCertificate { path: certificate.to_path_buf() };
    let chain: Vec<_> = CertificateDer::pem_slice_iter(&read.certificate)
        .collect::<Result<_, _>>()
        .map_err(|_| no_certificate())?;
    if chain.is_empty() {
        return Err(no_certificate());
    }
    let secret =
        PrivateKeyDer::from_pem_slice(&read.key).map_err(|_| TlsError::NoKey { path: key.to_path_buf() })?;
    CertifiedKey::from_der(chain, secret, &provider()).map_err(|source| TlsError::NotAPair {
        certificate: certificate.to_path_buf(),
        key: key.to_path_buf(),
        source,
    })
}

/// SIGHUP, where there is one.
struct Hangup {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl Hangup {
    #[cfg(unix)]
    fn listen() -> Hangup {
        Hangup { signal: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok() }
    }

    #[cfg(unix)]
    async fn heard(&mut self) {
        match &mut self.signal {
            Some(signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }

    #[cfg(not(unix))]
    fn listen() -> Hangup {
        Hangup {}
    }

    #[cfg(not(unix))]
    async fn heard(&mut self) {
        std::future::pending().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_files_are_told_once_and_the_old_certificate_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
        let issue = || {
            let issued = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
            std::fs::write(&certificate, issued.cert.pem()).unwrap();
            std::fs::write(&key, issued.key_pair.serialize_pem()).unwrap();
            issued.cert.der().clone()
        };
        let first = issue();
        let mut files = CertificateFiles::open(&certificate, &key).unwrap();
        let current = files.current();
        let shown = || current.0.read().unwrap().cert[0].clone();
        assert!(!files.look_again().unwrap(), "nothing has changed");
        std::fs::write(&certificate, "nonsense").unwrap();
        assert!(files.look_again().is_err());
        assert!(!files.look_again().unwrap(), "the same fault is not told again");
        assert_eq!(shown(), first);
        let second = issue();
        assert!(files.look_again().unwrap());
        assert_eq!(shown(), second);
    }
}
