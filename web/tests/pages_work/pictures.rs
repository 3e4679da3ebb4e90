//! Pictures on pages: asked for their text, served so that they can do nothing, small in lists.

use std::io::Cursor;

use axum::http::StatusCode;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, RgbImage};

use super::browser::Site;

/// A picture of one colour.
pub fn a_png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image = DynamicImage::ImageRgb8(RgbImage::from_pixel(width, height, image::Rgb([30, 90, 120])));
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// What browsers could take for a picture as well as for a page.
fn a_polyglot() -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = RgbImage::from_pixel(800, 400, image::Rgb([30, 90, 120]));
    image.write_with_encoder(JpegEncoder::new(&mut bytes)).unwrap();
    let comment = b"<html><script>alert(1)</script>";
    let mut polyglot = bytes[..2].to_vec();
    polyglot.extend([0xff, 0xfe, 0, u8::try_from(comment.len() + 2).unwrap()]);
    polyglot.extend(comment);
    polyglot.extend(&bytes[2..]);
    polyglot.extend(comment);
    polyglot
}

fn article<'a>(csrf: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let fields = [("csrf", csrf), ("title", "Neue Fräse"), ("text", "Lang getippt."), ("as", "anna")];
    [&fields[..], more].concat()
}

#[tokio::test]
async fn a_picture_is_served_so_that_it_can_do_nothing() {
    let (site, mut anna) = Site::set_up().await;
    for kind in ["article", "topic", "offer", "poll"] {
        let csrf = anna.get(&format!("/write?kind={kind}")).await.csrf();
        let fields = article(&csrf, &[("do", "preview"), ("kind", kind)]);
        let preview = anna.send_with_file("/write", &fields, &a_polyglot()).await;
        assert!(preview.says("width=\"800\" height=\"400\""), "the page does not jump");
        can_do_nothing(&site, &preview.value_of("kept").unwrap()).await;
    }
}

async fn can_do_nothing(site: &Site, kept: &str) {
    let mut reader = site.browser();
    for address in [kept.to_owned(), format!("{kept}?small")] {
        let picture = reader.get(&address).await;
        assert_eq!(picture.status, StatusCode::OK, "{address}");
        assert_eq!(picture.header("content-type"), "image/jpeg");
        assert_eq!(picture.header("content-disposition"), "inline");
        assert_eq!(picture.header("x-content-type-options"), "nosniff");
        assert_eq!(picture.header("content-security-policy"), "default-src 'none'; sandbox");
        assert!(picture.header("cache-control").contains("immutable"));
        assert!(!picture.says("script"), "nothing is left of the page in it");
    }
    let unknown = kept.replace(&kept[kept.len() - 2..], "zz");
    assert_eq!(reader.get(&unknown).await.status, StatusCode::NOT_FOUND);
    assert_eq!(reader.get(&format!("/media/{}?small", "0".repeat(64))).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_picture_without_a_text_is_asked_about_and_what_was_typed_is_kept() {
    let (_site, mut anna) = Site::set_up().await;
    let csrf = anna.get("/write").await.csrf();
    let published = [("do", "publish")];
    let refused = anna.send_with_file("/write", &article(&csrf, &published), &a_png(800, 400)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("id=\"p-alt\"") && refused.says("Say in a few words what the picture shows"));
    assert!(refused.says("Lang getippt.") && refused.says("value=\"Neue Fräse\""));
    let kept = refused.value_of("kept").expect("the picture need not be sent again");

    let decorative = [("do", "publish"), ("kept", kept.as_str()), ("decorative", "yes")];
    let published = anna.send_with_file("/write", &article(&csrf, &decorative), b"").await;
    assert_eq!(published.status, StatusCode::SEE_OTHER, "{}", published.text);
    let path = published.header("location").to_owned();
    assert!(anna.get(&path).await.says(&format!("src=\"{kept}\" alt=\"\" width=\"800\" height=\"400\"")));
    assert!(anna.get("/@anna").await.says(&format!("src=\"{kept}?small\"")), "lists show the small one");
    let change = anna.get(&format!("{path}/edit")).await;
    assert!(change.says("name=\"decorative\" value=\"yes\" checked"));
    let document = anna.get_as(&path, "application/activity+json").await;
    assert!(document.says("\"width\":800") && document.says("\"height\":400"), "{}", document.text);
}

#[tokio::test]
async fn a_damaged_picture_is_refused_with_words() {
    let (_site, mut anna) = Site::set_up().await;
    let csrf = anna.get("/write").await.csrf();
    let whole = a_png(300, 200);
    for (language, words) in [("en", "damaged"), ("de", "beschädigt"), ("ru", "повреждено")] {
        anna.language = language.into();
        let fields = article(&csrf, &[("do", "publish"), ("alt", "Eine Fräse")]);
        let refused = anna.send_with_file("/write", &fields, &whole[..whole.len() / 2]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says("id=\"p-picture\"") && refused.says(words), "{language}");
        assert!(refused.says("value=\"Eine Fräse\"") && refused.says("Lang getippt."));
    }
}

#[tokio::test]
async fn a_picture_is_taken_out_of_an_article_again() {
    let (site, mut anna) = Site::set_up().await;
    let csrf = anna.get("/write").await.csrf();
    let fields = article(&csrf, &[("do", "publish"), ("alt", "Eine Fräse")]);
    let path = anna.send_with_file("/write", &fields, &a_png(300, 200)).await.header("location").to_owned();
    assert!(anna.get(&path).await.says("alt=\"Eine Fräse\""));
    let edit = format!("{path}/edit");
    let form = anna.get(&edit).await;
    assert!(form.says("name=\"remove\""), "{}", form.text);
    let (kept, draft) = (form.value_of("kept").unwrap(), form.value_of("draft").unwrap());
    let fields = |what: &'static str| {
        let more =
            [("kept", kept.clone()), ("draft", draft.clone()), ("remove", "yes".into()), ("do", what.into())];
        let fields = article(&csrf, &[]).into_iter().map(|(name, value)| (name, value.to_owned()));
        fields.chain(more).collect::<Vec<(&str, String)>>()
    };
    for what in ["preview", "draft", "publish"] {
        let fields = fields(what);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, &**value)).collect();
        let answer = anna.send_with_file(&edit, &fields, b"").await;
        let page = match answer.header("location") {
            "" => answer,
            there => anna.get(there).await,
        };
        assert!(!page.says("Eine Fräse\"") || what != "publish", "{what}: {}", page.text);
        assert!(!page.says("<img src=\"/media/"), "{what}: {}", page.text);
        assert!(what == "publish" || page.says("name=\"remove\" value=\"yes\""), "{what} keeps the wish");
    }
    let entry = site.app.node().entry(&id(&path)).unwrap().entry;
    assert!(entry.attachments.is_empty());
}

fn id(path: &str) -> artel_protocol::Id {
    let number = path.rsplit('/').next().unwrap();
    artel_protocol::Id::parse(&format!("https://node-a.test/o/{number}")).unwrap()
}
