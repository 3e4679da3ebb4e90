//! Texts made safe once for many readers: cleaning a text costs more than everything else about its page.
//!
//! They are found again by what they were made of, so nothing in here can be out of date.

use std::sync::LazyLock;

use artel_protocol::html::SafeHtml;
use artel_protocol::key::sha256;
use artel_protocol::limits;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

static CLEANED: LazyLock<Cache<[u8; 32], SafeHtml, Bytes>> =
    LazyLock::new(|| Cache::with_weighter(ORDINARY, limits::CLEANED_BYTES, Bytes));

/// How many texts of ordinary length there is room for.
const ORDINARY: usize = 4_000;

/// What is kept beside a text itself.
const OVERHEAD: u64 = 100;

#[derive(Clone)]
struct Bytes;

impl Weighter<[u8; 32], SafeHtml> for Bytes {
    fn weight(&self, _: &[u8; 32], text: &SafeHtml) -> u64 {
        text.as_str().len() as u64 + OVERHEAD
    }
}

/// Somebody's HTML, safe to show.
pub fn html(untrusted: &str) -> SafeHtml {
    let hash = sha256(untrusted.as_bytes());
    if let Some(cleaned) = CLEANED.get(&hash) {
        return cleaned;
    }
    let cleaned = SafeHtml::from_untrusted(untrusted);
    CLEANED.insert(hash, cleaned.clone());
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_safe_the_second_time_as_the_first() {
        let text = "<p onclick=\"x()\">Fräse<script>alert(1)</script></p>";
        let first = html(text);
        assert_eq!((&first, first.as_str()), (&html(text), "<p>Fräse</p>"));
        assert_ne!(html("<p>Drehbank</p>"), first);
    }
}
