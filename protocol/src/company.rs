//! What a company says of itself besides its page: what the directory is searched by.
//!
//! Begin with [`Company`]. Each of its fields is one of [`Field`], and each field is for the eyes of some readers
//! ([`Visibility`]). What leaves the node is a [`Company`] from which everything else was taken out before
//! ([`Company::seen_by`]), so that who writes a document, a page or a card has nothing to hide any more.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::classification::{Language, Nace, Region};
use crate::{Id, Timestamp};

mod form;
mod identifiers;
pub mod term;
mod wire;

pub use form::{CERTIFICATE_NAMES, CERTIFICATE_NUMBERS, CERTIFICATE_UNTIL, NACE};
pub(crate) use wire::{read, write};

/// A company. What is not said is empty or none.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Company {
    pub legal_name: String,
    pub trade_name: String,
    pub kind: Option<Kind>,
    /// The year.
    pub founded: Option<u16>,
    pub size: Option<Size>,
    pub turnover: Option<Turnover>,
    /// The country or the region of it.
    pub region: Option<Region>,
    /// Lines of an envelope.
    pub address: String,
    /// What it does: the main activity first.
    pub activities: Vec<Nace>,
    pub competences: Vec<String>,
    pub products: Vec<String>,
    pub technologies: Vec<String>,
    /// The countries and regions that it serves.
    pub markets: Vec<Region>,
    pub languages: Vec<Language>,
    pub certifications: Vec<Certification>,
    /// Its experience with other countries.
    pub transnational: String,
    pub web: Option<Id>,
    /// Who is to talk to.
    pub contact: String,
    pub mail: String,
    pub phone: String,
    pub vat: String,
    pub euid: String,
    pub lei: String,
    pub inn: String,
    pub ogrn: String,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $($(#[$about:meta])* $variant:ident $word:literal,)+) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$about])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: [$name; [$($word),+].len()] = [$($name::$variant),+];

            /// The word for it in forms, records and documents.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            pub fn parse(text: &str) -> Option<$name> {
                $name::ALL.into_iter().find(|one| one.as_str() == text)
            }
        }
    };
}

words! {
    /// What kind of organisation it is.
    Kind:
    Company "company",
    /// For research and development.
    Institute "institute",
    University "university",
    Chamber "chamber",
    Association "association",
    Authority "authority",
    Other "other",
}

words! {
    /// How many people work there (Recommendation 2003/361/EC).
    Size:
    /// Under 10.
    Micro "micro",
    /// Under 50.
    Small "small",
    /// Under 250.
    Medium "medium",
    Large "large",
}

words! {
    /// The turnover of a year, in the bands of Recommendation 2003/361/EC: the upper end in millions of euros.
    Turnover:
    To2 "2",
    To10 "10",
    To50 "50",
    More "more",
}

words! {
    /// Who sees something. In ascending order: who sees what is for the few sees what is for more.
    Visibility:
    /// Everybody, everywhere.
    Public "public",
    /// Members of a community that the company is in.
    Members "members",
    /// Those for whom somebody vouches whom this node trusts.
    Vouched "vouched",
    /// Those whose interest the company has accepted, and those who have accepted its own.
    Accepted "accepted",
    /// The company's own people.
    Private "private",
}

/// A certificate that a company has.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Certification {
    /// `ISO 9001`
    pub name: String,
    pub number: String,
    /// The beginning of its last day, in UTC.
    pub until: Option<Timestamp>,
}

impl Certification {
    /// Whether it has not run out.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|last| now.0 < last.0.saturating_add(DAY))
    }

    /// Its last day: `2026-11-28`.
    pub fn last_day(&self) -> Option<String> {
        self.until.map(Timestamp::to_day)
    }
}

/// In milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1_000;

macro_rules! company_fields {
    ($($field:ident $name:ident $visibility:ident)+) => {
        /// A field of [`Company`].
        #[derive(Copy, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field {
            $($field,)+
        }

        impl Field {
            pub const ALL: &[Field] = &[$(Field::$field,)+];

            /// Its name in forms and records: `legal_name`.
            pub fn as_str(self) -> &'static str {
                match self { $(Field::$field => stringify!($name),)+ }
            }

            /// The name of the choice of who sees it.
            pub fn choice(self) -> &'static str {
                match self { $(Field::$field => concat!("see_", stringify!($name)),)+ }
            }

            /// Who sees it as long as nobody says otherwise.
            pub fn default_visibility(self) -> Visibility {
                match self { $(Field::$field => Visibility::$visibility,)+ }
            }
        }

        impl Company {
            /// Whether something is said in a field.
            pub fn says(&self, field: Field) -> bool {
                let silent = Company::default();
                match field { $(Field::$field => self.$name != silent.$name,)+ }
            }

            /// Takes out what is said in a field.
            pub fn take_out(&mut self, field: Field) {
                let silent = Company::default();
                match field { $(Field::$field => self.$name = silent.$name,)+ }
            }
        }
    };
}

company_fields! {
    LegalName legal_name Public
    TradeName trade_name Public
    Kind kind Public
    Founded founded Public
    Size size Public
    Turnover turnover Public
    Region region Public
    Address address Public
    Activities activities Public
    Competences competences Public
    Products products Public
    Technologies technologies Public
    Markets markets Public
    Languages languages Public
    Certifications certifications Public
    Transnational transnational Public
    Web web Public
    Contact contact Accepted
    Mail mail Accepted
    Phone phone Accepted
    Vat vat Members
    Euid euid Members
    Lei lei Members
    Inn inn Members
    Ogrn ogrn Members
}

/// Who sees which field, where the company chose otherwise than [`Field::default_visibility`].
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Visibilities(BTreeMap<Field, Visibility>);

impl Visibilities {
    pub fn of(&self, field: Field) -> Visibility {
        self.0.get(&field).copied().unwrap_or_else(|| field.default_visibility())
    }

    pub fn set(&mut self, field: Field, visibility: Visibility) {
        match visibility == field.default_visibility() {
            true => drop(self.0.remove(&field)),
            false => drop(self.0.insert(field, visibility)),
        }
    }
}

impl Company {
    /// What a reader who sees what is for `reader` sees of it; nothing else is left in it.
    pub fn seen_by(&self, reader: Visibility, visibilities: &Visibilities) -> Company {
        let mut seen = self.clone();
        for field in Field::ALL {
            if visibilities.of(*field) > reader {
                seen.take_out(*field);
            }
        }
        seen
    }

    /// Whether nothing is said at all.
    pub fn is_silent(&self) -> bool {
        *self == Company::default()
    }

    /// An example in which everything is said.
    pub fn sample() -> Company {
        let region = Region::parse;
        Company {
            legal_name: "Brandt & Söhne GmbH".into(),
            trade_name: "Werkstatt Brandt".into(),
            kind: Some(Kind::Company),
            founded: Some(1987),
            size: Some(Size::Small),
            turnover: Some(Turnover::To10),
            region: region("DED4"),
            address: "Hauptstraße 1\n09111 Chemnitz".into(),
            activities: ["2.1:25.53", "2:25.62"].into_iter().filter_map(Nace::parse).collect(),
            competences: vec![
                "Drehen http://data.europa.eu/esco/skill/53d57a7f-4aab-4b5a-9e8a-0d9b7b6f4a11".into(),
                "Fräsen <5 Achsen>".into(),
            ],
            products: vec!["Wellen 42141000-1".into()],
            technologies: vec!["CNC".into()],
            markets: ["DE", "RU-SVE", "CZ"].into_iter().filter_map(region).collect(),
            languages: ["de", "en", "ru"].into_iter().filter_map(Language::parse).collect(),
            certifications: vec![Certification {
                name: "ISO 9001".into(),
                number: "QM-4711".into(),
                until: Timestamp::begin_of_day("2027-06-30"),
            }],
            transnational: "Seit 1994 liefern wir nach Tschechien.".into(),
            web: Id::parse("https://brandt.example/").ok(),
            contact: "Anna Brandt".into(),
            mail: "anna@brandt.example".into(),
            phone: "+49 371 000000".into(),
            vat: "DE123456789".into(),
            euid: "DEK1101R.HRB4711".into(),
            lei: "529900T8BM49AURSDO55".into(),
            inn: "7707083893".into(),
            ogrn: "1027700132195".into(),
        }
    }
}

#[cfg(test)]
mod tests;
