//! What an endpoint takes, declared once in the table of routes: the name of
//! each query parameter or body field, whether it must be there, and its rule.

use serde_json::{Map, Value};

use super::china;
use super::refusal::{Data, Refusal};

/// A query parameter, or a field of a JSON body.
pub(super) type Param = (&'static str, Need, Rule);

/// Whether it must be there.
#[derive(PartialEq)]
pub(super) enum Need {
    Required,
    Optional,
}

/// What may be sent.
#[derive(Clone, Copy)]
pub(super) enum Rule {
    /// A text of at most so many characters.
    Text(usize),
    /// A whole number of 0 or more that fits 32 bits.
    Count,
    /// A whole number from 1: a page's number or size.
    UpTo(i32),
    /// A decimal of 0 or more, kept as it was written.
    Decimal,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// An e-mail address, roughly.
    Email,
    /// Comma-separated e-mails, at most so many. They are lower-cased, because
    /// addresses are compared without regard to case here.
    Emails(usize),
    /// Digits and letters, 8 to so many characters. Checked and forgotten:
    /// nothing in the sandbox keeps a password.
    Password(usize),
    /// Digits, `+`, `-` and spaces.
    Phone,
    /// `yyyy-MM-dd HH:mm:ss`, to Unix milliseconds.
    DateTime,
    /// Unix milliseconds.
    Millis,
    /// `yyyyMM`, later than 202204 (documented for both bills).
    Month,
    /// `yyyyMMdd`, to Unix milliseconds. A malformed one is no error, and
    /// counts as none (documented).
    Expiry,
}

use Rule::*;

/// What was sent, by name, as the rules leave it.
///
/// # Errors
///
/// A name that is not taken (the simulator's own strictness), or the first rule
/// that is broken, in the order of `takes`.
pub(super) fn read(takes: &[Param], sent: &Map<String, Value>) -> Data {
    let taken = |name: &String| takes.iter().any(|(known, ..)| known == name);
    if let Some(name) = sent.keys().find(|name| !taken(name)) {
        return Err(Refusal::invalid(name));
    }
    let mut values = Map::new();
    for (name, need, rule) in takes {
        let required = *need == Need::Required;
        let text = match sent.get(*name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if required && text.trim().is_empty() => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) if rule.takes_numbers() => Some(number.to_string()),
            Some(_) => return Err(Refusal::json()),
        };
        if let Some(text) = text {
            values.insert((*name).into(), rule.check(name, &text)?);
        } else if required {
            return Err(Refusal::missing(name));
        }
    }
    Ok(values.into())
}

impl Rule {
    /// Whether a JSON number is taken as well as text. The vendor's own samples
    /// send counts as text (its Java sample), and phone and expireDate,
    /// documented as text, as numbers (its JSON sample).
    fn takes_numbers(self) -> bool {
        matches!(self, Count | Decimal | Phone | Expiry)
    }

    /// From the text that was sent to what the endpoint works with.
    fn check(self, name: &str, text: &str) -> Data {
        let length = text.chars().count();
        let keep = |good: bool, refusal| if good { Ok(text.into()) } else { Err(refusal) };
        let valid = |good: bool| keep(good, Refusal::invalid(name));
        match self {
            Text(most) => keep(length <= most, Refusal::length(name)),
            Count => Ok(count(name, text)?.into()),
            UpTo(most) => {
                let count = count(name, text)?;
                keep((1..=most).contains(&count), Refusal::range())?;
                Ok(count.into())
            }
            Decimal => {
                let not = |_| Refusal::parameter(format!("param is not number: {name}"));
                let number = text.parse::<f64>().map_err(not)?;
                keep(number.is_finite() && number >= 0.0, Refusal::range())
            }
            OneOf(words) => valid(words.contains(&text)),
            Email => valid(is_email(text)),
            Emails(most) => {
                let list = text.to_lowercase();
                let emails: Vec<&str> = list.split(',').collect();
                keep(emails.len() <= most, Refusal::length(name))?;
                valid(emails.iter().all(|email| !email.trim().is_empty()))?;
                Ok(emails.into())
            }
            Password(most) => {
                keep((8..=most).contains(&length), Refusal::length(name))?;
                let digit = text.contains(|c: char| c.is_ascii_digit());
                let letter = text.contains(|c: char| c.is_ascii_alphabetic());
                valid(digit && letter).map(|_| Value::Null)
            }
            Phone => valid(text.bytes().all(|byte| b"0123456789+- ".contains(&byte))),
            DateTime => {
                let ms = china::parse(china::DATE_TIME, text);
                keep(ms.is_some(), Refusal::parameter("invalid date time format"))?;
                Ok(ms.into())
            }
            Millis => match text.parse::<i64>() {
                Ok(ms) => Ok(ms.into()),
                Err(_) => Err(Refusal::invalid(name)),
            },
            Month => {
                let first = china::parse(china::DAY, &format!("{text}01"));
                valid(first.is_some() && text > "202204")
            }
            Expiry => Ok(china::parse(china::DAY, text).into()),
        }
    }
}

fn count(name: &str, text: &str) -> Result<i32, Refusal> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::parameter(format!("param is not digit: {name}")));
    }
    let words = "param exceeds maximum value of integer";
    let large = |_| Refusal::parameter(format!("{words}: {name}"));
    text.parse().map_err(large)
}

fn is_email(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == ',';
    let (name, host) = text.split_once('@').unwrap_or_default();
    !name.is_empty() && !host.is_empty() && !host.contains('@') && !text.contains(odd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_are_known_and_required_ones_filled() {
        let takes = [("a", Need::Required, Text(9)), ("b", Need::Optional, Count)];
        let read = |sent: Value| read(&takes, sent.as_object().unwrap());
        for (sent, expected) in [
            (json!({"a": "x", "b": null}), Ok(json!({"a": "x"}))),
            (json!({"a": "x", "b": 10}), Ok(json!({"a": "x", "b": 10}))),
            (json!({"a": "x", "b": "10"}), Ok(json!({"a": "x", "b": 10}))),
            (json!({}), Err(Refusal::missing("a"))),
            (json!({"a": null}), Err(Refusal::missing("a"))),
            (json!({"a": " "}), Err(Refusal::missing("a"))),
            (json!({"a": "x", "c": 2}), Err(Refusal::invalid("c"))),
            (json!({"a": 1}), Err(Refusal::json())),
            (json!({"a": "x", "b": true}), Err(Refusal::json())),
        ] {
            assert_eq!(read(sent.clone()), expected, "{sent}");
        }
    }

    #[test]
    fn values_keep_their_rules() {
        let words = |words: &str| Err(Refusal::parameter(words));
        let (length, range) = (Err(Refusal::length("a")), Err(Refusal::range()));
        let (long, exceeds) = ("记".repeat(51), "param exceeds maximum value of integer: a");
        for (rule, text, expected) in [
            (Count, "-1", words("param is not digit: a")),
            (Count, "1.5", words("param is not digit: a")),
            (Count, "", words("param is not digit: a")),
            (Count, "2147483648", words(exceeds)),
            (UpTo(100), "100", Ok(json!(100))),
            (UpTo(100), "101", range.clone()),
            (UpTo(100), "0", range.clone()),
            (Decimal, "12.30", Ok(json!("12.30"))),
            (Decimal, "-0.01", range),
            (Decimal, "x", words("param is not number: a")),
            (Text(51), &long, Ok(json!(long))),
            (Text(50), &long, length.clone()),
            (Email, "o'neil+x=1@b.c", Ok(json!("o'neil+x=1@b.c"))),
            (Password(16), "abcd1234", Ok(Value::Null)),
            (Password(16), "abc1234", length.clone()),
            (Password(16), "a1a1a1a1a1a1a1a1a", length.clone()),
            (Emails(2), "A@x,b@y", Ok(json!(["a@x", "b@y"]))),
            (Emails(2), "a,b,c", length),
            (DateTime, "1970-01-01 08:00:01", Ok(json!(1000))),
            (DateTime, "2024-01-01", words("invalid date time format")),
            (Month, "202205", Ok(json!("202205"))),
            (Expiry, "2022-05-20", Ok(Value::Null)),
        ] {
            assert_eq!(rule.check("a", text), expected, "{text}");
        }
        for (rule, texts) in [
            (Email, "a;@b;a@;a@b@c;a b@c;a,b@c"),
            (Password(16), "abcdefgh;12345678"),
            (Phone, "call me"),
            (OneOf(&["x"]), "y"),
            (Emails(2), "a,"),
            (Month, "202204;2022-05;202213;20225;999"),
        ] {
            for text in texts.split(';') {
                let refused = rule.check("a", text);
                assert_eq!(refused, Err(Refusal::invalid("a")), "{text}");
            }
        }
    }
}
