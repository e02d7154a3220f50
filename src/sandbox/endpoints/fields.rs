//! The fields of a JSON body, read as leniently as the vendor's own samples
//! are written: numbers may come as text (its Java sample sends all of them so)
//! and phone and expireDate, documented as text, as numbers (its JSON sample).

use serde_json::{Map, Value};

use crate::sandbox::refusal::Refusal;

/// A JSON object whose members are all known.
pub(super) struct Fields {
    members: Map<String, Value>,
}

impl Fields {
    /// # Errors
    ///
    /// Not a JSON object, or a member that is not `known` (the simulator's own
    /// strictness).
    pub(super) fn read(body: &[u8], known: &[&str]) -> Result<Fields, Refusal> {
        let members: Map<String, Value> =
            serde_json::from_slice(body).map_err(|_| Refusal::json())?;
        match members.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(Refusal::invalid(name)),
            None => Ok(Fields { members }),
        }
    }

    /// Null counts as absent.
    pub(super) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// A text.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(Refusal::json()),
        }
    }

    /// A text or a number's literal.
    pub(super) fn text_or_number(&self, name: &str) -> Result<Option<String>, Refusal> {
        match self.value(name) {
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            _ => self.text(name),
        }
    }

    /// A whole number that fits 32 bits and is not negative.
    pub(super) fn count(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.text_or_number(name)? else {
            return Ok(None);
        };
        let digits = text.strip_prefix('-').unwrap_or(&text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::not_digits(name));
        }
        if digits.len() < text.len() {
            return Err(Refusal::range());
        }
        let count: i32 = digits.parse().map_err(|_| Refusal::too_large(name))?;
        Ok(Some(count.into()))
    }

    /// A decimal of 0 or more, as it was written.
    pub(super) fn decimal(&self, name: &str) -> Result<Option<String>, Refusal> {
        let Some(text) = self.text_or_number(name)? else {
            return Ok(None);
        };
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => Ok(Some(text)),
            Ok(_) => Err(Refusal::range()),
            Err(_) => Err(Refusal::Parameter(format!("param is not number: {name}"))),
        }
    }
}

/// The value, or the refusal for a field that must be there.
pub(super) fn required<T>(value: Option<T>, name: &str) -> Result<T, Refusal> {
    value.ok_or_else(|| Refusal::Missing(name.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(body: &str) -> Fields {
        Fields::read(body.as_bytes(), &["a"]).unwrap()
    }

    #[test]
    fn a_body_is_one_object_of_known_members() {
        for body in ["", "[]", "1", "{", "{}x"] {
            let read = Fields::read(body.as_bytes(), &["a"]);
            assert_eq!(read.err(), Some(Refusal::json()), "{body}");
        }
        let read = Fields::read(br#"{"a":1,"b":2}"#, &["a"]);
        assert_eq!(read.err(), Some(Refusal::invalid("b")));
    }

    #[test]
    fn counts_are_digits_as_number_or_text() {
        let count = |json: &str| fields(&format!(r#"{{"a":{json}}}"#)).count("a");
        assert_eq!(count("10"), Ok(Some(10)));
        assert_eq!(count(r#""10""#), Ok(Some(10)));
        assert_eq!(count("null"), Ok(None));
        assert_eq!(count("-1"), Err(Refusal::range()));
        assert_eq!(count("1.5"), Err(Refusal::not_digits("a")));
        assert_eq!(count("2147483648"), Err(Refusal::too_large("a")));
        assert_eq!(count("true"), Err(Refusal::json()));
        assert_eq!(count("[]"), Err(Refusal::json()));
    }

    #[test]
    fn decimals_keep_their_literal() {
        let decimal = |json: &str| fields(&format!(r#"{{"a":{json}}}"#)).decimal("a");
        assert_eq!(decimal("12.30"), Ok(Some("12.30".into())));
        assert_eq!(decimal("-0.01"), Err(Refusal::range()));
        let words = "param is not number: a".into();
        assert_eq!(decimal(r#""x""#), Err(Refusal::Parameter(words)));
    }

    #[test]
    fn a_text_is_not_a_number_but_may_be_either_where_the_samples_are() {
        let fields = fields(r#"{"a":16666666666}"#);
        assert_eq!(fields.text("a"), Err(Refusal::json()));
        let text = fields.text_or_number("a");
        assert_eq!(text, Ok(Some("16666666666".into())));
    }
}
