//! Who asks, and by which name: from the connection, or from a proxy that is trusted to say so.
//!
//! `X-Forwarded-For`, `-Proto` and `-Host` are taken from trusted proxies only, and from nobody do they reach the
//! application: it asks for [`ClientAddress`], [`PublicScheme`] and [`PublicHost`].

use std::net::{IpAddr, SocketAddr};

use http::uri::Authority;
use http::{HeaderMap, HeaderName, Request, Version, header};

/// The address of who asks. Behind a trusted proxy, what the proxy says.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Hash)]
pub struct ClientAddress(pub IpAddr);

/// `http` or `https`, as the client sees it.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub struct PublicScheme(pub &'static str);

/// The host, with a port if one was given, that the client asked; in lower case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicHost(pub String);

/// The request says that it was passed on, but by nobody who is trusted to: who really asks is not known.
#[derive(Copy, Clone, Debug)]
pub struct PassedOn;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// What a connection says about itself.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    pub(super) peer: IpAddr,
    pub(super) local: Option<SocketAddr>,
    pub(super) tls: bool,
}

impl Connection {
    /// Puts what is known about the sender into the request's extensions.
    ///
    /// # Errors
    /// A sentence for the sender when the request does not say clearly which host it is for (RFC 9112 §3.2).
    pub(super) fn describe<B>(
        &self,
        request: &mut Request<B>,
        trusted: impl Fn(IpAddr) -> bool,
    ) -> Result<(), &'static str> {
        let asked = self.host(request)?;
        let headers = request.headers_mut();
        let said = |name: HeaderName| last_value(headers, &name).filter(|_| trusted(self.peer));
        let host = said(FORWARDED_HOST).and_then(|host| host.parse::<Authority>().ok());
        let scheme = match said(FORWARDED_PROTO).as_deref() {
            Some("https") => "https",
            Some("http") => "http",
            _ if self.tls => "https",
            _ => "http",
        };
        let client = if trusted(self.peer) { self.client(headers, &trusted) } else { self.peer };
        let mut passed_on = false;
        for name in [FORWARDED_FOR, FORWARDED_PROTO, FORWARDED_HOST, header::FORWARDED] {
            passed_on |= headers.remove(name).is_some();
        }
        let host =
            host.filter(|host| !host.as_str().contains('@')).map(|host| host.as_str().to_ascii_lowercase());
        let extensions = request.extensions_mut();
        extensions.insert(ClientAddress(client));
        if passed_on && !trusted(self.peer) {
            extensions.insert(PassedOn);
        }
        extensions.insert(PublicScheme(scheme));
        extensions.insert(PublicHost(host.unwrap_or(asked)));
        Ok(())
    }

    /// The host that the request itself names.
    fn host<B>(&self, request: &Request<B>) -> Result<String, &'static str> {
        let mut hosts = request.headers().get_all(header::HOST).iter();
        let header = hosts.next();
        if hosts.next().is_some() {
            return Err("A request names one host, not several.\n");
        }
        let header = header.map(|host| parse(host.to_str().unwrap_or_default())).transpose()?;
        let target = request.uri().authority().map(|host| parse(host.as_str())).transpose()?;
        match (target, header) {
            (Some(target), Some(header)) if request.version() == Version::HTTP_2 && target != header => {
                Err("The request names two different hosts.\n")
            }
            (Some(host), _) | (None, Some(host)) => Ok(host),
            (None, None) if request.version() < Version::HTTP_11 => {
                Ok(self.local.map(|address| address.to_string()).unwrap_or_default())
            }
            (None, None) => Err("A request names the host that it is for.\n"),
        }
    }

    /// The last address in the chain that is not a proxy of ours: whatever stands before it, a stranger may have
    /// written.
    fn client(&self, headers: &HeaderMap, trusted: &impl Fn(IpAddr) -> bool) -> IpAddr {
        let mut client = self.peer;
        for value in headers.get_all(FORWARDED_FOR).iter().rev() {
            for hop in value.to_str().unwrap_or_default().rsplit(',') {
                let Some(address) = address(hop.trim()) else { return client };
                client = address;
                if !trusted(client) {
                    return client;
                }
            }
        }
        client
    }
}

fn parse(host: &str) -> Result<String, &'static str> {
    let host: Authority = host.parse().map_err(|_| "The host is not a name that can be asked for.\n")?;
    if host.as_str().contains('@') {
        return Err("The host is not a name that can be asked for.\n");
    }
    Ok(host.as_str().to_ascii_lowercase())
}

/// An address, with or without a port, as proxies write it.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let address =
        bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))?;
    Some(IpAddr::to_canonical(&address))
}

/// The last of several values: the one that the nearest proxy wrote.
fn last_value(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next().map(|value| value.trim().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "10.0.0.7";

    fn described(peer: &str, headers: &[(&str, &str)]) -> (String, &'static str, String) {
        let mut request = Request::builder().uri("/").header("host", "Kammer.example");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(()).unwrap();
        let connection = Connection { peer: peer.parse().unwrap(), local: None, tls: false };
        connection.describe(&mut request, |address| address.to_string().starts_with("10.0.0.")).unwrap();
        assert!(request.headers().keys().all(|name| !name.as_str().contains("forwarded")));
        let extensions = request.extensions();
        (
            extensions.get::<ClientAddress>().unwrap().0.to_string(),
            extensions.get::<PublicScheme>().unwrap().0,
            extensions.get::<PublicHost>().unwrap().0.clone(),
        )
    }

    #[test]
    fn a_strangers_word_on_who_asks_counts_for_nothing() {
        let lies = [
            ("x-forwarded-for", "192.0.2.9"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "evil.example"),
        ];
        assert_eq!(
            described("198.51.100.1", &lies),
            ("198.51.100.1".into(), "http", "kammer.example".into())
        );
    }

    #[test]
    fn what_an_unknown_proxy_passes_on_is_marked() {
        let marked = |peer: &str, header: &str| {
            let request =
                Request::builder().uri("/").header("host", "kammer.example").header(header, "for=x");
            let mut request = request.body(()).unwrap();
            let connection = Connection { peer: peer.parse().unwrap(), local: None, tls: false };
            connection.describe(&mut request, |address| address.to_string() == OURS).unwrap();
            request.extensions().get::<PassedOn>().is_some()
        };
        assert!(marked("127.0.0.1", "x-forwarded-for"));
        assert!(marked("127.0.0.1", "forwarded"));
        assert!(!marked("127.0.0.1", "accept"));
        assert!(!marked(OURS, "x-forwarded-for"));
    }

    #[test]
    fn a_trusted_proxy_is_believed_but_not_what_it_passes_on() {
        let chain = [
            ("x-forwarded-for", "127.0.0.1, 192.0.2.9"),
            ("x-forwarded-for", "10.0.0.8"),
            ("x-forwarded-proto", "http, https"),
            ("x-forwarded-host", "Public.example"),
        ];
        assert_eq!(described(OURS, &chain), ("192.0.2.9".into(), "https", "public.example".into()));
        let port = [("x-forwarded-for", "[2001:db8::1]:4711")];
        assert_eq!(described(OURS, &port).0, "2001:db8::1");
        let nonsense = [
            ("x-forwarded-for", "192.0.2.9, unknown"),
            ("x-forwarded-host", "a@b"),
            ("x-forwarded-proto", "gopher"),
        ];
        assert_eq!(described(OURS, &nonsense), (OURS.into(), "http", "kammer.example".into()));
    }

    #[test]
    fn a_request_that_names_no_host_or_several_is_refused() {
        let connection = Connection { peer: OURS.parse().unwrap(), local: None, tls: false };
        let refused = |request: http::request::Builder| {
            connection.describe(&mut request.body(()).unwrap(), |_| false).is_err()
        };
        assert!(refused(Request::builder().uri("/")));
        assert!(refused(Request::builder().uri("/").header("host", "a.example").header("host", "b.example")));
        assert!(refused(Request::builder().uri("/").header("host", "a.example/x")));
        assert!(refused(Request::builder().uri("/").header("host", "a@b.example")));
        let two = Request::builder().version(Version::HTTP_2).uri("https://a.example/");
        assert!(refused(two.header("host", "b.example")));
        assert!(!refused(Request::builder().version(Version::HTTP_10).uri("/")));
    }
}
