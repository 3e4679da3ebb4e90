//! Spaces: groups that entries are posted to, as their actor documents describe them.
//!
//! A space belongs to a community and stands on its hub. What it is for and who may do what in it stands in its document in
//! properties of ours, which others pass over; what Lemmy knows of it too (`postingRestrictedToMods`, moderators at
//! `attributedTo`) stands there besides (FEP-1b12).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::as2;
use crate::wire::{Document, Malformed};
use crate::{Id, limits};

/// What a space is for.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpaceKind {
    /// Topics and answers.
    Forum,
    /// Articles of several people.
    Blog,
    /// Offers and requests.
    Brokerage,
}

impl SpaceKind {
    pub const ALL: [SpaceKind; 3] = [SpaceKind::Forum, SpaceKind::Blog, SpaceKind::Brokerage];

    /// As it stands on the wire, in commands and in keys of words.
    pub fn name(self) -> &'static str {
        match self {
            SpaceKind::Forum => "forum",
            SpaceKind::Blog => "blog",
            SpaceKind::Brokerage => "brokerage",
        }
    }

    pub fn parse(name: &str) -> Option<SpaceKind> {
        SpaceKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// Who begins something in a space. Whoever may read it may answer.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Posting {
    /// Everybody, from other servers too.
    Anyone,
    /// Members, and whoever follows the space.
    Followers,
    #[default]
    Members,
    Moderators,
}

impl Posting {
    pub const ALL: [Posting; 4] =
        [Posting::Anyone, Posting::Followers, Posting::Members, Posting::Moderators];

    pub fn name(self) -> &'static str {
        match self {
            Posting::Anyone => "anyone",
            Posting::Followers => "followers",
            Posting::Members => "members",
            Posting::Moderators => "moderators",
        }
    }

    pub fn parse(name: &str) -> Option<Posting> {
        Posting::ALL.into_iter().find(|posting| posting.name() == name)
    }
}

/// How well a community knows somebody, by what it has heard of them. What each level takes is the node's rule.
#[derive(Copy, Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Trust {
    /// Level 0: it has hardly heard of them.
    #[default]
    New,
    /// Level 1: they have said a few things that nobody minded.
    Known,
    /// Level 2: others found what they say helpful, or somebody vouches for them.
    Trusted,
    /// Level 3: they have been helpful for a long time.
    Pillar,
}

impl Trust {
    pub const ALL: [Trust; 4] = [Trust::New, Trust::Known, Trust::Trusted, Trust::Pillar];
}

/// Whose words in a space its moderators look at before anybody else reads them. Never their own.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PreModeration {
    #[default]
    Nobody,
    /// Those of trust level 0.
    New,
    /// Those of trust levels 0 and 1.
    Known,
    /// Those of trust levels 0 to 2.
    Trusted,
    Everybody,
}

impl PreModeration {
    pub const ALL: [PreModeration; 5] = [
        PreModeration::Nobody,
        PreModeration::New,
        PreModeration::Known,
        PreModeration::Trusted,
        PreModeration::Everybody,
    ];

    /// As it stands on the wire, in forms and in keys of words.
    pub const fn name(self) -> &'static str {
        match self {
            PreModeration::Nobody => "nobody",
            PreModeration::New => "new",
            PreModeration::Known => "known",
            PreModeration::Trusted => "trusted",
            PreModeration::Everybody => "everybody",
        }
    }

    pub fn parse(name: &str) -> Option<PreModeration> {
        PreModeration::ALL.into_iter().find(|whose| whose.name() == name)
    }

    /// Whether it concerns somebody whom the community knows so well.
    pub fn concerns(self, trust: Trust) -> bool {
        match self {
            PreModeration::Nobody => false,
            PreModeration::New => trust <= Trust::New,
            PreModeration::Known => trust <= Trust::Known,
            PreModeration::Trusted => trust <= Trust::Trusted,
            PreModeration::Everybody => true,
        }
    }
}

/// A space, as its community describes it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Space {
    pub id: Id,
    pub community: Id,
    pub kind: SpaceKind,
    pub posting: Posting,
    /// Whose words are looked at first.
    #[serde(default)]
    pub premoderation: PreModeration,
    /// Of a brokerage: another person reads each offer before others do.
    #[serde(default)]
    pub reviews: bool,
    /// Only members of the community read it.
    pub members_only: bool,
    /// The actors who keep order in it.
    pub moderators: Vec<Id>,
    /// What is expected of those who write in it: markdown.
    pub rules: String,
    /// The language that is spoken in it.
    pub language: Option<String>,
}

impl Space {
    /// Whether anything that is written in it is looked at first.
    pub fn looks_first(&self) -> bool {
        self.reviews || self.premoderation != PreModeration::Nobody
    }

    /// The collection of those who keep order in it.
    pub fn moderators_of(id: &Id) -> Id {
        id.join("/moderators")
    }

    /// Reads the document of a group; none if it describes no space of ours.
    ///
    /// # Errors
    /// [`Malformed`] when it is one and says of itself what cannot be.
    pub fn read(document: &Document) -> Result<Option<Space>, Malformed> {
        let json = document.json();
        let Some(kind) = json.get("artel:kind").and_then(Value::as_str).and_then(SpaceKind::parse) else {
            return Ok(None);
        };
        let text = |key: &str| json.get(key).and_then(Value::as_str);
        let moderators = as2::list(json, "artel:moderators").iter().filter_map(as2::id_text);
        Ok(Some(Space {
            id: as2::required_id(json, "id")?,
            community: as2::required_id(json, "artel:community")?,
            kind,
            posting: text("artel:posting").and_then(Posting::parse).unwrap_or_default(),
            premoderation: text("artel:premoderation").and_then(PreModeration::parse).unwrap_or_default(),
            reviews: kind == SpaceKind::Brokerage && text("artel:reviews") == Some("offers"),
            members_only: text("artel:readers") == Some("members"),
            moderators: moderators
                .filter_map(|id| Id::parse(id).ok())
                .take(limits::MODERATORS_PER_SPACE)
                .collect(),
            rules: as2::text(json, "artel:rules", limits::RULES_CHARS)?.unwrap_or_default(),
            language: as2::text(json, "artel:language", limits::LANGUAGE_CHARS)?,
        }))
    }

    /// Writes what makes a group's document that of a space.
    pub fn write(&self, document: &mut Map<String, Value>) {
        let moderators: Vec<_> = self.moderators.iter().map(Id::as_str).collect();
        let readers = if self.members_only { "members" } else { "public" };
        document.insert("attributedTo".into(), Space::moderators_of(&self.id).as_str().into());
        document.insert("postingRestrictedToMods".into(), (self.posting == Posting::Moderators).into());
        document.insert("artel:kind".into(), self.kind.name().into());
        document.insert("artel:community".into(), self.community.as_str().into());
        document.insert("artel:posting".into(), self.posting.name().into());
        document.insert("artel:premoderation".into(), self.premoderation.name().into());
        if self.reviews {
            document.insert("artel:reviews".into(), "offers".into());
        }
        document.insert("artel:readers".into(), readers.into());
        document.insert("artel:moderators".into(), json!(moderators));
        if !self.rules.is_empty() {
            document.insert("artel:rules".into(), self.rules.as_str().into());
        }
        if let Some(language) = &self.language {
            document.insert("artel:language".into(), language.as_str().into());
            // Lemmy's way of saying so.
            document.insert("language".into(), json!([{"identifier": language, "name": language}]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space() -> Space {
        let id = |text: &str| Id::parse(text).unwrap();
        Space {
            id: id("https://hub.example/s/fragen"),
            community: id("https://hub.example/s/bau"),
            kind: SpaceKind::Forum,
            posting: Posting::Followers,
            premoderation: PreModeration::Nobody,
            reviews: false,
            members_only: false,
            moderators: vec![id("https://hub.example/u/anna")],
            rules: "Freundlich bleiben.".into(),
            language: Some("de".into()),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for (posting, members_only) in [(Posting::Anyone, false), (Posting::Moderators, true)] {
            let (kind, reviews) = (SpaceKind::Brokerage, members_only);
            let premoderation = PreModeration::Known;
            let space = Space { posting, members_only, premoderation, kind, reviews, ..space() };
            let mut json = Map::new();
            json.insert("id".into(), space.id.as_str().into());
            space.write(&mut json);
            assert_eq!(Space::read(&Document::from_json(json)).unwrap(), Some(space));
        }
    }

    #[test]
    fn who_is_looked_at_first_ends_at_a_level_of_trust() {
        let concerned =
            |whose: PreModeration| Trust::ALL.into_iter().filter(|trust| whose.concerns(*trust)).count();
        assert_eq!(PreModeration::ALL.map(concerned), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_group_of_other_software_is_no_space() {
        let json = json!({"id": "https://lemmy.example/c/bau", "type": "Group", "attributedTo": "https://lemmy.example/c/bau/moderators"});
        let document = Document::from_json(json.as_object().unwrap().clone());
        assert_eq!(Space::read(&document).unwrap(), None);
    }
}
