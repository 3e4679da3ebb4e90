//! Every page, with each of its samples, in every language, keeps what all pages promise.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::collections::HashSet;

use artel_web::i18n::{Lang, sources};
use artel_web::pages::samples::rendered;

/// Calls `check` with a name that tells where it failed, the HTML and the language.
fn each_page(check: impl Fn(&str, &str, Lang)) {
    for lang in Lang::ALL {
        for (name, html) in rendered(lang).unwrap() {
            check(&format!("{name} in {}", lang.code()), &html, lang);
        }
    }
}

/// Every tag of this name, from its `<` to its `>`.
fn tags<'html>(html: &'html str, name: &str) -> Vec<&'html str> {
    let open = format!("<{name}");
    let starts = html.match_indices(&open).map(|(at, _)| &html[at..]);
    let named = starts.filter(|rest| rest[open.len()..].starts_with([' ', '>', '\n']));
    named.map(|rest| &rest[..=rest.find('>').unwrap()]).collect()
}

fn attribute<'tag>(tag: &'tag str, name: &str) -> Option<&'tag str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

#[test]
fn every_page_has_one_title_and_its_language() {
    each_page(|name, html, lang| {
        assert_eq!(tags(html, "h1").len(), 1, "{name}");
        assert!(html.contains(&format!("<html lang=\"{}\">", lang.code())), "{name}");
        let title = html.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        assert!(title.ends_with(" · Artel") && title.len() > " · Artel".len(), "{name}: {title}");
        assert_eq!(tags(html, "main").len(), 1, "{name}");
    });
}

#[test]
fn every_input_has_a_label_and_every_id_is_one() {
    each_page(|name, html, _| {
        let labels: HashSet<_> = tags(html, "label").iter().filter_map(|tag| attribute(tag, "for")).collect();
        for kind in ["input", "textarea", "select"] {
            for tag in tags(html, kind) {
                if attribute(tag, "type") == Some("hidden") {
                    continue;
                }
                let id = attribute(tag, "id").unwrap_or_else(|| panic!("{name}: no id in {tag}"));
                assert!(labels.contains(id), "{name}: no label for {tag}");
            }
        }
        let ids: Vec<_> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(
            ids.iter().collect::<HashSet<_>>().len(),
            ids.len(),
            "{name}: an id stands twice: {ids:?}"
        );
        for words in
            html.split(" aria-describedby=\"").skip(1).chain(html.split(" aria-labelledby=\"").skip(1))
        {
            for id in words.split('"').next().unwrap().split_whitespace() {
                assert!(ids.contains(&id), "{name}: {id} is described nowhere");
            }
        }
    });
}

#[test]
fn every_form_carries_the_token_and_every_picture_its_text() {
    each_page(|name, html, _| {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            assert!(form.contains("<button"), "{name}");
            // A search changes nothing and can be kept as a link.
            if form.contains("method=\"get\"") && form.contains("role=\"search\"") {
                continue;
            }
            assert!(form.contains("name=\"csrf\" value=\"sample-token\""), "{name}");
            assert!(form.contains("method=\"post\""), "{name}");
        }
        for picture in tags(html, "img") {
            assert!(attribute(picture, "alt").is_some(), "{name}: {picture}");
        }
        for button in html.split("<button").skip(1) {
            let words = button.split_once('>').unwrap().1.split("</button>").next().unwrap();
            assert!(!words.trim().is_empty(), "{name}: a button without words");
        }
    });
}

/// The one script, where it stands: of our own, and only for who is logged in or sets the node up.
fn without_the_script(html: &str) -> String {
    let tag = format!("<script src=\"{}\" defer></script>", artel_web::static_files::script());
    let used = html.contains("action=\"/logout\"") || html.contains("action=\"/setup\"");
    assert_eq!(html.matches(&tag).count(), usize::from(used), "the script is not for readers");
    html.replace(&tag, "")
}

#[test]
fn no_page_has_scripts_or_styles_of_its_own() {
    each_page(|name, html, _| {
        let html = without_the_script(html);
        for forbidden in ["<script", "<style", " style=\"", " onclick", " onload", "javascript:", "<Резец>"]
        {
            assert!(!html.contains(forbidden), "{name}: {forbidden}");
        }
    });
}

#[test]
fn no_key_is_left_untranslated() {
    let keys: HashSet<&str> = sources(Lang::En).into_iter().flat_map(keys_of).collect();
    each_page(|name, html, _| {
        let words = without_tags(html);
        for word in words.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-') {
            assert!(!word.contains('-') || !keys.contains(word), "{name}: the key {word} shows");
        }
        assert!(!words.contains("{ $") && !words.contains("{$"), "{name}: a placeholder shows");
    });
}

fn keys_of(source: &'static str) -> Vec<&'static str> {
    let lines = source.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()));
    lines.filter_map(|line| line.split_once(" = ").map(|(key, _)| key)).collect()
}

fn without_tags(html: &str) -> String {
    html.split('<').filter_map(|piece| piece.split_once('>').map(|(_, words)| words)).collect()
}

#[test]
fn what_was_typed_is_shown_again_and_secrets_are_not() {
    let pages = rendered(Lang::En).unwrap();
    let page = |name: &str| pages.iter().find(|(found, _)| found == name).map(|(_, html)| html).unwrap();
    let setup = page("setup-1");
    assert!(setup.contains("value=\"Werkstatt &#34;Brandt&#34;\""), "{setup}");
    assert!(setup.contains("aria-invalid=\"true\""));
    let password = tags(setup, "input").into_iter().find(|tag| tag.contains("\"password\"")).unwrap();
    assert_eq!(attribute(password, "value"), Some(""));
}

#[test]
fn only_the_owner_sees_hidden_answers_and_what_changes_an_article() {
    let pages = rendered(Lang::Ru).unwrap();
    let long = |own: bool| {
        let mut found =
            pages.iter().filter(|(name, html)| name.starts_with("article-") && html.contains("deep-4"));
        found.find(|(_, html)| html.contains("/edit\"") == own).map(|(_, html)| html).unwrap()
    };
    assert!(long(true).contains("/@werkstatt/2/show") && long(true).contains("Спам"));
    assert!(!long(false).contains("/@werkstatt/2/hide") && !long(false).contains("Спам"));
}
