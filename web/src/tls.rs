//! TLS for connections that come in: none behind a proxy, certificates from files, or certificates that an ACME
//! authority issues and renews by itself (RFC 8555, proved by TLS-ALPN-01, RFC 8737).

mod files;

use std::fmt::Debug;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::StreamExt;
use rustls::crypto::CryptoProvider;
use rustls::server::ResolvesServerCert;
use rustls_acme::caches::DirCache;
use rustls_acme::{AcmeConfig, AcmeState};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::task::AbortHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

pub use files::CertificateFiles;

/// The directory of Let's Encrypt, where certificates come from unless the settings say otherwise.
pub const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";

/// The protocol in which an authority asks for the proof that a name is ours (RFC 8737).
const CHALLENGE: &[u8] = b"acme-tls/1";

/// How connections are encrypted.
pub enum Tls {
    /// Not at all: something in front of this node does it.
    Off,
    /// With a certificate from files, read anew when they change.
    Files(CertificateFiles),
    /// With certificates from an ACME authority.
    Acme(Acme),
}

/// Why there is no TLS; each is one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    #[error(
        "{what} {path} cannot be read ({source}): check that the file is there and that this user may read it"
    )]
    Unreadable { what: &'static str, path: PathBuf, source: std::io::Error },
    #[error(
        "{path} holds no certificate: put the PEM file with the whole chain there, this node's certificate first"
    )]
    NoCertificate { path: PathBuf },
    #[error(
        "{path} holds no private key: put the PEM file with the key of the certificate there, without a password"
    )]
    NoKey { path: PathBuf },
    #[error(
        "the key in {key} does not belong to the certificate in {certificate} ({source}): use the two files that were issued together"
    )]
    NotAPair { certificate: PathBuf, key: PathBuf, source: rustls::Error },
    #[error(
        "the folder {path} for certificates cannot be made ({source}): check that this user may write there"
    )]
    Folder { path: PathBuf, source: std::io::Error },
    #[error(
        "no certificate can be asked for, because the system's trusted authorities cannot be read ({0}): install the package ca-certificates"
    )]
    NoTrust(rustls::Error),
}

/// Where certificates come from and for which names.
#[derive(Clone, Debug)]
pub struct AcmeSettings {
    /// The names that the certificate is for; their port 443 leads here.
    pub names: Vec<String>,
    /// Where the authority may write to, before a certificate runs out.
    pub contact: Option<String>,
    /// The authority's directory, [`LETS_ENCRYPT`] as a rule.
    pub directory: String,
    /// A folder of this node's own, where account and certificates are kept.
    pub folder: PathBuf,
}

/// A certificate that is asked for and renewed.
pub struct Acme {
    state: AcmeState<std::io::Error>,
}

impl Tls {
    /// TLS with certificates from an ACME authority; they are asked for as soon as the server runs.
    ///
    /// # Errors
    /// [`TlsError::Folder`] and [`TlsError::NoTrust`].
    pub fn acme(settings: AcmeSettings) -> Result<Tls, TlsError> {
        make_private(&settings.folder)
            .map_err(|source| TlsError::Folder { path: settings.folder.clone(), source })?;
        let client = client().map_err(TlsError::NoTrust)?;
        let contact = settings.contact.iter().map(|mail| format!("mailto:{mail}"));
        let state = AcmeConfig::new_with_client_config(&settings.names, Arc::new(client))
            .directory(&settings.directory)
            .contact(contact)
            .cache(DirCache::new(settings.folder))
            .state();
        Ok(Tls::Acme(Acme { state }))
    }

    /// Starts what keeps the certificate fresh; it ends when what is returned is dropped.
    pub(crate) fn start(self) -> Running {
        match self {
            Tls::Off => Running { acceptor: None, keeper: None },
            Tls::Files(files) => {
                let acceptor = acceptor(files.current(), false);
                Running::new(acceptor, tokio::spawn(files.keep_fresh()).abort_handle())
            }
            Tls::Acme(acme) => {
                let acceptor = acceptor(acme.state.resolver(), true);
                Running::new(acceptor, tokio::spawn(renew(acme.state)).abort_handle())
            }
        }
    }
}

/// TLS at work.
pub(crate) struct Running {
    acceptor: Option<TlsAcceptor>,
    keeper: Option<AbortHandle>,
}

impl Running {
    fn new(acceptor: TlsAcceptor, keeper: AbortHandle) -> Running {
        Running { acceptor: Some(acceptor), keeper: Some(keeper) }
    }

    pub(crate) fn acceptor(&self) -> Option<TlsAcceptor> {
        self.acceptor.clone()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(keeper) = &self.keeper {
            keeper.abort();
        }
    }
}

/// Whether a connection was only the authority's proof, and is over.
pub(crate) fn was_a_challenge<S>(stream: &TlsStream<S>) -> bool {
    stream.get_ref().1.alpn_protocol() == Some(CHALLENGE)
}

fn acceptor(certificates: Arc<dyn ResolvesServerCert>, challenges: bool) -> TlsAcceptor {
    let mut config = rustls::ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .expect("the provider has ciphers for TLS 1.2 and 1.3")
        .with_no_client_auth()
        .with_cert_resolver(certificates);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    if challenges {
        config.alpn_protocols.push(CHALLENGE.to_vec());
    }
    TlsAcceptor::from(Arc::new(config))
}

/// Drives orders and renewals; a failure is tried again by itself, less and less often.
async fn renew<E: Debug + 'static>(mut state: AcmeState<E>) {
    while let Some(event) = state.next().await {
        match event {
            Ok(event) => tracing::info!(?event, "the certificate is looked after"),
            Err(error) => tracing::error!(
                ?error,
                "no certificate was issued, it is tried again: can the authority be reached, and does port 443 of every name lead to this node?"
            ),
        }
    }
}

/// What a client needs that trusts whom this machine trusts.
pub(crate) fn client() -> Result<rustls::ClientConfig, rustls::Error> {
    let trusting = rustls::ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .and_then(BuilderVerifierExt::with_platform_verifier)?;
    Ok(trusting.with_no_client_auth())
}

/// One provider for all of TLS here, given explicitly, so that nothing depends on which one a library installed.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

/// Makes a folder that only this user may look into.
fn make_private(folder: &std::path::Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
