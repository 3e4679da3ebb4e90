//! The people of an organisation: who they are, what they may, who is invited, and how one leaves.

use artel_node::store::records::Role;
use artel_protocol::kinds::Problem;
use askama::Template;

use super::parts::{ActorView, When, samples};
use crate::form::Form;
use crate::frame::Frame;
use crate::i18n::Lang;

/// Somebody of the staff.
#[derive(Clone, Debug)]
pub struct ColleagueView {
    /// The name with which they log in.
    pub name: String,
    pub actor: ActorView,
    pub role: Role,
    pub mail: Option<String>,
    pub suspended: bool,
    pub second_factor: bool,
    /// It is who looks at the page.
    pub oneself: bool,
    /// Who looks at the page may open the account anew.
    pub opens: bool,
}

/// An invitation that nobody has used yet.
#[derive(Clone, Debug)]
pub struct InvitationView {
    pub key: String,
    pub role: Role,
    pub mail: Option<String>,
    pub expires: When,
}

/// GET /staff. Owners change it by POST /staff/invite (`mail` `role`), /staff/role (`name` `role`), /staff/suspend
/// and /staff/admit (`name`), /staff/password (`name`), /staff/revoke (`key`); all with `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/staff.html")]
pub struct StaffPage {
    pub frame: Frame,
    pub form: Form,
    /// Owners may change things.
    pub owns: bool,
    /// Whether this node sends mail.
    pub mails: bool,
    pub staff: Vec<ColleagueView>,
    pub invitations: Vec<InvitationView>,
    /// Who left, for owners: the name and the actor.
    pub departed: Vec<(String, ActorView)>,
}

/// A link that is shown once, to be passed on by hand.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/link.html")]
pub struct LinkPage {
    pub frame: Frame,
    pub title: String,
    pub explanation: String,
    pub link: String,
    /// The link as a drawing for a telephone's camera; an SVG of our own making.
    pub drawing: String,
    /// Where to go on.
    pub back: String,
}

/// GET and POST /join/TOKEN. Fields: `title` `name` `mail` `password` `csrf`.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/join.html")]
pub struct JoinPage {
    pub frame: Frame,
    pub form: Form,
    pub organisation: String,
    pub role: Role,
    pub token: String,
}

/// GET /staff/remove?name=… and GET /leave, to be confirmed by POST there.
#[derive(Template, Clone, Debug)]
#[template(path = "pages/remove_colleague.html")]
pub struct RemovePage {
    pub frame: Frame,
    pub form: Form,
    /// Who goes; none when it is oneself.
    pub who: Option<(String, String)>,
    pub organisation: String,
}

/// GET /staff/second-factor?name=…, to be confirmed by POST there (`name` `csrf`).
#[derive(Template, Clone, Debug)]
#[template(path = "pages/staff_factor.html")]
pub struct EndFactorPage {
    pub frame: Frame,
    /// The name with which they log in.
    pub name: String,
    pub title: String,
}

/// The key of a role's word.
pub fn role_key(role: &Role) -> &'static str {
    match role {
        Role::Owner => "role-owner",
        Role::Moderator => "role-moderator",
        Role::Member => "role-member",
    }
}

/// A role as forms send it.
pub fn role_value(role: &Role) -> &'static str {
    match role {
        Role::Owner => "owner",
        Role::Moderator => "moderator",
        Role::Member => "member",
    }
}

/// The role that a form sent; the least one for anything else.
pub fn role_from(value: &str) -> Role {
    match value {
        "owner" => Role::Owner,
        "moderator" => Role::Moderator,
        _ => Role::Member,
    }
}

pub const ROLES: [Role; 3] = [Role::Member, Role::Moderator, Role::Owner];

impl StaffPage {
    pub fn roles(&self) -> [Role; 3] {
        ROLES
    }

    /// What is said below the field for the mail address.
    pub fn mail_hint(&self) -> &'static str {
        if self.mails { "invite-mail-hint" } else { "invite-mail-off" }
    }

    pub fn samples(lang: Lang) -> Vec<StaffPage> {
        let frame = Frame { path: "/staff".into(), ..Frame::sample(lang) };
        let person = |name: &str, title: &str, role| ColleagueView {
            name: name.into(),
            actor: ActorView {
                name: title.into(),
                handle: format!("@{name}@artel.example"),
                url: format!("/@{name}"),
                portrait: None,
            },
            role,
            mail: (name == "anna").then(|| "anna@werkstatt.example".into()),
            suspended: name == "kolya",
            second_factor: name != "irina",
            oneself: name == "anna",
            opens: name == "kolya",
        };
        let staff = vec![
            person("anna", "Anna Brandt", Role::Owner),
            person("irina", "Ирина <Резец> Ковалёва", Role::Moderator),
            person("kolya", "Николай Петрович Соколов-Микитов", Role::Member),
        ];
        let invitation = |mail: Option<&str>| InvitationView {
            key: "ab".repeat(32),
            role: Role::Member,
            mail: mail.map(str::to_owned),
            expires: When::day(lang, samples::moment()),
        };
        let mut refused = Form::sent([("mail", "not an address"), ("role", "member")]);
        refused.refuse(lang, &[Problem { field: "mail", key: "mail-address-wrong", arguments: Vec::new() }]);
        let one = StaffPage {
            frame: frame.clone(),
            form: Form::sent([("role", "member")]),
            owns: true,
            mails: true,
            staff: staff[..1].to_vec(),
            invitations: Vec::new(),
            departed: Vec::new(),
        };
        let invitations = vec![invitation(Some("boris@werkstatt.example")), invitation(None)];
        vec![
            one.clone(),
            StaffPage {
                form: refused,
                staff: staff.clone(),
                invitations,
                departed: vec![("boris".into(), samples::stranger())],
                ..one.clone()
            },
            StaffPage { owns: false, mails: false, staff, ..one },
        ]
    }
}

impl LinkPage {
    pub fn samples(lang: Lang) -> Vec<LinkPage> {
        vec![LinkPage {
            frame: Frame::sample(lang),
            title: lang.t("invited-title").into_owned(),
            explanation: lang.t("invited-explanation").into_owned(),
            link: "https://artel.example/join/u0fO6NnyTn3kVvG0C6pE1cWlP2c7L0m0H9Qm1yqVYzE".into(),
            drawing: String::new(),
            back: "/staff".into(),
        }]
    }
}

impl JoinPage {
    pub fn samples(lang: Lang) -> Vec<JoinPage> {
        let page = |form| JoinPage {
            frame: Frame::visitor_sample(lang),
            form,
            organisation: "Werkstatt Brandt & Söhne".into(),
            role: Role::Member,
            token: "sample".into(),
        };
        let mut refused = Form::sent([("title", "Борис"), ("name", "boris"), ("mail", "")]);
        let problem = |field, key| Problem { field, key, arguments: Vec::new() };
        refused.refuse(lang, &[problem("name", "name-taken"), problem("password", "password-too-weak")]);
        vec![page(Form::sent([("mail", "boris@werkstatt.example")])), page(refused)]
    }
}

impl EndFactorPage {
    pub fn samples(lang: Lang) -> Vec<EndFactorPage> {
        let (name, title) = ("kolya".into(), "Николай <Соколов>".into());
        vec![EndFactorPage { frame: Frame::sample(lang), name, title }]
    }
}

impl RemovePage {
    pub fn samples(lang: Lang) -> Vec<RemovePage> {
        let page = |who: Option<(&str, &str)>| RemovePage {
            frame: Frame::sample(lang),
            form: Form::empty(),
            who: who.map(|(name, title)| (name.to_owned(), title.to_owned())),
            organisation: "Werkstatt Brandt & Söhne".into(),
        };
        let mut last = page(None);
        last.form.refuse(lang, &[Problem { field: "role", key: "staff-last-owner", arguments: Vec::new() }]);
        vec![page(Some(("kolya", "Николай Соколов"))), page(None), last]
    }
}
