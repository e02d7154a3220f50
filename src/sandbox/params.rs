//! Query and form parameters, decoded by this side's own reading of
//! `application/x-www-form-urlencoded`.

use percent_encoding::percent_decode_str;

use super::refusal::Refusal;

/// Decoded parameters in the order sent, repeated names included.
#[derive(Debug, Default)]
pub(super) struct Params {
    pairs: Vec<(String, String)>,
}

impl Params {
    /// Adds the pairs of one encoded text.
    ///
    /// # Errors
    ///
    /// A broken percent escape, or bytes that are not UTF-8.
    pub(super) fn read(&mut self, encoded: &str) -> Result<(), Refusal> {
        for pair in encoded.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.pairs.push((decode(name)?, decode(value)?));
        }
        Ok(())
    }

    /// The value of a parameter.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A name that was sent more than once.
    pub(super) fn repeated(&self) -> Option<&str> {
        let names = || self.iter().map(|(name, _)| name);
        names().find(|name| names().filter(|other| other == name).count() > 1)
    }

    /// A comma-separated parameter of at most `limit` items, lower-cased
    /// because e-mail addresses are compared without regard to case here.
    ///
    /// # Errors
    ///
    /// Too many items, or an empty one.
    pub(super) fn emails(&self, name: &str, limit: usize) -> Result<Option<Vec<String>>, Refusal> {
        let Some(list) = self.get(name) else {
            return Ok(None);
        };
        let emails: Vec<String> = list.split(',').map(str::to_lowercase).collect();
        if emails.len() > limit {
            return Err(Refusal::length(name));
        }
        if emails.iter().any(|email| email.trim().is_empty()) {
            return Err(Refusal::invalid(name));
        }
        Ok(Some(emails))
    }
}

fn decode(text: &str) -> Result<String, Refusal> {
    let broken = || Refusal::Parameter("param validate error: malformed query".into());
    if !escapes_are_whole(text) {
        return Err(broken());
    }
    // In this encoding `+` is a space; a plus sign is sent as %2B.
    let text = text.replace('+', " ");
    let decoded = percent_decode_str(&text).decode_utf8();
    Ok(decoded.map_err(|_| broken())?.into_owned())
}

fn escapes_are_whole(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| {
        let hex = rest.as_bytes().get(..2).unwrap_or_default();
        hex.len() == 2 && hex.iter().all(u8::is_ascii_hexdigit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Params, Refusal> {
        let mut params = Params::default();
        params.read(text)?;
        Ok(params)
    }

    #[test]
    fn values_are_decoded_once() {
        let params = read("a=%2B+%20&b=a%2540b&c=%E7%9B%B4&d").unwrap();
        let pairs: Vec<_> = params.iter().collect();
        assert_eq!(
            pairs,
            [("a", "+  "), ("b", "a%40b"), ("c", "直"), ("d", "")]
        );
    }

    #[test]
    fn broken_escapes_are_refused() {
        for text in ["a=%", "a=%4", "a=%zz", "a=%FF"] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_repeated_name_is_found() {
        assert_eq!(read("a=1&b=2&a=1").unwrap().repeated(), Some("a"));
        assert_eq!(read("a=1&b=2").unwrap().repeated(), None);
    }

    #[test]
    fn an_email_list_has_no_gaps_and_a_limit() {
        let list = |text| read(text).unwrap().emails("e", 2);
        assert_eq!(list("f=1").unwrap(), None);
        assert_eq!(list("e=A@x,b@x").unwrap().unwrap(), ["a@x", "b@x"]);
        assert!(list("e=a@x,,").is_err());
        assert!(list("e=a@x,").is_err());
        assert!(list("e=a,b,c").is_err());
    }
}
