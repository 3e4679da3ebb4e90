//! The form with which an organisation says what company it is, and for whose eyes each field is.

use artel_protocol::company::{
    CERTIFICATE_NAMES, CERTIFICATE_NUMBERS, CERTIFICATE_UNTIL, Company, Field, Kind, NACE, Size, Turnover,
    Visibilities, Visibility,
};
use artel_protocol::limits;
use askama::Template;

use super::drafts::Choice;
use super::parts::When;
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET and POST /company. Fields: those of [`Field`], each with `see_NAME` (`public` `members` `vouched` `accepted`
/// `private`), where `activities` are `nace_1` … `nace_5` and `certifications` `certificate_1` `number_1` `until_1` … 6.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/company.html")]
pub struct CompanyPage {
    pub frame: Frame,
    pub form: Form,
    /// The organisation's full name, and the path of its page.
    pub name: String,
    pub page: String,
    /// When somebody last said that all of it is right; none as long as nothing is said.
    pub confirmed: Option<When>,
    /// For fields that hold no code: what may have been meant.
    pub nearest: Vec<(&'static str, Vec<Choice>)>,
}

/// Fields under one heading: the keys of the heading's words.
pub type Group = (&'static str, &'static [Field]);

const GROUPS: [Group; 5] = [
    (
        "company-who",
        &[
            Field::LegalName,
            Field::TradeName,
            Field::Kind,
            Field::Founded,
            Field::Size,
            Field::Turnover,
            Field::Languages,
        ],
    ),
    ("company-where", &[Field::Region, Field::Address, Field::Markets, Field::Transnational]),
    (
        "company-what",
        &[Field::Activities, Field::Competences, Field::Products, Field::Technologies, Field::Certifications],
    ),
    ("company-reach", &[Field::Web, Field::Contact, Field::Mail, Field::Phone]),
    ("company-numbers", &[Field::Vat, Field::Euid, Field::Lei, Field::Inn, Field::Ogrn]),
];

/// The key of a field's name.
pub fn label(field: &Field) -> &'static str {
    match field {
        Field::LegalName => "company-legal-name",
        Field::TradeName => "company-trade-name",
        Field::Kind => "company-kind",
        Field::Founded => "company-founded",
        Field::Size => "company-size",
        Field::Turnover => "company-turnover",
        Field::Region => "company-region",
        Field::Address => "company-address",
        Field::Activities => "company-activities",
        Field::Competences => "company-competences",
        Field::Products => "company-products",
        Field::Technologies => "company-technologies",
        Field::Markets => "company-markets",
        Field::Languages => "company-languages",
        Field::Certifications => "company-certifications",
        Field::Transnational => "company-transnational",
        Field::Web => "company-web",
        Field::Contact => "company-contact",
        Field::Mail => "company-mail",
        Field::Phone => "company-phone",
        Field::Vat => "company-vat",
        Field::Euid => "company-euid",
        Field::Lei => "company-lei",
        Field::Inn => "company-inn",
        Field::Ogrn => "company-ogrn",
    }
}

/// The key of what is said below a field's name, for those that need it.
fn hint(field: &Field) -> Option<&'static str> {
    match field {
        Field::Competences => Some("company-competences-hint"),
        Field::Products => Some("company-products-hint"),
        Field::Technologies => Some("company-terms-hint"),
        Field::Region => Some("company-region-hint"),
        Field::Markets => Some("company-markets-hint"),
        Field::Languages => Some("company-languages-hint"),
        Field::Activities => Some("company-activities-hint"),
        Field::Certifications => Some("company-certifications-hint"),
        Field::Transnational => Some("company-transnational-hint"),
        _ => None,
    }
}

/// The key of the words for a kind of organisation.
pub fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Company => "company-kind-company",
        Kind::Institute => "company-kind-institute",
        Kind::University => "company-kind-university",
        Kind::Chamber => "company-kind-chamber",
        Kind::Association => "company-kind-association",
        Kind::Authority => "company-kind-authority",
        Kind::Other => "company-kind-other",
    }
}

/// The key of a size's words.
pub fn size(size: &Size) -> &'static str {
    match size {
        Size::Micro => "company-size-micro",
        Size::Small => "company-size-small",
        Size::Medium => "company-size-medium",
        Size::Large => "company-size-large",
    }
}

/// The key of a turnover's words.
pub fn turnover(band: &Turnover) -> &'static str {
    match band {
        Turnover::To2 => "company-turnover-2",
        Turnover::To10 => "company-turnover-10",
        Turnover::To50 => "company-turnover-50",
        Turnover::More => "company-turnover-more",
    }
}

fn visibility(visibility: &Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "company-see-public",
        Visibility::Members => "company-see-members",
        Visibility::Vouched => "company-see-vouched",
        Visibility::Accepted => "company-see-accepted",
        Visibility::Private => "company-see-private",
    }
}

/// How a field is filled in.
#[derive(Clone, Debug)]
pub enum Input {
    /// The type of the input, its longest value, and further attributes.
    Line(&'static str, usize, &'static str),
    /// Rows.
    Text(u8),
    /// One of these: values and words.
    OneOf(Vec<(&'static str, String)>),
    Activities,
    Certifications,
}

/// The three fields of a certificate, with its number.
#[derive(Copy, Clone, Debug)]
pub struct CertificateFields {
    pub at: u64,
    pub name: &'static str,
    pub number: &'static str,
    pub until: &'static str,
}

const REGIONS: &str = " list=\"known-regions\" autocomplete=\"off\" data-hx-get=\"/suggest/regions\" \
     data-hx-trigger=\"input changed delay:300ms\" data-hx-target=\"#known-regions\"";
const CODES: &str = " maxlength=\"300\" list=\"known-nace\" autocomplete=\"off\" data-hx-get=\"/suggest/nace\" \
     data-hx-trigger=\"input changed delay:300ms\" data-hx-target=\"#known-nace\"";

impl CompanyPage {
    pub fn groups(&self) -> &'static [Group] {
        &GROUPS
    }

    pub fn label(&self, field: &Field) -> String {
        self.frame.lang.t(label(field)).into_owned()
    }

    pub fn hint(&self, field: &Field) -> String {
        hint(field).map(|key| self.frame.lang.t(key).into_owned()).unwrap_or_default()
    }

    pub fn input(&self, field: &Field) -> Input {
        let lang = self.frame.lang;
        match field {
            Field::LegalName | Field::TradeName => Input::Line("text", limits::COMPANY_NAME_CHARS, ""),
            Field::Founded => Input::Line("text", 4, " inputmode=\"numeric\" pattern=\"[0-9]*\""),
            Field::Region => Input::Line("text", limits::COMPANY_NAME_CHARS, REGIONS),
            Field::Markets | Field::Languages => Input::Line("text", limits::COMPANY_TEXT_CHARS, ""),
            Field::Web => Input::Line("text", limits::ID_BYTES, " inputmode=\"url\" autocapitalize=\"none\""),
            Field::Contact => Input::Line("text", limits::COMPANY_CONTACT_CHARS, ""),
            Field::Mail => Input::Line("email", limits::COMPANY_CONTACT_CHARS, ""),
            Field::Phone => Input::Line("tel", limits::COMPANY_NUMBER_CHARS, ""),
            Field::Vat | Field::Euid | Field::Lei | Field::Inn | Field::Ogrn => Input::Line(
                "text",
                limits::COMPANY_NUMBER_CHARS,
                " autocomplete=\"off\" spellcheck=\"false\"",
            ),
            Field::Address => Input::Text(3),
            Field::Competences | Field::Products | Field::Technologies => Input::Text(2),
            Field::Transnational => Input::Text(4),
            Field::Kind => Input::OneOf(
                Kind::ALL.iter().map(|one| (one.as_str(), lang.t(kind(one)).into_owned())).collect(),
            ),
            Field::Size => Input::OneOf(
                Size::ALL.iter().map(|one| (one.as_str(), lang.t(size(one)).into_owned())).collect(),
            ),
            Field::Turnover => {
                let band = |band: &Turnover| (band.as_str(), lang.t(turnover(band)).into_owned());
                Input::OneOf(Turnover::ALL.iter().map(band).collect())
            }
            Field::Activities => Input::Activities,
            Field::Certifications => Input::Certifications,
        }
    }

    /// The attributes of the inputs for codes of activities.
    pub fn codes(&self) -> &'static str {
        CODES
    }

    pub fn activities(&self) -> Vec<(u64, &'static str)> {
        (1..).zip(NACE).collect()
    }

    pub fn certificates(&self) -> Vec<CertificateFields> {
        let fields = CERTIFICATE_NAMES.into_iter().zip(CERTIFICATE_NUMBERS).zip(CERTIFICATE_UNTIL);
        let numbered = (1..).zip(fields);
        numbered.map(|(at, ((name, number), until))| CertificateFields { at, name, number, until }).collect()
    }

    /// Who may see a field: values and words.
    pub fn visibilities(&self) -> Vec<(&'static str, String)> {
        let lang = self.frame.lang;
        Visibility::ALL.iter().map(|one| (one.as_str(), lang.t(visibility(one)).into_owned())).collect()
    }

    /// What may have been meant in a field.
    pub fn meant(&self, field: &str) -> &[Choice] {
        self.nearest.iter().find(|(found, _)| *found == field).map_or(&[], |(_, choices)| choices)
    }

    pub fn samples(lang: Lang) -> Vec<CompanyPage> {
        let filled = Company::sample().to_form(&Visibilities::default(), lang.code());
        let mut form = Form::empty();
        form.fill(&filled);
        let full = CompanyPage {
            frame: Frame { path: "/company".into(), ..Frame::sample(lang) },
            form,
            name: "Werkstatt Brandt & Söhne".into(),
            page: "/@werkstatt".into(),
            confirmed: Some(When::day(lang, super::parts::samples::moment())),
            nearest: Vec::new(),
        };
        let mut refused = full.clone();
        let mut wrong = filled;
        for field in
            ["founded", "region", "nace_2", "markets", "languages", "until_1", "web", "mail", "phone", "inn"]
        {
            wrong.set(field, "<?>");
        }
        refused.form.fill(&wrong);
        let problems = Company::from_form(&wrong, 2026).err().unwrap_or_default();
        refused.form.refuse(lang, &problems);
        let choice = Choice { value: "25.53".into(), label: "Machining <of metals>".into() };
        refused.nearest = vec![("nace_2", vec![choice])];
        let mut form = Form::empty();
        form.fill(&Company::default().to_form(&Visibilities::default(), lang.code()));
        vec![full.clone(), refused, CompanyPage { form, confirmed: None, ..full }]
    }
}
