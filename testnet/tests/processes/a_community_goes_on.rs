//! A community goes on while machines sleep, die, are cut off and come back.

use std::time::Duration;

use artel_node::admin::Response;
use artel_protocol::Id;

use crate::ground::{Ground, stopwatch};
use crate::machine::Machine;
use crate::machines::{Machines, article};

/// How much is written while somebody is away.
const MEANWHILE: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_slept_has_everything_soon_after_it_wakes() {
    let Some(ground) = Ground::ready() else { return };
    let mut machines = Machines::in_community(ground, &["hub", "a", "b"]).await;
    let mut written = vec![machines.write("b", "Before b slept").await];
    machines.agree(&["hub", "a", "b"]).await;
    machines.at_mut("b").kill();
    for number in 0..MEANWHILE {
        written.push(machines.write(["hub", "a"][number % 2], &format!("Number {number}")).await);
    }
    machines.agree(&["hub", "a"]).await;
    let woken = stopwatch();
    machines.at_mut("b").start().await;
    machines.agree(&["hub", "a", "b"]).await;
    println!("{MEANWHILE} articles missed, all there {:.1} s after waking", woken.elapsed().as_secs_f32());
    machines.have_confirmed(&["b"], &written);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_whose_lid_was_closed_has_everything_soon_after_it_is_opened() {
    let Some(ground) = Ground::ready() else { return };
    let all = ["hub", "a", "b"];
    let mut machines = Machines::in_community(ground, &all).await;
    machines.meet("a", "b").await;
    machines.at("b").freeze();
    let mut written = Vec::new();
    for number in 0..MEANWHILE {
        written.push(machines.write(["hub", "a"][number % 2], &format!("Number {number}")).await);
    }
    // It still holds connections that nobody at the other end believes in.
    machines.part("hub", "b").await;
    machines.part("a", "b").await;
    machines.agree(&["hub", "a"]).await;
    let opened = stopwatch();
    machines.at("b").thaw();
    machines.agree(&all).await;
    println!("{MEANWHILE} articles missed, all there {:.1} s after the lid", opened.elapsed().as_secs_f32());
    machines.have_confirmed(&["b"], &written);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_subscriber_sees_the_whole_past_as_it_is_now() {
    let Some(ground) = Ground::ready() else { return };
    let mut machines = Machines::start(ground, &["hub", "a", "b"]).await;
    machines.enter("a");
    let mut written = Vec::new();
    for number in 0..50 {
        written.push(machines.write("a", &format!("Number {number}")).await);
    }
    let withdrawn = written.remove(0);
    machines.edit("a", &written[7], "Another text.").await;
    machines.delete("a", &withdrawn).await;
    machines.agree(&["hub", "a"]).await;
    machines.enter("b");
    machines.agree(&["hub", "a", "b"]).await;
    machines.have_confirmed(&["b"], &written);
    let b = machines.at("b");
    assert!(text(b, &written[7]).contains("Another text."));
    assert!(is_gone(b, &withdrawn));
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_hub_down_both_halves_of_a_split_go_on_and_are_one_when_it_returns() {
    let Some(ground) = Ground::ready() else { return };
    let all = ["hub", "a", "b", "c", "d"];
    let mut machines = Machines::in_community(ground, &all).await;
    machines.meet("a", "b").await;
    machines.meet("c", "d").await;
    let early = machines.write("c", "Before all that").await;
    machines.agree(&all).await;
    machines.at_mut("hub").kill();
    machines.wires.split_off(&["c", "d"]);
    let split = stopwatch();
    machines.part("a", "c").await;
    println!("a split is noticed after {:.0} s", split.elapsed().as_secs_f32());
    let mut written = vec![early.clone()];
    for number in 0..40 {
        written.push(machines.write(["a", "b", "c", "d"][number % 4], &format!("Number {number}")).await);
    }
    machines.edit("c", &early, "Changed in one half.").await;
    let one_half = machines.agree(&["a", "b"]).await;
    let other_half = machines.agree(&["c", "d"]).await;
    assert_ne!(one_half, other_half);
    machines.wires.join();
    let joined = stopwatch();
    machines.at_mut("hub").start().await;
    machines.agree(&all).await;
    println!("both halves are one {:.1} s after the hub's return", joined.elapsed().as_secs_f32());
    machines.have_confirmed(&all, &written);
    assert!(text(machines.at("a"), &early).contains("Changed in one half."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_restored_from_a_backup_gets_back_what_it_said_since() {
    let Some(ground) = Ground::ready() else { return };
    let all = ["hub", "a", "b"];
    let mut machines = Machines::in_community(ground, &all).await;
    let mut written = vec![machines.write("a", "In the backup").await];
    machines.agree(&all).await;
    let backup = machines.at("a").path("a.backup");
    machines.at("a").artel(&["backup", &backup]);
    for number in 0..20 {
        written.push(machines.write("a", &format!("Not in the backup {number}")).await);
    }
    machines.edit("a", &written[0], "Changed since.").await;
    machines.agree(&all).await;
    machines.at_mut("a").kill();
    machines.at("a").lose_disk();
    machines.at("a").artel(&["restore", &backup]);
    machines.at_mut("a").start().await;
    machines.agree(&all).await;
    // It goes on where it was, with new ids.
    let after = machines.write("a", "After all that").await;
    assert!(!written.contains(&after));
    written.push(after);
    machines.agree(&all).await;
    machines.have_confirmed(&all, &written);
    assert!(text(machines.at("a"), &written[0]).contains("Changed since."));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_author_deletes_while_a_reader_sleeps_is_gone_when_it_wakes() {
    let Some(ground) = Ground::ready() else { return };
    let all = ["hub", "a", "b"];
    let mut machines = Machines::in_community(ground, &all).await;
    let kept = machines.write("a", "Stays").await;
    let regretted = machines.write("a", "Regretted").await;
    machines.agree(&all).await;
    machines.at_mut("b").kill();
    machines.delete("a", &regretted).await;
    let never_seen = machines.write("a", "Never seen by b").await;
    machines.agree(&["hub", "a"]).await;
    machines.delete("a", &never_seen).await;
    machines.agree(&["hub", "a"]).await;
    machines.at_mut("b").start().await;
    machines.agree(&all).await;
    machines.have_confirmed(&["b"], &[kept]);
    for gone in [&regretted, &never_seen] {
        assert!(is_gone(machines.at("b"), gone));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_that_comes_by_http_and_by_libp2p_at_once_is_applied_once() {
    let Some(ground) = Ground::ready() else { return };
    let all = ["hub", "a", "b"];
    let mut machines = Machines::start(ground, &all).await;
    for name in ["a", "b"] {
        // Neither is reached by the other but by HTTP; what goes by libp2p goes by the hub.
        let machine = machines.at_mut(name);
        machine.stop();
        machine.close_to_nodes();
        machine.start().await;
        machines.enter(name);
    }
    machines.at("b").artel(&["follow", "@company_a@a.test", "--as", "company_b"]);
    machines.agree(&all).await;
    let mut written = Vec::new();
    for number in 0..20 {
        written.push(machines.write("a", &format!("By both ways at once {number}")).await);
    }
    machines.have_arrived_by_http("a", "b", 20).await;
    machines.agree(&all).await;
    machines.at_mut("hub").kill();
    for number in 0..20 {
        written.push(machines.write("a", &format!("By HTTP first {number}")).await);
    }
    machines.edit("a", &written[3], "Changed.").await;
    let withdrawn = written.remove(0);
    machines.delete("a", &withdrawn).await;
    machines.have_arrived_by_http("a", "b", 42).await;
    machines.at_mut("hub").start().await;
    machines.agree(&all).await;
    machines.have_confirmed(&["b"], &written);
    let b = machines.at("b");
    assert!(text(b, &written[2]).contains("Changed."));
    assert!(is_gone(b, &withdrawn));
    let author = b.look(|view| view.entry(&written[0]).unwrap().unwrap().entry.author);
    assert_eq!(b.look(|view| view.counts(&author).unwrap().entries), 39);
}

/// The text of an entry on the disk of a node that does not run.
fn text(machine: &Machine, entry: &Id) -> String {
    machine.look(|view| format!("{:?}", view.entry(entry).unwrap().unwrap().entry.content))
}

/// Whether a node that does not run has nothing of an entry but that it was withdrawn.
fn is_gone(machine: &Machine, entry: &Id) -> bool {
    machine.look(|view| view.entry(entry).unwrap().is_none() && view.tombstone(entry).unwrap().is_some())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_is_told_to_stop_amid_five_hundred_articles_has_all_that_it_acknowledged() {
    const ARTICLES: usize = 500;
    let Some(ground) = Ground::ready() else { return };
    let all = ["hub", "a"];
    let mut machines = Machines::in_community(ground, &all).await;
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    for number in 0..ARTICLES {
        let (line, tell) = (machines.at("a").line(), tell.clone());
        let article = article(machines.at("a"), &format!("Number {number}"));
        tokio::spawn(async move {
            if let Some(Response::Done(value)) = line.ask(&article).await {
                // Whoever listens stays until all have ended.
                let _ = tell.send(Id::parse(value["id"].as_str().unwrap()).unwrap());
            }
        });
    }
    drop(tell);
    let mut acknowledged = vec![told.recv().await.expect("the first is acknowledged")];
    let asked = stopwatch();
    tokio::task::block_in_place(|| machines.at_mut("a").stop());
    let took = asked.elapsed();
    while let Some(id) = told.recv().await {
        acknowledged.push(id);
    }
    println!("{} acknowledged; it stopped within {:.1} s", acknowledged.len(), took.as_secs_f32());
    assert!(took < Duration::from_secs(10), "a service manager does not wait much longer: {took:?}");
    machines.at_mut("a").start().await;
    machines.agree(&all).await;
    machines.have_confirmed(&all, &acknowledged);
}
