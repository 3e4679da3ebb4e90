//! Writing: a draft becomes an activity of its author, edits and deletions follow the same way.

use artel_protocol::as2::Audience;
use artel_protocol::html::{Links, SafeHtml, tag_page};
use artel_protocol::kinds::{Attachment, Content, Entry, Post, Problem, Tag, Text, Typed};
use artel_protocol::{Activity, Id, Name, Space, Timestamp, limits};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::clients::{self, ClientRecord};
use super::drafts::Instead;
use super::mentions::Names;
use super::queue::records::find;
use crate::changes::Changes;
use crate::decide;
use crate::error::{Invalid, Refusal};
use crate::identity::Context;
use crate::node::Node;
use crate::policy;
use crate::sets::members_of;
use crate::sets::spaces::{self, SpaceRecord};
use crate::store::records::{AccountRecord, Comments, EntryRecord, LocalActorRecord};
use crate::store::{View, keys};

/// What somebody typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub title: String,
    pub summary: String,
    pub markdown: String,
    /// What was typed into the fields that only its kind has.
    pub more: Typed,
    /// Without their `#`.
    pub tags: Vec<String>,
    pub picture: Picture,
    /// The picture shows nothing that a text could tell: it needs none.
    pub decorative: bool,
    /// Who of the staff wrote it, when it is published in the company's name.
    pub byline: Option<String>,
    /// When it was published first, for what comes from elsewhere; else now.
    pub published: Option<artel_protocol::Timestamp>,
    /// Whether answers are taken; none leaves it as it is, which is open for a new entry.
    pub comments: Option<Comments>,
    /// The kept draft whose place the entry takes.
    pub instead_of: Option<Instead>,
    /// Who may read a new entry. An answer is for those who read what it answers.
    pub readers: Readers,
}

/// Who may read an entry, and where it belongs.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Readers {
    #[default]
    Everybody,
    /// Only those who follow its author; it goes from node to node and is in no set.
    Followers,
    /// Only these, each by their id.
    Only(Vec<Id>),
    /// Everybody, and it belongs to this community.
    Community(Id),
    /// Only the members of this community.
    Members(Id),
    /// Whoever reads this space.
    Space(Id),
}

/// What becomes of an entry's picture.
#[derive(Clone, Debug, Default)]
pub enum Picture {
    /// The entry's own stays; a new one has none.
    #[default]
    Keep,
    Remove,
    /// Already stored (see [`super::media`]).
    New(Attachment),
}

impl Picture {
    /// A new one, if there is any.
    pub fn new(picture: Option<Attachment>) -> Picture {
        picture.map_or(Picture::Keep, Picture::New)
    }
}

/// Tags as somebody typed them, divided by commas or spaces.
pub fn split_tags(typed: &str) -> Vec<String> {
    let tags = typed.split([',', ' ', '\n', ';']).map(str::trim);
    tags.filter(|tag| !tag.is_empty()).map(str::to_owned).collect()
}

impl Draft {
    /// What an entry says now, to be changed in part.
    pub fn of(entry: &Entry) -> Draft {
        let typed = entry.content.to_form();
        // Tags of the text stand there, and go with their words.
        let in_text = artel_protocol::html::names_in(typed.value("text")).tags;
        let byline = entry.content.byline().map(str::to_owned);
        Draft {
            title: typed.owned("title"),
            summary: typed.owned("summary"),
            markdown: typed.owned("text"),
            more: typed,
            tags: entry
                .hashtags()
                .filter(|tag| !in_text.iter().any(|known| known == tag))
                .map(str::to_owned)
                .collect(),
            byline,
            ..Draft::default()
        }
    }

    /// Whether it could be published as this kind.
    pub(super) fn check(&self, kind: &str) -> Result<Content, Refusal> {
        self.content(kind, &Links::default())
    }

    /// The draft as content of a kind, checked.
    fn content(&self, kind: &str, links: &Links) -> Result<Content, Refusal> {
        let content = Content::from_form(kind, &self.typed(), links);
        let mut content = content.ok_or(Refusal::Unknown("there is no such kind of entry"))?;
        content.sign(self.byline.clone());
        let mut problems = content.check();
        problems.extend(self.missing_alt());
        match problems.is_empty() {
            true => Ok(content),
            false => Err(Refusal::Invalid(Invalid::Fields(problems))),
        }
    }

    /// All that was typed.
    fn typed(&self) -> Typed {
        let mut typed = self.more.clone();
        typed.set("title", self.title.as_str());
        typed.set("summary", self.summary.as_str());
        typed.set("text", self.markdown.as_str());
        typed
    }

    /// Whether who approves it publishes it, as what its writer handed in.
    pub(super) fn is_approved(&self) -> bool {
        self.instead_of.as_ref().is_some_and(|instead| instead.by.is_some())
    }

    /// Everything in words that others read of it, by its field.
    pub(super) fn texts(&self) -> Vec<(&'static str, &str)> {
        let own = [
            "advantages",
            "sought",
            "role",
            "rights_notes",
            "programme",
            "call",
            "budget",
            "market",
            "technology",
        ];
        let mut texts = vec![("title", &*self.title), ("summary", &*self.summary), ("text", &*self.markdown)];
        texts.extend(own.map(|field| (field, self.more.value(field))));
        texts.extend(self.tags.iter().map(|tag| ("tags", &**tag)));
        if let Picture::New(picture) = &self.picture {
            texts.push(("alt", &picture.alt));
        }
        texts
    }

    /// A picture that says something says it to everybody: in words, too.
    fn missing_alt(&self) -> Option<Problem> {
        let Picture::New(picture) = &self.picture else { return None };
        let missing = picture.is_image() && picture.alt.trim().is_empty() && !self.decorative;
        missing.then(|| Problem { field: "alt", key: "picture-alt-missing", arguments: Vec::new() })
    }

    /// The tags, those in the text included, each leading to its page, and the mentions.
    fn tags(&self, names: &Names) -> Vec<Tag> {
        let mut tags = names.mentions.clone();
        for tag in self.tags.iter().chain(&names.tags) {
            let is_letter = |letter: &char| letter.is_alphanumeric() || *letter == '_';
            let name: String = tag.trim_start_matches('#').chars().filter(is_letter).collect();
            let known = |tag: &Tag| match tag {
                Tag::Hashtag { name: known, .. } => known.to_lowercase() == name.to_lowercase(),
                Tag::Mention { .. } => false,
            };
            let fits = !name.is_empty() && name.chars().count() <= limits::TAG_CHARS;
            if fits && tags.len() < limits::TAGS && !tags.iter().any(known) {
                let page = names.links.tags.as_ref().and_then(|tags| tag_page(tags, &name));
                tags.push(Tag::Hashtag { href: page.and_then(|page| Id::parse(&page).ok()), name });
            }
        }
        tags
    }
}

impl Node {
    /// Publishes an entry to everybody, in the name of `author`, and yields its id.
    pub async fn publish(&self, kind: &str, author: &Name, draft: &Draft) -> Result<Id, Refusal> {
        self.publish_answer(kind, author, draft, None).await
    }

    /// Publishes an answer to an entry that is known here.
    pub async fn publish_answer(
        &self,
        kind: &str,
        author: &Name,
        draft: &Draft,
        in_reply_to: Option<&Id>,
    ) -> Result<Id, Refusal> {
        let names = self.names_in(&draft.markdown).await?;
        let content = draft.content(kind, &names.links)?;
        let (author, draft, parent) = (author.clone(), draft.clone(), in_reply_to.cloned());
        let entry = self
            .publish_with(move |view, context| {
                let author = local(view, &author)?;
                let publisher = match parent {
                    None => clients::publisher(view, &author, &content)?,
                    Some(_) => None,
                };
                if publisher.is_some() {
                    clients::may_publish(view, &author, &draft)?;
                }
                let named = publisher.as_ref().unwrap_or(&author);
                let entry = new_entry(view, context, named, &draft, &names, content, parent.as_ref())?;
                let activity = context.compose(view, named, "Create", about(&entry))?;
                let mut changes = said(view, context, activity)?;
                if publisher.is_some() {
                    let client = ClientRecord { organisation: author.organisation, since: context.now };
                    changes.put(keys::client(&entry.id), &client);
                }
                draft.settle(view, context, &entry.id, &mut changes)?;
                Ok((entry, changes))
            })
            .await?;
        Ok(entry.id)
    }

    /// Changes an entry of ours, for whoever runs the node. The draft says what becomes of the picture.
    pub async fn edit(&self, id: &Id, draft: &Draft) -> Result<(), Refusal> {
        self.edit_by(None, id, draft).await
    }

    /// The same for somebody with an account.
    ///
    /// # Errors
    /// 403 for another organisation's words, a colleague's own, and what has to be approved first.
    pub async fn edit_as(&self, by: &Name, id: &Id, draft: &Draft) -> Result<(), Refusal> {
        self.edit_by(Some(by.clone()), id, draft).await
    }

    async fn edit_by(&self, by: Option<Name>, id: &Id, draft: &Draft) -> Result<(), Refusal> {
        let names = self.names_in(&draft.markdown).await?;
        let kind = own_entry(&self.view()?, id)?.0.entry.content.kind();
        let content = draft.content(kind, &names.links)?;
        let (id, draft) = (id.clone(), draft.clone());
        self.publish_with(move |view, context| {
            let (stored, author) = own_entry(view, &id)?;
            let by = by.map(|by| may_change_as(view, &by, &id, &author)).transpose()?;
            clients::may_edit(view, (&stored, &author), by.as_ref(), &content, &draft)?;
            let published = stored.entry.published.unwrap_or(stored.sorted);
            let content = settled(content, published, context.now)?;
            let entry = changed(stored.entry.clone(), &draft, &names, content);
            let mut changes = Changes::none();
            // Only what others can see is told them.
            if entry != stored.entry {
                let entry = Entry { updated: Some(edited_at(&stored.entry, context)), ..entry.clone() };
                changes = said(view, context, context.compose(view, &author, "Update", about(&entry))?)?;
            }
            draft.settle(view, context, &id, &mut changes)?;
            Ok((entry, changes))
        })
        .await
        .map(|_| ())
    }

    /// Publishes an article that was written elsewhere, and remembers its file in the same commit. Nobody is looked up:
    /// whom it mentions was told long ago, and what it links to is not asked either.
    pub(super) async fn publish_imported(
        &self,
        author: &Name,
        draft: Draft,
        hash: [u8; 32],
    ) -> Result<Id, Refusal> {
        let links = Links { tags: Some(self.base()?.join("/tags")), ..Links::default() };
        let tags = artel_protocol::html::names_in(&draft.markdown).tags;
        let names = Names { tags, links, ..Names::default() };
        let content = draft.content("article", &names.links)?;
        let author = author.clone();
        let (tell, told) = tokio::sync::oneshot::channel();
        self.change(move |view, context| {
            let author = local(view, &author)?;
            let entry = new_entry(view, context, &author, &draft, &names, content, None)?;
            let mut changes = said(view, context, context.compose(view, &author, "Create", about(&entry))?)?;
            changes.put(keys::imported(&author.name, &hash), &entry.id);
            // Who no longer waits has no need of the id.
            let _ = tell.send(entry.id);
            Ok(changes)
        })
        .await?;
        told.await.map_err(|_| Refusal::Internal("an import ended without its article".into()))
    }

    /// Makes an entry, and whatever belongs to it, durable at once.
    async fn publish_with(
        &self,
        compose: impl FnOnce(&View, &Context<'_>) -> Result<(Entry, Changes), Refusal> + Send + 'static,
    ) -> Result<Entry, Refusal> {
        let (tell, told) = tokio::sync::oneshot::channel();
        self.change(move |view, context| {
            let (entry, changes) = compose(view, context)?;
            // Who asked may be gone; the entry is published nevertheless.
            let _ = tell.send(entry);
            Ok(changes)
        })
        .await?;
        let entry = told.await.map_err(|_| Refusal::Internal("nothing was composed".into()))?;
        self.begin_link_card(&entry);
        Ok(entry)
    }

    /// Withdraws an entry of ours for ever, for whoever keeps order here.
    pub async fn delete_entry(&self, id: &Id) -> Result<(), Refusal> {
        self.delete_if(id, |_, _| Ok(())).await
    }

    /// The same for somebody with an account.
    ///
    /// # Errors
    /// 403 as for [`Node::edit_as`]: what others approved, members do not take back by themselves.
    pub async fn delete_entry_as(&self, by: &Name, id: &Id) -> Result<(), Refusal> {
        self.delete_if(id, |view, author| may_change_as(view, by, id, author).map(|_| ())).await
    }

    async fn delete_if(
        &self,
        id: &Id,
        may: impl FnOnce(&View, &LocalActorRecord) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        self.say(|view, context| {
            let (stored, author) = own_entry(view, id)?;
            may(view, &author)?;
            withdrawal(view, context, &stored, &author)
        })
        .await
        .map(|_| ())
    }
}

/// The word that takes an entry of ours back.
pub(super) fn withdrawal(
    view: &View,
    context: &Context<'_>,
    stored: &EntryRecord,
    author: &LocalActorRecord,
) -> Result<Activity, Refusal> {
    let mut members = Map::new();
    members.insert("object".into(), json!({"type": "Tombstone", "id": stored.entry.id.as_str()}));
    stored.entry.audience.write(&mut members);
    context.compose(view, author, "Delete", members)
}

fn account(view: &View, name: &Name) -> Result<AccountRecord, Refusal> {
    view.account(name)?.ok_or(super::accounts::NO_ACCOUNT)
}

fn may_change_as(
    view: &View,
    by: &Name,
    entry: &Id,
    author: &LocalActorRecord,
) -> Result<AccountRecord, Refusal> {
    let account = account(view, by)?;
    clients::may_change(view, &account, entry, author)?;
    match policy::needs_approval(view, &account, &author.name)? {
        true => Err(Refusal::Forbidden("what members write in the organisation's name is approved first")),
        false => Ok(account),
    }
}

/// The moment of an edit: later than every word before it, even within one millisecond, or it would count as older.
fn edited_at(before: &Entry, context: &Context<'_>) -> Timestamp {
    let last = before.updated.or(before.published).unwrap_or(Timestamp(0));
    context.now.max(Timestamp(last.0.saturating_add(1)))
}

/// The actor of ours with this name.
pub(crate) fn local(view: &View, name: &Name) -> Result<LocalActorRecord, Refusal> {
    view.local_actor(name)?.ok_or(Refusal::Unknown("there is no such actor here"))
}

pub(super) fn own_entry(view: &View, id: &Id) -> Result<(EntryRecord, LocalActorRecord), Refusal> {
    if view.tombstone(id)?.is_some() {
        return Err(Refusal::Gone);
    }
    let stored = view.entry(id)?.ok_or(Refusal::Unknown("there is no such entry"))?;
    let author = view
        .local_actor_by_id(&stored.entry.author)?
        .ok_or(Refusal::Forbidden("the entry is somebody else's"))?;
    Ok((stored, author))
}

/// What follows from an activity of ours: it goes through the same door as everybody else's.
pub(super) fn said(view: &View, context: &Context<'_>, activity: Activity) -> Result<Changes, Refusal> {
    let verified = decide::own(view, context, activity)?;
    decide::activity(view, context, &verified, None)
}

impl Draft {
    /// What is not said to others: whether answers are taken, and that the kept draft is done with.
    fn settle(
        &self,
        view: &View,
        context: &Context<'_>,
        entry: &Id,
        changes: &mut Changes,
    ) -> Result<(), Refusal> {
        let mut now = view.clone();
        now.apply(&changes.batch);
        let record = now.entry(entry)?;
        // What waits for the moderators of its space is no entry yet.
        let waiting = find(&now, entry)?.map(|held| held.shown(&now)).transpose()?.flatten();
        let said = record.as_ref().map(|record| &record.entry).or(waiting.as_ref());
        let said = said.ok_or(Refusal::Unknown("there is no such entry"))?;
        if let Some(ends) = said.content.ends() {
            changes.put_bytes(keys::ending(ends, entry), bytes::Bytes::new());
        }
        if let Some(record) = record
            && let Some(comments) = self.comments.filter(|comments| *comments != record.comments)
        {
            changes.put(keys::entry(entry), &EntryRecord { comments, ..record });
        }
        match &self.instead_of {
            Some(draft) => draft.take(&now, context, entry, changes),
            None => Ok(()),
        }
    }
}

/// Content as the moment makes it.
fn settled(mut content: Content, published: Timestamp, now: Timestamp) -> Result<Content, Refusal> {
    let problems = content.settle(published, now);
    match problems.is_empty() {
        true => Ok(content),
        false => Err(Refusal::Invalid(Invalid::Fields(problems))),
    }
}

/// An entry as a draft changes it. Whom it answers stays mentioned, and who was told of it is told of the change.
fn changed(entry: Entry, draft: &Draft, names: &Names, content: Content) -> Entry {
    let mut audience = entry.audience.clone();
    let mut tags = draft.tags(names);
    if entry.in_reply_to.is_some() {
        let first = entry.tags.iter().find(|tag| matches!(tag, Tag::Mention { .. })).cloned();
        tags.extend(first.filter(|first| !tags.contains(first)));
    }
    audience.cc.extend(names.mentioned().filter(|id| !entry.audience.names(id)).cloned());
    let attachments = match &draft.picture {
        Picture::New(picture) => vec![picture.clone()],
        Picture::Remove => Vec::new(),
        Picture::Keep => entry.attachments.clone(),
    };
    Entry { content, audience, tags, attachments, ..entry }
}

fn new_entry(
    view: &View,
    context: &Context<'_>,
    author: &LocalActorRecord,
    draft: &Draft,
    names: &Names,
    content: Content,
    in_reply_to: Option<&Id>,
) -> Result<Entry, Refusal> {
    let base = &context.node()?.base;
    let published = draft.published.unwrap_or(context.now).min(context.now);
    let content = settled(content, published, context.now)?;
    let number = context.ids.next(context.now);
    let mut tags = draft.tags(names);
    let mut audience = match in_reply_to.map(|parent| view.entry(parent)).transpose()?.flatten() {
        Some(parent) => audience_of_answer(view, context, author, &parent)?,
        None => audience_of(view, context, author, &draft.readers)?,
    };
    let mentioned = names.mentioned().filter(|id| !audience.names(id)).cloned();
    let mentioned: Vec<Id> = mentioned.collect();
    audience.cc.extend(mentioned);
    if let Readers::Only(readers) = &draft.readers {
        mention(view, readers, &mut tags)?;
    }
    let mut conversation = base.join(&format!("/c/{number}"));
    if let Some(parent) = in_reply_to {
        policy::takes_answer(view, &author.id, parent)?;
        let parent = view.entry(parent)?.ok_or(Refusal::Unknown("there is no such entry"))?;
        if let Some(known) = view.actor(&parent.entry.author)?
            && !audience.names(&known.id)
        {
            tags.insert(0, Tag::Mention { name: known.handle(), href: known.id.clone() });
            audience.cc.push(known.id);
        }
        conversation = parent.entry.context.unwrap_or(conversation);
    }
    let language = view.organisation(&author.organisation)?.map(|organisation| organisation.language);
    let entry = Entry {
        id: base.join(&format!("/o/{number}")),
        author: author.id.clone(),
        content,
        audience,
        in_reply_to: in_reply_to.cloned(),
        context: Some(conversation),
        url: Some(author.page.join(&format!("/{number}"))),
        published: Some(published),
        updated: None,
        language,
        sensitive: false,
        tags,
        attachments: match &draft.picture {
            Picture::New(picture) => vec![picture.clone()],
            Picture::Keep | Picture::Remove => Vec::new(),
        },
    };
    if let (Readers::Space(space), None) = (&draft.readers, in_reply_to)
        && !spaces::space(view, space)?.is_some_and(|space| policy::stands_in(&entry, &space))
    {
        return Err(Refusal::field("readers", "space-other-kind"));
    }
    Ok(entry)
}

/// Names those in the tags whom a letter is for: other software takes notice of it by that.
fn mention(view: &View, readers: &[Id], tags: &mut Vec<Tag>) -> Result<(), Refusal> {
    for reader in readers {
        let known = view.actor(reader)?.map(|actor| Tag::Mention { name: actor.handle(), href: actor.id });
        tags.extend(known.filter(|mention| !tags.contains(mention)));
    }
    Ok(())
}

/// To whom a new entry is addressed.
fn audience_of(
    view: &View,
    context: &Context<'_>,
    author: &LocalActorRecord,
    readers: &Readers,
) -> Result<Audience, Refusal> {
    let followers = author.id.join("/followers");
    let nobody = Audience::default();
    Ok(match readers {
        Readers::Everybody => Audience { public: true, cc: vec![followers], ..nobody },
        Readers::Followers => Audience { to: vec![followers], ..nobody },
        Readers::Only(ids) => Audience { to: ids.clone(), ..nobody },
        Readers::Community(community) => {
            policy::may_speak_in(view, context.now, &author.id, community)?;
            Audience { public: true, cc: vec![followers], audience: vec![community.clone()], ..nobody }
        }
        Readers::Members(community) => {
            policy::may_speak_in(view, context.now, &author.id, community)?;
            Audience { to: vec![members_of(community)], audience: vec![community.clone()], ..nobody }
        }
        Readers::Space(id) => {
            let space = spaces::space(view, id)?.ok_or(Refusal::field("readers", "space-unknown"))?;
            policy::may_begin_in(view, context.now, &author.id, &space)?;
            audience_in(view, context, author, &space)?
        }
    })
}

/// To whom something is addressed that stands in a space. Who is no member has no proofs that the set would take: the
/// community repeats what they say.
fn audience_in(
    view: &View,
    context: &Context<'_>,
    author: &LocalActorRecord,
    record: &SpaceRecord,
) -> Result<Audience, Refusal> {
    let Space { id, community, members_only, .. } = &record.space;
    let member = policy::may_speak_in(view, context.now, &author.id, community).is_ok();
    let audience = Audience {
        audience: vec![id.clone()],
        community: member.then(|| community.clone()),
        ..Audience::default()
    };
    Ok(match members_only {
        true => Audience { to: vec![members_of(community)], ..audience },
        false => Audience {
            public: true,
            to: vec![id.clone()],
            cc: vec![author.id.join("/followers")],
            ..audience
        },
    })
}

/// An answer is for those who read what it answers, and belongs to the same community.
fn audience_of_answer(
    view: &View,
    context: &Context<'_>,
    author: &LocalActorRecord,
    parent: &EntryRecord,
) -> Result<Audience, Refusal> {
    if let Some(space) = parent.community.as_ref().and_then(|community| community.space.as_ref())
        && let Some(space) = spaces::space(view, space)?
    {
        return audience_in(view, context, author, &space);
    }
    if let Some(community) = &parent.community {
        let readers = match community.members_only {
            true => Readers::Members(community.id.clone()),
            false => Readers::Community(community.id.clone()),
        };
        return audience_of(view, context, author, &readers);
    }
    match parent.entry.audience.is_public() {
        true => audience_of(view, context, author, &Readers::Everybody),
        false => audience_of(view, context, author, &Readers::Only(vec![parent.entry.author.clone()])),
    }
}

/// A private message to one reader, as it begins.
pub(crate) fn private_note(
    view: &View,
    context: &Context<'_>,
    author: &LocalActorRecord,
    reader: &Id,
    text: &str,
) -> Result<Entry, Refusal> {
    let mention = view.actor(reader)?.map(|actor| Tag::Mention { name: actor.handle(), href: actor.id });
    let html = SafeHtml::from_plain(text).as_str().to_owned();
    Ok(Entry {
        id: context.node()?.base.join(&format!("/o/{}", context.ids.next(context.now))),
        author: author.id.clone(),
        content: Content::Post(Post { text: Text { html, markdown: None }, warning: None }),
        audience: Audience { to: vec![reader.clone()], ..Audience::default() },
        in_reply_to: None,
        context: None,
        url: None,
        published: Some(context.now),
        updated: None,
        language: None,
        sensitive: false,
        tags: mention.into_iter().collect(),
        attachments: Vec::new(),
    })
}

/// The members of a Create or Update: the entry, addressed as the entry is.
pub(crate) fn about(entry: &Entry) -> Map<String, Value> {
    let mut members = Map::new();
    entry.audience.write(&mut members);
    members.insert("object".into(), Value::Object(entry.to_object()));
    members
}
