//! A partnering profile from the first question to its page: the type decides what is asked, what is missing is said
//! while it is written, and everybody reads its facts in their own language.

use axum::http::StatusCode;

use super::browser::{Browser, Page, Site};

/// What a technology offer has to say.
const OFFER: [(&str, &str); 13] = [
    ("type", "TO"),
    ("title", "Messkopf für die Einhärtetiefe fertiger Wellen"),
    ("summary", "Eine Werkstatt sucht Partner für einen <Messkopf>."),
    ("text", "Der Messkopf misst **ohne Aufschneiden**."),
    ("advantages", "Kein Teil geht verloren.\nJedes wird gemessen."),
    ("stage", "lab"),
    ("rights", "applied"),
    ("partnerships.research", "yes"),
    ("partnerships.technical", "yes"),
    ("goals.9", "yes"),
    ("trades", "28.99"),
    ("countries", "at, pl"),
    ("technology", "Wirbelstrom, Härten"),
];

/// The form for a new profile in German, sent with these fields and this button.
async fn send(browser: &mut Browser, fields: &[(&str, &str)], button: &str) -> Page {
    let page = browser.get("/write?kind=offer").await;
    let (csrf, draft) = (page.csrf(), page.value_of("draft").unwrap());
    let common = [("csrf", &csrf[..]), ("draft", &draft), ("as", "werkstatt_brandt"), ("kind", "offer")];
    browser.send_with_file("/write", &[&common[..], fields, &[("do", button)]].concat(), b"").await
}

#[tokio::test]
async fn what_is_missing_comes_back_with_what_was_typed_and_then_it_is_published() {
    let (site, mut browser) = Site::set_up().await;
    browser.language = "de".into();
    let page = browser.get("/write?kind=offer").await;
    assert!(page.says("Kooperationsprofil schreiben") && page.says("Technologieangebot"), "{}", page.text);
    assert!(!page.says("name=\"stage\""), "nothing is asked for that depends on the type");

    let half = [("type", "TO"), ("title", "Messkopf"), ("countries", "Niemandsland"), ("until", "bald")];
    let refused = send(&mut browser, &half, "publish").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    for said in [
        "value=\"Messkopf\"",
        "value=\"Niemandsland\"",
        "<option value=\"TO\" selected>",
        "Bitte schreiben Sie eine Zusammenfassung.",
        "Bitte nennen Sie die Vorteile.",
        "Bitte wählen Sie den Stand der Entwicklung.",
        "Bitte wählen Sie mindestens eine Form der Zusammenarbeit.",
        "Dieses Land kennen wir nicht",
        "Das ist kein Tag",
    ] {
        assert!(refused.says(said), "{said} in {}", refused.text);
    }

    let published = send(&mut browser, &OFFER, "publish").await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text);
    let path = published.header("location").to_owned();
    let page = browser.get(&path).await;
    for said in [
        "<dt>Art des Profils</dt><dd class=\"as-typed\">Technologieangebot</dd>",
        "<dt>Länder</dt><dd class=\"as-typed\">Österreich, Polen</dd>",
        "<dt>Gültig bis</dt>",
        "<dt>Stand der Entwicklung</dt><dd class=\"as-typed\">Im Labor erprobt</dd>",
        "<dd class=\"as-typed\">Kein Teil geht verloren.\nJedes wird gemessen.</dd>",
        "<strong>ohne Aufschneiden</strong>",
        "Partner für einen &#60;Messkopf&#62;.",
    ] {
        assert!(page.says(said), "{said} in {}", page.text);
    }
    let mut reader = site.browser();
    assert!(reader.get(&path).await.says("Technology offer"), "a reader reads it in their own language");
    let list = reader.get("/@werkstatt_brandt").await;
    assert!(list.says("Type of profile: Technology offer"), "{}", list.text);
    assert!(list.says("Partner für einen &#60;Messkopf&#62;."), "{}", list.text);

    let edit = browser.get(&format!("{path}/edit")).await;
    assert!(
        edit.says("value=\"AT, PL\"") && edit.says("name=\"until\" type=\"text\" value=\"20"),
        "{}",
        edit.text
    );
    assert!(edit.says("name=\"goals.9\" value=\"yes\" checked"), "{}", edit.text);
    assert!(edit.text.len() <= 60 * 1024, "the longest form weighs {} bytes", edit.text.len());
    let machine = reader.get_as(&path, "application/activity+json").await;
    let object: serde_json::Value = serde_json::from_str(&machine.text).unwrap();
    assert_eq!((&object["type"], object.get("name")), (&"Note".into(), None));
    assert_eq!(object["artel:profile"]["artel:profileType"], "TO");
    let terms = object["@context"].as_array().and_then(|contexts| contexts.last()).unwrap();
    assert_eq!(terms["publishes"], "vf:publishes");
}

#[tokio::test]
async fn another_type_asks_for_something_else_and_loses_nothing() {
    let (_site, mut browser) = Site::set_up().await;
    let typed = [
        ("type", "BR"),
        ("title", "Härterei gesucht"),
        ("stage", "lab"),
        ("advantages", "Kein Teil \"geht\" verloren."),
        ("partnerships.research", "yes"),
    ];
    let request = send(&mut browser, &typed, "check").await;
    assert_eq!(request.status, StatusCode::OK);
    assert!(request.says("name=\"sought\"") && !request.says("<select id=\"f-stage\""), "{}", request.text);
    assert!(request.says("value=\"Härterei gesucht\""));
    assert!(request.says("<input type=\"hidden\" name=\"stage\" value=\"lab\">"), "it waits");
    assert!(request.says("<input type=\"hidden\" name=\"partnerships.research\" value=\"yes\">"));
    assert!(request.says("<a href=\"#f-sought\">"), "what is missing is said at once");

    let offer = send(&mut browser, &[&typed[1..], &[("type", "TO")]].concat(), "check").await;
    assert!(offer.says("<option value=\"lab\" selected>"), "{}", offer.text);
    assert!(offer.says("name=\"partnerships.research\" value=\"yes\" checked"), "{}", offer.text);
    assert!(!offer.says("type=\"hidden\" name=\"stage\""));
}

#[tokio::test]
async fn what_is_missing_is_said_while_one_writes() {
    let (site, mut browser) = Site::set_up().await;
    let page = browser.get("/write?kind=offer").await;
    assert!(page.says("data-hx-post=\"/write/check\""), "{}", page.text);
    let csrf = page.csrf();
    let check = async |browser: &mut Browser, fields: &[(&str, &str)]| {
        let all = [&[("csrf", &csrf[..]), ("as", "werkstatt_brandt")], fields].concat();
        browser.send_with_file("/write/check", &all, b"").await
    };
    let offer = [&[("kind", "offer")], &OFFER[..]].concat();
    let found = check(&mut browser, &offer).await;
    assert!(!found.says("<html") && !found.says("class=\"check-mend\""), "{}", found.text);
    assert!(found.says("class=\"finding-major\"") && found.says("class=\"finding-minor\""), "{}", found.text);
    assert!(found.says("<a href=\"#f-role\">Expected role of the partner</a>: Say which partner"));
    let anonymous = [&offer[..], &[("anonymous", "yes"), ("rights_notes", "EP1234567B1")]].concat();
    assert!(check(&mut browser, &anonymous).await.says("The number of a patent"));

    let article = check(&mut browser, &[("kind", "article"), ("title", "Neue Fräse")]).await;
    assert!(article.says("<a href=\"#f-text\">Text</a>: Write a text."), "{}", article.text);
    let whole = [("kind", "article"), ("title", "Neue Fräse"), ("text", "Sie steht.")];
    assert!(check(&mut browser, &whole).await.says("Nothing is missing."));
    let unknown = check(&mut browser, &[("kind", "spell")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let mut stranger = site.browser();
    let csrf = stranger.get("/login").await.csrf();
    let refused = stranger.send_with_file("/write/check", &[("csrf", &csrf)], b"").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_preview_shows_the_facts_and_a_draft_keeps_them() {
    let (_site, mut browser) = Site::set_up().await;
    let preview = send(&mut browser, &OFFER, "preview").await;
    assert!(
        preview.says("<dt>Stage of development</dt><dd class=\"as-typed\">Tested in the laboratory</dd>")
    );
    assert!(preview.says("<strong>ohne Aufschneiden</strong>"));
    let kept = send(&mut browser, &OFFER, "draft").await;
    let draft = browser.get(kept.header("location")).await;
    assert!(
        draft.says("<option value=\"lab\" selected>") && draft.says("value=\"at, pl\""),
        "{}",
        draft.text
    );
    assert!(draft.says("name=\"kind\" value=\"offer\""));
}

#[tokio::test]
async fn an_offer_rests_and_goes_on_and_is_renewed_only_near_its_end() {
    let (site, mut browser) = Site::set_up().await;
    let path = send(&mut browser, &OFFER, "publish").await.header("location").to_owned();
    let csrf = browser.get(&path).await.csrf();
    let sent = [("csrf", &csrf[..])];
    assert_eq!(browser.send(&format!("{path}/pause"), &sent).await.header("location"), path);
    let mut reader = site.browser();
    assert!(reader.get(&path).await.says("nobody can express interest here"));
    browser.send(&format!("{path}/resume"), &sent).await;
    assert!(!reader.get(&path).await.says("nobody can express interest here"));
    let early = browser.send(&format!("{path}/renew"), &sent).await;
    assert!(early.says("from a month before its end"), "{}", early.text);
    let mut bernd = site.neighbour().await;
    let csrf = bernd.get(&path).await.csrf();
    let stolen = bernd.send(&format!("{path}/pause"), &[("csrf", &csrf)]).await;
    assert_eq!(stolen.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_end_that_is_past_or_too_far_stands_beside_its_field() {
    let (_site, mut browser) = Site::set_up().await;
    for (until, said) in [("2020-01-01", "This day is over."), ("2199-01-01", "It can stand for 365 days")] {
        let refused = send(&mut browser, &[&OFFER[..], &[("until", until)]].concat(), "publish").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{until}");
        assert!(refused.says(said) && refused.says(&format!("value=\"{until}\"")), "{}", refused.text);
    }
}
