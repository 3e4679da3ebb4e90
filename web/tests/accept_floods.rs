//! Floods of HTTP/2 frames (T-DOS 3): whoever sends them loses the connection, and nobody else notices.

#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use std::time::Duration;

use artel_web::accept::{AcceptLimits, serve};
use artel_web::tls::Tls;
use axum::Router;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// Types of frames (RFC 9113 §6).
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
/// `:method GET`, `:path /`, `:scheme http` of HPACK's static table.
const GET_ROOT: &[u8] = &[0x82, 0x84, 0x86];
/// `:method POST`, `:path /`, `:scheme http`.
const POST_ROOT: &[u8] = &[0x83, 0x84, 0x86];
/// So many frames no honest client sends.
const FRAMES: u32 = 100_000;
/// How long this server waits for a request.
const PATIENCE: Duration = Duration::from_millis(500);

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = vec![length[1], length[2], length[3], kind, flags];
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// A server, and a connection that floods it with `flood` (frame number → bytes) after `first` until it is closed. Yields
/// how many frames were sent by then.
async fn flood(first: Vec<u8>, flood: impl Fn(u32) -> Vec<u8> + Send + 'static) -> u32 {
    let app =
        Router::new().route("/", get(async || "hello")).route("/", post(async |body: bytes::Bytes| body));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let limits = AcceptLimits { header_time: PATIENCE, body_time: PATIENCE, ..AcceptLimits::default() };
    let server = tokio::spawn(async move {
        let shutdown = async { drop::<Result<(), _>>(stopped.await) };
        serve(listener, Tls::Off, app, limits, shutdown).await
    });

    let stream = TcpStream::connect(address).await.unwrap();
    let (mut reader, mut writer) = stream.into_split();
    let mut hello = PREFACE.to_vec();
    hello.extend(frame(SETTINGS, 0, 0, b""));
    hello.extend(first);
    writer.write_all(&hello).await.unwrap();
    // An attacker who reads is the harder one: nothing holds the server up.
    let reading = tokio::spawn(async move {
        let mut rest = vec![0; 64 * 1024];
        while reader.read(&mut rest).await.is_ok_and(|read| read > 0) {}
    });
    let writing = tokio::spawn(async move {
        let mut number = 0;
        while writer.write_all(&flood(number)).await.is_ok() {
            number += 1;
        }
        number
    });
    let ended = async {
        let sent = writing.await.unwrap();
        reading.await.unwrap();
        sent
    };
    let honest = async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: node.example\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let (sent, answer) = tokio::join!(tokio::time::timeout(Duration::from_secs(60), ended), honest);
    let sent = sent.expect("the connection is closed, whatever is sent");
    assert!(answer.ends_with("hello"), "others are served meanwhile: {answer}");
    drop(stop);
    server.await.unwrap().unwrap();
    sent
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_that_are_opened_and_reset_at_once_end_the_connection() {
    let sent = flood(Vec::new(), |number| {
        let stream = 2 * number + 1;
        let mut pair = frame(HEADERS, END_HEADERS | END_STREAM, stream, GET_ROOT);
        pair.extend(frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes()));
        pair
    })
    .await;
    assert!(sent < FRAMES, "closed after {sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_without_end_end_the_connection() {
    let piece = vec![0x40; 8 * 1024];
    let begun = frame(HEADERS, END_STREAM, 1, GET_ROOT);
    let sent = flood(begun, move |_| frame(CONTINUATION, 0, 1, &piece)).await;
    assert!(sent < FRAMES, "closed after {sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn empty_data_does_not_keep_a_request_alive() {
    let sent = flood(frame(HEADERS, END_HEADERS, 1, POST_ROOT), |_| frame(DATA, 0, 1, b"")).await;
    assert!(sent < FRAMES, "closed after {sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_over_and_over_are_no_request() {
    // What is no request earns no time: the connection ends as if it had been silent.
    flood(Vec::new(), |_| frame(SETTINGS, 0, 0, b"")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pings_over_and_over_are_no_request() {
    flood(Vec::new(), |_| frame(PING, 0, 0, b"12345678")).await;
}
