//! The load: requests over connections that are kept, written and read with as little work as can be, so that the
//! machine is left to the node.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Failure;

/// How long a rate is measured.
pub const SPAN: Duration = Duration::from_secs(5);

/// A stopwatch: the benchmark is the one place where time is measured and not given.
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
    pub fn start() -> Stopwatch {
        Stopwatch(std::time::Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    pub fn per_second(&self, count: u64) -> f64 {
        count as f64 / self.elapsed().as_secs_f64()
    }
}

/// Sends the same request again and again over `connections` for [`SPAN`], and tells how many a second were answered
/// with 200.
pub async fn repeat(address: SocketAddr, request: Bytes, connections: usize) -> Result<f64, Failure> {
    let answered = Arc::new(AtomicU64::new(0));
    let watch = Stopwatch::start();
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (request, answered) = (request.clone(), answered.clone());
        tasks.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            let watch = Stopwatch::start();
            while watch.elapsed() < SPAN {
                let status = connection.exchange(&request).await?;
                if status != 200 {
                    return Err(Failure::from(format!("the node answered {status}")));
                }
                answered.fetch_add(1, Ordering::Relaxed);
            }
            Ok(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(watch.per_second(answered.load(Ordering::Relaxed)))
}

/// Sends the same request again and again over `connections` for [`SPAN`], and tells how many milliseconds that many
/// of 100 took at most.
pub async fn percentile(
    percent: usize,
    address: SocketAddr,
    request: Bytes,
    connections: usize,
) -> Result<f64, Failure> {
    percentile_of(percent, address, request, (connections, usize::MAX)).await
}

/// The same of at most so many requests over each connection: for pages that are rationed.
pub async fn percentile_of(
    percent: usize,
    address: SocketAddr,
    request: Bytes,
    (connections, each): (usize, usize),
) -> Result<f64, Failure> {
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let request = request.clone();
        tasks.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            let mut times = Vec::new();
            let whole = Stopwatch::start();
            while whole.elapsed() < SPAN && times.len() < each {
                let watch = Stopwatch::start();
                let status = connection.exchange(&request).await?;
                if status != 200 {
                    return Err(Failure::from(format!("the node answered {status}")));
                }
                times.push(watch.elapsed().as_secs_f64() * 1000.0);
            }
            Ok(times)
        }));
    }
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    times.sort_by(f64::total_cmp);
    let place = times.len() * percent / 100;
    times.get(place).copied().ok_or_else(|| "nothing was answered".into())
}

/// Sends each request once over `connections`, and tells how many a second were answered with 202.
pub async fn each_once(
    address: SocketAddr,
    requests: Arc<Vec<Bytes>>,
    connections: usize,
) -> Result<f64, Failure> {
    let next = Arc::new(AtomicUsize::new(0));
    let watch = Stopwatch::start();
    let mut tasks = Vec::new();
    for _ in 0..connections {
        let (requests, next) = (requests.clone(), next.clone());
        tasks.push(tokio::spawn(async move {
            let mut connection = Connection::open(address).await?;
            while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                let status = connection.exchange(request).await?;
                if status != 202 {
                    return Err(Failure::from(format!("the node answered {status}")));
                }
            }
            Ok(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    Ok(watch.per_second(requests.len() as u64))
}

/// One kept HTTP/1.1 connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Result<Connection, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// The answer that was read last.
    pub fn answer(&self) -> &[u8] {
        &self.buffer
    }

    /// Sends a request and reads its answer to the end; yields the status.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<u16, Failure> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
            self.read_more().await?;
        };
        let text = std::str::from_utf8(&self.buffer[..head])?;
        let status = text.get(9..12).ok_or("the answer has no status")?.parse()?;
        let length = text.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        });
        let end = head + length.unwrap_or(0);
        while self.buffer.len() < end {
            self.read_more().await?;
        }
        Ok(status)
    }

    async fn read_more(&mut self) -> Result<(), Failure> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err("the node closed the connection".into()),
            _ => Ok(()),
        }
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}
