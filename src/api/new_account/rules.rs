//! The rule of each single field: text in, value or broken rule out. A rule's
//! text goes on from the field's name ("phone must be …") and never repeats
//! the value, which may be a password.

use crate::text::all_digits;
use serde_json::Number;

/// What a rule gives: the value, or the words of the rule that is broken.
type Ruled<T> = Result<T, String>;

/// Bytes of the longest address that mail can be sent to (RFC 5321).
const EMAIL_MAX: usize = 254;

/// What addresses are separated and wrapped by, and so what a cell holds that
/// is not just one address.
const EMAIL_NEVER: [char; 5] = [',', ';', '<', '>', '"'];

/// Characters of a password, as documented.
const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 8..=32;

/// Characters of a memo, as documented.
const MEMO_MAX: usize = 50;

/// Digits of a phone number. Not documented: wide enough for short codes and
/// for a country code with an extension, narrow enough for slips.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=20;

/// The highest count: the documents type all of them Integer, 32 bits in the
/// service's language.
const COUNT_MAX: u32 = i32::MAX.unsigned_abs();

/// Digits of a balance that a float holds exactly.
const BALANCE_DIGITS: usize = 15;

pub(super) fn email(text: &str) -> Ruled<String> {
    let halves = text.split_once('@');
    let plausible = halves
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'));
    if !plausible
        || text.contains(|c| EMAIL_NEVER.contains(&c) || char::is_whitespace(c) || invisible(c))
    {
        return Err("must be one e-mail address such as name@example.com".into());
    }
    if text.len() > EMAIL_MAX {
        return Err(format!("must not be longer than {EMAIL_MAX} characters"));
    }
    Ok(text.to_owned())
}

/// The documents ask for 8 to 32 characters with digits and letters and say
/// nothing of others. Signs of the keyboard pass; spaces and what is not
/// ASCII do not: they come from a slip of the copying hand or an input
/// method, and nobody could log in.
pub(super) fn password(text: &str) -> Ruled<()> {
    if !text.chars().all(|c| c.is_ascii_graphic()) {
        return Err("must be of ASCII letters, digits and signs, without spaces".into());
    }
    let digit = text.contains(|c: char| c.is_ascii_digit());
    let letter = text.contains(|c: char| c.is_ascii_alphabetic());
    if !PASSWORD_LENGTH.contains(&text.len()) || !digit || !letter {
        return Err("must be 8 to 32 characters with digits and letters".into());
    }
    Ok(())
}

pub(super) fn contacts(text: &str) -> Ruled<String> {
    if text.contains(char::is_control) {
        return Err("must not hold line breaks or other control characters".into());
    }
    Ok(text.to_owned())
}

/// Line breaks and tabs pass: people write them into a spreadsheet's cell.
pub(super) fn memo(text: &str) -> Ruled<String> {
    if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err("must not hold control characters".into());
    }
    if text.chars().count() > MEMO_MAX {
        return Err(format!("must not be longer than {MEMO_MAX} characters"));
    }
    Ok(text.to_owned())
}

/// Spaces, dashes and brackets only help the eye and are dropped, so that one
/// number is one text wherever it is counted.
pub(super) fn phone(text: &str) -> Ruled<String> {
    if let Some(damage) = phone_damage(text) {
        return Err(damage.into());
    }
    let plain: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '(' | ')'))
        .collect();
    let number = plain.strip_prefix('+').unwrap_or(&plain);
    if !all_digits(number) || !PHONE_DIGITS.contains(&number.len()) {
        return Err("must be a phone number of 5 to 20 digits, + before a country code".into());
    }
    Ok(plain)
}

fn phone_damage(text: &str) -> Option<&'static str> {
    if scientific(text) {
        return Some(
            "a spreadsheet turned this phone number into scientific notation; format the column as text",
        );
    }
    if let Some((whole, tail)) = text.split_once('.')
        && all_digits(whole)
        && !tail.is_empty()
        && tail.bytes().all(|byte| byte == b'0')
    {
        return Some(
            "a spreadsheet turned this phone number into a decimal number; format the column as text",
        );
    }
    lost_zero(text).then_some(
        "lost its leading zero, as in spreadsheets; format the column as text, or write a foreign number with + and its country code",
    )
}

/// `1.38E+10`, `1.38e10`.
fn scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    all_digits(&mantissa.replacen('.', "", 1)) && all_digits(exponent)
}

/// Bare digits that are a Chinese landline without the zero of its area code:
/// 10 and 2x have eight digits after them, three-digit codes seven or eight.
/// Mobile numbers (11 digits from 1) and the hotlines 400 and 800 (10 digits)
/// have no such zero.
fn lost_zero(text: &str) -> bool {
    let area = match text.as_bytes().first() {
        Some(b'1') => text.starts_with("10") && text.len() == 10,
        Some(b'2') => text.len() == 10,
        Some(b'3'..=b'9') => text.len() == 10 || text.len() == 11,
        _ => false,
    };
    let hotline = text.len() == 10 && (text.starts_with("400") || text.starts_with("800"));
    area && !hotline && all_digits(text)
}

pub(super) fn count(text: &str) -> Ruled<u32> {
    if !all_digits(text) {
        let rule = "must be a whole number from 0 on, of digits only";
        return Err(grouped(text).unwrap_or_else(|| rule.into()));
    }
    text.parse()
        .ok()
        .filter(|count| *count <= COUNT_MAX)
        .ok_or_else(|| format!("must not be above {COUNT_MAX}"))
}

/// Kept letter by letter: `12.30` is sent as `12.30`.
pub(super) fn balance(text: &str) -> Ruled<Number> {
    let (whole, tail) = text.split_once('.').unwrap_or((text, "0"));
    if text.starts_with('-') {
        return Err("must not be below 0".into());
    }
    let spare_zero = whole.len() > 1 && whole.starts_with('0');
    if !all_digits(whole) || !all_digits(tail) || spare_zero {
        let rule = "must be a decimal number such as 12.30";
        return Err(grouped(text).unwrap_or_else(|| rule.into()));
    }
    if text.bytes().filter(u8::is_ascii_digit).count() > BALANCE_DIGITS {
        return Err(format!("must not have more than {BALANCE_DIGITS} digits"));
    }
    text.parse()
        .map_err(|_| "must be a decimal number such as 12.30".into())
}

/// The rule for `1,000`: how to write it.
fn grouped(text: &str) -> Option<String> {
    let (whole, tail) = match text.split_once('.') {
        Some((whole, tail)) => (whole, Some(tail)),
        None => (text, None),
    };
    let mut groups = whole.split([',', '，', '\'', ' ']);
    let first = groups.next().filter(|first| first.len() <= 3)?;
    let rest: Vec<&str> = groups.collect();
    let sound = all_digits(first)
        && !rest.is_empty()
        && rest
            .iter()
            .all(|group| group.len() == 3 && all_digits(group))
        && tail.is_none_or(all_digits);
    let tail = tail.map(|tail| format!(".{tail}")).unwrap_or_default();
    sound.then(|| {
        let plain = format!("{first}{}{tail}", rest.concat());
        format!("must be written without thousands separators: {plain}")
    })
}

/// Characters that nobody sees and that come along when text is copied:
/// controls, zero-width and direction marks.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
