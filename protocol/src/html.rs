//! Text for people: strangers' HTML made safe, and markdown made HTML.

/// HTML that is safe to print unescaped; the only type that templates do so with.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SafeHtml(String);

impl SafeHtml {
    pub fn from_untrusted(html: &str) -> SafeHtml {
        SafeHtml(ammonia::clean(html))
    }

    pub fn from_markdown(markdown: &str) -> SafeHtml {
        SafeHtml::from_untrusted(&comrak::markdown_to_html(markdown, &comrak::Options::default()))
    }

    pub fn from_plain(text: &str) -> SafeHtml {
        SafeHtml(format!("<p>{}</p>", ammonia::clean_text(text)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text of some HTML without its tags, cut at `max_chars`.
pub fn plain_text(html: &str, max_chars: usize) -> String {
    let stripped = ammonia::Builder::empty().clean(html).to_string();
    let text =
        stripped.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", " ").replace("&amp;", "&");
    crate::as2::shorten(text.trim(), max_chars)
}
