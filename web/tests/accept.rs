//! What the accept loop promises, over real sockets.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use artel_web::accept::{AcceptLimits, ClientAddress, PublicHost, PublicScheme, serve};
use artel_web::tls::{AcmeSettings, CertificateFiles, Tls};
use axum::routing::{get, post};
use axum::{Extension, Router};
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

const SHORT: Duration = Duration::from_millis(200);
const LONG: Duration = Duration::from_secs(20);

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
    /// Lets `/wait` answer.
    go_on: Arc<Notify>,
    /// Told when `/wait` is asked.
    asked: Arc<Notify>,
}

async fn run(limits: AcceptLimits, tls: Tls) -> Running {
    let (go_on, asked) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (wait_for, tell) = (go_on.clone(), asked.clone());
    let wait = move || {
        let (wait_for, tell) = (wait_for.clone(), tell.clone());
        async move {
            tell.notify_one();
            wait_for.notified().await;
            "done"
        }
    };
    let whoami = |address: Extension<ClientAddress>,
                  scheme: Extension<PublicScheme>,
                  host: Extension<PublicHost>| async move {
        format!("{} {} {}", address.0.0, scheme.0.0, host.0.0)
    };
    let app = Router::new()
        .route("/", get(async || "hello"))
        .route("/echo", post(async |body: bytes::Bytes| body))
        .route("/endless", get(endless))
        .route("/whoami", get(whoami))
        .route("/wait", get(wait));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let server = tokio::spawn(async move {
        let shutdown = async { drop(stopped.await) };
        serve(listener, tls, app, limits, shutdown).await
    });
    Running { address, stop, server, go_on, asked }
}

async fn endless() -> axum::body::Body {
    let chunk = bytes::Bytes::from(vec![b'x'; 64 * 1024]);
    axum::body::Body::from_stream(futures_util::stream::repeat_with(move || {
        Ok::<_, std::io::Error>(chunk.clone())
    }))
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn ask(&self, path: &str, headers: &str) -> String {
        ask(self.connect().await, path, headers).await
    }
}

async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, path: &str, headers: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: node.example\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    rest(&mut stream).await
}

/// Everything until the other side closes, which has to happen.
async fn rest(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut answer = Vec::new();
    // A reset is a close as well.
    let _ = in_time(stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LONG, future).await.expect("it happens in time")
}

async fn eventually<T, F: Future<Output = Option<T>>>(mut attempt: impl FnMut() -> F) -> T {
    in_time(async {
        loop {
            if let Some(found) = attempt().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    })
    .await
}

fn quick() -> AcceptLimits {
    AcceptLimits {
        header_time: SHORT,
        idle_time: SHORT,
        body_time: SHORT,
        stall_time: SHORT,
        ..AcceptLimits::default()
    }
}

#[tokio::test]
async fn a_connection_that_sends_headers_slowly_is_closed() {
    let server = run(quick(), Tls::Off).await;
    for beginning in
        ["", "G", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\nX-", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]
    {
        let mut stream = server.connect().await;
        stream.write_all(beginning.as_bytes()).await.unwrap();
        let answer = rest(&mut stream).await;
        assert!(!answer.contains("200"), "{beginning:?}: {answer}");
    }
}

/// Sends one byte of its headers after another until the connection is closed.
async fn drip(stream: TcpStream, pause: Duration) {
    let (mut reading, mut writing) = stream.into_split();
    let drips = async {
        for letter in b"GET / HTTP/1.1\r\nX-A: b\r\n".iter().cycle() {
            if writing.write_all(&[*letter]).await.is_err() {
                break;
            }
            tokio::time::sleep(pause).await;
        }
        std::future::pending::<()>().await;
    };
    let answer = tokio::select! {
        answer = rest(&mut reading) => answer,
        () = drips => unreachable!("it never ends"),
    };
    assert!(!answer.contains("200"), "{answer}");
}

#[tokio::test]
async fn a_crowd_that_drips_its_headers_is_closed_and_shuts_nobody_out() {
    let server = run(quick(), Tls::Off).await;
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..200 {
        crowd.spawn(drip(server.connect().await, SHORT / 10));
    }
    assert!(server.ask("/", "").await.ends_with("hello"));
    while let Some(closed) = in_time(crowd.join_next()).await {
        closed.unwrap();
    }
}

/// T-DOS 1 as it stands there: what a reader waits meanwhile is a figure of the benchmark.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "lasts five minutes: cargo test --workspace --test accept -- --ignored"]
async fn two_thousand_that_drip_for_five_minutes_are_each_closed_and_shut_nobody_out() {
    artel_web::accept::raise_descriptors();
    let server = run(AcceptLimits::default(), Tls::Off).await;
    let address = server.address;
    let attack = async {
        let mut crowd = tokio::task::JoinSet::new();
        for _ in 0..2_000 {
            crowd.spawn(async move {
                loop {
                    let stream = TcpStream::connect(address).await.unwrap();
                    let dripping = drip(stream, Duration::from_secs(10));
                    // Whoever was thrown out comes again.
                    tokio::time::timeout(Duration::from_secs(15), dripping).await.expect("it is closed");
                }
            });
        }
        // Each of them goes on for ever, unless something is wrong.
        crowd.join_next().await.expect("there is a crowd").unwrap();
    };
    let readers = async {
        loop {
            assert!(server.ask("/", "").await.ends_with("hello"));
            tokio::time::sleep(SHORT).await;
        }
    };
    let minutes = tokio::time::timeout(Duration::from_secs(300), async {
        tokio::select! { () = attack => {}, () = readers => {} }
    });
    assert!(minutes.await.is_err(), "neither the attack nor the readers end before");
}

#[tokio::test]
async fn silence_between_two_requests_ends_the_connection() {
    let server = run(quick(), Tls::Off).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    assert_eq!(rest(&mut stream).await.matches("hello").count(), 2);
}

#[tokio::test]
async fn a_body_that_trickles_is_answered_with_408() {
    let server = run(quick(), Tls::Off).await;
    let mut stream = server.connect().await;
    stream.write_all(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n").await.unwrap();
    let (mut reading, mut writing) = stream.split();
    let trickle = async {
        while writing.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        std::future::pending::<()>().await;
    };
    let answer = tokio::select! {
        answer = rest(&mut reading) => answer,
        () = trickle => unreachable!("it never ends"),
    };
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[tokio::test]
async fn a_large_body_earns_its_time_by_its_speed() {
    let limits = AcceptLimits { body_rate: 100, ..quick() };
    let server = run(limits, Tls::Off).await;
    let mut stream = server.connect().await;
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 400\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    // A hundred bytes buy a second; four times a tenth of one is longer than a body without merit may take.
    for _ in 0..4 {
        stream.write_all(&[b'x'; 100]).await.unwrap();
        tokio::time::sleep(SHORT / 2).await;
    }
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn an_answer_that_nobody_reads_ends_the_connection() {
    let server = run(quick(), Tls::Off).await;
    let mut stream = server.connect().await;
    stream.write_all(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    // Nothing is read, so the server's side fills up; then writing to it fails, because it is gone.
    eventually(|| {
        let gone = stream.try_write(b"x").is_err();
        async move { gone.then_some(()) }
    })
    .await;
}

#[tokio::test]
async fn headers_that_are_too_large_are_refused() {
    let server = run(AcceptLimits { header_bytes: 8192, ..quick() }, Tls::Off).await;
    let answer = server.ask("/", &format!("X-Large: {}\r\n", "x".repeat(20_000))).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

#[tokio::test]
async fn silent_connections_give_up_their_place() {
    let limits = AcceptLimits { connections: 3, header_time: LONG * 10, ..AcceptLimits::default() };
    let server = run(limits, Tls::Off).await;
    let mut silent = Vec::new();
    for _ in 0..20 {
        let mut stream = server.connect().await;
        stream.write_all(b"G").await.unwrap();
        silent.push(stream);
    }
    assert!(server.ask("/", "").await.ends_with("hello"), "a crowd of silent ones shuts nobody out");
    assert_eq!(rest(&mut silent[0]).await, "", "the one that was silent for longest is gone");
}

#[tokio::test]
async fn when_all_places_are_at_work_no_more_come_in() {
    let server = run(AcceptLimits { connections: 1, ..AcceptLimits::default() }, Tls::Off).await;
    let busy = tokio::spawn(ask(server.connect().await, "/wait", ""));
    in_time(server.asked.notified()).await;
    assert_eq!(rest(&mut server.connect().await).await, "");
    server.go_on.notify_one();
    assert!(in_time(busy).await.unwrap().ends_with("done"));
}

#[tokio::test]
async fn a_stranger_cannot_say_who_asks() {
    let server = run(quick(), Tls::Off).await;
    let lies = "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\n";
    assert!(server.ask("/whoami", lies).await.ends_with("127.0.0.1 http node.example"));
}

#[tokio::test]
async fn a_trusted_proxy_says_who_asks() {
    let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let server = run(AcceptLimits { trusted_proxies, ..quick() }, Tls::Off).await;
    let said = "X-Forwarded-For: 6.6.6.6, 192.0.2.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: public.example\r\n";
    assert!(server.ask("/whoami", said).await.ends_with("192.0.2.1 https public.example"));
}

#[tokio::test]
async fn a_stop_waits_for_the_request_under_way() {
    let server = run(AcceptLimits::default(), Tls::Off).await;
    let idle = server.connect().await;
    let under_way = tokio::spawn(ask(server.connect().await, "/wait", ""));
    in_time(server.asked.notified()).await;
    server.stop.send(()).unwrap();
    eventually(async || TcpStream::connect(server.address).await.err()).await;
    server.go_on.notify_one();
    assert!(in_time(under_way).await.unwrap().ends_with("done"));
    in_time(server.server).await.unwrap().unwrap();
    drop(idle);
}

#[tokio::test]
async fn a_stop_does_not_wait_for_ever() {
    let server = run(AcceptLimits { stop_time: SHORT, ..AcceptLimits::default() }, Tls::Off).await;
    let under_way = tokio::spawn(ask(server.connect().await, "/wait", ""));
    in_time(server.asked.notified()).await;
    server.stop.send(()).unwrap();
    in_time(server.server).await.unwrap().unwrap();
    assert_eq!(in_time(under_way).await.unwrap(), "");
}

/// Puts a certificate for `localhost` and its key into a folder.
fn issue(folder: &Path) -> CertificateDer<'static> {
    let issued = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    std::fs::write(folder.join("key.pem"), issued.key_pair.serialize_pem()).unwrap();
    std::fs::write(folder.join("cert.pem"), issued.cert.pem()).unwrap();
    issued.cert.der().clone()
}

fn files(folder: &Path) -> CertificateFiles {
    CertificateFiles::open(folder.join("cert.pem"), folder.join("key.pem")).unwrap()
}

/// A connection that trusts this certificate only.
async fn connect_trusting(
    address: SocketAddr,
    certificate: &CertificateDer<'static>,
    protocol: &str,
) -> std::io::Result<tokio_rustls::client::TlsStream<TcpStream>> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

#[tokio::test]
async fn certificates_from_files_are_served_to_both_versions_of_http() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = issue(folder.path());
    let server = run(quick(), Tls::Files(files(folder.path()))).await;
    let stream = connect_trusting(server.address, &certificate, "http/1.1").await.unwrap();
    assert!(ask(stream, "/whoami", "").await.ends_with("127.0.0.1 https node.example"));

    let stream = connect_trusting(server.address, &certificate, "h2").await.unwrap();
    let io = hyper_util::rt::TokioIo::new(stream);
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(hyper_util::rt::TokioExecutor::new(), io).await.unwrap();
    tokio::spawn(connection);
    let request = http::Request::get("https://localhost/whoami").body(String::new()).unwrap();
    let answer = in_time(sender.send_request(request)).await.unwrap();
    let body = http_body_util::BodyExt::collect(answer.into_body()).await.unwrap().to_bytes();
    assert_eq!(body, "127.0.0.1 https localhost");
    // Nothing more is asked: the server says goodbye.
    eventually(|| {
        let closed = sender.is_closed();
        async move { closed.then_some(()) }
    })
    .await;
}

#[tokio::test]
async fn a_handshake_that_never_comes_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    issue(folder.path());
    let server = run(quick(), Tls::Files(files(folder.path()))).await;
    let mut stream = server.connect().await;
    stream.write_all(&[22, 3, 1]).await.unwrap();
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_and_a_bad_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let first = issue(folder.path());
    let files = files(folder.path()).look_every(Duration::from_millis(20));
    let server = run(quick(), Tls::Files(files)).await;
    connect_trusting(server.address, &first, "h2").await.unwrap();

    std::fs::write(folder.path().join("cert.pem"), "no certificate").unwrap();
    connect_trusting(server.address, &first, "h2").await.unwrap();

    let second = issue(folder.path());
    eventually(async || connect_trusting(server.address, &second, "h2").await.ok()).await;
    assert!(connect_trusting(server.address, &first, "h2").await.is_err());

    std::fs::write(folder.path().join("key.pem"), "no key").unwrap();
    connect_trusting(server.address, &second, "h2").await.unwrap();
}

#[test]
fn bad_files_are_named_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let sentence = |certificate: &str, key: &str| match CertificateFiles::open(path(certificate), path(key)) {
        Ok(_) => panic!("they are bad"),
        Err(error) => error.to_string(),
    };
    assert!(sentence("cert.pem", "key.pem").contains("cert.pem cannot be read"));
    issue(folder.path());
    std::fs::write(path("empty.pem"), "").unwrap();
    let other = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    std::fs::write(path("other.pem"), other.key_pair.serialize_pem()).unwrap();
    assert!(sentence("empty.pem", "key.pem").contains("empty.pem holds no certificate"));
    assert!(sentence("cert.pem", "empty.pem").contains("empty.pem holds no private key"));
    assert!(sentence("cert.pem", "cert.pem").contains("cert.pem holds no private key"));
    assert!(sentence("cert.pem", "other.pem").contains("does not belong to the certificate"));
}

#[tokio::test]
async fn without_a_certificate_yet_acme_refuses_connections_and_stops_cleanly() {
    let folder = tempfile::tempdir().unwrap();
    let settings = AcmeSettings {
        names: vec!["localhost".into()],
        contact: Some("admin@localhost".into()),
        directory: "https://127.0.0.1:9/directory".into(),
        folder: folder.path().join("acme"),
    };
    let server = run(quick(), Tls::acme(settings).unwrap()).await;
    assert!(folder.path().join("acme").is_dir());
    let anything = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    assert!(connect_trusting(server.address, anything.cert.der(), "h2").await.is_err());
    server.stop.send(()).unwrap();
    in_time(server.server).await.unwrap().unwrap();
}
