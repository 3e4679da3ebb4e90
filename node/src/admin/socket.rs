//! The local socket: one line of JSON with a [`Request`], one line with a [`Response`]. The socket lies in the data
//! folder and only its owner may open it.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

use super::{Request, Response, answer};
use crate::node::Node;

/// The longest request: an article with its text.
const LONGEST_REQUEST: u64 = 1024 * 1024;

fn path(data: &Path) -> PathBuf {
    data.join("admin.sock")
}

/// Answers the command line until `stop` is done.
pub async fn serve(node: Node, stop: impl Future<Output = ()>) -> io::Result<()> {
    let path = path(&node.config().data);
    // Left over from a node that did not stop cleanly; the folder's lock says that none is running.
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else { continue };
                let node = node.clone();
                tokio::spawn(async move {
                    if let Err(error) = converse(&node, stream).await {
                        tracing::debug!(%error, "a command went away before its answer");
                    }
                });
            }
        }
    }
    std::fs::remove_file(&path)
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
    let mut stream = match UnixStream::connect(path(data)).await {
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
