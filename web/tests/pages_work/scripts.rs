//! Nothing that somebody types becomes a script (T-WEB 1): every text field of every form that an operator reaches is
//! filled with what would be one, then every page is looked at.

use std::collections::{BTreeMap, BTreeSet};

use artel_node::features::publishing::Draft;
use artel_node::store::records::AdmissionRecord;
use artel_protocol::Name;
use axum::http::StatusCode;
use scraper::{ElementRef, Html, Selector};

use super::browser::{Browser, PASSWORD, Page, Site};

const SCRIPT: &str =
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)><a href=\"javascript:alert(1)\">x</a>";
const ADDRESS: &str = "javascript:alert(1)";
/// How many pages are walked to at most; there are about a hundred.
const PAGES: usize = 400;
/// Where one begins to walk.
const STARTS: [&str; 8] =
    ["/", "/office", "/write", "/account", "/@werkstatt_brandt", "/apply", "/login", "/applications"];
/// Forms after which nobody is there to fill the next one.
const ENDS: [&str; 6] =
    ["/logout", "/leave", "/erase", "/account/sessions/end", "/account/password", "/account/second-factor"];

/// A form as a browser would send it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Form {
    action: String,
    multipart: bool,
    /// Every field with what stands in it, in order.
    fields: Vec<(String, String)>,
    /// Which of them take what somebody types.
    typed: Vec<usize>,
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn forms(text: &str) -> Vec<Form> {
    let page = Html::parse_document(text);
    let posted = all(&page, "form[method=post][action]");
    posted.into_iter().map(read_form).collect()
}

fn read_form(form: ElementRef<'_>) -> Form {
    let (mut fields, mut typed) = (Vec::new(), Vec::new());
    for field in form.select(&Selector::parse("input[name], textarea[name], select[name]").unwrap()) {
        let kind = field.attr("type").unwrap_or("text");
        let value = match field.value().name() {
            "textarea" => field.text().collect(),
            "select" => chosen(field),
            _ => field.attr("value").unwrap_or_default().to_owned(),
        };
        let is_input = field.value().name() == "input";
        if is_input && (kind == "file" || (kind == "radio" && field.attr("checked").is_none())) {
            continue;
        }
        let is_typed = !is_input && field.value().name() == "textarea"
            || is_input && ["text", "email", "url", "search", "tel"].contains(&kind);
        if is_typed {
            typed.push(fields.len());
        }
        fields.push((field.attr("name").unwrap().to_owned(), value));
    }
    let action = form.attr("action").unwrap().to_owned();
    Form { action, multipart: form.attr("enctype").is_some(), fields, typed }
}

fn chosen(select: ElementRef<'_>) -> String {
    let options: Vec<_> = select.select(&Selector::parse("option").unwrap()).collect();
    let selected = options.iter().find(|option| option.attr("selected").is_some()).or(options.first());
    selected.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
}

fn links(text: &str) -> BTreeSet<String> {
    let page = Html::parse_document(text);
    let hrefs = all(&page, "a[href]").into_iter().filter_map(|link| link.attr("href"));
    let own =
        hrefs.filter(|href| href.starts_with('/') && !href.starts_with("//") && !href.contains("lang="));
    own.map(|href| href.split('#').next().unwrap_or_default().to_owned()).collect()
}

/// What would run in a browser.
fn what_runs(page: &Page) -> Vec<String> {
    match page.header("content-type").starts_with("text/html") {
        true => what_runs_in(&page.text),
        false => Vec::new(),
    }
}

fn what_runs_in(text: &str) -> Vec<String> {
    let html = Html::parse_document(text);
    let mut found: Vec<String> = all(&html, "script:not([src]):not([type='application/ld+json'])")
        .into_iter()
        .map(|script| script.html())
        .collect();
    for element in all(&html, "*") {
        let runs = |name: &str, value: &str| {
            let value = value.trim().to_ascii_lowercase();
            name.starts_with("on")
                || (["href", "src", "action", "formaction"].contains(&name)
                    && value.starts_with("javascript:"))
        };
        if element.value().attrs().any(|(name, value)| runs(name, value)) {
            found.push(element.html().chars().take(200).collect());
        }
    }
    for data in all(&html, "script[type='application/ld+json']") {
        let text: String = data.text().collect();
        if serde_json::from_str::<serde_json::Value>(&text).is_err() {
            found.push(text);
        }
    }
    found
}

/// Every page that links lead to, by its address.
async fn walk(browser: &mut Browser, from: &[&str]) -> BTreeMap<String, Page> {
    let mut seen: BTreeMap<String, Page> = BTreeMap::new();
    let mut waiting: Vec<String> = from.iter().map(ToString::to_string).collect();
    while let Some(path) = waiting.pop() {
        if seen.len() == PAGES || seen.contains_key(&path) {
            continue;
        }
        let page = browser.get(&path).await;
        if page.status == StatusCode::SEE_OTHER {
            waiting.push(page.header("location").to_owned());
        }
        if page.header("content-type").starts_with("text/html") {
            waiting.extend(links(&page.text));
        }
        seen.insert(path, page);
    }
    seen
}

/// A site where there is something to see on most pages.
async fn lived_in() -> (Site, Browser) {
    let (site, browser) = Site::set_up().await;
    let node = site.app.node();
    let admission =
        AdmissionRecord { open: true, questions: vec!["Was?".into()], per_day: 100, backlog: 100 };
    node.set_admission(admission).await.unwrap();
    let company = Name::parse("werkstatt_brandt").unwrap();
    let draft = Draft { title: "Neue Fräse".into(), markdown: "Sie steht.".into(), ..Draft::default() };
    let article = node.publish("article", &company, &draft).await.unwrap();
    site.neighbour().await;
    let answer = Draft { markdown: "Schön!".into(), ..Draft::default() };
    let bernd = Name::parse("bernd").unwrap();
    node.publish_answer("post", &bernd, &answer, Some(&article)).await.unwrap();
    (site, browser)
}

async fn fill(browser: &mut Browser, form: &Form, place: usize, with: &str) -> Page {
    let mut fields = form.fields.clone();
    for (number, (name, value)) in fields.iter_mut().enumerate() {
        if number == place {
            *value = with.to_owned();
        } else if value.is_empty() && form.typed.contains(&number) {
            *value = plausible(name).to_owned();
        }
    }
    let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    match form.multipart {
        true => browser.send_with_file(&form.action, &fields, b"").await,
        false => browser.send(&form.action, &fields).await,
    }
}

fn plausible(field: &str) -> &'static str {
    match field {
        "mail" => "irina@tokar.example",
        "name" | "owner" | "short" => "irina",
        "password" | "old_password" => PASSWORD,
        "domain" => "spam.example",
        _ => "Etwas",
    }
}

/// The forms with text fields on every page that links lead to.
async fn forms_of(browser: &mut Browser) -> BTreeSet<Form> {
    let pages = walk(browser, &STARTS).await;
    let all = pages.values().flat_map(|page| forms(&page.text));
    all.filter(|form| !form.typed.is_empty() && !ENDS.contains(&&*form.action)).collect()
}

/// Fills every text field of a form in turn. Yields what would run in the answers, and how many were taken.
async fn fill_each(browser: &mut Browser, form: &Form) -> (Vec<String>, usize) {
    let (mut wrong, mut taken) = (Vec::new(), 0);
    for place in &form.typed {
        for typed in [SCRIPT, ADDRESS] {
            let answer = fill(browser, form, *place, typed).await;
            let field = format!("{} {}", form.action, form.fields[*place].0);
            assert!(!answer.status.is_server_error(), "{field}: {}", answer.status);
            taken += usize::from(answer.status == StatusCode::SEE_OTHER);
            wrong.extend(what_runs(&answer).into_iter().map(|what| format!("{field}: {what}")));
        }
    }
    (wrong, taken)
}

#[test]
fn a_script_in_a_page_would_be_noticed() {
    assert_eq!(what_runs_in(&format!("<p>{SCRIPT}</p>")).len(), 3);
    assert_eq!(what_runs_in(&format!("<p title=\"{SCRIPT}\">x</p>")).len(), 3);
    assert_eq!(what_runs_in(&format!("<a href=\"{ADDRESS}\">x</a>")).len(), 1);
    assert!(what_runs_in("<script src=\"/static/app.js\"></script><a href=\"/\">x</a>").is_empty());
}

#[tokio::test]
async fn what_is_typed_into_any_field_never_runs() {
    let (site, mut operator) = lived_in().await;
    let mut stranger = site.browser();
    let (mut wrong, mut done, mut taken) = (Vec::new(), BTreeSet::new(), 0);
    // What was sent brings further forms: an application can be refused, a draft approved.
    for _ in 0..2 {
        for browser in [&mut stranger, &mut operator] {
            for form in forms_of(browser).await {
                if !done.insert(form.action.clone()) {
                    continue;
                }
                let (found, kept) = fill_each(browser, &form).await;
                wrong.extend(found);
                taken += kept;
            }
        }
        // One of the forms may have ended the session.
        if operator.get("/account").await.status != StatusCode::OK {
            operator = site.log_in("anna").await;
        }
    }
    assert!(done.len() > 20, "only these forms were found: {done:#?}");
    assert!(taken > 20, "only {taken} of what was sent was taken");
    for browser in [&mut operator, &mut stranger] {
        for (path, page) in walk(browser, &STARTS).await {
            wrong.extend(what_runs(&page).into_iter().map(|what| format!("{path}: {what}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
