//! Two replicas catching up, a message at a time, so that the world can cut the cable between any two messages.

use artel_node::catchup::gather::{self, Handed};
use artel_node::catchup::reconcile::{Asker, Responder};
use artel_node::catchup::since::{Cursor, Stream};
use artel_node::catchup::{get, reconcile, since};
use artel_node::sets::records::{self, SetName};
use artel_node::sets::sid;
use artel_protocol::Timestamp;
use artel_protocol::message::Aid;
use artel_protocol::message::get::Get;
use artel_protocol::message::since::{Answer, Since};
use bytes::Bytes;

use super::replica::{News, Replica};

/// One exchange of `asker` with `asked` about a set.
pub struct Session {
    pub asker: usize,
    pub asked: usize,
    pub set: SetName,
    stage: Stage,
    /// Where the asker stands in the numbers of the one who is asked when the sets were compared.
    afterwards: Option<Cursor>,
}

enum Stage {
    Since(Option<Stream>),
    Compare { asker: Box<Asker>, responder: Box<Responder>, message: Bytes },
    Fetch { need: Vec<Aid>, have: Vec<Aid> },
}

/// What a step came to.
pub enum Step {
    On(Vec<(usize, News)>),
    Done(Vec<(usize, News)>),
}

impl Session {
    /// Goes on in the numbers of the one who is asked; who does not know them compares first, unless it has nothing yet.
    pub fn since(asker: usize, asked: usize, set: SetName, replicas: &mut [Replica]) -> Session {
        let sid = sid(&set.community, set.readers());
        let knows_numbers = replicas[asker].cursors.contains_key(&(asked, sid));
        if !knows_numbers && !replicas[asker].index(&sid).is_empty() {
            return Session::compare(asker, asked, set, replicas);
        }
        Session { asker, asked, set, stage: Stage::Since(None), afterwards: None }
    }

    pub fn compare(asker: usize, asked: usize, set: SetName, replicas: &mut [Replica]) -> Session {
        let sid = sid(&set.community, set.readers());
        let (ours, theirs) = (replicas[asker].index(&sid), replicas[asked].index(&sid));
        let (first, message) = Asker::begin(&ours, 0, u64::MAX).unwrap();
        let responder = Box::new(Responder::new(&theirs, 0, u64::MAX).unwrap());
        let number = records::set(&replicas[asked].view(), &sid).unwrap().last;
        let aid = since::aid_at(&replicas[asked].view(), &sid, number).unwrap();
        let afterwards = Some(Cursor { epoch: replicas[asked].epoch, number, aid });
        let stage = Stage::Compare { asker: Box::new(first), responder, message };
        Session { asker, asked, set, stage, afterwards }
    }

    /// One message there and one back.
    pub fn step(&mut self, now: Timestamp, replicas: &mut [Replica]) -> Step {
        match std::mem::replace(&mut self.stage, Stage::Since(None)) {
            Stage::Since(stream) => self.next_batch(now, replicas, stream),
            Stage::Compare { mut asker, mut responder, message } => {
                let answer = responder.answer(&message).unwrap();
                self.stage = match asker.read(&answer) {
                    Ok(Some(message)) => Stage::Compare { asker, responder, message },
                    Ok(None) | Err(reconcile::Broken::Endless) => {
                        Stage::Fetch { need: asker.need, have: asker.have }
                    }
                    Err(error) => panic!("{error}"),
                };
                Step::On(Vec::new())
            }
            Stage::Fetch { need, have } => self.fetch(now, replicas, need, have),
        }
    }

    fn next_batch(&mut self, now: Timestamp, replicas: &mut [Replica], stream: Option<Stream>) -> Step {
        let set = sid(&self.set.community, self.set.readers());
        let place = (self.asked, set);
        let asked = &replicas[self.asked];
        let mut stream = match stream {
            Some(stream) => stream,
            None => {
                let cursor = replicas[self.asker].cursors.get(&place).copied().unwrap_or_default();
                let Cursor { epoch, number, aid } = cursor;
                // Who has followed these numbers before has heard of some of it otherwise.
                let ask = Since { set, epoch, aid, number, max: 50, names: number > 0 };
                match Stream::begin(&asked.view(), asked.epoch, &ask).unwrap() {
                    Ok(stream) => stream,
                    Err(_) => {
                        // Other numbers: they count from the beginning, and comparing finds what is missing.
                        replicas[self.asker].cursors.remove(&place);
                        return Step::Done(Vec::new());
                    }
                }
            }
        };
        let (epoch, last, handed, end) = match stream.next(&asked.view()).unwrap() {
            Answer::Batch { epoch, items, end } => {
                let last = items.last().map(|item| item.number);
                (epoch, last, items.into_iter().map(Handed::from).collect(), end)
            }
            Answer::Names { epoch, names, end } => {
                let aids = since::unknown(&replicas[self.asker].view(), &set, &names).unwrap();
                let got = get::answer(&asked.view(), &[set], &Get { aids }).unwrap();
                (epoch, names.last().map(|last| last.number), gather::handed(got), end)
            }
            Answer::Refused { .. } => panic!("a stream goes on with batches"),
        };
        let aid = last.and_then(|last| since::aid_at(&replicas[self.asked].view(), &set, last).unwrap());
        let news = replicas[self.asker].gather(now, &self.set, handed);
        if let Some(number) = last {
            replicas[self.asker].cursors.insert(place, Cursor { epoch, number, aid });
        }
        let news = news.into_iter().map(|news| (self.asker, news)).collect();
        if end {
            return Step::Done(news);
        }
        self.stage = Stage::Since(Some(stream));
        Step::On(news)
    }

    fn fetch(
        &mut self,
        now: Timestamp,
        replicas: &mut [Replica],
        mut need: Vec<Aid>,
        mut have: Vec<Aid>,
    ) -> Step {
        let set = sid(&self.set.community, self.set.readers());
        let (from, to, wanted) = match need.is_empty() {
            false => (self.asked, self.asker, &mut need),
            true => (self.asker, self.asked, &mut have),
        };
        let aids: Vec<Aid> = wanted.drain(..wanted.len().min(256)).collect();
        let got = get::answer(&replicas[from].view(), &[set], &Get { aids }).unwrap();
        let news = replicas[to].gather(now, &self.set, gather::handed(got));
        let news = news.into_iter().map(|news| (to, news)).collect();
        if need.is_empty() && have.is_empty() {
            if let Some(cursor) = self.afterwards {
                replicas[self.asker].cursors.insert((self.asked, set), cursor);
            }
            return Step::Done(news);
        }
        self.stage = Stage::Fetch { need, have };
        Step::On(news)
    }
}
