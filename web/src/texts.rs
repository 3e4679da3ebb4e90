//! Templates for the texts that a node owes its readers: what is true of this software stands in them already, what
//! only the operator knows is marked with brackets.

use crate::i18n::Lang;

macro_rules! texts {
    ($kind:literal) => {
        [
            include_str!(concat!("../texts/", $kind, ".en.md")),
            include_str!(concat!("../texts/", $kind, ".ru.md")),
            include_str!(concat!("../texts/", $kind, ".de.md")),
        ]
    };
}

/// The template of a text, filled in with the node's name and the organisation that runs it.
pub fn template(kind: &str, language: Lang, node: &str, organisation: &str) -> String {
    let texts: [&str; 3] = match kind {
        "rules" => texts!("rules"),
        "imprint" => texts!("imprint"),
        _ => texts!("privacy"),
    };
    texts[language as usize].replace("{node}", node).replace("{organisation}", organisation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_names_the_node_and_says_what_is_left_to_fill_in() {
        for language in Lang::ALL {
            for kind in ["rules", "imprint", "privacy"] {
                let text = template(kind, language, "artel.example", "Werkstatt");
                assert!(text.contains("artel.example") && !text.contains('{'), "{kind} {}", language.code());
                assert!(kind != "imprint" || (text.contains('[') && text.contains("Werkstatt")));
            }
        }
    }
}
