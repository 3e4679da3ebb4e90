//! A company from a form to a document and back, and who sees what of it.

use serde_json::{Map, Value, json};

use super::*;
use crate::kinds::Typed;

const YEAR: u16 = 2026;

fn problems(pairs: &[(&str, &str)]) -> Vec<(&'static str, &'static str)> {
    let typed: Typed = pairs.iter().copied().collect();
    let problems = Company::from_form(&typed, YEAR).expect_err("something is wrong");
    problems.iter().map(|problem| (problem.field, problem.key)).collect()
}

fn written(company: &Company) -> Map<String, Value> {
    let mut document = Map::new();
    write(company, &Id::parse("https://node-a.test").unwrap(), &mut document);
    document
}

#[test]
fn what_is_typed_comes_back_into_the_form_in_every_language() {
    let company = Company::sample();
    let mut visibilities = Visibilities::default();
    visibilities.set(Field::Phone, Visibility::Public);
    visibilities.set(Field::Address, Visibility::Private);
    for language in ["en", "ru", "de"] {
        let typed = company.to_form(&visibilities, language);
        let read = Company::from_form(&typed, YEAR).expect("nothing is wrong");
        assert_eq!(read, (company.clone(), visibilities.clone()), "{language}");
    }
    assert_eq!(
        Company::from_form(&Typed::default(), YEAR),
        Ok((Company::default(), Visibilities::default()))
    );
}

#[test]
fn every_country_is_read_in_a_list_as_it_is_written_there() {
    for language in ["en", "ru", "de"] {
        for country in Region::countries() {
            let markets = vec![country, Region::parse("RU-SVE").unwrap()];
            let company = Company { markets, ..Company::default() };
            let read = Company::from_form(&company.to_form(&Visibilities::default(), language), YEAR);
            assert_eq!(read.map(|(read, _)| read), Ok(company), "{country} in {language}");
        }
    }
}

#[test]
fn what_is_wrong_is_told_at_its_field_all_at_once() {
    let long = "x".repeat(201);
    let told = problems(&[
        ("legal_name", &long),
        ("founded", "2027"),
        ("region", "Atlantis"),
        ("nace_2", "99.99"),
        ("markets", "DE, Atlantis"),
        ("languages", "Klingonisch"),
        ("number_1", "4711"),
        ("certificate_2", "ISO 9001"),
        ("until_2", "30.6.2027"),
        ("web", "not a page"),
        ("mail", "anna"),
        ("phone", "call me"),
        ("vat", "123"),
        ("euid", "HRB 4711"),
        ("lei", "529900T8BM49AURSDO56"),
        ("inn", "7707083894"),
        ("ogrn", "1"),
        (
            "competences",
            &format!("{},{}", "y".repeat(81), (0..30).map(|n| n.to_string()).collect::<Vec<_>>().join(",")),
        ),
    ]);
    let expected = [
        ("legal_name", "company-too-long"),
        ("founded", "company-founded-wrong"),
        ("region", "company-region-unknown"),
        ("nace_2", "company-nace-unknown"),
        ("competences", "company-term-too-long"),
        ("competences", "company-too-many"),
        ("markets", "company-region-unknown"),
        ("languages", "company-language-unknown"),
        ("certificate_1", "company-certificate-without-name"),
        ("until_2", "company-day-wrong"),
        ("web", "company-web-wrong"),
        ("mail", "mail-address-wrong"),
        ("phone", "company-phone-wrong"),
        ("vat", "company-vat-wrong"),
        ("euid", "company-euid-wrong"),
        ("lei", "company-lei-wrong"),
        ("inn", "company-inn-wrong"),
        ("ogrn", "company-ogrn-wrong"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_number_is_taken_however_it_is_spaced() {
    let typed =
        Typed::from_iter([("inn", "77 0708 3893"), ("vat", "de 123.456.789"), ("web", "brandt.example")]);
    let (company, _) = Company::from_form(&typed, YEAR).unwrap();
    assert_eq!((&*company.inn, &*company.vat), ("7707083893", "DE123456789"));
    assert_eq!(company.web.unwrap().as_str(), "https://brandt.example");
}

#[test]
fn every_field_can_be_taken_out_and_leaves_nothing_in_the_document() {
    let whole = Company::sample();
    for field in Field::ALL {
        assert!(whole.says(*field), "{field:?} is in the sample");
        let mut without = whole.clone();
        without.take_out(*field);
        assert!(!without.says(*field), "{field:?}");
        assert_ne!(written(&without), written(&whole), "{field:?} is in no document");
    }
    let mut nothing = whole;
    Field::ALL.iter().for_each(|field| nothing.take_out(*field));
    assert!(nothing.is_silent() && written(&nothing).is_empty());
}

#[test]
fn each_reader_sees_what_is_for_them() {
    let (whole, mut visibilities) = (Company::sample(), Visibilities::default());
    let seen = |reader, visibilities: &Visibilities| {
        let company = whole.seen_by(reader, visibilities);
        Field::ALL.iter().filter(|field| company.says(**field)).count()
    };
    assert_eq!(Visibility::ALL.map(|reader| seen(reader, &visibilities)), [17, 22, 22, 25, 25]);
    visibilities.set(Field::LegalName, Visibility::Private);
    visibilities.set(Field::Phone, Visibility::Public);
    assert_eq!(Visibility::ALL.map(|reader| seen(reader, &visibilities)), [17, 22, 22, 24, 25]);
}

#[test]
fn what_is_written_is_read_as_it_was_meant() {
    let company = Company::sample();
    let document = written(&company);
    assert_eq!(read(&document), company);
    assert_eq!(document["artel:nace"], json!(["2.1:25.53", "2:25.62"]));
    assert_eq!(document["tag"][0]["name"], "#Drehen");
    assert_eq!(document["tag"].as_array().unwrap().len(), 2, "two words are no tag");
    assert!(read(&Map::new()).is_silent());
}

#[test]
fn a_document_that_lies_about_a_company_harms_nothing() {
    let endless = "x".repeat(100_000);
    for wrong in [
        json!(5),
        json!({}),
        json!([[], {}, 5, null]),
        json!(endless),
        json!([endless]),
        json!(vec!["DE"; 9_999]),
    ] {
        let names = written(&Company::sample());
        let document: Map<String, Value> = names.keys().map(|name| (name.clone(), wrong.clone())).collect();
        let read = read(&document);
        assert!(read.legal_name.chars().count() <= crate::limits::COMPANY_NAME_CHARS);
        assert!(read.markets.len() <= crate::limits::COMPANY_MARKETS && read.activities.is_empty());
        assert!(read.competences.len() <= crate::limits::COMPANY_TERMS && read.web.is_none());
    }
}

#[test]
fn a_certificate_holds_through_its_last_day() {
    let certification = &Company::sample().certifications[0];
    let at = |text: &str| Timestamp::parse_rfc3339(text).unwrap();
    assert_eq!(certification.last_day().as_deref(), Some("2027-06-30"));
    assert!(certification.holds(at("2027-06-30T23:59:59Z")));
    assert!(!certification.holds(at("2027-07-01T00:00:00Z")));
}

#[test]
fn what_is_kept_is_read_again_and_what_older_stores_lack_is_as_if_it_were_not_said() {
    let mut bytes = Vec::new();
    ciborium::into_writer(&Company::sample(), &mut bytes).unwrap();
    assert_eq!(ciborium::from_reader::<Company, _>(&bytes[..]).unwrap(), Company::sample());
    let mut empty = Vec::new();
    ciborium::into_writer(&BTreeMap::<String, String>::new(), &mut empty).unwrap();
    assert!(ciborium::from_reader::<Company, _>(&empty[..]).unwrap().is_silent());
}
