//! A form that was sent: its fields, once its token has been checked.

use artel_node::Refusal;
use artel_node::features::mail::MailAddress;
use artel_protocol::{Id, Name, limits};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::{StatusCode, header};
use bytes::Bytes;

use crate::error::PageRefusal;
use crate::form::Form;
use crate::session::Visitor;

/// A form of this node's own pages, sent by the browser that was given it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What was typed, without secrets.
    pub form: Form,
    pub password: String,
    /// The password until now, where a new one is set.
    pub old_password: String,
    /// The password that confirms something else on the form.
    pub confirm_password: String,
    /// The values of fields that come more than once, in their order.
    pub many: Vec<(String, String)>,
}

/// A form with a file.
#[derive(Clone, Debug)]
pub struct SentWithFile {
    pub form: Form,
    /// The file, if one was chosen.
    pub file: Option<Bytes>,
    /// A password or passphrase; it is not kept in the form.
    pub password: String,
    /// The password that confirms something else on the form.
    pub confirm_password: String,
}

impl Sent {
    /// Every value of a field that may come more than once.
    pub fn all(&self, field: &str) -> Vec<String> {
        self.many.iter().filter(|(name, _)| name == field).map(|(_, value)| value.clone()).collect()
    }

    /// The mail address in a field; none when it was left empty.
    ///
    /// # Errors
    /// A problem of the field.
    pub fn mail(&self, field: &'static str) -> Result<Option<MailAddress>, Refusal> {
        match self.form.value(field).trim() {
            "" => Ok(None),
            text => MailAddress::of_field(field, text).map(Some),
        }
    }

    /// The name that a hidden field holds.
    ///
    /// # Errors
    /// 400 when it is none: our own pages send names.
    pub fn name(&self, field: &str) -> Result<Name, PageRefusal> {
        Name::parse(self.form.value(field)).map_err(|_| PageRefusal::unreadable())
    }

    /// The id that a hidden field holds.
    ///
    /// # Errors
    /// 400 when it is none: our own pages send ids.
    pub fn id(&self, field: &str) -> Result<Id, PageRefusal> {
        Id::parse(self.form.value(field)).map_err(|_| PageRefusal::unreadable())
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = PageRefusal;

    async fn from_request(request: Request, state: &S) -> Result<Sent, PageRefusal> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, state).await?;
        let body = axum::body::to_bytes(body, limits::FORM_BYTES).await;
        let body = body.map_err(|_| PageRefusal::too_large())?;
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
        let secret = |name: &str| {
            let found = pairs.iter().rfind(|(found, _)| found == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        visitor.check_form(&secret("csrf"))?;
        let (password, old_password) = (secret("password"), secret("old_password"));
        let confirm_password = secret("confirm_password");
        let (form, many) = (Form::sent(pairs.clone()), without_secrets(pairs));
        Ok(Sent { password, old_password, confirm_password, form, many })
    }
}

impl<S: Send + Sync> FromRequest<S> for SentWithFile {
    type Rejection = PageRefusal;

    async fn from_request(request: Request, state: &S) -> Result<SentWithFile, PageRefusal> {
        let (mut parts, body) = request.into_parts();
        let visitor = Visitor::from_request_parts(&mut parts, state).await?;
        if !is_multipart(&parts.headers) {
            return Err(PageRefusal::unreadable());
        }
        let request = Request::from_parts(parts, body);
        let multipart = Multipart::from_request(request, state).await;
        let (sent, csrf) = read(multipart.map_err(|_| PageRefusal::unreadable())?).await?;
        visitor.check_form(&csrf)?;
        Ok(sent)
    }
}

/// The form, and the token that it carries.
async fn read(mut multipart: Multipart) -> Result<(SentWithFile, String), PageRefusal> {
    let (mut form, mut file, mut csrf) = (Form::empty(), None, String::new());
    let (mut password, mut confirm_password) = (String::new(), String::new());
    while let Some(field) = multipart.next_field().await.map_err(refused)? {
        let Some(name) = field.name().map(str::to_owned) else { continue };
        let is_file = field.file_name().is_some();
        let bytes = field.bytes().await.map_err(refused)?;
        if is_file {
            // A file field that was left empty comes with a file of no bytes.
            file = Some(bytes).filter(|bytes| !bytes.is_empty());
            continue;
        }
        // Browsers send line ends as in e-mail (HTML, "constructing the entry list").
        let value = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        match name.as_str() {
            "csrf" => csrf = value,
            "password" | "passphrase" => password = value,
            "confirm_password" => confirm_password = value,
            _ => form.set(name, value),
        }
    }
    Ok((SentWithFile { form, file, password, confirm_password }, csrf))
}

fn without_secrets(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.retain(|(name, _)| !Form::is_secret(name));
    pairs
}

fn is_multipart(headers: &axum::http::HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| media_type.starts_with("multipart/form-data"))
}

fn refused(error: axum::extract::multipart::MultipartError) -> PageRefusal {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageRefusal::too_large(),
        _ => PageRefusal::unreadable(),
    }
}
