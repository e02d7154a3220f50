//! What an endpoint takes, declared once in the table of routes: the name of
//! each query parameter or body field, whether it must be there, and its rule.

use serde_json::{Map, Value};

use super::china;
use super::refusal::Refusal;

/// A query parameter, or a field of a JSON body.
pub(super) struct Param {
    name: &'static str,
    required: bool,
    number: bool,
    rule: Rule,
}

/// From a name and the text that was sent to what the endpoint works with.
type Rule = fn(&str, &str) -> Checked;
type Checked = Result<Value, Refusal>;

pub(super) const fn optional(name: &'static str, rule: Rule) -> Param {
    Param {
        name,
        required: false,
        number: false,
        rule,
    }
}

pub(super) const fn required(name: &'static str, rule: Rule) -> Param {
    let mut param = optional(name, rule);
    param.required = true;
    param
}

impl Param {
    /// A JSON number is taken as well as text. The vendor's own samples send
    /// counts as text (its Java sample), and phone and expireDate, documented
    /// as text, as numbers (its JSON sample).
    pub(super) const fn or_number(mut self) -> Param {
        self.number = true;
        self
    }

    /// `None` where nothing was sent. Null is nothing, and so is blank text
    /// where a value is required.
    fn check(&self, sent: Option<&Value>) -> Result<Option<Value>, Refusal> {
        let text = match sent {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if self.required && text.trim().is_empty() => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) if self.number => Some(number.to_string()),
            Some(_) => return Err(Refusal::json()),
        };
        match text {
            Some(text) => (self.rule)(self.name, &text).map(Some),
            None if self.required => Err(Refusal::missing(self.name)),
            None => Ok(None),
        }
    }
}

/// What was sent, by name, as the rules left it.
#[derive(Debug, Default)]
pub(super) struct Values(Map<String, Value>);

impl Values {
    /// # Errors
    ///
    /// A name that is not taken (the simulator's own strictness), or the first
    /// rule that is broken, in the order of `takes`.
    pub(super) fn read(takes: &[Param], sent: &Map<String, Value>) -> Result<Values, Refusal> {
        let taken = |name: &String| takes.iter().any(|param| param.name == name);
        if let Some(name) = sent.keys().find(|name| !taken(name)) {
            return Err(Refusal::invalid(name));
        }
        let mut values = Map::new();
        for param in takes {
            if let Some(value) = param.check(sent.get(param.name))? {
                values.insert(param.name.into(), value);
            }
        }
        Ok(Values(values))
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_i64()
    }

    /// The items of [`emails`].
    pub(super) fn emails(&self, name: &str) -> Option<Vec<String>> {
        let list = self.text(name)?;
        Some(list.split(',').map(str::to_owned).collect())
    }
}

/// The value, if it keeps the rule.
fn keep(good: bool, value: impl Into<Value>, refusal: Refusal) -> Checked {
    if good { Ok(value.into()) } else { Err(refusal) }
}

/// A text of any length.
pub(super) fn text(_: &str, text: &str) -> Checked {
    Ok(text.into())
}

/// A text of at most `MAX` characters.
pub(super) fn short<const MAX: usize>(name: &str, text: &str) -> Checked {
    keep(text.chars().count() <= MAX, text, Refusal::length(name))
}

/// A whole number of 0 or more that fits 32 bits.
pub(super) fn count(name: &str, text: &str) -> Checked {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::parameter(format!("param is not digit: {name}")));
    }
    let count = text.parse::<i32>().map_err(|_| {
        Refusal::parameter(format!("param exceeds maximum value of integer: {name}"))
    })?;
    Ok(count.into())
}

/// A whole number from 1 to `MAX`: a page's number or size.
pub(super) fn up_to<const MAX: i64>(name: &str, text: &str) -> Checked {
    let count = count(name, text)?;
    let fits = count
        .as_i64()
        .is_some_and(|count| (1..=MAX).contains(&count));
    keep(fits, count, Refusal::range())
}

/// A decimal of 0 or more, as it was written.
pub(super) fn decimal(name: &str, text: &str) -> Checked {
    let number = text.parse::<f64>();
    let number = number.map_err(|_| Refusal::parameter(format!("param is not number: {name}")))?;
    keep(number.is_finite() && number >= 0.0, text, Refusal::range())
}

/// One of these words.
pub(super) fn among(words: &[&str], name: &str, text: &str) -> Checked {
    keep(words.contains(&text), text, Refusal::invalid(name))
}

/// An e-mail address, roughly.
pub(super) fn email(name: &str, text: &str) -> Checked {
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == ',';
    let mut parts = text.split('@');
    let filled = parts
        .by_ref()
        .take(2)
        .filter(|part| !part.is_empty())
        .count()
        == 2;
    let good = filled && parts.next().is_none() && !text.contains(odd);
    keep(good, text, Refusal::invalid(name))
}

/// Comma-separated e-mails, at most `MAX`, lower-cased because addresses are
/// compared without regard to case here.
pub(super) fn emails<const MAX: usize>(name: &str, text: &str) -> Checked {
    let list = text.to_lowercase();
    let mut emails = list.split(',').map(str::trim);
    if emails.clone().count() > MAX {
        return Err(Refusal::length(name));
    }
    let filled = emails.all(|email| !email.is_empty());
    keep(filled, list, Refusal::invalid(name))
}

/// Digits and letters, 8 to `MAX` characters. Checked and forgotten: nothing in
/// the sandbox keeps a password.
pub(super) fn password<const MAX: usize>(name: &str, text: &str) -> Checked {
    if !(8..=MAX).contains(&text.chars().count()) {
        return Err(Refusal::length(name));
    }
    let digit = text.contains(|c: char| c.is_ascii_digit());
    let letter = text.contains(|c: char| c.is_ascii_alphabetic());
    keep(digit && letter, Value::Null, Refusal::invalid(name))
}

/// Digits, `+`, `-` and spaces.
pub(super) fn phone(name: &str, text: &str) -> Checked {
    let usual = |c: char| c.is_ascii_digit() || "+- ".contains(c);
    keep(text.chars().all(usual), text, Refusal::invalid(name))
}

/// `yyyy-MM-dd HH:mm:ss`, to Unix milliseconds.
pub(super) fn date_time(_: &str, text: &str) -> Checked {
    let ms = china::parse_date_time(text);
    keep(
        ms.is_some(),
        ms,
        Refusal::parameter("invalid date time format"),
    )
}

/// `yyyyMM`, later than 202204 (documented for both bills).
pub(super) fn month(name: &str, text: &str) -> Checked {
    let first = china::parse_day(&format!("{text}01"));
    keep(
        first.is_some() && text > "202204",
        text,
        Refusal::invalid(name),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(rule: Rule, text: &str) -> Refusal {
        rule("a", text).expect_err(&format!("{text} passed"))
    }

    #[test]
    fn names_are_known_and_required_ones_filled() {
        let takes = [required("a", text), optional("b", count).or_number()];
        let read = |sent: Value| Values::read(&takes, sent.as_object().unwrap());
        assert_eq!(read(json!({"a": "x"})).unwrap().text("a"), Some("x"));
        for sent in [json!({}), json!({"a": null}), json!({"a": " "})] {
            assert_eq!(read(sent).unwrap_err(), Refusal::missing("a"));
        }
        let unknown = read(json!({"a": "x", "c": 2})).unwrap_err();
        assert_eq!(unknown, Refusal::invalid("c"));
        for sent in [json!(10), json!("10")] {
            let values = read(json!({"a": "x", "b": sent})).unwrap();
            assert_eq!(values.number("b"), Some(10));
        }
        for sent in [json!({"a": 1}), json!({"a": "x", "b": true})] {
            assert_eq!(read(sent).unwrap_err(), Refusal::json());
        }
    }

    #[test]
    fn numbers_keep_their_rules() {
        for text in ["-1", "1.5", ""] {
            let words = Refusal::parameter("param is not digit: a");
            assert_eq!(refused(count, text), words, "{text}");
        }
        let words = Refusal::parameter("param exceeds maximum value of integer: a");
        assert_eq!(refused(count, "2147483648"), words);
        assert_eq!(up_to::<100>("a", "100"), Ok(json!(100)));
        assert_eq!(refused(up_to::<100>, "101"), Refusal::range());
        assert_eq!(refused(up_to::<100>, "0"), Refusal::range());
        assert_eq!(decimal("a", "12.30"), Ok(json!("12.30")));
        assert_eq!(refused(decimal, "-0.01"), Refusal::range());
        let words = Refusal::parameter("param is not number: a");
        assert_eq!(refused(decimal, "x"), words);
    }

    #[test]
    fn texts_keep_their_rules() {
        assert_eq!(refused(short::<50>, &"记".repeat(51)), Refusal::length("a"));
        for bad in ["a", "@b", "a@", "a@b@c", "a b@c", "a,b@c"] {
            assert_eq!(refused(email, bad), Refusal::invalid("a"), "{bad}");
        }
        assert!(email("a", "o'neil+x=1@b.c").is_ok());
        for bad in ["abc1234", "a1a1a1a1a1a1a1a1a"] {
            assert_eq!(refused(password::<16>, bad), Refusal::length("a"));
        }
        for bad in ["abcdefgh", "12345678"] {
            assert_eq!(refused(password::<16>, bad), Refusal::invalid("a"));
        }
        assert_eq!(refused(phone, "call me"), Refusal::invalid("a"));
        let x = |name: &str, text: &str| among(&["x"], name, text);
        assert_eq!(refused(x, "y"), Refusal::invalid("a"));
    }

    #[test]
    fn lists_and_dates_keep_their_rules() {
        assert_eq!(emails::<2>("a", "A@x,b@y"), Ok(json!("a@x,b@y")));
        assert_eq!(refused(emails::<2>, "a,b,c"), Refusal::length("a"));
        assert_eq!(refused(emails::<2>, "a,"), Refusal::invalid("a"));
        assert!(date_time("a", "2024-01-01 00:00:00").is_ok());
        let words = Refusal::parameter("invalid date time format");
        assert_eq!(refused(date_time, "2024-01-01"), words);
        assert_eq!(month("a", "202205"), Ok(json!("202205")));
        for bad in ["202204", "2022-05", "202213", "20225", "999"] {
            assert_eq!(refused(month, bad), Refusal::invalid("a"), "{bad}");
        }
    }
}
