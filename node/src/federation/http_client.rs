//! The one outbound HTTP client. Every request that this node makes goes through here, so that no stranger can
//! make it talk to what only this machine or this office can reach.
//!
//! A name is resolved, addresses that are not public are refused, and the connection goes to exactly the addresses
//! that were checked. Redirects are followed by hand, each checked anew. Time and size have limits.

mod address;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use artel_protocol::{Id, limits};
use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Method, StatusCode};

pub use address::{IpNet, IpNetError, is_public};

/// How many redirects are followed.
const REDIRECTS: usize = 5;
/// How long an idle connection is kept: long enough for the next of several deliveries, short enough that a
/// delivery to a thousand hosts does not use up the process's open files.
const IDLE: Duration = Duration::from_secs(15);
/// How much we read of what is answered to a post, in bytes: enough to tell a page from a short word. The rest is
/// dropped; that it is there is no fault of the delivery.
const POST_ANSWER_BYTES: usize = 16 * 1024;
/// How we name ourselves; GoToSocial refuses requests without.
const USER_AGENT: &str = concat!("artel/", env!("CARGO_PKG_VERSION"), " (ActivityPub)");

/// Turns a name into addresses. A port other than 0 is used where the URL names none.
pub trait Resolve: Send + Sync {
    fn resolve(&self, host: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>>;
}

/// The operating system's resolver.
#[derive(Debug, Default)]
pub struct SystemResolver;

impl Resolve for SystemResolver {
    fn resolve(&self, host: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let host = host.to_owned();
        Box::pin(async move { Ok(tokio::net::lookup_host((host.as_str(), 0)).await?.collect()) })
    }
}

/// What the client may reach besides the public internet, and how long it may take.
#[derive(Clone, Debug, Default)]
pub struct NetworkPolicy {
    /// Networks that are reached although they are not public. Where there are any, http and explicit ports are
    /// allowed as well.
    pub test_networks: Vec<IpNet>,
    pub times: Times,
}

/// How long each part of a request may take.
#[derive(Copy, Clone, Debug)]
pub struct Times {
    /// From its beginning to the last byte of the answer, redirects included.
    pub total: Duration,
    /// Until a connection has come about.
    pub connect: Duration,
    /// Until a name is resolved.
    pub resolve: Duration,
}

impl Default for Times {
    fn default() -> Times {
        Times {
            total: Duration::from_secs(10),
            connect: Duration::from_secs(5),
            resolve: Duration::from_secs(5),
        }
    }
}

impl NetworkPolicy {
    fn allows(&self, address: IpAddr, only_test: bool) -> bool {
        self.is_test(address) || (!only_test && is_public(address))
    }

    fn is_test(&self, address: IpAddr) -> bool {
        self.test_networks.iter().any(|network| network.contains(address))
    }
}

/// The client. Clones share connections.
#[derive(Clone)]
pub struct HttpClient {
    /// For https at its own port.
    public: reqwest::Client,
    /// For http and explicit ports, if there are test networks: reaches these and nothing else.
    test: Option<reqwest::Client>,
    policy: Arc<NetworkPolicy>,
}

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub struct Response {
    /// Where it came from, after all redirects.
    pub url: Id,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Response {
    /// An answer as tests need it.
    #[cfg(test)]
    pub(crate) fn for_tests(status: u16, headers: HeaderMap, body: Bytes) -> Response {
        Response {
            url: Id::parse("https://b.test/inbox").expect("it is one"),
            status: StatusCode::from_u16(status).expect("it is one"),
            headers,
            body,
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum HttpError {
    #[error("the address is not one that this node talks to")]
    RefusedAddress,
    #[error("only https is used")]
    RefusedScheme,
    #[error("it did not answer in time")]
    Timeout,
    #[error("the answer is larger than we read")]
    TooLarge,
    #[error("it redirects too often")]
    TooManyRedirects,
    #[error("it redirects elsewhere, and there: {0}")]
    Elsewhere(#[source] Box<HttpError>),
    #[error("no connection came about: {0}")]
    Unreachable(#[source] Arc<reqwest::Error>),
}

impl HttpError {
    pub fn is_refused_address(&self) -> bool {
        match self {
            HttpError::Elsewhere(inner) => inner.is_refused_address(),
            _ => matches!(self, HttpError::RefusedAddress | HttpError::RefusedScheme),
        }
    }

    pub fn is_timeout(&self) -> bool {
        match self {
            HttpError::Elsewhere(inner) => inner.is_timeout(),
            _ => matches!(self, HttpError::Timeout),
        }
    }
}

/// Makes the headers that sign a request; called anew for each redirect.
pub type Signer<'a> = &'a (dyn Fn(&Method, &Id) -> HeaderMap + Send + Sync);

impl HttpClient {
    /// A client that trusts the certificate authorities of the system, or those in the file that `SSL_CERT_FILE`
    /// names.
    pub fn new(policy: NetworkPolicy, resolver: Arc<dyn Resolve>) -> HttpClient {
        let policy = Arc::new(policy);
        let guard =
            |only_test| Arc::new(Guard { policy: policy.clone(), resolver: resolver.clone(), only_test });
        let test = (!policy.test_networks.is_empty()).then(|| client(guard(true), false));
        HttpClient { public: client(guard(false), true), test, policy }
    }

    /// Gets a URL, following a few redirects, each checked and signed anew.
    pub async fn get(
        &self,
        url: &Id,
        accept: &str,
        signer: Option<Signer<'_>>,
    ) -> Result<Response, HttpError> {
        let response = self.get_beginning_signed(url, accept, signer, limits::DOCUMENT_BYTES + 1).await?;
        if response.body.len() > limits::DOCUMENT_BYTES { Err(HttpError::TooLarge) } else { Ok(response) }
    }

    /// The same for no more than the first `most` bytes; the rest is dropped.
    pub async fn get_beginning(&self, url: &Id, accept: &str, most: usize) -> Result<Response, HttpError> {
        self.get_beginning_signed(url, accept, None, most).await
    }

    async fn get_beginning_signed(
        &self,
        url: &Id,
        accept: &str,
        signer: Option<Signer<'_>>,
        most: usize,
    ) -> Result<Response, HttpError> {
        let mut hops = 0;
        let work = async {
            let mut url = url.clone();
            loop {
                let mut headers = signer.map(|sign| sign(&Method::GET, &url)).unwrap_or_default();
                let accept = HeaderValue::from_str(accept).unwrap_or(HeaderValue::from_static("*/*"));
                headers.insert(http::header::ACCEPT, accept);
                let answer = self.send(Method::GET, &url, headers, Bytes::new()).await?;
                match redirect(&url, &answer)? {
                    Some(_) if hops == REDIRECTS => return Err(HttpError::TooManyRedirects),
                    Some(next) => url = next,
                    None => return read(url, answer, most).await,
                }
                hops += 1;
            }
        };
        let result =
            tokio::time::timeout(self.policy.times.total, work).await.unwrap_or(Err(HttpError::Timeout));
        result.map_err(|error| match error {
            HttpError::TooManyRedirects | HttpError::Elsewhere(_) => error,
            error if hops > 0 => HttpError::Elsewhere(Box::new(error)),
            error => error,
        })
    }

    /// Posts a body. Redirects are not followed: what is signed for one host is for no other.
    pub async fn post(&self, url: &Id, headers: HeaderMap, body: Bytes) -> Result<Response, HttpError> {
        let work = async {
            let answer = self.send(Method::POST, url, headers, body).await?;
            read(url.clone(), answer, POST_ANSWER_BYTES).await
        };
        tokio::time::timeout(self.policy.times.total, work).await.unwrap_or(Err(HttpError::Timeout))
    }

    async fn send(
        &self,
        method: Method,
        url: &Id,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<reqwest::Response, HttpError> {
        let client = self.check(url)?;
        client.request(method, url.as_str()).headers(headers).body(body).send().await.map_err(sorted)
    }

    /// What can be told from the URL alone, and the client that may be used for it. Names are checked when they are
    /// resolved.
    fn check(&self, id: &Id) -> Result<&reqwest::Client, HttpError> {
        let url = url::Url::parse(id.as_str()).map_err(|_| HttpError::RefusedScheme)?;
        let (client, only_test) = match (url.scheme(), url.port()) {
            ("https", None) => (&self.public, false),
            ("https", Some(_)) => (self.test.as_ref().ok_or(HttpError::RefusedAddress)?, true),
            ("http", _) => (self.test.as_ref().ok_or(HttpError::RefusedScheme)?, true),
            _ => return Err(HttpError::RefusedScheme),
        };
        let allowed = match url.host().ok_or(HttpError::RefusedAddress)? {
            url::Host::Ipv4(address) => self.policy.allows(address.into(), only_test),
            url::Host::Ipv6(address) => self.policy.allows(address.into(), only_test),
            url::Host::Domain(_) => true,
        };
        if allowed { Ok(client) } else { Err(HttpError::RefusedAddress) }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
fn client(guard: Arc<Guard>, https_only: bool) -> reqwest::Client {
    let settings = || {
        reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .https_only(https_only)
            .connect_timeout(guard.policy.times.connect)
            .timeout(guard.policy.times.total)
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(limits::DELIVERIES_PER_HOST)
            .dns_resolver(guard.clone())
    };
    settings().build().unwrap_or_else(|error| {
        // Without them nothing can be reached by https, but a node that is tried out on one machine still works.
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "no certificate authorities are installed: install ca-certificates, or name a file with them in SSL_CERT_FILE"
        );
        settings().tls_certs_only([]).build().expect("without authorities nothing is read that could fail")
    })
}

/// Reads at most this many bytes of an answer. What arrives here is decompressed already, so the limit holds for
/// what would be in memory.
async fn read(url: Id, mut answer: reqwest::Response, most: usize) -> Result<Response, HttpError> {
    let mut body = BytesMut::new();
    while body.len() < most
        && let Some(chunk) = answer.chunk().await.map_err(sorted)?
    {
        body.extend_from_slice(&chunk[..chunk.len().min(most - body.len())]);
    }
    Ok(Response { url, status: answer.status(), headers: answer.headers().clone(), body: body.freeze() })
}

/// Where an answer redirects to.
fn redirect(from: &Id, answer: &reqwest::Response) -> Result<Option<Id>, HttpError> {
    if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = answer.headers().get(http::header::LOCATION).and_then(|value| value.to_str().ok());
    let Some(location) = location else { return Ok(None) };
    let nowhere = || HttpError::Elsewhere(Box::new(HttpError::RefusedScheme));
    let from = url::Url::parse(from.as_str()).map_err(|_| HttpError::RefusedScheme)?;
    let mut target = from.join(location).map_err(|_| nowhere())?;
    target.set_fragment(None);
    Id::parse(target.as_str()).map(Some).map_err(|_| nowhere())
}

fn sorted(error: reqwest::Error) -> HttpError {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(cause) = source {
        if cause.is::<NotPublic>() {
            return HttpError::RefusedAddress;
        }
        if cause.is::<SlowName>() {
            return HttpError::Timeout;
        }
        source = cause.source();
    }
    if error.is_timeout() {
        return HttpError::Timeout;
    }
    HttpError::Unreachable(Arc::new(error))
}

/// Resolves names for the client and lets only allowed addresses through: the connection goes to these and no others.
struct Guard {
    policy: Arc<NetworkPolicy>,
    resolver: Arc<dyn Resolve>,
    only_test: bool,
}

/// The name leads to an address that is refused.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not public")]
struct NotPublic;

/// The name took too long to resolve.
#[derive(Debug, thiserror::Error)]
#[error("the name took too long to resolve")]
struct SlowName;

impl reqwest::dns::Resolve for Guard {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let resolving = self.resolver.resolve(name.as_str());
        let (policy, only_test) = (self.policy.clone(), self.only_test);
        Box::pin(async move {
            let found =
                tokio::time::timeout(policy.times.resolve, resolving).await.map_err(|_| SlowName)??;
            if found.is_empty() {
                return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address").into());
            }
            // One private address among public ones is an attempt too.
            if !found.iter().all(|address| policy.allows(address.ip(), only_test)) {
                return Err(NotPublic.into());
            }
            Ok(Box::new(found.into_iter()) as reqwest::dns::Addrs)
        })
    }
}
