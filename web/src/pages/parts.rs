//! The small values that pages show: who, when, a picture, an entry in a list.

use artel_protocol::Timestamp;
use artel_protocol::html::SafeHtml;
use artel_protocol::kinds::{Card, Fact, FactValue};

use crate::i18n::Lang;

/// Somebody, here or elsewhere.
#[derive(Clone, Debug, Default)]
pub struct ActorView {
    /// The full name; the handle's name if there is none.
    pub name: String,
    /// `@name@host`.
    pub handle: String,
    /// The page for people.
    pub url: String,
    /// The address of the portrait: a path for our own.
    pub portrait: Option<String>,
}

impl ActorView {
    /// What stands in place of a portrait.
    pub fn initial(&self) -> String {
        let letter = self.name.chars().find(|letter| letter.is_alphanumeric());
        letter.map_or_else(|| "·".to_owned(), |letter| letter.to_uppercase().to_string())
    }
}

/// A line of a profile.
#[derive(Clone, Debug, Default)]
pub struct FieldView {
    /// Plain text.
    pub label: String,
    pub value: SafeHtml,
    /// Where one of our own leads; its words then are `value`.
    pub link: Option<String>,
    /// When the page there was last seen to link back.
    pub verified: Option<When>,
}

/// A fact of an entry.
#[derive(Clone, Debug, Default)]
pub struct FactView {
    pub label: String,
    /// Plain text, perhaps of several lines.
    pub value: String,
}

/// How many facts of an entry a list has room for.
const FACTS_IN_LISTS: usize = 3;

impl FactView {
    /// All facts of an entry, in the reader's words.
    pub fn all(lang: Lang, card: &Card) -> Vec<FactView> {
        card.facts.iter().map(|fact| FactView::of(lang, fact)).collect()
    }

    /// The most telling of them, for a list.
    pub fn few(lang: Lang, card: &Card) -> Vec<FactView> {
        let short = card.facts.iter().filter(|fact| fact.value.is_short());
        short.take(FACTS_IN_LISTS).map(|fact| FactView::of(lang, fact)).collect()
    }

    fn of(lang: Lang, fact: &Fact) -> FactView {
        let value = match &fact.value {
            FactValue::Text(text) | FactValue::Long(text) => text.clone(),
            FactValue::Words(keys) => keys.iter().map(|key| lang.t(key)).collect::<Vec<_>>().join(", "),
            FactValue::Codes(of, codes) => of.names(codes, lang.code()),
            FactValue::Day(moment) => lang.day(*moment),
        };
        FactView { label: lang.t(fact.label).into_owned(), value }
    }
}

/// A moment as people read it and as machines do.
#[derive(Clone, Debug, Default)]
pub struct When {
    pub shown: String,
    pub machine: String,
}

impl When {
    /// Shown as a day.
    pub fn day(lang: Lang, moment: Timestamp) -> When {
        When { shown: lang.date(moment), machine: moment.to_rfc3339() }
    }

    /// Shown with hour and minute.
    pub fn minute(lang: Lang, moment: Timestamp) -> When {
        When { shown: lang.date_time(moment), machine: moment.to_rfc3339() }
    }
}

/// A picture with the text for those who do not see it.
#[derive(Clone, Debug, Default)]
pub struct PictureView {
    pub url: String,
    pub alt: String,
    /// In pixels, so that the page does not jump when the picture comes; zero if nobody knows.
    pub width: u32,
    pub height: u32,
}

/// An entry in a list.
#[derive(Clone, Debug, Default)]
pub struct EntryCard {
    /// The title; for a post its beginning.
    pub title: String,
    /// The page: here for our own, elsewhere for others'.
    pub url: String,
    /// Plain text, may be empty.
    pub summary: String,
    /// The most telling ones only.
    pub facts: Vec<FactView>,
    pub author: ActorView,
    pub published: When,
    pub picture: Option<PictureView>,
    pub answers: u64,
    pub community: Option<CommunityView>,
}

/// The community that an entry stands in.
#[derive(Clone, Debug, Default)]
pub struct CommunityView {
    pub name: String,
    pub url: String,
    /// Only its members read the entry.
    pub members_only: bool,
    /// The community has not confirmed the entry: it is folded.
    pub unconfirmed: bool,
}

impl EntryCard {
    pub fn is_unconfirmed(&self) -> bool {
        self.community.as_ref().is_some_and(|community| community.unconfirmed)
    }
}

pub(crate) mod samples {
    //! What the pages' samples are made of.

    use super::*;

    pub fn moment() -> Timestamp {
        Timestamp(1_795_503_900_000)
    }

    pub fn company() -> ActorView {
        ActorView {
            name: "Werkstatt Brandt & Söhne".into(),
            handle: "@werkstatt@artel.example".into(),
            url: "/@werkstatt".into(),
            portrait: Some(picture()),
        }
    }

    pub fn stranger() -> ActorView {
        ActorView {
            name: "Ирина <Резец> Ковалёва".into(),
            handle: "@irina@masto.example".into(),
            url: "https://masto.example/@irina".into(),
            portrait: None,
        }
    }

    pub fn community(unconfirmed: bool) -> CommunityView {
        CommunityView {
            name: "Bau & Ausbau".into(),
            url: "/space/bau".into(),
            members_only: unconfirmed,
            unconfirmed,
        }
    }

    pub fn fields(lang: Lang) -> Vec<FieldView> {
        vec![
            FieldView {
                label: "Telefon".into(),
                value: SafeHtml::from_plain("+49 371 000000"),
                ..FieldView::default()
            },
            FieldView {
                label: "Сайт <мастерской>".into(),
                value: SafeHtml::from_plain("brandt.example/fräsen"),
                link: Some("https://brandt.example/fräsen".into()),
                verified: Some(When::day(lang, moment())),
            },
        ]
    }

    pub fn cards(lang: Lang) -> Vec<EntryCard> {
        vec![
            EntryCard {
                title: "Как мы перешли на безотходный раскрой: что получилось за год и чего мы не ждали"
                    .into(),
                url: "/@werkstatt/2".into(),
                summary:
                    "Год назад в стружку уходила треть листа. Теперь — одна десятая, и вот что для этого \
                          понадобилось."
                        .into(),
                facts: vec![FactView { label: "Art".into(), value: "Technologie <&> Markt".into() }],
                author: company(),
                published: When::day(lang, moment()),
                picture: Some(PictureView {
                    url: picture(),
                    alt: "Раскройный стол с листом стали".into(),
                    width: 900,
                    height: 420,
                }),
                answers: 21,
                community: Some(community(true)),
            },
            EntryCard {
                title: "Neue 5-Achs-Fräse".into(),
                url: "/@werkstatt/1".into(),
                author: company(),
                published: When::day(lang, moment()),
                ..EntryCard::default()
            },
        ]
    }

    /// A drawing of a cutting plan, so that samples need no network.
    pub fn picture() -> String {
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 900 420'%3E%3Crect width='900' \
         height='420' fill='%23264d55'/%3E%3Cg fill='%23e0b15c' stroke='%23264d55' stroke-width='6'%3E%3Crect x='40' \
         y='40' width='300' height='200'/%3E%3Crect x='340' y='40' width='220' height='120'/%3E%3Cpath d='M340 160h220v80h-220z'/%3E%3C/g%3E%3Cg fill='%2386cdc6' stroke='%23264d55' stroke-width='6'%3E%3Crect x='560' y='40' width='300' height='340'/%3E%3Ccircle cx='190' cy='310' r='68'/%3E%3Ccircle cx='340' cy='310' r='68'/%3E%3Ccircle cx='490' cy='310' r='68'/%3E%3C/g%3E%3C/svg%3E"
            .replace(' ', "%20")
    }
}
