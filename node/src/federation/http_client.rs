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
    fn allows(&self, address: IpAddr) -> bool {
        is_public(address) || self.is_test(address)
    }

    fn is_test(&self, address: IpAddr) -> bool {
        self.test_networks.iter().any(|network| network.contains(address))
    }
}

/// The client. Clones share connections.
#[derive(Clone)]
pub struct HttpClient {
    client: reqwest::Client,
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
    #[error("no connection came about: {0}")]
    Unreachable(#[source] Arc<reqwest::Error>),
}

impl HttpError {
    pub fn is_refused_address(&self) -> bool {
        matches!(self, HttpError::RefusedAddress | HttpError::RefusedScheme)
    }

    pub fn is_timeout(&self) -> bool {
        matches!(self, HttpError::Timeout)
    }
}

/// Makes the headers that sign a request; called anew for each redirect.
pub type Signer<'a> = &'a (dyn Fn(&Method, &Id) -> HeaderMap + Send + Sync);

impl HttpClient {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
    pub fn new(policy: NetworkPolicy, resolver: Arc<dyn Resolve>) -> HttpClient {
        let policy = Arc::new(policy);
        let guard = Guard { policy: policy.clone(), resolver };
        let client = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(policy.times.connect)
            .timeout(policy.times.total)
            .pool_idle_timeout(Duration::from_secs(60))
            .pool_max_idle_per_host(limits::DELIVERIES_PER_HOST)
            .dns_resolver(Arc::new(guard))
            .build()
            .expect("the client's settings are valid and the system has a store of roots");
        HttpClient { client, policy }
    }

    /// Gets a URL, following a few redirects, each signed anew.
    pub async fn get(
        &self,
        url: &Id,
        accept: &str,
        signer: Option<Signer<'_>>,
    ) -> Result<Response, HttpError> {
        let work = async {
            let mut url = url.clone();
            for _ in 0..=REDIRECTS {
                let mut headers = signer.map(|sign| sign(&Method::GET, &url)).unwrap_or_default();
                let accept = HeaderValue::from_str(accept).unwrap_or(HeaderValue::from_static("*/*"));
                headers.insert(http::header::ACCEPT, accept);
                let response = self.send(Method::GET, &url, headers, Bytes::new()).await?;
                match redirect(&response) {
                    Some(next) => url = next,
                    None => return Ok(response),
                }
            }
            Err(HttpError::TooManyRedirects)
        };
        tokio::time::timeout(self.policy.times.total, work).await.unwrap_or(Err(HttpError::Timeout))
    }

    /// Posts a body. Redirects are not followed: what is signed for one host is for no other.
    pub async fn post(&self, url: &Id, headers: HeaderMap, body: Bytes) -> Result<Response, HttpError> {
        self.send(Method::POST, url, headers, body).await
    }

    async fn send(
        &self,
        method: Method,
        url: &Id,
        headers: HeaderMap,
        body: Bytes,
    ) -> Result<Response, HttpError> {
        self.check(url)?;
        let mut answer = self
            .client
            .request(method, url.as_str())
            .headers(headers)
            .body(body)
            .send()
            .await
            .map_err(sorted)?;
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(sorted)? {
            if body.len() + chunk.len() > limits::DOCUMENT_BYTES {
                return Err(HttpError::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response {
            url: url.clone(),
            status: answer.status(),
            headers: answer.headers().clone(),
            body: body.freeze(),
        })
    }

    /// What can be told from the URL alone; names are checked when they are resolved.
    fn check(&self, id: &Id) -> Result<(), HttpError> {
        let url = url::Url::parse(id.as_str()).map_err(|_| HttpError::RefusedScheme)?;
        let in_a_test = !self.policy.test_networks.is_empty();
        match url.scheme() {
            "https" => {}
            "http" if in_a_test => {}
            _ => return Err(HttpError::RefusedScheme),
        }
        if url.port().is_some() && !in_a_test {
            return Err(HttpError::RefusedAddress);
        }
        match url.host() {
            Some(url::Host::Ipv4(address)) if self.policy.allows(address.into()) => Ok(()),
            Some(url::Host::Ipv6(address)) if self.policy.allows(address.into()) => Ok(()),
            Some(url::Host::Domain(_)) => Ok(()),
            _ => Err(HttpError::RefusedAddress),
        }
    }
}

/// Where an answer redirects to.
fn redirect(response: &Response) -> Option<Id> {
    if !matches!(response.status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers.get(http::header::LOCATION)?.to_str().ok()?;
    let target = url::Url::parse(response.url.as_str()).ok()?.join(location).ok()?;
    Id::parse(target.as_str()).ok()
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
        let policy = self.policy.clone();
        Box::pin(async move {
            let found =
                tokio::time::timeout(policy.times.resolve, resolving).await.map_err(|_| SlowName)??;
            if found.is_empty() {
                return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address").into());
            }
            // One private address among public ones is an attempt too.
            if !found.iter().all(|address| policy.allows(address.ip())) {
                return Err(NotPublic.into());
            }
            Ok(Box::new(found.into_iter()) as reqwest::dns::Addrs)
        })
    }
}
