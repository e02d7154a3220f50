//! A failed call or list as the user is told of it: the exit status, the
//! service's own words verbatim, and what to do next.

use super::{CallError, Cause, Reason, Refusal};
use crate::failure::{Failure, Kind, Said};
use crate::http::{SendError, place};

impl CallError {
    /// The failure of this call; `attempted` continues "could not": `list the
    /// sub-accounts`.
    pub fn failure(&self, attempted: &str) -> Failure {
        if let Cause::Fault(SendError::Printed(command)) = &self.cause {
            return Failure::new(Kind::Printed, command);
        }
        let hint = hint_of(&self.cause, &self.url);
        let message = format!("could not {attempted}: {}", why(self));
        Failure {
            hint: Some(hint).filter(|hint| !hint.is_empty()).map(Into::into),
            said: said(&self.cause).map(Box::new),
            ..Failure::new(kind_of(&self.cause), message)
        }
    }

    /// The failure in words, without what to do about it.
    pub fn words(&self) -> String {
        self.at_its_place(self.cause.words())
    }

    /// Failures of the network say where.
    fn at_its_place(&self, words: String) -> String {
        match kind_of(&self.cause) {
            Kind::Network => format!("{}: {words}", place(&self.url)),
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

fn why(error: &CallError) -> String {
    let mut why = match (error.cause.refusal(), &error.cause) {
        (Some(refusal), _) => {
            let id = refusal.request_id.as_ref();
            let id = id.map_or(String::new(), |id| format!(", request id {id}"));
            let (said, code, status) = (&refusal.message, refusal.code, refusal.http_status);
            format!("the service refused: {said} (code {code}, HTTP {status}{id})")
        }
        (None, Cause::Foreign { what, .. }) => format!("the reply is not the API's: {what}"),
        (None, cause) => cause.words(),
    };
    why = error.at_its_place(why);
    if error.attempts > 1 {
        why += &format!(" (tried {} times)", error.attempts);
    }
    if let Cause::Limited {
        pause: Some(pause), ..
    } = error.cause
    {
        why += &format!("; come back in {} s", pause.as_secs().max(1));
    }
    why
}

/// The hint for a failed call; empty where there is none worth giving.
fn hint_of(cause: &Cause, url: &str) -> &'static str {
    match cause {
        Cause::Refused(refusal) => of_refusal(refusal, url),
        Cause::Foreign { what, http_status } => of_foreign(what, *http_status),
        Cause::Limited {
            http_status: 502..=504,
            ..
        } => "",
        Cause::Limited { .. } => {
            "the service blocks an address for 5 minutes after more than 1500 requests in 10 s; \
             trying sooner is useless"
        }
        Cause::Fault(SendError::NotSent(why)) => of_not_sent(why),
        Cause::Fault(SendError::Lost(_)) => "try again, or allow more time with --timeout",
        Cause::Fault(SendError::ReadOnly) => {
            "read_only = true is set in the profile or POLYV_READ_ONLY is set; \
             use another profile for writes"
        }
        Cause::Fault(SendError::TooLarge(_) | SendError::DryRun | SendError::Printed(_)) => "",
    }
}

fn of_refusal(refusal: &Refusal, url: &str) -> &'static str {
    let said = refusal.message.trim();
    if said == "account not found." && url.contains("list-allocate-log") {
        return "this appId is not a group main account of group account 1.0 (use the main \
                account's key), or one of the e-mails is not a sub-account of it";
    }
    refusal.of_the_caller().map_or("", |(_, hint)| hint)
}

fn of_foreign(what: &str, http_status: u16) -> &'static str {
    match http_status {
        300..400 => {
            "redirects are never followed; look at base_url with `polyv-group profiles show`"
        }
        404 => "the address may be wrong: look at base_url with `polyv-group profiles show`",
        _ if what.contains("HTML") => {
            "a proxy or a network's login page may have answered instead of the service; open a \
             web page in a browser, look at HTTPS_PROXY, then try again"
        }
        _ => "try again; if it stays so, look at base_url with `polyv-group profiles show`",
    }
}

fn of_not_sent(why: &str) -> &'static str {
    if why.contains("certificate") {
        "if a proxy of your company opens TLS, give its certificate with ca_file in the profile"
    } else if why.contains("proxy") {
        "look at HTTPS_PROXY and NO_PROXY"
    } else if why.contains("DNS") {
        "check the network, and base_url with `polyv-group profiles show`"
    } else {
        "nothing was sent; check the network, the proxy (HTTPS_PROXY) and base_url"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(message: &str, path: &str) -> &'static str {
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
            assert_ne!(hint(message, "/x"), "", "{message}");
        }
        assert_eq!(hint("已超过账号可使用上限", "/x"), "");
    }

    #[test]
    fn the_allocation_logs_ambiguous_words_are_explained_both_ways() {
        let log = hint("account not found.", "/v2/group/account/list-allocate-log");
        assert!(log.contains("e-mails"));
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
        let said = failure.said.unwrap();
        assert_eq!(said.refusal, Some((400, "找不到集团账号".into())));
        assert_eq!(said.request_id.as_deref(), Some("abc.1.2"));
    }
}
