//! What the pages refuse, as a page that says what happened and what to do.
//!
//! Handlers end with `?`; [`as_page`] turns the bare answer into a page in the reader's language.

use artel_node::Refusal;
use artel_node::error::Invalid;
use artel_protocol::kinds::Problem;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::activitypub;
use crate::frame::{self, Frame};
use crate::pages::refused::{GonePage, RefusedPage};

/// Why a page is not shown.
#[derive(Clone, Debug)]
pub struct PageRefusal {
    status: StatusCode,
    retry_after: Option<u32>,
    /// What the reader is told beyond the words of the status.
    problems: Vec<Problem>,
}

impl PageRefusal {
    /// The form does not carry the token of this browser: it has expired, or somebody else made it.
    pub fn expired_form() -> PageRefusal {
        let problem = Problem { field: "csrf", key: "csrf-wrong", arguments: Vec::new() };
        PageRefusal { status: StatusCode::FORBIDDEN, retry_after: None, problems: vec![problem] }
    }

    /// The link to the set-up has been used or is too old.
    pub fn expired_link() -> PageRefusal {
        let problem = Problem { field: "token", key: "setup-token-wrong", arguments: Vec::new() };
        PageRefusal { status: StatusCode::FORBIDDEN, retry_after: None, problems: vec![problem] }
    }

    /// The link works once, and it was used or is too old.
    pub fn link_used() -> PageRefusal {
        let problem = Problem { field: "token", key: "link-used", arguments: Vec::new() };
        PageRefusal { status: StatusCode::GONE, retry_after: None, problems: vec![problem] }
    }

    /// The link of an invite to a community that is broken, or that is to none of this node's.
    pub fn no_invite() -> PageRefusal {
        let problem = Problem { field: "invite", key: "join-no-invite", arguments: Vec::new() };
        PageRefusal { status: StatusCode::BAD_REQUEST, retry_after: None, problems: vec![problem] }
    }

    /// There is no such page.
    pub fn not_found() -> PageRefusal {
        PageRefusal { status: StatusCode::NOT_FOUND, retry_after: None, problems: Vec::new() }
    }

    /// A form that is larger than forms are.
    pub fn too_large() -> PageRefusal {
        PageRefusal { status: StatusCode::PAYLOAD_TOO_LARGE, retry_after: None, problems: Vec::new() }
    }

    /// A form that cannot be read.
    pub fn unreadable() -> PageRefusal {
        PageRefusal { status: StatusCode::BAD_REQUEST, retry_after: None, problems: Vec::new() }
    }
}

/// Faults of ours are logged here, where they stop.
impl From<Refusal> for PageRefusal {
    fn from(refusal: Refusal) -> PageRefusal {
        activitypub::log(&refusal);
        let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = match &refusal {
            Refusal::Busy { retry_after, .. } | Refusal::TooMany { retry_after } => Some(*retry_after),
            Refusal::Store(_) => Some(60),
            _ => None,
        };
        let problems = match refusal {
            Refusal::Invalid(Invalid::Fields(problems)) => problems,
            Refusal::Suspended => {
                vec![Problem { field: "", key: "organisation-suspended", arguments: Vec::new() }]
            }
            _ => Vec::new(),
        };
        PageRefusal { status, retry_after, problems }
    }
}

impl IntoResponse for PageRefusal {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The same answer with a page in place of a bare status. What is a page already stays.
pub fn as_page(response: Response, frame: Frame) -> Response {
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let media_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !is_error || media_type.is_some_and(|media_type| media_type.starts_with("text/html")) {
        return response;
    }
    let told = response.extensions().get::<PageRefusal>().is_some_and(|refusal| !refusal.problems.is_empty());
    let mut page = match status {
        StatusCode::GONE if !told => frame::respond_with(status, &GonePage { frame }),
        _ => {
            let problems = response.extensions().get::<PageRefusal>().map(|refusal| &refusal.problems[..]);
            let told: Vec<_> =
                problems.unwrap_or_default().iter().map(|problem| frame.lang.problem(problem)).collect();
            let detail = (!told.is_empty()).then(|| told.join(" "));
            frame::respond_with(status, &RefusedPage { frame, status: status.as_u16(), detail })
        }
    };
    for kept in [header::RETRY_AFTER, header::ALLOW, header::SET_COOKIE] {
        if let Some(value) = response.headers().get(&kept) {
            page.headers_mut().insert(kept, value.clone());
        }
    }
    page
}

/// What is wrong with the fields of a form; any other refusal is the page's.
pub fn problems_of(refusal: Refusal) -> Result<Vec<Problem>, PageRefusal> {
    match refusal {
        Refusal::Invalid(Invalid::Fields(problems)) => Ok(problems),
        other => Err(other.into()),
    }
}

/// Several refusals of one form as one, so that everything that is wrong is told at once.
pub fn together(refusals: impl Iterator<Item = Refusal>) -> Refusal {
    let problems = refusals.flat_map(|refusal| match refusal {
        Refusal::Invalid(Invalid::Fields(problems)) => problems,
        _ => Vec::new(),
    });
    Refusal::Invalid(Invalid::Fields(problems.collect()))
}
