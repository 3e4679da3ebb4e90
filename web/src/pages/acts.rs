//! What can be done with an entry, beside it on every page for those who are logged in; and the page to answer it.

use artel_protocol::html::SafeHtml;
use askama::Template;

use super::parts::{ActorView, EntryCard, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// What can be done with an entry. The buttons post `entry`, `as`, `back`, `do` and `csrf` to /act.
#[derive(Clone, Debug, Default)]
pub struct ActsView {
    /// Its id.
    pub entry: String,
    /// How it begins, for those who hear the buttons read out.
    pub what: String,
    /// Where the reader comes back to: a path of this node with an anchor.
    pub back: String,
    /// The page to answer it: `/answer?entry=…`. None where it takes no answers.
    pub answer: Option<String>,
    pub own: ActorActs,
    pub organisation: ActorActs,
}

/// What one of ours has done with it.
#[derive(Clone, Debug, Default)]
pub struct ActorActs {
    /// The short name.
    pub name: String,
    pub title: String,
    pub liked: bool,
    pub boosted: bool,
    /// Whether it helped them; none where that is not asked.
    pub helped: Option<bool>,
}

impl ActorActs {
    /// Whether there is anything to take back.
    pub fn any(&self) -> bool {
        self.liked || self.boosted || self.helped == Some(true)
    }
}

/// An entry in a list for those who are logged in.
#[derive(Clone, Debug, Default)]
pub struct ToldView {
    /// The name of its place in the page.
    pub anchor: String,
    pub card: EntryCard,
    /// The whole text of a post; an article is read on its page.
    pub text: Option<SafeHtml>,
    /// A content warning: the text is folded behind it.
    pub warning: Option<String>,
    pub boosted_by: Option<ActorView>,
    /// Nothing for what is not public.
    pub acts: Option<ActsView>,
}

/// A form to answer with: posts `entry`, `back`, `as`, `text` and `csrf` to /answer.
#[derive(Clone, Debug, Default)]
pub struct AnswerForm {
    /// The fields `text` and `as`.
    pub form: Form,
    pub entry: String,
    pub back: String,
    /// In whose name: the short and the full name of each.
    pub authors: Vec<(String, String)>,
    /// Everybody may read what is answered, and so the answer.
    pub is_public: bool,
}

impl AnswerForm {
    /// The key of the words below the text.
    pub fn hint(&self) -> &'static str {
        if self.is_public { "answer-text-hint" } else { "answer-text-hint-not-public" }
    }
}

/// GET /answer?entry=….
#[derive(Template, Clone, Debug)]
#[template(path = "pages/answer.html")]
pub struct AnswerPage {
    pub frame: Frame,
    /// What is answered.
    pub author: ActorView,
    pub url: String,
    pub text: SafeHtml,
    pub answer: AnswerForm,
}

impl ActsView {
    pub fn sample(at: usize) -> ActsView {
        let by = |name: &str, title: &str, liked| ActorActs {
            name: name.into(),
            title: title.into(),
            liked,
            boosted: at == 1,
            helped: (at == 0).then_some(liked),
        };
        ActsView {
            entry: format!("https://masto.example/statuses/{at}"),
            what: "А остатки от круглых заготовок куда деваете?".into(),
            back: format!("/#e{at}"),
            answer: (at == 0)
                .then(|| "/answer?entry=https%3A%2F%2Fmasto.example%2Fstatuses%2F1&back=%2F".into()),
            own: by("anna", "Anna Brandt", at == 0),
            organisation: by("werkstatt", "Werkstatt Brandt & Söhne", false),
        }
    }
}

impl ToldView {
    pub fn samples(lang: Lang) -> Vec<ToldView> {
        let article = |(at, card): (usize, EntryCard)| ToldView {
            anchor: format!("e{at}"),
            card: EntryCard {
                author: samples::stranger(),
                url: "/remote/entry?id=https%3A%2F%2Fmasto.example%2F1".into(),
                ..card
            },
            boosted_by: (at == 1).then(samples::company),
            acts: Some(ActsView::sample(at)),
            ..ToldView::default()
        };
        let mut all: Vec<_> = samples::cards(lang).into_iter().enumerate().map(article).collect();
        let text = Some(SafeHtml::from_plain("Пока продаём соседям: у них пресс, им мелочь подходит."));
        if let Some(first) = all.first().cloned() {
            let post = ToldView { anchor: "e2".into(), text, ..first };
            all.push(ToldView { warning: Some("Длинно".into()), anchor: "e3".into(), ..post.clone() });
            all.push(post);
        }
        all
    }
}

impl AnswerForm {
    pub fn sample(form: Form) -> AnswerForm {
        AnswerForm {
            form,
            entry: "https://masto.example/statuses/1".into(),
            back: "/#e1".into(),
            authors: vec![
                ("anna".into(), "Anna Brandt".into()),
                ("werkstatt".into(), "Werkstatt Brandt & Söhne".into()),
            ],
            is_public: true,
        }
    }
}

impl AnswerPage {
    pub fn samples(lang: Lang) -> Vec<AnswerPage> {
        let problem =
            artel_protocol::kinds::Problem { field: "text", key: "post-text-missing", arguments: Vec::new() };
        let mut refused = Form::sent([("as", "anna"), ("text", "")]);
        refused.refuse(lang, &[problem]);
        let page = |form| AnswerPage {
            frame: Frame { path: "/answer".into(), ..Frame::sample(lang) },
            author: samples::stranger(),
            url: "/remote/entry?id=https%3A%2F%2Fmasto.example%2F1".into(),
            text: SafeHtml::from_plain("А остатки от круглых заготовок куда деваете?"),
            answer: AnswerForm::sample(form),
        };
        let mut not_public = page(Form::sent([("as", "anna")]));
        not_public.answer.is_public = false;
        vec![page(Form::sent([("as", "anna")])), page(refused), not_public]
    }
}
