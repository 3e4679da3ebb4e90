//! Mails are stopped by the link that stands in them, and come again.

use artel_node::features::mail::{MailAddress, MailKind};
use axum::http::StatusCode;

use super::browser::Site;

#[tokio::test]
async fn mails_are_stopped_by_their_link_and_come_again() {
    let (site, _) = Site::set_up().await;
    let node = site.app.node();
    let address = MailAddress::parse("boris@example.org").unwrap();
    let link = node.mail_stop_link(&address, MailKind::Notification).unwrap().unwrap();
    let path = link.strip_prefix("https://node-a.test").unwrap();
    let stop = node.mail_stop(path.split_once("token=").unwrap().1).unwrap();

    // Looking changes nothing: letter boxes follow links to see where they lead.
    let mut browser = site.browser();
    let page = browser.get(path).await;
    assert!(page.says("Stop these emails?") && page.says("boris@example.org") && page.says("Notifications"));
    assert!(!node.is_mail_stopped(&stop).unwrap());

    // RFC 8058: the letter box posts, without a cookie, and follows no redirect.
    let page = site.browser().send(path, &[("List-Unsubscribe", "One-Click")]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("These emails are stopped") && page.says("What you ask for yourself"));
    assert!(node.is_mail_stopped(&stop).unwrap());
    assert!(browser.get(path).await.says("These emails are stopped"));

    let page = browser.send(&path.replace("/mail/stop", "/mail/start"), &[]).await;
    assert!(page.says("These emails come again"), "{}", page.text);
    assert!(!node.is_mail_stopped(&stop).unwrap());
}

#[tokio::test]
async fn nobody_stops_the_mails_of_others() {
    let (site, _) = Site::set_up().await;
    let node = site.app.node();
    let address = MailAddress::parse("boris@example.org").unwrap();
    let link = node.mail_stop_link(&address, MailKind::Invitation).unwrap().unwrap();
    let path = link.strip_prefix("https://node-a.test").unwrap();
    let mut browser = site.browser();
    for wrong in ["/mail/stop", "/mail/stop?token=abc", &path[..path.len() - 4], &format!("{path}AAAA")] {
        assert_eq!(browser.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
        assert_eq!(browser.send(wrong, &[]).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let stop = node.mail_stop(path.split_once("token=").unwrap().1).unwrap();
    assert!(!node.is_mail_stopped(&stop).unwrap());
}
