//! Every word that is used exists in all three languages, none is unused, and their placeholders agree.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use artel_protocol::kinds::{self, Input, Typed};
use artel_web::i18n::{Lang, sources};
use fluent_bundle::FluentResource;

/// The keys of a language, each with its placeholders.
fn words(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for source in sources(lang) {
        FluentResource::try_new(source.to_owned()).expect("Fluent that can be read");
        let mut key = String::new();
        for line in source.lines() {
            if let Some((name, _)) = line.split_once(" =").filter(|_| line.starts_with(char::is_alphabetic)) {
                key = name.to_owned();
                assert!(all.insert(key.clone(), BTreeSet::new()).is_none(), "{key} stands twice");
            }
            let placeholders = line.split("{ ").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
            let placeholders =
                placeholders.filter(|name| name.starts_with(['$', 'm', 'd'])).map(str::to_owned);
            all.entry(key.clone()).or_default().extend(placeholders);
        }
    }
    all.remove("");
    all
}

/// The text of every source file and template under a folder.
fn texts(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kind = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
        if path.is_dir() {
            texts(&path, found);
        } else if matches!(kind, "rs" | "html" | "ftl") {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_languages_have_the_same_words_and_placeholders() {
    let english = words(Lang::En);
    assert!(english.len() > 200, "only {} keys were found", english.len());
    for lang in [Lang::Ru, Lang::De] {
        let own = words(lang);
        for (key, placeholders) in &english {
            let found = own.get(key).unwrap_or_else(|| panic!("{} lacks {key}", lang.code()));
            assert_eq!(found, placeholders, "{key} in {}", lang.code());
        }
        let more: Vec<_> = own.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(more.is_empty(), "{} has words that English lacks: {more:?}", lang.code());
    }
}

#[test]
fn every_key_that_is_used_exists() {
    let english = words(Lang::En);
    let mut all = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    texts(&root.join("templates"), &mut all);
    texts(&root.join("src"), &mut all);
    let mut used = 0;
    for call in ["t(", "count(", "about(", "with("] {
        for text in &all {
            for rest in text.split(&format!("lang.{call}\"")).skip(1) {
                let key = rest.split('"').next().unwrap();
                assert!(english.contains_key(key), "{key} is used and does not exist");
                used += 1;
            }
        }
    }
    assert!(used > 150, "only {used} uses were found");
}

#[test]
fn every_problem_that_the_node_tells_has_words() {
    let english = words(Lang::En);
    let mut all = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    texts(&root.join("node/src"), &mut all);
    texts(&root.join("web/src"), &mut all);
    for text in &all {
        for rest in text.split("Refusal::field(").skip(1) {
            let arguments = rest.split(')').next().unwrap();
            let Some(key) = arguments.split('"').rev().nth(1).filter(|key| key.contains('-')) else {
                continue;
            };
            assert!(english.contains_key(key), "the problem {key} has no words");
        }
    }
}

/// The keys that belong to the kinds by the way they are made, and whether each has to be there.
fn words_of_kinds() -> Vec<(String, bool)> {
    let mut keys = Vec::new();
    for kind in kinds::NAMES {
        keys.extend(
            [kind.to_string(), format!("{kind}-write"), format!("{kind}-edit")].map(|key| (key, true)),
        );
        let written = kinds::samples().into_iter().filter(|sample| sample.kind() == *kind);
        for typed in written.map(|sample| sample.to_form()).chain([Typed::default()]) {
            for field in kinds::fields(kind, &typed).unwrap() {
                let key = kinds::label_of(kind, field.name);
                keys.push((format!("{key}-hint"), false));
                let choices = match field.input {
                    Input::Choice(choices) | Input::Deciding(choices) | Input::Choices(choices) => choices,
                    _ => &[],
                };
                keys.extend(choices.iter().map(|choice| (format!("{key}-{choice}"), true)));
                keys.push((key, true));
            }
        }
    }
    keys
}

#[test]
fn every_field_of_every_kind_has_words() {
    let english = words(Lang::En);
    let needed = words_of_kinds().into_iter().filter(|(_, needed)| *needed);
    let missing: Vec<_> = needed.map(|(key, _)| key).filter(|key| !english.contains_key(key)).collect();
    assert!(missing.is_empty(), "no words stand under {missing:?}");
}

#[test]
fn no_word_is_unused() {
    let mut all = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for folder in ["web/templates", "web/src", "node/src", "protocol/src/kinds", "protocol/src/company"] {
        texts(&root.join(folder), &mut all);
    }
    let used = |key: &str| {
        let quoted = format!("\"{key}\"");
        let referred = format!("{{ {key} }}");
        all.iter().any(|text| text.contains(&quoted) || text.contains(&referred))
            || sources(Lang::En).iter().any(|text| text.contains(&referred))
    };
    // The sentence below a place on the page of places belongs to its name.
    let of_kinds: BTreeSet<_> = words_of_kinds().into_iter().map(|(key, _)| key).collect();
    let belongs = |key: &str| {
        of_kinds.contains(key) || key.starts_with("place-") && key.strip_suffix("-hint").is_some_and(used)
    };
    let unused: Vec<_> = words(Lang::En).into_keys().filter(|key| !used(key) && !belongs(key)).collect();
    assert!(unused.is_empty(), "nobody uses {unused:?}");
}
