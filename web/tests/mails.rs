//! Every mail, with each of its samples, in every language, keeps what all mails promise.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

use std::collections::HashSet;

use artel_web::i18n::{Lang, sources};
use artel_web::mails::samples::{Sample, written};

/// Calls `check` with a name that tells where it failed, the mail and the language.
fn each_mail(check: impl Fn(&str, &Sample, Lang)) {
    for lang in Lang::ALL {
        for sample in written(lang).unwrap() {
            check(&format!("{} in {}", sample.name, lang.code()), &sample, lang);
        }
    }
}

/// What a browser shows of some HTML, roughly.
fn shown(html: &str) -> String {
    let body = html.split("<body").nth(1).unwrap();
    let pieces = body.split('<').filter_map(|piece| piece.split_once('>').map(|(_, words)| words));
    let words = pieces.collect::<Vec<_>>().join(" ");
    let words = words.replace("&#60;", "<").replace("&#62;", ">").replace("&#38;", "&");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn both_parts_say_the_same() {
    each_mail(|name, mail, _| {
        let html = shown(&mail.html);
        let plain: Vec<_> = mail.plain.lines().map(|line| line.trim_start_matches(['>', '*', ' '])).collect();
        for line in plain.into_iter().filter(|line| !line.is_empty() && !line.starts_with("http")) {
            let line = line.trim_end_matches(':');
            assert!(line == "-- " || html.contains(line), "{name}: {line:?} is not in {html}");
        }
        for link in mail.plain.split_whitespace().filter(|word| word.starts_with("http")) {
            assert!(mail.html.contains(&format!("href=\"{link}\"")), "{name}: {link}");
        }
        assert!(html.contains(&mail.subject), "{name}: {html}");
    });
}

#[test]
fn plain_text_fits_into_a_letter_box() {
    each_mail(|name, mail, _| {
        for line in mail.plain.lines().filter(|line| !line.trim_start().starts_with("http")) {
            assert!(line.chars().count() <= 78, "{name}: {line}");
            assert!(!line.contains(char::is_control), "{name}: {line}");
        }
        assert!(!mail.plain.contains("\n\n\n"), "{name}: {}", mail.plain);
        assert!(!mail.plain.contains("&#"), "{name}: {}", mail.plain);
    });
}

#[test]
fn each_says_why_it_comes_and_how_to_stop_it() {
    each_mail(|name, mail, lang| {
        let (_, foot) = mail.plain.split_once("\n-- \n").unwrap_or_else(|| panic!("{name}: {}", mail.plain));
        assert!(foot.chars().count() > 60, "{name}: {foot}");
        let about_safety = ["changed", "test"].iter().any(|safety| name.contains(safety));
        assert_eq!(mail.stop.is_none(), about_safety, "{name}");
        match mail.stop {
            Some(stop) => {
                assert!(foot.ends_with(&format!("{}\n{stop}", lang.t("mail-stop-line"))), "{name}: {foot}");
                assert!(mail.html.contains(&format!("href=\"{stop}\"")), "{name}");
            }
            None => assert!(!mail.html.contains("/mail/stop"), "{name}"),
        }
    });
}

#[test]
fn html_is_calm_and_tells_nobody_that_it_was_read() {
    each_mail(|name, mail, lang| {
        assert!(mail.html.contains(&format!("<html lang=\"{}\">", lang.code())), "{name}");
        assert!(mail.html.contains("<meta name=\"color-scheme\" content=\"light dark\">"), "{name}");
        assert_eq!(mail.html.matches("<h1").count(), 1, "{name}");
        for forbidden in
            ["<img", "<script", "<link", "url(", "background", "color: #", "<b>", "<Lad>", "src="]
        {
            assert!(!mail.html.contains(forbidden), "{name}: {forbidden}");
        }
    });
}

#[test]
fn subjects_are_short_and_no_key_or_placeholder_shows() {
    let keys: HashSet<&str> = sources(Lang::En)
        .into_iter()
        .flat_map(|source| source.lines().filter_map(|line| line.split_once(" =").map(|(key, _)| key)))
        .filter(|key| key.contains('-'))
        .collect();
    each_mail(|name, mail, _| {
        assert!((10..=100).contains(&mail.subject.chars().count()), "{name}: {}", mail.subject);
        for text in [&mail.plain, &mail.subject, &shown(&mail.html)] {
            for word in text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-') {
                assert!(!keys.contains(word), "{name}: the key {word} shows");
            }
            assert!(!text.contains("{ $") && !text.contains("{$"), "{name}: a placeholder shows");
        }
    });
}

#[test]
fn each_language_has_words_of_its_own() {
    let mails = |lang| written(lang).unwrap();
    for (english, (russian, german)) in
        mails(Lang::En).iter().zip(mails(Lang::Ru).iter().zip(&mails(Lang::De)))
    {
        assert_ne!(english.plain, russian.plain);
        assert_ne!(english.plain, german.plain);
        assert!(russian.plain.contains("письмо") && german.plain.contains("Mail"), "{}", english.name);
    }
}
