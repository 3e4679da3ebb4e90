//! What becomes of a picture that somebody sends: decoded under limits and written anew, so that nothing is kept of it
//! but what can be seen. Camera data, places and whatever was hidden behind the picture stay behind.

use std::io::Cursor;

use artel_protocol::limits;
use image::codecs::gif::{GifDecoder, GifEncoder, Repeat};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::metadata::{LoopCount, Orientation};
use image::{
    AnimationDecoder, DynamicImage, Frame, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits,
};

/// How good a JPEG is, of 100.
const JPEG_QUALITY: u8 = 85;
/// How thoroughly the colours of a GIF are chosen: 1 is best and slow, 30 is fast.
const GIF_SPEED: i32 = 10;

/// A file as it is kept.
#[derive(Clone, Debug)]
pub struct Rendered {
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
    /// In pixels.
    pub width: u32,
    pub height: u32,
}

/// A picture with its rendition for lists, if that is another file.
#[derive(Clone, Debug)]
pub struct Picture {
    pub whole: Rendered,
    pub small: Option<Rendered>,
}

/// Why a file is not taken as a picture.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unusable {
    /// In bytes, or in the pixels that it claims.
    TooLarge,
    /// No picture, or of a type that we do not read.
    Unknown,
    /// It begins as a picture and does not go on as one.
    Damaged,
}

/// A picture of an entry.
pub fn picture(bytes: &[u8]) -> Result<Picture, Unusable> {
    let format = format_of(bytes)?;
    if format == ImageFormat::Gif
        && let Some(animated) = animation(bytes)?
    {
        return Ok(animated);
    }
    let image = oriented(bytes, format, limits::PICTURE_SIDE)?;
    Ok(Picture { small: small(&image)?, whole: still(&image)? })
}

/// The middle of a picture, square and small: somebody's portrait.
pub fn portrait(bytes: &[u8]) -> Result<Rendered, Unusable> {
    let image = oriented(bytes, format_of(bytes)?, limits::PICTURE_SIDE)?;
    let side = image.width().min(image.height());
    let (left, top) = ((image.width() - side) / 2, (image.height() - side) / 2);
    let square = image.crop_imm(left, top, side, side);
    still(&square.resize_exact(limits::PORTRAIT_SIDE, limits::PORTRAIT_SIDE, FilterType::CatmullRom))
}

/// The format by the first bytes; what the file is called does not count.
fn format_of(bytes: &[u8]) -> Result<ImageFormat, Unusable> {
    if bytes.len() > limits::PICTURE_BYTES {
        return Err(Unusable::TooLarge);
    }
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP | ImageFormat::Gif)) => {
            Ok(format)
        }
        _ => Err(Unusable::Unknown),
    }
}

/// Decodes a picture, makes it no larger than `side` on its longer side, and turns it as its camera was held.
fn oriented(bytes: &[u8], format: ImageFormat, side: u32) -> Result<DynamicImage, Unusable> {
    if format == ImageFormat::Jpeg && !is_whole_jpeg(bytes) {
        return Err(Unusable::Damaged);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(decoding_limits());
    let mut decoder = reader.into_decoder().map_err(unusable)?;
    check_claims(&decoder)?;
    // Who cannot say how the camera was held says nothing.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(unusable)?;
    // Made smaller first: turning copies.
    let mut image = at_most(image, side);
    image.apply_orientation(orientation);
    Ok(image)
}

fn decoding_limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(limits::PICTURE_CLAIMED_SIDE);
    limits.max_image_height = Some(limits::PICTURE_CLAIMED_SIDE);
    limits.max_alloc = Some(limits::PICTURE_MEMORY);
    limits
}

/// Refuses by the header alone what would grow too large.
fn check_claims(decoder: &impl ImageDecoder) -> Result<(), Unusable> {
    let (width, height) = decoder.dimensions();
    let claimed = u64::from(width) * u64::from(height);
    if width.max(height) > limits::PICTURE_CLAIMED_SIDE
        || claimed > limits::PICTURE_PIXELS
        || decoder.total_bytes() > limits::PICTURE_MEMORY
    {
        return Err(Unusable::TooLarge);
    }
    if claimed == 0 { Err(Unusable::Damaged) } else { Ok(()) }
}

fn unusable(error: ImageError) -> Unusable {
    match error {
        ImageError::Limits(_) => Unusable::TooLarge,
        ImageError::Unsupported(_) => Unusable::Unknown,
        _ => Unusable::Damaged,
    }
}

/// Whether a JPEG goes on to its end mark (ITU-T T.81, B.1.1): the decoder fills what is missing with grey.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0xff)) {
        at += found + 1;
        match bytes.get(at) {
            Some(0xd9) => return true,
            // A stuffed zero, a restart, a beginning or filling: nothing follows that has a length.
            Some(0x00 | 0x01 | 0xd0..=0xd8) => at += 1,
            Some(0xff) => {}
            Some(_) => match bytes.get(at + 1..at + 3) {
                Some(length) => at += 1 + usize::from(u16::from_be_bytes([length[0], length[1]])),
                None => return false,
            },
            None => return false,
        }
    }
    false
}

/// The picture, scaled down if its longer side has more pixels than this.
fn at_most(image: DynamicImage, side: u32) -> DynamicImage {
    let longer = image.width().max(image.height());
    if longer <= side {
        return image;
    }
    // Much larger ones roughly first: the fine filter computes with four times the memory.
    let image = if longer > 2 * side { image.thumbnail(2 * side, 2 * side) } else { image };
    image.resize(side, side, FilterType::CatmullRom)
}

/// The rendition for lists; none if the picture is as narrow itself.
fn small(image: &DynamicImage) -> Result<Option<Rendered>, Unusable> {
    if image.width() <= limits::PICTURE_SMALL_WIDTH {
        return Ok(None);
    }
    let (width, height) = (u64::from(image.width()), u64::from(image.height()));
    let height = (height * u64::from(limits::PICTURE_SMALL_WIDTH) / width).max(1);
    let height = u32::try_from(height).map_err(|_| Unusable::TooLarge)?;
    still(&image.resize_exact(limits::PICTURE_SMALL_WIDTH, height, FilterType::CatmullRom)).map(Some)
}

/// Writes a picture anew: as PNG if one can see through it, else as JPEG.
fn still(image: &DynamicImage) -> Result<Rendered, Unusable> {
    let (width, height) = (image.width(), image.height());
    let mut bytes = Vec::new();
    let with_alpha = image.color().has_alpha().then(|| image.to_rgba8());
    let media_type = match with_alpha.filter(|image| image.pixels().any(|pixel| pixel.0[3] != u8::MAX)) {
        Some(transparent) => {
            transparent.write_with_encoder(PngEncoder::new(&mut bytes)).map_err(unusable)?;
            "image/png"
        }
        None => {
            let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
            image.to_rgb8().write_with_encoder(encoder).map_err(unusable)?;
            "image/jpeg"
        }
    };
    Ok(Rendered { media_type, bytes, width, height })
}

/// A GIF that moves, written anew frame by frame; none if it does not move, or too much.
fn animation(bytes: &[u8]) -> Result<Option<Picture>, Unusable> {
    let mut decoder = GifDecoder::new(Cursor::new(bytes)).map_err(unusable)?;
    decoder.set_limits(decoding_limits()).map_err(unusable)?;
    check_claims(&decoder)?;
    let (width, height) = decoder.dimensions();
    let most = limits::ANIMATION_PIXELS / (u64::from(width) * u64::from(height));
    let most = most.min(u64::from(limits::ANIMATION_FRAMES));
    if most < 2 || width.max(height) > limits::PICTURE_SIDE {
        return Ok(None);
    }
    let repeat = match decoder.loop_count() {
        LoopCount::Infinite => Repeat::Infinite,
        LoopCount::Finite(times) => Repeat::Finite(u16::try_from(times.get()).unwrap_or(u16::MAX)),
    };
    let mut frames = decoder.into_frames();
    let first = frames.next().ok_or(Unusable::Damaged)?.map_err(unusable)?;
    let Some(second) = frames.next() else { return Ok(None) };
    let image = DynamicImage::ImageRgba8(first.buffer().clone());
    let frames = [Ok(first), second].into_iter().chain(frames);
    let Some(bytes) = written_anew(frames, repeat, most)? else { return Ok(None) };
    let whole = Rendered { media_type: "image/gif", bytes, width, height };
    // In lists nothing moves.
    let small = match small(&image)? {
        Some(small) => small,
        None => still(&image)?,
    };
    Ok(Some(Picture { whole, small: Some(small) }))
}

/// The frames as a GIF; none if there are more than `most`, or they take more room than a picture may.
fn written_anew(
    frames: impl Iterator<Item = Result<Frame, ImageError>>,
    repeat: Repeat,
    most: u64,
) -> Result<Option<Vec<u8>>, Unusable> {
    let mut bytes = Vec::new();
    let mut written = 0;
    {
        let mut encoder = GifEncoder::new_with_speed(&mut bytes, GIF_SPEED);
        encoder.set_repeat(repeat).map_err(unusable)?;
        for frame in frames {
            written += 1;
            if written > most {
                return Ok(None);
            }
            encoder.encode_frame(frame.map_err(unusable)?).map_err(unusable)?;
        }
    }
    Ok((bytes.len() <= limits::PICTURE_BYTES).then_some(bytes))
}
