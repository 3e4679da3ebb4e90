//! The directory of companies: what was found, and how it can be narrowed down.

use artel_protocol::company::term::{Code, Term};
use artel_protocol::company::{Company, Field};
use artel_protocol::{Id, Timestamp, limits};
use askama::Template;

use super::company::{kind, label, size, turnover};
use super::parts::{ActorView, When, samples};
use crate::form::Form;
use crate::frame::{Frame, Head};
use crate::i18n::Lang;

/// GET /directory. Query: `q` `nace` `region` `size` `spoken` `certificate` `vouched` (`yes`) `page`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/directory.html")]
pub struct DirectoryPage {
    pub frame: Frame,
    pub head: Head,
    /// The words that were looked for.
    pub text: String,
    /// How many were found, on all pages.
    pub total: u64,
    pub companies: Vec<CompanyCard>,
    /// What was chosen: its words, and the address of the same search without it.
    pub chosen: Vec<(String, String)>,
    /// The same as hidden fields of the search form.
    pub kept: Vec<(&'static str, String)>,
    pub facets: Vec<Facet>,
    /// The pages before and after this one.
    pub before: Option<String>,
    pub after: Option<String>,
    /// Where all that was found is to be had as a table.
    pub table: Option<String>,
}

/// One way to narrow down what was found.
#[derive(Clone, Debug)]
pub struct Facet {
    pub title: String,
    /// The words, the address, and how many there are.
    pub choices: Vec<(String, String, u64)>,
}

/// A company in a list.
#[derive(Clone, Debug, Default)]
pub struct CompanyCard {
    pub actor: ActorView,
    /// Plain text.
    pub summary: String,
    /// What it does, where, how large: short words, one after another.
    pub facts: Vec<String>,
    pub vouched: Vec<VouchedView>,
    /// Where an officer vouches for it.
    pub vouch: Option<String>,
}

/// Somebody who vouches for a company.
#[derive(Clone, Debug, Default)]
pub struct VouchedView {
    pub by: String,
    /// Plain text; may be empty.
    pub comment: String,
    pub until: When,
    /// The credential.
    pub url: String,
    /// Its number, for who may take it back.
    pub number: Option<u64>,
}

/// What a page shows of a company.
#[derive(Clone, Debug, Default)]
pub struct CompanyView {
    pub facts: Vec<Fact>,
    pub vouched: Vec<VouchedView>,
    /// The card for address books.
    pub card: String,
    /// The reader may change it.
    pub edit: bool,
    /// Where an officer vouches for it.
    pub vouch: Option<String>,
}

/// One field.
#[derive(Clone, Debug)]
pub struct Fact {
    pub label: String,
    /// What schema.org calls it; empty if it has no word for it.
    pub property: &'static str,
    /// Texts, with an address for those that are links.
    pub values: Vec<(String, Option<String>)>,
}

impl CompanyView {
    /// What is left of a company for its reader.
    pub fn facts(lang: Lang, company: &Company, now: Timestamp) -> Vec<Fact> {
        let fact = |field: &Field| {
            let values = values(lang, company, *field, now);
            let property = property(field);
            (!values.is_empty()).then(|| Fact { label: lang.t(label(field)).into_owned(), property, values })
        };
        Field::ALL.iter().filter_map(fact).collect()
    }

    pub fn sample(lang: Lang) -> CompanyView {
        CompanyView {
            facts: CompanyView::facts(lang, &Company::sample(), samples::moment()),
            vouched: vec![VouchedView::sample(lang)],
            card: "/@werkstatt/card.vcf".into(),
            edit: false,
            vouch: None,
        }
    }
}

impl VouchedView {
    fn sample(lang: Lang) -> VouchedView {
        VouchedView {
            by: "Handwerkskammer <Mitte>".into(),
            comment: "Mitglied seit 1987".into(),
            until: When::day(lang, samples::moment()),
            url: "https://artel.example/credentials/1".into(),
            number: None,
        }
    }
}

/// What a company says in a field, as one cell of a table.
pub fn cell(lang: Lang, company: &Company, field: Field, now: Timestamp) -> String {
    let said = values(lang, company, field, now);
    said.into_iter().map(|(words, _)| words).collect::<Vec<_>>().join("; ")
}

fn property(field: &Field) -> &'static str {
    match field {
        Field::LegalName => "legalName",
        Field::TradeName => "alternateName",
        Field::Founded => "foundingDate",
        Field::Address => "address",
        Field::Competences | Field::Technologies => "knowsAbout",
        Field::Markets => "areaServed",
        Field::Languages => "knowsLanguage",
        Field::Web => "sameAs",
        Field::Mail => "email",
        Field::Phone => "telephone",
        Field::Vat => "vatID",
        Field::Lei => "leiCode",
        Field::Inn => "taxID",
        _ => "",
    }
}

fn values(lang: Lang, company: &Company, field: Field, now: Timestamp) -> Vec<(String, Option<String>)> {
    let code = lang.code();
    let one = |text: &str| match text.is_empty() {
        true => Vec::new(),
        false => vec![(text.to_owned(), None)],
    };
    let each = |texts: &[String]| {
        let term = |text: &String| {
            let term = Term::of(text);
            match term.code {
                Some(Code::Esco(address)) => (term.words.to_owned(), Some(address.to_owned())),
                Some(Code::Cpv(code)) if code != term.words => (format!("{} (CPV {code})", term.words), None),
                _ => (term.words.to_owned(), None),
            }
        };
        texts.iter().map(term).collect()
    };
    match field {
        Field::LegalName => one(&company.legal_name),
        Field::TradeName => one(&company.trade_name),
        Field::Founded => one(&company.founded.map(|year| year.to_string()).unwrap_or_default()),
        Field::Kind => one(&company.kind.map(|one| lang.t(kind(&one))).unwrap_or_default()),
        Field::Size => one(&company.size.map(|one| lang.t(size(&one))).unwrap_or_default()),
        Field::Turnover => one(&company.turnover.map(|band| lang.t(turnover(&band))).unwrap_or_default()),
        Field::Region => {
            let found = |region: artel_protocol::classification::Region| {
                (region.full_name(code), Some(format!("/directory?region={region}")))
            };
            company.region.map(found).into_iter().collect()
        }
        Field::Address => one(&company.address),
        Field::Activities => {
            let found = |nace: &artel_protocol::classification::Nace| {
                (nace.typed(code), Some(format!("/directory?nace={nace}")))
            };
            company.activities.iter().map(found).collect()
        }
        Field::Competences => each(&company.competences),
        Field::Products => each(&company.products),
        Field::Technologies => each(&company.technologies),
        Field::Markets => company.markets.iter().map(|market| (market.name(code).to_owned(), None)).collect(),
        Field::Languages => {
            let found = |spoken: &artel_protocol::classification::Language| {
                (spoken.name(code).to_owned(), Some(format!("/directory?spoken={spoken}")))
            };
            company.languages.iter().map(found).collect()
        }
        Field::Certifications => {
            let held = company.certifications.iter().filter(|one| one.holds(now));
            let words = |one: &artel_protocol::company::Certification| {
                let number = if one.number.is_empty() { String::new() } else { format!(" ({})", one.number) };
                let until =
                    one.until.map(|until| format!(", {}", lang.about("directory-until", &lang.date(until))));
                (format!("{}{number}{}", one.name, until.unwrap_or_default()), None)
            };
            held.map(words).collect()
        }
        Field::Transnational => one(&company.transnational),
        Field::Web => company.web.iter().map(|web| (short(web), Some(web.to_string()))).collect(),
        Field::Contact => one(&company.contact),
        Field::Mail => linked("mailto", &company.mail),
        Field::Phone => linked("tel", &company.phone),
        Field::Vat => one(&company.vat),
        Field::Euid => one(&company.euid),
        Field::Lei => one(&company.lei),
        Field::Inn => one(&company.inn),
        Field::Ogrn => one(&company.ogrn),
    }
}

fn linked(scheme: &str, text: &str) -> Vec<(String, Option<String>)> {
    let address: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    match text.is_empty() {
        true => Vec::new(),
        false => vec![(text.to_owned(), Some(format!("{scheme}:{address}")))],
    }
}

/// An address as one says it.
fn short(web: &Id) -> String {
    let text = web.as_str();
    text.split_once("://").map_or(text, |(_, rest)| rest).trim_end_matches('/').to_owned()
}

impl DirectoryPage {
    /// How many companies the table has, if that is not all of them.
    pub fn cut_at(&self) -> Option<u64> {
        let most = limits::DIRECTORY_TABLE_ROWS as u64;
        (self.total > most).then_some(most)
    }

    pub fn samples(lang: Lang) -> Vec<DirectoryPage> {
        let frame = Frame { path: "/directory".into(), ..Frame::visitor_sample(lang) };
        let card = CompanyCard {
            actor: samples::company(),
            summary: "Drehen, Fräsen <und> Zuschnitt in Chemnitz".into(),
            facts: vec!["25.53 Machining".into(), "Chemnitz, Deutschland".into()],
            vouched: vec![VouchedView::sample(lang)],
            vouch: None,
        };
        let plain = CompanyCard { actor: samples::stranger(), ..CompanyCard::default() };
        let choice = |words: &str, count: u64| (words.to_owned(), "/directory?nace=2.1:C".to_owned(), count);
        let facets = vec![Facet {
            title: lang.t("company-activities").into_owned(),
            choices: vec![choice("C Manufacturing <of things>", 12), choice("F Construction", 3)],
        }];
        let full = DirectoryPage {
            head: Head { title: lang.t("place-directory").into_owned(), kind: "website", ..Head::default() },
            frame,
            text: "Drehen & <Fräsen>".into(),
            total: 42,
            companies: vec![card.clone(), plain],
            chosen: vec![("Chemnitz".into(), "/directory?q=x".into())],
            kept: vec![("region", "DED4".into())],
            facets,
            before: Some("/directory?q=x".into()),
            after: Some("/directory?q=x&page=3".into()),
            table: Some("/directory.csv?q=x".into()),
        };
        let officer = CompanyCard { vouch: Some("/vouch?of=https%3A%2F%2Fa.test".into()), ..card };
        let large = DirectoryPage { total: 12_345, ..full.clone() };
        let seen = DirectoryPage {
            frame: Frame { path: "/directory".into(), ..Frame::sample(lang) },
            companies: vec![officer],
            ..full.clone()
        };
        let empty = DirectoryPage {
            total: 0,
            companies: Vec::new(),
            facets: Vec::new(),
            before: None,
            after: None,
            table: None,
            ..full.clone()
        };
        let bare =
            DirectoryPage { text: String::new(), chosen: Vec::new(), kept: Vec::new(), ..empty.clone() };
        vec![full, large, seen, empty, bare]
    }
}

/// GET /vouch?of=ID and POST /vouch: fields `of` `comment` `months`. POST /vouch/revoke: `number` `of`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/vouch.html")]
pub struct VouchPage {
    pub frame: Frame,
    pub form: Form,
    pub actor: ActorView,
    /// The company's id.
    pub of: String,
    /// In whose name it is said.
    pub issuer: String,
    /// What is said at present.
    pub vouched: Vec<VouchedView>,
}

impl VouchPage {
    /// For how long one can vouch: the values of the field, and their words.
    pub fn months(&self) -> Vec<(String, String)> {
        let months = artel_node::features::vouching::MONTHS;
        let words = |months: &u32| self.frame.lang.count("vouch-months", u64::from(*months)).into_owned();
        months.iter().map(|months| (months.to_string(), words(months))).collect()
    }

    pub fn samples(lang: Lang) -> Vec<VouchPage> {
        let form = Form::sent([("months", "12")]);
        let mut refused = Form::sent([("months", "12"), ("comment", "<x>")]);
        let problem = artel_protocol::kinds::Problem {
            field: "comment",
            key: "vouch-comment-too-long",
            arguments: Vec::new(),
        };
        refused.refuse(lang, &[problem]);
        let first = VouchPage {
            frame: Frame { path: "/vouch?of=https%3A%2F%2Fa.test".into(), ..Frame::sample(lang) },
            form,
            actor: samples::company(),
            of: "https://artel.example/u/werkstatt".into(),
            issuer: "Handwerkskammer <Mitte>".into(),
            vouched: Vec::new(),
        };
        let again = VouchedView { number: Some(1), ..VouchedView::sample(lang) };
        vec![first.clone(), VouchPage { form: refused, vouched: vec![again], ..first }]
    }
}
