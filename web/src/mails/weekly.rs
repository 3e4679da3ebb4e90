//! What was new within a week in the spaces that somebody may read, and from whom they follow.

use artel_node::features::mail::MailKind;

use super::letter::{Group, Link};
use super::{Letter, Written};
use crate::i18n::Lang;

/// The weekly mail.
#[derive(Clone, Debug)]
pub struct Weekly {
    pub lang: Lang,
    pub begun: Sort,
    pub answered: Sort,
    pub offers: Sort,
    pub articles: Sort,
    /// How many notifications wait.
    pub unread: u64,
    /// The page with the notifications.
    pub notifications: String,
    /// How many expressions of interest wait for an answer.
    pub interests: u64,
    /// The page with those.
    pub received: String,
    /// The page with the spaces.
    pub spaces: String,
}

/// Things of one sort, the first of them by name.
#[derive(Clone, Debug, Default)]
pub struct Sort {
    pub items: Vec<NewThing>,
    pub more: u64,
}

/// One thing that is new.
#[derive(Clone, Debug)]
pub struct NewThing {
    pub title: String,
    /// The name of the space that it stands in, or of who is followed and said it.
    pub from: String,
    /// How many answers are new.
    pub answers: u64,
    pub link: String,
}

impl Weekly {
    fn group(&self, heading: &str, sort: &Sort) -> Option<Group> {
        let line = |thing: &NewThing| {
            let mut words = format!("{} ({})", thing.title, thing.from);
            if thing.answers > 0 {
                words.push_str(" · ");
                words.push_str(&self.lang.count("mail-weekly-answers", thing.answers));
            }
            Link { words, link: thing.link.clone() }
        };
        (!sort.items.is_empty()).then(|| Group {
            heading: self.lang.t(heading).into_owned(),
            lines: sort.items.iter().map(line).collect(),
            more: (sort.more > 0).then(|| self.lang.count("mail-weekly-more", sort.more).into_owned()),
        })
    }

    /// What waits for the reader, if anything does.
    fn waiting(&self) -> Option<Group> {
        let line = |key: &str, number: u64, link: &str| {
            let words = || self.lang.count(key, number).into_owned();
            (number > 0).then(|| Link { words: words(), link: link.to_owned() })
        };
        let lines = [
            line("mail-weekly-interests", self.interests, &self.received),
            line("mail-weekly-unread", self.unread, &self.notifications),
        ];
        let lines: Vec<_> = lines.into_iter().flatten().collect();
        let heading = self.lang.t("mail-weekly-waits").into_owned();
        (!lines.is_empty()).then_some(Group { heading, lines, more: None })
    }
}

impl Written for Weekly {
    const KIND: MailKind = MailKind::Weekly;

    fn letter(&self, node: &str) -> Letter {
        let lang = self.lang;
        let node = [("node", node.to_owned().into())];
        let groups = [
            ("mail-weekly-begun", &self.begun),
            ("mail-weekly-answered", &self.answered),
            ("mail-weekly-offers", &self.offers),
            ("mail-weekly-articles", &self.articles),
        ];
        let mut groups: Vec<_> =
            groups.into_iter().filter_map(|(heading, sort)| self.group(heading, sort)).collect();
        groups.extend(self.waiting());
        let why = lang.with("mail-weekly-why", &node).into_owned();
        let letter = Letter::new(lang, &lang.with("mail-weekly-subject", &node), why)
            .paragraph(lang.t("mail-weekly-text").into_owned())
            .action(&lang.t("mail-weekly-action"), &self.spaces);
        Letter { groups, ..letter }
    }
}

impl Weekly {
    pub fn samples(lang: Lang) -> Vec<Weekly> {
        let thing = |answers| NewThing {
            title: "Welche Drehzahl für Titan & Edelstahl <dünn> nehmt ihr auf einer alten Maschine?".into(),
            from: "Fragen & Antworten".into(),
            answers,
            link: "https://artel.example/space/fragen/entry?id=https%3A%2F%2Fartel.example%2Fo%2F1".into(),
        };
        let full = Weekly {
            lang,
            begun: Sort { items: vec![thing(0), thing(2)], more: 3 },
            answered: Sort { items: vec![thing(21)], more: 0 },
            offers: Sort { items: vec![thing(0)], more: 1 },
            articles: Sort { items: vec![thing(1)], more: 0 },
            unread: 5,
            notifications: "https://artel.example/notifications".into(),
            interests: 2,
            received: "https://artel.example/interests".into(),
            spaces: "https://artel.example/spaces".into(),
        };
        let short = Weekly {
            begun: Sort::default(),
            answered: Sort::default(),
            articles: Sort::default(),
            unread: 0,
            interests: 0,
            ..full.clone()
        };
        vec![full, short]
    }
}
