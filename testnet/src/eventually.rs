//! Waiting for what comes about by itself, without ever sleeping in a test.

use std::time::Duration;

/// How long something may take before it counts as not coming, unless a story says otherwise: longer than the half minute,
/// give or take a third, after which a node asks again by itself what is new.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often one looks within the patience that one has: at what may take long, more seldom.
const GLANCES: u32 = 2_000;

/// Waits until `look` finds what is looked for, and gives it back.
///
/// # Panics
/// When it has not come about in time: the claim is wrong.
pub async fn eventually<T>(claim: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    within(PATIENCE, claim, look).await
}

/// The same for what may take longer, or has to be there sooner.
///
/// # Panics
/// When it has not come about in time: the claim is wrong.
pub async fn within<T>(patience: Duration, claim: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = tokio::time::timeout(patience, async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(patience / GLANCES).await;
        }
    });
    match found.await {
        Ok(found) => found,
        Err(_) => panic!("it did not come about: {claim}"),
    }
}
