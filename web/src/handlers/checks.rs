//! Whether a name leads here: asked by this node of itself, through the name, the way everybody else would come.

use std::time::Duration;

use artel_node::Refusal;
use artel_node::federation::http_client::HttpError;
use artel_protocol::{Id, Timestamp};
use axum::Extension;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::accept::{PublicHost, PublicScheme};
use crate::app::App;
use crate::i18n::Lang;
use crate::pages::checks::CheckView;

/// Where this node answers itself.
pub const ECHO: &str = "/.well-known/artel-echo";
/// What was found while somebody types is told again for so long, instead of asking the world for it once more.
const FOUND_LASTS: Duration = Duration::from_secs(10);
/// How far the clock may be from that of whoever answers, in milliseconds.
const CLOCK_OFF: u64 = 60_000;

/// What was found last, of the name and of mail. Whoever looks holds it meanwhile: however fast somebody types, one
/// question at a time goes out.
#[derive(Default)]
pub struct Looks(Mutex<[Option<Look>; 2]>);

struct Look {
    lang: Lang,
    /// The name that was looked at; of mail, nothing.
    domain: String,
    at: Timestamp,
    found: Vec<CheckView>,
}

impl Look {
    fn still_tells(&self, lang: Lang, domain: &str, now: Timestamp) -> bool {
        self.lang == lang && self.domain == domain && now < self.at.plus(FOUND_LASTS)
    }
}

/// Looks at what was typed so far: the name, unless there is none, and whether mail goes out. Who presses a button wants
/// it looked at `anew`; while somebody types, what was found a moment ago is good enough.
pub async fn typed(
    app: &App,
    lang: Lang,
    domain: Option<&str>,
    anew: bool,
) -> Result<Vec<CheckView>, Refusal> {
    let mut last = app.looks().0.lock().await;
    let [of_name, of_mail] = &mut *last;
    let now = app.node().clock().now();
    let known = |look: &Option<Look>, domain: &str| {
        let look = look.as_ref().filter(|look| !anew && look.still_tells(lang, domain, now));
        look.map(|look| look.found.clone())
    };
    let mut found = match domain {
        None => Vec::new(),
        Some(domain) => match known(of_name, domain) {
            Some(found) => found,
            None => {
                let found = name(app, lang, domain).await;
                *of_name = Some(Look { lang, domain: domain.to_owned(), at: now, found: found.clone() });
                found
            }
        },
    };
    match known(of_mail, "") {
        Some(known) => found.extend(known),
        None => {
            let mail = vec![mail(app, lang).await?];
            found.extend(mail.clone());
            *of_mail = Some(Look { lang, domain: String::new(), at: now, found: mail });
        }
    }
    Ok(found)
}

/// What this node answers itself: who it is, and how the question arrived.
#[derive(Debug, Deserialize, Serialize)]
pub struct Echo {
    /// Known to this process alone until it is asked.
    pub token: String,
    pub scheme: String,
    pub host: String,
}

/// GET /.well-known/artel-echo. What it tells is no secret: anybody who asks knows how they asked.
pub async fn echo(
    State(app): State<App>,
    scheme: Option<Extension<PublicScheme>>,
    host: Option<Extension<PublicHost>>,
) -> Response {
    let scheme = scheme.map_or("http", |Extension(PublicScheme(scheme))| scheme).to_owned();
    let host = host.map_or_else(String::new, |Extension(PublicHost(host))| host);
    let echo = Echo { token: app.echo_token().to_owned(), scheme, host };
    ([(header::CACHE_CONTROL, "no-store")], Json(echo)).into_response()
}

/// Looks whether a public name leads to this node, through TLS, and whether what stands in front passes scheme and
/// host on. Each finding names its mend.
pub async fn name(app: &App, lang: Lang, domain: &str) -> Vec<CheckView> {
    let domain = domain.trim();
    let address = match artel_node::features::organisations::Address::Domain(domain.to_owned()).base() {
        Ok(base) => base.join(ECHO),
        Err(_) => return vec![CheckView::wrong(lang, "check-name-wrong", domain)],
    };
    let answer = app.node().http().get(&address, "application/json", None).await;
    match answer {
        Err(error) => vec![CheckView::wrong(lang, unreached(&error), domain)],
        Ok(answer) if answer.status.as_u16() != 200 => {
            vec![CheckView::wrong(lang, "check-another-program", domain)]
        }
        Ok(answer) => {
            let mut found = match serde_json::from_slice::<Echo>(&answer.body) {
                Ok(echo) => heard(app, lang, domain, &address, &echo),
                Err(_) => vec![CheckView::wrong(lang, "check-another-program", domain)],
            };
            found.extend(clock(app, lang, &answer.headers));
            found
        }
    }
}

fn unreached(error: &HttpError) -> &'static str {
    match error {
        HttpError::RefusedAddress => "check-private-address",
        error if error.is_timeout() => "check-silent",
        _ => "check-unreachable",
    }
}

fn heard(app: &App, lang: Lang, domain: &str, address: &Id, echo: &Echo) -> Vec<CheckView> {
    if echo.token != app.echo_token() {
        return vec![CheckView::wrong(lang, "check-another-node", domain)];
    }
    let mut found = vec![CheckView::well(lang, "check-leads-here", domain)];
    if echo.scheme != "https" {
        found.push(CheckView::wrong(lang, "check-scheme-lost", domain));
    }
    if echo.host != address.host() {
        found.push(CheckView::wrong(lang, "check-host-lost", &echo.host));
    }
    found
}

/// The clock of the server in front may be another machine's: then the two are compared.
fn clock(app: &App, lang: Lang, headers: &axum::http::HeaderMap) -> Option<CheckView> {
    let date = headers.get(header::DATE)?.to_str().ok()?;
    let theirs = artel_protocol::Timestamp::parse_http_date(date)?;
    let ours = app.node().clock().now();
    match ours.0.abs_diff(theirs.0) > CLOCK_OFF {
        true => Some(CheckView::wrong(lang, "check-clock", date)),
        false => None,
    }
}

/// Whether mail goes out, as far as can be seen without sending one.
pub async fn mail(app: &App, lang: Lang) -> Result<CheckView, Refusal> {
    if !app.node().mails() {
        return Ok(CheckView::advice(lang, "check-mail-off", ""));
    }
    Ok(match app.node().check_mail().await {
        Ok(()) => {
            CheckView::well(lang, "check-mail-well", app.node().mail_server().as_deref().unwrap_or_default())
        }
        Err(trouble) => CheckView::wrong(lang, "check-mail-wrong", &trouble.to_string()),
    })
}
