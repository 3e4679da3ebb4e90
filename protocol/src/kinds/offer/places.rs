//! Codes of countries (ISO 3166-1 alpha-2), trades (NACE 2.1) and languages (ISO 639), as far as their form goes.

/// Every country that has a code, and Kosovo with the one that the European Union uses.
const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS \
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ \
    FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT \
    JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP \
    MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE \
    RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV \
    TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// Whether a country has this code.
pub(super) fn is_country(code: &str) -> bool {
    COUNTRIES.split(' ').any(|known| known == code)
}

/// Whether this has the form of a code of a trade: a division, a group or a class.
pub(super) fn is_trade(code: &str) -> bool {
    let (division, class) = code.split_once('.').unwrap_or((code, "0"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    division.len() == 2
        && digits(division)
        && division != "00"
        && (1..=2).contains(&class.len())
        && digits(class)
}

/// The address of a trade in the vocabularies of the European Union, without the dot.
pub(super) fn trade_address(code: &str) -> String {
    format!("http://data.europa.eu/ux2/nace2.1/{}", code.replace('.', ""))
}

/// Whether this has the form of a code of a language.
pub(super) fn is_language(code: &str) -> bool {
    (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase())
}
