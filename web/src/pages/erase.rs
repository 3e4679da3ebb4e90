//! Erasing an account or an organisation, and the receipt.

use askama::Template;

use super::parts::{When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /erase, /erase?what=organisation and /erase?who=NAME. Posts `what` `who` `name` `password` `csrf` to /erase.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/erase.html")]
pub struct ErasePage {
    pub frame: Frame,
    /// The fields `name` and `password`.
    pub form: Form,
    /// `person`, `organisation`, or `departed`: somebody else, who left; their name goes along as `who`.
    pub what: &'static str,
    /// The name that has to be typed.
    pub name: String,
    pub title: String,
    /// The other people who go with the organisation.
    pub people: Vec<String>,
    pub entries: u64,
    pub followers: u64,
    pub hosts: u64,
    /// Why it cannot be done, with the mend.
    pub refused: Option<String>,
    /// An owner may erase the organisation too.
    pub owns: bool,
}

/// GET /erased/TOKEN.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/erased.html")]
pub struct ErasedPage {
    pub frame: Frame,
    pub actors: Vec<String>,
    pub erased: When,
    pub until: When,
    /// This page's own address, to be kept.
    pub link: String,
    pub told: u64,
    pub confirmed: u64,
    /// Each server with what became of the word, and whether it failed.
    pub hosts: Vec<(String, String, bool)>,
}

impl ErasePage {
    pub fn samples(lang: Lang) -> Vec<ErasePage> {
        let person = ErasePage {
            frame: Frame { path: "/erase".into(), ..Frame::sample(lang) },
            form: Form::empty(),
            what: "person",
            name: "anna".into(),
            title: "Anna Brandt".into(),
            people: Vec::new(),
            entries: 12,
            followers: 3,
            hosts: 5,
            refused: None,
            owns: true,
        };
        let mut form = Form::sent([("name", "Anna!")]);
        let problem = |field, key| artel_protocol::kinds::Problem { field, key, arguments: Vec::new() };
        form.refuse(lang, &[problem("name", "erase-name-wrong"), problem("password", "password-wrong")]);
        vec![
            person.clone(),
            ErasePage { form, ..person.clone() },
            ErasePage { refused: Some(lang.t("erase-last-owner").into_owned()), ..person.clone() },
            ErasePage { what: "departed", owns: false, ..person.clone() },
            ErasePage { what: "organisation", people: vec!["anna".into(), "boris".into()], ..person },
        ]
    }
}

impl ErasedPage {
    pub fn samples(lang: Lang) -> Vec<ErasedPage> {
        let host = |name: &str, key: &str, wrong| (name.to_owned(), lang.t(key).into_owned(), wrong);
        let page = ErasedPage {
            frame: Frame::visitor_sample(lang),
            actors: vec!["https://artel.example/u/anna".into()],
            erased: When::minute(lang, samples::moment()),
            until: When::day(lang, samples::moment()),
            link: "https://artel.example/erased/abc".into(),
            told: 3,
            confirmed: 1,
            hosts: vec![
                host("a.example", "erased-confirmed", false),
                host("b.example", "erased-waiting", false),
                host("c.example", "erased-given-up", true),
            ],
        };
        vec![ErasedPage { told: 0, confirmed: 0, hosts: Vec::new(), ..page.clone() }, page]
    }
}
