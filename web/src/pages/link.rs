//! A link as a drawing for a telephone's camera.

use qrcode::QrCode;
use qrcode::render::svg;

/// The link as an SVG, dark on light in every theme so that cameras read it; empty when it is longer than any of ours.
pub fn drawing(link: &str) -> String {
    let Ok(code) = QrCode::new(link.as_bytes()) else { return String::new() };
    let (dark, light) = (svg::Color("#000"), svg::Color("#fff"));
    let drawn = code.render().min_dimensions(200, 200).dark_color(dark).light_color(light).build();
    // What comes before the element itself belongs to a file, not to a page.
    drawn.split_once("?>").map_or(drawn.clone(), |(_, element)| element.to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_link_becomes_an_element_that_a_page_can_hold() {
        let drawn = super::drawing("https://node-a.test/join/abc");
        assert!(drawn.trim_start().starts_with("<svg") && !drawn.contains("<?xml"), "{drawn}");
        assert!(!drawn.contains("node-a"), "the link itself stands beside it");
    }
}
