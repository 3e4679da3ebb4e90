//! Who could answer a question: members who answered something like it, and companies that say that they know about it.
//! What is compared are tags and words, brought to what their forms have in common.

use std::collections::{BTreeMap, HashMap};

use artel_protocol::actor::ActorType;
use artel_protocol::company::term::Term;
use artel_protocol::html::plain_text;
use artel_protocol::kinds::{Entry, Tag};
use artel_protocol::{Actor, Id, limits};

use super::Members;
use crate::error::Refusal;
use crate::features::matching::words::{Stems, words};
use crate::store::View;

/// Words that questions have in common, whatever they are about.
const SAY_NOTHING: &str = "about and any anybody anyone are but can could did does for from has have help how into \
    know need needs not our please question should some somebody someone than that the their them there they this \
    use was what when where which who why will with would you your \
    aber alle auch auf aus bei bitte brauche das dass dem den der des die ein eine einem einen einer eines fragen frage \
    für gibt habe haben hat hilfe ich ihr ist jemand kann kein keine kennt macht man mehr mit nach nicht nur oder \
    sich sind sucht und uns unser von vom warum was weiß welche welchen welcher welches wenn wer wie wird wir wird wo \
    zum zur über \
    без более бы быть вас весь вопрос все всех где для его если есть или их как какая какие какой какую когда кого кто \
    между мне можно мы нам нас нет нужен нужна нужно них она они очень под подскажите помогите почему при про \
    своя себя так также там тоже только уже чем что чтобы это этот";

/// Somebody who could answer, and why.
#[derive(Clone, Debug)]
pub struct Helper {
    pub id: Id,
    /// As far as it is known here.
    pub actor: Option<Actor>,
    pub why: Why,
}

/// What speaks for somebody.
#[derive(Clone, Debug)]
pub enum Why {
    /// They answered in a conversation with the same tag.
    Tag { tag: String, answered: Box<Entry> },
    /// They answered in a conversation with these words in its title, too.
    Words { words: Vec<String>, answered: Box<Entry> },
    /// The company says of itself that it can do this, or makes it.
    Company { term: String },
}

/// A conversation that was answered, and by whom.
pub(super) struct Past {
    pub entry: Entry,
    pub answered_by: Vec<Id>,
}

/// Something that a company can do or makes, in its own words and by their stems.
type Competence<'a> = (&'a str, Vec<String>);

/// What is known of who knows what.
pub(super) struct Known<'a> {
    members: &'a Members,
    past: Vec<(Past, Topic)>,
    /// How many of the conversations have a stem in their title.
    frequency: HashMap<String, usize>,
    /// What companies say of themselves in public.
    companies: Vec<(&'a Actor, Vec<Competence<'a>>)>,
}

/// What an entry is about: tags in small letters, and the stems of its title with the words that were typed.
struct Topic {
    tags: Vec<String>,
    title: BTreeMap<String, String>,
}

impl Topic {
    fn of(stems: &Stems, entry: &Entry) -> Topic {
        let tags = entry.tags.iter().filter_map(|tag| match tag {
            Tag::Hashtag { name, .. } => Some(name.to_lowercase()),
            Tag::Mention { .. } => None,
        });
        let card = entry.content.card();
        let title = match card.title.is_empty() {
            true => plain_text(&entry.content.text().html, limits::CARE_TEXT_CHARS),
            false => card.title,
        };
        Topic { tags: tags.collect(), title: stemmed(stems, &title, entry.language.as_deref()) }
    }
}

/// The telling words of a text by their stems.
fn stemmed(stems: &Stems, text: &str, language: Option<&str>) -> BTreeMap<String, String> {
    let telling = words(text).filter(|word| !SAY_NOTHING.split_whitespace().any(|empty| empty == word));
    telling.take(limits::CARE_WORDS).map(|word| (stems.of(&word, language), word)).collect()
}

impl<'a> Known<'a> {
    pub fn read(stems: &Stems, members: &'a Members, past: Vec<Past>) -> Known<'a> {
        let mut frequency = HashMap::new();
        let mut told = Vec::with_capacity(past.len());
        for past in past {
            let topic = Topic::of(stems, &past.entry);
            for stem in topic.title.keys() {
                *frequency.entry(stem.clone()).or_default() += 1;
            }
            told.push((past, topic));
        }
        let companies = members.actors().filter(|actor| actor.actor_type == ActorType::Organization);
        let mut companies: Vec<_> = companies.map(|actor| (actor, terms_of(stems, actor))).collect();
        companies.sort_by(|(one, _), (other, _)| one.id.cmp(&other.id));
        Known { members, past: told, frequency, companies }
    }

    /// Who could answer an entry: at most [`limits::CARE_HELPERS`], each once, by what speaks for them most.
    pub fn who_could_answer(
        &self,
        view: &View,
        stems: &Stems,
        entry: &Entry,
    ) -> Result<Vec<Helper>, Refusal> {
        let topic = Topic::of(stems, entry);
        let own = view.organisation_of(&entry.author)?;
        let is_own = |id: &Id| *id == entry.author || own.as_ref() == Some(id);
        let mut found: Vec<(usize, Id, Why)> = Vec::new();
        let mut add = |weight: usize, id: &Id, why: Why| {
            if is_own(id) {
                return;
            }
            match found.iter_mut().find(|(_, known, _)| known == id) {
                Some(known) if known.0 < weight => *known = (weight, id.clone(), why),
                Some(_) => {}
                None => found.push((weight, id.clone(), why)),
            }
        };
        for (past, other) in &self.past {
            if let Some((weight, why)) = self.likeness(&topic, other, &past.entry) {
                for id in past.answered_by.iter().filter(|id| self.members.includes(id)) {
                    add(weight, id, why.clone());
                }
            }
        }
        let mut asked = topic.title.clone();
        let text = plain_text(&entry.content.text().html, limits::CARE_TEXT_CHARS);
        asked.extend(stemmed(stems, &text, entry.language.as_deref()));
        asked.extend(topic.tags.iter().map(|tag| (stems.of(tag, entry.language.as_deref()), tag.clone())));
        for (company, terms) in &self.companies {
            let is_asked = |needed: &Vec<String>| needed.iter().all(|stem| asked.contains_key(stem));
            if let Some((term, needed)) = terms.iter().find(|(_, needed)| is_asked(needed)) {
                add(needed.len() + 1, &company.id, Why::Company { term: (*term).to_owned() });
            }
        }
        found.sort_by(|one, other| (other.0, &one.1).cmp(&(one.0, &other.1)));
        let helpers = found.into_iter().take(limits::CARE_HELPERS);
        helpers.map(|(_, id, why)| Ok(Helper { actor: view.actor(&id)?, id, why })).collect()
    }

    /// How much a question has in common with one that was answered, and what.
    fn likeness(&self, asked: &Topic, other: &Topic, answered: &Entry) -> Option<(usize, Why)> {
        let tags: Vec<_> = asked.tags.iter().filter(|tag| other.tags.contains(tag)).collect();
        let is_telling = |stem: &&String| !self.is_common(stem);
        let shared = asked.title.keys().filter(|stem| other.title.contains_key(*stem)).filter(is_telling);
        let words: Vec<String> = shared.map(|stem| asked.title[stem].clone()).collect();
        let weight = 2 * tags.len() + words.len();
        let answered = Box::new(answered.clone());
        match (tags.first(), words.is_empty()) {
            (Some(tag), _) => Some((weight, Why::Tag { tag: (*tag).clone(), answered })),
            (None, false) => Some((weight, Why::Words { words, answered })),
            (None, true) => None,
        }
    }

    /// Whether so many conversations have a word in their title that it tells nothing here.
    fn is_common(&self, stem: &str) -> bool {
        let often = self.frequency.get(stem).copied().unwrap_or(0);
        often >= limits::CARE_COMMON && often * 4 > self.past.len()
    }
}

/// What a company can do and makes, each with the stems of its words.
fn terms_of<'a>(stems: &Stems, actor: &'a Actor) -> Vec<Competence<'a>> {
    let company = &actor.company;
    let terms = [&company.competences, &company.products, &company.technologies].into_iter().flatten();
    let terms = terms.map(|term| Term::of(term).words);
    // Nobody says in which language a term is: its words are stemmed as those of each are.
    let each = terms.flat_map(|term| {
        ["de", "en"].map(|language| (term, stemmed(stems, term, Some(language)).into_keys().collect()))
    });
    each.filter(|(_, needed): &Competence<'_>| !needed.is_empty()).collect()
}
