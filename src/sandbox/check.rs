//! Who asks, and whether the request may be looked at: appId, timestamp and
//! signature in that order, then the names of the parameters. Decoding and
//! signing follow the vendor's rules, not the client's code.

use crate::order;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::Request;
use super::refusal::Refusal;
use super::world::{Caller, World};

/// How old a timestamp may be (documented: 3 minutes). Whether the service
/// grants as much to one from the future is not documented; here it does.
const WINDOW_MS: u64 = 3 * 60 * 1000;

/// The media type of a form.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// Digits of a timestamp in milliseconds.
const TIMESTAMP_DIGITS: usize = 13;

/// Parameters that go with every call. `requestId` is what the vendor's Java
/// SDK adds; `signatureNonce` is documented, and not checked for replays here.
const COMMON: [&str; 6] = [
    "appId",
    "timestamp",
    "sign",
    "signatureMethod",
    "signatureNonce",
    "requestId",
];

/// A request that passed the common checks, as an endpoint sees it.
pub(super) struct Asked {
    /// Parameters or fields by name, an object; what was not sent is missing.
    pub(super) values: Value,
    pub(super) caller: Caller,
    pub(super) now_ms: i64,
}

/// Query and form parameters, decoded, in the order sent, repeated names
/// included.
#[derive(Debug, PartialEq)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// What is signed: the query, and a form's body; a JSON body is
    /// not.
    ///
    /// # Errors
    ///
    /// A broken percent escape, or bytes that are not UTF-8.
    pub(super) fn of(request: &Request) -> Result<Params, Refusal> {
        let is_form = request.method == "POST" && request.is(FORM);
        let form: &[u8] = if is_form { &request.body } else { b"" };
        let form = std::str::from_utf8(form).map_err(|_| Refusal::invalid("form body"))?;
        let pairs = request.query().split('&').chain(form.split('&'));
        let decoded = pairs.filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        });
        decoded.collect::<Result<_, Refusal>>().map(Params)
    }

    fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Finds out who sent these parameters, and that it was no other account.
    ///
    /// # Errors
    ///
    /// The first check that fails.
    pub(super) fn caller(&self, world: &World, now_ms: i64) -> Result<Caller, Refusal> {
        let app_id = self.get("appId");
        if app_id.trim().is_empty() {
            return Err(Refusal::Words(10002, "appId is required.".into()));
        }
        let (caller, secret) = world.caller(app_id, now_ms).ok_or(Refusal::UnknownApp)?;
        let sent = self.get("timestamp");
        let digits = sent.len() == TIMESTAMP_DIGITS && sent.bytes().all(|b| b.is_ascii_digit());
        let good = |ms: i64| digits && ms.abs_diff(now_ms) <= WINDOW_MS;
        if !sent.parse().is_ok_and(good) {
            return Err(Refusal::Timestamp);
        }
        if !["", "MD5"].contains(&self.get("signatureMethod")) {
            let words = "unsupported signature method: the sandbox knows MD5";
            return Err(Refusal::Words(20005, words.into()));
        }
        if self.get("sign") != sign(&self.0, secret) {
            return Err(Refusal::Signature);
        }
        Ok(caller)
    }

    /// What was sent beside the common parameters. Blank values and names sent
    /// twice are refused. The service is not known to be this strict; a client
    /// that follows the documents does none of it.
    ///
    /// # Errors
    ///
    /// Names the parameter.
    pub(super) fn own(self) -> Result<Map<String, Value>, Refusal> {
        let mut own = Map::new();
        for (name, value) in self.0 {
            if value.trim().is_empty() {
                return Err(Refusal::missing(&name));
            }
            if own.contains_key(&name) {
                return Err(Refusal::invalid(&format!("{name} is sent twice")));
            }
            own.insert(name, value.into());
        }
        own.retain(|name, _| !COMMON.contains(&name.as_str()));
        Ok(own)
    }
}

fn decode(text: &str) -> Result<String, Refusal> {
    let is_escape = |hex: &str| hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut behind_percent = text.split('%').skip(1);
    let whole = behind_percent.all(|rest| rest.get(..2).is_some_and(is_escape));
    // In this encoding `+` is a space; a plus sign is sent as %2B.
    let spaced = text.replace('+', " ");
    match percent_decode_str(&spaced).decode_utf8() {
        Ok(decoded) if whole => Ok(decoded.into_owned()),
        _ => Err(Refusal::invalid("malformed query")),
    }
}

/// The sign of the given parameters, worked out from the vendor's rule
/// (docs/live/api/buildsign): names and values sorted by name, joined without
/// separators, between two copies of the secret, MD5 in capitals. `sign` itself
/// and blank values take no part.
pub(super) fn sign(params: &[(String, String)], secret: &str) -> String {
    let mut signed = params.to_vec();
    signed.retain(|(name, value)| name != "sign" && !value.trim().is_empty());
    // `String` orders by bytes, which is the ASCII order the rule asks for.
    order::sort(&mut signed);
    let joined = signed.into_iter().map(|(name, value)| name + &value);
    let text = format!("{secret}{}{secret}", joined.collect::<String>());
    format!("{:X}", md5::compute(text))
}

#[cfg(test)]
mod tests {
    use super::super::{APP_ID, APP_SECRET, Options};
    use super::*;

    const NOW: i64 = 1_700_000_000_000;
    const VECTORS: &str = include_str!("../../tests/data/signing-vectors.json");

    fn params(query: &str) -> Result<Params, Refusal> {
        Params::of(&Request {
            method: "GET".into(),
            target: format!("/?{query}"),
            content_type: None,
            body: Vec::new(),
        })
    }

    #[test]
    fn the_published_vectors_hold_and_our_own_also_when_read_back_from_their_query() {
        let all: Value = serde_json::from_str(VECTORS).unwrap();
        for (kind, count, expected) in [("published", 4, "computed"), ("own", 14, "sign")] {
            let vectors = all[kind].as_array().unwrap().iter();
            let vectors = vectors.filter(|vector| vector["algorithm"] == "MD5");
            assert_eq!(vectors.clone().count(), count);
            for vector in vectors {
                let secret = vector["appSecret"].as_str().unwrap();
                let params = vector["params"].as_object().unwrap().iter();
                let pairs: Vec<(String, String)> = params
                    .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.into())))
                    .collect();
                assert_eq!(sign(&pairs, secret), vector[expected], "{}", vector["id"]);
                if kind == "own" {
                    let read_back = self::params(vector["query"].as_str().unwrap()).unwrap();
                    assert_eq!(
                        sign(&read_back.0, secret),
                        vector["sign"],
                        "{}",
                        vector["id"]
                    );
                }
            }
        }
    }

    #[test]
    fn the_checks_come_in_their_order_and_a_timestamp_is_good_for_three_minutes() {
        let empty = Options {
            accounts: 0,
            ..Options::default()
        };
        let world = World::new(&empty);
        let check = |query: &str| params(query).unwrap().caller(&world, NOW);
        let signed = |query: &str| {
            let sign = sign(&params(query).unwrap().0, APP_SECRET);
            check(&format!("{query}&sign={sign}"))
        };
        let no_app = Refusal::Words(10002, "appId is required.".into());
        assert_eq!(check(""), Err(no_app.clone()));
        assert_eq!(check("appId="), Err(no_app));
        assert_eq!(check("appId=x"), Err(Refusal::UnknownApp));
        let query = format!("appId={APP_ID}");
        assert_eq!(check(&query), Err(Refusal::Timestamp));
        let at = |ms: &dyn std::fmt::Display| signed(&format!("{query}&timestamp={ms}"));
        assert_eq!(at(&NOW), Ok(None));
        assert_eq!(at(&(NOW - 180_000)), Ok(None));
        assert_eq!(at(&(NOW + 180_000)), Ok(None));
        assert_eq!(at(&(NOW - 180_001)), Err(Refusal::Timestamp));
        assert_eq!(at(&(NOW + 180_001)), Err(Refusal::Timestamp));
        assert_eq!(at(&(NOW / 1000)), Err(Refusal::Timestamp));
        assert_eq!(at(&"170000000000x"), Err(Refusal::Timestamp));
        assert_eq!(at(&format!("0{NOW}")), Err(Refusal::Timestamp));
        let query = format!("{query}&timestamp={NOW}");
        let method = signed(&format!("{query}&signatureMethod=SHA256"));
        assert!(matches!(method, Err(Refusal::Words(20005, _))));
        assert_eq!(check(&query), Err(Refusal::Signature));
        let wrong = format!("{query}&page=1&sign=0123456789ABCDEF0123456789ABCDEF");
        assert_eq!(check(&wrong), Err(Refusal::Signature));
    }

    #[test]
    fn queries_are_decoded_strictly_and_blank_or_repeated_names_refused() {
        let own = |query: &str| params(query)?.own();
        let sent = own("appId=1&emails=a%2Bb+c&x=%E5%BC%A0").unwrap();
        let expected = serde_json::json!({"emails": "a+b c", "x": "张"});
        assert_eq!(Value::from(sent), expected);
        assert_eq!(own("emails=+"), Err(Refusal::missing("emails")));
        for twice in ["emails", "appId"] {
            let words = Refusal::invalid(&format!("{twice} is sent twice"));
            assert_eq!(own(&format!("{twice}=a&{twice}=a")), Err(words));
        }
        for broken in ["a=%", "a=%zz", "a=%ff", "a=%1", "a=%+f"] {
            assert_eq!(
                own(broken),
                Err(Refusal::invalid("malformed query")),
                "{broken}"
            );
        }
    }
}
