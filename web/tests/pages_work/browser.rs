//! A node in a folder of its own, and browsers that keep their cookies.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use artel_node::clock::ClockHand;
use artel_node::features::accounts::Password;
use artel_node::features::mail::MailSettings;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::federation::http_client::{Resolve, SystemResolver};
use artel_node::store::records::Role;
use artel_node::{Clock, Config, Effects, Node, Random};
use artel_protocol::Name;
use artel_web::accept::{self, AcceptLimits};
use artel_web::app::App;
use artel_web::handlers;
use artel_web::routes::router;
use artel_web::settings::Settings;
use artel_web::tls::Tls;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use futures_util::future::BoxFuture;
use http_body_util::BodyExt;
use totp_rs::{Builder, Secret};
use tower::ServiceExt;

pub const PASSWORD: &str = "correct horse battery";

/// The nodes of this process that are reached over HTTP, by their names.
#[derive(Clone, Default)]
pub struct Names(Arc<Mutex<HashMap<String, SocketAddr>>>);

impl Names {
    /// Lets the pages of a node be reached under its name, until the test ends.
    pub async fn listen(&self, name: &str, app: App) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.0.lock().unwrap().insert(name.into(), listener.local_addr().unwrap());
        let limits = AcceptLimits::default();
        tokio::spawn(accept::serve(listener, Tls::Off, router(app), limits, std::future::pending()));
    }
}

impl Resolve for Names {
    fn resolve(&self, host: &str) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        let found = self.0.lock().unwrap().get(host).copied();
        let found = found.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound));
        Box::pin(async move { found.map(|address| vec![address]) })
    }
}

pub struct Site {
    pub app: App,
    router: Router,
    hand: ClockHand,
    _folder: tempfile::TempDir,
}

impl Site {
    /// The same node once more, with other keys: as after a machine was lost.
    pub async fn set_up_otherwise() -> (Site, Browser) {
        Site::seeded(2).answered().await
    }

    /// A node that nobody has set up.
    pub fn new() -> Site {
        Site::seeded(1)
    }

    /// A node that nobody has set up, and that asks this for the addresses of other hosts.
    pub fn asking(resolver: Arc<dyn Resolve>) -> Site {
        Site::with(tempfile::tempdir().unwrap(), 1, resolver)
    }

    /// A node that sends mail, set up; nothing takes the mail away.
    pub async fn mailing() -> (Site, Browser) {
        Site::mailing_in(tempfile::tempdir().unwrap()).answered().await
    }

    /// The node of a folder, sending mail.
    pub fn mailing_in(folder: tempfile::TempDir) -> Site {
        let server = "smtps://node:secret@mail.node-a.test";
        let mail = MailSettings::parse(server, "Node <node@node-a.test>", None, None).unwrap();
        let config = Config { mail: Some(mail), ..Config::new(folder.path()) };
        Site::configured(folder, config, 1, Arc::new(SystemResolver))
    }

    /// A node that other nodes of this process can reach under its name, set up. Its network does not run yet.
    pub async fn in_a_mesh(names: &Names) -> (Site, Browser) {
        let folder = tempfile::tempdir().unwrap();
        let config = Site::on_loopback(Config::new(folder.path()));
        let site = Site::configured(folder, config, 1, Arc::new(names.clone()));
        let answers = SetUp {
            address: Address::Plain("node-a.test".into()),
            organisation: "Werkstatt Brandt".into(),
            owner: Name::parse("anna").unwrap(),
            password: Password::parse(PASSWORD).unwrap(),
            language: "de".into(),
        };
        site.app.node().set_up(answers).await.unwrap();
        names.listen("node-a.test", site.app.clone()).await;
        let browser = site.log_in("anna").await;
        (site, browser)
    }

    /// The settings of a node that is reached on loopback, at a port that the system chooses.
    pub fn on_loopback(mut config: Config) -> Config {
        config.test_networks = vec!["127.0.0.0/8".parse().unwrap()];
        config.mesh.listen = vec!["/ip4/127.0.0.1/tcp/0".into()];
        config
    }

    fn seeded(seed: u64) -> Site {
        Site::in_folder(tempfile::tempdir().unwrap(), seed)
    }

    /// The node of a folder.
    pub fn open(folder: tempfile::TempDir) -> Site {
        Site::in_folder(folder, 1)
    }

    fn in_folder(folder: tempfile::TempDir, seed: u64) -> Site {
        Site::with(folder, seed, Arc::new(SystemResolver))
    }

    fn with(folder: tempfile::TempDir, seed: u64, resolver: Arc<dyn Resolve>) -> Site {
        let config = Config::new(folder.path());
        Site::configured(folder, config, seed, resolver)
    }

    fn configured(folder: tempfile::TempDir, config: Config, seed: u64, resolver: Arc<dyn Resolve>) -> Site {
        let (clock, hand) = Clock::with_hand();
        let effects = Effects { clock, random: Random::seeded(seed), resolver };
        let node = Node::open(config, effects).unwrap();
        let settings = Settings { data: folder.path().to_owned(), ..Settings::default() };
        let app = App::new(node, settings, None);
        Site { router: router(app.clone()), app, hand, _folder: folder }
    }

    /// A node with the organisation `werkstatt_brandt` and its owner anna, and anna's browser.
    pub async fn set_up() -> (Site, Browser) {
        Site::new().answered().await
    }

    async fn answered(self) -> (Site, Browser) {
        let site = self;
        let token = site.app.new_setup_token();
        let mut browser = site.browser();
        let page = browser.get(&format!("/setup?token={token}")).await;
        let answer = browser.send("/setup", &setup_answers(&page.csrf(), &token)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        (site, browser)
    }

    /// The id of an actor of this node.
    pub fn actor(&self, name: &str) -> artel_protocol::Id {
        artel_protocol::Id::parse(&format!("https://node-a.test/u/{name}")).unwrap()
    }

    /// Lets seconds go by.
    pub fn forward(&self, seconds: u64) {
        self.hand.forward(Duration::from_secs(seconds));
    }

    /// Stops the node and leaves its folder.
    pub fn close(self) -> tempfile::TempDir {
        self.app.node().close();
        self._folder
    }

    pub fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), language: "en".into() }
    }

    /// A browser of somebody with an account whose password is [`PASSWORD`], logged in.
    pub async fn log_in(&self, account: &str) -> Browser {
        let mut browser = self.browser();
        assert_eq!(browser.log_in(account, PASSWORD).await.status, StatusCode::SEE_OTHER);
        browser
    }

    /// What a telephone shows for a secret, now or some seconds from now.
    pub fn code_of(&self, secret: &str, seconds: u64) -> String {
        let secret = Secret::try_from_base32(secret).unwrap();
        let totp = Builder::new().with_secret(secret).with_account_name("anna").build().unwrap();
        let now = u64::try_from(self.app.node().clock().now().0 / 1000).unwrap();
        totp.generate(now + seconds).to_string()
    }

    /// Somebody of another organisation on the same node, logged in.
    pub async fn neighbour(&self) -> Browser {
        let node = self.app.node();
        let name = |text: &str| Name::parse(text).unwrap();
        node.add_organisation(name("nachbar"), "Nachbar".into(), "de".into()).await.unwrap();
        let password = Password::parse(PASSWORD).unwrap();
        node.add_user(name("bernd"), name("nachbar"), Role::Owner, password).await.unwrap();
        self.log_in("bernd").await
    }
}

/// The addresses whose forms bring files.
pub fn with_files() -> Vec<&'static str> {
    let routes =
        [handlers::pages_with_files(), handlers::pages_with_bundles(), handlers::pages_with_backups()];
    routes.iter().flatten().map(|route| route.path).collect()
}

pub fn setup_answers<'a>(csrf: &'a str, token: &'a str) -> [(&'a str, &'a str); 8] {
    [
        ("csrf", csrf),
        ("token", token),
        ("organisation", "Werkstatt Brandt"),
        ("owner", "anna"),
        ("password", PASSWORD),
        ("language", "de"),
        ("where", "domain"),
        ("domain", "node-a.test"),
    ]
}

pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
    pub language: String,
}

pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: bytes::Bytes,
}

impl Page {
    /// The token that the page's forms carry.
    pub fn csrf(&self) -> String {
        self.value_of("csrf").expect("the page has a form")
    }

    /// The value of the first field with this name.
    pub fn value_of(&self, name: &str) -> Option<String> {
        let (_, rest) = self.text.split_once(&format!("name=\"{name}\" value=\""))?;
        Some(rest.split('"').next()?.to_owned())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn says(&self, words: &str) -> bool {
        self.text.contains(words)
    }
}

impl Browser {
    /// A browser that asks another application than a site's own.
    pub fn of(app: App) -> Browser {
        Browser { router: router(app), cookies: BTreeMap::new(), language: "en".into() }
    }

    /// Sends the form of the log-in.
    pub async fn log_in(&mut self, name: &str, password: &str) -> Page {
        let csrf = self.get("/login").await.csrf();
        self.send("/login", &[("name", name), ("password", password), ("csrf", &csrf), ("next", "/")]).await
    }

    /// Asks with further headers.
    pub async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Page {
        let request = Request::get(path).header(header::ACCEPT, "text/html");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.ask(request, Body::empty()).await
    }

    pub async fn get(&mut self, path: &str) -> Page {
        self.get_as(path, "text/html").await
    }

    pub async fn get_as(&mut self, path: &str, accept: &str) -> Page {
        let request = Request::get(path).header(header::ACCEPT, accept);
        self.ask(request, Body::empty()).await
    }

    /// A file as it comes.
    pub async fn get_bytes(&mut self, path: &str) -> bytes::Bytes {
        self.get(path).await.bytes
    }

    /// Sends a form.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request, form.into()).await
    }

    /// Sends a form whose values are made up on the way.
    pub async fn send_owned(&mut self, path: &str, fields: &[(&str, String)]) -> Page {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, &**value)).collect();
        self.send(path, &fields).await
    }

    /// Sends a form with a file in the field `picture`.
    pub async fn send_with_file(&mut self, path: &str, fields: &[(&str, &str)], file: &[u8]) -> Page {
        self.send_file(path, fields, "picture", file).await
    }

    /// Sends a form with a file in the field that is named.
    pub async fn send_file(&mut self, path: &str, fields: &[(&str, &str)], named: &str, file: &[u8]) -> Page {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part =
                format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.bytes());
        }
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{named}\"; filename=\"a.png\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.bytes());
        body.extend(file);
        body.extend(b"\r\n--edge--\r\n");
        let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.ask(request, body.into()).await
    }

    pub async fn ask(&mut self, request: axum::http::request::Builder, body: Body) -> Page {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request
            .header(header::HOST, "node-a.test")
            .header(header::ACCEPT_LANGUAGE, &self.language)
            .header(header::COOKIE, cookies.join("; "))
            .body(body)
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            match value {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.into(), value.into()),
            };
        }
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Page { status: parts.status, headers: parts.headers, text, bytes }
    }
}
