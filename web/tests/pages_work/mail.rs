//! Mails are stopped by the link that stands in them, and come again.

use artel_node::features::mail::{Mail, MailAddress, MailKind, Queued};
use artel_node::store::records::AdmissionRecord;
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
    assert!(page.says("These emails are stopped") && page.says("What concerns the safety of your account"));
    assert!(node.is_mail_stopped(&stop).unwrap());
    assert!(browser.get(path).await.says("These emails are stopped"));

    let page = browser.send(&path.replace("/mail/stop", "/mail/start"), &[]).await;
    assert!(page.says("These emails come again"), "{}", page.text);
    assert!(!node.is_mail_stopped(&stop).unwrap());
}

#[tokio::test]
async fn who_applies_gets_the_link_to_look_what_becomes_of_it() {
    let (site, _) = Site::mailing().await;
    let admission = AdmissionRecord { open: true, ..AdmissionRecord::default() };
    site.app.node().set_admission(admission).await.unwrap();
    let mut applicant = site.browser();
    applicant.language = "ru".into();
    let csrf = applicant.get("/apply").await.csrf();
    let fields = [
        ("csrf", &*csrf),
        ("organisation", "Артель «Лад»"),
        ("person", "Ирина"),
        ("mail", "irina@lad.example"),
    ];
    let state = applicant.send("/apply", &fields).await.header("location").to_owned();
    assert!(state.starts_with("/application/"));
    let mails = site.app.node().mails_waiting().unwrap();
    let [receipt] = &mails[..] else { panic!("one mail, not {}", mails.len()) };
    assert_eq!(receipt.record.to.as_str(), "irina@lad.example");
    assert_eq!(receipt.record.subject, "Ваша заявка на node-a.test получена");
    assert!(receipt.record.plain.contains(&format!("https://node-a.test{state}")));
    assert!(!receipt.record.plain.contains("Лад"), "nobody has words of their own sent to others by us");
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

#[tokio::test]
async fn mails_that_wait_are_tried_again_or_dropped_and_keep_their_secrets() {
    let (site, mut anna) = Site::mailing().await;
    let node = site.app.node();
    for (to, subject) in [("boris@example.org", "Come and join"), ("clara@example.org", "Your new password")]
    {
        let mail = Mail {
            to: MailAddress::parse(to).unwrap(),
            subject: subject.into(),
            plain: "https://node-a.test/join/secret".into(),
            html: "<p>secret</p>".into(),
            stop: None,
            kind: MailKind::Account,
        };
        assert!(matches!(node.send_mail(mail).await.unwrap(), Queued::Waits));
    }
    let page = anna.get("/mails").await;
    assert!(page.says("boris@example.org") && page.says("Come and join") && page.says("Not tried yet"));
    assert!(!page.says("secret"), "{}", page.text);

    let (csrf, key) = (page.csrf(), page.value_of("key").unwrap());
    let fields = [("csrf", &*csrf), ("key", &*key)];
    assert_eq!(anna.send("/mails/try", &fields).await.header("location"), "/mails");
    assert_eq!(node.mails_waiting().unwrap().len(), 2);
    anna.send("/mails/drop", &fields).await;
    let page = anna.get("/mails").await;
    assert!(!page.says("boris@example.org") && page.says("clara@example.org"), "{}", page.text);
    let unknown = [("csrf", &*csrf), ("key", "4d")];
    assert_eq!(anna.send("/mails/drop", &unknown).await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.neighbour().await.get("/mails").await.status, StatusCode::FORBIDDEN);

    let hosted = anna.get("/organisations").await;
    assert!(
        hosted.says("Pictures take 0 KB of ") && hosted.says("All pictures together take 0 KB."),
        "{}",
        hosted.text
    );
}
