//! Any text as HTML, markdown and plain text: no panic, and no script is left.
#![no_main]

use artel_protocol::html::{SafeHtml, plain_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for safe in [SafeHtml::from_untrusted(text), SafeHtml::from_markdown(text), SafeHtml::from_plain(text)] {
        assert!(!safe.as_str().to_ascii_lowercase().contains("<script"));
        let _ = SafeHtml::from_untrusted(safe.as_str());
    }
    let _ = plain_text(text, 100);
});
