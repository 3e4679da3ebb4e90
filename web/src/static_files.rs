//! The style sheet, the icon and the one script: embedded in the binary, under a name that changes with them, kept for ever.

use std::sync::LazyLock;

use artel_protocol::key::sha256;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// The layers in their order.
const STYLES: &str = concat!(
    include_str!("../static/css/tokens.css"),
    include_str!("../static/css/base.css"),
    include_str!("../static/css/layout.css"),
    include_str!("../static/css/parts.css"),
    include_str!("../static/css/print.css"),
);

/// htmx 2 (0BSD), as its authors publish it: makes a few forms smoother for who is logged in.
const SCRIPT: &str = include_str!("../static/js/htmx.min.js");

/// The same, compressed as its authors do it: a third of the bytes, on every first visit.
const SCRIPT_IN_SHORT: &[u8] = include_bytes!("../static/js/htmx.min.js.gz");

const ICON: &str = include_str!("../static/icon.svg");

struct Paths {
    hash: String,
    stylesheet: String,
    icon: String,
    script: String,
}

static PATHS: LazyLock<Paths> = LazyLock::new(|| {
    let digest = sha256([STYLES, ICON, SCRIPT].concat().as_bytes());
    let hash: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    Paths {
        stylesheet: format!("/static/{hash}/artel.css"),
        icon: format!("/static/{hash}/icon.svg"),
        script: format!("/static/{hash}/htmx.min.js"),
        hash,
    }
});

/// `/static/<hash>/artel.css`.
pub fn stylesheet() -> &'static str {
    &PATHS.stylesheet
}

/// `/static/<hash>/icon.svg`.
pub fn icon() -> &'static str {
    &PATHS.icon
}

/// `/static/<hash>/htmx.min.js`.
pub fn script() -> &'static str {
    &PATHS.script
}

/// The whole style sheet, for those who write pages to files.
pub fn styles() -> &'static str {
    STYLES
}

/// GET /static/{hash}/{file}. An old hash gets the file of today, but nobody is told to keep it.
pub async fn serve(Path((hash, file)): Path<(String, String)>, asked: HeaderMap) -> Response {
    let (media_type, content) = match file.as_str() {
        "artel.css" => ("text/css; charset=utf-8", STYLES),
        "htmx.min.js" => ("text/javascript; charset=utf-8", SCRIPT),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    let keep = if hash == PATHS.hash { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, keep),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    if file != "htmx.min.js" {
        return (headers, content).into_response();
    }
    let vary = [(header::VARY, "Accept-Encoding")];
    match takes_gzip(&asked) {
        true => (headers, vary, [(header::CONTENT_ENCODING, "gzip")], SCRIPT_IN_SHORT).into_response(),
        false => (headers, vary, content).into_response(),
    }
}

/// Whether a browser takes gzip (RFC 9110 §12.5.3); who does not say so gets what everybody can read.
fn takes_gzip(asked: &HeaderMap) -> bool {
    let lines = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        is_gzip && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_who_takes_gzip_gets_it() {
        for (said, takes) in [
            ("gzip, deflate, br", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("gzip;q=0, br", false),
            ("identity", false),
            ("", false),
        ] {
            let asked = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(said))]);
            assert_eq!(takes_gzip(&asked), takes, "{said}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
