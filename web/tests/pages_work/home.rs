//! What people do with the words of others: they see them, like, boost and answer them, are told, and do not listen.

use artel_node::changes::Changes;
use artel_node::features::accounts::Password;
use artel_node::features::profiles::ProfileDraft;
use artel_node::store::keys;
use artel_node::store::records::{LocalActorRecord, OrganisationRecord, Role};
use artel_protocol::{Name, limits};
use axum::http::StatusCode;

use super::browser::{Browser, PASSWORD, Site};

const CARD: &str = "<article class=\"card";

/// An article of the company, by its owner.
async fn publish(browser: &mut Browser, title: &str) -> String {
    let csrf = browser.get("/write").await.csrf();
    let fields = [
        ("csrf", &csrf[..]),
        ("title", title),
        ("text", "Ein Text."),
        ("as", "werkstatt_brandt"),
        ("do", "publish"),
    ];
    browser.send_with_file("/write", &fields, b"").await.header("location").to_owned()
}

fn id(path: &str) -> String {
    format!("https://node-a.test/o/{}", path.rsplit('/').next().unwrap())
}

#[tokio::test]
async fn an_article_is_liked_and_answered_and_its_author_is_told_once() {
    let (site, mut anna) = Site::set_up().await;
    let path = publish(&mut anna, "Neue Fräse").await;
    let mut bernd = site.neighbour().await;
    let page = bernd.get(&path).await;
    let (csrf, entry) = (page.csrf(), page.value_of("entry").unwrap());
    assert_eq!(entry, id(&path));
    let back = page.value_of("back").unwrap();
    assert!(page.says("value=\"like\" aria-pressed=\"false\""), "{}", page.text);

    let act = |what: &'static str| {
        [("csrf", csrf.clone()), ("entry", entry.clone()), ("as", "bernd".into()), ("do", what.into())]
    };
    let send = |fields: [(&'static str, String); 4], back: &str| {
        let mut fields: Vec<_> = fields.into();
        fields.push(("back", back.to_owned()));
        fields
    };
    let liked = bernd.send("/act", &borrowed(&send(act("like"), &back))).await;
    assert_eq!(liked.header("location"), back);
    assert!(bernd.get(&path).await.says("value=\"unlike\" aria-pressed=\"true\""));
    let elsewhere = bernd.send("/act", &borrowed(&send(act("boost"), "//evil.example/"))).await;
    assert_eq!(elsewhere.header("location"), "/", "a form leads nowhere else");
    assert_eq!(bernd.send("/act", &borrowed(&send(act("burn"), "/"))).await.status, StatusCode::BAD_REQUEST);
    let mut stolen = send(act("like"), "/");
    stolen[2].1 = "werkstatt_brandt".into();
    assert_eq!(bernd.send("/act", &borrowed(&stolen)).await.status, StatusCode::FORBIDDEN);

    let answer = |text: &'static str| {
        [("csrf", csrf.as_str()), ("entry", entry.as_str()), ("as", "nachbar"), ("back", "/"), ("text", text)]
    };
    let empty = bernd.send("/answer", &answer("")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.says("id=\"p-text\"") && empty.says("Ein Text."), "{}", empty.text);
    let answered = bernd.send("/answer", &answer("Was *kostet* sie?")).await;
    assert!(answered.header("location").starts_with("/#e"), "{}", answered.text);

    let home = anna.get("/").await;
    assert!(home.says("Notifications <span class=\"tag\">3</span>"), "{}", home.text);
    let told = anna.get("/notifications").await;
    for words in ["answers:", "likes this:", "boosts this:", "Neue Fräse", "Nachbar", "Was kostet sie?"] {
        assert!(told.says(words), "{words} in {}", told.text);
    }
    assert_eq!(told.text.matches("<span class=\"tag\">new</span>").count(), 3);
    assert!(!anna.get("/").await.says("Notifications <span"), "what was shown is read");
    assert!(!anna.get("/notifications").await.says("<span class=\"tag\">new</span>"));
    bernd.send("/act", &borrowed(&send(act("unlike"), "/"))).await;
    assert!(!anna.get("/notifications").await.says("likes this:"));
    let page = anna.get(&path).await;
    assert!(page.says("<em>kostet</em>") && page.says("href=\"/answer?entry="), "{}", page.text);
    let csrf = page.csrf();
    let read = anna.send("/notifications/read", &[("csrf", &csrf)]).await;
    assert_eq!(read.header("location"), "/notifications");
}

fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[tokio::test]
async fn a_person_follows_for_themselves_and_mutes_for_themselves() {
    let (site, mut anna) = Site::set_up().await;
    let path = publish(&mut anna, "Neue Fräse").await;
    let mut bernd = site.neighbour().await;
    assert!(bernd.get("/notifications").await.says("class=\"empty\""));
    let page = bernd.get("/following").await;
    let csrf = page.csrf();
    assert!(page.says("name=\"as\" value=\"bernd\"") && page.says("name=\"as\" value=\"nachbar\""));
    let company = "https://node-a.test/u/werkstatt_brandt";
    let follow = [("csrf", csrf.as_str()), ("handle", company), ("as", "bernd"), ("back", "/following")];
    assert_eq!(bernd.send("/following/follow", &follow).await.header("location"), "/following");
    assert!(bernd.get("/following").await.says("followed by"));
    assert!(bernd.get("/notifications").await.says("has accepted"));
    assert!(anna.get("/notifications").await.says("follows you from now on."));

    let second = publish(&mut anna, "Noch eine Fräse").await;
    assert_eq!(bernd.get("/").await.text.matches(CARD).count(), 1);
    assert_eq!(bernd.get("/?of=me").await.text.matches(CARD).count(), 1);
    assert_eq!(bernd.get("/?of=company").await.text.matches(CARD).count(), 0);
    assert!(bernd.get("/").await.says(&format!("href=\"{second}\"")));
    assert!(!bernd.get("/").await.says(&format!("href=\"{path}\"")));

    let mute = [("csrf", csrf.as_str()), ("actor", company), ("as", "bernd")];
    assert_eq!(bernd.send("/mutes/mute", &mute).await.header("location"), "/mutes");
    assert!(bernd.get("/mutes").await.says("muted for"));
    assert_eq!(bernd.get("/").await.text.matches(CARD).count(), 0);
    bernd.send("/mutes/remove", &mute).await;
    assert!(bernd.get("/mutes").await.says("class=\"empty\""));
    assert_eq!(bernd.get("/").await.text.matches(CARD).count(), 1);
    let as_another = [("csrf", csrf.as_str()), ("actor", company), ("as", "anna")];
    assert_eq!(bernd.send("/mutes/block", &as_another).await.status, StatusCode::FORBIDDEN);
    let page = bernd.get("/@werkstatt_brandt").await;
    assert!(page.says("action=\"/mutes/block\"") && page.says("action=\"/following/unfollow\""));
    assert!(!site.browser().get("/@werkstatt_brandt").await.says("/mutes/block"));
    let followers = anna.get("/followers").await;
    assert!(followers.says("Bernd") || followers.says("bernd"));
    assert!(anna.get("/followers?of=me").await.says("class=\"empty\""));
    let own = anna.get("/drafts").await.csrf();
    let mut remove = vec![("csrf", &*own), ("as", "werkstatt_brandt")];
    let (bernd_id, sure) = (site.actor("bernd"), ("sure", "yes"));
    remove.push(("actor", bernd_id.as_str()));
    let asked = anna.send("/followers/remove", &remove).await;
    assert!(
        asked.says("from the followers?") && asked.value_of("actor").as_deref() == Some(bernd_id.as_str())
    );
    assert!(anna.get("/followers").await.says("/followers/remove"), "nothing is lost before the answer");
    let asked = bernd.send("/mutes/block", &mute).await;
    assert!(asked.says("<h1>Block ") && bernd.get("/mutes").await.says("class=\"empty\""));
    let blocked = bernd.send("/mutes/block", &[&mute[..], &[sure]].concat()).await;
    assert_eq!(blocked.header("location"), "/mutes");
    bernd.send("/mutes/remove", &mute).await;
    remove.push(sure);
    assert_eq!(anna.send("/followers/remove", &remove).await.header("location"), "/followers");
    assert!(!anna.get("/followers").await.says("/followers/remove"));
    bernd.send("/following/unfollow", &mute).await;
    assert!(bernd.get("/following").await.says("class=\"empty\""));
}

#[tokio::test]
async fn looking_somebody_up_leads_to_their_page_or_says_what_is_wrong() {
    let (site, mut anna) = Site::set_up().await;
    let path = publish(&mut anna, "Neue Fräse").await;
    let mut bernd = site.neighbour().await;
    for (asked, leads_to) in [
        ("@werkstatt_brandt@node-a.test", "/@werkstatt_brandt"),
        ("anna", "/@anna"),
        ("https%3A%2F%2Fnode-a.test%2F%40anna", "/@anna"),
        (&format!("https%3A%2F%2Fnode-a.test{}", path.replace('/', "%2F")), &path),
    ] {
        let found = bernd.get(&format!("/lookup?q={asked}")).await;
        assert_eq!(found.header("location"), leads_to, "{asked}: {}", found.text);
    }
    assert_eq!(bernd.get("/lookup").await.status, StatusCode::OK);
    let nothing = bernd.get("/lookup?q=nobody+here").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.says("id=\"p-q\"") && nothing.says("value=\"nobody here\""));
    assert_eq!(bernd.get("/remote/actor?id=nothing").await.status, StatusCode::NOT_FOUND);
    let own = bernd.get("/remote/actor?id=https%3A%2F%2Fnode-a.test%2Fu%2Fanna").await;
    assert_eq!(own.header("location"), "/@anna");
    let own = bernd.get(&format!("/remote/entry?id={}", id(&path).replace('/', "%2F"))).await;
    assert_eq!(own.header("location"), path);
    assert_eq!(
        site.browser().get("/lookup?q=anna").await.header("location"),
        "/login?next=%2Flookup%3Fq%3Danna"
    );
}

#[tokio::test]
async fn who_needs_approval_hands_in_and_acts_in_their_own_name() {
    let (site, mut anna) = Site::set_up().await;
    let path = publish(&mut anna, "Neue Fräse").await;
    let (node, company) = (site.app.node(), Name::parse("werkstatt_brandt").unwrap());
    node.set_approves(company.clone(), true).await.unwrap();
    let clara = Name::parse("clara").unwrap();
    node.add_user(clara, company, Role::Member, Password::parse(PASSWORD).unwrap()).await.unwrap();
    let mut clara = site.browser();
    let csrf = clara.get("/login").await.csrf();
    let fields = [("name", "clara"), ("password", PASSWORD), ("csrf", &csrf[..]), ("next", "/")];
    assert_eq!(clara.send("/login", &fields).await.status, StatusCode::SEE_OTHER);

    let (csrf, entry) = (clara.get(&path).await.csrf(), id(&path));
    let fields = |name: &'static str, value: &'static str, by: &'static str| {
        [("csrf", csrf.clone()), ("entry", entry.clone()), ("as", by.into()), (name, value.into())]
    };
    let handed_in = clara.send("/answer", &borrowed(&fields("text", "Ja.", "werkstatt_brandt"))).await;
    assert_eq!(handed_in.header("location"), "/drafts", "{}", handed_in.text);
    let refused = clara.send("/act", &borrowed(&fields("do", "boost", "werkstatt_brandt"))).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answered = clara.send("/answer", &borrowed(&fields("text", "Ja.", "clara"))).await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text);
}

#[tokio::test]
async fn a_visitor_finds_every_organisation_however_many_people_there_are() {
    let (site, mut anna) = Site::set_up().await;
    site.neighbour().await;
    let password = Password::parse(PASSWORD).unwrap();
    let (last, company) = (Name::parse("zz_last").unwrap(), Name::parse("werkstatt_brandt").unwrap());
    let node = site.app.node();
    node.add_user(last.clone(), company.clone(), Role::Member, password).await.unwrap();
    let title = ProfileDraft { title: "Zacharias Zz".into(), ..ProfileDraft::default() };
    node.set_profile(&last, title).await.unwrap();
    crowd(&site).await;
    let mut visitor = site.browser();
    let first = visitor.get("/").await;
    assert!(first.says("@a0001@") && !first.says("@nachbar@") && !first.says("@m0001@"), "{}", first.text);
    let (_, next) = first.text.split_once("<a href=\"/?after=").unwrap();
    let next = format!("/?after={}", next.split('"').next().unwrap());
    let second = visitor.get(&next).await;
    assert!(second.says("@nachbar@") && second.says("@werkstatt_brandt@") && !second.says("rel=\"next\""));
    assert_eq!(visitor.get("/?after=zzz").await.header("location"), "/");
    let by_full_name = anna.get("/suggest/mentions?q=zacharias").await;
    assert!(by_full_name.says("@zz_last@node-a.test"), "{}", by_full_name.text);
    assert!(anna.get("/suggest/mentions?q=zz_l").await.says("@zz_last@node-a.test"));
    let found = node.person_called(&company, "Zacharias Zz").unwrap().unwrap();
    assert_eq!(found.name, last);
}

/// More organisations than one page names, and more people than are looked at for nothing.
async fn crowd(site: &Site) {
    site.app
        .node()
        .change(|view, _| {
            let mut changes = Changes::none();
            let company = view.organisation(&Name::parse("nachbar").unwrap())?.unwrap();
            let (actor, person) = (view.local_actor(&company.name)?.unwrap(), Name::parse("bernd").unwrap());
            let person = view.local_actor(&person)?.unwrap();
            for number in 0..limits::ORGANISATIONS_PER_PAGE {
                let name = Name::parse(&format!("a{number:04}")).unwrap();
                changes.put(
                    keys::organisation(&name),
                    &OrganisationRecord { name: name.clone(), ..company.clone() },
                );
                changes.put(keys::local_actor(&name), &LocalActorRecord { name, ..actor.clone() });
            }
            for number in 0..600 {
                let name = Name::parse(&format!("m{number:04}")).unwrap();
                changes.put(keys::local_actor(&name), &LocalActorRecord { name, ..person.clone() });
            }
            Ok(changes)
        })
        .await
        .unwrap();
}
