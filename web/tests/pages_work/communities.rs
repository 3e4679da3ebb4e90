//! Communities in a browser: founding, inviting, joining by a link, writing for few, and what others see of it.

use std::sync::Arc;
use std::time::Duration;

use artel_node::features::accounts::Password;
use artel_node::features::companies::search::Search;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::features::publishing::{Draft, Picture, Readers};
use artel_node::store::records::{Office, Role};
use artel_node::{Clock, Config, Effects, Node, Random};
use artel_protocol::company::{Company, Visibilities};
use artel_protocol::{Id, Name};
use artel_web::app::App;
use artel_web::settings::Settings;
use axum::http::StatusCode;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::browser::{Browser, Names, PASSWORD, Page, Site};
use super::pictures::a_png;

const ACTIVITY: &str = "application/activity+json";
const SECRET: &str = "Geheimnis";

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// Waits for something that comes about by itself.
async fn eventually<T>(claim: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let found = async {
        loop {
            match look().await {
                Some(found) => return found,
                None => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), found).await.expect(claim)
}

/// A network between nodes that runs until it is cut.
struct Net {
    cut: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Net {
    fn of(node: &Node) -> Net {
        let (cut, is_cut) = oneshot::channel::<()>();
        let node = node.clone();
        let task = tokio::spawn(async move {
            node.mesh_until(async {
                let _ = is_cut.await;
            })
            .await;
        });
        Net { cut, task }
    }

    async fn cut(self) {
        let _ = self.cut.send(());
        self.task.await.unwrap();
    }
}

/// Another node of this process: the organisation `Zimmerei`, set up as `HOST`.
async fn another(host: &str, names: &Names) -> (Node, Name, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let config = Site::on_loopback(Config::new(folder.path()));
    let effects =
        Effects { clock: Clock::system(), random: Random::seeded(7), resolver: Arc::new(names.clone()) };
    let node = Node::open(config, effects).unwrap();
    names.listen(host, App::new(node.clone(), Settings::default(), None)).await;
    let answers = SetUp {
        address: Address::Plain(host.into()),
        organisation: "Zimmerei".into(),
        owner: name("zora"),
        password: Password::parse(PASSWORD).unwrap(),
        language: "de".into(),
    };
    let company = node.set_up(answers).await.unwrap();
    (node, company, folder)
}

async fn found(browser: &mut Browser) -> Page {
    let csrf = browser.get("/communities").await.csrf();
    let fields =
        [("csrf", &*csrf), ("title", "Bau & Ausbau"), ("name", "bau"), ("organisation", "werkstatt_brandt")];
    browser.send("/communities", &fields).await
}

fn community() -> Id {
    Id::parse("https://node-a.test/s/bau").unwrap()
}

async fn write(browser: &mut Browser, title: &str, readers: &str) -> String {
    let csrf = browser.get("/write").await.csrf();
    let fields = [
        ("csrf", &*csrf),
        ("title", title),
        ("text", "Sie steht."),
        ("tags", "stahl"),
        ("as", "werkstatt_brandt"),
        ("readers", readers),
        ("do", "publish"),
    ];
    let sent = browser.send_with_file("/write", &fields, b"").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    sent.header("location").to_owned()
}

#[tokio::test]
async fn an_officer_founds_a_community_and_others_are_refused() {
    let (site, mut anna) = Site::set_up().await;
    assert!(anna.get("/communities").await.says("This node is in no community yet"));
    let mut bernd = site.neighbour().await;
    let page = bernd.get("/communities").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.says("action=\"/communities\"") && !page.says("action=\"/join\""));
    assert_eq!(found(&mut anna).await.header("location"), "/communities/bau");
    assert!(found(&mut anna).await.says("This name is taken"));
    let page = anna.get("/communities/bau").await;
    assert!(
        page.says("Bau &#38; Ausbau") && page.says("Werkstatt Brandt") && page.says("hosted on this node")
    );
    let page = bernd.get("/communities/bau").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.says("/communities/bau/invite"), "who has no office only looks");
    let csrf = page.csrf();
    let refused =
        bernd.send("/communities/bau/invite", &[("csrf", &csrf), ("uses", "1"), ("days", "1")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(anna.get("/communities/holz").await.status, StatusCode::NOT_FOUND);
    let csrf = anna.get("/communities/bau").await.csrf();
    let about = |title: &'static str, summary: String| {
        [("csrf", csrf.clone()), ("title", title.into()), ("summary", summary)]
    };
    let long = anna.send_owned("/communities/bau/about", &about("Bau", "x".repeat(5_000))).await;
    assert!(long.status == StatusCode::UNPROCESSABLE_ENTITY && long.says("longer than"), "{}", long.text);
    anna.send_owned("/communities/bau/about", &about("Am Bau", "Was zu tun ist.".into())).await;
    let page = site.browser().get("/space/bau").await;
    assert!(page.says("Am Bau") && page.says("Was zu tun ist."), "{}", page.text);
    assert!(site.browser().get_as("/s/bau", ACTIVITY).await.says("Was zu tun ist."));
}

#[tokio::test]
async fn the_group_is_an_actor_with_a_page_and_cannot_be_taken_for_a_person() {
    let (site, mut anna) = Site::set_up().await;
    found(&mut anna).await;
    let mut reader = site.browser();
    let document = reader.get_as("/s/bau", ACTIVITY).await;
    assert!(document.says("\"type\":\"Group\"") && document.says("https://node-a.test/s/bau/inbox"));
    assert_eq!(reader.get("/s/bau").await.header("location"), "/space/bau");
    assert_eq!(reader.get("/@bau").await.header("location"), "/space/bau");
    assert!(reader.get_as("/space/bau", ACTIVITY).await.says("\"type\":\"Group\""));
    for collection in ["outbox", "followers", "members"] {
        let page = reader.get_as(&format!("/s/bau/{collection}"), ACTIVITY).await;
        assert_eq!(page.status, StatusCode::OK, "{collection}");
        assert!(page.says("OrderedCollection"), "{collection}");
    }
    for nothing in ["/u/bau", "/u/bau/outbox", "/s/werkstatt_brandt", "/s/anna/followers", "/s/nobody"] {
        assert_eq!(reader.get_as(nothing, ACTIVITY).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
    assert_eq!(reader.get("/space/werkstatt_brandt").await.status, StatusCode::NOT_FOUND);
    let page = reader.get("/space/bau").await;
    assert!(page.says("Werkstatt Brandt") && page.says("Nothing has been written here yet"));
    assert!(!page.headers.contains_key("set-cookie"), "readers get no cookie");
    let csrf = anna.get("/following").await.csrf();
    let follow = [("csrf", &*csrf), ("handle", "@bau@node-a.test"), ("as", "anna")];
    assert_eq!(anna.send("/following/follow", &follow).await.status, StatusCode::SEE_OTHER);
    assert!(reader.get_as("/s/bau/followers", ACTIVITY).await.says("\"totalItems\":1"));
    for asked in ["acct:bau@node-a.test", "https://node-a.test/s/bau", "https://node-a.test/space/bau"] {
        let finger = reader.get(&format!("/.well-known/webfinger?resource={asked}")).await;
        assert!(finger.says("https://node-a.test/s/bau"), "{asked}: {}", finger.text);
    }
    let found = anna.get("/lookup?q=https://node-a.test/space/bau").await;
    assert_eq!(found.header("location"), "/space/bau");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_joins_by_the_link_that_is_shown_once() {
    let names = Names::default();
    let (site, mut anna) = Site::in_a_mesh(&names).await;
    let hub = Net::of(site.app.node());
    found(&mut anna).await;
    let csrf = anna.get("/communities/bau").await.csrf();
    let invite = |uses: &'static str| [("csrf", csrf.clone()), ("uses", uses.into()), ("days", "14".into())];
    let refused = anna.send_owned("/communities/bau/invite", &invite("0")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("From 1 to 1,000 nodes"));
    let page = anna.send_owned("/communities/bau/invite", &invite("2")).await;
    assert!(page.says("<svg"), "{}", page.text);
    let (_, rest) = page.text.split_once("<code>").unwrap();
    let link = rest.split('<').next().unwrap().to_owned();
    let code = link.strip_prefix("http://node-a.test").unwrap();

    let mut reader = site.browser();
    let explained = reader.get(code).await;
    assert_eq!(explained.status, StatusCode::OK);
    assert!(
        explained.says("Invite to Bau &#38; Ausbau")
            && explained.says(&link)
            && explained.says("node-a.test")
    );
    assert!(!explained.headers.contains_key("set-cookie"));
    let broken = reader.get(&code[..code.len() - 9]).await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    assert!(broken.says("This is no invite to a community"));

    let (member, company, _folder) = another("zimmerei.test", &names).await;
    let net = Net::of(&member);
    let community = Id::parse("http://node-a.test/s/bau").unwrap();
    assert_eq!(member.join_community(&link).await.unwrap(), community);
    let page = eventually("the hub shows the member's node", async || {
        let page = anna.get("/communities/bau").await;
        (page.says("Connected by TCP") && page.says("There and back")).then_some(page)
    })
    .await;
    assert!(page.says("Zimmerei") && page.says("on a node of their own") && page.says("Joined with it:"));
    assert!(page.says("1 node may still use it"));
    assert!(reader.get("/space/bau").await.says("Zimmerei"), "member organisations stand on the public page");

    let key = page.value_of("key").unwrap();
    let fields = [("csrf", &*csrf), ("key", &*key)];
    assert!(anna.send("/communities/bau/take-back", &fields).await.says("name=\"sure\""), "it asks first");
    let sure = [("csrf", &*csrf), ("key", &*key), ("sure", "yes")];
    assert_eq!(anna.send("/communities/bau/take-back", &sure).await.status, StatusCode::SEE_OTHER);
    assert!(reader.get(code).await.says("used up, taken back or has expired"));

    let who = member.local_actor(&company).unwrap().id.to_string();
    let ban = [("csrf", &*csrf), ("member", &*who), ("days", "7")];
    assert!(anna.send("/communities/bau/ban", &ban).await.says("Ban Zimmerei?"));
    anna.send("/communities/bau/ban", &[&ban[..], &[("sure", "yes")]].concat()).await;
    assert!(anna.get("/communities/bau").await.says("banned until"));
    anna.send("/communities/bau/unban", &ban).await;
    assert!(!anna.get("/communities/bau").await.says("banned until"));
    anna.send("/communities/bau/expel", &[&ban[..], &[("sure", "yes")]].concat()).await;
    assert!(!reader.get("/space/bau").await.says("Zimmerei"));
    net.cut().await;
    hub.cut().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_joined_reads_and_writes_and_what_is_not_confirmed_is_folded() {
    let names = Names::default();
    let (site, mut anna) = Site::in_a_mesh(&names).await;
    let here = Net::of(site.app.node());
    let (hub, keeper, _folder) = another("hub.test", &names).await;
    let there = Net::of(&hub);
    let community = hub.found_community(name("holz"), "Holz".into(), keeper.clone()).await.unwrap();
    let picture = hub.keep_picture(a_png(80, 40).into(), "Ein Brett", &name("zora")).await.unwrap();
    let draft = Draft {
        title: "Eiche".into(),
        markdown: "Gut abgelagert.".into(),
        picture: Picture::New(picture),
        readers: Readers::Members(community.clone()),
        ..Draft::default()
    };
    let oak = hub.publish("article", &keeper, &draft).await.unwrap();
    let csrf = anna.get("/communities").await.csrf();
    for (link, words) in [("nonsense", "This is no invite"), ("", "This is no invite")] {
        let refused = anna.send("/join", &[("csrf", &*csrf), ("invite", link)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says(words));
    }
    let invite =
        eventually("the hub invites", async || hub.invite_nodes(&community, 1, 7, None).await.ok()).await;
    let joined = anna.send("/join", &[("csrf", &*csrf), ("invite", &invite.link())]).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.text);
    let page = joined.header("location").to_owned();
    eventually("what is for members is here", async || {
        let listed = anna.get(&format!("{page}/entries")).await;
        (listed.says("Eiche") && listed.says("for members only")).then_some(())
    })
    .await;
    assert!(anna.get(&page).await.says("Leave this community"));
    let invite = [("csrf", &*csrf), ("uses", "1"), ("days", "1")];
    let refused = anna.send(&format!("{page}/invite"), &invite).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND, "only the hub invites");
    let mut bernd = site.neighbour().await;
    assert!(!bernd.get(&format!("{page}/entries")).await.says("Eiche"), "his organisation is no member");
    let oak = format!("/remote/entry?id={oak}");
    assert_eq!(bernd.get(&oak).await.status, StatusCode::NOT_FOUND);
    let shown = anna.get(&oak).await;
    assert!(shown.says("Gut abgelagert"));
    let (_, rest) = shown.text.split_once("src=\"/fetched/").expect("the picture comes by way of this node");
    let picture = format!("/fetched/{}", rest.split('"').next().unwrap().replace("&#38;", "&"));
    let fetched = anna.get(&picture).await;
    assert_eq!(fetched.status, StatusCode::OK, "{picture}");
    assert!(fetched.header("content-type").starts_with("image/") && !fetched.bytes.is_empty());
    assert!(fetched.header("cache-control").starts_with("private"), "it is for members");
    assert_eq!(bernd.get(&picture).await.status, StatusCode::NOT_FOUND);

    let nodes = format!("{page}/nodes");
    let watched = anna.get(&nodes).await;
    assert!(watched.says("its hub is connected") && watched.says("this node"), "{}", watched.text);
    assert!(
        watched.says(&format!("data-hx-get=\"{nodes}\""))
            && !watched.says("<form method=\"post\" action=\"/co")
    );
    there.cut().await;
    eventually("who watches the nodes sees that the hub has gone", async || {
        let watched = anna.get(&nodes).await;
        (watched.says("its hub is not reached") && watched.says("Not connected.")).then_some(())
    })
    .await;
    let article = write(&mut anna, "Esche", &format!("community {community}")).await;
    let mut reader = site.browser();
    let shown = reader.get(&article).await;
    assert!(shown.says("not yet confirmed by the community") && shown.says("Holz"), "{}", shown.text);
    let (_, folded) = shown.text.split_once("<details").unwrap();
    assert!(folded.split("</details>").next().unwrap().contains("Sie steht."));
    assert!(anna.get(&format!("{page}/entries")).await.says("not yet confirmed by the community"));

    let leave = format!("{page}/leave");
    assert!(anna.send(&leave, &[("csrf", &*csrf)]).await.says("Leave Holz?"));
    assert_eq!(anna.send(&leave, &[("csrf", &*csrf), ("sure", "yes")]).await.status, StatusCode::SEE_OTHER);
    assert!(anna.get("/communities").await.says("what was said until then is kept"));
    here.cut().await;
    assert!(anna.get(&nodes).await.says("this node"), "it knows itself without its network");
}

/// Every address at which something of an article could show, for whoever asks.
async fn leaks(browser: &mut Browser, article: &str, tag: &str) -> Vec<String> {
    let number = article.rsplit('/').next().unwrap();
    let mut found = Vec::new();
    for (path, accept) in [
        (article.to_owned(), "text/html"),
        (article.to_owned(), ACTIVITY),
        (format!("{article}/history"), "text/html"),
        (format!("/o/{number}"), ACTIVITY),
        (format!("/o/{number}/replies"), ACTIVITY),
        (format!("/c/{number}"), ACTIVITY),
        ("/".into(), "text/html"),
        ("/@werkstatt_brandt".into(), "text/html"),
        ("/@werkstatt_brandt/feed.atom".into(), "application/atom+xml"),
        ("/@werkstatt_brandt/feed.json".into(), "application/json"),
        ("/u/werkstatt_brandt/outbox?page=true".into(), ACTIVITY),
        ("/u/werkstatt_brandt/featured".into(), ACTIVITY),
        ("/s/bau/outbox?page=true".into(), ACTIVITY),
        ("/space/bau".into(), "text/html"),
        (format!("/tags/{tag}"), "text/html"),
        (format!("/tags/{tag}/feed.atom"), "application/atom+xml"),
        ("/sitemap.xml".into(), "text/html"),
        ("/sitemap/@werkstatt_brandt".into(), "text/html"),
    ] {
        let page = browser.get_as(&path, accept).await;
        let tells = page.status.is_success() && (page.says(SECRET) || page.says(&format!("/{number}")));
        if tells || page.says(SECRET) {
            found.push(format!("{path} as {accept}"));
        }
    }
    found
}

#[tokio::test]
async fn nothing_of_what_is_for_few_is_told_to_others() {
    let (site, mut anna) = Site::set_up().await;
    found(&mut anna).await;
    let (mut bernd, mut reader) = (site.neighbour().await, site.browser());
    let members = format!("members {}", community());
    let open = format!("community {}", community());
    let article = write(&mut anna, SECRET, &open).await;
    assert!(!leaks(&mut reader, &article, "stahl").await.is_empty(), "the test finds what is public");
    let csrf = anna.get("/office").await.csrf();
    anna.send(&format!("{article}/delete"), &[("csrf", &csrf)]).await;
    for readers in [&*members, "followers"] {
        let article = write(&mut anna, SECRET, readers).await;
        for browser in [&mut reader, &mut bernd] {
            assert_eq!(leaks(browser, &article, "stahl").await, Vec::<String>::new(), "{readers}");
        }
        let own = anna.get(&article).await;
        assert!(own.says(SECRET) && own.says("Not for everybody"), "{}", own.text);
        assert!(own.says("action=\"/answer\""), "who reads it may answer");
        let id = format!("https://node-a.test/o/{}", article.rsplit('/').next().unwrap());
        let refused = bernd.get(&format!("/answer?entry={id}")).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND);
        let answer = [
            ("csrf", &*csrf),
            ("entry", &id),
            ("back", &article),
            ("as", "werkstatt_brandt"),
            ("text", "Geheimnis auch hier"),
        ];
        assert_eq!(anna.send("/answer", &answer).await.status, StatusCode::SEE_OTHER, "{readers}");
        for browser in [&mut reader, &mut bernd] {
            assert_eq!(leaks(browser, &article, "stahl").await, Vec::<String>::new(), "{readers}");
        }
        assert!(anna.get(&article).await.says("Geheimnis auch hier"));
    }
    assert!(anna.get("/space/bau").await.says(SECRET), "members read it on the public page too");
    assert!(anna.get("/communities/bau/entries").await.says(SECRET));
    assert!(!bernd.get("/communities/bau/entries").await.says(SECRET));
    // Once his organisation is admitted, he reads it.
    let admit = [("csrf", &*csrf), ("organisation", "nachbar")];
    assert_eq!(anna.send("/communities/bau/admit", &admit).await.status, StatusCode::SEE_OTHER);
    assert!(bernd.get("/communities/bau/entries").await.says(SECRET));
    assert!(bernd.get("/write").await.says("Only the members of Bau &#38; Ausbau"));
    let chosen = bernd.get("/write?readers=community+https%3A%2F%2Fnode-a.test%2Fs%2Fbau").await;
    assert!(chosen.says(&format!("<option value=\"{open}\" selected>")), "{}", chosen.text);
}

#[tokio::test]
async fn no_link_to_an_older_page_tells_of_what_is_for_few() {
    let (site, mut anna) = Site::set_up().await;
    let node = site.app.node();
    let company = name("werkstatt_brandt");
    let mut few = Vec::new();
    // A page ends with every twentieth: with readers in turn, some of what is for few is the last one that was read.
    for number in 0..90 {
        let readers = if number % 2 == 0 { Readers::Everybody } else { Readers::Followers };
        let title = format!("Nummer {number}");
        let draft = Draft { title, markdown: "Text.".into(), readers: readers.clone(), ..Draft::default() };
        let id = node.publish("article", &company, &draft).await.unwrap();
        if readers == Readers::Followers {
            few.push(id.path().rsplit('/').next().unwrap().to_owned());
        }
    }
    let mut reader = site.browser();
    for path in ["/@werkstatt_brandt", "/@werkstatt_brandt/feed.atom"] {
        let mut next = path.to_owned();
        for _ in 0..3 {
            let page = reader.get(&next).await;
            assert_eq!(page.status, StatusCode::OK, "{next}");
            let told: Vec<_> = few.iter().filter(|number| page.says(number)).collect();
            assert!(told.is_empty(), "{next} tells of {told:?}");
            let Some((_, rest)) = page.text.split_once(&format!("{path}?before=")) else { break };
            next = format!("{path}?before={}", rest.split('"').next().unwrap());
        }
    }
    assert_eq!(anna.get("/").await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_may_read_it_is_kept_with_a_draft_and_through_approval() {
    let (site, mut anna) = Site::set_up().await;
    found(&mut anna).await;
    let node = site.app.node();
    let password = Password::parse(PASSWORD).unwrap();
    node.add_user(name("boris"), name("werkstatt_brandt"), Role::Member, password).await.unwrap();
    let csrf = anna.get("/office").await.csrf();
    anna.send("/approvals/switch", &[("csrf", &csrf), ("approves", "yes")]).await;
    let mut boris = site.log_in("boris").await;
    let page = boris.get("/write").await;
    let (csrf_boris, draft) = (page.csrf(), page.value_of("draft").unwrap());
    let members = format!("members {}", community());
    let fields = |act: &'static str| {
        [
            ("csrf", csrf_boris.clone()),
            ("draft", draft.clone()),
            ("title", SECRET.into()),
            ("text", "Sie steht.".into()),
            ("as", "werkstatt_brandt".into()),
            ("readers", members.clone()),
            ("do", act.into()),
        ]
    };
    for act in ["draft", "publish"] {
        let fields = fields(act);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, &**value)).collect();
        let sent = boris.send_with_file("/write", &fields, b"").await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let kept = boris.get(&format!("/drafts/{draft}")).await;
        assert!(kept.says(&format!("<option value=\"{members}\" selected>")), "{}", kept.text);
    }
    let address = format!("/approvals/boris/{draft}");
    let page = anna.get(&address).await;
    assert!(page.says("Only the members of Bau"), "who approves sees for whom it is: {}", page.text);
    let seen = page.value_of("seen").unwrap();
    let done = anna.send(&format!("{address}/publish"), &[("csrf", &csrf), ("seen", &seen)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let article = done.header("location").to_owned();
    assert!(anna.get(&article).await.says(SECRET));
    assert_eq!(site.browser().get(&article).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_letter_is_read_by_the_two_whom_it_concerns() {
    let (site, mut anna) = Site::set_up().await;
    let mut bernd = site.neighbour().await;
    let node = site.app.node();
    let password = || Password::parse(PASSWORD).unwrap();
    node.add_user(name("boris"), name("werkstatt_brandt"), Role::Owner, password()).await.unwrap();
    let mut boris = site.log_in("boris").await;
    let to = site.actor("bernd").to_string();
    assert!(anna.get("/@bernd").await.says("/message?to="));
    let page = anna.get(&format!("/message?to={to}")).await;
    assert!(page.says("Write to bernd"), "{}", page.text);
    let csrf = page.csrf();
    let letter = |text: &'static str| {
        [("csrf", csrf.clone()), ("to", to.clone()), ("as", "anna".into()), ("text", text.into())]
    };
    let empty = anna.send_owned("/message", &letter("")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = anna.send_owned("/message", &letter("Geheimnis: Haben Sie Zeit?")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let letter = sent.header("location").to_owned();
    assert!(bernd.get("/notifications").await.says("Geheimnis"), "he is told of it");
    let read = bernd.get(&letter).await;
    assert!(read.says("Geheimnis") && read.says("action=\"/answer\""), "{}", read.text);
    let id = format!("https://node-a.test/o/{}", letter.rsplit('/').next().unwrap());
    let answer = [
        ("csrf", read.csrf()),
        ("entry", id),
        ("back", letter.clone()),
        ("as", "bernd".into()),
        ("text", "Morgen.".into()),
    ];
    assert_eq!(bernd.send_owned("/answer", &answer).await.status, StatusCode::SEE_OTHER);
    for both in [&mut anna, &mut bernd] {
        let page = both.get(&letter).await;
        assert!(page.says("Geheimnis") && page.says("Morgen."), "{}", page.text);
    }
    for other in [&mut boris, &mut site.browser()] {
        assert_eq!(other.get(&letter).await.status, StatusCode::NOT_FOUND);
        assert!(!other.get("/@anna").await.says("Geheimnis"));
    }
}

#[tokio::test]
async fn an_entry_that_is_hidden_in_its_community_is_shown_nowhere_until_it_is_shown_again() {
    let (site, mut anna) = Site::set_up().await;
    found(&mut anna).await;
    let article = write(&mut anna, "Neue Fräse", &format!("community {}", community())).await;
    let mut reader = site.browser();
    assert!(reader.get("/space/bau").await.says("Neue Fräse"));
    let id = format!("https://node-a.test/o/{}", article.rsplit('/').next().unwrap());
    let csrf = anna.get("/office").await.csrf();
    anna.send(&format!("{article}/pin"), &[("csrf", &csrf)]).await;
    let hide = [("csrf", &*csrf), ("entry", &*id)];
    assert!(anna.send("/communities/bau/hide", &hide).await.says("Hide this entry in Bau"));
    anna.send("/communities/bau/hide", &[&hide[..], &[("sure", "yes")]].concat()).await;
    assert!(!reader.get("/space/bau").await.says("Neue Fräse"));
    assert_eq!(reader.get(&article).await.status, StatusCode::NOT_FOUND);
    assert!(!reader.get("/@werkstatt_brandt").await.says("Neue Fräse"));
    let page = anna.get("/communities/bau/entries").await;
    assert!(page.says("Out of view") && page.says("Neue Fräse"));
    assert_eq!(anna.send("/communities/bau/show", &hide).await.status, StatusCode::SEE_OTHER);
    assert!(reader.get("/space/bau").await.says("Neue Fräse"));
}

#[tokio::test]
async fn officers_of_another_organisation_keep_it_too_and_a_picture_needs_its_entry() {
    let (site, mut anna) = Site::set_up().await;
    found(&mut anna).await;
    site.neighbour().await;
    site.app.node().give_office(name("bernd"), Office::Officer).await.unwrap();
    let mut bernd = site.log_in("bernd").await;
    assert!(bernd.get("/communities/bau").await.says("/communities/bau/invite"));
    let hash = "ab".repeat(32);
    let mut reader = site.browser();
    for entry in ["https://node-a.test/o/1", "nonsense"] {
        let page = reader.get(&format!("/fetched/{hash}?entry={entry}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{entry}");
    }
    let article = write(&mut anna, "Ohne Bild", "everybody").await;
    let id = format!("https://node-a.test/o/{}", article.rsplit('/').next().unwrap());
    assert_eq!(reader.get(&format!("/fetched/{hash}?entry={id}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_of_every_node_lists_the_companies_of_all() {
    let names = Names::default();
    let (site, mut anna) = Site::in_a_mesh(&names).await;
    let hub = Net::of(site.app.node());
    found(&mut anna).await;
    let (member, company, _folder) = another("zimmerei.test", &names).await;
    let mut form = Company::sample().to_form(&Visibilities::default(), "de");
    form.set("products", "Dachstühle");
    member.set_company(&company, &form).await.unwrap();
    let net = Net::of(&member);
    let community = Id::parse("http://node-a.test/s/bau").unwrap();
    let invite = eventually("the hub invites", async || {
        site.app.node().invite_nodes(&community, 1, 7, None).await.ok()
    })
    .await;
    member.join_community(&invite.link()).await.unwrap();
    let mut stranger = site.browser();
    let page = eventually("the member's company is found at the hub", async || {
        let page = stranger.get("/directory?q=dachst&nace=2.1:25&region=DE").await;
        page.says("Zimmerei").then_some(page)
    })
    .await;
    assert!(page.says("http://zimmerei.test/@") && !page.says("anna@brandt.example"));
    let id = member.local_actor(&company).unwrap().id;
    let shown = anna.get(&format!("/remote/actor?id={id}")).await;
    assert!(shown.says("Dachstühle") && !shown.says("DE123456789") && !shown.says("+49 371"));
    let hubs = site.app.node().local_actor(&name("werkstatt_brandt")).unwrap().id;
    eventually("the hub's is found at the member's node", async || {
        let found =
            member.search_directory(&Search { text: "werkstatt".into(), ..Search::default() }).unwrap();
        found.companies.iter().any(|listed| listed.actor.id == hubs).then_some(())
    })
    .await;

    form.set("products", "Treppen");
    member.set_company(&company, &form).await.unwrap();
    eventually("what changes there changes here", async || {
        stranger.get("/directory?q=treppen").await.says("Zimmerei").then_some(())
    })
    .await;
    assert!(!stranger.get("/directory?q=dachst").await.says("Zimmerei"));
    site.app.node().vouch(&name("anna"), &id, "", 12).await.unwrap();
    assert!(stranger.get("/directory?vouched=yes").await.says("Zimmerei"));
    site.app.node().expel(&community, &id).await.unwrap();
    assert!(!stranger.get("/directory?q=treppen").await.says("Zimmerei"));
    net.cut().await;
    hub.cut().await;
}
