//! Bodies that are watched: a request's has to come in in time, an answer's has to be read.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use super::AcceptLimits;
use super::crowd::Answering;

/// Whether a request's body came too slowly.
#[derive(Clone, Default)]
pub(super) struct TooSlow(Arc<AtomicBool>);

impl TooSlow {
    pub(super) fn happened(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The body of a request, which fails when it takes too long.
pub(super) struct Timed<B> {
    inner: B,
    /// Begins when somebody wants to read: a handler that thinks first takes nothing from the sender's time.
    deadline: Option<Pin<Box<Sleep>>>,
    time: Duration,
    rate: u64,
    too_slow: TooSlow,
}

impl<B> Timed<B> {
    pub(super) fn new(inner: B, limits: &AcceptLimits, too_slow: TooSlow) -> Timed<B> {
        Timed { inner, deadline: None, time: limits.body_time, rate: limits.body_rate.max(1), too_slow }
    }
}

impl<B> HttpBody for Timed<B>
where
    B: HttpBody<Data = Bytes> + Unpin,
    B::Error: Into<axum::BoxError>,
{
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let this = self.get_mut();
        let time = this.time;
        let deadline = this.deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(time)));
        if deadline.as_mut().poll(context).is_ready() {
            this.too_slow.0.store(true, Ordering::Relaxed);
            return Poll::Ready(Some(Err(io::Error::from(io::ErrorKind::TimedOut).into())));
        }
        let frame = std::task::ready!(Pin::new(&mut this.inner).poll_frame(context));
        if let Some(data) = frame.as_ref().and_then(|frame| frame.as_ref().ok()).and_then(Frame::data_ref) {
            let earned = Duration::from_micros(1_000_000 * data.len() as u64 / this.rate);
            let later: Instant = deadline.deadline() + earned;
            deadline.as_mut().reset(later);
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// The body of an answer; its request is under way until it has gone out.
pub(super) struct Watched {
    inner: Body,
    answering: Answering,
}

impl Watched {
    pub(super) fn new(inner: Body, answering: Answering) -> Watched {
        Watched { inner, answering }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = std::task::ready!(Pin::new(&mut self.inner).poll_frame(context));
        self.answering.note();
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
