//! What other forums say of topics, answers and polls is read as what it is, and said again without loss.

use artel_protocol::kinds::{Content, Entry};
use artel_protocol::wire::Document;

fn read(json: &str) -> Entry {
    let document = Document::parse(json.to_owned()).expect("it is a document");
    let entry = Entry::read(document.json()).expect("it is an entry");
    let again = Document::from_json(entry.to_object());
    assert_eq!(Entry::read(again.json()).expect("what is written is read"), entry);
    entry
}

fn audience(entry: &Entry) -> Vec<&str> {
    entry.audience.audience.iter().map(|id| id.as_str()).collect()
}

#[test]
fn a_post_of_lemmy_is_a_topic() {
    let entry = read(include_str!("../fixtures/shapes/lemmy-page.json"));
    assert_eq!(entry.content.kind(), "topic");
    assert_eq!(entry.content.card().title, "Wer <härtet> Wellen?");
    assert!(entry.content.text().html.contains("<em>niemand</em>"));
    assert_eq!(audience(&entry), ["https://hub.example/s/fragen"]);
    assert_eq!(entry.language.as_deref(), Some("de"));
    assert_eq!(entry.attachments.len(), 1);
}

#[test]
fn a_comment_of_lemmy_is_an_answer() {
    let entry = read(include_str!("../fixtures/shapes/lemmy-comment.json"));
    assert_eq!(entry.content.kind(), "post");
    assert_eq!(entry.in_reply_to.expect("it answers").as_str(), "https://lemmy.example/post/41");
}

#[test]
fn a_topic_of_nodebb_has_its_title_its_summary_and_its_conversation() {
    let entry = read(include_str!("../fixtures/shapes/nodebb-topic.json"));
    assert_eq!(entry.content.kind(), "article");
    assert_eq!(entry.content.card().title, "Welche Bank für große Teile?");
    assert_eq!(entry.context.expect("it is named").as_str(), "https://nodebb.example/topic/5");
    assert_eq!(entry.url.expect("it has a page").as_str(), "https://nodebb.example/topic/5/welche-bank");
}

#[test]
fn an_answer_of_nodebb_has_no_title_although_it_has_a_name() {
    let entry = read(include_str!("../fixtures/shapes/nodebb-reply.json"));
    assert_eq!(entry.content.kind(), "post");
    assert!(entry.content.card().title.is_empty());
    assert_eq!(entry.in_reply_to.expect("it answers").as_str(), "https://nodebb.example/post/12");
}

#[test]
fn a_poll_of_mastodon_has_its_choices_and_its_votes() {
    let entry = read(include_str!("../fixtures/shapes/mastodon-question.json"));
    let Content::Poll(poll) = &entry.content else { panic!("it is no {}", entry.content.kind()) };
    let choices: Vec<_> = poll.choices.iter().map(|choice| (&*choice.name, choice.votes)).collect();
    assert_eq!(choices, [("Montag", 3), ("Freitag", 1)]);
    assert!(!poll.multiple && poll.until.is_some());
}
