//! What the machine can do at the most, measured in the same run as the figures.

use std::io::Write;
use std::time::Duration;

use artel_protocol::key::RsaSecret;
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use axum::Router;
use axum::routing::get;
use bytes::Bytes;
use tokio::net::TcpListener;

use super::Failure;
use super::load::{Stopwatch, repeat};

const SPAN: Duration = Duration::from_secs(1);

pub fn rsa_key() -> Result<RsaSecret, Failure> {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| "no key could be made")?;
    let der = pair.as_der().map_err(|_| "no key could be written")?;
    Ok(RsaSecret::from_pkcs8(der.as_ref())?)
}

/// RSA-2048 checks a second on one core.
pub fn rsa_checks_per_s() -> Result<f64, Failure> {
    let key = rsa_key()?;
    let (public, signature) = (key.public(), key.sign_sha256(b"message"));
    let watch = Stopwatch::start();
    let mut count = 0;
    while watch.elapsed() < SPAN {
        if !public.verify_sha256(b"message", &signature) {
            return Err("a good signature was refused".into());
        }
        count += 1;
    }
    Ok(watch.per_second(count))
}

/// RSA-2048 signatures a second on one core.
pub fn rsa_signatures_per_s() -> Result<f64, Failure> {
    let key = rsa_key()?;
    let watch = Stopwatch::start();
    let mut count = 0;
    while watch.elapsed() < SPAN {
        key.sign_sha256(b"message");
        count += 1;
    }
    Ok(watch.per_second(count))
}

/// How often a second a few kilobytes can be made durable.
pub fn fdatasyncs_per_s() -> Result<f64, Failure> {
    let folder = tempfile::tempdir()?;
    let mut file = std::fs::File::create(folder.path().join("sync"))?;
    let watch = Stopwatch::start();
    let mut count = 0;
    while watch.elapsed() < SPAN {
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        count += 1;
    }
    Ok(watch.per_second(count))
}

/// Requests a second of a handler that does nothing, with the same load beside it.
pub async fn empty_requests_per_s(connections: usize) -> Result<f64, Failure> {
    let listener = TcpListener::bind("127.0.10.1:0").await?;
    let address = listener.local_addr()?;
    let router = Router::new().route("/", get(async || "ok"));
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let rate = repeat(address, Bytes::from_static(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"), connections).await?;
    server.abort();
    Ok(rate)
}

/// How long it takes to start a program that does nothing, in milliseconds.
pub async fn empty_start_ms() -> Result<f64, Failure> {
    let watch = Stopwatch::start();
    tokio::process::Command::new("true").status().await?;
    Ok(watch.elapsed().as_secs_f64() * 1000.0)
}
