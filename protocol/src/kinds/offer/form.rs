//! The form of an offer: the type first, then what a profile of that type is asked for.

use super::terms::Asked;
use super::{
    COUNTRIES, KEYWORD_CHARS, KEYWORDS, LANGUAGES, LINE_CHARS, NAME_CHARS, PART_CHARS, SUMMARY_CHARS,
    TEXT_CHARS, TITLE_CHARS, TRADES, WEEKS,
};
use super::{Call, Goal, Offer, Partnership, ProfileType, Rights, Size, Stage};
use crate::Timestamp;
use crate::html::Links;
use crate::kinds::{CodeList, Field, Input, Text, Typed};

/// What everybody is asked for who has not chosen a type yet: so much can be written before.
const BEFORE_THE_TYPE: [&str; 3] = ["title", "summary", "text"];

pub(super) fn fields(typed: &Typed) -> Vec<Field> {
    let profile = ProfileType::from_code(typed.value("type"));
    let partnerships = profile.map_or(Partnership::CODES, ProfileType::partnership_codes);
    let keywords = KEYWORDS * (KEYWORD_CHARS + 2);
    let all = [
        ("type", Input::Deciding(ProfileType::CODES), 3),
        ("title", Input::Line, TITLE_CHARS),
        ("summary", Input::Paragraph, SUMMARY_CHARS),
        ("text", Input::Markdown, TEXT_CHARS),
        ("advantages", Input::Paragraph, PART_CHARS),
        ("sought", Input::Paragraph, PART_CHARS),
        ("stage", Input::Choice(Stage::CODES), LINE_CHARS),
        ("rights", Input::Choice(Rights::CODES), LINE_CHARS),
        ("rights_notes", Input::Paragraph, PART_CHARS),
        ("partnerships", Input::Choices(partnerships), LINE_CHARS),
        ("role", Input::Paragraph, TEXT_CHARS),
        ("sizes", Input::Choices(Size::CODES), LINE_CHARS),
        ("programme", Input::Line, LINE_CHARS),
        ("call", Input::Line, LINE_CHARS),
        ("deadline", Input::Day, LINE_CHARS),
        ("weeks", Input::Line, 3),
        ("budget", Input::Line, LINE_CHARS),
        ("coordinator", Input::Tick, 3),
        ("market", Input::List, keywords),
        ("technology", Input::List, keywords),
        ("trades", Input::List, TRADES * NAME_CHARS),
        ("goals", Input::Choices(Goal::CODES), LINE_CHARS),
        ("countries", Input::List, COUNTRIES * NAME_CHARS),
        ("languages", Input::List, LANGUAGES * NAME_CHARS),
        ("until", Input::Day, LINE_CHARS),
        ("anonymous", Input::Tick, 3),
        ("closed", Input::Tick, 3),
    ];
    let field = |(name, input, max_chars): (&'static str, Input, usize)| match asked(profile, name) {
        Asked::No => None,
        asked => Some(Field { name, input, required: asked == Asked::Needed, max_chars }),
    };
    all.into_iter().filter_map(field).collect()
}

fn asked(profile: Option<ProfileType>, name: &str) -> Asked {
    match profile {
        _ if name == "type" => Asked::Needed,
        Some(profile) => profile.asks(name),
        None if BEFORE_THE_TYPE.contains(&name) => Asked::Needed,
        None => Asked::No,
    }
}

pub(super) fn read(typed: &Typed, links: &Links) -> Offer {
    let profile = ProfileType::from_code(typed.value("type"));
    // What stands in a field that a profile of this type does not have is not said.
    let value = |field| match asked(profile, field) {
        Asked::No => String::new(),
        _ => typed.value(field).replace("\r\n", "\n"),
    };
    let listed = |field| match asked(profile, field) {
        Asked::No => Vec::new(),
        _ => without_doubles(typed.listed(field)),
    };
    let chosen = |field, codes| match asked(profile, field) {
        Asked::No => Vec::new(),
        _ => typed.chosen(field, codes),
    };
    let ticked = |field| value(field) == "yes";
    let mut unreadable = Vec::new();
    let mut day = |field| {
        let typed = value(field);
        let day = (!typed.is_empty()).then(|| Timestamp::end_of_day(&typed));
        if day == Some(None) {
            unreadable.push(field);
        }
        day.flatten()
    };
    let (until, deadline) = (day("until"), day("deadline"));
    let weeks = value("weeks");
    let read_weeks = weeks.parse().ok().filter(|weeks| (1..=WEEKS).contains(weeks));
    if !weeks.is_empty() && read_weeks.is_none() {
        unreadable.push("weeks");
    }
    let partnerships = profile.map_or(Partnership::CODES, ProfileType::partnership_codes);
    Offer {
        profile,
        title: value("title"),
        summary: value("summary"),
        text: Text::from_markdown_with(typed.value("text"), links),
        advantages: value("advantages"),
        sought: value("sought"),
        role: value("role"),
        rights_notes: value("rights_notes"),
        stage: Stage::from_code(&value("stage")),
        rights: Rights::from_code(&value("rights")),
        partnerships: terms(&chosen("partnerships", partnerships), Partnership::from_code),
        sizes: terms(&chosen("sizes", Size::CODES), Size::from_code),
        market: listed("market"),
        technology: listed("technology"),
        goals: terms(&chosen("goals", Goal::CODES), Goal::from_code),
        trades: codes(CodeList::Trades, listed("trades")),
        countries: codes(CodeList::Countries, listed("countries")),
        languages: codes(CodeList::Languages, listed("languages")),
        until,
        closed: ticked("closed"),
        anonymous: ticked("anonymous"),
        call: Call {
            programme: value("programme"),
            title: value("call"),
            deadline,
            weeks: read_weeks,
            budget: value("budget"),
            coordinator_required: ticked("coordinator"),
        },
        unreadable,
    }
}

/// The codes of what was typed; what is none stays as it is, so that its author sees what is wrong.
fn codes(of: CodeList, typed: Vec<String>) -> Vec<String> {
    let mut codes = Vec::with_capacity(typed.len());
    for typed in typed {
        let code = of.code(&typed).unwrap_or(typed);
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

pub(super) fn write(offer: &Offer) -> Typed {
    let mut typed = Typed::default();
    typed.set("type", offer.profile.map_or("", ProfileType::code));
    typed.set("title", offer.title.as_str());
    typed.set("summary", offer.summary.as_str());
    typed.set("text", offer.text.source());
    typed.set("advantages", offer.advantages.as_str());
    typed.set("sought", offer.sought.as_str());
    typed.set("role", offer.role.as_str());
    typed.set("rights_notes", offer.rights_notes.as_str());
    typed.set("stage", offer.stage.map_or("", Stage::code));
    typed.set("rights", offer.rights.map_or("", Rights::code));
    typed.choose("partnerships", offer.partnerships.iter().map(|term| term.code()));
    typed.choose("sizes", offer.sizes.iter().map(|term| term.code()));
    typed.choose("goals", offer.goals.iter().map(|term| term.code()));
    let lists = [
        ("market", &offer.market),
        ("technology", &offer.technology),
        ("trades", &offer.trades),
        ("countries", &offer.countries),
        ("languages", &offer.languages),
    ];
    for (field, list) in lists {
        typed.set(field, list.join(", "));
    }
    typed.set("until", offer.until.map(Timestamp::to_day).unwrap_or_default());
    typed.set("closed", yes(offer.closed));
    typed.set("anonymous", yes(offer.anonymous));
    typed.set("programme", offer.call.programme.as_str());
    typed.set("call", offer.call.title.as_str());
    typed.set("deadline", offer.call.deadline.map(Timestamp::to_day).unwrap_or_default());
    typed.set("weeks", offer.call.weeks.map(|weeks| weeks.to_string()).unwrap_or_default());
    typed.set("budget", offer.call.budget.as_str());
    typed.set("coordinator", yes(offer.call.coordinator_required));
    typed
}

fn terms<Term>(codes: &[&str], from_code: fn(&str) -> Option<Term>) -> Vec<Term> {
    codes.iter().filter_map(|code| from_code(code)).collect()
}

fn without_doubles(list: Vec<String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for item in list {
        if !once.iter().any(|known| known.to_lowercase() == item.to_lowercase()) {
            once.push(item);
        }
    }
    once
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "" }
}
