//! The table of what the simulator answers, and the way from a request through
//! the common checks to its endpoint.

use serde_json::Value;

use super::check::{Asked, Params};
use super::params::{
    Param, Values, among, count, date_time, decimal, email, emails, month, optional, password,
    phone, required, short, text, up_to,
};
use super::refusal::{Generation, Refusal, failure, success};
use super::store::Store;
use super::{Answer, Request};
use super::{reads, writes};

/// An endpoint: what it takes, and the function that answers with `data`.
struct Route {
    method: &'static str,
    path: &'static str,
    /// Whether only a group's main account may call it.
    group_only: bool,
    takes: Takes,
    run: fn(&mut Asked<'_>) -> Result<Value, Refusal>,
}

/// Where an endpoint takes its parameters from.
enum Takes {
    Query(&'static [Param]),
    /// Fields of a JSON body, which is not signed.
    Json(&'static [Param]),
}

use Takes::{Json, Query};

/// The largest pages and most e-mails are documented, but for those of
/// list-allocate-log: its page size is what the vendor's command-line client
/// caps it at.
const ROUTES: [Route; 9] = [
    Route {
        method: "GET",
        path: "/v2/group/account/get-info",
        group_only: true,
        takes: Query(&[]),
        run: reads::group_info,
    },
    Route {
        method: "GET",
        path: "/v2/group/account/list-allocate-log",
        group_only: true,
        takes: Query(&[
            required("emails", emails::<100>),
            optional("page", up_to::<MAX_PAGES>),
            optional("pageSize", up_to::<1000>),
            optional("type", |name, text| {
                among(&["all", "live", "vod"], name, text)
            }),
            optional("startTime", date_time),
            optional("endTime", date_time),
        ]),
        run: reads::allocation_log,
    },
    Route {
        method: "GET",
        path: "/live/v4/group/account/billing-daily/list",
        group_only: true,
        takes: Query(&[
            required("billingDate", month),
            optional("pageNumber", up_to::<MAX_PAGES>),
            optional("pageSize", up_to::<1000>),
        ]),
        run: reads::bill,
    },
    Route {
        method: "GET",
        path: "/live/v4/group/user/package/list",
        group_only: true,
        takes: Query(&[
            optional("pageNumber", up_to::<MAX_PAGES>),
            optional("pageSize", up_to::<100>),
            optional("emails", emails::<100>),
        ]),
        run: reads::sub_accounts,
    },
    Route {
        method: "POST",
        path: "/live/v4/group/user/create",
        group_only: true,
        takes: Json(&[
            required("email", email),
            required("password", password::<32>),
            required("contacts", text),
            required("phone", phone).or_number(),
            optional("memo", short::<50>),
            optional("balance", decimal).or_number(),
            optional("concurrent", |_, _| Err(writes::wrong_plan())).or_number(),
            required("maxChannels", count).or_number(),
            required("minutes", count).or_number(),
            optional("remainFlow", count).or_number(),
            optional("remainSpace", count).or_number(),
            optional("expireDate", text).or_number(),
            optional("expireType", |name, text| {
                among(&["group", "custom"], name, text)
            }),
        ]),
        run: writes::create,
    },
    Route {
        method: "POST",
        path: "/live/v4/group/user/secret/reset",
        group_only: true,
        takes: Query(&[required("email", email)]),
        run: writes::reset_secret,
    },
    Route {
        method: "GET",
        path: "/live/v4/user/children/list",
        group_only: false,
        takes: Query(&[
            optional("pageNumber", up_to::<MAX_PAGES>),
            optional("pageSize", up_to::<1000>),
            optional("childEmail", emails::<100>),
        ]),
        run: reads::children,
    },
    Route {
        method: "GET",
        path: "/live/v4/user/children/role/list",
        group_only: false,
        takes: Query(&[]),
        run: reads::roles,
    },
    Route {
        method: "POST",
        path: "/live/v4/user/children/update",
        group_only: false,
        takes: Json(&[
            required("childEmail", email),
            optional("childName", short::<50>),
            optional("password", password::<16>),
            optional("roleId", count).or_number(),
            optional("telephone", phone).or_number(),
            optional("description", short::<100>),
            optional("organizationId", count).or_number(),
        ]),
        run: writes::update_child,
    },
];

/// Page numbers fit 32 bits.
const MAX_PAGES: i64 = i32::MAX as i64;

/// Answers a request, whatever it is.
pub(super) fn answer(request: &Request<'_>, now_ms: i64, store: &mut Store, id: &str) -> Answer {
    let generation = Generation::of(request.path());
    match data(request, now_ms, store) {
        Ok(data) => success(generation, data, id, now_ms),
        Err(refusal) => failure(generation, &refusal, id, now_ms),
    }
}

fn data(request: &Request<'_>, now_ms: i64, store: &mut Store) -> Result<Value, Refusal> {
    let path = request.path();
    let route = ROUTES.iter().find(|route| route.path == path);
    let route = route.ok_or(Refusal::NoSuchPath)?;
    if route.method != request.method {
        return Err(Refusal::Method(route.method));
    }
    let params = Params::of(request)?;
    store.refresh()?;
    let caller = params.caller(store.world(), now_ms)?;
    if route.group_only && caller.is_some() {
        return Err(Refusal::NotAGroup);
    }
    let sent = params.own()?;
    let values = match route.takes {
        Query(takes) if request.body.is_empty() => Values::read(takes, &sent)?,
        Query(_) => return Err(Refusal::invalid("body")),
        Json(takes) => {
            Values::read(&[], &sent)?;
            let body = serde_json::from_slice(request.body);
            match body {
                Ok(body) if request.is("application/json") => Values::read(takes, &body)?,
                _ => return Err(Refusal::json()),
            }
        }
    };
    (route.run)(&mut Asked {
        values,
        caller,
        now_ms,
        store,
    })
}

#[cfg(test)]
mod tests {
    use super::super::client::Client;
    use super::super::{APP_ID, APP_SECRET, check};

    #[test]
    fn an_unknown_path_is_404_in_v4_style() {
        let client = Client::new();
        for path in [
            "/",
            "/v2/group/account/get-infos",
            "/live/v4/group/user/update",
        ] {
            let (status, body) = client.send("GET", path, None, b"");
            assert_eq!(status, 404, "{path}");
            assert_eq!(body["success"], false);
            assert_eq!(body["error"]["desc"], "no such path in the sandbox");
        }
    }

    #[test]
    fn a_sub_account_is_no_group() {
        let client = Client::new().sub_account(3);
        let (status, body) = client.get("/live/v4/group/user/package/list", &[]);
        assert_eq!(status, 400);
        assert_eq!(body["error"]["desc"], "找不到集团账号");
        let (status, body) = client.get("/v2/group/account/get-info", &[]);
        assert_eq!((status, body["code"].as_u64()), (200, Some(400)));
        assert_eq!(body["message"], "account not found.");
        let (status, _) = client.get("/live/v4/user/children/list", &[]);
        assert_eq!(status, 200);
    }

    #[test]
    fn parameters_and_bodies_belong_where_the_table_has_them() {
        let client = Client::new();
        let desc = |(_, body): (u16, serde_json::Value)| body["error"]["desc"].clone();
        let create = "/live/v4/group/user/create";
        let form = format!("appId={APP_ID}&timestamp={}&memo=a+b", client.now_ms);
        let now = client.now_ms.to_string();
        let signed = [("appId", APP_ID), ("timestamp", &now), ("memo", "a b")];
        let signed = signed.map(|(name, value)| (name.into(), value.into()));
        let target = format!("{create}?sign={}", check::sign(&signed, APP_SECRET));
        let form_type = Some("application/x-www-form-urlencoded");
        // The signature holds; create takes no such parameter.
        let answer = client.send("POST", &target, form_type, form.as_bytes());
        assert_eq!(desc(answer), "param validate error: memo");
        let target = client.target(create, &[]);
        let answer = client.send("POST", &target, Some("text/plain"), b"{}");
        assert_eq!(desc(answer), "json format error");
        assert_eq!(
            desc(client.post_json(create, "email=a")),
            "json format error"
        );
        let reset = "/live/v4/group/user/secret/reset";
        let answer = client.post_json(reset, r#"{"email":"a@x"}"#);
        assert_eq!(desc(answer), "param validate error: body");
    }
}
