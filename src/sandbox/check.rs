//! Who asks, and whether the request may be looked at: appId, timestamp and
//! signature in that order, then the names of the parameters.

use super::params::Params;
use super::refusal::Refusal;
use super::signature;
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

/// Finds out who sent these parameters, and that nobody else did.
///
/// # Errors
///
/// The first check that fails.
pub(super) fn caller(params: &Params, world: &World, now_ms: i64) -> Result<Caller, Refusal> {
    let app_id = params.get("appId").unwrap_or_default();
    if app_id.trim().is_empty() {
        return Err(Refusal::AppIdMissing);
    }
    let (caller, secret) = world.caller(app_id).ok_or(Refusal::UnknownApp)?;
    timestamp(params.get("timestamp"), now_ms)?;
    if params
        .get("signatureMethod")
        .is_some_and(|method| method != "MD5")
    {
        return Err(Refusal::SignatureMethod);
    }
    let expected = signature::expected(params.iter(), secret);
    if params.get("sign") != Some(expected.as_str()) {
        return Err(Refusal::Signature);
    }
    Ok(caller)
}

fn timestamp(sent: Option<&str>, now_ms: i64) -> Result<(), Refusal> {
    let sent = sent.ok_or(Refusal::Timestamp)?;
    let digits = sent.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || sent.len() != TIMESTAMP_DIGITS {
        return Err(Refusal::Timestamp);
    }
    let sent: i64 = sent.parse().map_err(|_| Refusal::Timestamp)?;
    if sent.abs_diff(now_ms) > WINDOW_MS {
        return Err(Refusal::Timestamp);
    }
    Ok(())
}

/// Refuses blank values, names that the endpoint does not know and names sent
/// twice. The service is not known to be this strict; a client that follows the
/// documents does none of it.
///
/// # Errors
///
/// Names the parameter.
pub(super) fn names(params: &Params, known: &[&str]) -> Result<(), Refusal> {
    for (name, value) in params.iter() {
        if value.trim().is_empty() {
            return Err(Refusal::Missing(name.into()));
        }
        if !COMMON.contains(&name) && !known.contains(&name) {
            return Err(Refusal::invalid(name));
        }
    }
    match params.repeated() {
        Some(name) => Err(Refusal::Parameter(format!(
            "param validate error: {name} is sent twice"
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{APP_ID, APP_SECRET, Options, seed};
    use super::*;

    const NOW: i64 = 1_700_000_000_000;

    fn params(query: &str) -> Params {
        let mut params = Params::default();
        params.read(query).unwrap();
        params
    }

    fn signed(query: &str) -> Params {
        let sign = signature::expected(params(query).iter(), APP_SECRET);
        params(&format!("{query}&sign={sign}"))
    }

    fn check(params: &Params) -> Result<Caller, Refusal> {
        let options = Options {
            accounts: 0,
            children: 0,
            ..Options::default()
        };
        caller(params, &seed::world(&options), NOW)
    }

    #[test]
    fn the_group_is_known_by_its_signature() {
        let query = format!("appId={APP_ID}&timestamp={NOW}");
        assert_eq!(check(&signed(&query)), Ok(Caller::Group));
        assert_eq!(check(&params(&query)), Err(Refusal::Signature));
        let changed = format!("{query}&page=1&sign=0123456789ABCDEF0123456789ABCDEF");
        assert_eq!(check(&params(&changed)), Err(Refusal::Signature));
    }

    #[test]
    fn the_checks_come_in_their_order() {
        assert_eq!(check(&params("")), Err(Refusal::AppIdMissing));
        assert_eq!(check(&params("appId=")), Err(Refusal::AppIdMissing));
        assert_eq!(check(&params("appId=x")), Err(Refusal::UnknownApp));
        let no_time = params(&format!("appId={APP_ID}"));
        assert_eq!(check(&no_time), Err(Refusal::Timestamp));
        let sha = format!("appId={APP_ID}&timestamp={NOW}&signatureMethod=SHA256");
        assert_eq!(check(&signed(&sha)), Err(Refusal::SignatureMethod));
    }

    #[test]
    fn a_timestamp_is_good_for_three_minutes_either_way() {
        let at = |ms: i64| timestamp(Some(&ms.to_string()), NOW);
        assert_eq!(at(NOW - 180_000), Ok(()));
        assert_eq!(at(NOW + 180_000), Ok(()));
        assert_eq!(at(NOW - 180_001), Err(Refusal::Timestamp));
        assert_eq!(at(NOW + 180_001), Err(Refusal::Timestamp));
        assert_eq!(at(NOW / 1000), Err(Refusal::Timestamp));
        assert_eq!(
            timestamp(Some("170000000000x"), NOW),
            Err(Refusal::Timestamp)
        );
    }

    #[test]
    fn blank_unknown_and_repeated_names_are_refused_by_name() {
        let names = |query: &str| {
            names(&params(query), &["emails"])
                .map_err(|refusal| refusal.words(super::super::envelope::Generation::V4))
        };
        assert_eq!(names("appId=1&emails=a"), Ok(()));
        let words = "param should not be empty: emails";
        assert_eq!(names("emails=+"), Err(words.into()));
        assert_eq!(names("page=1"), Err("param validate error: page".into()));
        let words = "param validate error: emails is sent twice";
        assert_eq!(names("emails=a&emails=a"), Err(words.into()));
    }
}
