//! What stands before the text of a markdown file: YAML between `---`, or TOML between `+++`, with the keys that Hugo
//! and Jekyll use.

use artel_protocol::{Timestamp, limits};
use serde_json::{Map, Value};

use super::Fault;
use super::bundle::ImportFile;

/// A file that could be read.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Parsed {
    pub title: String,
    pub summary: String,
    pub tags: Vec<String>,
    pub published: Option<Timestamp>,
    pub draft: bool,
    /// The path of the picture that stands for the article, as it is written there.
    pub cover: Option<String>,
    pub cover_alt: String,
    pub body: String,
}

/// How many values front matter may have, aliases counted as often as they are used: real files have twenty.
const VALUES: usize = 1_000;
/// How deep they may nest.
const DEPTH: usize = 12;

/// # Errors
/// What is wrong, and in which line if that is known.
pub fn parse(file: &ImportFile) -> Result<Parsed, Fault> {
    let text = std::str::from_utf8(&file.bytes).map_err(|_| Fault::whole("import-not-utf8"))?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let (members, body) = split(&text)?;
    let mut parsed = understand(&members)?;
    body.trim().clone_into(&mut parsed.body);
    if parsed.title.is_empty() {
        take_heading(&mut parsed);
    }
    if parsed.published.is_none() {
        parsed.published = date_in_name(&file.path);
    }
    match parsed.title.is_empty() {
        true => Err(Fault::whole("article-title-missing")),
        false => Ok(parsed),
    }
}

/// The front matter, if there is any, and the text.
fn split(text: &str) -> Result<(Map<String, Value>, &str), Fault> {
    for (fence, is_yaml) in [("---", true), ("+++", false)] {
        let Some(rest) = text.strip_prefix(fence).and_then(|rest| rest.strip_prefix('\n')) else { continue };
        let end = if rest.starts_with(fence) {
            Some(0)
        } else {
            rest.find(&format!("\n{fence}")).map(|end| end + 1)
        };
        let Some(end) = end else {
            return Err(Fault { line: Some(1), key: "import-front-matter-open" });
        };
        let (matter, after) = (&rest[..end], &rest[end + fence.len()..]);
        if matter.len() > limits::FRONT_MATTER_BYTES {
            return Err(Fault { line: Some(2), key: "import-front-matter-long" });
        }
        let read = if is_yaml { read_yaml(matter)? } else { read_toml(matter)? };
        return match read {
            Value::Object(members) => Ok((members, after)),
            Value::Null => Ok((Map::new(), after)),
            _ => Err(Fault { line: Some(2), key: "import-front-matter-wrong" }),
        };
    }
    Ok((Map::new(), text))
}

fn read_yaml(text: &str) -> Result<Value, Fault> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_nodes: VALUES,
            max_events: VALUES * 4,
            max_depth: DEPTH,
            max_aliases: 50,
            max_anchors: 50,
            max_documents: 1,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: VALUES,
            max_replay_stack_depth: DEPTH,
        },
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        // The fence is the first line of the file.
        let line = error.location().map(|location| location.line() + 1);
        Fault { line, key: "import-front-matter-wrong" }
    })
}

fn read_toml(text: &str) -> Result<Value, Fault> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.map(|before| before.matches('\n').count() as u64 + 2);
        Fault { line, key: "import-front-matter-wrong" }
    })
}

fn understand(members: &Map<String, Value>) -> Result<Parsed, Fault> {
    let first =
        |names: &[&str]| names.iter().map(|name| text_of(members, name)).find(|text| !text.is_empty());
    let date = first(&["date", "publishDate", "published_at", "pubDate"]);
    let published = match date {
        None => None,
        Some(date) => Some(read_date(&date).ok_or(Fault::whole("import-date-wrong"))?),
    };
    let cover = ["cover", "image", "featured_image", "featuredImage", "thumbnail", "images"];
    let cover = cover.iter().find_map(|name| cover_of(members.get(*name)?));
    let (cover, cover_alt) = match cover {
        Some((path, alt)) => (Some(path), alt),
        None => (None, String::new()),
    };
    let alt = first(&["alt", "image_alt", "cover_alt"]).unwrap_or(cover_alt);
    let says = |name: &str, value: bool| members.get(name) == Some(&Value::Bool(value));
    Ok(Parsed {
        title: text_of(members, "title"),
        summary: first(&["summary", "description", "excerpt"]).unwrap_or_default(),
        tags: tags_of(members),
        published,
        draft: says("draft", true) || says("published", false),
        cover,
        cover_alt: alt,
        body: String::new(),
    })
}

fn text_of(members: &Map<String, Value>, name: &str) -> String {
    let text = match members.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        // What TOML knows as a date comes as an object of one member.
        Some(Value::Object(date)) => match date.values().next() {
            Some(Value::String(text)) if date.len() == 1 => text.clone(),
            _ => String::new(),
        },
        _ => String::new(),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A path, the first of several, or an object with `src` or `image` and `alt`.
fn cover_of(value: &Value) -> Option<(String, String)> {
    match value {
        Value::String(path) if !path.trim().is_empty() => Some((path.trim().to_owned(), String::new())),
        Value::Array(several) => cover_of(several.first()?),
        Value::Object(cover) => {
            let path = ["src", "image", "path", "url"].iter().map(|name| text_of(cover, name));
            let path = path.into_iter().find(|path| !path.is_empty())?;
            let alt = [text_of(cover, "alt"), text_of(cover, "caption")];
            Some((path, alt.into_iter().find(|alt| !alt.is_empty()).unwrap_or_default()))
        }
        _ => None,
    }
}

/// Tags and categories; Jekyll also takes them in one line.
fn tags_of(members: &Map<String, Value>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for name in ["tags", "categories", "category", "keywords"] {
        match members.get(name) {
            Some(Value::String(line)) => {
                tags.extend(line.split([',', ' ']).map(str::trim).map(str::to_owned));
            }
            Some(Value::Array(several)) => {
                tags.extend(several.iter().filter_map(Value::as_str).map(str::trim).map(str::to_owned));
            }
            _ => {}
        }
    }
    let mut seen = std::collections::HashSet::new();
    tags.retain(|tag| !tag.is_empty() && seen.insert(tag.to_lowercase()));
    tags
}

/// A first heading stands for the title, and does not stand twice.
fn take_heading(parsed: &mut Parsed) {
    let body = std::mem::take(&mut parsed.body);
    let (first, rest) = body.split_once('\n').unwrap_or((&body, ""));
    match first.strip_prefix("# ") {
        Some(heading) => {
            parsed.title = heading.trim().trim_end_matches('#').trim().to_owned();
            parsed.body = rest.trim().to_owned();
        }
        None => parsed.body = body,
    }
}

/// `2024-05-01`, with a time and a zone if they are there: `2024-05-01T10:00:00+02:00`, `2024-05-01 10:00:00 +0200`.
/// Without a zone UTC counts, without a time the beginning of the day.
fn read_date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let day = text.get(..10)?;
    let rest = text[10..].trim_start_matches(['T', 't', ' ']).trim();
    if rest.is_empty() {
        return Timestamp::begin_of_day(day);
    }
    let end =
        rest.find(|letter: char| !(letter.is_ascii_digit() || ":.".contains(letter))).unwrap_or(rest.len());
    let (time, zone) = (&rest[..end], rest[end..].trim());
    let time = if time.matches(':').count() == 1 { format!("{time}:00") } else { time.to_owned() };
    let zone = match zone {
        "" | "Z" | "z" | "UTC" | "GMT" => "Z".to_owned(),
        zone if zone.len() == 5 && zone.starts_with(['+', '-']) => {
            format!("{}:{}", &zone[..3], zone.get(3..)?)
        }
        zone => zone.to_owned(),
    };
    Timestamp::parse_rfc3339(&format!("{day}T{time}{zone}"))
}

/// Jekyll: `2024-05-01-neue-fraese.md`.
fn date_in_name(path: &str) -> Option<Timestamp> {
    let name = path.rsplit('/').next()?;
    name.get(10..)?.strip_prefix('-')?;
    read_date(name.get(..10)?)
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn read(path: &str, text: &str) -> Result<Parsed, Fault> {
        parse(&ImportFile { path: path.into(), bytes: Bytes::from(text.to_owned()) })
    }

    #[test]
    fn hugo_and_jekyll_are_read() {
        let hugo = read(
            "posts/fraese/index.md",
            "---\ntitle: Neue Fräse\ndate: 2024-05-01T10:00:00+02:00\ntags: [Stahl, stahl, Holz]\ndescription: \
             Sie steht.\ncover:\n  image: fraese.jpg\n  alt: Die Fräse\n---\n\nText.\n",
        )
        .unwrap();
        assert_eq!((hugo.title.as_str(), hugo.body.as_str()), ("Neue Fräse", "Text."));
        assert_eq!(hugo.published, Timestamp::parse_rfc3339("2024-05-01T08:00:00Z"));
        assert_eq!(hugo.tags, ["Stahl", "Holz"]);
        assert_eq!((hugo.cover.as_deref(), hugo.cover_alt.as_str()), (Some("fraese.jpg"), "Die Fräse"));

        let jekyll =
            read("_posts/2023-02-03-ein-jahr.md", "---\ncategories: a b\n---\n# Ein Jahr #\n\nText.")
                .unwrap();
        assert_eq!((jekyll.title.as_str(), jekyll.body.as_str()), ("Ein Jahr", "Text."));
        assert_eq!(jekyll.published, Timestamp::parse_rfc3339("2023-02-03T00:00:00Z"));
        assert_eq!(jekyll.tags, ["a", "b"]);

        let toml =
            read("a.md", "+++\ntitle = \"Первая\"\ndate = 2022-01-02\ndraft = true\n+++\nТекст").unwrap();
        assert_eq!(toml.title, "Первая");
        assert!(toml.draft);
        assert_eq!(toml.published, Timestamp::parse_rfc3339("2022-01-02T00:00:00Z"));
    }

    #[test]
    fn dates_are_read_as_they_are_written() {
        for (text, read) in [
            ("2024-05-01", Some("2024-05-01T00:00:00Z")),
            ("2024-05-01 10:00:00 +0200", Some("2024-05-01T08:00:00Z")),
            ("2024-05-01 10:00", Some("2024-05-01T10:00:00Z")),
            ("2024-05-01T10:00:00.5Z", Some("2024-05-01T10:00:00.5Z")),
            ("1. Mai 2024", None),
            ("2024-13-01", None),
        ] {
            assert_eq!(read_date(text), read.and_then(Timestamp::parse_rfc3339), "{text}");
        }
    }

    #[test]
    fn a_bomb_of_aliases_is_refused_and_so_is_what_does_not_end() {
        let mut bomb = "---\na0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let refers = vec![format!("*a{}", level - 1); 9].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{refers}]\n"));
        }
        bomb.push_str("---\n# T\n");
        assert_eq!(read("a.md", &bomb).unwrap_err().key, "import-front-matter-wrong");
        assert_eq!(read("a.md", "---\ntitle: x\n").unwrap_err().key, "import-front-matter-open");
        let long = format!("---\ntitle: {}\n---\n", "x".repeat(limits::FRONT_MATTER_BYTES));
        assert_eq!(read("a.md", &long).unwrap_err().key, "import-front-matter-long");
        let deep = format!("---\ntitle: {}{}\n---\n", "[".repeat(500), "]".repeat(500));
        assert_eq!(read("a.md", &deep).unwrap_err().key, "import-front-matter-wrong");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let wrong = read("a.md", "---\ntitle: x\ntags: [a\n---\nText").unwrap_err();
        assert!(wrong.line.is_some_and(|line| (2..=5).contains(&line)), "{wrong:?}");
        assert_eq!(read("a.md", "Text ohne Titel").unwrap_err().key, "article-title-missing");
        assert_eq!(read("a.md", "---\ntitle: x\ndate: gestern\n---\n").unwrap_err().key, "import-date-wrong");
    }
}
