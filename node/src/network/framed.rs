//! A stream of frames: each with its length before it, within a limit and a time.

use std::io;
use std::time::Duration;

use artel_protocol::limits;
use artel_protocol::message::MalformedFrame;
use artel_protocol::message::frame::{self, Length};
use libp2p::Stream;
use libp2p::futures::{AsyncReadExt as _, AsyncWriteExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::streams::Turn;

/// One exchange with a peer. Dropping it breaks the exchange off; nothing else suffers.
pub struct FramedStream {
    stream: Stream,
    received: u64,
    sent: u64,
    /// Gives the turn to the next when the exchange ends.
    _turn: Turn,
}

/// Why an exchange ended.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    #[error("the peer ended the exchange")]
    Ended,
    #[error("it took longer than {} seconds", limits::FRAME_TIME.as_secs())]
    Slow,
    #[error("a frame is refused: {0}")]
    Frame(#[from] MalformedFrame),
    #[error("the connection broke: {0}")]
    Broken(#[from] io::Error),
}

/// How much is read at once, and so how much is reserved before any of it has come.
const CHUNK: usize = 64 * 1024;

impl FramedStream {
    pub(super) fn new(stream: Stream, turn: Turn) -> FramedStream {
        FramedStream { stream, received: 0, sent: 0, _turn: turn }
    }

    /// Sends a message as one frame.
    ///
    /// # Errors
    /// [`StreamError::Slow`] if the peer does not take it in time.
    pub async fn send<T: Serialize>(&mut self, message: &T) -> Result<(), StreamError> {
        self.send_raw(&frame::encode(message)).await
    }

    /// Receives one frame of at most `most` bytes.
    ///
    /// # Errors
    /// [`StreamError::Ended`] if the peer closed the stream before it; whatever else is wrong with it. After any error
    /// the stream is of no more use.
    pub async fn receive<T: DeserializeOwned>(&mut self, most: usize) -> Result<T, StreamError> {
        let bytes = within(limits::FRAME_TIME, self.read_frame(most)).await?;
        Ok(frame::decode(&bytes)?)
    }

    /// Sends bytes as they are.
    pub async fn send_raw(&mut self, bytes: &[u8]) -> Result<(), StreamError> {
        let stream = &mut self.stream;
        let sending = async {
            stream.write_all(bytes).await?;
            Ok(stream.flush().await?)
        };
        within(limits::FRAME_TIME, sending).await?;
        self.sent += bytes.len() as u64;
        Ok(())
    }

    /// Receives exactly so many bytes.
    pub async fn receive_raw(&mut self, length: usize) -> Result<Vec<u8>, StreamError> {
        within(limits::FRAME_TIME, self.read_exactly(length)).await
    }

    /// Says that nothing more comes from here, once all of it is under way.
    pub async fn finish(mut self) -> Result<(), StreamError> {
        within(limits::FRAME_TIME, async { Ok(self.stream.close().await?) }).await
    }

    /// How many bytes have come.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// How many bytes have gone.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    async fn read_frame(&mut self, most: usize) -> Result<Vec<u8>, StreamError> {
        let mut length = Length::default();
        let mut byte = [0];
        loop {
            if self.stream.read(&mut byte).await? == 0 {
                return Err(StreamError::Ended);
            }
            self.received += 1;
            if let Some(length) = length.push(byte[0], most)? {
                return self.read_exactly(length).await;
            }
        }
    }

    /// Room is made as bytes come, not for what is merely announced.
    async fn read_exactly(&mut self, length: usize) -> Result<Vec<u8>, StreamError> {
        let mut bytes = Vec::new();
        while bytes.len() < length {
            let start = bytes.len();
            bytes.resize(length.min(start + CHUNK), 0);
            let count = self.stream.read(&mut bytes[start..]).await?;
            if count == 0 {
                return Err(StreamError::Ended);
            }
            self.received += count as u64;
            bytes.truncate(start + count);
        }
        Ok(bytes)
    }
}

async fn within<T>(
    time: Duration,
    work: impl Future<Output = Result<T, StreamError>>,
) -> Result<T, StreamError> {
    tokio::time::timeout(time, work).await.unwrap_or(Err(StreamError::Slow))
}
