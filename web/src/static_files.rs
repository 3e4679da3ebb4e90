//! The style sheet, the icon and the one script: embedded in the binary, under a name that changes with them, kept for ever.

use std::sync::LazyLock;

use artel_protocol::key::sha256;
use axum::extract::Path;
use axum::http::{StatusCode, header};
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
pub async fn serve(Path((hash, file)): Path<(String, String)>) -> Response {
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
    (headers, content).into_response()
}
