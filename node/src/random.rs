//! The only place that asks for randomness. Everybody else is given a [`Random`].

use std::sync::{Arc, Mutex};

use artel_protocol::key::sha256;

/// A source of random bytes.
#[derive(Clone)]
pub struct Random(Source);

#[derive(Clone)]
enum Source {
    System,
    /// The same bytes for the same seed, for tests that must replay.
    Seeded(Arc<Mutex<[u8; 32]>>),
}

impl Random {
    pub fn system() -> Random {
        Random(Source::System)
    }

    pub fn seeded(seed: u64) -> Random {
        Random(Source::Seeded(Arc::new(Mutex::new(sha256(&seed.to_be_bytes())))))
    }

    pub fn fill(&self, bytes: &mut [u8]) {
        match &self.0 {
            Source::System => system_fill(bytes),
            Source::Seeded(state) => {
                let mut state = state.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                for chunk in bytes.chunks_mut(32) {
                    *state = sha256(&*state);
                    let block = sha256(&[&state[..], b"out"].concat());
                    chunk.copy_from_slice(&block[..chunk.len()]);
                }
            }
        }
    }

    /// 32 random bytes: a key's seed.
    pub fn seed(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.fill(&mut bytes);
        bytes
    }

    /// A token of 256 bits that nobody guesses, as text.
    pub fn token(&self) -> String {
        use base64::Engine as _;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.seed())
    }
}

impl std::fmt::Debug for Random {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Random")
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that may")]
fn system_fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system has a source of randomness");
}
