//! A form as it was sent: what was typed, to be shown again, and what is wrong with each field.
//!
//! Secrets are not kept: a password is typed anew.

use std::collections::BTreeMap;

use artel_protocol::kinds::{Problem, Typed};

use crate::i18n::Lang;

/// The fields of a form by name, and what is wrong with them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Form {
    values: BTreeMap<String, String>,
    problems: BTreeMap<String, Vec<String>>,
}

/// What is never sent back.
const SECRETS: [&str; 5] = ["password", "old_password", "confirm_password", "passphrase", "csrf"];

impl Form {
    /// An empty form.
    pub fn empty() -> Form {
        Form::default()
    }

    /// A form as it was sent. Secrets are left out; of a name that comes twice, the last value counts.
    pub fn sent<Name: Into<String>, Value: Into<String>>(
        pairs: impl IntoIterator<Item = (Name, Value)>,
    ) -> Form {
        let mut form = Form::empty();
        for (name, value) in pairs {
            form.set(name, value);
        }
        form
    }

    /// Fills in one field, unless it is a secret.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let name = name.into();
        if !Form::is_secret(&name) {
            self.values.insert(name, value.into());
        }
    }

    /// Fills in what was typed into the form of an entry.
    pub fn fill(&mut self, typed: &Typed) {
        for (name, value) in typed.iter() {
            self.set(name, value);
        }
    }

    /// Whether a field is never shown again.
    pub fn is_secret(name: &str) -> bool {
        SECRETS.contains(&name)
    }

    /// What was typed; empty if nothing was.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// Everything that was typed, but for secrets.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether a choice stands at this value.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }

    /// What is wrong with a field, in the reader's words.
    pub fn problems(&self, name: &str) -> &[String] {
        self.problems.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether anything is wrong.
    pub fn is_refused(&self) -> bool {
        !self.problems.is_empty()
    }

    /// Adds what is wrong.
    pub fn refuse(&mut self, lang: Lang, problems: &[Problem]) {
        for problem in problems {
            self.problems.entry(problem.field.to_owned()).or_default().push(lang.problem(problem));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown_again() {
        let form = Form::sent([("owner", "anna"), ("password", "correct horse"), ("csrf", "token")]);
        assert_eq!(form.value("owner"), "anna");
        assert_eq!(form.value("password"), "");
        assert!(!format!("{form:?}").contains("horse"));
    }

    #[test]
    fn problems_stand_at_their_fields() {
        let mut form = Form::empty();
        let problem = Problem { field: "password", key: "password-too-short", arguments: vec![("min", 8)] };
        form.refuse(Lang::En, &[problem]);
        assert!(form.is_refused());
        assert_eq!(form.problems("password").len(), 1);
        assert!(form.problems("owner").is_empty());
    }
}
