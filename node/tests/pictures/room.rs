//! How much room pictures take, and how it becomes free again.

use std::time::Duration;

use artel_node::Refusal;
use artel_node::changes::Changes;
use artel_node::error::Invalid;
use artel_node::features::publishing::Draft;
use artel_node::store::{keys, records};
use artel_protocol::kinds::Attachment;

use super::ground::{a_node, a_node_with_room_for, file_name, name, noise, png};

const DAY: Duration = Duration::from_secs(24 * 3_600 + 1);

#[tokio::test]
async fn the_same_picture_counts_once_and_for_every_organisation() {
    let ground = a_node().await;
    let sent = png(noise(700, 1));
    let first = ground.keep(&sent).await.unwrap();
    let (used, files) = (ground.used(), ground.files());
    assert_eq!(files, 2, "the picture and its small rendition");
    let on_disk: u64 = std::fs::read_dir(ground.folder.path().join("media"))
        .unwrap()
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    assert_eq!(used, on_disk);
    assert_eq!(ground.keep(&sent).await.unwrap().url, first.url);
    assert_eq!((ground.used(), ground.files()), (used, files));

    let nachbar = name("nachbar");
    ground.node.add_organisation(nachbar.clone(), "Nachbar".into(), "de".into()).await.unwrap();
    assert!(ground.node.kept_picture(first.url.as_str(), "", &nachbar).await.unwrap().is_none());
    ground.node.keep_picture(sent.into(), "", &nachbar).await.unwrap();
    assert_eq!(ground.node.media_used(&nachbar).unwrap().0, used);
    assert_eq!((ground.used(), ground.files()), (used, files));
    for holder in [&nachbar, &name("werkstatt_brandt")] {
        assert!(ground.node.kept_picture(first.url.as_str(), "", holder).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn an_organisation_without_room_is_refused_until_what_it_deletes_is_swept() {
    let ground = a_node_with_room_for(Some(3_000_000)).await;
    let mut pictures = vec![ground.keep(&png(noise(700, 0))).await.unwrap()];
    let one = ground.used();
    let refused = loop {
        let seed = u32::try_from(pictures.len()).unwrap();
        match ground.keep(&png(noise(700, seed))).await {
            Ok(picture) => pictures.push(picture),
            Err(refused) => break refused,
        }
    };
    let full = ground.used();
    assert!(pictures.len() >= 2 && full <= 3_000_000);
    let Refusal::Invalid(Invalid::Fields(problems)) = refused else { panic!("{refused}") };
    assert_eq!((problems[0].field, problems[0].key), ("picture", "picture-quota"));
    let used = i64::try_from(full.div_ceil(1024 * 1024)).unwrap();
    assert_eq!(problems[0].arguments, [("used", used), ("quota", 3)]);
    assert_eq!(ground.used(), full, "what is refused is not counted");
    assert!(ground.keep(&png(noise(700, 0))).await.is_ok(), "what is there already takes no room");

    let author = name("werkstatt_brandt");
    let mut articles = Vec::new();
    for picture in &pictures {
        articles.push(ground.node.publish("article", &author, &ground.draft(picture)).await.unwrap());
    }
    let again = ground.node.publish("article", &author, &ground.draft(&pictures[0])).await.unwrap();
    for article in &articles {
        ground.node.delete_entry(article).await.unwrap();
    }
    let files = ground.files();
    ground.node.sweep_media().await.unwrap();
    assert_eq!((ground.used(), ground.files()), (full, files), "nothing is taken from under who is writing");
    ground.hand.forward(DAY);
    let swept = ground.node.sweep_media().await.unwrap();
    assert_eq!((swept.bytes, swept.files), (full - one, files as u64 - 2));
    assert_eq!((ground.used(), ground.files()), (one, 2), "what another article shows stays");
    assert!(ground.node.media(file_name(&pictures[0])).unwrap().is_some());
    assert!(ground.node.media(file_name(&pictures[1])).unwrap().is_none());
    assert!(ground.keep(&png(noise(700, 99))).await.is_ok());

    ground.node.delete_entry(&again).await.unwrap();
    ground.hand.forward(DAY);
    ground.node.sweep_media().await.unwrap();
    assert_eq!((ground.used(), ground.files()), (0, 0));
}

#[tokio::test]
async fn a_picture_that_is_used_again_is_not_swept_and_others_use_frees_nothing_of_ours() {
    let ground = a_node().await;
    let sent = png(noise(700, 1));
    let picture = ground.keep(&sent).await.unwrap();
    let nachbar = name("nachbar");
    ground.node.add_organisation(nachbar.clone(), "Nachbar".into(), "de".into()).await.unwrap();
    ground.node.keep_picture(sent.into(), "", &nachbar).await.unwrap();
    ground.node.publish("article", &nachbar, &ground.draft(&picture)).await.unwrap();
    ground.hand.forward(DAY);
    let wanted = ground.node.kept_picture(picture.url.as_str(), "", &name("werkstatt_brandt")).await;
    assert!(wanted.unwrap().is_some());
    ground.node.sweep_media().await.unwrap();
    assert!(ground.used() > 0, "somebody is about to use it");
    ground.hand.forward(DAY);
    ground.node.sweep_media().await.unwrap();
    assert_eq!(ground.used(), 0, "only the neighbour shows it");
    assert!(ground.node.media_used(&nachbar).unwrap().0 > 0);
    assert!(ground.node.media(file_name(&picture)).unwrap().is_some());
}

#[tokio::test]
async fn a_portrait_stays_as_long_as_an_actor_of_ours_shows_it() {
    let ground = a_node().await;
    let [shown, forgotten] = [1, 2].map(|seed| png(noise(20, seed)));
    let shown = ground.node.keep_portrait(shown.into(), &name("anna")).await.unwrap();
    let forgotten = ground.node.keep_portrait(forgotten.into(), &name("anna")).await.unwrap();
    let (anna, icon) = (ground.node.local_actor(&name("anna")).unwrap().id, shown.url.to_string());
    let with_icon = ground.node.change(move |view, _| {
        let mut record = view.actor_record(&anna)?.unwrap();
        let mut document: serde_json::Value = serde_json::from_slice(&record.document).unwrap();
        document["icon"] = serde_json::json!({"type": "Image", "url": icon});
        record.document = serde_json::to_vec(&document).unwrap();
        let mut changes = Changes::none();
        changes.put(keys::actor(&anna), &record);
        Ok(changes)
    });
    with_icon.await.unwrap();
    ground.hand.forward(DAY);
    ground.node.sweep_media().await.unwrap();
    assert!(ground.node.media(file_name(&shown)).unwrap().is_some());
    assert!(ground.node.media(file_name(&forgotten)).unwrap().is_none());
}

#[tokio::test]
async fn a_picture_needs_a_text_unless_it_only_decorates() {
    let ground = a_node().await;
    let picture = ground.keep(&png(noise(9, 1))).await.unwrap();
    let silent = ground.draft(&Attachment { alt: " ".into(), ..picture });
    let author = name("anna");
    let refused = ground.node.publish("article", &author, &silent).await.unwrap_err();
    let Refusal::Invalid(Invalid::Fields(problems)) = refused else { panic!("{refused}") };
    assert_eq!((problems[0].field, problems[0].key), ("alt", "picture-alt-missing"));
    let decorative = Draft { decorative: true, ..silent };
    assert!(ground.node.publish("article", &author, &decorative).await.is_ok());
}

#[tokio::test]
async fn a_check_misses_the_small_rendition_too() {
    let ground = a_node().await;
    let picture = ground.keep(&png(noise(700, 1))).await.unwrap();
    let check = || ground.node.store().check(&records::verify, &mut |_, _| {}).unwrap();
    let whole = check();
    assert!(whole.is_well(), "{:?}", whole.faults);
    assert_eq!(whole.media_files, 2);
    let (path, _) = ground.node.small_media(file_name(&picture)).unwrap().unwrap();
    std::fs::remove_file(&path).unwrap();
    let faults = check().faults;
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].to_string().contains(path.file_name().unwrap().to_str().unwrap()));
}
