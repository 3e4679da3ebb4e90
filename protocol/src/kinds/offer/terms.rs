//! The words that an offer chooses from. Each has a code that forms and translation keys know, and a name on the wire.

use serde::{Deserialize, Serialize};

macro_rules! terms {
    ($(#[$doc:meta])* $name:ident of $field:literal: $($variant:ident $code:literal $wire:literal,)+) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
        pub enum $name {
            $($variant,)+
        }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];
            /// Their codes in the same order.
            pub const CODES: &'static [&'static str] = &[$($code,)+];

            /// Its value in a form.
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code,)+ }
            }

            /// Its translation key.
            pub fn key(self) -> &'static str {
                match self { $($name::$variant => concat!("offer-", $field, "-", $code),)+ }
            }

            /// Its name on the wire.
            pub fn wire(self) -> &'static str {
                match self { $($name::$variant => $wire,)+ }
            }

            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|term| term.code() == code)
            }

            pub fn from_wire(wire: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|term| term.wire() == wire)
            }
        }
    };
}

terms! {
    /// What kind of profile it is.
    ProfileType of "type":
    BusinessOffer "BO" "BO",
    BusinessRequest "BR" "BR",
    TechnologyOffer "TO" "TO",
    TechnologyRequest "TR" "TR",
    ResearchRequest "RDR" "RDR",
}

terms! {
    /// How far something is developed.
    Stage of "stage":
    Concept "concept" "ConceptStage",
    UnderDevelopment "development" "UnderDevelopment",
    LabTested "lab" "LabTested",
    Demonstration "demonstration" "AvailableForDemonstration",
    OnTheMarket "market" "AlreadyOnTheMarket",
}

terms! {
    /// How the rights in it are protected.
    Rights of "rights":
    None "none" "NoIPR",
    Secret "secret" "SecretKnowHow",
    Applied "applied" "Applied",
    Granted "granted" "Granted",
}

terms! {
    /// What kind of agreement is sought.
    Partnership of "partnerships":
    Commercial "commercial" "Commercial",
    Investment "investment" "Investment",
    Outsourcing "outsourcing" "Outsourcing",
    Supplier "supplier" "Supplier",
    TechnicalAssistance "technical" "CommercialWithTechnicalAssistance",
    Research "research" "RnDCooperation",
}

terms! {
    /// What kind of organisation the partner is, and how large.
    Size of "sizes":
    Micro "micro" "SME1-10",
    Small "small" "SME11-49",
    Medium "medium" "SME50-249",
    Big "big" "BigCompany",
    Institute "institute" "RnDInstitution",
    University "university" "University",
    Other "other" "Other",
}

terms! {
    /// A goal of the United Nations for sustainable development, or that none is concerned.
    Goal of "goals":
    NoPoverty "1" "1",
    NoHunger "2" "2",
    Health "3" "3",
    Education "4" "4",
    Equality "5" "5",
    Water "6" "6",
    Energy "7" "7",
    Work "8" "8",
    Industry "9" "9",
    Inequalities "10" "10",
    Cities "11" "11",
    Consumption "12" "12",
    Climate "13" "13",
    Ocean "14" "14",
    Land "15" "15",
    Peace "16" "16",
    Partners "17" "17",
    NotRelevant "none" "NotRelevant",
}

/// Whether a type of profile asks for a field.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Asked {
    No,
    Maybe,
    Needed,
}

impl ProfileType {
    /// Whether something is offered; else it is sought.
    pub fn is_offer(self) -> bool {
        matches!(self, ProfileType::BusinessOffer | ProfileType::TechnologyOffer)
    }

    /// Whether a profile of this type has the field of the form with this name.
    pub fn asks(self, field: &str) -> Asked {
        use ProfileType::{BusinessOffer, ResearchRequest, TechnologyOffer};
        match (field, self) {
            ("title" | "summary" | "text" | "partnerships" | "goals", _) => Asked::Needed,
            ("advantages", BusinessOffer | TechnologyOffer) => Asked::Needed,
            ("advantages", ResearchRequest) => Asked::No,
            ("sought", profile) if profile.is_offer() => Asked::No,
            ("sought", _) => Asked::Needed,
            ("stage" | "rights", TechnologyOffer) => Asked::Needed,
            ("stage" | "rights" | "rights_notes", profile) if !profile.is_offer() => Asked::No,
            ("programme" | "call" | "deadline" | "weeks" | "budget" | "coordinator", profile)
                if profile != ResearchRequest =>
            {
                Asked::No
            }
            _ => Asked::Maybe,
        }
    }

    /// The kinds of agreement that fit it.
    pub fn partnerships(self) -> &'static [Partnership] {
        use Partnership::{Commercial, Investment, Outsourcing, Research, Supplier, TechnicalAssistance};
        match self {
            ProfileType::BusinessOffer | ProfileType::BusinessRequest => {
                &[Commercial, Investment, Outsourcing, Supplier]
            }
            ProfileType::TechnologyOffer | ProfileType::TechnologyRequest => {
                &[Investment, TechnicalAssistance, Research]
            }
            ProfileType::ResearchRequest => &[Research],
        }
    }

    /// Their codes.
    pub fn partnership_codes(self) -> &'static [&'static str] {
        match self {
            ProfileType::BusinessOffer | ProfileType::BusinessRequest => {
                &["commercial", "investment", "outsourcing", "supplier"]
            }
            ProfileType::TechnologyOffer | ProfileType::TechnologyRequest => {
                &["investment", "technical", "research"]
            }
            ProfileType::ResearchRequest => &["research"],
        }
    }
}
