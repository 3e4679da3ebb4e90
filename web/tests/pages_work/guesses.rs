//! Whoever tries again and again: guesses codes, asks who has an account, applies without end.

use artel_node::features::applications::Applying;
use artel_node::features::mail::MailAddress;
use artel_node::store::records::AdmissionRecord;
use axum::http::StatusCode;

use super::browser::{PASSWORD, Site};

#[tokio::test]
async fn who_knows_the_password_does_not_guess_the_code() {
    let (site, mut owner) = Site::set_up().await;
    let page = owner.get("/account/second-factor").await;
    let (csrf, secret) = (page.csrf(), page.value_of("secret").unwrap());
    let code = site.code_of(&secret, 0);
    let fields = [("csrf", &*csrf), ("secret", &secret), ("code", &code), ("password", PASSWORD)];
    assert!(owner.send("/account/second-factor", &fields).await.says("<li><code>"));

    let mut answers = Vec::new();
    for guess in 0..15 {
        // Whoever begins the log-in anew after each guess gets no further.
        let mut guesser = site.browser();
        guesser.log_in("anna", PASSWORD).await;
        let csrf = guesser.get("/login/code").await.csrf();
        let code = format!("{guess:06}");
        answers.push(guesser.send("/login/code", &[("csrf", &csrf), ("code", &code)]).await.status);
    }
    assert_eq!(answers[0], StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(*answers.last().unwrap(), StatusCode::TOO_MANY_REQUESTS, "{answers:?}");
    assert!(!answers.contains(&StatusCode::SEE_OTHER));
}

#[tokio::test]
async fn who_forgot_a_password_learns_not_who_has_an_account() {
    let (site, _) = Site::set_up().await;
    let mut told = Vec::new();
    for name in ["anna", "nobody", "nobody@tokar.example", "Not a name!"] {
        let mut browser = site.browser();
        let csrf = browser.get("/login").await.csrf();
        let page = browser.send("/password/forgotten", &[("csrf", &csrf), ("name", name)]).await;
        told.push((page.status, page.text.replace(name, "NAME")));
    }
    assert_eq!(told[0].0, StatusCode::OK);
    assert!(told.iter().all(|answer| *answer == told[0]), "{told:#?}");
}

fn applying(number: usize) -> Applying {
    Applying {
        organisation: format!("Firma {number}"),
        person: "Irina".into(),
        mail: MailAddress::parse(&format!("irina{number}@tokar.example")).unwrap(),
        language: "de".into(),
        answers: Vec::new(),
    }
}

#[tokio::test]
async fn ten_thousand_applications_stop_at_the_number_of_a_day() {
    let (site, _) = Site::set_up().await;
    let node = site.app.node();
    let admission = AdmissionRecord { open: true, questions: Vec::new(), per_day: 5, backlog: 100 };
    node.set_admission(admission).await.unwrap();
    let mut taken = 0;
    for number in 0..10_000 {
        taken += usize::from(node.apply(applying(number)).await.is_ok());
    }
    assert_eq!((taken, node.applications().unwrap().len()), (5, 5));
}

#[tokio::test]
async fn ten_thousand_applications_stop_when_enough_wait() {
    let (site, _) = Site::set_up().await;
    let node = site.app.node();
    let admission = AdmissionRecord { open: true, questions: Vec::new(), per_day: 100, backlog: 5 };
    node.set_admission(admission).await.unwrap();
    let mut taken = 0;
    for number in 0..10_000 {
        taken += usize::from(node.apply(applying(number)).await.is_ok());
    }
    assert_eq!((taken, node.applications().unwrap().len()), (5, 5));
}
