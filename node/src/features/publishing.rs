//! Writing: a draft becomes an activity of its author, edits and deletions follow the same way.

use artel_protocol::as2::Audience;
use artel_protocol::kinds::{Article, Attachment, Content, Entry, Post, Problem, Tag, Text};
use artel_protocol::{Id, Name, limits};
use serde_json::{Map, Value, json};

use crate::error::{Invalid, Refusal};
use crate::identity::Context;
use crate::node::Node;
use crate::store::View;
use crate::store::records::{EntryRecord, LocalActorRecord};

/// What somebody typed.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub title: String,
    pub summary: String,
    pub markdown: String,
    /// Without their `#`.
    pub tags: Vec<String>,
    /// The picture, already stored (see [`super::media`]).
    pub picture: Option<Attachment>,
    /// The picture shows nothing that a text could tell: it needs none.
    pub decorative: bool,
    /// Who of the staff wrote it, when it is published in the company's name.
    pub byline: Option<String>,
}

impl Draft {
    /// The draft as content of a kind, checked.
    fn content(&self, kind: &str) -> Result<Content, Refusal> {
        let text = Text::from_markdown(self.markdown.trim());
        let content = match kind {
            "article" => Content::Article(Article {
                title: self.title.trim().to_owned(),
                summary: self.summary.trim().to_owned(),
                text,
                byline: self.byline.clone(),
            }),
            "post" => Content::Post(Post { text, warning: None }),
            _ => return Err(Refusal::Unknown("there is no such kind of entry")),
        };
        let mut problems = content.check();
        problems.extend(self.missing_alt());
        match problems.is_empty() {
            true => Ok(content),
            false => Err(Refusal::Invalid(Invalid::Fields(problems))),
        }
    }

    /// A picture that says something says it to everybody: in words, too.
    fn missing_alt(&self) -> Option<Problem> {
        let picture = self.picture.as_ref()?;
        let missing = picture.is_image() && picture.alt.trim().is_empty() && !self.decorative;
        missing.then(|| Problem { field: "alt", key: "picture-alt-missing", arguments: Vec::new() })
    }

    /// The tags, each leading to the author's page.
    fn tags(&self, author: &LocalActorRecord) -> Vec<Tag> {
        let mut tags: Vec<Tag> = Vec::new();
        for tag in &self.tags {
            let name: String = tag.trim_start_matches('#').chars().filter(|c| c.is_alphanumeric()).collect();
            if name.is_empty() || name.chars().count() > 50 || tags.len() >= limits::TAGS {
                continue;
            }
            tags.push(Tag::Hashtag { name, href: Some(author.page.clone()) });
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
        let content = draft.content(kind)?;
        let activity = self
            .say(|view, context| {
                let author = local(view, author)?;
                let entry = new_entry(view, context, &author, draft, content, in_reply_to)?;
                context.compose(view, &author, "Create", about(&entry))
            })
            .await?;
        match activity.act {
            artel_protocol::activity::Act::Create(artel_protocol::activity::Referred::Whole(entry)) => {
                Ok(entry.id)
            }
            _ => Err(Refusal::Internal("a Create of ours was read as something else".into())),
        }
    }

    /// Changes an entry of ours. The picture stays unless the draft brings another one.
    pub async fn edit(&self, id: &Id, draft: &Draft) -> Result<(), Refusal> {
        self.say(|view, context| {
            let (stored, author) = own_entry(view, id)?;
            let content = draft.content(stored.entry.content.kind())?;
            let entry = Entry {
                content,
                updated: Some(context.now),
                tags: draft.tags(&author),
                attachments: match &draft.picture {
                    Some(picture) => vec![picture.clone()],
                    None => stored.entry.attachments.clone(),
                },
                ..stored.entry
            };
            context.compose(view, &author, "Update", about(&entry))
        })
        .await
        .map(|_| ())
    }

    /// Withdraws an entry of ours for ever.
    pub async fn delete_entry(&self, id: &Id) -> Result<(), Refusal> {
        self.say(|view, context| {
            let (stored, author) = own_entry(view, id)?;
            let mut members = Map::new();
            members.insert("object".into(), json!({"type": "Tombstone", "id": id.as_str()}));
            stored.entry.audience.write(&mut members);
            context.compose(view, &author, "Delete", members)
        })
        .await
        .map(|_| ())
    }
}

/// The actor of ours with this name.
pub(super) fn local(view: &View, name: &Name) -> Result<LocalActorRecord, Refusal> {
    view.local_actor(name)?.ok_or(Refusal::Unknown("there is no such actor here"))
}

fn own_entry(view: &View, id: &Id) -> Result<(EntryRecord, LocalActorRecord), Refusal> {
    if view.tombstone(id)?.is_some() {
        return Err(Refusal::Gone);
    }
    let stored = view.entry(id)?.ok_or(Refusal::Unknown("there is no such entry"))?;
    let author = view
        .local_actor_by_id(&stored.entry.author)?
        .ok_or(Refusal::Forbidden("the entry is somebody else's"))?;
    Ok((stored, author))
}

fn new_entry(
    view: &View,
    context: &Context<'_>,
    author: &LocalActorRecord,
    draft: &Draft,
    content: Content,
    in_reply_to: Option<&Id>,
) -> Result<Entry, Refusal> {
    let base = &context.node()?.base;
    let number = context.ids.next(context.now);
    let mut tags = draft.tags(author);
    let mut cc = vec![author.id.join("/followers")];
    let mut conversation = base.join(&format!("/c/{number}"));
    if let Some(parent) = in_reply_to {
        let parent = view.entry(parent)?.ok_or(Refusal::Unknown("there is no such entry"))?;
        if let Some(known) = view.actor(&parent.entry.author)? {
            tags.push(Tag::Mention { name: known.handle(), href: known.id.clone() });
            cc.push(known.id);
        }
        conversation = parent.entry.context.unwrap_or(conversation);
    }
    let language = view.organisation(&author.organisation)?.map(|organisation| organisation.language);
    Ok(Entry {
        id: base.join(&format!("/o/{number}")),
        author: author.id.clone(),
        content,
        audience: Audience { public: true, cc, ..Audience::default() },
        in_reply_to: in_reply_to.cloned(),
        context: Some(conversation),
        url: Some(author.page.join(&format!("/{number}"))),
        published: Some(context.now),
        updated: None,
        language,
        sensitive: false,
        tags,
        attachments: draft.picture.iter().cloned().collect(),
    })
}

/// The members of a Create or Update: the entry, addressed as the entry is.
fn about(entry: &Entry) -> Map<String, Value> {
    let mut members = Map::new();
    entry.audience.write(&mut members);
    members.insert("object".into(), Value::Object(entry.to_object()));
    members
}
