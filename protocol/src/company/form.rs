//! The form in which a company describes itself: from what somebody typed to a [`Company`], and back.

use super::identifiers::{is_euid, is_inn, is_lei, is_ogrn, is_vat};
use super::term::Term;
use super::{Certification, Company, Field, Kind, Size, Turnover, Visibilities, Visibility};
use crate::actor::profile::web_address;
use crate::classification::{Language, Nace, Region};
use crate::kinds::{Problem, Typed};
use crate::{Timestamp, limits};

/// The names of the form's fields for the codes of what a company does, the main one first.
pub const NACE: [&str; limits::COMPANY_ACTIVITIES] = ["nace_1", "nace_2", "nace_3", "nace_4", "nace_5"];
/// Those for the certificates: name, number and last day of each.
pub const CERTIFICATE_NAMES: [&str; limits::COMPANY_CERTIFICATIONS] =
    ["certificate_1", "certificate_2", "certificate_3", "certificate_4", "certificate_5", "certificate_6"];
pub const CERTIFICATE_NUMBERS: [&str; limits::COMPANY_CERTIFICATIONS] =
    ["number_1", "number_2", "number_3", "number_4", "number_5", "number_6"];
pub const CERTIFICATE_UNTIL: [&str; limits::COMPANY_CERTIFICATIONS] =
    ["until_1", "until_2", "until_3", "until_4", "until_5", "until_6"];

/// The first year in which a company can have been founded: the oldest that still trade are from the sixth century.
const OLDEST: u16 = 500;

impl Company {
    /// What somebody typed, and who is to see it. `year` is the one that it is.
    ///
    /// # Errors
    /// Everything that is wrong, each at its field.
    pub fn from_form(typed: &Typed, year: u16) -> Result<(Company, Visibilities), Vec<Problem>> {
        let mut reading = Reading { typed, problems: Vec::new() };
        let company = reading.company(year);
        let mut visibilities = Visibilities::default();
        for field in Field::ALL {
            if let Some(chosen) = Visibility::parse(typed.value(field.choice())) {
                visibilities.set(*field, chosen);
            }
        }
        if reading.problems.is_empty() { Ok((company, visibilities)) } else { Err(reading.problems) }
    }

    /// The form filled with what the company says, in the words of a language.
    pub fn to_form(&self, visibilities: &Visibilities, language: &str) -> Typed {
        let mut typed = Typed::default();
        for (field, text) in [
            (Field::LegalName, &self.legal_name),
            (Field::TradeName, &self.trade_name),
            (Field::Address, &self.address),
            (Field::Transnational, &self.transnational),
            (Field::Contact, &self.contact),
            (Field::Mail, &self.mail),
            (Field::Phone, &self.phone),
            (Field::Vat, &self.vat),
            (Field::Euid, &self.euid),
            (Field::Lei, &self.lei),
            (Field::Inn, &self.inn),
            (Field::Ogrn, &self.ogrn),
            (Field::Competences, &self.competences.join(", ")),
            (Field::Products, &self.products.join(", ")),
            (Field::Technologies, &self.technologies.join(", ")),
        ] {
            typed.set(field.as_str(), text.as_str());
        }
        typed.set("founded", self.founded.map_or_else(String::new, |year| year.to_string()));
        typed.set("kind", self.kind.map_or("", Kind::as_str));
        typed.set("size", self.size.map_or("", Size::as_str));
        typed.set("turnover", self.turnover.map_or("", Turnover::as_str));
        typed.set("region", self.region.map_or_else(String::new, |region| region.typed(language)));
        typed.set("web", self.web.as_ref().map_or("", |web| web.as_str()));
        for (field, code) in NACE.into_iter().zip(&self.activities) {
            typed.set(field, code.typed(language));
        }
        // What divides a list cannot stand in it.
        let is_one =
            |market: &Region| market.parent().is_none() && !market.name(language).contains([',', ';']);
        let market = |market: &Region| if is_one(market) { market.name(language) } else { market.code() };
        typed.set("markets", self.markets.iter().map(market).collect::<Vec<_>>().join(", "));
        let languages = self.languages.iter().map(|spoken| spoken.name(language));
        typed.set("languages", languages.collect::<Vec<_>>().join(", "));
        for (at, certificate) in self.certifications.iter().enumerate().take(limits::COMPANY_CERTIFICATIONS) {
            typed.set(CERTIFICATE_NAMES[at], certificate.name.as_str());
            typed.set(CERTIFICATE_NUMBERS[at], certificate.number.as_str());
            typed.set(CERTIFICATE_UNTIL[at], certificate.last_day().unwrap_or_default());
        }
        for field in Field::ALL {
            typed.set(field.choice(), visibilities.of(*field).as_str());
        }
        typed
    }
}

/// A form that is being read, with what was wrong so far.
struct Reading<'a> {
    typed: &'a Typed,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn company(&mut self, year: u16) -> Company {
        let address = self.typed.value("address").replace("\r\n", "\n");
        let transnational = self.typed.value("transnational").replace("\r\n", "\n");
        Company {
            legal_name: self.line("legal_name", limits::COMPANY_NAME_CHARS),
            trade_name: self.line("trade_name", limits::COMPANY_NAME_CHARS),
            kind: Kind::parse(self.typed.value("kind")),
            founded: self.founded(year),
            size: Size::parse(self.typed.value("size")),
            turnover: Turnover::parse(self.typed.value("turnover")),
            region: self.region(),
            address: self.short("address", address, limits::COMPANY_ADDRESS_CHARS),
            activities: self.activities(),
            competences: self.terms("competences"),
            products: self.terms("products"),
            technologies: self.terms("technologies"),
            markets: self.all_of(
                "markets",
                "company-region-unknown",
                limits::COMPANY_MARKETS,
                Region::from_typed,
            ),
            languages: self.all_of(
                "languages",
                "company-language-unknown",
                limits::COMPANY_LANGUAGES,
                Language::from_typed,
            ),
            certifications: self.certifications(),
            transnational: self.short("transnational", transnational, limits::COMPANY_TEXT_CHARS),
            web: self.web(),
            contact: self.line("contact", limits::COMPANY_CONTACT_CHARS),
            mail: self.checked("mail", "mail-address-wrong", limits::COMPANY_CONTACT_CHARS, is_mail),
            phone: self.checked("phone", "company-phone-wrong", limits::COMPANY_NUMBER_CHARS, is_phone),
            vat: self.number("vat", "company-vat-wrong", is_vat),
            euid: self.checked("euid", "company-euid-wrong", limits::COMPANY_NUMBER_CHARS, is_euid),
            lei: self.number("lei", "company-lei-wrong", is_lei),
            inn: self.number("inn", "company-inn-wrong", is_inn),
            ogrn: self.number("ogrn", "company-ogrn-wrong", is_ogrn),
        }
    }

    fn note(&mut self, field: &'static str, key: &'static str, arguments: &[(&'static str, usize)]) {
        let number =
            |(name, value): &(&'static str, usize)| (*name, i64::try_from(*value).unwrap_or(i64::MAX));
        let arguments = arguments.iter().map(number).collect();
        self.problems.push(Problem { field, key, arguments });
    }

    fn short(&mut self, field: &'static str, text: String, max: usize) -> String {
        if text.chars().count() > max {
            self.note(field, "company-too-long", &[("max", max)]);
        }
        text.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect()
    }

    fn line(&mut self, field: &'static str, max: usize) -> String {
        self.short(field, one_line(self.typed.value(field)), max)
    }

    /// A line that is empty or passes a check.
    fn checked(
        &mut self,
        field: &'static str,
        key: &'static str,
        max: usize,
        is_one: fn(&str) -> bool,
    ) -> String {
        let line = self.line(field, max);
        if !line.is_empty() && !is_one(&line) {
            self.note(field, key, &[]);
        }
        line
    }

    /// The same of a number, in which spaces and small letters make no difference.
    fn number(&mut self, field: &'static str, key: &'static str, is_one: fn(&str) -> bool) -> String {
        let spaced = |letter: &char| !letter.is_whitespace() && !matches!(letter, '.' | '-');
        let number: String = self.typed.value(field).chars().filter(spaced).collect();
        let number = number.to_uppercase();
        if !number.is_empty() && !is_one(&number) {
            self.note(field, key, &[]);
        }
        number
    }

    fn founded(&mut self, year: u16) -> Option<u16> {
        let typed = self.typed.value("founded");
        if typed.is_empty() {
            return None;
        }
        let founded = typed.parse().ok().filter(|founded| (OLDEST..=year).contains(founded));
        if founded.is_none() {
            self.note("founded", "company-founded-wrong", &[("min", OLDEST.into()), ("max", year.into())]);
        }
        founded
    }

    fn region(&mut self) -> Option<Region> {
        let typed = self.typed.value("region");
        let region = Region::from_typed(typed);
        if region.is_none() && !typed.is_empty() {
            self.note("region", "company-region-unknown", &[]);
        }
        region
    }

    fn activities(&mut self) -> Vec<Nace> {
        let mut activities = Vec::new();
        for field in NACE {
            let typed = self.typed.value(field);
            match Nace::from_typed(typed) {
                Some(code) if !activities.contains(&code) => activities.push(code),
                None if !typed.is_empty() => self.note(field, "company-nace-unknown", &[]),
                _ => {}
            }
        }
        activities
    }

    fn terms(&mut self, field: &'static str) -> Vec<String> {
        let mut terms: Vec<String> = Vec::new();
        for term in self.typed.listed(field).iter().map(|term| one_line(term)).filter(|term| !term.is_empty())
        {
            if Term::of(&term).words.chars().count() > limits::COMPANY_TERM_CHARS {
                self.note(field, "company-term-too-long", &[("max", limits::COMPANY_TERM_CHARS)]);
            }
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        self.few(field, terms.len(), limits::COMPANY_TERMS);
        terms
    }

    fn few(&mut self, field: &'static str, count: usize, max: usize) {
        if count > max {
            self.note(field, "company-too-many", &[("max", max)]);
        }
    }

    fn all_of<T: PartialEq>(
        &mut self,
        field: &'static str,
        key: &'static str,
        max: usize,
        read: fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let (mut all, mut is_whole) = (Vec::new(), true);
        for typed in self.typed.listed(field) {
            match read(&typed) {
                Some(one) if !all.contains(&one) => all.push(one),
                Some(_) => {}
                None => is_whole = false,
            }
        }
        if !is_whole {
            self.note(field, key, &[]);
        }
        self.few(field, all.len(), max);
        all
    }

    fn certifications(&mut self) -> Vec<Certification> {
        let mut all = Vec::new();
        for at in 0..limits::COMPANY_CERTIFICATIONS {
            let name = self.line(CERTIFICATE_NAMES[at], limits::COMPANY_TERM_CHARS);
            let number = self.line(CERTIFICATE_NUMBERS[at], limits::COMPANY_NUMBER_CHARS);
            let until = self.typed.value(CERTIFICATE_UNTIL[at]);
            let day = Timestamp::begin_of_day(until);
            if day.is_none() && !until.is_empty() {
                self.note(CERTIFICATE_UNTIL[at], "company-day-wrong", &[]);
            }
            match (name.is_empty(), number.is_empty() && until.is_empty()) {
                (true, true) => {}
                (true, false) => self.note(CERTIFICATE_NAMES[at], "company-certificate-without-name", &[]),
                (false, _) => all.push(Certification { name, number, until: day }),
            }
        }
        all
    }

    fn web(&mut self) -> Option<crate::Id> {
        let typed = self.typed.value("web");
        if typed.is_empty() {
            return None;
        }
        let with_scheme = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
        let web = web_address(&with_scheme).filter(|web| web.host().contains('.'));
        if web.is_none() {
            self.note("web", "company-web-wrong", &[]);
        }
        web
    }
}

fn one_line(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What can be a mail address: it is shown, not written to, so this is no more than a look.
pub(super) fn is_mail(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let odd = |letter: char| letter.is_whitespace() || "<>\"'(),;:\\".contains(letter);
    !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !text.contains(odd)
}

pub(super) fn is_phone(text: &str) -> bool {
    text.chars().filter(char::is_ascii_digit).count() >= 4
        && text.chars().all(|letter| letter.is_ascii_digit() || " +-()/.#*,x".contains(letter))
}

impl Nace {
    /// As forms show it: `25.53 Machining`. A code of the older revision says so.
    pub fn typed(self, language: &str) -> String {
        let mark = if self.revision() == crate::classification::Revision::Two { "2:" } else { "" };
        format!("{mark}{} {}", self.code(), self.name(language))
    }
}

impl Region {
    /// As forms show it: `DED4 Chemnitz`.
    pub fn typed(self, language: &str) -> String {
        format!("{} {}", self.code(), self.name(language))
    }
}
