//! Writing an article, looking at it first, changing it and taking it back.

use artel_node::features::drafts::Instead;
use artel_node::features::publishing::{Draft, Picture, Readers, split_tags};
use artel_node::store::records::LocalActorRecord;
use artel_node::{Node, Refusal};
use artel_protocol::html::{Links, SafeHtml};
use artel_protocol::kinds::{Attachment, Entry};
use axum::extract::{Path, Query, State};
use bytes::Bytes;
use serde::Deserialize;

use super::article::Found;
use super::drafts::Purpose;
use super::queue::waiting_page;
use super::sent::{Sent, SentWithFile};
use super::{Answer, drafts, findings, told, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::pages::parts::{FactView, PictureView};
use crate::pages::write::{DeletePage, ReadersView, WritePage, fields, other_kinds, rest};
use crate::session::Member;

type Address = Path<(String, String)>;

/// What a new entry begins with.
#[derive(Debug, Deserialize)]
pub struct Begun {
    /// Who may read it, as the form has it.
    #[serde(default)]
    readers: String,
    /// The name of its kind: an article, if none is said.
    #[serde(default)]
    kind: String,
}

/// GET /write.
pub async fn blank(State(app): State<App>, member: Member, Query(begun): Query<Begun>) -> Answer {
    let draft = app.node().new_draft_number().to_string();
    let form = Form::sent([
        ("as", member.session.organisation.name.as_str()),
        ("comments", "open"),
        ("readers", begun.readers.as_str()),
        ("kind", begun.kind.as_str()),
        ("draft", draft.as_str()),
    ]);
    Ok(member.visitor.show(&new_entry(app.node(), &member, form)?))
}

/// POST /write: shows the article as it will look, keeps it as a draft, or publishes it.
pub async fn publish(State(app): State<App>, member: Member, sent: SentWithFile) -> Answer {
    let page = new_entry(app.node(), &member, sent.form.clone())?;
    let purpose = Purpose { author: chosen_author(&member, &sent.form)?.clone(), of: None };
    act(app.node(), &member, page, &purpose, sent).await
}

/// Does what the button of the form says.
async fn act(
    node: &Node,
    member: &Member,
    mut page: WritePage,
    purpose: &Purpose,
    sent: SentWithFile,
) -> Answer {
    let SentWithFile { mut form, file, .. } = sent;
    let picture = match picture(node, member, &form, file).await {
        Ok(picture) => picture,
        Err(refusal) => return refused(member, page, refusal),
    };
    if picture.is_some() {
        // One that was just chosen is not the one that was to go.
        form.set("remove", "");
        page.form.set("remove", "");
    }
    page.picture = picture.as_ref().map(|picture| kept(node, picture)).transpose()?;
    let done = match form.value("do") {
        "publish" => publish_or_hand_in(node, member, &form, picture, purpose).await,
        "draft" => match keep_draft(node, member, &form, picture.as_ref(), purpose).await {
            Ok(number) => Ok(format!("/drafts/{number}")),
            Err(refusal) => Err(refusal),
        },
        "check" => {
            page.findings = Some(findings::found(member.visitor.frame.lang, &form)?);
            return Ok(member.visitor.show(&page));
        }
        "mention" if !form.value("mention").trim().is_empty() => {
            page.form = with_mention(form);
            return Ok(member.visitor.show(&page));
        }
        _ => return Ok(member.visitor.show(&previewed(node, page).await?)),
    };
    match done {
        Ok(path) => Ok(member.visitor.go_to(&path)),
        Err(refusal) => refused(member, page, refusal),
    }
}

/// Where the article stands then, or the drafts where it waits for a second pair of eyes.
async fn publish_or_hand_in(
    node: &Node,
    member: &Member,
    form: &Form,
    picture: Option<Attachment>,
    purpose: &Purpose,
) -> Result<String, Refusal> {
    let (account, author) = (&member.session.account, &purpose.author);
    let typed = findings::typed(form, &Links::default())?;
    if node.needs_approval(account, &author.name)? || node.needs_agreement(account, &author.name, &typed)? {
        let number = keep_draft(node, member, form, picture.as_ref(), purpose).await?;
        node.hand_in(account, number).await?;
        return Ok("/drafts".into());
    }
    let mut draft = draft(form, picture);
    draft.instead_of = form.value("draft").parse().ok().map(|number| Instead::own(&account.name, number));
    let id = match &purpose.of {
        Some(id) => {
            draft.byline = node.entry_for(id, Some(account))?.entry.content.byline().map(str::to_owned);
            node.edit_as(&account.name, id, &draft).await?;
            id.clone()
        }
        None => {
            let person = &member.session.person;
            draft.byline = (author.name != person.name).then(|| person.title.clone());
            node.publish(drafts::kind_of(form), &author.name, &draft).await?
        }
    };
    match waiting_page(node, member, &id)? {
        Some(waiting) => Ok(waiting),
        None => page_path(node, member, &id),
    }
}

/// Keeps what is typed, and yields the number under which it is found again.
async fn keep_draft(
    node: &Node,
    member: &Member,
    form: &Form,
    picture: Option<&Attachment>,
    purpose: &Purpose,
) -> Result<u64, Refusal> {
    let number = form.value("draft").parse().unwrap_or_else(|_| node.new_draft_number());
    node.save_draft(drafts::record(member, number, form, picture, purpose)).await?;
    Ok(number)
}

/// The form with somebody mentioned at the end of its text.
fn with_mention(mut form: Form) -> Form {
    let handle = form.value("mention").trim().trim_start_matches('@').to_owned();
    if !handle.is_empty() {
        let text = form.value("text").trim_end();
        let text = if text.is_empty() { format!("@{handle} ") } else { format!("{text} @{handle} ") };
        form.set("text", text);
    }
    form.set("mention", "");
    form
}

/// GET /@NAME/ID/edit.
pub async fn begin_edit(State(app): State<App>, member: Member, Path((name, number)): Address) -> Answer {
    let found = Found::find_own(app.node(), &member, &name, &number)?;
    let entry = found.entry();
    let tags: Vec<_> = entry.hashtags().collect();
    let picture = views::picture(&app.node().base()?, &found.conversation.shown.record);
    let no_text = picture.as_ref().is_some_and(|picture| picture.alt.is_empty());
    let draft = app.node().new_draft_number().to_string();
    let mut form = Form::sent([
        ("draft", draft.as_str()),
        ("tags", &tags.join(", ")),
        ("alt", picture.as_ref().map_or("", |picture| &picture.alt)),
        ("decorative", if no_text { "yes" } else { "" }),
        ("comments", drafts::comments_value(found.conversation.shown.record.comments)),
    ]);
    form.fill(&entry.content.to_form());
    let page = WritePage { picture, ..change(app.node(), &member, entry, form)? };
    Ok(member.visitor.show(&page))
}

/// POST /@NAME/ID/edit.
pub async fn edit(
    State(app): State<App>,
    member: Member,
    Path((name, number)): Address,
    sent: SentWithFile,
) -> Answer {
    let node = app.node();
    let found = Found::find_own(node, &member, &name, &number)?;
    let page = change(node, &member, found.entry(), sent.form.clone())?;
    let purpose = Purpose { author: found.author.clone(), of: Some(found.entry().id.clone()) };
    act(node, &member, page, &purpose, sent).await
}

/// GET /@NAME/ID/delete.
pub async fn ask_delete(State(app): State<App>, member: Member, Path((name, number)): Address) -> Answer {
    let found = Found::find_own(app.node(), &member, &name, &number)?;
    if app.node().needs_approval(&member.session.account, &found.author.name)? {
        return Err(Refusal::Forbidden("those who approved it take it back").into());
    }
    let url = views::entry_page(&app.node().base()?, found.entry());
    let page = DeletePage { frame: member.visitor.frame.clone(), title: views::title(found.entry()), url };
    Ok(member.visitor.show(&page))
}

/// POST /@NAME/ID/delete.
pub async fn delete(
    State(app): State<App>,
    member: Member,
    Path((name, number)): Address,
    _: Sent,
) -> Answer {
    let found = Found::find_own(app.node(), &member, &name, &number)?;
    app.node().delete_entry_as(&member.session.account.name, &found.entry().id).await?;
    Ok(member.visitor.go_to(found.author.page.path()))
}

/// The page on which a new entry is written.
///
/// # Errors
/// 404 for a kind that there is none of.
pub fn new_entry(node: &Node, member: &Member, form: Form) -> Result<WritePage, Refusal> {
    let session = &member.session;
    let authors = [&session.organisation, &session.person];
    Ok(WritePage {
        frame: member.visitor.frame.clone(),
        action: "/write".into(),
        edits: false,
        fields: fields(member.visitor.frame.lang, drafts::kind_of(&form), &drafts::typed(&form))?,
        rest: rest(drafts::kind_of(&form), &form),
        kinds: other_kinds(member.visitor.frame.lang, drafts::kind_of(&form)),
        findings: None,
        kind: drafts::kind_of(&form).to_owned(),
        of: String::new(),
        authors: authors.map(|author| (author.name.to_string(), author.title.clone())).into(),
        picture: None,
        preview: None,
        facts: Vec::new(),
        unknown: String::new(),
        saved: None,
        sent_back: None,
        readers: readers_offered(node, member, &form)?,
        handed_in: false,
        approval: node.needs_approval(&session.account, &session.organisation.name)?,
        form,
    })
}

/// Who may be chosen to read a new article: the members of every community in which one of ours may write, besides. What
/// was chosen before stays a choice.
fn readers_offered(node: &Node, member: &Member, form: &Form) -> Result<Vec<ReadersView>, Refusal> {
    let mut offered = vec![Readers::Everybody, Readers::Followers];
    for actor in told::actors(member) {
        for community in node.communities_of(&actor.id)? {
            offered.push(Readers::Community(community.id.clone()));
            offered.push(Readers::Members(community.id));
        }
    }
    offered.push(drafts::readers(form));
    let mut views: Vec<ReadersView> = Vec::new();
    for readers in offered {
        let value = drafts::readers_value(&readers);
        if !views.iter().any(|known| known.value == value) {
            let words = drafts::readers_words(node, member.visitor.frame.lang, &readers)?;
            views.push(ReadersView { value, words });
        }
    }
    Ok(views)
}

/// The page on which an article is changed.
pub fn change(node: &Node, member: &Member, entry: &Entry, mut form: Form) -> Result<WritePage, Refusal> {
    let action = format!("{}/edit", views::entry_page(&node.base()?, entry));
    form.set("kind", entry.content.kind());
    let page = new_entry(node, member, form)?;
    Ok(WritePage {
        action,
        edits: true,
        of: entry.id.to_string(),
        authors: Vec::new(),
        kinds: Vec::new(),
        ..page
    })
}

async fn previewed(node: &Node, page: WritePage) -> Result<WritePage, Refusal> {
    let names = node.names_in(page.form.value("text").trim()).await?;
    let content = findings::typed(&page.form, &names.links)?;
    let facts = FactView::all(page.frame.lang, &content.card());
    let preview = Some(SafeHtml::from_untrusted(&content.text().html));
    Ok(WritePage { preview, facts, unknown: names.unknown.join(", "), ..page })
}

fn refused(member: &Member, mut page: WritePage, refusal: Refusal) -> Answer {
    page.form.refuse(page.frame.lang, &problems_of(refusal)?);
    Ok(member.visitor.show_again(&page))
}

/// In whose name: the organisation's or one's own.
pub fn chosen_author<'a>(member: &'a Member, form: &Form) -> Result<&'a LocalActorRecord, PageRefusal> {
    let session = &member.session;
    let mut authors = [&session.organisation, &session.person].into_iter();
    let chosen = authors.find(|author| form.is("as", author.name.as_str()));
    chosen.ok_or_else(|| Refusal::Forbidden("this is nobody you can write for").into())
}

/// The picture that was just sent, else the one that a preview kept and that is not to be removed.
pub async fn picture(
    node: &Node,
    member: &Member,
    form: &Form,
    file: Option<Bytes>,
) -> Result<Option<Attachment>, Refusal> {
    let account = &member.session.account;
    match file {
        Some(bytes) => node.keep_picture(bytes, form.value("alt"), &account.name).await.map(Some),
        None if form.is("remove", "yes") => Ok(None),
        None => node.kept_picture(form.value("kept"), form.value("alt"), &account.organisation).await,
    }
}

/// A kept picture as pages show it.
pub fn kept(node: &Node, picture: &Attachment) -> Result<PictureView, Refusal> {
    Ok(views::picture_view(&node.base()?, picture))
}

fn draft(form: &Form, picture: Option<Attachment>) -> Draft {
    Draft {
        title: form.value("title").to_owned(),
        summary: form.value("summary").to_owned(),
        markdown: form.value("text").to_owned(),
        more: drafts::more(form),
        tags: split_tags(form.value("tags")),
        picture: match picture {
            None if form.is("remove", "yes") => Picture::Remove,
            picture => Picture::new(picture),
        },
        decorative: form.is("decorative", "yes"),
        comments: Some(drafts::comments(form)),
        readers: drafts::readers(form),
        ..Draft::default()
    }
}

fn page_path(node: &Node, member: &Member, id: &artel_protocol::Id) -> Result<String, Refusal> {
    let stored = node.entry_for(id, Some(&member.session.account))?;
    Ok(views::entry_page(&node.base()?, &stored.entry))
}
