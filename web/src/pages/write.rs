//! Writing an article, changing it, and taking it back.

use artel_node::Refusal;
use artel_protocol::html::SafeHtml;
use artel_protocol::kinds::{self, Content, Field, Input, Typed, box_of};
use artel_protocol::limits;
use askama::Template;

use super::findings::FindingView;
use super::parts::{FactView, PictureView, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET and POST /write, and /@NAME/ID/edit. Multipart fields: `title` `summary` `text` (markdown) `tags` (divided by
/// commas or spaces) `picture` (file) `remove` (`yes`) `alt` `decorative` (`yes`) `kept` (see below) `as` (a name)
/// `draft` (its number) `comments` (`open`, `moderated` or `closed`) `readers` (see [`ReadersView`]) `mention` `csrf`, and the button `do`: `preview`,
/// `mention` (puts who is named there into the text), `check` (asks for what its type needs, and says what is missing),
/// `draft` or `publish`. The fields that only its kind has come along under their own names.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/write.html")]
pub struct WritePage {
    pub frame: Frame,
    pub form: Form,
    /// Where the form goes: `/write` or `/@NAME/ID/edit`.
    pub action: String,
    /// Changing an article that is published.
    pub edits: bool,
    /// The name of its kind, which goes along as `kind`.
    pub kind: String,
    /// What its kind is asked for.
    pub fields: Vec<FieldView>,
    /// What was typed into fields that the form has no longer, by their names: it goes along, for who changes their mind.
    pub rest: Vec<(String, String)>,
    /// The kinds that can be written instead: their names, and the words for them. Empty when editing.
    pub kinds: Vec<(&'static str, String)>,
    /// What is missing and what could be better, where somebody asked.
    pub findings: Option<Vec<FindingView>>,
    /// In whose name it can be published: name and full name; not offered when editing.
    pub authors: Vec<(String, String)>,
    /// A picture that is kept already, from a preview or the published article. Its address goes along as `kept`.
    pub picture: Option<PictureView>,
    /// The text as it will look, when a preview was asked for.
    pub preview: Option<SafeHtml>,
    /// The facts beside it.
    pub facts: Vec<FactView>,
    /// Mentions of nobody in it, divided by commas.
    pub unknown: String,
    /// The id of the article that is changed; it goes along as `of`.
    pub of: String,
    /// When the draft was last kept, in words.
    pub saved: Option<String>,
    /// Who may read it; not asked when editing.
    pub readers: Vec<ReadersView>,
    pub sent_back: Option<SentBack>,
    /// It waits for an owner or a moderator.
    pub handed_in: bool,
    /// What is written in the company's name will wait for one.
    pub approval: bool,
}

/// Who may read an article, as a choice.
#[derive(Clone, Debug, Default)]
pub struct ReadersView {
    /// `everybody`, `followers`, `community ID` or `members ID`.
    pub value: String,
    pub words: String,
}

/// A field of a kind's form.
#[derive(Clone, Debug, Default)]
pub struct FieldView {
    pub name: &'static str,
    /// `line`, `paragraph`, `markdown`, `day`, `choice`, `deciding`, `choices` or `tick`.
    pub input: &'static str,
    pub label: String,
    /// May be empty.
    pub hint: String,
    pub required: bool,
    pub max_chars: usize,
    /// Of a choice: the name of the box, if it has one of its own, the value, and the words.
    pub choices: Vec<(String, &'static str, String)>,
}

/// The form of a kind, in the words of a language.
///
/// # Errors
/// [`Refusal::Unknown`] for a kind that there is none of.
pub fn fields(lang: Lang, kind: &str, typed: &Typed) -> Result<Vec<FieldView>, Refusal> {
    let fields = kinds::fields(kind, typed).ok_or(Refusal::Unknown("there is no such kind of entry"))?;
    Ok(fields.into_iter().map(|field| field_view(lang, kind, &field)).collect())
}

fn field_view(lang: Lang, kind: &str, field: &Field) -> FieldView {
    let key = kinds::label_of(kind, field.name);
    let (input, choices): (_, &[&'static str]) = match field.input {
        Input::Line | Input::List => ("line", &[]),
        Input::Paragraph => ("paragraph", &[]),
        Input::Markdown => ("markdown", &[]),
        Input::Day => ("day", &[]),
        Input::Choice(choices) => ("choice", choices),
        Input::Deciding(choices) => ("deciding", choices),
        Input::Choices(choices) => ("choices", choices),
        Input::Tick => ("tick", &[]),
    };
    let words = |choice: &&'static str| {
        let words = lang.t(&format!("{key}-{choice}")).into_owned();
        (box_of(field.name, choice), *choice, words)
    };
    FieldView {
        name: field.name,
        input,
        label: lang.t(&key).into_owned(),
        hint: lang.if_said(&format!("{key}-hint")).unwrap_or_default().into_owned(),
        required: field.required,
        max_chars: field.max_chars,
        choices: choices.iter().map(words).collect(),
    }
}

/// The fields of every form for writing, whatever its kind.
const COMMON: [&str; 15] = [
    "alt",
    "as",
    "comments",
    "csrf",
    "decorative",
    "do",
    "draft",
    "kept",
    "kind",
    "mention",
    "of",
    "picture",
    "readers",
    "remove",
    "tags",
];

/// What was typed into fields that the form of its kind does not have now.
pub fn rest(kind: &str, form: &Form) -> Vec<(String, String)> {
    let typed: Typed = form.fields().collect();
    let fields = kinds::fields(kind, &typed).unwrap_or_default();
    let is_asked = |name: &str| COMMON.contains(&name) || fields.iter().any(|field| field.is_at(name));
    let rest = typed.iter().filter(|(name, _)| !is_asked(name));
    rest.take(limits::FORM_FIELDS).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The kinds that can be written instead of this one.
pub fn other_kinds(lang: Lang, kind: &str) -> Vec<(&'static str, String)> {
    let others = kinds::NAMES.iter().copied().filter(|other| *other != kind);
    others.map(|other| (other, lang.t(other).into_owned())).collect()
}

/// Who sent a draft back, and why.
#[derive(Clone, Debug, Default)]
pub struct SentBack {
    /// The full name.
    pub by: String,
    pub reason: String,
}

/// GET /@NAME/ID/delete; the form posts there.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/delete.html")]
pub struct DeletePage {
    pub frame: Frame,
    pub title: String,
    /// The article: `/@NAME/ID`.
    pub url: String,
}

impl WritePage {
    /// What the page is for: `ARTICLE-write`, `ARTICLE-edit`.
    pub fn title(&self) -> String {
        let act = if self.edits { "edit" } else { "write" };
        self.frame.lang.t(&format!("{}-{act}", self.kind)).into_owned()
    }

    pub fn samples(lang: Lang) -> Vec<WritePage> {
        let frame = Frame { path: "/write".into(), ..Frame::sample(lang) };
        let authors = vec![
            ("werkstatt".to_owned(), "Werkstatt Brandt & Söhne".to_owned()),
            ("anna".to_owned(), "Anna Brandt".to_owned()),
        ];
        let text =
            "Год назад в стружку уходила **треть** листа.\n\n## Что изменилось\n\n- раскрой\n- остатки";
        let typed = Form::sent([
            ("title", "Как мы перешли на безотходный раскрой"),
            ("summary", "Теперь в стружку уходит одна десятая."),
            ("text", text),
            ("tags", "раскрой, сталь"),
            ("as", "werkstatt"),
            ("draft", "1"),
            ("comments", "closed"),
        ]);
        let mut refused = typed.clone();
        let missing = artel_protocol::kinds::Article::default();
        refused.refuse(lang, &artel_protocol::kinds::Kind::check(&missing));
        let blank = WritePage {
            frame,
            form: Form::sent([("as", "werkstatt")]),
            action: "/write".into(),
            edits: false,
            kind: "article".into(),
            fields: fields(lang, "article", &Typed::default()).unwrap_or_default(),
            rest: Vec::new(),
            kinds: other_kinds(lang, "article"),
            findings: None,
            authors,
            picture: None,
            preview: None,
            facts: Vec::new(),
            unknown: String::new(),
            of: String::new(),
            saved: None,
            readers: readers(lang),
            sent_back: None,
            handed_in: false,
            approval: false,
        };
        let picture =
            PictureView {
                url: samples::picture(), alt: "Раскройный стол".into(), ..PictureView::default()
            };
        let mut all: Vec<_> = kinds::samples().iter().map(|content| of_kind(&blank, content)).collect();
        all.extend([
            blank.clone(),
            WritePage {
                form: typed.clone(),
                preview: Some(SafeHtml::from_markdown(text)),
                unknown: "@niemand@masto.example".into(),
                saved: Some(lang.about("draft-saved", &lang.date_time(samples::moment())).into_owned()),
                handed_in: true,
                picture: Some(picture.clone()),
                ..blank.clone()
            },
            WritePage {
                findings: Some(FindingView::samples(lang)),
                form: refused,
                approval: true,
                ..blank.clone()
            },
            WritePage {
                form: typed,
                action: "/@werkstatt/1/edit".into(),
                edits: true,
                of: "https://artel.example/o/1".into(),
                sent_back: Some(SentBack { by: "Anna <Brandt>".into(), reason: "Zu lang.".into() }),
                authors: Vec::new(),
                picture: Some(picture),
                kinds: Vec::new(),
                ..blank
            },
        ]);
        all
    }
}

/// A sample that is written, with everything that is said about it.
fn of_kind(blank: &WritePage, content: &Content) -> WritePage {
    let (lang, typed) = (blank.frame.lang, content.to_form());
    let mut form = blank.form.clone();
    form.fill(&typed);
    WritePage {
        fields: fields(lang, content.kind(), &typed).unwrap_or_default(),
        kind: content.kind().to_owned(),
        kinds: other_kinds(lang, content.kind()),
        rest: vec![("stage".into(), "a \"b\" <c>".into())],
        findings: Some(super::findings::all(lang, content)),
        preview: Some(SafeHtml::from_untrusted(&content.text().html)),
        facts: FactView::all(lang, &content.card()),
        form,
        ..blank.clone()
    }
}

fn readers(lang: Lang) -> Vec<ReadersView> {
    let community = "https://kammer.example/s/bau";
    let view = |value: &str, words: String| ReadersView { value: value.into(), words };
    vec![
        view("everybody", lang.t("readers-everybody").into_owned()),
        view("followers", lang.t("readers-followers").into_owned()),
        view(&format!("community {community}"), lang.about("readers-community", "Bau & Ausbau").into_owned()),
        view(&format!("members {community}"), lang.about("readers-members", "Bau & Ausbau").into_owned()),
    ]
}

impl DeletePage {
    pub fn samples(lang: Lang) -> Vec<DeletePage> {
        let title = "Neue 5-Achs-Fräse".to_owned();
        vec![DeletePage { frame: Frame::sample(lang), title, url: "/@werkstatt/1".into() }]
    }
}
