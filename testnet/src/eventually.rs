//! Waiting for what comes about by itself, without ever sleeping in a test.

use std::time::Duration;

/// How long something may take before it counts as not coming.
const PATIENCE: Duration = Duration::from_secs(20);
const GLANCE: Duration = Duration::from_millis(10);

/// Waits until `look` finds what is looked for, and gives it back.
///
/// # Panics
/// When it has not come about in time: the claim is wrong.
pub async fn eventually<T>(claim: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(GLANCE).await;
        }
    });
    match found.await {
        Ok(found) => found,
        Err(_) => panic!("it did not come about: {claim}"),
    }
}
