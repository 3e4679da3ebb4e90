//! A company as a card for address books: vCard 4.0 (RFC 6350).

use artel_node::store::records::LocalActorRecord;
use artel_protocol::company::Company;
use artel_protocol::company::term::Term;

/// The longest line in bytes, without its end (RFC 6350 §3.2).
const LINE: usize = 75;

/// The card of an organisation, with as much of its company as is to be seen.
pub fn card(actor: &LocalActorRecord, company: &Company) -> String {
    let mut card = Card(String::new());
    card.line("BEGIN:VCARD");
    card.line("VERSION:4.0");
    card.line("KIND:org");
    card.text("FN", &actor.title);
    let legal = if company.legal_name.is_empty() { &actor.title } else { &company.legal_name };
    card.text("ORG", legal);
    card.text("NICKNAME", &company.trade_name);
    card.text("NOTE", &actor.summary);
    card.text("RELATED;VALUE=text;TYPE=contact", &company.contact);
    card.text("EMAIL", &company.mail);
    card.text("TEL", &company.phone);
    if !company.address.is_empty() || company.region.is_some() {
        let country = company.region.map_or("", |region| region.country().name("en"));
        let street = escaped(&company.address.replace('\n', ", "));
        card.line(&format!("ADR:;;{street};;;;{}", escaped(country)));
    }
    card.line(&format!("URL:{}", company.web.as_ref().unwrap_or(&actor.page)));
    for language in &company.languages {
        card.text("LANG", language.code());
    }
    let terms = company.competences.iter().chain(&company.products).chain(&company.technologies);
    let terms: Vec<String> = terms.map(|term| escaped(Term::of(term).words)).collect();
    if !terms.is_empty() {
        card.line(&format!("CATEGORIES:{}", terms.join(",")));
    }
    card.line(&format!("SOURCE:{}/card.vcf", actor.page));
    card.line(&format!("UID:{}", actor.id));
    card.line("END:VCARD");
    card.0
}

/// A card that is being written.
struct Card(String);

impl Card {
    /// A property whose value is text; none if there is nothing to say.
    fn text(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.line(&format!("{name}:{}", escaped(value)));
        }
    }

    /// A line, folded where it is too long: what follows begins with a space.
    fn line(&mut self, line: &str) {
        let mut length = 0;
        for letter in line.chars() {
            if length + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(letter);
            length += letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;");
    text.replace('\n', "\\n").chars().filter(|letter| !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut card = Card(String::new());
        card.text("NOTE", text);
        card.0
    }

    #[test]
    fn nothing_that_is_typed_becomes_another_property() {
        assert_eq!(written("a\r\nTEL:1;b,c\\"), "NOTE:a\\nTEL:1\\;b\\,c\\\\\r\n");
        assert_eq!(written("a\rTEL:1"), "NOTE:aTEL:1\r\n");
        assert_eq!(written(""), "");
    }

    #[test]
    fn long_lines_are_folded_between_letters() {
        let card = written(&"ж".repeat(200));
        assert!(card.split("\r\n").all(|line| line.len() <= LINE));
        assert_eq!(card.replace("\r\n ", ""), format!("NOTE:{}\r\n", "ж".repeat(200)));
    }
}
