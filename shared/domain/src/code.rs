//! The tracking code that a citizen reads out on the telephone: `HG-7K3M9XQ2TC`.
//!
//! 9 Crockford characters (45 bits) of SHA-256 of the id, then a check digit (Luhn mod 32), so that one mistyped
//! character or two swapped neighbours are found. Crockford has no I, L, O, U: they are read as 1, 1, 0 and refused.

use sha2::{Digest, Sha256};

use crate::ids::ReportId;

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: usize = 9;

/// The code of a report under the province's prefix.
pub fn of(prefix: &str, id: &ReportId) -> String {
    let hash = Sha256::digest(id.as_str().as_bytes());
    let mut bits = hash[..6].iter().fold(0u64, |bits, b| bits << 8 | u64::from(*b)) >> 3;
    let mut values = [0u8; LENGTH];
    for value in values.iter_mut().rev() {
        *value = u8::try_from(bits & 31).unwrap_or_default();
        bits >>= 5;
    }
    let digits: String = values.iter().chain([&check(&values)]).map(|v| char::from(DIGITS[usize::from(*v)])).collect();
    format!("{prefix}-{digits}")
}

/// The code as stored, of what somebody typed: any case, spaces and dashes, O for 0, I and L for 1, prefix or none.
/// `None` where the check digit doesn't fit.
pub fn read(prefix: &str, typed: &str) -> Option<String> {
    let typed: String = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let digits = typed.strip_prefix(prefix).filter(|rest| rest.len() == LENGTH + 1).unwrap_or(&typed);
    let values: Vec<u8> = digits.bytes().map(value).collect::<Option<_>>()?;
    let (last, rest) = values.split_last()?;
    if rest.len() != LENGTH || check(rest) != *last {
        return None;
    }
    Some(format!("{prefix}-{}", values.iter().map(|v| char::from(DIGITS[usize::from(*v)])).collect::<String>()))
}

fn value(digit: u8) -> Option<u8> {
    let digit = match digit {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    DIGITS.iter().position(|d| *d == digit).and_then(|p| u8::try_from(p).ok())
}

/// Luhn mod 32: from the right every other value doubled, base-32 digits summed.
fn check(values: &[u8]) -> u8 {
    let sum: u32 = values
        .iter()
        .rev()
        .enumerate()
        .map(|(i, v)| {
            let v = u32::from(*v) * if i % 2 == 0 { 2 } else { 1 };
            v / 32 + v % 32
        })
        .sum();
    u8::try_from((32 - sum % 32) % 32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(n: u128) -> ReportId {
        let hex = format!("{n:032x}");
        format!("{}-{}-7{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..]).parse().unwrap()
    }

    proptest! {
        #[test]
        fn a_code_is_read_back_as_people_type_it(n: u128) {
            let code = of("HG", &id(n));
            prop_assert_eq!(code.len(), 13);
            prop_assert_eq!(read("HG", &code), Some(code.clone()));
            prop_assert_eq!(read("HG", &code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l")), Some(code.clone()));
            prop_assert_eq!(read("HG", &code[3..]), Some(code.clone()));
        }

        #[test]
        fn one_wrong_character_is_found(n: u128, at in 0usize..10, other in 0usize..32) {
            let code = of("HG", &id(n));
            let mut wrong = code.clone().into_bytes();
            prop_assume!(wrong[3 + at] != DIGITS[other]);
            wrong[3 + at] = DIGITS[other];
            prop_assert_eq!(read("HG", std::str::from_utf8(&wrong).unwrap()), None);
        }
    }
}
