//! Words of a kind where no reader is there to ask: in the card that goes to other programs.

/// The words with this key in a language, else in English. Of all that Fluent can do, this reads messages on one line
/// without arguments, which labels and choices are.
pub(super) fn word<'a>(words: &[(&str, &'a str)], language: Option<&str>, key: &'static str) -> &'a str {
    let primary = language.unwrap_or_default().split(['-', '_']).next().unwrap_or_default();
    let said_in = |language: &str| {
        let (_, source) = words.iter().find(|(known, _)| *known == language)?;
        source.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))
    };
    said_in(primary).or_else(|| said_in("en")).unwrap_or_default()
}
