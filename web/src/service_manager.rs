//! What systemd hears (sd_notify(3)): that the node is ready, how it is, that it stops, and that it does not hang.
//!
//! Without `NOTIFY_SOCKET` in the environment nothing of this happens.

use std::time::Duration;

use artel_node::Node;
use sd_notify::NotifyState;

/// How often the status is said when nobody waits for a sign of life.
const UNHURRIED: Duration = Duration::from_secs(60);

/// Somebody listens on the node's address from now on.
pub fn ready(node: &Node) {
    tell(&[NotifyState::Ready, NotifyState::Status(status(node))]);
}

/// The node was told to stop and does so.
pub fn stopping() {
    tell(&[NotifyState::Stopping, NotifyState::Status("stopping: requests under way end first")]);
}

/// Says again and again how the node is, and that it lives, until `stop` is done. A sign of life is given only after
/// the pipeline has answered: one that hangs lets the time of the watchdog run out, and systemd starts the node anew.
pub async fn show_life(node: Node, stop: impl Future<Output = ()>) {
    if std::env::var_os("NOTIFY_SOCKET").is_none() {
        return;
    }
    let watched = sd_notify::watchdog_enabled();
    // Three times in the time that is given, so that one that comes late does no harm.
    let pause = watched.map_or(UNHURRIED, |time| (time / 3).clamp(Duration::from_millis(10), UNHURRIED));
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return,
            answered = node.pulse() => match answered {
                Ok(()) if watched.is_some() => tell(&[NotifyState::Watchdog, NotifyState::Status(status(&node))]),
                Ok(()) => tell(&[NotifyState::Status(status(&node))]),
                Err(refusal) => tracing::error!(%refusal, "the pipeline does not answer"),
            },
        }
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// What `systemctl status artel` shows: the same that `/readyz` says.
fn status(node: &Node) -> &'static str {
    match node.record() {
        Ok(Some(_)) if node.store().is_writable() => "ready",
        Ok(Some(_)) => "the store only reads: is the disk full?",
        Ok(None) => "waits to be set up: the link is in the file setup-link in its data folder",
        Err(_) => "the store cannot be read",
    }
}

fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(%error, "the service manager cannot be told how the node is");
    }
}
