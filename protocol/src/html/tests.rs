//! What strangers write stays words (T-WEB 1–3 of our list of abuses).

use proptest::prelude::*;

use super::*;

fn safe(html: &str) -> String {
    SafeHtml::from_untrusted(html).as_str().to_owned()
}

#[test]
fn scripts_and_handlers_are_dropped() {
    for hostile in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\" java\tscript:alert(1)\">x</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<form action=/x><input name=a><button>go</button></form>",
        "<p style=\"position:fixed\" id=top>x</p>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<meta http-equiv=refresh content=\"0;url=https://evil.example\">",
        "<base href=https://evil.example/>",
        "<object data=x></object><embed src=x>",
    ] {
        let clean = safe(hostile).to_lowercase();
        for word in [
            "<script",
            "onerror=",
            "javascript:",
            "data:",
            "<svg",
            "<math",
            "<style",
            "style=",
            "id=",
            "<iframe",
            "<form",
            "<input",
            "<button",
            "<meta",
            "<base",
            "<object",
            "<embed",
        ] {
            let in_text = clean.split("&lt;").next().unwrap_or_default();
            assert!(!in_text.contains(word), "{hostile} left {clean}");
        }
    }
}

#[test]
fn htmx_and_data_attributes_are_dropped() {
    let hostile = "<p hx-get=\"/x\" data-hx-on=\"alert(1)\" hx-vals='js:{a:1}' data-x=1 _=\"on click\">x</p>";
    assert_eq!(safe(hostile), "<p>x</p>");
    let classes =
        "<span class=\"h-card notice\"><a href=\"https://a.example/@b\" class=\"u-url mention btn\">@b</a>";
    let clean = safe(classes);
    assert!(clean.contains("class=\"h-card\""), "{clean}");
    assert!(
        clean.contains("class=\"u-url mention\"") || clean.contains("class=\"mention u-url\""),
        "{clean}"
    );
    assert!(!clean.contains("btn") && !clean.contains("notice"));
}

#[test]
fn links_carry_no_trust_and_pictures_come_by_https() {
    let clean = safe("<a href=\"https://a.example/\" target=_blank rel=me>x</a>");
    assert_eq!(clean, "<a href=\"https://a.example/\" rel=\"nofollow noopener noreferrer ugc\">x</a>");
    assert!(safe("<a href=\"mailto:a@b.example\">x</a>").contains("mailto:a@b.example"));
    assert!(!safe("<a href=\"/logout\">x</a>").contains("logout"));
    assert!(!safe("<a href=\"//evil.example\">x</a>").contains("evil"));
    let picture = safe("<img src=\"https://a.example/1.jpg\" alt=\"A lathe\" width=1 srcset=x>");
    for part in [
        "src=\"https://a.example/1.jpg\"",
        "alt=\"A lathe\"",
        "loading=\"lazy\"",
        "referrerpolicy=\"no-referrer\"",
    ] {
        assert!(picture.contains(part), "{picture}");
    }
    assert!(!picture.contains("srcset") && !picture.contains("width"));
    assert!(!safe("<img src=\"http://a.example/1.jpg\">").contains("src="));
    assert!(!safe("<img src=\"data:image/png;base64,AA\">").contains("src="));
}

#[test]
fn headings_begin_below_the_title_of_the_page() {
    assert_eq!(safe("<h1>a</h1><h2>b</h2><h4>c</h4>"), "<h2>a</h2><h3>b</h3><h4>c</h4>");
    let markdown = SafeHtml::from_markdown("# a\n\n## b\n\n### c");
    assert_eq!(markdown.as_str().replace('\n', ""), "<h2>a</h2><h3>b</h3><h4>c</h4>");
}

#[test]
fn no_heading_skips_a_level() {
    assert_eq!(safe("<h4>a</h4><h6>b</h6><h2>c</h2>"), "<h2>a</h2><h3>b</h3><h2>c</h2>");
    let markdown = SafeHtml::from_markdown("### a\n\n# b\n\n###### c\n\n## d");
    assert_eq!(markdown.as_str().replace('\n', ""), "<h2>a</h2><h2>b</h2><h3>c</h3><h3>d</h3>");
    assert_eq!(
        safe("<h1>a<ul><li><h5>b</h5></li></ul></h1>"),
        "<h2>a<ul><li><h3>b</h3></li></ul></h2>",
        "one in another"
    );
    assert_eq!(safe("<h7>a</h7><hr>"), "a<hr>");
}

#[test]
fn markdown_has_tables_and_links_but_no_html() {
    let html = SafeHtml::from_markdown(
        "| a | b |\n|---|--:|\n| 1 | 2 |\n\n~~no~~ https://a.example/ <b onclick=x>hi</b>",
    );
    let html = html.as_str();
    for part in [
        "<table>",
        "<th>a</th>",
        "<td class=\"right\">2</td>",
        "<del>no</del>",
        "href=\"https://a.example/\"",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(html.contains("&lt;b onclick=x&gt;hi"), "{html}");
    assert!(!SafeHtml::from_markdown("[x](javascript:alert(1))").as_str().contains("javascript"));
}

#[test]
fn plain_text_is_escaped_and_keeps_its_lines() {
    assert_eq!(
        SafeHtml::from_plain("a < b\nc\r\n\r\n<b>d").as_str(),
        "<p>a &lt; b<br>c</p><p>&lt;b&gt;d</p>"
    );
    assert_eq!(SafeHtml::from_plain("").as_str(), "");
}

#[test]
fn words_stay_apart_when_tags_go() {
    assert_eq!(plain_text("<p>One</p><p>two<br>three &amp; <b>fo</b>ur</p>", 100), "One two three & four");
    assert_eq!(plain_text("<script>x</script>a &lt;b&gt; c", 100), "a <b> c");
    assert_eq!(plain_text("<p>12345</p>", 3).chars().count(), 3);
}

#[test]
fn deep_nesting_neither_overflows_nor_takes_long() {
    for tag in [
        "div",
        "b",
        "blockquote",
        "p",
        "table",
        "a href=https://a.example/",
        "b x=1",
        "ul",
        "font a=b",
        "svg",
    ] {
        let html = format!("{}deep", format!("<{tag}>").repeat(10_000));
        assert!(safe(&html).contains("deep") || tag == "svg", "{tag}");
        assert!(plain_text(&html, 100).contains("deep") || tag == "svg", "{tag}");
    }
    let distinct: String = (0..4_000).map(|n| format!("<b x={n}>")).collect();
    let html = format!("{distinct}{}", "<p>x".repeat(4_000));
    assert!(safe(&html).len() < 2 * limits::CONTENT_BYTES);
    for mark in ["> ", "- ", "[", "*", "![", "`", "**a ", "<"] {
        let html = SafeHtml::from_markdown(&mark.repeat(10_000));
        assert!(html.as_str().len() < 10 * limits::CONTENT_BYTES);
    }
    let nested: String = (0..400).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
    assert!(SafeHtml::from_markdown(&nested).as_str().contains("<ul>"));
}

#[test]
fn what_is_too_long_is_cut() {
    let long = "ж".repeat(limits::CONTENT_BYTES);
    assert!(safe(&long).len() <= limits::CONTENT_BYTES);
    assert!(SafeHtml::from_markdown(&long).as_str().len() <= limits::CONTENT_BYTES + 16);
}

fn html_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "<(b|p|a|h1|h3|li|ul|table|td|svg|math|style|script|img|noscript|select|option|template)>",
        "</(b|p|a|h1|h3|li|ul|table|td|svg|math|style|script|noscript|select|template)>",
        "<a href=\"[a-z:/&<\"']{0,12}\">",
        "<img src='https://[a-z]{1,4}' alt='[<>&\"a-z]{0,6}'>",
        "[&<>\"'!-]{0,4}",
        "(<!--|-->|<!\\[CDATA\\[|&lt;|&amp;)",
        "\\PC{0,6}",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Elements that HTML lets nest in each other, some of them not on our list.
fn well_formed() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        "[a-zж &;]{0,8}".prop_map(|text| escape(&text)),
        Just("<img src=\"https://a.example/1.png\" alt=\"&lt;h1&gt;\">".to_owned()),
        Just("<script>alert(1)</script>".to_owned()),
        Just(
            "<p class=\"mention x\">p</p><a class=\"mention x\" href=\"https://a.example/?a&amp;b\">a</a>"
                .to_owned()
        ),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        ("(div|section|blockquote|ul|center|figure)", proptest::collection::vec(inner, 0..4))
            .prop_map(|(tag, children)| format!("<{tag} onclick=x>{}</{tag}>", children.concat()))
    })
}

proptest! {
    #[test]
    fn cleaning_twice_changes_nothing(html in well_formed()) {
        let once = safe(&html);
        prop_assert_eq!(&safe(&once), &once);
    }

    /// HTML that is not well formed may read differently once its odd tags are gone, but only once.
    #[test]
    fn tangled_html_is_safe_and_settles(html in html_like()) {
        let once = safe(&html);
        let twice = safe(&once);
        prop_assert_eq!(&safe(&twice), &twice);
        prop_assert!(!once.contains("<script") && !once.contains("<style") && !once.contains("<svg"));
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,200}", max in 0usize..50) {
        let _ = SafeHtml::from_untrusted(&text);
        let _ = SafeHtml::from_markdown(&text);
        let _ = SafeHtml::from_plain(&text);
        prop_assert!(plain_text(&text, max).chars().count() <= max);
    }
}

#[test]
fn headings_in_headings_settle() {
    for tangled in
        ["<h1><a href=\"\"><h1><select><a href=\"\"></select>x", "<h1><a href=\"\"><h1><table><a href=\"\">"]
    {
        let twice = safe(&safe(tangled));
        assert_eq!(safe(&twice), twice, "{tangled}");
    }
}

#[test]
fn attributes_that_command_a_browser_are_stripped() {
    let evil = "<p hx-get=\"/x\" data-hx-on=\"click: a()\" hx-vals=\"js:a()\" data-hx-trigger=\"load\">a</p>\
                <a href=\"https://a.test/\" hx-boost=\"true\" data-hx-post=\"/write\">b</a>";
    for html in [SafeHtml::from_untrusted(evil), SafeHtml::from_markdown(evil)] {
        let tags: Vec<_> = html.as_str().split('<').filter_map(|piece| piece.split_once('>')).collect();
        assert!(tags.iter().all(|(tag, _)| !tag.contains("hx-")), "{html:?}");
    }
    assert_eq!(SafeHtml::from_untrusted("<p hx-get=\"/x\" data-hx-get=\"/y\">a</p>").as_str(), "<p>a</p>");
}

fn links() -> Links {
    let id = |text: &str| crate::Id::parse(text).unwrap();
    Links {
        mentions: [
            ("anna@node-a.test".to_owned(), id("https://node-a.test/@anna")),
            ("bernd".to_owned(), id("https://node-b.test/@bernd")),
        ]
        .into(),
        tags: Some(id("https://node-b.test/tags")),
    }
}

#[test]
fn names_in_running_text_become_links() {
    let html = SafeHtml::from_markdown_with("Hallo @Anna@node-a.test und @bernd: #Stahl_2!", &links());
    for (href, class, words) in [
        ("https://node-a.test/@anna", "u-url mention", "@Anna@node-a.test</a> und "),
        ("https://node-b.test/@bernd", "u-url mention", "@bernd</a>: "),
        ("https://node-b.test/tags/stahl_2", "mention hashtag", "#<span>Stahl_2</span></a>!"),
    ] {
        let tag = html.as_str().split("<a ").find(|tag| tag.contains(&format!("href=\"{href}\""))).unwrap();
        assert!(tag.contains(&format!("class=\"{class}\"")) && tag.contains(words), "{tag}");
    }
    assert_eq!(first_link(html.as_str()), None);
    let html = SafeHtml::from_markdown_with("@bernd #Stahl https://a.test/x?a=1&b=2", &links());
    assert_eq!(first_link(html.as_str()).as_deref(), Some("https://a.test/x?a=1&b=2"));
    let html = SafeHtml::from_markdown_with("#Фрезеровка", &links());
    assert!(html.as_str().contains("https://node-b.test/tags/%D1%84"), "{html:?}");
}

#[test]
fn what_is_no_name_stays_as_it_was_typed() {
    for text in [
        "`@bernd #Stahl`",
        "a@bernd b#Stahl &#65;",
        "@nobody and @nobody@node-a.test",
        "#1 #2026",
        "https://a.test/@bernd#Stahl",
        "[@bernd](https://a.test/)",
        "me@node-a.test",
    ] {
        let html = SafeHtml::from_markdown_with(text, &links());
        assert!(!html.as_str().contains("mention"), "{text}: {html:?}");
    }
    let html = SafeHtml::from_markdown_with("@nobody@node-a.test", &links());
    assert_eq!(html.as_str().trim(), "<p>@nobody@node-a.test</p>");
    let named = names_in("@Anna@Node-A.test, @anna@node-a.test, @bernd #Stahl #stahl `#code` #1");
    assert_eq!(named.handles, ["anna@node-a.test", "bernd"]);
    assert_eq!(named.tags, ["Stahl"]);
}
