//! One connection: its handshake, its requests, and when it has been silent for too long.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::{HeaderValue, Request, Response, StatusCode, Version, header};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower::Service;

use super::body::{Timed, TooSlow, Watched};
use super::crowd::{Activity, Place};
use super::{AcceptLimits, Server, forwarded};
use crate::tls;

/// How long a connection of HTTP/2 that is told to go has to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// Serves a connection until it ends, is silent for too long, is sent away, or the server stops.
pub(super) async fn run(server: Arc<Server>, stream: TcpStream, peer: SocketAddr, place: Place) {
    let place = Arc::new(place);
    let local = stream.local_addr().ok();
    let from = forwarded::Connection { peer: peer.ip(), local, tls: server.tls.is_some() };
    let Some(acceptor) = &server.tls else {
        return speak(&server, stream, from, place).await;
    };
    let handshake = tokio::time::timeout(server.limits.header_time, acceptor.accept(stream));
    let mut stop = server.stop.clone();
    tokio::select! {
        shaken = handshake => {
            let Ok(Ok(mut stream)) = shaken else { return };
            if tls::was_a_challenge(&stream) {
                // The handshake was the proof; an authority that is gone already needs no goodbye.
                let _ = tokio::time::timeout(GOODBYE, stream.shutdown()).await;
                return;
            }
            speak(&server, stream, from, place).await;
        }
        () = place.activity.sent_away.notified() => {}
        () = told_to_stop(&mut stop) => {}
    }
}

async fn speak(
    server: &Arc<Server>,
    stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
    from: forwarded::Connection,
    place: Arc<Place>,
) {
    let activity = place.activity.clone();
    let service =
        hyper::service::service_fn(|request| answer(server.clone(), from.clone(), place.clone(), request));
    let mut connection = pin!(server.http.serve_connection(TokioIo::new(stream), service));
    let mut stop = server.stop.clone();
    {
        let mut silence = pin!(silence(&activity, &server.limits));
        tokio::select! {
            result = connection.as_mut() => return log(result),
            () = &mut silence => {}
            () = stalled(&activity, server.limits.stall_time) => return,
            () = activity.sent_away.notified() => return,
            () = told_to_stop(&mut stop) => {}
        }
    }
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        result = connection => log(result),
        () = gone(&activity) => {}
        () = stalled(&activity, server.limits.stall_time) => {}
    }
}

/// Ends when the server stops.
async fn told_to_stop(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stopping| *stopping).await;
}

fn log(result: Result<(), axum::BoxError>) {
    if let Err(error) = result {
        tracing::debug!(error, "a connection ended early");
    }
}

/// Ends when nothing has been asked for too long: at first for as long as headers may take, later longer.
async fn silence(activity: &Activity, limits: &AcceptLimits) {
    let mut requests = activity.watch_requests();
    let mut patience = limits.header_time;
    while matches!(tokio::time::timeout(patience, requests.wait_for(|count| *count > 0)).await, Ok(Ok(_))) {
        let _ = requests.wait_for(|count| *count == 0).await;
        patience = limits.idle_time;
    }
}

/// Ends when an answer is under way and none of it has been read for a while.
async fn stalled(activity: &Activity, patience: Duration) {
    loop {
        let before = activity.last_event();
        tokio::time::sleep(patience).await;
        if activity.answers() > 0 && activity.last_event() == before {
            return;
        }
    }
}

/// Ends when a connection that was told to go has had nothing under way for a moment.
async fn gone(activity: &Activity) {
    let mut requests: watch::Receiver<usize> = activity.watch_requests();
    loop {
        let _ = requests.wait_for(|count| *count == 0).await;
        tokio::time::sleep(GOODBYE).await;
        if activity.requests() == 0 {
            return;
        }
    }
}

/// Hands a request to the application, with what it needs to know about the connection.
async fn answer(
    server: Arc<Server>,
    from: forwarded::Connection,
    place: Arc<Place>,
    request: Request<Incoming>,
) -> Result<Response<Watched>, Infallible> {
    let under_way = place.request();
    under_way.place().note();
    let version = request.version();
    let too_slow = TooSlow::default();
    let mut request = request.map(|body| Timed::new(body, &server.limits, too_slow.clone()));
    let response = match from.describe(&mut request, |address| server.limits.trusts(address)) {
        Ok(()) => {
            let Ok(response) = server.app.clone().call(request).await;
            response
        }
        Err(sentence) => plain(StatusCode::BAD_REQUEST, sentence),
    };
    let response = if too_slow.happened() { late(version) } else { response };
    Ok(response.map(|body| Watched::new(body, under_way.answers())))
}

/// What a sender hears whose request came too slowly.
fn late(version: Version) -> Response<Body> {
    let mut response = plain(StatusCode::REQUEST_TIMEOUT, "The request took too long to arrive.\n");
    if version < Version::HTTP_2 {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

fn plain(status: StatusCode, sentence: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(sentence));
    *response.status_mut() = status;
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, text);
    response
}
