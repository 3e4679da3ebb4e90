//! How an expression of interest stands, and who may bring it forward: a pure function, the same on both sides.

use artel_protocol::interest::Outcome;
use serde::{Deserialize, Serialize};

use super::records::Way;
use crate::error::Refusal;

/// How an expression of interest stands.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It was sent.
    #[default]
    Open,
    /// The owner wants to know more first.
    InfoWanted,
    /// Both know how the other is reached.
    Accepted,
    Negotiating,
    /// One has said how it ended, or both and not the same.
    Closing {
        sender: Option<Outcome>,
        owner: Option<Outcome>,
    },
    /// Both have said so.
    Closed(Outcome),
    Declined,
    Withdrawn,
}

/// One of the two parties.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Who is interested.
    Sender,
    /// Whose offer it is.
    Owner,
}

/// What a party does.
#[derive(Copy, Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    AskForInformation,
    Accept,
    Decline,
    Withdraw,
    Negotiate,
    /// Says how it ended, or confirms what the other says.
    End(Outcome),
}

/// Why a step is not taken.
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum Wrong {
    /// It is the other party's.
    Side,
    /// As it stands, there is no such step.
    State,
}

impl State {
    /// Neither accepted nor declined: it counts among those that its sender may have open.
    pub fn is_open(self) -> bool {
        matches!(self, State::Open | State::InfoWanted)
    }

    /// Nothing more becomes of it.
    pub fn is_over(self) -> bool {
        matches!(self, State::Closed(_) | State::Declined | State::Withdrawn)
    }

    /// Whether both know how the other is reached.
    pub fn is_accepted(self) -> bool {
        matches!(self, State::Accepted | State::Negotiating | State::Closing { .. } | State::Closed(_))
    }

    /// Its name in keys of translations.
    pub fn name(self) -> &'static str {
        match self {
            State::Open => "open",
            State::InfoWanted => "info-wanted",
            State::Accepted => "accepted",
            State::Negotiating => "negotiating",
            State::Closing { .. } => "closing",
            State::Closed(_) => "closed",
            State::Declined => "declined",
            State::Withdrawn => "withdrawn",
        }
    }

    /// What a party says of the end, until both say the same.
    pub fn said_by(self, side: Side) -> Option<Outcome> {
        match (self, side) {
            (State::Closing { sender, .. }, Side::Sender) => sender,
            (State::Closing { owner, .. }, Side::Owner) => owner,
            _ => None,
        }
    }

    /// How it stands after a step.
    ///
    /// A sender may withdraw until it is over, even after the other has accepted: of what is said at the same moment on
    /// two nodes, the withdrawal counts on both.
    ///
    /// # Errors
    /// [`Wrong`], which says why the step is not taken.
    pub fn after(self, way: Way, side: Side, step: Step) -> Result<State, Wrong> {
        let may = match step {
            Step::AskForInformation | Step::Accept | Step::Decline => side == Side::Owner,
            Step::Withdraw => side == Side::Sender,
            Step::Negotiate | Step::End(_) => true,
        };
        if !may {
            return Err(Wrong::Side);
        }
        match (step, self) {
            (Step::AskForInformation, State::Open) => Ok(State::InfoWanted),
            (Step::Accept, State::Open | State::InfoWanted) => Ok(State::Accepted),
            (Step::Decline, State::Open | State::InfoWanted) => Ok(State::Declined),
            (Step::Withdraw, state) if !state.is_over() => Ok(State::Withdrawn),
            (Step::Negotiate, State::Accepted) => Ok(State::Negotiating),
            (Step::End(outcome), State::Accepted | State::Negotiating | State::Closing { .. }) => {
                Ok(self.ending(way, side, outcome))
            }
            _ => Err(Wrong::State),
        }
    }

    fn ending(self, way: Way, side: Side, outcome: Outcome) -> State {
        // Who wrote from other software has no word for it.
        if way == Way::Note {
            return State::Closed(outcome);
        }
        let (sender, owner) = match side {
            Side::Sender => (Some(outcome), self.said_by(Side::Owner)),
            Side::Owner => (self.said_by(Side::Sender), Some(outcome)),
        };
        match sender == owner {
            true => State::Closed(outcome),
            false => State::Closing { sender, owner },
        }
    }
}

impl Side {
    pub fn other(self) -> Side {
        match self {
            Side::Sender => Side::Owner,
            Side::Owner => Side::Sender,
        }
    }
}

impl Step {
    /// Its name in forms and keys of translations.
    pub fn name(self) -> &'static str {
        match self {
            Step::AskForInformation => "ask",
            Step::Accept => "accept",
            Step::Decline => "decline",
            Step::Withdraw => "withdraw",
            Step::Negotiate => "negotiate",
            Step::End(_) => "end",
        }
    }

    /// From what a form says.
    pub fn parse(name: &str, outcome: &str) -> Option<Step> {
        match name {
            "ask" => Some(Step::AskForInformation),
            "accept" => Some(Step::Accept),
            "decline" => Some(Step::Decline),
            "withdraw" => Some(Step::Withdraw),
            "negotiate" => Some(Step::Negotiate),
            "end" => Outcome::parse(outcome).map(Step::End),
            _ => None,
        }
    }
}

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Refusal {
        match wrong {
            Wrong::Side => Refusal::Forbidden("this step is the other party's"),
            Wrong::State => Refusal::field("do", "interest-wrong-state"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Step; 6] = [
        Step::AskForInformation,
        Step::Accept,
        Step::Decline,
        Step::Withdraw,
        Step::Negotiate,
        Step::End(Outcome::Agreed),
    ];

    fn check(steps: &[(Side, Step)]) -> Result<State, Wrong> {
        let mut state = State::Open;
        for (side, step) in steps {
            state = state.after(Way::Member, *side, *step)?;
        }
        Ok(state)
    }

    use Side::{Owner, Sender};

    #[test]
    fn it_is_closed_when_both_say_how_it_ended() {
        let end = |outcome| Step::End(outcome);
        let begun = [(Owner, Step::AskForInformation), (Owner, Step::Accept), (Sender, Step::Negotiate)];
        let after = |more: &[(Side, Step)]| check(&[&begun[..], more].concat()).unwrap();
        let one = after(&[(Sender, end(Outcome::Agreed))]);
        assert_eq!(one, State::Closing { sender: Some(Outcome::Agreed), owner: None });
        let both = [(Sender, end(Outcome::Agreed)), (Owner, end(Outcome::Agreed))];
        assert_eq!(after(&both), State::Closed(Outcome::Agreed));
        let differently = [(Sender, end(Outcome::Agreed)), (Owner, end(Outcome::NoAgreement))];
        assert!(!after(&differently).is_over());
        let at_last = [&differently[..], &[(Sender, end(Outcome::NoAgreement))]].concat();
        assert_eq!(after(&at_last), State::Closed(Outcome::NoAgreement));
    }

    #[test]
    fn whatever_order_their_words_come_in_both_sides_end_alike() {
        let words = [(Sender, Step::End(Outcome::Agreed)), (Owner, Step::End(Outcome::NoAgreement))];
        let start = [(Owner, Step::Accept)];
        let one = check(&[start[0], words[0], words[1]]);
        assert_eq!(one, check(&[start[0], words[1], words[0]]));
        // The owner accepts while the sender withdraws: at the sender's the acceptance comes too late.
        assert_eq!(check(&[(Owner, Step::Accept), (Sender, Step::Withdraw)]), Ok(State::Withdrawn));
        assert_eq!(check(&[(Sender, Step::Withdraw), (Owner, Step::Accept)]), Err(Wrong::State));
    }

    #[test]
    fn only_the_owner_answers_and_only_the_sender_withdraws() {
        for step in STEPS {
            let owners = matches!(step, Step::AskForInformation | Step::Accept | Step::Decline);
            let answers = State::Open.after(Way::Member, Sender, step);
            assert_eq!(answers == Err(Wrong::Side), owners, "{step:?}");
            let withdraws = State::Open.after(Way::Member, Owner, step);
            assert_eq!(withdraws == Err(Wrong::Side), step == Step::Withdraw, "{step:?}");
        }
    }

    #[test]
    fn nothing_becomes_of_what_is_over() {
        for state in [State::Closed(Outcome::Agreed), State::Declined, State::Withdrawn] {
            assert!(state.is_over() && !state.is_open());
            for (side, step) in [Sender, Owner].into_iter().flat_map(|side| STEPS.map(|step| (side, step))) {
                assert!(state.after(Way::Member, side, step).is_err(), "{state:?} {side:?} {step:?}");
            }
        }
    }

    #[test]
    fn of_who_wrote_from_other_software_the_owner_alone_says_how_it_ended() {
        let state = State::Open.after(Way::Note, Owner, Step::Accept).unwrap();
        let ended = state.after(Way::Note, Owner, Step::End(Outcome::NotInterested));
        assert_eq!(ended, Ok(State::Closed(Outcome::NotInterested)));
    }

    #[test]
    fn a_step_of_a_form_is_read_by_its_name() {
        for step in STEPS {
            assert_eq!(Step::parse(step.name(), "agreed"), Some(step));
        }
        assert_eq!(Step::parse("end", "somehow"), None);
    }
}
