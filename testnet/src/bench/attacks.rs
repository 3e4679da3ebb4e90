//! What others notice while somebody is up to no good (T-DOS 1 and 4), and what the time of an answer gives away
//! (T-WEB 9).

use std::net::SocketAddr;
use std::time::Duration;

use artel_node::Node;
use artel_node::features::sessions::From;
use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::large::{large, open};
use super::load::{Connection, Stopwatch, percentile};
use super::measures::Ground;
use super::node::{COMPANY, HOST};
use super::{Failure, Figure};

/// Sockets that send one byte of their headers now and then.
const SLOW_SOCKETS: usize = 2_000;
const BETWEEN_BYTES: Duration = Duration::from_secs(10);
/// A thousand log-ins a minute.
const BETWEEN_LOG_INS: Duration = Duration::from_millis(60);
const TRIES: usize = 200;

/// What a reader waits for a page while thousands of sockets drip their headers.
pub async fn page_under_slow_sockets() -> Result<Figure, Failure> {
    let ground = Ground::lay().await?;
    let slow = drip(ground.node.address).await?;
    let value = percentile(99, ground.node.address, page(), 4).await?;
    drop(slow);
    ground.node.stop().await?;
    Ok(Figure { value, unit: "ms", limit: 1_000.0, limit_is: "ms that we allow" })
}

/// How long the last of those sockets stays open.
pub async fn slow_sockets_closed() -> Result<Figure, Failure> {
    let ground = Ground::lay().await?;
    let watch = Stopwatch::start();
    let mut slow = drip(ground.node.address).await?;
    while slow.join_next().await.is_some() {}
    let value = watch.elapsed().as_secs_f64();
    ground.node.stop().await?;
    Ok(Figure { value, unit: "s", limit: 15.0, limit_is: "s that we allow" })
}

/// What a reader waits for a page while somebody guesses a password.
pub async fn page_under_log_ins() -> Result<Figure, Failure> {
    let ground = Ground::lay().await?;
    let guessing = tokio::spawn(guess(ground.node.address));
    let value = percentile(99, ground.node.address, page(), 4).await?;
    if guessing.is_finished() {
        return Err(guessing.await?.err().unwrap_or_else(|| "the guesser gave up".into()));
    }
    guessing.abort();
    ground.node.stop().await?;
    Ok(Figure { value, unit: "ms", limit: 500.0, limit_is: "ms that we allow" })
}

/// By how much an account that is not there is refused sooner than a wrong password, on average.
pub async fn log_in_tells() -> Result<Figure, Failure> {
    let node = open(&large().await?.data)?;
    let (mut there, mut missing) = (Duration::ZERO, Duration::ZERO);
    for number in 0..TRIES {
        there += refused_in(&node, &format!("person_{number}")).await?;
        missing += refused_in(&node, &format!("nobody_{number}")).await?;
    }
    node.close();
    let apart = there.abs_diff(missing).as_secs_f64() * 1000.0;
    let tries = u32::try_from(TRIES)?;
    Ok(Figure { value: apart / f64::from(tries), unit: "ms", limit: 5.0, limit_is: "ms that we allow" })
}

async fn refused_in(node: &Node, name: &str) -> Result<Duration, Failure> {
    let watch = Stopwatch::start();
    match node.log_in(name, "not the password", From::default()).await {
        Err(_) => Ok(watch.elapsed()),
        Ok(_) => Err("a wrong password was taken".into()),
    }
}

/// The company's page, as a reader without an account asks for it.
fn page() -> Bytes {
    format!("GET /@{COMPANY} HTTP/1.1\r\nhost: {HOST}\r\naccept: text/html\r\n\r\n").into()
}

/// Opens the slow sockets; each task ends when its socket was closed.
async fn drip(address: SocketAddr) -> Result<JoinSet<()>, Failure> {
    let mut sockets = JoinSet::new();
    for _ in 0..SLOW_SOCKETS {
        let (mut reader, mut writer) = TcpStream::connect(address).await?.into_split();
        sockets.spawn(async move {
            let drips = async {
                for letter in b"GET / HTTP/1.1\r\n".iter().cycle() {
                    if writer.write_all(&[*letter]).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(BETWEEN_BYTES).await;
                }
            };
            let mut answer = [0; 1024];
            let closed = async { while reader.read(&mut answer).await.is_ok_and(|read| read > 0) {} };
            tokio::select! { () = drips => {}, () = closed => {} }
        });
    }
    Ok(sockets)
}

/// Guesses the owner's password until it is stopped.
async fn guess(address: SocketAddr) -> Result<(), Failure> {
    let mut connection = Connection::open(address).await?;
    let form = format!("GET /login HTTP/1.1\r\nhost: {HOST}\r\naccept: text/html\r\n\r\n");
    connection.exchange(form.as_bytes()).await?;
    let answer = String::from_utf8_lossy(connection.answer()).into_owned();
    let between = |before: &str, after: char| {
        let rest = answer.split_once(before)?.1;
        rest.split(after).next().map(str::to_owned)
    };
    let session = between("artel_session=", ';').ok_or("the log-in gives no session")?;
    let csrf = between("name=\"csrf\" value=\"", '"').ok_or("the log-in has no form")?;
    let body = format!("csrf={csrf}&name=owner&password=guess&next=%2F");
    let request = format!(
        "POST /login HTTP/1.1\r\nhost: {HOST}\r\ncookie: artel_session={session}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut ticks = tokio::time::interval(BETWEEN_LOG_INS);
    loop {
        ticks.tick().await;
        let status = connection.exchange(request.as_bytes()).await?;
        if ![422, 429].contains(&status) {
            return Err(format!("a guess was answered with {status}").into());
        }
    }
}
