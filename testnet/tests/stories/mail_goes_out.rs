//! A node writes to people's own addresses, through a mail server that is not always willing.

use std::sync::Arc;
use std::time::Duration;

use artel_node::clock::ClockHand;
use artel_node::features::accounts::Password;
use artel_node::features::mail::{Mail, MailAddress, MailKind, MailSettings, Queued};
use artel_node::features::organisations::{Address, SetUp};
use artel_node::features::publishing::Draft;
use artel_node::features::staff::AccountSettings;
use artel_node::federation::http_client::SystemResolver;
use artel_node::{Clock, Config, Effects, Node, Random};
use artel_protocol::{Name, limits};
use artel_testnet::eventually;
use artel_testnet::mailbox::{Mailbox, Manner};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const HOUR: Duration = Duration::from_secs(3600);

/// A node with a mail server.
struct Office {
    node: Node,
    clock: ClockHand,
    mailbox: Arc<Mailbox>,
    sending: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
    folder: Arc<tempfile::TempDir>,
}

impl Office {
    async fn open() -> Office {
        let mailbox = Arc::new(Mailbox::start().await);
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let (node, clock) = open(&folder, &mailbox);
        let answers = SetUp {
            address: Address::Plain("kammer.test".into()),
            organisation: "Kammer".into(),
            owner: Name::parse("anna").unwrap(),
            password: Password::parse("correct horse battery").unwrap(),
            language: "de".into(),
        };
        node.set_up(answers).await.unwrap();
        let mut office = Office { node, clock, mailbox, folder, sending: None };
        office.send();
        office
    }

    fn send(&mut self) {
        let (stop, stopped) = oneshot::channel();
        let node = self.node.clone();
        let task = tokio::spawn(async move { node.mail_until(async { stopped.await.unwrap() }).await });
        self.sending = Some((stop, task));
    }

    async fn stop_sending(&mut self) {
        let (stop, task) = self.sending.take().unwrap();
        stop.send(()).unwrap();
        task.await.unwrap();
    }

    /// The same folder and mail server, with the node stopped and started.
    async fn restart(mut self) -> Office {
        if self.sending.is_some() {
            self.stop_sending().await;
        }
        let (folder, mailbox) = (self.folder.clone(), self.mailbox.clone());
        drop(self);
        let (node, clock) = open(&folder, &mailbox);
        let mut office = Office { node, clock, mailbox, folder, sending: None };
        office.send();
        office
    }

    async fn queue(&self, mail: Mail) -> Queued {
        self.node.send_mail(mail).await.unwrap()
    }

    async fn mails_come(&self, number: usize) {
        eventually(&format!("{number} mails come"), async || {
            (self.mailbox.messages().len() >= number).then_some(())
        })
        .await;
        eventually("none waits", async || self.node.mails_waiting().unwrap().is_empty().then_some(())).await;
        assert_eq!(self.mailbox.messages().len(), number);
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if let Some((_, task)) = self.sending.take() {
            task.abort();
        }
        self.node.close();
    }
}

fn open(folder: &tempfile::TempDir, mailbox: &Mailbox) -> (Node, ClockHand) {
    let (clock, hand) = Clock::with_hand();
    let from = "Kammer für Handwerk <node@kammer.test>";
    let mail = Some(MailSettings::parse(&mailbox.url(), from, Some("office@kammer.test"), None).unwrap());
    let config = Config { mail, ..Config::new(folder.path()) };
    let resolver = Arc::new(SystemResolver);
    let effects = Effects { clock, random: Random::seeded(7), resolver };
    (Node::open(config, effects).unwrap(), hand)
}

fn address(text: &str) -> MailAddress {
    MailAddress::parse(text).unwrap()
}

fn mail(to: &str) -> Mail {
    Mail {
        to: address(to),
        subject: "Приглашение в палату ремёсел и малых предприятий города Екатеринбурга".into(),
        plain: "Здравствуйте!\n.\nA line with a dot above.\n".into(),
        html: "<p>Здравствуйте!</p>".into(),
        stop: None,
        kind: MailKind::Invitation,
    }
}

#[tokio::test]
async fn a_mail_arrives_with_both_parts_and_its_headers() {
    let office = Office::open().await;
    let to = address("boris@artel.test");
    let stop = office.node.mail_stop_link(&to, MailKind::Invitation).unwrap();
    let sent = Mail { stop: stop.clone(), ..mail("boris@artel.test") };
    assert_eq!(office.queue(sent.clone()).await, Queued::Waits);
    office.mails_come(1).await;
    let came = office.mailbox.messages().remove(0);
    assert_eq!(
        (came.from.as_str(), &came.to[..]),
        ("node@kammer.test", &["boris@artel.test".to_owned()][..])
    );
    assert_eq!(came.hello, "kammer.test");
    assert_eq!(came.header("Subject"), sent.subject);
    assert_eq!(
        (came.plain().trim_end(), came.html().trim_end()),
        (sent.plain.trim_end(), sent.html.as_str())
    );
    assert_eq!(came.header("From"), "Kammer für Handwerk <node@kammer.test>");
    assert_eq!(came.header("Reply-To"), "office@kammer.test");
    assert_eq!(came.header("List-Unsubscribe"), format!("<{}>", stop.unwrap()));
    assert_eq!(came.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert_eq!(came.header("Auto-Submitted"), "auto-generated");
    assert!(came.header("Message-ID").ends_with("@kammer.test>"), "{}", came.text);
    assert!(came.header("Date").ends_with("+0000"), "{}", came.text);
    assert!(came.header("Content-Type").starts_with("multipart/alternative"), "{}", came.text);
}

#[tokio::test]
async fn a_temporary_refusal_is_tried_again() {
    let office = Office::open().await;
    office.mailbox.behave(Manner::NotNow);
    assert_eq!(office.queue(mail("boris@artel.test")).await, Queued::Waits);
    let waiting = eventually("it was tried", async || {
        let waiting = office.node.mails_waiting().unwrap();
        waiting.into_iter().find(|mail| mail.record.attempts == 1)
    })
    .await;
    assert!(waiting.record.last.as_ref().unwrap().contains("451 4.7.1 come back later"), "{waiting:?}");
    assert_eq!(office.node.mails_failed().unwrap().len(), 0);
    office.mailbox.behave(Manner::Takes);
    office.clock.forward(Duration::from_secs(120));
    office.mails_come(1).await;
}

#[tokio::test]
async fn what_is_refused_for_ever_is_listed_and_can_be_tried_again_or_forgotten() {
    let office = Office::open().await;
    office.mailbox.behave(Manner::Never);
    for name in ["boris@artel.test", "clara@artel.test"] {
        assert_eq!(office.queue(mail(name)).await, Queued::Waits);
    }
    let failed = eventually("both are listed", async || {
        office.node.mails_failed().ok().filter(|failed| failed.len() == 2)
    })
    .await;
    assert!(failed[0].record.last.as_ref().unwrap().contains("550 5.1.1 nobody of that name"));
    assert!(office.node.mails_waiting().unwrap().is_empty());
    office.mailbox.behave(Manner::Takes);
    office.node.forget_mail(failed[0].key.clone()).await.unwrap();
    office.node.mail_again(failed[1].key.clone()).await.unwrap();
    office.mails_come(1).await;
    assert_eq!(office.mailbox.messages()[0].to, ["clara@artel.test"]);
    assert!(office.node.mails_failed().unwrap().is_empty());
    let gone = office.node.forget_mail(failed[1].key.clone()).await.unwrap_err();
    assert_eq!(gone.status(), 404);
    let other_record = artel_node::store::keys::setting("node");
    assert_eq!(office.node.forget_mail(other_record).await.unwrap_err().status(), 404);
}

#[tokio::test]
async fn a_server_that_takes_nothing_is_not_pestered_and_mails_are_given_up_after_two_days() {
    let office = Office::open().await;
    office.mailbox.behave(Manner::HangsUp);
    for name in ["boris@artel.test", "clara@artel.test"] {
        assert_eq!(office.queue(mail(name)).await, Queued::Waits);
    }
    eventually("one was tried", async || {
        let waiting = office.node.mails_waiting().unwrap();
        waiting.iter().any(|mail| mail.record.attempts == 1).then_some(())
    })
    .await;
    assert_eq!(office.mailbox.connections(), 1, "the other one waits too");
    office.clock.forward(49 * HOUR);
    let failed = eventually("both are given up", async || {
        office.node.mails_failed().ok().filter(|failed| failed.len() == 2)
    })
    .await;
    assert!(failed.iter().all(|mail| mail.record.last.is_some() && mail.record.next.is_none()));
    assert!(office.mailbox.connections() <= 2, "the others are given up without an attempt");
}

#[tokio::test]
async fn a_restart_sends_what_waited_and_nothing_twice() {
    let mut office = Office::open().await;
    assert_eq!(office.queue(mail("boris@artel.test")).await, Queued::Waits);
    office.mails_come(1).await;
    office.stop_sending().await;
    assert_eq!(office.queue(mail("clara@artel.test")).await, Queued::Waits);
    let office = office.restart().await;
    office.mails_come(2).await;
    let office = office.restart().await;
    assert_eq!(office.queue(mail("dora@artel.test")).await, Queued::Waits);
    office.mails_come(3).await;
    let to: Vec<String> = office.mailbox.messages().into_iter().flat_map(|message| message.to).collect();
    assert_eq!(to, ["boris@artel.test", "clara@artel.test", "dora@artel.test"]);
}

#[tokio::test]
async fn nobody_is_flooded_through_our_forms() {
    let office = Office::open().await;
    for _ in 0..limits::MAILS_PER_ADDRESS_AND_HOUR {
        assert_eq!(office.queue(mail("boris@artel.test")).await, Queued::Waits);
    }
    assert_eq!(office.queue(mail("Boris@ARTEL.test")).await, Queued::TooMany);
    assert_eq!(office.queue(mail("clara@artel.test")).await, Queued::Waits);
    office.clock.forward(HOUR);
    assert_eq!(office.queue(mail("boris@artel.test")).await, Queued::Waits);
    office.mails_come(limits::MAILS_PER_ADDRESS_AND_HOUR as usize + 2).await;
}

#[tokio::test]
async fn a_kind_that_was_stopped_is_not_sent_and_others_are() {
    let office = Office::open().await;
    let to = address("boris@artel.test");
    let link = office.node.mail_stop_link(&to, MailKind::Invitation).unwrap().unwrap();
    let token = link.strip_prefix("http://kammer.test/mail/stop?token=").unwrap();
    let stop = office.node.mail_stop(token).unwrap();
    assert_eq!((stop.address.as_str(), stop.kind), ("boris@artel.test", MailKind::Invitation));
    office.node.set_mail_stopped(&stop, true).await.unwrap();
    assert_eq!(office.queue(mail("BORIS@artel.test")).await, Queued::Stopped);
    let reset = Mail { kind: MailKind::Account, ..mail("boris@artel.test") };
    assert_eq!(office.queue(reset).await, Queued::Waits);
    assert_eq!(office.node.mail_stop_link(&to, MailKind::Account).unwrap(), None);
    office.node.set_mail_stopped(&stop, false).await.unwrap();
    assert_eq!(office.queue(mail("boris@artel.test")).await, Queued::Waits);
    office.mails_come(2).await;
    for wrong in ["", "abc", &token[1..], &format!("{token}AA"), &token.replace(&token[..2], "AA")] {
        assert_eq!(office.node.mail_stop(wrong).unwrap_err().status(), 404, "{wrong}");
    }
}

#[tokio::test]
async fn nothing_gets_into_the_headers() {
    let office = Office::open().await;
    for subject in ["Hello\r\nBcc: clara@artel.test", "Hello\nworld", "\u{0}", "", &"x".repeat(251)] {
        let refused =
            office.node.send_mail(Mail { subject: subject.into(), ..mail("boris@artel.test") }).await;
        assert_eq!(refused.unwrap_err().status(), 422, "{subject:?}");
    }
    for stop in ["javascript:alert(1)", "https://a.test/\r\nBcc: clara@artel.test", "https://a.test/ё"] {
        let refused = Mail { stop: Some(stop.into()), ..mail("boris@artel.test") };
        assert_eq!(office.node.send_mail(refused).await.unwrap_err().status(), 422, "{stop:?}");
    }
    assert!(office.node.mails_waiting().unwrap().is_empty());
}

#[tokio::test]
async fn the_store_is_well_with_mails_in_every_state() {
    let office = Office::open().await;
    office.mailbox.behave(Manner::Never);
    assert_eq!(office.queue(mail("boris@artel.test")).await, Queued::Waits);
    eventually("it is listed", async || office.node.mails_failed().ok().filter(|it| it.len() == 1)).await;
    office.mailbox.behave(Manner::NotNow);
    assert_eq!(office.queue(mail("clara@artel.test")).await, Queued::Waits);
    let report = artel_node::admin::check_store(office.node.store(), false, &mut |_, _| {}).unwrap();
    assert_eq!(report["well"], true, "{report}");
}

#[tokio::test]
async fn what_is_wrong_with_the_server_is_told_with_its_mend() {
    let mailbox = Mailbox::start().await;
    let folder = tempfile::tempdir().unwrap();
    let (clock, _hand) = Clock::with_hand();
    let url = mailbox.url().replace("smtp://", "smtp://anna@");
    let mail_settings = MailSettings::parse(&url, "node@kammer.test", None, Some("a password")).unwrap();
    let config = Config { mail: Some(mail_settings), ..Config::new(folder.path()) };
    let resolver = Arc::new(SystemResolver);
    let node = Node::open(config, Effects { clock, random: Random::seeded(1), resolver }).unwrap();
    node.check_mail().await.unwrap();
    assert_eq!(node.send_mail_at_once(mail("boris@artel.test")).await.unwrap(), "250 2.0.0 kept as 1");
    for (manner, mend) in [
        (Manner::RefusesLogIn, "Check the user in mail.server and the password in mail.password_file"),
        (Manner::TurnsAway, "turns this node away: 421 4.3.2 too many mails. Read the server's words"),
        (Manner::HangsUp, "Check that a mail server listens at mail.server"),
    ] {
        mailbox.behave(manner);
        let told = node.check_mail().await.unwrap_err().to_string();
        assert!(told.contains(mend), "{told}");
    }
    mailbox.behave(Manner::Never);
    let told = node.send_mail_at_once(mail("boris@artel.test")).await.unwrap_err().to_string();
    assert!(told.contains("550 5.1.1 nobody of that name") && told.contains("mail.from"), "{told}");
    drop(mailbox);
    let told = eventually("nobody listens", async || {
        let told = node.check_mail().await.err()?.to_string();
        told.contains("cannot be reached").then_some(told)
    })
    .await;
    assert!(told.contains("Check host and port in mail.server"), "{told}");
    node.close();
}

#[tokio::test]
async fn news_come_once_a_day_to_those_who_want_them() {
    let office = Office::open().await;
    let node = &office.node;
    let anna = Name::parse("anna").unwrap();
    let wishes = |no_mail| AccountSettings {
        mail: MailAddress::parse("anna@werkstatt.test").ok(),
        language: Some("de".into()),
        no_mail,
        no_weekly: false,
        time_zone: None,
    };
    node.set_account(anna.clone(), wishes(false), "correct horse battery").await.unwrap();
    let company = node.record().unwrap().unwrap().organisation;
    let neighbour = node.host("Nachbar", "de".into()).await.unwrap();
    let draft = Draft { title: "Neue Fräse".into(), markdown: "Sie steht.".into(), ..Draft::default() };
    let article = node.publish("article", &company, &draft).await.unwrap();
    node.like(&neighbour, &article).await.unwrap();

    artel_web::news::send(node).await.unwrap();
    assert!(node.mails_waiting().unwrap().is_empty(), "who was here today needs no mail");
    office.clock.forward(25 * HOUR);
    artel_web::news::send(node).await.unwrap();
    office.mails_come(1).await;
    let mail = office.mailbox.messages().remove(0);
    assert!(mail.plain().contains("Nachbar") && mail.plain().contains("Neue Fräse"), "{}", mail.plain());
    assert!(!mail.header("List-Unsubscribe").is_empty());
    office.clock.forward(25 * HOUR);
    artel_web::news::send(node).await.unwrap();
    assert!(node.mails_waiting().unwrap().is_empty(), "nothing is told twice");

    node.answer(&neighbour, &article, "Glückwunsch!").await.unwrap();
    artel_web::news::send(node).await.unwrap();
    office.mails_come(2).await;
    node.set_account(anna, wishes(true), "").await.unwrap();
    node.answer(&neighbour, &article, "Und danke.").await.unwrap();
    office.clock.forward(25 * HOUR);
    artel_web::news::send(node).await.unwrap();
    assert!(node.mails_waiting().unwrap().is_empty(), "whoever wants none gets none");
}
