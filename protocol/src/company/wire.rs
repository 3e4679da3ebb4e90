//! A company in its organisation's actor document: what is public, under `artel:` and, where schema.org has a word for
//! it, under `schema:`.
//!
//! Both directions stand here. What comes from others is read leniently, field by field: a code that this program does
//! not know is passed over, as it would be if it were not there.

use serde_json::{Map, Value, json};

use super::form::{is_mail, is_phone};
use super::term::Term;
use super::{Certification, Company, Kind, Size, Turnover};
use crate::actor::profile::web_address;
use crate::classification::{Language, Nace, Region};
use crate::html::tag_page;
use crate::{Id, Timestamp, as2, limits};

/// Adds what a company says to its document. Whatever is in it is public from then on: see [`Company::seen_by`].
pub(crate) fn write(company: &Company, base: &Id, document: &mut Map<String, Value>) {
    let mut put = |name: &str, value: Value| {
        let is_said = match &value {
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Object(members) => members.len() > 1,
            other => !other.is_null(),
        };
        if is_said {
            document.insert(name.to_owned(), value);
        }
    };
    put("schema:legalName", company.legal_name.as_str().into());
    put("schema:alternateName", company.trade_name.as_str().into());
    put("schema:foundingDate", company.founded.map(|year| format!("{year:04}")).into());
    put("artel:organisationKind", company.kind.map(Kind::as_str).into());
    put("artel:sizeClass", company.size.map(Size::as_str).into());
    put("artel:turnover", company.turnover.map(Turnover::as_str).into());
    put("artel:region", company.region.map(Region::code).into());
    put("schema:address", company.address.as_str().into());
    put("artel:nace", company.activities.iter().map(Nace::to_string).collect());
    put("artel:competences", company.competences.iter().map(String::as_str).collect());
    put("artel:products", company.products.iter().map(String::as_str).collect());
    put("artel:technologies", company.technologies.iter().map(String::as_str).collect());
    put("artel:markets", company.markets.iter().map(|market| market.code()).collect());
    put("artel:languages", company.languages.iter().map(|spoken| spoken.code()).collect());
    put("artel:certifications", company.certifications.iter().map(write_certification).collect());
    put("artel:transnational", company.transnational.as_str().into());
    put("schema:url", company.web.as_ref().map(|web| web.as_str()).into());
    put("schema:contactPoint", write_contact(company));
    for (name, number) in [
        ("schema:vatID", &company.vat),
        ("artel:euid", &company.euid),
        ("schema:leiCode", &company.lei),
        ("artel:inn", &company.inn),
        ("artel:ogrn", &company.ogrn),
    ] {
        put(name, number.as_str().into());
    }
    put("tag", hashtags(company, base));
}

/// What it can do, as tags: so that other software finds it too. Only what is one word can be one.
fn hashtags(company: &Company, base: &Id) -> Value {
    let is_word = |term: &&str| {
        let fits = term.chars().count() <= limits::TAG_CHARS;
        fits && term.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    let terms = company.competences.iter().chain(&company.technologies).map(|term| Term::of(term).words);
    let tag = |term: &str| {
        let href = tag_page(&base.join("/tags"), term)?;
        Some(json!({"type": "Hashtag", "name": format!("#{term}"), "href": href}))
    };
    terms.filter(is_word).filter_map(tag).collect()
}

fn write_certification(certification: &Certification) -> Value {
    let mut members = Map::from_iter([
        ("type".to_owned(), "schema:Certification".into()),
        ("schema:name".to_owned(), certification.name.as_str().into()),
    ]);
    if !certification.number.is_empty() {
        members.insert("schema:certificationIdentification".into(), certification.number.as_str().into());
    }
    if let Some(day) = certification.last_day() {
        members.insert("schema:expires".into(), day.into());
    }
    Value::Object(members)
}

fn write_contact(company: &Company) -> Value {
    let said = [
        ("schema:name", &company.contact),
        ("schema:email", &company.mail),
        ("schema:telephone", &company.phone),
    ];
    let said = said.into_iter().filter(|(_, text)| !text.is_empty());
    let kind = ("type".to_owned(), Value::from("schema:ContactPoint"));
    Value::Object(
        std::iter::once(kind)
            .chain(said.map(|(name, text)| (name.to_owned(), text.as_str().into())))
            .collect(),
    )
}

/// What a document says of the company.
pub(crate) fn read(document: &Map<String, Value>) -> Company {
    let text = |name: &str, max: usize| text(document, name, max);
    let number = |name: &str| text(name, limits::COMPANY_NUMBER_CHARS);
    let contact = as2::first(document, "schema:contactPoint").and_then(Value::as_object);
    let of_contact = |name: &str| {
        contact.map(|contact| self::text(contact, name, limits::COMPANY_CONTACT_CHARS)).unwrap_or_default()
    };
    Company {
        legal_name: text("schema:legalName", limits::COMPANY_NAME_CHARS),
        trade_name: text("schema:alternateName", limits::COMPANY_NAME_CHARS),
        founded: text("schema:foundingDate", 10).get(..4).and_then(|year| year.parse().ok()),
        kind: Kind::parse(&number("artel:organisationKind")),
        size: Size::parse(&number("artel:sizeClass")),
        turnover: Turnover::parse(&number("artel:turnover")),
        region: Region::parse(&number("artel:region")),
        address: document
            .get("schema:address")
            .and_then(Value::as_str)
            .map(|address| as2::shorten(address.trim(), limits::COMPANY_ADDRESS_CHARS))
            .unwrap_or_default(),
        activities: codes(document, "artel:nace", limits::COMPANY_ACTIVITIES, Nace::parse),
        competences: terms(document, "artel:competences"),
        products: terms(document, "artel:products"),
        technologies: terms(document, "artel:technologies"),
        markets: codes(document, "artel:markets", limits::COMPANY_MARKETS, Region::parse),
        languages: codes(document, "artel:languages", limits::COMPANY_LANGUAGES, Language::parse),
        certifications: read_certifications(document),
        transnational: document
            .get("artel:transnational")
            .and_then(Value::as_str)
            .map(|text| as2::shorten(text.trim(), limits::COMPANY_TEXT_CHARS))
            .unwrap_or_default(),
        web: web_address(&text("schema:url", limits::ID_BYTES)),
        contact: of_contact("schema:name"),
        mail: Some(of_contact("schema:email")).filter(|mail| is_mail(mail)).unwrap_or_default(),
        phone: Some(of_contact("schema:telephone")).filter(|phone| is_phone(phone)).unwrap_or_default(),
        vat: number("schema:vatID"),
        euid: number("artel:euid"),
        lei: number("schema:leiCode"),
        inn: number("artel:inn"),
        ogrn: number("artel:ogrn"),
    }
}

/// One line of plain text.
fn text(object: &Map<String, Value>, name: &str, max: usize) -> String {
    let text = object.get(name).and_then(Value::as_str).unwrap_or_default();
    let line: String = text.trim().chars().filter(|letter| !letter.is_control()).collect();
    as2::shorten(&line, max)
}

fn terms(document: &Map<String, Value>, name: &str) -> Vec<String> {
    let texts = as2::list(document, name).iter().filter_map(Value::as_str).map(str::trim);
    // A code is whole or it is none.
    let short = |text: &str| match Term::of(text).words.chars().count() <= limits::COMPANY_TERM_CHARS {
        true => text.to_owned(),
        false => as2::shorten(text, limits::COMPANY_TERM_CHARS),
    };
    texts.filter(|text| !text.is_empty()).map(short).take(limits::COMPANY_TERMS).collect()
}

fn codes<T: PartialEq>(
    document: &Map<String, Value>,
    name: &str,
    max: usize,
    parse: fn(&str) -> Option<T>,
) -> Vec<T> {
    as2::list(document, name).iter().filter_map(|code| parse(code.as_str()?)).take(max).collect()
}

fn read_certifications(document: &Map<String, Value>) -> Vec<Certification> {
    let read = |value: &Value| {
        let object = value.as_object()?;
        let name = text(object, "schema:name", limits::COMPANY_TERM_CHARS);
        let certification = Certification {
            number: text(object, "schema:certificationIdentification", limits::COMPANY_NUMBER_CHARS),
            until: object
                .get("schema:expires")
                .and_then(Value::as_str)
                .and_then(|day| Timestamp::begin_of_day(day.trim())),
            name,
        };
        (!certification.name.is_empty()).then_some(certification)
    };
    let all = as2::list(document, "artel:certifications");
    all.iter().filter_map(read).take(limits::COMPANY_CERTIFICATIONS).collect()
}
