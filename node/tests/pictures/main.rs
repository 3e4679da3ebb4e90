//! Pictures: nothing is kept of a file but what can be seen, nothing that it claims is believed, and every organisation
//! has its room.

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

mod ground;
mod room;

use std::io::Cursor;
use std::time::Duration;

use artel_protocol::limits;
use ground::{a_node, file_name, frames, name, noise, png, problem};
use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::codecs::jpeg::JpegEncoder;
use image::{AnimationDecoder, GenericImageView, Rgb, RgbImage, Rgba, RgbaImage};

const RED: Rgb<u8> = Rgb([220, 20, 20]);
const BLUE: Rgb<u8> = Rgb([20, 20, 220]);

/// Red on the left, blue on the right.
fn two_halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { RED } else { BLUE })
}

/// A JPEG with one more segment behind its first mark.
fn jpeg_with(image: &RgbImage, marker: u8, segment: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut plain, 95)).unwrap();
    let mut bytes = plain[..2].to_vec();
    bytes.extend([0xff, marker]);
    bytes.extend(u16::try_from(segment.len() + 2).unwrap().to_be_bytes());
    bytes.extend(segment);
    bytes.extend(&plain[2..]);
    bytes
}

/// What a camera adds (EXIF 2.32): how it was held, and in a second directory where.
fn exif(orientation: u16) -> Vec<u8> {
    let mut tiff = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1]);
    tiff.extend(orientation.to_be_bytes());
    tiff.extend([0, 0]);
    // The GPS directory stands behind this one: 8 + 2 + 2 × 12 + 4.
    tiff.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0]);
    // GPSLatitudeRef, and GPSAreaInformation as a text that can be looked for.
    tiff.extend([0, 2, 0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0]);
    tiff.extend([0, 28, 0, 2, 0, 0, 0, 12, 0, 0, 0, 68, 0, 0, 0, 0]);
    tiff.extend(b"Our backyard");
    tiff
}

fn says(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

fn is_like(pixel: Rgba<u8>, colour: Rgb<u8>) -> bool {
    pixel.0.iter().zip(colour.0).all(|(one, other)| one.abs_diff(other) < 40)
}

#[tokio::test]
async fn where_a_picture_was_taken_is_not_kept() {
    let ground = a_node().await;
    let sent = jpeg_with(&two_halves(64, 32), 0xe1, &exif(1));
    assert!(says(&sent, "Our backyard"), "the camera told");
    let (attachment, kept) = ground.kept(&sent).await;
    assert_eq!(attachment.media_type, "image/jpeg");
    assert_eq!((attachment.width, attachment.height), (Some(64), Some(32)));
    assert!(!says(&kept, "Exif") && !says(&kept, "Our backyard"));
}

#[tokio::test]
async fn a_picture_is_turned_as_its_camera_was_held() {
    let ground = a_node().await;
    // 6: the camera was turned, the left side of what is stored is the top of what was seen.
    let (attachment, kept) = ground.kept(&jpeg_with(&two_halves(64, 32), 0xe1, &exif(6))).await;
    assert_eq!((attachment.width, attachment.height), (Some(32), Some(64)));
    let image = image::load_from_memory(&kept).unwrap();
    assert!(is_like(image.get_pixel(16, 4), RED) && is_like(image.get_pixel(16, 60), BLUE));
}

#[tokio::test]
async fn a_file_that_is_a_page_as_well_comes_out_as_a_picture_only() {
    let ground = a_node().await;
    let mut sent = jpeg_with(&two_halves(64, 32), 0xfe, b"<html><script>alert(1)</script>");
    sent.extend(b"<html><script>alert(2)</script>");
    let (attachment, kept) = ground.kept(&sent).await;
    assert_eq!(attachment.media_type, "image/jpeg");
    assert!(!says(&kept, "script") && kept.ends_with(&[0xff, 0xd9]));
    assert_eq!(image::load_from_memory(&kept).unwrap().dimensions(), (64, 32));
    let page = ground.keep(b"<html><script>alert(1)</script>").await;
    assert_eq!(problem(page), "picture-unknown");
}

/// A PNG of a few bytes with this header (RFC 2083), and nothing behind that fits it.
fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for chunk in [&header[..], b"IDATx\x9c\x03\0\0\0\0\x01", b"IEND"] {
        bytes.extend(u32::try_from(chunk.len() - 4).unwrap().to_be_bytes());
        bytes.extend(chunk);
        bytes.extend(crc32(chunk).to_be_bytes());
    }
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let bits = |sum: u32| (0..8).fold(sum, |sum, _| (sum >> 1) ^ (0xedb8_8320 * (sum & 1)));
    !bytes.iter().fold(!0, |sum, byte| bits(sum ^ u32::from(*byte)))
}

#[tokio::test]
async fn a_picture_that_claims_to_be_enormous_is_refused_before_it_is_decoded() {
    let ground = a_node().await;
    for (width, height) in [(60_000, 60_000), (19_000, 19_000), (1, 100_000)] {
        let bomb = png_that_claims(width, height);
        let refused = tokio::time::timeout(Duration::from_secs(2), ground.keep(&bomb)).await;
        assert_eq!(problem(refused.expect("it is refused quickly")), "picture-too-large");
    }
    assert_eq!(problem(ground.keep(&png_that_claims(10, 10)).await), "picture-damaged");
    assert_eq!(problem(ground.keep(&vec![0xff; limits::PICTURE_BYTES + 1]).await), "picture-too-large");
}

#[tokio::test]
async fn a_file_that_did_not_come_whole_is_refused() {
    let ground = a_node().await;
    let jpeg = jpeg_with(&noise(64, 1), 0xe1, &exif(1));
    let mut gif = Vec::new();
    GifEncoder::new(&mut gif).encode_frames(frames(3)).unwrap();
    for whole in [jpeg, png(noise(64, 1)), gif] {
        for length in [whole.len() / 4, whole.len() / 2, whole.len() - whole.len() / 10] {
            assert_eq!(problem(ground.keep(&whole[..length]).await), "picture-damaged", "{length}");
        }
        assert!(ground.keep(&whole).await.is_ok());
    }
}

#[tokio::test]
async fn what_one_can_see_through_stays_so_and_what_one_cannot_becomes_a_jpeg() {
    let ground = a_node().await;
    let glass = RgbaImage::from_fn(800, 400, |x, _| Rgba([200, 10, 10, if x < 400 { 0 } else { 255 }]));
    let (attachment, kept) = ground.kept(&png(glass)).await;
    assert_eq!(attachment.media_type, "image/png");
    let image = image::load_from_memory(&kept).unwrap();
    assert_eq!((image.get_pixel(10, 10).0[3], image.get_pixel(790, 10).0[3]), (0, 255));
    let (path, media_type) = ground.node.small_media(file_name(&attachment)).unwrap().unwrap();
    assert_eq!(media_type, "image/png");
    assert_eq!(image::load_from_memory(&std::fs::read(path).unwrap()).unwrap().dimensions(), (640, 320));

    let opaque = RgbaImage::from_pixel(80, 40, Rgba([200, 10, 10, 255]));
    assert_eq!(ground.kept(&png(opaque)).await.0.media_type, "image/jpeg");
}

#[tokio::test]
async fn a_large_picture_is_scaled_down_and_has_a_small_one_beside_it() {
    let ground = a_node().await;
    let (attachment, _) = ground.kept(&png(two_halves(5_000, 1_250))).await;
    assert_eq!((attachment.width, attachment.height), (Some(2_048), Some(512)));
    let (path, media_type) = ground.node.small_media(file_name(&attachment)).unwrap().unwrap();
    assert_eq!(media_type, "image/jpeg");
    let small = image::load_from_memory(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(small.dimensions(), (640, 160));

    let (narrow, kept) = ground.kept(&png(two_halves(300, 200))).await;
    let (path, _) = ground.node.small_media(file_name(&narrow)).unwrap().unwrap();
    assert_eq!(std::fs::read(path).unwrap(), kept, "a narrow one is its own");
}

#[tokio::test]
async fn a_gif_that_moves_still_moves_and_stands_still_in_lists() {
    let ground = a_node().await;
    let mut sent = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut sent);
        encoder.set_repeat(Repeat::Infinite).unwrap();
        encoder.encode_frames(frames(4)).unwrap();
    }
    sent.extend(b"<script>alert(1)</script>");
    let (attachment, kept) = ground.kept(&sent).await;
    assert_eq!((attachment.media_type.as_str(), attachment.width), ("image/gif", Some(40)));
    assert!(!says(&kept, "script"));
    let decoder = GifDecoder::new(Cursor::new(&kept)).unwrap();
    let shown = decoder.into_frames().collect_frames().unwrap();
    assert_eq!(shown.len(), 4);
    assert_eq!(shown[0].delay().numer_denom_ms(), (120, 1));
    let (_, media_type) = ground.node.small_media(file_name(&attachment)).unwrap().unwrap();
    assert_eq!(media_type, "image/jpeg");

    let mut endless = Vec::new();
    let many = u8::MAX as usize + 100;
    assert!(many > limits::ANIMATION_FRAMES as usize);
    GifEncoder::new_with_speed(&mut endless, 30).encode_frames(frames(u8::MAX).chain(frames(100))).unwrap();
    assert_eq!(ground.kept(&endless).await.0.media_type, "image/jpeg", "of a longer one the first frame");
}

#[tokio::test]
async fn a_portrait_is_the_middle_of_a_picture() {
    let ground = a_node().await;
    let wide = RgbImage::from_fn(1_200, 400, |x, _| if (400..800).contains(&x) { RED } else { BLUE });
    let portrait = ground.node.keep_portrait(png(wide).into(), &name("anna")).await.unwrap();
    assert_eq!((portrait.width, portrait.height), (Some(400), Some(400)));
    let (path, _) = ground.node.media(file_name(&portrait)).unwrap().unwrap();
    let image = image::load_from_memory(&std::fs::read(path).unwrap()).unwrap();
    assert!(is_like(image.get_pixel(5, 200), RED) && is_like(image.get_pixel(394, 200), RED));
    let nobody = ground.node.keep_portrait(png(noise(9, 1)).into(), &name("nobody")).await;
    assert_eq!(nobody.unwrap_err().status(), 404);
}
