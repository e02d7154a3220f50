//! The signature of a request: `secret + k1v1k2v2… + secret`, sorted by name,
//! MD5, upper-case hex (polyv.gitbook.io: docs/live/api/buildsign).
//!
//! Pure: time and secret are passed in. What is signed are the raw values;
//! percent-encoding happens only on the way into a URL or a form, by
//! [`encode`], so that the server reads back exactly what was signed.

use crate::order;
use crate::secret::Secret;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Parameters in the order they are sent. A blank value is never kept: the
/// vendor's clients disagree on whether it is signed, so it is never sent
/// (errata in the vendor's pages: null values "must be removed").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// No parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a parameter unless its value is empty or white space.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.push(name, value);
        self
    }

    /// Adds a parameter unless its value is empty or white space.
    pub fn push(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.trim().is_empty() {
            self.0.push((name.to_owned(), value));
        }
    }

    /// Gives a parameter this value instead of any that it has.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.retain(|(known, _)| known != name);
        self.push(name, value);
    }

    /// Adds all of another set.
    pub fn extend(&mut self, other: &Params) {
        self.0.extend_from_slice(&other.0);
    }

    /// Names and values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (n.as_str(), v.as_str()))
    }

    /// The value of a name, if there is one.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(n, _)| *n == name).map(|(_, v)| v)
    }
}

/// The names and values in the order in which they are signed: ascending by
/// the bytes of the name, `sign` itself left out.
pub fn sorted(params: &Params) -> Vec<(&str, &str)> {
    let mut pairs: Vec<_> = params.iter().filter(|(n, _)| *n != "sign").collect();
    order::sort(&mut pairs);
    pairs
}

/// The text whose hash is the signature. It holds the secret twice, so it is
/// a secret itself.
pub fn string_to_sign(params: &Params, app_secret: &Secret) -> Secret {
    let joined = sorted(params).into_iter().flat_map(|(n, v)| [n, v]);
    let (secret, joined) = (app_secret.expose(), joined.collect::<String>());
    Secret::new(format!("{secret}{joined}{secret}"))
}

/// The value of the `sign` parameter: 32 upper-case hex digits.
pub fn sign(params: &Params, app_secret: &Secret) -> String {
    let digest = md5::compute(string_to_sign(params, app_secret).expose());
    format!("{digest:X}")
}

/// Everything but RFC 3986's unreserved characters is encoded; a form decoder
/// and a URL decoder read the same from it (no `+` for a space).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// `name=value&…`, percent-encoded UTF-8, for a query or a form body.
pub fn encode(params: &Params) -> String {
    let encoded = |text| utf8_percent_encode(text, ENCODED);
    let pairs = params.iter();
    let pairs = pairs.map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;
    use serde_json::Value;

    fn vectors(kind: &str) -> Vec<Value> {
        let text = include_str!("../tests/data/signing-vectors.json");
        let all: Value = serde_json::from_str(text).unwrap();
        all[kind].as_array().unwrap().clone()
    }

    fn params(vector: &Value) -> Params {
        let mut params = Params::new();
        for (name, value) in vector["params"].as_object().unwrap() {
            params.push(name, value.as_str().unwrap_or(""));
        }
        params
    }

    fn text<'a>(vector: &'a Value, name: &str) -> &'a str {
        vector[name].as_str().unwrap()
    }

    #[test]
    fn the_published_vectors_that_reproduce_pass() {
        let mut passed = Vec::new();
        for vector in vectors("published") {
            if text(&vector, "algorithm") == "MD5" && vector["reproduces"] == true {
                let secret = Secret::new(text(&vector, "appSecret"));
                assert_eq!(sign(&params(&vector), &secret), text(&vector, "published"));
                passed.push(text(&vector, "id").to_owned());
            }
        }
        assert_eq!(passed, ["pub-01", "pub-04"]);
    }

    #[test]
    fn our_own_vectors_pass_with_their_strings_to_sign_and_queries() {
        let mut passed = 0;
        for vector in vectors("own") {
            if text(&vector, "algorithm") != "MD5" {
                continue;
            }
            let secret = Secret::new(text(&vector, "appSecret"));
            let mut params = params(&vector);
            let signed = string_to_sign(&params, &secret);
            assert_eq!(signed.expose(), text(&vector, "stringToSign"));
            let sign = sign(&params, &secret);
            assert_eq!(sign, text(&vector, "sign"));
            params.push("sign", sign);
            assert_eq!(encode(&params), text(&vector, "query"));
            passed += 1;
        }
        assert_eq!(passed, 14, "fifteen vectors, one of them SHA256");
    }

    /// What a server reads: split at `&` and `=`, then percent-decode.
    fn read_back(query: &str) -> Vec<(String, String)> {
        let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (decode(name), decode(value)))
            .collect()
    }

    proptest! {
        #[test]
        fn the_order_of_insertion_does_not_matter(
            pairs in proptest::collection::btree_map("[A-Za-z_0-9]{1,8}", ".{1,12}", 0..8)
        ) {
            let secret = Secret::new("s");
            let forth = pairs.iter().fold(Params::new(), |p, (n, v)| p.with(n, v));
            let back = pairs.iter().rev().fold(Params::new(), |p, (n, v)| p.with(n, v));
            prop_assert_eq!(sign(&forth, &secret), sign(&back, &secret));
        }

        #[test]
        fn blank_values_do_not_matter(value in ".{1,12}", blank in "[ \t\n\u{3000}]{0,3}") {
            let secret = Secret::new("s");
            let plain = Params::new().with("a", value.as_str());
            let with_blank = plain.clone().with("b", blank);
            prop_assert_eq!(sign(&plain, &secret), sign(&with_blank, &secret));
            prop_assert_eq!(encode(&plain), encode(&with_blank));
        }

        #[test]
        fn a_server_reads_back_exactly_what_was_signed(
            pairs in proptest::collection::btree_map("[A-Za-z]{1,8}", "\\PC{1,12}|[+&%=#?', ]{1,6}", 0..6)
        ) {
            let params = pairs.iter().fold(Params::new(), |p, (n, v)| p.with(n, v));
            let read: Vec<_> = read_back(&encode(&params));
            let sent: Vec<_> = params.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
            prop_assert_eq!(read, sent);
        }
    }
}
