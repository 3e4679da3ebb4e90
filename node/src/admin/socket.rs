//! The local socket: one line of JSON with a [`Request`], one line with a [`Response`]. The socket lies in the data
//! folder and only its owner may open it.

use std::fs::{File, Permissions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use super::{Request, Response, answer};
use crate::features::recovery::KIT_BYTES;
use crate::node::Node;

/// The longest request: a recovery kit, and a little for what is written around it. An article has a tenth of that.
const LONGEST_REQUEST: u64 = KIT_BYTES as u64 + 64 * 1024;

const NAME: &str = "admin.sock";

/// The longest path that a socket's address has room for, in bytes, on Linux and on everything else (unix(7), less on
/// the BSDs).
const LONGEST_PATH: usize = 103;

/// The socket's path, short enough for its address: a deep folder is reached by way of its open descriptor, which has
/// to stay open until the path was used.
struct Address {
    path: PathBuf,
    _folder: Option<File>,
}

impl Address {
    fn of(data: &Path) -> io::Result<Address> {
        let path = data.join(NAME);
        if path.as_os_str().len() <= LONGEST_PATH {
            return Ok(Address { path, _folder: None });
        }
        let folder = File::open(data)?;
        let short = PathBuf::from(format!("/proc/self/fd/{}", folder.as_raw_fd()));
        if !short.exists() {
            let sentence =
                format!("the path {} is too long for a socket: choose a shorter data folder", path.display());
            return Err(io::Error::new(io::ErrorKind::InvalidFilename, sentence));
        }
        Ok(Address { path: short.join(NAME), _folder: Some(folder) })
    }
}

/// The socket of a running node. From when it is made commands are heard, and from when it serves they are answered.
pub struct Socket {
    node: Node,
    listener: UnixListener,
}

impl Socket {
    /// Makes the socket in the data folder; only its owner may open it.
    pub fn bind(node: Node) -> io::Result<Socket> {
        let address = Address::of(&node.config().data)?;
        // Left over from a node that did not stop cleanly; the folder's lock says that none is running.
        let _ = std::fs::remove_file(&address.path);
        let listener = UnixListener::bind(&address.path)?;
        std::fs::set_permissions(&address.path, Permissions::from_mode(0o600))?;
        Ok(Socket { node, listener })
    }

    /// Answers the command line until `stop` is done.
    pub async fn serve(self, stop: impl Future<Output = ()>) -> io::Result<()> {
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                accepted = self.listener.accept() => {
                    let Ok((stream, _)) = accepted else { continue };
                    let node = self.node.clone();
                    tokio::spawn(async move {
                        if let Err(error) = converse(&node, stream).await {
                            tracing::debug!(%error, "a command went away before its answer");
                        }
                    });
                }
            }
        }
        std::fs::remove_file(self.node.config().data.join(NAME))
    }
}

async fn converse(node: &Node, mut stream: UnixStream) -> io::Result<()> {
    let (reader, mut writer) = stream.split();
    let mut line = String::new();
    BufReader::new(reader.take(LONGEST_REQUEST)).read_line(&mut line).await?;
    let response = match serde_json::from_str(&line) {
        Ok(request) => answer(node, request).await,
        Err(error) => Response::Refused(format!("the running node does not understand the command: {error}")),
    };
    let mut answer = serde_json::to_vec(&response)?;
    answer.push(b'\n');
    writer.write_all(&answer).await
}

/// Asks the node that runs on this folder; none if there is none.
pub async fn ask(data: &Path, request: &Request) -> io::Result<Option<Response>> {
    let connected = match Address::of(data) {
        Ok(address) => UnixStream::connect(&address.path).await,
        Err(error) => Err(error),
    };
    let mut stream = match connected {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    stream.write_all(&line).await?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).await?;
    Ok(Some(serde_json::from_str(&answer)?))
}
