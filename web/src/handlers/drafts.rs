//! What is begun and not published: kept while it is typed, continued, thrown away, handed in.

use artel_node::features::clients::may_change;
use artel_node::features::publishing::Readers;
use artel_node::store::records::{Comments, DraftRecord, DraftState, LocalActorRecord};
use artel_node::{Node, Refusal};
use artel_protocol::html::{Links, SafeHtml, plain_text};
use artel_protocol::kinds::{self, Attachment, Typed};
use artel_protocol::{Id, Timestamp};
use axum::extract::{Path, State};

use super::sent::{Sent, SentWithFile};
use super::write::{change, chosen_author, new_entry};
use super::{Answer, told, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::i18n::Lang;
use crate::pages::drafts::{DeleteDraftPage, DraftCard, DraftsPage, SavedPart};
use crate::pages::parts::{FactView, When};
use crate::pages::write::{SentBack, WritePage};
use crate::session::Member;

/// In whose name something is written, and which entry it changes, if it is no new one.
#[derive(Clone, Debug)]
pub struct Purpose {
    pub author: LocalActorRecord,
    pub of: Option<Id>,
}

impl Purpose {
    /// As a form says: its `of`, else its `as`.
    ///
    /// # Errors
    /// 403 for what one may not change.
    pub fn of_form(node: &Node, member: &Member, form: &Form) -> Result<Purpose, PageRefusal> {
        if form.value("of").is_empty() {
            return Ok(Purpose { author: chosen_author(member, form)?.clone(), of: None });
        }
        let id = Id::parse(form.value("of")).map_err(|_| PageRefusal::unreadable())?;
        let entry = node.entry_for(&id, Some(&member.session.account))?.entry;
        let author = node.view()?.local_actor_by_id(&entry.author).map_err(Refusal::from)?;
        let author = author.ok_or(Refusal::Forbidden("the entry is somebody else's"))?;
        may_change(&node.view()?, &member.session.account, &id, &author)?;
        Ok(Purpose { author, of: Some(id) })
    }
}

/// GET /drafts.
pub async fn list(State(app): State<App>, member: Member) -> Answer {
    let (node, frame) = (app.node(), member.visitor.frame.clone());
    let drafts = node.drafts(&member.session.account.name)?;
    let drafts = drafts.iter().map(|draft| card(node, &member, draft)).collect::<Result<_, _>>()?;
    Ok(member.visitor.show(&DraftsPage { frame, drafts }))
}

/// GET /drafts/ID: goes on writing.
pub async fn go_on(State(app): State<App>, member: Member, Path(id): Path<String>) -> Answer {
    let draft = app.node().draft(&member.session.account.name, number(&id)?)?;
    if let Some(entry) = &draft.answers {
        let entry = told::encoded(entry.as_str());
        return Ok(member.visitor.go_to(&format!("/answer?entry={entry}&back=/drafts")));
    }
    Ok(member.visitor.show(&page_of(app.node(), &member, &draft).await?))
}

/// POST /drafts/ID/save: keeps what is typed, and says when, as a part of the page.
pub async fn save(
    State(app): State<App>,
    member: Member,
    Path(id): Path<String>,
    sent: SentWithFile,
) -> Answer {
    let node = app.node();
    let purpose = Purpose::of_form(node, &member, &sent.form)?;
    let picture = super::write::picture(node, &member, &sent.form, None).await?;
    let lang = member.visitor.frame.lang;
    let draft = record(&member, number(&id)?, &sent.form, picture.as_ref(), &purpose);
    let said = match node.save_draft(draft).await {
        Ok(saved) => lang.about("draft-saved", &lang.date_time(saved)).into_owned(),
        Err(refusal) => {
            let problems = problems_of(refusal)?;
            problems.iter().map(|problem| lang.problem(problem)).collect::<Vec<_>>().join(" ")
        }
    };
    Ok(member.visitor.show(&SavedPart { said }))
}

/// GET /drafts/ID/delete.
pub async fn ask_delete(State(app): State<App>, member: Member, Path(id): Path<String>) -> Answer {
    let draft = app.node().draft(&member.session.account.name, number(&id)?)?;
    let draft = card(app.node(), &member, &draft)?;
    Ok(member.visitor.show(&DeleteDraftPage { frame: member.visitor.frame.clone(), draft }))
}

/// POST /drafts/ID/delete.
pub async fn delete(State(app): State<App>, member: Member, Path(id): Path<String>, _: Sent) -> Answer {
    app.node().delete_draft(&member.session.account.name, number(&id)?).await?;
    Ok(member.visitor.go_to("/drafts"))
}

/// The number in an address.
///
/// # Errors
/// 404 when it is none.
pub fn number(id: &str) -> Result<u64, PageRefusal> {
    id.parse().map_err(|_| PageRefusal::not_found())
}

/// What a form holds, as it is kept.
pub fn record(
    member: &Member,
    number: u64,
    form: &Form,
    picture: Option<&Attachment>,
    purpose: &Purpose,
) -> DraftRecord {
    let value = |name: &str| form.value(name).to_owned();
    DraftRecord {
        number,
        account: member.session.account.name.clone(),
        title: value("title"),
        summary: value("summary"),
        text: value("text"),
        kind: kind_of(form).to_owned(),
        more: more(form),
        tags: value("tags"),
        picture: picture.map(|picture| picture.url.clone()),
        without_picture: form.is("remove", "yes"),
        alt: value("alt"),
        decorative: form.is("decorative", "yes"),
        author: purpose.author.name.clone(),
        comments: comments(form),
        readers: readers(form),
        updated: Timestamp(0),
        of: purpose.of.clone(),
        answers: None,
        through: None,
        state: DraftState::Written,
    }
}

/// The kind of entry that a form is for.
pub fn kind_of(form: &Form) -> &str {
    match form.value("kind") {
        "" => "article",
        kind => kind,
    }
}

/// What was typed into the fields that only its kind has.
pub fn more(form: &Form) -> Typed {
    let typed = typed(form);
    let fields = kinds::fields(kind_of(form), &typed).unwrap_or_default();
    let is_own = |name: &str| fields.iter().any(|field| field.is_at(name));
    let common = ["title", "summary", "text"];
    typed.iter().filter(|(name, _)| is_own(name) && !common.contains(name)).collect()
}

/// All that was typed.
pub fn typed(form: &Form) -> Typed {
    form.fields().collect()
}

/// Whether answers are taken, as a form says; open where it says nothing.
pub fn comments(form: &Form) -> Comments {
    match form.value("comments") {
        "moderated" => Comments::Moderated,
        "closed" => Comments::Closed,
        _ => Comments::Open,
    }
}

/// The same as a form has it.
pub fn comments_value(comments: Comments) -> &'static str {
    match comments {
        Comments::Open => "open",
        Comments::Moderated => "moderated",
        Comments::Closed => "closed",
    }
}

/// Who may read an article, as a form says; everybody where it says nothing.
pub fn readers(form: &Form) -> Readers {
    let community = |id: &str| Id::parse(id).ok();
    match form.value("readers").split_once(' ').unwrap_or((form.value("readers"), "")) {
        ("followers", _) => Readers::Followers,
        ("community", id) => community(id).map_or(Readers::Everybody, Readers::Community),
        // Nothing that was meant for few becomes public by a slip.
        ("space", id) => community(id).map_or(Readers::Followers, Readers::Space),
        ("members", id) => community(id).map_or(Readers::Followers, Readers::Members),
        _ => Readers::Everybody,
    }
}

/// The same as a form has it.
pub fn readers_value(readers: &Readers) -> String {
    match readers {
        Readers::Everybody => "everybody".into(),
        Readers::Followers | Readers::Only(_) => "followers".into(),
        Readers::Community(community) => format!("community {community}"),
        Readers::Members(community) => format!("members {community}"),
        Readers::Space(space) => format!("space {space}"),
    }
}

/// The same in words.
pub fn readers_words(node: &Node, lang: Lang, readers: &Readers) -> Result<String, Refusal> {
    let (key, community) = match readers {
        Readers::Everybody => return Ok(lang.t("readers-everybody").into_owned()),
        Readers::Followers | Readers::Only(_) => return Ok(lang.t("readers-followers").into_owned()),
        Readers::Community(community) => ("readers-community", community),
        Readers::Members(community) => ("readers-members", community),
        Readers::Space(space) => ("readers-space", space),
    };
    let known = node.view()?.actor(community)?;
    let name = known.map_or_else(|| community.to_string(), |known| known.display_name().to_owned());
    Ok(lang.about(key, &name).into_owned())
}

/// The page on which a draft is written on.
async fn page_of(node: &Node, member: &Member, draft: &DraftRecord) -> Result<WritePage, PageRefusal> {
    let lang = member.visitor.frame.lang;
    let mut form = Form::sent([
        ("draft", draft.number.to_string()),
        ("kind", draft.kind.clone()),
        ("title", draft.title.clone()),
        ("summary", draft.summary.clone()),
        ("text", draft.text.clone()),
        ("tags", draft.tags.clone()),
        ("alt", draft.alt.clone()),
        ("decorative", if draft.decorative { "yes".to_owned() } else { String::new() }),
        ("remove", if draft.without_picture { "yes".to_owned() } else { String::new() }),
        ("as", draft.author.to_string()),
        ("comments", comments_value(draft.comments).to_owned()),
        ("readers", readers_value(&draft.readers)),
    ]);
    form.fill(&draft.more);
    let page = match &draft.of {
        Some(of) => change(node, member, &node.entry_for(of, Some(&member.session.account))?.entry, form)?,
        None => new_entry(node, member, form)?,
    };
    Ok(WritePage {
        picture: picture(node, draft).await?,
        saved: Some(lang.about("draft-saved", &lang.date_time(draft.updated)).into_owned()),
        sent_back: sent_back(node, draft)?,
        handed_in: matches!(draft.state, DraftState::HandedIn { .. }),
        ..page
    })
}

/// Who sent a draft back, and why.
fn sent_back(node: &Node, draft: &DraftRecord) -> Result<Option<SentBack>, Refusal> {
    let DraftState::SentBack { by, reason, .. } = &draft.state else { return Ok(None) };
    let by = node.view()?.local_actor(by)?.map_or_else(|| by.to_string(), |person| person.title);
    Ok(Some(SentBack { by, reason: reason.clone() }))
}

/// The picture of a draft.
pub async fn picture(
    node: &Node,
    draft: &DraftRecord,
) -> Result<Option<crate::pages::parts::PictureView>, Refusal> {
    let organisation = node.view()?.account(&draft.account)?.map(|writer| writer.organisation);
    let (Some(picture), Some(organisation)) = (&draft.picture, organisation) else { return Ok(None) };
    let kept = node.kept_picture(picture.as_str(), &draft.alt, &organisation).await?;
    kept.map(|picture| super::write::kept(node, &picture)).transpose()
}

/// The facts of what a draft would become.
pub fn facts(lang: Lang, draft: &DraftRecord) -> Vec<FactView> {
    let mut typed = draft.more.clone();
    for (field, value) in [("title", &draft.title), ("summary", &draft.summary), ("text", &draft.text)] {
        typed.set(field, value.as_str());
    }
    let content = kinds::Content::from_form(&draft.kind, &typed, &Links::default());
    content.map(|content| FactView::all(lang, &content.card())).unwrap_or_default()
}

/// The title of a draft, or how its text begins.
pub fn title(lang: Lang, draft: &DraftRecord) -> String {
    match draft.title.trim() {
        "" if draft.answers.is_some() => plain_text(SafeHtml::from_markdown(&draft.text).as_str(), 90),
        "" => lang.t("draft-untitled").into_owned(),
        title => title.to_owned(),
    }
}

/// Where its writer goes on with a draft.
pub fn page(draft: &DraftRecord) -> String {
    format!("/drafts/{}", draft.number)
}

/// Where a draft is read by who approves it.
pub fn approval_page(draft: &DraftRecord) -> String {
    format!("{}/{}/{}", approvals(draft), draft.account, draft.number)
}

/// Where it stands with everything else that waits for the same people.
pub fn approvals(draft: &DraftRecord) -> &'static str {
    match draft.through {
        Some(_) => "/clients",
        None => "/approvals",
    }
}

/// A draft in a list.
pub fn card(node: &Node, member: &Member, draft: &DraftRecord) -> Result<DraftCard, Refusal> {
    let lang = member.visitor.frame.lang;
    let view = node.view()?;
    let named = |name| -> Result<String, Refusal> {
        Ok(view.local_actor(name)?.map_or_else(|| name.to_string(), |actor| actor.title))
    };
    let (base, account) = (node.base()?, Some(&member.session.account));
    Ok(DraftCard {
        url: page(draft),
        approval: approval_page(draft),
        title: title(lang, draft),
        writer: named(&draft.account)?,
        author: named(&draft.author)?,
        updated: When::minute(lang, draft.updated),
        changes: match &draft.of {
            Some(of) => {
                node.entry_for(of, account).ok().map(|record| views::entry_page(&base, &record.entry))
            }
            None => None,
        },
        answers: match &draft.answers {
            Some(entry) => {
                node.entry_for(entry, account).ok().map(|record| told::entry_page(&base, &record.entry))
            }
            None => None,
        },
        handed_in: matches!(draft.state, DraftState::HandedIn { .. }),
        for_officers: draft.through.is_some(),
        sent_back: sent_back(node, draft)?,
    })
}
