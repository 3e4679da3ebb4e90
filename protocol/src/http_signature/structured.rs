//! The part of structured fields (RFC 9651) that `Signature-Input` and `Signature` are written in: a dictionary of
//! exactly one member. What may stand there by the standard but never does is refused rather than guessed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::SignatureError;
use crate::limits;

const MALFORMED: SignatureError =
    SignatureError::Malformed("Signature-Input or Signature is not a structured field as we read it");

/// The one member of `Signature-Input`: its label, what is signed, and how.
pub(super) struct Input<'a> {
    pub label: &'a str,
    pub components: Vec<String>,
    /// Everything behind the label, as it came: it is a part of what is signed.
    pub as_it_came: &'a str,
    parameters: Vec<(&'a str, Item<'a>)>,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Item<'a> {
    Text(&'a str),
    /// An integer, a token, a byte sequence or a boolean, in its own spelling.
    Bare(&'a str),
}

impl<'a> Input<'a> {
    /// Reads `label=("a" "b");name=value;…` to its very end.
    pub fn read(header: &'a str) -> Result<Input<'a>, SignatureError> {
        let (label, as_it_came) = read_label(header.trim())?;
        let rest = as_it_came.strip_prefix('(').ok_or(MALFORMED)?;
        let (components, rest) = read_components(rest)?;
        let parameters = read_parameters(rest)?;
        Ok(Input { label, components, as_it_came, parameters })
    }

    /// A parameter that is a text.
    pub fn text(&self, name: &str) -> Result<Option<&'a str>, SignatureError> {
        match self.parameter(name) {
            None => Ok(None),
            Some(Item::Text(text)) => Ok(Some(text)),
            Some(Item::Bare(_)) => Err(MALFORMED),
        }
    }

    /// A parameter that is not a text.
    pub fn bare(&self, name: &str) -> Result<Option<&'a str>, SignatureError> {
        match self.parameter(name) {
            None => Ok(None),
            Some(Item::Bare(spelling)) => Ok(Some(spelling)),
            Some(Item::Text(_)) => Err(MALFORMED),
        }
    }

    fn parameter(&self, name: &str) -> Option<Item<'a>> {
        self.parameters.iter().find(|(known, _)| *known == name).map(|(_, item)| *item)
    }
}

/// Reads `label=:base64:`, the one member of `Signature`.
pub(super) fn read_signature(header: &str, label: &str) -> Result<Vec<u8>, SignatureError> {
    let (found, rest) = read_label(header.trim())?;
    let encoded = rest.strip_prefix(':').and_then(|rest| rest.strip_suffix(':')).ok_or(MALFORMED)?;
    if found != label {
        return Err(MALFORMED);
    }
    STANDARD.decode(encoded).map_err(|_| SignatureError::Malformed("signature is not base64"))
}

fn read_label(text: &str) -> Result<(&str, &str), SignatureError> {
    let (label, rest) = read_key(text)?;
    Ok((label, rest.strip_prefix('=').ok_or(MALFORMED)?))
}

/// A name, and what follows it.
fn read_key(text: &str) -> Result<(&str, &str), SignatureError> {
    let is_key = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.*".contains(&byte);
    let end = text.bytes().position(|byte| !is_key(byte)).unwrap_or(text.len());
    let (key, rest) = text.split_at(end);
    let begins_well = key.starts_with(|first: char| first.is_ascii_lowercase() || first == '*');
    if begins_well { Ok((key, rest)) } else { Err(MALFORMED) }
}

/// The names of an inner list up to its end, each once, and what follows. A component with parameters of its own
/// is none that we know.
fn read_components(mut rest: &str) -> Result<(Vec<String>, &str), SignatureError> {
    let mut components: Vec<String> = Vec::new();
    loop {
        rest = rest.trim_start_matches(' ');
        if let Some(rest) = rest.strip_prefix(')') {
            return Ok((components, rest));
        }
        let (name, after) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')).ok_or(MALFORMED)?;
        let is_name =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"@-_.".contains(&byte);
        let is_new = !components.iter().any(|known| known == name);
        let is_alone = after.starts_with([' ', ')']);
        let is_one_too_many = components.len() >= limits::SIGNED_COMPONENTS;
        if name.is_empty() || !name.bytes().all(is_name) || !is_new || !is_alone || is_one_too_many {
            return Err(MALFORMED);
        }
        components.push(name.to_owned());
        rest = after;
    }
}

/// `;name=value` until nothing is left, each name once; a name alone is a boolean.
fn read_parameters(mut rest: &str) -> Result<Vec<(&str, Item<'_>)>, SignatureError> {
    let mut parameters: Vec<(&str, Item<'_>)> = Vec::new();
    while !rest.is_empty() {
        let (name, after) = read_key(rest.strip_prefix(';').ok_or(MALFORMED)?.trim_start_matches(' '))?;
        let (item, after) = match after.strip_prefix('=') {
            Some(after) => read_item(after)?,
            None => (Item::Bare("?1"), after),
        };
        let is_new = !parameters.iter().any(|(known, _)| *known == name);
        if !is_new || parameters.len() >= limits::SIGNATURE_PARAMETERS {
            return Err(MALFORMED);
        }
        parameters.push((name, item));
        rest = after;
    }
    Ok(parameters)
}

fn read_item(text: &str) -> Result<(Item<'_>, &str), SignatureError> {
    if let Some(quoted) = text.strip_prefix('"') {
        let (text, rest) = quoted.split_once('"').ok_or(MALFORMED)?;
        // No id has a backslash, and with it none has a quotation mark.
        return if text.contains('\\') { Err(MALFORMED) } else { Ok((Item::Text(text), rest)) };
    }
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~:/?=".contains(&byte);
    let end = text.bytes().position(|byte| !is_bare(byte)).unwrap_or(text.len());
    let (spelling, rest) = text.split_at(end);
    if spelling.is_empty() { Err(MALFORMED) } else { Ok((Item::Bare(spelling), rest)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_signature_input_is_read_to_its_end() {
        let header = "sig1=(\"@method\"  \"host\" );created=1;keyid=\"k\"; tag=\"a,b\";flag;nonce=:AA==:";
        let input = Input::read(header).unwrap();
        assert_eq!(input.label, "sig1");
        assert_eq!(input.components, ["@method", "host"]);
        assert_eq!(input.as_it_came, &header[5..]);
        assert_eq!(input.text("keyid"), Ok(Some("k")));
        assert_eq!(input.text("tag"), Ok(Some("a,b")));
        assert_eq!(input.bare("created"), Ok(Some("1")));
        assert_eq!(input.bare("flag"), Ok(Some("?1")));
        assert_eq!(input.bare("expires"), Ok(None));
        assert_eq!(input.text("created"), Err(MALFORMED));
        assert_eq!(input.bare("keyid"), Err(MALFORMED));
    }

    #[test]
    fn anything_that_could_be_read_in_two_ways_is_refused() {
        let many: String = (0..99).map(|number| format!("\"x{number}\" ")).collect();
        for wrong in [
            "",
            "sig1",
            "sig1=",
            "sig1=()x",
            "=()",
            "Sig=()",
            "1=()",
            "sig1=(\"a\"",
            "sig1=(a)",
            "sig1=(\"a\"\"b\")",
            "sig1=(\"a\" \"a\")",
            "sig1=(\"A\")",
            "sig1=(\"a b\")",
            "sig1=(\"a\";req)",
            "sig1=(\"a\");",
            "sig1=(\"a\");created=",
            "sig1=(\"a\");created=1;created=2",
            "sig1=(\"a\");keyid=\"a\\\"b\"",
            "sig1=(\"a\");keyid=\"a",
            "sig1=(\"a\"), sig2=(\"b\")",
            "sig1=(\"a\");created=1,sig2=(\"b\")",
            &format!("sig1=({many})"),
        ] {
            assert!(Input::read(wrong).is_err(), "{wrong}");
        }
        for wrong in [
            "",
            "sig1",
            "sig1=",
            "sig1=:",
            "sig1=:AA=:",
            "sig2=:AAAA:",
            "sig1=:AAAA:, sig2=:AAAA:",
            "sig1=::;a",
        ] {
            assert!(read_signature(wrong, "sig1").is_err(), "{wrong}");
        }
        assert_eq!(read_signature(" sig1=:AAAA: ", "sig1"), Ok(vec![0, 0, 0]));
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,80}", shaped in "[a-z*]{0,3}=\\([a-z@\" ]{0,20}\\)(;[a-z]{1,3}=?\"?[ -~é]{0,9}\"?){0,3}") {
            for text in [text, shaped] {
                let _ = Input::read(&text);
                let _ = read_signature(&text, "a");
            }
        }

        #[test]
        fn what_is_well_formed_is_read(
            names in proptest::collection::hash_set("[a-z@][a-z-]{0,8}", 0..8),
            key_id in "[!#-\\[\\]-~]{0,30}",
            created in any::<u32>(),
        ) {
            let names: Vec<String> = names.into_iter().collect();
            let list: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
            let header = format!("sig1=({});created={created};keyid=\"{key_id}\"", list.join(" "));
            let input = Input::read(&header).unwrap();
            prop_assert_eq!(input.components, names.clone());
            let input = Input::read(&header).unwrap();
            prop_assert_eq!(input.text("keyid").unwrap(), Some(key_id.as_str()));
            let created = created.to_string();
            prop_assert_eq!(input.bare("created").unwrap(), Some(created.as_str()));
        }
    }
}
