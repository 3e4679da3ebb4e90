//! Where a company is: a country, or a region of it. In the EU regions are those of NUTS 2024, elsewhere the first-level
//! subdivisions of ISO 3166-2.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Names, fields, has_all_words, words};

/// A country (`DE`) or a region (`DED4`, `RU-SVE`) that exists.
#[derive(Copy, Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(u16);

struct Row {
    code: &'static str,
    names: Names,
    /// The line of what it is a part of; its own for a country.
    parent: u16,
    searched: String,
}

struct Table {
    rows: Vec<Row>,
    by_code: HashMap<&'static str, u16>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { rows: Vec::with_capacity(3_600), by_code: HashMap::with_capacity(3_600) };
    for data in [include_str!("data/countries.tsv"), include_str!("data/regions.tsv")] {
        for text in data.lines() {
            let (code, [en, ru, de]) = fields(text);
            table.add(code, Names { en, ru, de });
        }
    }
    table
});

impl Table {
    /// Countries come first, and a region before its parts.
    fn add(&mut self, code: &'static str, names: Names) {
        let Ok(line) = u16::try_from(self.rows.len()) else { return };
        let parent = above(code).and_then(|above| self.by_code.get(above).copied()).unwrap_or(line);
        let mut searched: String = names.all().map(|name| name.to_lowercase() + " ").collect();
        if let Some(above) = self.rows.get(usize::from(parent)) {
            searched.push_str(&above.searched);
        }
        self.rows.push(Row { code, names, parent, searched });
        self.by_code.insert(code, line);
    }
}

/// The code that a code is a part of.
fn above(code: &str) -> Option<&str> {
    match code.split_once('-') {
        Some((country, _)) => Some(country),
        // NUTS calls Greece by its own name.
        None if code.len() == 3 && code.starts_with("EL") => Some("GR"),
        None if code.len() > 2 => code.get(..code.len() - 1),
        None => None,
    }
}

impl Region {
    /// The region or country with this code, in large letters or small.
    pub fn parse(code: &str) -> Option<Region> {
        let code = code.trim();
        // No code is longer than `XX-XXX`.
        if code.len() > 6 || !code.is_ascii() {
            return None;
        }
        let code = code.to_ascii_uppercase();
        let code = if code == "EL" { "GR" } else { &code };
        TABLE.by_code.get(code).copied().map(Region)
    }

    /// The same from what people type: the name of a country, one that only one region has, or a code with whatever
    /// stands behind it.
    pub fn from_typed(text: &str) -> Option<Region> {
        let whole = text.trim().to_lowercase();
        let called = |region: &Region| region.row().names.all().any(|name| name.to_lowercase() == whole);
        let mut named = Region::all().filter(called);
        match named.next() {
            Some(country) if country.parent().is_none() => Some(country),
            // A region that consists of one part has the name of that part.
            Some(region) => named.all(|other| region.contains(other)).then_some(region),
            None => text.split_whitespace().next().and_then(Region::parse),
        }
    }

    /// Every country and region.
    pub fn all() -> impl Iterator<Item = Region> {
        (0..).zip(&TABLE.rows).map(|(line, _)| Region(line))
    }

    pub fn countries() -> impl Iterator<Item = Region> {
        Region::all().filter(|region| region.parent().is_none())
    }

    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// What it is a part of; none for a country.
    pub fn parent(self) -> Option<Region> {
        let parent = Region(self.row().parent);
        (parent != self).then_some(parent)
    }

    /// Itself and everything that it is a part of, up to the country.
    pub fn lineage(self) -> impl Iterator<Item = Region> {
        std::iter::successors(Some(self), |region| region.parent())
    }

    /// Whether `other` is this region or a part of it.
    pub fn contains(self, other: Region) -> bool {
        other.lineage().any(|region| region == self)
    }

    pub fn country(self) -> Region {
        self.lineage().last().unwrap_or(self)
    }

    /// Its name in this language; a region without one is called as it calls itself.
    pub fn name(self, language: &str) -> &'static str {
        let names = self.row().names;
        names.own(language).unwrap_or(names.en)
    }

    /// The region with its country: `Chemnitz, Germany`.
    pub fn full_name(self, language: &str) -> String {
        match self.parent() {
            Some(_) => format!("{}, {}", self.name(language), self.country().name(language)),
            None => self.name(language).to_owned(),
        }
    }

    /// Its names in all languages and those of everything that it is a part of, in small letters: for searching.
    pub fn searched(self) -> &'static str {
        &self.row().searched
    }

    /// Regions that fit what was typed so far: whose code begins like it, or whose names have all its words.
    pub fn suggest(typed: &str, limit: usize) -> Vec<Region> {
        let code = typed.trim().to_ascii_uppercase();
        let wanted: Vec<String> = words(typed).map(str::to_lowercase).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let by_code = Region::all().filter(|region| region.code().starts_with(&code));
        let by_name = Region::all()
            .filter(|region| !region.code().starts_with(&code) && has_all_words(region.searched(), &wanted));
        by_code.chain(by_name).take(limit).collect()
    }

    /// Regions that may be meant by what is none: those that fit all its words, else one of them.
    pub fn nearest(typed: &str, limit: usize) -> Vec<Region> {
        let whole = std::iter::once(typed);
        let mut each = whole.chain(words(typed)).map(|words| Region::suggest(words, limit));
        each.find(|found| !found.is_empty()).unwrap_or_default()
    }

    fn row(self) -> &'static Row {
        &TABLE.rows[usize::from(self.0)]
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl From<Region> for String {
    fn from(region: Region) -> String {
        region.code().to_owned()
    }
}

impl TryFrom<String> for Region {
    type Error = String;

    fn try_from(text: String) -> Result<Region, String> {
        Region::parse(&text).ok_or_else(|| format!("{text} is no region that is known"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: &str) -> Region {
        Region::parse(code).unwrap_or_else(|| panic!("{code} is there"))
    }

    #[test]
    fn the_countries_that_we_serve_have_their_regions() {
        assert_eq!(Region::countries().count(), 250);
        for (country, at_least) in [
            ("RU", 83),
            ("DE", 16 + 38),
            ("AT", 12),
            ("CH", 26),
            ("KZ", 20),
            ("BY", 7),
            ("GR", 17),
            ("FR", 40),
        ] {
            let country = of(country);
            let regions =
                Region::all().filter(|region| country.contains(*region) && *region != country).count();
            assert!(regions >= at_least, "{country} has {regions}");
        }
    }

    #[test]
    fn every_region_is_in_a_country() {
        for region in Region::all() {
            let code = region.country().code();
            assert!(code.len() == 2, "{region} is in {code}");
            assert_eq!(Region::parse(region.code()), Some(region));
            assert!(region.parent().is_none_or(|parent| parent.contains(region)), "{region}");
        }
        assert!(
            of("DED").contains(of("DED4"))
                && of("DE").contains(of("DED4"))
                && !of("DED4").contains(of("DED"))
        );
        assert_eq!(of("EL30").country(), of("GR"));
        assert_eq!(of("EL"), of("GR"));
    }

    #[test]
    fn a_region_is_found_by_what_people_call_it() {
        assert_eq!(of("RU-SVE").name("ru"), "Свердловская область");
        assert_eq!(of("DE").name("ru"), "Германия");
        assert_eq!(of("ru-sve"), of("RU-SVE"));
        assert_eq!(Region::from_typed("DED4 Chemnitz"), Some(of("DED4")));
        assert_eq!(Region::from_typed("Свердловская область"), Some(of("RU-SVE")));
        assert_eq!(Region::from_typed("Австрия"), Some(of("AT")));
        assert_eq!(Region::from_typed("Atlantis"), None);
        assert!(Region::suggest("chem", 10).contains(&of("DED4")));
        assert!(Region::suggest("свердл", 10).contains(&of("RU-SVE")));
        assert!(Region::suggest("", 10).is_empty());
        assert!(Region::nearest("Chemnitz-Land", 10).contains(&of("DED4")));
        assert_eq!(of("DED4").full_name("de"), "Chemnitz, Deutschland");
    }
}
