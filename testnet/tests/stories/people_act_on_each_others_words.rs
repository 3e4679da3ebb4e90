//! Answers, likes and boosts between two companies: they are told, shown, taken back, muted and blocked.

use artel_node::features::elsewhere::Found;
use artel_node::features::notifications::Notification;
use artel_node::features::publishing::Draft;
use artel_node::features::sessions::Session;
use artel_node::features::timeline::Told;
use artel_node::store::records::NotificationKind;
use artel_protocol::{Id, Name};
use artel_testnet::{Member, Testnet, eventually};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

fn owner(member: &Member) -> Name {
    let host = member.node.base().unwrap().host().replace(".test", "");
    Name::parse(&format!("owner_{host}")).unwrap()
}

/// The owner of a node's company, logged in.
async fn session(member: &Member) -> Session {
    let token = member.node.begin_anew(owner(member), Default::default()).await.unwrap();
    member.node.session(&token).unwrap().unwrap()
}

fn told(member: &Member, session: &Session) -> Vec<Notification> {
    member.node.notifications(session, None, 100).unwrap().items
}

fn kinds(member: &Member, session: &Session) -> Vec<NotificationKind> {
    told(member, session).into_iter().map(|one| one.kind).collect()
}

fn timeline(member: &Member) -> Vec<Told> {
    member.node.timeline(&[member.actor()], None, 100).unwrap().items
}

async fn is_told(member: &Member, session: &Session, kind: NotificationKind) {
    eventually("it is told", async || kinds(member, session).contains(&kind).then_some(())).await;
}

async fn is_told_no_more(member: &Member, session: &Session, kind: NotificationKind) {
    eventually("it is told no more", async || (!kinds(member, session).contains(&kind)).then_some(())).await;
}

/// Waits for an article of one node to be known at another.
async fn arrives(member: &Member, entry: &Id) {
    eventually("the entry arrives", async || member.node.entry(entry).ok()).await;
}

#[tokio::test]
async fn who_is_answered_liked_or_boosted_is_told_until_it_is_taken_back() {
    let net = Testnet::new("b -> a").await;
    let (a, b) = (net.member("a"), net.member("b"));
    let reader = session(a).await;
    assert_eq!(kinds(a, &reader), [NotificationKind::Follower]);
    assert_eq!(a.node.unread(&reader).unwrap(), 1);
    a.node.mark_read(&reader).await.unwrap();
    assert_eq!(a.node.unread(&reader).unwrap(), 0);
    assert!(!told(a, &reader)[0].unread);

    let article = a.publish("A question").await;
    arrives(b, &article).await;
    let answer = b.node.answer(&b.company, &article, "An answer.").await.unwrap();
    is_told(a, &reader, NotificationKind::Answer).await;
    let newest = told(a, &reader).remove(0);
    assert_eq!((newest.from.clone(), newest.unread), (b.actor(), true));
    assert_eq!(newest.entry.unwrap().record.entry.id, answer);
    b.node.delete_entry(&answer).await.unwrap();
    is_told_no_more(a, &reader, NotificationKind::Answer).await;

    b.node.like(&b.company, &article).await.unwrap();
    b.node.like(&b.company, &article).await.unwrap();
    b.node.like(&owner(b), &article).await.unwrap();
    is_told(a, &reader, NotificationKind::Like).await;
    eventually("both likes are one line", async || {
        let likes: Vec<_> =
            told(a, &reader).into_iter().filter(|one| one.kind == NotificationKind::Like).collect();
        (likes.len() == 1 && likes[0].others == 1).then_some(())
    })
    .await;
    assert_eq!(a.node.counts(&article).unwrap().likes, 2);
    assert!(b.node.done(&b.actor(), &article).unwrap().liked);
    b.node.unlike(&b.company, &article).await.unwrap();
    b.node.unlike(&owner(b), &article).await.unwrap();
    is_told_no_more(a, &reader, NotificationKind::Like).await;
    assert_eq!(a.node.counts(&article).unwrap().likes, 0);
    assert_eq!(a.node.unread(&reader).unwrap(), 0);
    assert!(!b.node.done(&b.actor(), &article).unwrap().liked);

    b.node.boost(&b.company, &article).await.unwrap();
    is_told(a, &reader, NotificationKind::Boost).await;
    b.node.unboost(&b.company, &article).await.unwrap();
    is_told_no_more(a, &reader, NotificationKind::Boost).await;
    // Nobody is told of what they do themselves.
    a.node.like(&owner(a), &article).await.unwrap();
    assert!(!kinds(a, &reader).contains(&NotificationKind::Like));
}

#[tokio::test]
async fn a_boost_shows_an_entry_to_followers_who_did_not_know_it() {
    let net = Testnet::new("c -> b, b -> a").await;
    let (a, b, c) = (net.member("a"), net.member("b"), net.member("c"));
    let article = a.publish("Worth reading").await;
    arrives(b, &article).await;
    assert!(timeline(c).is_empty());
    b.node.boost(&b.company, &article).await.unwrap();
    let shown = eventually("the boost is on the timeline", async || timeline(c).pop()).await;
    assert_eq!(shown.shown.record.entry.id, article);
    assert_eq!(shown.boosted_by.unwrap().0, b.actor());
    assert_eq!(shown.shown.author.unwrap().id, a.actor());

    // Who is muted is not seen, whether they boost or write.
    let company = &c.company;
    c.node.mute(company, &a.actor()).await.unwrap();
    assert!(timeline(c).is_empty());
    c.node.unmute(company, &a.actor()).await.unwrap();
    c.node.mute(company, &b.actor()).await.unwrap();
    assert!(timeline(c).is_empty());
    c.node.unmute(company, &b.actor()).await.unwrap();
    assert_eq!(timeline(c).len(), 1);

    b.node.unboost(&b.company, &article).await.unwrap();
    eventually("the boost is taken back", async || timeline(c).is_empty().then_some(())).await;
}

#[tokio::test]
async fn what_is_elsewhere_is_found_shown_and_kept_only_when_somebody_acts_on_it() {
    let net = Testnet::new("a, b").await;
    let (a, b) = (net.member("a"), net.member("b"));
    let reader = session(a).await;
    let article = a.publish("Out there").await;
    let readers = [b.actor()];

    assert_eq!(b.node.find(&a.handle()).await.unwrap(), Found::Actor(a.actor()));
    assert_eq!(b.node.find(a.actor().as_str()).await.unwrap(), Found::Actor(a.actor()));
    assert_eq!(b.node.find(article.as_str()).await.unwrap(), Found::Entry(article.clone()));
    assert_eq!(b.node.find(&b.handle()).await.unwrap(), Found::Actor(b.actor()));
    assert_eq!(b.node.find("@nobody@a.test").await.unwrap_err().status(), 422);
    let stranger = b.node.stranger(&a.actor()).await.unwrap();
    assert_eq!(stranger.actor.display_name(), "Company a");
    let posts = b.node.posts_of(&stranger.actor).await.unwrap();
    assert!(posts.asked);
    assert_eq!(posts.shown[0].record.entry.id, article);
    let shown = b.node.entry_anywhere(&article, &readers).await.unwrap();
    assert_eq!(shown.shown.record.entry.content.card().title, "Out there");
    assert!(b.node.entry(&article).is_err(), "what is only looked at is not kept");

    b.node.like(&owner(b), &article).await.unwrap();
    assert!(b.node.entry(&article).is_ok(), "what somebody acts on is kept");
    is_told(a, &reader, NotificationKind::Like).await;
    let answer = a.answer(&article, "Thank you.").await;
    assert!(b.node.entry(&answer).is_err());
}

#[tokio::test]
async fn a_member_looks_at_people_and_entries_of_another_server_on_pages_of_their_own() {
    let net = Testnet::new("a, b").await;
    let (a, b) = (net.member("a"), net.member("b"));
    let article = a.publish("Out there").await;
    let token = b.node.begin_anew(owner(b), Default::default()).await.unwrap();
    let encoded = |text: &str| -> String { url::form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    let (status, found) = get(b, &token, &format!("/lookup?q={}", encoded(&a.handle()))).await;
    assert_eq!(status, 303, "{found}");
    let (status, page) = get(b, &token, &format!("/remote/actor?id={}", encoded(a.actor().as_str()))).await;
    assert_eq!(status, 200, "{page}");
    let entry = format!("/remote/entry?id={}", encoded(article.as_str()));
    for shown in ["<h1>Company a</h1>", "Out there", "action=\"/following/follow\"", &entry] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    let (status, page) = get(b, &token, &entry).await;
    assert_eq!(status, 200, "{page}");
    for shown in ["<h1>Out there</h1>", "action=\"/answer\"", "value=\"like\"", article.as_str()] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    let (status, _) =
        get(b, &token, &format!("/authorize_interaction?uri={}", encoded(article.as_str()))).await;
    assert_eq!(status, 303);
    let (status, page) = get(b, &token, "/lookup?q=%40nobody%40a.test").await;
    assert_eq!(status, 422, "{page}");
    let (status, _) = get(b, &token, "/remote/entry?id=http%3A%2F%2Fa.test%2Fo%2F1").await;
    assert_eq!(status, 404);
    assert!(b.node.entry(&article).is_err(), "looking keeps nothing");
}

/// A page of a node, as somebody who is logged in sees it.
async fn get(member: &Member, token: &str, path: &str) -> (u16, String) {
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<bytes::Bytes>>();
    let request = http::Request::get(format!("http://{}{path}", member.address))
        .header("host", member.node.base().unwrap().host())
        .header("accept", "text/html")
        .header("cookie", format!("artel_session={token}"))
        .body(Full::default())
        .unwrap();
    let response = client.request(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn whom_the_node_blocks_is_sent_away_and_gets_nothing_more() {
    let net = Testnet::new("b -> a").await;
    let (a, b) = (net.member("a"), net.member("b"));
    a.node.block_actor(&b.actor(), "rude", None).await.unwrap();
    assert!(a.node.followers(&a.actor(), None, 10).unwrap().is_empty());
    eventually("they hear that they follow no more", async || {
        let following = b.node.view().ok()?.following(&b.actor(), &a.actor()).ok()??;
        (following.state == artel_node::store::records::FollowState::Rejected).then_some(())
    })
    .await;
    eventually("nothing waits", async || a.node.deliveries().ok()?.is_empty().then_some(())).await;
    let markdown = format!("Not for {}.", b.handle());
    let draft = Draft { title: "After".into(), markdown, ..Draft::default() };
    a.node.publish("article", &a.company, &draft).await.unwrap();
    assert!(a.node.deliveries().unwrap().is_empty(), "not even what mentions them goes there");
}

#[tokio::test]
async fn who_is_blocked_follows_no_more_and_answers_no_more() {
    let net = Testnet::new("b -> a").await;
    let (a, b) = (net.member("a"), net.member("b"));
    let reader = session(a).await;
    let article = a.publish("Before").await;
    arrives(b, &article).await;
    a.node.block(&a.company, &b.actor()).await.unwrap();
    assert!(a.node.followers(&a.actor(), None, 10).unwrap().is_empty());
    assert_eq!(a.node.counts(&a.actor()).unwrap().followers, 0);
    assert!(kinds(a, &reader).is_empty(), "nor is anything told of them");
    eventually("they hear that they follow no more", async || {
        let view = b.node.view().ok()?;
        let following = view.following(&b.actor(), &a.actor()).ok()??;
        (following.state == artel_node::store::records::FollowState::Rejected).then_some(())
    })
    .await;

    let answer = b.answer(&article, "I insist.").await;
    b.node.follow(&b.company, &a.handle()).await.unwrap();
    b.node.like(&b.company, &article).await.unwrap();
    eventually("the like arrives after what was refused", async || {
        (a.node.counts(&article).ok()?.likes == 1).then_some(())
    })
    .await;
    eventually("what was refused is given up", async || {
        let given_up = b.node.deliveries().ok()?.iter().filter(|one| one.record.next.is_none()).count();
        (given_up == 2).then_some(())
    })
    .await;
    assert!(a.node.entry(&answer).is_err());
    assert!(a.node.followers(&a.actor(), None, 10).unwrap().is_empty());
    assert!(kinds(a, &reader).is_empty());

    // Their own people may still be heard, and a lifted block lets them in again.
    b.node.answer(&owner(b), &article, "May I?").await.unwrap();
    is_told(a, &reader, NotificationKind::Answer).await;
    a.node.unmute(&a.company, &b.actor()).await.unwrap();
    b.node.follow(&b.company, &a.handle()).await.unwrap();
    eventually("they follow again", async || {
        (!a.node.followers(&a.actor(), None, 10).ok()?.is_empty()).then_some(())
    })
    .await;
}
