//! Who asks for a page: their session, their language, and the token that proves that a form came from here.
//!
//! [`surround`] makes a [`Visitor`] of every request for a page; handlers take that, or a [`Member`] where somebody
//! has to be logged in. There is one cookie, `artel_session`. Before the log-in it only ties a form to the browser
//! that asked for it, and the log-in replaces it. The language, if somebody chooses one, has a cookie of its own.

use artel_node::Refusal;
use artel_node::features::sessions::{From, SESSION_LASTS, Session};
use artel_node::store::records::AccountRecord;
use artel_protocol::key::sha256;
use artel_protocol::limits;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;

use crate::accept::{ClientAddress, PublicHost};
use crate::access::Access;
use crate::activitypub::wants_activity;
use crate::app::App;
use crate::conditional::NothingSecret;
use crate::error::{self, PageRefusal};
use crate::frame::{self, Frame, SignedIn};
use crate::i18n::Lang;
use crate::zone;

const SESSION: &str = "artel_session";
const LANGUAGE: &str = "artel_language";
/// How many characters a session's token has: 256 bits in base64url.
const TOKEN_CHARS: usize = 43;

/// Somebody who asks for a page, logged in or not.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub frame: Frame,
    session: Option<Session>,
    /// The session cookie as it came.
    token: Option<String>,
    /// The host that was asked, with its port.
    pub host: String,
    /// Address and browser.
    pub from: From,
    secure: bool,
    set_cookies: Vec<HeaderValue>,
}

/// Somebody who is logged in.
#[derive(Clone, Debug)]
pub struct Member {
    pub visitor: Visitor,
    pub session: Session,
}

impl Member {
    /// Who it is, as pages show it.
    pub fn signed_in(&self) -> SignedIn {
        signed_in(&self.session)
    }
}

impl Visitor {
    fn of(app: &App, request: &Request) -> Result<Visitor, Refusal> {
        let headers = request.headers();
        let record = app.node().record()?;
        let token = cookie(headers, SESSION).filter(|token| is_token(token));
        let session = match &token {
            Some(token) => app.node().session(token)?,
            None => None,
        };
        let host = match request.extensions().get::<PublicHost>() {
            Some(PublicHost(host)) => host.clone(),
            None => text(headers, header::HOST).to_owned(),
        };
        let mut visitor = Visitor {
            frame: Frame {
                lang: language(request, session.as_ref()),
                signed_in: match &session {
                    Some(session) => {
                        Some(SignedIn { unread: app.node().unread(session)?, ..signed_in(session) })
                    }
                    None => None,
                },
                csrf: session.as_ref().map(|session| session.csrf.clone()).unwrap_or_default(),
                test_network: !app.settings().federation.test_networks.is_empty(),
                trial: record.as_ref().is_some_and(|record| record.trial),
                texts: app.node().texts_there()?,
                path: path_without_language(request),
            },
            session,
            token,
            host,
            from: From {
                address: request.extensions().get::<ClientAddress>().map(|address| address.0),
                browser: text(headers, header::USER_AGENT).to_owned(),
            },
            secure: record.is_some_and(|record| record.base.is_https()),
            set_cookies: Vec::new(),
        };
        if let Some(chosen) = chosen_language(request) {
            visitor.set_cookie(LANGUAGE, chosen.code(), Some(365 * 24 * 3600));
        }
        Ok(visitor)
    }

    /// The session, if somebody is logged in.
    pub fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// The account, if somebody is logged in.
    pub fn account(&self) -> Option<&AccountRecord> {
        self.session.as_ref().map(|session| &session.account)
    }

    /// Gives the forms of this page their token. A visitor who has no cookie yet gets one with the page.
    pub fn with_forms(mut self, app: &App) -> Visitor {
        if self.session.is_none() {
            let token = match self.token.take() {
                Some(token) => token,
                None => {
                    let token = app.node().random().token();
                    self.set_cookie(SESSION, &token, None);
                    token
                }
            };
            self.frame.csrf = form_token(&token);
            self.token = Some(token);
        }
        self
    }

    /// Whether a form carries the token that its page was given.
    ///
    /// # Errors
    /// 403 when it does not.
    pub fn check_form(&self, csrf: &str) -> Result<(), PageRefusal> {
        let expected = match (&self.session, &self.token) {
            (Some(session), _) => session.csrf.clone(),
            (None, Some(token)) => form_token(token),
            (None, None) => return Err(PageRefusal::expired_form()),
        };
        // Tokens are compared by their hashes, so that the time it takes tells nothing.
        let same = sha256(expected.as_bytes()) == sha256(csrf.as_bytes());
        if same { Ok(()) } else { Err(PageRefusal::expired_form()) }
    }

    /// From the next request on, this browser belongs to the session with this token.
    pub fn begin_session(&mut self, token: &str) {
        self.set_cookie(SESSION, token, Some(SESSION_LASTS.as_secs()));
    }

    /// The password was right; with this token the code of the second factor may come.
    pub fn begin_half_session(&mut self, token: &str) {
        self.set_cookie(SESSION, token, None);
    }

    /// The session cookie as it came, or as it will be; empty without one.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// Ends the session.
    pub async fn end_session(&mut self, app: &App) -> Result<(), Refusal> {
        if let Some(token) = self.token.take() {
            app.node().log_out(&token).await?;
        }
        self.set_cookie(SESSION, "", Some(0));
        Ok(())
    }

    /// What is answered instead to who may not ask for an address: a way to the log-in and back, 401 or 403.
    pub fn turned_away(request: &Request, access: Access) -> Option<Response> {
        let Some(visitor) = request.extensions().get::<Visitor>() else {
            return Some(PageRefusal::from(outside()).into_response());
        };
        match &visitor.session {
            None if access == Access::Anyone => None,
            None => Some(visitor.to_log_in(request.method())),
            Some(session) if access.allows(session) => None,
            Some(_) => {
                let refusal = Refusal::Forbidden("this is for others");
                Some(PageRefusal::from(refusal).into_response())
            }
        }
    }

    fn to_log_in(&self, method: &Method) -> Response {
        if !matches!(*method, Method::GET | Method::HEAD) {
            let refusal = Refusal::Unproven("this needs somebody who is logged in".into());
            return PageRefusal::from(refusal).into_response();
        }
        let next: String = url::form_urlencoded::byte_serialize(self.frame.path.as_bytes()).collect();
        Redirect::to(&format!("/login?next={next}")).into_response()
    }

    /// The page, with the cookies that belong to it.
    pub fn show(&self, page: &impl askama::Template) -> Response {
        self.answer(frame::respond(page))
    }

    /// The page of a form that was refused.
    pub fn show_again(&self, page: &impl askama::Template) -> Response {
        self.answer(frame::respond_with(StatusCode::UNPROCESSABLE_ENTITY, page))
    }

    /// Onwards to another page of ours.
    pub fn go_to(&self, path: &str) -> Response {
        self.answer(Redirect::to(path).into_response())
    }

    fn answer(&self, mut response: Response) -> Response {
        for cookie in &self.set_cookies {
            response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
        response
    }

    fn set_cookie(&mut self, name: &str, value: &str, lasts: Option<u64>) {
        let lasts = lasts.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let secure = if self.secure { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{lasts}{secure}");
        let cookie = HeaderValue::from_str(&cookie).expect("tokens and codes are letters and digits");
        self.set_cookies.push(cookie);
    }
}

/// Every request for a page goes through here: who asks is found out before, and what is refused becomes a page in
/// the reader's language afterwards.
pub async fn surround(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let for_a_machine = wants_activity(request.headers());
    let visitor = match Visitor::of(&app, &request) {
        Ok(visitor) => visitor,
        Err(refusal) => {
            let frame = Frame { lang: language(&request, None), ..Frame::default() };
            return error::as_page(PageRefusal::from(refusal).into_response(), frame);
        }
    };
    let (frame, chose) = (visitor.frame.clone(), visitor.set_cookies.first().cloned());
    let is_nobody = visitor.token.is_none();
    let account = visitor.session.as_ref().map(|session| &session.account);
    let zone = zone::of(app.node(), account).unwrap_or(TimeZone::UTC);
    request.extensions_mut().insert(visitor);
    let mut response = zone::within(zone, next.run(request)).await;
    let signed_in = frame.signed_in.is_some();
    if !for_a_machine {
        response = error::as_page(response, frame);
    }
    if signed_in {
        frame::allow_script(&mut response);
    }
    if let Some(chose) = chose.filter(|_| !response.headers().contains_key(header::SET_COOKIE)) {
        response.headers_mut().append(header::SET_COOKIE, chose);
    }
    if is_nobody && !response.headers().contains_key(header::SET_COOKIE) {
        response.extensions_mut().insert(NothingSecret);
    }
    response
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = PageRefusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, PageRefusal> {
        let visitor = parts.extensions.get::<Visitor>().cloned();
        visitor.ok_or_else(|| outside().into())
    }
}

impl<S: Sync> FromRequestParts<S> for Member {
    type Rejection = Response;

    /// Who is not logged in is asked to, and comes back here afterwards.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Member, Response> {
        let visitor = Visitor::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        match visitor.session.clone() {
            Some(session) => Ok(Member { visitor, session }),
            None => Err(visitor.to_log_in(&parts.method)),
        }
    }
}

fn outside() -> Refusal {
    Refusal::Internal("a page outside of its surroundings".into())
}

fn signed_in(session: &Session) -> SignedIn {
    SignedIn {
        name: session.person.title.clone(),
        organisation: session.organisation.title.clone(),
        page: session.organisation.page.path().to_owned(),
        role: session.account.role,
        office: session.account.office,
        unread: 0,
    }
}

/// The token of the forms of a browser in which nobody is logged in.
fn form_token(token: &str) -> String {
    let hash = sha256(format!("form {token}").as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_token(text: &str) -> bool {
    text.len() == TOKEN_CHARS
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut cookies =
        lines.flat_map(|line| line.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}

/// What was chosen just now, else what stands in the account or was chosen before, else what the browser asks for.
fn language(request: &Request, session: Option<&Session>) -> Lang {
    let of_account = || session.and_then(|session| Lang::parse(session.account.language.as_deref()?));
    let remembered = || cookie(request.headers(), LANGUAGE).and_then(|code| Lang::parse(&code));
    let asked = || Lang::negotiate(text(request.headers(), header::ACCEPT_LANGUAGE));
    chosen_language(request).or_else(of_account).or_else(remembered).unwrap_or_else(asked)
}

fn chosen_language(request: &Request) -> Option<Lang> {
    let query = request.uri().query()?.as_bytes();
    let code = url::form_urlencoded::parse(query).find(|(name, _)| name == "lang")?;
    Lang::parse(&code.1)
}

/// Path and query, for links back to this page. A query longer than any page reads is left out: it would be repeated with
/// every link.
fn path_without_language(request: &Request) -> String {
    let path = request.uri().path();
    let query = request.uri().query().filter(|query| query.len() <= limits::QUERY_BYTES).unwrap_or_default();
    let mut rest = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "lang") {
        rest.append_pair(&name, &value);
    }
    match rest.finish() {
        rest if rest.is_empty() => path.to_owned(),
        rest => format!("{path}?{rest}"),
    }
}
