//! What is typed into the demo's terminal: pulling plugs, putting them in, and writing something to catch up with.

use tokio::sync::mpsc;

/// What the demo is told to do.
#[derive(Debug, Eq, PartialEq)]
pub enum Order {
    /// By the place of the node among the hosts.
    Unplug(usize),
    Plug(usize),
    Write(usize),
    Help,
}

/// How many articles are written at once, at the most: a minute or two of work.
const MOST: usize = 10_000;

impl Order {
    /// Reads a line.
    ///
    /// # Errors
    /// The sentence for who typed it.
    pub fn parse(line: &str, hosts: &[&str]) -> Result<Order, String> {
        let mut words = line.split_whitespace();
        let (verb, what) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let host = || {
            let found = hosts.iter().position(|host| *host == what);
            found.ok_or_else(|| format!("There is no node {what:?}: say {}.", hosts.join(", ")))
        };
        match verb {
            "unplug" => Ok(Order::Unplug(host()?)),
            "plug" => Ok(Order::Plug(host()?)),
            "write" => match what.parse() {
                Ok(many) if (1..=MOST).contains(&many) => Ok(Order::Write(many)),
                _ => Err(format!("Say how many articles, from 1 to {MOST}: write 200")),
            },
            "help" | "" => Ok(Order::Help),
            _ => Err(format!("The demo does not know {verb:?}: say help.")),
        }
    }
}

/// The lines that are typed, until there are no more. A thread of its own waits for them: it is left behind at the end,
/// while the runtime would wait for one more line.
pub fn typed() -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lines() {
            let Ok(line) = line else { return };
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_orders_or_answered_with_what_can_be_said() {
        let hosts = ["kammer", "harbour"];
        assert_eq!(Order::parse(" unplug  harbour ", &hosts), Ok(Order::Unplug(1)));
        assert_eq!(Order::parse("plug kammer", &hosts), Ok(Order::Plug(0)));
        assert_eq!(Order::parse("write 200", &hosts), Ok(Order::Write(200)));
        assert_eq!(Order::parse("", &hosts), Ok(Order::Help));
        for wrong in ["unplug", "plug nobody", "write", "write 0", "write 10001", "write many", "dance"] {
            assert!(Order::parse(wrong, &hosts).is_err(), "{wrong}");
        }
    }
}
