//! What to do next, for the failures people meet. The service's own words
//! stand beside these, always.

use crate::api::{Cause, Reason, Refusal};
use crate::http::Fault;

/// The hint for a failed call, if there is one worth giving.
pub(super) fn of(cause: &Cause, path: &str) -> Option<String> {
    let hint = match cause {
        Cause::Refused(refusal) => return refused(refusal, path).map(Into::into),
        Cause::Foreign { what, http_status } => foreign(what, *http_status),
        Cause::Limited {
            http_status: 502..=504,
            ..
        } => return None,
        Cause::Limited { .. } => {
            "the service blocks an address for 5 minutes after more than 1500 requests in 10 s; \
             trying sooner is useless"
        }
        Cause::Fault(Fault::NotSent(why)) => return not_sent(why).map(Into::into),
        Cause::Fault(Fault::Lost(_)) => "try again, or allow more time with --timeout",
        Cause::Fault(Fault::ReadOnly) => {
            "read_only = true stands in the profile or POLYV_READ_ONLY is set; \
             use another profile for writes"
        }
        Cause::Fault(Fault::TooLarge(_) | Fault::DryRun | Fault::Printed(_)) => return None,
    };
    Some(hint.into())
}

fn refused(refusal: &Refusal, path: &str) -> Option<&'static str> {
    Some(match refusal.message.trim() {
        "invalid signature." => {
            "the appSecret is not the one of this appId; look for a missing letter or a space, \
             and see `polyv-group profiles show`"
        }
        "找不到集团账号" => {
            "this appId is not a group main account of group account 2.0; use the main account's \
             appId and appSecret, not a sub-account's"
        }
        "account not found." if path.contains("list-allocate-log") => {
            "this appId is not a group main account of group account 1.0 (use the main account's \
             key), or one of the e-mails is no sub-account of it"
        }
        "account not found." => {
            "this appId is not a group main account of group account 1.0; use the main account's \
             appId and appSecret, not a sub-account's"
        }
        "application not found." => {
            "the service knows no such appId; compare it with the console's"
        }
        "account is forbidden." => "the service has blocked this account; ask Polyv's support",
        _ if refusal.reason() == Reason::Expired => {
            "the service takes timestamps of the last 3 minutes; set this machine's clock"
        }
        _ => return None,
    })
}

fn foreign(what: &str, http_status: u16) -> &'static str {
    if (300..400).contains(&http_status) {
        "redirects are never followed; look at base_url with `polyv-group profiles show`"
    } else if http_status == 404 {
        "the address may be wrong: look at base_url with `polyv-group profiles show`"
    } else if what.contains("HTML") {
        "a proxy or a network's login page may have answered instead of the service; open a web \
         page in a browser, look at HTTPS_PROXY, then try again"
    } else {
        "try again; if it stays so, look at base_url with `polyv-group profiles show`"
    }
}

fn not_sent(why: &str) -> Option<&'static str> {
    Some(if why.contains("certificate") {
        "if a proxy of your company opens TLS, give its certificate with ca_file in the profile"
    } else if why.contains("proxy") {
        "look at HTTPS_PROXY and NO_PROXY"
    } else if why.contains("DNS") {
        "check the network, and base_url with `polyv-group profiles show`"
    } else {
        "nothing was sent; check the network, the proxy (HTTPS_PROXY) and base_url"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(message: &str, path: &str) -> Option<String> {
        let refusal = Refusal {
            code: 400,
            message: message.into(),
            request_id: None,
            http_status: 400,
        };
        of(&Cause::Refused(refusal), path)
    }

    #[test]
    fn the_refusals_people_meet_have_a_hint_each() {
        for message in [
            "找不到集团账号",
            "account not found.",
            "invalid signature.",
            "时间戳过期",
            "invalid timestamp.",
            "application not found.",
            "account is forbidden.",
        ] {
            assert!(hint(message, "/x").is_some(), "{message}");
        }
        assert_eq!(hint("已超过账号可使用上限", "/x"), None);
    }

    #[test]
    fn the_allocation_logs_ambiguous_words_are_explained_both_ways() {
        let log = hint("account not found.", "/v2/group/account/list-allocate-log");
        assert!(log.unwrap().contains("e-mails"));
    }
}
