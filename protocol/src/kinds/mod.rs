//! The kinds of content: the list, what each must be able to do, and the envelope that is the same for all.
//!
//! A new kind is one folder beside this file and one line in [`Content`]'s list (see docs/ADDING-A-KIND.md).

pub mod article;
mod code_list;
mod entry;
mod fact;
mod form;
pub mod offer;
pub mod poll;
pub mod post;
mod text;
pub mod topic;
mod words;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use article::Article;
pub use code_list::CodeList;
pub use entry::{Attachment, Entry, Tag};
pub use fact::{Fact, FactValue};
pub use form::{Advice, Field, Input, Typed, Weight, box_of};
pub use offer::Offer;
pub use poll::Poll;
pub use post::Post;
pub use text::Text;
pub use topic::Topic;

use crate::Timestamp;
use crate::html::Links;
use crate::space::SpaceKind;
use crate::wire::Malformed;

/// What each kind of content implements.
pub trait Kind: Sized {
    /// Its name in commands, keys and templates: `article`.
    const NAME: &'static str;
    /// The one `type` that we write.
    const TYPE: &'static str;
    /// The types that we read as this kind.
    const READS: &'static [&'static str];
    /// The spaces in which it begins something, where it is offered to those who write.
    const STANDS_IN: &'static [SpaceKind] = &[SpaceKind::Forum];
    /// Its words: (language, Fluent source) for every language.
    const WORDS: [(&'static str, &'static str); 3];
    /// What a reader of JSON-LD has to know of its members besides what all entries have: term and meaning.
    const TERMS: &'static [(&'static str, &'static str)] = &[];

    /// Reads what is this kind's own from an object of one of the types in [`Self::READS`].
    fn read(object: &Map<String, Value>) -> Result<Self, Malformed>;
    /// Writes what is this kind's own into an object that has its envelope already.
    fn write(&self, envelope: &Entry, object: &mut Map<String, Value>);
    /// Whether an object of one of those types is of this kind. The first kind of the list that says yes reads it.
    fn is_this(_object: &Map<String, Value>) -> bool {
        true
    }
    /// From what somebody typed: `title`, `summary` and `text` (markdown, whose names `links` makes links), and the
    /// fields of its own. Whatever is wrong is taken as it is: [`Kind::check`] says so.
    fn from_form(typed: &Typed, links: &Links) -> Self;
    /// Its form, filled with what it says.
    fn to_form(&self) -> Typed;
    /// The form in which it is written, as far as it follows from what was typed so far.
    fn fields(typed: &Typed) -> Vec<Field>;
    /// What is wrong with it, for the person who writes it. Empty means that it can be published.
    fn check(&self) -> Vec<Problem>;
    /// Fills in what its author left to the moment when it is published, or was, and says what that moment makes wrong.
    fn settle(&mut self, _published: Timestamp, _now: Timestamp) -> Vec<Problem> {
        Vec::new()
    }
    /// When it is over: from then on it stands in no list.
    fn ends(&self) -> Option<Timestamp> {
        None
    }
    /// What could be better.
    fn advise(&self) -> Vec<Advice> {
        Vec::new()
    }
    /// Enough of it for any list, feed or status.
    fn card(&self) -> Card;
    /// Its text, to be shown below its title.
    fn text(&self) -> &Text;
    /// Who of the staff wrote it, when it is published in the company's name.
    fn byline(&self) -> Option<&str> {
        None
    }
    /// Names who of the staff wrote it, if entries of this kind do.
    fn sign(&mut self, _byline: Option<String>) {}
    /// What its text stays folded behind.
    fn warning(&self) -> Option<&str> {
        None
    }
    /// The texts to search in, the most telling first.
    fn index(&self) -> Vec<&str>;
    /// Examples, short and long, for the tests that render every page.
    fn samples() -> Vec<Self>;
}

/// The translation key of the label of a kind's field.
pub fn label_of(kind: &str, field: &str) -> String {
    format!("{kind}-{}", field.replace('_', "-"))
}

/// Something wrong with an entry, said in the reader's language: a translation key and its arguments.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The name of the form's field.
    pub field: &'static str,
    pub key: &'static str,
    pub arguments: Vec<(&'static str, i64)>,
}

impl Problem {
    /// One whose words name the most that is allowed, as `$max`.
    pub fn at_most(field: &'static str, key: &'static str, max: usize) -> Problem {
        Problem { field, key, arguments: vec![("max", i64::try_from(max).unwrap_or(i64::MAX))] }
    }
}

/// An entry in short.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Card {
    pub title: String,
    /// Plain text.
    pub summary: String,
    /// The most telling first.
    pub facts: Vec<Fact>,
}

macro_rules! kinds {
    ($($kind:ident),+) => {
        /// What an entry holds: one of the kinds. This is the list.
        #[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
        #[allow(clippy::large_enum_variant, reason = "nobody keeps many of them: a list has a page of entries")]
        pub enum Content {
            $($kind($kind),)+
        }

        impl Content {
            /// Reads the content of an object by its `type`.
            pub fn read(kind: &str, object: &Map<String, Value>) -> Result<Content, Malformed> {
                $(if <$kind as Kind>::READS.contains(&kind) && <$kind as Kind>::is_this(object) {
                    return <$kind as Kind>::read(object).map(Content::$kind);
                })+
                Err(Malformed::new(format!("we do not show objects of the type {kind:?}")))
            }

            /// Whether objects of this `type` are entries that we read.
            pub fn is_read(kind: &str) -> bool {
                $(<$kind as Kind>::READS.contains(&kind))||+
            }

            /// An entry of the kind with this name, from what somebody typed; none if there is no such kind.
            pub fn from_form(kind: &str, typed: &Typed, links: &Links) -> Option<Content> {
                $(if kind == <$kind as Kind>::NAME {
                    return Some(Content::$kind(<$kind as Kind>::from_form(typed, links)));
                })+
                None
            }

            pub fn to_form(&self) -> Typed {
                match self { $(Content::$kind(content) => content.to_form(),)+ }
            }

            pub fn write(&self, envelope: &Entry, object: &mut Map<String, Value>) {
                match self { $(Content::$kind(content) => content.write(envelope, object),)+ }
            }

            /// The name of its kind.
            pub fn kind(&self) -> &'static str {
                match self { $(Content::$kind(_) => <$kind as Kind>::NAME,)+ }
            }

            /// The `type` on the wire.
            pub fn wire_type(&self) -> &'static str {
                match self { $(Content::$kind(_) => <$kind as Kind>::TYPE,)+ }
            }

            pub fn check(&self) -> Vec<Problem> {
                match self { $(Content::$kind(content) => content.check(),)+ }
            }

            pub fn settle(&mut self, published: Timestamp, now: Timestamp) -> Vec<Problem> {
                match self { $(Content::$kind(content) => content.settle(published, now),)+ }
            }

            pub fn ends(&self) -> Option<Timestamp> {
                match self { $(Content::$kind(content) => content.ends(),)+ }
            }

            pub fn advise(&self) -> Vec<Advice> {
                match self { $(Content::$kind(content) => content.advise(),)+ }
            }

            pub fn text(&self) -> &Text {
                match self { $(Content::$kind(content) => content.text(),)+ }
            }

            pub fn byline(&self) -> Option<&str> {
                match self { $(Content::$kind(content) => content.byline(),)+ }
            }

            pub fn sign(&mut self, byline: Option<String>) {
                match self { $(Content::$kind(content) => content.sign(byline),)+ }
            }

            pub fn warning(&self) -> Option<&str> {
                match self { $(Content::$kind(content) => content.warning(),)+ }
            }

            pub fn card(&self) -> Card {
                match self { $(Content::$kind(content) => content.card(),)+ }
            }

            pub fn index(&self) -> Vec<&str> {
                match self { $(Content::$kind(content) => content.index(),)+ }
            }
        }

        /// The form of the kind with this name, as far as it follows from what was typed so far; none if there is no such
        /// kind.
        pub fn fields(kind: &str, typed: &Typed) -> Option<Vec<Field>> {
            $(if kind == <$kind as Kind>::NAME {
                return Some(<$kind as Kind>::fields(typed));
            })+
            None
        }

        /// The names of the kinds that begin something in such a space, as those who write there are offered them.
        pub fn standing_in(space: SpaceKind) -> Vec<&'static str> {
            let mut names = Vec::new();
            $(if <$kind as Kind>::STANDS_IN.contains(&space) {
                names.push(<$kind as Kind>::NAME);
            })+
            names
        }

        /// The contexts of an object, or of an activity that holds one.
        pub fn contexts(members: &Map<String, Value>) -> Value {
            let object = members.get("object").and_then(Value::as_object).unwrap_or(members);
            if object.contains_key("@context") && members.contains_key("object") {
                return crate::wire::contexts_around();
            }
            let kind = crate::as2::type_of(object).unwrap_or_default();
            if kind == "Agreement" || members.contains_key("result") {
                return crate::wire::contexts_with(crate::interest::TERMS);
            }
            $(if <$kind as Kind>::READS.contains(&kind) && <$kind as Kind>::is_this(object) {
                return crate::wire::contexts_with(<$kind as Kind>::TERMS);
            })+
            crate::wire::contexts()
        }

        /// The words of every kind in one language.
        pub fn words(language: &str) -> Vec<&'static str> {
            let all = [$(<$kind as Kind>::WORDS,)+];
            all.iter().flatten().filter(|(found, _)| *found == language).map(|(_, source)| *source).collect()
        }

        /// Examples of every kind.
        pub fn samples() -> Vec<Content> {
            let mut all = Vec::new();
            $(all.extend(<$kind as Kind>::samples().into_iter().map(Content::$kind));)+
            all
        }

        /// The names of all kinds.
        pub const NAMES: &[&str] = &[$(<$kind as Kind>::NAME,)+];
    };
}

kinds!(Offer, Poll, Post, Topic, Article);
