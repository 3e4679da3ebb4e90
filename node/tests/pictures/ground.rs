//! A node whose clock can be moved, and pictures to send to it.

use std::io::Cursor;
use std::sync::Arc;

use artel_node::clock::ClockHand;
use artel_node::error::Invalid;
use artel_node::features::accounts::Password;
use artel_node::features::organisations::{Address, SetUp};
use artel_node::features::publishing::{Draft, Picture};
use artel_node::federation::http_client::SystemResolver;
use artel_node::{Clock, Config, Effects, Node, Random, Refusal};
use artel_protocol::Name;
use artel_protocol::kinds::Attachment;
use bytes::Bytes;
use image::{Delay, DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

pub struct Ground {
    pub node: Node,
    pub hand: ClockHand,
    pub folder: tempfile::TempDir,
}

pub fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub async fn a_node_with_room_for(quota: Option<u64>) -> Ground {
    let folder = tempfile::tempdir().unwrap();
    let (clock, hand) = Clock::with_hand();
    let effects = Effects { clock, random: Random::seeded(1), resolver: Arc::new(SystemResolver) };
    let config = Config { media_quota: quota, ..Config::new(folder.path()) };
    let node = Node::open(config, effects).unwrap();
    let answers = SetUp {
        address: Address::Domain("node-a.test".into()),
        organisation: "Werkstatt Brandt".into(),
        owner: name("anna"),
        password: Password::parse("correct horse").unwrap(),
        language: "de".into(),
    };
    node.set_up(answers).await.unwrap();
    Ground { node, hand, folder }
}

pub async fn a_node() -> Ground {
    a_node_with_room_for(None).await
}

impl Ground {
    pub async fn keep(&self, bytes: &[u8]) -> Result<Attachment, Refusal> {
        self.node.keep_picture(Bytes::copy_from_slice(bytes), "Eine Fräse", &name("anna")).await
    }

    /// The bytes that are kept of a picture.
    pub async fn kept(&self, bytes: &[u8]) -> (Attachment, Vec<u8>) {
        let attachment = self.keep(bytes).await.unwrap();
        let (path, record) = self.node.media(file_name(&attachment)).unwrap().unwrap();
        assert_eq!(record.media_type, attachment.media_type);
        let kept = std::fs::read(path).unwrap();
        assert_eq!(record.bytes, kept.len() as u64);
        (attachment, kept)
    }

    /// How many bytes anna's organisation uses.
    pub fn used(&self) -> u64 {
        self.node.media_used(&name("werkstatt_brandt")).unwrap().0
    }

    pub fn files(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("media")).unwrap().count()
    }

    pub fn draft(&self, picture: &Attachment) -> Draft {
        Draft {
            title: "Eins".into(),
            markdown: "Text.".into(),
            picture: Picture::New(picture.clone()),
            ..Draft::default()
        }
    }
}

pub fn file_name(attachment: &Attachment) -> &str {
    attachment.url.as_str().rsplit('/').next().unwrap()
}

pub fn problem(refused: Result<Attachment, Refusal>) -> &'static str {
    match refused.unwrap_err() {
        Refusal::Invalid(Invalid::Fields(problems)) => problems[0].key,
        other => panic!("{other}"),
    }
}

pub fn png(image: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.into().write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Something that compresses badly, another one for each seed.
pub fn noise(side: u32, seed: u32) -> RgbImage {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    RgbImage::from_fn(side, side, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [a, b, c, _] = state.to_be_bytes();
        Rgb([a, b, c])
    })
}

/// Different pictures, one after the other.
pub fn frames(count: u8) -> impl Iterator<Item = Frame> {
    (0..count).map(|number| {
        let image = RgbaImage::from_fn(40, 30, |x, _| {
            Rgba([number.wrapping_mul(50), if x < 20 { 200 } else { 0 }, 90, 255])
        });
        Frame::from_parts(image, 0, 0, Delay::from_numer_denom_ms(120, 1))
    })
}
