//! The directory of companies, and the officers' word for those in it.

use artel_node::features::companies::listing::Listed;
use artel_node::features::companies::search::{Found, Search};
use artel_node::features::vouching::Vouched;
use artel_node::store::records::{LocalActorRecord, Office};
use artel_node::{Node, Refusal};
use artel_protocol::classification::{Language, Nace, Region};
use artel_protocol::company::{Company, Size};
use artel_protocol::html::plain_text;
use artel_protocol::{Id, limits};
use axum::extract::{Path, Query, RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::sent::Sent;
use super::{Answer, heads, views};
use crate::app::App;
use crate::error::{PageRefusal, problems_of};
use crate::form::Form;
use crate::frame;
use crate::i18n::Lang;
use crate::pages::company::{label, size};
use crate::pages::directory::{CompanyCard, CompanyView, DirectoryPage, Facet, VouchPage, VouchedView};
use crate::pages::parts::When;
use crate::session::{Member, Visitor};
use crate::vcard;

/// How much of a summary stands in a list, in characters.
const SUMMARY_CHARS: usize = 200;

type Pairs = Query<Vec<(String, String)>>;

/// GET /directory.
pub async fn show(State(app): State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let query = query.unwrap_or_default();
    if query.len() > limits::DIRECTORY_QUERY_BYTES {
        return Err(PageRefusal::unreadable());
    }
    let asked: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    if !asked.is_empty() {
        app.node().count_look(visitor.from.address)?;
    }
    let (node, lang, search) = (app.node(), visitor.frame.lang, read(&asked)?);
    let (base, found) = (node.base()?, node.search_directory(&search)?);
    let cards = found.companies.iter().map(|listed| card(node, &visitor, &base, listed));
    let companies = cards.collect::<Result<_, Refusal>>()?;
    let shown = (search.page + 1) * limits::DIRECTORY_PAGE;
    let leads_on = shown < found.total && search.page + 1 < limits::DIRECTORY_PAGES;
    let page = DirectoryPage {
        head: heads::of_directory(node, lang, &address(&search))?,
        text: search.text.clone(),
        total: found.total as u64,
        companies,
        chosen: chosen(lang, &search),
        kept: pairs(&Search { text: String::new(), page: 0, ..search.clone() }),
        facets: facets(lang, &search, &found),
        before: (search.page > 0).then(|| address(&Search { page: search.page - 1, ..search.clone() })),
        after: leads_on.then(|| address(&Search { page: search.page + 1, ..search.clone() })),
        table: (found.total > 0)
            .then(|| address(&Search { page: 0, ..search }).replacen("/directory", "/directory.csv", 1)),
        frame: visitor.frame.clone(),
    };
    Ok(visitor.show(&page))
}

/// What is asked for. Codes that do not exist are as if they were not there.
///
/// # Errors
/// 404 for a page further on than one can leaf.
pub(super) fn read(asked: &[(String, String)]) -> Result<Search, PageRefusal> {
    let value =
        |name: &str| asked.iter().rev().find(|(found, _)| found == name).map_or("", |(_, value)| value);
    let page: usize = value("page").parse().unwrap_or(1).max(1);
    if page > limits::DIRECTORY_PAGES {
        return Err(PageRefusal::not_found());
    }
    Ok(Search {
        text: artel_protocol::as2::shorten(value("q").trim(), limits::DIRECTORY_TEXT_CHARS),
        nace: Nace::parse(value("nace")),
        region: Region::parse(value("region")),
        size: Size::parse(value("size")),
        language: Language::parse(value("spoken")),
        certificate: artel_protocol::as2::shorten(value("certificate").trim(), limits::COMPANY_TERM_CHARS),
        vouched: value("vouched") == "yes",
        page: page - 1,
    })
}

/// The same as the fields of a form.
fn pairs(search: &Search) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    let mut add = |name: &'static str, value: Option<String>| {
        pairs.extend(value.filter(|value| !value.is_empty()).map(|value| (name, value)));
    };
    add("q", Some(search.text.clone()));
    add("nace", search.nace.map(|code| code.to_string()));
    add("region", search.region.map(|region| region.to_string()));
    add("size", search.size.map(|size| size.as_str().to_owned()));
    add("spoken", search.language.map(|language| language.to_string()));
    add("certificate", Some(search.certificate.clone()));
    add("vouched", search.vouched.then(|| "yes".to_owned()));
    add("page", (search.page > 0).then(|| (search.page + 1).to_string()));
    pairs
}

fn address(search: &Search) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs(search)).finish();
    match query.is_empty() {
        true => "/directory".to_owned(),
        false => format!("/directory?{query}"),
    }
}

/// What was chosen, each with the search without it.
fn chosen(lang: Lang, search: &Search) -> Vec<(String, String)> {
    let from_start = || Search { page: 0, ..search.clone() };
    let mut chosen = Vec::new();
    let mut add = |words: Option<String>, without: Search| {
        chosen.extend(words.filter(|words| !words.is_empty()).map(|words| (words, address(&without))));
    };
    // One step back from a code is what it is a part of.
    let above = search.nace.and_then(Nace::parent);
    add(search.nace.map(|code| code.typed(lang.code())), Search { nace: above, ..from_start() });
    let around = search.region.and_then(Region::parent);
    add(search.region.map(|region| region.full_name(lang.code())), Search { region: around, ..from_start() });
    add(search.size.map(|one| lang.t(size(&one)).into_owned()), Search { size: None, ..from_start() });
    let spoken = search.language.map(|language| language.name(lang.code()).to_owned());
    add(spoken, Search { language: None, ..from_start() });
    add(Some(search.certificate.clone()), Search { certificate: String::new(), ..from_start() });
    let vouched = search.vouched.then(|| lang.t("directory-vouched").into_owned());
    add(vouched, Search { vouched: false, ..from_start() });
    chosen
}

/// The ways to narrow down what was found; those that would change nothing are left out.
fn facets(lang: Lang, search: &Search, found: &Found) -> Vec<Facet> {
    let (code, with) = (lang.code(), || Search { page: 0, ..search.clone() });
    let total = found.total as u64;
    let mut facets = Vec::new();
    let mut add = |key: &str, choices: Vec<(String, Search, u64)>| {
        let choice = |(words, search, count): (String, Search, u64)| (words, address(&search), count);
        let choices: Vec<_> = choices.into_iter().map(choice).collect();
        if !choices.is_empty() {
            facets.push(Facet { title: lang.t(key).into_owned(), choices });
        }
    };
    let activity =
        |(nace, count): &(Nace, u64)| (nace.typed(code), Search { nace: Some(*nace), ..with() }, *count);
    add(label(&artel_protocol::company::Field::Activities), found.activities.iter().map(activity).collect());
    let region = |(region, count): &(Region, u64)| {
        (region.name(code).to_owned(), Search { region: Some(*region), ..with() }, *count)
    };
    add(label(&artel_protocol::company::Field::Region), found.regions.iter().map(region).collect());
    if search.size.is_none() {
        let choice = |(one, count): &(Size, u64)| {
            (lang.t(size(one)).into_owned(), Search { size: Some(*one), ..with() }, *count)
        };
        add(label(&artel_protocol::company::Field::Size), found.sizes.iter().map(choice).collect());
    }
    if search.language.is_none() {
        let choice = |(one, count): &(Language, u64)| {
            (one.name(code).to_owned(), Search { language: Some(*one), ..with() }, *count)
        };
        add(label(&artel_protocol::company::Field::Languages), found.languages.iter().map(choice).collect());
    }
    if search.certificate.is_empty() {
        let choice = |(name, count): &(String, u64)| {
            (name.clone(), Search { certificate: name.clone(), ..with() }, *count)
        };
        add(
            label(&artel_protocol::company::Field::Certifications),
            found.certificates.iter().map(choice).collect(),
        );
    }
    if !search.vouched && found.vouched > 0 && found.vouched < total {
        let choice =
            (lang.t("directory-vouched").into_owned(), Search { vouched: true, ..with() }, found.vouched);
        add("directory-word", vec![choice]);
    }
    facets
}

fn card(node: &Node, visitor: &Visitor, base: &Id, listed: &Listed) -> Result<CompanyCard, Refusal> {
    let (lang, actor, now) = (visitor.frame.lang, &listed.actor, node.clock().now());
    let company = &actor.company;
    let activity = company.activities.first().map(|code| code.typed(lang.code()));
    let place = company.region.map(|region| region.full_name(lang.code()));
    let people = company.size.map(|one| lang.t(size(&one)).into_owned());
    Ok(CompanyCard {
        actor: views::actor(base, &actor.id, Some(actor)),
        summary: plain_text(actor.summary.as_deref().unwrap_or_default(), SUMMARY_CHARS),
        facts: [activity, place, people].into_iter().flatten().collect(),
        vouched: listed.vouched_at(now).map(|one| vouched(lang, base, one)).collect(),
        vouch: vouch_at(node, visitor, &actor.id)?,
    })
}

/// Somebody who vouches, as pages show it.
pub fn vouched(lang: Lang, base: &Id, vouched: &Vouched) -> VouchedView {
    let endorsement = &vouched.endorsement;
    VouchedView {
        by: vouched.by.clone(),
        comment: endorsement.comment.clone(),
        until: When::day(lang, endorsement.until),
        url: views::local_path(base, &endorsement.id),
        number: None,
    }
}

/// Where the reader vouches for somebody, if they may.
fn vouch_at(node: &Node, visitor: &Visitor, subject: &Id) -> Result<Option<String>, Refusal> {
    match visitor.account().filter(|account| account.office >= Office::Officer) {
        Some(account) if node.may_vouch(account, subject)? => Ok(Some(vouching(subject))),
        _ => Ok(None),
    }
}

fn vouching(subject: &Id) -> String {
    format!(
        "/vouch?{}",
        url::form_urlencoded::Serializer::new(String::new()).append_pair("of", subject.as_str()).finish()
    )
}

/// What the page of an organisation here shows of its company to this reader.
pub fn company(node: &Node, visitor: &Visitor, actor: &LocalActorRecord) -> Result<CompanyView, Refusal> {
    let (lang, base) = (visitor.frame.lang, node.base()?);
    let company = node.company_as_seen(visitor.account(), actor)?;
    let may_edit = |account: &artel_node::store::records::AccountRecord| {
        account.organisation == actor.name
            && artel_node::policy::may_change_profile(account, &actor.name).is_ok()
    };
    Ok(CompanyView {
        facts: CompanyView::facts(lang, &company, node.clock().now()),
        vouched: node.vouched_for(&actor.id)?.iter().map(|one| vouched(lang, &base, one)).collect(),
        card: format!("{}/card.vcf", actor.page.path()),
        edit: visitor.account().is_some_and(may_edit),
        vouch: vouch_at(node, visitor, &actor.id)?,
    })
}

/// What the page of an organisation elsewhere shows of its company.
pub fn foreign_company(
    node: &Node,
    visitor: &Visitor,
    id: &Id,
    company: &Company,
) -> Result<CompanyView, Refusal> {
    let (lang, base) = (visitor.frame.lang, node.base()?);
    Ok(CompanyView {
        facts: CompanyView::facts(lang, company, node.clock().now()),
        vouched: node.vouched_for(id)?.iter().map(|one| vouched(lang, &base, one)).collect(),
        card: String::new(),
        edit: false,
        vouch: vouch_at(node, visitor, id)?,
    })
}

/// GET /@NAME/card.vcf: with what this reader sees.
pub async fn card_file(State(app): State<App>, visitor: Visitor, Path(name): Path<String>) -> Answer {
    let node = app.node();
    let actor = node.local_actor(&views::name(&name)?)?;
    if actor.actor_type != artel_protocol::actor::ActorType::Organization {
        return Err(PageRefusal::not_found());
    }
    let company = node.company_as_seen(visitor.account(), &actor)?;
    let card = vcard::card(&actor, &company);
    Ok::<Response, _>(file(card, "text/vcard; charset=utf-8", &format!("{}.vcf", actor.name)))
}

/// What the directory says, for a browser to keep as a file.
pub(super) fn file(body: impl IntoResponse, media_type: &'static str, name: &str) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    frame::keep_out_of_search(headers);
    response
}

/// GET /vouch?of=ID.
pub async fn ask_vouch(State(app): State<App>, member: Member, Query(asked): Pairs) -> Answer {
    let of = asked.iter().find(|(name, _)| name == "of").map_or("", |(_, value)| value);
    let page = vouch_page(app.node(), &member, of, Form::sent([("months", "12")]))?;
    Ok(member.visitor.show(&page))
}

/// POST /vouch.
pub async fn vouch(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let (node, form) = (app.node(), sent.form);
    let of = form.value("of").to_owned();
    let mut page = vouch_page(node, &member, &of, form)?;
    let months = page.form.value("months").parse().unwrap_or_default();
    let subject = Id::parse(&of).map_err(|_| PageRefusal::not_found())?;
    let (by, comment) = (&member.session.account.name, page.form.value("comment").to_owned());
    match node.vouch(by, &subject, &comment, months).await {
        Ok(()) => Ok(member.visitor.go_to(&vouching(&subject))),
        Err(refusal) => {
            let lang = page.frame.lang;
            page.form.refuse(lang, &problems_of(refusal)?);
            Ok(member.visitor.show_again(&page))
        }
    }
}

/// POST /vouch/revoke.
pub async fn revoke(State(app): State<App>, member: Member, sent: Sent) -> Answer {
    let number = sent.form.value("number").parse().map_err(|_| PageRefusal::not_found())?;
    app.node().revoke_voucher(&member.session.account.name, number).await?;
    let subject = Id::parse(sent.form.value("of")).map_err(|_| PageRefusal::not_found())?;
    Ok(member.visitor.go_to(&vouching(&subject)))
}

fn vouch_page(node: &Node, member: &Member, of: &str, form: Form) -> Result<VouchPage, PageRefusal> {
    let subject = Id::parse(of).map_err(|_| PageRefusal::not_found())?;
    let base = node.base()?;
    let known = node.view()?.actor(&subject).map_err(Refusal::from)?;
    let lang = member.visitor.frame.lang;
    if known.is_none() {
        return Err(PageRefusal::not_found());
    }
    let runs = node.record()?.map(|record| record.organisation);
    let issuer = match runs {
        Some(name) => node.local_actor(&name)?,
        None => return Err(PageRefusal::not_found()),
    };
    let said = node.vouched_for(&subject)?;
    let ours = said.iter().filter(|one| one.endorsement.issuer == issuer.id);
    let numbered = |one: &Vouched| VouchedView {
        number: one.endorsement.id.path().rsplit('/').next().and_then(|number| number.parse().ok()),
        ..vouched(lang, &base, one)
    };
    Ok(VouchPage {
        frame: member.visitor.frame.clone(),
        form,
        actor: views::actor(&base, &subject, known.as_ref()),
        of: subject.to_string(),
        vouched: ours.map(numbered).collect(),
        issuer: issuer.title,
    })
}

/// GET /credentials/NUMBER: the credential itself.
pub async fn credential(
    State(app): State<App>,
    Path(number): Path<String>,
) -> Result<Response, crate::activitypub::MachineRefusal> {
    let number = number.parse().map_err(|_| Refusal::Unknown("there is no such credential here"))?;
    let bytes = app.node().credential(number)?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/vc+ld+json"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    Ok(response)
}
