//! What an offer looks like on the wire and in a form, what is refused, and what is advised.

use serde_json::{Map, Value, json};

use super::*;
use crate::Id;
use crate::as2::Audience;
use crate::kinds::{self, Content, Entry, FactValue, Input};

fn entry(offer: Offer, language: &str) -> Entry {
    Entry {
        id: Id::parse("https://a.test/o/7").unwrap(),
        author: Id::parse("https://a.test/u/anna").unwrap(),
        content: Content::Offer(offer),
        audience: Audience { public: true, ..Audience::default() },
        in_reply_to: None,
        context: None,
        url: Some(Id::parse("https://a.test/@anna/7?a=1&b=2").unwrap()),
        published: None,
        updated: None,
        language: Some(language.into()),
        sensitive: false,
        tags: Vec::new(),
        attachments: Vec::new(),
    }
}

/// The object of an offer, and the members of its profile.
fn written(offer: Offer, language: &str) -> (Map<String, Value>, Map<String, Value>) {
    let object = entry(offer, language).to_object();
    let profile = object["artel:profile"].as_object().unwrap().clone();
    (object, profile)
}

fn sample(profile: ProfileType) -> Offer {
    Offer::samples().into_iter().find(|sample| sample.profile == Some(profile)).unwrap()
}

fn keys(problems: &[Problem]) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.key).collect()
}

fn advised(offer: &Offer) -> Vec<(&'static str, &'static str)> {
    offer.advise().iter().map(|advice| (advice.about.field, advice.about.key)).collect()
}

#[test]
fn every_sample_comes_back_as_it_was_and_could_be_published() {
    for sample in Offer::samples() {
        for language in ["en", "ru", "de", "fr", "de-AT"] {
            let entry = entry(sample.clone(), language);
            assert_eq!(Entry::read(&entry.to_object()).unwrap(), entry);
        }
        assert_eq!(keys(&sample.check()), Vec::<&str>::new(), "{}", sample.title);
        let typed = sample.to_form();
        let again = Offer::from_form(&typed, &Links::default());
        assert_eq!(again.to_form(), typed);
    }
}

#[test]
fn it_is_a_note_without_a_name_that_begins_with_its_title() {
    let (object, profile) = written(sample(ProfileType::TechnologyOffer), "de");
    assert_eq!(object["type"], "Note");
    assert!(["name", "summary", "source"].iter().all(|key| !object.contains_key(*key)));
    assert_eq!(object["attachment"], json!([]));
    let content = object["content"].as_str().unwrap();
    let title = "<p><strong>Messkopf für die Einhärtetiefe fertiger Wellen zur gemeinsamen Weiterentwicklung</strong></p>";
    assert!(content.starts_with(&format!("{title}<p>Technologieangebot</p><p>Eine Werkstatt aus Sachsen")));
    for said in [
        "<p><strong>Stand der Entwicklung</strong>: Kann vorgeführt werden</p>",
        "<p><strong>Gültig bis</strong>: 2027-11-24</p>",
        "<p><strong>Länder</strong>: Österreich, Tschechien, Polen</p>",
        "<p><strong>Vorteile und Neuheit</strong></p><p>Kein Teil geht verloren",
        "<li>ohne Aufschneiden,</li>",
        "<a href=\"https://a.test/@anna/7?a=1&amp;b=2\">",
    ] {
        assert!(content.contains(said), "{said} in {content}");
    }
    assert_eq!(object["contentMap"]["de"], object["content"]);
    assert_eq!(object["purpose"], "offer");
    assert_eq!(object["publishes"]["id"], "https://a.test/o/7#primary");
    assert_eq!(object["publishes"]["resourceConformsTo"], "http://data.europa.eu/ux2/nace2.1/2899");
    assert_eq!(object["hasEnd"], "2027-11-24T23:59:59Z");
    assert_eq!(object["eligibleLocation"], json!(["AT", "CZ", "PL"]));
    assert_eq!(profile["artel:profileType"], "TO");
    assert_eq!(profile["artel:stageOfDevelopment"], "AvailableForDemonstration");
    assert_eq!(profile["artel:sdgKeywords"], json!([7, 9]));
    assert_eq!(profile["artel:openForEOI"], true);
}

#[test]
fn a_request_says_so() {
    for profile in
        [ProfileType::BusinessRequest, ProfileType::TechnologyRequest, ProfileType::ResearchRequest]
    {
        assert_eq!(written(sample(profile), "ru").0["purpose"], "request");
    }
    let (_, profile) = written(sample(ProfileType::BusinessRequest), "de");
    assert_eq!(profile["artel:sdgKeywords"], json!(["NotRelevant"]));
}

#[test]
fn the_card_speaks_the_language_of_the_entry() {
    for (language, said) in [
        ("en", "Technology offer"),
        ("ru", "Технологическое предложение"),
        ("de-AT", "Technologieangebot"),
        ("fr", "Technology offer"),
    ] {
        let (object, _) = written(sample(ProfileType::TechnologyOffer), language);
        assert!(object["content"].as_str().unwrap().contains(&format!("<p>{said}</p>")), "{language}");
    }
}

#[test]
fn every_label_of_the_card_has_words_in_every_language() {
    for sample in Offer::samples() {
        for fact in sample.card().facts {
            let words = match fact.value {
                FactValue::Words(keys) => keys,
                _ => Vec::new(),
            };
            for key in words.into_iter().chain([fact.label]) {
                let said =
                    ["en", "ru", "de"].map(|language| kinds::words::word(&Offer::WORDS, Some(language), key));
                assert!(said.iter().all(|words| !words.is_empty()), "{key}: {said:?}");
                assert_ne!(said[0], said[1], "{key}");
            }
        }
    }
}

#[test]
fn nothing_that_somebody_types_becomes_html() {
    let (object, profile) = written(sample(ProfileType::BusinessOffer), "en");
    let content = object["content"].as_str().unwrap();
    assert!(content.starts_with("<p><strong>Brackets &lt;&amp;\"&gt; made to order for"));
    for tag in ["<script", "<img", "<b>"] {
        assert!(!content.contains(tag), "{tag} in {content}");
    }
    assert!(profile["artel:title"].as_str().unwrap().contains("<script>"), "a profile is plain text");
}

#[test]
fn a_proposal_of_somebody_else_is_a_post() {
    let proposal = json!({"id": "https://b.test/o/1", "type": "Note", "attributedTo": "https://b.test/u/b",
        "content": "<p>Milling</p>", "purpose": "offer",
        "publishes": {"type": "Intent", "id": "https://b.test/o/1#primary", "action": "deliverService"}});
    let object = proposal.as_object().unwrap();
    assert_eq!(Entry::read(object).unwrap().content.kind(), "post");
    let mut text = object.clone();
    text.insert("artel:profile".into(), "TO".into());
    assert_eq!(Entry::read(&text).unwrap().content.kind(), "post");
}

/// What becomes of a stranger's profile.
fn strange(profile: Value) -> Result<Offer, crate::Malformed> {
    let object = json!({"type": "Note", "content": "<p>card</p>", "artel:profile": profile});
    Offer::read(object.as_object().unwrap())
}

#[test]
fn what_a_stranger_says_too_much_is_cut() {
    let words = |count: usize| vec!["слово"; count].join(" ");
    let many: Vec<_> = (0..500).map(|number| format!("keyword {number}{}", words(50))).collect();
    let read = strange(json!({
        "artel:title": format!("a\n\n{}", words(500)), "artel:shortSummary": words(500),
        "artel:advantagesAndInnovation": words(5_000), "artel:expectedRoleOfThePartner": words(5_000),
        "artel:marketKeywords": many, "artel:nace": ["28.99", "../x", 28], "artel:languages": ["de", "<b>"],
        "artel:typesAndSizes": ["SME1-10", "SME1-10", "Guild"], "artel:sdgKeywords": [9, 99, "NotRelevant"],
        "artel:stageOfDevelopment": "Dreamt", "artel:profileType": "XX", "artel:projectDurationInWeeks": 70_000,
    }))
    .unwrap();
    assert!(read.title.chars().count() <= TITLE_CHARS);
    assert!(read.title.starts_with("a слово"));
    assert_eq!(read.summary.chars().count(), SUMMARY_CHARS);
    assert_eq!(read.advantages.chars().count(), PART_CHARS);
    assert_eq!(read.role.chars().count(), TEXT_CHARS);
    assert_eq!(read.market.len(), KEYWORDS);
    assert!(read.market.iter().all(|keyword| keyword.chars().count() <= KEYWORD_CHARS));
    assert_eq!((read.trades, read.languages), (vec!["28.99".to_owned(), "28".into()], vec!["de".to_owned()]));
    assert_eq!((read.sizes, read.goals), (vec![Size::Micro], vec![Goal::Industry, Goal::NotRelevant]));
    assert_eq!((read.stage, read.profile, read.call.weeks), (None, None, None));
    assert_eq!(read.text.html, "<p>card</p>", "the card says what a description does not");
}

#[test]
fn values_of_the_wrong_type_are_refused() {
    for wrong in [
        json!({"artel:title": 7}),
        json!({"artel:shortSummary": {"en": "a"}}),
        json!({"artel:description": true}),
        json!({"artel:marketKeywords": [{"name": "a"}]}),
        json!({"artel:sdgKeywords": [null]}),
        json!({"artel:openForEOI": "yes"}),
        json!({"artel:projectDurationInWeeks": "ten"}),
        json!({"artel:deadlineOfTheCall": "tomorrow"}),
        json!({"artel:description": "a".repeat(crate::limits::CONTENT_BYTES + 1)}),
    ] {
        assert!(strange(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn contexts_tell_what_the_members_of_a_proposal_mean() {
    let (object, _) = written(sample(ProfileType::TechnologyOffer), "de");
    let create = json!({"type": "Create", "object": object});
    for members in [&object, create.as_object().unwrap()] {
        let contexts = kinds::contexts(members);
        let own = contexts.as_array().and_then(|contexts| contexts.last()?.as_object()).unwrap();
        for member in object.keys().filter(|key| Offer::TERMS.iter().any(|(term, _)| term == key)) {
            assert!(own.contains_key(member), "{member}");
        }
        assert!(own.contains_key("artel") && own.contains_key("vf"));
    }
    let other = json!({"type": "Note", "content": "a"});
    assert_eq!(kinds::contexts(other.as_object().unwrap()), crate::wire::contexts());
}

#[test]
fn each_type_asks_for_what_applies_to_it() {
    let asks = |profile: &str| -> Vec<(&'static str, bool)> {
        let typed = [("type", profile)].into_iter().collect();
        Offer::fields(&typed).iter().map(|field| (field.name, field.required)).collect()
    };
    let unchosen = [("type", true), ("title", true), ("summary", true), ("text", true)];
    assert_eq!(asks(""), unchosen);
    let has =
        |profile, field| asks(profile).into_iter().find(|(name, _)| *name == field).map(|(_, needed)| needed);
    assert_eq!(asks("TO")[0], ("type", true));
    for (profile, field, expected) in [
        ("BO", "advantages", Some(true)),
        ("BR", "advantages", Some(false)),
        ("TR", "advantages", Some(false)),
        ("RDR", "advantages", None),
        ("TO", "sought", None),
        ("BO", "sought", None),
        ("BR", "sought", Some(true)),
        ("TR", "sought", Some(true)),
        ("TO", "stage", Some(true)),
        ("TO", "rights", Some(true)),
        ("BO", "stage", Some(false)),
        ("TR", "rights", None),
        ("RDR", "weeks", Some(false)),
        ("BO", "weeks", None),
        ("BR", "goals", Some(true)),
    ] {
        assert_eq!(has(profile, field), expected, "{profile} {field}");
    }
    let research = [("type", "RDR")].into_iter().collect();
    let partnerships = Offer::fields(&research).into_iter().find(|field| field.name == "partnerships");
    assert_eq!(partnerships.map(|field| field.input), Some(Input::Choices(&["research"])));
}

#[test]
fn codes_of_partnerships_are_those_of_their_terms() {
    for profile in ProfileType::ALL {
        let codes: Vec<_> = profile.partnerships().iter().map(|term| term.code()).collect();
        assert_eq!(codes, profile.partnership_codes());
    }
}

#[test]
fn what_does_not_apply_to_the_type_is_not_said() {
    let mut typed = sample(ProfileType::TechnologyOffer).to_form();
    typed.set("type", "BR");
    typed.set("sought", "Einsatzhärten");
    let offer = Offer::from_form(&typed, &Links::default());
    assert_eq!((offer.stage, offer.rights), (None, None));
    assert_eq!(offer.rights_notes, "");
    assert_eq!(offer.partnerships, [], "neither fits a business request");
    assert_eq!(keys(&offer.check()), ["offer-partnerships-missing"]);
}

#[test]
fn everything_that_is_missing_is_told_at_once() {
    let typed = |pairs: &[(&'static str, &str)]| {
        Offer::from_form(&pairs.iter().map(|(field, value)| (*field, *value)).collect(), &Links::default())
    };
    let blank = ["offer-type-missing", "offer-title-missing", "offer-summary-missing", "offer-text-missing"];
    assert_eq!(keys(&typed(&[]).check()), blank);
    let technology = typed(&[("type", "TO"), ("title", "a"), ("summary", "b"), ("text", "c")]);
    let missing = [
        "offer-advantages-missing",
        "offer-stage-missing",
        "offer-rights-missing",
        "offer-partnerships-missing",
        "offer-goals-missing",
    ];
    assert_eq!(keys(&technology.check()), missing);
}

#[test]
fn what_cannot_be_read_is_told_at_its_field() {
    let mut typed = sample(ProfileType::ResearchRequest).to_form();
    for (field, value) in [
        ("until", "2027-02-30"),
        ("deadline", "soon"),
        ("weeks", "many"),
        ("trades", "28.99, milling"),
        ("countries", "de, Mars"),
        ("languages", "Deutsch, Klingonisch"),
        ("market", "a,b,c,d,e,f"),
        ("goals.none", "yes"),
    ] {
        typed.set(field, value);
    }
    let offer = Offer::from_form(&typed, &Links::default());
    let problems = offer.check();
    let fields: Vec<_> = problems.iter().map(|problem| problem.field).collect();
    assert_eq!(fields, ["goals", "market", "trades", "countries", "languages", "until", "deadline", "weeks"]);
}

#[test]
fn a_long_text_in_two_byte_line_ends_is_as_long_as_the_browser_counts() {
    let mut offer = sample(ProfileType::BusinessRequest);
    offer.text = Text::from_markdown(&"a\r\n".repeat(TEXT_CHARS / 2));
    assert_eq!(keys(&offer.check()), Vec::<&str>::new());
    offer.text = Text::from_markdown(&"a\n".repeat(TEXT_CHARS / 2 + 1));
    assert_eq!(keys(&offer.check()), ["offer-too-long"]);
}

#[test]
fn a_whole_profile_needs_no_advice_and_a_bare_one_does() {
    assert_eq!(advised(&sample(ProfileType::TechnologyOffer)), []);
    let bare = advised(&sample(ProfileType::BusinessRequest));
    let expected = [
        ("text", "offer-advice-text"),
        ("role", "offer-advice-role"),
        ("market", "offer-advice-keywords"),
        ("title", "offer-advice-title"),
        ("summary", "offer-advice-summary"),
        ("trades", "offer-advice-trades"),
        ("countries", "offer-advice-countries"),
        ("sizes", "offer-advice-sizes"),
    ];
    assert_eq!(bare, expected, "what matters more comes first");
    assert_eq!(advised(&Offer::default()), [], "who has begun nothing is told nothing");
}

#[test]
fn what_tells_who_is_behind_an_anonymous_profile_is_seen() {
    let whole = sample(ProfileType::TechnologyOffer);
    for (text, key) in [
        ("Siehe EP1234567B1.", Some("offer-advice-patent")),
        ("Patent (DE 10 2019 123 456) erteilt", Some("offer-advice-patent")),
        ("WO2019/123456", Some("offer-advice-patent")),
        ("Mehr auf https://brandt.example", Some("offer-advice-address")),
        ("www.brandt.example", Some("offer-advice-address")),
        ("Schreiben Sie an anna@brandt.example.", Some("offer-advice-address")),
        ("Patente in DE, AT und PL seit 2019, bis zu 1500 mm.", None),
        ("Es kostet 100 000 Euro @ Werk", None),
    ] {
        let named = Offer { rights_notes: text.into(), ..whole.clone() };
        assert_eq!(advised(&named), [], "it has a name anyway: {text}");
        let anonymous = Offer { anonymous: true, ..named };
        assert_eq!(advised(&anonymous).first().map(|(_, key)| *key), key, "{text}");
    }
}

#[test]
fn weapons_and_sales_are_asked_about_and_waffles_are_not() {
    for (title, key) in [
        ("Verschlüsse für Waffen und deren Teile in Serie", Some("offer-advice-weapons")),
        ("Поставка оружия и запасных частей к нему", Some("offer-advice-weapons")),
        ("Fräsen großer Teile mit Rabatt bis Ende März", Some("offer-advice-sale")),
        ("Waffeleisen für Bäckereien unter einem Liefervertrag", None),
    ] {
        let offer = Offer { title: title.into(), ..sample(ProfileType::TechnologyOffer) };
        assert_eq!(advised(&offer).first().map(|(_, key)| *key), key, "{title}");
    }
}
