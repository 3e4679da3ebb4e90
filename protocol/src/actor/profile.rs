//! What an actor shows of itself besides its name and summary: a portrait, a banner, and lines of a label and a value.

use serde_json::{Map, Value, json};

use crate::html::escape;
use crate::{Id, as2, limits};

/// A portrait or a banner.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Image {
    pub url: Id,
    /// `image/png` or the like, as far as it is stated.
    pub media_type: Option<String>,
    /// In pixels, as far as they are stated.
    pub width: Option<u32>,
    pub height: Option<u32>,
}

/// A line of somebody's profile (schema.org's PropertyValue, as Mastodon writes it).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Field {
    /// Plain text.
    pub name: String,
    /// Unsafe HTML: goes through `SafeHtml` before anybody sees it.
    pub value: String,
}

/// The first picture of a property. What is no picture that a browser can fetch is passed over.
pub(super) fn read_image(json: &Map<String, Value>, key: &str) -> Option<Image> {
    as2::list(json, key).iter().find_map(|value| match value {
        Value::String(text) => {
            let url = web_address(text)?;
            Some(Image { url, media_type: None, width: None, height: None })
        }
        Value::Object(image) => read_image_object(image),
        _ => None,
    })
}

fn read_image_object(image: &Map<String, Value>) -> Option<Image> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let link = as2::first(image, "url").or_else(|| image.get("href"))?;
    let (href, of_link) = match link {
        Value::Object(link) => (link.get("href").and_then(text)?, link.get("mediaType").and_then(text)),
        other => (text(other)?, None),
    };
    let media_type = of_link.or_else(|| image.get("mediaType").and_then(text));
    if media_type.as_ref().is_some_and(|media_type| !media_type.starts_with("image/")) {
        return None;
    }
    let side = |name: &str| {
        let pixels = image.get(name).and_then(Value::as_u64).and_then(|pixels| u32::try_from(pixels).ok());
        pixels.filter(|pixels| (1..=limits::STATED_SIDE).contains(pixels))
    };
    Some(Image {
        url: web_address(&href)?,
        media_type: media_type.map(|media_type| as2::shorten(&media_type, limits::NAME_CHARS)),
        width: side("width"),
        height: side("height"),
    })
}

/// The lines of a profile. What is no line, or is wrong in itself, is left out.
pub(super) fn read_fields(json: &Map<String, Value>) -> Vec<Field> {
    as2::list(json, "attachment").iter().filter_map(read_field).take(limits::FIELDS_READ).collect()
}

fn read_field(value: &Value) -> Option<Field> {
    let object = value.as_object()?;
    let kind = as2::type_of(object).ok()?;
    if !matches!(kind, "PropertyValue" | "schema:PropertyValue" | "http://schema.org#PropertyValue") {
        return None;
    }
    let text = |key: &str, max_chars: usize| {
        let text = object.get(key).and_then(Value::as_str)?;
        Some(as2::shorten(text.trim(), max_chars))
    };
    let name = text("name", limits::FIELD_NAME_READ_CHARS)?;
    let value = text("value", limits::FIELD_VALUE_READ_CHARS)?;
    (!name.is_empty() && !value.is_empty()).then_some(Field { name, value })
}

/// The address that the value of a line is, if it is one and nothing else.
pub fn web_address(value: &str) -> Option<Id> {
    let begins =
        |scheme: &str| value.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if begins("https://") || begins("http://") { Id::parse(value).ok() } else { None }
}

/// A portrait as it stands in an actor's document.
pub(super) fn write_image(image: &Image) -> Value {
    let mut object = json!({"type": "Image", "url": image.url.as_str()});
    let members = object.as_object_mut().expect("json! made an object of braces");
    if let Some(media_type) = &image.media_type {
        members.insert("mediaType".into(), media_type.as_str().into());
    }
    for (name, pixels) in [("width", image.width), ("height", image.height)] {
        if let Some(pixels) = pixels {
            members.insert(name.into(), pixels.into());
        }
    }
    object
}

/// Lines as they stand in an actor's document, from labels and values in plain text.
pub(super) fn write_fields(fields: &[(&str, &str)]) -> Value {
    let field = |(label, value): &(&str, &str)| json!({"type": "PropertyValue", "name": label, "value": field_html(value)});
    fields.iter().map(field).collect()
}

/// The value of a line in HTML. An address becomes a link that claims to be about the same one (`rel="me"`), and
/// nothing stands beside it: Mastodon verifies only what is one link whose words are its own address.
fn field_html(value: &str) -> String {
    let words = escape(value);
    match web_address(value) {
        None => words,
        Some(_) => {
            let words = words.replace('"', "&quot;");
            format!("<a href=\"{words}\" rel=\"me nofollow noopener\" target=\"_blank\">{words}</a>")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::SafeHtml;

    fn image(icon: Value) -> Option<Image> {
        read_image(json!({"icon": icon}).as_object().unwrap(), "icon")
    }

    fn fields(attachment: Value) -> Vec<Field> {
        read_fields(json!({"attachment": attachment}).as_object().unwrap())
    }

    #[test]
    fn a_portrait_is_read_in_every_form_that_occurs() {
        let url = "https://a.test/anna.png";
        let link = json!({"type": "Link", "href": url, "mediaType": "image/png"});
        for icon in [
            json!(url),
            json!([url, "https://a.test/other.png"]),
            json!({"type": "Image", "url": url}),
            json!({"type": "Image", "mediaType": "image/png", "url": url, "width": 400, "height": "?"}),
            json!({"type": "Image", "url": [link]}),
            json!({"type": "Image", "url": link}),
            json!({"type": "Link", "href": url}),
            json!([5, null, {"type": "Image"}, {"url": 5}, {"type": "Image", "url": url}]),
        ] {
            assert_eq!(image(icon.clone()).expect("it is one").url.as_str(), url, "{icon}");
        }
    }

    #[test]
    fn what_is_no_picture_for_browsers_is_left_out() {
        for icon in [
            json!(null),
            json!(5),
            json!(""),
            json!("javascript:alert(1)"),
            json!("data:image/svg+xml,<svg/>"),
            json!("ap://did:key:z6MkpSMjbYrGt8GSqHPTqz7EgQ8VUz8a5o4nV776GczgcZDa/icon"),
            json!({"type": "Image"}),
            json!({"type": "Image", "url": {"href": 5}}),
            json!({"type": "Image", "url": "https://a.test/x", "mediaType": "text/html"}),
            json!({"type": "Video", "url": {"href": "https://a.test/x", "mediaType": "video/mp4"}}),
        ] {
            assert_eq!(image(icon.clone()), None, "{icon}");
        }
    }

    #[test]
    fn lines_that_are_broken_are_left_out_and_the_others_stay() {
        let good = json!({"type": "PropertyValue", "name": " Telefon ", "value": "+49 30 000000"});
        let read = fields(json!([
            5,
            null,
            "text",
            [],
            {"type": "Image", "url": "https://a.test/1"},
            {"name": "untyped", "value": "x"},
            {"type": "PropertyValue"},
            {"type": "PropertyValue", "name": 5, "value": "x"},
            {"type": "PropertyValue", "name": "x", "value": {"a": 1}},
            {"type": "PropertyValue", "name": "  ", "value": "x"},
            {"type": "PropertyValue", "name": "x", "value": ""},
            good,
        ]));
        assert_eq!(read, [Field { name: "Telefon".into(), value: "+49 30 000000".into() }]);
        assert_eq!(fields(good).len(), 1, "a lone one");
        assert!(fields(json!("text")).is_empty());
    }

    #[test]
    fn lines_without_number_or_end_are_cut() {
        let line =
            json!({"type": "PropertyValue", "name": "n".repeat(100_000), "value": "v".repeat(100_000)});
        let read = fields(Value::Array(vec![line; 1_000]));
        assert_eq!(read.len(), limits::FIELDS_READ);
        assert_eq!(read[0].name.len(), limits::FIELD_NAME_READ_CHARS);
        assert_eq!(read[0].value.len(), limits::FIELD_VALUE_READ_CHARS);
    }

    #[test]
    fn an_address_becomes_one_link_whose_words_are_the_address() {
        assert_eq!(
            field_html("https://brandt.example/?a=1&b=2"),
            "<a href=\"https://brandt.example/?a=1&amp;b=2\" rel=\"me nofollow noopener\" \
             target=\"_blank\">https://brandt.example/?a=1&amp;b=2</a>"
        );
        for text in ["+49 30 000000", "brandt.example", "see https://brandt.example", "mailto:a@b.example"] {
            assert_eq!(field_html(text), text);
        }
    }

    #[test]
    fn nothing_that_is_typed_into_a_line_becomes_markup() {
        for value in [
            "<script>alert(1)</script>",
            "https://a.test/\"onmouseover=\"alert(1)",
            "https://a.test/<script>alert(1)</script>",
            "https://a.test/\"><img/src=x/onerror=alert(1)>",
            "javascript:alert(1)",
        ] {
            let html = field_html(value);
            let shown = SafeHtml::from_untrusted(&html);
            assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
            assert!(!html.contains("\"onmouseover"), "{html}");
            assert!(
                !shown.as_str().contains("javascript:\"") && !shown.as_str().contains("<img"),
                "{shown:?}"
            );
        }
    }
}
