//! The two wrappers around every answer. v4: `success`, `requestId`, and
//! `error` or `data`. v2: `message`, and `data` that is `""` on failure.

use super::json::Object;
use super::message::Answer;
use super::refusal::Refusal;
use super::rng::Rng;

const JSON: &str = "application/json;charset=UTF-8";

/// Which wrapper a path uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Generation {
    /// `/v2/...`
    V2,
    /// `/live/v4/...`
    V4,
}

impl Generation {
    /// Told by the path alone, for answers that come before any routing.
    pub(super) fn of(path: &str) -> Generation {
        if path.starts_with("/v2/") {
            Generation::V2
        } else {
            Generation::V4
        }
    }
}

/// An id as in the documented samples: 32 hex digits, a small number, and the
/// milliseconds with four more digits, joined by dots.
pub(super) fn request_id(number: u64, now_ms: i64) -> String {
    let mut rng = Rng::new(number);
    let (high, low) = (rng.next(), rng.next());
    let (node, tail) = (rng.below(200), rng.below(10_000));
    format!("{high:016x}{low:016x}.{node}.{now_ms}{tail:04}")
}

/// A success around `data`, which is JSON.
pub(super) fn success(generation: Generation, data: &str, id: &str, now_ms: i64) -> Answer {
    let object = Object::new().raw("code", 200).text("status", "success");
    let object = match generation {
        Generation::V2 => object.text("message", "success").raw("data", data),
        Generation::V4 => object
            .text("requestId", id)
            .raw("data", data)
            .raw("success", true),
    };
    Answer::new(200, JSON, object.finish(), now_ms)
}

/// A refusal. The HTTP status of v4 is the body's code, as documented. For v2
/// nothing is documented: 200 is the case a client most easily gets wrong, so
/// that is what it meets here. Paths and methods that do not exist are v4-like.
pub(super) fn failure(generation: Generation, refusal: &Refusal, id: &str, now_ms: i64) -> Answer {
    let code = refusal.code(generation);
    let words = refusal.words(generation);
    let object = Object::new().raw("code", code).text("status", "error");
    let of_http = matches!(refusal, Refusal::NoSuchPath | Refusal::Method(_));
    if generation == Generation::V2 && !of_http {
        let body = object.text("message", &words).text("data", "");
        return Answer::new(200, JSON, body.finish(), now_ms);
    }
    // The documented timestamp refusals carry no request id, others do.
    let object = match refusal {
        Refusal::Timestamp => object,
        _ => object.text("requestId", id),
    };
    let error = Object::new()
        .raw("code", refusal.detail())
        .text("desc", &words);
    let body = object.raw("error", error.finish()).raw("success", false);
    Answer::new(code, JSON, body.finish(), now_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(answer: Answer) -> (u16, String) {
        (answer.status, String::from_utf8(answer.body).unwrap())
    }

    #[test]
    fn a_v4_success_is_laid_out_like_the_sample() {
        let answer = success(Generation::V4, "[]", "id", 0);
        let body = r#"{"code":200,"status":"success","requestId":"id","data":[],"success":true}"#;
        assert_eq!(text(answer), (200, body.into()));
    }

    #[test]
    fn a_v4_refusal_answers_with_its_code_as_http_status() {
        let answer = failure(Generation::V4, &Refusal::Timestamp, "id", 0);
        let body = r#"{"code":400,"status":"error","error":{"code":10003,"desc":"时间戳过期"},"success":false}"#;
        assert_eq!(text(answer), (400, body.into()));
    }

    #[test]
    fn a_v2_refusal_hides_in_http_200() {
        let answer = failure(Generation::V2, &Refusal::Signature, "id", 0);
        let body = r#"{"code":403,"status":"error","message":"invalid signature.","data":""}"#;
        assert_eq!(text(answer), (200, body.into()));
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
