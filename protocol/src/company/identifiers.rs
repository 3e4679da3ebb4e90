//! The numbers by which registers know a company, and their check digits: a slip of the finger is told at once.

/// A VAT number: the country's two letters and what follows (Directive 2006/112/EC article 215).
pub fn is_vat(text: &str) -> bool {
    let Some((country, rest)) = text.split_at_checked(2) else { return false };
    country.chars().all(|letter| letter.is_ascii_uppercase())
        && (2..=13).contains(&rest.len())
        && rest.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
}

/// A European unique identifier: country, register, a dot, the number there (Regulation (EU) 2021/1042, annex).
pub fn is_euid(text: &str) -> bool {
    let Some((register, number)) = text.split_once('.') else { return false };
    let is_one = |letter: char| letter.is_ascii_alphanumeric() || "-_/:.".contains(letter);
    register.len() >= 3
        && register.chars().take(2).all(|letter| letter.is_ascii_uppercase())
        && register.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
        && !number.is_empty()
        && number.chars().all(is_one)
}

/// A legal entity identifier: 20 letters and digits, the last two of which check the others (ISO 17442, ISO 7064 MOD
/// 97-10).
pub fn is_lei(text: &str) -> bool {
    if text.len() != 20 || !text.chars().all(|letter| letter.is_ascii_uppercase() || letter.is_ascii_digit())
    {
        return false;
    }
    let rest = text.chars().filter_map(|letter| letter.to_digit(36)).fold(0, |rest, value| {
        let moved = if value < 10 { rest * 10 } else { rest * 100 };
        (moved + value) % 97
    });
    rest == 1
}

/// A Russian taxpayer number: 10 digits of a legal entity or 12 of a person in business, with check digits.
pub fn is_inn(text: &str) -> bool {
    let Some(digits) = digits(text) else { return false };
    let check = |weights: &[u32]| {
        digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u32>() % 11 % 10
    };
    match digits.len() {
        10 => check(&[2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[9],
        12 => {
            check(&[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[10]
                && check(&[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) == digits[11]
        }
        _ => false,
    }
}

/// A Russian registration number: 13 digits, or 15 of a person in business; the last one checks the others.
pub fn is_ogrn(text: &str) -> bool {
    let Some(digits) = digits(text) else { return false };
    let Some((last, rest)) = digits.split_last() else { return false };
    if digits.len() > 15 {
        return false;
    }
    let number = rest.iter().fold(0_u64, |number, digit| number * 10 + u64::from(*digit));
    match digits.len() {
        13 => number % 11 % 10 == u64::from(*last),
        15 => number % 13 % 10 == u64::from(*last),
        _ => false,
    }
}

fn digits(text: &str) -> Option<Vec<u32>> {
    text.chars().map(|letter| letter.to_digit(10)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_registers_gave_are_taken_and_slips_are_not() {
        type Check = fn(&str) -> bool;
        let cases: [(Check, &[&str], &[&str]); 5] = [
            (
                is_vat,
                &["DE123456789", "ATU12345678"],
                &["", "de123456789", "DE", "1234", "DE1234567890123456"],
            ),
            (
                is_euid,
                &["DEK1101R.HRB4711", "ATBRA.123456-001"],
                &["", "DE", "DEK1101R", "de.1", "DEK1101R. 1"],
            ),
            (is_lei, &["529900T8BM49AURSDO55"], &["529900T8BM49AURSDO56", "5299", ""]),
            (
                is_inn,
                &["7707083893", "500100732259"],
                &["7707083894", "500100732258", "77", "77070838931", ""],
            ),
            (is_ogrn, &["1027700132195", "304500116000157"], &["1027700132196", "304500116000158", "10", ""]),
        ];
        for (check, right, wrong) in cases {
            for number in right {
                assert!(check(number), "{number}");
            }
            for number in wrong {
                assert!(!check(number), "{number}");
            }
        }
    }
}
