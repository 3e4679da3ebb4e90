//! `/artel/since/1`: everything in a set that came after a number. One frame, then batches.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Aid, Sid, Word, bounded, byte_string};
use crate::limits;

/// Where the asker stands in the numbers of the one who is asked.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Since {
    #[serde(rename = "c")]
    pub set: Sid,
    #[serde(rename = "e")]
    pub epoch: u64,
    /// What is at `number`, if the asker knows it: shows whether the numbers are still the same.
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    pub aid: Option<Aid>,
    /// What is wanted comes after this number.
    #[serde(rename = "n")]
    pub number: u64,
    /// How many items the asker wants in one batch at most.
    pub max: u64,
    /// Whether the names alone will do: who heard most of it by gossip fetches the rest by them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub names: bool,
}

/// One frame of the answer.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub enum Answer {
    Batch {
        epoch: u64,
        items: Vec<Item>,
        /// Nothing follows.
        end: bool,
    },
    /// What is answered when names alone are wanted.
    Names {
        epoch: u64,
        names: Vec<Named>,
        /// Nothing follows.
        end: bool,
    },
    /// With [`Word::Epoch`] the asker compares fingerprints and goes on in the numbers of `epoch`.
    Refused { epoch: u64, why: Word },
}

/// An activity with its number; if `withdrawn` is there, the activity is the `Delete` and stands for another one.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The exact JSON.
    #[serde(rename = "a", with = "byte_string")]
    pub activity: Bytes,
    #[serde(rename = "n")]
    pub number: u64,
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawn>,
}

/// The name of an activity, with its number.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Named {
    #[serde(rename = "i")]
    pub aid: Aid,
    #[serde(rename = "n")]
    pub number: u64,
    /// Its bytes were purged.
    #[serde(rename = "w", default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

/// What is left in a set of an activity whose bytes were purged.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Withdrawn {
    #[serde(rename = "i")]
    pub aid: Aid,
    /// The `created` of its proof, in whole seconds since 1970.
    #[serde(rename = "t")]
    pub seconds: u64,
}

#[derive(Default, Serialize, Deserialize)]
struct Wire {
    e: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r: Option<Names>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    x: Option<Items>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    err: Option<Word>,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Items(#[serde(deserialize_with = "bounded::list::<_, _, { limits::SINCE_ITEMS }>")] Vec<Item>);

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Names(#[serde(deserialize_with = "bounded::list::<_, _, { limits::SINCE_ITEMS }>")] Vec<Named>);

impl TryFrom<Wire> for Answer {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Answer, &'static str> {
        match wire {
            Wire { e: epoch, err: Some(why), .. } => Ok(Answer::Refused { epoch, why }),
            Wire { e: epoch, x: Some(Items(items)), r: None, end: Some(end), err: None } => {
                Ok(Answer::Batch { epoch, items, end })
            }
            Wire { e: epoch, x: None, r: Some(Names(names)), end: Some(end), err: None } => {
                Ok(Answer::Names { epoch, names, end })
            }
            _ => Err("neither a batch nor an error"),
        }
    }
}

impl From<Answer> for Wire {
    fn from(answer: Answer) -> Wire {
        match answer {
            Answer::Batch { epoch, items, end } => {
                Wire { e: epoch, x: Some(Items(items)), end: Some(end), ..Wire::default() }
            }
            Answer::Names { epoch, names, end } => {
                Wire { e: epoch, r: Some(Names(names)), end: Some(end), ..Wire::default() }
            }
            Answer::Refused { epoch, why } => Wire { e: epoch, err: Some(why), ..Wire::default() },
        }
    }
}
