//! What all mails look like: a subject, a few words, perhaps one thing to do, and why one gets it.

use askama::Template;

use crate::i18n::Lang;

/// How wide plain text is: 76 characters, as letter boxes have shown it for fifty years.
const WIDTH: usize = 76;
/// How many characters of somebody's name or words stand in a subject.
const SUBJECT_CHARS: usize = 200;

/// A mail before it is written out.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    pub lang: Lang,
    pub subject: String,
    pub paragraphs: Vec<String>,
    /// Somebody's own words.
    pub quote: Option<Quote>,
    /// Lines below headings.
    pub groups: Vec<Group>,
    pub lines: Vec<Link>,
    /// What was left out of the lines.
    pub more: Option<String>,
    /// The one thing to do.
    pub action: Option<Link>,
    /// How long that can be done.
    pub lasts: Option<String>,
    /// Why one gets this mail.
    pub why: String,
}

/// Somebody's own words, and what leads to them.
#[derive(Clone, Debug)]
pub struct Quote {
    pub intro: String,
    pub words: String,
}

/// Lines below a heading.
#[derive(Clone, Debug)]
pub struct Group {
    pub heading: String,
    pub lines: Vec<Link>,
    /// What was left out of them.
    pub more: Option<String>,
}

/// Words that lead somewhere.
#[derive(Clone, Debug)]
pub struct Link {
    pub words: String,
    pub link: String,
}

#[derive(Template)]
#[template(path = "mails/letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    stop: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "mails/letter.txt")]
struct Plain<'a> {
    blocks: Vec<String>,
    why: String,
    stop_line: String,
    stop: Option<&'a str>,
}

impl Letter {
    /// A letter with its subject, which is one line whatever names are in it.
    pub fn new(lang: Lang, subject: &str, why: String) -> Letter {
        let one_line: String =
            subject.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
        let mut subject: String = one_line.chars().take(SUBJECT_CHARS).collect();
        if subject.len() < one_line.len() {
            subject.push('…');
        }
        Letter { lang, subject, why, ..Letter::default() }
    }

    pub fn paragraph(mut self, words: String) -> Letter {
        self.paragraphs.push(words);
        self
    }

    /// Adds what somebody wrote; nothing if they wrote nothing.
    pub fn quote(mut self, intro: &str, words: &str) -> Letter {
        let words = words.replace("\r\n", "\n");
        let kept = words.chars().filter(|char| *char == '\n' || !char.is_control()).collect::<String>();
        self.quote = Some(kept.trim().to_owned())
            .filter(|words| !words.is_empty())
            .map(|words| Quote { intro: intro.to_owned(), words });
        self
    }

    pub fn action(mut self, words: &str, link: &str) -> Letter {
        self.action = Some(Link { words: words.to_owned(), link: link.to_owned() });
        self
    }

    /// The plain text and the HTML. `stop` is the address that stops mails of this kind.
    ///
    /// # Errors
    /// When a template fails to render.
    pub fn write(&self, stop: Option<&str>) -> Result<(String, String), askama::Error> {
        let plain = Plain {
            blocks: self.blocks(),
            why: wrap(&self.why, ""),
            stop_line: wrap(&self.lang.t("mail-stop-line"), ""),
            stop,
        };
        Ok((plain.render()?, Html { letter: self, stop }.render()?))
    }

    fn blocks(&self) -> Vec<String> {
        let mut blocks: Vec<String> = self.paragraphs.iter().map(|words| wrap(words, "")).collect();
        if let Some(Quote { intro, words }) = &self.quote {
            blocks.push(wrap(intro, ""));
            let quoted: Vec<String> = words.lines().map(|line| wrap(line, "> ")).collect();
            blocks.push(quoted.join("\n"));
        }
        for group in &self.groups {
            blocks.push(wrap(&group.heading, ""));
            blocks.extend(group.lines.iter().map(item));
            blocks.extend(group.more.as_ref().map(|more| wrap(more, "")));
        }
        blocks.extend(self.lines.iter().map(item));
        blocks.extend(self.more.as_ref().map(|more| wrap(more, "")));
        let action = self.action.as_ref();
        blocks
            .extend(action.map(|Link { words, link }| format!("{}\n{link}", wrap(&format!("{words}:"), ""))));
        blocks.extend(self.lasts.as_ref().map(|lasts| wrap(lasts, "")));
        blocks
    }
}

fn item(line: &Link) -> String {
    format!("{}\n  {}", wrap(&line.words, "* "), line.link)
}

/// Breaks words into lines of at most [`WIDTH`] characters, as far as the words allow. Each line begins with `start`,
/// or with as many spaces where it marks an item.
fn wrap(words: &str, start: &str) -> String {
    let further = if start == "* " { "  " } else { start };
    let mut lines = Vec::new();
    let mut line = start.to_owned();
    let mut is_blank = true;
    for word in words.split_whitespace() {
        let long = line.chars().count() + 1 + word.chars().count() > WIDTH;
        if !is_blank && long {
            lines.push(std::mem::replace(&mut line, further.to_owned()));
            is_blank = true;
        }
        if !is_blank {
            line.push(' ');
        }
        line.push_str(word);
        is_blank = false;
    }
    lines.push(line);
    lines.iter().map(|line| line.trim_end()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_broken_into_lines_and_marked() {
        let words = "слово ".repeat(30);
        for start in ["", "> ", "* "] {
            let lines = wrap(&words, start);
            assert!(lines.lines().all(|line| line.chars().count() <= WIDTH), "{lines}");
            assert!(lines.lines().count() == 3 && lines.starts_with(start), "{lines}");
            assert_eq!(lines.matches("слово").count(), 30);
        }
        assert!(wrap(&words, "> ").lines().all(|line| line.starts_with("> ")));
        assert_eq!(wrap("", "> "), ">");
        assert_eq!(wrap(&"x".repeat(100), "> ").lines().count(), 1);
    }

    #[test]
    fn a_subject_is_one_line_of_a_sensible_length() {
        let letter = Letter::new(Lang::En, &format!("Hello\r\nBcc: {}", "я".repeat(500)), String::new());
        assert!(letter.subject.starts_with("Hello  Bcc: ") && letter.subject.ends_with('…'));
        assert_eq!(letter.subject.chars().count(), SUBJECT_CHARS + 1);
    }
}
