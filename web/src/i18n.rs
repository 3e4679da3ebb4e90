//! The three languages of the pages: which one a reader wants, and its words, dates and plurals.
//!
//! The words are in `web/locales/<language>/*.ftl` and, for what belongs to a kind of entry, beside the kind.

use std::borrow::{Borrow, Cow};
use std::sync::LazyLock;

use artel_protocol::{Timestamp, kinds};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::ZonedDateTime;
use unic_langid::LanguageIdentifier;

use crate::zone;

/// A language that the pages speak.
#[derive(Copy, Clone, Debug, Default, Eq, PartialEq, Hash)]
pub enum Lang {
    #[default]
    En,
    Ru,
    De,
}

impl Lang {
    pub const ALL: [Lang; 3] = [Lang::En, Lang::Ru, Lang::De];

    /// `en`, `ru` or `de`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Ru => "ru",
            Lang::De => "de",
        }
    }

    /// Its name for those who speak it.
    pub fn name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::Ru => "Русский",
            Lang::De => "Deutsch",
        }
    }

    /// The language with this code; `ru-RU` is Russian too.
    pub fn parse(code: &str) -> Option<Lang> {
        let primary = code.trim().split(['-', '_']).next().unwrap_or_default();
        Lang::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }

    /// The one that `Accept-Language` likes best (RFC 9110 §12.5.4); English if it knows none of ours.
    pub fn negotiate(accept_language: &str) -> Lang {
        let mut best = (0.0, Lang::En);
        for part in accept_language.split(',').take(32) {
            let mut halves = part.split(';');
            let lang = halves.next().and_then(Lang::parse);
            let weight = halves.find_map(|parameter| parameter.trim().strip_prefix("q=")?.parse().ok());
            let weight: f32 = weight.unwrap_or(1.0);
            if let Some(lang) = lang.filter(|_| weight > best.0) {
                best = (weight, lang);
            }
        }
        best.1
    }

    /// The words with this key.
    pub fn t(self, key: &str) -> Cow<'static, str> {
        self.with(key, &[])
    }

    /// The words with this key, if there are any.
    pub fn if_said(self, key: &str) -> Option<Cow<'static, str>> {
        WORDS[self as usize].format(key, &FluentArgs::new())
    }

    /// The words with this key and one number, called `n` there: its plural follows.
    pub fn count(self, key: &str, n: impl Borrow<u64>) -> Cow<'static, str> {
        self.with(key, &[("n", i64::try_from(*n.borrow()).unwrap_or(i64::MAX).into())])
    }

    /// The words with this key about something, called `what` there.
    pub fn about(self, key: &str, what: &str) -> Cow<'static, str> {
        self.with(key, &[("what", what.to_owned().into())])
    }

    /// The words with this key and arguments. A key that this language lacks comes from English, and one that no
    /// language has is shown as it is: the tests see to it that there are none.
    pub fn with(self, key: &str, arguments: &[(&'static str, FluentValue<'static>)]) -> Cow<'static, str> {
        let mut named = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            named.set(*name, value.clone());
        }
        let words = WORDS[self as usize].format(key, &named);
        let words = words.or_else(|| WORDS[Lang::En as usize].format(key, &named));
        words.unwrap_or_else(|| Cow::Owned(key.to_owned()))
    }

    /// What is wrong with a field, in words.
    pub fn problem(self, problem: &kinds::Problem) -> String {
        let arguments: Vec<_> =
            problem.arguments.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        self.with(problem.key, &arguments).into_owned()
    }

    /// `24 November 2026`, `24 ноября 2026`, `24. November 2026`: the day where the reader is.
    pub fn date(self, moment: Timestamp) -> String {
        self.with("date", &calendar(&zone::local(moment))).into_owned()
    }

    /// The day with hour and minute, where the reader is.
    pub fn date_time(self, moment: Timestamp) -> String {
        self.with("date-time", &calendar(&zone::local(moment))).into_owned()
    }

    /// A day that is the same everywhere: the date of this moment in UTC.
    pub fn day(self, moment: Timestamp) -> String {
        self.with("date", &calendar(&zone::utc(moment))).into_owned()
    }
}

fn calendar(moment: &ZonedDateTime) -> [(&'static str, FluentValue<'static>); 5] {
    [
        ("day", i32::from(moment.day()).into()),
        ("month", i32::from(moment.month()).into()),
        ("year", i32::from(moment.year()).into()),
        ("time", format!("{:02}:{:02}", moment.hour(), moment.minute()).into()),
        ("zone", zone::name_at(moment).into()),
    ]
}

/// The words of one language.
struct Words(FluentBundle<FluentResource>);

impl Words {
    fn format(&'static self, key: &str, arguments: &FluentArgs<'_>) -> Option<Cow<'static, str>> {
        let pattern = self.0.get_message(key)?.value()?;
        // Errors are arguments that were not given: the tests compare placeholders, and a page with a gap is
        // better than none.
        let mut errors = Vec::new();
        Some(Cow::Owned(self.0.format_pattern(pattern, Some(arguments), &mut errors).into_owned()))
    }
}

static WORDS: LazyLock<[Words; 3]> = LazyLock::new(|| Lang::ALL.map(load));

fn load(lang: Lang) -> Words {
    let language: LanguageIdentifier = lang.code().parse().expect("our codes are language identifiers");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // The marks that isolate arguments of another direction show up as boxes in plain text; none of our languages
    // is written from right to left.
    bundle.set_use_isolating(false);
    for source in sources(lang) {
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                tracing::error!(?errors, language = lang.code(), "words that cannot be read");
                resource
            }
        };
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(?errors, language = lang.code(), "words that stand twice");
        }
    }
    Words(bundle)
}

/// The Fluent sources of one language, those of the kinds included.
pub fn sources(lang: Lang) -> Vec<&'static str> {
    macro_rules! files {
        ($language:literal) => {
            vec![
                include_str!(concat!("../locales/", $language, "/frame.ftl")),
                include_str!(concat!("../locales/", $language, "/clients.ftl")),
                include_str!(concat!("../locales/", $language, "/pages.ftl")),
                include_str!(concat!("../locales/", $language, "/office.ftl")),
                include_str!(concat!("../locales/", $language, "/people.ftl")),
                include_str!(concat!("../locales/", $language, "/places.ftl")),
                include_str!(concat!("../locales/", $language, "/mails.ftl")),
                include_str!(concat!("../locales/", $language, "/problems.ftl")),
                include_str!(concat!("../locales/", $language, "/setup.ftl")),
                include_str!(concat!("../locales/", $language, "/order.ftl")),
                include_str!(concat!("../locales/", $language, "/own.ftl")),
                include_str!(concat!("../locales/", $language, "/errors.ftl")),
                include_str!(concat!("../locales/", $language, "/writing.ftl")),
                include_str!(concat!("../locales/", $language, "/pictures.ftl")),
                include_str!(concat!("../locales/", $language, "/social.ftl")),
                include_str!(concat!("../locales/", $language, "/keeper.ftl")),
                include_str!(concat!("../locales/", $language, "/readers.ftl")),
                include_str!(concat!("../locales/", $language, "/seen.ftl")),
                include_str!(concat!("../locales/", $language, "/profile.ftl")),
                include_str!(concat!("../locales/", $language, "/directory.ftl")),
                include_str!(concat!("../locales/", $language, "/clock.ftl")),
                include_str!(concat!("../locales/", $language, "/offices.ftl")),
                include_str!(concat!("../locales/", $language, "/moving.ftl")),
                include_str!(concat!("../locales/", $language, "/communities.ftl")),
                include_str!(concat!("../locales/", $language, "/spaces.ftl")),
                include_str!(concat!("../locales/", $language, "/care.ftl")),
                include_str!(concat!("../locales/", $language, "/queue.ftl")),
                include_str!(concat!("../locales/", $language, "/search.ftl")),
                include_str!(concat!("../locales/", $language, "/interest.ftl")),
                include_str!(concat!("../locales/", $language, "/offers.ftl")),
            ]
        };
    }
    let mut sources = match lang {
        Lang::En => files!("en"),
        Lang::Ru => files!("ru"),
        Lang::De => files!("de"),
    };
    sources.extend(kinds::words(lang.code()));
    sources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_that_is_liked_best_is_chosen() {
        for (accepted, expected) in [
            ("de-DE,de;q=0.9,en;q=0.8", Lang::De),
            ("fr, ru;q=0.5, en;q=0.7", Lang::En),
            ("RU", Lang::Ru),
            ("fr", Lang::En),
            ("", Lang::En),
            ("de;q=0, ru;q=0.1", Lang::Ru),
            (";;,q=,,;q=x", Lang::En),
        ] {
            assert_eq!(Lang::negotiate(accepted), expected, "{accepted}");
        }
    }

    #[test]
    fn dates_read_as_each_language_writes_them() {
        let moment = Timestamp::parse_rfc3339("2026-11-24T07:05:00Z").unwrap();
        assert_eq!(Lang::En.date(moment), "24 November 2026");
        assert_eq!(Lang::Ru.date(moment), "24 ноября 2026");
        assert_eq!(Lang::De.date(moment), "24. November 2026");
        assert_eq!(Lang::En.date_time(moment), "24 November 2026, 07:05 UTC");
    }

    #[test]
    fn russian_has_three_plurals() {
        let said: Vec<_> = [1, 3, 5, 21, 112].iter().map(|n| Lang::Ru.count("answers", *n)).collect();
        assert_eq!(said, ["1 ответ", "3 ответа", "5 ответов", "21 ответ", "112 ответов"]);
    }

    #[test]
    fn a_problem_is_told_with_its_limit() {
        let arguments = vec![("max", 200)];
        let problem = kinds::Problem { field: "title", key: "article-title-too-long", arguments };
        assert_eq!(Lang::De.problem(&problem), "Der Titel hat mehr als 200 Zeichen.");
    }
}
