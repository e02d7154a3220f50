//! A failed call or list as the user is told of it: the exit status, the
//! service's own words verbatim, and what to do next.

use super::{CallError, Cause, Reason, Refusal};
use crate::failure::{Failure, Kind, Said};
use crate::http::{SendError, place};
use crate::lang::{Both, Text, both};
use crate::text;

impl CallError {
    /// The failure of this call; `attempted` continues "could not" and "无法":
    /// `list the sub-accounts`, `列出分账号`.
    pub fn failure(&self, attempted: impl Into<Text>) -> Failure {
        if let Cause::Fault(SendError::Printed(command)) = &self.cause {
            return Failure::new(Kind::Printed, Text::verbatim(command));
        }
        let hint = hint_of(&self.cause, &self.url);
        let (attempted, why) = (attempted.into(), why(self));
        let message = text!("could not {attempted}: {why}", "无法{attempted}：{why}");
        Failure {
            hint: Some(hint).filter(|hint| !hint.is_empty()).map(Into::into),
            said: said(&self.cause).map(Box::new),
            ..Failure::new(kind_of(&self.cause), message)
        }
    }

    /// The failure in words, without what to do about it.
    pub fn words(&self) -> Text {
        self.at_its_place(self.cause.words())
    }

    /// Failures of the network say where.
    fn at_its_place(&self, words: Text) -> Text {
        match kind_of(&self.cause) {
            Kind::Network => text!("{at}: {words}", "{at}：{words}", at = place(&self.url)),
            _ => words,
        }
    }
}

fn said(cause: &Cause) -> Option<Said> {
    let refusal = cause.refusal();
    Some(Said {
        refusal: refusal.map(|refusal| (refusal.code, refusal.message.clone())),
        request_id: refusal.and_then(|refusal| refusal.request_id.clone()),
        http_status: cause.http_status()?,
    })
}

fn kind_of(cause: &Cause) -> Kind {
    match cause {
        Cause::Fault(SendError::ReadOnly) => Kind::Config,
        Cause::Fault(SendError::DryRun) => Kind::Usage,
        Cause::Fault(_) | Cause::Foreign { .. } => Kind::Network,
        Cause::Limited { .. } => Kind::RateLimit,
        Cause::Refused(refusal) => match refusal.reason() {
            Reason::Credentials | Reason::Expired => Kind::Credentials,
            Reason::RateLimited => Kind::RateLimit,
            Reason::Unavailable => Kind::Network,
            Reason::Business => Kind::Refused,
        },
    }
}

fn why(error: &CallError) -> Text {
    let mut why = match (error.cause.refusal(), &error.cause) {
        (Some(refusal), _) => {
            let id = refusal.request_id.as_ref();
            let id = id.map(|id| text!(", request id {id}", "，请求 ID {id}"));
            let (id, said) = (id.unwrap_or_default(), refusal.words());
            let (code, status) = (refusal.code, refusal.http_status);
            text!(
                "the service refused: {said} (code {code}, HTTP {status}{id})",
                "服务拒绝了请求：{said}（错误码 {code}，HTTP {status}{id}）"
            )
        }
        (None, Cause::Foreign { what, .. }) => text!(
            "the reply is not the API's: {what}",
            "应答不是接口返回的：{what}"
        ),
        (None, cause) => cause.words(),
    };
    why = error.at_its_place(why);
    if error.attempts > 1 {
        let times = error.attempts;
        why = text!("{why} (tried {times} times)", "{why}（已尝试 {times} 次）");
    }
    if let Cause::Limited {
        pause: Some(pause), ..
    } = error.cause
    {
        let seconds = pause.as_secs().max(1);
        why = text!(
            "{why}; come back in {seconds} s",
            "{why}；请在 {seconds} 秒后再试"
        );
    }
    why
}

const NO_HINT: Both = both("", "");

/// The hint for a failed call; empty where there is none worth giving.
fn hint_of(cause: &Cause, url: &str) -> Both {
    match cause {
        Cause::Refused(refusal) => of_refusal(refusal, url),
        Cause::Foreign { what, http_status } => of_foreign(what.en(), *http_status),
        Cause::Limited {
            http_status: 502..=504,
            ..
        } => NO_HINT,
        Cause::Limited { .. } => both(
            "the service blocks an address for 5 minutes after more than 1500 requests in 10 s; \
             trying sooner is useless",
            "10 秒内超过 1500 次请求后，服务会封锁该地址 5 分钟；提前重试没有作用",
        ),
        Cause::Fault(SendError::NotSent(why)) => of_not_sent(why.en()),
        Cause::Fault(SendError::Lost(_)) => both(
            "try again, or allow more time with --timeout",
            "请重试，或用 --timeout 延长等待时间",
        ),
        Cause::Fault(SendError::ReadOnly) => both(
            "read_only = true is set in the profile or POLYV_READ_ONLY is set; \
             use another profile for writes",
            "配置档中设置了 `read_only = true`，或设置了 POLYV_READ_ONLY；\
             请使用其他配置档执行写操作",
        ),
        Cause::Fault(SendError::TooLarge(_) | SendError::DryRun | SendError::Printed(_)) => NO_HINT,
    }
}

fn of_refusal(refusal: &Refusal, url: &str) -> Both {
    let said = refusal.message.trim();
    if said == "account not found." && url.contains("list-allocate-log") {
        return both(
            "this appId is not a group main account of group account 1.0 (use the main \
             account's key), or one of the e-mails is not a sub-account of it",
            "这个 appId 不是集团账号 1.0 的主账号（请使用集团主账号的凭证），\
             或某个邮箱不是其分账号",
        );
    }
    refusal.of_the_caller().map_or(NO_HINT, |(_, hint)| hint)
}

fn of_foreign(what: &str, http_status: u16) -> Both {
    match http_status {
        300..400 => both(
            "redirects are never followed; look at base_url with `polyv-group profiles show`",
            "不会跟随重定向；请用 `polyv-group profiles show` 检查 base_url",
        ),
        404 => both(
            "the address may be wrong: look at base_url with `polyv-group profiles show`",
            "地址可能有误：请用 `polyv-group profiles show` 检查 base_url",
        ),
        _ if what.contains("HTML") => both(
            "a proxy or a network's login page may have answered instead of the service; open a \
             web page in a browser, look at HTTPS_PROXY, then try again",
            "应答可能来自代理或网络的登录页，而不是服务；请在浏览器中打开一个网页确认，\
             检查 HTTPS_PROXY，然后重试",
        ),
        _ => both(
            "try again; if it stays so, look at base_url with `polyv-group profiles show`",
            "请重试；如仍如此，请用 `polyv-group profiles show` 检查 base_url",
        ),
    }
}

fn of_not_sent(why: &str) -> Both {
    if why.contains("certificate") {
        both(
            "if a proxy of your company opens TLS, give its certificate with ca_file in the profile",
            "如果公司的代理会解开 TLS，请在配置档中用 ca_file 指定其证书",
        )
    } else if why.contains("proxy") {
        both(
            "look at HTTPS_PROXY and NO_PROXY",
            "请检查 HTTPS_PROXY 和 NO_PROXY",
        )
    } else if why.contains("DNS") {
        both(
            "check the network, and base_url with `polyv-group profiles show`",
            "请检查网络，并用 `polyv-group profiles show` 检查 base_url",
        )
    } else {
        both(
            "nothing was sent; check the network, the proxy (HTTPS_PROXY) and base_url",
            "未发送任何请求；请检查网络、代理（HTTPS_PROXY）和 base_url",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(message: &str, path: &str) -> Both {
        let refusal = Refusal {
            code: 400,
            message: message.into(),
            request_id: None,
            http_status: 400,
        };
        hint_of(&Cause::Refused(refusal), path)
    }

    #[test]
    fn the_refusals_people_meet_have_a_hint_each() {
        for message in [
            "找不到集团账号",
            "account not found.",
            "invalid signature.",
            "签名错误",
            "时间戳过期",
            "invalid timestamp.",
            "application not found.",
            "account is forbidden.",
        ] {
            assert!(!hint(message, "/x").is_empty(), "{message}");
        }
        assert!(hint("已超过账号可使用上限", "/x").is_empty());
    }

    #[test]
    fn the_allocation_logs_ambiguous_words_are_explained_both_ways() {
        let log = hint("account not found.", "/v2/group/account/list-allocate-log");
        assert!(log.en.contains("e-mails"));
    }

    #[test]
    fn a_refusal_keeps_the_services_own_words() {
        let error = CallError {
            cause: Cause::Refused(Refusal {
                code: 400,
                message: "找不到集团账号".into(),
                request_id: Some("abc.1.2".into()),
                http_status: 400,
            }),
            attempts: 1,
            url: "/live/v4/group/user/package/list".into(),
        };
        let failure = error.failure("list the sub-accounts");
        assert_eq!(failure.kind, Kind::Credentials);
        assert_eq!(
            failure.message,
            "could not list the sub-accounts: the service refused: 找不到集团账号 \
             (code 400, HTTP 400, request id abc.1.2)"
        );
        assert_eq!(
            error.failure(both("x", "列出分账号")).message.zh(),
            "无法列出分账号：服务拒绝了请求：找不到集团账号\
             （错误码 400，HTTP 400，请求 ID abc.1.2）"
        );
        let said = failure.said.unwrap();
        assert_eq!(said.refusal, Some((400, "找不到集团账号".into())));
        assert_eq!(said.request_id.as_deref(), Some("abc.1.2"));
    }
}
