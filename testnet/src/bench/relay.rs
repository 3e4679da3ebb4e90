//! What stands between a hub and the other side of the benchmark: a relay of datagrams that counts every byte, and one
//! listener under which all hosts of the test network are found.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use artel_testnet::Testnet;
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::task::JoinHandle;

use super::Failure;

/// What the headers of IPv4 and UDP add to each datagram.
const HEADERS: u64 = 28;
/// Larger than any datagram.
const DATAGRAM: usize = 65_536;

/// Hands datagrams on to a hub and back, and counts them with their headers: what encryption, multiplexing, pings and
/// gossip add stands in the figure too.
pub struct Relay {
    pub address: SocketAddr,
    counted: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Relay {
    /// Stands before the hub that listens, or will, at this address.
    pub async fn before(hub: SocketAddr) -> Result<Relay, Failure> {
        let front = Arc::new(UdpSocket::bind("127.0.10.2:0").await?);
        let (address, counted) = (front.local_addr()?, Arc::new(AtomicU64::new(0)));
        let task = tokio::spawn(hand_on(front, hub, counted.clone()));
        Ok(Relay { address, counted, task })
    }

    /// How many bytes have gone either way since the start.
    pub fn bytes(&self) -> u64 {
        self.counted.load(Ordering::Relaxed)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Each peer has a socket of its own towards the hub, so that the hub can tell them apart.
async fn hand_on(front: Arc<UdpSocket>, hub: SocketAddr, counted: Arc<AtomicU64>) {
    let mut towards: HashMap<SocketAddr, Arc<UdpSocket>> = HashMap::new();
    let mut buffer = vec![0; DATAGRAM];
    while let Ok((length, peer)) = front.recv_from(&mut buffer).await {
        count(&counted, length);
        let socket = match towards.get(&peer) {
            Some(socket) => socket.clone(),
            None => {
                let Ok(socket) = towards_hub(hub).await else { continue };
                towards.insert(peer, socket.clone());
                tokio::spawn(hand_back(socket.clone(), front.clone(), peer, counted.clone()));
                socket
            }
        };
        // A datagram may be lost; who sent it sends it again.
        let _ = socket.send(&buffer[..length]).await;
    }
}

async fn towards_hub(hub: SocketAddr) -> std::io::Result<Arc<UdpSocket>> {
    let socket = UdpSocket::bind("127.0.10.2:0").await?;
    socket.connect(hub).await?;
    Ok(Arc::new(socket))
}

async fn hand_back(socket: Arc<UdpSocket>, front: Arc<UdpSocket>, peer: SocketAddr, counted: Arc<AtomicU64>) {
    let mut buffer = vec![0; DATAGRAM];
    while let Ok(length) = socket.recv(&mut buffer).await {
        count(&counted, length);
        let _ = front.send_to(&buffer[..length], peer).await;
    }
}

fn count(counted: &AtomicU64, length: usize) {
    counted.fetch_add(length as u64 + HEADERS, Ordering::Relaxed);
}

/// Listens for everybody in a test network: whoever connects is led to the host that its first request names.
pub async fn one_door(net: &Testnet, names: &[String]) -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind("127.0.10.3:0").await?;
    let address = listener.local_addr()?;
    let hosts: HashMap<String, SocketAddr> =
        names.iter().map(|name| (format!("{name}.test"), net.member(name).address)).collect();
    let hosts = Arc::new(hosts);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let hosts = hosts.clone();
            tokio::spawn(async move {
                // Whoever asks sees that the connection ended.
                let _ = lead(stream, &hosts).await;
            });
        }
    });
    Ok(address)
}

async fn lead(mut stream: TcpStream, hosts: &HashMap<String, SocketAddr>) -> std::io::Result<()> {
    let mut head = vec![0; 16 * 1024];
    loop {
        let length = stream.peek(&mut head).await?;
        let text = String::from_utf8_lossy(&head[..length]).to_lowercase();
        if length == 0 || length == head.len() {
            return Ok(());
        }
        if text.contains("\r\n\r\n") {
            let host = text.lines().find_map(|line| line.strip_prefix("host:"));
            let Some(address) = host.and_then(|host| hosts.get(host.trim())) else { return Ok(()) };
            let mut there = TcpStream::connect(address).await?;
            tokio::io::copy_bidirectional(&mut stream, &mut there).await?;
            return Ok(());
        }
        // A head comes in one piece, or very soon.
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
}
