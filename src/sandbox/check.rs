//! Who asks, and whether the request may be looked at: appId, timestamp and
//! signature in that order, then the names of the parameters. Decoding and
//! signing follow the vendor's rules, not the client's code.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::Request;
use super::params::Values;
use super::refusal::Refusal;
use super::store::Store;
use super::world::{Caller, World};

/// How old a timestamp may be (documented: 3 minutes). Whether the service
/// grants as much to one from the future is not documented; here it does.
const WINDOW_MS: u64 = 3 * 60 * 1000;

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
pub(super) struct Asked<'a> {
    pub(super) values: Values,
    pub(super) caller: Caller,
    pub(super) now_ms: i64,
    pub(super) store: &'a mut Store,
}

impl Asked<'_> {
    pub(super) fn world(&self) -> &World {
        self.store.world()
    }
}

/// Query and form parameters, decoded, in the order sent, repeated names
/// included.
#[derive(Debug, Default)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    /// What is signed: the query, and a form's body (no endpoint takes one yet); a
    /// JSON body is not.
    ///
    /// # Errors
    ///
    /// A broken percent escape, or bytes that are not UTF-8.
    pub(super) fn of(request: &Request<'_>) -> Result<Params, Refusal> {
        let mut params = Params::default();
        params.read(request.query())?;
        if request.is_form() {
            let form = std::str::from_utf8(request.body);
            params.read(form.map_err(|_| Refusal::invalid("form body"))?)?;
        }
        Ok(params)
    }

    fn read(&mut self, encoded: &str) -> Result<(), Refusal> {
        for pair in encoded.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.0.push((decode(name)?, decode(value)?));
        }
        Ok(())
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Finds out who sent these parameters, and that it was no other account.
    ///
    /// # Errors
    ///
    /// The first check that fails.
    pub(super) fn caller(&self, world: &World, now_ms: i64) -> Result<Caller, Refusal> {
        let app_id = self.get("appId").unwrap_or_default();
        if app_id.trim().is_empty() {
            return Err(Refusal::Words(10002, "appId is required.".into()));
        }
        let (caller, secret) = world.caller(app_id, now_ms).ok_or(Refusal::UnknownApp)?;
        timestamp(self.get("timestamp"), now_ms)?;
        if !matches!(self.get("signatureMethod"), None | Some("MD5")) {
            let words = "unsupported signature method: the sandbox knows MD5";
            return Err(Refusal::Words(20005, words.into()));
        }
        if self.get("sign") != Some(sign(&self.0, secret).as_str()) {
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
    pub(super) fn own(&self) -> Result<Map<String, Value>, Refusal> {
        let mut own = Map::new();
        for (at, (name, value)) in self.0.iter().enumerate() {
            if value.trim().is_empty() {
                return Err(Refusal::missing(name));
            }
            if self.0[..at].iter().any(|(before, _)| before == name) {
                return Err(Refusal::invalid(&format!("{name} is sent twice")));
            }
            if !COMMON.contains(&name.as_str()) {
                own.insert(name.clone(), value.as_str().into());
            }
        }
        Ok(own)
    }
}

fn decode(text: &str) -> Result<String, Refusal> {
    // In this encoding `+` is a space; a plus sign is sent as %2B.
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    match decoded {
        Ok(decoded) if escapes_are_whole(text) => Ok(decoded.into_owned()),
        _ => Err(Refusal::invalid("malformed query")),
    }
}

fn escapes_are_whole(text: &str) -> bool {
    text.split('%').skip(1).all(|rest| {
        let hex = rest.as_bytes().get(..2).unwrap_or_default();
        hex.len() == 2 && hex.iter().all(u8::is_ascii_hexdigit)
    })
}

fn timestamp(sent: Option<&str>, now_ms: i64) -> Result<(), Refusal> {
    let sent = sent.unwrap_or_default();
    let digits = sent.bytes().all(|byte| byte.is_ascii_digit());
    match sent.parse::<i64>() {
        Ok(ms) if digits && sent.len() == TIMESTAMP_DIGITS && ms.abs_diff(now_ms) <= WINDOW_MS => {
            Ok(())
        }
        _ => Err(Refusal::Timestamp),
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
    signed.sort_unstable();
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

    fn params(query: &str) -> Params {
        let mut params = Params::default();
        params.read(query).unwrap();
        params
    }

    fn signed(query: &str) -> Params {
        let sign = sign(&params(query).0, APP_SECRET);
        params(&format!("{query}&sign={sign}"))
    }

    fn check(params: &Params) -> Result<Caller, Refusal> {
        let empty = Options {
            accounts: 0,
            ..Options::default()
        };
        params.caller(&World::new(&empty), NOW)
    }

    fn vectors(kind: &str) -> Vec<Value> {
        let all: Value = serde_json::from_str(VECTORS).unwrap();
        let all = all[kind].as_array().unwrap().iter();
        all.filter(|vector| vector["algorithm"] == "MD5")
            .cloned()
            .collect()
    }

    fn sign_vector(vector: &Value) -> String {
        let params = vector["params"].as_object().unwrap().iter();
        let pairs = params.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.into())));
        sign(
            &pairs.collect::<Vec<_>>(),
            vector["appSecret"].as_str().unwrap(),
        )
    }

    #[test]
    fn the_published_vectors_hold() {
        let vectors = vectors("published");
        assert_eq!(vectors.len(), 4);
        for vector in &vectors {
            assert_eq!(sign_vector(vector), vector["computed"], "{}", vector["id"]);
        }
    }

    #[test]
    fn our_own_vectors_hold_also_when_read_back_from_their_query() {
        let vectors = vectors("own");
        assert_eq!(vectors.len(), 14);
        for vector in &vectors {
            assert_eq!(sign_vector(vector), vector["sign"], "{}", vector["id"]);
            let params = params(vector["query"].as_str().unwrap());
            let read_back = sign(&params.0, vector["appSecret"].as_str().unwrap());
            assert_eq!(read_back, vector["sign"], "{}", vector["id"]);
        }
    }

    #[test]
    fn the_checks_come_in_their_order() {
        let no_app = Refusal::Words(10002, "appId is required.".into());
        assert_eq!(check(&params("")), Err(no_app.clone()));
        assert_eq!(check(&params("appId=")), Err(no_app));
        assert_eq!(check(&params("appId=x")), Err(Refusal::UnknownApp));
        let query = format!("appId={APP_ID}");
        assert_eq!(check(&params(&query)), Err(Refusal::Timestamp));
        let query = format!("{query}&timestamp={NOW}");
        let method = check(&signed(&format!("{query}&signatureMethod=SHA256")));
        assert!(matches!(method, Err(Refusal::Words(20005, _))));
        assert_eq!(check(&params(&query)), Err(Refusal::Signature));
        let wrong = format!("{query}&page=1&sign=0123456789ABCDEF0123456789ABCDEF");
        assert_eq!(check(&params(&wrong)), Err(Refusal::Signature));
        assert_eq!(check(&signed(&query)), Ok(None));
    }

    #[test]
    fn a_timestamp_is_good_for_three_minutes_either_way() {
        let at = |ms: i64| timestamp(Some(&ms.to_string()), NOW);
        assert_eq!(at(NOW - 180_000), Ok(()));
        assert_eq!(at(NOW + 180_000), Ok(()));
        assert_eq!(at(NOW - 180_001), Err(Refusal::Timestamp));
        assert_eq!(at(NOW + 180_001), Err(Refusal::Timestamp));
        assert_eq!(at(NOW / 1000), Err(Refusal::Timestamp));
        let letters = timestamp(Some("170000000000x"), NOW);
        assert_eq!(letters, Err(Refusal::Timestamp));
    }

    #[test]
    fn queries_are_decoded_strictly_and_blank_or_repeated_names_refused() {
        let own = |query: &str| params(query).own();
        let sent = own("appId=1&emails=a%2Bb+c&x=%E5%BC%A0").unwrap();
        assert_eq!(
            Value::from(sent),
            serde_json::json!({"emails": "a+b c", "x": "张"})
        );
        assert_eq!(own("emails=+"), Err(Refusal::missing("emails")));
        let twice = Refusal::invalid("emails is sent twice");
        assert_eq!(own("emails=a&emails=a"), Err(twice));
        for broken in ["a=%", "a=%zz", "a=%ff", "a=%1"] {
            let refused = Params::default().read(broken);
            assert_eq!(
                refused,
                Err(Refusal::invalid("malformed query")),
                "{broken}"
            );
        }
    }
}
