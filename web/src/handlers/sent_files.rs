//! A form with several files: what an import is sent with.

use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::StatusCode;
use bytes::Bytes;

use crate::error::PageRefusal;
use crate::form::Form;
use crate::session::Visitor;

/// A form with files, each with the name that the browser gave it.
#[derive(Clone, Debug)]
pub struct SentFiles {
    pub form: Form,
    pub files: Vec<(String, Bytes)>,
}

impl<S: Send + Sync> FromRequest<S> for SentFiles {
    type Rejection = PageRefusal;

    async fn from_request(request: Request, state: &S) -> Result<SentFiles, PageRefusal> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, state).await?;
        let request = Request::from_parts(parts, body);
        let mut multipart =
            Multipart::from_request(request, state).await.map_err(|_| PageRefusal::unreadable())?;
        let (mut form, mut files, mut csrf) = (Form::empty(), Vec::new(), String::new());
        while let Some(field) = multipart.next_field().await.map_err(refused)? {
            let Some(name) = field.name().map(str::to_owned) else { continue };
            let file_name = field.file_name().map(str::to_owned);
            let bytes = field.bytes().await.map_err(refused)?;
            match file_name {
                // A file field that was left empty comes with a file of no bytes.
                Some(_) if bytes.is_empty() => {}
                Some(file_name) => files.push((file_name, bytes)),
                None if name == "csrf" => csrf = String::from_utf8_lossy(&bytes).into_owned(),
                None => form.set(name, String::from_utf8_lossy(&bytes)),
            }
            // The token comes first in our own forms: nothing is kept for who has none.
            if !files.is_empty() {
                visitor.check_form(&csrf)?;
            }
        }
        visitor.check_form(&csrf)?;
        Ok(SentFiles { form, files })
    }
}

fn refused(error: axum::extract::multipart::MultipartError) -> PageRefusal {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageRefusal::too_large(),
        _ => PageRefusal::unreadable(),
    }
}
