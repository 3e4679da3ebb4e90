//! Whose certificates are believed: the system's authorities, or those in the file that `SSL_CERT_FILE` names.
//!
//! The variable is read when a client is made, so each question is put by a child process of its own.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::ground::{ACTIVITY, Names, client, id};

/// Where the child finds the server.
const SERVER: &str = "ARTEL_TEST_SERVER";

#[tokio::test]
async fn the_authorities_in_ssl_cert_file_are_believed_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let issued = rcgen::generate_simple_self_signed(vec!["tls.test".into()]).unwrap();
    let other = rcgen::generate_simple_self_signed(vec!["tls.test".into()]).unwrap();
    let (good, wrong) = (folder.path().join("good.pem"), folder.path().join("wrong.pem"));
    std::fs::write(&good, issued.cert.pem()).unwrap();
    std::fs::write(&wrong, other.cert.pem()).unwrap();
    let key = PrivateKeyDer::try_from(issued.key_pair.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![issued.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.10.4:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, config));

    assert_eq!(child_says(&good, address).await, "200");
    assert_eq!(child_says(&wrong, address).await, "refused");
    assert_eq!(child_says(&folder.path().join("missing.pem"), address).await, "refused", "and no panic");
}

/// What a child process with this file gets from the server.
async fn child_says(authorities: &Path, server: SocketAddr) -> String {
    let child = tokio::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "authorities::a_child_asks", "--ignored", "--nocapture"])
        .env("SSL_CERT_FILE", authorities)
        .env_remove("SSL_CERT_DIR")
        .env(SERVER, server.to_string())
        .stderr(Stdio::inherit())
        .output();
    let output = child.await.unwrap();
    assert!(output.status.success());
    let output = String::from_utf8(output.stdout).unwrap();
    let said = output.split("the answer: ").nth(1).expect("the child says what it got");
    said.split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
#[ignore = "run by another test, in a process of its own"]
async fn a_child_asks() {
    let Ok(server) = std::env::var(SERVER) else { return };
    let names = Arc::new(Names::default());
    names.lead("tls.test", &[server.parse().unwrap()]);
    let answer = client(names).get(&id("https://tls.test/"), ACTIVITY, None).await;
    println!("the answer: {}", answer.map_or("refused".into(), |answer| answer.status.as_u16().to_string()));
}

/// Answers everybody with an empty 200.
async fn serve(listener: TcpListener, config: rustls::ServerConfig) {
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    while let Ok((stream, _)) = listener.accept().await {
        let Ok(mut stream) = acceptor.accept(stream).await else { continue };
        let mut start = [0; 4096];
        if stream.read(&mut start).await.is_ok() {
            let _ =
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
            let _ = stream.shutdown().await;
        }
    }
}
