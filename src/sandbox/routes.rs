//! The table of what the simulator answers, and the way from a request through
//! the common checks to its endpoint.

use serde_json::{Value, json};

use super::accounts::literal;
use super::check::{Asked, FORM, Params};
use super::params::{self, Need::*, Param, Rule::*};
use super::refusal::{Data, Refusal};
use super::store::Store;
use super::world::World;
use super::{Request, allot, reads, staffing, writes};

/// An endpoint: what it takes, and the function that answers with `data`. What
/// reads is called with GET, what writes with POST; a path with `/group/` is
/// for a group's main account alone.
struct Route {
    path: &'static str,
    takes: Takes,
    run: Run,
}

/// Where an endpoint takes its parameters from.
enum Takes {
    Query(&'static [Param]),
    /// The query, a form's body, or some of both; all of it is signed.
    Form(&'static [Param]),
    /// Fields of a JSON body, which is not signed.
    Json(&'static [Param]),
}

enum Run {
    Reads(fn(&World, &Asked) -> Value),
    Writes(fn(&mut World, &Asked) -> Data),
}

use Run::{Reads, Writes};
use Takes::{Form, Json, Query};

/// The largest pages and most e-mails are documented, but for those of
/// list-allocate-log: its page size is what the vendor's command-line client
/// caps it at.
static ROUTES: &[Route] = &[
    Route {
        path: "/v2/group/account/get-info",
        takes: Query(&[]),
        run: Reads(reads::group_info),
    },
    Route {
        path: "/v2/group/account/list-allocate-log",
        takes: Query(&[
            ("emails", Required, Emails(100)),
            ("page", Optional, UpTo(MAX_PAGES)),
            ("pageSize", Optional, UpTo(1000)),
            ("type", Optional, OneOf(&["all", "live", "vod"])),
            ("startTime", Optional, DateTime),
            ("endTime", Optional, DateTime),
        ]),
        run: Reads(reads::allocation_log),
    },
    Route {
        path: "/live/v4/group/account/allocation-log/list",
        takes: Query(&[
            ("emails", Required, Emails(200)),
            ("depositStartTime", Optional, Millis),
            ("depositEndTime", Optional, Millis),
            ("resourceCode", Optional, Text(usize::MAX)),
            ("alterationType", Optional, OneOf(&["0", "1", "2"])),
            ("pageNumber", Required, UpTo(MAX_PAGES)),
            ("pageSize", Required, UpTo(1000)),
        ]),
        run: Reads(reads::allocation_log_2),
    },
    Route {
        path: "/live/v4/group/health-check",
        takes: Query(&[]),
        run: Reads(|_, _| json!({"health": literal("12.50")})),
    },
    Route {
        path: "/live/v4/group/account/billing-daily/list",
        takes: Query(&[
            ("billingDate", Required, Month),
            ("pageNumber", Optional, UpTo(MAX_PAGES)),
            ("pageSize", Optional, UpTo(1000)),
        ]),
        run: Reads(reads::bill),
    },
    Route {
        path: "/live/v4/group/user/billing-daily/list",
        takes: Query(&[
            ("email", Optional, Emails(1)),
            ("startDate", Required, Month),
            ("endDate", Required, Month),
            ("pageNumber", Optional, UpTo(MAX_PAGES)),
            ("pageSize", Optional, UpTo(1000)),
        ]),
        run: Reads(reads::sub_account_bills),
    },
    Route {
        path: "/live/v4/group/user/package/list",
        takes: Query(&[
            ("pageNumber", Optional, UpTo(MAX_PAGES)),
            ("pageSize", Optional, UpTo(100)),
            ("emails", Optional, Emails(100)),
        ]),
        run: Reads(reads::sub_accounts),
    },
    Route {
        path: "/live/v4/group/user/create",
        takes: Json(&[
            ("email", Required, Email),
            ("password", Required, Password(32)),
            ("contacts", Required, Text(usize::MAX)),
            ("phone", Required, Phone),
            ("memo", Optional, Text(50)),
            ("balance", Optional, Decimal),
            ("concurrent", Optional, Count),
            ("maxChannels", Required, Count),
            ("minutes", Optional, Count),
            ("remainFlow", Optional, Count),
            ("remainSpace", Optional, Count),
            ("expireDate", Optional, Expiry),
            ("expireType", Optional, OneOf(&["group", "custom"])),
        ]),
        run: Writes(writes::create),
    },
    Route {
        path: "/live/v4/group/user/secret/reset",
        takes: Query(&[("email", Required, Email)]),
        run: Writes(writes::reset_secret),
    },
    Route {
        path: "/v2/group/live/set-concurrences",
        takes: Form(&[
            ("email", Required, Email),
            ("type", Optional, OneOf(allot::DIRECTIONS)),
            ("concurrences", Required, UpTo(i32::MAX)),
        ]),
        run: Writes(allot::set_concurrences),
    },
    Route {
        path: "/v2/group/live/set-durations",
        takes: Form(&[
            ("email", Required, Email),
            ("type", Optional, OneOf(allot::DIRECTIONS)),
            ("duration", Required, UpTo(i32::MAX)),
        ]),
        run: Writes(allot::set_durations),
    },
    Route {
        path: "/v2/group/vod/set-flow",
        takes: Form(&[
            ("email", Required, Email),
            ("type", Optional, OneOf(allot::DIRECTIONS)),
            ("flow", Optional, UpTo(i32::MAX)),
            ("all", Optional, OneOf(&["1"])),
        ]),
        run: Writes(allot::set_flow),
    },
    Route {
        path: "/v2/group/vod/set-space",
        takes: Form(&[
            ("email", Required, Email),
            ("type", Optional, OneOf(allot::DIRECTIONS)),
            ("space", Optional, UpTo(i32::MAX)),
            ("all", Optional, OneOf(&["1"])),
        ]),
        run: Writes(allot::set_space),
    },
    Route {
        path: "/live/v4/group/user/package/update",
        takes: Json(&[
            ("email", Required, Email),
            ("balance", Optional, Decimal),
            ("concurrent", Optional, Count),
            ("minutes", Optional, Count),
            ("remainFlow", Optional, Count),
            ("remainSpace", Optional, Count),
            ("linkMicLimit", Optional, Count),
            ("linkMicMinutes", Optional, Count),
            ("guideMinutes", Optional, Count),
            ("maxChannels", Optional, Count),
        ]),
        run: Writes(allot::update_package),
    },
    Route {
        path: "/live/v4/user/children/list",
        takes: Query(&[
            ("pageNumber", Optional, UpTo(MAX_PAGES)),
            ("pageSize", Optional, UpTo(1000)),
            ("childEmail", Optional, Emails(100)),
        ]),
        run: Reads(reads::children),
    },
    Route {
        path: "/live/v4/user/children/role/list",
        takes: Query(&[]),
        run: Reads(reads::roles),
    },
    Route {
        path: "/live/v4/user/organization/list",
        takes: Query(&[]),
        run: Reads(reads::organization),
    },
    Route {
        path: "/live/v4/user/children/update",
        takes: Json(&[
            ("childEmail", Required, Email),
            ("childName", Optional, Text(50)),
            ("password", Optional, Password(16)),
            ("roleId", Optional, Count),
            ("telephone", Optional, Phone),
            ("description", Optional, Text(100)),
            ("organizationId", Optional, Count),
        ]),
        run: Writes(staffing::update_child),
    },
    Route {
        path: "/live/v4/user/children/create",
        takes: Json(&[
            ("childEmail", Required, Email),
            ("childName", Required, Text(50)),
            ("password", Required, Password(16)),
            ("roleId", Required, Count),
            ("organizationId", Optional, Count),
            ("telephone", Optional, Phone),
            ("description", Optional, Text(100)),
        ]),
        run: Writes(staffing::create_child),
    },
    Route {
        path: "/live/v4/user/children/delete",
        takes: Query(&[("childEmail", Required, Email)]),
        run: Writes(staffing::delete_child),
    },
    Route {
        path: "/live/v4/user/organization/create",
        takes: Json(&[
            ("parentId", Required, Count),
            ("name", Required, Text(12)),
            ("description", Optional, Text(100)),
        ]),
        run: Writes(staffing::create_node),
    },
    Route {
        path: "/live/v4/user/organization/delete",
        takes: Query(&[("organizationId", Required, Count)]),
        run: Writes(staffing::delete_node),
    },
];

/// The paths of all endpoints.
pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    ROUTES.iter().map(|route| route.path)
}

/// Page numbers fit 32 bits.
const MAX_PAGES: i32 = i32::MAX;

/// What a request is answered with.
///
/// # Errors
///
/// The first check that fails, or the endpoint's own refusal.
pub(super) fn data(request: &Request, now_ms: i64, store: &mut Store) -> Data {
    let path = request.path();
    let route = ROUTES.iter().find(|route| route.path == path);
    let route = route.ok_or(Refusal::NoSuchPath)?;
    let method = match route.run {
        Reads(_) => "GET",
        Writes(_) => "POST",
    };
    if method != request.method {
        return Err(Refusal::Method(method));
    }
    let params = Params::of(request)?;
    store.refresh()?;
    let caller = params.caller(store.world(), now_ms)?;
    if path.contains("/group/") && caller.is_some() {
        return Err(Refusal::NotAGroup);
    }
    let sent = params.own()?;
    let values = match route.takes {
        Query(takes) if request.body.is_empty() => params::read(takes, &sent)?,
        // A form's body is among what was sent.
        Form(takes) if request.body.is_empty() || request.is(FORM) => params::read(takes, &sent)?,
        Query(_) | Form(_) => return Err(Refusal::invalid("body")),
        Json(takes) => {
            params::read(&[], &sent)?;
            match serde_json::from_slice(&request.body) {
                Ok(body) if request.is("application/json") => params::read(takes, &body)?,
                _ => return Err(Refusal::json()),
            }
        }
    };
    let asked = Asked {
        values,
        caller,
        now_ms,
    };
    match route.run {
        Reads(run) => Ok(run(store.world(), &asked)),
        Writes(run) => store.change(|world| run(world, &asked)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::client::{CHILDREN, CREATE, Client, INFO, LIST, RESET};
    use super::super::{APP_ID, APP_SECRET, check};

    #[test]
    fn paths_methods_parameters_and_bodies_belong_where_the_table_has_them() {
        let client = Client::new();
        let desc = |(status, body): (u16, serde_json::Value)| {
            (status, body["error"]["desc"].as_str().unwrap().to_owned())
        };
        for path in [
            "/",
            "/v2/group/account/get-infos",
            "/live/v4/group/user/update",
        ] {
            let answer = client.send("GET", path, None, b"");
            assert_eq!(
                desc(answer),
                (404, "no such path in the sandbox".into()),
                "{path}"
            );
        }
        for (method, path, other) in [("POST", INFO, "GET"), ("GET", CREATE, "POST")] {
            let answer = client.send(method, path, None, b"");
            let words = format!("method not allowed, use {other}");
            assert_eq!(desc(answer), (405, words), "{path}");
        }

        let form = format!("appId={APP_ID}&timestamp={}&memo=a+b", client.now_ms);
        let now = client.now_ms.to_string();
        let signed = [("appId", APP_ID), ("timestamp", &now), ("memo", "a b")];
        let signed = signed.map(|(name, value)| (name.into(), value.into()));
        let of_form = format!("{CREATE}?sign={}", check::sign(&signed, APP_SECRET));
        let form_type = "application/x-www-form-urlencoded";
        let (create, reset) = (client.target(CREATE, ""), client.target(RESET, ""));
        for (target, content_type, body, words) in [
            // The signature holds; create takes no such parameter.
            (
                &of_form,
                form_type,
                form.as_str(),
                "param validate error: memo",
            ),
            (&create, "text/plain", "{}", "json format error"),
            (&create, "application/json", "email=a", "json format error"),
            (&create, "application/json", "[]", "json format error"),
            (
                &reset,
                "application/json",
                "{}",
                "param validate error: body",
            ),
        ] {
            let answer = client.send("POST", target, Some(content_type), body.as_bytes());
            assert_eq!(desc(answer), (400, words.into()), "{body}");
        }
    }

    #[test]
    fn a_sub_account_is_no_group() {
        let client = Client::new().sub_account(3);
        let (status, body) = client.get(LIST, "");
        assert_eq!(status, 400);
        assert_eq!(body["error"]["desc"], "找不到集团账号");
        let (status, body) = client.get(INFO, "");
        assert_eq!((status, body["code"].as_u64()), (200, Some(400)));
        assert_eq!(body["message"], "account not found.");
        assert_eq!(client.get(CHILDREN, "").0, 200);
    }
}
