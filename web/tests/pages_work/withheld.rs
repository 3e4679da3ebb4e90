//! What is said to nobody before somebody has let it through, and what nobody takes back by themselves.

use artel_node::changes::Changes;
use artel_node::features::accounts::Password;
use artel_node::features::publishing::Draft;
use artel_node::store::keys;
use artel_node::store::records::{Comments, FollowerRecord, Role};
use artel_protocol::{Id, Name};
use axum::http::StatusCode;

use super::browser::{Browser, PASSWORD, Site};

const COMPANY: &str = "werkstatt_brandt";

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

async fn member(site: &Site, account: &str, organisation: &str, role: Role) -> Browser {
    let password = Password::parse(PASSWORD).unwrap();
    site.app.node().add_user(name(account), name(organisation), role, password).await.unwrap();
    let mut browser = site.browser();
    let csrf = browser.get("/login").await.csrf();
    let fields = [("name", account), ("password", PASSWORD), ("csrf", &csrf), ("next", "/")];
    assert_eq!(browser.send("/login", &fields).await.status, StatusCode::SEE_OTHER);
    browser
}

/// Somebody elsewhere follows an actor of ours.
async fn followed_from_elsewhere(site: &Site, actor: &str) {
    let elsewhere = |path: &str| Id::parse(&format!("https://b.test{path}")).unwrap();
    let key = keys::follower(&site.actor(actor), &elsewhere("/u/bob"));
    let record = FollowerRecord {
        activity: elsewhere("/a/1"),
        inbox: elsewhere("/u/bob/inbox"),
        shared_inbox: None,
        since: site.app.node().clock().now(),
    };
    let follows = site.app.node().change(move |_, _| {
        let mut changes = Changes::none();
        changes.put(key, &record);
        Ok(changes)
    });
    follows.await.unwrap();
}

/// An answer of bernd's to an article of the company that waits, and the paths of both.
struct Answered {
    site: Site,
    owner: Browser,
    bernd: Browser,
    answer: Id,
    article_page: String,
    answer_page: String,
}

impl Answered {
    async fn at_a_moderated_article() -> Answered {
        let (site, owner) = Site::set_up().await;
        let bernd = site.neighbour().await;
        followed_from_elsewhere(&site, "bernd").await;
        let node = site.app.node();
        let article = Draft {
            title: "Mit Vorsicht".into(),
            markdown: "Was meinen Sie?".into(),
            comments: Some(Comments::Moderated),
            ..Draft::default()
        };
        let article = node.publish("article", &name(COMPANY), &article).await.unwrap();
        let answer = Draft { markdown: "Eine Antwort, #Stahl.".into(), ..Draft::default() };
        let answer = node.publish_answer("post", &name("bernd"), &answer, Some(&article)).await.unwrap();
        let path = |id: &Id| node.view().unwrap().entry(id).unwrap().unwrap().entry.url.unwrap();
        let (article_page, answer_page) = (path(&article).path().to_owned(), path(&answer).path().to_owned());
        Answered { owner, bernd, answer, article_page, answer_page, site }
    }

    /// How many deliveries wait, and what the outbox of who answered counts.
    async fn told(&self) -> (usize, usize) {
        let outbox = self.site.app.node().outbox(&self.site.actor("bernd"), None, 9).unwrap();
        (self.site.app.node().deliveries().unwrap().len(), outbox.items.len())
    }

    /// The path of the activity that brought the answer last.
    fn activity(&self) -> String {
        let stored = self.site.app.node().view().unwrap().entry(&self.answer).unwrap().unwrap();
        stored.activity.path().to_owned()
    }

    async fn assert_nobody_else_sees_it(&self) {
        let number = self.answer.path();
        let mut reader = self.site.browser();
        for path in [
            self.answer_page.clone(),
            format!("{}/history", self.answer_page),
            number.to_owned(),
            format!("{number}/replies"),
            number.replace("/o/", "/c/"),
        ] {
            assert_eq!(reader.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in [number.to_owned(), self.answer_page.clone(), self.activity()] {
            let document = reader.get_as(&path, "application/activity+json").await;
            assert_eq!(document.status, StatusCode::NOT_FOUND, "{path}: {}", document.text);
        }
        for path in [&self.article_page[..], "/tags/stahl", "/@bernd", "/@bernd/feed.atom"] {
            assert!(!reader.get(path).await.says("Eine Antwort"), "{path}");
        }
        assert_eq!(self.told().await, (0, 0));
    }

    async fn decide(&mut self, what: &str) {
        let csrf = self.owner.get("/write").await.csrf();
        let fields = [("csrf", &*csrf), ("answer", self.answer.as_str())];
        let sent = self.owner.send(&format!("{}/{what}", self.article_page), &fields).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    }
}

#[tokio::test]
async fn an_answer_that_waits_is_seen_by_its_author_and_by_who_lets_it_through() {
    let mut all = Answered::at_a_moderated_article().await;
    all.assert_nobody_else_sees_it().await;
    let mut carla = member(&all.site, "carla", "nachbar", Role::Owner).await;
    assert_eq!(carla.get(&all.answer_page).await.status, StatusCode::NOT_FOUND, "not even a colleague");
    for reader in [&mut all.bernd, &mut all.owner] {
        let page = reader.get(&all.answer_page).await;
        assert!(page.says("Eine Antwort") && page.says("So far only its author"), "{}", page.text);
        assert!(!page.says("action=\"/act\""), "nobody boosts what nobody sees");
    }
    let csrf = all.bernd.get("/write").await.csrf();
    let entry = all.answer.to_string();
    let boost = [("csrf", &*csrf), ("entry", &entry), ("do", "boost"), ("back", "/")];
    assert_eq!(all.bernd.send("/act", &boost).await.status, StatusCode::NOT_FOUND);

    // What its author changes meanwhile is said to nobody, and what is let through is what it says then.
    let draft = Draft { markdown: "Eine Antwort, besser.".into(), ..Draft::default() };
    all.site.app.node().edit(&all.answer, &draft).await.unwrap();
    all.assert_nobody_else_sees_it().await;
    all.decide("show").await;
    assert_eq!(all.told().await, (1, 1), "the follower is told once");
    let mut reader = all.site.browser();
    for path in [&all.answer_page, &all.article_page] {
        assert!(reader.get(path).await.says("Eine Antwort, besser."), "{path}");
    }
    let said = reader.get_as(&all.activity(), "application/activity+json").await;
    assert!(said.says("\"type\":\"Create\"") && said.says("Eine Antwort, besser."), "{}", said.text);
    let object = reader.get_as(all.answer.path(), "application/activity+json").await;
    assert_eq!(object.status, StatusCode::OK);
    all.decide("hide").await;
    all.decide("show").await;
    assert_eq!(all.told().await, (1, 1), "it is not said again");
    assert!(!reader.get(&all.answer_page).await.says("So far only"));
}

#[tokio::test]
async fn what_is_changed_after_it_was_let_in_waits_again_and_is_told_as_a_change() {
    let mut all = Answered::at_a_moderated_article().await;
    let edit = |text: &str| Draft { markdown: text.into(), ..Draft::default() };
    all.decide("show").await;
    all.site.app.node().edit(&all.answer, &edit("Etwas anderes.")).await.unwrap();
    let mut reader = all.site.browser();
    assert_eq!(reader.get(&all.answer_page).await.status, StatusCode::NOT_FOUND);
    assert_eq!(all.told().await.0, 1, "of the change nobody is told yet");
    all.decide("show").await;
    assert_eq!(all.told().await.0, 2);
    let said = reader.get_as(&all.activity(), "application/activity+json").await;
    assert!(said.says("\"type\":\"Update\"") && said.says("Etwas anderes."), "{}", said.text);
    all.site.app.node().edit(&all.answer, &edit("Noch etwas.")).await.unwrap();
    all.site.app.node().delete_entry(&all.answer).await.unwrap();
    assert_eq!(all.told().await.0, 3, "who knows it is told of its end");
}

#[tokio::test]
async fn an_officer_does_not_let_in_what_others_have_not_looked_at() {
    let (site, _) = Site::set_up().await;
    let _bernd = site.neighbour().await;
    let node = site.app.node();
    let draft =
        |comments| Draft { title: "Titel".into(), markdown: "Text.".into(), comments, ..Draft::default() };
    let article = node.publish("article", &name("nachbar"), &draft(Some(Comments::Moderated))).await.unwrap();
    let answer = node.publish_answer("post", &name(COMPANY), &draft(None), Some(&article)).await.unwrap();
    node.hide_for_all(&answer, name("anna")).await.unwrap();
    node.show_answer(&answer, name("anna")).await.unwrap();
    assert!(node.entry(&answer).is_err());
    let counts = || node.counts(&article).map(|counts| (counts.answers, counts.waiting)).unwrap();
    assert_eq!(counts(), (0, 1));
    node.show_answer(&answer, name("bernd")).await.unwrap();
    assert!(node.entry(&answer).is_ok());
    assert_eq!(counts(), (1, 0));
}

#[tokio::test]
async fn an_answer_that_is_not_let_through_was_never_said() {
    let mut all = Answered::at_a_moderated_article().await;
    all.decide("hide").await;
    all.assert_nobody_else_sees_it().await;
    assert!(all.bernd.get(&all.answer_page).await.says("Eine Antwort"));
    let csrf = all.bernd.get("/write").await.csrf();
    let gone = all.bernd.send(&format!("{}/delete", all.answer_page), &[("csrf", &csrf)]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.text);
    assert_eq!(all.told().await, (0, 0), "nobody is told of the end of what they do not know");
}

#[tokio::test]
async fn who_is_mentioned_hears_of_an_answer_when_it_is_let_through() {
    let mut all = Answered::at_a_moderated_article().await;
    let mut carla = member(&all.site, "carla", "nachbar", Role::Owner).await;
    let draft = Draft { markdown: "Was meint @carla?".into(), ..Draft::default() };
    let article = all.site.app.node().view().unwrap().entry(&all.answer).unwrap().unwrap().root.unwrap();
    let asks =
        all.site.app.node().publish_answer("post", &name("bernd"), &draft, Some(&article)).await.unwrap();
    assert!(!carla.get("/notifications").await.says("Was meint"));
    assert!(all.owner.get("/notifications").await.says("Was meint"), "who lets it through is told");
    all.answer = asks;
    all.decide("show").await;
    assert!(carla.get("/notifications").await.says("Was meint"));
}

#[tokio::test]
async fn where_others_approve_members_take_back_nothing_that_was_published() {
    let (site, mut owner) = Site::set_up().await;
    let node = site.app.node();
    let mut boris = member(&site, "boris", COMPANY, Role::Member).await;
    let article = |author: &'static str| async move {
        let draft = Draft { title: "Neue Fräse".into(), markdown: "Text.".into(), ..Draft::default() };
        let id = node.publish("article", &name(author), &draft).await.unwrap();
        node.entry(&id).unwrap().entry.url.unwrap().path().to_owned()
    };
    let (first, second, own) = (article(COMPANY).await, article(COMPANY).await, article("boris").await);
    let csrf = boris.get("/write").await.csrf();
    let deleted = boris.send(&format!("{first}/delete"), &[("csrf", &csrf)]).await;
    assert_eq!(deleted.status, StatusCode::SEE_OTHER, "nobody approves here");

    node.set_approves(name(COMPANY), true).await.unwrap();
    assert!(!boris.get(&second).await.says(&format!("href=\"{second}/delete\"")));
    assert_eq!(boris.get(&format!("{second}/delete")).await.status, StatusCode::FORBIDDEN);
    let refused = boris.send(&format!("{second}/delete"), &[("csrf", &csrf)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(site.browser().get(&second).await.says("Neue Fräse"));
    let deleted = boris.send(&format!("{own}/delete"), &[("csrf", &csrf)]).await;
    assert_eq!(deleted.status, StatusCode::SEE_OTHER, "one's own is one's own");
    assert!(owner.get(&second).await.says(&format!("href=\"{second}/delete\"")));
    let csrf = owner.get("/write").await.csrf();
    let deleted = owner.send(&format!("{second}/delete"), &[("csrf", &csrf)]).await;
    assert_eq!(deleted.status, StatusCode::SEE_OTHER);
    assert_eq!(site.browser().get(&second).await.status, StatusCode::GONE);
}
