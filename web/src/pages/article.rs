//! The page of an article with its answers.

use artel_protocol::html::SafeHtml;
use artel_protocol::kinds::{self, Content};
use askama::Template;

use super::acts::{ActsView, AnswerForm};
use super::interests::InterestBox;
use super::parts::{ActorView, CommunityView, FactView, PictureView, When, samples};
use crate::form::Form;
use crate::frame::{Frame, Head};
use crate::i18n::Lang;

/// GET /@NAME/ID. The owner's forms post `answer` and `csrf` to /@NAME/ID/hide and /@NAME/ID/show.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/article.html")]
pub struct ArticlePage {
    pub frame: Frame,
    pub head: Head,
    /// The page's path: `/@NAME/ID`.
    pub url: String,
    /// The whole id, to be put into a search field elsewhere.
    pub id: String,
    /// Empty for a post.
    pub title: String,
    /// Plain text, may be empty.
    pub summary: String,
    pub author: ActorView,
    /// Who of the staff wrote it.
    pub byline: Option<String>,
    pub published: When,
    pub edited: Option<When>,
    /// The language it is written in, if it says so.
    pub language: Option<String>,
    pub picture: Option<PictureView>,
    pub facts: Vec<FactView>,
    pub text: SafeHtml,
    pub tags: Vec<TagView>,
    pub likes: u64,
    pub boosts: u64,
    /// Each below what it answers.
    pub answers: Vec<AnswerView>,
    /// Whether answers are taken: `open`, `moderated` or `closed`.
    pub comments: &'static str,
    /// The community that it stands in; what that has not confirmed is folded.
    pub community: Option<CommunityView>,
    /// Not everybody may read it.
    pub not_public: bool,
    /// The page that the text links to first.
    pub link: Option<LinkView>,
    /// The space that it stands in.
    pub space: Option<InSpace>,
    /// How it stands, if it is an offer.
    pub offer: Option<OfferView>,
    /// Whether it stands first on its author's page; none for who may not change that.
    pub pinned: Option<bool>,
    /// Where it stands what fits it: for an offer of the reader's own organisation.
    pub matches: Option<String>,
    /// The reader may edit it.
    pub own: bool,
    /// The reader may delete it.
    pub deletes: bool,
    /// It is an answer that was not let in, seen by its author and those who moderate the article.
    pub withheld: bool,
    /// The reader sees answers out of view, hides them and lets them in.
    pub moderates: bool,
    /// What somebody who is logged in can do with it.
    pub acts: Option<ActsView>,
    pub answer: Option<AnswerForm>,
    /// On an offer: what somebody does who is interested in it.
    pub interest: Option<InterestBox>,
}

/// How an entry stands in a space.
#[derive(Clone, Debug, Default)]
pub struct InSpace {
    pub name: String,
    pub url: String,
    pub pinned: bool,
    /// It takes no more answers.
    pub locked: bool,
    /// An answer helped the one who asked.
    pub solved: bool,
    /// For moderators.
    pub order: Option<OrderView>,
    /// Whether the reader is told of every answer; none for strangers. The form posts `entry`, `do` and `csrf` to `watch`
    /// below the space.
    pub watches: Option<bool>,
}

/// How an offer stands. Its author posts `csrf` to …/renew, …/pause and …/resume.
#[derive(Clone, Debug, Default)]
pub struct OfferView {
    pub ended: bool,
    pub paused: bool,
    pub renewable: bool,
    /// It was published for the reader's own organisation, which it does not name.
    pub nameless: bool,
}

/// What a moderator can do with an entry. The buttons post `entry`, `do` and `csrf`.
#[derive(Clone, Debug, Default)]
pub struct OrderView {
    pub action: String,
    /// The pages that ask for a reason.
    pub hide: String,
    pub warn: String,
    pub ban: String,
}

/// What a linked page says of itself.
#[derive(Clone, Debug, Default)]
pub struct LinkView {
    pub url: String,
    pub title: String,
    /// May be empty.
    pub description: String,
    pub site: String,
}

/// A tag.
#[derive(Clone, Debug, Default)]
pub struct TagView {
    /// Without its `#`.
    pub name: String,
    /// Its page; empty for what is no tag here.
    pub url: String,
}

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct AnswerView {
    /// Its id, which the forms that hide and show it carry.
    pub id: String,
    /// Its page, on the server where it was written.
    pub url: String,
    pub author: ActorView,
    pub published: When,
    pub edited: bool,
    /// A content warning: the text is folded behind it.
    pub warning: Option<String>,
    pub text: SafeHtml,
    /// 0 answers the article itself.
    pub depth: usize,
    /// Taken out of view: only the owner sees it, folded. Leave it out of the list for others.
    pub hidden: bool,
    /// The name of its place in the page.
    pub anchor: String,
    pub acts: Option<ActsView>,
    /// How many it helped.
    pub helped: u64,
    /// It helped the one who asked.
    pub accepted: bool,
    /// For moderators of the space that it stands in.
    pub order: Option<OrderView>,
    /// The community that it stands in.
    pub community: Option<CommunityView>,
    /// Out of view since nobody has looked at it yet.
    pub waiting: bool,
    /// Out of view since an officer of the node hid it: only officers show it again.
    pub by_officer: bool,
}

impl AnswerView {
    /// How far it is set in: deeper ones stand below each other.
    pub fn indent(&self) -> usize {
        self.depth.min(4)
    }

    /// Why it is folded, if it is.
    pub fn folded(&self, lang: &Lang) -> Option<String> {
        match &self.community {
            Some(community) if community.unconfirmed => {
                Some(lang.about("space-unconfirmed", &self.author.name).into_owned())
            }
            _ => self.warning.clone(),
        }
    }

    /// Where it is reported.
    pub fn report(&self) -> String {
        let id: String = url::form_urlencoded::byte_serialize(self.id.as_bytes()).collect();
        format!("/report?about={id}")
    }
}

impl ArticlePage {
    /// Why its text is folded, if it is.
    pub fn folded(&self) -> Option<String> {
        let community = self.community.as_ref().filter(|community| community.unconfirmed)?;
        let author = &self.author.name;
        Some(format!("{} ({})", self.frame.lang.about("space-unconfirmed", author), community.name))
    }

    pub fn samples(lang: Lang) -> Vec<ArticlePage> {
        let entries = kinds::samples();
        let mut all: Vec<_> =
            entries.iter().flat_map(|content| [false, true].map(|own| sample(lang, content, own))).collect();
        all.extend(entries.last().map(|content| whole_sample(sample(lang, content, false))));
        all
    }
}

fn sample(lang: Lang, content: &Content, own: bool) -> ArticlePage {
    let card = content.card();
    let card_kind = content.kind();
    let cards = samples::cards(lang);
    let long = content.text().markdown.is_none();
    let frame = if own { Frame::sample(lang) } else { Frame::visitor_sample(lang) };
    ArticlePage {
        frame: Frame { path: "/@werkstatt/2".into(), ..frame },
        head: Head {
            title: card.title.clone(),
            description: card.summary.clone(),
            canonical: "https://artel.example/@werkstatt/2".into(),
            kind: "article",
            picture: cards.first().and_then(|card| card.picture.clone()).filter(|_| long),
            activity: "https://artel.example/o/2".into(),
            byline: if long { "Anna Brandt".into() } else { String::new() },
            creator: "@anna@artel.example".into(),
            published: samples::moment().to_rfc3339(),
            modified: if long { samples::moment().to_rfc3339() } else { String::new() },
            tags: vec!["раскрой".into(), "сталь".into()],
            ..Head::sample()
        },
        url: "/@werkstatt/2".into(),
        id: "https://artel.example/o/2".into(),
        title: card.title,
        summary: card.summary,
        author: samples::company(),
        byline: long.then(|| "Anna Brandt".to_owned()),
        published: When::day(lang, samples::moment()),
        edited: long.then(|| When::day(lang, samples::moment())),
        language: Some("ru".into()),
        picture: cards.into_iter().next().and_then(|card| card.picture).filter(|_| long),
        facts: FactView::all(lang, &content.card()),
        text: SafeHtml::from_untrusted(&content.text().html),
        tags: if long { tags() } else { Vec::new() },
        likes: 12,
        boosts: 1,
        answers: if long { answers(lang, own) } else { Vec::new() },
        comments: if long { "moderated" } else { "closed" },
        community: (long || own).then(|| samples::community(!long)),
        not_public: own && !long,
        link: (!long).then(|| LinkView {
            url: "https://fraesen.example/5?a=1&b=2".into(),
            title: "Was eine <5-Achs-Fräse> kann".into(),
            description: "Teile bis 600 mm in einer Aufspannung.".into(),
            site: "fraesen.example".into(),
        }),
        pinned: own.then_some(long),
        offer: (card_kind == "offer").then_some(OfferView {
            ended: !long,
            paused: !own,
            renewable: own,
            nameless: own && long,
        }),
        space: (card_kind == "topic").then(|| InSpace {
            name: "Fragen & <Antworten>".into(),
            url: "/space/fragen".into(),
            pinned: long,
            locked: long,
            solved: !long,
            order: own.then(order_sample),
            watches: own.then_some(long),
        }),
        matches: (own && card_kind == "offer").then(|| "/matches?offer=x".into()),
        own,
        deletes: own,
        withheld: own && !long,
        moderates: own,
        acts: own.then(|| ActsView::sample(0)),
        answer: own.then(|| AnswerForm::sample(Form::sent([("as", "anna")]))),
        interest: InterestBox::sample(own, usize::from(!long)).filter(|_| card_kind == "offer"),
    }
}

fn order_sample() -> OrderView {
    OrderView {
        action: "/space/fragen/order".into(),
        hide: "/space/fragen/order?do=hide&entry=x".into(),
        warn: "/space/fragen/order?do=warn&member=x".into(),
        ban: "/space/fragen/order?do=ban&member=x".into(),
    }
}

fn tags() -> Vec<TagView> {
    let steel = "/tags/%D1%81%D1%82%D0%B0%D0%BB%D1%8C".into();
    vec![TagView { name: "C++".into(), url: String::new() }, TagView { name: "сталь".into(), url: steel }]
}

/// An article as long as real ones, with all that markdown has.
fn whole_sample(page: ArticlePage) -> ArticlePage {
    let text = "Год назад в стружку уходила почти треть листа. Мы привыкли считать это платой за срочные заказы, \
        пока не сложили обрезки за месяц на одни весы.\n\n## Что изменилось\n\nТеперь четыре заказа \
        раскладываются на **один** лист 1500×3000, а остатки записываются в общий список: его видят соседи.\n\n\
        | Материал | Было, % | Стало, % |\n|---|--:|--:|\n| Сталь 3 мм | 31 | 11 |\n| Алюминий 5 мм | 27 | 9 |\n\n\
        > Самым трудным оказалось не резать, а вовремя спросить, кому ещё нужен этот лист.\n\n\
        ## Что дальше\n\n- остатки крупнее ладони попадают в список в тот же день;\n- раз в неделю его забирает \
        мастерская по соседству.";
    ArticlePage {
        summary: "Теперь в стружку уходит одна десятая листа, и вот что для этого понадобилось.".into(),
        text: SafeHtml::from_markdown(text),
        edited: None,
        ..page
    }
}

pub(super) fn answers(lang: Lang, own: bool) -> Vec<AnswerView> {
    let texts = [
        (0, "А остатки от круглых заготовок куда деваете?"),
        (1, "Пока продаём соседям: у них пресс, им мелочь подходит."),
        (2, "Danke, genau das hatte ich mich auch gefragt."),
        (9, "Глубоко вложенный ответ."),
        (0, "Спам, который скрыли."),
        (0, "Ответ, который ждёт."),
        (0, "Ответ, который скрыл узел."),
    ];
    let answer = |(at, (depth, text)): (usize, (usize, &str))| AnswerView {
        helped: 3,
        accepted: at == 1,
        order: own.then(order_sample),
        id: format!("https://masto.example/statuses/{at}"),
        url: format!("https://masto.example/@irina/{at}"),
        author: if at == 1 { samples::company() } else { samples::stranger() },
        published: When::minute(lang, samples::moment()),
        edited: at == 2,
        warning: (at == 3).then(|| "Длинно".to_owned()),
        text: SafeHtml::from_plain(text),
        depth,
        hidden: at >= 4,
        waiting: at == 5,
        by_officer: at == 6,
        anchor: format!("e{at}"),
        acts: own.then(|| ActsView::sample(at)),
        community: (at < 3).then(|| samples::community(at == 2)),
    };
    texts.into_iter().enumerate().map(answer).filter(|answer| own || !answer.hidden).collect()
}
