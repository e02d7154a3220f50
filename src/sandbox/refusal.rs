//! Why a request is refused, in the service's words, and the two wrappers
//! around every answer. Words and codes come from the vendor's pages where
//! these have them; what is a guess says so.

use serde_json::{Value, json};

use super::Answer;
use super::rng::Rng;

const JSON: &str = "application/json;charset=UTF-8";

/// The code of a fault of the service itself, here the simulator.
pub(super) const INTERNAL: u32 = 50001;

/// An endpoint's answer before it is wrapped.
pub(super) type Data = Result<Value, Refusal>;

/// A reason not to do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// An appId that belongs to no account.
    UnknownApp,
    /// A right signature, but of an account that is not a group's main account.
    NotAGroup,
    /// The timestamp is missing, malformed, or more than 3 minutes off.
    Timestamp,
    /// The sign is missing or wrong.
    Signature,
    /// v4's `error.code`, and the same words in both generations. Documented
    /// codes are 10002 of a signature, 10003 and 20001 only; the others are what the vendor's
    /// command-line client lists, unverified.
    Words(u32, String),
    NoSuchPath,
    /// A path that takes another method, which is named.
    Method(&'static str),
}

impl Refusal {
    /// A parameter or body field that must be there.
    pub(super) fn missing(name: &str) -> Refusal {
        Refusal::Words(10002, format!("param should not be empty: {name}"))
    }

    /// Minutes for a group that is billed by concurrency, or the reverse.
    /// Documented for set-concurrences; the words are its.
    pub(super) fn other_billing() -> Refusal {
        Refusal::Words(40003, "非法错误".into())
    }

    /// More than the group has left to give, or an account to give back.
    /// Documented for the group and set-concurrences; the words are its.
    pub(super) fn over() -> Refusal {
        Refusal::Words(40002, "已超过账号可使用上限".into())
    }

    /// Any other fault of a parameter.
    pub(super) fn parameter(words: impl Into<String>) -> Refusal {
        Refusal::Words(10001, words.into())
    }

    /// A value that cannot be, or a name that the endpoint does not take.
    pub(super) fn invalid(name: &str) -> Refusal {
        Refusal::parameter(format!("param validate error: {name}"))
    }

    /// Too long or too short a value.
    pub(super) fn length(name: &str) -> Refusal {
        Refusal::parameter(format!("param length is incorrect: {name}"))
    }

    /// A number outside of what is allowed.
    pub(super) fn range() -> Refusal {
        Refusal::parameter("number range error")
    }

    /// A body that is not a JSON object, or a field of the wrong type.
    pub(super) fn json() -> Refusal {
        Refusal::parameter("json format error")
    }

    /// The body's `code` (for v4 the HTTP status too), v4's `error.code`, and
    /// the words: v2's `message`, v4's `error.desc`.
    pub(super) fn facts(&self, v2: bool) -> (u16, u32, String) {
        let (code, detail, words) = match self {
            // The v2 group pages have one text for every appId that is not a
            // group account.
            Refusal::UnknownApp | Refusal::NotAGroup if v2 => (400, 0, "account not found."),
            Refusal::UnknownApp => (400, 20001, "application not found."),
            Refusal::NotAGroup => (400, 40001, "找不到集团账号"),
            Refusal::Timestamp if v2 => (400, 0, "invalid timestamp."),
            Refusal::Timestamp => (400, 10003, "时间戳过期"),
            // The v2 pages' JSON samples say 403, their tables 401, another
            // page 400.
            Refusal::Signature if v2 => (403, 0, "invalid signature."),
            Refusal::Signature => (403, 10002, "签名错误"),
            Refusal::Words(INTERNAL, words) => (500, INTERNAL, words.as_str()),
            Refusal::Words(detail, words) => (400, *detail, words.as_str()),
            Refusal::NoSuchPath => (404, 10001, "no such path in the sandbox"),
            Refusal::Method(allowed) => {
                return (405, 10001, format!("method not allowed, use {allowed}"));
            }
        };
        (code, detail, words.to_owned())
    }
}

/// An id as in the documented samples: 32 hex digits, a small number, and the
/// milliseconds with four more digits, joined by dots.
pub(super) fn request_id(number: u64, now_ms: i64) -> String {
    let mut rng = Rng(number);
    let (high, low) = (rng.next(), rng.next());
    let (node, tail) = (rng.below(200), rng.below(10_000));
    format!("{high:016x}{low:016x}.{node}.{now_ms}{tail:04}")
}

/// The answer to a call of this path. The HTTP status of v4 is the body's code,
/// as documented. For v2 nothing is documented: 200 is the case a client most
/// easily gets wrong, so that is what it meets here. Paths and methods that do
/// not exist are answered as v4 does.
pub(super) fn answer(path: &str, mut data: Data, id: &str, now_ms: i64) -> Answer {
    let routed = !matches!(data, Err(Refusal::NoSuchPath | Refusal::Method(_)));
    let v2 = routed && path.starts_with("/v2/");
    let (status, (code, detail, words)) = match &data {
        Ok(_) => ("success", (200, 0, "success".to_owned())),
        Err(refusal) => ("error", refusal.facts(v2)),
    };
    let mut body = json!({"code": code, "status": status});
    if v2 {
        body["message"] = words.into();
        match data {
            // The samples of set-flow and set-space have no such member.
            Ok(Value::Null) => {}
            of_call => body["data"] = of_call.unwrap_or_else(|_| "".into()),
        }
        return Answer::new(200, JSON, body.to_string(), now_ms);
    }
    // The documented timestamp refusals carry no request id, others do.
    if data != Err(Refusal::Timestamp) {
        body["requestId"] = id.into();
    }
    match &mut data {
        Ok(of_call) => body["data"] = of_call.take(),
        Err(_) => body["error"] = json!({"code": detail, "desc": words}),
    }
    body["success"] = data.is_ok().into();
    let answer = Answer::new(code, JSON, body.to_string(), now_ms);
    match data {
        Err(Refusal::Method(allowed)) => answer.with("Allow", allowed),
        _ => answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_generation_wraps_its_answers_like_the_samples() {
        let shown = |path, outcome| {
            let answer = answer(path, outcome, "id", 0);
            let body = String::from_utf8(answer.body).unwrap();
            format!("{} {body}\n", answer.status)
        };
        let v4 = [
            Ok(json!([])),
            Err(Refusal::Timestamp),
            Err(Refusal::Signature),
            Err(Refusal::UnknownApp),
            Err(Refusal::Words(INTERNAL, "x".into())),
        ];
        let expected = r#"200 {"code":200,"status":"success","requestId":"id","data":[],"success":true}
400 {"code":400,"status":"error","error":{"code":10003,"desc":"时间戳过期"},"success":false}
403 {"code":403,"status":"error","requestId":"id","error":{"code":10002,"desc":"签名错误"},"success":false}
400 {"code":400,"status":"error","requestId":"id","error":{"code":20001,"desc":"application not found."},"success":false}
500 {"code":500,"status":"error","requestId":"id","error":{"code":50001,"desc":"x"},"success":false}
"#;
        assert_eq!(
            v4.map(|outcome| shown("/live/v4/x", outcome)).concat(),
            expected
        );
        let v2 = [
            Ok(json!({})),
            Ok(Value::Null),
            Err(Refusal::Signature),
            Err(Refusal::UnknownApp),
            Err(Refusal::Timestamp),
            Err(Refusal::NoSuchPath),
        ];
        let expected = r#"200 {"code":200,"status":"success","message":"success","data":{}}
200 {"code":200,"status":"success","message":"success"}
200 {"code":403,"status":"error","message":"invalid signature.","data":""}
200 {"code":400,"status":"error","message":"account not found.","data":""}
200 {"code":400,"status":"error","message":"invalid timestamp.","data":""}
404 {"code":404,"status":"error","requestId":"id","error":{"code":10001,"desc":"no such path in the sandbox"},"success":false}
"#;
        assert_eq!(v2.map(|outcome| shown("/v2/x", outcome)).concat(), expected);
    }

    #[test]
    fn a_request_id_has_the_documented_shape() {
        let id = request_id(1, 1_652_937_172_654);
        let parts: Vec<&str> = id.split('.').collect();
        assert_eq!(parts[0].len(), 32);
        assert!(parts[0].bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(parts[1].parse::<u8>().unwrap() < 200);
        assert_eq!(parts[2].len(), 17);
        assert_ne!(id, request_id(2, 1_652_937_172_654));
    }
}
