//! A link as a drawing for a telephone's camera.

use std::fmt::Write;

use qrcode::{Color, QrCode};

/// Light on every side, in modules, as cameras need it (ISO/IEC 18004 §5.3.8).
const QUIET: usize = 4;

/// The link as an SVG, dark on light in every theme so that cameras read it; empty when it is longer than any of ours. Each
/// row is drawn in as few strokes as it has: a long link would weigh more than all the rest of its page otherwise.
pub fn drawing(link: &str) -> String {
    let Ok(code) = QrCode::new(link.as_bytes()) else { return String::new() };
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run[0] == Color::Dark {
                // A String takes everything.
                let _ = write!(path, "M{} {}.5h{}", x + QUIET, y + QUIET, run.len());
            }
            x += run.len();
        }
    }
    let whole = width + 2 * QUIET;
    let size = 200.max(3 * whole);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"{size}\" viewBox=\"0 0 {whole} {whole}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{whole}v{whole}H0z\"/>\
         <path stroke=\"#000\" d=\"{path}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_becomes_an_element_that_a_page_can_hold() {
        let drawn = drawing("https://node-a.test/join/abc");
        assert!(drawn.starts_with("<svg") && !drawn.contains("<?xml"), "{drawn}");
        assert!(!drawn.contains("node-a"), "the link itself stands beside it");
    }

    #[test]
    fn the_longest_link_that_can_be_drawn_is_no_burden() {
        let long = "x".repeat(2_000);
        let drawn = drawing(&long);
        assert!(!drawn.is_empty() && drawn.len() < 150_000, "{}", drawn.len());
        assert!(drawing(&"x".repeat(4_000)).is_empty());
    }
}
