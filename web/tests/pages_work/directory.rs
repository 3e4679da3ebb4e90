//! The directory: what a company says of itself, who sees it, and how it is found.

use artel_protocol::Name;
use artel_protocol::company::{Company, Field, Visibilities, Visibility};
use axum::http::StatusCode;

use super::browser::{Browser, Page, Site};
use super::interest;

const ACTIVITY: &str = "application/activity+json";

/// The form of a company as it is in the sample.
fn filled(visibilities: &Visibilities) -> Vec<(String, String)> {
    let typed = Company::sample().to_form(visibilities, "en");
    typed.iter().map(|(field, value)| (field.to_owned(), value.to_owned())).collect()
}

async fn send(browser: &mut Browser, path: &str, fields: &[(String, String)]) -> Page {
    let csrf = browser.get("/office").await.csrf();
    let mut all = vec![("csrf", csrf.as_str())];
    all.extend(fields.iter().map(|(field, value)| (field.as_str(), value.as_str())));
    browser.send(path, &all).await
}

async fn describe(browser: &mut Browser, visibilities: &Visibilities) {
    let page = send(browser, "/company", &filled(visibilities)).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept() {
    let (_site, mut anna) = Site::set_up().await;
    let page = anna.get("/company").await;
    assert!(
        page.says("name=\"legal_name\"") && page.says("id=\"known-nace\"") && !page.says("/company/confirm")
    );
    let typed = [
        ("nace_1", "machining qwertz"),
        ("region", "Chemnitz-Land"),
        ("inn", "1"),
        ("legal_name", "Brandt <&>"),
    ];
    let typed = typed.map(|(field, value)| (field.to_owned(), value.to_owned()));
    let refused = send(&mut anna, "/company", &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("value=\"machining qwertz\"") && refused.says("Brandt &#60;&#38;&#62;"));
    for field in ["nace_1", "region", "inn"] {
        assert!(refused.says(&format!("id=\"p-{field}\"")), "{field}");
    }
    assert!(refused.says("<code>25.53</code>") && refused.says("<code>DED4</code>"), "{}", refused.text);
    assert!(!refused.says("id=\"p-legal_name\""));
}

#[tokio::test]
async fn codes_are_offered_by_their_names_in_any_language() {
    let (_site, mut anna) = Site::set_up().await;
    for (path, offered) in [
        ("/suggest/nace?nace_3=Maschinenbau", "value=\"28 Manufacture of machinery"),
        ("/suggest/nace?nace_1=25.5", "value=\"25.53 "),
        ("/suggest/nace?nace_1=2%3A25.62", "value=\"2:25.62 "),
        ("/suggest/regions?region=%D1%81%D0%B2%D0%B5%D1%80%D0%B4%D0%BB", "value=\"RU-SVE "),
    ] {
        let page = anna.get(path).await;
        assert!(page.says(offered) && page.says("<option"), "{path}: {}", page.text);
        assert!(page.text.len() < 10_000, "{path}");
    }
    assert_eq!(anna.get("/suggest/nace").await.text.trim(), "");
}

#[tokio::test]
async fn what_is_said_of_a_company_comes_back_and_is_confirmed_with_one_button() {
    let (site, mut anna) = Site::set_up().await;
    describe(&mut anna, &Visibilities::default()).await;
    let page = anna.get("/company").await;
    for said in [
        "value=\"Brandt &#38; Söhne GmbH\"",
        "value=\"25.53 Machining",
        "value=\"+49 371 000000\"",
        "value=\"2027-06-30\"",
    ] {
        assert!(page.says(said), "{said}: {}", page.text);
    }
    let node = site.app.node();
    let name = Name::parse("werkstatt_brandt").unwrap();
    let before = node.view().unwrap().company(&name).unwrap().unwrap();
    let confirmed = send(&mut anna, "/company/confirm", &[]).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER);
    let after = node.view().unwrap().company(&name).unwrap().unwrap();
    assert_eq!((&after.company, after.updated), (&before.company, before.updated));
    assert!(after.confirmed >= before.confirmed);
    let mut other = site.neighbour().await;
    assert_eq!(send(&mut other, "/company/confirm", &[]).await.status, StatusCode::NOT_FOUND);
    assert!(!anna.get("/").await.says("/company\""), "nobody is asked again at once");
}

/// What of the sample stands in each field and nowhere else.
fn marks() -> Vec<(Field, &'static str)> {
    vec![
        (Field::LegalName, "Söhne GmbH"),
        (Field::TradeName, "Werkstatt Brandt"),
        (Field::Founded, "1987"),
        (Field::Address, "09111"),
        (Field::Competences, "Drehen"),
        (Field::Products, "Wellen"),
        (Field::Technologies, "CNC"),
        (Field::Certifications, "QM-4711"),
        (Field::Transnational, "Tschechien"),
        (Field::Web, "https://brandt.example"),
        (Field::Mail, "anna@brandt.example"),
        (Field::Phone, "+49 371 000000"),
        (Field::Vat, "DE123456789"),
        (Field::Euid, "HRB4711"),
        (Field::Lei, "529900T8BM49AURSDO55"),
        (Field::Inn, "7707083893"),
        (Field::Ogrn, "1027700132195"),
    ]
}

/// For whom everything is.
fn all_for(visibility: Visibility) -> Visibilities {
    let mut all = Visibilities::default();
    Field::ALL.iter().for_each(|field| all.set(*field, visibility));
    all
}

#[tokio::test]
async fn what_is_not_public_is_in_no_document_page_or_feed_for_strangers() {
    let (site, mut anna) = Site::set_up().await;
    let (mut stranger, mut neighbour) = (site.browser(), site.neighbour().await);
    for hidden in Visibility::ALL.into_iter().skip(1) {
        // Everything was public before: what is not any more has to go.
        describe(&mut anna, &all_for(Visibility::Public)).await;
        let document = stranger.get_as("/u/werkstatt_brandt", ACTIVITY).await;
        for (field, mark) in marks() {
            assert!(document.says(mark), "{field:?} is public and stands there: {}", document.text);
        }
        describe(&mut anna, &all_for(hidden)).await;
        let mut seen = vec![stranger.get_as("/u/werkstatt_brandt", ACTIVITY).await.text];
        for path in [
            "/",
            "/@werkstatt_brandt",
            "/@werkstatt_brandt/feed.atom",
            "/@werkstatt_brandt/feed.json",
            "/@werkstatt_brandt/card.vcf",
            "/directory",
        ] {
            seen.push(stranger.get(path).await.text);
            seen.push(neighbour.get(path).await.text);
        }
        for (field, mark) in marks().into_iter().filter(|(field, _)| *field != Field::TradeName) {
            for text in &seen {
                assert!(!text.contains(mark), "{field:?} is {hidden:?} and shows: {text}");
            }
        }
        for kind in ["artel:nace", "artel:region", "artel:sizeClass", "schema:contactPoint", "\"tag\""] {
            assert!(!seen[0].contains(kind), "{kind}");
        }
    }
}

#[tokio::test]
async fn what_was_never_public_is_kept_in_one_record_and_in_nothing_else_that_the_node_has() {
    for hidden in Visibility::ALL.into_iter().skip(1) {
        let (site, mut anna) = Site::set_up().await;
        describe(&mut anna, &all_for(hidden)).await;
        send(&mut anna, "/company/confirm", &[]).await;
        let mut found = 0;
        let look = |key: &[u8], value: &[u8]| {
            for (field, mark) in marks().into_iter().filter(|(field, _)| *field != Field::TradeName) {
                let is_in = value.windows(mark.len()).any(|part| part == mark.as_bytes());
                assert!(!is_in || key[0] == b'y', "{field:?} is {hidden:?} and in {}", key.escape_ascii());
                found += usize::from(is_in);
            }
            Ok::<_, artel_node::Refusal>(std::ops::ControlFlow::Continue(()))
        };
        site.app.node().view().unwrap().walk_from(&[0], &[0xff], look).unwrap();
        assert!(found >= 14, "only {found} were found: the record is not read any more");
    }
}

#[tokio::test]
async fn a_company_is_found_by_words_and_by_codes_without_a_script() {
    let (site, mut anna) = Site::set_up().await;
    let mut stranger = site.browser();
    assert!(stranger.get("/directory").await.says("Werkstatt Brandt"), "who said nothing is there as well");
    describe(&mut anna, &Visibilities::default()).await;
    for found in [
        "/directory",
        "/directory?q=maschinenbau+machining",
        "/directory?q=Dreh",
        "/directory?nace=2.1:C&region=DE&size=small&spoken=ru&certificate=iso+9001",
        "/directory?nace=nonsense&page=x&size=huge",
    ] {
        let page = stranger.get(found).await;
        let is_there = page.says("Werkstatt Brandt") && page.says("1 company");
        assert_eq!(is_there, !found.contains("maschinenbau"), "{found}: {}", page.text);
        assert!(!page.says("<script") && page.text.len() < 61_440, "{found}");
    }
    let page = stranger.get("/directory?nace=2.1%3AC&q=dreh").await;
    assert!(page.says("href=\"/directory?q=dreh&#38;nace=2.1%3A25\""), "{}", page.text);
    assert!(page.says("name=\"nace\" value=\"2.1:C\"") && page.says("href=\"/directory?q=dreh\""));
    assert_eq!(page.header("x-robots-tag"), "");
    assert!(page.says("content=\"noindex\""));
    let nobody = stranger.get("/directory?q=%3Cscript%3E&vouched=yes").await;
    assert!(nobody.says("Nobody fits this") && nobody.says("&#60;script&#62;"));
    assert!(stranger.get("/directory?page=400").await.says("1 company"), "a page beyond the last is empty");
}

#[tokio::test]
async fn members_of_a_community_see_what_is_for_members_on_the_page_and_on_the_card() {
    let (site, mut anna) = Site::set_up().await;
    let mut bernd = site.neighbour().await;
    describe(&mut anna, &Visibilities::default()).await;
    let page = "/@werkstatt_brandt";
    let card = "/@werkstatt_brandt/card.vcf";
    let (public, for_members, accepted) = ("Söhne GmbH", "DE123456789", "anna@brandt.example");
    for browser in [&mut site.browser(), &mut bernd] {
        let shown = browser.get(page).await;
        assert!(shown.says(public) && !shown.says(for_members) && !shown.says(accepted));
        let card = browser.get(card).await;
        assert_eq!(card.header("content-type"), "text/vcard; charset=utf-8");
        assert!(
            card.text.starts_with("BEGIN:VCARD\r\nVERSION:4.0\r\n") && !card.says(accepted),
            "{}",
            card.text
        );
        assert!(card.says("ORG:Brandt & Söhne GmbH\r\n") && card.says("CATEGORIES:Drehen,"));
    }
    let own = anna.get(page).await;
    assert!(own.says(for_members) && own.says(accepted) && own.says("href=\"/company\""));
    assert!(anna.get(card).await.says("EMAIL:anna@brandt.example"));
    let name = |text: &str| Name::parse(text).unwrap();
    let node = site.app.node();
    let community = node.found_community(name("bau"), "Bau".into(), name("werkstatt_brandt")).await.unwrap();
    assert!(!bernd.get(page).await.says(for_members));
    node.admit_hosted(&community, &name("nachbar")).await.unwrap();
    let shown = bernd.get(page).await;
    assert!(shown.says(for_members) && !shown.says(accepted), "{}", shown.text);
    assert!(!site.browser().get(page).await.says(for_members));
    assert_eq!(site.browser().get("/@anna/card.vcf").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn for_whom_somebody_vouches_sees_what_is_for_them() {
    let (site, mut anna) = Site::set_up().await;
    let mut bernd = site.neighbour().await;
    let mut visibilities = Visibilities::default();
    visibilities.set(Field::Turnover, Visibility::Vouched);
    describe(&mut anna, &visibilities).await;
    let turnover = "<dt>Turnover";
    assert!(anna.get("/@werkstatt_brandt").await.says(turnover));
    assert!(!bernd.get("/@werkstatt_brandt").await.says("Turnover"));
    let of = site.actor("nachbar").to_string();
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let said = [field("of", &of), field("comment", ""), field("months", "12")];
    assert_eq!(send(&mut anna, "/vouch", &said).await.status, StatusCode::SEE_OTHER);
    let shown = bernd.get("/@werkstatt_brandt").await;
    assert!(shown.says("Turnover") && !shown.says("anna@brandt.example"), "{}", shown.text);
    assert!(!site.browser().get("/@werkstatt_brandt").await.says("Turnover"));
    assert!(!site.browser().get_as("/u/werkstatt_brandt", ACTIVITY).await.says("artel:turnover"));
}

#[tokio::test]
async fn what_kind_it_is_and_the_codes_of_what_it_can_do_stand_on_its_page() {
    let (site, mut anna) = Site::set_up().await;
    describe(&mut anna, &Visibilities::default()).await;
    let page = site.browser().get("/@werkstatt_brandt").await;
    assert!(page.says("Kind of organisation") && page.says(">Company<"), "{}", page.text);
    assert!(page.says("href=\"http://data.europa.eu/esco/skill/") && page.says(">Drehen</a>"));
    assert!(page.says("Wellen (CPV 42141000-1)"));
    let found = site.browser().get("/directory?q=Drehen").await;
    assert!(found.says("Werkstatt Brandt"));
    assert!(!site.browser().get("/directory?q=europa.eu").await.says("@werkstatt_brandt@"));
}

#[tokio::test]
async fn an_officer_vouches_for_a_company_and_takes_it_back() {
    let (site, mut anna) = Site::set_up().await;
    let mut bernd = site.neighbour().await;
    let mut stranger = site.browser();
    let of = site.actor("nachbar").to_string();
    let ask = format!("/vouch?of={of}");
    assert!(anna.get("/directory").await.says("href=\"/vouch?of="));
    assert!(!bernd.get("/directory").await.says("href=\"/vouch?of="));
    assert!(anna.get(&ask).await.says("Vouching for Nachbar"));
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let said = [field("of", &of), field("comment", "Guter <Nachbar>"), field("months", "12")];
    assert_eq!(send(&mut bernd, "/vouch", &said).await.status, StatusCode::FORBIDDEN);
    let wrong = [field("of", &of), field("comment", &"x".repeat(301)), field("months", "12")];
    assert!(send(&mut anna, "/vouch", &wrong).await.says("longer than 300"));
    assert_eq!(send(&mut anna, "/vouch", &said).await.status, StatusCode::SEE_OTHER);
    for path in ["/@nachbar", "/directory?vouched=yes"] {
        let page = stranger.get(path).await;
        assert!(page.says("Werkstatt Brandt vouches for this company"), "{path}: {}", page.text);
        assert!(page.says("Guter &#60;Nachbar&#62;"), "{path}");
    }
    let document = stranger.get_as("/u/nachbar", ACTIVITY).await;
    assert!(document.says("✓ Werkstatt Brandt") && document.says("EndorsementCredential"));
    let asked = anna.get(&ask).await;
    let number = asked.value_of("number").unwrap();
    let credential = format!("/credentials/{number}");
    let shown = stranger.get(&credential).await;
    assert_eq!((shown.status, shown.header("content-type")), (StatusCode::OK, "application/vc+ld+json"));
    let back = [field("of", &of), field("number", &number)];
    assert_eq!(send(&mut bernd, "/vouch/revoke", &back).await.status, StatusCode::FORBIDDEN);
    assert_eq!(send(&mut anna, "/vouch/revoke", &back).await.status, StatusCode::SEE_OTHER);
    assert_eq!(stranger.get(&credential).await.status, StatusCode::GONE);
    assert!(!stranger.get_as("/u/nachbar", ACTIVITY).await.says("EndorsementCredential"));
    assert!(!stranger.get("/@nachbar").await.says("vouches for this company"));
    assert_eq!(stranger.get("/credentials/1").await.status, StatusCode::NOT_FOUND);
}

/// Everything that a reader may ask for about the company of anna, and what the node says of it to machines.
async fn asked_everywhere(browser: &mut Browser) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for path in [
        "/",
        "/@werkstatt_brandt",
        "/@werkstatt_brandt/card.vcf",
        "/@werkstatt_brandt/feed.atom",
        "/@werkstatt_brandt/feed.json",
        "/directory",
        "/directory?q=Drehen",
        "/directory.csv",
        "/search?q=Drehen",
        "/search?q=DE123456789",
    ] {
        texts.push((path.to_owned(), browser.get(path).await.text));
    }
    for path in ["/u/werkstatt_brandt", "/u/werkstatt_brandt/outbox"] {
        texts.push((path.to_owned(), browser.get_as(path, ACTIVITY).await.text));
    }
    texts
}

fn show_none_of_it(texts: &[(String, String)]) {
    for (field, mark) in marks() {
        let has = texts.iter().find(|(_, text)| text.contains(mark));
        // What it is called in business is its name as well, and what was searched for stands in the field.
        let is_elsewhere = matches!(field, Field::TradeName | Field::Competences | Field::Vat);
        assert!(is_elsewhere || has.is_none(), "{field:?} shows at {}", has.unwrap().0);
    }
    let found = texts.iter().filter(|(path, _)| path.contains("?q=Drehen") || path.contains("?q=DE123"));
    found.for_each(|(path, text)| assert!(!text.contains("/@werkstatt_brandt\""), "{path} finds it: {text}"));
}

/// A third company on the node, which is nobody's party.
async fn third(site: &Site) -> Browser {
    let (node, name) = (site.app.node(), |text: &str| Name::parse(text).unwrap());
    node.add_organisation(name("dritte"), "Dritte".into(), "de".into()).await.unwrap();
    let password = artel_node::features::accounts::Password::parse(super::browser::PASSWORD).unwrap();
    let owner = artel_node::store::records::Role::Owner;
    node.add_user(name("clara"), name("dritte"), owner, password).await.unwrap();
    site.log_in("clara").await
}

#[tokio::test]
async fn what_is_for_accepted_ones_shows_to_both_after_the_acceptance_and_to_nobody_else_ever() {
    let (site, mut anna) = Site::set_up().await;
    let (mut bernd, mut clara, mut stranger) = (site.neighbour().await, third(&site).await, site.browser());
    describe(&mut anna, &all_for(Visibility::Accepted)).await;
    describe(&mut bernd, &all_for(Visibility::Accepted)).await;
    let offer = interest::publish(&site, "werkstatt_brandt", "Messkopf", false).await;
    let sent = interest::express(&mut bernd, &offer, "Wir messen Wellen.").await;
    let path = sent.header("location").to_owned();
    for browser in [&mut bernd, &mut clara, &mut stranger] {
        show_none_of_it(&asked_everywhere(browser).await);
    }
    assert!(!anna.get("/@nachbar").await.says("DE123456789"), "it is not accepted yet");

    interest::step(&mut anna, &path, &[("do", "accept"), ("phone", "+49 40 1")]).await;
    let (page, card) =
        (bernd.get("/@werkstatt_brandt").await, bernd.get("/@werkstatt_brandt/card.vcf").await);
    for (field, mark) in marks() {
        assert!(page.says(mark), "{field:?} is for who was accepted: {}", page.text);
    }
    assert!(card.says("anna@brandt.example") && card.header("cache-control").contains("private"));
    assert!(anna.get("/@nachbar").await.says("DE123456789"), "who accepts sees the other too");
    for browser in [&mut clara, &mut stranger] {
        show_none_of_it(&asked_everywhere(browser).await);
        assert!(!browser.get("/@nachbar").await.says("DE123456789"));
    }
    // What goes to everybody is the same for who was accepted.
    let mut for_all = asked_everywhere(&mut bernd).await;
    for_all.retain(|(path, _)| path != "/@werkstatt_brandt" && !path.ends_with("card.vcf"));
    show_none_of_it(&for_all);
    let kept = interest::stored_with(&site, &["DE123456789", "HRB4711"]);
    assert!(kept.iter().all(|key| key.starts_with('y')), "{kept:?}");

    interest::step(&mut bernd, &path, &[("do", "withdraw")]).await;
    show_none_of_it(&asked_everywhere(&mut bernd).await);
    assert!(!anna.get("/@nachbar").await.says("DE123456789"));
}

#[tokio::test]
async fn what_the_directory_shows_is_to_be_had_as_a_table_without_formulas() {
    let (site, mut anna) = Site::set_up().await;
    let mut bernd = site.neighbour().await;
    let mut visibilities = Visibilities::default();
    visibilities.set(Field::Phone, Visibility::Public);
    visibilities.set(Field::Vat, Visibility::Private);
    let mut typed = filled(&visibilities);
    for (field, value) in &mut typed {
        match field.as_str() {
            "legal_name" => *value = "=HYPERLINK(\"https://evil.test\")".into(),
            "trade_name" => *value = "Brandt, \"Wellen\"".into(),
            _ => {}
        }
    }
    assert_eq!(send(&mut anna, "/company", &typed).await.status, StatusCode::SEE_OTHER);
    let mut stranger = site.browser();
    let page = stranger.get("/directory?region=DED4").await;
    assert!(page.says("href=\"/directory.csv?region=DED4\""), "{}", page.text);
    let table = stranger.get("/directory.csv?region=DED4&page=7").await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(table.header("content-disposition"), "attachment; filename=\"directory.csv\"");
    let rows = artel_node::table::read(table.text.as_bytes(), 10).unwrap();
    let [headings, company] = &rows[..] else { panic!("{}", table.text) };
    assert_eq!(headings.cells.len(), company.cells.len());
    let said = |heading: &str| {
        let place = headings.cells.iter().position(|cell| cell == heading).expect(heading);
        company.cells[place].as_str()
    };
    assert_eq!(said("Page"), "https://node-a.test/@werkstatt_brandt");
    assert!(table.says("\"'=HYPERLINK(\"\"https://evil.test\"\")\""), "{}", table.text);
    assert!(table.says("'+49 371 000000") && table.says("\"Brandt, \"\"Wellen\"\"\""), "{}", table.text);
    let formulas = |cell: &str| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    for line in table.text.lines() {
        assert!(!line.split(',').any(formulas), "{line}");
    }
    // The neighbour sees what everybody sees: what is kept back is in nobody's table.
    assert!(!bernd.get("/directory.csv").await.says("DE123456789"));
    let all = artel_node::table::read(stranger.get("/directory.csv").await.text.as_bytes(), 10).unwrap();
    assert_eq!(all.len(), 3, "both companies, without a filter");
    let none = stranger.get("/directory.csv?q=niemand").await;
    assert_eq!(none.text.lines().count(), 1, "{}", none.text);
    assert!(!stranger.get("/directory?q=niemand").await.says("/directory.csv"), "there is nothing to have");
}
