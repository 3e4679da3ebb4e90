//! Whether a page is safe to look at: read with a small reader of our own, so that the check shares no code with what
//! it checks.

/// The elements that our pages are made of, with those that the texts of strangers may keep.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "option",
    "p",
    "path",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "u",
    "ul",
    "use",
    "var",
];

/// Attributes whose value is followed or loaded.
const ADDRESSES: &[&str] =
    &["href", "src", "action", "formaction", "poster", "cite", "srcset", "xlink:href", "data"];

/// Elements in which a `<` begins nothing but their own end.
const RAW: &[&str] = &["script", "style", "title", "textarea"];

/// What is dangerous or unknown on a page, in words; empty for a page that is safe.
pub fn dangers(html: &str) -> Vec<String> {
    let mut dangers = Vec::new();
    for_each_tag(html, |tag| {
        if !ELEMENTS.contains(&tag.name.as_str()) {
            dangers.push(format!("the element <{}>", tag.name));
        }
        let own_script = tag.attribute("src").is_some_and(|source| source.starts_with("/static/"));
        if tag.name == "script" && !own_script {
            dangers.push("a script that is not ours".to_owned());
        }
        for (name, value) in &tag.attributes {
            if name.starts_with("on") || name == "style" || name == "srcdoc" {
                dangers.push(format!("the attribute {name} of <{}>", tag.name));
            }
            if ADDRESSES.contains(&name.as_str()) && !is_harmless_address(value) {
                dangers.push(format!("{name}=\"{value}\" of <{}>", tag.name));
            }
        }
    });
    dangers
}

fn is_harmless_address(value: &str) -> bool {
    let value = value.trim();
    value.is_empty()
        || ["https://", "http://", "/", "#", "?", "mailto:"].iter().any(|start| value.starts_with(start))
}

struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Calls back for every opening tag, as a browser would find them.
fn for_each_tag(html: &str, mut found: impl FnMut(&Tag)) {
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = after(comment, "-->");
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (tag, behind) = read_tag(rest);
            found(&tag);
            rest = behind;
            if RAW.contains(&tag.name.as_str()) {
                rest = from_end_of(&tag.name, rest);
            }
        }
    }
}

fn read_tag(text: &str) -> (Tag, &str) {
    let end = text.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(text.len());
    let mut tag = Tag { name: text[..end].to_ascii_lowercase(), attributes: Vec::new() };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return (tag, rest);
        }
        if let Some(behind) = rest.strip_prefix('>') {
            return (tag, behind);
        }
        let (attribute, behind) = read_attribute(rest);
        tag.attributes.push(attribute);
        rest = behind;
    }
}

fn read_attribute(text: &str) -> ((String, String), &str) {
    let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/' | '>');
    // A leading equals sign belongs to the name, as browsers have it.
    let first = text.chars().next().map_or(0, char::len_utf8);
    let end = text[first..].find(is_end).map_or(text.len(), |at| at + first);
    let name = text[..end].to_ascii_lowercase();
    let rest = text[end..].trim_start();
    let Some(value) = rest.strip_prefix('=') else {
        return ((name, String::new()), rest);
    };
    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(value) = value.strip_prefix(quote) {
            let end = value.find(quote).unwrap_or(value.len());
            return ((name, unescape(&value[..end])), value.get(end + 1..).unwrap_or(""));
        }
    }
    let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len());
    ((name, unescape(&value[..end])), &value[end..])
}

/// The references with which a dangerous address could be hidden.
fn unescape(value: &str) -> String {
    let mut plain = value.to_owned();
    for (reference, character) in
        [("&colon;", ":"), ("&#58;", ":"), ("&#x3a;", ":"), ("&#x2F;", "/"), ("&#47;", "/"), ("&amp;", "&")]
    {
        plain = plain.replace(reference, character);
    }
    plain
}

fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    text.find(mark).map_or("", |at| &text[at + mark.len()..])
}

fn from_end_of<'a>(name: &str, text: &'a str) -> &'a str {
    let end = format!("</{name}");
    text.to_ascii_lowercase().find(&end).map_or("", |at| &text[at..])
}

#[test]
fn a_dangerous_page_is_found_out() {
    for page in [
        "<p>fine</p><script>alert(1)</script>",
        "<script src=https://evil.test/x.js></script>",
        "<p onclick=alert(1)>",
        "<img src=x onerror='alert(1)'>",
        "<a href=\" javascript:alert(1)\">",
        "<a href=javascript&colon;alert(1)>",
        "<blink>",
        "<!-- --><iframe srcdoc='<p>'></iframe>",
        "<b/onmouseover=alert(1)>",
        "<textarea></textarea><svg/onload=alert(1)>",
    ] {
        assert_ne!(dangers(page), Vec::<String>::new(), "{page}");
    }
    for page in [
        "<!doctype html><title><script></title><p title=\"onclick=x\">1 < 2 <a href=\"/x?a=1&amp;b=2\">x</a>",
        "<script src=\"/static/0/htmx.js\"></script><!-- <script>alert(1)</script> -->",
        "<textarea><script>alert(1)</script></textarea>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
    ] {
        assert_eq!(dangers(page), Vec::<String>::new(), "{page}");
    }
}
