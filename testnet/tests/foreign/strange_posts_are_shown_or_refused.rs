//! What real programs send at its strangest comes to our inbox: each post is shown, safely, or refused with a reason.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::ground::{Ground, NODE_B, PASTURE, alone, eventually};
use crate::our_node::{OWNER, OurNode};
use crate::page;
use crate::stranger::{Stranger, text};

/// The groups of which posts are refused, and how many of each: what has no id, no author or no type, and what answers
/// several things or none that has an id.
const REFUSED: [(&str, usize); 3] = [("in_reply_to", 2), ("necessary_properties", 3), ("object_types", 1)];

/// What we have no kind for: taken politely, since its sender does nothing wrong, and set aside.
const SET_ASIDE: [&str; 4] = ["Place", "Profile", "Relationship", "Tombstone"];

/// The packages' version 0.3.5 holds so many; fewer would mean that the story has become easier.
const POSTS: usize = 322;

#[test]
fn strange_posts_are_shown_or_refused_with_a_reason() {
    let Some(ground) = Ground::ready() else { return };
    let _alone = alone();
    let pasture = Stranger::start(ground, "pasture.mjs", PASTURE);
    let mut node = OurNode::start(ground, NODE_B);
    node.follow("@actor@pasture.test");
    let inbox = format!("{}/inbox", node.origin);
    eventually("the pasture is followed", || (!pasture.ask("follows")[0].is_null()).then_some(()));
    assert_eq!(pasture.tell("accept", json!({ "inbox": inbox, "number": 0 }))["status"], 202);

    let anna = Browser::log_in(&pasture, &node.origin, OWNER.0, OWNER.1);
    let posts = pasture.ask("inputs");
    let posts = posts.as_array().expect("the inputs are a list");
    assert_eq!(posts.len(), POSTS);
    let mut table = Vec::new();
    for (group, numbers) in by_group(posts) {
        let article = node.post_article(&group, &node.write("article.md", "Was meint ihr dazu?\n"));
        let rows = numbers.iter().map(|number| {
            let what = json!({ "inbox": inbox, "number": number, "suffix": "", "inReplyTo": article });
            Row::new(&group, &posts[*number]["object"], &pasture.tell("send", what))
        });
        let rows: Vec<Row> = rows.collect();
        assert_that_they_are_shown(&pasture, &article, &anna.read("/"), &rows);
        table.extend(rows);
    }
    for row in &table {
        println!("{row}");
    }
    let refused: usize = refusals(&table).values().sum();
    let set_aside = table.iter().filter(|row| row.set_aside).count();
    println!("{} shown, {set_aside} set aside, {refused} refused", POSTS - set_aside - refused);
    assert_eq!(refusals(&table), REFUSED.map(|(group, count)| (group.to_owned(), count)).into());
    assert!(node.still_runs(), "our node has ended");
}

/// What was taken and answers the article stands under it, what answers something else on the home page of those who
/// follow its author, and both pages are safe.
fn assert_that_they_are_shown(pasture: &Stranger, article: &str, home: &str, rows: &[Row]) {
    let document = pasture.document(article);
    let answers = pasture.items(&document["replies"]);
    for row in rows.iter().filter(|row| row.refusal.is_none() && row.answers_the_article) {
        assert_eq!(answers.contains(&row.id), !row.set_aside, "{row}: {answers:#?}");
    }
    for row in rows.iter().filter(|row| row.refusal.is_none() && !row.answers_the_article) {
        assert!(home.contains(&row.id), "not shown: {row}: {home}");
    }
    assert_eq!(page::dangers(home), Vec::<String>::new(), "{article}: {home}");
    let page = pasture.html(&text(&document["url"]));
    assert_eq!(page::dangers(&page), Vec::<String>::new(), "{article}: {page}");
}

/// What became of one post.
struct Row {
    group: String,
    id: String,
    /// The beginning of the object, to tell it from its neighbours.
    object: String,
    answers_the_article: bool,
    set_aside: bool,
    /// The sentence with which it was refused.
    refusal: Option<String>,
}

impl Row {
    fn new(group: &str, object: &Value, answer: &Value) -> Row {
        let status = answer["status"].as_u64().expect("a response has a status");
        let sentence = || {
            let body: Value = serde_json::from_str(&text(&answer["body"])).expect("a refusal is JSON");
            format!("{status} {}", text(&body["error"]))
        };
        assert!(status == 202 || (400..500).contains(&status), "{group}: {answer} to {object}");
        Row {
            group: group.to_owned(),
            id: object["id"].as_str().unwrap_or("-").to_owned(),
            object: object["content"].to_string().chars().take(60).collect(),
            answers_the_article: object["inReplyTo"].is_null(),
            set_aside: SET_ASIDE.iter().any(|kind| object["type"] == *kind),
            refusal: (status != 202).then(sentence),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let taken = if self.set_aside { "set aside: we have no kind for it" } else { "shown" };
        let outcome = self.refusal.as_deref().unwrap_or(taken);
        write!(f, "{:22} {:60} {outcome}", self.group, self.object)
    }
}

fn refusals(table: &[Row]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for row in table.iter().filter(|row| row.refusal.is_some()) {
        *counts.entry(row.group.clone()).or_default() += 1;
    }
    counts
}

fn by_group(posts: &[Value]) -> BTreeMap<String, Vec<usize>> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, post) in posts.iter().enumerate() {
        groups.entry(text(&post["group"])).or_default().push(number);
    }
    groups
}
