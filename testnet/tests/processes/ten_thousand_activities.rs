//! Ten thousand activities over five nodes that all write at once, while processes are killed and a cable is pulled.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use artel_node::admin::{Request, Response};
use artel_protocol::Id;
use artel_testnet::within;
use futures_util::future::join_all;

use crate::ground::{Ground, NAMES, stopwatch};
use crate::machine::{Line, Machine};
use crate::machines::{Machines, article, edit};

/// How many activities there are, unless `ARTEL_ACTIVITIES` says otherwise.
const ACTIVITIES: usize = 10_000;
/// How many commands each node is given at a time.
const AT_ONCE: usize = 8;
/// How long all may take.
const PATIENCE: Duration = Duration::from_secs(600);

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_activities_leave_five_nodes_with_the_same() {
    let Some(ground) = Ground::ready() else { return };
    let wanted = std::env::var("ARTEL_ACTIVITIES").ok().and_then(|number| number.parse().ok());
    let wanted = wanted.unwrap_or(ACTIVITIES);
    let mut machines = Machines::in_community(ground, &NAMES).await;
    let began = stopwatch();
    let pen = Pen { said: Arc::default(), wanted };
    let writers = NAMES.iter().flat_map(|name| (0..AT_ONCE).map(|number| (machines.at(name), number)));
    let writing: Vec<_> =
        writers.map(|(machine, number)| Writer::new(machine, number, pen.clone()).write()).collect();
    let (written, ()) = futures_util::join!(join_all(writing), mishaps(&mut machines, &pen));
    let said: usize = written.iter().map(|written| written.said).sum();
    let kept: Vec<Id> = written.into_iter().flat_map(|written| written.kept).collect();
    let took = began.elapsed();
    let state = machines.agree_within(PATIENCE, &NAMES).await;
    println!(
        "{said} activities by five nodes, {} with what the community said, written in {:.0} s, the same \
         everywhere after {:.0} s",
        state.activities,
        took.as_secs_f32(),
        began.elapsed().as_secs_f32(),
    );
    machines.have_confirmed(&NAMES, &kept);
}

/// What happens to the machines meanwhile.
async fn mishaps(machines: &mut Machines, pen: &Pen) {
    pen.reaches(2).await;
    machines.at_mut("b").kill();
    pen.reaches(3).await;
    machines.at_mut("b").start().await;
    machines.wires.pull("c");
    pen.reaches(5).await;
    machines.at_mut("hub").kill();
    pen.reaches(6).await;
    machines.at_mut("hub").start().await;
    machines.wires.plug("c");
}

/// Counts what was said, for all who write.
#[derive(Clone)]
struct Pen {
    said: Arc<AtomicUsize>,
    wanted: usize,
}

impl Pen {
    fn is_dry(&self) -> bool {
        self.said.load(Ordering::Relaxed) >= self.wanted
    }

    /// Waits until so many tenths are written.
    async fn reaches(&self, tenths: usize) {
        within(PATIENCE, &format!("{tenths} tenths are written"), async || {
            (self.said.load(Ordering::Relaxed) * 10 >= self.wanted * tenths).then_some(())
        })
        .await;
    }
}

/// Somebody at a node who writes, changes and withdraws articles one after the other.
struct Writer {
    line: Line,
    article: Request,
    pen: Pen,
    step: usize,
    written: Written,
}

/// What somebody wrote.
#[derive(Default)]
struct Written {
    said: usize,
    kept: VecDeque<Id>,
}

impl Writer {
    fn new(machine: &Machine, number: usize, pen: Pen) -> Writer {
        let article = article(machine, &format!("Writer {number}"));
        // Not all do the same at the same time.
        Writer { line: machine.line(), article, pen, step: number, written: Written::default() }
    }

    async fn write(mut self) -> Written {
        while !self.pen.is_dry() {
            self.step += 1;
            let done = match self.step % 10 {
                5 | 6 | 8 => self.edit().await,
                9 => self.delete().await,
                _ => self.post().await,
            };
            if done {
                self.written.said += 1;
                self.pen.said.fetch_add(1, Ordering::Relaxed);
            }
        }
        self.written
    }

    async fn post(&mut self) -> bool {
        let Some(value) = self.ask(&self.article).await else { return false };
        self.written.kept.push_back(Id::parse(value["id"].as_str().unwrap()).unwrap());
        true
    }

    async fn edit(&mut self) -> bool {
        let Some(entry) = self.written.kept.front() else { return false };
        let done = self.ask(&edit(entry, &format!("At step {}.", self.step))).await.is_some();
        self.written.kept.rotate_left(1);
        done
    }

    async fn delete(&mut self) -> bool {
        // Whatever becomes of the command: it may be done although no answer comes.
        let Some(entry) = self.written.kept.pop_front() else { return false };
        self.ask(&Request::Delete { id: entry }).await.is_some()
    }

    /// None if the node went away before it answered; then it is waited for.
    async fn ask(&self, request: &Request) -> Option<serde_json::Value> {
        match self.line.ask(request).await {
            Some(Response::Done(value)) => Some(value),
            Some(Response::Refused(sentence)) => panic!("{request:?} is refused: {sentence}"),
            None => {
                within(PATIENCE, "the node is back", async || self.line.ask(&Request::Status).await).await;
                None
            }
        }
    }
}
