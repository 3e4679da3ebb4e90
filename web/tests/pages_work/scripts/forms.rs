//! Forms as a browser reads them out of a page, fills them in, and sends them.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use scraper::{ElementRef, Html, Selector};

use super::{Browser, PASSWORD, Page, SCRIPT};

/// What is ticked though nobody ticked it, so that something is taken.
const TICKED: [&str; 4] = ["consent", "sure", "goals.9", "partnerships.research"];

/// A form as a browser would send it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Form {
    pub action: String,
    /// It asks a question, in the address.
    asks: bool,
    multipart: bool,
    /// Every field with what stands in it, in order.
    pub fields: Vec<(String, String)>,
    /// Which of them take what somebody types.
    pub typed: Vec<usize>,
    /// The buttons that say what they are for.
    buttons: Vec<(String, String)>,
}

pub fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

/// The forms of a page.
pub fn forms(text: &str) -> Vec<Form> {
    let page = Html::parse_document(text);
    all(&page, "form[action]").into_iter().map(read_form).collect()
}

fn read_form(form: ElementRef<'_>) -> Form {
    let (mut fields, mut typed) = (Vec::new(), Vec::new());
    for field in form.select(&Selector::parse("input[name], textarea[name], select[name]").unwrap()) {
        let (kind, name) = (field.attr("type").unwrap_or("text"), field.attr("name").unwrap());
        let value = match field.value().name() {
            "textarea" => field.text().collect(),
            "select" => chosen(field),
            _ => field.attr("value").unwrap_or_default().to_owned(),
        };
        let is_input = field.value().name() == "input";
        let is_off = match kind {
            "radio" => field.attr("checked").is_none(),
            "checkbox" => field.attr("checked").is_none() && !TICKED.contains(&name),
            kind => kind == "file",
        };
        if is_input && is_off {
            continue;
        }
        let is_typed = !is_input && field.value().name() == "textarea"
            || is_input && ["text", "email", "url", "search", "tel"].contains(&kind);
        if is_typed {
            typed.push(fields.len());
        }
        fields.push((name.to_owned(), value));
    }
    let buttons = Selector::parse("button[name][value]").unwrap();
    let named = form.select(&buttons);
    let of = |button: ElementRef<'_>, what: &str| button.attr(what).unwrap_or_default().to_owned();
    Form {
        action: form.attr("action").unwrap().to_owned(),
        asks: form.attr("method") != Some("post"),
        multipart: form.attr("enctype").is_some(),
        buttons: named.map(|button| (of(button, "name"), of(button, "value"))).collect(),
        fields,
        typed,
    }
}

/// What stands in a list: what was chosen, else the first that says something.
fn chosen(select: ElementRef<'_>) -> String {
    let options: Vec<_> = select.select(&Selector::parse("option").unwrap()).collect();
    let says = |option: &&ElementRef<'_>| option.attr("value").is_some_and(|value| !value.is_empty());
    let selected = options.iter().find(|option| option.attr("selected").is_some());
    let found = selected.or(options.iter().find(says)).or(options.first());
    found.and_then(|option| option.attr("value")).unwrap_or_default().to_owned()
}

impl Form {
    /// What the same form is called on whatever page it stands: where it goes, what for, and what it asks.
    pub fn name(&self) -> String {
        let asked: BTreeSet<_> = self.typed.iter().map(|place| &*self.fields[*place].0).collect();
        let asked = asked.into_iter().collect::<Vec<_>>().join(" ");
        format!("{} {} {}: {asked}", self.action, self.value("kind"), self.value("do"))
    }

    /// The same fields, for another address.
    pub fn sent_to(mut self, action: &str) -> Form {
        self.action = action.to_owned();
        self
    }

    pub fn value(&self, field: &str) -> &str {
        self.fields.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }

    /// Whether it has this button.
    pub fn can(&self, what: &str) -> bool {
        self.buttons.iter().any(|(_, value)| value == what)
    }

    /// The form with this in every field that is typed into but for those, which hold something plausible.
    pub fn full_of(&self, text: &str, but: &BTreeSet<String>) -> Form {
        let mut form = self.clone();
        for place in &form.typed {
            let (name, value) = &mut form.fields[*place];
            *value = if but.contains(name) { plausible(name).to_owned() } else { text.to_owned() };
        }
        form
    }

    /// The form with this in one field, and something plausible in those that are empty.
    fn with(&self, place: usize, text: &str) -> Form {
        let mut form = self.clone();
        for (number, (name, value)) in form.fields.iter_mut().enumerate() {
            if number == place {
                *value = text.to_owned();
            } else if value.is_empty() && form.typed.contains(&number) {
                *value = plausible(name).to_owned();
            }
        }
        form
    }

    /// Sends it, by the button with this value if it has one.
    pub async fn send(&self, browser: &mut Browser, button: &str) -> Page {
        let mut fields: Vec<_> = self.fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        fields.extend(
            self.buttons.iter().find(|(_, value)| value == button).map(|(name, _)| (&**name, button)),
        );
        if self.asks {
            let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
            return browser.get(&format!("{}?{query}", self.action)).await;
        }
        match self.multipart {
            true => browser.send_with_file(&self.action, &fields, b"").await,
            false => browser.send(&self.action, &fields).await,
        }
    }

    /// The button that is pressed where every field is tried: nothing is published by it.
    fn first_button(&self) -> &str {
        match self.multipart {
            true => "preview",
            false => self.buttons.first().map_or("", |(_, value)| value),
        }
    }

    /// Fills a field of it, and says yes if it is asked whether that is sure.
    pub async fn fill(&self, browser: &mut Browser, place: usize, with: &str) -> Page {
        let answer = self.with(place, with).send(browser, self.first_button()).await;
        let asked = forms(&answer.text).into_iter().find(|form| form.value("sure") == "yes");
        match asked.filter(|form| form.action == self.action && self.value("sure").is_empty()) {
            Some(asked) => asked.send(browser, "").await,
            None => answer,
        }
    }

    /// Fills every field of it at once, and leaves alone what is refused, until it is taken.
    pub async fn publish_full_of(&self, browser: &mut Browser, text: &str) -> Page {
        let mut but = BTreeSet::new();
        loop {
            let answer = self.full_of(text, &but).send(browser, "publish").await;
            let before = but.len();
            if answer.status == StatusCode::UNPROCESSABLE_ENTITY {
                let page = Html::parse_document(&answer.text);
                let refused = all(&page, "[id^='p-']").into_iter().filter_map(|problem| problem.attr("id"));
                but.extend(refused.map(|id| id.trim_start_matches("p-").to_owned()));
            }
            assert!(but.len() < 12 || text != SCRIPT, "nearly nothing is taken: {but:?}");
            if but.len() == before {
                return answer;
            }
        }
    }
}

fn plausible(field: &str) -> &'static str {
    match field {
        "mail" => "irina@tokar.example",
        "name" | "owner" | "short" => "irina",
        "password" | "old_password" => PASSWORD,
        "domain" => "spam.example",
        "trades" => "25.53",
        "countries" | "country" => "AT",
        "languages" => "de",
        "weeks" => "12",
        "choices" => "Ja\nNein",
        "until" | "deadline" | "moderators" | "mention" => "",
        _ => "Etwas",
    }
}
