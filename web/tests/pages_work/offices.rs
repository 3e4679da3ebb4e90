//! Who looks after the node: offices are given and taken on a page, by the rule that the command line follows, too.

use artel_node::features::accounts::Password;
use artel_node::store::records::{Office, Role};
use artel_protocol::Name;
use axum::http::StatusCode;

use super::browser::{PASSWORD, Site};

#[tokio::test]
async fn an_operator_gives_offices_and_the_last_one_stays() {
    let (site, mut anna) = Site::set_up().await;
    let node = site.app.node();
    let name = |text: &str| Name::parse(text).unwrap();
    let office = |text: &str| node.view().unwrap().account(&name(text)).unwrap().unwrap().office;
    let mut bernd = site.neighbour().await;
    let password = Password::parse(PASSWORD).unwrap();
    node.add_user(name("karl"), name("werkstatt_brandt"), Role::Member, password).await.unwrap();

    assert!(anna.get("/office").await.says("href=\"/offices\""));
    let list = anna.get("/offices").await;
    assert!(list.says("@anna@node-a.test") && list.says("@bernd@node-a.test") && list.says("Nachbar"));
    assert!(list.says("/offices/give?name=karl&amp;office=officer"), "{}", list.text);
    assert!(!list.says("/offices/give?name=anna&amp;office=operator"), "that she is already");

    let ask = anna.get("/offices/give?name=anna&office=none").await;
    let give = |who: &'static str, office: &'static str| {
        [("csrf", ask.csrf()), ("name", who.to_owned()), ("office", office.to_owned())]
    };
    let refused = anna.send_owned("/offices/give", &give("anna", "none")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Nobody else runs this node"), "{}", refused.text);
    assert!(!refused.says("artel user office"), "the way out is this page");
    assert_eq!(office("anna"), Office::Operator);

    assert_eq!(bernd.get("/offices").await.status, StatusCode::FORBIDDEN);
    let asked = anna.get("/offices/give?name=bernd&office=officer").await;
    assert!(asked.says("reports") && office("bernd") == Office::None, "asking gives nothing");
    assert_eq!(
        anna.send_owned("/offices/give", &give("bernd", "officer")).await.header("location"),
        "/offices"
    );
    assert_eq!(office("bernd"), Office::Officer);
    assert_eq!(bernd.get("/reports").await.status, StatusCode::OK);
    assert_eq!(bernd.get("/offices").await.status, StatusCode::FORBIDDEN);

    anna.send_owned("/offices/give", &give("bernd", "operator")).await;
    assert_eq!(anna.send_owned("/offices/give", &give("anna", "none")).await.header("location"), "/office");
    assert_eq!((office("anna"), office("bernd")), (Office::None, Office::Operator));
    assert_eq!(anna.get("/offices").await.status, StatusCode::FORBIDDEN);
    for wrong in ["/offices/give?name=nobody&office=officer", "/offices/give?name=anna&office=king"] {
        assert!(bernd.get(wrong).await.status.is_client_error(), "{wrong}");
    }
}

#[tokio::test]
async fn people_of_a_suspended_organisation_stand_in_the_list_of_offices() {
    let (site, mut anna) = Site::set_up().await;
    site.neighbour().await;
    site.app.node().suspend_organisation(Name::parse("nachbar").unwrap(), true).await.unwrap();
    for path in ["/offices", "/offices/give?name=bernd&office=officer"] {
        let page = anna.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.says("bernd") && page.says("Nachbar"), "{path}: {}", page.text);
    }
}
