//! Writing an article, looking at it first, changing it and taking it back.

use artel_node::features::publishing::Draft;
use artel_node::store::records::LocalActorRecord;
use artel_node::{Node, Refusal};
use artel_protocol::html::SafeHtml;
use artel_protocol::kinds::{Attachment, Content};
use axum::extract::{Path, State};
use bytes::Bytes;

use super::article::Found;
use super::sent::{Sent, SentWithFile};
use super::{Answer, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::pages::parts::PictureView;
use crate::pages::write::{DeletePage, WritePage};
use crate::session::Member;

type Address = Path<(String, String)>;

/// GET /write.
pub async fn blank(member: Member) -> Answer {
    let form = Form::sent([("as", member.session.organisation.name.as_str())]);
    Ok(member.visitor.show(&new_article(&member, form)))
}

/// POST /write: shows the article as it will look, or publishes it.
pub async fn publish(State(app): State<App>, member: Member, sent: SentWithFile) -> Answer {
    let (node, page) = (app.node(), new_article(&member, sent.form.clone()));
    let author = chosen_author(&member, &sent.form)?.clone();
    let picture = match picture(node, &member, &sent.form, sent.file).await {
        Ok(picture) => picture,
        Err(refusal) => return refused(&member, page, refusal),
    };
    let page =
        WritePage { picture: picture.as_ref().map(|picture| kept(node, picture)).transpose()?, ..page };
    if !sent.form.is("do", "publish") {
        return Ok(member.visitor.show(&previewed(page)));
    }
    let byline = (author.name != member.session.person.name).then(|| member.session.person.title.clone());
    let draft = Draft { byline, ..draft(&sent.form, picture) };
    match node.publish("article", &author.name, &draft).await {
        Ok(id) => Ok(member.visitor.go_to(&page_path(node, &id)?)),
        Err(refusal) => refused(&member, page, refusal),
    }
}

/// GET /@NAME/ID/edit.
pub async fn begin_edit(State(app): State<App>, member: Member, Path((name, number)): Address) -> Answer {
    let found = Found::find_own(app.node(), &member, &name, &number)?;
    let entry = found.entry();
    let card = entry.content.card();
    let tags: Vec<_> = entry.hashtags().collect();
    let picture = views::picture(&app.node().base()?, entry);
    let form = Form::sent([
        ("title", card.title.as_str()),
        ("summary", card.summary.as_str()),
        ("text", entry.content.text().source()),
        ("tags", &tags.join(", ")),
        ("alt", picture.as_ref().map_or("", |picture| &picture.alt)),
        (
            "decorative",
            if picture.as_ref().is_some_and(|picture| picture.alt.is_empty()) { "yes" } else { "" },
        ),
    ]);
    let page = WritePage { picture, ..change(&member, &found, form) };
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
    let page = change(&member, &found, sent.form.clone());
    let picture = match picture(node, &member, &sent.form, sent.file).await {
        Ok(picture) => picture,
        Err(refusal) => return refused(&member, page, refusal),
    };
    let page =
        WritePage { picture: picture.as_ref().map(|picture| kept(node, picture)).transpose()?, ..page };
    if !sent.form.is("do", "publish") {
        return Ok(member.visitor.show(&previewed(page)));
    }
    let byline = match &found.entry().content {
        Content::Article(article) => article.byline.clone(),
        Content::Post(_) => None,
    };
    let draft = Draft { byline, ..draft(&sent.form, picture) };
    match node.edit(&found.entry().id, &draft).await {
        Ok(()) => Ok(member.visitor.go_to(&page_path(node, &found.entry().id)?)),
        Err(refusal) => refused(&member, page, refusal),
    }
}

/// GET /@NAME/ID/delete.
pub async fn ask_delete(State(app): State<App>, member: Member, Path((name, number)): Address) -> Answer {
    let found = Found::find_own(app.node(), &member, &name, &number)?;
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
    app.node().delete_entry(&found.entry().id).await?;
    Ok(member.visitor.go_to(found.author.page.path()))
}

fn new_article(member: &Member, form: Form) -> WritePage {
    let session = &member.session;
    let authors = [&session.organisation, &session.person];
    WritePage {
        frame: member.visitor.frame.clone(),
        form,
        action: "/write".into(),
        edits: false,
        authors: authors.map(|author| (author.name.to_string(), author.title.clone())).into(),
        picture: None,
        preview: None,
    }
}

fn change(member: &Member, found: &Found, form: Form) -> WritePage {
    let number = found.entry().id.path().rsplit('/').next().unwrap_or_default().to_owned();
    let action = format!("{}/{number}/edit", found.author.page.path());
    WritePage { action, edits: true, authors: Vec::new(), ..new_article(member, form) }
}

fn previewed(page: WritePage) -> WritePage {
    WritePage { preview: Some(SafeHtml::from_markdown(page.form.value("text").trim())), ..page }
}

fn refused(member: &Member, mut page: WritePage, refusal: Refusal) -> Answer {
    page.form.refuse(page.frame.lang, &problems_of(refusal)?);
    Ok(member.visitor.show_again(&page))
}

/// In whose name: the organisation's or one's own.
fn chosen_author<'a>(member: &'a Member, form: &Form) -> Result<&'a LocalActorRecord, PageRefusal> {
    let session = &member.session;
    let mut authors = [&session.organisation, &session.person].into_iter();
    let chosen = authors.find(|author| form.is("as", author.name.as_str()));
    chosen.ok_or_else(|| Refusal::Forbidden("this is nobody you can write for").into())
}

/// The picture that was just sent, else the one that a preview kept.
async fn picture(
    node: &Node,
    member: &Member,
    form: &Form,
    file: Option<Bytes>,
) -> Result<Option<Attachment>, Refusal> {
    let account = &member.session.account;
    match file {
        Some(bytes) => node.keep_picture(bytes, form.value("alt"), &account.name).await.map(Some),
        None => node.kept_picture(form.value("kept"), form.value("alt"), &account.organisation).await,
    }
}

fn kept(node: &Node, picture: &Attachment) -> Result<PictureView, Refusal> {
    Ok(views::picture_view(&node.base()?, picture))
}

fn draft(form: &Form, picture: Option<Attachment>) -> Draft {
    let tags = form.value("tags").split([',', ' ', '\n', ';']).map(str::trim);
    Draft {
        title: form.value("title").to_owned(),
        summary: form.value("summary").to_owned(),
        markdown: form.value("text").to_owned(),
        tags: tags.filter(|tag| !tag.is_empty()).map(str::to_owned).collect(),
        picture,
        decorative: form.is("decorative", "yes"),
        byline: None,
    }
}

fn page_path(node: &Node, id: &artel_protocol::Id) -> Result<String, Refusal> {
    Ok(views::entry_page(&node.base()?, &node.entry(id)?.entry))
}
