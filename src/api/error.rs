//! Why a call gave nothing: what it means for the caller and for trying again.

use crate::http::SendError;
use crate::http::retry::Retryable;
use crate::lang::{Both, Text, both};
use crate::text;
use std::time::Duration;

/// HTTP's status for too many requests.
const TOO_MANY: u16 = 429;

/// Why a call gave nothing, and after how many tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallError {
    /// The last failure.
    pub cause: Cause,
    /// How often it was tried.
    pub attempts: u32,
    /// The URL that was called, without its query.
    pub url: String,
}

/// Why a call gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No reply, or a write that was not allowed to leave.
    Fault(SendError),
    /// The service refused, in its own words.
    Refused(Refusal),
    /// A reply that is not the API's; says what it is.
    Foreign {
        /// What it is instead.
        what: Text,
        /// Its HTTP status.
        http_status: u16,
    },
    /// Held back by the service.
    Limited {
        /// When to come back, where it is known.
        pause: Option<Duration>,
        /// The service's words, where it has any.
        refusal: Option<Refusal>,
        /// The HTTP status of the reply: 429, or that of a service that is
        /// away for longer than anybody would wait.
        http_status: u16,
    },
}

impl Cause {
    /// Whether the service says that it gets too many calls.
    pub(super) fn is_limit(&self) -> bool {
        let reason = self.refusal().map(Refusal::reason);
        self.http_status() == Some(TOO_MANY) || reason == Some(Reason::RateLimited)
    }

    /// The same failure, taken as being held back.
    pub(super) fn limited(self, pause: Option<Duration>) -> Self {
        Cause::Limited {
            pause,
            http_status: self.http_status().unwrap_or(TOO_MANY),
            refusal: self.refusal().cloned(),
        }
    }

    /// The service's words, where it has any.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Cause::Refused(refusal) => Some(refusal),
            Cause::Limited { refusal, .. } => refusal.as_ref(),
            Cause::Fault(_) | Cause::Foreign { .. } => None,
        }
    }

    /// The HTTP status of the reply, if there was one.
    pub fn http_status(&self) -> Option<u16> {
        match self {
            Cause::Fault(_) => None,
            Cause::Refused(refusal) => Some(refusal.http_status),
            Cause::Foreign { http_status, .. } | Cause::Limited { http_status, .. } => {
                Some(*http_status)
            }
        }
    }

    /// The failure in words, without what to do about it.
    pub fn words(&self) -> Text {
        let status = self.http_status().unwrap_or_default();
        match (self.refusal(), self) {
            (Some(refusal), _) => refusal.words(),
            (None, Cause::Fault(fault)) => fault.words(),
            (None, Cause::Foreign { what, .. }) => what.clone(),
            _ if status == TOO_MANY => text!(
                "too many requests (HTTP {TOO_MANY})",
                "请求过多（HTTP {TOO_MANY}）"
            ),
            _ => text!(
                "the service is not available (HTTP {status})",
                "服务不可用（HTTP {status}）"
            ),
        }
    }

    /// Whether a rule of the service refused it.
    pub(crate) fn is_business(&self) -> bool {
        matches!(self, Cause::Refused(refusal) if refusal.reason() == Reason::Business)
    }

    /// Whether a write that ended so may have been done all the same.
    pub fn in_doubt(&self) -> bool {
        match self {
            Cause::Fault(fault) => matches!(fault, SendError::Lost(_) | SendError::TooLarge(_)),
            Cause::Foreign { .. } => true,
            // The documents call 500 now an exception, now a refusal.
            Cause::Refused(refusal) => match refusal.reason() {
                Reason::Unavailable => true,
                Reason::Business => refusal.is_internal(),
                Reason::Credentials | Reason::Expired | Reason::RateLimited => false,
            },
            Cause::Limited { http_status, .. } => is_away((*http_status).into()),
        }
    }

    /// What it says about trying again: `after` is the reply's `Retry-After`,
    /// `in_a_row` the number of 429s since the last other answer.
    pub(super) fn retryable(&self, after: Option<Duration>, in_a_row: u32) -> Retryable {
        match self {
            Cause::Fault(SendError::NotSent(_)) => Retryable::NotSent,
            Cause::Fault(SendError::Lost(_)) => Retryable::InDoubt { after },
            Cause::Foreign { http_status, .. } if !(300..400).contains(http_status) => {
                Retryable::InDoubt { after }
            }
            Cause::Refused(refusal) if refusal.reason() == Reason::Unavailable => {
                Retryable::InDoubt { after }
            }
            Cause::Limited { .. } => Retryable::Limited { in_a_row, after },
            Cause::Fault(_) | Cause::Foreign { .. } | Cause::Refused(_) => Retryable::Final,
        }
    }
}

/// The service's refusal, in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// `error.code` of v4 where there is one, else the body's `code`. Never
    /// decide by it: the documents contradict each other on the codes.
    pub code: i64,
    /// `error.desc` or `message`, verbatim, or that there is none. It may hold
    /// control characters.
    pub message: String,
    /// v4's `requestId`, for support cases.
    pub request_id: Option<String>,
    /// The HTTP status it came with.
    pub http_status: u16,
}

/// In the place of the words of a refusal that has none.
pub(super) const NO_MESSAGE: Both = both("(no message)", "（无说明）");

/// What kind of refusal it is, as far as the documents tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// appId, signature, not a group account, account forbidden.
    Credentials,
    /// The timestamp is not of the last three minutes.
    Expired,
    /// Too many calls.
    RateLimited,
    /// The service is not there, or gave up in the middle.
    Unavailable,
    /// A rule of the service.
    Business,
}

/// What is said of the caller, not of the request, in any letter case and with
/// or without a dot (errors.md of the vendor's pages; `签名错误` is v4's).
const OF_THE_CALLER: [(&str, Reason, Both); 10] = [
    ("invalid signature", Reason::Credentials, WRONG_SECRET),
    ("签名错误", Reason::Credentials, WRONG_SECRET),
    ("application not found", Reason::Credentials, UNKNOWN_APP),
    ("account not found", Reason::Credentials, NO_GROUP_1),
    ("找不到集团账号", Reason::Credentials, NO_GROUP_2),
    ("account is forbidden", Reason::Credentials, BLOCKED),
    ("appid is required", Reason::Credentials, both("", "")),
    ("need to login", Reason::Credentials, both("", "")),
    ("invalid timestamp", Reason::Expired, WRONG_CLOCK),
    ("时间戳过期", Reason::Expired, WRONG_CLOCK),
];
const WRONG_SECRET: Both = both(
    "the appSecret is not the one of this appId; look for a missing letter or a space, and see \
     `polyv-group profiles show`",
    "appSecret 与 appId 不匹配；请检查是否漏了字符或多了空格，参见 `polyv-group profiles show`",
);

const UNKNOWN_APP: Both = both(
    "the service knows no such appId; compare it with the console's",
    "服务中没有这个 appId；请与管理后台中的 appId 核对",
);

const NO_GROUP_1: Both = both(
    "this appId is not a group main account of group account 1.0; use the main account's appId \
     and appSecret, not a sub-account's",
    "这个 appId 不是集团账号 1.0 的主账号；请使用集团主账号的 appId 和 appSecret，\
     而不是分账号的",
);

const NO_GROUP_2: Both = both(
    "this appId is not a group main account of group account 2.0; use the main account's appId \
     and appSecret, not a sub-account's",
    "这个 appId 不是集团账号 2.0 的主账号；请使用集团主账号的 appId 和 appSecret，\
     而不是分账号的",
);

const BLOCKED: Both = both(
    "the service has blocked this account; ask Polyv's support",
    "服务已禁用此账号；请联系保利威技术支持",
);

const WRONG_CLOCK: Both = both(
    "the service takes timestamps of the last 3 minutes; set this machine's clock",
    "服务只接受最近 3 分钟内的时间戳；请校准本机时钟",
);

/// v4's code of an expired timestamp, on every group and children page.
const EXPIRED_CODE: i64 = 10003;
/// v4's code of an unknown appId.
const UNKNOWN_APP_CODE: i64 = 20001;
const RATE_LIMITED: &str = "qps exceeds number of calls";

/// How the service says that an account does not have a feature, as in
/// `帐号没有开启MR直播权限`; no code is documented for it.
const FEATURE_IS_OFF: [&str; 5] = ["没有开启", "未开启", "没有开通", "未开通", "not enabled"];

/// Whether these words of the service say that the account lacks the feature.
pub(crate) fn says_feature_is_off(words: &str) -> bool {
    FEATURE_IS_OFF.iter().any(|off| words.contains(off))
}

/// 502, 503 and 504 of the servers before the service; 408 and nginx's 499 are
/// said of a request that was not waited for to its end.
fn is_away(code: i64) -> bool {
    matches!(code, 408 | 499 | 502..=504)
}

impl Refusal {
    /// Sorts a refusal by its words; the codes only where they are documented
    /// without contradiction.
    pub fn reason(&self) -> Reason {
        if self.codes().contains(&TOO_MANY.into()) || self.message.trim() == RATE_LIMITED {
            Reason::RateLimited
        } else if let Some((reason, _)) = self.of_the_caller() {
            reason
        } else if self.codes().into_iter().any(is_away) {
            Reason::Unavailable
        } else {
            Reason::Business
        }
    }

    /// The kind of a refusal of the caller, and what to do about it.
    pub(super) fn of_the_caller(&self) -> Option<(Reason, Both)> {
        let by_words = self.message.trim().trim_end_matches(['.', '。']);
        let by_code = match self.code {
            EXPIRED_CODE => "时间戳过期",
            UNKNOWN_APP_CODE => "application not found",
            _ => "",
        };
        let (_, reason, hint) = [by_words, by_code].into_iter().find_map(|said| {
            let mut all = OF_THE_CALLER.iter();
            all.find(|(words, ..)| said.eq_ignore_ascii_case(words))
        })?;
        Some((*reason, *hint))
    }

    /// The service's words, or that there are none.
    pub(super) fn words(&self) -> Text {
        match self.message == NO_MESSAGE.en {
            true => NO_MESSAGE.into(),
            false => Text::verbatim(&self.message),
        }
    }

    /// Whether it says that the appSecret is not the one of the appId.
    pub fn says_wrong_secret(&self) -> bool {
        self.of_the_caller()
            .is_some_and(|(_, hint)| hint == WRONG_SECRET)
    }

    /// Whether a code says that something failed inside the service: HTTP's, or
    /// v4's range of such reasons (polyv-live-cli: error-codes.ts). How far it
    /// had come with a write, nobody knows.
    fn is_internal(&self) -> bool {
        let internal = |code| (500..600).contains(&code) || (50_000..60_000).contains(&code);
        self.codes().into_iter().any(internal)
    }

    fn codes(&self) -> [i64; 2] {
        [self.code, self.http_status.into()]
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
        for code in [400, 401, 403, 10002] {
            for words in [
                "invalid signature.",
                "Invalid signature",
                "签名错误",
                "签名错误。",
            ] {
                assert_eq!(reason(200, code, words), Reason::Credentials, "{words}");
            }
        }
        let missing = "param should not be empty: email";
        assert_eq!(reason(403, 10002, missing), Reason::Business);
    }

    #[test]
    fn a_write_that_was_not_waited_for_is_in_doubt_whatever_the_words() {
        for (http_status, code) in [(408, 408), (499, 499), (200, 408), (408, 400), (504, 1)] {
            let refusal = Refusal {
                code,
                message: "access forbidden".into(),
                request_id: None,
                http_status,
            };
            assert_eq!(refusal.reason(), Reason::Unavailable);
            assert!(Cause::Refused(refusal).in_doubt(), "{http_status} {code}");
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
