//! What writers do before and after publishing: drafts, a second pair of eyes, versions, what stands first, answers.

use artel_node::features::accounts::Password;
use artel_node::features::publishing::Draft;
use artel_node::store::records::Role;
use artel_protocol::{Id, Name};
use axum::http::StatusCode;

use super::browser::{Browser, PASSWORD, Page, Site};

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

/// Somebody of the company with this role, logged in.
async fn colleague(site: &Site, account: &str, role: Role) -> Browser {
    let password = Password::parse(PASSWORD).unwrap();
    site.app.node().add_user(name(account), name("werkstatt_brandt"), role, password).await.unwrap();
    let mut browser = site.browser();
    let csrf = browser.get("/login").await.csrf();
    let fields = [("name", account), ("password", PASSWORD), ("csrf", &csrf), ("next", "/")];
    assert_eq!(browser.send("/login", &fields).await.status, StatusCode::SEE_OTHER);
    browser
}

/// Sends the form of a page for writing, with these fields instead of its own.
async fn write(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.get(path).await;
    let (csrf, draft) = (page.csrf(), page.value_of("draft").unwrap());
    let action = page.text.split("action=\"").find(|rest| rest.contains("multipart/form-data")).unwrap();
    let action = action.split('"').next().unwrap().to_owned();
    let common = [("csrf", &csrf[..]), ("draft", &draft), ("as", "werkstatt_brandt")];
    browser.send_with_file(&action, &[&common[..], fields].concat(), b"").await
}

async fn publish(browser: &mut Browser, title: &str, fields: &[(&str, &str)]) -> String {
    let all = [&[("title", title), ("text", "Sie steht."), ("do", "publish")], fields].concat();
    let answer = write(browser, "/write", &all).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location").to_owned()
}

#[tokio::test]
async fn a_draft_survives_until_it_is_published() {
    let (site, mut browser) = Site::set_up().await;
    assert!(browser.get("/drafts").await.says("class=\"empty\""));
    let fields = [("title", ""), ("text", "Lang getippt."), ("comments", "closed"), ("do", "draft")];
    let kept = write(&mut browser, "/write", &fields).await;
    let path = kept.header("location").to_owned();
    assert!(path.starts_with("/drafts/"), "{}", kept.text);
    let page = browser.get(&path).await;
    assert!(page.says("Lang getippt.") && page.says("Draft saved:"));
    assert!(page.says("<option value=\"closed\" selected>"), "{}", page.text);
    assert!(browser.get("/drafts").await.says("Without a title"));

    let mut neighbour = site.neighbour().await;
    assert_eq!(neighbour.get(&path).await.status, StatusCode::NOT_FOUND, "a draft is its writer's");
    let fields = [("title", "Neue Fräse"), ("text", "Lang getippt."), ("do", "publish")];
    let published = write(&mut browser, &path, &fields).await;
    assert!(browser.get(published.header("location")).await.says("Neue Fräse"));
    assert!(browser.get("/drafts").await.says("class=\"empty\""), "the draft is done with");
}

#[tokio::test]
async fn what_is_typed_is_kept_by_itself_and_thrown_away_after_a_question() {
    let (site, mut browser) = Site::set_up().await;
    let page = browser.get("/write").await;
    let (csrf, draft) = (page.csrf(), page.value_of("draft").unwrap());
    let save = format!("/drafts/{draft}/save");
    assert!(page.says(&format!("data-hx-post=\"{save}\"")), "{}", page.text);
    let fields = [("csrf", &csrf[..]), ("title", "Halb"), ("text", "fer"), ("as", "anna")];
    let saved = browser.send_with_file(&save, &fields, b"").await;
    assert!(saved.text.starts_with("Draft saved: ") && !saved.says("<"), "{}", saved.text);
    assert!(browser.get(&format!("/drafts/{draft}")).await.says("value=\"Halb\""));
    let wrong = [("csrf", &csrf[..]), ("as", "nachbar")];
    let mut neighbour = site.neighbour().await;
    assert_eq!(browser.send_with_file(&save, &wrong, b"").await.status, StatusCode::FORBIDDEN);
    let theirs = neighbour.get("/write").await.csrf();
    neighbour.send(&format!("/drafts/{draft}/delete"), &[("csrf", &theirs)]).await;
    assert!(browser.get(&format!("/drafts/{draft}/delete")).await.says("Halb"), "it is still there");
    browser.send(&format!("/drafts/{draft}/delete"), &[("csrf", &csrf)]).await;
    assert_eq!(browser.get(&format!("/drafts/{draft}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_edit_begun_is_a_draft_of_the_article_and_of_nobody_elses() {
    let (site, mut browser) = Site::set_up().await;
    let path = publish(&mut browser, "Neue Fräse", &[]).await;
    let fields = [("title", "Neuere Fräse"), ("text", "Sie steht."), ("do", "draft")];
    let kept = write(&mut browser, &format!("{path}/edit"), &fields).await;
    let draft = kept.header("location").to_owned();
    assert!(browser.get(&path).await.says("<h1 class=\"p-name\">Neue Fräse"), "nothing is published yet");
    assert!(browser.get("/drafts").await.says("changes a published article"));
    let page = browser.get(&draft).await;
    assert!(page.says(&format!("action=\"{path}/edit\"")) && page.says("value=\"Neuere Fräse\""));
    let of = page.value_of("of").unwrap();
    let mut neighbour = site.neighbour().await;
    let csrf = neighbour.get("/write").await.csrf();
    let fields = [("csrf", &csrf[..]), ("of", &of), ("title", "Meins")];
    let refused = neighbour.send_with_file("/drafts/1/save", &fields, b"").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let fields = [("title", "Neuere Fräse"), ("text", "Sie steht."), ("do", "publish")];
    write(&mut browser, &draft, &fields).await;
    assert!(browser.get(&path).await.says("<h1 class=\"p-name\">Neuere Fräse"));
    assert!(browser.get("/drafts").await.says("class=\"empty\""));
}

#[tokio::test]
async fn where_the_company_wants_it_somebody_else_reads_first() {
    let (site, mut owner) = Site::set_up().await;
    site.app.node().set_approves(name("werkstatt_brandt"), true).await.unwrap();
    let mut writer = colleague(&site, "boris", Role::Member).await;
    assert!(writer.get("/write").await.says("is handed in first"));
    let fields = [("title", "Neue Fräse"), ("text", "Sie wiegt 3 t."), ("do", "publish")];
    let handed_in = write(&mut writer, "/write", &fields).await;
    assert_eq!(handed_in.header("location"), "/drafts", "{}", handed_in.text);
    assert!(writer.get("/drafts").await.says("Handed in."));
    assert!(!owner.get("/@werkstatt_brandt").await.says("Neue Fräse"));
    assert_eq!(writer.get("/approvals").await.status, StatusCode::FORBIDDEN);

    let approvals = owner.get("/approvals").await;
    let waiting = approvals.text.split("href=\"").find(|rest| rest.starts_with("/approvals/boris/")).unwrap();
    let waiting = waiting.split('"').next().unwrap().to_owned();
    let mut neighbour = site.neighbour().await;
    assert_eq!(neighbour.get(&waiting).await.status, StatusCode::FORBIDDEN, "another organisation's");
    assert!(owner.get("/office").await.says("To approve (1<"), "the page of places counts it");
    let told = owner.get("/notifications").await;
    assert!(told.says("has handed in") && told.says(&format!("<a href=\"{waiting}\">Neue Fräse")));
    assert!(!neighbour.get("/notifications").await.says("has handed in"));
    let page = owner.get(&waiting).await;
    assert!(page.says("Sie wiegt 3 t."));
    let (csrf, seen) = (page.csrf(), page.value_of("seen").unwrap());
    let without = owner.send(&format!("{waiting}/return"), &[("csrf", &csrf), ("reason", " ")]).await;
    assert!(without.says("id=\"p-reason\""), "{}", without.text);
    let reason = "Es sind 4 t.";
    owner.send(&format!("{waiting}/return"), &[("csrf", &csrf), ("reason", reason)]).await;
    assert!(owner.get("/approvals").await.says("class=\"empty\""));

    assert!(!owner.get("/notifications").await.says("has handed in"), "it waits no more");
    let draft = waiting.replace("/approvals/boris/", "/drafts/");
    let told = writer.get("/notifications").await;
    assert!(told.says("has sent your draft back") && told.says(&format!("<a href=\"{draft}\">Neue Fräse")));
    assert!(writer.get(&draft).await.says(reason));
    let fields = [("title", "Neue Fräse"), ("text", "Sie wiegt 4 t."), ("do", "publish")];
    write(&mut writer, &draft, &fields).await;
    let old = owner.send(&format!("{waiting}/publish"), &[("csrf", &csrf), ("seen", &seen)]).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY, "what is published is what was read");
    assert!(old.says("Sie wiegt 4 t.") && old.says("while you were reading"));
    let seen = old.value_of("seen").unwrap();
    let published = owner.send(&format!("{waiting}/publish"), &[("csrf", &csrf), ("seen", &seen)]).await;
    let article = published.header("location").to_owned();
    let shown = owner.get(&article).await;
    assert!(shown.says("Sie wiegt 4 t.") && shown.says("Written by boris"), "{}", shown.text);
    assert!(writer.get("/drafts").await.says("class=\"empty\""));
    let told = writer.get("/notifications").await;
    assert!(told.says("has published what you handed in") && told.says(&article), "{}", told.text);
    assert!(
        !told.says("has sent your draft back") && !owner.get("/notifications").await.says("has handed in")
    );

    let fields = [("title", "Neue Fräse"), ("text", "Sie wiegt 5 t."), ("do", "publish")];
    let changed = write(&mut writer, &format!("{article}/edit"), &fields).await;
    assert_eq!(changed.header("location"), "/drafts", "an edit is written in the company's name as well");
    assert!(owner.get(&article).await.says("Sie wiegt 4 t."));
    let own = [("title", "Von mir"), ("text", "Text."), ("do", "publish"), ("as", "boris")];
    let own = write(&mut writer, "/write", &own).await;
    assert!(own.header("location").starts_with("/@boris/"), "in one's own name nobody is asked");
}

#[tokio::test]
async fn an_answer_in_the_companys_name_is_read_first_as_well() {
    let (site, mut owner) = Site::set_up().await;
    let path = publish(&mut owner, "Neue Fräse", &[]).await;
    let page = owner.get("/approvals").await;
    assert!(page.says("nothing waits"));
    owner.send("/approvals/switch", &[("csrf", &page.csrf()), ("approves", "yes")]).await;
    assert!(owner.get("/approvals").await.says("Let members publish by themselves"));
    let mut writer = colleague(&site, "boris", Role::Member).await;
    let entry = format!("https://node-a.test/o/{}", path.rsplit('/').next().unwrap());
    let csrf = writer.get("/drafts").await.csrf();
    let fields = [("csrf", &csrf[..]), ("entry", &entry), ("back", &path), ("as", "werkstatt_brandt")];
    let first = [&fields[..], &[("text", "Danke!")]].concat();
    assert_eq!(writer.send("/answer", &first).await.header("location"), "/drafts");
    let second = [&fields[..], &[("text", "Vielen Dank!")]].concat();
    writer.send("/answer", &second).await;
    assert!(!owner.get(&path).await.says("Dank!"));
    let drafts = writer.get("/drafts").await;
    assert_eq!(drafts.text.matches("answers a post").count(), 1, "the second took the place of the first");
    let approvals = owner.get("/approvals").await;
    let waiting = approvals.text.split("href=\"").find(|rest| rest.starts_with("/approvals/boris/")).unwrap();
    let waiting = waiting.split('"').next().unwrap().to_owned();
    let page = owner.get(&waiting).await;
    let (csrf, seen) = (page.csrf(), page.value_of("seen").unwrap());
    owner.send(&format!("{waiting}/publish"), &[("csrf", &csrf), ("seen", &seen)]).await;
    assert!(owner.get(&path).await.says("Vielen Dank!"));
    let own = [("csrf", &csrf[..]), ("entry", &entry), ("back", &path), ("as", "anna"), ("text", "Gern.")];
    assert!(owner.send("/answer", &own).await.header("location").starts_with(&path));
}

#[tokio::test]
async fn every_version_of_an_article_can_be_read() {
    let (site, mut browser) = Site::set_up().await;
    let path = publish(&mut browser, "Erste", &[]).await;
    assert!(!browser.get(&path).await.says("/history"));
    for title in ["Zweite", "Dritte"] {
        let fields = [("title", title), ("text", "Sie steht."), ("do", "publish")];
        write(&mut browser, &format!("{path}/edit"), &fields).await;
    }
    let mut reader = site.browser();
    assert!(reader.get(&path).await.says(&format!("href=\"{path}/history\"")));
    let history = reader.get(&format!("{path}/history")).await;
    let at: Vec<_> = ["<h2>Dritte", "<h2>Zweite", "<h2>Erste"].map(|title| history.text.find(title)).into();
    assert!(at.is_sorted() && at.iter().all(Option::is_some), "{}", history.text);
    assert!(!history.says("<script"), "readers' pages have no scripts");

    let fields = [("title", "Dritte"), ("text", "Sie steht."), ("comments", "closed"), ("do", "publish")];
    write(&mut browser, &format!("{path}/edit"), &fields).await;
    let again = reader.get(&format!("{path}/history")).await;
    assert_eq!(again.text.matches("<details").count(), 3, "nothing that readers see has changed");
    let csrf = browser.get("/write").await.csrf();
    browser.send(&format!("{path}/delete"), &[("csrf", &csrf)]).await;
    assert_eq!(reader.get(&format!("{path}/history")).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn five_articles_stand_first_and_other_servers_are_told_which() {
    let (site, mut browser) = Site::set_up().await;
    let mut paths = Vec::new();
    for title in ["Eins", "Zwei", "Drei", "Vier", "Fünf", "Sechs"] {
        paths.push(publish(&mut browser, title, &[]).await);
    }
    let csrf = browser.get("/write").await.csrf();
    for path in &paths[..5] {
        assert!(browser.get(path).await.says(&format!("action=\"{path}/pin\"")));
        let pinned = browser.send(&format!("{path}/pin"), &[("csrf", &csrf)]).await;
        assert_eq!(pinned.header("location"), "/@werkstatt_brandt");
    }
    let sixth = browser.send(&format!("{}/pin", paths[5]), &[("csrf", &csrf)]).await;
    assert!(sixth.status == StatusCode::UNPROCESSABLE_ENTITY && sixth.says("At most five"), "{}", sixth.text);
    let page = site.browser().get("/@werkstatt_brandt").await;
    let (first, below) = page.text.split_once("id=\"articles\"").unwrap();
    assert!(first.contains("Eins") && !below.contains("Eins") && below.contains("Sechs"), "{}", page.text);
    let featured = site.browser().get_as("/u/werkstatt_brandt/featured", "application/activity+json").await;
    assert!(
        featured.says("\"totalItems\":5") && featured.says("https://node-a.test/o/"),
        "{}",
        featured.text
    );
    let actor = site.browser().get_as("/@werkstatt_brandt", "application/activity+json").await;
    assert!(actor.says("\"featured\":\"https://node-a.test/u/werkstatt_brandt/featured\""), "{}", actor.text);
    browser.send(&format!("{}/unpin", paths[0]), &[("csrf", &csrf)]).await;
    browser.send(&format!("{}/delete", paths[1]), &[("csrf", &csrf)]).await;
    let featured = site.browser().get_as("/u/werkstatt_brandt/featured", "application/activity+json").await;
    assert!(featured.says("\"totalItems\":3"), "what is deleted stands first no more: {}", featured.text);
    let mut member = colleague(&site, "boris", Role::Member).await;
    let csrf = member.get("/write").await.csrf();
    let refused = member.send(&format!("{}/pin", paths[5]), &[("csrf", &csrf)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_writes_decides_whether_answers_are_taken() {
    let (site, mut browser) = Site::set_up().await;
    let node = site.app.node();
    let mut neighbour = site.neighbour().await;
    let id = |path: &str| Id::parse(&format!("https://node-a.test/o/{}", path.rsplit('/').next().unwrap()));
    let answer = Draft { markdown: "Eine Antwort.".into(), ..Draft::default() };
    let closed = publish(&mut browser, "Zu", &[("comments", "closed")]).await;
    assert!(browser.get(&closed).await.says("No answers are taken here."));
    for who in ["bernd", "anna"] {
        let refused = node.publish_answer("post", &name(who), &answer, Some(&id(&closed).unwrap())).await;
        assert_eq!(refused.unwrap_err().status(), 422, "{who}");
    }
    let page = browser.get(&closed).await;
    assert!(
        !page.says("href=\"/answer") && !page.says("action=\"/answer\""),
        "nobody is led to type in vain"
    );
    let entry = id(&closed).unwrap();
    let fields = [("csrf", &*page.csrf()), ("entry", entry.as_str()), ("back", "/"), ("as", "anna")];
    let typed = [&fields[..], &[("text", "Lang getippt.")]].concat();
    let refused = browser.send("/answer", &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("id=\"p-text\"") && refused.says("Lang getippt."), "{}", refused.text);
    let own = publish(&mut browser, "Von mir", &[("as", "anna")]).await;
    node.block(&name("anna"), &site.actor("bernd")).await.unwrap();
    let page = neighbour.get("/drafts").await;
    let entry = id(&own).unwrap();
    let fields = [("csrf", &*page.csrf()), ("entry", entry.as_str()), ("back", "/"), ("as", "bernd")];
    let typed = [&fields[..], &[("text", "Lang getippt.")]].concat();
    let refused = neighbour.send("/answer", &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("takes no answers from you") && refused.says("Lang getippt."));
    let moderated = publish(&mut browser, "Mit Vorsicht", &[("comments", "moderated")]).await;
    let article = id(&moderated).unwrap();
    node.publish_answer("post", &name("bernd"), &answer, Some(&article)).await.unwrap();
    assert!(!site.browser().get(&moderated).await.says("Eine Antwort."));
    let to_its_author = neighbour.get(&moderated).await;
    assert!(to_its_author.says("Eine Antwort.") && !to_its_author.says("/show\""), "{}", to_its_author.text);
    assert!(!site.browser().get("/@werkstatt_brandt").await.says("1 answer"));
    let own = browser.get(&moderated).await;
    assert!(own.says("Eine Antwort.") && own.says("not read yet"), "{}", own.text);
    let (csrf, waiting) = (own.csrf(), own.value_of("answer").unwrap());
    browser.send(&format!("{moderated}/show"), &[("csrf", &csrf), ("answer", &waiting)]).await;
    assert!(site.browser().get(&moderated).await.says("Eine Antwort."));
    assert!(neighbour.get(&moderated).await.says("Eine Antwort."));
    assert_eq!(node.counts(&article).unwrap().answers, 1);
    node.publish_answer("post", &name("anna"), &answer, Some(&article)).await.unwrap();
    assert_eq!(node.counts(&article).unwrap().answers, 2, "our own are shown at once");
}

#[tokio::test]
async fn names_are_suggested_put_into_the_text_and_become_links() {
    let (_site, mut browser) = Site::set_up().await;
    let offered = browser.get("/suggest/mentions?mention=%40ann").await;
    assert_eq!(offered.text, "<option value=\"@anna@node-a.test\">anna</option>");
    let fields = [("text", "Danke,"), ("mention", "@anna@node-a.test"), ("do", "mention")];
    let page = write(&mut browser, "/write", &fields).await;
    assert!(page.says("Danke, @anna@node-a.test </textarea>"), "{}", page.text);
    let text = "Danke, @anna und @niemand! #Fräsen";
    let preview = [("title", "Dank"), ("text", text), ("do", "preview")];
    let preview = write(&mut browser, "/write", &preview).await;
    assert!(preview.says("stay plain text: @niemand"), "{}", preview.text);
    let path = publish(&mut browser, "Dank", &[("text", text), ("tags", "Stahl")]).await;
    let page = browser.get(&path).await;
    for link in ["href=\"https://node-a.test/@anna\"", "href=\"https://node-a.test/tags/fr%C3%A4sen\""] {
        assert!(page.says(link), "{link}: {}", page.text);
    }
    let offered = browser.get("/suggest/tags?tags=Holz,%20fr").await;
    assert_eq!(offered.text, "<option value=\"Holz, fräsen\">fräsen</option>");
}

#[tokio::test]
async fn scripts_are_for_who_is_logged_in_and_come_from_here_only() {
    let (site, mut browser) = Site::set_up().await;
    let path = publish(&mut browser, "Neue Fräse", &[]).await;
    let script = artel_web::static_files::script();
    let own = browser.get(&path).await;
    assert!(
        own.says(script)
            && own.header("content-security-policy").contains("script-src 'self'; connect-src 'self'")
    );
    let none = browser.get("/@nobody").await;
    assert!(none.header("content-security-policy").contains("script-src 'self'"), "an error page is a page");
    for page in [&path[..], "/@werkstatt_brandt", "/login", "/@nobody"] {
        let page = site.browser().get(page).await;
        assert!(!page.says("<script") && !page.header("content-security-policy").contains("script-src"));
    }
    let served = site.browser().get(script).await;
    assert!(served.status == StatusCode::OK && served.header("content-type").starts_with("text/javascript"));
    assert!(served.header("cache-control").contains("immutable") && served.says("htmx"));
}
