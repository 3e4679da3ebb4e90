//! Who looks after the node: everybody on it with their office, for who runs it.

use std::borrow::Cow;

use artel_node::store::records::Office;
use artel_protocol::kinds::Problem;
use askama::Template;

use super::parts::ActorView;
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// GET /offices.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/offices.html")]
pub struct OfficesPage {
    pub frame: Frame,
    /// Those with an office first.
    pub people: Vec<HolderView>,
}

/// Somebody on the node.
#[derive(Clone, Debug)]
pub struct HolderView {
    /// The name with which they log in.
    pub name: String,
    pub actor: ActorView,
    /// Their organisation's full name.
    pub organisation: String,
    pub office: Office,
    pub suspended: bool,
}

/// GET /offices/give?name=…&office=…, and POST /offices/give: `name` `office`. Nobody is given an office by one click.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/office_give.html")]
pub struct GivePage {
    pub frame: Frame,
    /// Its problems are of the field `role`.
    pub form: Form,
    pub holder: HolderView,
    /// What they are about to have.
    pub office: Office,
}

impl HolderView {
    pub fn word(&self, lang: &Lang) -> Cow<'static, str> {
        lang.t(match self.office {
            Office::Operator => "office-operator",
            Office::Officer => "office-officer",
            Office::None => "office-none",
        })
    }

    /// What else they could be: the value of the field, and the key of the words that lead there.
    pub fn others(&self) -> Vec<(&'static str, &'static str)> {
        let all = [
            (Office::Operator, "operator", "offices-make-operator"),
            (Office::Officer, "officer", "offices-make-officer"),
            (Office::None, "none", "offices-take"),
        ];
        let others = all.into_iter().filter(|(office, ..)| *office != self.office);
        others.map(|(_, value, words)| (value, words)).collect()
    }
}

impl GivePage {
    /// The office's value in the form.
    pub fn value(&self) -> &'static str {
        match self.office {
            Office::Operator => "operator",
            Office::Officer => "officer",
            Office::None => "none",
        }
    }

    pub fn title(&self) -> &'static str {
        match self.office {
            Office::Operator => "offices-ask-operator",
            Office::Officer => "offices-ask-officer",
            Office::None => "offices-ask-take",
        }
    }

    pub fn explanation(&self) -> &'static str {
        match self.office {
            Office::Operator => "offices-operator-may",
            Office::Officer => "offices-officer-may",
            Office::None => "offices-none-may",
        }
    }

    pub fn button(&self) -> &'static str {
        match self.office {
            Office::Operator => "offices-make-operator",
            Office::Officer => "offices-make-officer",
            Office::None => "offices-take",
        }
    }

    pub fn samples(lang: Lang) -> Vec<GivePage> {
        let mut refused = Form::empty();
        refused.refuse(lang, &[Problem { field: "role", key: "staff-last-operator", arguments: Vec::new() }]);
        let page = |form, office| GivePage {
            frame: Frame { path: "/offices/give?name=anna".into(), ..Frame::sample(lang) },
            form,
            holder: sample(Office::Operator, false),
            office,
        };
        vec![page(refused, Office::None), page(Form::empty(), Office::Officer)]
    }
}

impl OfficesPage {
    pub fn samples(lang: Lang) -> Vec<OfficesPage> {
        let people =
            vec![sample(Office::Operator, false), sample(Office::Officer, true), sample(Office::None, false)];
        vec![OfficesPage { frame: Frame { path: "/offices".into(), ..Frame::sample(lang) }, people }]
    }
}

fn sample(office: Office, suspended: bool) -> HolderView {
    HolderView {
        name: "anna".into(),
        actor: ActorView {
            name: "Anna <Brandt>".into(),
            handle: "@anna@artel.example".into(),
            url: "/@anna".into(),
            portrait: None,
        },
        organisation: "Werkstatt Brandt & Söhne".into(),
        office,
        suspended,
    }
}
