//! What happened while somebody was away.

use artel_node::features::mail::MailKind;

use super::letter::Link;
use super::{Letter, Written};
use crate::i18n::Lang;

/// How many things one mail lists; the others are counted.
const LISTED: usize = 20;

/// Several notifications in one mail.
#[derive(Clone, Debug)]
pub struct Digest {
    pub lang: Lang,
    /// What happened, the newest first, in the reader's language.
    pub happened: Vec<Happened>,
    /// The page that shows everything.
    pub link: String,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Happened {
    pub words: String,
    /// Where it can be seen.
    pub link: String,
}

impl Written for Digest {
    const KIND: MailKind = MailKind::Notification;

    fn letter(&self, node: &str) -> Letter {
        let lang = self.lang;
        let node = ("node", node.to_owned().into());
        let number = i64::try_from(self.happened.len()).unwrap_or(i64::MAX);
        let subject = lang.with("mail-digest-subject", &[("n", number.into()), node.clone()]);
        let why = lang.with("mail-digest-why", &[node]).into_owned();
        let letter = Letter::new(lang, &subject, why)
            .paragraph(lang.t("mail-digest-text").into_owned())
            .action(&lang.t("mail-digest-action"), &self.link);
        let lines = self.happened.iter().take(LISTED);
        let lines = lines.map(|line| Link { words: line.words.clone(), link: line.link.clone() }).collect();
        let left_out = self.happened.len().saturating_sub(LISTED) as u64;
        let more = (left_out > 0).then(|| lang.count("mail-digest-more", left_out).into_owned());
        Letter { lines, more, ..letter }
    }
}

impl Digest {
    pub fn samples(lang: Lang) -> Vec<Digest> {
        let happened = |number: usize| Happened {
            words: format!(
                "Boris <Lad>: „Новая статья о деревянных окнах и дверях, которые мы делаем“ ({number})"
            ),
            link: format!("https://artel.example/@werkstatt/{number}"),
        };
        let sample = |number: usize| Digest {
            lang,
            happened: (1..=number).map(happened).collect(),
            link: "https://artel.example/notifications".into(),
        };
        vec![sample(1), sample(3), sample(25)]
    }
}
