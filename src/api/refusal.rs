//! A refusal in the service's own words, and what kind of one it is: decided
//! by the words, for the documents contradict each other on the codes.

/// The service's refusal, in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `error.code` of v4 where there is one, else the body's `code`. Never
    /// decide by it: the documents contradict each other on the codes.
    pub code: i64,
    /// `error.desc` or `message`, verbatim. It may hold control characters.
    pub message: String,
    /// v4's `requestId`, for support cases.
    pub request_id: Option<String>,
    /// The HTTP status it came with.
    pub http_status: u16,
}

/// What kind of refusal it is, as far as the documents tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// appId, signature, not a group account, account forbidden.
    Credentials,
    /// The timestamp is not of the last three minutes.
    Expired,
    /// Too many calls.
    RateLimited,
    /// 502, 503 or 504: the service is not there.
    Unavailable,
    /// A rule of the service.
    Business,
}

/// Words that refuse the caller, not the request (errors.md of the vendor's
/// pages: v2 group messages, v4 error codes).
const CREDENTIALS: [&str; 7] = [
    "invalid signature.",
    "application not found.",
    "account not found.",
    "appId is required.",
    "account is forbidden.",
    "need to login",
    "找不到集团账号",
];
const EXPIRED: [&str; 2] = ["invalid timestamp.", "时间戳过期"];
/// v4's code of an expired timestamp, on every group and children page.
const EXPIRED_CODE: i64 = 10003;
/// v4's code of an unknown appId.
const UNKNOWN_APP_CODE: i64 = 20001;
const RATE_LIMITED: &str = "qps exceeds number of calls";

impl Refusal {
    /// Sorts a refusal by its words; the codes only where they are documented
    /// without contradiction.
    pub fn reason(&self) -> Reason {
        let said = self.message.trim();
        if self.http_status == 429 || self.code == 429 || said == RATE_LIMITED {
            Reason::RateLimited
        } else if EXPIRED.contains(&said) || self.code == EXPIRED_CODE {
            Reason::Expired
        } else if CREDENTIALS.contains(&said) || self.code == UNKNOWN_APP_CODE {
            Reason::Credentials
        } else if [self.code, i64::from(self.http_status)]
            .iter()
            .any(|code| (502..=504).contains(code))
        {
            Reason::Unavailable
        } else {
            Reason::Business
        }
    }
}

impl Refusal {
    /// Whether a code says that something failed inside the service: HTTP's, or
    /// v4's range of such reasons (polyv-live-cli: error-codes.ts). How far it
    /// had come with a write, nobody knows.
    pub fn is_internal(&self) -> bool {
        let codes = [self.code, i64::from(self.http_status)];
        let internal = |code| (500..600).contains(&code) || (50_000..60_000).contains(&code);
        codes.into_iter().any(internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(http_status: u16, code: i64, message: &str) -> Reason {
        let refusal = Refusal {
            code,
            message: message.into(),
            request_id: None,
            http_status,
        };
        refusal.reason()
    }

    #[test]
    fn a_wrong_signature_is_known_by_its_words_whatever_the_code() {
        for code in [400, 401, 403] {
            assert_eq!(reason(200, code, "invalid signature."), Reason::Credentials);
        }
    }

    #[test]
    fn too_many_calls_and_an_absent_service_are_told_apart_from_rules() {
        let said = "qps exceeds number of calls";
        assert_eq!(reason(200, 500, said), Reason::RateLimited);
        assert_eq!(reason(500, 500, "access forbidden"), Reason::Business);
        assert_eq!(reason(429, 500, "access forbidden"), Reason::RateLimited);
        assert_eq!(reason(503, 500, "access forbidden"), Reason::Unavailable);
    }
}
