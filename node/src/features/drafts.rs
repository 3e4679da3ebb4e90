//! What is written and not yet published, and the second pair of eyes: where a company wants it, what its members
//! write in its name waits until an owner or a moderator has read it.

mod told;

use artel_protocol::kinds::{Content, Typed};
use artel_protocol::{Id, Name, Timestamp, as2, limits};

pub(super) use self::told::draft_of;
use super::clients;
use super::publishing::{Draft, Picture, Readers, own_entry, split_tags};
use crate::changes::Changes;
use crate::error::Refusal;
use crate::identity::Context;
use crate::node::Node;
use crate::policy;
use crate::store::engine::Direction;
use crate::store::records::{AccountRecord, Comments, DraftRecord, DraftState, Office, Role};
use crate::store::view::values;
use crate::store::{View, keys};

impl Node {
    /// A number for a draft that begins. Nothing is kept until it is saved.
    pub fn new_draft_number(&self) -> u64 {
        self.ids().next(self.clock().now())
    }

    /// Keeps what somebody has typed so far, and yields when. Nothing is asked of it: it need not be complete. One that
    /// was handed in is taken back by it.
    ///
    /// # Errors
    /// A problem of the field `draft` when the account has as many as it may.
    pub async fn save_draft(&self, draft: DraftRecord) -> Result<Timestamp, Refusal> {
        let draft = shortened(draft);
        let saved = self.clock().now();
        self.change(move |view, context| {
            let stored: Option<DraftRecord> = view.record(&keys::draft(&draft.account, draft.number))?;
            if stored.is_none() && drafts(view, &draft.account)?.len() >= limits::DRAFTS_PER_ACCOUNT {
                return Err(Refusal::field("draft", "draft-too-many"));
            }
            let mut changes = Changes::none();
            if let Some(stored) = &stored {
                told::waits_no_more(view, context, stored, &mut changes)?;
            }
            let state = match stored.map(|stored| stored.state) {
                Some(DraftState::SentBack { by, at, reason }) => DraftState::SentBack { by, at, reason },
                _ => DraftState::Written,
            };
            let record = DraftRecord { updated: saved, state, ..draft };
            changes.put(keys::draft(&record.account, record.number), &record);
            Ok(changes)
        })
        .await?;
        Ok(saved)
    }

    /// What an account has not published, what was touched last first.
    pub fn drafts(&self, account: &Name) -> Result<Vec<DraftRecord>, Refusal> {
        let mut found = drafts(&self.view()?, account)?;
        found.sort_by_key(|draft| std::cmp::Reverse(draft.updated));
        Ok(found)
    }

    /// One draft of an account.
    pub fn draft(&self, account: &Name, number: u64) -> Result<DraftRecord, Refusal> {
        self.view()?.record(&keys::draft(account, number))?.ok_or(NO_DRAFT)
    }

    pub async fn delete_draft(&self, account: &Name, number: u64) -> Result<(), Refusal> {
        let key = keys::draft(account, number);
        self.change(move |view, context| {
            let mut changes = Changes::none();
            if let Some(stored) = view.record(&key)? {
                told::waits_no_more(view, context, &stored, &mut changes)?;
                changes.delete(key);
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Whether what this account writes in the name of `author` has to be read by somebody else first.
    pub fn needs_approval(&self, account: &AccountRecord, author: &Name) -> Result<bool, Refusal> {
        policy::needs_approval(&self.view()?, account, author)
    }

    /// Whether this account acts in the name of `author`.
    ///
    /// # Errors
    /// A problem of the field `as` where what members say for the organisation is approved first.
    pub fn may_speak(&self, account: &AccountRecord, author: &Name) -> Result<(), Refusal> {
        policy::may_speak(&self.view()?, account, author)
    }

    /// Switches the second pair of eyes on or off.
    pub async fn set_approves(&self, organisation: Name, approves: bool) -> Result<(), Refusal> {
        self.change(move |view, _| {
            let mut company = view.organisation(&organisation)?.ok_or(NO_ORGANISATION)?;
            let mut changes = Changes::none();
            if company.approves != approves {
                company.approves = approves;
                changes.put(keys::organisation(&organisation), &company);
            }
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// Hands a draft to the owners and moderators; what is to appear in the name of who runs the node, to its officers. It
    /// has to be fit for publication.
    ///
    /// # Errors
    /// The problems of its fields.
    pub async fn hand_in(&self, account: &AccountRecord, number: u64) -> Result<(), Refusal> {
        let record = self.draft(&account.name, number)?;
        let kind = self.kind_of(&record)?;
        let content = self.for_publication(&record, None).await?.check(&kind)?;
        let through = self.publisher_of(account, &record, &content)?;
        let (key, seen) = (keys::draft(&account.name, number), record.updated);
        self.change(move |view, context| {
            let record: DraftRecord = view.record(&key)?.ok_or(NO_DRAFT)?;
            if record.updated != seen {
                return Err(changed_meanwhile());
            }
            if matches!(record.state, DraftState::HandedIn { .. }) {
                return Ok(Changes::none());
            }
            let mut changes = Changes::none();
            let state = DraftState::HandedIn { at: context.now };
            let record = DraftRecord { state, through, ..record };
            changes.put(key, &record);
            told::handed_in(view, context, &record, &mut changes)?;
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// The organisation in whose name a draft is to appear, if it is another than its writer's.
    fn publisher_of(
        &self,
        account: &AccountRecord,
        record: &DraftRecord,
        content: &Content,
    ) -> Result<Option<Name>, Refusal> {
        let view = self.view()?;
        let author = super::publishing::local(&view, &record.author)?;
        let through = match record.of.is_some() {
            true => Some(author.clone()).filter(|author| author.organisation != account.organisation),
            false if record.answers.is_some() => None,
            false => clients::publisher(&view, &author, content)?,
        };
        // Two pairs of eyes besides the writer's would be two decisions: the company's own comes first, and is its owners'.
        match through.is_some() && policy::needs_approval(&view, account, &account.organisation)? {
            true => Err(Refusal::field("anonymous", "client-owners-only")),
            false => Ok(through.map(|through| through.organisation)),
        }
    }

    /// Hands in an answer to an entry. What the account handed in or was sent back before, about the same entry, is
    /// replaced.
    ///
    /// # Errors
    /// The problems of its text.
    pub async fn hand_in_answer(
        &self,
        account: &AccountRecord,
        author: &Name,
        entry: &Id,
        markdown: &str,
    ) -> Result<(), Refusal> {
        let entry = self.want_as(author, entry).await?.entry.id;
        let view = self.view()?;
        crate::policy::takes_answer(&view, &super::publishing::local(&view, author)?.id, &entry)?;
        let before = self.draft_answering(&account.name, &entry)?;
        let number = before.map_or_else(|| self.new_draft_number(), |draft| draft.number);
        self.save_draft(DraftRecord {
            number,
            account: account.name.clone(),
            title: String::new(),
            summary: String::new(),
            text: markdown.to_owned(),
            kind: "post".into(),
            more: Typed::default(),
            tags: String::new(),
            picture: None,
            without_picture: false,
            alt: String::new(),
            decorative: false,
            author: author.clone(),
            comments: Comments::Open,
            readers: Readers::Everybody,
            updated: Timestamp(0),
            of: None,
            answers: Some(entry),
            through: None,
            state: DraftState::Written,
        })
        .await?;
        self.hand_in(account, number).await
    }

    /// What an account has begun to answer to an entry.
    pub fn draft_answering(&self, account: &Name, entry: &Id) -> Result<Option<DraftRecord>, Refusal> {
        Ok(self.drafts(account)?.into_iter().find(|draft| draft.answers.as_ref() == Some(entry)))
    }

    /// The kind of what a draft becomes.
    fn kind_of(&self, record: &DraftRecord) -> Result<String, Refusal> {
        Ok(match &record.of {
            Some(entry) => own_entry(&self.view()?, entry)?.0.entry.content.kind().to_owned(),
            // Kept by an earlier version, which had no kinds to choose from.
            None if record.answers.is_some() => "post".into(),
            None => record.kind.clone(),
        })
    }

    /// What waits for an owner or a moderator of an organisation, the oldest first.
    pub fn handed_in(&self, organisation: &Name) -> Result<Vec<DraftRecord>, Refusal> {
        let view = self.view()?;
        waiting(&view, |account, draft| account.organisation == *organisation && draft.through.is_none())
    }

    /// What waits for an officer, to appear in the name of the organisation that runs the node. The oldest first.
    pub fn handed_in_for_clients(&self) -> Result<Vec<DraftRecord>, Refusal> {
        waiting(&self.view()?, |_, draft| draft.through.is_some())
    }

    /// A draft that waits, for who approves.
    ///
    /// # Errors
    /// 403 for members and for people of other organisations.
    pub fn handed_in_draft(
        &self,
        by: &AccountRecord,
        writer: &Name,
        number: u64,
    ) -> Result<DraftRecord, Refusal> {
        handed_in(&self.view()?, by, writer, number)
    }

    /// Publishes a draft that waits, as it was `seen` (its moment), and yields the entry's id.
    ///
    /// # Errors
    /// A problem of the field `seen` when it was changed meanwhile.
    pub async fn approve(
        &self,
        by: &AccountRecord,
        writer: &Name,
        number: u64,
        seen: Timestamp,
    ) -> Result<Id, Refusal> {
        let record = self.handed_in_draft(by, writer, number)?;
        let byline = match &record.of {
            // Who wrote it first stays named when somebody else changes it.
            Some(entry) => own_entry(&self.view()?, entry)?.0.entry.content.byline().map(str::to_owned),
            None => self.view()?.local_actor(writer)?.map(|person| person.title),
        };
        let mut draft = self.for_publication(&record, byline).await?;
        draft.instead_of = Some(Instead { by: Some(by.clone()), writer: writer.clone(), number, seen });
        match &record.of {
            Some(entry) => self.edit_as(&by.name, entry, &draft).await.map(|()| entry.clone()),
            None => {
                let kind = self.kind_of(&record)?;
                self.publish_answer(&kind, &record.author, &draft, record.answers.as_ref()).await
            }
        }
    }

    /// Gives a draft back to its writer, who sees the reason.
    pub async fn send_back(
        &self,
        by: &AccountRecord,
        writer: &Name,
        number: u64,
        reason: &str,
    ) -> Result<(), Refusal> {
        let reason = as2::shorten(reason.trim(), limits::REASON_CHARS);
        if reason.is_empty() {
            return Err(Refusal::field("reason", "draft-reason-missing"));
        }
        let (by, writer) = (by.clone(), writer.clone());
        self.change(move |view, context| {
            let record = handed_in(view, &by, &writer, number)?;
            let mut changes = Changes::none();
            told::decided(view, context, &record, &by.name, None, &mut changes)?;
            let state = DraftState::SentBack { by: by.name, at: context.now, reason };
            changes.put(keys::draft(&writer, number), &DraftRecord { state, ..record });
            Ok(changes)
        })
        .await
        .map(|_| ())
    }

    /// The draft as it goes out.
    async fn for_publication(&self, record: &DraftRecord, byline: Option<String>) -> Result<Draft, Refusal> {
        let author = super::publishing::local(&self.view()?, &record.author)?;
        let writer = self.view()?.account(&record.account)?;
        let keeper = writer.map_or_else(|| author.organisation.clone(), |writer| writer.organisation);
        let picture = match &record.picture {
            Some(picture) => Picture::new(self.kept_picture(picture.as_str(), &record.alt, &keeper).await?),
            None if record.without_picture => Picture::Remove,
            None => Picture::Keep,
        };
        Ok(Draft {
            title: record.title.clone(),
            summary: record.summary.clone(),
            markdown: record.text.clone(),
            more: record.more.clone(),
            tags: split_tags(&record.tags),
            picture,
            decorative: record.decorative,
            byline: byline.filter(|_| author.name == author.organisation),
            comments: Some(record.comments),
            readers: record.readers.clone(),
            ..Draft::default()
        })
    }
}

/// The draft that an entry takes the place of: it goes in the same commit.
#[derive(Clone, Debug)]
pub struct Instead {
    /// Who approves it; none when its writer publishes it.
    pub by: Option<AccountRecord>,
    pub writer: Name,
    pub number: u64,
    /// What was approved is what was seen.
    pub seen: Timestamp,
}

impl Instead {
    /// A draft that its writer publishes.
    pub fn own(writer: &Name, number: u64) -> Instead {
        Instead { by: None, writer: writer.clone(), number, seen: Timestamp(0) }
    }

    /// Takes the draft away for an entry, if who publishes may, and tells its writer. The view has the entry already.
    pub(super) fn take(
        &self,
        view: &View,
        context: &Context<'_>,
        entry: &Id,
        changes: &mut Changes,
    ) -> Result<(), Refusal> {
        let key = keys::draft(&self.writer, self.number);
        if let Some(by) = &self.by {
            let record = handed_in(view, by, &self.writer, self.number)?;
            if record.updated != self.seen {
                return Err(changed_meanwhile());
            }
            told::decided(view, context, &record, &by.name, Some(entry), changes)?;
            changes.delete(key);
        } else if let Some(record) = view.record(&key)? {
            told::waits_no_more(view, context, &record, changes)?;
            changes.delete(key);
        }
        Ok(())
    }
}

/// Something that was written already, as a draft of an account in the name of `author`.
pub(super) fn kept(
    account: &AccountRecord,
    author: Name,
    number: u64,
    kind: &str,
    draft: Draft,
) -> DraftRecord {
    let picture = match draft.picture {
        Picture::New(picture) => Some(picture),
        Picture::Keep | Picture::Remove => None,
    };
    DraftRecord {
        number,
        account: account.name.clone(),
        title: draft.title,
        summary: draft.summary,
        text: draft.markdown,
        kind: kind.to_owned(),
        more: draft.more,
        tags: draft.tags.join(", "),
        alt: picture.as_ref().map(|picture| picture.alt.clone()).unwrap_or_default(),
        picture: picture.map(|picture| picture.url),
        without_picture: false,
        decorative: draft.decorative,
        author,
        comments: draft.comments.unwrap_or_default(),
        readers: draft.readers,
        updated: Timestamp(0),
        of: None,
        answers: None,
        through: None,
        state: DraftState::Written,
    }
}

/// Drops what somebody who leaves has not published.
pub(super) fn forget(
    view: &View,
    context: &Context<'_>,
    account: &Name,
    changes: &mut Changes,
) -> Result<(), Refusal> {
    let mut view = view.clone();
    for draft in drafts(&view, account)? {
        let mut one = Changes::none();
        told::waits_no_more(&view, context, &draft, &mut one)?;
        one.delete(keys::draft(account, draft.number));
        view.apply(&one.batch);
        changes.extend(one);
    }
    Ok(())
}

const NO_DRAFT: Refusal = Refusal::Unknown("there is no such draft");
const NO_ORGANISATION: Refusal = Refusal::Unknown("there is no such organisation here");

fn changed_meanwhile() -> Refusal {
    Refusal::field("seen", "draft-changed")
}

fn drafts(view: &View, account: &Name) -> Result<Vec<DraftRecord>, Refusal> {
    Ok(values(view.records(&keys::drafts(account), Direction::Forward, limits::DRAFTS_PER_ACCOUNT)?))
}

/// What was handed in, and for this; the oldest first.
fn waiting(
    view: &View,
    concerns: impl Fn(&AccountRecord, &DraftRecord) -> bool,
) -> Result<Vec<DraftRecord>, Refusal> {
    let accounts: Vec<AccountRecord> =
        values(view.records(&keys::accounts(), Direction::Forward, usize::MAX)?);
    let mut waiting = Vec::new();
    for account in accounts {
        waiting.extend(drafts(view, &account.name)?.into_iter().filter_map(|draft| match draft.state {
            DraftState::HandedIn { at } if concerns(&account, &draft) => Some((at, draft)),
            _ => None,
        }));
    }
    waiting.sort_by_key(|(at, _)| *at);
    Ok(waiting.into_iter().map(|(_, draft)| draft).collect())
}

fn handed_in(view: &View, by: &AccountRecord, writer: &Name, number: u64) -> Result<DraftRecord, Refusal> {
    const NOT_YOURS: Refusal = Refusal::Forbidden("only owners and moderators of the organisation approve");
    let organisation = view.account(writer)?.ok_or(NO_DRAFT)?.organisation;
    let record: Option<DraftRecord> = view.record(&keys::draft(writer, number))?;
    let approves = match record.as_ref().is_some_and(|record| record.through.is_some()) {
        true => by.office >= Office::Officer,
        false => organisation == by.organisation && by.role != Role::Member,
    };
    let record = record.filter(|_| approves).ok_or(if approves { NO_DRAFT } else { NOT_YOURS })?;
    match record.state {
        DraftState::HandedIn { .. } => Ok(record),
        _ => Err(NO_DRAFT),
    }
}

/// A draft may be unfinished, but not larger than what could be published.
fn shortened(draft: DraftRecord) -> DraftRecord {
    DraftRecord {
        title: as2::shorten(&draft.title, limits::NAME_CHARS),
        summary: as2::shorten(&draft.summary, limits::SUMMARY_CHARS),
        text: draft.text[..draft.text.floor_char_boundary(limits::CONTENT_BYTES)].to_owned(),
        kind: as2::shorten(&draft.kind, limits::NAME_CHARS),
        more: draft.more.shortened(limits::FORM_FIELDS, limits::SUMMARY_CHARS * 10),
        tags: as2::shorten(&draft.tags, limits::SUMMARY_CHARS),
        alt: as2::shorten(&draft.alt, limits::SUMMARY_CHARS),
        ..draft
    }
}
